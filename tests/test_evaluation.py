"""`gan-lab evaluate` measures what fits the recipe, floors beside it, and keeps former figures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from gan_lab import metrics, runs
from gan_lab.cli import main
from gan_lab.data import images as image_sets
from gan_lab.data import load
from gan_lab.errors import GanLabError
from gan_lab.evaluation import evaluate

pytestmark = pytest.mark.usefixtures("few_digits", "blank_pictures")


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


def trained(name: str, **kwargs) -> Path:
    return runs.train(name, steps=2, seed=1, **kwargs) / "checkpoint.pt"


def test_images_get_all_their_figures(capsys) -> None:
    path = trained("mlp-mnist")
    capsys.readouterr()
    found, file = evaluate(path)
    assert file == path.with_name("evaluation.json")
    assert set(found.scores) == {
        "classifier-FID",
        "classifier-KID",
        "classifier-IS",
        "classes covered",
        "precision",
        "recall",
        "F1",
        "density",
        "coverage",
        "diversity",
        "saturation",
        "contrast",
    }
    written = json.loads(file.read_text())
    about = {"recipe": "mlp-mnist", "step": 2, "n_samples": 256, "n_real": 256, "seed": 0}
    assert written.items() >= about.items()
    assert written["is_real"] is False
    assert "drawn by gan_lab" in written["measured against"]
    fid = written["scores"]["classifier-FID"]
    assert fid["better"] == "lower is better"
    assert fid["samples"] > 3 * fid["floor"] > 0  # two steps make no digits
    shares = written["shares"]["share of each class"]
    assert len(shares) == 10
    for who in ("samples", "floor"):
        assert sum(pair[who] for pair in shares.values()) == pytest.approx(1)
    table = found.table()
    assert "256 samples against 256 real ones" in table
    assert f"{fid['samples']:.1f}" in table
    assert f"{written['scores']['precision']['floor']:.3f}" in table


def test_figures_are_those_of_the_package(monkeypatch) -> None:
    """The samples of `gan-lab sample` by the test part; the floor by the training part."""
    path = trained("cnn-fashion")
    found, _ = evaluate(path, seed=3)
    from gan_lab import checkpoint
    from gan_lab.recipes import find_recipe

    G = checkpoint.build_generator(checkpoint.load(path), path)
    samples = runs.draw(find_recipe("cnn-fashion"), G, 256, seed=3)
    test = load("fashion-mnist", train=False).images
    for name, value in metrics.scores(samples, test, "fashion-mnist").items():
        if name not in ("classifier-KID", "diversity"):  # of some images, in another order
            assert found.scores[name][0] == pytest.approx(value, rel=1e-3), name
    train = load("fashion-mnist").images
    places = torch.cdist(  # whatever the floor drew, it is no image of the test part
        test.flatten(1).float(), train.flatten(1).float()
    )
    assert places.min() > 1
    assert 0 < found.scores["classifier-FID"][1] < found.scores["classifier-FID"][0]


def test_a_seed_repeats_the_figures_and_another_does_not() -> None:
    path = trained("mlp-mnist")
    first, _ = evaluate(path)
    again, _ = evaluate(path)
    other, _ = evaluate(path, seed=1)
    assert first.scores == again.scores
    assert first.scores["classifier-FID"][0] != other.scores["classifier-FID"][0]
    assert first.scores["classifier-FID"][1] == other.scores["classifier-FID"][1]  # the same floor


def test_a_former_file_is_kept(capsys) -> None:
    path = trained("toy")
    evaluate(path)
    before = path.with_name("evaluation.json").read_bytes()
    evaluate(path, seed=2)
    assert path.with_name("evaluation-1.json").read_bytes() == before
    assert "Kept the former" in capsys.readouterr().out
    assert not list(path.parent.glob("*.part"))


def test_the_toy_has_a_pattern_rate() -> None:
    found, _ = evaluate(trained("toy"))
    assert set(found.scores) == {"pattern rate"}
    rate, floor = found.scores["pattern rate"]
    assert 0 <= rate <= 1
    assert floor == 1
    assert "1,000 samples" in found.table()


@pytest.mark.parametrize(("name", "n_modes"), [("ring", 8), ("grid", 25)])
def test_points_have_modes(name: str, n_modes: int) -> None:
    found, _ = evaluate(trained(name))
    covered, ceiling = found.scores["modes covered"]
    assert covered < ceiling == n_modes
    share, ceiling = found.scores["share within 3 sigma"]
    assert 0 <= share <= 1
    assert ceiling == pytest.approx(0.989, abs=0.01)
    assert "2,500 samples" in found.table()


def test_conditional_models_are_asked_for_their_labels(monkeypatch) -> None:
    path = trained("cgan-fashion")
    found, _ = evaluate(path)
    agreement, floor = found.scores["labels as asked"]
    assert agreement < 0.5 < floor
    assert any("needs 256 images of each" in note for note in found.notes)
    monkeypatch.setattr("gan_lab.evaluation.rarest_class", lambda *_: 900)  # as with the real set
    asked = []

    def per_class(samples, labels, real, real_labels, name, n):
        asked.append((labels, len(real), name, n))
        return [float(len(asked))] * 10

    monkeypatch.setattr(metrics, "classifier_fid_per_class", per_class)
    found, _ = evaluate(path)
    rows = found.shares["classifier-FID of each class, 900 images each"]
    assert list(rows.values()) == [(1.0, 2.0)] * 10
    assert next(iter(rows)) == load("fashion-mnist").class_names[0]
    assert torch.equal(asked[0][0], torch.arange(256) % 10)
    assert [one[1:] for one in asked] == [(256, "fashion-mnist", 900)] * 2


def test_faces_have_attributes_and_no_classes(monkeypatch) -> None:
    monkeypatch.setattr("gan_lab.data.photos.OFFLINE_FACES", {"train": 300, "test": 280})
    found, _ = evaluate(trained("dcgan-faces"))
    assert "classifier-IS" not in found.scores
    glasses = found.shares["share of each glasses"]
    assert sum(floor for _, floor in glasses.values()) == pytest.approx(1)
    assert found.about["n_samples"] == 280


def test_too_few_images_and_samples_are_refused(monkeypatch) -> None:
    path = trained("mlp-mnist")
    for n in (255, 257):
        with pytest.raises(GanLabError, match=f"--n must be from 256 to 256, .* got {n}"):
            evaluate(path, n=n)
    monkeypatch.setattr(image_sets, "OFFLINE_SIZES", {"train": 384, "test": 100})
    image_sets._offline.cache_clear()
    with pytest.raises(GanLabError, match="100 images are too few to measure by: 256 are needed"):
        evaluate(path)


def test_what_cannot_be_measured_is_named(capsys) -> None:
    path = trained("toy")
    with pytest.raises(GanLabError, match="toy draws no images"):
        evaluate(path, images="somewhere")
    with pytest.raises(GanLabError, match=r"there is no checkpoint nowhere\.pt"):
        evaluate("nowhere.pt")
    with pytest.raises(GanLabError, match="--seed must be"):
        evaluate(path, seed=-1)
    for n in (-3, 0):
        with pytest.raises(GanLabError, match="--n must be at least 1, got"):
            evaluate(path, n=n)
    with pytest.raises(GanLabError, match="--n must be at least 1000, got 500"):
        evaluate(trained("ring"), n=500)
    with pytest.raises(GanLabError, match="--data missing is not a folder"):
        evaluate(path, data="missing")
    assert not path.with_name("evaluation.json").exists()


def test_real_data_that_were_asked_for_are_not_replaced(tmp_path) -> None:
    path = trained("mlp-mnist")
    (tmp_path / "empty").mkdir()
    with pytest.raises(GanLabError, match="MNIST is not in"):
        evaluate(path, data=tmp_path / "empty")


def test_a_run_on_missing_data_is_measured_by_drawn_ones_and_says_so(capsys) -> None:
    path = trained("mlp-mnist")
    content = torch.load(path, weights_only=True)
    content["settings"] |= {"is_real": True, "data": None}
    torch.save(content, path)
    capsys.readouterr()
    found, _ = evaluate(path)
    assert "using offline digits instead" in capsys.readouterr().out
    assert any("trained on real images and is measured by images drawn" in n for n in found.notes)


def test_own_images_are_divided_in_two(tmp_path, monkeypatch) -> None:
    from PIL import Image

    folder = tmp_path / "mine"
    folder.mkdir()
    generator = torch.Generator().manual_seed(0)
    for i in range(40):
        pixels = torch.randint(0, 256, (28, 28), generator=generator).to(torch.uint8).numpy()
        Image.fromarray(pixels).save(folder / f"{i}.png")
    path = trained("cnn-fashion", images=folder)
    with pytest.raises(GanLabError, match=r"40 images are too few .* 256 are needed, twice"):
        evaluate(path)
    for module in ("judges", "distances", "manifold"):
        monkeypatch.setattr(f"gan_lab.metrics.{module}.MIN_SAMPLES", 20, raising=False)
    monkeypatch.setattr(metrics, "MIN_SAMPLES", 20)
    monkeypatch.setattr("gan_lab.metrics.overview.frechet_distance", lambda *_: 1.0)
    found, _ = evaluate(path)
    assert found.about["n_samples"] == 20
    assert "classifier-IS" not in found.scores
    assert not found.shares
    assert any("never seen images such as yours" in note for note in found.notes)
    assert any("trained on the same images" in note for note in found.notes)
    other = shutil.copytree(folder, tmp_path / "others")
    assert not any("same images" in note for note in evaluate(path, images=other)[0].notes)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    with pytest.raises(GanLabError, match="mine are not there: name with --images"):
        evaluate(path)


def test_true_fid_is_an_option(monkeypatch) -> None:
    monkeypatch.setattr(metrics, "inception_fid", lambda x, real: float(len(x)))
    monkeypatch.setattr(metrics, "inception_kid", lambda x, real: 0.5)
    found, _ = evaluate(trained("mlp-mnist"), inception=True)
    assert found.scores["FID (Inception)"] == (256, 256)
    assert found.scores["KID (Inception)"] == (0.5, 0.5)


def test_the_command_prints_the_table(capsys) -> None:
    path = trained("toy")
    assert main(["evaluate", str(path), "--n", "50", "--seed", "4"]) == 0
    printed = capsys.readouterr().out
    assert "toy, step 2: 50 samples against 50 real ones, seed 4" in printed
    assert f"Wrote {path.with_name('evaluation.json')}" in printed
    assert main(["evaluate", str(path), "--data", "nowhere"]) == 2
    assert "--data nowhere is not a folder" in capsys.readouterr().err
