"""Lesson 08: a critic for WGAN-GP; its generator is lesson 03's."""

from __future__ import annotations

from torch import Tensor, nn


class Critic(nn.Module):
    """Images (N, nc, 28, 28) in, scores (N,) out: any number, no probability.

    No BatchNorm: the gradient penalty asks for the slope at each sample by itself, and BatchNorm
    would let the samples of a batch depend on one another (Gulrajani et al., 2017).
    """

    def __init__(self, width: int = 32, nc: int = 1) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, width, 4, stride=2, padding=1),  # 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),  # 14 -> 7
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1),  # 7 -> 4
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(4 * width * 4 * 4, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x).squeeze(1)  # (N, nc, 28, 28) -> (N, 1) -> (N,)
