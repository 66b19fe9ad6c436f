"""Faces and folders: where they are looked for, what they become, and what may be shown."""

from __future__ import annotations

import http.server
import threading
import zipfile
from pathlib import Path

import pytest
import torch
from PIL import Image

from gan_lab.data import data_root, describe, load, photos
from gan_lab.data.synthetic import ATTRIBUTES
from gan_lab.errors import GanLabError

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


class FakeCelebA:
    """Fetches CelebA's archive from a server on this machine, where torchvision would go far."""

    url = ""

    def __init__(self, root: Path, download: bool) -> None:
        from torchvision.datasets.utils import download_and_extract_archive

        assert download
        download_and_extract_archive(self.url, Path(root) / "celeba")


@pytest.fixture
def celeba_server(tmp_path, monkeypatch):
    """A server that offers CelebA as two pictures in an archive."""
    a_folder(tmp_path / "offered" / "img_align_celeba")
    archive = tmp_path / "served" / "img_align_celeba.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as file:
        for picture in (tmp_path / "offered").rglob("*.png"):
            file.write(picture, picture.relative_to(tmp_path / "offered"))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args) -> None:
            super().__init__(*args, directory=str(archive.parent))

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    FakeCelebA.url = f"http://127.0.0.1:{server.server_port}/{archive.name}"
    monkeypatch.setattr(photos.datasets, "CelebA", FakeCelebA)
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)
    yield
    server.shutdown()
    worker.join()
    server.server_close()


@pytest.mark.usefixtures("celeba_server")
def test_faces_are_downloaded_when_the_user_asks(no_data, capsys) -> None:
    assert not load("faces").is_real  # not unasked
    assert_two_pictures(load("faces", download=True))
    assert f"Downloading CelebA (1.4 GB) into {data_root()}" in capsys.readouterr().out
    assert_two_pictures(load("faces"))  # from now on it is there


@pytest.mark.usefixtures("celeba_server")
def test_a_failed_download_says_what_to_do(no_data, monkeypatch) -> None:
    FakeCelebA.url = FakeCelebA.url.replace(".zip", "-gone.zip")
    with pytest.raises(GanLabError, match=r"could not be downloaded \(.*404.*img_align_celeba.zip"):
        load("faces", download=True)
    monkeypatch.setenv("GAN_LAB_OFFLINE", "1")
    with pytest.raises(GanLabError, match="GAN_LAB_OFFLINE is set"):
        load("faces", download=True)
