"""Recipes: NAME -> networks, data, loss, optimisers and steps of each profile.

The one table behind `gan-lab train`, `gan-lab sample` and the lessons. A recipe is data: nothing
in the training code asks for its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from gan_lab import losses
from gan_lab.data import Batches, FreshBatches, ImageSet, load, real_patterns
from gan_lab.errors import GanLabError
from gan_lab.losses import GANLoss
from gan_lab.models import mlp, toy
from gan_lab.training import DrawZ

Optimizers = Callable[[nn.Module, nn.Module], tuple[torch.optim.Optimizer, torch.optim.Optimizer]]


@dataclass(frozen=True)
class Recipe:
    """One way to train one pair of networks.

    generator, discriminator: classes; g_args, d_args: their arguments, plain values only
    data: name of an image set, or None for toy patterns
    optimizers: (G, D) -> (opt_g, opt_d)
    steps: steps of G for each profile
    ema: decay of the averaged generator, or None
    draw_z: latent vectors; standard normal when None
    bf16: whether forward passes may run in bfloat16 where the hardware has it
    """

    name: str
    title: str
    generator: type[nn.Module]
    discriminator: type[nn.Module]
    nz: int
    loss: GANLoss
    optimizers: Optimizers
    batch_size: int
    steps: dict[str, int]
    data: str | None = None
    g_args: dict[str, Any] = field(default_factory=dict)
    d_args: dict[str, Any] = field(default_factory=dict)
    ema: float | None = None
    draw_z: DrawZ | None = None
    bf16: bool = False

    def build(self) -> tuple[nn.Module, nn.Module]:
        """A fresh pair (G, D); its weights follow torch's global seed."""
        return self.generator(**self.g_args), self.discriminator(**self.d_args)

    def batches(self, images: ImageSet | None, seed: int, device: torch.device | str) -> Any:
        """The endless stream of batches: from `images`, or fresh patterns without them."""
        if images is None:
            return FreshBatches(real_patterns, self.batch_size, seed=seed, device=device)
        return Batches(images.images, self.batch_size, seed=seed, device=device)

    def load_data(self, root: str | None = None, source: str = "auto") -> ImageSet | None:
        return None if self.data is None else load(self.data, root, source=source)


def sgd(lr: float) -> Optimizers:
    def make(G: nn.Module, D: nn.Module) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
        return torch.optim.SGD(G.parameters(), lr), torch.optim.SGD(D.parameters(), lr)

    return make


def adam(lr: float, beta1: float) -> Optimizers:
    """Adam for both (Kingma and Ba, 2015), with beta1 = 0.5 as Radford et al. (2016) found.

    fused: one kernel updates all weights; the same arithmetic, less time.
    """

    def make(G: nn.Module, D: nn.Module) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
        def one(net: nn.Module) -> torch.optim.Optimizer:
            return torch.optim.Adam(net.parameters(), lr, betas=(beta1, 0.999), fused=True)

        return one(G), one(D)

    return make


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="toy",
            title="1010, lesson 01",
            generator=toy.Generator,
            discriminator=toy.Discriminator,
            nz=1,
            draw_z=toy.constant_z,
            loss=losses.least_squares,
            optimizers=sgd(0.01),
            batch_size=1,
            # 10,000 are enough for 19 of 20 seeds, 12,000 for all (scripts/measure_toy.py)
            steps={"quick": 12_000, "standard": 12_000, "gpu": 12_000},
        ),
        Recipe(
            name="mlp-mnist-textbook",
            title="the MLP pair of many textbooks, lesson 02: it collapses",
            data="mnist",
            generator=mlp.TextbookGenerator,
            discriminator=mlp.TextbookDiscriminator,
            g_args={"nz": 100},
            nz=100,
            loss=losses.non_saturating,
            optimizers=adam(2e-4, beta1=0.9),
            batch_size=96,
            steps={"quick": 300, "standard": 18_750, "gpu": 31_250},
        ),
        Recipe(
            name="mlp-mnist",
            title="an MLP pair that draws all ten digits, lesson 02",
            data="mnist",
            generator=mlp.Generator,
            discriminator=mlp.Discriminator,
            g_args={"nz": 64},
            nz=64,
            loss=losses.with_real_label(0.9),
            optimizers=adam(5e-4, beta1=0.5),
            batch_size=128,
            steps={"quick": 300, "standard": 12_000, "gpu": 40_000},
            ema=0.999,
            bf16=True,
        ),
    )
}


def find_recipe(name: str) -> Recipe:
    """The recipe called `name`.

    Raises:
        GanLabError: there is none.
    """
    if name not in RECIPES:
        raise GanLabError(f"no recipe is called {name!r}: choose one of {', '.join(RECIPES)}")
    return RECIPES[name]
