"""Where images come from: a folder, a zip archive or an HDF5 file, read as one list of entries.

Nothing is ever unpacked to disk: an archive's entries are read into memory, one at a time.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import threading
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from gan_lab.data.access import expanded
from gan_lab.errors import GanLabError

# fmt: off
IMAGE_ENDINGS = (
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".bmp", ".dib", ".gif", ".webp",
    ".avif", ".heic", ".heif", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm",
)
# fmt: on
ACCEPTED = (
    "a folder, a zip archive or an HDF5 file of images (.png, .jpg, .bmp, .gif, .webp, .tif, .ppm)"
)
MAX_BYTES = 256 * 2**20  # of one file: no photograph is larger, an archive made to harm is
_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


class Unusable(Exception):
    """One image cannot be used. The message is the reason, in a few words; never fatal."""


class Entry(NamedTuple):
    """One image of a source: its name, parts joined by "/", and where the source finds it."""

    name: str
    where: Any


class Source:
    """The images of one folder or file.

    path: of the folder or file
    key: hex digest that changes when the images do; known without reading them
    entries: one for each image, in the order of their names
    skipped: (name, reason) of what is an image by its name and cannot be read
    others: names of the files that are no images
    labels: one number an entry, or None: then the subfolders are the classes
    class_names: of `labels`
    """

    path: Path
    key: str
    entries: list[Entry]
    skipped: list[tuple[str, str]]
    others: list[str]
    labels: list[int] | None = None
    class_names: tuple[str, ...] = ()

    def read(self, entry: Entry) -> bytes | np.ndarray:
        """The bytes of an image file, or pixels, uint8 (H, W) or (H, W, C). Thread safe.

        Raises:
            Unusable: it cannot be read.
        """
        raise NotImplementedError

    def close(self) -> None:
        pass

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def open_source(path: str | Path) -> Source:
    """List the images of a folder (with its subfolders), a zip archive or an HDF5 file.

    Files that are no images by their ending, hidden files and __MACOSX are left out silently.

    Returns:
        A `Source`; use it in a with statement. `.entries` is the list of images.

    Raises:
        GanLabError: nothing is there, it is of another kind, or it is damaged as a whole.
    """
    text, path = str(path), expanded(path)
    try:
        if not text or not path.exists():
            where = f" (looked for as {path.absolute()})" if text and not path.is_absolute() else ""
            raise GanLabError(f"there is no folder or file {text!r}{where}: name {ACCEPTED}")
        if path.is_dir():
            return FolderSource(path)
        is_hdf5, is_zip = _is_hdf5(path), zipfile.is_zipfile(path)
    except OSError as error:
        raise GanLabError(f"{path} cannot be read: {error.strerror or error}") from None
    ending = path.suffix.lower()
    if is_hdf5:
        from gan_lab.data.hdf5 import Hdf5Source  # h5py only where it is needed

        return Hdf5Source(path)
    if is_zip or ending == ".zip":
        return ZipSource(path)
    if ending in (".h5", ".hdf5"):
        raise GanLabError(f"{path} is damaged or not an HDF5 file: fetch or write it again")
    if ending in IMAGE_ENDINGS:
        raise GanLabError(f"{path} is one image: name the folder that holds your images")
    raise GanLabError(f"{path} cannot be used: expected {ACCEPTED}; unpack other archives first")


class FolderSource(Source):
    """A folder and its subfolders. Links are followed; a link in a circle is entered once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries, self.skipped, self.others = [], [], []
        facts: dict[str, tuple[int, int]] = {}
        waiting, seen = [(str(path), "")], set()
        while waiting:
            folder, prefix = waiting.pop()
            try:
                status = Path(folder).stat()
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                with os.scandir(folder) as listing:
                    # reversed, because the last that waits is the next
                    children = sorted(listing, key=lambda child: child.name, reverse=True)
            except OSError as error:
                self.skipped.append((prefix or ".", _unreadable(error)))
                continue
            for child in children:
                name = prefix + child.name
                if _is_hidden(child.name):
                    continue
                if _is_folder(child):
                    # links last, so that a folder is found under its own name
                    place = 0 if child.is_symlink() else len(waiting)
                    waiting.insert(place, (child.path, f"{name}/"))
                elif not child.name.lower().endswith(IMAGE_ENDINGS):
                    self.others.append(name)
                else:
                    try:
                        facts[name] = _facts(child)
                        self.entries.append(Entry(name, child.path))
                    except OSError as error:
                        self.skipped.append((name, _unreadable(error)))
                    except Unusable as error:
                        self.skipped.append((name, str(error)))
        self.entries.sort()
        self.skipped.sort()
        self.others.sort()
        # Name, size and time of change instead of the contents, which would take as long as
        # packing them: a file that is replaced within the same nanosecond and at the same size
        # is the one change that this misses.
        self.key = digest((e.name, *facts[e.name]) for e in self.entries) + digest(self.skipped)

    def read(self, entry: Entry) -> bytes:
        try:
            return Path(entry.where).read_bytes()
        except OSError as error:
            raise Unusable(_unreadable(error)) from None


