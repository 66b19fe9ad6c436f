"""6.6 and 6.10: how strong G's gradient is, and a report that looked too late."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_ready_to_train, moved, weights
from gan_lab.checks._training import count_steps, flat_gradients, leave_gradients
from gan_lab.checks.lesson_06._shared import (
    random_net,
    slope,
    small_discriminator,
)


def generator_of_many_layers(t: Trial, nz: int) -> nn.Module:
    """With a network inside, and a layer that is no Linear: all of them have weights."""
    return nn.Sequential(*random_net(t, (nz, 6, 6)), nn.PReLU(6), random_net(t, (6, 2)))


def gradient_norm(
    G: nn.Module, D: nn.Module, g_loss: Callable[[Tensor], Tensor], z: Tensor
) -> float:
    """The length of the gradient of g_loss(D(G(z))) by all of G's weights together."""
    gradients = torch.autograd.grad(g_loss(D(G(z))), list(G.parameters()))
    return torch.cat([g.flatten() for g in gradients]).norm().item()


def _lengths(parts: list[Tensor]) -> dict[str, float]:
    """Other ways to make one number of a gradient: the mistakes' names for them."""
    flat = torch.cat([p.flatten() for p in parts])
    return {
        "sum_of_norms": float(sum(float(p.norm()) for p in parts)),
        "mean_of_norms": float(sum(float(p.norm()) for p in parts)) / len(parts),
        "no_root": float(flat.square().sum()),
        "absolute_sum": float(flat.abs().sum()),
        "mean_size": float(flat.abs().mean()),
        "largest": float(flat.abs().max()),
        "last_layer_only": float(parts[-1].norm()),
        "first_layer_only": float(parts[0].norm()),
    }


LENGTH_HINTS = {
    "sum_of_norms": "You add up the lengths of the single weights' gradients. Of all together: "
    "add their squares, then one root.",
    "mean_of_norms": "You take the mean of the single lengths. Of all together: add the squares, "
    "then one root.",
    "no_root": "This is the square of the length: take its root.",
    "absolute_sum": "You add up absolute values: the length is the root of the sum of squares.",
    "mean_size": "This is the mean size of a number in the gradient: the length is the root of the "
    "sum of squares.",
    "largest": "This is the largest number in the gradient: the length is the root of the sum of "
    "squares.",
    "last_layer_only": "You look at G's last weights only: all of them count.",
    "first_layer_only": "You look at G's first weights only: all of them count.",
    "linear_only": "You leave out weights that lie in no Linear layer: `G.parameters()` has all.",
}


