"""The checks refuse slips: a sample of each exercise's mutants here, all of them with -m slow."""

from __future__ import annotations

import pytest

from gan_lab.checks import exercises
from gan_lab.lessons import LESSONS
from tests.mutants.harmless import HARMLESS
from tests.mutants.judge import GOAL, examine, solutions
from tests.mutants.operators import OPERATORS, mutants

EXERCISES = [task.id for lesson in LESSONS for task in exercises(lesson.name)]
SAMPLE = 4


@pytest.mark.parametrize("id", EXERCISES)
def test_a_sample_of_mutants_is_refused(id: str) -> None:
    report = examine(id, sample=SAMPLE)
    assert [mutant.name for mutant in report.survivors] == []
    assert report.counted == SAMPLE


@pytest.mark.slow
@pytest.mark.parametrize("id", EXERCISES)
def test_all_mutants(id: str) -> None:
    report = examine(id)
    assert report.stale == []
    assert len(report.survivors) <= (1 - GOAL) * report.counted, report.survivors


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_each_exercise_has_eight_mutants_that_count(lesson) -> None:
    for id, code in solutions(lesson.name).items():
        names = {mutant.name for mutant in mutants(code)}
        assert len(names - set(HARMLESS.get(id, {}))) >= 8, id
        assert set(HARMLESS.get(id, {})) <= names, "listed, but the solution has changed"


def test_what_is_accepted_has_its_reason() -> None:
    for id, names in HARMLESS.items():
        assert id in EXERCISES
        for reason in names.values():
            assert reason.startswith(("same: ", "free: ")), reason


ANSWER = '''
def train_discriminator(G, D, opt_d, x_real, z):
    """One update."""
    n = len(x_real)
    x_fake = G(z).detach()
    d_loss = F.mse_loss(D(x_real), torch.ones(n)) + D(x_fake).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.item()
'''


@pytest.mark.parametrize(
    ("operator", "changed"),
    [
        ("unwrapped", "x_fake = G(z)\n"),
        ("swapped_names", "F.mse_loss(D(x_fake)"),
        ("swapped_names", "opt_g.step()"),
        ("other_calls", "torch.zeros(n)"),
        ("other_calls", "D(x_fake).sum()"),
        ("updates", "opt_d.step()\n    opt_d.step()"),
        ("updates", "opt_d.zero_grad()\n    opt_d.step()"),
        ("batch_size", "n = 64"),
        ("cut_gradients", "D(x_fake).detach()"),
        ("ignored_inputs", "z = torch.zeros_like(z)"),
        ("left_in_eval", "D.eval()"),
        ("arithmetic", "torch.ones(n)) - D(x_fake)"),
        ("lost_results", '"""One update."""'),
        ("other_results", "return 2 * d_loss.item()"),
    ],
)
def test_operators_make_the_slips_they_are_named_for(operator: str, changed: str) -> None:
    assert any(m.operator == operator and changed in m.code for m in mutants(ANSWER))


def test_a_line_that_clears_gradients_can_be_lost() -> None:
    lost = [m for m in mutants(ANSWER) if m.name == "forgotten_lines: opt_d.zero_grad() → "]
    assert len(lost) == 1
    assert "zero_grad" not in lost[0].code


def test_mutants_differ_from_the_answer_and_from_each_other() -> None:
    import ast

    codes = [m.code for m in mutants(ANSWER)]
    assert len(codes) == len(set(codes)) > 30
    assert ast.unparse(ast.parse(ANSWER)) not in codes


def test_every_operator_changes_some_solution() -> None:
    used = {
        mutant.operator
        for lesson in LESSONS
        for code in solutions(lesson.name).values()
        for mutant in mutants(code)
    }
    assert used == set(OPERATORS)
