"""1.11 to 1.13, optional: two patterns, a wider generator, and a measure of diversity."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from gan_lab import data
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_number, expect_tensor
from gan_lab.checks.lesson_01.networks import check_net, expect_bend
from gan_lab.data import read_patterns
from gan_lab.models import toy
from gan_lab.models.summary import count_parameters

PATTERNS = ("1010", "0101")


def two_patterns(n: int) -> Tensor:
    """Draw n patterns, (n, 4), each 1010 or 0101 with equal chance."""
    return data.real_patterns(n, PATTERNS)


class WideGenerator(toy.Generator):
    """z (N, 4) in, patterns (N, 4) out, with two hidden layers of 32 units."""

    def __init__(self) -> None:
        super().__init__(nz=4, hidden=(32, 32))


def diversity(x: Tensor) -> float:
    """The mean distance between two different rows of x (N, 4)."""
    return float(torch.pdist(x).mean())


@exercise(
    "1.11",
    answer="two_patterns",
    reference=two_patterns,
    title="Two kinds of notes",
    points=1,
    minutes=3,
    difficulty=2,
    core=False,
)
def check_two_patterns(two_patterns: Callable[[int], Any], t: Trial) -> None:
    for n in (t.integer(2, 9), 1):
        expect_tensor(two_patterns(n), (n, 4), f"`two_patterns({n})`")
    x = expect_tensor(two_patterns(600), (600, 4), "`two_patterns(600)`")
    read = read_patterns(x)
    seen = set(read)
    if strange := seen - set(PATTERNS):
        example = sorted(strange)[0]
        if "?" in example:
            mistake(
                "between",
                "Some numbers lie between 0.2 and 0.8: a row is one pattern or the other, not a "
                "mixture.",
            )
        mistake(
            "mixed_bits",
            f"Some rows read {example}. Choose the pattern once for the whole row.",
        )
    if len(seen) == 1:
        others = set(read_patterns(torch.cat([two_patterns(1) for _ in range(40)])))
        if len(others) == 1:
            mistake("one_pattern", f"You only ever draw {read[0]}.")
        mistake(
            "one_choice_a_call",
            "All rows of one call hold the same pattern: choose anew for each row.",
        )
    share = read.count("1010") / 600
    if not 0.35 < share < 0.65:
        mistake("unequal", f"{share:.0%} of your patterns read 1010: equal chances are wanted.")
    if len({read_patterns(two_patterns(1))[0] for _ in range(40)}) == 1:
        mistake(
            "fixed_order",
            "The first row always holds the same pattern: choose by chance, row by row.",
        )
    if len(x.unique(dim=0)) < 300:
        mistake(
            "values_repeat",
            "Rows with the same pattern hold the same four numbers: draw them anew for each row.",
        )


@exercise(
    "1.12",
    answer="WideGenerator",
    reference=WideGenerator,
    title="A wider generator",
    points=2,
    minutes=4,
    difficulty=2,
    core=False,
)
def check_wide_generator(WideGenerator: Callable[[], Any], t: Trial) -> None:
    check_net(WideGenerator, t, n_in=4, row=(4,))
    expect_bend(WideGenerator(), t, n_in=4)
    n_layers = sum(p.dim() == 2 for p in WideGenerator().parameters())
    if n_layers < 3:
        mistake("too_few_layers", "Two hidden layers need three Linear layers: yours are fewer.")
    if n_layers > 3:
        mistake(
            "too_many_layers",
            f"Two hidden layers need three Linear layers, and yours are {n_layers}. Here the width "
            "is your choice, the depth is not.",
        )
    _expect_bends(WideGenerator(), t)
    found, wanted = count_parameters(WideGenerator()), 1348
    if found != wanted:
        t.note(f"your network has {found} numbers to learn; 4-32-32-4 has {wanted}.")


@torch.no_grad()
def _expect_bends(net: torch.nn.Module, t: Trial) -> None:
    """Something bends between any two layers that follow each other.

    Without it, and without biases, only the product of their weights counts: a factor at one and
    its inverse at the other change nothing. ReLU shows at -1, tanh at 2.
    """
    net.eval()
    for name, p in net.named_parameters():
        if name.endswith("bias"):
            p.zero_()
    matrices = [p for p in net.parameters() if p.dim() == 2]
    z = 3 * t.normal(64, 4)
    y = net(z)
    for i, (first, second) in enumerate(pairwise(matrices), start=1):
        unchanged = []
        for factor in (2.0, -1.0):
            first.mul_(factor)
            second.div_(factor)
            unchanged.append(close(net(z), y, 1e-5))
            first.div_(factor)
            second.mul_(factor)
        if all(unchanged):
            mistake(
                "no_hidden_activation",
                f"Nothing bends between your layers {i} and {i + 1}: together they are no more "
                "than one. Put an activation between them.",
            )


@exercise(
    "1.13",
    answer="diversity",
    reference=diversity,
    title="How different are they?",
    points=2,
    minutes=5,
    difficulty=2,
    core=False,
)
def check_diversity(diversity: Callable[[Tensor], Any], t: Trial) -> None:
    x = t.uniform(t.integer(4, 8), 4)
    n = len(x)
    given = x.clone()
    what = f"`diversity` of {n} patterns"
    found = expect_number(diversity(x), what)
    if not torch.equal(x, given):
        mistake("changes_input", "Your function changes the patterns that were handed in.")
    differences = x[:, None] - x[None, :]  # (N, 1, 4) - (1, N, 4) -> (N, N, 4)
    pairs = differences.norm(dim=2)  # (N, N)
    wanted = pairs.sum().item() / (n * (n - 1))

    def is_(value: Tensor | float) -> bool:
        return abs(found - float(value)) < 1e-4

    if is_(wanted):
        if expect_number(diversity(x[:1].expand(5, 4)), "`diversity` of 5 equal patterns") > 1e-3:
            mistake("equal_not_zero", "Five equal patterns should have diversity 0.")
        return
    if is_(pairs.mean()):
        mistake(
            "pairs_with_itself",
            f"You divide by all {n}² pairs, and {n} of them pair a pattern with itself.",
        )
    if is_(pairs.sum()) or is_(pairs.sum() / 2):
        mistake("sum_for_mean", "You add the distances up: divide by the number of pairs.")
    if is_(pairs.sum() / 2 / (n * (n - 1))) or is_(pairs.mean() / 2):
        mistake(
            "half_the_mean",
            "Your value is half the mean distance: count the pairs that your sum really holds.",
        )
    squared = pairs.square().sum() / (n * (n - 1))
    if is_(squared) or is_(pairs.square().mean()) or is_(squared / 4):
        mistake("squared", "These are squared distances: the root is missing.")
    absolute = differences.abs().sum(2).sum() / (n * (n - 1))
    if is_(absolute) or is_(absolute / 4) or is_(differences.abs().mean()):
        mistake(
            "absolute_differences",
            "You take absolute differences; the distance is the root of the summed squares.",
        )
    if is_(x.std(0).mean()) or is_(x.std()) or is_(x.std(0, correction=0).mean()):
        mistake("standard_deviation", "This is a standard deviation, not a mean distance of pairs.")
    if is_((x[1:] - x[:-1]).norm(dim=1).mean()):
        mistake("neighbours_only", "You compare neighbours only: every pair counts.")
    if is_((x - x.mean(0)).norm(dim=1).mean()):
        mistake("distance_to_mean", "This is the distance to the average pattern, not of pairs.")
    if is_(pairs.max()) or is_((pairs + 9 * torch.eye(n)).min()):
        mistake("one_pair_only", "This is the distance of a single pair: take the mean of all.")
    mistake("wrong_value", f"{what} is {found:.4f}, expected {wanted:.4f}.")
