"""4.10 and 4.11: numbers that say how glaring pictures are, and a grid that hides it."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_number, expect_tensor


def pixel_statistics(images: Tensor) -> tuple[float, float]:
    """Share of saturated values, and the mean of each image's own standard deviation."""
    saturation = (images.abs() > 0.98).float().mean()
    contrast = images.flatten(1).std(dim=1).mean()
    return saturation.item(), contrast.item()


@exercise(
    "4.10",
    answer="pixel_statistics",
    reference=pixel_statistics,
    title="Saturation and contrast",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_pixel_statistics(pixel_statistics: Any, t: Trial) -> None:
    n, size = t.integer(6, 12), t.integer(16, 24)
    shape = (n, 3, size, size)
    # images and channels of different brightness and spread, some values at the two ends
    light = 0.3 * t.uniform(n, 1, 1, 1) + 0.4 * t.uniform(n, 3, 1, 1) - 0.05
    light = light + torch.linspace(-0.5, 0.5, size)
    light = light + torch.tensor([-0.4, 0.0, 0.4]).view(3, 1, 1)  # what all images have in common
    x = light + 0.2 * t.normal(*shape) * (0.5 + t.uniform(n, 1, 1, 1))
    x = x.clamp(-0.97, 0.97)
    # the first images have few glaring values and little contrast, the last ones many and much
    chance = t.uniform(*shape) / torch.linspace(0.5, 1.25, n).pow(6).view(n, 1, 1, 1)
    ends = ((-1.0, 0.23), (0.99, 0.11), (1.0, 0.05), (-0.99, 0.01))
    for value, below in ((0.978, 0.3), (-0.982, 0.27), *ends):  # the two are next to the limit
        x[chance < below] = value
    before = x.clone()
    found = pixel_statistics(x)
    if not torch.equal(x, before):
        mistake("changes_images", "Your function changes the images that were handed in.")
    if found is None:
        mistake("returns_nothing", "`pixel_statistics` returns None: return both numbers.")
    try:
        first, second = found
    except (TypeError, ValueError):
        mistake("not_two", "Return two numbers: `return saturation, contrast`.")
    saturation = expect_number(first, "The saturation")
    contrast = expect_number(second, "The contrast")
    right_s = float((x.abs() > 0.98).float().mean())
    spreads = x.flatten(1).std(dim=1)
    right_c = float(spreads.mean())

    def same(a: float, b: float) -> bool:
        return math.isclose(a, b, rel_tol=0.01)

    if same(saturation, right_c) and same(contrast, right_s):
        mistake("swapped", "The two numbers have changed places: saturation first.")
    if not same(saturation, right_s):
        _explain_saturation(saturation, x, right_s)
    if not math.isclose(contrast, right_c, rel_tol=0.003):
        _explain_contrast(contrast, x, right_c)
    # without any saturated value, and on one image alone
    calm = pixel_statistics(x[:1].clamp(-0.5, 0.5))
    if abs(float(calm[0])) > 1e-6:
        mistake(
            "stretches",
            "An image without any glaring pixel has a saturation above 0: your function stretches "
            "the values before it counts. Take them as they are.",
        )
    right_calm = float(x[:1].clamp(-0.5, 0.5).std())
    if not math.isfinite(float(calm[1])):
        mistake("one_image", "A batch of one image gives no number: the mean is over *pixels*.")
    if not math.isclose(float(calm[1]), right_calm, rel_tol=0.003):
        mistake(
            "one_image",
            f"Of a batch of one image the contrast should be {right_calm:.3f}, yours is "
            f"{float(calm[1]):.3f}. Does the dimension of the images get lost on the way?",
        )


def _explain_saturation(found: float, x: Tensor, right: float) -> None:
    def is_near(value: float | Tensor) -> bool:
        return math.isclose(found, float(value), rel_tol=0.01)

    if is_near(100 * right):
        mistake("percent", "The saturation is a share between 0 and 1, not a percentage.")
    glaring = x.abs() > 0.98
    if is_near(glaring.sum()) or is_near(glaring.flatten(1).sum(1).float().mean()):
        mistake("count_not_share", f"{found:.0f} is a number of values: divide, or take the mean.")
    if is_near((x > 0.98).float().mean()) or is_near((x < -0.98).float().mean()):
        mistake(
            "one_end",
            "You count one end of the range only. Both -1 and 1 are ends of tanh: `images.abs()`.",
        )
    if is_near((x.abs() <= 0.98).float().mean()):
        mistake("inverted", "That is the share of values that are *not* saturated.")
    if is_near((x.abs() >= 1).float().mean()):
        mistake(
            "exactly_1",
            "You count values that are exactly -1 or 1. tanh comes near them and seldom reaches "
            "them: the limit is 0.98.",
        )
    if is_near(glaring.flatten(1).any(1).float().mean()) or is_near(glaring.any(1).float().mean()):
        mistake("any_not_mean", "The share is of values, each channel of each pixel by itself.")
    mistake(
        "wrong_saturation",
        f"The saturation should be {right:.3f} for these images, yours is {found:.3f}: the share "
        "of all values with |x| > 0.98.",
    )


def _explain_contrast(found: float, x: Tensor, right: float) -> None:
    flat = x.flatten(1)  # (N, C * H * W)
    each_channel = (
        "each_channel",
        "You take each channel (or row) by itself. One deviation an image, over all of its values.",
    )
    slips: list[tuple[float | Tensor, str, str]] = [
        (
            x.square().mean((1, 2, 3)).sqrt().mean(),
            "around_zero",
            "You measure how far the values are from 0: a plain white image would have a high "
            "contrast. A deviation is measured from each image's own mean.",
        ),
        (
            flat.var(dim=1).mean().sqrt(),
            "root_of_mean",
            "You take the mean of the variances and then the root. First each image's standard "
            "deviation, then the mean of them.",
        ),
        (
            flat.std(dim=1).median(),
            "median",
            "That is the median of the images' deviations. Take their mean.",
        ),
        (
            x.std(),
            "over_the_batch",
            "That is the deviation over all images at once: grey images, some dark and some "
            "light, would have a high contrast. First one number an image, then their mean.",
        ),
        (
            x.mean(1).flatten(1).std(dim=1).mean(),
            "grey_first",
            "You take the mean of the channels first. All values of an image count.",
        ),
        (
            flat.var(dim=1).mean(),
            "variance",
            "That is the variance: the standard deviation is its square root.",
        ),
        (
            x.std(dim=0).mean(),
            "across_images",
            "You compare images with one another. Contrast is the spread of the pixels *inside* "
            "each image: `flatten(1)` and dim=1.",
        ),
        (x.std(dim=(2, 3)).mean(), *each_channel),
        (x.std(dim=3).mean(), *each_channel),
        (
            right / 2,
            "other_range",
            "You map the images to [0, 1] first. Take them as they are.",
        ),
        (
            (flat.amax(1) - flat.amin(1)).mean(),
            "range",
            "That is largest minus smallest. Take the standard deviation.",
        ),
    ]
    value, name, hint = min(slips, key=lambda slip: abs(float(slip[0]) - found))
    if math.isclose(found, float(value), rel_tol=0.002):
        mistake(name, hint)
    mistake(
        "wrong_contrast",
        f"The contrast should be {right:.3f} for these images, yours is {found:.3f}: the mean "
        "over the images of each one's standard deviation.",
    )


def to_picture(images: Tensor) -> Tensor:
    """[-1, 1] to [0, 1] on one straight line for all images; what lies outside is cut off."""
    return ((images + 1) / 2).clamp(0, 1)


@exercise(
    "4.11",
    answer="to_picture",
    reference=to_picture,
    title="Bug hunt: pictures that never fade",
    points=1,
    minutes=4,
    difficulty=2,
)
def check_to_picture(to_picture: Any, t: Trial) -> None:
    n, size = t.integer(4, 9), t.integer(5, 9)
    x = 1.2 * t.uniform(n, 3, size, size) - 0.8  # -0.8 to 0.4: pale, and darker than grey
    x[1:] *= 0.4
    before = x.clone()
    y = _draw(to_picture, x)
    if not torch.equal(x, before):
        mistake(
            "changes_input",
            "Your function changes the images that were handed in: `-=`, `div_` and their like "
            "work in place.",
        )
    if close(y, (x + 1) / 2):
        _expect_ends(to_picture, n, size, t)
        return
    if float(y.max() - y.min()) < 1e-6:
        mistake(
            "all_the_same",
            f"Every value became {float(y.max()):.2f}, whatever the images are: -1 should become "
            "0, 0 should become 0.5, and 1 should become 1.",
        )
    pale = _draw(to_picture, 0.5 * before)
    if close(_draw(to_picture, before[1:]), y[1:]) and close(pale, y):
        mistake(
            "stretches_each",
            "Each image is stretched until its darkest value is 0 and its lightest 1: pale images "
            "look like bright ones. -1 must always become 0, and 1 always 1, whatever else is "
            "in the image.",
        )
    if close(pale, y, 1e-3):
        mistake(
            "stretches_batch",
            "All images together are stretched to the full range: a pale batch looks like a "
            "bright one. -1 must always become 0, and 1 always 1, whatever the batch holds.",
        )
    if close(y, x.clamp(0, 1)):
        mistake("cut_off", "All that is darker than 0 became black. 0 is the middle: grey.")
    if close(y, x) or close(y, 2 * x - 1):
        mistake("other_way", "Images come in [-1, 1] and must leave in [0, 1]: add, then divide.")
    if close(y, (1 - x) / 2):
        mistake("inverted", "Light and dark have changed places.")
    if close(y, x.abs()):
        mistake("absolute", "-1 and 1 both became white. -1 is black.")
    if close(y, (x + 1) * 127.5, 1e-2):
        mistake("bytes", "That is 0 to 255. Here a picture has values from 0 to 1.")
    if close(y, torch.sigmoid(x)):
        mistake("bent", "The sigmoid bends, and never reaches 0 or 1. The line must be straight.")
    mistake(
        "wrong_map",
        f"The value {float(x[0, 0, 0, 0]):.2f} became {float(y[0, 0, 0, 0]):.2f}. -1 should "
        "become 0, 0 should become 0.5, and 1 should become 1, on a straight line.",
    )


def _draw(to_picture: Any, x: Tensor) -> Tensor:
    """What `to_picture` makes of x, in float32; it may come in double precision, as of NumPy."""
    y = to_picture(x)
    if isinstance(y, Tensor) and y.dtype == torch.float64:
        y = y.float()
    return expect_tensor(y, x.shape, "What `to_picture` returns")


def _expect_ends(to_picture: Any, n: int, size: int, t: Trial) -> None:
    """The same line for bright images, and values outside are cut off, or at least told of."""
    full = 2 * t.uniform(n, 3, size, size) - 1
    for x in (full, 0.45 + 0.5 * full, 0.5 * full - 0.45):  # also light ones, and dark ones
        if not close(_draw(to_picture, x.clone()), (x + 1) / 2):
            mistake("depends_on_batch", "The line changes with the images. It must be fixed.")
    wide = 3 * full
    outside, inside = _draw(to_picture, wide), (3 * full).abs() <= 1
    if not torch.equal(wide, 3 * full):
        mistake(
            "changes_input",
            "Where values lie beyond -1 or 1, your function changes the images that were handed "
            "in: `clamp_` and its like work in place.",
        )
    if not close(outside[inside], (3 * full[inside] + 1) / 2):
        mistake(
            "depends_on_batch",
            "When some value lies beyond -1 or 1, all the others change too. The line must be "
            "fixed: cut off what lies outside, and nothing else.",
        )
    if outside.min() < 0 or outside.max() > 1:
        t.note("Values beyond -1 and 1 leave the range [0, 1]: `.clamp(0, 1)` cuts them off.")
