"""The shipped generators draw what they are shipped for, and nothing else passes for them."""

from __future__ import annotations

import sys

import pytest
import torch

from gan_lab import checkpoint, metrics, pretrained
from gan_lab.errors import GanLabError
from gan_lab.pretrained import PRETRAINED
from gan_lab.recipes import find_recipe
from gan_lab.scripts import pack_pretrained
from gan_lab.training import generate
from tests.conftest import REAL_ROOT, same_state

JUDGE = {"mlp-mnist": "mnist", "cnn-fashion": "fashion-mnist", "cgan-fashion": "fashion-mnist"}


def drawn(name: str, n: int, seed: int = 1) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Images of a shipped generator, and the labels that it was asked for, if any."""
    shipped = PRETRAINED[name]
    z = torch.randn(n, shipped.nz, generator=torch.Generator().manual_seed(seed))
    labels = [torch.arange(n) % len(shipped.class_names)] if shipped.class_names else []
    return generate(pretrained.load(name), z, *labels), labels


@pytest.mark.parametrize("name", PRETRAINED)
def test_it_draws_all_classes(name: str) -> None:
    images, labels = drawn(name, 1000)
    assert images.shape == (1000, 1, 28, 28) and images.dtype == torch.float32
    assert metrics.class_histogram(images, JUDGE[name]).min() > 0.05
    assert metrics.classifier_is(images, JUDGE[name]) > 6.5  # 10 at most; noise has 1
    for y in labels:
        assert metrics.label_agreement(images, y, JUDGE[name]) > 0.75


@pytest.mark.parametrize("name", PRETRAINED)
def test_it_is_ready_to_draw_and_each_time_another(name: str) -> None:
    G = pretrained.load(name)
    assert not any(module.training for module in G.modules())
    assert not any(p.requires_grad for p in G.parameters())
    assert all(p.dtype == torch.float32 for p in G.parameters())
    other = pretrained.load(name)
    assert same_state(G, other)
    with torch.no_grad():
        next(G.parameters()).zero_()
    assert same_state(pretrained.load(name), other)


def test_loading_draws_no_random_numbers() -> None:
    state = torch.get_rng_state()
    pretrained.load("mlp-mnist")
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("name", PRETRAINED)
def test_the_table_fits_the_recipe(name: str) -> None:
    shipped, recipe = PRETRAINED[name], find_recipe(name)
    assert shipped.nz == recipe.nz
    assert bool(shipped.class_names) == recipe.conditional
    assert (metrics.ASSETS / f"{name}_generator.pt").stat().st_size < 1_200_000


def test_what_is_not_shipped_is_refused(tmp_path, monkeypatch) -> None:
    with pytest.raises(GanLabError, match="'mlp': choose mlp-mnist, cnn-fashion, cgan-fashion"):
        pretrained.load("mlp")
    content = (metrics.ASSETS / "mlp-mnist_generator.pt").read_bytes()
    monkeypatch.setattr(pretrained, "ASSETS", tmp_path)
    with pytest.raises(GanLabError, match="install it again"):
        pretrained.load("mlp-mnist")
    (tmp_path / "mlp-mnist_generator.pt").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(GanLabError, match=r"mlp-mnist_generator\.pt is not the file"):
        pretrained.load("mlp-mnist")
    (tmp_path / "mlp-mnist_generator.pt").write_bytes(content)
    pretrained.load("mlp-mnist")


def test_packing_takes_the_averaged_generator(tmp_path, monkeypatch, capsys) -> None:
    """And what `load` then gives is that generator, but for the rounding."""
    recipe = find_recipe("cnn-fashion")
    torch.manual_seed(0)
    G, averaged = recipe.generator(**recipe.g_args), recipe.generator(**recipe.g_args)
    run = tmp_path / "run"
    content = {"recipe": recipe.name, "g_args": recipe.g_args, "step": 7}
    content |= {"G": G.state_dict(), "callbacks": {"EMA": averaged.state_dict()}}
    checkpoint.save(run / "checkpoint.pt", content)
    monkeypatch.setattr(pack_pretrained, "ASSETS", tmp_path)
    monkeypatch.setattr(pack_pretrained, "N", 300)
    some = torch.randint(256, (300, 1, 28, 28), dtype=torch.uint8)
    monkeypatch.setattr(pack_pretrained, "real_images", lambda name, data: (some, some))
    monkeypatch.setattr(sys, "argv", ["pack_pretrained", str(run)])
    with pytest.raises(SystemExit):  # no run.json: the run goes on
        pack_pretrained.main()
    (run / "run.json").write_text('{"finished": false, "n_steps": 9, "seed": 3}')
    pack_pretrained.main()

    text = capsys.readouterr().out
    assert "7 of 9 steps, STOPPED before its end, seed 3" in text
    told = text.split()
    monkeypatch.setattr(pretrained, "ASSETS", tmp_path)
    entry = PRETRAINED["cnn-fashion"].__dict__ | {"sha256": told[-1]}
    monkeypatch.setitem(PRETRAINED, "cnn-fashion", pretrained.Pretrained(**entry))
    found, wanted = pretrained.load("cnn-fashion").state_dict(), averaged.state_dict()
    for key, value in wanted.items():
        assert torch.allclose(found[key], value, rtol=1e-3, atol=1e-6), key
    assert told.count("classifier-FID") == 2


@pytest.mark.skipif(REAL_ROOT is None, reason="set GAN_LAB_DATA to the folder that holds the data")
@pytest.mark.slow
@pytest.mark.parametrize("name", PRETRAINED)
def test_the_figure_of_the_table_is_what_it_reaches(name: str) -> None:
    images, _ = drawn(name, 10_000, seed=0)  # as it was measured: other z differ by up to a tenth
    _, test = pack_pretrained.real_images(JUDGE[name], REAL_ROOT)
    found = metrics.classifier_fid(images, test, JUDGE[name])
    assert found == pytest.approx(PRETRAINED[name].classifier_fid, rel=0.02)
