"""Faces and folders: where they are looked for, what they become, and what may be shown."""

from __future__ import annotations

import dataclasses
import hashlib
import zipfile
from pathlib import Path

import pytest
import torch
from PIL import Image

from gan_lab.cli import main
from gan_lab.data import data_root, describe, load, photos
from gan_lab.data.synthetic import ATTRIBUTES
from gan_lab.errors import GanLabError
from tests.data import faulty_server
from tests.data.faulty_server import serving

COLOURS = ((200, 10, 10), (10, 200, 10), (10, 10, 200))


@pytest.fixture(autouse=True)
def few(few_digits) -> None:
    """Offline sets are small."""


def a_folder(folder: Path, sizes: tuple[tuple[int, int], ...] = ((89, 109), (40, 30))) -> Path:
    """A folder with one picture of each size, each of one colour."""
    folder.mkdir(parents=True)
    for i, size in enumerate(sizes):
        Image.new("RGB", size, COLOURS[i]).save(folder / f"{i}.png")
    return folder


def a_zip(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as file:
        for picture in a_folder(path.parent / f"of {path.name}").iterdir():
            file.write(picture, picture.name)
    return path


def assert_two_pictures(found, size: int = 64) -> None:
    assert found.images.shape == (2, 3, size, size)
    assert found.images.dtype == torch.uint8
    assert torch.equal(found.images[:, :, 0, 0], torch.tensor(COLOURS[:2], dtype=torch.uint8))
    assert found.is_real
    assert not found.shareable


@pytest.mark.parametrize("size", [64, 128])
def test_a_folder_is_packed(tmp_path, size: int) -> None:
    found = load("folder", path=a_folder(tmp_path / "mine"), size=size)
    assert_two_pictures(found, size)
    assert found.source == "images of mine"
    assert found.labels.tolist() == [0, 0]


def test_a_folder_can_be_grey(tmp_path) -> None:
    found = load("folder", path=a_folder(tmp_path / "mine"), size=28, channels=1)
    assert found.images.shape == (2, 1, 28, 28)


def test_a_folder_needs_a_path_and_has_one_part(tmp_path) -> None:
    with pytest.raises(GanLabError, match="name a folder, zip or HDF5 file"):
        load("folder")
    with pytest.raises(GanLabError, match="has one part only"):
        load("folder", path=a_folder(tmp_path / "mine"), train=False)
    with pytest.raises(GanLabError, match="path goes with faces and folder, not with mnist"):
        load("mnist", path=tmp_path)


@pytest.mark.parametrize(
    "place", ["celeba/img_align_celeba", "celeba_5000", "CelebA-small", "celebA photos"]
)
def test_faces_are_found_in_a_folder_of_the_root(no_data, place: str) -> None:
    a_folder(no_data / place)
    found = load("faces")
    assert_two_pictures(found)
    assert "CelebA" in found.source
    assert "not to be shown" in found.source
    assert describe("faces").startswith("CelebA (real")


@pytest.mark.parametrize(
    "place", ["celeba_5000.zip", "celeba/img_align_celeba.zip", "CELEBA.ZIP", "celeba.h5"]
)
def test_faces_are_found_in_a_file_of_the_root(no_data, tmp_path, place: str) -> None:
    if place.endswith(".h5"):
        from gan_lab.data.packing import pack_to_h5

        no_data.mkdir()
        pack_to_h5(a_folder(tmp_path / "faces"), 64, no_data / place)
    else:
        a_zip(no_data / place)
    assert_two_pictures(load("faces"))


def test_torchvisions_layout_comes_before_other_names(no_data) -> None:
    a_folder(no_data / "celeba" / "img_align_celeba")
    a_folder(no_data / "celeba_other", sizes=((50, 50),))
    assert len(load("faces")) == 2


def test_a_path_comes_before_the_root(no_data, tmp_path) -> None:
    a_folder(no_data / "celeba", sizes=((50, 50),))
    found = load("faces", path=a_folder(tmp_path / "mine"))
    assert_two_pictures(found)
    assert found.source == "images of mine"


def test_other_files_of_the_root_are_no_faces(no_data) -> None:
    no_data.mkdir()
    (no_data / "celeba.txt").write_text("not a picture")
    (no_data / "flowers.zip").write_bytes(b"")
    (no_data / "celeba" / "img_align_celeba").mkdir(parents=True)  # as a failed download leaves it
    assert photos.find_celeba(None) is None


@pytest.mark.parametrize("size", [64, 128])
def test_without_photographs_portraits_are_drawn(no_data, capsys, size: int) -> None:
    found = load("faces", size=size)
    assert "using portraits drawn by the course" in capsys.readouterr().out
    assert found.images.shape == (80, 3, size, size)
    assert found.shareable
    assert not found.is_real
    assert "nobody's photograph" in found.source
    assert {name: a.names for name, a in found.attributes.items()} == ATTRIBUTES
    for attribute in found.attributes.values():
        assert attribute.values.shape == (80,)
        assert 0 <= attribute.values.min() <= attribute.values.max() < len(attribute.names)
    assert describe("faces").startswith("portraits, drawn by the course")


def test_portraits_can_be_asked_for(no_data, capsys) -> None:
    a_folder(no_data / "celeba")
    assert not load("faces", source="offline").is_real
    assert capsys.readouterr().out == ""


def test_portraits_have_a_test_part_and_photographs_have_none(no_data) -> None:
    train, test = load("faces", source="offline"), load("faces", source="offline", train=False)
    assert len(test) == 40
    flat = {image.numpy().tobytes() for image in train.images}
    assert not flat & {image.numpy().tobytes() for image in test.images}
    a_folder(no_data / "celeba")
    with pytest.raises(GanLabError, match="celeba has one part only"):
        load("faces", train=False)


def test_source_real_refuses_what_is_missing(no_data) -> None:
    with pytest.raises(GanLabError, match=r"CelebA is not in .*: put its zip or folder there"):
        load("faces", source="real")


@pytest.fixture
def celeba_server(tmp_path, monkeypatch):
    """A server that offers CelebA as two pictures in an archive."""
    a_folder(tmp_path / "offered" / "img_align_celeba")
    archive = tmp_path / "img_align_celeba.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for picture in (tmp_path / "offered").rglob("*.png"):
            file.write(picture, picture.relative_to(tmp_path / "offered"))
    content = archive.read_bytes()
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving() as server:
        server.files["download"] = content
        file = dataclasses.replace(
            photos.CELEBA_FILE,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            urls=(f"{server.address}/download?id=1",),
        )
        monkeypatch.setattr(photos, "CELEBA_FILE", file)
        yield server


def test_faces_are_downloaded_when_the_user_asks_and_keeps_the_terms(
    celeba_server, no_data, capsys
) -> None:
    assert not load("faces").is_real  # not unasked
    with pytest.raises(GanLabError, match="non-commercial research only") as error:
        load("faces", download=True)
    assert "accept_terms=True" in str(error.value)
    assert celeba_server.requests == []
    assert_two_pictures(load("faces", download=True, accept_terms=True))
    assert f"into {data_root()} ..." in capsys.readouterr().out
    assert_two_pictures(load("faces"))  # from now on it is there
    assert_two_pictures(load("faces", download=True))
    assert len(celeba_server.requests) == 1


def test_googles_quota_is_said_in_plain_words(celeba_server, no_data) -> None:
    celeba_server.faults["download"] = [faulty_server.quota_page]
    with pytest.raises(GanLabError) as error:
        load("faces", download=True, accept_terms=True)
    said = str(error.value)
    assert "quota for this file is used up: try again tomorrow" in said
    assert f"fetch img_align_celeba.zip with a browser and put it into {no_data}" in said
    assert photos.find_celeba(None) is None


def test_a_broken_download_is_no_celeba_and_goes_on_later(
    celeba_server, no_data, monkeypatch
) -> None:
    celeba_server.faults["download"] = [faulty_server.drops_in_the_middle]
    with pytest.raises(GanLabError, match=r"CelebA could not be downloaded .*connection br"):
        load("faces", download=True, accept_terms=True)
    assert photos.find_celeba(None) is None
    assert not load("faces").is_real
    celeba_server.faults.clear()
    assert_two_pictures(load("faces", download=True, accept_terms=True))
    assert celeba_server.requests[-1][1].startswith("bytes=")


def test_no_download_is_no_download(celeba_server, no_data, monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_OFFLINE", "1")
    with pytest.raises(GanLabError, match="GAN_LAB_OFFLINE is set"):
        load("faces", download=True, accept_terms=True)
    assert celeba_server.requests == []


GET = ["data", "get", "faces"]


def test_the_command_shows_the_terms_and_waits_for_a_yes(
    celeba_server, no_data, monkeypatch, capsys
) -> None:
    assert main(GET) == 2  # nobody is there to be asked
    assert "--accept-terms" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer in ("", "n", "no"):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        assert main(GET) == 1
        said = capsys.readouterr().out
        assert "non-commercial research only" in said
        assert "Nothing was downloaded." in said
    assert celeba_server.requests == []
    monkeypatch.setattr("builtins.input", lambda _: "Yes")
    assert main(GET) == 0
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked though it is here"))
    assert main(GET) == 0
    assert len(celeba_server.requests) == 1


def test_the_command_shows_the_terms_to_those_who_accept_them_unseen(
    celeba_server, no_data, capsys
) -> None:
    assert main([*GET, "--accept-terms"]) == 0
    said = capsys.readouterr().out
    assert said.index("non-commercial research only") < said.index("Downloading CelebA")
    assert str(no_data / "celeba/img_align_celeba.zip") in said
