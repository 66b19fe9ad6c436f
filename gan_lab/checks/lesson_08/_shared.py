"""What several checks of lesson 08 use: critics with known slopes, and their slopes."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, mistake


def _kept(x: Tensor) -> Tensor:
    """x to look at later. torch.func wraps tensors for as long as a call of its own takes."""
    functorch = torch._C._functorch
    while functorch.is_functorch_wrapped_tensor(x):
        x = functorch.get_unwrapped(x)
    return x.detach()


class Straight(nn.Module):
    """A linear critic: |w| steep everywhere. `seen` collects what it was shown."""

    def __init__(self, t: Trial, shape: Sequence[int], steepness: float) -> None:
        super().__init__()
        direction = t.normal(torch.Size(shape).numel())
        self.w = nn.Parameter(steepness * direction / direction.norm())
        self.b = nn.Parameter(t.normal(1)[0])
        self.seen: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(_kept(x))
        return x.flatten(1) @ self.w + self.b  # (N, ...) -> (N,)


class Curved(nn.Module):
    """A critic that is steeper at some places than at others."""

    def __init__(self, t: Trial, shape: Sequence[int], width: int = 9) -> None:
        super().__init__()
        n = torch.Size(shape).numel()
        self.w = nn.Parameter(1.5 * t.normal(n, width) / n**0.5)
        self.v = nn.Parameter(t.normal(width))
        self.seen: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(_kept(x))
        return torch.tanh(x.flatten(1) @ self.w) @ self.v  # (N, ...) -> (N,)


def slopes_of(D: nn.Module, x: Tensor) -> Tensor:
    """|dD/dx| at each of the samples x (N, ...), (N,); without a graph."""
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x)
    return gradient.flatten(1).norm(dim=1)


def expect_asked_between(seen: Sequence[Tensor], x_real: Tensor, x_fake: Tensor) -> None:
    """D saw a point on the way from each generated point (N, 2) to its real one, for the penalty.

    A linear D would hide it: its slope is the same everywhere.
    """
    points = torch.cat([x.reshape(-1, 1, 2) for x in seen])  # (M, 1, 2), against (N, 2)
    way = x_real - x_fake
    share = ((points - x_fake) * way).sum(2) / way.square().sum(1)  # (M, N), of the way
    beside = (points - x_fake - share[..., None] * way).norm(dim=2)
    between = (beside < 1e-4) & (share > 1e-3) & (share < 1 - 1e-3)
    if between.any(0).float().mean() < 0.6:  # not all: epsilon may come out near 0 or 1
        mistake(
            "penalty_elsewhere",
            "The penalty does not look between x_real and x_fake of this update. Hand both "
            "batches on, whole: `gradient_penalty(D, x_real, x_fake, weight=weight)`.",
        )
