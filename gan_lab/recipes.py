"""Recipes: NAME -> networks, data, loss, optimisers and steps of each profile.

The one table behind `gan-lab train`, `gan-lab sample` and the lessons. A recipe is data: nothing
in the training code asks for its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.data import (
    GRID,
    RING,
    Batches,
    FreshBatches,
    ImageSet,
    Mixture,
    load,
    real_patterns,
)
from gan_lab.errors import GanLabError
from gan_lab.losses import GANLoss
from gan_lab.models import cnn, conditional, dcgan, mlp, points, toy, wgan
from gan_lab.models.dcgan import init_weights
from gan_lab.training import DrawZ, Penalty

Optimizers = Callable[[nn.Module, nn.Module], tuple[torch.optim.Optimizer, torch.optim.Optimizer]]


@dataclass(frozen=True)
class Recipe:
    """One way to train one pair of networks.

    generator, discriminator: classes; g_args, d_args: their arguments, plain values only
    data: name of an image set, or None where `draw_real` draws what is trained on
    draw_real: (n, generator=...) -> (n, ...): patterns, or points of a `Mixture`
    conditional: whether G and D are told labels: G(z, y) and D(x, y)
    image_shape: (C, H, W) of the images; folders and faces are packed to it
    optimizers: (G, D) -> (opt_g, opt_d)
    steps: steps of G for each profile
    n_critic, penalty, penalty_every: as `training.fit` takes them
    ema: decay of the averaged generator, or None
    cooldown: share of the steps over which the learning rates fall to 0, see `callbacks.Cooldown`
    flip: whether half of the real images are mirrored, for sets that look alike that way
    joined: whether D judges both batches in one pass, as `training.fit` takes it
    replay: whether steps are recorded and replayed, as `training.fit` takes it
    draw_z: latent vectors; standard normal when None
    outputs: what D's numbers are, see `health.Health`; for a `paired` loss always "pairs"
    half: whether forward passes may run in half precision where the hardware is fast at it
    init: style of the first weights, see `dcgan.init_weights`; None leaves torch's own
    profiles: profile -> fields that differ there, such as a smaller g_args
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
    draw_real: Callable[..., Tensor] = real_patterns
    conditional: bool = False
    n_critic: int = 1
    penalty: Penalty | None = None
    penalty_every: int = 1
    g_args: dict[str, Any] = field(default_factory=dict)
    d_args: dict[str, Any] = field(default_factory=dict)
    ema: float | None = None
    cooldown: float = 0.0
    flip: bool = False
    joined: bool = False
    replay: bool = False
    draw_z: DrawZ | None = None
    outputs: str = "logits"
    half: bool = False
    image_shape: tuple[int, int, int] = (1, 28, 28)
    init: str | None = None
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def for_profile(self, profile: str) -> Recipe:
        """The recipe as that profile trains it."""
        return replace(self, **self.profiles.get(profile, {}))

    @property
    def mixture(self) -> Mixture | None:
        """What is trained on, where it has modes that can be counted; else None."""
        return self.draw_real if isinstance(self.draw_real, Mixture) else None

    @property
    def fit_args(self) -> dict[str, Any]:
        """What `training.fit` is told of a recipe beside its networks, loss and steps."""
        names = ("nz", "draw_z", "n_critic", "penalty", "penalty_every", "joined", "replay")
        return {name: getattr(self, name) for name in names}

    def build(self) -> tuple[nn.Module, nn.Module]:
        """A fresh pair (G, D); its weights follow torch's global seed."""
        G, D = self.generator(**self.g_args), self.discriminator(**self.d_args)
        if self.init is not None:
            init_weights(G, self.init)
            init_weights(D, self.init)
        return G, D

    def batches(
        self,
        images: ImageSet | None,
        seed: int,
        device: torch.device | str,
        flip: bool = False,
        part: tuple[int, int] = (0, 1),
    ) -> Any:
        """The endless stream of batches: from `images`, or fresh patterns without them.

        part: of each batch of images, see `Batches`.
        """
        if images is None:
            return FreshBatches(self.draw_real, self.batch_size, seed=seed, device=device)
        return Batches(
            images.images,
            self.batch_size,
            labels=images.labels if self.conditional else None,
            seed=seed,
            device=device,
            flip=flip,
            part=part,
        )

    def labels(self, n: int) -> Tensor | None:
        """Labels int64 (n,) to draw samples for, the ten classes in turn; None without labels."""
        return torch.arange(n) % N_CLASSES if self.conditional else None

    def load_data(
        self,
        root: str | Path | None = None,
        source: str = "auto",
        path: str | Path | None = None,
    ) -> ImageSet | None:
        """The images to train on: those in `path`, else the recipe's own; None for patterns.

        Raises:
            GanLabError: the recipe trains on no images, or the data cannot be had.
        """
        channels, size, _ = self.image_shape
        if path is not None:
            if self.data is None:
                raise GanLabError(f"{self.name} trains on drawn numbers, not on images")
            if self.conditional:
                raise GanLabError(f"{self.name} needs a label for each image: --images has none")
            return load("folder", path=path, size=size, channels=channels)
        return None if self.data is None else load(self.data, root, source=source, size=size)


