"""2.3, 2.4 and 2.14: the losses, recognised by their value on random logits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    close,
    expect_tensor,
)
from gan_lab.checks.lesson_02._shared import SIGMOID_TWICE, SUMMED, bce


class _Known(NamedTuple):
    """A mistake that is recognised by the value it gives."""

    name: str
    value: Tensor
    hint: str


@exercise(
    "2.3",
    answer="discriminator_loss",
    reference=losses.bce_d_loss,
    title="The discriminator's loss",
    points=2,
    minutes=10,
    difficulty=2,
)
def check_discriminator_loss(discriminator_loss: Any, t: Trial) -> None:
    n = t.integer(5, 12)
    d_real = (3 * t.normal(n)).requires_grad_()
    d_fake = (3 * t.normal(n)).requires_grad_()
    real, fake = F.softplus(-d_real).mean(), F.softplus(d_fake).mean()  # -log D, -log(1 - D)
    real_as_fake, fake_as_real = F.softplus(d_real).mean(), F.softplus(-d_fake).mean()
    p_real, p_fake = d_real.sigmoid(), d_fake.sigmoid()
    known = [
        _Known(
            "labels_swapped",
            real_as_fake + fake_as_real,
            "The labels are swapped: your D is rewarded for calling real images generated. Real "
            "images have label 1, generated ones 0.",
        ),
        _Known("sum_not_mean", n * (real + fake), SUMMED),
        _Known("sigmoid_twice", bce(p_real, 1) + bce(p_fake, 0), SIGMOID_TWICE),
        _Known("only_real", real, "The loss looks at d_real only: D must reject d_fake as well."),
        _Known("only_fake", fake, "The loss looks at d_fake only: D must accept d_real as well."),
        _Known(
            "all_called_real",
            real + fake_as_real,
            "Your D is asked to call everything real, d_fake too. Generated images have label 0.",
        ),
        _Known(
            "all_called_fake",
            real_as_fake + fake,
            "Your D is asked to call everything generated, d_real too. Real images have label 1.",
        ),
        _Known(
            "wrong_sign",
            -(real + fake),
            "The sign is wrong: this is the value that D wants to be large. A loss is made small, "
            "so put a minus in front of it.",
        ),
        _Known(
            "terms_subtracted",
            real - fake,
            "The second term has the wrong sign. Both logarithms are negative; the loss is minus "
            "the one minus the other.",
        ),
        _Known(
            "squared_error",
            (p_real - 1).square().mean() + p_fake.square().mean(),
            "This is lesson 01's squared error. Here the loss is made of logarithms: the binary "
            "cross-entropy.",
        ),
        _Known(
            "squared_error",
            (d_real - 1).square().mean() + d_fake.square().mean(),
            "This is lesson 01's squared error, on logits. Here the loss is made of logarithms: "
            "the binary cross-entropy.",
        ),
    ]
    value = _expect_loss(
        lambda: discriminator_loss(d_real, d_fake), n, "discriminator_loss", real + fake, known
    )
    _note_convention(value, real + fake, t)
    _expect_gradient(value, real + fake, (d_real, d_fake))
    far = torch.full((n,), 40.0)
    _expect_finite_far_out(float(discriminator_loss(-far, far)), 80.0, t)


@exercise(
    "2.4",
    answer="generator_loss",
    reference=losses.non_saturating_g_loss,
    title="The generator's loss",
    points=1,
    minutes=5,
    difficulty=1,
)
def check_generator_loss(generator_loss: Any, t: Trial) -> None:
    n = t.integer(5, 12)
    d_fake = (3 * t.normal(n)).requires_grad_()
    right, bce_fake = F.softplus(-d_fake).mean(), F.softplus(d_fake).mean()
    known = [
        _Known(
            "saturating",
            -bce_fake,
            "This is the loss of the minimax formula, log(1 - D(G(z))). It is right on paper, but "
            "its gradient is almost 0 while G is bad. Use -log D(G(z)).",
        ),
        _Known(
            "labels_swapped",
            bce_fake,
            "With this loss G helps D to recognise its images. G wants D to say 'real': label 1.",
        ),
        _Known(
            "wrong_sign",
            -right,
            "The sign is wrong: this falls when D gets better. G makes -log D(G(z)) small.",
        ),
        _Known("sum_not_mean", n * right, SUMMED),
        _Known("sigmoid_twice", bce(d_fake.sigmoid(), 1), SIGMOID_TWICE),
        _Known(
            "no_logarithm",
            -d_fake.mean(),
            "The logarithm and the sigmoid are missing: this is only the mean logit with a minus.",
        ),
        _Known(
            "squared_error",
            (d_fake.sigmoid() - 1).square().mean(),
            "This is lesson 01's squared error. Here the loss is a logarithm: -log D(G(z)).",
        ),
    ]
    value = _expect_loss(lambda: generator_loss(d_fake), n, "generator_loss", right, known)
    _expect_gradient(value, right, (d_fake,))
    _expect_finite_far_out(float(generator_loss(torch.full((n,), -40.0))), 40.0, t)


def _expect_loss(
    call: Callable[[], Any], n: int, name: str, right: Tensor, known: Sequence[_Known]
) -> Tensor:
    """The loss that `call` gives, equal to `right` or its half, else the fitting mistake."""
    try:
        value = call()
    except RuntimeError as error:
        if "between 0 and 1" not in str(error):
            raise
        mistake(
            "logits_as_probabilities",
            "F.binary_cross_entropy wants probabilities, but it got logits. Use the function that "
            "takes logits, or apply the sigmoid first.",
        )
    if isinstance(value, Tensor) and value.shape == (n,):
        mistake(
            "not_averaged",
            f"`{name}` gives {n} numbers, one an image. A loss is one number: take their mean.",
        )
    value = expect_tensor(value, (), f"what `{name}` returns")
    if not value.requires_grad:
        mistake(
            "no_gradient",
            f"What `{name}` returns has no gradient. Return the tensor itself, without `.item()`, "
            "`detach` or `torch.tensor(...)` around it.",
        )
    if not (close(value, right) or close(value, right / 2)):
        _name_value(value, right, name, known)
    return value


def _name_value(value: Tensor, right: Tensor, name: str, known: Sequence[_Known]) -> NoReturn:
    for mistaken in known:
        if any(close(value, factor * mistaken.value) for factor in (1, 0.5)):
            mistake(mistaken.name, mistaken.hint)
    mistake(
        "wrong_value",
        f"For random logits `{name}` gives {float(value.detach()):.3f}, expected "
        f"{float(right.detach()):.3f}. Hold it against the formula, term by term.",
    )


def _note_convention(value: Tensor, right: Tensor, t: Trial) -> None:
    if not close(value, right):
        t.note(
            "You take the mean of the two terms, which is half their sum. Both are in use; yours "
            "is 0.693 where the sum is 1.386."
        )


def _expect_gradient(value: Tensor, right: Tensor, inputs: tuple[Tensor, ...]) -> None:
    found = torch.autograd.grad(value, inputs, allow_unused=True)
    scale = float(value.detach() / right.detach())  # 1, or 1/2 for the mean of the two terms
    expected = torch.autograd.grad(scale * right, inputs)
    for gradient, wanted in zip(found, expected, strict=True):
        if gradient is None or not close(gradient, wanted):
            mistake(
                "wrong_gradient",
                "The value is right, but its gradient is not: a part of it was cut off. Take "
                "`detach`, `.data` and `no_grad` out.",
            )


def _expect_finite_far_out(value: float, expected: float, t: Trial) -> None:
    if not math.isfinite(value):
        mistake(
            "log_of_zero",
            f"When D is very sure (logit 40) the loss is {value}: the sigmoid was rounded to 0 "
            "or 1 and its logarithm is infinite. Use a function that starts from logits.",
        )
    if abs(value - expected) > 0.01 * expected:
        t.note(
            "Right for usual logits. For very large ones the sigmoid is rounded and the gradient "
            "is lost: functions that start from logits are exact there too."
        )


def smoothed_discriminator_loss(d_real: Tensor, d_fake: Tensor, real_label: float = 0.9) -> Tensor:
    """D's loss with one-sided label smoothing (Salimans et al., 2016)."""
    return bce(d_real, real_label) + bce(d_fake, 0.0)


