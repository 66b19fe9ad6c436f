"""1.3 and 1.5: the discriminator and the generator, recognised by what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import SIZES_DO_NOT_FIT, forward
from gan_lab.checks._tools import (
    build_net,
    close,
    expect_fresh_weights,
    expect_gradients,
    expect_tensor,
)
from gan_lab.models import toy
from gan_lab.models.summary import count_parameters


@exercise(
    "1.3",
    answer="Discriminator",
    reference=toy.Discriminator,
    title="The police: a discriminator",
    points=2,
    minutes=5,
)
def check_discriminator(Discriminator: Callable[[], Any], t: Trial) -> None:
    check_net(Discriminator, t, n_in=4, row=())
    expect_one_row_trains(Discriminator(), t, n_in=4)
    expect_size(Discriminator(), "4-3-1", biases=4, total=19)
    expect_bend(Discriminator(), t, n_in=4)
    _expect_one_bend(Discriminator(), n_in=4)


@exercise(
    "1.5",
    answer="Generator",
    reference=toy.Generator,
    title="The counterfeiter: a generator",
    points=2,
    minutes=3,
)
def check_generator(Generator: Callable[[], Any], t: Trial) -> None:
    check_net(Generator, t, n_in=1, row=(4,))
    expect_one_row_trains(Generator(), t, n_in=1)
    expect_size(Generator(), "1-3-4", biases=7, total=22)
    expect_bend(Generator(), t, n_in=1)
    _expect_one_bend(Generator(), n_in=1)


def check_net(make: Callable[[], Any], t: Trial, n_in: int, row: tuple[int, ...]) -> None:
    """`make()` maps (N, n_in) to (N, *row), row by row, and ends in one sigmoid."""
    name = getattr(make, "__name__", "it")
    net = build_net(make)
    expect_fresh_weights(make)
    n = t.integer(3, 9)
    x = t.normal(n, n_in)
    with torch.no_grad():
        y = forward(net, x, SIZES_DO_NOT_FIT)
        y = expect_tensor(y, (n, *row), f"`{name}()` of a batch of {n}")
        if not close(net(x), y):
            mistake("random_output", f"`{name}` gives another answer to the same input each time.")
        net.eval()  # batch normalisation may mix the rows while it trains
        y = net(x)
        expect_tensor(net(x[:1]), (1, *row), f"`{name}()` of a batch of 1")
        order = torch.randperm(n, generator=t.generator)
        if not close(net(x[order]), y[order]) or not close(net(x[:1]), y[:1]):
            mistake(
                "mixes_samples",
                "The answer for one row changes with the other rows of the batch: a layer or a "
                "reshape mixes them.",
            )
        _expect_one_sigmoid(make, t, n_in)
        _expect_soft_ends(make, t, n_in)
    expect_gradients(net, 2 * t.normal(64, n_in), f"`{name}`")


def _expect_one_sigmoid(make: Callable[[], Any], t: Trial, n_in: int) -> None:
    """Outputs of networks with huge weights show the range that their last function allows."""
    found = []
    for _ in range(24):  # enough that some answers lie near each end
        net = make()
        for p in net.parameters():
            p.copy_(20 * t.normal(*p.shape))
        found.append(net(t.normal(20, n_in)))
    y = torch.stack(found)  # (24, 20) or (24, 20, 4)
    low, high = float(y.min()), float(y.max())
    if float((y.amax(1) - y.amin(1)).max()) < 1e-4:
        mistake("constant_output", "The answer is the same for every input.")
    if y.dim() == 3 and close(y.sum(2), torch.ones(24, 20)):
        mistake(
            "softmax_at_end",
            "The four numbers always sum to 1: a softmax makes them compete. Each needs its own "
            "sigmoid.",
        )
    if high > 1.01 or low < -1.01:
        mistake(
            "no_sigmoid_at_end",
            f"Answers reach from {low:.3g} to {high:.3g}. A sigmoid after the last layer keeps "
            "them between 0 and 1.",
        )
    if low < -0.01:
        mistake("tanh_at_end", "Answers reach below 0: this is the range of tanh, not of sigmoid.")
    if low > 0.49 and high < 0.74:
        mistake(
            "sigmoid_twice",
            "Answers never leave the range 0.5 to 0.73: the sigmoid is applied twice at the end.",
        )
    if low > 0.49:
        mistake(
            "relu_before_sigmoid",
            "Answers never fall below 0.5: what goes into the last sigmoid is never negative.",
        )
    if high < 0.9:
        mistake(
            "never_near_one",
            f"Answers never get beyond {high:.2f}: something makes them smaller after the sigmoid, "
            "which alone reaches from 0 to 1.",
        )


def _expect_soft_ends(make: Callable[[], Any], t: Trial, n_in: int) -> None:
    """With the weights of a new network a sigmoid comes nowhere near 0; what cuts off, does."""
    if any((make()(t.normal(20, n_in)) == 0).any() for _ in range(24)):
        mistake(
            "hard_ends",
            "Some answers are exactly 0: they are cut off or rounded. A sigmoid alone keeps them "
            "between 0 and 1, and smooth.",
        )


def expect_one_row_trains(net: nn.Module, t: Trial, n_in: int) -> None:
    """`net` takes a batch of one in training mode too."""
    try:
        net.train()(t.normal(1, n_in))
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        mistake(
            "needs_a_batch",
            "This lesson trains on one pattern at a time, and batch normalisation needs more than "
            "one: leave it out here.",
        )


def expect_size(net: nn.Module, shape: str, biases: int, total: int) -> None:
    """`net` has as many weights as its shape, such as "4-3-1", demands."""
    found = count_parameters(net)
    if found == total - biases:
        mistake(
            "no_bias",
            f"A {shape} network has {total} numbers to learn, yours {found}: its layers lack "
            "their biases.",
        )
    if found != total:
        mistake(
            "wrong_size",
            f"A {shape} network has {total} numbers to learn, yours has {found}. Are both layers "
            "there, as `self.something`, and in the right sizes?",
        )


def expect_bend(net: nn.Module, t: Trial, n_in: int) -> None:
    """Between the layers stands something that bends: else two layers are no more than one."""
    net.eval()
    a, b = 4 * t.normal(64, n_in), 4 * t.normal(64, n_in)
    with torch.no_grad():
        middle, mean = (
            _before_sigmoid(net, (a + b) / 2),
            (_before_sigmoid(net, a) + _before_sigmoid(net, b)) / 2,
        )
    if close(middle, mean, 1e-3):
        mistake(
            "no_hidden_activation",
            "Nothing bends between your two layers: together they are one straight line. Put an "
            "activation between them.",
        )


@torch.no_grad()
def _expect_one_bend(net: nn.Module, n_in: int) -> None:
    """A hidden unit can go from one end of its activation to the other, 1 or more further on.

    A sigmoid of a sigmoid can not: it stays between 0.5 and 0.73.
    """
    net.eval()
    matrices = [p for p in net.parameters() if p.dim() == 2]
    if len(matrices) != 2:
        return  # weights of a shape of one's own: the way through them is not known
    for p in net.parameters():
        p.zero_()
    matrices[0][0], matrices[1][:, 0] = 1.0, 1.0  # one way through, by the first hidden unit
    a = torch.linspace(-50, 50, 401)  # what that unit gets
    logits = _before_sigmoid(net, (a / n_in).view(-1, 1).expand(-1, n_in))
    reach = float(logits.max() - logits.min())
    if reach < 0.5:
        mistake(
            "two_hidden_activations",
            f"Your hidden units hardly move: from end to end they differ by {reach:.2f} only. Do "
            "two activations stand one after the other there? One is enough.",
        )


def _before_sigmoid(net: nn.Module, x: Tensor) -> Tensor:
    return net(x).double().clamp(1e-9, 1 - 1e-9).logit()
