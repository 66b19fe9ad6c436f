"""1.10: a report that takes a rising loss for success."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_default, expect_number

UNDECIDED = 0.5  # D's loss when it says 0.5 to everything: 0.25 for each of its two terms


def is_balanced(d_losses: Sequence[float], last: int = 1000) -> bool:
    """Whether the mean of the last `last` values of d_loss lies within 0.1 of an undecided D's."""
    tail = d_losses[-last:]
    return abs(sum(tail) / len(tail) - UNDECIDED) < 0.1


@exercise(
    "1.10",
    answer="is_balanced",
    reference=is_balanced,
    title="Find the bug in the report: success",
    points=2,
    minutes=3,
    difficulty=2,
)
def check_is_balanced(is_balanced: Any, t: Trial) -> None:
    last = 10 * t.integer(4, 7)

    def says(d_losses: torch.Tensor) -> bool:
        answer = is_balanced(d_losses.tolist(), last=last)
        if answer is None:
            mistake("returns_nothing", "`is_balanced` gives None: is there a `return` at the end?")
        said = expect_number(answer, "What `is_balanced` gives")
        if said not in (0, 1):
            mistake("not_a_bool", f"`is_balanced` gives {said:.3g}: it says True or False.")
        return bool(said)

    def level(height: float, n: int = 2 * last) -> torch.Tensor:
        noise = 0.02 * t.normal(n)
        return height + noise - noise[-last:].mean()

    def jumps(mean: float) -> torch.Tensor:
        """Four losses below the mean, then one far above it, again and again."""
        return mean + torch.tensor([-0.12, -0.12, 0.48, -0.12, -0.12]).repeat(2 * last // 5)

    def swings(height: float, end: float) -> torch.Tensor:
        """Up and down by 0.3 around `height`, with one odd value at the end."""
        waves = height + 0.3 * (-1.0) ** torch.arange(2 * last)
        return torch.cat([waves[:-1], torch.tensor([end])])

    rising = torch.linspace(0.1, 1.4, 3 * last)
    falling = torch.cat([torch.linspace(0.9, 0.5, last), level(0.5)])
    if says(rising) and not says(falling):
        mistake(
            "rising_is_success",
            "A d_loss that climbs from 0.1 to 1.4 is called balanced, and one that settles at 0.5 "
            "is not. What does D say to every pattern when it cannot tell them apart?",
        )
    if says(level(0.25)) and not says(level(0.5)):
        mistake(
            "one_term_only",
            "0.25 is the error of one term for an undecided D. These losses are sums of two.",
        )
    if not says(level(0.5)) and (says(level(0.693)) or says(level(1.386))):
        mistake(
            "cross_entropy_level",
            "This is the level of the cross-entropy (lesson 02), not of the squared error.",
        )
    if not says(level(0.5)):
        mistake("misses_balance", "A d_loss that stays near 0.5 should be called balanced.")
    if says(swings(0.5, 1.1)) != says(swings(0.5, 0.5)):
        mistake(
            "one_value_only",
            "Your answer hangs on a single value. Losses jump from step to step: take the mean "
            "of the last ones.",
        )
    if not says(falling):
        mistake("misses_balance", "A d_loss that fell to 0.5 and stays there is balanced.")
    if says(level(1.0)) and not says(level(0.05)):
        mistake(
            "no_upper_limit",
            "A d_loss of 1.0 is called balanced: then D is wrong more often than a coin.",
        )
    if says(level(0.05)) and not says(level(1.0)):
        mistake(
            "no_lower_limit",
            "A d_loss of 0.05 is called balanced: then D wins and G fools nobody.",
        )
    if says(level(1.0)):
        mistake("always_true", "A d_loss of 1.0 and one of 0.05 are both called balanced.")
    before_and_after = (level(0.5, 9 * last), level(0.05, last))
    if says(torch.cat(before_and_after)) or not says(
        torch.cat([level(0.05, 9 * last), level(0.5, last)])
    ):
        mistake(
            "whole_run",
            "What happened long ago must not count: look at the last `last` values only.",
        )
    if says(level(0.37)) or says(level(0.63)):
        mistake("too_generous", "0.37 and 0.63 are more than 0.1 away from balance.")
    if not says(jumps(0.5)) or says(jumps(0.63)):
        mistake(
            "not_the_mean",
            "Some losses jump far above the others. The mean of the last ones decides, wherever "
            "the single values lie.",
        )
    if not says(level(0.44)) or not says(level(0.56)):
        mistake("too_strict", "0.44 and 0.56 are less than 0.1 away from balance.")
    if not says(level(0.5, last // 2)):
        mistake("short_run", "A run with fewer than `last` values counts too.")
    expect_default(is_balanced, "last", 1000)
