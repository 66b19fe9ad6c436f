"""2.13 and 2.15, optional: a measure of diversity, and an average of generators."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import metrics
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import (
    close,
    expect_default,
    expect_number,
    weights,
)
from gan_lab.checks._training import expect_unfrozen, flat, small_pair


@exercise(
    "2.13",
    answer="diversity",
    reference=metrics.diversity,
    title="A measure of diversity",
    points=2,
    minutes=10,
    difficulty=2,
    core=False,
)
def check_diversity(diversity: Any, t: Trial) -> None:
    n = 2 * t.integer(5, 8)
    images = 2 * t.uniform(n, *IMAGE) - 1

    def measure(images: Tensor) -> float:
        return expect_number(diversity(images), "What `diversity` returns")

    before = images.clone()
    many, none = measure(images), measure(images[:1].repeat(n, 1, 1, 1))
    if not torch.equal(images, before):
        mistake(
            "changes_images",
            "Your function changes the images that were handed in: `-=` works in place. Write "
            "`x = images - ...`.",
        )
    if abs(many) < 1e-6:
        mistake(
            "differences_cancel",
            f"{n} different images have diversity {many:.3g}: positive and negative differences "
            "cancel out. Take absolute values or squares.",
        )
    if abs(none) > 0.01 * abs(many):
        mistake(
            "compares_pixels",
            f"{n} copies of one image have diversity {none:.3g}, not 0. Compare images with one "
            "another, not the pixels inside an image.",
        )
    if many < 0:
        mistake("negative", "More different images should have a larger diversity, not a smaller.")
    moved_round = torch.stack([images[0].roll(k, -1) for k in range(n)])  # of equal brightness
    if measure(moved_round) < 0.2 * many:
        mistake(
            "only_brightness",
            "Images that are equally bright but otherwise different have hardly any diversity: "
            "compare pixel by pixel before you average.",
        )
    twice = measure(images.repeat(2, 1, 1, 1))
    if not 0.7 * many < twice < 1.4 * many:
        mistake(
            "sum_not_mean",
            f"The same images twice have {twice / many:.1f} times the diversity. Take a mean over "
            "the pairs, so that the number of images does not matter.",
        )
    half = measure(images[: n // 2])
    if not 0.7 * many < half < 1.4 * many:
        mistake(
            "grows_with_count",
            f"Half as many images have {half / many:.1f} times the diversity. It should say how "
            "different the images are, not how many there are.",
        )
    two_kinds = images[:2].repeat(n // 2, 1, 1, 1)  # A B A B ...
    sorted_kinds = images[:2].repeat_interleave(n // 2, 0)  # A A ... B B
    a, b = measure(two_kinds), measure(sorted_kinds)
    graded = images * torch.linspace(0.1, 1, n).view(n, 1, 1, 1)
    first, last = measure(graded), measure(graded.flip(0))
    if abs(a - b) > 0.05 * many or abs(first - last) > 0.01 * first:
        mistake(
            "depends_on_order",
            "The order of the images changes the result: you compare each image with some others "
            "only. Compare all pairs, or each image with the mean image.",
        )
    one_stands_out = torch.cat([images[:1], 0.1 * images[1:]])
    if measure(one_stands_out) < 1.1 * measure(0.1 * images):
        mistake(
            "median",
            "One image that is unlike all the others changes nothing: your measure asks what lies "
            "in the middle, as a median does, and overlooks the rest. Take the mean, so that every "
            "image counts.",
        )
    if a > 0.9 * many:
        mistake(
            "largest_difference",
            "Two images, repeated, are as diverse as many different ones by your measure: it "
            "looks at the largest difference. Take the mean.",
        )
    pairs = [measure(pair) for pair in images.split(2)]
    if sum(pairs) / len(pairs) < 0.48 * many:
        mistake(
            "wrong_number_of_pairs",
            "Two images are far less diverse by your measure than many: you divide by too large a "
            "number. How many pairs are there, when an image is not compared with itself?",
        )
    if sum(pairs) / len(pairs) < 0.65 * many:
        t.note(
            "Few images seem less diverse by your measure than many: each image is compared with "
            "itself too. Divide by the number of true pairs, N(N - 1) (or N - 1 for a variance)."
        )


@torch.no_grad()
def update_average(G_average: nn.Module, G: nn.Module, decay: float = 0.999) -> None:
    """Move the averaged weights a little towards G's; copy what is not trained."""
    for average, weight in zip(G_average.parameters(), G.parameters(), strict=True):
        average.lerp_(weight, 1 - decay)
    for copied, buffer in zip(G_average.buffers(), G.buffers(), strict=True):
        copied.copy_(buffer)


