"""6.3: the relativistic losses."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_tensor, expect_two


def relativistic_losses(d_real: Tensor, d_fake: Tensor) -> tuple[Tensor, Tensor]:
    """D wants each real logit above that of its partner, G the other way round."""
    return F.softplus(d_fake - d_real).mean(), F.softplus(d_real - d_fake).mean()


@exercise(
    "6.3",
    answer="relativistic_losses",
    reference=relativistic_losses,
    title="Real against generated, in pairs",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_relativistic_losses(relativistic_losses: Any, t: Trial) -> None:
    n = t.integer(5, 12)
    d_real, d_fake = (2 * t.normal(n) + 0.5).requires_grad_(), (2 * t.normal(n)).requires_grad_()
    found = _both(relativistic_losses(d_real, d_fake))
    gap = d_real - d_fake
    right = _prints((F.softplus(-gap).mean(), F.softplus(gap).mean()), d_real, d_fake)
    prints = _prints(found, d_real, d_fake)
    if not close(prints, right):
        _name(prints, right, d_real, d_fake, found)
    for sure in (120.0, -120.0):
        _expect_safe(relativistic_losses, torch.full((n,), sure))


def _expect_safe(relativistic_losses: Any, far: Tensor) -> None:
    """Values and slopes are right too where the sigmoid is rounded to 0 or to 1."""
    d_real, d_fake = far.clone().requires_grad_(), (-far).requires_grad_()
    d_loss, g_loss = relativistic_losses(d_real, d_fake)
    losses = d_loss.float(), g_loss.float()
    values = [loss.item() for loss in losses]
    if not all(map(math.isfinite, values)):
        mistake(
            "log_of_zero",
            "When D is very sure, a loss becomes infinite: the sigmoid was rounded to 0 before "
            "its logarithm. `F.softplus(-x)` is -log sigmoid(x), for any x.",
        )
    gap = d_real - d_fake
    right = F.softplus(-gap).mean(), F.softplus(gap).mean()
    if not close(_prints(losses, d_real, d_fake), _prints(right, d_real, d_fake)):
        mistake(
            "log_of_zero",
            f"When D is very sure, one loss should be {max(loss.item() for loss in right):.0f} and "
            f"yours is {max(values):.0f}: the sigmoid was rounded before its logarithm, and a "
            "tiny number or a clamp only hides it, the slope is gone. `F.softplus(-x)` is "
            "-log sigmoid(x), for any x.",
        )


def _both(result: Any) -> tuple[Tensor, Tensor]:
    d_loss, g_loss = expect_two(result, "`return d_loss, g_loss`")
    for name, loss in (("d_loss", d_loss), ("g_loss", g_loss)):
        if isinstance(loss, Tensor) and loss.dim() == 1:
            mistake("not_averaged", f"`{name}` has one number a pair: take their mean.")
        if isinstance(loss, Tensor) and loss.dim() == 2:
            mistake("all_pairs", ALL_PAIRS)
        expect_tensor(loss, (), f"`{name}`", dtype=None)
        if not loss.requires_grad:
            mistake(
                "no_gradient",
                f"`{name}` has no gradient: return the tensor itself, without `.item()`, `detach` "
                "or `no_grad`.",
            )
    return d_loss.float(), g_loss.float()


ALL_PAIRS = (
    "You compare each real logit with every generated one. Here the i-th is compared with the i-th "
    "only: `d_real - d_fake`, both of shape (N,)."
)


def _prints(losses: tuple[Tensor, Tensor], d_real: Tensor, d_fake: Tensor) -> Tensor:
    """Both losses' values and slopes at all logits."""
    parts: list[Tensor] = []
    for loss in losses:
        slopes = torch.autograd.grad(loss, (d_real, d_fake), retain_graph=True, allow_unused=True)
        parts += [loss.detach().reshape(1)]
        parts += [torch.zeros_like(d_real) if s is None else s for s in slopes]
    return torch.cat(parts)


