"""2.5 to 2.7: the optimisers and the two updates."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import (
    close,
    expect_number,
    expect_ready_to_train,
    has_gradients,
    moved,
    weights,
)
from gan_lab.checks._training import (
    NO_ZERO_GRAD,
    UPDATE_LR,
    Footprint,
    count_steps,
    expect_a_move,
    expect_no_other_step,
    expect_training_mode,
    expect_two_optimizers,
    expect_unfrozen,
    flat,
    leave_gradients,
    moved_by,
    name_footprint,
    note_graph,
    slope_of,
    small_pair,
    train_discriminator,
    train_generator,
    update_of,
    watched,
    watched_steps,
)
from gan_lab.checks.lesson_02._shared import SIGMOID_TWICE, SUMMED


def make_optimizers(
    G: nn.Module, D: nn.Module
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Adam for each network, with the recipe's settings."""
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


@exercise(
    "2.5",
    answer="make_optimizers",
    reference=make_optimizers,
    title="Two optimisers",
    points=1,
    minutes=3,
    difficulty=1,
)
def check_make_optimizers(make_optimizers: Any, t: Trial) -> None:
    G, D = small_pair(t, 4)
    made = make_optimizers(G, D)
    expect_two_optimizers(made, G, D)
    for optimizer, name in zip(made, ("opt_g", "opt_d"), strict=True):
        _expect_settings(optimizer, name, t)
    expect_ready_to_train(G, D)


def _expect_settings(optimizer: torch.optim.Optimizer, name: str, t: Trial) -> None:
    # AdamW became a kind of Adam only in later versions of torch
    if not isinstance(optimizer, torch.optim.Adam | torch.optim.AdamW):
        mistake(
            "not_adam",
            f"`{name}` is {type(optimizer).__name__}: use Adam here. Plain gradient descent, "
            "which did for lesson 01, is far too slow for these networks.",
        )
    if any(group["maximize"] for group in optimizer.param_groups):
        mistake(
            "maximizes",
            f"`{name}` has maximize=True: it makes the loss large. Both losses are written so "
            "that their network wants them small.",
        )
    if type(optimizer) is not torch.optim.Adam or optimizer.defaults["weight_decay"]:
        t.note(f"`{name}` also shrinks the weights (weight decay): harmless here, seldom used.")
    for group in optimizer.param_groups:
        lr, (beta1, beta2) = float(group["lr"]), group["betas"]
        if not 0.99e-4 <= lr <= 1.01e-3:
            mistake(
                "learning_rate",
                f"`{name}` has the learning rate {lr:g}: choose one between 0.0001 and 0.001.",
            )
        if (beta1, beta2) == (0.999, 0.5):
            mistake(
                "betas_swapped",
                f"The two betas of `{name}` stand in the wrong order. The first, 0.5, is the "
                "momentum; the second, 0.999, is for the squares of the gradients.",
            )
        if beta1 > 0.7:
            mistake(
                "default_betas",
                f"`{name}` has betas ({beta1}, {beta2}). With so much momentum the two networks "
                "overshoot each other: this exercise fixes betas=(0.5, 0.999).",
            )
        if (beta1, beta2) != (0.5, 0.999):
            mistake(
                "other_betas",
                f"`{name}` has betas ({beta1}, {beta2}): this exercise fixes betas=(0.5, 0.999).",
            )


# 2.6 and 2.7: the two updates