@exercise(
    "6.6",
    answer="gradient_norm",
    reference=gradient_norm,
    title="How hard is G pulled?",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_gradient_norm(gradient_norm: Any, t: Trial) -> None:
    for g_loss in (losses.minimax.g_loss, losses.non_saturating.g_loss):
        G, D, z, known = _measured(g_loss, t)
        old_g, old_d = flat_gradients(G), flat_gradients(D)
        g_before, d_before = weights(G), weights(D)
        given = z.clone()
        try:
            value = gradient_norm(G, D, g_loss, given)
        except AttributeError as error:
            if "'NoneType'" not in str(error):
                raise
            mistake(
                "no_gradient_yet",
                "A weight has no gradient: `backward` has not been called, or its gradient went "
                "somewhere else.",
            )
        except RuntimeError as error:
            _explain_cut(str(error))
            raise
        if moved(G, g_before) or moved(D, d_before):
            mistake("moved", "Weights moved: this only measures, no optimiser takes part.")
        if isinstance(value, list | tuple):
            mistake("many_numbers", "One number for all of G's weights together is wanted.")
        found = expect_number(value, "What `gradient_norm` returns")
        if not math.isclose(found, known["right"], rel_tol=1e-3):
            _name(found, known)
        expect_ready_to_train(G, D)
        for net, old in ((G, old_g), (D, old_d)):
            if not torch.equal(flat_gradients(net), old):
                t.note(
                    "Your function leaves other gradients at the weights than it found. The next "
                    "`zero_grad` clears them away; `torch.autograd.grad` would touch none."
                )


def _explain_cut(error: str) -> None:
    """End the check if this error of torch's says that no way leads from the loss to G."""
    if "require grad" in error or "not have been used in the graph" in error:
        mistake(
            "cut",
            "No way leads from the loss back to G's weights: a `detach`, a `no_grad` or frozen "
            "weights cut it. G's gradient goes through D, so leave all of them out.",
        )
    if "scalar outputs" in error:
        mistake(
            "no_loss",
            "A gradient starts from one number: the loss, `g_loss(D(G(z)))`. In `autograd.grad` "
            "it stands first, and G's weights second.",
        )


def _measured(
    g_loss: Callable[[Tensor], Tensor], t: Trial
) -> tuple[nn.Module, nn.Module, Tensor, dict[str, float]]:
    """G, D and z for which each known mistake gives a number of its own, and these numbers."""
    for _ in range(100):
        n, nz = t.integer(5, 12), t.integer(2, 6)
        G, D = generator_of_many_layers(t, nz), small_discriminator(t)
        z = t.normal(n, nz)
        old_g, _ = leave_gradients(G, t), leave_gradients(D, t)
        loss = g_loss(D(G(z)))
        of_g, of_d = slope(loss, G), slope(loss, D)
        parts = list(torch.autograd.grad(loss, list(G.parameters())))
        of_prelu = parts[4]  # behind weights and biases of two Linear layers
        known = {
            "right": float(of_g.norm()),
            "added": float((of_g + old_g).norm()),
            "old": float(old_g.norm()),
            "includes_d": float(torch.cat([of_g, of_d]).norm()),
            "of_d": float(of_d.norm()),
            "the_loss": float(loss.detach()),
            "linear_only": float(
                torch.cat([p.flatten() for p in parts if p is not of_prelu]).norm()
            ),
            **_lengths(parts),
        }
        numbers = sorted(known.values())
        if all(b - a > 0.005 * abs(b) for a, b in itertools.pairwise(numbers)):
            break
    return G, D, z, known


def _name(found: float, known: dict[str, float]) -> None:
    def is_(name: str) -> bool:
        return math.isclose(found, known[name], rel_tol=1e-3)

    if found == 0:
        mistake(
            "zero",
            "The length is exactly 0: the way from the loss to G is cut by `detach` or `no_grad`, "
            "or the gradients were cleared before you looked.",
        )
    if is_("added"):
        mistake(
            "old_gradients",
            "Gradients that were there before were added. Clear them first (`G.zero_grad()`), or "
            "use `torch.autograd.grad`.",
        )
    if is_("old"):
        mistake("old_gradients", "These are the gradients from before: call `backward` first.")
    if is_("includes_d"):
        mistake("includes_d", "D's weights are in it too: only G's are asked for.")
    if is_("of_d"):
        mistake("of_d", "This is the gradient at D's weights: G's are asked for.")
    if is_("the_loss"):
        mistake("the_loss", "This is G's loss itself, not the length of its gradient.")
    for name, hint in LENGTH_HINTS.items():
        if is_(name):
            mistake(name, hint)
    mistake(
        "wrong_number",
        f"Your length is {found:.4f}, expected {known['right']:.4f}: the root of the sum of the "
        "squares of all numbers in the gradient of `g_loss(D(G(z)))` at G's weights.",
    )


def watched_update(G: nn.Module, D: nn.Module, opt_g: torch.optim.Optimizer, z: Tensor) -> float:
    """One update of G; the length of the gradient that moved it, read while it is there."""
    g_loss = losses.non_saturating.g_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    norm = torch.cat([p.grad.flatten() for p in G.parameters() if p.grad is not None]).norm()
    opt_g.step()
    return norm.item()


@exercise(
    "6.10",
    answer="watched_update",
    reference=watched_update,
    title="Bug hunt: the gradient that was never there",
    may_use=("gan_lab.losses",),
    points=1,
    minutes=4,
    difficulty=1,
)
def check_watched_update(watched_update: Any, t: Trial) -> None:
    n, nz, lr = t.integer(5, 12), t.integer(2, 6), 0.1
    G = generator_of_many_layers(t, nz)
    for _ in range(100):
        D, z = small_discriminator(t), t.normal(n, nz)
        with torch.no_grad():
            list(D.parameters())[-2].mul_(3)
        if float(slope(F.softplus(-D(G(z))).mean(), G).norm()) > 1.5:
            break  # clipped to the length 1 it is another one
    old = leave_gradients(G, t, size=9.0)  # far longer than the new ones
    d_before, start = weights(D), torch.cat([p.detach().flatten() for p in G.parameters()])
    right = slope(F.softplus(-D(G(z))).mean(), G)
    opt_g = torch.optim.SGD(G.parameters(), lr)
    steps = count_steps(opt_g)
    try:
        value = watched_update(G, D, opt_g, z)
    except AttributeError as error:
        if "'NoneType'" not in str(error):
            raise
        mistake(
            "no_gradient_yet",
            "When you look, G's weights have no gradient. Either `backward` has not run yet, or "
            "`zero_grad` has thrown it away already, or a `detach` keeps it from G. First "
            "zero_grad, then backward, then look.",
        )
    except RuntimeError as error:
        if "scalar outputs" in str(error):
            mistake("no_mean", "`backward` starts from one number: the loss is a mean.")
        _explain_cut(str(error))
        raise
    if moved(D, d_before):
        mistake("d_moved", "D's weights moved in G's update.")
    went = (start - torch.cat([p.detach().flatten() for p in G.parameters()])) / lr
    if not bool(went.any()):
        mistake(
            "no_step",
            "G did not move: the step must come after `backward`, and before the gradients are "
            "cleared.",
        )
    if not steps:
        mistake(
            "other_optimizer",
            "G moved, but `opt_g`, the optimiser that was given, made no step. Use the function's "
            "own argument, and no other optimiser.",
        )
    if len(steps) > 1:
        mistake("two_steps", f"`opt_g` made {len(steps)} steps: one update is one step.")
    if torch.allclose(went, right + old, rtol=1e-3, atol=1e-4):
        mistake(
            "no_zero_grad",
            "Old gradients were added to the new ones: `opt_g.zero_grad()` belongs in front of "
            "`backward`. Only the second one, at the end, is out of place.",
        )
    if torch.allclose(went, right / right.norm(), rtol=1e-3, atol=1e-4):
        mistake(
            "clipped",
            "The step was cut to the length 1. Measure the gradient and leave it as it is: "
            "`clip_grad_norm_` shortens it.",
        )
    if not torch.allclose(went, right, rtol=1e-3, atol=1e-4):
        mistake(
            "wrong_update",
            "G did not move down the slope of the non-saturating loss by one plain step. The "
            "report's loss was right, `F.softplus(-D(G(z))).mean()`: leave that line as it was.",
        )
    found = expect_number(value, "What `watched_update` returns")
    if found == 0:
        mistake(
            "still_too_late",
            "The number is still 0, but G moved: there was a gradient. When was it cleared, and "
            "when did you look?",
        )
    if math.isclose(found, float(old.norm()), rel_tol=1e-3):
        mistake(
            "too_early",
            "You look before `backward`: these are the gradients from the step before.",
        )
    if not math.isclose(found, float(right.norm()), rel_tol=1e-3):
        after = slope(F.softplus(-D(G(z))).mean(), G)
        if math.isclose(found, float(after.norm()), rel_tol=1e-3):
            mistake("after_the_step", "This is the gradient at the new weights, after the step.")
        if math.isclose(found, float(right.square().sum()), rel_tol=1e-3):
            mistake("no_root", "This is the square of the length: the report's root is gone.")
        mistake(
            "wrong_number",
            f"The gradient that moved G has the length {float(right.norm()):.4f}, you return "
            f"{found:.4f}. All of `G.parameters()` count, together, and nothing else.",
        )
    expect_ready_to_train(G, D)
