"""What tests share: data that are there, data that are not, and a small pair of networks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from gan_lab import losses, viz
from gan_lab.data import ImageSet, describe, images, load, photos
from gan_lab.models import mlp
from gan_lab.training import Callback, TrainState, fit

REAL_ROOT = os.environ.get("GAN_LAB_DATA")  # before any test sets it


@pytest.fixture
def no_data(monkeypatch, tmp_path) -> Path:
    """An empty data root, whatever this machine has."""
    root = tmp_path / "no data"
    monkeypatch.setenv("GAN_LAB_DATA", str(root))
    return root


@pytest.fixture
def few_digits(monkeypatch, no_data):
    """No real data are there, and the offline sets that stand in are small."""
    monkeypatch.setattr(images, "OFFLINE_SIZES", {"train": 384, "test": 256})
    monkeypatch.setattr(photos, "OFFLINE_FACES", {"train": 80, "test": 40})
    for drawn in (images._offline, photos._portraits):
        drawn.cache_clear()
    yield
    for drawn in (images._offline, photos._portraits):
        drawn.cache_clear()


@pytest.fixture
def blank_pictures(monkeypatch) -> None:
    """Figures are made but not drawn, which takes longer than all the rest of a short run."""
    monkeypatch.setattr(viz, "save", lambda figure, path: Path(path).write_bytes(b""))


@pytest.fixture(scope="session")
def real_mnist() -> tuple[ImageSet, ImageSet]:
    """MNIST's training and test part, where they are at hand."""
    if describe("mnist", REAL_ROOT) != "MNIST (real)":
        pytest.skip("MNIST is not at hand: set GAN_LAB_DATA to the folder that holds it")
    return load("mnist", REAL_ROOT), load("mnist", REAL_ROOT, train=False)


IMAGE_SHAPE = (1, 2, 2)
NZ = 3


def small_pair(seed: int = 0) -> tuple[nn.Module, nn.Module]:
    """A pair with all that a training can disturb: BatchNorm in G and dropout in D."""
    torch.manual_seed(seed)
    G = mlp.Generator(nz=NZ, hidden=(5,), image_shape=IMAGE_SHAPE)
    D = mlp.Discriminator(hidden=(6,), dropout=0.3, image_shape=IMAGE_SHAPE)
    return G, D


def real_batches(n: int = 8, seed: int = 1):
    """An endless stream of (x_real,), each (n, *IMAGE_SHAPE) in [-1, 1]."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield (torch.rand(n, *IMAGE_SHAPE, generator=generator) * 2 - 1,)


def same_state(one: nn.Module, other: nn.Module) -> bool:
    """Whether two networks hold the same weights and buffers, bit for bit."""
    a, b = one.state_dict(), other.state_dict()
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


def fit_small(
    *callbacks: Callback,
    n_steps: int,
    lr: float = 0.01,
    pair: tuple[nn.Module, nn.Module] | None = None,
    batches: Any = None,
    **settings: Any,
) -> TrainState:
    """Train `small_pair`, or the pair given, for some steps. settings: as `fit` takes them."""
    G, D = pair or small_pair()
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), lr) for net in (G, D))
    batches = real_batches() if batches is None else batches
    settings = {"nz": NZ, "loss": losses.non_saturating, **settings}
    return fit(
        G, D, batches, opt_g=opt_g, opt_d=opt_d, n_steps=n_steps, callbacks=callbacks, **settings
    )  # fmt: skip
