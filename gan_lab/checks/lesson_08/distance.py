"""8.1, 8.2 and 8.10: the distance on a line, clipped weights, an estimate with a unit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_ready_to_train
from gan_lab.checks.lesson_08._shared import Curved, slopes_of


class Known(NamedTuple):
    """A mistake that is recognised by the number that it gives."""

    name: str
    value: float
    hint: str


def tells_apart(right: float, known: Sequence[Known]) -> bool:
    """Whether no two mistakes give nearly the same number, nor one of them the right number."""
    every = [Known("right", right, ""), *known]
    return all(
        a.name == b.name or abs(a.value - b.value) > 0.01 * max(abs(a.value), abs(b.value))
        for a, b in itertools.combinations(every, 2)
    )


def expect_value(
    found: float, right: float, known: Sequence[Known], what: str, tolerance: float = 1e-3
) -> None:
    """`found` is `right`, else the mistake whose number it is."""

    def agrees(value: float) -> bool:
        return abs(found - value) <= tolerance * (abs(value) + tolerance)

    if agrees(right):
        return
    for mistaken in known:
        if agrees(mistaken.value):
            mistake(mistaken.name, mistaken.hint)
    mistake(
        "wrong_value",
        f"{what} is {found:.4g}, expected {right:.4g}. Hold your lines against the formula, term "
        "by term.",
    )


def wasserstein_1d(a: Tensor, b: Tensor) -> Tensor:
    """Wasserstein distance of two sets of N numbers on a line."""
    return (a.sort().values - b.sort().values).abs().mean()


@exercise(
    "8.1",
    answer="wasserstein_1d",
    reference=wasserstein_1d,
    title="The distance on a line",
    points=1,
    minutes=5,
    difficulty=1,
)
def check_wasserstein_1d(wasserstein_1d: Any, t: Trial) -> None:
    n = t.integer(7, 15)
    while True:
        a, b = t.normal(n), 3 * t.normal(n) + 0.4  # the orders cross, the means are close
        right, known = _known_distances(a, b)
        if tells_apart(right, known):
            break
    before = a.clone(), b.clone()
    try:
        found = wasserstein_1d(a, b)
    except (TypeError, AttributeError) as error:
        if "sort" not in str(error):
            raise
        mistake(
            "sort_gives_two",
            "`torch.sort(a)` gives two tensors: the sorted values, and where they stood. Take "
            "`.values`.",
        )
    if not (torch.equal(a, before[0]) and torch.equal(b, before[1])):
        mistake(
            "changes_input",
            "Your function changes the numbers that were handed in: sort a copy, as "
            "`a.sort().values` does.",
        )
    if isinstance(found, Tensor) and found.shape == (n,):
        mistake(
            "not_averaged",
            f"{n} numbers come back, one a pair. The distance is one number: their mean.",
        )
    expect_value(
        expect_number(found, "What `wasserstein_1d` returns"), right, known, "The distance"
    )
    shift = float(t.uniform(1)) + 1
    moved = expect_number(wasserstein_1d(a, a.flip(0) + shift), "The distance")
    expect_value(moved, shift, [], f"The distance of a set to itself, moved by {shift:.2f},")


def _known_distances(a: Tensor, b: Tensor) -> tuple[float, list[Known]]:
    """The distance of a and b, and what the known mistakes give for it."""
    n = len(a)
    pairs = (a[:, None] - b[None, :]).abs()  # (n, n)
    sorted_pairs = a.sort().values - b.sort().values
    right = float(sorted_pairs.abs().mean())
    known = [
        Known("negative", -right, "A distance is not negative: there is one minus too many."),
        Known(
            "unsorted",
            float((a - b).abs().mean()),
            "You pair the numbers in the order in which they happen to lie. The cheapest way "
            "pairs the smallest with the smallest: sort both first.",
        ),
        *(
            Known(
                "one_sorted",
                float((x - y).abs().mean()),
                "Only one of the two sets is sorted: sort both.",
            )
            for x, y in ((a.sort().values, b), (a, b.sort().values))
        ),
        *(
            Known(
                "sorted_against",
                float((x.sort().values - y.sort(descending=True).values).abs().mean()),
                "One set is sorted up, the other one down: that is the dearest way of all.",
            )
            for x, y in ((a, b),)
        ),
        *(
            Known(
                "no_absolute_value",
                sign * float(sorted_pairs.mean()),
                "This is the difference of the two means: ways to the left and to the right cancel "
                "each other. Each way costs its *length*: take the absolute value of each pair.",
            )
            for sign in (1, -1)
        ),
        *(
            Known(
                "squared",
                value,
                "You square the ways (that gives another distance, called W2). Here each way costs "
                "its length.",
            )
            for value in (
                float(sorted_pairs.square().mean()),
                float(sorted_pairs.square().mean().sqrt()),
                float(sorted_pairs.norm()),
            )
        ),
        Known(
            "sum_not_mean",
            n * right,
            "You add up the ways. Each of the N numbers carries 1/N of the mass: take the mean.",
        ),
        Known(
            "all_pairs",
            float(pairs.mean()),
            "This is the mean way from *every* a to *every* b. Each number goes to one place only.",
        ),
        *(
            Known(
                "nearest",
                float(pairs.min(dim).values.mean()),
                "You send each number to its *nearest* one, so several go to the same place and "
                "others get none. Each place must be filled once: sort both.",
            )
            for dim in (0, 1)
        ),
        Known(
            "largest",
            float(sorted_pairs.abs().max()),
            "This is the longest of all ways. Take their mean.",
        ),
    ]
    return right, known


def clip_weights(D: nn.Module, c: float) -> None:
    """Bring all weights of D back into [-c, c], in place (Arjovsky et al., 2017)."""
    with torch.no_grad():
        for p in D.parameters():
            p.clamp_(-c, c)


def _nested_critic(t: Trial) -> nn.Module:
    """A critic with weights of many kinds at several depths, and with buffers."""
    D = nn.Sequential(
        nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.LeakyReLU(0.2)),
        nn.Flatten(),
        nn.Linear(12, 8),
        nn.Sequential(nn.LeakyReLU(0.2), nn.Linear(8, 1)),
    )
    D.steepness = nn.Parameter(torch.ones(2))  # in no layer
    with torch.no_grad():
        for value in (*D.parameters(), *D.buffers()):
            value.copy_(3 * t.normal(*value.shape))
    return D


CLIPS_BUFFERS = (
    "D's buffers are clipped too, such as the running means of a BatchNorm: no weights, and D "
    "measures with them. Go through `D.parameters()`."
)


@exercise(
    "8.2",
    answer="clip_weights",
    reference=clip_weights,
    title="Clip the weights",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_clip_weights(clip_weights: Any, t: Trial) -> None:
    c = 0.05 + 0.3 * float(t.uniform(1))
    D = _nested_critic(t)
    parameters, buffers = list(D.parameters()), [b.clone() for b in D.buffers()]
    with torch.no_grad():
        for p in parameters:
            p.view(-1)[0] = c / 2  # one that must stay as it is, in each tensor
    before = [p.detach().clone() for p in parameters]
    for p in parameters:
        p.grad = t.normal(*p.shape)
    grads = [p.grad.clone() for p in parameters if p.grad is not None]
    try:
        clip_weights(D, c)
    except RuntimeError as error:
        if "can't be cast" in str(error):  # a BatchNorm counts its batches in a whole number
            mistake("clips_buffers", CLIPS_BUFFERS)
        if "leaf Variable" not in str(error) and "in-place operation" not in str(error):
            raise
        mistake(
            "needs_no_grad",
            "PyTorch refuses to change a weight in place while it records gradients. Do it within "
            "`with torch.no_grad():`.",
        )
    now = list(D.parameters())
    if len(now) != len(parameters) or any(p is not q for p, q in zip(now, parameters, strict=True)):
        mistake(
            "new_parameters",
            "Your function puts *new* weights into D. The optimiser still holds the old ones and "
            "would train those. Change the weights in place: `p.clamp_(...)`.",
        )
    expect_ready_to_train(D)
    after = [p.detach() for p in now]
    right = [p.clamp(-c, c) for p in before]
    if all(torch.allclose(p, q) for p, q in zip(after, right, strict=True)):
        if not all(torch.equal(b, old) for b, old in zip(D.buffers(), buffers, strict=True)):
            mistake("clips_buffers", CLIPS_BUFFERS)
        return
    if all(torch.equal(p, q) for p, q in zip(after, before, strict=True)):
        changed = [p.grad is None or not torch.equal(p.grad, g) for p, g in zip(now, grads)]  # noqa: B905
        if any(changed):
            mistake(
                "clips_gradients",
                "You clip the *gradients*. What must stay within [-c, c] are the weights "
                "themselves.",
            )
        mistake(
            "nothing_changed",
            "D's weights are as they were. `p.clamp(...)` makes a new tensor and leaves p alone; "
            "`p.clamp_(...)`, with `_`, works in place.",
        )
    _name_clipping(after, before, c)
    if all(
        torch.allclose(p, q) or torch.equal(p, o)
        for p, q, o in zip(after, right, before, strict=True)
    ):
        mistake(
            "weights_left_out",
            "Some of D's weights are not clipped, such as biases, or layers within layers: go "
            "through all of `D.parameters()`.",
        )
    mistake(
        "wrong_weights",
        "A weight inside [-c, c] stays as it is, one above c becomes c, one below -c becomes -c. "
        "Yours came out otherwise.",
    )


def _name_clipping(after: list[Tensor], before: list[Tensor], c: float) -> None:
    """The commonest ways to clip wrongly."""

    def are(make: Any) -> bool:
        return all(
            torch.allclose(p, make(q), atol=1e-6) for p, q in zip(after, before, strict=True)
        )

    if are(lambda p: p.clamp(max=c)) or are(lambda p: p.clamp(min=-c)):
        mistake(
            "one_side", "Only one side is clipped. A weight may be neither above c nor below -c."
        )
    if are(lambda p: p.clamp(0, c)):
        mistake("negative_lost", "All negative weights became 0. The range is from -c to c.")
    if are(lambda p: p.clamp(c, -c)):
        mistake("limits_swapped", "All weights became the same: the lower limit, -c, comes first.")
    if are(lambda p: p.abs().clamp(max=c)):
        mistake("sign_lost", "The weights lost their signs. The range is from -c to c.")
    if are(lambda p: c * p.sign()):
        mistake(
            "all_at_limit",
            "Every weight was set to c or -c. Those between the two stay as they are.",
        )
    if are(lambda p: p.clamp(-0.01, 0.01)):
        mistake(
            "ignores_c",
            f"You clip at 0.01 although c = {c:.2f} was asked for: use the argument.",
        )
    ratios = torch.cat([(p / q).flatten() for p, q in zip(after, before, strict=True)])
    per_tensor = [
        float((p / q).std(correction=0)) < 1e-4 for p, q in zip(after, before, strict=True)
    ]
    if float(ratios.std()) < 1e-4 or all(per_tensor):
        mistake(
            "rescaled",
            "You shrink all weights together. Clipping leaves those inside [-c, c] alone and cuts "
            "off the others.",
        )


def fair_estimate(D: nn.Module, x_real: Tensor, x_fake: Tensor) -> float:
    """The critic's estimate, divided by its largest slope at both sets of points."""
    with torch.no_grad():
        estimate = D(x_real).mean() - D(x_fake).mean()
    largest = slopes_of(D, torch.cat([x_real, x_fake])).max()
    return float(estimate / largest)


