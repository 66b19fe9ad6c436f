"""7.7: how often an independent classifier agrees with the label that was asked for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_tensor


def agreement(probabilities: Tensor, labels: Tensor) -> Tensor:
    """For each class, the share of the images asked for as it that the classifier calls so.

    Args:
        probabilities: (N, C), what the classifier says. labels: (N,), what was asked for; each
            class at least once.
    """
    right = probabilities.argmax(1) == labels  # (N,)
    classes = range(probabilities.shape[1])
    return torch.stack([right[labels == c].float().mean() for c in classes])


@exercise(
    "7.7",
    answer="agreement",
    reference=agreement,
    title="Does the judge agree?",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_agreement(agreement: Any, t: Trial) -> None:
    n_classes = t.integer(11, 14)
    # classes of different size: dividing by the wrong number shows
    labels = torch.arange(n_classes).repeat_interleave(torch.arange(3, 3 + n_classes))
    labels = labels[torch.randperm(len(labels), generator=t.generator)]
    probabilities, called = _judged(labels, n_classes, t)
    before = probabilities.clone(), labels.clone()
    found = agreement(probabilities, labels)
    if not (torch.equal(probabilities, before[0]) and torch.equal(labels, before[1])):
        mistake("changes_input", "Your function changes the tensors that were handed in.")
    found = _as_row(found, n_classes)
    right = called == labels
    asked = torch.bincount(labels, minlength=n_classes).float()
    hits = torch.bincount(labels[right], minlength=n_classes).float()
    named = torch.bincount(called, minlength=n_classes).float()
    expected = hits / asked
    _name_slip(found, expected, probabilities, labels, hits, named)
    none_right = agreement(probabilities.roll(1, 1), called)
    expect_tensor(_as_row(none_right, n_classes), (n_classes,), "`agreement`, none right")


def _judged(labels: Tensor, n_classes: int, t: Trial) -> tuple[Tensor, Tensor]:
    """Probabilities (N, C) that are right for about two thirds, and the classes that they name."""
    n = len(labels)
    called = labels.clone()
    wrong = torch.rand(n, generator=t.generator) < 0.35
    called[wrong] = (labels + torch.randint(1, 4, (n,), generator=t.generator))[wrong] % n_classes
    for c in range(n_classes):  # every class is named at least once
        called[(labels == c).nonzero()[0]] = c
    scores = t.normal(n, n_classes)
    scores[torch.arange(n), called] = scores.amax(1) + 0.2 + 2 * t.uniform(n)
    return scores.softmax(1), called


def _as_row(found: Any, n_classes: int) -> Tensor:
    if isinstance(found, dict):
        mistake("not_a_tensor", "A dictionary comes back: one tensor, class by class, is wanted.")
    if isinstance(found, list | tuple) and len(found) == n_classes:
        found = torch.stack([torch.as_tensor(v) for v in found]).float()
    if isinstance(found, float | int):
        found = torch.tensor(float(found))
    if isinstance(found, Tensor) and found.shape == (n_classes, n_classes):
        mistake(
            "whole_table",
            "The whole table of asked and named classes comes back. Wanted is its diagonal, each "
            "number divided by how often its class was asked for.",
        )
    if isinstance(found, Tensor) and found.shape == (10,):
        mistake("fixed_n_classes", f"There are {n_classes} classes here: `probabilities.shape[1]`.")
    if isinstance(found, Tensor) and found.dtype == torch.float64:
        found = found.float()
    return expect_tensor(found, (n_classes,), "What `agreement` returns", dtype=None)


def _name_slip(
    found: Tensor,
    expected: Tensor,
    probabilities: Tensor,
    labels: Tensor,
    hits: Tensor,
    named: Tensor,
) -> None:
    found = found.float()
    if close(found, expected):
        return
    if close(found, hits):
        mistake("counts", "These are counts. Divide by how often each class was asked for.")
    if close(found, hits / len(labels)):
        mistake(
            "divided_by_all",
            f"You divide by all {len(labels)} images. Of the images that were asked for as class "
            "c: how many? Divide by their number.",
        )
    if close(found, hits / named):
        mistake(
            "of_those_called",
            "You divide by how often the judge *names* the class. That answers another question: "
            "of all that looks like a coat, how much was ordered as one. Divide by how often it "
            "was *asked for*.",
        )
    if close(found, named / len(labels)) or close(found, named):
        mistake(
            "labels_unused",
            "You count how often the judge names each class. Whether that is what was asked for "
            "does not come in: compare with `labels`.",
        )
    asked = [probabilities[labels == c, c].mean() for c in range(len(found))]
    if close(found, torch.stack(asked)):
        mistake(
            "mean_probability",
            "You take the mean of the judge's probability for the asked class. Wanted is a share: "
            "the judge's choice is the class with the largest probability, right or wrong.",
        )
    if close(found, 1 - expected):
        mistake("share_of_wrong", "This is the share that the judge disagrees with.")
    rows = probabilities.argmax(0)
    if bool((found == 0).all()) or close(found, (rows == torch.arange(len(found))).float()):
        mistake("wrong_dimension", "Which dimension are the classes in? `argmax(1)`.")
    i = int((found - expected).abs().argmax())
    mistake(
        "wrong_shares",
        f"Class {i}: {int(hits[i])} of the images asked for are named so, a share of "
        f"{float(expected[i]):.2f}, and your function says {float(found[i]):.2f}.",
    )
