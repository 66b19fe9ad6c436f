"""2.3, 2.4 and 2.14: the losses, recognised by their value on random logits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    close,
    expect_default,
    expect_tensor,
)
from gan_lab.checks.lesson_02._shared import SIGMOID_TWICE, SUMMED, bce

ARGUMENTS_SWAPPED = (
    "You hand the labels in as logits, and the logits as labels: the first argument is what D "
    "said, the second what is right."
)
_with_logits = F.binary_cross_entropy_with_logits


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
    minutes=8,
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
            "arguments_swapped",
            _with_logits(torch.ones(n), d_real) + _with_logits(torch.zeros(n), d_fake),
            ARGUMENTS_SWAPPED,
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
        _Known(
            "hinge",
            F.relu(1 - d_real).mean() + F.relu(1 + d_fake).mean(),
            "This is the hinge loss, another pair of losses for GANs. Here it is the binary "
            "cross-entropy, whose logarithms never quite let go of an answer.",
        ),
    ]
    inputs = (d_real, d_fake)
    _expect_loss(
        lambda: discriminator_loss(*inputs), inputs, real + fake, known, "discriminator_loss", t
    )
    _expect_right_far_out(lambda far: float(discriminator_loss(-far, far)), 2, n, t)


@exercise(
    "2.4",
    answer="generator_loss",
    reference=losses.non_saturating_g_loss,
    title="The generator's loss",
    points=1,
    minutes=4,
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
        _Known("arguments_swapped", _with_logits(torch.ones(n), d_fake), ARGUMENTS_SWAPPED),
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
    _expect_loss(lambda: generator_loss(d_fake), (d_fake,), right, known, "generator_loss", t)
    _expect_right_far_out(lambda far: float(generator_loss(-far)), 1, n, t)


def _expect_loss(
    call: Callable[[], Any],
    inputs: tuple[Tensor, ...],
    right: Tensor,
    known: Sequence[_Known],
    name: str,
    t: Trial,
) -> None:
    """`call` gives a loss like `right`, or its half, in value and gradient."""
    value = _loss_tensor(call, len(inputs[0]), name)
    found, wanted = _fingerprint(value, inputs), _fingerprint(right, inputs)
    if close(found, wanted):
        return
    if len(inputs) == 2 and close(found, wanted / 2):
        t.note(
            "You take the mean of the two terms, which is half their sum. Both are in use; yours "
            "is 0.693 where the sum is 1.386."
        )
        return
    if close(found, wanted / 2):
        mistake("half_of_it", "This is half the loss: take the mean as it is, without a factor.")
    for mistaken in known:
        expected = _fingerprint(mistaken.value, inputs)
        if close(found, expected) or close(found, expected / 2):
            mistake(mistaken.name, mistaken.hint)
    if close(value, right) or (len(inputs) == 2 and close(value, right / 2)):
        mistake(
            "wrong_gradient",
            "The value is right, but its gradient is not: a part of it was cut off. Take "
            "`detach`, `.data` and `no_grad` out.",
        )
    mistake(
        "wrong_value",
        f"For random logits `{name}` gives {float(value.detach()):.3f}, expected "
        f"{float(right.detach()):.3f}. Hold it against the formula, term by term.",
    )


def _loss_tensor(call: Callable[[], Any], n: int, name: str) -> Tensor:
    """What `call` gives, one number with a gradient, else the fitting mistake."""
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
    value = expect_tensor(value, (), f"What `{name}` returns")
    if not value.requires_grad:
        mistake(
            "no_gradient",
            f"What `{name}` returns has no gradient. Return the tensor itself, without `.item()`, "
            "`detach` or `torch.tensor(...)` around it.",
        )
    return value


def _fingerprint(loss: Tensor, inputs: tuple[Tensor, ...]) -> Tensor:
    """A loss's value and its gradient at all logits: no two mistakes share it by chance."""
    slopes = torch.autograd.grad(loss, inputs, retain_graph=True, allow_unused=True)
    pairs = zip(slopes, inputs, strict=True)
    parts = [torch.zeros_like(logits) if slope is None else slope for slope, logits in pairs]
    return torch.cat([loss.detach().reshape(1), *parts])


def _expect_right_far_out(loss: Callable[[Tensor], float], terms: float, n: int, t: Trial) -> None:
    """The loss of a D that is very sure and wrong: about its logit, for each term."""
    for logit in (40.0, 120.0):
        value = loss(torch.full((n,), logit))
        if not math.isfinite(value):
            mistake(
                "log_of_zero",
                f"When D is very sure (logits of size {logit:.0f}) the loss is {value}: the "
                "sigmoid was rounded to 0 or 1 and its logarithm is infinite. Use a function "
                "that starts from logits.",
            )
        if not any(math.isclose(value, f * terms * logit, rel_tol=0.01) for f in (1, 0.5)):
            t.note(
                "Right for usual logits. For very large ones the sigmoid is rounded and the "
                "gradient is lost: functions that start from logits are exact there too."
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
    minutes=6,
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
            "only_real", bce(d_real, label), "The loss looks at d_real only: add d_fake's term."
        ),
        _Known("only_fake", bce(d_fake, 0), "The loss looks at d_fake only: add d_real's term."),
        _Known(
            "sigmoid_twice",
            bce(d_real.sigmoid(), label) + bce(d_fake.sigmoid(), 0),
            SIGMOID_TWICE,
        ),
        _Known("wrong_sign", -right, "The sign is wrong: a loss is made small."),
    ]
    _expect_loss(
        lambda: smoothed_discriminator_loss(d_real, d_fake, label),
        (d_real, d_fake),
        right,
        known,
        "smoothed_discriminator_loss",
        t,
    )
    _expect_right_far_out(
        lambda far: float(smoothed_discriminator_loss(-far, far, label)), 1 + label, n, t
    )
    expect_default(smoothed_discriminator_loss, "real_label", 0.9)
