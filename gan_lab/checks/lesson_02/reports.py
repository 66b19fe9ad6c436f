"""2.11 and 2.12: find the bug in the report."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import (
    close,
    expect_number,
    expect_tensor,
)
from gan_lab.data import to_float


def balance_level(d_loss: Callable[[Tensor, Tensor], Tensor]) -> float:
    """A loss's value when D cannot decide: probability 1/2, which is logit 0."""
    logits = torch.zeros(1)
    return d_loss(logits, logits).item()


@exercise(
    "2.11",
    answer="balance_level",
    reference=balance_level,
    title="Bug hunt: the line of balance",
    points=1,
    minutes=4,
    difficulty=2,
)
def check_balance_level(balance_level: Any, t: Trial) -> None:
    def mean_of_two(d_real: Tensor, d_fake: Tensor) -> Tensor:
        return losses.bce_d_loss(d_real, d_fake) / 2

    def level(loss: Callable[[Tensor, Tensor], Tensor]) -> float:
        return expect_number(balance_level(loss), "What `balance_level` returns")

    found, half = level(losses.bce_d_loss), torch.full((4,), 0.5)
    if math.isclose(found, 0.5, abs_tol=1e-3):
        mistake(
            "balance_called_half",
            "Your line lies at 0.5. Draw the curve of `discriminator_loss` over D's belief and "
            "look how high it is above the belief 0.5: belief and loss are two scales.",
        )
    if math.isclose(found, 0.25, abs_tol=1e-3):
        mistake(
            "squared_error", "0.25 was the balance of lesson 01's squared error, not of this loss."
        )
    if math.isclose(found, float(losses.bce_d_loss(half, half)), abs_tol=1e-3):
        mistake(
            "half_as_logit",
            "You hand 0.5 to the loss, but the loss takes logits. Which belief belongs to the "
            "logit 0.5, and which logit to the belief 0.5?",
        )
    if not math.isclose(found, 2 * math.log(2), rel_tol=1e-3):
        mistake(
            "wrong_level",
            f"For the sum of the two cross-entropies your line lies at {found:.3f}. What does "
            "`d_loss` give when D says one half to every image, real or not?",
        )
    if not (
        math.isclose(level(mean_of_two), math.log(2), rel_tol=1e-3)
        and math.isclose(level(losses.hinge.d_loss), 2.0, rel_tol=1e-3)
    ):
        mistake(
            "ignores_d_loss",
            "For another loss your line stays where it was. Ask the function that was handed in, "
            "`d_loss`, what it gives for an undecided D.",
        )


@exercise(
    "2.12",
    answer="prepare",
    reference=to_float,
    title="Bug hunt: a grey background",
    points=1,
    minutes=3,
    difficulty=1,
)
def check_prepare(prepare: Any, t: Trial) -> None:
    n = t.integer(3, 9)
    images = torch.randint(20, 200, (n, *IMAGE), generator=t.generator).to(torch.uint8)
    images[0, 0, 0, :2] = torch.tensor([0, 255], dtype=torch.uint8)
    before = images.clone()
    x = expect_tensor(prepare(images), (n, *IMAGE), "What `prepare` returns", dtype=None)
    if not torch.equal(images, before):
        mistake("changes_input", "Your function changes the images that were handed in.")
    alone = prepare(before[1:])  # without the image that holds the 0 and the 255
    if not close(alone.float(), x[1:].float(), 1e-3):
        mistake(
            "depends_on_batch",
            "The same image gets other values when other images stand beside it. Byte 0 must "
            "always become -1 and byte 255 always 1, whatever the batch holds.",
        )
    if x.dtype != torch.float32:
        mistake(
            "wrong_dtype",
            f"The networks calculate with float32, but this is {x.dtype}: use `.float()`.",
        )
    pixels = before.float()
    if close(x, pixels / 127.5 - 1, 1e-3):
        return
    if close(x, pixels / 128 - 1, 1e-3):
        mistake(
            "divides_by_128",
            "Black is right, but white becomes 0.99 and not 1. A byte ends at 255: what is half "
            "of that?",
        )
    low, high = float(x.min()), float(x.max())
    if close(x, 1 - pixels / 127.5, 1e-3):
        mistake("inverted", "Black and white have changed places.")
    if (low, high) == (-1.0, 1.0) or float(x[1:].min()) == -1.0:
        mistake(
            "overflow",
            "The range looks right, but the values do not. uint8 holds 0 to 255 and starts again "
            "at 0 above it: make the images float before you calculate.",
        )
    if close(x, (pixels / 255 - 0.1307) / 0.3081, 1e-2):
        mistake(
            "mnist_statistics",
            f"These are numbers for classifiers: mean 0, deviation 1. Your images now reach from "
            f"{low:.2f} to {high:.2f}. How far can a tanh reach?",
        )
    if low >= 0:
        mistake(
            "range_starts_at_0",
            f"Your real images take values from {low:.0f} to {high:.0f}. Look at the last layer of "
            "G: which values can it give, and what would D need to look at to tell the two apart?",
        )
    mistake(
        "wrong_range",
        f"Black (0) became {float(x[0, 0, 0, 0]):.2f} and white (255) became "
        f"{float(x[0, 0, 0, 1]):.2f}. What are the two ends of tanh?",
    )
