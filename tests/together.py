"""What tests/test_distributed.py starts in two processes, by torchrun -m tests.together.

cases OUT       train each of CASES, and save what each process then holds; then a run, and one
                that goes on from its middle
gpu-cases OUT   the same with GPU_CASES
fail ARGS...    gan-lab ARGS, in which process 1 breaks off at its third step
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from PIL import Image
from torch import Tensor, nn

from gan_lab import checkpoint, cli, losses, runs
from gan_lab.data import ImageSet
from gan_lab.distributed import StopTogether, World, joined
from gan_lab.errors import GanLabError
from gan_lab.losses import GANLoss
from gan_lab.models import mlp, wgan
from gan_lab.recipes import RECIPES, Recipe, adam, find_recipe, sgd
from gan_lab.runs import train_pair
from gan_lab.runtime import pick_device
from gan_lab.training import TrainState

WHOLE_BATCH = 32
N_STEPS = 30
RING = replace(find_recipe("ring"), batch_size=WHOLE_BATCH)


class LabelledGenerator(nn.Module):
    """z (N, 4) and labels (N,) in, images (N, 1, 8, 8) out."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.net = nn.Embedding(10, 4), nn.Linear(4, 64)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        return torch.tanh(self.net(z * self.embed(y))).view(-1, 1, 8, 8)


class LabelledCritic(nn.Module):
    """Images (N, 1, 8, 8) and labels (N,) in, scores (N,) out."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.net = nn.Embedding(10, 16), nn.Linear(64, 16)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return (torch.tanh(self.net(x.flatten(1))) * self.embed(y)).sum(dim=1)


def halfway(D: nn.Module, x_real: Tensor, x_fake: Tensor, *cond: Tensor) -> Tensor:
    """`losses.gradient_penalty` in the middle: its chance is each process's own otherwise."""
    with mock.patch.object(
        torch, "rand", lambda shape, device: torch.full(shape, 0.5, device=device)
    ):
        return losses.gradient_penalty(D, x_real, x_fake, *cond)


WGAN = Recipe(
    name="wgan",
    title="a critic of convolutions under the gradient penalty",
    data="images",
    generator=mlp.TextbookGenerator,
    discriminator=wgan.Critic,
    g_args={"nz": 8, "width": 16},
    d_args={"width": 4},
    nz=8,
    loss=losses.wasserstein,
    penalty=halfway,
    n_critic=3,
    # plain steps: Adam's first ones are as large where a gradient is nothing but rounding
    optimizers=sgd(2e-3),
    batch_size=WHOLE_BATCH,
    steps={},
    ema=0.9,
)
LABELS = replace(
    WGAN,
    conditional=True,
    generator=LabelledGenerator,
    discriminator=LabelledCritic,
    g_args={},
    d_args={},
    nz=4,
    optimizers=adam(1e-3, beta1=0.0, beta2=0.9),
    penalty_every=2,
    cooldown=0.5,
)
PAIRS = replace(RING, loss=losses.relativistic, joined=True)


