"""From a folder of pictures to a trained generator, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_lab.cli import main
from gan_lab.data.synthetic import portraits


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path, blank_pictures) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pictures() -> Path:
    """Forty portraits as files of different sizes, and one that is broken."""
    folder = Path("pictures")
    folder.mkdir()
    for i, image in enumerate(portraits(40, size=64).images):
        width = 60 + i % 7
        picture = Image.fromarray(image.permute(1, 2, 0).numpy()).resize((width, 80))
        picture.save(folder / f"{i:02}.png")
    (folder / "broken.png").write_bytes(b"not a picture")
    return folder


def record(folder: str) -> dict:
    return json.loads(Path(folder, "run.json").read_text())


def test_a_folder_becomes_a_generator(pictures, capsys) -> None:
    words = ["--images", str(pictures), "--augment", "flip,diff", "--steps", "2"]
    assert main(["train", "dcgan-faces", "--profile", "quick", *words]) == 0
    assert "broken.png" in capsys.readouterr().out
    found = record("runs/dcgan-faces")
    assert found["n_images"] == 40
    assert found["data_source"] == "images of pictures"
    assert found["augment"] == ["diff", "flip"]
    assert found["images"] == str(pictures.resolve())
    resume = ["train", "--resume", "--out", "runs/dcgan-faces", "--steps", "3"]
    assert main(resume) == 0  # it knows where its images lie
    assert record("runs/dcgan-faces")["steps_done"] == 3
    out = ["--n", "3", "--out", "samples.npz"]
    assert main(["sample", "runs/dcgan-faces/checkpoint.pt", *out]) == 0
    assert np.load("samples.npz")["images"].shape == (3, 3, 64, 64)


def test_a_folder_is_packed_into_one_file_and_trained_on(pictures, capsys) -> None:
    assert main(["data", "pack", str(pictures), "--size", "64", "--out", "mine.h5"]) == 0
    assert "Wrote mine.h5" in capsys.readouterr().out
    words = ["--images", "mine.h5", "--steps", "1", "--profile", "quick"]
    assert main(["train", "dcgan-faces", *words]) == 0
    assert record("runs/dcgan-faces")["n_images"] == 40
    assert main(["data", "pack", str(pictures), "--out", "mine.h5"]) == 2
    assert "mine.h5" in capsys.readouterr().err
    assert main(["data", "pack", str(pictures), "--out", "mine.h5", "--force"]) == 0
    assert {p.name for p in Path().glob("*.h5")} == {"mine.h5", "mine-1.h5"}


def test_grey_recipes_take_pictures_too(pictures) -> None:
    words = ["--images", str(pictures), "--steps", "1", "--profile", "quick"]
    assert main(["train", "cnn-fashion", *words]) == 0
    content = torch.load("runs/cnn-fashion/checkpoint.pt", weights_only=True)
    assert content["settings"]["n_images"] == 40


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["toy", "--images", "pictures"], "toy trains on drawn numbers, not on images"),
        (["dcgan-faces", "--images", "nowhere"], "nowhere"),
        (["dcgan-faces", "--images", "pictures", "--augment", "blur"], "--augment takes"),
        (["mlp-mnist", "--images", "few"], "too few for batches of 128"),
        ([], "name a recipe"),
    ],
)
def test_what_cannot_be_trained_is_said_in_one_line(pictures, capsys, words, reason) -> None:
    Path("few").mkdir()
    Image.new("RGB", (30, 30)).save("few/one.png")
    assert main(["train", "--steps", "1", *words]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert error.splitlines()[-1].startswith("gan-lab: ")
    assert "Traceback" not in error
    assert not Path("runs").exists()
