"""Checkpoints: plain content, written whole or not at all, read only when they fit."""

from __future__ import annotations

import pickle
import signal
import sys
from pathlib import Path

import pytest
import torch

from gan_lab import checkpoint
from gan_lab.errors import GanLabError
from gan_lab.models import mlp, toy


def content(**changes) -> dict:
    G = toy.Generator()
    return {"recipe": "toy", "g_args": {}, "G": G.state_dict(), "G_ema": None, **changes}


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "checkpoint.pt"


def test_what_is_saved_comes_back(path) -> None:
    saved = content()
    checkpoint.save(path, saved)
    loaded = checkpoint.load(path)
    assert loaded["format"] == checkpoint.FORMAT
    assert loaded["recipe"] == "toy"
    G = checkpoint.build_generator(loaded)
    assert all(torch.equal(v, saved["G"][k]) for k, v in G.state_dict().items())
    assert not G.training
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_runs_folder_stands_for_its_checkpoint(path) -> None:
    checkpoint.save(path, content(step=3))
    assert checkpoint.load(path.parent)["step"] == 3
    path.unlink()
    with pytest.raises(GanLabError, match=r"there is no checkpoint .*checkpoint\.pt: train one"):
        checkpoint.load(path.parent)


def test_the_averaged_generator_is_the_one_to_use(path) -> None:
    averaged = toy.Generator().state_dict()
    checkpoint.save(path, content(G_ema=averaged))
    G = checkpoint.build_generator(checkpoint.load(path))
    assert all(torch.equal(v, averaged[k]) for k, v in G.state_dict().items())


def test_networks_are_built_with_their_arguments(path) -> None:
    G = mlp.Generator(nz=7)
    checkpoint.save(path, content(recipe="mlp-mnist", g_args={"nz": 7}, G=G.state_dict()))
    assert checkpoint.build_generator(checkpoint.load(path))(torch.zeros(2, 7)).shape[0] == 2


def test_a_failed_save_leaves_the_former_file(path, monkeypatch) -> None:
    checkpoint.save(path, content(step=1))

    def disk_full(_, part) -> None:
        part.write(b"half of")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", disk_full)
    with pytest.raises(GanLabError, match=r"cannot write the checkpoint .*disk is full .*No space"):
        checkpoint.save(path, content(step=2))
    assert checkpoint.load(path)["step"] == 1
    assert [p.name for p in path.parent.iterdir()] == [path.name]  # no half file stays


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to a file's size")
def test_a_full_disk_is_called_so(path) -> None:
    """torch.save itself speaks of places in its file that do not fit."""
    import resource

    checkpoint.save(path, content(step=1))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(GanLabError, match=r"cannot write .*: the disk is full \(.*\): free"):
            checkpoint.save(path, content(step=2, more=torch.zeros(100_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
    assert checkpoint.load(path)["step"] == 1
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_two_writers_do_not_take_each_others_half_files(path, monkeypatch) -> None:
    save = torch.save

    def meanwhile(*args) -> None:
        save(*args)
        monkeypatch.setattr(torch, "save", save)
        checkpoint.save(path, content(step=2))

    monkeypatch.setattr(torch, "save", meanwhile)
    checkpoint.save(path, content(step=1))
    assert checkpoint.load(path)["step"] == 1  # the last to end
    assert checkpoint.load(checkpoint.previous(path))["step"] == 2
    assert len(list(path.parent.iterdir())) == 2


def test_what_killed_writers_left_goes_and_what_others_write_stays(path, monkeypatch) -> None:
    old = ["checkpoint.pt.part", "checkpoint.pt.0123abcd.part", "checkpoint.pt.0123abcd.link"]
    kept = ["checkpoint.pt.89abcdef.part", "mine.pt.0123abcd.part", "checkpoint.pt.mine.part"]
    for name in old + kept:
        (path.parent / name).write_bytes(b"half")
    real = checkpoint._touched
    monkeypatch.setattr(  # a file can be made older, but not the moment it got its name
        checkpoint, "_touched", lambda p: real(p) - (0 if p.name not in old + kept[1:] else 4000)
    )
    checkpoint.save(path, content())
    assert {p.name for p in path.parent.iterdir()} == {path.name, *kept}


def test_a_folder_that_cannot_be_is_named(tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GanLabError, match="cannot write the checkpoint"):
        checkpoint.save(tmp_path / "file" / "checkpoint.pt", content())


def test_a_damaged_file_does_not_take_the_place_of_the_one_before(path) -> None:
    for step in (1, 2):
        checkpoint.save(path, content(step=step))
    path.write_bytes(path.read_bytes()[:100])
    checkpoint.save(path, content(step=3))
    assert checkpoint.load(path)["step"] == 3
    assert checkpoint.load(checkpoint.previous(path))["step"] == 1


class Harmful:
    """Unpickles by calling a function: what a checkpoint must never be able to do."""

    def __reduce__(self):
        return Path.touch, (Path("harmful was here"),)


def _truncated(path: Path) -> None:
    checkpoint.save(path, content())
    path.write_bytes(path.read_bytes()[:-200])


BROKEN = {
    "truncated": (_truncated, "damaged or not a checkpoint"),
    "empty": (lambda path: path.write_bytes(b""), "damaged or not a checkpoint"),
    "text": (lambda path: path.write_text("hello"), "damaged or not a checkpoint"),
    "with code": (
        lambda path: path.write_bytes(pickle.dumps(Harmful())),
        "damaged or not a checkpoint",
    ),
    "weights alone": (
        lambda path: torch.save(toy.Generator().state_dict(), path),
        "is not a checkpoint of this course",
    ),
    "a tensor": (
        lambda path: torch.save(torch.zeros(3), path),
        "is not a checkpoint of this course",
    ),
    "another format": (
        lambda path: torch.save({"format": 99, **content()}, path),
        "has checkpoint format 99, this version reads 1",
    ),
    "missing": (lambda path: None, "there is no checkpoint"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_files_that_cannot_be_used_are_named(kind: str, path, monkeypatch) -> None:
    monkeypatch.chdir(path.parent)
    make, reason = BROKEN[kind]
    make(path)
    with pytest.raises(GanLabError, match=reason) as error:
        checkpoint.load(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
    assert not (path.parent / "harmful was here").exists()


MISFITS = {
    "weights of another model": {"recipe": "mlp-mnist", "g_args": {"nz": 64}},
    "arguments of another size": {"g_args": {"hidden": (5,)}},
    "unknown arguments": {"g_args": {"depth": 3}},
    "no weights": {"G": None},
    "no tensors": {"G": {"net.0.weight": 3}},
    "no arguments": {"g_args": None},
}


@pytest.mark.parametrize("kind", MISFITS)
def test_checkpoints_that_do_not_fit_their_recipe_are_named(kind: str, path) -> None:
    checkpoint.save(path, content(**MISFITS[kind]))
    with pytest.raises(GanLabError, match="does not fit the recipe") as error:
        checkpoint.build_generator(checkpoint.load(path), path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_recipe_that_this_version_does_not_know_is_named(path) -> None:
    checkpoint.save(path, content(recipe="dcgan-of-next-year"))
    with pytest.raises(GanLabError, match="no recipe is called 'dcgan-of-next-year'"):
        checkpoint.build_generator(checkpoint.load(path))
