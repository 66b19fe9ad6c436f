"""Lesson 03: convolutional networks for small grey images of 28 x 28 pixels."""

from __future__ import annotations

from torch import Tensor, nn


class Generator(nn.Module):
    """z (N, nz) in, images (N, nc, 28, 28) in [-1, 1] out.

    One Linear layer lays out 7 x 7 fields with 2 * width channels, a convolution lets neighbours
    talk, and two transposed convolutions double the size to 14 and to 28 (Radford et al., 2016).
    """

    def __init__(self, nz: int = 64, width: int = 32, nc: int = 1) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(nz, 2 * width * 7 * 7, bias=False),  # (N, nz) -> (N, 2w * 49)
            nn.Unflatten(1, (2 * width, 7, 7)),  # -> (N, 2w, 7, 7)
            nn.BatchNorm2d(2 * width),  # has a bias of its own, so the layer before needs none
            nn.ReLU(),
            nn.Conv2d(2 * width, 2 * width, 3, padding=1, bias=False),  # 7 stays 7
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1, bias=False),  # 7 -> 14
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.ConvTranspose2d(width, nc, 4, stride=2, padding=1),  # 14 -> 28
            nn.Tanh(),
        )

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)  # (N, nz) -> (N, nc, 28, 28)


class Discriminator(nn.Module):
    """Images (N, nc, 28, 28) in, logits (N,) out: the generator's way back.

    Strided convolutions halve the size, 28 to 14 to 7 to 4; one Linear layer judges what is left.
    """

    def __init__(self, width: int = 32, nc: int = 1) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(nc, width, 4, stride=2, padding=1),  # 28 -> 14
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1, bias=False),  # 14 -> 7
            nn.BatchNorm2d(2 * width),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1, bias=False),  # 7 -> 4
            nn.BatchNorm2d(4 * width),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(4 * width * 4 * 4, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x).squeeze(1)  # (N, nc, 28, 28) -> (N, 1) -> (N,)
