"""What lies in a folder or an archive is listed in order; what cannot be trusted is named."""

from __future__ import annotations

import os
import time
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gan_lab.data import sources
from gan_lab.data.sources import Unusable, open_source
from gan_lab.errors import GanLabError
from tests.data.pictures import encoded, noise, write_folder, write_zip

A, B = encoded(noise(seed=1)), encoded(noise(seed=2))
needs_links = pytest.mark.skipif(os.name != "posix", reason="Windows asks for a right to link")


def names(path: Path) -> list[str]:
    with open_source(path) as source:
        return [entry.name for entry in source.entries]


def contents(path: Path) -> list[bytes]:
    with open_source(path) as source:
        return [source.read(entry) for entry in source.entries]


def skipped(path: Path) -> dict[str, str]:
    with open_source(path) as source:
        return dict(source.skipped)


def key(path: Path) -> str:
    with open_source(path) as source:
        assert source.entries is not None
        return source.key


LAYOUT = {
    "b.png": A,
    "a.JPG": B,
    "sub/c.jpeg": A,
    "sub/deep er/ä 日本.webp": B,
    "notes.txt": b"x",
    "list.csv": b"x",
    "Thumbs.db": b"x",
    ".DS_Store": b"x",
    "._b.png": b"x",
    ".hidden/d.png": A,
    "__MACOSX/b.png": A,
}
LISTED = ["a.JPG", "b.png", "sub/c.jpeg", "sub/deep er/ä 日本.webp"]


@pytest.fixture(params=["folder", "zip"])
def write(request, tmp_path):
    """Write files into a folder or an archive."""

    def write_files(files: dict[str, bytes], name: str = "data") -> Path:
        if request.param == "folder":
            return write_folder(tmp_path / name, files)
        return write_zip(tmp_path / f"{name}.zip", files)

    return write_files


def test_images_are_listed_by_name_and_others_left_out(write) -> None:
    path = write(LAYOUT)
    assert names(path) == LISTED
    assert contents(path) == [B, A, A, B]
    assert skipped(path) == {}


def test_the_path_may_be_text(write) -> None:
    assert names(str(write(LAYOUT))) == LISTED


def test_the_key_follows_the_images_alone(write) -> None:
    first = key(write({"a.png": A, "b.png": B}, "1"))
    assert key(write({"a.png": A, "c.png": B}, "2")) != first
    assert key(write({"a.png": A}, "3")) != first
    assert key(write({"a.png": A, "b.png": B + b" "}, "4")) != first


def test_the_key_of_a_folder(tmp_path) -> None:
    folder = write_folder(tmp_path / "data", {"a.png": A})
    first = key(folder)
    (folder / "notes.txt").write_text("not an image")
    assert key(folder) == first
    folder.rename(tmp_path / "moved")
    assert key(tmp_path / "moved") == first
    os.utime(tmp_path / "moved" / "a.png", ns=(1, 1))  # as if it had been written anew
    assert key(tmp_path / "moved") != first


def test_the_key_of_an_archive_follows_the_checksums(tmp_path) -> None:
    other = bytes([A[0], *reversed(A[1:])])  # as many bytes
    first = key(write_zip(tmp_path / "1.zip", {"a.png": A}))
    assert key(write_zip(tmp_path / "2.zip", {"a.png": A})) == first
    assert key(write_zip(tmp_path / "3.zip", {"a.png": other})) != first


@needs_links
def test_links_in_a_circle_end(tmp_path) -> None:
    folder = write_folder(tmp_path / "data", {"cats/a.png": A, "dogs/b.png": B})
    (folder / "cats" / "again").symlink_to(folder)
    (folder / "all").symlink_to(folder / "dogs")
    (folder / "self.png").symlink_to("self.png")
    (folder / "self").symlink_to("self")
    assert names(folder) == ["cats/a.png", "dogs/b.png"]
    assert list(skipped(folder)) == ["self.png"]


@needs_links
def test_links_are_followed(tmp_path) -> None:
    elsewhere = write_folder(tmp_path / "elsewhere", {"b.png": B})
    folder = write_folder(tmp_path / "data", {"a.png": A})
    (folder / "more").symlink_to(elsewhere)
    (folder / "c.png").symlink_to(elsewhere / "b.png")
    (tmp_path / "link").symlink_to(folder)
    assert names(tmp_path / "link") == ["a.png", "c.png", "more/b.png"]


@needs_links
def test_what_cannot_be_read_is_named(tmp_path, monkeypatch) -> None:
    folder = write_folder(tmp_path / "data", {"a.png": A, "b.png": B})
    (folder / "gone.png").symlink_to("nowhere.png")
    os.mkfifo(folder / "pipe.png")
    found = skipped(folder)
    assert found["gone.png"].startswith("cannot be read: No such file")
    assert found["pipe.png"] == "not a plain file"
    before = key(folder)
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda p, mode: Path(p).name != "b.png" and allowed(p, mode))
    assert "Permission denied" in skipped(folder)["b.png"]
    assert names(folder) == ["a.png"]
    assert key(folder) != before


