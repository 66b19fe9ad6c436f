"""Classes, asked labels and modes are counted as by hand."""

from __future__ import annotations

import math

import pytest
import torch

from gan_lab import metrics
from gan_lab.data.synthetic import digits
from gan_lab.errors import GanLabError


def ring(n_modes: int = 8) -> torch.Tensor:
    """Centres (n_modes, 2) on a circle of radius 2."""
    angles = torch.arange(n_modes) * 2 * math.pi / n_modes
    return 2 * torch.stack([angles.cos(), angles.sin()], dim=1)


def test_modes_by_hand() -> None:
    """Of 2,500 points: 25 on one mode, 24 on another, the others far away."""
    centres = ring()
    samples = torch.full((2500, 2), 50.0)
    samples[:25], samples[25:49] = centres[0], centres[1]
    assert metrics.modes_covered(samples, centres, 0.02) == (1, 49 / 2500)
    samples[49] = centres[1]
    assert metrics.modes_covered(samples, centres, 0.02) == (2, 50 / 2500)


def test_a_point_counts_up_to_3_sigma() -> None:
    centres, samples = torch.zeros(1, 2), torch.zeros(1000, 2)
    samples[:, 0] = 0.0599
    assert metrics.modes_covered(samples, centres, 0.02) == (1, 1)
    samples[:, 1] = 0.01  # further in two dimensions
    assert metrics.modes_covered(samples, centres, 0.02) == (0, 0)


def test_the_mixture_itself_reaches_its_ceiling() -> None:
    generator = torch.Generator().manual_seed(0)
    centres = ring()
    which = torch.randint(8, (100_000,), generator=generator)
    samples = centres[which] + 0.02 * torch.randn(100_000, 2, generator=generator)
    covered, share = metrics.modes_covered(samples, centres, 0.02)
    assert covered == 8
    assert share == pytest.approx(1 - math.exp(-4.5), abs=0.002)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (torch.zeros(999, 2), "at least 1000 points, got 999"),
        (torch.zeros(1000, 3), r"float \(N, 2\), got shape \(1000, 3\)"),
        (torch.zeros(2000), r"float \(N, 2\), got shape \(2000,\)"),
        (torch.zeros(1000, 2).long(), r"float \(N, 2\)"),
        (torch.full((1000, 2), torch.nan), "not numbers"),
        ([[0.0, 0.0]], "got shape list"),
    ],
)
def test_points_that_cannot_be_counted_are_refused(samples, reason) -> None:
    with pytest.raises(GanLabError, match=reason):
        metrics.modes_covered(samples, ring(), 0.02)


def test_modes_that_are_none_are_refused() -> None:
    samples = torch.zeros(1000, 2)
    for centres in (torch.zeros(2), torch.zeros(0, 2), torch.zeros(4, 3)):
        with pytest.raises(GanLabError, match=r"centres \(K, 2\)"):
            metrics.modes_covered(samples, centres, 0.02)
    for sigma in (0, -1, float("nan")):
        with pytest.raises(GanLabError, match="sigma must be above 0"):
            metrics.modes_covered(samples, ring(), sigma)


@pytest.fixture(scope="module")
def drawn():
    """Digits that the classifier reads as what they are, with their labels."""
    x, labels = digits(500, seed=4)
    right = metrics.features(x)[1].argmax(1) == labels
    return x[right][:400], labels[right][:400]


def test_class_coverage_counts_classes_with_one_percent(drawn) -> None:
    x, labels = drawn
    only = x[(labels == 2) | (labels == 5)].repeat(3, 1, 1, 1)
    assert metrics.class_coverage(only) == 2
    assert metrics.class_coverage(x) == 10
    seven, two = x[labels == 7], x[labels == 2][:1]
    mostly = seven.repeat(9, 1, 1, 1)[:198]
    assert metrics.class_coverage(torch.cat([mostly, two, two])) == 2  # 2 of 200: just 1 %
    assert metrics.class_coverage(torch.cat([mostly, two])) == 1
    with pytest.raises(GanLabError, match="at least 100 images, got 99"):
        metrics.class_coverage(x[:99])
    with pytest.raises(GanLabError, match="faces have no classes"):
        metrics.class_coverage(torch.zeros(100, 3, 64, 64), "faces")


def test_label_agreement_by_hand(drawn) -> None:
    x, labels = drawn
    assert metrics.label_agreement(x, labels) == 1
    wrong = labels.clone()
    wrong[:100] = (wrong[:100] + 1) % 10
    assert metrics.label_agreement(x, wrong) == 0.75
    with pytest.raises(GanLabError, match="labels from 0 to 9"):
        metrics.label_agreement(x, labels + 1)
    with pytest.raises(GanLabError, match=r"labels int64 of shape \(400,\)"):
        metrics.label_agreement(x, labels[:-1])
    with pytest.raises(GanLabError, match="faces have no classes"):
        metrics.label_agreement(x, labels, "faces")


def test_patterns_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(GanLabError, match="not numbers"):
        metrics.pattern_rate(torch.full((3, 4), torch.nan))


# --- shares


@pytest.mark.parametrize(("right", "n"), [(15, 24), (0, 7), (7, 7), (1, 1), (310, 2000)])
def test_wilson_s_interval_is_scipy_s(right: int, n: int) -> None:
    theirs = pytest.importorskip("scipy.stats").binomtest(right, n).proportion_ci(method="wilson")
    assert metrics.wilson_interval(right, n) == pytest.approx((theirs.low, theirs.high), abs=1e-4)


def test_wilson_s_interval_by_hand() -> None:
    """With z = 2 and 2 of 4: the middle is 1/2, the half-width 2 sqrt(1/16 + 1/16) / 2."""
    low, high = metrics.wilson_interval(2, 4, z=2)
    assert (low, high) == pytest.approx((0.5 - math.sqrt(1 / 8), 0.5 + math.sqrt(1 / 8)))
    assert metrics.wilson_interval(15, 24) == pytest.approx((0.427, 0.788), abs=5e-4)


@pytest.mark.parametrize(("right", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_is_refused(right: int, n: int) -> None:
    with pytest.raises(GanLabError, match=f"got {right} of {n}"):
        metrics.wilson_interval(right, n)
