"""Pack once: a folder, zip or HDF5 of images becomes one array in a file, mapped into memory."""

from __future__ import annotations

import contextlib
import hashlib
import json
import operator
import os
import platform
import re
import shutil
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from gan_lab import __version__
from gan_lab.data.access import expanded, user_cache
from gan_lab.data.decode import decode
from gan_lab.data.sources import ACCEPTED, Entry, Source, Unusable, open_source
from gan_lab.errors import GanLabError
from gan_lab.files import may_write

FORMAT = 1  # of the cache file; raise it when the same images would be packed differently
MIN_SIZE, MAX_SIZE = 8, 1024
_HEADER_BYTES = 128
_DAY = 24 * 60 * 60
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, eq=False)
class Packed:
    """Images of one size, in a file that is mapped into memory: read only where it is used.

    images: uint8 (N, C, size, size); what is written into it stays in memory, not in the file
    names: of the images, relative to the source, in order
    labels: int64 (N,)
    class_names: one name a class: of the subfolders, or "image" if there are not two of them
    skipped: (name, reason) of each image that could not be used
    source: name of the folder or file that was packed, without its path
    path: of the cache file, a .npy that numpy.load opens
    fingerprint: hex digest of the source's contents, the size and the channels
    """

    images: Tensor
    names: tuple[str, ...]
    labels: Tensor
    class_names: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    source: str
    path: Path
    fingerprint: str

    def __len__(self) -> int:
        return len(self.images)


def pack(
    path: str | Path,
    size: int,
    *,
    channels: int = 3,
    cache: str | Path | None = None,
    progress: bool = True,
    workers: int | None = None,
) -> Packed:
    """Decode all images of a source, make them square, and keep them in one file.

    Done once: the next call with the same images, size and channels opens the file. The images
    are known by the folder's names, sizes and times, the zip archive's names, sizes and
    checksums, or the HDF5 file's size and time. `decode.decode` says what happens to each; one
    that cannot be used is skipped, and a printed line names it.

    The file and a .json with the names lie beside the source, in the folder .gan_lab; where that
    may not be written, in the user's cache folder. Both may be deleted at any time.

    Args:
        path: a folder (with subfolders), a zip archive or an HDF5 file; see `open_source`.
        size: side of the packed images, 8 to 1024 pixels.
        channels: 3 for RGB, 1 for grey.
        cache: folder for the file, instead of those above.
        progress: whether to show a progress bar.
        workers: threads that decode; by default one for each core, at most 8.

    Raises:
        GanLabError: arguments out of range; a source that is not there, is damaged as a whole or
            has no usable image; no place to write the file.
    """
    size = _check(size, channels, workers)
    with open_source(path) as source:
        facts = json.dumps([FORMAT, size, channels, source.key])
        fingerprint = hashlib.sha256(facts.encode()).hexdigest()
        stem = f"{_short_name(source.path)}.{size}.{'rgb' if channels == 3 else 'grey'}"
        name = f"{stem}.{fingerprint[:8]}.npy"
        folders = _cache_folders(source.path, cache)
        shape = (channels, size, size)
        with _one_at_a_time:
            for folder in folders:
                packed = _open_cache(folder / name, fingerprint, shape)
                if packed is not None:
                    return packed
            file = _pack(source, folders, name, fingerprint, shape, workers, progress)
    packed = _open_cache(file, fingerprint, shape)
    if packed is None:
        raise GanLabError(f"{file} was changed while it was written: run again")
    if cache is None and file.parent.name == ".gan_lab":
        _remove_superseded(file, stem)
    return packed


def pack_to_h5(
    path: str | Path,
    size: int,
    out: str | Path,
    *,
    channels: int = 3,
    force: bool = False,
    cache: str | Path | None = None,
    progress: bool = True,
) -> Path:
    """Pack a source and write the result into an HDF5 file: `pack`, then `hdf5.write_h5`.

    Raises:
        GanLabError: as both; a file in the way is noticed before the work begins.
    """
    from gan_lab.data.hdf5 import check_target, write_h5  # h5py only where it is needed

    check_target(out, force)
    packed = pack(path, size, channels=channels, cache=cache, progress=progress)
    return write_h5(packed, out, force=force)


