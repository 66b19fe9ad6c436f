"""9.6: how different the samples are, against the real images."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number
from gan_lab.checks.lesson_09._shared import random_batch

COMPARES_TO_REAL = (
    "You measure how far samples lie from real images. Compare samples with samples, and real "
    "images with real ones."
)


def relative_diversity(samples: Tensor, real: Tensor) -> float:
    """Mean distance of two samples, divided by the mean distance of two real images."""

    def mean_distance(images: Tensor) -> float:
        x, n = images.flatten(1), len(images)
        return float(torch.cdist(x, x).sum() / (n * (n - 1)))  # the diagonal is 0

    return mean_distance(samples) / mean_distance(real)


@exercise(
    "9.6",
    answer="relative_diversity",
    reference=relative_diversity,
    title="A number that warns of collapse",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_relative_diversity(relative_diversity: Any, t: Trial) -> None:
    n, m = 2 * t.integer(8, 12), t.integer(30, 40)
    samples, real = random_batch(t, n), random_batch(t, m)
    before = samples.clone(), real.clone()

    def measure(samples: Tensor, real: Tensor) -> float:
        value = relative_diversity(samples, real)
        if isinstance(value, bool):
            mistake("yes_or_no", "Return the number itself: you will want to see it shrink.")
        if isinstance(value, Tensor | float) and _is_nan(value):
            mistake(
                "differences_cancel",
                "Your measure is no number (nan): somewhere 0 is divided by 0. Differences with "
                "both signs cancel out: take distances, absolute values or squares. And does a "
                "number that you divide by come out as 0?",
            )
        return expect_number(value, "What `relative_diversity` returns")

    alike = measure(samples, real)
    if not torch.equal(samples, before[0]) or not torch.equal(real, before[1]):
        mistake("changes_input", "Your function changes the images that were handed in.")
    if not math.isclose(measure(samples, real), alike, rel_tol=1e-4, abs_tol=1e-6):
        mistake(
            "random",
            "The same images get another number each time: somewhere chance decides, such as which "
            "pairs are compared. Compare all pairs.",
        )
    if abs(measure(real, real)) < 1e-3:
        if abs(measure(real + 0.8, real)) > 1e-2:
            mistake("compares_to_real", COMPARES_TO_REAL)
        mistake(
            "not_a_ratio",
            "For samples that *are* the real images the result is 0, and it should be 1: divide "
            "one diversity by the other, do not subtract.",
        )
    if alike < 0:
        mistake(
            "negative",
            f"The result is {alike:.2f}, below 0. Both diversities are positive: is there a minus "
            "too many?",
        )
    twice = measure(samples.repeat(2, 1, 1, 1), real)
    of_many = measure(samples, real.repeat(2, 1, 1, 1))
    if twice < 0.05 * alike:
        mistake(
            "nearest_only",
            f"The same images, each there twice, change the result from {alike:.2f} to "
            f"{twice:.2f}: you only ask how far the *nearest* other image is. Take the mean over "
            "all pairs.",
        )
    if of_many > 20 * alike:
        mistake(
            "nearest_only",
            "The real images, each there twice, count as all alike: you only ask how far the "
            "*nearest* other image is. Take the mean over all pairs.",
        )
    for grown in (twice, of_many):
        if not 0.6 * alike < grown < 1.6 * alike:
            mistake(
                "sum_not_mean",
                f"The same images twice change the result from {alike:.2f} to {grown:.2f}. Take a "
                "mean over the pairs, of the samples and of the real images.",
            )
    pale = measure(0.4 * samples, real)
    if alike > 0 and pale > 1.3 * alike:
        mistake(
            "inverted",
            "Samples that are more alike get a larger number. The samples' diversity belongs "
            "above the line, the real images' below.",
        )
    copies = samples[:1].repeat(n, 1, 1, 1)
    none = measure(copies, real)
    if abs(none) > 0.05 * max(abs(alike), 1e-6):
        if math.isclose(none, measure(0.3 * samples, real), rel_tol=1e-3):
            mistake("samples_unused", "The result is the same whatever the samples are.")
        if math.isclose(none, measure(0.3 * copies, real), rel_tol=1e-3):
            mistake(
                "something_added",
                f"{n} copies of one sample get {none:.2f}, not 0, whatever it shows: leave out "
                "what you add.",
            )
        moved = measure((copies + 0.8), real)
        if abs(moved - none) > 0.05 * abs(none):
            mistake(
                "compares_to_real",
                f"{n} copies of one sample get {none:.2f}, not 0. {COMPARES_TO_REAL}",
            )
        mistake(
            "compares_pixels",
            f"{n} copies of one sample get {none:.2f}, not 0. Compare images with one another, not "
            "the pixels inside an image.",
        )
    same = measure(real, real)
    if not math.isclose(same, 1, abs_tol=0.01):
        mistake(
            "not_a_ratio",
            f"For samples that *are* the real images the result is {same:.3g}, and it should be 1: "
            "divide the samples' diversity by the real images'.",
        )
    if not math.isclose(measure(0.3 * samples, 0.3 * real), alike, rel_tol=0.05):
        mistake("not_a_ratio", "Paler images on both sides change the result: divide the two.")
    round_and_round = torch.stack([samples[0].roll(k % 8, -1) for k in range(n)])
    if measure(round_and_round, real) < 0.2 * alike:
        mistake(
            "only_brightness",
            "Images of equal brightness but with other pixels count as alike: compare pixel by "
            "pixel before you average.",
        )
    _expect_all_pixels(measure, samples, real, alike)
    two_kinds = samples[:2].repeat(n // 2, 1, 1, 1)  # A B A B ...
    sorted_kinds = samples[:2].repeat_interleave(n // 2, 0)  # A A ... B B
    a, b = measure(two_kinds, real), measure(sorted_kinds, real)
    graded = samples * torch.linspace(0.1, 1, n).view(n, 1, 1, 1)
    first, last = measure(graded, real), measure(graded.flip(0), real)
    if abs(a - b) > 0.05 * alike or abs(first - last) > 0.01 * first:
        mistake(
            "depends_on_order",
            "The order of the images changes the result: you compare each image with some others "
            "only. Compare all pairs.",
        )
    outlier = samples.clone()
    outlier[0] = 3 * outlier[0]
    with_outlier = measure(outlier, real)
    if math.isclose(measure(2 * samples, real), 1, abs_tol=1e-6):
        mistake(
            "cut_off",
            "Samples twice as far apart as real images get exactly 1: is the result cut off there? "
            "Return it as it is.",
        )
    if with_outlier < 1.02 * alike and math.isclose(pale, alike, rel_tol=0.02):
        mistake(
            "ignores_contrast",
            "Paler samples, whose pixels lie nearer together, get the same number: you compare "
            "directions, or scale each image first. Take distances of the pixels as they are.",
        )
    if with_outlier < 1.02 * alike:
        mistake(
            "middle_one",
            "One image that is far from all others leaves your number as it is: you take the "
            "middle difference. Two samples, repeated, could count as much as many different "
            "ones. Take the mean: all images count.",
        )
    if a > 0.8 * alike or with_outlier > 1.85 * alike:
        mistake(
            "largest_difference",
            "One image that is far from all others decides: two samples, repeated, would count as "
            "much as many different ones. Take the mean distance, not the largest.",
        )
    pairs = [measure(pair, real) for pair in samples.split(2)]
    if sum(pairs) / len(pairs) < 0.45 * alike:
        mistake(
            "grows_with_count",
            f"{n} samples get {alike:.2f}, two of them at a time {sum(pairs) / len(pairs):.2f}: "
            "the more samples, the larger your number. Largest minus smallest does that. Take the "
            "mean distance of all pairs, or the deviation.",
        )
    if sum(pairs) / len(pairs) < 0.65 * alike:
        t.note(
            "Each image is compared with itself too, so few images seem more alike than they are. "
            "Divide by the true pairs, N(N - 1), or use as many samples as real images."
        )


def _expect_all_pixels(
    measure: Callable[[Tensor, Tensor], float], samples: Tensor, real: Tensor, alike: float
) -> None:
    """Images that differ in a part of their pixels only, wherever it lies, do differ."""
    channel, row, column = (torch.arange(k) for k in samples.shape[1:])
    row, column = row.view(-1, 1).expand(6, 8), column.expand(6, 8)
    parts = [channel.view(3, 1, 1).eq(c).expand(3, 6, 8) for c in range(3)]
    for half in (column < 4, row < 3, column % 2 == 0, row % 2 == 0):
        parts += [half.expand(3, 6, 8), ~half.expand(3, 6, 8)]
    levels = torch.linspace(-0.5, 0.5, len(samples)).view(-1, 1, 1, 1)
    for part in parts:
        if measure(samples[:1] + levels * part, real) < 0.005 * alike:
            mistake(
                "part_of_the_image",
                f"Images that differ in {int(part.sum())} of their {part.numel()} numbers count as "
                "all alike. All rows, columns and colours count, and their mean: no part of them, "
                "and not the middle one.",
            )


def _is_nan(value: Tensor | float) -> bool:
    if isinstance(value, Tensor):
        return value.numel() == 1 and math.isnan(value.item())
    return math.isnan(value)