@exercise(
    "8.10",
    answer="fair_estimate",
    reference=fair_estimate,
    title="An estimate with a unit",
    points=2,
    minutes=8,
    difficulty=2,
    core=False,
)
def check_fair_estimate(fair_estimate: Any, t: Trial) -> None:
    D = Curved(t, (2,))
    x_real, x_fake = t.normal(t.integer(6, 12), 2) + 1, t.normal(t.integer(13, 20), 2) - 1
    least = slopes_of(D, torch.cat([x_real, x_fake])).min()
    with torch.no_grad():
        D.v.mul_(2 / least)  # above 1 everywhere, so that each way to use a slope shows
        D.v.mul_((D(x_real).mean() - D(x_fake).mean()).sign())
    _expect_estimate(fair_estimate, D, x_real, x_fake)
    _expect_estimate(fair_estimate, D, x_fake, x_real)  # now D is steepest in the other set
    before = expect_number(fair_estimate(D, x_real, x_fake), "What `fair_estimate` returns")
    largest = slopes_of(D, torch.cat([x_real, x_fake])).max()
    with torch.no_grad():
        D.v.div_(5 * largest)
    after = expect_number(fair_estimate(D, x_real, x_fake), "What `fair_estimate` returns")
    if not math.isclose(after, before, rel_tol=1e-3):
        mistake(
            "steep_only",
            f"Made flatter, so that its largest slope is 0.2, the same D gets {after:.3f} in place "
            f"of {before:.3f}. Divide a flat D by its slope too, so that no factor in D counts.",
        )
    expect_ready_to_train(D)
    if any(p.grad is not None and bool(p.grad.any()) for p in D.parameters()):
        t.note("D's weights hold gradients now: `torch.autograd.grad` leaves them alone.")


