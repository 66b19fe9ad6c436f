"""Small helpers for files: nothing that a person made is ever written over."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import weakref
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import filelock

from gan_lab.errors import GanLabError

# Disk full, quota used up, file too large; not every system knows of quotas.
NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
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


class Claim:
    """A folder that only one process at a time may write into: `take` it, and `leave` it.

    The lock lies beside the folder, as .NAME.lock: the folder can then be moved while it is held,
    and is still empty when nothing else is in it. A process that is killed leaves it too.
    """

    def __init__(self, folder: Path) -> None:
        folder = folder.resolve()
        self._path = folder.with_name(f".{folder.name}.lock")
        self._lock = _lock(self._path)
        weakref.finalize(self, _free, self._lock, self._path, os.getpid())

    def take(self) -> bool:
        """Whether no other process has it. Where that cannot be found out, nobody is kept away."""
        if not self._lock.is_locked:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._lock.acquire(timeout=0)
            except filelock.Timeout:
                return False
            except (OSError, NotImplementedError):
                pass  # a place that cannot be written beside the folder, or knows of no locks
        return True

    def leave(self) -> None:
        _free(self._lock, self._path, os.getpid())


def _free(lock: filelock.BaseFileLock, path: Path, owner: int) -> None:
    """Give a lock back, and remove its file. A process forked from the owner leaves it alone."""
    if lock.is_locked and owner == os.getpid():
        with contextlib.suppress(OSError):  # Windows refuses, and tidies up by itself
            path.unlink(missing_ok=True)  # before it is free: then it is another's
        lock.release()


def _lock(path: Path) -> filelock.BaseFileLock:
    """A lock that the system itself takes back when its process ends."""
    try:
        # where there are no such locks: none at all, or a killed process would keep it for ever
        return filelock.FileLock(path, thread_local=False, fallback_to_soft=False)
    except TypeError:  # older versions have no other kind to fall back to
        return filelock.FileLock(path, thread_local=False)


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
