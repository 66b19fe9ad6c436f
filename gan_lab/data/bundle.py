"""`gan-lab data bundle`: data sets of the data root in one zip, so that a class downloads once.

The zip lies as the data root does: unpacked into a folder, that folder is a data root. Beside the
data it holds DATA_TERMS.md, with the licence of each set, and SHA256SUMS, which
`sha256sum -c SHA256SUMS` compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from gan_lab.data.access import expanded, holds
from gan_lab.data.image_set import data_root
from gan_lab.data.images import original_files, verify
from gan_lab.data.photos import find_celeba
from gan_lab.data.sources import IMAGE_ENDINGS
from gan_lab.data.terms import CELEBA_ARCHIVE_TERMS, CELEBA_TERMS, TERMS
from gan_lab.errors import GanLabError
from gan_lab.files import write_zip, writing

TERMS_FILE, SUMS_FILE = "DATA_TERMS.md", "SHA256SUMS"

_HEAD = """\
# Data for GAN Lab

Unpack the archive into a folder of your own and set the environment variable `GAN_LAB_DATA` to \
that folder, before JupyterLab starts:

    export GAN_LAB_DATA="$HOME/gan_lab_data"      # Linux, macOS
    $env:GAN_LAB_DATA = "$HOME\\gan_lab_data"      # Windows PowerShell

`sha256sum -c SHA256SUMS` in that folder says whether all files arrived whole. What each set may \
be used for:
"""


def bundle(
    names: Sequence[str],
    out: str | Path,
    root: str | Path | None = None,
    *,
    accept_terms: bool = False,
) -> Path:
    """Pack data sets of the data root into one zip, and return its path.

    Downloads nothing. The files of MNIST and FashionMNIST are compared with the originals.

    Args:
        names: of "mnist", "fashion-mnist" and "faces" (CelebA)
        out: FILE.zip, which must not be there yet
        root: the data root; see `data_root`
        accept_terms: needed for faces: whoever packs them has read the terms and keeps them

    Raises:
        GanLabError: an unknown name, a set that is not in the data root or not the original,
            terms that are not accepted, or a file in the way or that cannot be written.
    """
    unknown = [name for name in names if name not in TERMS]
    if unknown or not names:
        found = unknown[0] if unknown else "nothing"
        raise GanLabError(f"data sets to bundle are {', '.join(TERMS)}; got {found!r}")
    names = [name for name in TERMS if name in names]
    out = _check_target(expanded(out))
    if "faces" in names and not accept_terms:
        raise GanLabError(
            f"{CELEBA_TERMS}\n\n{CELEBA_ARCHIVE_TERMS}\n\nIf you keep these terms, run the command "
            "again with --accept-terms."
        )
    base = data_root(root)
    files: dict[str, Path] = {}
    for name in names:
        files.update(_files(name, base))
    members: dict[str, bytes | Path] = dict(files)
    texts = [_HEAD.rstrip(), *(TERMS[name] for name in names)]
    members[TERMS_FILE] = ("\n\n".join(texts) + "\n").encode()
    with writing(out):
        members[SUMS_FILE] = "".join(
            f"{_sha256(files[file])}  {file}\n" for file in sorted(files)
        ).encode()
        out.parent.mkdir(parents=True, exist_ok=True)
        write_zip(out, members)
    return out


def _check_target(out: Path) -> Path:
    if out.suffix.lower() != ".zip":
        raise GanLabError(f"the archive must end in .zip, got {out}")
    if out.name.lower().startswith("celeba"):
        raise GanLabError(
            f"choose another name than {out.name}: in a data root, a file named celeba... is "
            "taken for the images themselves"
        )
    if out.exists():
        raise GanLabError(f"{out} is there already: choose another name, or move it away")
    return out


def _files(name: str, base: Path) -> dict[str, Path]:
    """The files of one data set: name in the data root, with "/" between folders -> path."""
    if name == "faces":
        return _faces(base)
    relative = original_files(name)
    missing = [file for file in relative if not holds(base, file)]
    if missing:
        raise GanLabError(
            f"{base} lacks {missing[0]}: get it with `gan-lab data get {name}`, or name another "
            "data root with --data"
        )
    verify(name, base)
    return {file: base / file for file in relative}


def _faces(base: Path) -> dict[str, Path]:
    """What `load("faces")` would read: an archive, or all images of a folder."""
    found = find_celeba(base)
    if found is None:
        raise GanLabError(
            f"CelebA is not in {base}: get it with `gan-lab data get faces`, or name another data "
            "root with --data"
        )
    paths = [found]
    if found.is_dir():
        paths = [path for path in found.rglob("*") if path.suffix.lower() in IMAGE_ENDINGS]
    return {path.relative_to(base).as_posix(): path for path in paths if path.is_file()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()
