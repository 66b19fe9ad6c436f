"""Images are packed once, rightly, and whatever goes wrong on the way leaves nothing half done."""

from __future__ import annotations

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import platformdirs
import pytest
import torch
from PIL import Image

from gan_lab.data import packing
from gan_lab.data.packing import Packed, classes_of, pack
from gan_lab.errors import GanLabError
from tests.conftest import REAL_ROOT
from tests.data.pictures import encoded, expected, noise, plain, write_folder, write_zip

PIXELS = {f"{i}.png": noise(12 + i, 20, seed=i) for i in range(6)}
FILES = {name: encoded(pixels) for name, pixels in PIXELS.items()}
WANTED = np.stack([expected(pixels, 16) for pixels in PIXELS.values()])


@pytest.fixture(autouse=True)
def user_cache(tmp_path, monkeypatch) -> Path:
    """The per-user cache folder of these tests."""
    folder = tmp_path / "user cache"
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: str(folder / name))
    return folder / "gan_lab" / "packed"


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_folder(tmp_path / "photos", FILES)


@pytest.fixture
def decoded(monkeypatch) -> list[object]:
    """One entry for each image that is decoded: none, when a cache file is used."""
    calls: list[object] = []
    decode = packing.decode

    def count(raw, size, channels):
        calls.append(raw)
        return decode(raw, size, channels)

    monkeypatch.setattr(packing, "decode", count)
    return calls


def quiet(path: str | Path, size: int = 16, **options: object) -> Packed:
    return pack(path, size, progress=False, **options)


def beside(path: Path) -> list[str]:
    return sorted(file.name for file in (path.parent / ".gan_lab").iterdir())


# What comes out


def test_the_packed_images(folder, tmp_path) -> None:
    found = quiet(folder)
    assert found.images.shape == (6, 3, 16, 16)
    assert found.images.dtype == torch.uint8
    assert np.array_equal(found.images.numpy(), WANTED)
    assert found.names == tuple(PIXELS)
    assert found.labels.tolist() == [0] * 6
    assert found.labels.dtype == torch.int64
    assert found.class_names == ("image",)
    assert found.skipped == ()
    assert found.source == "photos"
    assert len(found) == 6
    assert len(bytes.fromhex(found.fingerprint)) == 32
    assert np.array_equal(np.load(found.path), WANTED)  # anybody can open it


def test_a_zip_gives_the_same(folder, tmp_path) -> None:
    found = quiet(write_zip(tmp_path / "photos.zip", FILES))
    assert torch.equal(found.images, quiet(folder).images)
    assert found.names == quiet(folder).names
    assert found.source == "photos.zip"


def test_grey(folder) -> None:
    found = quiet(folder, channels=1)
    assert found.images.shape == (6, 1, 16, 16)
    assert not torch.equal(found.images[0, 0], quiet(folder).images[0, 0])


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("size", [8, 1024])
def test_any_number_of_workers(folder, size, workers) -> None:
    found = quiet(folder, size, workers=workers)
    wanted = np.stack([expected(pixels, size) for pixels in PIXELS.values()])
    assert np.array_equal(found.images.numpy(), wanted)


