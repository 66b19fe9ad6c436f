"""How good are the samples: figures by small classifiers of the course's own.

`classifier_fid` is the Frechet distance of FID (Heusel et al., 2017) in the 128 features of such
a classifier, not of an Inception network: its values compare with one another, not with
published FIDs. It depends on the number of samples; always state that number and show the floor
(what real images score) beside it.

`name` says which classifier judges: "mnist" (digits), "fashion-mnist" (garments) or "faces". That
of the faces learnt to read the attributes of the portraits that the package draws; it has never
seen a photograph.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance

from gan_lab.data import read_patterns, to_float
from gan_lab.data.synthetic import ATTRIBUTES
from gan_lab.errors import GanLabError
from gan_lab.models.classifier import N_FEATURES, Classifier

ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True)
class Judge:
    """One shipped classifier. Trained by gan_lab/scripts/train_classifier.py, which prints both
    figures; pinned, so that figures do not move.

    sha256: of its file. accuracy: on images that it was not trained on
    shape: (C, H, W) of the images that it judges
    args: of `Classifier`
    """

    sha256: str
    accuracy: float
    shape: tuple[int, int, int] = (1, 28, 28)
    args: dict[str, Any] = field(default_factory=dict)


FACES_ARGS = {
    "n_outputs": sum(len(values) for values in ATTRIBUTES.values()),
    "nc": 3,
    "size": 64,
    "widths": (32, 64, 96, 128),
}
JUDGES = {
    "mnist": Judge("cd553f43b6aecf1509045dee9d382b720108849749ab2a881849ea5750e4d458", 0.9952),
    "fashion-mnist": Judge(
        "31bcd3cfb5464646195b4003f1c1812bc7479c2dd9012d096b014105b036fe44", 0.9297
    ),
    "faces": Judge(
        "4bc0ee9024f88a3b6aaa3bbe1ba20bddf7dc1311929e0729ab9136c85f63e5bc",
        0.9953,
        (3, 64, 64),
        FACES_ARGS,
    ),
}

MIN_SAMPLES = 2 * N_FEATURES  # fewer give a covariance matrix that is mostly noise


@functools.lru_cache(maxsize=3)
def classifier(name: str = "mnist") -> Classifier:
    """The pinned classifier for an image set, in evaluation mode.

    Raises:
        GanLabError: there is none for `name`, or its file is not the one that was shipped.
    """
    judge = _judge(name)
    path = ASSETS / f"{name}_classifier.pt"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != judge.sha256:
        raise GanLabError(f"{path} is not the file that the course ships: install it again")
    net = Classifier(**judge.args)
    weights = torch.load(path, weights_only=True)
    net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in weights.items()})
    return net.eval().requires_grad_(False)


def _judge(name: str) -> Judge:
    if name not in JUDGES:
        raise GanLabError(f"no classifier for {name!r}: choose {', '.join(JUDGES)}")
    return JUDGES[name]


def _as_images(images: Tensor, at_least: int, name: str) -> Tensor:
    """uint8 or float images, checked, as float32 in [-1, 1], in the size that the judge knows."""
    channels, size, _ = _judge(name).shape
    fits = images.dim() == 4 and images.shape[1] == channels and images.shape[2] == images.shape[3]
    if not fits or images.shape[2] not in ((size, 2 * size) if name == "faces" else (size,)):
        raise GanLabError(
            f"expected images (N, {channels}, {size}, {size}), got shape {tuple(images.shape)}"
        )
    if len(images) < at_least:
        raise GanLabError(f"expected at least {at_least} images, got {len(images)}")
    if images.dtype == torch.uint8:
        images = to_float(images)
    if not torch.isfinite(images).all():
        raise GanLabError("expected images in [-1, 1], got some that are not numbers")
    low, high = images.min().item(), images.max().item()
    if low < -1.001 or high > 1.001 or low >= 0:
        raise GanLabError(f"expected images in [-1, 1], got values from {low:.3g} to {high:.3g}")
    images = images.float()
    return F.avg_pool2d(images, 2) if images.shape[2] == 2 * size else images


@torch.no_grad()
def features(images: Tensor, name: str = "mnist") -> tuple[Tensor, Tensor]:
    """The classifier's features (N, 128) and class probabilities (N, n_classes) of images.

    For faces the second has one column a value of each attribute; those of one attribute sum to 1.

    Args:
        images: (N, C, H, W) of the size that `name` judges (faces: 64 or 128), uint8 or float in
            [-1, 1].
    """
    net = classifier(name)
    found = torch.cat([net.features(_as_images(x, 1, name)) for x in images.split(500)])
    logits = net.head(F.relu(found))
    if name != "faces":
        return found, logits.softmax(1)
    groups = logits.split([len(values) for values in ATTRIBUTES.values()], dim=1)
    return found, torch.cat([group.softmax(1) for group in groups], dim=1)


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
        samples, real: (N, C, H, W), uint8 or float in [-1, 1]; at least 256 of each.
    """
    fid = FrechetInceptionDistance(_Features(name), input_img_size=_judge(name).shape)
    fid.set_dtype(torch.float64)  # sums of 10,000 outer products: float32 would drift
    fid.inception.float()
    for images, is_real in ((samples, False), (real, True)):
        if len(images) < MIN_SAMPLES:
            raise GanLabError(f"expected at least {MIN_SAMPLES} images, got {len(images)}")
        for x in images.split(500):  # in parts: a set that lies in a file is never read whole
            fid.update(_as_images(x, 1, name), real=is_real)
    return max(0.0, float(fid.compute()))