N_CLASSES = 10  # of the sets that conditional recipes train on


def sgd(lr: float) -> Optimizers:
    """Plain steps downhill for both; fused: one kernel updates all weights."""

    def make(G: nn.Module, D: nn.Module) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
        def one(net: nn.Module) -> torch.optim.Optimizer:
            return torch.optim.SGD(net.parameters(), lr, fused=True)

        return one(G), one(D)

    return make


def adam(lr: float, beta1: float, d_lr: float | None = None, beta2: float = 0.999) -> Optimizers:
    """Adam for both (Kingma and Ba, 2015).

    Its usual beta1 = 0.9 remembers directions of ten steps, but the opponent has moved since:
    0.5 is what Radford et al. (2016) found, 0 (with beta2 = 0.99) what Karras et al. chose
    ("Progressive Growing of GANs", 2018).

    fused: one kernel updates all weights; the same arithmetic, less time.

    Args:
        d_lr: learning rate of D, where it differs from G's.
        beta2: 0.9 is what Gulrajani et al. (2017) chose for WGAN-GP.
    """

    def make(G: nn.Module, D: nn.Module) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
        def one(net: nn.Module, lr: float) -> torch.optim.Optimizer:
            return torch.optim.Adam(net.parameters(), lr, betas=(beta1, beta2), fused=True)

        return one(G, lr), one(D, d_lr or lr)

    return make


