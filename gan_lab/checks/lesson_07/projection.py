"""7.12: a discriminator that compares features with the label's vector."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_tensor
from gan_lab.checks.lesson_07.networks import OneLabel, expect_conditional_discriminator
from gan_lab.models import conditional


class ProjectionDiscriminator(conditional.Discriminator):
    """D(x, y): how real x is, plus how well its features fit y (Miyato and Koyama, 2018)."""

    def __init__(self, n_classes: int = 10, width: int = 32) -> None:
        super().__init__(n_classes, width, projection=True)


@exercise(
    "7.12",
    answer="ProjectionDiscriminator",
    reference=ProjectionDiscriminator,
    title="A projection discriminator",
    points=2,
    minutes=12,
    difficulty=3,
    core=False,
)
def check_projection(ProjectionDiscriminator: Any, t: Trial) -> None:
    D = expect_conditional_discriminator(ProjectionDiscriminator, t)
    D.eval()
    x = 2 * t.uniform(6, 1, 28, 28) - 1
    features, table = _expect_parts(D, x)
    n_classes = len(table)
    with torch.no_grad():
        logits = torch.stack([OneLabel(D, y)(x) for y in range(n_classes)], dim=1)  # (N, C)
        products = features @ table.T
    rest = logits - products
    if close(rest, rest[:, :1].expand_as(rest), 1e-3):
        if close(rest[:, 0], rest[:1, 0].expand(len(x)), 1e-4):
            mistake(
                "no_realness_term",
                "D(x, y) is the product alone. Then D has no way to say how real an image is, "
                "whatever its class: add a Linear layer of the features, with one output.",
            )
        _expect_realness_of_features(D, x, table[0], t)
        return
    rest = logits - products / features.shape[1]
    if close(rest, rest[:, :1].expand_as(rest), 1e-3):
        mistake(
            "mean_not_sum",
            "You take the *mean* of the products, and features are many: the label hardly counts. "
            "The product of two vectors is the sum.",
        )
    mistake(
        "no_product",
        "D(x, y) minus the product of `embed(y)` and `features(x)` still depends on y. The label "
        "comes in by this product and nowhere else: `(self.embed(y) * features).sum(1)`.",
    )


@contextlib.contextmanager
def _given(D: Any, features: Tensor) -> Iterator[None]:
    """Whatever the image, `D.features` gives these features."""
    if isinstance(D.features, nn.Module):
        handle = D.features.register_forward_hook(lambda *_: features)
        yield
        handle.remove()
    else:
        D.features = lambda x: features  # hides the method
        yield
        del D.features


def _expect_realness_of_features(D: Any, x: Tensor, vector: Tensor, t: Trial) -> None:
    """The first term is a Linear layer of the features: judged with features put in by hand."""
    one = OneLabel(D, 0)

    def logits(features: Tensor) -> Tensor:
        with _given(D, features):
            return one(x)

    h = t.normal(len(x), len(vector)).requires_grad_(True)
    at_h, further = logits(h), logits(h + 1)
    if torch.equal(at_h, further):
        return  # D does not go through `features`: nothing can be put in
    (slope,) = torch.autograd.grad(at_h.sum(), h)
    slope = slope - vector  # of the first term alone: the weights of its layer, at each place
    depends = not close(at_h - h @ vector, further - (h + 1) @ vector, 1e-3)
    if depends and float(slope.abs().max()) < 1e-6:
        mistake(
            "no_gradient",
            "No gradient gets from the first term, how real x is, to the features: they would "
            "learn from the product alone. Take `detach` out.",
        )
    if float((slope - slope[0]).abs().max()) > 1e-3 * float(slope.abs().max()) or not depends:
        mistake(
            "other_realness",
            "The first term is not a Linear layer of the features. How real x is follows from "
            "`features(x)`: `self.last(features).squeeze(1)`, with one output.",
        )


def _expect_parts(D: Any, x: Tensor) -> tuple[Tensor, Tensor]:
    """D's features of x (N, F) and its table of label vectors (C, F)."""
    if not callable(getattr(D, "features", None)):
        mistake("no_features", "D has no method `features(x)`: all but the last layer, (N, F).")
    if not isinstance(getattr(D, "embed", None), nn.Embedding):
        mistake("no_embed", "D needs `self.embed = nn.Embedding(n_classes, F)`, in `__init__`.")
    with torch.no_grad():
        features = D.features(x)
    if isinstance(features, Tensor) and (features.dim() != 2 or len(features) != len(x)):
        mistake(
            "features_not_rows",
            f"`features(x)` has shape {tuple(features.shape)}: a row for each image, (N, F).",
        )
    features = expect_tensor(features, (len(x), D.embed.embedding_dim), "`features(x)`")
    return features, D.embed.weight.detach()
