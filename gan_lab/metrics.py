"""How good are the samples: figures by a small classifier of the course's own.

`classifier_fid` is the Frechet distance of FID (Heusel et al., 2017) in the 128 features of a
digit classifier, not of an Inception network: its values compare with one another, not with
published FIDs. It depends on the number of samples; always state that number and show the floor
(what real images score) beside it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance

from gan_lab.data import read_patterns, to_float
from gan_lab.errors import GanLabError
from gan_lab.models.classifier import N_FEATURES, Classifier

ASSETS = Path(__file__).parent / "assets"

# Trained by gan_lab/scripts/train_classifier.py on MNIST's 60,000 training images; pinned, so
# that figures do not move. The script prints both figures.
_SHA256 = {"mnist": "cd553f43b6aecf1509045dee9d382b720108849749ab2a881849ea5750e4d458"}
TEST_ACCURACY = {"mnist": 0.9952}

MIN_SAMPLES = 2 * N_FEATURES  # fewer give a covariance matrix that is mostly noise


@functools.lru_cache(maxsize=2)
def classifier(name: str = "mnist") -> Classifier:
    """The pinned classifier for an image set, in evaluation mode.

    Raises:
        GanLabError: there is none for `name`, or its file is not the one that was shipped.
    """
    if name not in _SHA256:
        raise GanLabError(f"no classifier for {name!r}: choose {', '.join(_SHA256)}")
    path = ASSETS / f"{name}_classifier.pt"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256[name]:
        raise GanLabError(f"{path} is not the file that the course ships: install it again")
    net = Classifier()
    weights = torch.load(path, weights_only=True)
    net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in weights.items()})
    return net.eval().requires_grad_(False)


def _as_images(images: Tensor, at_least: int) -> Tensor:
    """uint8 or float images, checked, as float32 in [-1, 1]."""
    if images.dim() != 4 or tuple(images.shape[1:]) != (1, 28, 28):
        raise GanLabError(f"expected images (N, 1, 28, 28), got shape {tuple(images.shape)}")
    if len(images) < at_least:
        raise GanLabError(f"expected at least {at_least} images, got {len(images)}")
    if images.dtype == torch.uint8:
        return to_float(images)
    if not torch.isfinite(images).all():
        raise GanLabError("expected images in [-1, 1], got some that are not numbers")
    low, high = images.min().item(), images.max().item()
    if low < -1.001 or high > 1.001 or low >= 0:
        raise GanLabError(f"expected images in [-1, 1], got values from {low:.3g} to {high:.3g}")
    return images.float()


@torch.no_grad()
def features(images: Tensor, name: str = "mnist") -> tuple[Tensor, Tensor]:
    """The classifier's features (N, 128) and class probabilities (N, 10) of images.

    Args:
        images: (N, 1, 28, 28), uint8 or float in [-1, 1].
    """
    net = classifier(name)
    parts = [net.features(x) for x in _as_images(images, 1).split(500)]
    found = torch.cat(parts)
    return found, net.head(F.relu(found)).softmax(1)


class _Features(nn.Module):
    """The classifier's features in the form that torchmetrics asks for."""

    num_features = N_FEATURES

    def __init__(self, name: str) -> None:
        super().__init__()
        self.net = classifier(name)

    def forward(self, x: Tensor) -> Tensor:
        return self.net.features(x)


def classifier_fid(samples: Tensor, real: Tensor, name: str = "mnist") -> float:
    """Frechet distance between samples and real images in the classifier's features.

    The distance of two normal distributions with the features' means and covariances:
    |m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2)). Lower is better; 0 only for equal statistics.

    Args:
        samples, real: (N, 1, 28, 28), uint8 or float in [-1, 1]; at least 256 of each.
    """
    fid = FrechetInceptionDistance(_Features(name), input_img_size=(1, 28, 28))
    fid.set_dtype(torch.float64)  # sums of 10,000 outer products: float32 would drift
    fid.inception.float()
    for images, is_real in ((samples, False), (real, True)):
        for x in _as_images(images, MIN_SAMPLES).split(500):
            fid.update(x, real=is_real)
    return max(0.0, float(fid.compute()))


def class_histogram(images: Tensor, name: str = "mnist") -> Tensor:
    """Share of each class among images, by the classifier: (10,), sums to 1.

    Look at the pictures too: a classifier gives even a blob a class, and with confidence.
    """
    _, probabilities = features(images, name)
    return torch.bincount(probabilities.argmax(1), minlength=probabilities.shape[1]) / len(images)


def diversity(images: Tensor, name: str = "mnist", n: int = 1000) -> float:
    """Mean distance between two images, in the classifier's features. Identical images give 0.

    Compare it with real images' diversity: a generator that collapses falls far below.

    Args:
        images: (N, 1, 28, 28), uint8 or float in [-1, 1], N >= 2; the first `n` are used.
    """
    found, _ = features(_as_images(images, 2)[:n], name)
    distances = torch.cdist(found, found, compute_mode="donot_use_mm_for_euclid_dist")
    return float(distances.sum() / (len(found) * (len(found) - 1)))  # the diagonal is 0


def pattern_rate(x: Tensor, patterns: Sequence[str] = ("1010",)) -> float:
    """Share of rows of x (N, 4) that read as one of `patterns`: 1 in 0.8..1.0, 0 in 0.0..0.2."""
    return sum(pattern_shares(x, patterns).values())


def pattern_shares(x: Tensor, patterns: Sequence[str] = ("1010",)) -> dict[str, float]:
    """For each pattern, the share of rows of x (N, 4) that read as it."""
    if x.dim() != 2 or x.shape[1] != 4 or len(x) == 0:
        raise GanLabError(f"expected patterns (N, 4), N >= 1, got shape {tuple(x.shape)}")
    read = read_patterns(x)
    return {pattern: read.count(pattern) / len(read) for pattern in patterns}
