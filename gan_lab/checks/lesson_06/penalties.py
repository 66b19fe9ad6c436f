"""6.2 and 6.9: penalties on D's slope, judged by their value and by what they ask of D."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    expect_ready_to_train,
    expect_tensor,
    has_gradients,
    moved,
    weights,
)
from gan_lab.checks._training import flat_gradients, leave_gradients
from gan_lab.checks.lesson_06._shared import (
    Known,
    name_mistake,
    slope,
    small_discriminator,
)

Slopes = Callable[[Tensor], Tensor]  # x (N, ...) -> dD/dx (N, ...), its graph kept

NO_GRAPH = (
    "The penalty has the right value, but it asks nothing of D: no gradient goes from it to D's "
    "weights. The slope itself must be differentiated once more: `create_graph=True`."
)


def zero_centred_penalty(D: nn.Module, x_real: Tensor, x_fake: Tensor, weight: float) -> Tensor:
    """R1 + R2: weight / 2 * mean(|dD/dx|^2) at real points and, added, at generated ones."""
    return losses.zero_centred_penalty(D, x_real, x_fake, weight=weight)


def _slopes(D: nn.Module) -> Slopes:
    def of(x: Tensor) -> Tensor:
        x = x.detach().clone().requires_grad_(True)
        (found,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        return found

    return of


def _print(value: Tensor, D: nn.Module) -> Tensor:
    """A value and its slope at D's weights: no two penalties share both by chance."""
    return torch.cat([value.detach().reshape(1), slope(value, D)])


def _known(D: nn.Module, x_real: Tensor, x_fake: Tensor, weight: float) -> list[Known]:
    """The classic mistakes of a penalty at real and generated points."""
    of = _slopes(D)
    g_real, g_fake = of(x_real).flatten(1), of(x_fake).flatten(1)
    n, size = g_real.shape
    r1, r2 = g_real.square().sum(1).mean(), g_fake.square().sum(1).mean()
    right = weight / 2 * (r1 + r2)
    mean_of_d = (
        "You differentiate the *mean* of D's logits: each sample's slope is then divided by the "
        "batch size, and the penalty by its square. Take `D(x).sum()`: each logit depends on its "
        "own sample only, so the sum leaves each slope whole."
    )

    def norms(g: Tensor) -> Tensor:
        return g.norm(dim=1)

    values = [
        ("mean_of_d", right / n**2, mean_of_d),
        ("mean_of_d", right / n, mean_of_d),
        (
            "mean_over_coordinates",
            right / size,
            "You take the mean over a sample's coordinates too. |dD/dx|² is the *sum* of their "
            "squares; the mean goes over the samples.",
        ),
        (
            "sum_over_samples",
            n * right,
            "You add the samples up: take the mean over the batch, so that its size does not "
            "matter.",
        ),
        ("only_real", weight / 2 * r1, "This is R1 alone: add the same at the generated points."),
        (
            "only_fake",
            weight / 2 * r2,
            "This is R2 alone: the real points belong to it as well.",
        ),
        (
            "same_points_twice",
            weight * r1,
            "You take the real points twice: once real ones, once generated ones.",
        ),
        (
            "same_points_twice",
            weight * r2,
            "You take the generated points twice: once real ones, once generated ones.",
        ),
        (
            "subtracted",
            weight / 2 * (r1 - r2),
            "You take the generated points' part away: this rewards steep slopes there. Both are "
            "added.",
        ),
        (
            "factor",
            2 * right,
            "This is twice the penalty: the formula has weight / 2, and each point is in it once.",
        ),
        ("factor", right / 2, "This is half the penalty: R1 and R2 are added, not averaged."),
        ("no_weight", right / weight, "`weight` is not used."),
        ("no_weight", 2 * right / weight, "`weight` / 2 is missing in front."),
        (
            "no_square",
            weight / 2 * (norms(g_real).mean() + norms(g_fake).mean()),
            "You penalise |dD/dx|, the formula its square.",
        ),
        (
            "one_centred",
            weight
            / 2
            * ((norms(g_real) - 1).square().mean() + (norms(g_fake) - 1).square().mean()),
            "This asks D for the slope 1, as WGAN-GP does. Here the slope should be 0: leave the "
            "1 out.",
        ),
        ("wrong_sign", -right, "The sign is wrong: this rewards steep slopes."),
        (
            "outputs_penalised",
            weight / 2 * (D(x_real).square().mean() + D(x_fake).square().mean()),
            "You penalise D's logits, not their slope. The slope is what "
            "`torch.autograd.grad(D(x).sum(), x, ...)` gives.",
        ),
        (
            "difference_of_means",
            weight / 2 * (g_real.mean(0).square().sum() + g_fake.mean(0).square().sum()),
            "You take the mean of the slopes first: steep ones in opposite directions cancel. "
            "Square each sample's slope, then take the mean.",
        ),
    ]
    return [Known(name, value, hint) for name, value, hint in values]


