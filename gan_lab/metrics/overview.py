"""All scores of a set of images at once, and what real images score."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_lab.errors import GanLabError
from gan_lab.metrics.counts import MIN_SHARE
from gan_lab.metrics.distances import frechet_distance, inception_score, kernel_distance
from gan_lab.metrics.judges import class_logits, features_of_both
from gan_lab.metrics.manifold import (
    feature_density_coverage,
    feature_diversity,
    feature_precision_recall,
)
from gan_lab.metrics.pixels import contrast, saturation


def scores(samples: Tensor, real: Tensor, name: str = "mnist") -> dict[str, float]:
    """Each figure of this package that needs no labels, by its name; features are computed once.

    Args:
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; equally many, at least 256.

    Raises:
        GanLabError: their numbers differ: most figures depend on them.
    """
    if len(samples) != len(real):
        raise GanLabError(
            f"expected as many samples as real images, got {len(samples)} and {len(real)}"
        )
    found, wanted = features_of_both(samples, real, name)
    figures = {"classifier-FID": frechet_distance(found, wanted)}
    figures["classifier-KID"] = kernel_distance(found, wanted)
    if name != "faces":  # which have no classes
        logits = class_logits(found, name)
        shares = torch.bincount(logits.argmax(1), minlength=logits.shape[1]) / len(samples)
        figures["classifier-IS"] = inception_score(logits)
        figures["classes covered"] = int((shares >= MIN_SHARE).sum())
    figures["precision"], figures["recall"], figures["F1"] = feature_precision_recall(found, wanted)
    figures["density"], figures["coverage"] = feature_density_coverage(found, wanted)
    figures["diversity"] = feature_diversity(found)
    figures["saturation"], figures["contrast"] = saturation(samples), contrast(samples)
    return figures


def floors(
    real: Tensor, n: int, name: str = "mnist", *, others: Tensor | None = None, seed: int = 0
) -> dict[str, float]:
    """What real images score at the same count: `scores` of `n` real images against `n` others.

    It is what an honest generator can hope for; state it beside each score. classifier-IS and
    precision can be driven past it by a few perfect images, drawn again and again.

    Args:
        real: (N, C, H, W), uint8 or float in [-1, 1].
        others: real images to measure, (M, C, H, W), such as the training part where `real` is the
            test part; without them `real` is divided in two.
        seed: which images are taken follows from it.

    Raises:
        GanLabError: there are too few images.
    """
    needed, has = (2 * n, len(real)) if others is None else (n, min(len(real), len(others)))
    if has < needed:
        raise GanLabError(f"a floor at {n} images needs {needed} real ones, got {has}")
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(real), generator=generator)
    reference = real[order[:n]]
    if others is None:
        return scores(real[order[n : 2 * n]], reference, name)
    return scores(others[torch.randperm(len(others), generator=generator)[:n]], reference, name)