@exercise(
    "2.14",
    answer="smoothed_discriminator_loss",
    reference=smoothed_discriminator_loss,
    title="A softer label",
    points=1,
    minutes=8,
    difficulty=2,
    core=False,
)
def check_smoothed_discriminator_loss(smoothed_discriminator_loss: Any, t: Trial) -> None:
    n, label = t.integer(5, 12), 0.6 + 0.2 * float(t.uniform(1))
    d_real = (3 * t.normal(n)).requires_grad_()
    d_fake = (3 * t.normal(n)).requires_grad_()
    right = bce(d_real, label) + bce(d_fake, 0)
    known = [
        _Known(
            "no_smoothing",
            bce(d_real, 1) + bce(d_fake, 0),
            "This is the loss without smoothing: the label of real images is `real_label`, not 1.",
        ),
        _Known(
            "ignores_real_label",
            bce(d_real, 0.9) + bce(d_fake, 0),
            f"Called with real_label={label:.2f} it still uses 0.9: use the argument.",
        ),
        _Known(
            "fakes_smoothed",
            bce(d_real, label) + bce(d_fake, 1 - label),
            "You smooth both labels. Only the real one: a label above 0 for generated images "
            "would tell G to stay as it is.",
        ),
        _Known(
            "labels_swapped",
            bce(d_real, 0) + bce(d_fake, label),
            "The labels are swapped: real images have `real_label`, generated ones 0.",
        ),
        _Known(
            "labels_swapped",
            bce(d_real, 1 - label) + bce(d_fake, 1),
            "The labels are swapped: real images have `real_label`, generated ones 0.",
        ),
        _Known(
            "only_scaled",
            label * bce(d_real, 1) + bce(d_fake, 0),
            "You make the real term smaller, but D can still be fully sure. The label goes into "
            "both parts of the cross-entropy: y log p + (1 - y) log(1 - p).",
        ),
        _Known("sum_not_mean", n * right, SUMMED),
        _Known(
            "sigmoid_twice",
            bce(d_real.sigmoid(), label) + bce(d_fake.sigmoid(), 0),
            SIGMOID_TWICE,
        ),
        _Known("wrong_sign", -right, "The sign is wrong: a loss is made small."),
    ]
    value = _expect_loss(
        lambda: smoothed_discriminator_loss(d_real, d_fake, label),
        n,
        "smoothed_discriminator_loss",
        right,
        known,
    )
    _note_convention(value, right, t)
    _expect_gradient(value, right, (d_real, d_fake))
