"""Image sets: real files are read, damaged ones are named and kept, missing ones are replaced
by the offline set in plain sight."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import struct
import time
from pathlib import Path

import platformdirs
import pytest
import torch

from gan_lab.data import ImageSet, data_root, describe, images, load, verify
from gan_lab.data.download import File
from gan_lab.errors import GanLabError
from tests.data.faulty_server import serving


def idx(magic: int, *shape: int) -> bytes:
    """A small file in MNIST's format, filled with 0, 1, 2, ..."""
    size = 1
    for length in shape:
        size *= length
    body = bytes(i % 10 if len(shape) == 1 else i % 256 for i in range(size))
    return struct.pack(f">{1 + len(shape)}I", magic, *shape) + body


# What MNIST looks like in these tests: 12 training images and 5 test images, 28 x 28.
FILES = {
    "train-images-idx3-ubyte": idx(0x803, 12, 28, 28),
    "train-labels-idx1-ubyte": idx(0x801, 12),
    "t10k-images-idx3-ubyte": idx(0x803, 5, 28, 28),
    "t10k-labels-idx1-ubyte": idx(0x801, 5),
}


def write_files(root: Path) -> Path:
    folder = root / "MNIST" / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def small_mnist(monkeypatch, few_digits):
    """MNIST's pinned files are the small ones above, and no source has them."""
    files = tuple(
        File(f"MNIST/raw/{name}", len(content), hashlib.sha256(content).hexdigest(), ())
        for name, content in FILES.items()
    )
    entry = dataclasses.replace(images._CATALOGUE["mnist"], files=files)
    monkeypatch.setitem(images._CATALOGUE, "mnist", entry)
    monkeypatch.setattr(images, "_failed_downloads", {})


@pytest.fixture
def internet(monkeypatch, small_mnist):
    """A download that does what a test says. Returns its calls."""
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)

    def connect(action) -> list[str]:
        calls: list[str] = []

        def fetch(title: str, files: tuple[File, ...], root: Path) -> None:
            assert files == images._CATALOGUE["mnist"].files
            calls.append(f"{title} -> {root}")
            action(root)

        monkeypatch.setattr(images, "fetch", fetch)
        return calls

    return connect


def assert_contract(found: ImageSet) -> None:
    n = len(found)
    assert found.images.shape == (n, 1, 28, 28)
    assert found.images.dtype == torch.uint8
    assert found.labels.shape == (n,)
    assert found.labels.dtype == torch.int64
    assert len(found.class_names) == 10


def assert_offline(found: ImageSet) -> None:
    assert_contract(found)
    assert not found.is_real
    assert found.source == "offline digits (drawn by gan_lab, not MNIST)"


def assert_real(found: ImageSet) -> None:
    assert_contract(found)
    assert found.is_real
    assert found.source.startswith("MNIST (")
    assert "CC BY-SA" in found.source


def test_root_is_the_argument_then_the_environment_then_a_cache(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_DATA", "/from/environment")
    assert data_root("/from/argument") == Path("/from/argument")
    assert data_root() == Path("/from/environment")
    monkeypatch.setenv("GAN_LAB_DATA", "")
    assert data_root() == Path(platformdirs.user_cache_dir("gan_lab"))
    assert data_root("~/data") == Path.home() / "data"


def test_files_that_are_there_are_read(small_mnist, tmp_path, capsys) -> None:
    write_files(tmp_path)
    train, test = load("mnist", tmp_path, source="real"), load("mnist", tmp_path, train=False)
    for found, n in ((train, 12), (test, 5)):
        assert_real(found)
        assert len(found) == n
        assert found.images.flatten()[:300].tolist() == [i % 256 for i in range(300)]
        assert found.labels.tolist() == [i % 10 for i in range(n)]
    assert describe("mnist", tmp_path) == "MNIST (real)"
    assert capsys.readouterr().out == ""


def test_real_mnist(real_mnist) -> None:
    train, test = real_mnist
    for part in real_mnist:
        assert_real(part)
    assert (len(train), len(test)) == (60_000, 10_000)
    # counts of the digits 0 to 9, as published with the set
    assert train.labels.bincount().tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]  # fmt: skip
    assert test.labels.bincount().tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]  # fmt: skip
    assert train.images.float().mean().item() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert train.images.float().std().item() / 255 == pytest.approx(0.3081, abs=1e-4)


