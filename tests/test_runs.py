"""A run writes its folder whole, repeats with its seed, and never costs anybody a file."""

from __future__ import annotations

import csv
import dataclasses
import json
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gan_lab import checkpoint, recipes, runs, viz
from gan_lab.data import to_float, to_uint8
from gan_lab.errors import GanLabError
from gan_lab.recipes import RECIPES, find_recipe
from gan_lab.runs import sample, train
from gan_lab.runtime import pick_precision
from gan_lab.training import Callback, generate

SAVE = viz.save  # before a fixture takes it away
FILES = {
    "checkpoint.pt",
    "film.npz",
    "history.csv",
    "loss.png",
    "run.json",
    "samples.png",
    "tensorboard",
}
TOY_FILES = FILES - {"film.npz"}  # it draws neither images nor points

# tests/test_cli.py looks at the pictures
pytestmark = pytest.mark.usefixtures("few_digits", "blank_pictures")


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, to compare with later."""
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def record(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text())


@pytest.mark.parametrize("name", RECIPES)
def test_a_run_writes_its_folder(name: str) -> None:
    folder = train(name, steps=3, seed=5)
    assert folder == Path("runs") / name
    assert {p.name for p in folder.iterdir()} == (TOY_FILES if name == "toy" else FILES)
    recipe, run = find_recipe(name).for_profile("quick"), record(folder)
    expected = {
        "recipe": name,
        "profile": "quick",
        "n_steps": 3,
        "batch_size": recipe.batch_size,
        "nz": recipe.nz,
        "seed": 5,
        "device": "cpu",
        "threads": torch.get_num_threads(),
        "finished": True,
        "steps_done": 3,
    }
    assert run.items() >= expected.items()
    assert run["precision"] == (pick_precision(torch.device("cpu")) if recipe.half else "fp32")
    assert "drawn by gan_lab" in run["data_source"]
    assert run["seconds"] >= 0
    assert run["images_per_second"] > 0
    assert isinstance(run["d_loss"], float)
    assert set(run["versions"]) == {"gan_lab", "python", "torch", "torchvision"}
    with (folder / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["1", "2", "3"]
    assert float(rows[-1]["g_loss"]) == pytest.approx(run["g_loss"], rel=1e-5)
    look_at_the_log(folder / "tensorboard", [float(row["g_loss"]) for row in rows])
    if name != "toy":
        look_at_the_film(folder)


def look_at_the_log(folder: Path, g_losses: list[float]) -> None:
    log = EventAccumulator(str(folder)).Reload()
    assert [e.step for e in log.Scalars("loss/G")] == [1, 2, 3]
    assert [e.value for e in log.Scalars("loss/G")] == pytest.approx(g_losses, rel=1e-5)
    kinds = {tag.split("/")[0] for tag in log.Tags()["histograms"]}
    assert kinds == {"G_weights", "D_weights", "D_output"}
    for name in "GD":
        assert EventAccumulator(str(folder / name)).Reload().Tags()["graph"]


def look_at_the_film(folder: Path) -> None:
    """It has each step, drawn as `sample` draws; and the log has a picture where it has images."""
    content = checkpoint.load(folder / "checkpoint.pt")
    recipe = find_recipe(content["recipe"]).for_profile("quick")
    film = runs.film(folder)
    assert [step for step, _ in film] == [0, 1, 2, 3]
    last = runs.draw(recipe, checkpoint.build_generator(content), len(film[0][1]), seed=0)
    log = EventAccumulator(str(folder / "tensorboard")).Reload()
    if recipe.data:
        assert film[-1][1].shape == (36, *recipe.image_shape)
        assert torch.equal(film[-1][1], to_float(to_uint8(last)))
        assert [e.step for e in log.Images("samples")] == [1, 2, 3]
    else:
        assert film[-1][1].shape == (1000, 2)
        assert torch.equal(film[-1][1], last)
        assert log.Tags()["images"] == []


def test_real_data_are_named_as_the_source(real_mnist, monkeypatch) -> None:
    monkeypatch.setattr(runs.Recipe, "load_data", lambda *_, **__: real_mnist[1])
    assert record(train("mlp-mnist", steps=1))["data_source"].startswith("MNIST (")


def test_steps_come_from_the_profile(monkeypatch) -> None:
    toy = dataclasses.replace(find_recipe("toy"), steps={"quick": 2, "standard": 3, "gpu": 4})
    monkeypatch.setitem(RECIPES, "toy", toy)
    assert record(train("toy", out="a"))["steps_done"] == 2
    assert record(train("toy", out="b", profile_name="standard"))["steps_done"] == 3
    assert record(train("toy", out="c", profile_name="gpu", steps=1))["steps_done"] == 1


@pytest.mark.parametrize("name", ["toy", "mlp-mnist"])
def test_a_seed_repeats_a_run(name: str) -> None:
    samples = {}
    for out, seed in (("a", 1), ("b", 1), ("c", 2)):
        torch.rand(3)  # what was drawn before does not matter
        folder = train(name, steps=3, seed=seed, out=out)
        samples[out] = np.load(sample(folder / "checkpoint.pt", 5, f"{out}.npz"))["images"]
    assert np.array_equal(samples["a"], samples["b"])
    assert not np.array_equal(samples["a"], samples["c"])
    assert Path("a/history.csv").read_bytes() == Path("b/history.csv").read_bytes()


def test_a_checkpoint_has_all_that_going_on_needs_in_plain_values() -> None:
    path = train("mlp-mnist", steps=2) / "checkpoint.pt"
    content = torch.load(path, weights_only=True)
    recipe = find_recipe(content["recipe"])
    G, D = recipe.generator(**content["g_args"]), recipe.discriminator(**content["d_args"])
    opt_g, opt_d = recipe.optimizers(G, D)
    for one in ((G, "G"), (D, "D"), (opt_g, "opt_g"), (opt_d, "opt_d")):
        one[0].load_state_dict(content[one[1]])
    G.load_state_dict(content["callbacks"]["EMA"])
    stream = recipe.batches(recipe.load_data(), seed=9, device="cpu")
    stream.load_state_dict(content["batches"])
    torch.Generator().set_state(content["z_rng"])
    assert content["step"] == 2
    assert content["settings"].items() <= record(path.parent).items()


def test_a_finished_run_is_not_overwritten() -> None:
    folder = train("toy", steps=2)
    before = files(folder)
    with pytest.raises(GanLabError, match=r"already holds files.*--out.*--force"):
        train("toy", steps=3)
    assert files(folder) == before


def test_nor_is_anything_else_that_lies_in_the_folder() -> None:
    Path("thesis").mkdir()
    Path("thesis/text.md").write_text("years of work")
    with pytest.raises(GanLabError, match="already holds files"):
        train("toy", steps=1, out="thesis")
    assert list(Path("thesis").iterdir()) == [Path("thesis/text.md")]


def test_an_empty_folder_is_used() -> None:
    Path("new").mkdir()
    assert {p.name for p in train("toy", steps=2, out="new").iterdir()} == TOY_FILES


def test_force_moves_aside_and_loses_nothing(capsys) -> None:
    contents = []
    for seed in range(3):
        folder = train("toy", steps=2, seed=seed, out="my.run", force=True)
        contents.append({Path(p).name: content for p, content in files(folder).items()})
    found = [
        {Path(p).name: content for p, content in files(Path(name)).items()}
        for name in ("my-1.run", "my-2.run", "my.run")
    ]
    assert found == contents
    assert "Moved the former my.run to my-1.run." in capsys.readouterr().out


def test_force_on_the_current_folder_is_refused_in_one_line(monkeypatch) -> None:
    Path("work").mkdir()
    Path("work/text.md").write_text("years of work")
    monkeypatch.chdir("work")
    with pytest.raises(GanLabError, match="--out"):
        train("toy", steps=1, out=".", force=True)
    assert Path("text.md").read_text() == "years of work"


def test_a_time_limit_ends_a_run_early_and_it_counts_as_finished() -> None:
    run = record(train("toy", steps=10_000, seconds=1e-9))
    assert run["steps_done"] == 1
    assert run["n_steps"] == 10_000
    assert run["finished"]


def test_what_is_kept_to_look_at_changes_no_run(monkeypatch) -> None:
    weights = []
    for out in ("a", "b"):
        content = checkpoint.load(train("cgan-fashion", steps=3, out=out) / "checkpoint.pt")
        weights.append({**content["G"], **{f"D.{k}": v for k, v in content["D"].items()}})
        for kind in ("TensorBoard", "Film"):
            monkeypatch.setattr(runs, kind, lambda *_, **__: Callback())
    assert weights[0].keys() == weights[1].keys()
    assert all(torch.equal(weights[0][k], weights[1][k]) for k in weights[0])
    assert not Path("b/tensorboard").exists()


def test_a_run_that_goes_astray_keeps_its_film(monkeypatch) -> None:
    wild = dataclasses.replace(find_recipe("mlp-mnist"), optimizers=recipes.sgd(1e30))
    monkeypatch.setitem(RECIPES, "mlp-mnist", wild)
    with pytest.raises(GanLabError, match="no longer a number"):
        train("mlp-mnist", steps=20)
    assert [step for step, _ in runs.film("runs/mlp-mnist")][:2] == [0, 1]


def test_ctrl_c_keeps_what_was_learned(monkeypatch) -> None:
    def press(self, state) -> None:
        if state.step == 3:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(runs.ProgressBar, "after_step", press)
    folder = train("toy", steps=100)
    assert {p.name for p in folder.iterdir()} == TOY_FILES
    run = record(folder)
    assert run["steps_done"] == 3
    assert not run["finished"]
    sample(folder / "checkpoint.pt", 2, "samples.npz")


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_former_one(monkeypatch) -> None:
    folder = train("mlp-mnist", steps=1)
    former = list(files(folder).values())
    wild = dataclasses.replace(find_recipe("mlp-mnist"), optimizers=recipes.sgd(1e30))
    monkeypatch.setitem(RECIPES, "mlp-mnist", wild)
    with pytest.raises(GanLabError, match="no longer a number at step"):
        train("mlp-mnist", steps=20, force=True)
    assert list(files(Path("runs/mlp-mnist-1")).values()) == former
    assert not (folder / "run.json").exists()  # nothing that looks finished


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"name": "dcgan"}, "no recipe is called 'dcgan'"),
        ({"profile_name": "fast"}, "unknown profile 'fast'"),
        ({"steps": 0}, "--steps and --seconds must be above 0"),
        ({"steps": -5}, "--steps and --seconds must be above 0"),
        ({"seconds": 0.0}, "--steps and --seconds must be above 0"),
        ({"seed": 2**64}, "--seed must be"),
        ({"name": "mlp-mnist", "data": "nowhere"}, "--data nowhere is not a folder"),
        ({"name": "mlp-mnist", "data": "."}, "MNIST is not in"),
        ({"device": "abacus"}, "unknown device 'abacus'"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_done_is_said_before_anything_is_touched(
    settings, reason, monkeypatch
) -> None:
    folder = train("toy", steps=1, out="out")
    before = files(folder)
    settings = {"name": "toy", **settings}
    monkeypatch.setenv("GAN_LAB_DEVICE", settings.pop("device", "cpu"))
    with pytest.raises(GanLabError, match=reason):
        train(out="out", force=True, **settings)
    assert files(folder) == before
    assert [p.name for p in Path().iterdir()] == ["out"]


def test_folders_that_cannot_be_written_are_named() -> None:
    Path("file").write_text("precious")
    with pytest.raises(GanLabError, match="file is a file: choose another folder with --out"):
        train("toy", steps=1, out="file", force=True)
    with pytest.raises(GanLabError, match=r"cannot write into file.run \(Not a directory\)"):
        train("toy", steps=1, out="file/run")
    assert Path("file").read_text() == "precious"


def test_a_folder_without_write_permission_is_named(tmp_path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o500)
    try:
        (locked / "probe").touch()
        pytest.skip("this user, such as root, may write everywhere")
    except PermissionError:
        with pytest.raises(GanLabError, match=r"cannot write into .*Permission denied"):
            train("toy", steps=1, out=locked)
    finally:
        locked.chmod(0o700)


@pytest.fixture
def checkpoints() -> dict[str, Path]:
    return {name: train(name, steps=2) / "checkpoint.pt" for name in ("toy", "mlp-mnist")}


@pytest.mark.parametrize(
    ("name", "shape", "low"), [("toy", (4,), 0), ("mlp-mnist", (1, 28, 28), -1)]
)
@pytest.mark.parametrize("n", [1, 501])  # more than one batch of `generate`
def test_samples_keep_the_contract(checkpoints, name, shape, low, n) -> None:
    out = sample(checkpoints[name], n, f"new folder/{name}.npz")
    with np.load(out) as content:
        assert content.files == ["images"]
        images = content["images"]
    assert images.shape == (n, *shape)
    assert images.dtype == np.float32
    assert low <= images.min() < images.max() <= 1
    assert [p.name for p in Path("new folder").iterdir()] == [f"{name}.npz"]


def test_conditional_samples_say_what_was_asked_for() -> None:
    checkpoint = train("cgan-fashion", steps=2) / "checkpoint.pt"
    with np.load(sample(checkpoint, 12, "c.npz")) as content:
        assert content["labels"].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
        assert content["images"].shape == (12, 1, 28, 28)


def test_a_conditional_recipe_needs_labels(tmp_path) -> None:
    with pytest.raises(GanLabError, match="a label for each image"):
        train("cgan-fashion", steps=2, images=tmp_path)


def test_samples_follow_their_seed(checkpoints) -> None:
    images = [
        np.load(sample(checkpoints["mlp-mnist"], 4, f"{i}.npz", seed))["images"]
        for i, seed in enumerate((1, 1, 2))
    ]
    assert np.array_equal(images[0], images[1])
    assert not np.array_equal(images[0], images[2])
    assert len(np.unique(images[0], axis=0)) == 4


def test_samples_come_from_the_averaged_generator(checkpoints) -> None:
    content = checkpoint.load(checkpoints["mlp-mnist"])
    found = np.load(sample(checkpoints["mlp-mnist"], 4, "a.npz"))["images"]
    z = torch.randn(4, 64, generator=torch.Generator().manual_seed(0))
    averaged = content["callbacks"]["EMA"]
    for weights in (averaged, content["G"]):
        G = find_recipe("mlp-mnist").generator(**content["g_args"])
        G.load_state_dict(weights)
        assert np.array_equal(generate(G, z).numpy(), found) == (weights is averaged)


def test_the_picture_shows_what_sample_draws(monkeypatch) -> None:
    shown = []
    draw = viz.images
    monkeypatch.setattr(viz, "images", lambda x, title: shown.append(x) or draw(x, title))
    folder = train("mlp-mnist", steps=2)
    images = np.load(sample(folder / "checkpoint.pt", 64, "x.npz"))["images"]
    assert np.array_equal(shown[0].numpy(), images)


def test_a_former_sample_file_is_kept(checkpoints, capsys) -> None:
    first = sample(checkpoints["toy"], 2, "x.npz").read_bytes()
    second = sample(checkpoints["toy"], 3, "x.npz").read_bytes()
    sample(checkpoints["toy"], 4, "x.npz")
    assert Path("x-1.npz").read_bytes() == first
    assert Path("x-2.npz").read_bytes() == second
    assert len(np.load("x.npz")["images"]) == 4
    assert "Kept the former x.npz as x-1.npz." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("n", "out", "seed", "reason"),
    [
        (0, "x.npz", 0, "--n must be at least 1, got 0"),
        (2, "x.npy", 0, r"--out must end in \.npz or \.png, got x\.npy"),
        (2, "x.png", 0, "toy draws no images: choose an .npz file"),
        (2, "file/x.npz", 0, "cannot write file.x.npz"),
        (2, "x.npz", -(2**64), "--seed must be"),
    ],
)
def test_samples_that_cannot_be_written(checkpoints, n, out, seed, reason) -> None:
    Path("file").write_text("precious")
    with pytest.raises(GanLabError, match=reason):
        sample(checkpoints["toy"], n, out, seed)
    assert Path("file").read_text() == "precious"
    assert {p.name for p in Path().iterdir()} == {"file", "runs"}


def test_a_sheet_of_samples_is_a_picture(checkpoints, monkeypatch) -> None:
    monkeypatch.setattr(viz, "save", SAVE)  # this one is drawn
    out = sample(checkpoints["mlp-mnist"], 4, "sheet.png")
    with Image.open(out) as picture:
        assert picture.format == "PNG"
        assert "mlp-mnist: generated" in picture.text["Description"]
