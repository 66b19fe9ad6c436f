"""`gan-lab data list`: what is here, where, how big, under which terms, and how to get the rest."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gan_lab.cli import main
from gan_lab.data import load
from gan_lab.data.inventory import inventory
from tests.data.pictures import encoded, noise
from tests.data.test_images import FILES, small_mnist, write_files

__all__ = ["small_mnist"]  # the fixture: MNIST's pinned files are twelve images and five


@pytest.fixture
def root(small_mnist, no_data) -> Path:
    return no_data


def listed(capsys, *words: str) -> dict[str, str]:
    """What the command says of each set."""
    main(["data", "list", *words])
    blocks = capsys.readouterr().out.split("\n\n")
    return {block.split(":")[0]: block for block in blocks}


def test_nothing_is_here(root, capsys) -> None:
    said = listed(capsys)
    assert said["Data root"] == f"Data root: {root}"
    for name, licence, size in (
        ("mnist", "CC BY-SA 3.0", " MB"),
        ("fashion-mnist", "MIT", "31 MB"),
        ("faces", "non-commercial research only", "1.4 GB"),
    ):
        assert said[name].startswith(f"{name}: missing; the course draws its own instead")
        assert licence in said[name]
        assert f"get it: gan-lab data get {name} (" in said[name]
        assert size in said[name]
        assert "where" not in said[name]
    assert not root.exists()


def test_what_is_here_is_listed_with_its_place_and_size(root, capsys) -> None:
    write_files(root)
    size = sum(map(len, FILES.values()))
    (item, *_) = inventory()
    assert (item.state, item.where, item.size) == ("whole", root / "MNIST/raw", size)
    said = listed(capsys)
    assert "mnist: whole" in said["mnist"]
    assert f"where: {root / 'MNIST/raw'}, 0.1 MB" in said["mnist"]
    assert "get it" not in said["mnist"]


def test_a_file_that_is_missing_and_one_that_came_in_part(root, capsys) -> None:
    folder = write_files(root)
    (folder / "train-images-idx3-ubyte").rename(folder / "train-images-idx3-ubyte.part")
    said = listed(capsys)["mnist"]
    assert said.startswith("mnist: incomplete")
    assert "0.1 MB of it came before a download broke off" in said
    assert "gan-lab data get mnist" in said


def test_a_damaged_file_is_named_and_is_a_failure(root, capsys) -> None:
    path = write_files(root) / "t10k-labels-idx1-ubyte"
    path.write_bytes(b"half of it")
    assert main(["data", "list"]) == 1
    said = capsys.readouterr().out
    assert "mnist: damaged" in said
    assert str(path) in said
    assert "move it away" in said


def test_faces_with_what_was_packed_of_them(root, capsys) -> None:
    root.mkdir()
    with zipfile.ZipFile(root / "celeba_few.zip", "w") as archive:
        archive.writestr("a.png", encoded(noise()))
    assert "packed before" not in listed(capsys)["faces"]
    load("faces", size=64)
    load("faces", size=32)
    item = inventory()[2]
    assert (item.state, item.where) == ("a part of it", root / "celeba_few.zip")
    assert "1 of CelebA's 202,599 images" in listed(capsys)["faces"]
    assert item.packed == 2 * 128 + 3 * (64 * 64 + 32 * 32)
    assert "packed before: 0.1 MB, may be deleted" in listed(capsys)["faces"]
    (root / "celeba_few.zip").write_bytes(b"PK\x03\x04 and no more")
    assert listed(capsys)["faces"].startswith("faces: damaged")


def test_another_root_and_the_settings(root, tmp_path, capsys, monkeypatch) -> None:
    other = tmp_path / "other"
    write_files(other)
    monkeypatch.setenv("GAN_LAB_MIRROR", "https://teacher:secret@school.example")
    said = listed(capsys, "--data", str(other))
    assert "mnist: whole" in said["mnist"]
    assert f"gan-lab data get faces --data {other}" in said["faces"]
    everything = "\n\n".join(said.values())
    assert "GAN_LAB_OFFLINE is set" in everything
    assert "GAN_LAB_MIRROR is set" in everything
    assert "secret" not in everything


def test_an_archive_of_faces_that_is_not_whole(root, capsys) -> None:
    """As a browser leaves it that was closed too early; under another name it is somebody's own."""
    (root / "celeba").mkdir(parents=True)
    path = root / "celeba" / "img_align_celeba.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", encoded(noise()))
    assert listed(capsys)["faces"].startswith("faces: damaged")
    assert main(["data", "get", "faces"]) == 2
    said = capsys.readouterr().err
    assert str(path) in said
    assert "expected 1,443,490,838" in said
    assert path.is_file()
    assert str(root / "celeba_part.zip") in said
    path.rename(root / "celeba_part.zip")
    assert main(["data", "get", "faces"]) == 0
    assert "faces: a part of it" in capsys.readouterr().out


def test_all_of_celeba_is_whole(root, capsys, monkeypatch) -> None:
    monkeypatch.setattr("gan_lab.data.inventory.CELEBA_SIZE", 1)
    root.mkdir()
    with zipfile.ZipFile(root / "celeba.zip", "w") as archive:
        archive.writestr("a.png", encoded(noise()))
    assert listed(capsys)["faces"].startswith("faces: whole")
    assert main(["data", "get", "faces"]) == 0
    assert "faces: whole" in capsys.readouterr().out
