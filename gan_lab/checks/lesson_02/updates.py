"""2.5 to 2.7: the optimisers and the two updates."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    close,
    expect_number,
    has_gradients,
    moved,
    weights,
)
from gan_lab.checks.lesson_02._shared import (
    IMAGE,
    SIGMOID_TWICE,
    SUMMED,
    expect_training_mode,
    expect_unfrozen,
    flat,
    small_pair,
    watched,
)


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
    if made is None:
        mistake("returns_nothing", "Nothing comes back: is there a `return` at the end?")
    if not isinstance(made, tuple | list) or len(made) != 2:
        mistake("not_two", "Return two optimisers, `return opt_g, opt_d`.")
    for optimizer in made:
        if not isinstance(optimizer, torch.optim.Optimizer):
            mistake(
                "not_an_optimizer",
                f"Expected two optimisers from torch.optim, got a {type(optimizer).__name__}.",
            )
    expect_own_weights(G, D, *made)
    for optimizer, name in zip(made, ("opt_g", "opt_d"), strict=True):
        _expect_settings(optimizer, name, t)


def expect_own_weights(
    G: nn.Module, D: nn.Module, opt_g: torch.optim.Optimizer, opt_d: torch.optim.Optimizer
) -> None:
    g, d = ({id(p) for p in net.parameters()} for net in (G, D))
    of_g, of_d = ({id(p) for o in opt.param_groups for p in o["params"]} for opt in (opt_g, opt_d))
    if (of_g, of_d) == (d, g):
        mistake(
            "swapped",
            "The two optimisers are swapped: the first should hold G's weights, the second D's.",
        )
    if of_g >= g | d or of_d >= g | d:
        mistake(
            "both_networks",
            "One optimiser holds the weights of both networks: its step would move them both, "
            "and one of them in the wrong direction. One optimiser a network.",
        )
    if of_g == of_d:
        mistake("same_network", "Both optimisers hold the weights of the same network.")
    if not (of_g | of_d) <= (g | d):
        mistake(
            "other_weights",
            "An optimiser holds weights of other networks than the G and D that were handed in. "
            "Use the function's own arguments.",
        )
    if (of_g, of_d) != (g, d):
        mistake("weights_left_out", "Some weights are in no optimiser: use `G.parameters()`.")


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
    lr, (beta1, beta2) = float(optimizer.defaults["lr"]), optimizer.defaults["betas"]
    if not 1e-5 <= lr <= 2e-3:
        mistake(
            "learning_rate",
            f"`{name}` has the learning rate {lr:g}: choose one between 0.0001 and 0.001.",
        )
    if beta1 > 0.7:
        mistake(
            "default_betas",
            f"`{name}` has betas ({beta1}, {beta2}). With so much momentum the two networks "
            "overshoot each other: this exercise fixes betas=(0.5, 0.999).",
        )
    if (beta1, beta2) != (0.5, 0.999):
        t.note(f"`{name}` has betas ({beta1}, {beta2}) and not (0.5, 0.999): that works too.")


# 2.6 and 2.7: the two updates


def train_discriminator(
    G: nn.Module, D: nn.Module, opt_d: torch.optim.Optimizer, x_real: Tensor, z: Tensor
) -> Tensor:
    """Move D once; its loss comes back."""
    x_fake = G(z).detach()
    d_loss = losses.bce_d_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


def train_generator(G: nn.Module, D: nn.Module, opt_g: torch.optim.Optimizer, z: Tensor) -> Tensor:
    """Move G once; its loss comes back."""
    g_loss = losses.non_saturating_g_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


class Footprint(NamedTuple):
    """A mistake that is recognised by how far it moves the weights, in units of -lr."""

    name: str
    move: Tensor
    hint: str


NO_ZERO_GRAD = (
    "Old gradients were still there and were added to the new ones: call `{opt}.zero_grad()` "
    "before `backward`."
)
LR = 0.1


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
    opt_d = torch.optim.SGD(D.parameters(), LR)
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
    with watched(G, D) as modes:
        value = update_of(lambda: train_discriminator(G, D, opt_d, x_real, z))
    if moved(G, g_before):
        mistake("g_moved", "G's weights moved in D's update: only `opt_d` may make a step here.")
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
    opt_g = torch.optim.SGD(G.parameters(), LR)
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
    with watched(G, D) as modes:
        value = update_of(lambda: train_generator(G, D, opt_g, z))
    if moved(D, d_before):
        mistake("d_moved", "D's weights moved in G's update: only `opt_g` may make a step here.")
    expect_unfrozen({"D": D, "G": G})
    expect_training_mode((G, D), modes)
    now = flat(p.grad for p in G.parameters())
    if not bool(now.any()) or close(now, old):
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


def leave_gradients(net: nn.Module, t: Trial) -> Tensor:
    """Random gradients at all weights of `net`, as an update before may leave them; flat."""
    for p in net.parameters():
        p.grad = 0.1 * t.normal(*p.shape)
    return flat(p.grad for p in net.parameters())


def slope_of(loss: Tensor, net: nn.Module) -> Tensor:
    """The gradient of `loss` at the weights of `net`; flat."""
    return flat(torch.autograd.grad(loss, list(net.parameters())))


def moved_by(net: nn.Module, before: Sequence[Tensor]) -> Tensor:
    """How far the weights of `net` went, in units of -lr: the gradient that moved them; flat."""
    pairs = zip(net.parameters(), before, strict=True)
    return flat((old - new) / LR for new, old in pairs)


def count_steps(optimizer: torch.optim.Optimizer) -> list[str]:
    """A list that grows by one entry with each step of `optimizer`."""
    steps: list[str] = []
    optimizer.register_step_post_hook(lambda *_: steps.append("step"))
    return steps


def update_of(call: Callable[[], Any]) -> Any:
    """call(), with the commonest errors of an update put into words."""
    try:
        return call()
    except AttributeError as error:
        if "no attribute 'backward'" not in str(error):
            raise
        mistake(
            "backward_on_optimizer",
            "An optimiser has no `backward`: the loss has. `loss.backward()` finds the gradients, "
            "`optimizer.step()` uses them.",
        )
    except RuntimeError as error:
        if "does not require grad" not in str(error):
            raise
        mistake(
            "detached",
            "`backward` found nothing to differentiate: the way from the loss to the weights is "
            "cut, by a `detach` or `no_grad` that does not belong there.",
        )


def expect_a_move(
    net: nn.Module,
    before: Sequence[Tensor],
    right: Tensor,
    steps: list[str],
    name: str,
    optimizer: str,
) -> None:
    """`net` was moved, by one step of its optimiser."""
    if len(steps) > 1:
        mistake("two_steps", f"`{optimizer}` made {len(steps)} steps: one update is one step.")
    if not steps and moved(net, before):
        mistake(
            "other_optimizer",
            f"{name} moved, but `{optimizer}`, the optimiser that was given, made no step. Use "
            "the function's own argument, and no other optimiser.",
        )
    if not steps:
        mistake(
            "no_step",
            f"{name} did not move: `{optimizer}`, the optimiser that was given, made no step. "
            f"Is `{optimizer}.step()` missing, or did another optimiser make it?",
        )
    if moved(net, before):
        return
    if has_gradients(net):
        mistake(
            "step_too_early",
            f"{name} did not move: `{optimizer}.step()` came before `backward`, when there was "
            "no gradient yet. The order is zero_grad, backward, step.",
        )
    mistake(
        "zero_grad_too_late",
        f"{name} did not move: the gradients were gone when `{optimizer}.step()` came. The order "
        "is zero_grad, backward, step, and `backward` must be called on the loss.",
    )


def name_footprint(move: Tensor, known: Sequence[Footprint], name: str, loss: str) -> None:
    for footprint in known:
        if any(close(move, factor * footprint.move) for factor in (1, 0.5)):
            mistake(footprint.name, footprint.hint)
    mistake(
        "wrong_update",
        f"{name} moved, but not down the slope of `{loss}` by one plain step. Compare your "
        "lines with these, in order: loss, zero_grad, backward, step.",
    )


def note_graph(value: Any, t: Trial) -> None:
    if isinstance(value, Tensor) and value.requires_grad:
        t.note(
            "The loss that you return still holds its whole graph. If you collect many of them, "
            "memory runs full: return `d_loss.detach()` or `.item()`."
        )