def _judge(
    value: Any, right: Tensor, known: list[Known], D: nn.Module, what: str, old: Tensor
) -> None:
    """`value` is the right penalty, in value and in slope, else the fitting mistake."""
    if isinstance(value, Tensor) and value.dim() == 1 and len(value) > 1:
        mistake(
            "not_averaged",
            f"{what} has one number a sample, {len(value)} of them: take their mean.",
        )
    penalty = expect_tensor(value, (), what)
    expect_ready_to_train(D)
    if not has_gradients(D):
        mistake(
            "clears_gradients",
            "Your function clears the gradients at D's weights, which may be half of an update: "
            "leave them alone. `torch.autograd.grad` needs no `zero_grad`.",
        )
    if not torch.equal(flat_gradients(D), old):
        mistake(
            "leaves_gradients",
            "Your function leaves gradients at D's weights, which the next update would add to "
            "its own: use `torch.autograd.grad`, which only returns them, not `backward`.",
        )
    found, wanted = _print(penalty, D), _print(right, D)
    if torch.allclose(found, wanted, rtol=1e-3, atol=1e-5):
        return
    name_mistake(found, [k._replace(value=_print(k.value, D)) for k in known], 1e-3)
    same = torch.allclose(penalty.detach(), right.detach(), rtol=1e-3)
    if same:
        mistake("no_create_graph", NO_GRAPH)
    values = [k._replace(value=k.value.detach().reshape(1)) for k in known]
    name_mistake(penalty.detach().reshape(1), values, 1e-3)
    mistake(
        "wrong_value",
        f"{what} is {float(penalty.detach()):.4f}, expected {float(right.detach()):.4f}. Go "
        "through it in order: slope of each sample, squares, sum over the sample, mean over the "
        "batch.",
    )


def _call(call: Callable[[], Any]) -> Any:
    """call(), with the commonest errors of autograd.grad put into words."""
    try:
        return call()
    except RuntimeError as error:
        text = str(error)
        if "appears to not have been used in the graph" in text:
            mistake(
                "other_tensor",
                "The tensor that you differentiate by is not the one that D was shown. Make `x` "
                "first, then `D(x)`, then the slope by that same `x`.",
            )
        if "does not require grad" in text:
            mistake(
                "x_without_gradient",
                "PyTorch cannot follow the way from x to D(x). Switch gradients on before D sees "
                "x, `x = x.detach().requires_grad_(True)`, and cut nothing off after that: no "
                "`detach` and no `no_grad` around D.",
            )
        if "scalar outputs" in text:
            mistake(
                "no_sum",
                "D gives one logit a sample, but `autograd.grad` starts from one number: "
                "`D(x).sum()`. It stands first, and x second.",
            )
        if "backward through the graph a second time" in text:
            mistake(
                "graph_freed",
                "The graph was thrown away after its first use: `create_graph=True` keeps it.",
            )
        raise


@exercise(
    "6.2",
    answer="zero_centred_penalty",
    reference=zero_centred_penalty,
    title="A price for steepness",
    points=3,
    minutes=10,
    difficulty=3,
)
def check_zero_centred_penalty(zero_centred_penalty: Any, t: Trial) -> None:
    for shape in ((2, 3, 2), (2,)):  # small pictures, and points
        # not 6, as large as a picture's (3, 2), and a weight that is no factor of a mistake
        n, weight = t.integer(7, 12), 0.6 + 0.3 * float(t.uniform(1))
        x_real, x_fake = t.normal(n, *shape), t.normal(n, *shape)
        D = small_discriminator(t, x_real[0].numel())
        old, before = leave_gradients(D, t), weights(D)
        given_real, given_fake = x_real.clone(), x_fake.clone()
        value = _call(lambda: zero_centred_penalty(D, given_real, given_fake, weight))  # noqa: B023
        if moved(D, before):
            mistake("d_moved", "D's weights changed: a penalty is only a number.")
        if not (torch.equal(given_real, x_real) and torch.equal(given_fake, x_fake)):
            mistake("changes_input", "Your function changes the points that were handed in.")
        of = _slopes(D)
        parts = [of(x).flatten(1).square().sum(1).mean() for x in (x_real, x_fake)]
        right = weight / 2 * (parts[0] + parts[1])
        known = _known(D, x_real, x_fake, weight)
        if shape != (2,):
            g = [of(x).square().sum(1).mean() for x in (x_real, x_fake)]
            known.append(
                Known(
                    "one_dimension_only",
                    weight / 2 * (g[0] + g[1]),
                    "For pictures (N, C, H, W) `sum(1)` adds up the channels only. "
                    "`slope.flatten(1)` makes one row a sample first.",
                )
            )
        _judge(value, right, known, D, "What `zero_centred_penalty` returns", old)
        # D's own graph: a real update uses G's output, which may carry one
        of_g = x_fake.clone().requires_grad_(True)
        value = _call(lambda: zero_centred_penalty(D, x_real.clone(), 1.0 * of_g, weight))  # noqa: B023
        (reached,) = torch.autograd.grad(value, of_g, allow_unused=True)
        if reached is not None:
            t.note(
                "If `x_fake` comes from G with its graph, your penalty goes on into G: it is meant "
                "for D alone. `x.detach()` cuts the graph off."
            )
        _note_switched_on(given_real, t)
    x = t.normal(4, 2)
    _expect_any_function(lambda D: zero_centred_penalty(D, x, x, 1.0))


