"""Small helpers for files: nothing that a person made is ever written over."""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from gan_lab.errors import GanLabError

PACKED = (".zip", ".whl", ".jpg", ".jpeg", ".png", ".gz", ".h5", ".hdf5")


def free_name(path: Path) -> Path:
    """The first of path-1, path-2, ... (before the ending) that does not exist."""
    number = 1
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return candidate


def may_write(folder: Path) -> bool:
    """Whether files may be written into `folder`, or the folder itself made. Writes nothing."""
    try:
        place = next(place for place in (folder, *folder.parents) if place.exists())
        # an administrator may write into a folder that is marked read-only, and should not
        marked = os.name == "posix" and not place.stat().st_mode & 0o222
        return place.is_dir() and not marked and os.access(place, os.W_OK)
    except (OSError, StopIteration):
        return False


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """The block writes `path`; where the system refuses, the error names it.

    Raises:
        GanLabError: from an OSError within the block.
    """
    try:
        yield
    except OSError as error:
        raise GanLabError(f"{path} cannot be written: {error.strerror or error}") from None


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


def write_zip(path: Path, members: Mapping[str, bytes | Path]) -> None:
    """Write a zip that depends on its members alone: the same input gives the same bytes.

    The names come sorted, all of one date; what is compressed already is stored as it is.

    Args:
        path: of the new file. It appears when it is complete.
        members: name in the zip, with "/" between folders -> its bytes, or the file to copy
    """
    with replacing(path) as part, zipfile.ZipFile(part, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = 0o644 << 16
            packed = Path(name).suffix.lower() in PACKED
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            content = members[name]
            if isinstance(content, bytes):
                archive.writestr(entry, content)
                continue
            entry.file_size = content.stat().st_size  # or a file above 2 GiB would be refused
            with content.open("rb") as file, archive.open(entry, "w") as target:
                shutil.copyfileobj(file, target, 2**20)
