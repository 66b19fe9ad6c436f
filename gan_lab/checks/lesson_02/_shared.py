"""What several checks of lesson 02 use: a small pair of networks, and words for the losses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks._core import Trial, mistake

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


@contextlib.contextmanager
def watched(*nets: nn.Module) -> Iterator[list[bool]]:
    """A list that gets, for each forward pass, whether the network was in training mode."""
    modes: list[bool] = []
    handles = [
        net.register_forward_hook(lambda module, *_: modes.append(module.training)) for net in nets
    ]
    try:
        yield modes
    finally:
        for handle in handles:
            handle.remove()


def expect_training_mode(nets: Iterable[nn.Module], modes: list[bool]) -> None:
    """The networks were used, and are left, in training mode."""
    if not all(modes) or not all(net.training for net in nets):
        mistake(
            "eval_mode",
            "A network was put into evaluation mode: its BatchNorm and Dropout then work as in "
            "use, not as in training. Leave the modes alone here.",
        )


def expect_unfrozen(nets: Mapping[str, nn.Module]) -> None:
    """All weights can still learn."""
    for name, net in nets.items():
        if not all(p.requires_grad for p in net.parameters()):
            mistake(
                f"{name.lower()}_left_frozen",
                f"{name} is still frozen (requires_grad=False) when your function ends: it could "
                "never learn again. Switch it back on.",
            )
