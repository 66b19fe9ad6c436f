"""1.4, 1.6 and 1.7: updates of D alone, of D against G, and of G."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    close,
    expect_number,
    expect_ready_to_train,
    has_gradients,
    moved,
    weights,
)
from gan_lab.checks._training import update_of
from gan_lab.models import toy

LR = 0.5  # long enough a step to tell one loss from another by where it leads

Loss = Callable[[nn.Module], Tensor]


def mse(d: Tensor, label: float) -> Tensor:
    """Mean squared error of D's answers (N,) to one label for all of them, a scalar."""
    return F.mse_loss(d, torch.full_like(d, label))


def train_discriminator_alone(
    D: nn.Module, opt_d: torch.optim.Optimizer, x_real: Tensor, x_random: Tensor
) -> Tensor:
    """One update of D: real patterns are 1, random ones 0. Returns the sum of both errors.

    A scalar without its graph and not a float: in `train`, calling `.item()` on it works too.
    """
    d_loss = mse(D(x_real), 1.0) + mse(D(x_random), 0.0)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


def train_discriminator(
    G: nn.Module, D: nn.Module, opt_d: torch.optim.Optimizer, x_real: Tensor, z: Tensor
) -> Tensor:
    """One update of D: real patterns are 1, generated ones 0. G stays as it is."""
    return train_discriminator_alone(D, opt_d, x_real, G(z).detach())


def train_generator(G: nn.Module, D: nn.Module, opt_g: torch.optim.Optimizer, z: Tensor) -> Tensor:
    """One update of G, so that D takes its patterns for real (label 1). D stays as it is."""
    g_loss = mse(D(G(z)), 1.0)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


