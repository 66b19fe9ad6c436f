"""The mistakes that students make most often with GANs: each hint says which one it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from gan_lab.lessons import find_lesson
from tests.answers import Answer, all_answers


@dataclass(frozen=True)
class Common:
    """A mistake that is made again and again, in whatever exercise.

    cases: known wrong answers, "EXERCISE LABEL", and answers written out here, (EXERCISE, code).
    words: what each hint must say (a regular expression, case ignored).
    """

    name: str
    cases: tuple[str | tuple[str, str], ...]
    words: str


COVARIANCE_OF_A_VIEW = '''
def frechet_distance(a, b):
    """torch.cov wants a row for each feature: `view` gives the shape, and mixes the samples."""
    c1, c2 = (torch.cov(x.view(x.shape[1], -1)) for x in (a, b))
    root = torch.linalg.eigvals(c1 @ c2).sqrt().real.sum()
    distance = (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root
    return distance.item()
'''

UPDATE_ALONE = '''
def train_generator(G, D, opt_g, z, opt=[]):
    """An optimiser of its own, made for D: G is given no step."""
    g_loss = generator_loss(D(G(z)))
    opt_d = torch.optim.SGD(D.parameters(), lr=0.01)
    opt_g.zero_grad()
    g_loss.backward()
    opt_d.step()
    return g_loss.detach()
'''

MISTAKES = [
    Common(
        "no detach in D's update",
        (
            "1.6 gradients_reached_g",
            "2.6 gradient_reaches_g",
            "2.6 gradient_reaches_g (detach without using what it returns)",
            "4.6 mixed_gradients (no detach)",
            "7.5 gradient_reaches_g",
            "8.7 gradient_reaches_g",
        ),
        r"went on into G|G received gradients|`G\(z\)\.detach\(\)`",
    ),
    Common(
        "detach in G's update",
        (
            "1.7 detached",
            "2.7 detached",
            "7.6 zero_grad_too_late (detach between G and D)",
            "7.6 detached",
            "8.7 detached",
        ),
        r"`detach`|nothing may cut",
    ),
    Common(
        "no zero_grad",
        (
            "0.5 no_zero_grad",
            "1.4 no_zero_grad",
            "1.6 no_zero_grad",
            "1.7 no_zero_grad",
            "2.6 no_zero_grad",
            "2.7 no_zero_grad",
            "6.10 no_zero_grad",
            "7.5 no_zero_grad",
            "7.6 no_zero_grad",
            "8.7 no_zero_grad",
            "8.7 no_zero_grad (G's)",
        ),
        r"(old|earlier) .*\badded\b",
    ),
    Common(
        "zero_grad between backward and step",
        (
            "0.5 order",
            "1.4 zero_grad_too_late",
            "1.6 zero_grad_too_late",
            "1.7 zero_grad_too_late",
            "2.6 zero_grad_too_late",
            "6.10 no_gradient_yet (zero_grad after backward)",
            "8.7 step_too_early (cleared between backward and step)",
        ),
        r"between `backward` and `step`|cleared before|gradients were gone|zero_grad` has thrown",
    ),
    Common(
        "step before backward",
        (
            "0.5 step_before_backward",
            "2.6 step_too_early",
            "2.7 step_too_early",
            "8.7 step_too_early (G's step before backward)",
        ),
        r"before `backward`|comes before `step`|zero_grad, backward, step",
    ),
    Common(
        "labels of real and generated images swapped",
        (
            "1.4 labels_swapped",
            "1.6 labels_swapped",
            "2.3 labels_swapped",
            "2.3 labels_swapped (mean of the two)",
            "2.6 labels_swapped",
            "2.14 labels_swapped",
            "7.5 labels_swapped",
        ),
        r"labels are swapped|takes real images for generated|logits of the real batch first",
    ),
    Common(
        "the wrong optimiser makes the step",
        (
            "1.8 nets_swapped (the optimisers)",
            "2.5 swapped",
            "2.7 no_step (an optimiser of other networks)",
            "2.8 wrong_updates (optimisers swapped)",
            "8.7 one_never_trained (the wrong optimiser)",
            ("2.7", UPDATE_ALONE),
        ),
        r"(own|another|wrong) optimiser|optimisers are swapped|takes `opt_d`|only `opt_g`",
    ),
    Common(
        "a sigmoid too many, before a loss that takes logits",
        (
            "1.3 sigmoid_twice",
            "2.2 sigmoid_in_d",
            "2.3 sigmoid_twice",
            "2.4 sigmoid_twice",
            "2.6 sigmoid_twice",
            "2.14 sigmoid_twice",
            "3.4 sigmoid_in_d",
            "4.3 sigmoid_in_d",
        ),
        r"sigmoid is applied twice|the loss applies the sigmoid itself",
    ),
    Common(
        "no tanh at the end of G",
        (
            "2.1 range_unbounded (nothing after the last Linear)",
            "3.3 range_unbounded",
            "4.2 range_unbounded",
            "4.12 range_unbounded",
        ),
        r"images lie in \[-1, 1\]\. Which activation ends there",
    ),
    Common(
        "images in [0, 1] beside a G with tanh",
        ("0.1 zero_to_one", "2.12 range_starts_at_0"),
        r"\b0 to 1\.",
    ),
    Common(
        "a bare squeeze",
        (
            "0.3 bare_squeeze",
            "1.3 bare_squeeze",
            "2.2 bare_squeeze",
            "3.4 bare_squeeze",
            "4.3 bare_squeeze",
            "8.8 bare_squeeze",
        ),
        r"`squeeze(\(\))?`",
    ),
    Common(
        "a batch size from outside",
        (
            "2.1 reshape_does_not_fit (batch size 128)",
            "2.8 fixed_batch_size",
            "3.3 reshape_does_not_fit (batch size 128)",
            "4.6 fixed_batch_size",
            "6.7 fixed_batch_size",
            "8.7 fixed_batch_size",
        ),
        r"`len\(x_real\)`|batch size is free",
    ),
    Common(
        "one z for the whole training, or for all rows",
        (
            "2.8 same_z",
            "2.10 same_z",
            "6.7 same_z",
            "6.7 same_z (one for all rows)",
            "8.7 same_z",
            "8.7 same_z (one for all points)",
        ),
        r"the same z|rows of (one )?z (are )?the same",
    ),
    Common(
        "the real batch is drawn once",
        (
            "1.8 real_drawn_once",
            "2.8 same_batch",
            "4.6 same_batch",
            "6.7 same_batch",
            "8.7 same_batch",
        ),
        r"next.* \*?inside|same real pattern",
    ),
    Common(
        "BatchNorm in the critic",
        ("8.8 batchnorm_in_critic", "8.8 batchnorm_in_critic (BatchNorm1d)"),
        r"a BatchNorm in your critic",
    ),
    Common(
        "a penalty without create_graph",
        (
            "6.2 no_create_graph",
            "6.9 no_create_graph",
            "8.3 no_create_graph",
            "8.5 no_create_graph",
        ),
        r"create_graph",
    ),
    Common(
        "one epsilon for the whole batch",
        ("8.4 one_epsilon_for_the_batch", "8.5 one_epsilon_for_the_batch"),
        r"all samples have the same epsilon",
    ),
    Common(
        "a conditional G or D that ignores the label",
        ("7.2 ignores_label", "7.3 ignores_label", "7.12 ignores_label"),
        r"the same (image )?for every label",
    ),
    Common(
        "evaluation mode left on",
        (
            "0.5 left_in_eval",
            "1.6 left_in_eval",
            "2.6 eval_mode",
            "2.8 eval_mode",
            "3.10 left_in_eval",
            "7.5 eval_mode",
            "8.7 eval_mode",
        ),
        r"evaluation mode",
    ),
    Common(
        "the sum for the mean",
        (
            "0.5 sum_for_mean",
            "1.4 sum_over_batch",
            "1.7 sum_over_batch",
            "2.3 sum_not_mean",
            "2.4 sum_not_mean",
            "8.5 sum_not_mean",
            "8.7 sum_not_mean",
        ),
        r"add .*\bup\b.*\bmean|too large by the number of values: use the mean",
    ),
    Common(
        "the minimax loss for G",
        ("2.4 saturating", "2.4 saturating (through BCE with a minus)", "2.7 saturating"),
        r"log\(1 - D\(G\(z\)\)\)",
    ),
    Common(
        "D's loss without the generated half",
        (
            "1.4 only_real",
            "2.3 only_real",
            "4.6 half_of_d_loss (the answer is detached, not the images)",
            "7.5 only_real",
            "8.7 only_real",
        ),
        r"real patterns only|d_real only|nothing from the generated|only x_real|x_real only",
    ),
    Common(
        "weights that start with a wrong deviation",
        ("4.4 wrong_deviation", "4.4 wrong_deviation (Xavier)", "4.4 variance (the root)"),
        r"deviation (should be 0\.02|itself)|0\.02 is the deviation",
    ),
    Common(
        "view where the dimensions have to change places, or the other way round",
        (
            "1.12 mixes_samples (a transpose that reads as a reshape)",
            "2.1 mixes_samples",
            "2.2 mixes_samples",
            "3.3 mixes_samples",
            ("5.1", COVARIANCE_OF_A_VIEW),
        ),
        r"batch as the first dimension|a reshape mixes|not by `view`",
    ),
    Common(
        "graphs kept in a list",
        ("1.8 outputs_keep_graph", "4.5 keeps_graph"),
        r"\bgraphs?\b",
    ),
]

KNOWN = {f"{a.exercise} {a.label}": a for a in all_answers()}
CASES = [(mistake, case) for mistake in MISTAKES for case in mistake.cases]


def answer_of(mistake: Common, case: str | tuple[str, str]) -> Answer:
    if isinstance(case, str):
        return KNOWN[case]
    exercise, code = case
    lesson = find_lesson(exercise.split(".")[0]).name
    return Answer(lesson, exercise, "wrong", mistake.name, code)


def _id(value: Common | str | tuple[str, str]) -> str:
    if isinstance(value, Common):
        return value.name
    return value if isinstance(value, str) else f"{value[0]} (written out)"


@pytest.mark.parametrize(("mistake", "case"), CASES, ids=_id)
def test_the_hint_names_the_mistake(mistake: Common, case: str | tuple[str, str]) -> None:
    verdict = answer_of(mistake, case).verdict()
    assert verdict.status == "failed", verdict
    assert re.search(mistake.words, verdict.hint or "", re.IGNORECASE), verdict


@pytest.mark.parametrize("case", ["2.8 the history keeps graphs", "8.7 keeps the graphs"])
def test_a_note_tells_of_graphs_in_the_history(case: str) -> None:
    """They cost memory and nothing else: the answer passes."""
    verdict = KNOWN[case].verdict()
    assert verdict.status == "passed", verdict
    assert any("graph" in note and ".item()" in note for note in verdict.notes), verdict
