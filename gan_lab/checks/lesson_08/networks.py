"""8.8: the critic, judged by what it does with random inputs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import (
    IMAGE,
    NORM_OPERATIONS,
    expect_convolution,
    expect_logits,
    expect_own_samples,
    expect_sane_dropout,
    expect_sees_all,
    expect_slope_at_images,
    expect_trainable,
    is_affine,
    note_size,
    operations,
    pass_through,
)
from gan_lab.checks._tools import build_net, close, expect_tensor
from gan_lab.models import wgan


@exercise(
    "8.8",
    answer="Critic",
    reference=wgan.Critic,
    title="A critic without BatchNorm",
    points=2,
    minutes=7,
    difficulty=2,
)
def check_critic(Critic: Any, t: Trial) -> None:
    n = t.integer(5, 10)
    D = build_net(Critic)
    x = 2 * t.uniform(n, *IMAGE) - 1
    scores = pass_through(
        D,
        x,
        "The Linear layer of `Critic()` has the wrong number of inputs. It gets all channels of "
        "all pixels that are left: channels * size * size.",
    )
    if isinstance(scores, Tensor) and scores.dim() == 4 and scores.shape[2] * scores.shape[3] > 1:
        mistake(
            "map_of_scores",
            f"`D(x)` has shape {tuple(scores.shape)}: a whole field of answers for each image. One "
            "is wanted: end with nn.Flatten and a Linear layer with one output.",
        )
    if isinstance(scores, Tensor) and scores.shape == (n, 1, 1, 1):
        mistake(
            "extra_dimension",
            f"`D(x)` has shape {(n, 1, 1, 1)}, expected {(n,)}: `.flatten(1).squeeze(1)` takes "
            "the three dimensions of size 1 away.",
        )
    if isinstance(scores, Tensor) and scores.dim() == 2 and scores.shape[1] > 1:
        mistake(
            "many_outputs", f"`D(x)` gives {scores.shape[1]} numbers for an image: one, please."
        )
    scores = expect_tensor(scores, (n,), "`D(x)`")
    expect_trainable(D, scores, "D")
    expect_convolution(scores, "D", "nn.Conv2d")
    expect_sane_dropout(D, 2 * t.uniform(64, *IMAGE) - 1, "layer")
    _expect_no_batchnorm(D, scores, x, t)
    last = next(operations(scores), "")
    if last.startswith("Sigmoid"):
        mistake(
            "sigmoid_in_critic",
            "A sigmoid stands at the end. A critic gives *scores*, any number: shut in between 0 "
            "and 1 they measure no distance. D ends with its last layer.",
        )
    if last.startswith("Tanh"):
        mistake("bounded_score", "A tanh stands at the end: a score may be any number.")
    if last.startswith(("Relu", "LeakyRelu", "Elu", "Softplus", "Silu", "Gelu")):
        mistake(
            "activation_last",
            "An activation stands after D's last layer and squeezes scores below 0. D ends with "
            "the plain numbers of that layer.",
        )
    expect_slope_at_images(D, x)
    expect_own_samples(D, x, "D(x)", "score", "image")
    expect_logits(Critic, D, 2 * t.uniform(8, *IMAGE) - 1, "layer")
    expect_sees_all(D, 2 * t.uniform(16, *IMAGE) - 1)
    if is_affine(D, 3 * x):
        mistake(
            "no_activation",
            "Your D only multiplies and adds: its slope is the same everywhere, and so are several "
            "layers no more than one. Put an activation such as LeakyReLU between them.",
        )
    _expect_penalty_works(Critic, x, t)
    if any(isinstance(m, nn.Dropout | nn.Dropout2d) for m in D.modules()):
        t.note("Dropout: it works, but each of D's scores is another one each time it is asked.")
    note_size(D, "D", t)


def _expect_no_batchnorm(D: nn.Module, scores: Tensor, x: Tensor, t: Trial) -> None:
    """In training mode too a sample's score is its own."""
    D.train()
    others = 2 * t.uniform(6, *IMAGE) - 1

    @torch.no_grad()
    def scores_beside(others: Tensor) -> Tensor:
        with torch.random.fork_rng():
            torch.manual_seed(t.seed)  # Dropout and noise do the same each time, in equal shapes
            return D(torch.cat([x[:2], others]))[:2]

    first = scores_beside(others)
    if close(first, scores_beside(-torch.ones_like(others)), 1e-3):
        return
    if not close(first, scores_beside(others), 1e-3):
        return  # a D that changes by itself all the same cannot be judged like this
    if any(name.startswith(NORM_OPERATIONS) for name in operations(scores)):
        mistake(
            "batchnorm_in_critic",
            "There is a BatchNorm in your critic: the score of an image depends on the others in "
            "its batch. The penalty asks for the slope at *each* image by itself. Leave it out, or "
            "take nn.GroupNorm or nn.InstanceNorm2d, which look at one image alone.",
        )
    mistake(
        "mixes_samples",
        "In training mode the score of an image changes with the others in its batch. The penalty "
        "asks for the slope at *each* image by itself.",
    )


def _expect_penalty_works(Critic: Any, x: Tensor, t: Trial) -> None:
    """The gradient penalty can be computed, and its gradient reaches the critic's weights."""
    D = build_net(Critic)
    penalty = losses.gradient_penalty(D, x, 2 * t.uniform(*x.shape) - 1)
    penalty.backward()
    if not any(p.grad is not None and bool(p.grad.any()) for p in D.parameters()):
        mistake(
            "penalty_has_no_gradient",
            "The gradient penalty cannot reach the weights of this critic: its slope is the same "
            "whatever they are. Look at what stands between the layers.",
        )