def test_many_images_stay_in_order(tmp_path) -> None:
    files = {f"{i:03d}.png": encoded(plain((i % 256, i // 256, 0), 8)) for i in range(500)}
    found = quiet(write_zip(tmp_path / "a.zip", files), 8, workers=4)
    assert (found.images[:, 0, 0, 0] + 256 * found.images[:, 1, 0, 0].long()).tolist() == [
        *range(500)
    ]


def test_classes() -> None:
    assert classes_of(["a.png", "b.png"]) == ([0, 0], ("image",))
    assert classes_of(["one/a.png", "one/b.png"]) == ([0, 0], ("image",))
    assert classes_of(["one/a.png", "b.png"]) == ([0, 0], ("image",))
    assert classes_of(["dog/a.png", "cat/b.png"]) == ([1, 0], ("cat", "dog"))
    nested = ["data/dog/x/a.png", "data/cat/b.png", "data/dog/c.png"]
    assert classes_of(nested) == ([1, 0, 1], ("cat", "dog"))
    loose = ["data/dog/a.png", "data/cat/b.png", "c.png", "data/d.png"]
    assert classes_of(loose) == ([2, 1, 0, 0], ("(no folder)", "cat", "dog"))


def test_a_class_without_a_usable_image_is_none(tmp_path) -> None:
    files = {"cat/a.png": FILES["0.png"], "dog/b.png": b"broken"}
    assert quiet(write_folder(tmp_path / "data", files)).class_names == ("image",)


def test_classes_are_kept_in_the_file(tmp_path) -> None:
    files = {"dog/a.png": FILES["0.png"], "cat/b.png": FILES["1.png"], "dog/c.png": b"broken"}
    data = write_folder(tmp_path / "data", files)
    for _ in range(2):
        found = quiet(data)
        assert found.class_names == ("cat", "dog")
        assert found.names == ("cat/b.png", "dog/a.png")
        assert found.labels.tolist() == [0, 1]
        assert [name for name, _ in found.skipped] == ["dog/c.png"]


# Once, and mapped


def test_packed_once(folder, decoded) -> None:
    first = quiet(folder)
    assert len(decoded) == 6
    again = quiet(str(folder))
    assert len(decoded) == 6
    assert torch.equal(again.images, first.images)
    assert again.path == first.path
    assert again.fingerprint == first.fingerprint
    files = beside(folder)
    name = f"photos.16.rgb.{first.fingerprint[:8]}"
    assert files == [f"{name}.json", f"{name}.npy"]


def test_sizes_and_channels_have_files_of_their_own(folder, decoded) -> None:
    prints = {quiet(folder).fingerprint, quiet(folder, 32).fingerprint}
    prints.add(quiet(folder, channels=1).fingerprint)
    assert len(prints) == 3
    count = len(decoded)
    assert quiet(folder).images.shape[-1] == 16
    assert len(decoded) == count


def test_the_images_are_mapped_and_never_written(folder) -> None:
    found = quiet(folder)
    if Path("/proc/self/maps").exists():
        assert found.path.name in Path("/proc/self/maps").read_text()
    found.images[0] = 7  # in memory only
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)


def test_changed_images_are_packed_again(folder, decoded) -> None:
    first = quiet(folder)
    (folder / "0.png").write_bytes(encoded(plain((1, 2, 3))))
    second = quiet(folder)
    assert second.fingerprint != first.fingerprint
    assert second.images[0, :, 0, 0].tolist() == [1, 2, 3]
    (folder / "0.png").unlink()
    assert len(quiet(folder)) == 5
    assert len(beside(folder)) == 2  # what the folder was packed to before is gone
    quiet(folder, 32)
    quiet(folder, channels=1)
    assert len(beside(folder)) == 6
    assert np.array_equal(first.images.numpy(), WANTED)  # who uses it keeps it


def test_a_changed_archive_of_the_same_size_and_time_is_packed_again(tmp_path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.bmp": encoded(plain((1, 2, 3)), "BMP")}, 0)
    quiet(path)
    status = path.stat()
    write_zip(path, {"a.bmp": encoded(plain((3, 2, 1)), "BMP")}, 0)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert quiet(path).images[0, :, 0, 0].tolist() == [3, 2, 1]


def test_a_folder_and_an_archive_of_one_name_do_not_meet(folder, tmp_path) -> None:
    quiet(folder)
    quiet(write_zip(tmp_path / "photos.zip", {"x.png": FILES["0.png"]}))
    assert len(beside(folder)) == 4


@pytest.mark.parametrize("name", ["ä 日本", "with [brackets]", "a.b.c", "x" * 200])
def test_names_of_sources(tmp_path, name, decoded) -> None:
    data = write_folder(tmp_path / name, {f"{name[:100]}.png": FILES["0.png"]})
    found = quiet(data)
    assert found.names == (f"{name[:100]}.png",)
    assert found.source == name
    assert quiet(data).path == found.path
    assert len(decoded) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_not_valid_text(tmp_path, capsys) -> None:
    data = write_folder(tmp_path / "data", {"a.png": FILES["0.png"]})
    with open(os.fsencode(data) + b"/caf\xe9.png", "wb") as file:  # noqa: PTH123
        file.write(FILES["1.png"])
    with open(os.fsencode(data) + b"/\xff.png", "wb") as file:  # noqa: PTH123
        file.write(b"broken")
    for _ in range(2):
        found = quiet(data)
        assert len(found) == 2
        assert len(found.skipped) == 1
    assert r"\udcff.png" in capsys.readouterr().out
    out = packing.pack_to_h5(data, 16, tmp_path / "set.h5", progress=False)
    assert quiet(out).names == ("a.png", r"caf\udce9.png")


# Where the file lies


def test_beside_data_that_may_not_be_written(tmp_path, user_cache, decoded) -> None:
    place = tmp_path / "read only"
    data = write_folder(place / "photos", FILES)
    place.chmod(0o555)
    try:
        for _ in range(2):
            found = quiet(data)
            assert found.path.parent == user_cache
            assert len(decoded) == 6
        assert [path.name for path in place.iterdir()] == ["photos"]
        with pytest.raises(GanLabError, match=r"cannot be written.*give a folder with cache="):
            quiet(data, 32, cache=place / "cache")
    finally:
        place.chmod(0o755)


def test_a_file_beside_read_only_data_is_used(folder, tmp_path, decoded) -> None:
    first = quiet(folder)
    for place in (tmp_path / ".gan_lab", tmp_path):
        place.chmod(0o555)
    try:
        assert quiet(folder).path == first.path
        assert len(decoded) == 6
    finally:
        for place in (tmp_path, tmp_path / ".gan_lab"):
            place.chmod(0o755)


def test_a_chosen_folder(folder, tmp_path) -> None:
    found = quiet(folder, cache=tmp_path / "one" / "two")
    assert found.path.parent == tmp_path / "one" / "two"
    assert not (tmp_path / ".gan_lab").exists()


def test_a_full_disk(folder, monkeypatch) -> None:
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=100))
    with pytest.raises(GanLabError, match=r"MB free, .* needed.*free some space"):
        quiet(folder)


# Images that cannot be used

BROKEN = {
    "empty.png": b"",
    "text.jpg": b"hello",
    "tiny.png": encoded(noise(1, 1)),
    "cut.jpg": encoded(noise(64, 64), "JPEG")[:1500],
}


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_broken_images_are_skipped_and_named(tmp_path, capsys, kind) -> None:
    files = {**BROKEN, **FILES, "notes.txt": b"x", "really a png.jpg": FILES["0.png"]}
    if kind == "folder":
        data = write_folder(tmp_path / "data", files)
    else:
        data = write_zip(tmp_path / "data.zip", files)
    found = quiet(data)
    assert found.names == (*PIXELS, "really a png.jpg")
    assert np.array_equal(found.images[:6].numpy(), WANTED)
    assert np.array_equal(found.images[6].numpy(), WANTED[0])
    reasons = dict(found.skipped)
    assert sorted(reasons) == sorted(BROKEN)
    assert "empty" in reasons["empty.png"]
    assert "not an image" in reasons["text.jpg"]
    assert "too small: 1 x 1" in reasons["tiny.png"]
    assert "damaged" in reasons["cut.jpg"]
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("Skipped 4 of 11 images: cut.jpg (damaged")
    assert quiet(data).skipped == found.skipped


def test_a_long_list_is_cut(tmp_path, capsys) -> None:
    files = {f"bad {i}.png": b"x" for i in range(9)}
    quiet(write_folder(tmp_path / "data", {**files, **FILES}))
    said = capsys.readouterr().out
    assert "bad 4.png" in said
    assert "bad 5.png" not in said
    assert "and 4 more" in said


def test_warnings_of_pillow_are_not_shown(folder, monkeypatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 200)  # it warns above, and stops above twice
    assert len(quiet(folder)) == 6


def test_nothing_to_pack(tmp_path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(GanLabError, match=r"no image in .*it holds nothing.*\.png, \.jpg"):
        quiet(empty)
    with pytest.raises(GanLabError, match=r"no image in .*it holds nothing"):
        quiet(write_zip(tmp_path / "empty.zip", {}))
    with pytest.raises(GanLabError, match=r"it holds celeba\.zip, notes\.txt"):
        quiet(write_folder(tmp_path / "other", {"notes.txt": b"x", "celeba.zip": b"x"}))
    with pytest.raises(GanLabError, match=r"none of the 4 images .*can be used: cut\.jpg \("):
        quiet(write_folder(tmp_path / "broken", BROKEN))
    assert not (tmp_path / ".gan_lab").exists() or beside(empty) == []


def test_an_archive_of_encrypted_images(tmp_path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.png": FILES["0.png"]})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(GanLabError, match=r"none of the 1 images .*a\.png \(encrypted"):
        quiet(path)


# Interruptions and damage


def test_ctrl_c_leaves_nothing(folder, monkeypatch) -> None:
    write = packing._replace
    for stop in ("bar", "end"):

        def interrupt(*args, **options):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            if stop == "end":
                patch.setattr(packing, "_replace", interrupt)
            else:
                patch.setattr(packing.tqdm, "update", interrupt)
            with pytest.raises(KeyboardInterrupt):
                quiet(folder)
        assert beside(folder) == []
    assert packing._replace is write
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)


def test_an_interruption_between_the_two_files(folder, monkeypatch) -> None:
    replace = Path.replace

    def interrupt(self, target):
        if str(target).endswith(".json"):
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            quiet(folder)
    assert [name.rsplit(".")[-1] for name in beside(folder)] == ["npy"]
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)
    assert len(beside(folder)) == 2


PACK_WHEN_TOLD = """
import sys, time
from pathlib import Path
from gan_lab.data import packing
decode = packing.decode
for line in sys.stdin:
    folder = Path(line.strip())
    def wait_and_decode(*args):
        while not (folder.parent / "go").exists():
            time.sleep(0.01)
        return decode(*args)
    packing.decode = wait_and_decode
    packing.pack(folder, 16, progress=False)
    print("done", flush=True)
"""


class OtherProcess:
    """Another Python that packs a folder when told so, as soon as a file "go" is beside it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PACK_WHEN_TOLD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, folder: Path) -> None:
        """Make it pack the folder, and wait until it has begun."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{folder}\n")
        self.process.stdin.flush()
        deadline = time.time() + 120  # importing torch may take long
        while not any(folder.parent.glob(".gan_lab/*.part")) and time.time() < deadline:
            time.sleep(0.01)
        assert any(folder.parent.glob(".gan_lab/*.part"))

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def other_process():
    other = OtherProcess()
    yield other
    other.kill()


def test_two_processes_at_once(folder, other_process) -> None:
    other_process.begin(folder)
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)
    assert len(beside(folder)) == 3  # its part is left alone
    (folder.parent / "go").touch()
    assert other_process.process.stdout.readline() == "done\n"
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)
    assert len(beside(folder)) == 2


