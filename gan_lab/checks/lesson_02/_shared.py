"""What several checks of lesson 02 use: a small pair of networks, and words for the losses."""

from __future__ import annotations

from collections.abc import Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks._core import Trial

IMAGE = (1, 28, 28)

SIGMOID_TWICE = (
    "The sigmoid is applied twice: d_real and d_fake are logits, and the function that you use "
    "applies a sigmoid itself. Leave yours out, or take the loss without logits."
)
SUMMED = (
    "You add up the losses of all images. Take the mean, so that the batch size does not matter."
)


def small_pair(t: Trial, nz: int) -> tuple[nn.Module, nn.Module]:
    """A small G with BatchNorm and a small D, weights from the trial's own random numbers."""
    G = nn.Sequential(
        nn.Linear(nz, 6),
        nn.BatchNorm1d(6),
        nn.ReLU(),
        nn.Linear(6, 784),
        nn.Tanh(),
        nn.Unflatten(1, IMAGE),
    )
    D = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1), nn.Flatten(0)
    )
    with torch.no_grad():
        for p in (*G.parameters(), *D.parameters()):
            p.copy_(t.normal(*p.shape) / p.shape[-1] ** 0.5)
    return G, D


def bce(logits: Tensor, label: float) -> Tensor:
    """Binary cross-entropy of logits (N,) with one label for all of them, a scalar."""
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def flat(tensors: Iterable[Tensor | None]) -> Tensor:
    """Tensors as one vector, copied; None, a gradient that was never computed, is left out."""
    parts = [each.detach().reshape(-1).clone() for each in tensors if each is not None]
    return torch.cat(parts) if parts else torch.zeros(1)
