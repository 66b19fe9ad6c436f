"""Lesson 02: generators and discriminators from Linear layers, for small grey images."""

from __future__ import annotations

import math

from torch import Tensor, nn


class Generator(nn.Module):
    """z (N, nz) in, images (N, *image_shape) in [-1, 1] out.

    BatchNorm after each hidden layer keeps the units alive and their scale steady
    (Ioffe and Szegedy, 2015); tanh ends in the range of the data.
    """

    def __init__(
        self,
        nz: int = 64,
        hidden: tuple[int, ...] = (256, 512),
        image_shape: tuple[int, int, int] = (1, 28, 28),
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        width_in = nz
        for width in hidden:
            layers += [nn.Linear(width_in, width), nn.BatchNorm1d(width), nn.ReLU()]
            width_in = width
        layers += [nn.Linear(width_in, math.prod(image_shape)), nn.Tanh()]
        self.net = nn.Sequential(*layers, nn.Unflatten(1, image_shape))

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)  # (N, nz) -> (N, 784) -> (N, 1, 28, 28)


class Discriminator(nn.Module):
    """Images (N, *image_shape) in, logits (N,) out: positive for "real", no sigmoid.

    Dropout keeps D from learning the training images by heart (Srivastava et al., 2014).
    """

    def __init__(
        self,
        hidden: tuple[int, ...] = (512, 256),
        dropout: float = 0.3,
        image_shape: tuple[int, int, int] = (1, 28, 28),
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Flatten()]
        width_in = math.prod(image_shape)
        for width in hidden:
            layers += [nn.Linear(width_in, width), nn.LeakyReLU(0.2), nn.Dropout(dropout)]
            width_in = width
        self.net = nn.Sequential(*layers, nn.Linear(width_in, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x).squeeze(1)  # (N, 1, 28, 28) -> (N, 784) -> (N, 1) -> (N,)


class TextbookGenerator(nn.Module):
    """The generator of many textbooks, 100-256-256-784 with ReLU and tanh: it collapses.

    norm=True gives the other classic, one hidden layer of `width` units with LayerNorm.
    """

    def __init__(self, nz: int = 100, width: int = 256, norm: bool = False) -> None:
        super().__init__()
        if norm:
            hidden = [nn.Linear(nz, width), nn.LeakyReLU(0.02), nn.LayerNorm(width)]
        else:
            hidden = [nn.Linear(nz, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
        out = [nn.Linear(width, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))]
        self.net = nn.Sequential(*hidden, *out)

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)  # (N, nz) -> (N, 1, 28, 28)


class TextbookDiscriminator(nn.Module):
    """Its opponent, 784-256-256-1 with LeakyReLU; norm=True: one hidden layer with LayerNorm."""

    def __init__(self, width: int = 256, slope: float = 0.1, norm: bool = False) -> None:
        super().__init__()
        if norm:
            hidden = [nn.Linear(784, width), nn.LeakyReLU(0.02), nn.LayerNorm(width)]
        else:
            hidden = [nn.Linear(784, width), nn.LeakyReLU(slope)]
            hidden += [nn.Linear(width, width), nn.LeakyReLU(slope)]
        self.net = nn.Sequential(nn.Flatten(), *hidden, nn.Linear(width, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x).squeeze(1)  # (N, 1, 28, 28) -> (N, 1) -> (N,)
