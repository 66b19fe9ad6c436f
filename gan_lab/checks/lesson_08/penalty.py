"""8.3 to 8.5 and 8.9: slopes, points in between, the penalty, and the penalty now and then."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_ready_to_train, expect_tensor
from gan_lab.checks.lesson_08._shared import (
    Curved,
    Straight,
    expect_asked_between,
    slopes_of,
)
from gan_lab.checks.lesson_08.distance import Known, expect_value

NO_GRAPH = (
    "What comes back cannot be differentiated by D's weights, so it would never change them: "
    "`backward` would pass it over without a word. Call torch.autograd.grad with "
    "`create_graph=True`, and take `.item()`, `detach`, `.data` and `no_grad` out behind it."
)
X_NEEDS_GRAD = (
    "PyTorch keeps no gradient for the points, only for weights. Say that you want one, before D "
    "sees them: `x.requires_grad_(True)`."
)
USE_GRAD = (
    "D's weights hold gradients now, which would be added to those of the loss: `backward` "
    "differentiates by everything. `torch.autograd.grad(outputs, x)` gives the gradient at x alone."
)


def slope_norms(D: nn.Module, x: Tensor) -> Tensor:
    """|dD/dx| at each of the points x (N, ...), (N,), differentiable by D's weights."""
    x = x.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.flatten(1).norm(dim=1)


def _called(call: Callable[[], Any], needs_grad: str) -> Any:
    """call(), with the commonest errors about gradients put into words."""
    try:
        return call()
    except (RuntimeError, AttributeError, TypeError, IndexError) as error:
        says = " ".join(str(error).split())
        if "does not require grad" in says or "not have been used in the graph" in says:
            mistake(needs_grad, X_NEEDS_GRAD)
        if "implicitly created only for scalar" in says:
            mistake(
                "not_a_scalar",
                "torch.autograd.grad starts from one number: `D(x).sum()`. Each sample has an "
                "influence on its own score alone, so the sum keeps the gradients apart.",
            )
        if "'tuple' object" in says or "not tuple" in says:
            mistake(
                "tuple_not_tensor",
                "torch.autograd.grad gives a tuple, one gradient for each thing that you asked "
                "for: `(gradient,) = torch.autograd.grad(...)`.",
            )
        if "Dimension out of range" in says or "dim must be a 2-tuple" in says:
            mistake(
                "fixed_dims",
                "Your function names dimensions of images, (N, C, H, W); points have fewer, (N, "
                "2), and `norm` takes no three. `gradient.flatten(1)` makes one row a sample of "
                "both; then `.norm(dim=1)`.",
            )
        if "must match the size" in says or "not broadcastable" in says:
            mistake("epsilon_shape", EPSILON_SHAPE)
        raise


