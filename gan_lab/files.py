"""Small helpers for files: nothing that a person made is ever written over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


def free_name(path: Path) -> Path:
    """The first of path-1, path-2, ... (before the ending) that does not exist."""
    number = 1
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return candidate


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of `path` at the end: whole or not at all.

    When the block fails, `path` stays as it was and nothing is left behind.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def keep_former(path: Path) -> None:
    """If `path` is there already, give it a free name and say so: the new file may come."""
    if path.exists():
        former = free_name(path)
        path.rename(former)
        print(f"Kept the former {path} as {former}.")
