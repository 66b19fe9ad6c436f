"""Lesson 04: DCGAN for pictures of 64 x 64 or 128 x 128 pixels (Radford et al., 2016).

The paper's rules: strided convolutions in place of pooling, BatchNorm in both networks (but not
at G's output and D's input), no hidden Linear layers, ReLU and tanh in G, LeakyReLU in D.
"""

from __future__ import annotations

import itertools
import math

from torch import Tensor, nn

from gan_lab.errors import GanLabError


class Generator(nn.Module):
    """z (N, nz) in, pictures (N, nc, size, size) in [-1, 1] out.

    Args:
        nz: length of a latent vector.
        ngf: channels of the last hidden layer; each layer before it has twice as many.
        nc: channels of a picture: 3 for colour, 1 for grey.
        size: height and width in pixels: 32, 64, 128 or another power of 2.
    """

    def __init__(self, nz: int = 100, ngf: int = 64, nc: int = 3, size: int = 64) -> None:
        super().__init__()
        doublings = _doublings(size)
        channels = [ngf * 2**k for k in reversed(range(doublings))]  # 64: 8, 4, 2, 1 times ngf
        layers: list[nn.Module] = [
            nn.Unflatten(1, (nz, 1, 1)),  # (N, nz) -> (N, nz, 1, 1)
            nn.ConvTranspose2d(nz, channels[0], 4, bias=False),  # 1 -> 4 pixels
            nn.BatchNorm2d(channels[0]),
            nn.ReLU(),
        ]
        for c_in, c_out in itertools.pairwise(channels):  # 4 -> 8 -> 16 -> ...
            layers += [
                nn.ConvTranspose2d(c_in, c_out, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(c_out),
                nn.ReLU(),
            ]
        layers += [nn.ConvTranspose2d(ngf, nc, 4, stride=2, padding=1), nn.Tanh()]
        self.net = nn.Sequential(*layers)

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)  # (N, nz) -> (N, nc, size, size)


class Discriminator(nn.Module):
    """Pictures (N, nc, size, size) in, logits (N,) out.

    Args:
        ndf: channels of the first layer; each layer after it has twice as many.
        nc, size: as for the generator.
    """

    def __init__(self, ndf: int = 64, nc: int = 3, size: int = 64) -> None:
        super().__init__()
        halvings = _doublings(size)
        layers: list[nn.Module] = [
            nn.Conv2d(nc, ndf, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
        ]
        channels = [ndf * 2**k for k in range(halvings)]  # 64: 1, 2, 4, 8 times ndf
        for c_in, c_out in itertools.pairwise(channels):  # ... -> 8 -> 4 pixels
            layers += [
                nn.Conv2d(c_in, c_out, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(c_out),
                nn.LeakyReLU(0.2),
            ]
        layers += [nn.Conv2d(channels[-1], 1, 4), nn.Flatten(0)]  # (N, 1, 1, 1) -> (N,)
        self.net = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)  # (N, nc, size, size) -> (N,)


def _doublings(size: int) -> int:
    """How often 4 pixels must be doubled to make `size`."""
    if size < 16 or size & (size - 1):
        raise GanLabError(f"the size must be a power of 2 from 16 on, such as 64, got {size}")
    return int(math.log2(size)) - 2


def init_weights(net: nn.Module, style: str = "normal") -> nn.Module:
    """Give all weights of `net` their first values, in place, and return it.

    style "normal": the paper's. Convolutions and Linear layers N(0, 0.02), BatchNorm's scale
    N(1, 0.02), all biases 0 (Radford et al., 2016).
    style "xavier": normal numbers whose spread follows from how many inputs and outputs a layer
    has, so that signals neither grow nor fade (Glorot and Bengio, 2010); BatchNorm as above.

    Raises:
        GanLabError: an unknown style.
    """
    if style not in ("normal", "xavier"):
        raise GanLabError(f"the style must be normal or xavier, got {style!r}")
    for module in net.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            if style == "normal":
                nn.init.normal_(module.weight, 0.0, 0.02)
            else:
                nn.init.xavier_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, 0.02)
            nn.init.zeros_(module.bias)
    return net
