"""Faces, and any folder, zip or HDF5 file of images: packed once, then memory-mapped."""

from __future__ import annotations

import functools
from pathlib import Path

import torch

from gan_lab.data.access import expanded, holds, looking_into
from gan_lab.data.download import File, fetch
from gan_lab.data.image_set import Attribute, ImageSet, data_root, offline_wanted
from gan_lab.data.packing import pack
from gan_lab.data.sources import IMAGE_ENDINGS
from gan_lab.data.synthetic import ATTRIBUTES, portraits
from gan_lab.data.terms import CELEBA_TERMS
from gan_lab.errors import GanLabError

CELEBA = "CelebA (Liu et al., 2015; research only, not to be shown)"
# Its makers give it out by Google Drive alone, and forbid everybody else to: two ways to one place.
_DRIVE = "0B7EVK8r0v71pZjFTYXZWM3FlRnM"
CELEBA_FILE = File(
    name="celeba/img_align_celeba.zip",
    size=1_443_490_838,
    sha256="46fb89443c578308acf364d7d379fe1b9efb793042c0af734b6112e4fd3a8c74",
    urls=(
        f"https://drive.usercontent.google.com/download?id={_DRIVE}&export=download&confirm=t",
        f"https://drive.google.com/uc?id={_DRIVE}&export=download&confirm=t",
    ),
)
CELEBA_SIZE = 202_599  # images
OFFLINE_FACES = {"train": 6_000, "test": 1_000}
NO_TEST_PART = "has one part only: leave train=False out, or split it yourself"


def load_folder(path: str | Path | None, size: int, channels: int = 3) -> ImageSet:
    """All images of a folder, zip or HDF5 file, cropped to their middle square and resized.

    Their right to be shown is not known: figures of them are not for publishing.

    Raises:
        GanLabError: no path, nothing usable in it, or a size that is out of range.
    """
    if path is None:
        raise GanLabError("name a folder, zip or HDF5 file of images: load('folder', path=...)")
    return _packed("folder", Path(path), size, channels, f"images of {Path(path).name}")


def load_faces(
    root: str | Path | None,
    path: str | Path | None,
    size: int,
    part: str,
    source: str,
    download: bool,
    accept_terms: bool,
) -> ImageSet:
    """Faces from `path`, else CelebA from the data root, else the portraits that we draw."""
    if source == "offline":
        return _portraits(size, part)
    if path is not None:
        where, origin = expanded(path), f"images of {Path(path).name}"
    else:
        found, lacks = _look_for_celeba(root)
        if found is None and download:
            found = get_celeba(data_root(root), accept_terms)
        if found is None:
            ways = "put its zip or folder there (named celeba...), or name images with --images"
            if source == "real":
                raise GanLabError(f"{lacks}: {ways}")
            print(f"{lacks}: using portraits drawn by the course. For photographs, {ways}.")
            return _portraits(size, part)
        where, origin = found, CELEBA
    if part == "test":
        raise GanLabError(f"{where.name} {NO_TEST_PART}")
    return _packed("faces", where, size, 3, origin)


def find_celeba(root: str | Path | None) -> Path | None:
    """CelebA in the data root: as torchvision lays it, or any folder or file named celeba*.

    Raises:
        GanLabError: one may not look into the data root.
    """
    base = data_root(root)
    usual = [base / "celeba/img_align_celeba", base / "celeba/img_align_celeba.zip"]
    holds(base, CELEBA_FILE.name)  # asked first: a search that may not look finds nothing, silently
    with looking_into(base):
        named = sorted(base.glob("[cC][eE][lL][eE][bB][aA]*"))
        return next((path for path in usual + named if _may_hold_faces(path)), None)


def _look_for_celeba(root: str | Path | None) -> tuple[Path | None, str]:
    """CelebA, or None; and what to say of its lack."""
    base = data_root(root)
    try:
        return find_celeba(base), f"CelebA is not in {base}"
    except GanLabError as error:
        return None, f"CelebA cannot be had ({error})"


def _may_hold_faces(path: Path) -> bool:
    """An archive, or a folder with an image in it: a failed download leaves an empty one."""
    if path.is_file():
        return path.suffix.lower() in (".zip", ".h5", ".hdf5")
    return any(file.suffix.lower() in IMAGE_ENDINGS for file in path.rglob("*"))


def verify_celeba(path: Path) -> None:
    """Raise where the archive of CelebA's makers is there under its name, and not whole.

    A folder, or another archive, may hold as many of the images as its owner likes. (Each image's
    own checksum is looked at when it is packed.)

    Raises:
        GanLabError: it is shorter or longer than the original.
    """
    if path.name != Path(CELEBA_FILE.name).name or not path.is_file():
        return
    if (found := path.stat().st_size) != CELEBA_FILE.size:
        raise GanLabError(
            f"{path} is not CelebA's whole archive ({found:,} bytes, expected "
            f"{CELEBA_FILE.size:,}): move it away and fetch it anew; a part of CelebA that you "
            f"mean to use may be called {path.parent.parent / 'celeba_part.zip'}"
        )


def describe_faces(root: str | Path | None) -> str:
    """In a few words, which faces `load_faces` would use now. Touches nothing."""
    try:
        found = find_celeba(data_root(root))
    except GanLabError as error:
        return f"portraits, drawn by the course ({error})"
    if found is None:
        return "portraits, drawn by the course (CelebA is not here)"
    return f"CelebA (real, {found.name})"


def _packed(name: str, path: Path, size: int, channels: int, origin: str) -> ImageSet:
    packed = pack(expanded(path), size, channels=channels)
    return ImageSet(
        name, packed.images, packed.labels, packed.class_names, origin, True, shareable=False
    )


@functools.lru_cache(maxsize=2)
def _portraits(size: int, part: str) -> ImageSet:
    # far-apart seeds: no drawing of the test part is in the training part
    drawn = portraits(OFFLINE_FACES[part], seed=0 if part == "train" else 1_000_003, size=size)
    attributes = {
        name: Attribute(values, ATTRIBUTES[name]) for name, values in drawn.attributes.items()
    }
    return ImageSet(
        "faces",
        drawn.images,
        torch.zeros(len(drawn.images), dtype=torch.int64),
        ("portrait",),
        "portraits (drawn by gan_lab, nobody's photograph)",
        False,
        True,
        attributes,
    )


def get_celeba(root: Path, accept_terms: bool) -> Path:
    """Download CelebA (1.4 GB) into `root`, and return its archive.

    Raises:
        GanLabError: it could not be done, downloads are not wanted, or the terms, which the
            message holds, are not accepted.
    """
    if offline_wanted():
        raise GanLabError("GAN_LAB_OFFLINE is set: unset it to download CelebA")
    if not accept_terms:
        raise GanLabError(
            f"{CELEBA_TERMS}\n\nIf you keep these terms, say so: in a notebook by "
            'load("faces", download=True, accept_terms=True), at the command line by '
            "gan-lab data get faces --accept-terms."
        )
    try:
        fetch(CELEBA, [CELEBA_FILE], root)
    except GanLabError as error:
        raise GanLabError(
            f"CelebA could not be downloaded ({error}): run the command again later, or fetch "
            f"img_align_celeba.zip with a browser and put it into {root / 'celeba'}"
        ) from None
    return root / CELEBA_FILE.name
