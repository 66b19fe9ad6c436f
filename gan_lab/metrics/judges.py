"""Who judges: small classifiers of the course's own, pinned, so that figures do not move."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_lab.data import to_float
from gan_lab.data.synthetic import ATTRIBUTES
from gan_lab.errors import GanLabError
from gan_lab.models.classifier import N_FEATURES, Classifier

ASSETS = Path(__file__).parents[1] / "assets"


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
PART = 500  # images at a time: a set that lies in a file is never read whole


@functools.lru_cache(maxsize=3)
def classifier(name: str = "mnist") -> Classifier:
    """The pinned classifier for an image set, in evaluation mode.

    Raises:
        GanLabError: there is none for `name`, or its file is not the one that was shipped.
    """
    judge = find_judge(name)
    path = ASSETS / f"{name}_classifier.pt"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != judge.sha256:
        raise GanLabError(f"{path} is not the file that the course ships: install it again")
    net = Classifier(**judge.args)
    weights = torch.load(path, weights_only=True)
    net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in weights.items()})
    net.to(memory_format=torch.channels_last)  # on a processor more than twice as fast
    return net.eval().requires_grad_(False)


def find_judge(name: str) -> Judge:
    """The entry of `name` in JUDGES.

    Raises:
        GanLabError: there is none.
    """
    if name not in JUDGES:
        raise GanLabError(f"no classifier for {name!r}: choose {', '.join(JUDGES)}")
    return JUDGES[name]


def refuse_classless(name: str) -> None:
    """Raise for the judge that knows attributes and no classes."""
    find_judge(name)
    if name == "faces":
        raise GanLabError("faces have no classes: attribute_shares counts what they have")


def parts(images: Tensor, at_least: int = 1) -> Iterator[Tensor]:
    """Images of any size, checked, in parts of at most 500: float32 in [-1, 1], on the CPU.

    Args:
        images: (N, C, H, W), uint8 or float in [-1, 1].
        at_least: smallest N.

    Raises:
        GanLabError: another type or shape, fewer images, values that are no numbers or lie outside
            [-1, 1], or none below 0: then the range is [0, 1]. The last is known after all parts.
    """
    if not isinstance(images, Tensor) or images.dim() != 4:
        found = tuple(images.shape) if isinstance(images, Tensor) else type(images).__name__
        raise GanLabError(f"expected images (N, C, H, W), got shape {found}")
    if len(images) < at_least:
        raise GanLabError(f"expected at least {at_least} images, got {len(images)}")
    if images.dtype != torch.uint8 and not images.is_floating_point():
        raise GanLabError(f"expected images as uint8 or float in [-1, 1], got {images.dtype}")
    darkest, lightest = float("inf"), -float("inf")
    for part in images.split(PART):
        x = to_float(part.cpu()) if part.dtype == torch.uint8 else part.detach().float().cpu()
        if not torch.isfinite(x).all():
            raise GanLabError("expected images in [-1, 1], got some that are not numbers")
        low, high = x.aminmax()
        darkest, lightest = min(darkest, low.item()), max(lightest, high.item())
        if darkest < -1.001 or lightest > 1.001:
            break
        yield x
    seen = f"got values from {darkest:.3g} to {lightest:.3g}"
    if darkest < -1.001 or lightest > 1.001:
        raise GanLabError(f"expected images in [-1, 1], {seen}")
    if images.dtype != torch.uint8 and darkest >= 0:
        raise GanLabError(
            f"expected images in [-1, 1], {seen}, none below 0: images in [0, 1] need x * 2 - 1"
        )


def _judged_parts(images: Tensor, name: str, at_least: int) -> Iterator[Tensor]:
    """`parts`, in the size that the judge knows: faces of twice the size are averaged down."""
    channels, size, _ = find_judge(name).shape
    shape = tuple(images.shape) if isinstance(images, Tensor) else type(images).__name__
    sizes = (size, 2 * size) if name == "faces" else (size,)
    if shape[1:] not in [(channels, s, s) for s in sizes] or len(shape) != 4:
        raise GanLabError(f"expected images (N, {channels}, {size}, {size}), got shape {shape}")
    for x in parts(images, at_least):
        yield F.avg_pool2d(x, 2) if x.shape[2] == 2 * size else x


@torch.no_grad()
def only_features(images: Tensor, name: str = "mnist", at_least: int = 1) -> Tensor:
    """The classifier's features (N, 128) of images; see `features`."""
    net = classifier(name)
    return torch.cat([net.features(x) for x in _judged_parts(images, name, at_least)])


def features_of_both(samples: Tensor, real: Tensor, name: str) -> tuple[Tensor, Tensor]:
    """The features of two sets of images, with at least 256 images in each."""
    found = only_features(samples, name, MIN_SAMPLES)
    return found, only_features(real, name, MIN_SAMPLES)


def class_logits(found: Tensor, name: str = "mnist") -> Tensor:
    """What the classifier concludes from its features (N, 128): logits (N, n_outputs)."""
    return classifier(name).head(F.relu(found))


def features(images: Tensor, name: str = "mnist") -> tuple[Tensor, Tensor]:
    """The classifier's features (N, 128) and class probabilities (N, n_classes) of images.

    For faces the second has one column a value of each attribute; those of one attribute sum to 1.

    Args:
        images: (N, C, H, W) of the size that `name` judges (faces: 64 or 128), uint8 or float in
            [-1, 1].
    """
    found = only_features(images, name)
    logits = class_logits(found, name)
    if name != "faces":
        return found, logits.softmax(1)
    groups = logits.split([len(values) for values in ATTRIBUTES.values()], dim=1)
    return found, torch.cat([group.softmax(1) for group in groups], dim=1)


def two_sets(found: Tensor, wanted: Tensor, at_least: int) -> tuple[Tensor, Tensor]:
    """Two sets of features, checked, as float64.

    Args:
        found, wanted: (N, d) and (M, d), float.
        at_least: smallest N and M.

    Raises:
        GanLabError: other shapes or types, too few rows, or values that are no numbers.
    """
    for one in (wanted, found):
        fits = isinstance(one, Tensor) and one.dim() == 2 and one.is_floating_point()
        if not fits or one.shape[1] != wanted.shape[1]:
            shapes = [tuple(getattr(x, "shape", ())) for x in (found, wanted)]
            raise GanLabError(f"expected float features (N, d) and (M, d), got shapes {shapes}")
        if len(one) < at_least:
            raise GanLabError(f"expected at least {at_least} rows of features, got {len(one)}")
        if not torch.isfinite(one).all():
            raise GanLabError("expected finite features, got some that are not numbers")
    return found.detach().cpu().double(), wanted.detach().cpu().double()
