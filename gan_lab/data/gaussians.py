"""Points in the plane around a few centres: data whose modes can be counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Mixture:
    """Round normal distributions of one width, each centre with equal chance.

    Calling it draws points: mixture(n, generator=...) -> float32 (n, 2).

    centres: (K, 2); each is a mode of the data
    sigma: standard deviation around each centre. Of all real points 98.9 % lie within 3 sigma
        of theirs: 1 - exp(-9 / 2).
    """

    name: str
    centres: Tensor
    sigma: float

    def __call__(self, n: int, *, generator: torch.Generator | None = None) -> Tensor:
        which = torch.randint(len(self.centres), (n,), generator=generator)
        return self.centres[which] + self.sigma * torch.randn(n, 2, generator=generator)


def _ring(n_modes: int, radius: float) -> Tensor:
    angles = torch.arange(n_modes) * (2 * math.pi / n_modes)
    return radius * torch.stack([angles.cos(), angles.sin()], dim=1)  # (n_modes, 2)


# The two sets on which mode collapse is usually shown, since Metz et al., "Unrolled GANs", 2017,
# and Srivastava et al., "VEEGAN", 2017. Theirs have sigma 0.02 and 0.05; ours are wider, so that
# a G that covers all of them is trained within a minute. The modes still lie 12 sigma apart.
RING = Mixture("ring", _ring(8, radius=2.0), sigma=0.125)
GRID = Mixture(
    "grid", torch.cartesian_prod(*2 * [torch.arange(-4.0, 5.0, 2.0)]), sigma=0.125
)  # 5 x 5 centres, -4 to 4