class ZipSource(Source):
    """A zip archive, flat or with folders. Nothing is extracted, so no path can lead astray."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries, self.skipped, self.others = [], [], []
        try:
            self._zip = zipfile.ZipFile(path)
        except Exception as error:  # a broken directory raises anything, from EOFError on
            raise GanLabError(
                f"{path} is damaged or not a zip archive ({error}): fetch or make it again"
            ) from None
        self._lock = threading.Lock()
        infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            # some programs on Windows write "\\", some elsewhere a leading "./"
            parts = [p for p in info.filename.replace("\\", "/").split("/") if p != "."]
            name = "/".join(parts)
            if name[-1:] in ("", "/") or any(_is_hidden(p) for p in parts if p != ".."):
                continue
            if not name.lower().endswith(IMAGE_ENDINGS):
                self.others.append(name)
            elif reason := _distrust(info, name):
                self.skipped.append((name, reason))
            else:
                if name in infos:
                    self.skipped.append((name, "an older file of the same name"))
                infos[name] = info
        self.entries = [Entry(name, infos[name]) for name in sorted(infos)]
        self.skipped.sort()
        # the archive's directory holds a checksum of each file: no content needs to be read
        self.key = digest((e.name, e.where.file_size, e.where.CRC) for e in self.entries)
        self.key += digest(self.skipped)

    def read(self, entry: Entry) -> bytes:
        try:
            # one handle, one reader: zipfile promises nothing to threads
            with self._lock, self._zip.open(entry.where) as file:
                # a size that the directory understates ends here, not in memory
                return file.read(entry.where.file_size)
        except Exception as error:  # zlib, zipfile, OS and struct errors mean one thing here
            raise Unusable(f"damaged in the archive: {first_line(error)}") from None

    def close(self) -> None:
        self._zip.close()


def _distrust(info: zipfile.ZipInfo, name: str) -> str | None:
    """Why an entry of an archive is not even opened, or None."""
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return "its path leads out of the archive"
    if info.flag_bits & 1:
        return "encrypted: unpack the archive with its password and name the folder"
    # the other methods cannot be stopped at a size while they unpack
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "compressed in a way other than deflate"
    if info.file_size > MAX_BYTES:
        return _too_large(info.file_size)
    return None


def _facts(child: os.DirEntry) -> tuple[int, int]:
    """Size in bytes and time of change in nanoseconds of a file that can be read."""
    status = child.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unusable("not a plain file")  # reading a pipe would wait for ever
    if status.st_size > MAX_BYTES:
        raise Unusable(_too_large(status.st_size))
    if not os.access(child.path, os.R_OK):  # asked now, so that the key changes with it
        raise Unusable("cannot be read: Permission denied")
    return status.st_size, status.st_mtime_ns


def _is_folder(child: os.DirEntry) -> bool:
    try:
        return child.is_dir()
    except OSError:  # a link to nowhere, or to itself
        return False


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _is_hdf5(path: Path) -> bool:
    """Whether HDF5's signature is at one of the places where a file may begin."""
    with path.open("rb") as file:
        for offset in (0, 512, 1024, 2048):
            file.seek(offset)
            if file.read(8) == _HDF5_SIGNATURE:
                return True
    return False


def digest(rows: Iterable[tuple]) -> str:
    """Hex digest of rows of plain values."""
    sha = hashlib.sha256()
    for row in rows:
        sha.update((repr(row) + "\n").encode("utf-8", "surrogatepass"))
    return sha.hexdigest()


def _too_large(n_bytes: int) -> str:
    return f"{n_bytes / 2**20:,.0f} MiB large, at most {MAX_BYTES / 2**20:,.0f}"


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror or type(error).__name__}"


def first_line(error: BaseException) -> str:
    """What an error says, in one line of 100 characters at most."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:100]
