"""Distances between samples and real images, and the score of Salimans et al., in the features of
the course's classifiers. Computed by torchmetrics.

Each has two forms: of images, which is what is used, and of what a network found in them.
"""

from __future__ import annotations

import warnings
from typing import Any

import torch
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.inception import InceptionScore
from torchmetrics.image.kid import KernelInceptionDistance

from gan_lab.errors import GanLabError
from gan_lab.metrics.judges import (
    MIN_SAMPLES,
    class_logits,
    classifier,
    features_of_both,
    only_features,
    refuse_classless,
    two_sets,
)

SUBSET, N_SUBSETS = 1000, 50  # of the kernel distance: the whole would need N x N numbers at once


class _AsTheyAre(nn.Module):
    """What torchmetrics takes for its network: the features were computed before."""

    def __init__(self, num_features: int) -> None:
        super().__init__()
        self.num_features = num_features

    def forward(self, x: Tensor) -> Tensor:
        return x


def _quietly(metric: type, *args: Any, **kwargs: Any) -> Any:
    """A metric of torchmetrics, without its warning that it keeps all features."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Metric `", category=UserWarning)
        return metric(*args, **kwargs)


def frechet_distance(found: Tensor, wanted: Tensor) -> float:
    """Frechet distance of two sets of features (N, d), (M, d); N, M > d.

    The distance of two normal distributions with the features' means and covariances:
    |m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and Landau, 1982; Heusel et al., 2017).
    """
    two_sets(found, wanted, at_least=2)
    found, wanted = two_sets(found, wanted, at_least=found.shape[1] + 1)
    fid = FrechetInceptionDistance(_AsTheyAre(found.shape[1]))
    fid.set_dtype(torch.float64)  # sums of 10,000 outer products: float32 would drift
    fid.update(found, real=False)
    fid.update(wanted, real=True)
    return max(0.0, float(fid.compute()))


def classifier_fid(samples: Tensor, real: Tensor, name: str = "mnist") -> float:
    """Frechet distance between samples and real images in the classifier's features.

    Lower is better; 0 only for equal means and covariances. It depends on the number of images:
    see `floors`.

    Args:
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; at least 256 of each.
    """
    return frechet_distance(*features_of_both(samples, real, name))


def classifier_fid_per_class(
    samples: Tensor,
    labels: Tensor,
    real: Tensor,
    real_labels: Tensor,
    name: str = "mnist",
    n: int | None = None,
) -> list[float]:
    """classifier-FID of each class by itself, for conditional models.

    A generator that ignores its labels can have a good classifier-FID, and a bad one in each
    class. All classes are measured with equally many images.

    Args:
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; at least 256 of each class.
        labels, real_labels: int64 (N,): what was asked for, and what the real images show.
        n: images of each class; as many as the rarest class has when left out.
    """
    refuse_classless(name)
    n_classes = classifier(name).head.out_features
    sets = [(samples, labels), (real, real_labels)]
    rarest = min(rarest_class(x, y, n_classes) for x, y in sets)
    needed = max(MIN_SAMPLES, n or 0)
    if rarest < needed:
        raise GanLabError(
            f"expected at least {needed} images of each class, got {rarest} of the rarest"
        )
    n = n or rarest
    distances = []
    for k in range(n_classes):
        places = [(y == k).nonzero()[:n, 0] for _, y in sets]
        distances.append(classifier_fid(samples[places[0]], real[places[1]], name))
    return distances


def rarest_class(images: Tensor, labels: Tensor, n_classes: int = 10) -> int:
    """How many images the rarest class has; labels that do not fit are refused."""
    refuse_labels(images, labels, n_classes)
    return int(torch.bincount(labels.cpu(), minlength=n_classes).min())


def refuse_labels(images: Tensor, labels: Tensor, n_classes: int) -> None:
    """Raise unless labels are int64 (N,), one an image, from 0 to n_classes - 1."""
    if labels.dtype != torch.int64 or labels.shape != (len(images),):
        raise GanLabError(
            f"expected labels int64 of shape ({len(images)},), one an image, got {labels.dtype} "
            f"of shape {tuple(labels.shape)}"
        )
    if len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < n_classes:
        raise GanLabError(
            f"expected labels from 0 to {n_classes - 1}, got {int(labels.min())} to "
            f"{int(labels.max())}"
        )


def kernel_distance(found: Tensor, wanted: Tensor, seed: int = 0) -> float:
    """Squared maximum mean discrepancy of two sets of features (N, d), with a cubic kernel.

    The kernel is (x.y / d + 1)^3; the estimate is unbiased (Binkowski et al., "Demystifying MMD
    GANs", 2018): on average it does not depend on N, and equal sets can give a little below 0.
    More than 1,000 rows are measured as the mean over 50 random parts of 1,000, which follow from
    `seed`.
    """
    found, wanted = two_sets(found, wanted, at_least=2)
    size = min(len(found), len(wanted), SUBSET)
    subsets = 1 if size == len(found) == len(wanted) else N_SUBSETS
    kid = _quietly(KernelInceptionDistance, _AsTheyAre(found.shape[1]), subsets, size)
    kid.update(found, real=False)
    kid.update(wanted, real=True)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return float(kid.compute()[0])


def kid(samples: Tensor, real: Tensor, name: str = "mnist", seed: int = 0) -> float:
    """Kernel distance between samples and real images in the classifier's features.

    Made as the KID of Binkowski et al. (2018), see `kernel_distance`. Lower is better; unlike the
    classifier-FID it does not fall, on average, when more images are used.

    Args:
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; at least 256 of each.
    """
    return kernel_distance(*features_of_both(samples, real, name), seed)


def inception_score(logits: Tensor, splits: int = 1, seed: int = 0) -> float:
    """exp of the mean KL divergence between p(y|x) and p(y), from logits (N, n_classes).

    From 1, all images are judged alike, to n_classes, each is one class for sure and all classes
    are equally frequent (Salimans et al., "Improved Techniques for Training GANs", 2016).
    """
    logits, _ = two_sets(logits, logits, at_least=2 * splits)
    score = _quietly(InceptionScore, _AsTheyAre(logits.shape[1]), splits=splits)
    score.update(logits.log_softmax(1).clamp(min=-700))  # exp of less is 0, and 0 log 0 no number
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        torch.manual_seed(seed)  # of the splits
        warnings.filterwarnings("ignore", message="std", category=UserWarning)  # of one split
        return float(score.compute()[0])


def classifier_is(samples: Tensor, name: str = "mnist", splits: int = 1) -> float:
    """The score of `inception_score` by the classifier, from 1 to 10. Higher is better.

    It never looks at a real image: ten perfect images, copied, reach the best score.

    Args:
        samples: (N, C, H, W), uint8 or float in [-1, 1]; at least 256.
        splits: the mean over so many parts; the paper takes 10.
    """
    refuse_classless(name)
    found = only_features(samples, name, MIN_SAMPLES)
    return inception_score(class_logits(found, name), splits)
