"""Lesson 01's data: patterns of four numbers that read 1010, and noise that does not."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from gan_lab.errors import GanLabError

LOW, HIGH = (0.0, 0.2), (0.8, 1.0)  # what counts as a 0 and as a 1


def real_patterns(
    n: int, patterns: tuple[str, ...] = ("1010",), *, generator: torch.Generator | None = None
) -> Tensor:
    """Draw `n` real patterns, float32 (n, 4): each 1 uniform in 0.8..1.0, each 0 in 0.0..0.2.

    Args:
        patterns: the patterns to draw from, with equal chance, such as ("1010", "0101").
    """
    least = _least(tuple(patterns))  # (P, 4)
    which = torch.randint(len(patterns), (n,), generator=generator)
    noise = torch.rand(n, 4, generator=generator) * (LOW[1] - LOW[0])
    return noise + least[which]  # (n, 4)


@cache
def _least(patterns: tuple[str, ...]) -> Tensor:
    """The smallest numbers that each pattern allows, (P, 4)."""
    for pattern in patterns:
        if len(pattern) != 4 or set(pattern) - {"0", "1"}:
            raise GanLabError(f"a pattern is four signs 0 or 1, such as 1010; got {pattern!r}")
    bits = torch.tensor([[float(bit) for bit in pattern] for pattern in patterns])
    return LOW[0] + bits * (HIGH[0] - LOW[0])


def random_patterns(n: int, *, generator: torch.Generator | None = None) -> Tensor:
    """Draw `n` patterns of pure noise, float32 (n, 4), each number uniform in 0..1."""
    return torch.rand(n, 4, generator=generator)


def read_patterns(x: Tensor) -> list[str]:
    """Read patterns (N, 4) as strings: 1 in 0.8..1.0, 0 in 0.0..0.2, "?" between."""
    signs = []
    for row in x.tolist():
        signs.append("".join("1" if v >= HIGH[0] else "0" if v <= LOW[1] else "?" for v in row))
    return signs