def pictures(size: int) -> ImageSet:
    """80 grey noise images with labels: two and a half batches."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(
        0, 256, (80, 1, size, size), dtype=torch.uint8, generator=generator
    )  # fmt: skip
    return ImageSet("noise", images, torch.arange(80) % 10, tuple("0123456789"), "", False, True)


def trained(recipe: Recipe, world: World, images: ImageSet | None = None, **settings: Any) -> Any:
    """What a process holds after the training of one case."""
    recipe = replace(recipe, batch_size=recipe.batch_size // world.size)
    stop = [StopTogether(world)]
    device = world.device or pick_device()
    settings = {"n_steps": N_STEPS, "seed": 5, "callbacks": stop, "device": device, **settings}
    state, G = train_pair(recipe, images, world=world, **settings)
    return {
        "step": state.step,
        "G": state.G.state_dict(),
        "D": state.D.state_dict(),
        "average": G.state_dict(),
        "scales": (state.scaler_g.get_scale(), state.scaler_d.get_scale()),
    }


def in_double(world: World, recipe: Recipe) -> Any:
    torch.set_default_dtype(torch.float64)
    try:
        return trained(recipe, world)
    finally:
        torch.set_default_dtype(torch.float32)


def in_half(world: World) -> Any:
    """fp16, in which a loss of the last process is infinite once: no process may make that step."""
    calls = []

    def d_loss(d_real: Tensor, d_fake: Tensor) -> Tensor:
        calls.append(1)
        broken = len(calls) == 20 and world.rank == world.size - 1
        return losses.bce_d_loss(d_real, d_fake) * (torch.inf if broken else 1.0)

    loss = GANLoss(d_loss, losses.non_saturating_g_loss)
    return trained(replace(RING, loss=loss, penalty=None), world, precision="fp16")


class StopAtSeven(StopTogether):
    """The last process alone wants to stop."""

    def after_step(self, state: TrainState) -> None:
        state.stop = state.step == 7 and self.world.rank == self.world.size - 1
        super().after_step(state)


CASES: dict[str, Callable[[World], Any]] = {
    "ring": lambda world: trained(RING, world),
    "ring in double": lambda world: in_double(world, RING),
    "pairs in double": lambda world: in_double(world, PAIRS),
    "wgan": lambda world: trained(WGAN, world, pictures(28), n_steps=10),
    "labels": lambda world: trained(LABELS, world, pictures(8), augment=["flip"]),
    "in half": in_half,
    "stopped": lambda world: trained(RING, world, callbacks=[StopAtSeven(world)]),
}


CNN = replace(find_recipe("cnn-fashion"), batch_size=WHOLE_BATCH, cooldown=0.0)
GPU_CASES: dict[str, Callable[[World], Any]] = {
    "ring in double": CASES["ring in double"],
    "wgan": CASES["wgan"],
    "in half": in_half,
    # BatchNorm over the whole batch, wherever its parts are
    "synchronised": lambda world: trained(
        CNN, world, pictures(28), n_steps=5, sync_batchnorm=world.size > 1
    ),
}


def draw_pictures(folder: Path) -> None:
    folder.mkdir(parents=True)
    for k, image in enumerate(pictures(28).images):
        Image.fromarray(image[0].numpy()).save(folder / f"{k}.png")


def run(folder: Path, world: World) -> None:
    """A run with all sources of chance, dropout in D among them; and its second half again."""
    if world.rank == 0:
        draw_pictures(folder / "pictures")
    recipe = find_recipe("mlp-mnist")
    recipe = replace(recipe, batch_size=WHOLE_BATCH // world.size, d_args={"dropout": 0.3})
    with mock.patch.dict(RECIPES, {recipe.name: recipe}):
        runs.train(
            recipe.name,
            images=folder / "pictures",
            augment=["diff", "flip"],
            steps=8,
            save_every=5,
            out=folder / "whole",
            sync_batchnorm=world.device is not None and world.device.type == "cuda",
            world=world,
        )
        if world.rank == 0:
            middle = checkpoint.load(checkpoint.previous(folder / "whole/checkpoint.pt"))
            checkpoint.save(folder / "half/checkpoint.pt", middle)
        runs.train(resume=True, out=folder / "half", world=world)


def fail(*words: str) -> int:
    before = StopTogether.after_step

    def after_step(self: StopTogether, state: TrainState) -> None:
        if self.world.rank == 1 and state.step == 3:
            raise GanLabError("the disk of this machine is full")
        before(self, state)

    with mock.patch.object(StopTogether, "after_step", after_step):
        return cli.main(words)


if __name__ == "__main__":
    if sys.argv[1] == "fail":
        raise SystemExit(fail(*sys.argv[2:]))
    folder = Path(sys.argv[2])
    with joined() as world:
        for name, case in (CASES if sys.argv[1] == "cases" else GPU_CASES).items():
            torch.save(case(world), folder / f"{name} {world.rank}.pt")
        run(folder, world)
