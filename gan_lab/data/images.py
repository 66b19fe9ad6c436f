"""Image sets by name: real ones where they can be had, and drawn ones that are always there."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor
from torchvision import datasets

from gan_lab.data.image_set import ImageSet, data_root, offline_wanted
from gan_lab.data.photos import NO_TEST_PART, describe_faces, load_faces, load_folder
from gan_lab.data.synthetic import DIGIT_NAMES, GARMENT_NAMES, digits, garments
from gan_lab.errors import GanLabError

OFFLINE_SIZES = {"train": 60_000, "test": 10_000}


@dataclass(frozen=True)
class _Entry:
    """How to get one image set: torchvision's class, its files' SHA-256, its offline twin."""

    title: str
    source: str
    torchvision_class: type
    sha256: dict[str, str]
    class_names: tuple[str, ...]
    offline_title: str
    draw: Callable[..., tuple[Tensor, Tensor]]  # (n, seed=...) -> images, labels

    @property
    def folder(self) -> str:
        return f"{self.torchvision_class.__name__}/raw"


_CATALOGUE = {
    "mnist": _Entry(
        title="MNIST",
        source="MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0)",
        torchvision_class=datasets.MNIST,
        sha256={
            "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738"
            "ad16aec93bde7f9b65e87a2fc25776db",
            "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5"
            "333a97f0f4c3dd2ef09a8a9eef7101c5",
            "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77"
            "db3f2f8254e26661ceb7762c4d494ce7",
            "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351"
            "222c34898ecbeaf847f06e48f7ec33f2",
        },
        class_names=DIGIT_NAMES,
        offline_title="offline digits",
        draw=digits,
    ),
    "fashion-mnist": _Entry(
        title="FashionMNIST",
        source="FashionMNIST (Xiao, Rasul, Vollgraf, 2017; MIT licence)",
        torchvision_class=datasets.FashionMNIST,
        sha256={
            "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f8388776"
            "8d799fd8a3f3276145d20f83aa44d888",
            "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec29"
            "4ff4f6a2e1246121d8633921760443d9",
            "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe0"
            "87ea10ca49f1dbef5c9a5cd8815ce37b",
            "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494"
            "c5af83dab82d92729df917d7dec38c34",
        },
        class_names=GARMENT_NAMES,
        offline_title="offline garments",
        draw=garments,
    ),
}
OTHERS = ("faces", "folder")  # what `load` knows beside the catalogue


def load(
    name: str,
    root: str | Path | None = None,
    *,
    train: bool = True,
    source: str = "auto",
    path: str | Path | None = None,
    size: int = 64,
    channels: int = 3,
    download: bool = False,
) -> ImageSet:
    """Load an image set: the real one where it can be had, the offline one where it cannot.

    Missing MNIST and FashionMNIST are downloaded into the data root at first use, unless
    GAN_LAB_OFFLINE is set. When that fails, one line says so and the offline set is used, marked
    as such in `source`. Faces come from `path`, else from the data root (CelebA as torchvision
    lays it, or a folder, zip or HDF5 file named celeba...), else, with `download`, from CelebA's
    own page, else from the package's drawn portraits.

    Args:
        name: "mnist", "fashion-mnist", "faces" or "folder".
        root: the data root; see `data_root`. Files lie as torchvision lays them.
        train: the training part, or the test part, which real faces and folders lack.
        source: "auto", "real" (never the offline set) or "offline" (always).
        path: for faces and folder: a folder, zip or HDF5 file of images of any size.
        size: for faces and folder: height and width in pixels, such as 64 or 128.
        channels: for folder: 3 for colour, 1 for grey.
        download: for faces: whether CelebA (1.4 GB) may be fetched.

    Raises:
        GanLabError: an unknown name; a file that is truncated or is not the original; no usable
            image; or, with source="real", data that cannot be had.
    """
    if source not in ("auto", "real", "offline"):
        raise GanLabError(f"source must be auto, real or offline, got {source!r}")
    part = "train" if train else "test"
    if name == "faces":
        return load_faces(root, path, size, part, source, download)
    if name == "folder":
        if not train:
            raise GanLabError(f"a folder {NO_TEST_PART}")
        return load_folder(path, size, channels)
    entry = _entry(name)
    if path is not None:
        raise GanLabError(f"path goes with faces and folder, not with {name}: use root")
    if source == "offline":
        return _offline(name, part)
    folder = data_root(root) / entry.folder
    missing = [file for file in entry.sha256 if not (folder / file).is_file()]
    if missing:
        trouble = _download(entry, data_root(root))
        if trouble:
            lacks = f"{entry.title} is not in {folder} ({trouble})"
            ways = (
                "connect to the internet and run again, or put its files there, "
                "or set GAN_LAB_DATA to the folder that holds them"
            )
            if source == "real":
                raise GanLabError(f"{lacks}: {ways}")
            print(f"{lacks}: using {entry.offline_title} instead. To get the data, {ways}.")
            return _offline(name, part)
    return _real(name, str(data_root(root).resolve()), part)


def describe(name: str, root: str | Path | None = None) -> str:
    """In a few words, which set `load(name)` would use now. Touches nothing."""
    if name == "faces":
        return describe_faces(root)
    entry = _entry(name)
    if all((data_root(root) / entry.folder / file).is_file() for file in entry.sha256):
        return f"{entry.title} (real)"
    if offline_wanted() or (name, data_root(root)) in _failed_downloads:
        return f"{entry.offline_title}, drawn by the course ({entry.title} is not here)"
    return f"{entry.title} (will be downloaded)"


def verify(name: str, root: str | Path | None = None) -> None:
    """Compare the files that are there with the originals, byte for byte. Faces have none.

    Raises:
        GanLabError: one of them is truncated or is not the original.
    """
    if name in OTHERS:
        return
    entry = _entry(name)
    for file, expected in entry.sha256.items():
        path = data_root(root) / entry.folder / file
        if path.is_file():
            _verify(path, expected, entry.title)


def original_files(name: str) -> list[str]:
    """The files of MNIST or FashionMNIST, named from the data root, such as "MNIST/raw/...".

    Raises:
        GanLabError: no set of original files has that name.
    """
    entry = _entry(name)
    return [f"{entry.folder}/{file}" for file in entry.sha256]


def _entry(name: str) -> _Entry:
    if name not in _CATALOGUE:
        raise GanLabError(
            f"no image set is called {name!r}: choose {', '.join([*_CATALOGUE, *OTHERS])}"
        )
    return _CATALOGUE[name]


@functools.lru_cache(maxsize=4)
def _real(name: str, root: str, part: str) -> ImageSet:
    """Read one part from torchvision's files, after comparing them with the originals."""
    entry = _CATALOGUE[name]
    prefix = "train" if part == "train" else "t10k"
    for file, expected in entry.sha256.items():
        if file.startswith(prefix):
            _verify(Path(root) / entry.folder / file, expected, entry.title)
    try:
        dataset = entry.torchvision_class(root, train=part == "train", download=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise GanLabError(f"{entry.title} in {root} cannot be read: {error}") from None
    images, labels = dataset.data.unsqueeze(1), dataset.targets  # (N, 28, 28) -> (N, 1, 28, 28)
    return ImageSet(name, images, labels, entry.class_names, entry.source, True, True)


@functools.lru_cache(maxsize=4)
def _offline(name: str, part: str) -> ImageSet:
    entry = _CATALOGUE[name]
    # far-apart seeds: no drawing of the test part is in the training part
    images, labels = entry.draw(OFFLINE_SIZES[part], seed=0 if part == "train" else 1_000_003)
    origin = f"{entry.offline_title} (drawn by gan_lab, not {entry.title})"
    return ImageSet(name, images, labels, entry.class_names, origin, False, True)


def _verify(path: Path, expected: str, title: str) -> None:
    """Raise unless the file at `path` is the original, byte for byte."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise GanLabError(f"{path} cannot be read: {error.strerror or error}") from None
    if found != expected:
        raise GanLabError(
            f"{path} is not {title}'s file (SHA-256 {found[:12]}..., expected {expected[:12]}...; "
            f"{path.stat().st_size:,} bytes): move it away and run again to download it anew"
        )


_failed_downloads: set[tuple[str, Path]] = set()


def _download(entry: _Entry, root: Path) -> str | None:
    """Fetch `entry` into `root`. Returns None, or why it could not be done, in a few words."""
    name = next(key for key, value in _CATALOGUE.items() if value is entry)
    if offline_wanted():
        return "GAN_LAB_OFFLINE is set"
    if (name, root) in _failed_downloads:
        return "the download failed before"
    print(f"Downloading {entry.title} into {root} ...")
    try:
        # torchvision prints each mirror that it tries; a stalled one must not hang the lesson
        with contextlib.redirect_stdout(io.StringIO()), _socket_timeout(20.0):
            entry.torchvision_class(root, download=True)
    except (OSError, RuntimeError) as error:
        _failed_downloads.add((name, root))
        reason = str(error).strip() or type(error).__name__  # some errors say nothing
        return f"the download failed: {reason.splitlines()[-1][:120]}"
    return None


@contextlib.contextmanager
def _socket_timeout(seconds: float) -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