def caches_of(path: Path) -> list[Path]:
    """The files with images that `pack` has made of a source and keeps."""
    ours = re.compile(re.escape(_short_name(path)) + r"\.\d+\.(rgb|grey)\.[0-9a-f]{8}\.npy")
    folders = [folder for folder in _cache_folders(path, None) if folder.is_dir()]
    return sorted(f for folder in folders for f in folder.iterdir() if ours.fullmatch(f.name))


def classes_of(names: list[str]) -> tuple[list[int], tuple[str, ...]]:
    """Labels and class names of images from the subfolders that their names lie in.

    The classes are the first folders in which the names differ: data/cat/1.png and data/dog/2.png
    are of the classes cat and dog. Images beside these folders are of a class "(no folder)".
    Where there are not two folders, all are of one class, "image".
    """
    folders = [name.split("/")[:-1] for name in names]
    depth = 0
    while len(found := {parts[depth] for parts in folders if len(parts) > depth}) == 1:
        depth += 1
    if not found:
        return [0] * len(names), ("image",)
    named = [parts[depth] if len(parts) > depth else "(no folder)" for parts in folders]
    class_names = tuple(sorted(set(named)))
    label = {name: i for i, name in enumerate(class_names)}
    return [label[name] for name in named], class_names


def _check(size: int, channels: int, workers: int | None) -> int:
    try:
        size = operator.index(size)
    except TypeError:
        raise GanLabError(f"size must be a whole number of pixels, got {size!r}") from None
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise GanLabError(
            f"size must be between {MIN_SIZE} and {MAX_SIZE} pixels, got {size}: 64 is usual"
        )
    if channels not in (1, 3):
        raise GanLabError(f"channels must be 1 (grey) or 3 (RGB), got {channels!r}")
    if workers is not None and workers < 1:
        raise GanLabError(f"workers must be at least 1, got {workers}")
    return size


# Where the file lies


def _short_name(source: Path) -> str:
    """The source's own name, cut so that a file system takes it with more added to it."""
    name = source.resolve().name or "images"
    return name.encode("utf-8", "ignore")[:100].decode("utf-8", "ignore")


def _cache_folders(path: Path, cache: str | Path | None) -> list[Path]:
    """Folders to look for the file and to write it in, the first that works."""
    if cache is not None:
        return [expanded(cache)]
    beside = path.resolve().parent / ".gan_lab"
    try:
        own = own_cache()
    except GanLabError:  # without a home folder there is one place, which may do
        return [beside]
    # first the one that can be written, but a file that is beside the data serves everybody
    return [beside, own] if may_write(beside) else [own, beside]


def own_cache() -> Path:
    """The folder for packed images whose source lies where nothing can be written.

    Raises:
        GanLabError: nobody knows the home folder that it lies in.
    """
    return user_cache() / "packed"


def _open_part(folders: list[Path], name: str, needed: int) -> tuple[Path, BinaryIO]:
    """Open a new file in the first folder that takes it; what a dead process left is removed.

    Its name has the machine and the process in it: two that pack at once write two files.
    """
    troubles = []
    for folder in folders:
        try:
            if not may_write(folder):
                raise PermissionError(None, "it may not be written")
            folder.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(folder)
            free = shutil.disk_usage(folder).free
            if free >= needed:
                part = _part_of(folder / name)
                return part, part.open("wb")
            troubles.append(f"{folder}: {free / 1e6:,.0f} MB free, {needed / 1e6:,.0f} needed")
        except OSError as error:
            troubles.append(f"{folder}: {error.strerror or error}")
    raise GanLabError(
        f"the packed images cannot be written ({'; '.join(troubles)}): "
        "free some space or give a folder with cache="
    )


def _part_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.{_machine()}.{os.getpid()}.part")


def _machine() -> str:
    return re.sub(r"\W", "-", platform.node())[:40] or "unknown"


def _remove_leftovers(folder: Path) -> None:
    """Remove the parts of processes that have ended."""
    ours = re.compile(r".+\.[0-9a-f]{8}\.(?:npy|json)\.([^.]+)\.(\d+)\.part")
    for part in folder.iterdir():
        match = ours.fullmatch(part.name)
        if match is None:
            continue
        with contextlib.suppress(OSError):  # Windows refuses where it is still being written
            # another machine's processes cannot be asked: their parts may stay for a day
            old = time.time() - part.stat().st_mtime > _DAY
            if old or (match[1] == _machine() and not _is_running(int(match[2]))):
                part.unlink()