@pytest.mark.skipif(os.name != "posix", reason="other systems cannot tell who wrote a part")
def test_a_killed_process_leaves_no_trouble(folder, other_process) -> None:
    other_process.begin(folder)
    other_process.kill()
    assert [name.rsplit(".")[-1] for name in beside(folder)] == ["part"]
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)
    assert [name.rsplit(".")[-1] for name in beside(folder)] == ["json", "npy"]


def test_two_threads_at_once(folder, decoded) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for found in pool.map(quiet, [folder] * 8):
            assert np.array_equal(found.images.numpy(), WANTED)
    assert len(decoded) == 6


def test_parts_of_others_stay_for_a_day(folder) -> None:
    (folder.parent / ".gan_lab").mkdir()
    part = folder.parent / ".gan_lab" / "photos.16.rgb.0123abcd.npy.another-machine.1.part"
    mine = folder.parent / ".gan_lab" / "my own.part"
    for file in (part, mine):
        file.write_bytes(b"x")
    quiet(folder)
    assert part.exists()
    for file in (part, mine):
        os.utime(file, (1, 1))
    quiet(folder, 32)
    assert not part.exists()
    assert mine.exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def spoil_head(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(b"x" * 20 + content[20:])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, lengthen, spoil_head, empty, Path.unlink])
