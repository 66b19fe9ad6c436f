"""Image sets by name: real ones where they can be had, and drawn ones that are always there."""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor
from torchvision import datasets

from gan_lab.data.access import holds
from gan_lab.data.download import File, fetch, network_settings
from gan_lab.data.image_set import ImageSet, data_root, offline_wanted
from gan_lab.data.photos import (
    CELEBA_FILE,
    NO_TEST_PART,
    describe_faces,
    find_celeba,
    get_celeba,
    load_faces,
    load_folder,
    verify_celeba,
)
from gan_lab.data.synthetic import DIGIT_NAMES, GARMENT_NAMES, digits, garments
from gan_lab.errors import GanLabError

TRY_AGAIN = 60.0  # seconds after which a download that failed is tried anew
OFFLINE_SIZES = {"train": 60_000, "test": 10_000}


@dataclass(frozen=True)
class _Entry:
    """One image set: its original files, torchvision's class that reads them, its offline twin."""

    title: str
    source: str
    torchvision_class: type
    files: tuple[File, ...]
    class_names: tuple[str, ...]
    offline_title: str
    draw: Callable[..., tuple[Tensor, Tensor]]  # (n, seed=...) -> images, labels

    @property
    def folder(self) -> str:
        return f"{self.torchvision_class.__name__}/raw"


IDX_SIZES = {  # the files of both sets, unpacked
    "train-images-idx3-ubyte": 47_040_016,
    "train-labels-idx1-ubyte": 60_008,
    "t10k-images-idx3-ubyte": 7_840_016,
    "t10k-labels-idx1-ubyte": 10_008,
}


def _idx_files(
    folder: str, sources: tuple[str, ...], gz_sizes: tuple[int, ...], sums: tuple[str, ...]
) -> tuple[File, ...]:
    """gz_sizes: of what the sources serve; sums: SHA-256 unpacked; both in the order above."""
    return tuple(
        File(f"{folder}/raw/{name}", size, sha256, tuple(f"{s}/{name}.gz" for s in sources), gz)
        for (name, size), gz, sha256 in zip(IDX_SIZES.items(), gz_sizes, sums, strict=True)
    )


