"""Counting: classes, attributes, labels that came as asked, modes of 2-D points, patterns.

And how sure a share is that was counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from gan_lab.data import read_patterns
from gan_lab.data.synthetic import ATTRIBUTES
from gan_lab.errors import GanLabError
from gan_lab.metrics.distances import refuse_labels
from gan_lab.metrics.judges import features, refuse_classless

MIN_SHARE = 0.01  # of all samples, for a class or a mode to count as covered
MIN_POINTS = 1000  # with fewer, 1 % is too few points to tell a mode from strays


def class_histogram(images: Tensor, name: str = "mnist") -> Tensor:
    """Share of each class among images, by the classifier: (10,), sums to 1.

    Look at the pictures too: a classifier gives even a blob a class, and with confidence.
    """
    refuse_classless(name)
    _, probabilities = features(images, name)
    return torch.bincount(probabilities.argmax(1), minlength=probabilities.shape[1]) / len(images)


def class_coverage(images: Tensor, name: str = "mnist") -> int:
    """How many classes have at least 1 % of the images, by the classifier.

    Args:
        images: (N, C, H, W), uint8 or float in [-1, 1]; at least 100.
    """
    if len(images) < 1 / MIN_SHARE:
        raise GanLabError(f"expected at least {1 / MIN_SHARE:.0f} images, got {len(images)}")
    return int((class_histogram(images, name) >= MIN_SHARE).sum())


def label_agreement(samples: Tensor, labels: Tensor, name: str = "mnist") -> float:
    """Share of samples that the classifier calls by the label that was asked for.

    Compare it with the classifier's accuracy on real images, which is not 1 either.

    Args:
        samples: (N, C, H, W), uint8 or float in [-1, 1]. labels: int64 (N,).
    """
    refuse_classless(name)
    _, probabilities = features(samples, name)
    refuse_labels(samples, labels, probabilities.shape[1])
    return (probabilities.argmax(1) == labels.cpu()).double().mean().item()


def attribute_shares(images: Tensor) -> dict[str, dict[str, float]]:
    """Of each attribute of the drawn portraits, the share of each value, by the classifier.

    Such as {"glasses": {"none": 0.7, ...}, ...}. It says what a generator dropped.

    Args:
        images: (N, 3, 64, 64) or (N, 3, 128, 128), uint8 or float in [-1, 1].
    """
    _, probabilities = features(images, "faces")
    groups = probabilities.split([len(values) for values in ATTRIBUTES.values()], dim=1)
    shares = {}
    for (attribute, values), group in zip(ATTRIBUTES.items(), groups, strict=True):
        counts = torch.bincount(group.argmax(1), minlength=len(values)) / len(images)
        shares[attribute] = dict(zip(values, counts.tolist(), strict=True))
    return shares


class ModesCovered(NamedTuple):
    """covered: number of modes; share: of all samples within 3 sigma of any mode."""

    covered: int
    share: float


def modes_covered(samples: Tensor, centres: Tensor, sigma: float) -> ModesCovered:
    """How many modes of a mixture of Gaussians the samples cover, and how many samples are near.

    A mode is covered when at least 1 % of all samples lie within 3 sigma of its centre. Beside it
    stands the share of all samples within 3 sigma of any centre: samples of the mixture itself
    reach 1 - exp(-9 / 2) = 98.9 %, in two dimensions.

    Args:
        samples: float (N, 2), at least 1,000; the course takes 2,500.
        centres: (K, 2), further than 6 sigma apart. sigma: the modes' standard deviation.
    """
    fits = isinstance(samples, Tensor) and samples.dim() == 2 and samples.shape[1] == 2
    if not fits or not samples.is_floating_point():
        found = tuple(samples.shape) if isinstance(samples, Tensor) else type(samples).__name__
        raise GanLabError(f"expected points, float (N, 2), got shape {found}")
    if centres.dim() != 2 or centres.shape[1] != 2 or len(centres) == 0:
        raise GanLabError(f"expected centres (K, 2), got shape {tuple(centres.shape)}")
    if not sigma > 0:
        raise GanLabError(f"sigma must be above 0, got {sigma}")
    if len(samples) < MIN_POINTS:
        raise GanLabError(f"expected at least {MIN_POINTS} points, got {len(samples)}")
    if not torch.isfinite(samples).all():
        raise GanLabError("expected points, got some that are not numbers")
    differences = samples.detach().cpu().double()[:, None] - centres.cpu().double()  # (N, K, 2)
    near = differences.norm(dim=2) <= 3 * sigma  # (N, K)
    covered = near.double().mean(0) >= MIN_SHARE
    return ModesCovered(int(covered.sum()), near.any(1).double().mean().item())


def pattern_rate(x: Tensor, patterns: Sequence[str] = ("1010",)) -> float:
    """Share of rows of x (N, 4) that read as one of `patterns`: 1 in 0.8..1.0, 0 in 0.0..0.2."""
    return sum(pattern_shares(x, patterns).values())


def pattern_shares(x: Tensor, patterns: Sequence[str] = ("1010",)) -> dict[str, float]:
    """For each pattern, the share of rows of x (N, 4) that read as it."""
    if x.dim() != 2 or x.shape[1] != 4 or len(x) == 0:
        raise GanLabError(f"expected patterns (N, 4), N >= 1, got shape {tuple(x.shape)}")
    if not torch.isfinite(x).all():
        raise GanLabError("expected patterns of numbers, got some that are not numbers")
    read = read_patterns(x)
    return {pattern: read.count(pattern) / len(read) for pattern in patterns}


def wilson_interval(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The interval (low, high) that holds the true share, when `right` of `n` were counted.

    In 95 of 100 such counts, for z = 1.96. It stays within [0, 1] and is honest for small n too:
    Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
    """
    if not 0 <= right <= n or n < 1:
        raise GanLabError(f"expected right from 0 to n and n at least 1, got {right} of {n}")
    p, whole = right / n, 1 + z**2 / n
    middle = (p + z**2 / (2 * n)) / whole
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / whole
    return max(0.0, middle - half), min(1.0, middle + half)  # rounding may leave [0, 1]
