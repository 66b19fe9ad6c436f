"""Lesson 01's patterns."""

from __future__ import annotations

import pytest
import torch

from gan_lab.data import random_patterns, read_patterns, real_patterns
from gan_lab.errors import GanLabError


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_real_patterns_fill_their_two_ranges() -> None:
    x = real_patterns(1000, generator=seeded())
    assert x.shape == (1000, 4)
    assert x.dtype == torch.float32
    high, low = x[:, [0, 2]], x[:, [1, 3]]
    assert 0.8 <= high.min() < 0.81
    assert 0.99 < high.max() <= 1.0
    assert 0.0 <= low.min() < 0.01
    assert 0.19 < low.max() <= 0.2
    assert high.mean().item() == pytest.approx(0.9, abs=0.01)  # uniform
    assert torch.corrcoef(x.T).fill_diagonal_(0).abs().max() < 0.1  # four numbers of their own


def test_two_patterns_come_equally_often() -> None:
    read = read_patterns(real_patterns(1000, ("1010", "0101"), generator=seeded()))
    assert set(read) == {"1010", "0101"}
    assert 430 < read.count("1010") < 570


def test_random_patterns_are_noise_between_0_and_1() -> None:
    x = random_patterns(1000, generator=seeded())
    assert x.shape == (1000, 4)
    assert 0 <= x.min() < 0.01
    assert 0.99 < x.max() <= 1
    assert (x.mean(0) - 0.5).abs().max() < 0.05


@pytest.mark.parametrize("draw", [real_patterns, random_patterns])
def test_draws_follow_the_generator_alone(draw) -> None:
    before = torch.get_rng_state()
    assert torch.equal(draw(5, generator=seeded(1)), draw(5, generator=seeded(1)))
    assert not torch.equal(draw(5, generator=seeded(1)), draw(5, generator=seeded(2)))
    assert torch.equal(torch.get_rng_state(), before)


def test_read_patterns_at_the_borders() -> None:
    x = torch.tensor(
        [[0.8, 0.2, 1.0, 0.0], [0.79, 0.21, 0.5, 0.5], [0.0, 0.9, 0.1, 0.95]], dtype=torch.float64
    )
    assert read_patterns(x) == ["1010", "????", "0101"]


def test_every_real_pattern_reads_as_itself() -> None:
    """Also at the very ends of the ranges, where float32 rounds."""
    for pattern in ("1010", "0000", "1111"):
        assert set(read_patterns(real_patterns(20_000, (pattern,), generator=seeded()))) == {
            pattern
        }


@pytest.mark.parametrize("pattern", ["101", "10100", "1020", ""])
def test_patterns_that_are_none_are_named(pattern: str) -> None:
    with pytest.raises(GanLabError, match=f"such as 1010; got '{pattern}'"):
        real_patterns(2, (pattern,))
