"""A bundle: packed once, unpacked by each student, and a data root from then on."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
import torch

from gan_lab.cli import main
from gan_lab.data import bundle as module
from gan_lab.data import images, load
from gan_lab.data.bundle import bundle
from gan_lab.data.images import original_files
from gan_lab.errors import GanLabError
from tests.data.pictures import encoded, noise, write_folder
from tests.data.test_images import FILES, small_mnist, write_files

__all__ = ["small_mnist"]  # the fixture: MNIST's pinned files are twelve images and five


@pytest.fixture
def root(tmp_path, small_mnist, monkeypatch) -> Path:
    """A data root with a small MNIST and other things, which stay there."""
    root = tmp_path / "root"
    write_files(root)
    (root / "MNIST/raw/train-images-idx3-ubyte.gz").write_bytes(b"as it was downloaded")
    (root / "private.txt").write_text("private")
    monkeypatch.chdir(tmp_path)
    images._real.cache_clear()
    yield root
    images._real.cache_clear()


def unpacked(archive: Path, folder: Path) -> dict[str, bytes]:
    """What plain unzip makes of it."""
    with zipfile.ZipFile(archive) as file:
        assert file.testzip() is None
        file.extractall(folder)
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_loader_finds_the_data_in_an_unpacked_bundle(root, tmp_path, monkeypatch) -> None:
    assert bundle(["mnist"], "data.zip", root) == Path("data.zip")
    found = unpacked(Path("data.zip"), tmp_path / "class")
    assert found.keys() == {
        *(f"MNIST/raw/{name}" for name in FILES),
        *("DATA_TERMS.md", "SHA256SUMS"),
    }
    shutil.rmtree(root)
    monkeypatch.setenv("GAN_LAB_DATA", str(tmp_path / "class"))
    for train, n in ((True, 12), (False, 5)):
        loaded = load("mnist", train=train, source="real")
        assert len(loaded) == n
        first = FILES["train-images-idx3-ubyte" if train else "t10k-images-idx3-ubyte"][16:800]
        assert torch.equal(loaded.images[0].flatten(), torch.tensor(list(first[: 28 * 28])))


def test_the_sums_are_those_of_the_files_in_the_usual_format(root, tmp_path) -> None:
    bundle(["mnist"], "data.zip", root)
    found = unpacked(Path("data.zip"), tmp_path / "class")
    lines = found["SHA256SUMS"].decode().splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert sums == {
        name: hashlib.sha256(found[name]).hexdigest() for name in original_files("mnist")
    }


def test_each_set_comes_with_its_terms_and_without_those_of_others(root, tmp_path) -> None:
    bundle(["mnist"], "data.zip", root)
    terms = unpacked(Path("data.zip"), tmp_path / "class")["DATA_TERMS.md"].decode()
    assert "Attribution-ShareAlike 3.0" in terms and "LeCun" in terms
    assert "Zalando" not in terms and "CelebA" not in terms
    assert "GAN_LAB_DATA" in terms
    assert "Copyright (c) 2017 Zalando SE" in module.TERMS["fashion-mnist"]
    assert "this permission notice shall be included" in module.TERMS["fashion-mnist"]


def test_the_same_data_give_the_same_bytes(root) -> None:
    one = bundle(["mnist"], "one.zip", root).read_bytes()
    for path in root.rglob("*"):
        path.touch()
    assert bundle(["mnist"], "two.zip", root).read_bytes() == one


# Faces


@pytest.mark.parametrize("layout", ["zip", "folder"])
def test_faces_of_the_bundle_are_those_of_the_root(root, tmp_path, layout) -> None:
    pictures = {f"{i:06}.png": encoded(noise(seed=i)) for i in range(3)}
    if layout == "zip":
        with zipfile.ZipFile(root / "celeba_few.zip", "w") as archive:
            for name, content in pictures.items():
                archive.writestr(name, content)
    else:
        write_folder(root / "celeba/img_align_celeba", pictures)
        (root / "celeba/img_align_celeba/notes.txt").write_text("private")
    bundle(["faces", "mnist"], "data.zip", root, accept_terms=True)
    found = unpacked(Path("data.zip"), tmp_path / "class")
    assert b"private" not in found.values()
    assert "single site" in found["DATA_TERMS.md"].decode()
    original = load("faces", root, source="real", size=16)
    copy = load("faces", tmp_path / "class", source="real", size=16)
    assert copy.source.startswith("CelebA")
    assert torch.equal(copy.images, original.images)


def test_faces_need_terms_that_are_read_and_accepted(root, capsys) -> None:
    (root / "celeba.zip").write_bytes(b"")
    assert main(["data", "bundle", "faces", "--out", "data.zip", "--data", str(root)]) == 2
    said = capsys.readouterr().err
    for words in ("non-commercial research only", "not be copied further", "--accept-terms"):
        assert words in said
    assert not Path("data.zip").exists()
    command = ["data", "bundle", "faces", "--out", "data.zip", "--data", str(root)]
    assert main([*command, "--accept-terms"]) == 0
    assert "set GAN_LAB_DATA to that folder" in capsys.readouterr().out


def test_other_sets_need_no_acceptance(root) -> None:
    assert main(["data", "bundle", "mnist", "--out", "d.zip", "--data", str(root)]) == 0


# What is refused


def test_a_set_that_is_not_there(root, monkeypatch) -> None:
    with pytest.raises(GanLabError, match=r"lacks FashionMNIST/raw/.*gan-lab data get fashion-m"):
        bundle(["mnist", "fashion-mnist"], "data.zip", root)
    with pytest.raises(GanLabError, match=r"CelebA is not in .*gan-lab data get faces"):
        bundle(["faces"], "data.zip", root, accept_terms=True)
    with pytest.raises(GanLabError, match="got 'flowers'"):
        bundle(["flowers"], "data.zip", root)
    with pytest.raises(GanLabError, match="got 'nothing'"):
        bundle([], "data.zip", root)
    assert not Path("data.zip").exists()


def test_a_file_that_is_not_the_original(root) -> None:
    (root / "MNIST/raw/t10k-labels-idx1-ubyte").write_bytes(b"other")
    with pytest.raises(GanLabError, match="t10k-labels-idx1-ubyte is not MNIST's file"):
        bundle(["mnist"], "data.zip", root)
    assert not Path("data.zip").exists()


def test_places_for_the_archive(root) -> None:
    Path("data.zip").write_text("precious")
    for out, reason in {
        "data.zip": "is there already",
        "data.tar": r"must end in \.zip",
        "celeba_mine.zip": "taken for the images",
        "data.zip/deeper/x.zip": "cannot be written",
    }.items():
        with pytest.raises(GanLabError, match=reason):
            bundle(["mnist"], out, root)
    assert Path("data.zip").read_text() == "precious"
    assert not list(Path().glob("*.part"))


def test_what_is_compressed_already_is_stored_as_it_is(root) -> None:
    with zipfile.ZipFile(root / "celeba_few.zip", "w") as archive:
        archive.writestr("a.png", encoded(noise()))
    bundle(["faces", "mnist"], "data.zip", root, accept_terms=True)
    with zipfile.ZipFile("data.zip") as archive:
        kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert kinds["celeba_few.zip"] == zipfile.ZIP_STORED
    assert kinds["MNIST/raw/train-images-idx3-ubyte"] == zipfile.ZIP_DEFLATED
