"""HDF5 files of images: one stacked dataset, or a group with one dataset for each image."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from gan_lab import __version__
from gan_lab.data.access import expanded
from gan_lab.data.decode import pixel_range, to_bytes
from gan_lab.data.sources import IMAGE_ENDINGS, Entry, Source, Unusable, digest, first_line
from gan_lab.errors import GanLabError
from gan_lab.files import keep_former

if TYPE_CHECKING:
    from gan_lab.data.packing import Packed

_BLOCK_BYTES = 16 * 2**20  # how much of a stack is read at once
_NOT_IMAGES = ("labels", "names", "class_names")
_CHANNELS = (1, 3, 4)


class Hdf5Source(Source):
    """The images of an HDF5 file.

    Found in this order: a dataset "images" (a stack), a group "images", the only stack in the
    file, the images that lie one by one in the file.

    - A stack is (N, H, W, C), (N, C, H, W) or (N, H, W), C = 1, 3 or 4, of uint8; or of other
      numbers, whose range over the whole stack says what is black and white (see
      `decode.pixel_range`); or it is (N,) with the bytes of one image file in each place. Beside it
      may lie "labels" (N,) and "names" (N,); class names are its attribute or a dataset beside it.
    - Single images are (H, W, C) or (H, W), or the bytes of an image file: uint8 (n,) or opaque.
      Groups that hold them are classes, as the subfolders of a folder are.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped, self.others = [], []
        self._lock = threading.Lock()  # HDF5 itself lets one thread in at a time
        self._stack: _Stack | None = None
        status = path.stat()
        # its images have no checksums to compare: any writing into the file packs it anew
        self.key = digest([("hdf5", status.st_size, status.st_mtime_ns)])

    @functools.cached_property
    def _file(self) -> h5py.File:
        try:
            # the cache must hold a chunk of a stack, or each image would unpack it again
            return h5py.File(self.path, "r", rdcc_nbytes=4 * _BLOCK_BYTES)
        except OSError as error:
            raise GanLabError(
                f"{self.path} is damaged or cannot be opened ({first_line(error)}): "
                "fetch or write it again"
            ) from None

    @functools.cached_property
    def entries(self) -> list[Entry]:  # type: ignore[override]
        """Listed at first use: a packed file is known by its key and need not be opened."""
        try:
            return self._find()
        except (OSError, RuntimeError, KeyError) as error:
            raise GanLabError(
                f"{self.path} is damaged ({first_line(error)}): fetch or write it again"
            ) from None

    def read(self, entry: Entry) -> bytes | np.ndarray:
        try:
            with self._lock:
                if self._stack is not None:
                    return self._stack.read(entry.where)
                return _pixels_or_bytes(self._file[entry.where])
        except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
            raise Unusable(f"damaged in the file: {first_line(error)}") from None

    def close(self) -> None:
        if "_file" in self.__dict__:
            self._file.close()

    def _find(self) -> list[Entry]:
        found = self._file.get("images")
        if isinstance(found, h5py.Dataset):
            return self._from_stack(found)
        inside = isinstance(found, h5py.Group)
        everything = _datasets(found if inside else self._file)
        datasets = [d for d in everything if d.name.rsplit("/", 1)[-1] not in _NOT_IMAGES]
        stacks = [dataset for dataset in datasets if dataset.ndim == 4]
        singles = [dataset for dataset in datasets if inside or _is_single_image(dataset)]
        if not stacks and not singles:
            stacks = [dataset for dataset in datasets if dataset.ndim == 3]
        if not stacks and not inside:
            singles += [d for d in datasets if _may_be_an_image(d) and d not in singles]
        if len(stacks) == 1:
            return self._from_stack(stacks[0])
        if singles and not stacks:
            return sorted(Entry(single.name.lstrip("/"), single.name) for single in singles)
        raise GanLabError(
            f'{self.path} has no dataset or group "images"'
            + (" and several that could be it" if stacks else "")
            + f"; it holds {_keys(everything)}: name one of them images (h5py: file.move(old, new))"
        )

    def _from_stack(self, dataset: h5py.Dataset) -> list[Entry]:
        self._stack = _Stack(dataset)
        n = len(dataset)
        beside = dataset.parent
        names = _strings(beside.get("names"))
        if len(names) != n or len(set(names)) != n:
            names = [f"{i:0{len(str(n))}d}" for i in range(n)]
        self._read_labels(beside, dataset, n)
        return [Entry(name, i) for i, name in enumerate(names)]

    def _read_labels(self, beside: h5py.Group, dataset: h5py.Dataset, n: int) -> None:
        """Labels (N,) of numbers or strings, as 0, 1, ... with a name for each."""
        found = beside.get("labels")
        if not isinstance(found, h5py.Dataset):
            return
        values = np.asarray(_strings(found) or found[()])
        if len(values.shape) == 0 or len(values) != n:
            raise GanLabError(f"{self.path} has {n} images and labels {values.shape}: one each")
        if values.size != n:  # several labels an image, such as 40 attributes of a face
            print(f"{self.path.name}: labels {values.shape} are left out, expected ({n},).")
            return
        values = values.reshape(n)
        if values.dtype.kind == "f" and (values == values.round()).all():
            values = values.astype(np.int64)
        class_names: tuple[str, ...] = ()
        for holder in (self._file.attrs, beside.attrs, dataset.attrs, beside):
            class_names = class_names or tuple(_strings(holder.get("class_names")))
        whole = values.dtype.kind in "biu"
        if n and class_names and whole and values.min() >= 0 and values.max() < len(class_names):
            self.labels, self.class_names = [int(value) for value in values], class_names
        else:
            different, places = np.unique(values, return_inverse=True)
            self.labels = [int(place) for place in places.reshape(n)]
            self.class_names = tuple(str(value) for value in different)


