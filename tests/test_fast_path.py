"""What `fit` does to be fast changes no result beyond rounding: each recipe against a plain loop.

The plain loop is what a tutorial would write: default optimisers, nothing frozen, laid out anew,
recorded or kept from the step before. In float64 a difference is an error, not rounding.
"""

from __future__ import annotations

import copy
import itertools

import pytest
import torch
from torch import Tensor, nn
from torchvision import transforms

from gan_lab.augment import Augmented
from gan_lab.data import Batches, to_uint8
from gan_lab.recipes import RECIPES, Recipe, find_recipe
from gan_lab.runtime import seed_everything
from gan_lab.training import TrainState, discriminator_step, fit, generator_step

N_STEPS = 4  # one as usual, one recorded, two replayed
each_recipe = pytest.mark.parametrize("name", RECIPES)


def start(name: str) -> tuple[Recipe, nn.Module, nn.Module, list[tuple[Tensor, ...]]]:
    """A recipe's pair in float64, and enough batches of it."""
    recipe = find_recipe(name).for_profile("quick")
    seed_everything(0)
    G, D = (net.double() for net in recipe.build())
    n = N_STEPS * recipe.n_critic
    stream = itertools.islice(recipe.batches(recipe.load_data(), 0, "cpu"), n)
    return recipe, G, D, [(x.double(), *cond) for x, *cond in stream]


def plain_optimizers(recipe: Recipe, G: nn.Module, D: nn.Module) -> list[torch.optim.Optimizer]:
    """The recipe's optimisers as torch makes them when told nothing about speed."""
    plain = []
    for net, optimizer in zip((G, D), recipe.optimizers(G, D), strict=True):
        (group,) = optimizer.param_groups
        settings = {key: group[key] for key in ("lr", "betas") if key in group}
        plain.append(type(optimizer)(net.parameters(), foreach=False, **settings))
    return plain


def plain_loop(recipe: Recipe, G: nn.Module, D: nn.Module, batches, seed: int = 0) -> None:
    opt_g, opt_d = plain_optimizers(recipe, G, D)
    z_generator = torch.Generator().manual_seed(seed)
    draw_z, loss = recipe.draw_z or torch.randn, recipe.loss
    stream = iter(batches)
    for step in range(N_STEPS):
        for k in range(recipe.n_critic):
            x_real, *cond = next(stream)
            z = draw_z(len(x_real), recipe.nz, generator=z_generator).double()
            x_fake = G(z, *cond).detach()
            d_loss = loss.d_loss(D(x_real, *cond), D(x_fake, *cond))
            if recipe.penalty and (step * recipe.n_critic + k) % recipe.penalty_every == 0:
                d_loss = d_loss + recipe.penalty(D, x_real, x_fake, *cond) * recipe.penalty_every
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = draw_z(len(x_real), recipe.nz, generator=z_generator).double()
        judged = [D(G(z, *cond), *cond)]
        judged += [D(x_real, *cond)] if loss.paired else []
        opt_g.zero_grad()
        loss.g_loss(*judged).backward()
        opt_g.step()


def furthest(one: nn.Module, other: nn.Module) -> float:
    """The largest difference between the weights of two networks."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return max(float((a - b).detach().abs().max()) for a, b in pairs)


def compare(name: str, other_z: bool = False) -> tuple[float, float]:
    """How far the fast and the plain weights of a recipe lie apart, in steps of its optimiser."""
    recipe, G, D, batches = start(name)
    G_plain, D_plain = copy.deepcopy((G, D))
    opt_g, opt_d = recipe.optimizers(G, D)
    draw = recipe.draw_z or torch.randn

    def draw_z(n: int, nz: int, generator: torch.Generator) -> Tensor:
        z = draw(n, nz, generator=generator).double()
        return z.roll(1, dims=1) if other_z else z

    settings = {**recipe.fit_args, "replay": True, "draw_z": draw_z, "n_steps": N_STEPS}
    seed_everything(1)
    fit(G, D, batches, recipe.loss, opt_g, opt_d, **settings)
    seed_everything(1)
    plain_loop(recipe, G_plain, D_plain, batches)
    step = opt_g.defaults["lr"]
    return furthest(G, G_plain) / step, furthest(D, D_plain) / step


@each_recipe
def test_the_fast_path_makes_the_plain_steps(name, few_digits) -> None:
    assert max(compare(name)) < 1e-3


def test_the_comparison_can_fail(few_digits) -> None:
    """Other latent vectors are seen: the comparison does not pass whatever it is given."""
    assert min(compare("mlp-mnist", other_z=True)) > 0.1


def test_resident_images_are_those_of_a_loader_with_transforms(few_digits) -> None:
    images = find_recipe("mlp-mnist").load_data().images
    usual = transforms.Compose(
        [transforms.ToPILImage(), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]
    )
    (x_real,) = next(Batches(images, 16, seed=3))
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(3))[:16]
    torch.testing.assert_close(x_real, torch.stack([usual(images[i]) for i in order]))
    assert torch.equal(to_uint8(x_real), images[order])


@pytest.mark.parametrize("name", [r.name for r in RECIPES.values() if r.half])
def test_half_precision_points_the_same_way(name, few_digits) -> None:
    """Gradients of one step in bfloat16 and in float32: the same direction, but for rounding."""
    found = {}
    for precision in ("fp32", "bf16"):
        recipe = find_recipe(name).for_profile("quick")
        seed_everything(0)
        G, D = recipe.build()
        x_real, *cond = next(recipe.batches(recipe.load_data(), 0, "cpu"))
        state = TrainState(G, D, *recipe.optimizers(G, D), precision)
        z = torch.randn(len(x_real), recipe.nz, generator=torch.Generator().manual_seed(0))
        discriminator_step(state, recipe.loss, x_real, z, *cond)
        d_grad = torch.cat([p.grad.flatten() for p in D.parameters()])
        generator_step(state, recipe.loss, z, *cond)
        found[precision] = d_grad, torch.cat([p.grad.flatten() for p in G.parameters()])
    for usual, half in zip(*found.values(), strict=True):
        assert torch.cosine_similarity(usual, half, dim=0) > 0.97


def test_augmented_images_take_the_fast_path_too(few_digits) -> None:
    """DiffAugment draws its chances in the order of the plain loop."""
    results = []
    for replay in (False, True):
        recipe, G, D, batches = start("cnn-fashion")
        D = Augmented(D.float())
        G = G.float()
        batches = [(x.float(),) for (x,) in batches]
        seed_everything(1)
        settings = {**recipe.fit_args, "replay": replay}
        fit(G, D, batches, recipe.loss, *recipe.optimizers(G, D), **settings, n_steps=N_STEPS)
        results.append((G, D))
    assert furthest(results[0][0], results[1][0]) == furthest(results[0][1], results[1][1]) == 0
