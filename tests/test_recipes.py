"""Each recipe is complete: its networks, data, loss and optimisers fit one another."""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

from gan_lab.data import ImageSet
from gan_lab.errors import GanLabError
from gan_lab.metrics import pattern_rate
from gan_lab.recipes import RECIPES, Recipe, find_recipe
from gan_lab.runtime import PROFILES, seed_everything
from gan_lab.training import TrainState, fit, generate
from tests.conftest import same_state

each_recipe = pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.name)


def train(recipe: Recipe, images: ImageSet | None, n_steps: int, seed: int) -> TrainState:
    seed_everything(seed)
    G, D = recipe.build()
    batches = recipe.batches(images, seed, "cpu")
    optimizers = recipe.optimizers(G, D)
    settings = {**recipe.fit_args, "n_steps": n_steps, "seed": seed}
    return fit(G, D, batches, recipe.loss, *optimizers, **settings)


@each_recipe
def test_a_recipe_has_steps_for_each_profile_and_plain_arguments(recipe) -> None:
    assert set(recipe.steps) == set(PROFILES)
    assert recipe.steps["quick"] <= recipe.steps["standard"] <= recipe.steps["gpu"]
    json.dumps([recipe.g_args, recipe.d_args])  # they go into checkpoints


@each_recipe
def test_networks_fit_the_data(recipe, few_digits) -> None:
    images = recipe.load_data()
    x_real, *cond = next(recipe.batches(images, seed=0, device="cpu"))
    G, D = recipe.build()
    x_fake = generate(G, torch.randn(len(x_real), recipe.nz), *cond)
    assert x_fake.shape == x_real.shape
    assert len(x_real) == recipe.batch_size
    assert D(x_real, *cond).shape == (recipe.batch_size,)
    labels = recipe.labels(12)
    if recipe.conditional:
        assert [part.dtype for part in cond] == [torch.int64]
        assert labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    else:
        assert labels is None
    if images is not None:  # tanh and the data have one range
        assert -1 <= x_real.min() < -0.9
        assert 0.9 < x_real.max() <= 1
        assert x_fake.min() < 0


@each_recipe
def test_each_optimiser_has_its_own_network(recipe) -> None:
    G, D = recipe.build()
    for optimizer, net in zip(recipe.optimizers(G, D), (G, D), strict=True):
        held = [p for group in optimizer.param_groups for p in group["params"]]
        assert {id(p) for p in held} == {id(p) for p in net.parameters()}


@each_recipe
def test_a_recipe_trains_and_its_seed_repeats_it(recipe, few_digits) -> None:
    images = recipe.load_data()

    first, again, other = (train(recipe, images, 2, seed) for seed in (1, 1, 2))
    assert torch.isfinite(first.d_loss + first.g_loss)
    assert same_state(first.G, again.G)
    assert same_state(first.D, again.D)
    assert not same_state(first.G, other.G)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_toy_learns_1010(seed: int) -> None:
    recipe = find_recipe("toy")
    G = train(recipe, None, recipe.steps["standard"], seed).G
    assert pattern_rate(generate(G, recipe.draw_z(10, recipe.nz))) == 1


def test_data_order_follows_the_seed(few_digits) -> None:
    recipe = find_recipe("mlp-mnist")
    images = recipe.load_data()

    def first(seed: int) -> torch.Tensor:
        return next(recipe.batches(images, seed, "cpu"))[0]

    assert torch.equal(first(1), first(1))
    assert not torch.equal(first(1), first(2))


def test_the_textbook_pair_is_the_one_of_the_textbooks() -> None:
    """Lesson 02 diagnoses this very pair: 100-256-256-784 against 784-256-256-1, Adam 2e-4."""
    recipe = find_recipe("mlp-mnist-textbook")
    G, D = recipe.build()
    layers = [
        (m.in_features, m.out_features) if isinstance(m, nn.Linear) else type(m)
        for net in (G, D)
        for m in net.net
    ]
    assert layers == [
        *((100, 256), nn.ReLU, (256, 256), nn.ReLU, (256, 784), nn.Tanh, nn.Unflatten),
        *(nn.Flatten, (784, 256), nn.LeakyReLU, (256, 256), nn.LeakyReLU, (256, 1)),
    ]
    assert {m.negative_slope for m in D.net if isinstance(m, nn.LeakyReLU)} == {0.1}
    assert {optimizer.defaults["lr"] for optimizer in recipe.optimizers(G, D)} == {2e-4}


def test_optimisers_as_their_papers_set_them() -> None:
    expected = {
        "toy": None,
        "mlp-mnist-textbook": (0.9, 0.999),
        "mlp-faces": (0.5, 0.999),  # Radford et al., 2016
        "cnn-fashion": (0.0, 0.99),  # Karras et al., 2018, as all that are trained for long
        "dcgan-faces": (0.0, 0.99),
        "cgan-fashion": (0.0, 0.99),
        "wgan-gp-fashion": (0.0, 0.9),  # Gulrajani et al., 2017
    }
    for name, betas in expected.items():
        recipe = find_recipe(name)
        for optimizer in recipe.optimizers(*recipe.build()):
            assert optimizer.defaults.get("betas") == betas


def test_unknown_names_list_the_recipes() -> None:
    with pytest.raises(GanLabError, match="'mlp-minst': choose one of toy, mlp-mnist-textbook"):
        find_recipe("mlp-minst")
