"""What an image set is, and where image sets lie."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from gan_lab.data.access import expanded, user_cache


class Attribute(NamedTuple):
    """Something known of each image beside its class, such as the colour of the hair.

    values: int64 (N,), each a place in `names`
    names: what the values mean
    """

    values: Tensor
    names: tuple[str, ...]


@dataclass(frozen=True)
class ImageSet:
    """Images with what must be known to use and to show them.

    images: uint8 (N, C, H, W); may lie in a file (memory-mapped): take parts, not copies of all
    labels: int64 (N,)
    class_names: one name a class
    source: what a figure's title says of their origin, licence included
    is_real: False for a set that the package drew itself
    shareable: whether pictures of them may be published (with `source` beside them)
    attributes: name -> what is known of each image; empty for most sets
    """

    name: str
    images: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    source: str
    is_real: bool
    shareable: bool
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.images)


def data_root(root: str | Path | None = None) -> Path:
    """The folder that holds the data: `root`, else GAN_LAB_DATA, else a per-user cache folder.

    Raises:
        GanLabError: it begins in a home folder that nobody knows.
    """
    chosen = root or os.environ.get("GAN_LAB_DATA")
    return expanded(chosen) if chosen else user_cache()


def offline_wanted() -> bool:
    """Whether GAN_LAB_OFFLINE forbids downloads."""
    return os.environ.get("GAN_LAB_OFFLINE", "") not in ("", "0")