@exercise(
    "1.4",
    answer="train_discriminator_alone",
    reference=train_discriminator_alone,
    title="Train the police alone",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_train_discriminator_alone(train_discriminator_alone: Any, t: Trial) -> None:
    _, D = _lively_pair(t)
    for _ in range(2):  # twice, so that gradients of the first update can spoil the second
        before = copy.deepcopy(D)
        leftover = [
            torch.zeros_like(p) if p.grad is None else p.grad.clone() for p in D.parameters()
        ]
        x_real, x_random = t.uniform(t.integer(2, 9), 4), t.uniform(t.integer(2, 9), 4)
        opt_d, watch = _CountingSGD(D), _BackwardWatch(D)
        result = _call(t, train_discriminator_alone, D, opt_d, x_real, x_random)
        if not moved(D, weights(before)):
            watch.explain_standstill("D")
        convention = _expect_d_update(D, before, opt_d, x_real, x_random, leftover, t)
        _expect_loss(result, _d_values(before, convention, x_real, x_random), t)
        expect_ready_to_train(D)


@exercise(
    "1.6",
    answer="train_discriminator",
    reference=train_discriminator,
    title="The discriminator's update",
    points=3,
    minutes=6,
    difficulty=2,
)
def check_train_discriminator(train_discriminator: Any, t: Trial) -> None:
    n = t.integer(2, 9)
    G, D = _lively_pair(t)
    x_real, z = t.uniform(n, 4), t.normal(n, 1)
    with torch.no_grad():
        x_fake = G(z)
    leftover = _leave_gradients(D, t)  # as G's update before this one does
    before, g_before = copy.deepcopy(D), weights(G)
    opt_d, watch = _CountingSGD(D), _BackwardWatch(D)
    result = _call(t, train_discriminator, G, D, opt_d, x_real, z)
    if moved(G, g_before):
        mistake("moved_g", "Your update also moved G's weights: this step belongs to D alone.")
    if has_gradients(G):
        mistake(
            "gradients_reached_g",
            "G received gradients in D's update. Cut its patterns off from G before D sees them: "
            "what comes out of G, not the z that goes in.",
        )
    if not moved(D, weights(before)):
        watch.explain_standstill("D")
    convention = _expect_d_update(D, before, opt_d, x_real, x_fake, leftover, t)
    _expect_loss(result, _d_values(before, convention, x_real, x_fake), t)
    expect_ready_to_train(G, D)


@exercise(
    "1.7",
    answer="train_generator",
    reference=train_generator,
    title="The generator's update",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_train_generator(train_generator: Any, t: Trial) -> None:
    n = t.integer(2, 9)
    G, D = _lively_pair(t)
    z = t.normal(n, 1)
    _leave_gradients(D, t)
    leftover = _leave_gradients(G, t)
    before, d_before = copy.deepcopy(G), weights(D)
    opt_g, watch_g, watch_d = _CountingSGD(G), _BackwardWatch(G), _BackwardWatch(D)
    result = _call(t, train_generator, G, D, opt_g, z)
    if moved(D, d_before):
        mistake("moved_d", "Your update also moved D's weights: this step belongs to G alone.")
    if watch_d.seen and not watch_g.seen:
        mistake(
            "detached",
            "No gradient reached G. It must come back through D to G's patterns: nothing may "
            "cut them off here.",
        )
    if not moved(G, weights(before)):
        watch_g.explain_standstill("G")

    def judged(loss: Callable[[Tensor], Tensor]) -> Loss:
        return lambda net: loss(D(net(z)))

    right = judged(lambda d: mse(d, 1.0))
    _expect_update(G, before, opt_g, "G", {"": right}, leftover)
    wrong = {
        "labels_swapped": judged(lambda d: mse(d, 0.0)),
        "maximises_d_loss": judged(lambda d: -mse(d, 0.0)),
        "uphill": judged(lambda d: -mse(d, 1.0)),
        "sum_over_batch": judged(lambda d: n * mse(d, 1.0)),
        "bce_for_mse": judged(lambda d: F.binary_cross_entropy(d, torch.ones_like(d))),
    }
    hints = {
        "labels_swapped": "Your step makes D call G's patterns 0. G wants the opposite.",
        "maximises_d_loss": "You push D's error on the label 0 up. That is the same game, but "
        "another step: here the label is 1 and the error goes down.",
    }
    if not _lands(G, before, right):
        _name_mistake(G, before, "G", wrong, hints)
    with torch.no_grad():
        _expect_loss(result, [float(right(before))], t)
    expect_ready_to_train(G, D)


def _expect_d_update(
    D: nn.Module,
    before: nn.Module,
    opt_d: _CountingSGD,
    x_real: Tensor,
    x_fake: Tensor,
    leftover: Sequence[Tensor],
    t: Trial,
) -> str:
    """D went one step down the errors to 1 and 0. Returns how these were put together."""

    def judged(loss: Callable[[Tensor, Tensor], Tensor]) -> Loss:
        return lambda net: loss(net(x_real), net(x_fake))

    total = judged(lambda r, f: mse(r, 1.0) + mse(f, 0.0))
    mean = judged(lambda r, f: (mse(r, 1.0) + mse(f, 0.0)) / 2)
    n, m = len(x_real), len(x_fake)
    pooled = judged(lambda r, f: (n * mse(r, 1.0) + m * mse(f, 0.0)) / (n + m))
    if opt_d.n_steps == 2 and _lands_after_two(D, before, x_real, x_fake):
        t.note(
            "you step twice, once for each term, as some books do. One step on the sum of both "
            "is the usual way; both work."
        )
        return "two steps"
    _expect_update(D, before, opt_d, "D", {"sum": total, "mean": mean}, leftover)
    if _lands(D, before, total):
        return "sum"
    if _lands(D, before, mean) or _lands(D, before, pooled):
        t.note(
            "you take the mean of the two terms, not their sum: D's steps are half as long, so "
            "this lesson's training needs more of them."
        )
        return "mean"
    wrong = {
        "labels_swapped": judged(lambda r, f: mse(r, 0.0) + mse(f, 1.0)),
        "all_called_real": judged(lambda r, f: mse(r, 1.0) + mse(f, 1.0)),
        "all_called_fake": judged(lambda r, f: mse(r, 0.0) + mse(f, 0.0)),
        "same_notes_twice": judged(lambda r, f: mse(r, 1.0) + mse(r, 0.0)),
        "same_notes_as_both": judged(lambda r, f: mse(f, 1.0) + mse(f, 0.0)),
        "only_real": judged(lambda r, f: mse(r, 1.0)),
        "only_fake": judged(lambda r, f: mse(f, 0.0)),
        "terms_subtracted": judged(lambda r, f: mse(r, 1.0) - mse(f, 0.0)),
        "uphill": judged(lambda r, f: -mse(r, 1.0) - mse(f, 0.0)),
        "sum_over_batch": judged(lambda r, f: n * mse(r, 1.0) + m * mse(f, 0.0)),
        "bce_for_mse": judged(
            lambda r, f: (
                F.binary_cross_entropy(r, torch.ones_like(r))
                + F.binary_cross_entropy(f, torch.zeros_like(f))
            )
        ),
    }
    hints = {
        "labels_swapped": "The labels are swapped: you teach D to call real patterns 0 and the "
        "others 1.",
        "all_called_real": "You teach D to call everything 1. Which label belongs to patterns "
        "that are not real?",
        "all_called_fake": "You teach D to call everything 0. Which label belongs to real ones?",
        "same_notes_twice": "D was shown the real patterns in both places, once with each label.",
        "same_notes_as_both": "D was shown the patterns that are not real in both places, once "
        "with each label.",
        "only_real": "D learned from the real patterns only: their term alone reached the step.",
        "only_fake": "Only the patterns that are not real reached the step: what about the real?",
        "terms_subtracted": "One term goes down and the other up: D should make both small.",
    }
    _name_mistake(D, before, "D", wrong, hints)
    raise AssertionError  # _name_mistake has ended the check


def _d_values(before: nn.Module, convention: str, x_real: Tensor, x_fake: Tensor) -> list[float]:
    """Values that D's loss may have, summed or averaged."""
    with torch.no_grad():
        real, fake = float(mse(before(x_real), 1.0)), float(mse(before(x_fake), 0.0))
        values = [real + fake, (real + fake) / 2]
        n, m = len(x_real), len(x_fake)
        values.append((n * real + m * fake) / (n + m))
        if convention == "two steps":  # the second term is measured after the first step
            (_, first), (_, second) = _two_steps(before, x_real, x_fake)
            values += [first + second, (first + second) / 2]
    return values


def _two_steps(
    before: nn.Module, x_real: Tensor, x_fake: Tensor
) -> tuple[tuple[nn.Module, float], tuple[nn.Module, float]]:
    """D after a step on real patterns, and after another on generated ones, with both losses."""

    def real(net: nn.Module) -> Tensor:
        return mse(net(x_real), 1.0)

    def fake(net: nn.Module) -> Tensor:
        return mse(net(x_fake), 0.0)

    with torch.enable_grad():
        middle = _with_weights(before, _step_by_hand(before, real))
        end = _with_weights(middle, _step_by_hand(middle, fake))
        return (middle, real(before).item()), (end, fake(middle).item())


def _lands_after_two(D: nn.Module, before: nn.Module, x_real: Tensor, x_fake: Tensor) -> bool:
    _, (end, _) = _two_steps(before, x_real, x_fake)
    return _at(D, weights(end))


def _expect_update(
    net: nn.Module,
    before: nn.Module,
    optimizer: _CountingSGD,
    name: str,
    right: Mapping[str, Loss],
    leftover: Sequence[Tensor],
) -> None:
    """The mistakes that any update can make: whose step, how many, old gradients."""
    if optimizer.n_steps == 0:
        mistake(
            "other_optimizer",
            f"{name}'s weights moved, but not by the optimiser that your function was given.",
        )
    if optimizer.n_steps > 1:
        mistake(
            "stepped_twice",
            f"{name}'s optimiser stepped {optimizer.n_steps} times in one update: once is meant.",
        )
    if any(old.any() for old in leftover):
        for loss in right.values():
            if _at(net, _step_by_hand(before, loss, leftover)):
                mistake(
                    "no_zero_grad",
                    f"{name} still carried gradients from an earlier update, and they were added "
                    "to yours. They must be gone before `backward`.",
                )


def _name_mistake(
    net: nn.Module,
    before: nn.Module,
    name: str,
    wrong: Mapping[str, Loss],
    hints: Mapping[str, str],
) -> None:
    common = {
        "uphill": "The step went uphill: the loss must get smaller.",
        "sum_over_batch": "You add up the errors of the whole batch. Take the mean, so that the "
        "length of a step does not follow the batch size.",
        "bce_for_mse": "This is a step on the cross-entropy (lesson 02 uses it). Here the loss "
        "is the mean squared error.",
    }
    for mistaken, loss in wrong.items():
        if _lands(net, before, loss):
            mistake(mistaken, {**common, **hints}[mistaken])
    mistake(
        "wrong_update",
        f"{name}'s weights moved, but not as one step down the mean squared error would move "
        "them. Compare your loss with the formula, term by term.",
    )


def _expect_loss(result: Any, right: Sequence[float], t: Trial) -> None:
    """The number that an update returns is the loss as it was before the step."""
    value = expect_number(result, "What your function returns")
    if not any(abs(value - wanted) < 1e-4 for wanted in right):
        mistake(
            "wrong_loss_value",
            f"The step is right, but the number that you return, {value:.4f}, is not the loss "
            f"that led to it, {right[0]:.4f}.",
        )
    if isinstance(result, Tensor) and result.requires_grad:
        t.note("you return a tensor that keeps its whole graph; `.item()` gives the number alone.")


def _lands(net: nn.Module, before: nn.Module, loss: Loss) -> bool:
    """Whether `net` stands where one step of SGD on `loss` leads."""
    return _at(net, _step_by_hand(before, loss))


def _at(net: nn.Module, there: Sequence[Tensor]) -> bool:
    return all(close(p, q, 1e-5) for p, q in zip(net.parameters(), there, strict=True))


def _step_by_hand(net: nn.Module, loss: Loss, leftover: Sequence[Tensor] = ()) -> list[Tensor]:
    """The weights of `net` after one step of SGD on loss(net); leftover gradients add to it."""
    parameters = list(net.parameters())
    gradients = torch.autograd.grad(loss(net), parameters)
    old = leftover or [torch.zeros_like(p) for p in parameters]
    return [p.detach() - LR * (g + o) for p, g, o in zip(parameters, gradients, old, strict=True)]


def _with_weights(net: nn.Module, values: Sequence[Tensor]) -> nn.Module:
    twin = copy.deepcopy(net)
    with torch.no_grad():
        for p, value in zip(twin.parameters(), values, strict=True):
            p.copy_(value)
    return twin


def _lively_pair(t: Trial) -> tuple[nn.Module, nn.Module]:
    """G and D whose answers differ from row to row and lie near no end of the sigmoid.

    Then every term of a loss has a gradient, and no two losses lead to the same place.
    """
    G, D = toy.Generator(), toy.Discriminator()
    rows = t.uniform(40, 4)
    with torch.no_grad():
        for _ in range(1000):
            for p in (*G.parameters(), *D.parameters()):
                p.copy_(1.5 * t.normal(*p.shape))
            d = D(rows)
            if d.min() > 0.15 and d.max() < 0.85 and d.std() > 0.05:
                break
    return G, D


def _leave_gradients(net: nn.Module, t: Trial) -> list[Tensor]:
    """Gradients at the weights of `net`, as an earlier update leaves them."""
    for p in net.parameters():
        p.grad = 0.3 * t.normal(*p.shape)
    return [p.grad.clone() for p in net.parameters() if p.grad is not None]


def _call(t: Trial, function: Callable[..., Any], *args: Any) -> Any:
    """function(*args); torch's warning about labels of another shape becomes a note."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = update_of(lambda: function(*args))
    if any("target size" in str(warning.message) for warning in caught):
        t.note(
            "your labels have another shape than D's answers. Here torch stretches them to fit; "
            "`torch.ones_like(...)` is safer."
        )
    return result


class _CountingSGD(torch.optim.SGD):
    """Plain SGD that counts its steps."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__(net.parameters(), LR)
        self.n_steps = 0
        self.register_step_post_hook(self._count)

    def _count(self, *_: Any) -> None:
        self.n_steps += 1


class _BackwardWatch:
    """Remembers in `seen` whether a backward pass reached the weights of `net`."""

    def __init__(self, net: nn.Module) -> None:
        self.net = net
        self.seen = False
        for p in net.parameters():
            p.register_hook(self._see)

    def _see(self, gradient: Tensor) -> None:
        self.seen = True

    def explain_standstill(self, name: str) -> None:
        """End the check with the reason why no weight moved; `name` is the network's."""
        if not self.seen:
            mistake(
                "no_backward",
                f"{name}'s weights did not move, and no gradient was computed for them: "
                f"is `backward` called, on a loss that was made with the {name} of the "
                "arguments and with gradients switched on?",
            )
        if has_gradients(self.net):
            mistake(
                "no_step",
                f"{name} has its gradients, but its weights did not move: who calls `step` on "
                "the optimiser?",
            )
        mistake(
            "zero_grad_too_late",
            f"{name}'s weights did not move: the gradients were computed, and then cleared "
            "before the optimiser could use them. Look at the order of your lines.",
        )