def _name(
    prints: Tensor, right: Tensor, d_real: Tensor, d_fake: Tensor, found: tuple[Tensor, Tensor]
) -> None:
    gap, n = d_real - d_fake, len(d_real)
    softplus = F.softplus
    all_gaps = d_real[:, None] - d_fake
    to_mean_real, to_mean_fake = d_real - d_fake.mean(), d_fake - d_real.mean()
    known = [
        (
            "swapped",
            (softplus(gap).mean(), softplus(-gap).mean()),
            "The two losses have changed places, or the difference its sign: D wants d_real above "
            "d_fake, and its loss comes first.",
        ),
        (
            "wrong_sign",
            (-softplus(-gap).mean(), -softplus(gap).mean()),
            "The sign is wrong: log sigmoid is negative, a loss is minus that.",
        ),
        (
            "g_helps_d",
            (softplus(-gap).mean(), softplus(-gap).mean()),
            "G makes the same number small as D does: it would help D. G wants the generated one "
            "to win, so the difference turns round.",
        ),
        (
            "zero_sum",
            (softplus(-gap).mean(), -softplus(-gap).mean()),
            "G's loss is minus D's: that is the saturating form, whose slope vanishes when D is "
            "sure. Turn the difference round instead: -log sigmoid(d_fake - d_real).",
        ),
        (
            "not_paired",
            (softplus(-d_real).mean() + softplus(d_fake).mean(), softplus(-d_fake).mean()),
            "These are the losses of lesson 02: each logit is judged alone. Judge the difference "
            "of a pair.",
        ),
        (
            "no_logarithm",
            (-gap.mean(), gap.mean()),
            "These are mean differences; -log sigmoid is missing around each of them.",
        ),
        (
            "mean_first",
            (softplus(-gap.mean()), softplus(gap.mean())),
            "You take the mean of the differences before the logarithm. First -log sigmoid of each "
            "difference, then the mean.",
        ),
        ("all_pairs", (softplus(-all_gaps).mean(), softplus(all_gaps).mean()), ALL_PAIRS),
        (
            "against_the_mean",
            (
                softplus(-to_mean_real).mean() + softplus(to_mean_fake).mean(),
                softplus(to_mean_real).mean() + softplus(-to_mean_fake).mean(),
            ),
            "You compare each logit with the mean of the others: the 'average' variant of the "
            "paper. Here the i-th real one meets the i-th generated one.",
        ),
        (
            "sum_not_mean",
            (n * softplus(-gap).mean(), n * softplus(gap).mean()),
            "You add up the losses of all pairs. Take the mean, so that the batch size does not "
            "matter.",
        ),
        (
            "sigmoid_twice",
            (softplus(-gap.sigmoid()).mean(), softplus((-gap).sigmoid().neg()).mean()),
            "The sigmoid is applied twice: the function that you use applies one itself.",
        ),
        (
            "sigmoid_first",
            (
                softplus(d_fake.sigmoid() - d_real.sigmoid()).mean(),
                softplus(d_real.sigmoid() - d_fake.sigmoid()).mean(),
            ),
            "You subtract probabilities. Subtract the logits; -log sigmoid comes after.",
        ),
    ]
    for name, losses, hint in known:
        if close(prints, _prints(losses, d_real, d_fake)):
            mistake(name, hint)
    k = 1 + 2 * len(d_real)
    if close(prints[[0, k]], right[[0, k]]):
        mistake(
            "wrong_gradient",
            "The values are right, but not the slopes: a part was cut off. Take `detach` out; who "
            "is moved is decided by the optimiser.",
        )
    if close(prints[:k], right[:k]):
        mistake(
            "wrong_g_loss",
            "d_loss is right, g_loss is not. It is the same as d_loss, also the mean, but with "
            "the difference turned round.",
        )
    if close(prints[k:], right[k:]):
        mistake(
            "wrong_d_loss",
            "g_loss is right, d_loss is not. It is the same as g_loss, also the mean, but with "
            "the difference turned round.",
        )
    mistake(
        "wrong_value",
        f"For random logits your losses are {float(found[0].detach()):.3f} and "
        f"{float(found[1].detach()):.3f}, expected {float(right[0]):.3f} and "
        f"{float(right[k]):.3f}. Hold them against the formulas.",
    )