def test_an_image_that_disappears(tmp_path) -> None:
    folder = write_folder(tmp_path / "data", {"a.png": A})
    with open_source(folder) as source:
        (folder / "a.png").unlink()
        with pytest.raises(Unusable, match="cannot be read"):
            source.read(source.entries[0])


def test_files_that_are_too_large(write, monkeypatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 2**20)
    path = write({"a.png": A, "big.png": bytes(2**20 + 1)})
    assert names(path) == ["a.png"]
    assert "MiB large, at most 1" in skipped(path)["big.png"]


def test_paths_that_lead_out_of_the_archive(tmp_path) -> None:
    evil = ["../x.png", "a/../../y.png", "/etc/z.png", "C:/w.png", "..\\v.png", "\\u.png"]
    (tmp_path / "in").mkdir()
    path = write_zip(tmp_path / "in" / "a.zip", dict.fromkeys([*evil, "fine.png"], A))
    assert names(path) == ["fine.png"]
    found = skipped(path)
    assert len(found) == len(evil)
    assert set(found.values()) == {"its path leads out of the archive"}
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_names_as_windows_writes_them(tmp_path) -> None:
    path = write_zip(tmp_path / "a.zip", {"cats\\a.png": A, "./dogs/b.png": B, "cats\\": b""})
    assert names(path) == ["cats/a.png", "dogs/b.png"]
    assert contents(path) == [A, B]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_later_of_two_files_of_one_name(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", A)
        archive.writestr("a.png", B)
    assert contents(tmp_path / "a.zip") == [B]
    assert list(skipped(tmp_path / "a.zip")) == ["a.png"]


def encrypt(path: Path) -> None:
    """Set the flag that marks an entry as encrypted, in both places where it stands."""
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        content[at] |= 1
    path.write_bytes(content)


def test_encrypted_entries(tmp_path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.png": A, "b.png": B})
    encrypt(path)
    assert names(path) == ["b.png"]
    assert skipped(path)["a.png"].startswith("encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_not_unpacked(tmp_path, method) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.png": A}, method)
    assert "deflate" in skipped(path)["a.png"]


def test_an_entry_that_lies_about_its_size(tmp_path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.png": bytes(10**7)})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24  # the uncompressed size in the directory
    content[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    with open_source(path) as source:
        tracemalloc.start()
        with pytest.raises(Unusable, match="damaged in the archive"):
            source.read(source.entries[0])  # stops at 1,000 bytes, whose checksum does not fit
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 10**6


def test_threads_read_an_archive_one_after_the_other(tmp_path, monkeypatch) -> None:
    path = write_zip(tmp_path / "a.zip", {f"{i:02d}.png": A + bytes([i]) for i in range(40)})
    inside, most = [], []
    open_entry = zipfile.ZipFile.open

    def watch(self, info, *args):
        inside.append(info)
        most.append(len(inside))
        time.sleep(0.001)
        inside.pop()
        return open_entry(self, info, *args)

    monkeypatch.setattr(zipfile.ZipFile, "open", watch)
    with open_source(path) as source, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(source.read, source.entries))
    assert found == [A + bytes([i]) for i in range(40)]
    assert max(most) == 1


def test_a_damaged_entry(tmp_path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.png": A, "b.png": B}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[content.index(A) + 50] ^= 255
    path.write_bytes(content)
    with open_source(path) as source:
        first, second = source.entries
        with pytest.raises(Unusable, match="damaged in the archive"):
            source.read(first)
        assert source.read(second) == B


def test_sources_that_cannot_be_used(tmp_path) -> None:
    whole = write_zip(tmp_path / "whole.zip", {"a.png": A, "b.png": B}).read_bytes()
    files = {
        "cut.zip": (whole[: len(whole) // 2], "damaged or not a zip archive"),
        "text.zip": (b"hello", "damaged or not a zip archive"),
        "empty.zip": (b"", "damaged or not a zip archive"),
        "text.h5": (b"hello", "damaged or not an HDF5 file"),
        "one.png": (A, "is one image: name the folder"),
        "all.tar.gz": (b"\x1f\x8b", "cannot be used: expected a folder, a zip archive or an HDF5"),
    }
    for name, (content, message) in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(GanLabError, match=message):
            open_source(tmp_path / name)
    for nothing in (tmp_path / "nothing", ""):
        with pytest.raises(GanLabError, match="there is no folder or file"):
            open_source(nothing)


def test_an_archive_is_known_by_its_content(tmp_path) -> None:
    path = write_zip(tmp_path / "images.cbz", {"a.png": A})
    assert names(path) == ["a.png"]