def class_histogram(images: Tensor, name: str = "mnist") -> Tensor:
    """Share of each class among images, by the classifier: (10,), sums to 1.

    Look at the pictures too: a classifier gives even a blob a class, and with confidence.
    """
    if name == "faces":
        raise GanLabError("faces have no classes: attribute_shares counts what they have")
    _, probabilities = features(images, name)
    return torch.bincount(probabilities.argmax(1), minlength=probabilities.shape[1]) / len(images)


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


def diversity(images: Tensor, name: str = "mnist", n: int = 1000) -> float:
    """Mean distance between two images, in the classifier's features. Identical images give 0.

    Compare it with real images' diversity: a generator that collapses falls far below.

    Args:
        images: (N, C, H, W), uint8 or float in [-1, 1], N >= 2; the first `n` are used.
    """
    if len(images) < 2:
        raise GanLabError(f"expected at least 2 images, got {len(images)}")
    found, _ = features(images[:n], name)
    distances = torch.cdist(found, found, compute_mode="donot_use_mm_for_euclid_dist")
    return float(distances.sum() / (len(found) * (len(found) - 1)))  # the diagonal is 0


def saturation(images: Tensor, limit: float = 0.98) -> float:
    """Share of the values of raw images, float (N, C, H, W), that lie beyond +-`limit`.

    Where tanh is at its ends the slope is nearly 0. Compare with the real images' share.
    """
    return float((images.abs() > limit).float().mean())


def contrast(images: Tensor) -> float:
    """Mean over raw images, float (N, C, H, W), of the standard deviation of their values.

    On the tensors themselves: a picture grid that stretches each image hides what this shows.
    """
    return float(images.flatten(1).std(dim=1).mean())


def pattern_rate(x: Tensor, patterns: Sequence[str] = ("1010",)) -> float:
    """Share of rows of x (N, 4) that read as one of `patterns`: 1 in 0.8..1.0, 0 in 0.0..0.2."""
    return sum(pattern_shares(x, patterns).values())


def pattern_shares(x: Tensor, patterns: Sequence[str] = ("1010",)) -> dict[str, float]:
    """For each pattern, the share of rows of x (N, 4) that read as it."""
    if x.dim() != 2 or x.shape[1] != 4 or len(x) == 0:
        raise GanLabError(f"expected patterns (N, 4), N >= 1, got shape {tuple(x.shape)}")
    read = read_patterns(x)
    return {pattern: read.count(pattern) / len(read) for pattern in patterns}