def _expect_estimate(fair_estimate: Any, D: nn.Module, x_real: Tensor, x_fake: Tensor) -> None:
    """It is the difference of the means by the largest slope, else the fitting mistake."""
    with torch.no_grad():
        real, fake = D(x_real), D(x_fake)
    at_real, at_fake = slopes_of(D, x_real), slopes_of(D, x_fake)
    both = torch.cat([at_real, at_fake])
    estimate = float(real.mean() - fake.mean())
    try:
        value = fair_estimate(D, x_real, x_fake)
    except RuntimeError as error:
        if "cannot be converted to Scalar" in str(error):
            mistake(
                "not_a_number",
                "`.item()` stands behind many numbers. One is wanted: the *mean* of the scores, "
                "and the *largest* of the slopes.",
            )
        if "to be equal size" in str(error):
            mistake(
                "stacks",
                "The two sets may differ in length: `torch.cat` joins them, torch.stack needs "
                "equal ones.",
            )
        raise
    found = expect_number(value, "What `fair_estimate` returns")
    right = estimate / float(both.max())
    other = float(min(at_real.max(), at_fake.max()))
    known = [
        Known(
            "unscaled",
            estimate,
            "This is the bare estimate. Multiply D by 100, and it grows 100 times, though no point "
            "has moved. Divide it by the steepest slope that D has.",
        ),
        Known("wrong_sign", -right, "The sign is wrong: D is high on real points, so it is "
              "mean D(x_real) minus mean D(x_fake)."),
        *(
            Known("one_set_only", float(value / both.max()), "The scores of one of the two sets "
                  "are missing: the estimate is mean D(x_real) *minus* mean D(x_fake).")
            for value in (real.mean(), fake.mean(), -real.mean(), -fake.mean())
        ),
        *(
            Known("sum_not_mean", float(value / both.max()), "You add scores up: take the mean of "
                  "each set. They may differ in length.")
            for value in (
                real.sum() - fake.sum(), real.sum() - fake.mean(), real.mean() - fake.sum()
            )
        ),
        *(
            Known(
                "mean_slope",
                estimate / float(slopes.mean()),
                "You divide by the *mean* slope. D may be no steeper than 1 *anywhere*, so its "
                "largest slope counts.",
            )
            for slopes in (both, at_real, at_fake)
        ),
        Known(
            "half_of_the_points",
            estimate / other,
            "You take the largest slope at one of the two sets only, and it is larger at the other "
            "one: look at x_real and at x_fake.",
        ),
        *(
            Known(
                "smallest_slope",
                estimate / float(slopes.min()),
                "You divide by the *smallest* slope. The largest one is what the rule is about.",
            )
            for slopes in (both, at_real, at_fake)
        ),
        Known(
            "multiplied",
            estimate * float(both.max()),
            "You multiply by the slope. A D that is K times too steep gives a K times too large "
            "estimate: divide.",
        ),
        Known(
            "whole_batch",
            estimate / float(both.norm()),
            "You divide by the norm of all slopes together: take the largest of them.",
        ),
        Known(
            "pointwise",
            float((real / at_real).mean() - (fake / at_fake).mean()),
            "You divide each score by the slope at its own point, which makes another function of "
            "D. Divide once, at the end, by one number.",
        ),
    ]  # fmt: skip
    expect_value(found, right, known, "The estimate")
