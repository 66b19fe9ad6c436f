"""Quality and diversity apart: precision and recall, density and coverage, and plain diversity.

The first four ask who lies in whose neighbourhood. A point's neighbourhood is the ball that
reaches to its k-th nearest neighbour in its own set.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from gan_lab.errors import GanLabError
from gan_lab.metrics.judges import features_of_both, only_features, two_sets

ROWS = 1000  # distances are computed for so many rows at a time


class PrecisionRecall(NamedTuple):
    """precision: share of samples among real images; recall: share of real images among samples;
    f1: their harmonic mean."""

    precision: float
    recall: float
    f1: float


class DensityCoverage(NamedTuple):
    """density: in how many real neighbourhoods a sample lies, over k; can exceed 1.
    coverage: share of real images with a sample in their neighbourhood."""

    density: float
    coverage: float


def precision_recall(
    samples: Tensor, real: Tensor, name: str = "mnist", k: int = 3
) -> PrecisionRecall:
    """Improved precision and recall (Kynkaanniemi et al., 2019), and their F1.

    Precision is the share of samples that lie in the neighbourhood of any real image: what G draws
    is good. Recall is the share of real images in the neighbourhood of any sample: G draws all.

    Args:
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; at least 256 of each, equally many
            if figures are to be compared.
        k: the neighbourhood reaches to the k-th nearest neighbour.
    """
    return feature_precision_recall(*features_of_both(samples, real, name), k=k)


def density_coverage(
    samples: Tensor, real: Tensor, name: str = "mnist", k: int = 5
) -> DensityCoverage:
    """Density and coverage (Naeem et al., "Reliable Fidelity and Diversity Metrics", 2020).

    Precision and recall are moved by single odd images with a huge neighbourhood; these two count
    real neighbourhoods only, and how many of them.

    Args:
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; at least 256 of each.
        k: the neighbourhood reaches to the k-th nearest neighbour.
    """
    return feature_density_coverage(*features_of_both(samples, real, name), k=k)


def feature_precision_recall(found: Tensor, wanted: Tensor, k: int = 3) -> PrecisionRecall:
    """Precision, recall and F1 of features (N, d) of samples against (M, d) of real images."""
    found, wanted = _checked(found, wanted, k)
    precision = _among(found, wanted, _radii(wanted, k)).gt(0).double().mean().item()
    recall = _among(wanted, found, _radii(found, k)).gt(0).double().mean().item()
    both = precision + recall
    return PrecisionRecall(precision, recall, 2 * precision * recall / both if both else 0.0)


def feature_density_coverage(found: Tensor, wanted: Tensor, k: int = 5) -> DensityCoverage:
    """Density and coverage of features (N, d) of samples against (M, d) of real images."""
    found, wanted = _checked(found, wanted, k)
    radii = _radii(wanted, k)
    density = _among(found, wanted, radii).double().mean().item() / k
    nearest = [torch.cdist(rows, found).amin(1) for rows in wanted.split(ROWS)]
    return DensityCoverage(density, (torch.cat(nearest) <= radii).double().mean().item())


def _checked(found: Tensor, wanted: Tensor, k: int) -> tuple[Tensor, Tensor]:
    if k < 1:
        raise GanLabError(f"k must be at least 1, got {k}")
    return two_sets(found, wanted, at_least=k + 1)


def _radii(x: Tensor, k: int) -> Tensor:
    """Distance of each row of x (N, d) to its k-th nearest other row, (N,)."""
    # the nearest of all is the row itself, at distance 0: hence k + 1
    return torch.cat([torch.cdist(rows, x).kthvalue(k + 1, dim=1).values for rows in x.split(ROWS)])


def _among(points: Tensor, centres: Tensor, radii: Tensor) -> Tensor:
    """In how many of the balls around `centres` (M, d) each of `points` (N, d) lies, (N,)."""
    return torch.cat([(torch.cdist(x, centres) <= radii).sum(1) for x in points.split(ROWS)])


def diversity(images: Tensor, name: str = "mnist", n: int = 1000) -> float:
    """Mean distance between two images, in the classifier's features. Identical images give 0.

    Compare it with real images' diversity: a generator that collapses falls far below.

    Args:
        images: (N, C, H, W), uint8 or float in [-1, 1], N >= 2; the first `n` are used.
    """
    return feature_diversity(only_features(images[:n], name, at_least=2))


def feature_diversity(found: Tensor, n: int = 1000) -> float:
    """Mean distance between two rows of features (N, d), of the first `n`."""
    found, _ = two_sets(found[:n], found[:n], at_least=2)
    distances = torch.cdist(found, found, compute_mode="donot_use_mm_for_euclid_dist")
    return float(distances.sum() / (len(found) * (len(found) - 1)))  # the diagonal is 0