def test_missing_data_are_replaced_and_one_line_says_so(few_digits, no_data, capsys) -> None:
    found = load("mnist")
    said = capsys.readouterr().out
    assert_offline(found)
    assert len(found) == 384
    assert len(load("mnist", train=False)) == 256
    assert said.count("\n") == 1
    assert str(no_data / "MNIST" / "raw") in said
    for way in ("connect to the internet", "put its files there", "GAN_LAB_DATA"):
        assert way in said
    assert "using offline digits instead" in said
    assert "offline digits" in describe("mnist")
    assert not no_data.exists()  # nothing was made


def test_source_real_refuses_what_is_missing(few_digits, no_data) -> None:
    with pytest.raises(GanLabError, match="connect to the internet") as error:
        load("mnist", source="real")
    assert str(no_data) in str(error.value)
    assert "\n" not in str(error.value)


def test_source_offline_ignores_real_files(small_mnist, tmp_path, capsys) -> None:
    write_files(tmp_path)
    assert_offline(load("mnist", tmp_path, source="offline"))
    assert capsys.readouterr().out == ""


def test_parts_of_the_offline_set_differ(few_digits, monkeypatch) -> None:
    monkeypatch.setattr(images, "OFFLINE_SIZES", {"train": 50, "test": 50})
    train, test = (load("mnist", train=part, source="offline").images for part in (True, False))
    both = torch.cat([train, test]).flatten(1)
    assert len(torch.unique(both, dim=0)) == len(both)


def test_one_missing_file_is_enough_for_the_offline_set(small_mnist, tmp_path, capsys) -> None:
    (write_files(tmp_path) / "t10k-labels-idx1-ubyte").unlink()
    assert_offline(load("mnist", tmp_path))
    assert "is not in" in capsys.readouterr().out


DAMAGE = {
    "truncated": lambda content: content[:-100],
    "empty": lambda content: b"",
    "a hotel's log-in page": lambda content: b"<html>Please log in</html>",
    "one changed byte": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
}