@exercise(
    "8.3",
    answer="slope_norms",
    reference=slope_norms,
    title="How steep is D?",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_slope_norms(slope_norms: Any, t: Trial) -> None:
    n = t.integer(5, 9)
    for shape in ((2,), (2, 4, 5)):  # points in the plane, then images with two channels
        D, x = Curved(t, shape), t.normal(n, *shape)
        before = x.clone()
        found = _called(partial(slope_norms, D, x), "x_needs_grad")
        expect_ready_to_train(D)
        if isinstance(found, tuple):
            mistake(
                "tuple_not_tensor",
                "A tuple comes back. torch.autograd.grad gives one gradient for each thing that "
                "you asked for: `(gradient,) = torch.autograd.grad(...)`.",
            )
        _expect_slopes(found, D, x)
        _expect_graph(found, D, _right_norms(D, x))
        if not torch.equal(x.detach(), before):
            mistake("changes_input", "Your function changes the points that were handed in.")
        if x.requires_grad:
            t.note(
                "Your function leaves its mark on the x that was handed in (requires_grad). A copy "
                "would not: `x = x.detach().requires_grad_(True)`."
            )
    D, x = Curved(t, (3,)), t.normal(1, 3)
    expect_tensor(slope_norms(D, x), (1,), "`slope_norms(D, x)` for one point")
    flat = Straight(t, (2,), 0.0)
    norms = slope_norms(flat, t.normal(4, 2))
    (slope,) = torch.autograd.grad(norms.sum(), flat.w, allow_unused=True)
    if slope is not None and not torch.isfinite(slope).all():
        t.note(
            "Where D is quite flat, the root of your sum of squares has no derivative (nan). "
            "`.norm(dim=1)` has, and so has `(sum + 1e-12).sqrt()`."
        )


def _right_norms(D: nn.Module, x: Tensor) -> Tensor:
    return slope_norms(D, x)


def _expect_slopes(found: Any, D: nn.Module, x: Tensor) -> None:
    """`found` is |dD/dx| of each point, else the fitting mistake."""
    n = len(x)
    right = slopes_of(D, x)
    (gradient,) = torch.autograd.grad(D(x_ := x.detach().requires_grad_(True)).sum(), x_)
    rows = gradient.flatten(1)
    weights = torch.autograd.grad(D(x).sum(), list(D.parameters()))
    of_weights = torch.cat([w.flatten() for w in weights]).norm()
    if isinstance(found, Tensor) and found.dim() == 0:
        value = float(found.detach())
        if math.isclose(value, float(of_weights), rel_tol=1e-3):
            mistake("weights_gradient", "This is the slope by D's *weights*. Ask for the one by x.")
        mistake(
            "whole_batch",
            "One number comes back for the whole batch. Each point has a slope of its own: flatten "
            "each gradient to a row, and take the norm along `dim=1`.",
        )
    if isinstance(found, Tensor) and found.shape == x.shape:
        mistake(
            "no_norm",
            "These are the gradients themselves, with a number for each coordinate. Take the norm "
            "of each point's gradient.",
        )
    if isinstance(found, Tensor) and found.shape != (n,):
        dims = [gradient.norm(dim=d) for d in range(gradient.dim())]
        kept = (n, *[1] * (x.dim() - 1))
        if found.shape == kept:
            mistake(
                "extra_dimension",
                f"The shape is {kept}, expected ({n},): dimensions of size 1 are left.",
            )
        if any(found.shape == d.shape for d in dims):
            mistake(
                "wrong_dims",
                f"The norm is taken along one dimension only, and {tuple(found.shape)} is left. A "
                "point may have several, such as channel, row and column: `gradient.flatten(1)` "
                "makes one row a point, then `.norm(dim=1)`.",
            )
    found = expect_tensor(found, (n,), "`slope_norms(D, x)`")
    if close(found, right):
        return
    known = [
        ("mean_not_sum", right / n, "All slopes are too small, by the factor 1/N: you "
         "differentiate the *mean* of the scores. Their sum keeps each point's slope as it is."),
        ("squared", right.square(), "These are the *squared* slopes: take the root."),
        ("other_norm", rows.abs().sum(1), "You add up absolute values. The length of a vector is "
         "the root of the sum of squares."),
        ("other_norm", rows.abs().amax(1), "You take the largest coordinate. The length of a "
         "vector is the root of the sum of squares."),
        ("other_norm", rows.square().mean(1).sqrt(), "You take the root of the *mean* square. The "
         "length of a vector is the root of the *sum* of squares."),
        ("no_norm", rows.sum(1), "You add up the coordinates of the gradient, signs and all. Its "
         "length is the root of the sum of squares."),
    ]  # fmt: skip
    for name, mistaken, hint in known:
        if close(found, mistaken):
            mistake(name, hint)
    mistake(
        "wrong_value",
        f"For the first point your slope is {float(found[0]):.3f}, expected {float(right[0]):.3f}. "
        "It is the length of the gradient of D(x) by x.",
    )


def _expect_graph(found: Tensor, D: nn.Module, right: Tensor) -> None:
    """The slopes can be differentiated by D's weights."""
    if any(p.grad is not None and bool(p.grad.any()) for p in D.parameters()):
        mistake("leaves_gradients", USE_GRAD)
    if not found.requires_grad:
        mistake("no_create_graph", NO_GRAPH)
    wanted = torch.autograd.grad(right.square().sum(), list(D.parameters()))
    got = torch.autograd.grad(found.square().sum(), list(D.parameters()), allow_unused=True)
    if not any(g is not None and bool(g.any()) for g in got):
        mistake("no_create_graph", NO_GRAPH)
    for g, w in zip(got, wanted, strict=True):
        if g is None or not close(g, w, 1e-3):
            mistake(
                "wrong_gradient",
                "The slopes are right, but not their gradient by D's weights: a part of it was "
                "cut off. Take `detach`, `.data` and `no_grad` out.",
            )


# 8.4: points between real and generated ones

EPSILON_SHAPE = (
    "epsilon does not fit the batch. Its shape follows from that of x_real: (N, 1) for points "
    "(N, 2), (N, 1, 1, 1) for images (N, C, H, W): N and then a 1 for each further dimension."
)


def interpolate(x_real: Tensor, x_fake: Tensor) -> Tensor:
    """Points between real and generated ones, with one random factor a sample."""
    shape = (len(x_real),) + (1,) * (x_real.dim() - 1)
    epsilon = torch.rand(shape, device=x_real.device)
    return epsilon * x_real + (1 - epsilon) * x_fake


@exercise(
    "8.4",
    answer="interpolate",
    reference=interpolate,
    title="Somewhere in between",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_interpolate(interpolate: Any, t: Trial) -> None:
    n = t.integer(6, 12)
    for shape in ((2,), (3, 4, 5), (1, n, n)):  # the last: a wrong shape that fits by chance
        x_real, x_fake = 2 + t.uniform(n, *shape), -2 - t.uniform(n, *shape)
        before = x_real.clone(), x_fake.clone()

        def mix(x_real: Tensor = x_real, x_fake: Tensor = x_fake) -> Any:
            return _called(lambda: interpolate(x_real, x_fake), "raises")

        first, second = mix(), mix()
        if isinstance(first, tuple | list):
            mistake("returns_more", "Return x_mix alone: one tensor of the shape of x_real.")
        if isinstance(first, Tensor) and first.dim() > x_real.dim():
            mistake("epsilon_shape", f"x_mix has shape {tuple(first.shape)}. {EPSILON_SHAPE}")
        first = expect_tensor(first, (n, *shape), "x_mix")
        if not (torch.equal(x_real, before[0]) and torch.equal(x_fake, before[1])):
            mistake("changes_input", "Your function changes the batches that were handed in.")
        _expect_same_stays(interpolate, x_real)
        expect_mix(first, x_real, x_fake)
        if torch.equal(first, second):
            mistake(
                "same_each_time",
                "Two calls give the same points: draw epsilon anew in each call, and set no seed.",
            )
    many_real, many_fake = torch.ones(600, 1), torch.zeros(600, 1)
    epsilon = interpolate(many_real, many_fake).detach().flatten()
    if bool(((epsilon < 1e-6) | (epsilon > 1 - 1e-6)).all()):
        mistake(
            "ends_only",
            "Each of your points is a real one or a generated one. Points *between* them are "
            "wanted: epsilon is any number from 0 to 1, `torch.rand`.",
        )
    if abs(float(epsilon.mean()) - 0.5) > 0.06 or abs(float(epsilon.std()) - 12**-0.5) > 0.04:
        mistake(
            "not_uniform",
            f"epsilon has mean {float(epsilon.mean()):.2f} and deviation "
            f"{float(epsilon.std()):.2f}: all values from 0 to 1 should be equally likely, as "
            "torch.rand draws them (mean 0.50, deviation 0.29).",
        )
    elsewhere = torch.empty(3, 2, device="meta")  # in place of a GPU
    try:
        interpolate(elsewhere, elsewhere.clone())
    except Exception as error:  # there are no numbers: what else stops there is no matter
        if "expected device" in str(error) or "same device" in str(error):
            t.note(
                "Your epsilon is always made on the CPU: with a GPU the line would stop. "
                "`device=x_real.device` makes it where the samples are."
            )


def _expect_same_stays(interpolate: Any, x: Tensor) -> None:
    """Between a point and itself lies the point."""
    if not close(interpolate(x, x.clone()), x):
        mistake(
            "weights_do_not_sum",
            "Between a point and itself there is only that point, but yours gives another one: the "
            "two factors must add up to 1, epsilon and 1 - epsilon.",
        )


def expect_mix(mix: Tensor, x_real: Tensor, x_fake: Tensor) -> None:
    """One epsilon a sample, from 0 to 1, another for each; else the fitting mistake."""
    epsilon = (mix.detach() - x_fake) / (x_real - x_fake)  # (N, ...), where they differ
    per_sample = epsilon.flatten(1)
    if float(per_sample.min()) < -1e-3 or float(per_sample.max()) > 1 + 1e-3:
        mistake(
            "randn_not_rand",
            "Some of your points do not lie between the two: epsilon left the range 0 to 1. "
            "torch.rand draws from 0 to 1, torch.randn does not.",
        )
    spread = (per_sample.amax(1) - per_sample.amin(1)).max()
    if float(spread) < 1e-3:
        of_samples = per_sample.mean(1)
        if float(of_samples.max() - of_samples.min()) > 1e-3:
            return
        if abs(float(of_samples[0]) - 0.5) < 1e-3:
            mistake(
                "always_the_middle",
                "All points lie in the middle. The slope counts on the whole way from generated to "
                "real: draw epsilon from 0 to 1, one for each sample.",
            )
        if float((of_samples - of_samples.round()).abs().max()) < 1e-3:
            where = "real" if float(of_samples[0]) > 0.5 else "generated"
            mistake(
                "no_mix",
                f"These are the {where} points themselves. Points *between* real and generated "
                "ones are wanted.",
            )
        mistake(
            "one_epsilon_for_the_batch",
            "All samples have the same epsilon. Draw one for each of them, so that the batch "
            "covers the whole way from generated to real: N random numbers.",
        )
    if epsilon.dim() == 2 or _differs_everywhere(epsilon):
        mistake(
            "epsilon_per_pixel",
            "Each coordinate has an epsilon of its own: that is no point on the straight line "
            f"between the two. One for each *sample*. {EPSILON_SHAPE}",
        )
    mistake("epsilon_shape", f"epsilon runs along the wrong dimension. {EPSILON_SHAPE}")


def _differs_everywhere(epsilon: Tensor) -> bool:
    """Whether no dimension but the first one has one value all along."""
    spreads = [
        float((epsilon.amax(d) - epsilon.amin(d)).max())
        for d in range(1, epsilon.dim())
        if epsilon.shape[d] > 1
    ]
    return min(spreads) > 1e-3


# 8.5: the penalty


def gradient_penalty(D: nn.Module, x_real: Tensor, x_fake: Tensor, weight: float = 10.0) -> Tensor:
    """weight * mean((|dD/dx| - 1)^2) between real and generated points."""
    return losses.gradient_penalty(D, x_real, x_fake, weight=weight)


@exercise(
    "8.5",
    answer="gradient_penalty",
    reference=gradient_penalty,
    title="The gradient penalty",
    points=3,
    minutes=9,
    difficulty=3,
)
def check_gradient_penalty(gradient_penalty: Any, t: Trial) -> None:
    n = t.integer(5, 9)
    for shape in ((2, 4, 5), (2,)):
        for steepness in (2.5, 0.4):
            D = Straight(t, shape, steepness)
            x_real, x_fake = 2 + t.uniform(n, *shape), -2 - t.uniform(n, *shape)
            x_fake.requires_grad_(True)  # as when it comes straight from G
            # about 6.1: there no two mistakes give the same number, whatever n is
            weight = 10.0 if shape == (2,) else 6.05 + 0.2 * float(t.uniform(1))

            def call(
                D: nn.Module = D,
                x_real: Tensor = x_real,
                x_fake: Tensor = x_fake,
                weight: float = weight,
            ) -> Any:
                return gradient_penalty(D, x_real, x_fake, weight=weight)

            _expect_penalty(_called(call, "mix_needs_grad"), D, n, steepness, weight)
            expect_ready_to_train(D)
            _expect_penalty_reaches_weights(_called(call, "mix_needs_grad"), D, x_fake, weight)
    D = Straight(t, (2,), 2.5)
    expect_value(
        float(gradient_penalty(D, x_real, x_fake).detach()), 22.5, [], "Without `weight`, it"
    )
    _expect_mean_last(gradient_penalty, t)
    _expect_in_between(gradient_penalty, t)


def _expect_penalty(value: Any, D: Straight, n: int, steepness: float, weight: float) -> None:
    """The penalty of a critic that is `steepness` steep everywhere, else the fitting mistake."""
    if isinstance(value, Tensor) and value.shape == (n,):
        mistake("not_averaged", f"{n} numbers come back, one a sample: take their mean.")
    if isinstance(value, int | float):
        mistake("no_create_graph", f"A plain number comes back. {NO_GRAPH}")
    found = float(expect_tensor(value, (), "What `gradient_penalty` returns").detach())
    w = D.w.detach()

    def penalty(norms: float | Tensor) -> float:
        return weight * float((torch.as_tensor(norms) - 1).square().mean())

    right = penalty(steepness)
    flat_batch = "The norm runs over the whole batch at once. Each sample has a slope of its own: "
    known = [
        Known("no_weight", right / weight, "The factor `weight` is missing."),
        Known("ignores_weight", right / weight * 10,
              "The factor is always 10: use the argument `weight`."),
        Known("wrong_sign", -right, "The sign is wrong: a penalty is added to what D makes small, "
              "so it grows with the mistake."),
        Known("sum_not_mean", n * right, "You add the penalties of all samples up: take the mean."),
        Known("whole_batch", penalty(steepness * n**0.5),
              flat_batch + "`gradient.flatten(1).norm(dim=1)`."),
        Known("mean_not_sum", penalty(steepness / n),
              "Your slopes are too small, by the factor 1/N: you differentiate the *mean* of the "
              "scores. Their sum keeps each sample's slope as it is."),
        Known("whole_batch", penalty(steepness / n**0.5),
              flat_batch + "`gradient.flatten(1).norm(dim=1)`, of the gradient of the *sum* of "
              "the scores."),
        Known("zero_centred", weight * steepness**2,
              "The 1 is missing: this penalty wants a flat D. Ours wants the slope 1."),
        Known("squared_norm", weight * (steepness**2 - 1) ** 2,
              "You hold the *squared* slope against 1: take the root of the sum of squares first."),
        Known("squared_too_early", weight * (steepness**2 - 1),
              "You square the slope and subtract 1 then. Subtract first: (|slope| - 1), squared."),
        Known("squared_too_early", weight * (1 - steepness**2),
              "You square the slope and subtract then. Subtract first: (|slope| - 1), squared."),
        Known("weight_squared", weight * right,
              "`weight` is inside the square. It stands before the mean."),
        Known("no_square", weight * abs(steepness - 1),
              "The distance of the slope from 1 is not squared."),
        Known("no_square", weight * (steepness - 1),
              "The difference from 1 is not squared, so a flat D would be *rewarded*."),
        Known("one_sided", weight * max(0.0, steepness - 1) ** 2,
              "Only slopes *above* 1 cost something here. That one-sided penalty exists too; the "
              "formula above asks for slopes *of* 1."),
        *(
            Known("wrong_dims", penalty(norms), "The norm runs along the wrong dimensions. A "
                  "sample may have several, such as channel, row and column: "
                  "`gradient.flatten(1)` makes one row a sample, then `.norm(dim=1)`.")
            for norms in _partial_norms(D, n)
        ),
        Known("weights_gradient", penalty(_weights_norm(D, n)), OF_WEIGHTS),
        Known("weights_gradient", penalty(_weights_norm(D, n) / n), OF_WEIGHTS),
        Known("other_norm", penalty(float(w.abs().sum())),
              "You add up absolute values. The length of a vector is the root of the sum of "
              "squares."),
    ]  # fmt: skip
    expect_value(found, right, known, f"For a D that is {steepness} steep everywhere, the penalty")


OF_WEIGHTS = "This is the slope by D's *weights*. Ask for the one by the points: grad(..., x_mix)."


def _partial_norms(D: Straight, n: int) -> list[Tensor]:
    """Norms of a linear critic's gradients along too few dimensions."""
    if len(D.w) == 2:  # points: only the batch's dimension is wrong
        return [D.w.detach().abs() * n**0.5]
    gradient = D.w.detach().view(2, 4, 5).expand(n, 2, 4, 5)
    choices: Sequence[Any] = (0, 1, 2, 3, (2, 3), (1, 2), (1, 3))
    return [gradient.norm(dim=dims) for dims in choices]


def _weights_norm(D: Straight, n: int) -> float:
    """Norm of the gradient of the scores' sum by D's weights, at the points last seen."""
    x = next((x for x in reversed(D.seen) if len(x) == n), torch.zeros(n, len(D.w)))
    return float(torch.cat([x.flatten(1).sum(0), torch.tensor([float(n)])]).norm())


def _expect_penalty_reaches_weights(
    value: Tensor, D: Straight, x_fake: Tensor, weight: float
) -> None:
    """Its gradient is that of weight (|w| - 1)^2 by w, and nothing goes on into G."""
    if any(p.grad is not None and bool(p.grad.any()) for p in D.parameters()):
        mistake("leaves_gradients", USE_GRAD)
    if not value.requires_grad:
        mistake("no_create_graph", NO_GRAPH)
    value.backward()
    length = D.w.detach().norm()
    right = 2 * weight * (length - 1) * D.w.detach() / length
    if D.w.grad is None or not bool(D.w.grad.any()):
        mistake("no_create_graph", NO_GRAPH)
    if not close(D.w.grad, right, 1e-3):
        mistake(
            "wrong_gradient",
            "The penalty's value is right, but its gradient by D's weights is not: a part of it "
            "was cut off. Take `detach`, `.data` and `no_grad` out behind torch.autograd.grad.",
        )
    _expect_stops_at_d(x_fake)
    D.zero_grad()


def _expect_stops_at_d(x_fake: Tensor) -> None:
    if x_fake.grad is not None and bool(x_fake.grad.any()):
        mistake(
            "reaches_fake",
            "The penalty's gradient goes on into x_fake, and so into G. It is D's alone: `detach` "
            "the points before D sees them.",
        )


def _expect_mean_last(gradient_penalty: Any, t: Trial) -> None:
    """Each slope is held against 1 by itself. Real and generated agree: epsilon plays no part."""
    D, x = Curved(t, (2, 3)), t.normal(7, 2, 3)
    norms = slopes_of(D, x)
    right = 10 * float((norms - 1).square().mean())
    x_fake = x.clone().requires_grad_(True)
    value = gradient_penalty(D, x, x_fake)
    known = [
        Known(
            "mean_first",
            10 * float((norms.mean() - 1) ** 2),
            "You take the mean of the slopes first and hold it against 1: slopes of 0 and 2 would "
            "cost nothing. Subtract 1 and square for each sample, then take the mean.",
        ),
        Known(
            "clamped",
            10 * float((norms - 1).clamp(min=0).square().mean()),
            "Only slopes above 1 cost something here: the formula asks for slopes *of* 1.",
        ),
    ]
    expect_value(float(value.detach()), right, known, "For a curved D, the penalty")
    value.backward()
    _expect_stops_at_d(x_fake)  # a linear D would hide it: its slope is the same at all points


def _expect_in_between(gradient_penalty: Any, t: Trial) -> None:
    """D was asked at points between real and generated ones, one epsilon a sample."""
    n, shape = t.integer(6, 12), (3, 4, 5)
    x_real, x_fake = 2 + t.uniform(n, *shape), -2 - t.uniform(n, *shape)
    D = Straight(t, shape, 1.0)
    seen: list[Tensor] = []
    for _ in range(2):
        D.seen.clear()
        gradient_penalty(D, x_real, x_fake)
        batches = [x for x in D.seen if x.shape == x_real.shape]
        rows = torch.cat([x.reshape(-1, *shape) for x in D.seen])  # one at a time is a style too
        if not batches and len(rows) == 2 * n:
            mistake(
                "no_mix",
                "D is asked at the real and at the generated points themselves. Points *between* "
                "them are wanted.",
            )
        if not batches and len(rows) != n:
            return
        seen.append(batches[-1] if batches else rows)
    expect_mix(seen[0], x_real, x_fake)
    if torch.equal(*seen):
        mistake(
            "same_each_time",
            "Two calls look at the same points: draw epsilon anew each time, and set no seed.",
        )


# 8.9: the penalty now and then


def lazy_penalty(
    step: int, k: int, D: nn.Module, x_real: Tensor, x_fake: Tensor, weight: float = 10.0
) -> Tensor | float:
    """k times the penalty in every k-th update of the critic, 0 in the others."""
    if step % k != 0:
        return 0.0
    return k * gradient_penalty(D, x_real, x_fake, weight=weight)


@exercise(
    "8.9",
    answer="lazy_penalty",
    reference=lazy_penalty,
    title="Bug hunt: the lazy penalty",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_lazy_penalty(lazy_penalty: Any, t: Trial) -> None:
    k, n = t.integer(3, 7), t.integer(4, 8)
    x_real, x_fake = 2 + t.uniform(n, 2), -2 - t.uniform(n, 2)
    weight = 2.3 + t.integer(0, 4)
    right = weight * 1.5**2
    D = Straight(t, (2,), 2.5)
    found: list[float] = []
    calls: list[int] = []
    due: list[Tensor] = []
    seen: list[list[Tensor]] = []
    for step in range(3 * k):
        D.seen.clear()
        value = lazy_penalty(step, k, D, x_real, x_fake, weight=weight)
        if value is None:
            mistake(
                "returns_nothing",
                "In some updates None comes back, and the loss cannot add None: return 0.0 there.",
            )
        number = float(value.detach()) if isinstance(value, Tensor) else float(value)
        if number:
            due.append(value)
            seen.append(list(D.seen))
        found.append(number)
        calls.append(len(D.seen))
    expect_ready_to_train(D)
    on = [step for step, number in enumerate(found) if number]
    if not on:
        mistake("never", "The penalty is 0 in every update: in every k-th one it is due.")
    if len(on) == 3 * k:
        if abs(found[0] - right / k) < 1e-3:
            mistake(
                "spread_out",
                "You add a k-th of the penalty in *each* update: that is neither cheaper nor as "
                "strong. Add it in every k-th update, k times.",
            )
        mistake("always", "The penalty is added in every update: only every k-th one is due.")
    if len(on) == 3 * (k - 1):
        mistake(
            "inverted",
            "The penalty is left out in every k-th update and added in all others: turn the "
            "question round.",
        )
    if len(on) != 3 or {b - a for a, b in itertools.pairwise(on)} != {k}:
        mistake(
            "wrong_steps",
            f"With k = {k} the penalty was due in the updates {on} of 0 to {3 * k - 1}: once in "
            "every k of them.",
        )
    expect_value(
        found[on[0]],
        k * right,
        [
            Known(
                "not_times_k",
                right,
                "Once in k updates the plain penalty is added: over many updates that is k times "
                "too weak, and D gets steeper. That is what happened in the report. Make up for "
                "the updates without it.",
            ),
            Known(
                "divided_by_k",
                right / k,
                "You divide by k where you must multiply: one update makes up for k of them.",
            ),
            Known(
                "ignores_weight",
                k * 10 * 1.5**2,
                "The penalty always weighs 10: hand `weight=weight` on to `gradient_penalty`.",
            ),
            Known("squared_k", k * k * right, "The factor is k, not its square."),
            Known("wrong_sign", -k * right, "The penalty is *added* to the loss: no minus."),
            Known(
                "other_factor",
                (k - 1) * right,
                "The factor is k: this update makes up for the k - 1 others, and counts itself.",
            ),
        ],
        "The penalty in an update where it is due",
    )
    if not math.isclose(min(found[step] for step in on), max(found), rel_tol=1e-3):
        mistake(
            "other_factor",
            f"Where the penalty is due it weighs another amount each time, {found[on[0]]:.1f} and "
            f"{found[on[1]]:.1f} for the same slope. The factor is k in all of these updates.",
        )
    _expect_due_reaches_weights(due[0], D, k * weight)
    expect_asked_between(seen[0], x_real, x_fake)
    if any(calls[step] for step in range(3 * k) if step not in on):
        mistake(
            "computed_anyway",
            "The numbers are right, but D works in *every* update, also where the penalty is "
            "thrown away or multiplied by 0: nothing is saved. Ask for the step first.",
        )
    again = torch.as_tensor(lazy_penalty(on[0], k, D, x_real, x_fake, weight=weight)).detach()
    if not math.isclose(float(again), found[on[0]], rel_tol=1e-3):
        mistake(
            "counts_calls",
            f"Asked about update {on[0]} a second time, your function gives {float(again):.1f} and "
            f"not {found[on[0]]:.1f}: it keeps count by itself. Whether the penalty is due follows "
            "from `step` alone.",
        )
    due_value = float(torch.as_tensor(lazy_penalty(on[0], k, D, x_real, x_fake)).detach())
    if not math.isclose(due_value, k * 10 * 1.5**2, rel_tol=1e-3):
        mistake(
            "default_weight",
            "Called without `weight`, the penalty does not weigh 10. Keep the first line of the "
            "exercise as it is: weight=10.0.",
        )
    if on[0]:
        t.note(f"Yours is due first in update {on[0]}; the usual choice is update 0.")


def _expect_due_reaches_weights(value: Any, D: Straight, weight: float) -> None:
    """The gradient of `value` is that of weight (|w| - 1)^2 by w."""
    if not isinstance(value, Tensor) or not value.requires_grad:
        mistake("no_create_graph", NO_GRAPH)
    (slope,) = torch.autograd.grad(value, D.w, allow_unused=True)
    if slope is None or not bool(slope.any()):
        mistake("no_create_graph", NO_GRAPH)
    length = D.w.detach().norm()
    if not close(slope, 2 * weight * (length - 1) * D.w / length, 1e-3):
        mistake(
            "not_times_k",
            "The number is k times the penalty, but its gradient by D's weights is not: a part "
            "was cut off. Multiply the penalty itself by k, and take `detach` out.",
        )
