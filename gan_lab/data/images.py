"""Image sets: real ones through torchvision, and an offline set that is always there."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from torch import Tensor
from torchvision import datasets

from gan_lab.data.synthetic import DIGIT_NAMES, digits
from gan_lab.errors import GanLabError

OFFLINE_SIZES = {"train": 60_000, "test": 10_000}


@dataclass(frozen=True)
class ImageSet:
    """Images with what must be known to use and to show them.

    images: uint8 (N, C, H, W)
    labels: int64 (N,)
    class_names: one name a class
    source: what a figure's title says of their origin, licence included
    is_real: False for a set that the package drew itself
    shareable: whether pictures of them may be published (with `source` beside them)
    """

    name: str
    images: Tensor
    labels: Tensor
    class_names: tuple[str, ...]
    source: str
    is_real: bool
    shareable: bool

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True)
class _Entry:
    """How to get one image set: torchvision's class, its files' SHA-256, its offline twin."""

    title: str
    source: str
    torchvision_class: type
    sha256: dict[str, str]
    class_names: tuple[str, ...]
    offline_title: str

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
    ),
}


def data_root(root: str | Path | None = None) -> Path:
    """The folder that holds the data: `root`, else GAN_LAB_DATA, else a per-user cache folder."""
    chosen = root or os.environ.get("GAN_LAB_DATA") or platformdirs.user_cache_dir("gan_lab")
    return Path(chosen).expanduser()


def load(
    name: str, root: str | Path | None = None, *, train: bool = True, source: str = "auto"
) -> ImageSet:
    """Load an image set: the real one where it can be had, the offline one where it cannot.

    Missing data are downloaded into the data root at first use, unless GAN_LAB_OFFLINE is set.
    When that fails, one line says so and the offline set is used, marked as such in `source`.

    Args:
        name: "mnist".
        root: the data root; see `data_root`. Files lie as torchvision lays them.
        train: the training part, or the test part.
        source: "auto", "real" (never the offline set) or "offline" (always).

    Raises:
        GanLabError: an unknown name; a file that is truncated or is not the original; or, with
            source="real", data that cannot be had.
    """
    entry = _entry(name)
    if source not in ("auto", "real", "offline"):
        raise GanLabError(f"source must be auto, real or offline, got {source!r}")
    part = "train" if train else "test"
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
    entry = _entry(name)
    if all((data_root(root) / entry.folder / file).is_file() for file in entry.sha256):
        return f"{entry.title} (real)"
    if _offline_wanted() or (name, data_root(root)) in _failed_downloads:
        return f"{entry.offline_title}, drawn by the course ({entry.title} is not here)"
    return f"{entry.title} (will be downloaded)"


def verify(name: str, root: str | Path | None = None) -> None:
    """Compare the files that are there with the originals, byte for byte.

    Raises:
        GanLabError: one of them is truncated or is not the original.
    """
    entry = _entry(name)
    for file, expected in entry.sha256.items():
        path = data_root(root) / entry.folder / file
        if path.is_file():
            _verify(path, expected, entry.title)


def _entry(name: str) -> _Entry:
    if name not in _CATALOGUE:
        raise GanLabError(f"no image set is called {name!r}: choose {', '.join(_CATALOGUE)}")
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
    images, labels = digits(OFFLINE_SIZES[part], seed=0 if part == "train" else 1_000_003)
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


def _offline_wanted() -> bool:
    return os.environ.get("GAN_LAB_OFFLINE", "") not in ("", "0")


def _download(entry: _Entry, root: Path) -> str | None:
    """Fetch `entry` into `root`. Returns None, or why it could not be done, in a few words."""
    name = next(key for key, value in _CATALOGUE.items() if value is entry)
    if _offline_wanted():
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
