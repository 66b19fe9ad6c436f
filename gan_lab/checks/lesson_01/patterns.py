"""1.1 and 1.2: drawing real and random patterns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gan_lab import data
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_tensor

N = 2000  # draws enough to tell 0.0..0.2 from 0.0..0.19, whatever the seed
ORDINALS = ("first", "second", "third", "fourth")


@exercise(
    "1.1",
    answer="real_patterns",
    reference=data.real_patterns,
    title="Genuine notes: real patterns",
    points=1,
    minutes=4,
)
def check_real_patterns(real_patterns: Callable[[int], Any], t: Trial) -> None:
    x = expect_rows(real_patterns, t)
    read = set(data.read_patterns(x))
    if read == {"0101"}:
        mistake("pattern_0101", "You draw 0101: the first and the third number must be the high.")
    if read != {"1010"} and not any("?" in pattern for pattern in read):
        mistake("not_1010", f"Your patterns read {', '.join(sorted(read))}, not 1010.")
    low, width = torch.tensor([0.8, 0.0, 0.8, 0.0]), 0.2
    expect_uniform(x, low, width, "high numbers in 0.8..1.0 and low ones in 0.0..0.2")


@exercise(
    "1.2",
    answer="random_patterns",
    reference=data.random_patterns,
    title="Random patterns",
    points=1,
    minutes=1,
)
def check_random_patterns(random_patterns: Callable[[int], Any], t: Trial) -> None:
    x = expect_rows(random_patterns, t)
    if set(x.unique().tolist()) <= {0.0, 1.0}:
        mistake("zeros_and_ones", "You draw only 0 and 1: all numbers between may come too.")
    expect_uniform(x, torch.zeros(4), 1.0, "each number anywhere in 0..1")


def expect_rows(draw: Callable[[int], Any], t: Trial) -> Tensor:
    """N rows of `draw`, (N, 4), once it has shown that each row and each call is drawn anew."""
    name = getattr(draw, "__name__", "it")
    for n in (t.integer(2, 9), 1):
        x = draw(n)
        if isinstance(x, Tensor) and x.shape == (4,) and n > 1:
            mistake("one_row", f"`{name}({n})` gives one row. It must give n rows, shape (n, 4).")
        expect_tensor(x, (n, 4), f"`{name}({n})`")
    x = expect_tensor(draw(N), (N, 4), f"`{name}({N})`").detach()
    again = draw(N).detach()
    rows_differ = bool((x.std(0) > 1e-4).any())
    if torch.equal(x, again):
        if not rows_differ:
            mistake("not_random", "Nothing is random here: every row is the same, in every call.")
        mistake(
            "same_each_call",
            "Two calls give the same patterns. Draw anew in each call, and set no seed inside.",
        )
    if not rows_differ:
        mistake("rows_alike", "All rows of one call are the same: draw n x 4 numbers, not 4.")
    return x


def expect_uniform(x: Tensor, low: Tensor, width: float, wanted: str) -> None:
    """Each column of x (N, 4) is uniform in low..low + width, and independent of the others."""
    unit = (x - low) / width  # each column in 0..1 when right
    if unit.min() < -1e-4 or unit.max() > 1 + 1e-4:
        column = int(((unit - 0.5).abs().amax(0)).argmax())
        mistake(
            "out_of_range",
            f"The {ORDINALS[column]} of the four numbers lies between {x[:, column].min():.2f} "
            f"and {x[:, column].max():.2f}. Wanted: {wanted}.",
        )
    correlation = torch.corrcoef(unit.T).nan_to_num() - torch.eye(4)
    if correlation.abs().max() > 0.5:
        mistake(
            "columns_alike",
            "Numbers of one row move together. Draw each of the four on its own.",
        )
    if unit.amin(0).max() > 0.05 or unit.amax(0).min() < 0.95:
        mistake("too_narrow", f"Your numbers do not fill the range. Wanted: {wanted}.")
    if (unit.mean(0) - 0.5).abs().max() > 0.05 or (unit.std(0) - 12**-0.5).abs().max() > 0.03:
        mistake("not_uniform", "Some values come more often than others: draw them uniformly.")