def test_a_damaged_array_is_packed_again(folder, decoded, damage) -> None:
    damage(quiet(folder).path)
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)
    assert len(decoded) == 12
    quiet(folder)
    assert len(decoded) == 12


@pytest.mark.parametrize(
    "change",
    [
        lambda info: info["names"].pop(),
        lambda info: info["labels"].pop(),
        lambda info: info["labels"].__setitem__(0, 1),
        lambda info: info["labels"].__setitem__(0, "x"),
        lambda info: info.pop("skipped"),
        lambda info: info.update(format=0),
        lambda info: info.update(fingerprint="0" * 64),
        lambda info: info.update(names=None),
    ],
)
def test_a_json_that_does_not_fit_is_packed_again(folder, decoded, change) -> None:
    about = quiet(folder).path.with_suffix(".json")
    info = json.loads(about.read_text())
    change(info)
    about.write_text(json.dumps(info))
    assert np.array_equal(quiet(folder).images.numpy(), WANTED)
    assert len(decoded) == 12


@pytest.mark.parametrize("damage", [cut, spoil_head, empty, Path.unlink])
def test_a_damaged_json_is_packed_again(folder, decoded, damage) -> None:
    about = quiet(folder).path.with_suffix(".json")
    damage(about)
    if damage is cut:  # without its last brace
        damage(about)
    assert quiet(folder).names == tuple(PIXELS)
    assert len(decoded) == 12