# What `ring` and `grid` share: all but the data and the number of steps.
IN_THE_PLANE: dict[str, Any] = {
    "generator": points.Generator,
    "discriminator": points.Discriminator,
    "g_args": {"nz": 2, "width": 64},
    "d_args": {"width": 64},
    "nz": 2,
    "loss": losses.non_saturating,
    "penalty": partial(losses.zero_centred_penalty, weight=0.1),
    "optimizers": adam(2e-3, beta1=0.5),
    "batch_size": 128,
    "ema": 0.999,
    "replay": True,
}

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
            outputs="probabilities",
            loss=losses.least_squares,
            optimizers=sgd(0.01),
            batch_size=1,
            joined=True,
            replay=True,
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
            d_args={"dropout": 0.0},
            nz=64,
            loss=losses.with_real_label(0.9),
            optimizers=adam(1e-3, beta1=0.0),
            batch_size=128,
            steps={"quick": 300, "standard": 12_000, "gpu": 40_000},
            ema=0.999,
            cooldown=0.3,
            replay=True,
            half=True,
        ),
        Recipe(
            name="mlp-fashion",
            title="the MLP pair of lesson 02 on garments, lesson 03's baseline",
            data="fashion-mnist",
            generator=mlp.Generator,
            discriminator=mlp.Discriminator,
            g_args={"nz": 64},
            d_args={"dropout": 0.0},
            nz=64,
            loss=losses.with_real_label(0.9),
            optimizers=adam(1e-3, beta1=0.0),
            batch_size=128,
            steps={"quick": 300, "standard": 12_000, "gpu": 40_000},
            ema=0.999,
            cooldown=0.3,
            replay=True,
            half=True,
        ),
        Recipe(
            name="cnn-fashion",
            title="a convolutional pair for garments, lesson 03",
            data="fashion-mnist",
            generator=cnn.Generator,
            discriminator=cnn.Discriminator,
            g_args={"nz": 64},
            nz=64,
            init="normal",
            loss=losses.with_real_label(0.9),
            optimizers=adam(1e-3, beta1=0.0, beta2=0.99),
            batch_size=32,
            steps={"quick": 100, "standard": 10_000, "gpu": 40_000},
            ema=0.999,
            cooldown=0.5,
            replay=True,
            half=True,
        ),
        Recipe(
            name="mlp-faces",
            title="fully connected networks for faces, lesson 04's baseline",
            data="faces",
            image_shape=(3, 64, 64),
            generator=mlp.Generator,
            discriminator=mlp.Discriminator,
            g_args={"nz": 100, "hidden": (256, 512, 1024), "image_shape": (3, 64, 64)},
            d_args={"hidden": (512, 256), "image_shape": (3, 64, 64)},
            nz=100,
            loss=losses.with_real_label(0.9),
            optimizers=adam(2e-4, beta1=0.5),
            batch_size=64,
            steps={"quick": 50, "standard": 3_000, "gpu": 20_000},
            ema=0.999,
            cooldown=0.4,
            flip=True,
            replay=True,
            half=True,
        ),
        Recipe(
            name="dcgan-faces",
            title="DCGAN for faces of 64 x 64, lesson 04",
            data="faces",
            image_shape=(3, 64, 64),
            generator=dcgan.Generator,
            discriminator=dcgan.Discriminator,
            g_args={"nz": 100, "ngf": 32},
            d_args={"ndf": 32},
            nz=100,
            init="normal",
            loss=losses.with_real_label(0.9),
            optimizers=adam(5e-4, beta1=0.0, beta2=0.99),
            batch_size=32,
            steps={"quick": 20, "standard": 4_000, "gpu": 40_000},
            ema=0.999,
            cooldown=0.4,
            flip=True,
            replay=True,
            half=True,
            profiles={
                "quick": {"g_args": {"nz": 100, "ngf": 8}, "d_args": {"ndf": 8}},
                "gpu": {"g_args": {"nz": 100, "ngf": 64}, "d_args": {"ndf": 64}},
            },
        ),
        Recipe(
            name="dcgan-faces-128",
            title="DCGAN for faces of 128 x 128, lesson 04",
            data="faces",
            image_shape=(3, 128, 128),
            generator=dcgan.Generator,
            discriminator=dcgan.Discriminator,
            g_args={"nz": 100, "ngf": 16, "size": 128},
            d_args={"ndf": 16, "size": 128},
            nz=100,
            init="normal",
            loss=losses.with_real_label(0.9),
            optimizers=adam(5e-4, beta1=0.0, beta2=0.99),
            batch_size=32,
            steps={"quick": 10, "standard": 2_500, "gpu": 40_000},
            ema=0.999,
            cooldown=0.4,
            flip=True,
            replay=True,
            half=True,
            profiles={
                "quick": {
                    "g_args": {"nz": 100, "ngf": 4, "size": 128},
                    "d_args": {"ndf": 4, "size": 128},
                },
                "gpu": {
                    "g_args": {"nz": 100, "ngf": 64, "size": 128},
                    "d_args": {"ndf": 64, "size": 128},
                },
            },
        ),
        Recipe(
            name="ring",
            title="a ring of 8 Gaussians, all of them covered, lesson 06",
            draw_real=RING,
            steps={"quick": 200, "standard": 6_000, "gpu": 6_000},
            **IN_THE_PLANE,
        ),
        Recipe(
            name="grid",
            title="a grid of 25 Gaussians, all of them covered, lesson 06",
            draw_real=GRID,
            steps={"quick": 200, "standard": 7_000, "gpu": 7_000},
            **IN_THE_PLANE,
        ),
        Recipe(
            name="cgan-fashion",
            title="garments of the class that you ask for, lesson 07",
            data="fashion-mnist",
            conditional=True,
            generator=conditional.Generator,
            discriminator=conditional.Discriminator,
            g_args={"nz": 64},
            nz=64,
            init="normal",
            loss=losses.with_real_label(0.9),
            optimizers=adam(1e-3, beta1=0.0, beta2=0.99),
            batch_size=32,
            steps={"quick": 100, "standard": 8_000, "gpu": 40_000},
            ema=0.999,
            cooldown=0.5,
            replay=True,
            half=True,
        ),
        Recipe(
            name="wgan-gp-fashion",
            title="WGAN with gradient penalty for garments, lesson 08",
            data="fashion-mnist",
            generator=cnn.Generator,
            discriminator=wgan.Critic,
            g_args={"nz": 64},
            nz=64,
            outputs="scores",
            loss=losses.wasserstein,
            penalty=losses.gradient_penalty,
            n_critic=3,
            optimizers=adam(1e-3, beta1=0.0, beta2=0.9),
            batch_size=32,
            steps={"quick": 20, "standard": 1_800, "gpu": 20_000},
            ema=0.999,
            replay=True,
            profiles={  # time enough for the paper's way: small steps, and five of the critic
                "gpu": {
                    "n_critic": 5,
                    "optimizers": adam(2e-4, beta1=0.0, beta2=0.9),
                    "batch_size": 64,
                }
            },
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