@exercise(
    "2.6",
    answer="train_discriminator",
    reference=train_discriminator,
    title="One update of D",
    points=3,
    minutes=8,
    difficulty=3,
)
def check_train_discriminator(train_discriminator: Any, t: Trial) -> None:
    n, nz = t.integer(5, 12), t.integer(3, 9)
    G, D = small_pair(t, nz)
    x_real, z = 2 * t.uniform(n, *IMAGE) - 1, t.normal(n, nz)
    x_fake = copy.deepcopy(G)(z).detach()
    old = leave_gradients(D, t)  # as an earlier update of G does
    opt_d = torch.optim.SGD(D.parameters(), UPDATE_LR)
    steps = count_steps(opt_d)
    g_before, d_before = weights(G), weights(D)

    before = copy.deepcopy(D)

    def slope(loss: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        return slope_of(loss(before(x_real), before(x_fake)), before)

    with torch.no_grad():
        expected = float(losses.bce_d_loss(before(x_real), before(x_fake)))
    right = slope(losses.bce_d_loss)
    real = slope(lambda r, f: F.softplus(-r).mean())
    fake = right - real
    known = [
        Footprint("no_zero_grad", right + old, NO_ZERO_GRAD.format(opt="opt_d")),
        Footprint("no_zero_grad", right / 2 + old, NO_ZERO_GRAD.format(opt="opt_d")),
        Footprint(
            "labels_swapped",
            slope(lambda r, f: losses.bce_d_loss(f, r)),
            "D moved the wrong way: it now takes real images for generated ones. Which of "
            "D(x_real) and D(x_fake) comes first in `discriminator_loss`?",
        ),
        Footprint(
            "wrong_direction",
            -right,
            "D moved up the slope: its loss grew. An optimiser makes the loss small by itself; "
            "no minus is needed.",
        ),
        Footprint("only_real", real, "D learnt from x_real only: show it G(z) as well."),
        Footprint("only_fake", fake, "D learnt from generated images only: show it x_real too."),
        Footprint(
            "only_fake",
            fake + old,
            "D learnt from generated images only, and old gradients were added: look at the "
            "order of zero_grad and backward.",
        ),
        Footprint(
            "same_images_twice",
            slope(lambda r, f: losses.bce_d_loss(r, r)),
            "D was shown x_real in both places. The second one should be G(z).",
        ),
        Footprint(
            "same_images_twice",
            slope(lambda r, f: losses.bce_d_loss(f, f)),
            "D was shown G(z) in both places. The first one should be x_real.",
        ),
        Footprint(
            "sigmoid_twice",
            slope(lambda r, f: losses.bce_d_loss(r.sigmoid(), f.sigmoid())),
            SIGMOID_TWICE,
        ),
        Footprint(
            "trained_like_g",
            slope(lambda r, f: F.softplus(-f).mean()),
            "This is G's loss: D learnt to call generated images real.",
        ),
    ]
    with watched(G, D) as modes, watched_steps() as all_steps:
        value = update_of(lambda: train_discriminator(G, D, opt_d, x_real, z))
    if moved(G, g_before):
        mistake("g_moved", "G's weights moved in D's update: only `opt_d` may make a step here.")
    expect_no_other_step(all_steps, opt_d, "opt_d")
    if has_gradients(G):
        mistake(
            "gradient_reaches_g",
            "The gradient of D's loss went on into G: its weights have gradients now. Cut the "
            "way: `detach` what G made before D sees it.",
        )
    expect_unfrozen({"G": G, "D": D})
    expect_training_mode((G, D), modes)
    expect_a_move(D, d_before, right, steps, "D", "opt_d")
    move = moved_by(D, d_before)
    if not (close(move, right) or close(move, right / 2)):
        name_footprint(move, known, "D", "discriminator_loss(D(x_real), D(x_fake))")
    number = expect_number(value, "What `train_discriminator` returns")
    if not any(math.isclose(number, f * expected, rel_tol=1e-3) for f in (1, 0.5)):
        mistake(
            "returns_other_number",
            f"D moved as it should, but what comes back is {number:.3f}, and D's loss was "
            f"{expected:.3f}. Return the loss that you called `backward` on.",
        )
    if close(move, right / 2) and not close(move, right):
        t.note("Your loss is the mean of the two terms: its steps are half as long.")
    note_graph(value, t)


@exercise(
    "2.7",
    answer="train_generator",
    reference=train_generator,
    title="One update of G",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_train_generator(train_generator: Any, t: Trial) -> None:
    n, nz = t.integer(5, 12), t.integer(3, 9)
    G, D = small_pair(t, nz)
    z = t.normal(n, nz)
    old = leave_gradients(G, t)
    leave_gradients(D, t)
    opt_g = torch.optim.SGD(G.parameters(), UPDATE_LR)
    steps = count_steps(opt_g)
    g_before, d_before = weights(G), weights(D)

    def slope(loss: Callable[[Tensor], Tensor]) -> Tensor:
        before = copy.deepcopy(G)
        return slope_of(loss(D(before(z))), before)

    with torch.no_grad():
        expected = float(losses.non_saturating_g_loss(D(copy.deepcopy(G)(z))))
    right = slope(losses.non_saturating_g_loss)
    known = [
        Footprint("no_zero_grad", right + old, NO_ZERO_GRAD.format(opt="opt_g")),
        Footprint(
            "helps_d",
            slope(lambda f: F.softplus(f).mean()),
            "G moved the wrong way: its images are now easier to recognise. G wants D to say "
            "'real': use `generator_loss`.",
        ),
        Footprint(
            "saturating",
            slope(losses.minimax_g_loss),
            "G moved by the saturating loss, log(1 - D(G(z))): use `generator_loss`.",
        ),
        Footprint(
            "wrong_direction",
            -right,
            "G moved up the slope: its loss grew. An optimiser makes the loss small by itself; "
            "no minus is needed.",
        ),
        Footprint("sum_not_mean", n * right, SUMMED),
        Footprint(
            "sigmoid_twice",
            slope(lambda f: losses.non_saturating_g_loss(f.sigmoid())),
            SIGMOID_TWICE,
        ),
    ]
    with watched(G, D) as modes, watched_steps() as all_steps:
        value = update_of(lambda: train_generator(G, D, opt_g, z))
    if moved(D, d_before):
        mistake("d_moved", "D's weights moved in G's update: only `opt_g` may make a step here.")
    expect_no_other_step(all_steps, opt_g, "opt_g")
    expect_unfrozen({"D": D, "G": G})
    expect_training_mode((G, D), modes)
    now = flat(p.grad for p in G.parameters())
    # an answer that clears them behind its step has none left, and has moved G
    if close(now, old) or not (bool(now.any()) or moved(G, g_before)):
        mistake(
            "detached",
            "No gradient reached G. It must flow from the loss through D into G: no `detach` and "
            "no `no_grad` here, and `backward` must be called.",
        )
    expect_a_move(G, g_before, right, steps, "G", "opt_g")
    if not close(moved_by(G, g_before), right):
        name_footprint(moved_by(G, g_before), known, "G", "generator_loss(D(G(z)))")
    number = expect_number(value, "What `train_generator` returns")
    if not math.isclose(number, expected, rel_tol=1e-3):
        mistake(
            "returns_other_number",
            f"G moved as it should, but what comes back is {number:.3f}, and G's loss was "
            f"{expected:.3f}. Return the loss that you called `backward` on.",
        )
    note_graph(value, t)
