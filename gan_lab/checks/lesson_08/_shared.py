"""What several checks of lesson 08 use: critics with known slopes, and their slopes."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial


class Straight(nn.Module):
    """A linear critic: |w| steep everywhere. `seen` collects what it was shown."""

    def __init__(self, t: Trial, shape: Sequence[int], steepness: float) -> None:
        super().__init__()
        direction = t.normal(torch.Size(shape).numel())
        self.w = nn.Parameter(steepness * direction / direction.norm())
        self.b = nn.Parameter(t.normal(1)[0])
        self.seen: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(x.detach())
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
        self.seen.append(x.detach())
        return torch.tanh(x.flatten(1) @ self.w) @ self.v  # (N, ...) -> (N,)


def slopes_of(D: nn.Module, x: Tensor) -> Tensor:
    """|dD/dx| at each of the samples x (N, ...), (N,); without a graph."""
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x)
    return gradient.flatten(1).norm(dim=1)
