"""Lesson 01's pairs reach their patterns on the seeds that take longest."""

from __future__ import annotations

import pytest

from gan_lab.metrics import pattern_rate, pattern_shares
from gan_lab.recipes import find_recipe
from gan_lab.scripts import measure_toy

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 10])
def test_one_pattern_within_the_recipes_steps(seed: int) -> None:
    n_steps = find_recipe("toy").steps["standard"]
    ((_, x),) = measure_toy.one_pattern(seed, n_steps, every=n_steps)
    assert pattern_rate(x) == 1.0


@pytest.mark.parametrize("seed", [7, 18])
def test_two_patterns_with_weight_decay(seed: int) -> None:
    shares = pattern_shares(measure_toy.two_patterns(seed, weight_decay=0.01), measure_toy.TWO)
    assert sum(shares.values()) > 0.8
    assert min(shares.values()) > 0.3
