"""`gan-lab data list`: which data sets are here, where, how big, and what they may be used for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gan_lab.data.access import holds
from gan_lab.data.download import megabytes, partly_there
from gan_lab.data.image_set import data_root, offline_wanted
from gan_lab.data.images import public_files, verify
from gan_lab.data.packing import caches_of
from gan_lab.data.photos import CELEBA_SIZE, find_celeba
from gan_lab.data.sources import open_source
from gan_lab.data.terms import LICENCES
from gan_lab.errors import GanLabError


@dataclass(frozen=True)
class Item:
    """What is known of one data set.

    state: "whole", "a part of it" (as its owner chose it), "incomplete" (a download broke off),
        "missing" or "damaged"
    where: the folder or archive that holds it, or would
    size: bytes on the disk
    packed: bytes of images that were cropped and resized before, in files that may be deleted
    download: bytes that would have to come
    note: what is to be said besides, such as which file is damaged
    """

    name: str
    state: str
    where: Path
    size: int
    packed: int
    download: int
    licence: str
    note: str = ""


def inventory(root: str | Path | None = None) -> list[Item]:
    """The data sets that the course knows by name, as they are in the data root.

    Raises:
        GanLabError: one may not look into it.
    """
    return [_look(name, data_root(root)) for name in LICENCES]


def as_text(items: Iterable[Item], root: str | Path | None = None) -> str:
    """What `gan-lab data list` prints."""
    base = data_root(root)
    lines = [f"Data root: {base}"]
    for item in items:
        lines += ["", f"{item.name}: {_state(item)}"]
        if item.size:
            lines.append(f"    where: {item.where}, {megabytes(item.size)}")
        if item.packed:
            lines.append(f"    packed before: {megabytes(item.packed)}, may be deleted at any time")
        lines.append(f"    licence: {item.licence}")
        if item.note:
            lines.append(f"    {item.note}")
        if item.state in ("missing", "incomplete"):
            command = f"gan-lab data get {item.name}" + (f" --data {base}" if root else "")
            lines.append(f"    get it: {command} ({megabytes(item.download)})")
    return "\n".join([*lines, *_settings()])


def _state(item: Item) -> str:
    if item.state in ("missing", "incomplete"):
        return f"{item.state}; the course draws its own instead"
    return item.state


def _settings() -> list[str]:
    lines = []
    if offline_wanted():
        lines.append("GAN_LAB_OFFLINE is set: nothing is downloaded.")
    for variable in ("GAN_LAB_MIRROR", "GAN_LAB_HUB"):
        if os.environ.get(variable):
            lines.append(f"{variable} is set: it is asked before the public sources.")
    return ["", *lines] if lines else []


def _look(name: str, base: Path) -> Item:
    files = public_files(name)
    download = sum(file.download_size for file in files if not holds(base, file.name))
    parts = partly_there(files, base)
    note = f"{megabytes(parts)} of it came before a download broke off" if parts else ""
    if name == "faces":
        found = find_celeba(base)
        where = found or base / files[0].name
        here = [found] if found else []
        state = "whole" if found else "missing"
        packed = sum(_disk(path) for path in caches_of(found)) if found else 0
        try:
            if found:
                verify(name, base)
                with open_source(found) as images:
                    if (n := len(images.entries)) < CELEBA_SIZE:
                        state, note = "a part of it", f"{n:,} of CelebA's {CELEBA_SIZE:,} images"
        except GanLabError as error:
            state, note = "damaged", str(error)
    else:
        where = (base / files[0].name).parent
        here = [base / file.name for file in files if holds(base, file.name)]
        state = "whole" if len(here) == len(files) else "incomplete" if here else "missing"
        packed = 0
        try:
            verify(name, base)
        except GanLabError as error:
            state, note = "damaged", str(error)
    size = sum(_disk(path) for path in here) + parts
    return Item(name, state, where, size, packed, download, LICENCES[name], note)


def _disk(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
