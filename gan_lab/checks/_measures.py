"""What checks of measured distances share: what `distance` was asked about, and which images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, mistake
from gan_lab.checks._tools import expect_number

CHANGES_IMAGES = (
    "Your function changes the tensors that were handed in: `images[:] = ...` and methods that end "
    "in `_` work in place, and whoever made them finds others. Make new tensors."
)

Call = tuple[Tensor, Tensor, float]  # images, real, and what `distance` answered


def record_call(calls: list[Call], images: Any, real: Any, t: Trial) -> float:
    """What a check's `distance(images, real)` answers: a number of its own for each call."""
    if not (isinstance(images, Tensor) and isinstance(real, Tensor)):
        mistake("not_images", "`distance` takes two tensors of images.")
    if not (len(images) and len(real)):
        mistake("no_images", "`distance` was called without any images.")
    calls.append((images, real, float(len(calls) + 1 + t.uniform(1))))
    return calls[-1][2]


def find_call(calls: Sequence[Call], value: Any, name: str) -> tuple[Tensor, Tensor]:
    """The two sets of images whose distance `value` is, the entry `name` of an answer's result."""
    number = expect_number(value, f"The entry {name!r}")
    found = [(images, real) for images, real, answer in calls if abs(answer - number) < 1e-6]
    if not found:
        mistake(
            "not_the_distance",
            f"The entry {name!r} is {number:.3g}, which `distance` never gave. Write down what "
            "it gives, without a correction of your own.",
        )
    return found[0]


def comes_from(part: Tensor, whole: Tensor) -> bool:
    """Whether each image of `part` is one of `whole`."""
    if part.shape[1:] != whole.shape[1:]:
        return False
    exact = "donot_use_mm_for_euclid_dist"
    distances = torch.cdist(part.flatten(1), whole.flatten(1), compute_mode=exact)
    return bool((distances.amin(1) < 1e-3).all())
