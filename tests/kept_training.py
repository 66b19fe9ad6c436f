"""A training that is kept, for processes that are killed in its middle; see test_keeping.py."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from torch import nn

from gan_lab import keeping, losses
from gan_lab.augment import Augmented
from gan_lab.callbacks import EMA, Cooldown, History, SampleGrid
from gan_lab.data import Batches
from gan_lab.models import cnn
from gan_lab.training import Callback, TrainState, fit

N_STEPS = 150
IMAGES = torch.randint(
    0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
)


class Begin(Callback):
    """The step at which this process began."""

    def start(self, state: TrainState) -> None:
        self.step = state.step


def train(folder: Path, keep: str | None = "kept") -> None:
    """Train from the beginning or from what is kept in `folder`, and write result.pt there.

    Every source of chance is in it: order and mirroring of images, z, dropout, augmentation.
    """
    torch.set_num_threads(1)
    os.chdir(folder)
    for name in ("GAN_LAB_RUNS", "GAN_LAB_KEEP"):  # from the test that started the fork server
        os.environ.pop(name, None)
    keeping.EVERY = 0.03
    torch.manual_seed(1)
    G = cnn.Generator(nz=4, width=3)
    D = Augmented(nn.Sequential(cnn.Discriminator(width=3), nn.Dropout(0.2)))
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), 1e-3, fused=True) for net in (G, D))
    ema, history = EMA(G), History(every=7)
    begin = Begin()
    film = SampleGrid(torch.ones(2, 4), every=20, source=ema.G)
    fit(
        G, D, Batches(IMAGES, 8, seed=2, flip=True), losses.with_real_label(0.9), opt_g, opt_d,
        nz=4, n_steps=N_STEPS, seed=3, keep=keep,
        callbacks=[ema, history, film, Cooldown(0.5), begin],
    )  # fmt: skip
    result = {
        "begun_at": begin.step,
        "nets": [net.state_dict() for net in (G, D, ema.G)],
        "averages": [optimizer.state_dict()["state"] for optimizer in (opt_g, opt_d)],
        "history": history.rows,
        "film": film.samples,
        "random": torch.rand(3),
    }
    torch.save(result, "result.pt")