def _is_running(pid: int) -> bool:
    if os.name != "posix":  # there, signal 0 is not a question but ends the process
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _remove_superseded(file: Path, stem: str) -> None:
    """Remove what the same source was packed to before its images changed."""
    ours = re.compile(re.escape(stem) + r"\.[0-9a-f]{8}\.(npy|json)")
    for other in file.parent.iterdir():
        if ours.fullmatch(other.name) and other.stem != file.stem:
            with contextlib.suppress(OSError):  # another process has it open, on Windows
                other.unlink()


# Reading and writing it


def _header(shape: tuple[int, ...]) -> bytes:
    """The head of a .npy file, always of the same length, so that N can be set at the end."""
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    text = text.ljust(_HEADER_BYTES - 11) + "\n"
    return b"\x93NUMPY\x01\x00" + (len(text)).to_bytes(2, "little") + text.encode("ascii")


def _open_cache(file: Path, fingerprint: str, shape: tuple[int, ...]) -> Packed | None:
    """The packed images if the file is whole and is of these images, else None."""
    try:
        info = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        n = len(info["names"])
        head = _header((n, *shape))
        if info["format"] != FORMAT or info["fingerprint"] != fingerprint or n < 1:
            return None
        with file.open("rb") as opened:
            whole = opened.read(len(head)) == head
        if not whole or file.stat().st_size != len(head) + n * int(np.prod(shape)):
            return None
        # mode "c": pages come from the file when they are used, and it is never written
        array = np.memmap(file, np.uint8, mode="c", offset=len(head), shape=(n, *shape))
        labels = torch.tensor(info["labels"], dtype=torch.int64)
        class_names = tuple(map(str, info["class_names"]))
        if labels.shape != (n,) or labels.min() < 0 or labels.max() >= len(class_names):
            return None
        return Packed(
            images=torch.from_numpy(array),
            names=tuple(map(str, info["names"])),
            labels=labels,
            class_names=class_names,
            skipped=tuple((str(name), str(reason)) for name, reason in info["skipped"]),
            source=str(info["source"]),
            path=file,
            fingerprint=fingerprint,
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, OverflowError):
        return None  # missing or damaged: packed again


