"""Lesson 06: small networks for points in the plane."""

from __future__ import annotations

from torch import Tensor, nn


class Generator(nn.Module):
    """z (N, nz) in, points (N, 2) out. No tanh at the end: points may lie anywhere."""

    def __init__(self, nz: int = 2, width: int = 128, depth: int = 2) -> None:
        super().__init__()
        self.net = nn.Sequential(*_hidden(nz, width, depth, nn.ReLU()), nn.Linear(width, 2))

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)  # (N, nz) -> (N, 2)


class Discriminator(nn.Module):
    """Points (N, 2) in, logits (N,) out: positive for "real"."""

    def __init__(self, width: int = 128, depth: int = 2) -> None:
        super().__init__()
        self.net = nn.Sequential(*_hidden(2, width, depth, nn.LeakyReLU(0.2)), nn.Linear(width, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x).squeeze(1)  # (N, 2) -> (N, 1) -> (N,)


def _hidden(width_in: int, width: int, depth: int, activation: nn.Module) -> list[nn.Module]:
    """`depth` layers of `width` units, each followed by the activation."""
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(width_in, width), activation]
        width_in = width
    return layers