@exercise(
    "2.15",
    answer="update_average",
    reference=update_average,
    title="An average of generators",
    points=2,
    minutes=8,
    difficulty=3,
    core=False,
)
def check_update_average(update_average: Any, t: Trial) -> None:
    G, _ = small_pair(t, 5)
    G_average, _ = small_pair(t, 5)
    G_average.eval()
    G(t.normal(8, 5))  # its BatchNorm statistics are no longer those of the average
    decay = 0.6 + 0.3 * float(t.uniform(1))
    old, new = flat(weights(G_average)), flat(weights(G))
    old_buffers, new_buffers = flat(_statistics(G_average)), flat(_statistics(G))
    try:
        update_average(G_average, G, decay)
    except RuntimeError as error:
        if "leaf Variable" not in str(error):
            raise
        mistake(
            "tracks_gradients",
            "PyTorch refuses to change weights in place while it records gradients. Put the work "
            "under `torch.no_grad()`.",
        )
    if not torch.equal(flat(weights(G)), new):
        mistake("g_moved", "G moved: only the average may change. Which one do you write to?")
    found = flat(weights(G_average))
    if torch.equal(found, old):
        mistake(
            "nothing_moved",
            "The average did not move. `p = ...` gives a name to a new tensor and leaves the "
            "weight alone: change it in place, as `p.mul_(...)` or `p.copy_(...)` do.",
        )
    if close(found, new):
        mistake("copies_g", "The average is now a copy of G: the old average should weigh `decay`.")
    if close(found, (1 - decay) * old + decay * new):
        mistake(
            "decay_swapped",
            "The weights of old and new are swapped: the old average counts `decay`, near 1, and "
            "G only 1 - decay.",
        )
    if close(found, decay * old + new) or close(found, old + (1 - decay) * new):
        mistake("does_not_add_to_1", "The two factors must add up to 1: decay and 1 - decay.")
    if not close(found, decay * old + (1 - decay) * new):
        mistake(
            "wrong_average",
            "Some weight is not decay * average + (1 - decay) * weight. Go through all "
            "`parameters()` of both networks side by side.",
        )
    if not torch.equal(flat(_statistics(G)), new_buffers):
        mistake(
            "g_moved",
            "BatchNorm's running mean and variance changed in G: copy them the other way, from G "
            "to the average.",
        )
    buffers = flat(_statistics(G_average))
    average_buffers = decay * old_buffers + (1 - decay) * new_buffers
    if not (close(buffers, new_buffers) or close(buffers, average_buffers)):
        mistake(
            "buffers_forgotten",
            "The weights are right, but BatchNorm's running mean and variance were left as they "
            "were at the start: in evaluation mode the average would draw grey mush. Copy G's "
            "`buffers()` too.",
        )
    if not G.training or G_average.training:
        mistake(
            "mode_changed",
            "A network was switched between training and evaluation mode. Both must be left in "
            "the mode in which they came.",
        )
    expect_unfrozen({"G": G})
    with torch.no_grad():
        for tensor in (*G.parameters(), *G.buffers()):
            tensor.add_(1)
    if not (
        torch.equal(flat(weights(G_average)), found)
        and torch.equal(flat(_statistics(G_average)), buffers)
    ):
        mistake(
            "shares_memory",
            "After your function the two networks share tensors: when G learns on, the average "
            "changes with it. Copy numbers (`copy_`, `clone`), do not hand over tensors.",
        )
    expect_default(update_average, "decay", 0.999)


def _statistics(net: nn.Module) -> list[Tensor]:
    """BatchNorm's running means and variances."""
    return [b for b in net.buffers() if b.is_floating_point()]