def _expect_any_function(penalty: Callable[[Any], Any]) -> None:
    """D may be any function with a slope, as in the texts' examples."""
    try:
        penalty(lambda x: 3 * x[:, 0] + 4 * x[:, 1])
    except AttributeError as error:
        if "'function'" not in str(error):
            raise
        mistake(
            "needs_a_network",
            "With the D of *Expect*, a plain function, your code stops: it asks D for something "
            "that only a network has. The penalty needs no more of D than `D(x)`.",
        )


def _note_switched_on(given: Tensor, t: Trial) -> None:
    """A note when the function switched gradients on at what it was given."""
    if given.requires_grad:
        t.note(
            "Your function switches gradients on at the tensor that was handed in, so whatever is "
            "computed from it later keeps a graph too. `x.detach().requires_grad_(True)` is a new "
            "tensor."
        )


def r1_of_report(D: nn.Module, x_real: Tensor, weight: float) -> Tensor:
    """R1, its slope taken from the sum of the logits: the same for any batch size."""
    return losses.r1_penalty(D, x_real, x_real, weight=weight)


@exercise(
    "6.9",
    answer="r1_of_report",
    reference=r1_of_report,
    title="Bug hunt: a penalty that fades",
    points=1,
    minutes=5,
    difficulty=2,
)
def check_r1_of_report(r1_of_report: Any, t: Trial) -> None:
    for n in (t.integer(4, 7), t.integer(20, 40)):
        weight = 0.6 + 0.3 * float(t.uniform(1))
        x = t.normal(n, 2)
        D = small_discriminator(t)
        old, before = leave_gradients(D, t), weights(D)
        given = x.clone()
        value = _call(lambda: r1_of_report(D, given, weight))  # noqa: B023
        if moved(D, before):
            mistake("d_moved", "D's weights changed: a penalty is only a number.")
        g = _slopes(D)(x)
        right = weight / 2 * g.square().sum(1).mean()
        known = [
            Known(
                "still_mean",
                right / n**2,
                f"With {n} samples the penalty is {n}² times too small: the report's mistake is "
                "still there. What does the slope of a *mean* of N logits at one sample know of N?",
            ),
            Known(
                "one_n_left",
                right / n,
                f"With {n} samples the penalty is still {n} times too small. The slope is squared, "
                "so a factor 1 / N in it counts twice.",
            ),
            Known(
                "sum_over_samples",
                n * right,
                f"Now it grows with the batch: with {n} samples it is {n} times too large. Each "
                "sample's slope is whole now; over the samples a mean is taken.",
            ),
            Known("no_weight", right / weight, "`weight` is not used."),
            Known("no_weight", 2 * right / weight, "`weight` / 2 is missing in front."),
            Known("wrong_sign", -right, "The sign is wrong: this rewards steep slopes."),
            Known("factor", 2 * right, "The factor 1/2 of the formula is gone."),
            Known(
                "mean_over_coordinates",
                right / 2,
                "You take the mean over x and y too: |dD/dx|² is the sum of their squares.",
            ),
            Known(
                "no_square",
                weight / 2 * g.norm(dim=1).mean(),
                "You penalise |dD/dx|, the formula its square.",
            ),
            Known(
                "other_loss",
                weight / 2 * F.softplus(-D(x)).mean(),
                "This is a loss, not a penalty on D's slope.",
            ),
        ]
        _judge(value, right, known, D, f"For {n} samples your penalty", old)
        _note_switched_on(given, t)
    _expect_any_function(lambda D: r1_of_report(D, x, 1.0))
