"""Looking for data where the system may not let one look, or where no folder is."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from gan_lab.errors import GanLabError


def expanded(path: str | Path) -> Path:
    """The path, with ~ as the home folder.

    Raises:
        GanLabError: nobody knows that home folder.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise GanLabError(
            f"{path} begins in a home folder (~) that is not known here: write the whole path, "
            "or set HOME"
        ) from None


def user_cache() -> Path:
    """The course's folder among those of a user that may be deleted at any time.

    Raises:
        GanLabError: nobody knows the home folder that it lies in.
    """
    try:
        return expanded(platformdirs.user_cache_dir("gan_lab"))
    except RuntimeError:  # platformdirs' newer versions look for the home folder themselves
        raise GanLabError(
            "the home folder is not known here: set HOME, or set GAN_LAB_DATA to the folder that "
            "holds the data"
        ) from None


@contextlib.contextmanager
def looking_into(root: Path) -> Iterator[None]:
    """The block looks for files in `root`; where the system refuses, the error says what to do.

    Raises:
        GanLabError: from a PermissionError within the block.
    """
    try:
        yield
    except PermissionError:
        raise GanLabError(
            f"data in {root} may not be read: ask its owner to open the folder to you, or set "
            "GAN_LAB_DATA to a folder of your own"
        ) from None


def holds(root: Path, name: str) -> bool:
    """Whether the file `name` is in `root`.

    Path.is_file raises where one may not look, or says no: that depends on Python's version.

    Raises:
        GanLabError: the system does not let one look.
    """
    with looking_into(root):
        try:
            return stat.S_ISREG((root / name).stat().st_mode)
        except PermissionError:
            raise
        except (OSError, ValueError):
            return False


def in_the_way(folder: Path) -> str | None:
    """What is there in place of a folder, or of one of those above it; None where nothing is."""
    try:
        places = (folder, *folder.parents)
        place = next(place for place in places if place.is_symlink() or place.exists())
        if not place.exists():
            return f"{place} is a link to {place.readlink()}, which is not there"
        return None if place.is_dir() else f"{place} is a file, not a folder"
    except (OSError, StopIteration):  # one may not look
        return None