_CATALOGUE = {
    "mnist": _Entry(
        title="MNIST",
        source="MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0)",
        torchvision_class=datasets.MNIST,
        files=_idx_files(
            "MNIST",
            (
                "https://ossci-datasets.s3.amazonaws.com/mnist",
                "https://storage.googleapis.com/cvdf-datasets/mnist",
            ),
            (9_912_422, 28_881, 1_648_877, 4_542),
            (
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        ),
        class_names=DIGIT_NAMES,
        offline_title="offline digits",
        draw=digits,
    ),
    "fashion-mnist": _Entry(
        title="FashionMNIST",
        source="FashionMNIST (Xiao, Rasul, Vollgraf, 2017; MIT licence)",
        torchvision_class=datasets.FashionMNIST,
        files=_idx_files(
            "FashionMNIST",
            (
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
            ),
            (26_421_880, 29_515, 4_422_102, 5_148),
            (
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
        ),
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
    accept_terms: bool = False,
) -> ImageSet:
    """Load an image set: the real one where it can be had, the offline one where it cannot.

    Missing MNIST and FashionMNIST are downloaded into the data root at first use, unless
    GAN_LAB_OFFLINE is set. When that fails, one line says so and the offline set is used, marked
    as such in `source`. Faces come from `path`, else from the data root (CelebA as torchvision
    lays it, or a folder, zip or HDF5 file named celeba...), else, with `download`, from CelebA's
    own place, else from the package's drawn portraits.

    Args:
        name: "mnist", "fashion-mnist", "faces" or "folder".
        root: the data root; see `data_root`. Files lie as torchvision lays them.
        train: the training part, or the test part, which real faces and folders lack.
        source: "auto", "real" (never the offline set) or "offline" (always).
        path: for faces and folder: a folder, zip or HDF5 file of images of any size.
        size: for faces and folder: height and width in pixels, such as 64 or 128.
        channels: for folder: 3 for colour, 1 for grey.
        download: for faces: whether CelebA (1.4 GB) may be fetched.
        accept_terms: needed for that: whoever fetches CelebA has read its terms and keeps them.

    Raises:
        GanLabError: an unknown name; a file that is truncated or is not the original; no usable
            image; terms that are not accepted; or, with source="real", data that cannot be had.
    """
    if source not in ("auto", "real", "offline"):
        raise GanLabError(f"source must be auto, real or offline, got {source!r}")
    part = "train" if train else "test"
    if name == "faces":
        return load_faces(root, path, size, part, source, download, accept_terms)
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
    here, closed = _look(entry, data_root(root))
    if closed:  # it says itself what to do
        if source == "real":
            raise GanLabError(f"{entry.title} cannot be had: {closed}")
        print(f"{entry.title} cannot be had ({closed}): using {entry.offline_title} instead.")
        return _offline(name, part)
    if not here:
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
    """In a few words, which set `load(name)` would use now. Touches nothing.

    Raises:
        GanLabError: an unknown name, or a data root in a home folder that nobody knows.
    """
    if name == "faces":
        return describe_faces(root)
    entry = _entry(name)
    here, trouble = _look(entry, data_root(root))
    if here:
        return f"{entry.title} (real)"
    if trouble:
        return f"{entry.offline_title}, drawn by the course ({trouble})"
    if offline_wanted() or _failed_lately(name, data_root(root)):
        return f"{entry.offline_title}, drawn by the course ({entry.title} is not here)"
    return f"{entry.title} (will be downloaded)"


def verify(name: str, root: str | Path | None = None) -> None:
    """Compare the files that are there with the originals, byte for byte; of faces the size.

    Raises:
        GanLabError: one of them is truncated or is not the original, or may not be looked for.
    """
    if name == "faces" and (found := find_celeba(root)):
        verify_celeba(found)
    if name in OTHERS:
        return
    entry = _entry(name)
    for file in entry.files:
        if holds(data_root(root), file.name):
            path = data_root(root) / file.name
            _verify(path, file.sha256, entry.title)


def get(name: str, root: str | Path | None = None, *, accept_terms: bool = False) -> Path:
    """Download what `root` lacks of a data set, and compare what is there with the originals.

    Args:
        accept_terms: needed for faces: whoever downloads them has read the terms and keeps them

    Returns:
        The folder, or of faces the folder or archive, that holds them.

    Raises:
        GanLabError: an unknown name, a download that fails or is not wanted, terms that are not
            accepted, or a file that is not the original.
    """
    base = data_root(root)
    if name == "faces":
        where = find_celeba(root) or get_celeba(base, accept_terms)
        verify_celeba(where)
        return where
    entry = _entry(name)
    if not _is_here(entry, base):
        _failed_downloads.pop((name, base), None)  # who asks for it by name means it
        if trouble := _download(entry, base):
            raise GanLabError(f"{entry.title} is not in {base / entry.folder} ({trouble})")
    verify(name, root)
    return base / entry.folder


def public_files(name: str) -> tuple[File, ...]:
    """The files of a data set that can be downloaded.

    Raises:
        GanLabError: no such data set can be.
    """
    return (CELEBA_FILE,) if name == "faces" else _entry(name).files


def original_files(name: str) -> list[str]:
    """The files of MNIST or FashionMNIST, named from the data root, such as "MNIST/raw/...".

    Raises:
        GanLabError: no set of original files has that name.
    """
    return [file.name for file in _entry(name).files]


def _is_here(entry: _Entry, root: Path) -> bool:
    return all(holds(root, file.name) for file in entry.files)


def _look(entry: _Entry, root: Path) -> tuple[bool, str | None]:
    """Whether the files are here; and, where nobody can say, why not."""
    try:
        return _is_here(entry, root), None
    except GanLabError as error:
        return False, str(error)


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
    for file in entry.files:
        if file.name.startswith(f"{entry.folder}/{prefix}"):
            _verify(Path(root) / file.name, file.sha256, entry.title)
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


@dataclass(frozen=True)
class _Failure:
    """A download that failed: why, when, and what was set for the network then."""

    why: str
    when: float
    settings: tuple[str, ...]


_failed_downloads: dict[tuple[str, Path], _Failure] = {}


def _failed_lately(name: str, root: Path) -> str | None:
    """Why the last download failed, where a new one would fail too; None where it may work.

    A lesson must not wait for the network in every cell, nor must it take a kernel that is started
    anew to notice that there is a network again, or a mirror.
    """
    failure = _failed_downloads.get((name, root))
    if failure is None or failure.settings != network_settings():
        return None
    return failure.why if time.monotonic() < failure.when + TRY_AGAIN else None


def _download(entry: _Entry, root: Path) -> str | None:
    """Fetch `entry` into `root`. Returns None, or why it could not be done, in a few words."""
    name = next(key for key, value in _CATALOGUE.items() if value is entry)
    if offline_wanted():
        return "GAN_LAB_OFFLINE is set"
    if why := _failed_lately(name, root):
        return f"the download failed before: {why}; it is tried again {TRY_AGAIN:.0f} seconds later"
    try:
        fetch(entry.source, entry.files, root)
    except GanLabError as error:
        _failed_downloads[name, root] = _Failure(str(error), time.monotonic(), network_settings())
        return f"the download failed: {error}"
    return None
