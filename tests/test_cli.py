"""The command line: exit statuses, one line for each error, and the files it leaves."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_lab import __version__, checkpoint, recipes, runs
from gan_lab.checks import isolated
from gan_lab.cli import main
from gan_lab.models import toy
from gan_lab.recipes import RECIPES, find_recipe


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fails(capsys):
    """Run a command that must end with status 2 and one line, and give that line."""

    def run(*argv: str) -> str:
        capsys.readouterr()
        assert main(argv) == 2
        said = capsys.readouterr()
        assert said.err.startswith("gan-lab: ")
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.out + said.err
        return said.err

    return run


def test_train_and_sample_from_end_to_end(few_digits, no_data, capsys) -> None:
    """With real pictures: they name their source, and can be read aloud."""
    assert main(["train", "mlp-mnist", "--steps", "2", "--seed", "3", "--out", "run"]) == 0
    said = capsys.readouterr()
    assert f"Wrote run: look at {Path('run/samples.png')}" in said.out
    assert str(no_data) in said.out  # where it looked for the data
    assert "mlp-mnist: 100%" in said.err
    record = json.loads(Path("run/run.json").read_text())
    assert (record["seed"], record["steps_done"]) == (3, 2)
    for name, words in {
        "samples.png": ("mlp-mnist", "2 steps", "offline digits", "not MNIST", "64 images"),
        "loss.png": ("mlp-mnist", "losses", "D ends at", "G ends at"),
    }.items():
        with Image.open(Path("run") / name) as picture:
            description = picture.info["Description"]
        for word in words:
            assert word in description
    command = ["sample", "run/checkpoint.pt", "--n", "3", "--seed", "1", "--out", "new/x.npz"]
    assert main(command) == 0
    assert capsys.readouterr().out == f"Wrote 3 samples to {Path('new/x.npz')}\n"
    assert np.load("new/x.npz")["images"].shape == (3, 1, 28, 28)


def test_options_of_train_reach_the_run(monkeypatch) -> None:
    found = {}
    monkeypatch.setattr(runs, "train", lambda name, **k: found.update(k, name=name) or Path("x"))
    options = "--data d --profile gpu --steps 4 --seconds 5 --seed 6 --out o --force"
    assert main(["train", "toy", *options.split()]) == 0
    assert found == {
        "name": "toy",
        "data": "d",
        "profile_name": "gpu",
        "steps": 4,
        "seconds": 5.0,
        "seed": 6,
        "out": "o",
        "force": True,
    }


def test_unknown_names(fails) -> None:
    assert "no recipe is called 'dcgan': choose one of toy" in fails("train", "dcgan")
    assert "unknown profile" in fails("train", "toy", "--profile", "fast")


def test_data_that_are_not_where_they_were_said_to_be(fails, no_data) -> None:
    assert "is not a folder" in fails("train", "mlp-mnist", "--data", "nowhere", "--out", "run")
    said = fails("train", "mlp-mnist", "--data", ".", "--out", "run")
    assert str(Path("MNIST/raw")) in said
    assert "put its files there" in said
    raw = Path("MNIST/raw")
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            (raw / f"{part}-{kind}-ubyte").write_bytes(b"not these")
    assert "train-images-idx3-ubyte is not MNIST's file" in fails(
        "train", "mlp-mnist", "--data", ".", "--out", "run"
    )
    assert not Path("run").exists()


def test_runs_in_the_way(fails, blank_pictures) -> None:
    assert main(["train", "toy", "--steps", "1", "--out", "run"]) == 0
    assert "already holds files" in fails("train", "toy", "--steps", "1", "--out", "run")
    assert main(["train", "toy", "--steps", "1", "--out", "run", "--force"]) == 0
    assert Path("run-1/run.json").exists()
    Path("file").touch()
    assert "cannot write into" in fails("train", "toy", "--steps", "1", "--out", "file/run")


def test_a_loss_that_is_no_number(few_digits, monkeypatch, capsys) -> None:
    wild = dataclasses.replace(find_recipe("mlp-mnist"), optimizers=recipes.sgd(1e30))
    monkeypatch.setitem(RECIPES, "mlp-mnist", wild)
    assert main(["train", "mlp-mnist", "--steps", "20"]) == 2
    last = capsys.readouterr().err.splitlines()[-1]  # below the progress bar
    assert last.startswith("gan-lab: the loss is no longer a number at step")


def _write(**changes) -> None:
    G = toy.Generator().state_dict()
    content = {"recipe": "toy", "g_args": {}, "G": G, **changes}
    checkpoint.save("checkpoint.pt", content)


CHECKPOINTS = {
    "missing": (lambda: None, "there is no checkpoint checkpoint.pt"),
    "no checkpoint": (lambda: Path("checkpoint.pt").write_text("hello"), "damaged or not"),
    "another format": (
        lambda: torch.save({"format": 99, "recipe": "toy"}, "checkpoint.pt"),
        "has checkpoint format 99",
    ),
    "another model": (
        lambda: _write(recipe="mlp-mnist", g_args={"nz": 64}),
        "does not fit the recipe mlp-mnist",
    ),
    "another course": (lambda: _write(recipe="stylegan"), "no recipe is called 'stylegan'"),
}


@pytest.mark.parametrize("kind", CHECKPOINTS)
def test_checkpoints_that_cannot_be_used(kind: str, fails) -> None:
    make, reason = CHECKPOINTS[kind]
    make()
    Path("x.npz").write_text("precious")
    assert reason in fails("sample", "checkpoint.pt", "--n", "2", "--out", "x.npz")
    assert Path("x.npz").read_text() == "precious"


@pytest.mark.parametrize(
    "argv",
    [[], ["fly"], ["train"], ["train", "toy", "--stpes", "3"], ["train", "toy", "--steps", "x"]],
    ids=" ".join,
)
def test_wrong_usage(argv: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main(argv)
    assert end.value.code == 2
    assert "usage: gan-lab" in capsys.readouterr().err


def test_ctrl_c_outside_of_a_training(monkeypatch, capsys) -> None:
    def press(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "sample", press)
    assert main(["sample", "c.pt", "--n", "1", "--out", "x.npz"]) == 130
    assert capsys.readouterr().err == "gan-lab: stopped\n"


def test_version(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"gan-lab {__version__}\n"


def test_help_does_not_wait_for_torch() -> None:
    code = "import sys, gan_lab.cli; gan_lab.cli._parser(); sys.exit('torch' in sys.modules)"
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0


# Exercise 0.1: `step_by_hand` ...