def damaged(folder: Path) -> list[Path]:
    """The packed files in `folder` that are not whole. `pack` will not use them."""
    ours = re.compile(r".+\.(\d+)\.(rgb|grey)\.[0-9a-f]{8}\.npy")
    found = []
    try:
        matches = [(file, ours.fullmatch(file.name)) for file in sorted(folder.iterdir())]
    except OSError:  # there is no such folder, or it may not be read
        return []
    for file, match in matches:
        if match is None:
            continue
        try:
            info = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
            shape = (3 if match[2] == "rgb" else 1, int(match[1]), int(match[1]))
            whole = _open_cache(file, info["fingerprint"], shape) is not None
        except (OSError, ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            found.append(file)
    return found


def _pack(
    source: Source,
    folders: list[Path],
    name: str,
    fingerprint: str,
    shape: tuple[int, ...],
    workers: int | None,
    progress: bool,
) -> Path:
    """Decode the source into a new cache file. It appears under its name only when complete."""
    entries = source.entries
    _refuse_nothing(source, entries)
    part, out = _open_part(folders, name, _HEADER_BYTES + len(entries) * int(np.prod(shape)))
    file = part.with_name(name)
    kept: list[int] = []
    skipped = list(source.skipped)
    bar = tqdm(
        total=len(entries),
        desc=f"packing {_printable(source.path.name)}",
        unit="image",
        mininterval=0.5,
        disable=not progress,
    )
    try:
        # Pillow warns of odd files from the threads; what matters comes as an error
        with out, bar, contextlib.closing(_decode_all(source, shape, workers)) as decoded:
            # plain writing, not through a map: a full disk is then an error and not a crash
            out.write(_header((len(entries), *shape)))
            for i, image in enumerate(decoded):
                if isinstance(image, str):
                    skipped.append((entries[i].name, image))
                else:
                    out.write(image.data)
                    kept.append(i)
                bar.update()
            out.seek(0)
            out.write(_header((len(kept), *shape)))
        if not kept:
            raise _nothing_usable(source, skipped)
        names = [entries[i].name for i in kept]
        labels, class_names = classes_of(names)
        if source.labels is not None:
            labels, class_names = [source.labels[i] for i in kept], source.class_names
        info = {
            "format": FORMAT,
            "fingerprint": fingerprint,
            "source": source.path.resolve().name,
            "gan_lab_version": __version__,
            "class_names": class_names,
            "skipped": sorted(skipped),
            "labels": labels,
            "names": names,
        }
        _replace(part, file, info, fingerprint, shape)
    except OSError as error:
        raise GanLabError(
            f"cannot write {file}: {error.strerror or error}: free some space or give another "
            "folder with cache="
        ) from None
    finally:  # also after Ctrl-C
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    if skipped:
        total = len(kept) + len(skipped)
        print(f"Skipped {len(skipped)} of {total} images: {_listed(sorted(skipped))}.")
    return file


def _replace(
    part: Path, file: Path, info: dict[str, Any], fingerprint: str, shape: tuple[int, ...]
) -> None:
    """Put the array and then its .json in place: the .json marks an array that is complete."""
    about = file.with_suffix(".json")
    about_part = _part_of(about)
    try:
        about_part.write_text(json.dumps(info) + "\n", encoding="utf-8")
        part.replace(file)
        about_part.replace(about)
    except PermissionError:
        # Windows: another process has packed the same images meanwhile and uses them
        if _open_cache(file, fingerprint, shape) is None:
            raise
    finally:
        with contextlib.suppress(OSError):
            about_part.unlink(missing_ok=True)


def _decode_all(
    source: Source, shape: tuple[int, ...], workers: int | None
) -> Generator[np.ndarray | str, None, None]:
    """Each entry's pixels, uint8 (C, size, size), or why it is skipped; in order.

    By threads: Pillow decodes and resizes outside Python's lock, so that on two cores processes
    are hardly faster, and each of them would have to import torch first and, on Windows and
    macOS, run the student's script again.
    """
    channels, size, _ = shape
    workers = workers or min(8, _cores())
    step = max(1, min(32, 2**22 // int(np.prod(shape))))  # so many a task, of 4 MiB at most
    waiting: deque[Future[list[np.ndarray | str]]] = deque()
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as pool:
        warnings.simplefilter("ignore")
        try:
            for start in range(0, len(source.entries), step):
                batch = source.entries[start : start + step]
                waiting.append(pool.submit(_decode_batch, source, batch, size, channels))
                if len(waiting) > 2 * workers:  # no further ahead: all would not fit in memory
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for task in waiting:
                task.cancel()


def _decode_batch(
    source: Source, batch: list[Entry], size: int, channels: int
) -> list[np.ndarray | str]:
    results: list[np.ndarray | str] = []
    for entry in batch:
        try:
            results.append(decode(source.read(entry), size, channels))
        except Unusable as error:
            results.append(str(error))
    return results


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# What is said of images that cannot be used


def _refuse_nothing(source: Source, entries: list[Entry]) -> None:
    if entries:
        return
    if source.skipped:
        raise _nothing_usable(source, source.skipped)
    others = [_printable(name) for name in source.others]
    holds = ", ".join(others[:4]) + (f" and {len(others) - 4} more" if len(others) > 4 else "")
    raise GanLabError(
        f"there is no image in {source.path} (it holds {holds or 'nothing'}): expected {ACCEPTED}"
    )


def _nothing_usable(source: Source, skipped: list[tuple[str, str]]) -> GanLabError:
    return GanLabError(
        f"none of the {len(skipped)} images in {source.path} can be used: "
        f"{_listed(sorted(skipped))}; expected {ACCEPTED}"
    )


def _listed(skipped: list[tuple[str, str]]) -> str:
    named = [f"{_printable(name)} ({reason})" for name, reason in skipped[:5]]
    rest = f" and {len(skipped) - 5} more" if len(skipped) > 5 else ""
    return ", ".join(named) + rest


def _printable(name: str) -> str:
    """A file's name as this terminal can show it; some names are not valid text."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return name.encode(encoding, "backslashreplace").decode(encoding)