class _Stack:
    """A dataset of N images, read in blocks of rows and never whole."""

    def __init__(self, dataset: h5py.Dataset) -> None:
        self.dataset = dataset
        shape, name = dataset.shape, dataset.name
        self.encoded = dataset.ndim == 1 and (
            h5py.check_vlen_dtype(dataset.dtype) is not None or dataset.dtype.kind in "VOS"
        )
        self.channels_first = (
            dataset.ndim == 4 and shape[3] not in _CHANNELS and shape[1] in _CHANNELS
        )
        if not self.encoded:
            fits = dataset.ndim == 3 or (dataset.ndim == 4 and shape[3] in _CHANNELS)
            if not fits and not self.channels_first:
                raise GanLabError(
                    f"the dataset {name} has shape {shape}: expected (N, H, W, C) or (N, C, H, W) "
                    "with C = 1, 3 or 4, or (N, H, W)"
                )
            if dataset.dtype.kind not in "buif":
                raise GanLabError(f"the dataset {name} holds {dataset.dtype}: expected uint8")
        row_bytes = max(1, dataset.dtype.itemsize * int(np.prod(shape[1:])))
        self.rows = 16 if self.encoded else max(1, min(256, _BLOCK_BYTES // row_bytes))
        self.blocks: dict[int, Any] = {}
        self.black, self.white = (0.0, 255.0) if self.encoded else self._range()

    def _range(self) -> tuple[float, float]:
        if self.dataset.dtype == np.uint8 or 0 in self.dataset.shape:
            return 0, 255
        low, high = np.inf, -np.inf
        for block in self._all_blocks():
            low, high = min(low, float(block.min())), max(high, float(block.max()))
            if np.isnan(block).any():
                low = high = np.nan
                break
        try:
            return pixel_range(low, high, self.dataset.dtype.kind)
        except Unusable as error:
            raise GanLabError(f"the dataset {self.dataset.name} holds {error}") from None

    def _all_blocks(self) -> Iterator[np.ndarray]:
        for start in range(0, len(self.dataset), self.rows):
            yield self.dataset[start : start + self.rows]

    def read(self, index: int) -> bytes | np.ndarray:
        """Image `index`: its bytes, or uint8 (H, W) or (H, W, C)."""
        row = self._row(index)
        if self.encoded:
            return row if isinstance(row, bytes) else np.asarray(row).tobytes()
        pixels = to_bytes(row, self.black, self.white)
        return pixels.transpose(1, 2, 0) if self.channels_first else pixels

    def _row(self, index: int) -> Any:
        number = index // self.rows
        if number not in self.blocks:
            start = number * self.rows
            try:
                block = self.dataset[start : start + self.rows]
            except OSError:  # a damaged part: its neighbours can still be read
                return self.dataset[index]
            while len(self.blocks) > 3:  # threads are a few blocks apart
                self.blocks.pop(next(iter(self.blocks)))
            self.blocks[number] = block
        return self.blocks[number][index - number * self.rows]


def _datasets(group: h5py.Group) -> list[h5py.Dataset]:
    """All datasets in a group and its groups. Links to other files are not followed."""
    found: list[h5py.Dataset] = []

    def look(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            found.append(item)

    group.visititems(look)
    return found


def _is_single_image(dataset: h5py.Dataset) -> bool:
    """Whether a dataset is one image: by its ending, or with channels last."""
    named = dataset.name.lower().endswith(IMAGE_ENDINGS)
    return named or (dataset.ndim == 3 and dataset.shape[2] in _CHANNELS)


def _may_be_an_image(dataset: h5py.Dataset) -> bool:
    """Whether it is grey pixels or the bytes of a file, and lies in a group, as images do."""
    opaque = dataset.dtype.kind == "V" and dataset.dtype.names is None and dataset.size == 1
    flat = dataset.dtype == np.uint8 and dataset.ndim in (1, 2)
    return dataset.name.count("/") > 1 and (opaque or flat)


def _pixels_or_bytes(dataset: h5py.Dataset) -> bytes | np.ndarray:
    """One image that lies by itself: the bytes of a file, or uint8 (H, W) or (H, W, C)."""
    if dataset.dtype.kind in "VOS":
        content = dataset[()] if dataset.ndim == 0 else dataset[0]
        return content if isinstance(content, bytes) else np.asarray(content).tobytes()
    pixels = dataset[()]
    if pixels.ndim == 1 and pixels.dtype == np.uint8:
        return pixels.tobytes()
    fits = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in _CHANNELS)
    if not fits or pixels.dtype.kind not in "buif":
        raise Unusable(f"{pixels.dtype} of shape {pixels.shape}, expected (H, W, 3) or (H, W)")
    if pixels.dtype == np.uint8 or pixels.size == 0:
        return pixels
    return to_bytes(
        pixels, *pixel_range(float(pixels.min()), float(pixels.max()), pixels.dtype.kind)
    )


def _strings(found: Any) -> list[str]:
    """Strings of a dataset or an attribute; an empty list if it is something else."""
    if isinstance(found, h5py.Dataset):
        found = found[()] if found.ndim == 1 and found.dtype.kind in "OSU" else None
    if found is None or isinstance(found, h5py.Group):
        return []
    values = np.asarray(found).ravel().tolist()
    texts = [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in values]
    return texts if all(isinstance(text, str) for text in texts) else []


def _keys(datasets: list[h5py.Dataset]) -> str:
    named = [f"{dataset.name.lstrip('/')} {dataset.shape}" for dataset in datasets]
    rest = f" and {len(named) - 8} more" if len(named) > 8 else ""
    return (", ".join(named[:8]) or "no dataset") + rest


def write_h5(packed: Packed, file: str | Path, *, force: bool = False) -> Path:
    """Write packed images into an HDF5 file that any program can read.

    The file holds the datasets images, uint8 (N, H, W, C) in chunks of one image, labels, int64
    (N,), and names; and the attributes class_names, size, source and gan_lab_version.

    Args:
        file: its name, ending in .h5 or .hdf5.
        force: a file that is there already is kept under a new name; without, it is an error.

    Returns:
        The path of the file.

    Raises:
        GanLabError: another ending, a file in the way, or a place that cannot be written.
    """
    file = check_target(file, force)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with h5py.File(part, "w") as h5:
            _write(h5, packed)
        keep_former(file)
        part.replace(file)
    except (OSError, RuntimeError) as error:  # HDF5 raises either for a full disk
        raise GanLabError(f"cannot write {file}: {first_line(error)}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return file


def check_target(file: str | Path, force: bool) -> Path:
    """Raise GanLabError unless `file` can be the name of a new HDF5 file."""
    file = expanded(file)
    if file.suffix.lower() not in (".h5", ".hdf5"):
        raise GanLabError(f"the file must end in .h5 or .hdf5, got {file}")
    if file.is_dir():
        raise GanLabError(f"{file} is a folder: choose another name")
    if file.exists() and not force:
        raise GanLabError(
            f"{file} is there already: choose another name, or keep it under a new one with --force"
        )
    return file


def _write(h5: h5py.File, packed: Packed) -> None:
    n, channels, height, width = packed.images.shape
    shape = (n, height, width, channels)
    images = h5.create_dataset("images", shape, np.uint8, chunks=(1, *shape[1:]))
    rows = max(1, _BLOCK_BYTES // int(np.prod(shape[1:])))
    for start in range(0, n, rows):
        block = packed.images[start : start + rows]
        images[start : start + rows] = block.permute(0, 2, 3, 1).numpy()  # NCHW -> NHWC
    h5["labels"] = packed.labels.numpy()
    h5["names"] = _texts(packed.names)
    class_names = _texts(packed.class_names)
    if len(class_names) <= 2000:
        h5.attrs["class_names"] = class_names
    else:  # more than an attribute can hold
        h5["class_names"] = class_names
    h5.attrs["size"] = height
    h5.attrs["source"] = packed.source
    h5.attrs["gan_lab_version"] = __version__


def _texts(names: tuple[str, ...]) -> np.ndarray:
    """Strings as HDF5 takes them. A file's name need not be valid Unicode; here it must."""
    clean = [name.encode("utf-8", "backslashreplace").decode() for name in names]
    return np.array(clean, dtype=object)
