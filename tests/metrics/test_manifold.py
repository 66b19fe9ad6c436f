"""Neighbourhoods hold against pairs counted one by one, and against points laid out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gan_lab import metrics
from gan_lab.data.synthetic import digits
from gan_lab.errors import GanLabError


def points(*values: float) -> torch.Tensor:
    return torch.tensor([[float(value)] for value in values])


def brute_force(samples: np.ndarray, real: np.ndarray, k: int) -> dict[str, float]:
    """All four figures from their definitions, pair by pair."""

    def radius(x: np.ndarray, i: int) -> float:
        return sorted(float(np.linalg.norm(x[i] - x[j])) for j in range(len(x)) if j != i)[k - 1]

    def inside(point: np.ndarray, x: np.ndarray, radii: list[float]) -> int:
        return sum(np.linalg.norm(point - x[i]) <= radii[i] for i in range(len(x)))

    r_real = [radius(real, i) for i in range(len(real))]
    r_fake = [radius(samples, i) for i in range(len(samples))]
    return {
        "precision": np.mean([inside(y, real, r_real) > 0 for y in samples]),
        "recall": np.mean([inside(x, samples, r_fake) > 0 for x in real]),
        "density": np.mean([inside(y, real, r_real) for y in samples]) / k,
        "coverage": np.mean(
            [
                min(np.linalg.norm(y - real[i]) for y in samples) <= r_real[i]
                for i in range(len(real))
            ]
        ),
    }


@pytest.mark.parametrize("k", [1, 3, 5])
def test_all_four_agree_with_pairs_counted_one_by_one(k: int) -> None:
    generator = torch.Generator().manual_seed(k)
    real = torch.randn(60, 4, generator=generator)
    samples = 0.8 * torch.randn(45, 4, generator=generator) + 1
    expected = brute_force(samples.double().numpy(), real.double().numpy(), k)
    assert 0.1 < expected["recall"] < 1 > expected["precision"] > 0.1
    pr = metrics.feature_precision_recall(samples, real, k=k)
    dc = metrics.feature_density_coverage(samples, real, k=k)
    assert pr[:2] == pytest.approx((expected["precision"], expected["recall"]))
    assert dc.density == pytest.approx(expected["density"])
    assert dc.coverage == pytest.approx(expected["coverage"])


def test_precision_and_recall_by_hand() -> None:
    """Real points at 0, 1, 2, 10; with k = 1 their balls reach 1, 1, 1, 8 far."""
    real = points(0, 1, 2, 10)
    samples = points(2.5, 3.5, 1.5, -4)  # in; in the far point's ball; in; out
    precision, recall, f1 = metrics.feature_precision_recall(samples, real, k=1)
    assert precision == 0.75
    # balls of the samples: 2.5 and 3.5 reach 1, 1.5 reaches 1, -4 reaches 5.5: all but 10 inside
    assert recall == 0.75
    assert f1 == 0.75


def test_f1_is_the_harmonic_mean_and_0_when_nothing_fits() -> None:
    real, copies = points(*range(10)), points(*[4.0] * 5, 4.5)
    precision, recall, f1 = metrics.feature_precision_recall(copies, real, k=2)
    assert precision == 1
    assert recall == 0.2  # the ball of 4.5 holds 4 and 5, those of the copies only themselves
    assert f1 == pytest.approx(2 * 0.2 / 1.2)
    assert metrics.feature_precision_recall(real + 1000, real, k=2) == (0, 0, 0)


def test_density_and_coverage_by_hand() -> None:
    real = points(0, 1, 2, 10)  # balls reach 1, 1, 1, 8 far
    density, coverage = metrics.feature_density_coverage(points(0.5, 0.5), real, k=1)
    assert density == 2  # each sample lies in the balls of 0 and of 1
    assert coverage == 0.5
    density, coverage = metrics.feature_density_coverage(points(5, 5), real, k=1)
    assert (density, coverage) == (1, 0.25)


def test_one_odd_real_image_moves_precision_more_than_density() -> None:
    """What density repairs: the huge neighbourhood of an outlier."""
    generator = torch.Generator().manual_seed(0)
    real, far = torch.randn(300, 2, generator=generator), torch.randn(300, 2, generator=generator)
    with_outlier = torch.cat([real, torch.tensor([[60.0, 0.0]])])
    far = 2 * far + torch.tensor([30.0, 0.0])
    assert metrics.feature_precision_recall(far, real).precision == 0
    assert metrics.feature_precision_recall(far, with_outlier).precision > 0.9
    assert metrics.feature_density_coverage(far, with_outlier).density < 0.3


def test_large_sets_are_measured_in_parts_alike(monkeypatch) -> None:
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(130, 3, generator=generator) for _ in range(2))
    whole = metrics.feature_precision_recall(a, b), metrics.feature_density_coverage(a, b)
    monkeypatch.setattr("gan_lab.metrics.manifold.ROWS", 17)
    assert (
        metrics.feature_precision_recall(a, b),
        metrics.feature_density_coverage(a, b),
    ) == whole


def test_images_are_compared_by_their_features() -> None:
    real, samples = digits(300, seed=1)[0], digits(280, seed=2)[0]
    a, b = (metrics.features(x)[0] for x in (samples, real))
    assert metrics.precision_recall(samples, real) == metrics.feature_precision_recall(a, b, k=3)
    assert metrics.density_coverage(samples, real) == metrics.feature_density_coverage(a, b, k=5)
    assert metrics.precision_recall(real, real) == (1, 1, 1)
    one = real[:1].expand(300, -1, -1, -1)  # perfect, and nothing else
    precision, recall, f1 = metrics.precision_recall(one, real)
    assert precision == 1
    assert recall < 0.02 > f1 / 2
    assert metrics.density_coverage(one, real).coverage < 0.1


@pytest.mark.parametrize(
    "metric", [metrics.feature_precision_recall, metrics.feature_density_coverage]
)
def test_what_cannot_be_compared_is_refused(metric) -> None:
    x = points(1, 2, 3, 4)
    with pytest.raises(GanLabError, match="at least 4 rows of features, got 3"):
        metric(x[:3], x, k=3)
    with pytest.raises(GanLabError, match="k must be at least 1, got 0"):
        metric(x, x, k=0)
    with pytest.raises(GanLabError, match="not numbers"):
        metric(x / 0, x, k=1)
    with pytest.raises(GanLabError, match=r"features \(N, d\) and \(M, d\)"):
        metric(x.repeat(1, 2), x, k=1)