# Arguments


def test_arguments_out_of_range(folder) -> None:
    for size in (7, 1025, 0, -64):
        with pytest.raises(GanLabError, match=f"between 8 and 1024 pixels, got {size}"):
            quiet(folder, size)
    for size in (64.0, "64", None):
        with pytest.raises(GanLabError, match="whole number of pixels"):
            quiet(folder, size)
    with pytest.raises(GanLabError, match=r"channels must be 1 \(grey\) or 3"):
        quiet(folder, channels=4)
    with pytest.raises(GanLabError, match="workers must be at least 1"):
        quiet(folder, workers=0)
    with pytest.raises(GanLabError, match="there is no folder or file"):
        quiet(folder / "nothing")
    assert not (folder.parent / ".gan_lab").exists()


def test_the_progress_bar_can_be_left_out(folder, capsys) -> None:
    quiet(folder)
    assert capsys.readouterr() == ("", "")
    pack(folder, 32)
    assert "packing photos" in capsys.readouterr().err


def test_memory_does_not_grow_with_the_images(tmp_path, monkeypatch) -> None:
    """However slowly they are written, no more than a few batches are decoded ahead."""
    files = {f"{i:04d}.png": FILES["0.png"] for i in range(1500)}
    ahead: list[int] = []
    started = []
    decode = packing.decode
    monkeypatch.setattr(packing, "decode", lambda *args: (started.append(1), decode(*args))[1])

    def update(bar, n=1):
        ahead.append(len(started) - len(ahead))
        time.sleep(0.0002)

    monkeypatch.setattr(packing.tqdm, "update", update)
    quiet(write_zip(tmp_path / "a.zip", files), workers=2)
    assert len(ahead) == 1500
    assert max(ahead) <= 8 * 32


def real(name: str) -> Path:
    if not REAL_ROOT or not (Path(REAL_ROOT) / name).is_file():
        pytest.skip(f"{name} is not at hand: set GAN_LAB_DATA to the folder that holds it")
    return Path(REAL_ROOT) / name


def test_real_faces_pixel_for_pixel(tmp_path) -> None:
    path = real("celeba_5000.zip")
    found = quiet(path, 64, cache=tmp_path)
    assert found.images.shape == (5000, 3, 64, 64)
    assert found.skipped == ()
    assert found.class_names == ("image",)
    with zipfile.ZipFile(path) as archive:
        names = sorted(archive.namelist())
        assert found.names == tuple(names)
        for i in range(0, 5000, 7):
            assert np.array_equal(found.images[i].numpy(), expected(archive.read(names[i]), 64))


def test_real_flowers(tmp_path) -> None:
    found = quiet(real("flowers_1500.zip"), 128, cache=tmp_path)
    assert found.images.shape == (1500, 3, 128, 128)
    assert found.skipped == ()
