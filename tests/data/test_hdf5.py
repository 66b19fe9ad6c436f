"""HDF5 files of images: stacks and single images are read, ours are written and read back."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from gan_lab import GanLabError, __version__
from gan_lab.data import hdf5
from gan_lab.data.hdf5 import write_h5
from gan_lab.data.packing import Packed, pack, pack_to_h5
from tests.data.pictures import encoded, expected, noise, plain, write_folder

N = 5
STACK = np.stack([noise(12, 16, seed=i) for i in range(N)])  # (N, H, W, 3)
WANTED = np.stack([expected(image, 16) for image in STACK])


def packed(path: Path, channels: int = 3) -> Packed:
    return pack(path, 16, channels=channels, progress=False)


@pytest.fixture
def write(tmp_path):
    """Write an HDF5 file from {name: content}."""

    def write_file(content: dict, name: str = "data.h5", **attributes: object) -> Path:
        with h5py.File(tmp_path / name, "w") as file:
            for key, value in content.items():
                file[key] = value
            file.attrs.update(attributes)
        return tmp_path / name

    return write_file


@pytest.mark.parametrize("key", ["images", "x", "deep/er/pictures"])
@pytest.mark.parametrize("stack", [STACK, STACK.transpose(0, 3, 1, 2)], ids=["NHWC", "NCHW"])
def test_a_stack_in_colour(write, key, stack) -> None:
    found = packed(write({key: stack, "other": np.arange(9)}))
    assert np.array_equal(found.images.numpy(), WANTED)
    assert found.names == ("0", "1", "2", "3", "4")
    assert found.class_names == ("image",)
    assert found.labels.tolist() == [0] * N


@pytest.mark.parametrize("key", ["images", "digits"])
def test_a_stack_in_grey(write, key) -> None:
    stack = np.stack([noise(16, 16, 1, seed=i) for i in range(N)])
    for shape in (stack, stack[..., None], stack[:, None]):
        found = packed(write({key: shape}), channels=1)
        assert np.array_equal(found.images.numpy(), stack[:, None])


def test_a_stack_with_transparency(write) -> None:
    clear = np.zeros((2, 16, 16, 4), np.uint8)
    assert (packed(write({"images": clear})).images == 255).all()


@pytest.mark.parametrize(
    ("convert", "tolerance"),
    [
        (lambda x: x / 255, 0),
        (lambda x: (x / 127.5 - 1).astype(np.float32), 0),
        (lambda x: x.astype(np.float32), 0),
        (lambda x: x.astype(np.int64), 0),
        (lambda x: x.astype(np.uint16) * 257, 0),
        (lambda x: (x / 255).astype(np.float16), 1),
    ],
    ids=["0..1", "-1..1", "0..255", "int64", "uint16", "float16"],
)
def test_other_numbers_than_uint8(write, convert, tolerance) -> None:
    stack = STACK.copy()
    stack[0, 0, 0], stack[0, 0, 1] = 0, 255  # the whole range is there, though not in each
    stack[1] = 100
    found = packed(write({"images": convert(stack)})).images.numpy().astype(int)
    wanted = np.stack([expected(image, 16) for image in stack])
    assert np.abs(found - wanted).max() <= tolerance


@pytest.mark.parametrize("value", [-3.0, 1e6, np.nan])
def test_floats_of_no_known_range(write, value) -> None:
    stack = np.zeros((3, 16, 16), np.float32)
    stack[2, 5, 5] = value
    with pytest.raises(GanLabError, match=r"images holds numbers from .*: expected 0\.\.1"):
        packed(write({"images": stack}))


def test_labels_names_and_classes(write) -> None:
    found = packed(
        write(
            {"images": STACK, "labels": [1, 0, 2, 1, 0], "names": [*"vwxyz"]},
            class_names=["cat", "dog", "owl", "fox"],
        )
    )
    assert found.labels.tolist() == [1, 0, 2, 1, 0]
    assert found.labels.dtype == torch.int64
    assert found.class_names == ("cat", "dog", "owl", "fox")
    assert found.names == tuple("vwxyz")


@pytest.mark.parametrize("labels", [[7, 3, 7, 3, 3], [7.0, 3.0, 7.0, 3.0, 3.0]])
def test_labels_without_class_names(write, labels) -> None:
    found = packed(write({"images": STACK, "labels": np.reshape(labels, (N, 1))}))
    assert found.labels.tolist() == [1, 0, 1, 0, 0]
    assert found.class_names == ("3", "7")


def test_labels_that_are_words(write) -> None:
    found = packed(write({"images": STACK, "labels": ["dog", "cat", "dog", "dog", "cat"]}))
    assert found.labels.tolist() == [1, 0, 1, 1, 0]
    assert found.class_names == ("cat", "dog")


def test_labels_that_do_not_fit(write, capsys) -> None:
    with pytest.raises(GanLabError, match="5 images and labels"):
        packed(write({"images": STACK, "labels": [0, 1]}))
    found = packed(write({"images": STACK, "labels": np.zeros((N, 40))}, "attributes.h5"))
    assert found.class_names == ("image",)
    assert "labels (5, 40) are left out" in capsys.readouterr().out


def test_a_group_of_named_images(write) -> None:
    sizes = {"10.jpg": (218, 178), "1.jpg": (109, 89), "2.jpg": (30, 30)}
    images = {name: noise(*size) for name, size in sizes.items()}
    found = packed(write({f"img_align_celeba/{name}": im for name, im in images.items()}))
    order = ["1.jpg", "10.jpg", "2.jpg"]
    assert found.names == tuple(f"img_align_celeba/{name}" for name in order)
    assert np.array_equal(found.images.numpy(), [expected(images[name], 16) for name in order])
    assert found.class_names == ("image",)


def test_groups_are_classes(write) -> None:
    found = packed(write({"cat/a": noise(), "dog/b": noise(seed=1), "dog/c": noise(seed=2)}))
    assert found.class_names == ("cat", "dog")
    assert found.labels.tolist() == [0, 1, 1]


def test_grey_images_and_files_in_a_group(write) -> None:
    grey, file = noise(16, 16, 1), encoded(noise(16, 16, seed=5))
    content = {
        "images/a": grey,
        "images/b": np.frombuffer(file, np.uint8),
        "images/c": np.void(file),
        "images/d": grey / 255,
    }
    found = packed(write(content)).images.numpy()
    assert np.array_equal(found[0], [grey] * 3)
    assert np.array_equal(found[1], expected(file, 16))
    assert np.array_equal(found[2], expected(file, 16))
    assert np.array_equal(found[3], [grey] * 3)
    found = packed(write({f"faces{key[6:]}": content[key] for key in list(content)[:3]}, "2.h5"))
    assert len(found) == 3


def test_a_stack_of_files(tmp_path) -> None:
    files = [encoded(noise(12, 16, seed=i)) for i in range(40)]
    with h5py.File(tmp_path / "a.h5", "w") as file:
        images = file.create_dataset("images", (40,), h5py.vlen_dtype(np.uint8))
        for i, content in enumerate(files):
            images[i] = np.frombuffer(content, np.uint8)
    found = packed(tmp_path / "a.h5")
    assert np.array_equal(found.images.numpy(), [expected(content, 16) for content in files])


def test_what_is_wrong_with_one_image_is_said(write, capsys) -> None:
    content = {"g/a.jpg": noise(), "g/b.jpg": noise(4, 4), "g/c.jpg": np.zeros((3, 3, 3, 3, 3))}
    content["g/d.jpg"] = np.frombuffer(b"no image at all", np.uint8)
    found = packed(write(content))
    assert found.names == ("g/a.jpg",)
    reasons = dict(found.skipped)
    assert "too small" in reasons["g/b.jpg"]
    assert "expected (H, W, 3)" in reasons["g/c.jpg"]
    assert "not an image" in reasons["g/d.jpg"]
    assert "Skipped 3 of 4 images" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"x_train": STACK, "x_test": STACK}, ["x_train", "x_test", "several"]),
        ({"features": np.zeros((50, 20)), "ids": np.arange(50)}, ["features (50, 20)", "ids"]),
        ({"a": np.zeros((5, 16, 16)), "b": np.zeros((5, 16, 16))}, ["a (5, 16, 16)", "b"]),
        ({"labels": np.arange(5)}, ["labels (5,)"]),
        ({}, ["no dataset"]),
        ({"train/y": np.arange(9.0), "train/z": np.zeros((4, 4))}, ["train/y", "train/z"]),
    ],
)
def test_a_file_without_the_expected_key(write, content, said) -> None:
    with pytest.raises(GanLabError, match='no dataset or group "images"') as error:
        packed(write(content))
    for words in said:
        assert words in str(error.value)


def test_a_stack_beside_other_datasets_is_found(write) -> None:
    content = {"train/x": STACK[..., 0], "train/y": np.zeros(N, np.uint8)}
    found = packed(write(content))
    assert len(found) == N
    content = {"x": STACK, "mean": STACK.mean(0), "labels": np.arange(N)}
    assert packed(write(content, "2.h5")).labels.tolist() == [0, 1, 2, 3, 4]


def test_shapes_that_are_no_images(write) -> None:
    for i, shape in enumerate([(3, 2, 16, 16), (3, 16, 16, 7), (3, 1, 2, 3, 3), (5,)]):
        with pytest.raises(GanLabError, match=r"expected \(N, H, W, C\)"):
            packed(write({"images": np.zeros(shape, np.uint8)}, f"{i}.h5"))
    with pytest.raises(GanLabError, match="there is no image"):
        packed(write({"images": np.zeros((0, 16, 16, 3), np.uint8)}, "none.h5"))


def test_damaged_files(write, tmp_path) -> None:
    whole = write({"images": STACK}).read_bytes()
    (tmp_path / "cut.h5").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(GanLabError, match="is damaged"):
        packed(tmp_path / "cut.h5")


def test_a_damaged_part_of_a_stack(tmp_path) -> None:
    stack = np.stack([plain((i, i, i)) for i in range(100, 120)])
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        images = file.create_dataset("images", data=stack, chunks=(1, 16, 16, 3), fletcher32=True)
        where = images.id.get_chunk_info(7).byte_offset
        file["labels"] = np.arange(20)
    content = bytearray(path.read_bytes())
    content[where] ^= 255
    path.write_bytes(content)
    found = packed(path)
    assert [name for name, _ in found.skipped] == ["07"]
    assert found.images[:, 0, 0, 0].tolist() == [*range(100, 107), *range(108, 120)]
    assert found.labels.tolist() == [*range(7), *range(8, 20)]  # each keeps its own


def test_a_large_stack_is_read_in_parts(tmp_path, monkeypatch) -> None:
    stack = np.stack([noise(16, 16, seed=i) for i in range(700)])
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("images", data=stack, chunks=(100, 16, 16, 3), compression="gzip")
    largest = []
    read = h5py.Dataset.__getitem__

    def watch(self, *key):
        result = read(self, *key)
        largest.append(np.size(result))
        return result

    monkeypatch.setattr(h5py.Dataset, "__getitem__", watch)
    monkeypatch.setattr(hdf5, "_BLOCK_BYTES", 50 * 16 * 16 * 3)
    found = packed(tmp_path / "a.h5")
    assert np.array_equal(found.images.numpy(), stack.transpose(0, 3, 1, 2))
    assert max(largest) == 50 * 16 * 16 * 3
    assert len(largest) < 100  # and not one by one


def some_folder(tmp_path: Path) -> Path:
    files = {f"{'ab'[i % 2]}/{i} ä.png": encoded(noise(seed=i)) for i in range(6)}
    return write_folder(tmp_path / "some photos", files)


@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_written_is_read_back(tmp_path, channels) -> None:
    first = packed(some_folder(tmp_path), channels)
    out = write_h5(first, tmp_path / "new" / "set.h5")
    with h5py.File(out) as file:
        assert file["images"].shape == (6, 16, 16, channels)
        assert file["images"].dtype == np.uint8
        assert file["images"].chunks == (1, 16, 16, channels)
        assert np.array_equal(file["images"][:].transpose(0, 3, 1, 2), first.images.numpy())
        assert file["labels"].dtype == np.int64
        assert file["labels"][:].tolist() == [0, 0, 0, 1, 1, 1]
        assert file["names"].asstr()[:].tolist() == list(first.names)
        assert file.attrs["class_names"].tolist() == ["a", "b"]
        assert file.attrs["size"] == 16
        assert file.attrs["source"] == "some photos"
        assert file.attrs["gan_lab_version"] == __version__
    again = packed(out, channels)
    assert torch.equal(again.images, first.images)
    assert torch.equal(again.labels, first.labels)
    assert again.names == first.names
    assert again.class_names == first.class_names
    assert [path.name for path in out.parent.iterdir() if path.is_file()] == ["set.h5"]


def test_many_classes(tmp_path) -> None:
    n = 5000  # more than an HDF5 attribute holds
    first = packed(some_folder(tmp_path))
    many = Packed(
        torch.zeros(n, 1, 8, 8, dtype=torch.uint8),
        tuple(map(str, range(n))),
        torch.arange(n),
        tuple(f"class {i:04d}" for i in range(n)),
        (),
        "x",
        first.path,
        first.fingerprint,
    )
    again = pack(write_h5(many, tmp_path / "a.h5"), 8, channels=1, progress=False)
    assert again.class_names == many.class_names
    assert torch.equal(again.labels, many.labels)


def test_pack_to_h5(tmp_path) -> None:
    folder = some_folder(tmp_path)
    out = pack_to_h5(folder, 16, tmp_path / "set.hdf5", progress=False)
    assert out == tmp_path / "set.hdf5"
    assert torch.equal(packed(out).images, packed(folder).images)
    grey = pack_to_h5(folder, 32, tmp_path / "grey.h5", channels=1, progress=False)
    with h5py.File(grey) as file:
        assert file["images"].shape == (6, 32, 32, 1)


def test_a_file_in_the_way_is_kept(tmp_path, capsys) -> None:
    folder = some_folder(tmp_path)
    out = tmp_path / "set.h5"
    out.write_bytes(b"precious")
    with pytest.raises(GanLabError, match="there already"):
        pack_to_h5(folder, 16, out, progress=False)
    assert out.read_bytes() == b"precious"
    assert not (tmp_path / ".gan_lab").exists()  # refused before the work
    pack_to_h5(folder, 16, out, force=True, progress=False)
    assert (tmp_path / "set-1.h5").read_bytes() == b"precious"
    assert len(packed(out)) == 6
    assert "set-1.h5" in capsys.readouterr().out


def test_places_that_cannot_be_written(tmp_path) -> None:
    folder = some_folder(tmp_path)
    with pytest.raises(GanLabError, match=r"must end in \.h5"):
        pack_to_h5(folder, 16, tmp_path / "set.npz", progress=False)
    (tmp_path / "dir.h5").mkdir()
    with pytest.raises(GanLabError, match="is a folder"):
        pack_to_h5(folder, 16, tmp_path / "dir.h5", force=True, progress=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(GanLabError, match="cannot write"):
        pack_to_h5(folder, 16, tmp_path / "file" / "set.h5", progress=False)