@pytest.mark.parametrize("source", ["auto", "real"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_named_and_kept(small_mnist, tmp_path, damage, source) -> None:
    """Not even "auto" goes on with other data: the student believes to have these."""
    path = write_files(tmp_path) / "train-images-idx3-ubyte"
    content = DAMAGE[damage](path.read_bytes())
    path.write_bytes(content)
    for look in (lambda: load("mnist", tmp_path, source=source), lambda: verify("mnist", tmp_path)):
        with pytest.raises(GanLabError, match="is not MNIST's file") as error:
            look()
        assert str(path) in str(error.value)
        assert f"{len(content):,} bytes" in str(error.value)
        assert "move it away" in str(error.value)
    assert path.read_bytes() == content
    assert_real(load("mnist", tmp_path, train=False))  # the other part is whole


def test_verify_is_content_with_whole_and_with_missing_files(small_mnist, tmp_path) -> None:
    verify("mnist", tmp_path)
    (write_files(tmp_path) / "t10k-images-idx3-ubyte").unlink()
    verify("mnist", tmp_path)


def test_a_file_that_cannot_be_read_is_named(small_mnist, tmp_path, monkeypatch) -> None:
    write_files(tmp_path)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(GanLabError, match="train-images-idx3-ubyte cannot be read: Permission"):
        load("mnist", tmp_path)


def test_missing_data_are_downloaded(internet, no_data) -> None:
    calls = internet(write_files)
    assert describe("mnist") == "MNIST (will be downloaded)"
    assert_real(load("mnist"))
    assert_real(load("mnist", train=False))
    assert calls == [f"MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0) -> {no_data}"]


def test_they_come_from_the_sources_of_the_catalogue(small_mnist, no_data, monkeypatch) -> None:
    """All the way from a server to the images, with nothing in between replaced."""
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    entry = images._CATALOGUE["mnist"]
    with serving() as server:
        server.files.update({f"{name}.gz": gzip.compress(c) for name, c in FILES.items()})
        files = tuple(
            dataclasses.replace(
                file,
                urls=(f"{server.address}/{Path(file.name).name}.gz",),
                gz_size=len(server.files[f"{Path(file.name).name}.gz"]),
            )
            for file in entry.files
        )
        entry = dataclasses.replace(entry, files=files)
        monkeypatch.setitem(images._CATALOGUE, "mnist", entry)
        assert_real(load("mnist"))
    assert len(server.requests) == len(FILES)


def test_a_file_that_is_not_the_original_is_not_used(internet, no_data) -> None:
    def other_digits(root: Path) -> None:
        path = write_files(root) / "train-images-idx3-ubyte"
        path.write_bytes(DAMAGE["one changed byte"](path.read_bytes()))

    internet(other_digits)
    with pytest.raises(GanLabError, match="is not MNIST's file"):
        load("mnist")


def test_a_failed_download_falls_back_once_and_is_not_tried_again(
    internet, no_data, capsys
) -> None:
    def fail(root: Path) -> None:
        raise GanLabError("no source gave train-images: there is no route")

    calls = internet(fail)
    assert_offline(load("mnist"))
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 1
    assert "the download failed: no source gave train-images: there is no route" in said[0]
    assert_offline(load("mnist", train=False))
    assert len(calls) == 1  # a lesson must not wait for the network in every cell
    assert "not here" in describe("mnist")
    with pytest.raises(GanLabError, match=r"failed before: no source gave.* 60 sec"):
        load("mnist", source="real")
    assert len(calls) == 1


def test_a_failed_download_is_tried_again_after_a_minute(internet, no_data, monkeypatch) -> None:
    def fail(root: Path) -> None:
        raise GanLabError("there is no route")

    internet(fail)
    load("mnist")
    calls = internet(write_files)
    now = time.monotonic()
    monkeypatch.setattr(images.time, "monotonic", lambda: now + 30)
    assert_offline(load("mnist"))
    assert calls == []
    monkeypatch.setattr(images.time, "monotonic", lambda: now + 61)
    assert describe("mnist") == "MNIST (will be downloaded)"
    assert_real(load("mnist"))


@pytest.mark.parametrize("setting", ["GAN_LAB_MIRROR", "HTTPS_PROXY", "REQUESTS_CA_BUNDLE"])
def test_a_new_setting_of_the_network_is_tried_at_once(
    internet, no_data, monkeypatch, setting: str
) -> None:
    def fail(root: Path) -> None:
        raise GanLabError("there is no route")

    internet(fail)
    load("mnist")
    internet(write_files)
    monkeypatch.setenv(setting, "http://class-server")
    assert_real(load("mnist"))


def test_who_asks_for_a_set_by_name_gets_a_new_try(internet, no_data) -> None:
    def fail(root: Path) -> None:
        raise GanLabError("there is no route")

    internet(fail)
    load("mnist")
    with pytest.raises(GanLabError, match=r"MNIST is not in .*there is no route"):
        images.get("mnist")
    calls = internet(write_files)
    assert images.get("mnist") == no_data / "MNIST/raw"
    assert images.get("mnist") == no_data / "MNIST/raw"
    assert len(calls) == 1


def test_get_refuses_what_is_damaged_and_keeps_it(internet, no_data) -> None:
    internet(write_files)
    path = write_files(no_data) / "t10k-labels-idx1-ubyte"
    path.write_bytes(b"half of it")
    with pytest.raises(GanLabError, match="is not MNIST's file"):
        images.get("mnist")
    assert path.read_bytes() == b"half of it"


def test_offline_wish_is_kept(internet, no_data, monkeypatch) -> None:
    calls = internet(write_files)
    monkeypatch.setenv("GAN_LAB_OFFLINE", "1")
    assert_offline(load("mnist"))
    assert calls == []


@pytest.mark.parametrize("call", [load, describe, verify])
def test_unknown_names_list_the_known_ones(call) -> None:
    with pytest.raises(GanLabError, match="no image set is called 'minst': choose mnist"):
        call("minst")


def test_unknown_sources_list_the_known_ones() -> None:
    with pytest.raises(GanLabError, match="auto, real or offline, got 'fake'"):
        load("mnist", source="fake")
