"""Small helpers for files: nothing that a person made is ever written over."""

from __future__ import annotations

from pathlib import Path


def free_name(path: Path) -> Path:
    """The first of path-1, path-2, ... (before the ending) that does not exist."""
    number = 1
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return candidate


def keep_former(path: Path) -> None:
    """If `path` is there already, give it a free name and say so: the new file may come."""
    if path.exists():
        former = free_name(path)
        path.rename(former)
        print(f"Kept the former {path} as {former}.")
