"""How a check runs: the right verdict for each kind of answer, and nothing of the student's
disturbed. The exercises here are tiny and exist only while a test runs."""

from __future__ import annotations

import copy
import random

import numpy as np
import pytest
import torch
from torch import nn

from gan_lab import lessons
from gan_lab.checks import CheckFailed, _core, _notebook, check, exercises, find_exercise, score
from gan_lab.checks._core import Trial, exercise, mistake, run, starting_namespace
from gan_lab.errors import GanLabError
from gan_lab.lessons import Lesson


def double_reference(x):
    return 2 * x


def check_double(double, trial: Trial) -> None:
    x = trial.normal(3)
    found = double(x)
    if found.dtype != x.dtype:
        trial.note("another dtype.")
    if torch.allclose(found.float(), x / 2):
        mistake("halved", "This is half of it.")
    if not torch.allclose(found.float(), 2 * x):
        mistake("wrong_number", "Look at the factor again.")


def register(id: str, check, answer: str = "double", reference=double_reference, **settings):
    settings = {"title": f"exercise {id}", "points": 3, "minutes": 1, **settings}
    exercise(id, answer=answer, reference=reference, **settings)(check)


@pytest.fixture(autouse=True)
def practice(monkeypatch) -> None:
    """A ladder of one lesson whose exercise 90.1 asks for `double`."""
    monkeypatch.setattr(lessons, "LESSONS", (Lesson("90_test", "For tests", core=1),))
    monkeypatch.setattr(_core, "_EXERCISES", {})
    monkeypatch.setattr(_notebook, "_results", {})
    register("90.1", check_double)


def todo(x):
    raise NotImplementedError("TODO 90.1: twice x")


def unnamed_todo(x):
    raise NotImplementedError


ANSWERS = {
    "right": (lambda x: x + x, "passed", None, "✓ 90.1 passed: 3 of 3 points."),
    "recognised": (lambda x: x / 2, "failed", "halved", "✗ 90.1: This is half of it."),
    "wrong": (lambda x: x, "failed", "wrong_number", "✗ 90.1: Look at the factor again."),
    "to do": (todo, "missing", "todo", "… 90.1 is still to do. TODO 90.1: twice x"),
    "unnamed": (unnamed_todo, "missing", "todo", "… 90.1 is still to do. TODO 90.1"),
    "torch's own": (torch.tanh, "failed", "wrong_number", "✗ 90.1: Look at the factor again."),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_verdicts(kind: str) -> None:
    answer, status, name, text = ANSWERS[kind]
    verdict = run("90.1", {"double": answer})
    assert (verdict.exercise, verdict.status, verdict.mistake) == ("90.1", status, name)
    assert (verdict.points, verdict.out_of) == (3 if status == "passed" else 0, 3)
    assert str(verdict) == text


def test_a_name_that_is_not_there_is_missing() -> None:
    verdict = run("90.1", {})
    assert (verdict.status, verdict.mistake) == ("missing", "not_defined")
    assert "`double` is not defined: run the cell" in verdict.hint


def test_notes_come_with_a_pass_and_with_a_failure() -> None:
    passed = run("90.1", {"double": lambda x: x.double() * 2})
    assert (passed.status, passed.notes) == ("passed", ("another dtype.",))
    assert str(passed).endswith("\n  Note: another dtype.")
    assert run("90.1", {"double": lambda x: x.double()}).notes == ("another dtype.",)


def broken(x):
    return x @ torch.zeros(7)  # the student's line


def test_an_exception_becomes_a_hint_with_the_student_s_line() -> None:
    verdict = run("90.1", {"double": broken})
    assert (verdict.status, verdict.mistake) == ("failed", "raises")
    assert verdict.hint.startswith("`double` stopped with RuntimeError: ")
    assert verdict.hint.endswith("The line is: `return x @ torch.zeros(7)  # the student's line`")


def test_long_messages_are_shortened_to_one_line() -> None:
    def long(x):
        raise ValueError("one\ntwo " * 200)

    hint = run("90.1", {"double": long}).hint
    assert "\n" not in hint
    assert len(hint) < 450


def test_objects_of_the_package_stay_unscored() -> None:
    from gan_lab.data import to_float

    verdict = run("90.1", {"double": to_float})
    assert (verdict.status, verdict.mistake, verdict.points) == ("unscored", "package_object", 0)
    assert "the package's own" in str(verdict)


def test_trials_follow_their_seed_and_so_do_the_answer_s_own_draws() -> None:
    drawn = []

    def record(answer, trial: Trial) -> None:
        drawn.append((trial.normal(2).tolist(), trial.integer(0, 10**6), answer()))

    register("90.2", record, answer="noise")
    for seed in (1, 1, 2):
        run("90.2", {"noise": lambda: torch.rand(2).tolist()}, seed)
    assert drawn[0] == drawn[1]
    assert all(a != b for a, b in zip(drawn[0], drawn[2], strict=True))


def test_trial_numbers() -> None:
    trial = Trial(0)
    assert {trial.integer(2, 5) for _ in range(100)} == {2, 3, 4}
    assert 0 <= trial.uniform(100).min() < trial.uniform(100).max() <= 1
    assert trial.normal(2, 3).shape == (2, 3)


# --- nothing is disturbed


def student_s_work() -> dict:
    """A namespace in the middle of a training."""
    torch.manual_seed(0)
    G = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout())
    G[1].eval()
    G[0].bias.requires_grad_(False)
    opt = torch.optim.Adam([p for p in G.parameters() if p.requires_grad], lr=0.1)
    G(torch.randn(4, 2)).sum().backward()
    opt.step()
    fresh = torch.optim.SGD(G.parameters(), lr=0.1, momentum=0.9)
    return {"G": G, "same_G": G, "opt": opt, "fresh": fresh, "history": [1, 2]}


def snapshot(work: dict) -> dict:
    G, opt, fresh = work["G"], work["opt"], work["fresh"]
    return copy.deepcopy(
        {
            "weights": G.state_dict(),
            "modes": [m.training for m in G.modules()],
            "grads": [p.grad for p in G.parameters()],
            "requires_grad": [p.requires_grad for p in G.parameters()],
            "opt": opt.state_dict(),
            "fresh": fresh.state_dict(),
        }
    )


def abuse(x):
    """Everything that a wrong answer might do to the objects around it."""
    G, opt, fresh = work["G"], work["opt"], work["fresh"]
    G.train()
    G.requires_grad_(True)
    for _ in range(2):
        G(torch.randn(4, 2)).square().sum().backward()
        opt.step()
        fresh.step()
    opt.param_groups[0]["lr"] = 99.0
    G.zero_grad()
    G.eval()
    torch.manual_seed(5)
    np.random.seed(5)
    random.seed(5)
    return 2 * x


work: dict = {}


@pytest.mark.parametrize("ending", ["passes", "fails", "raises", "to do"])
def test_a_check_leaves_networks_optimisers_and_random_states_as_they_were(ending: str) -> None:
    def answer(x):
        abuse(x)
        if ending == "raises":
            raise ValueError
        if ending == "to do":
            raise NotImplementedError
        return 2 * x if ending == "passes" else x

    work.clear()
    work.update(student_s_work(), double=answer)
    before, parameters = snapshot(work), list(work["G"].parameters())
    states = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()
    verdict = run("90.1", work)
    after = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()
    expected = {"passes": "passed", "to do": "missing"}.get(ending, "failed")
    assert verdict.status == expected
    assert after == states
    torch.testing.assert_close(snapshot(work), before, rtol=0, atol=0)
    # the same objects, which the student's other names and optimisers still hold
    assert all(p is q for p, q in zip(work["G"].parameters(), parameters, strict=True))
    assert work["double"] is answer
    assert work["history"] == [1, 2]


def test_a_check_works_without_gradients_switched_on_and_leaves_the_switch() -> None:
    def needs_gradients(answer, trial: Trial) -> None:
        x = trial.normal(2).requires_grad_(True)
        answer(x).sum().backward()
        assert x.grad is not None

    register("90.2", needs_gradients, answer="square")
    with torch.no_grad():
        assert run("90.2", {"square": lambda x: x**2}).status == "passed"
        assert not torch.is_grad_enabled()


def test_a_network_that_waits_for_its_sizes_is_no_obstacle() -> None:
    namespace = {"double": lambda x: 2 * x, "G": nn.LazyLinear(3)}
    assert run("90.1", namespace).status == "passed"


def test_what_cannot_be_put_back_keeps_nothing_else_from_it() -> None:
    G = nn.Linear(2, 2)
    other = nn.Linear(1, 1)
    opt = torch.optim.SGD(G.parameters(), 0.1)
    before = other.weight.item()

    def answer(x):
        G.add_module("extra", nn.Linear(1, 1))
        opt.add_param_group({"params": [nn.Parameter(torch.zeros(1))]})
        other.weight.data.zero_()
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        return x

    verdict = run("90.1", {"double": answer, "G": G, "opt": opt, "other": other})
    assert verdict.mistake == "wrong_number"
    assert other.weight.item() == before
    assert torch.zeros(1).dtype == torch.float32
    assert torch.zeros(1).device.type == "cpu"


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        (lambda: torch.set_grad_enabled(False), "grad_left_off"),
        (lambda: torch.set_default_dtype(torch.float64), "default_dtype_left"),
    ],
)
def test_a_right_answer_leaves_torch_as_it_was(deed, name) -> None:
    def answer(x):
        deed()
        return 2 * x

    assert run("90.1", {"double": answer}).mistake == name
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32


QUADRUPLE = """
def double(x):
    return x  # wrong

def quadruple(x):
    return double(double(x))
"""


def check_quadruple(quadruple, trial: Trial) -> None:
    x = trial.normal(3)
    if not torch.allclose(quadruple(x), 4 * x):
        mistake("wrong_number", "Double it twice.")


def test_a_wrong_earlier_answer_fails_only_itself() -> None:
    register("90.2", check_quadruple, answer="quadruple", reference=lambda x: 4 * x)
    namespace = {"__name__": "answer"}
    exec(QUADRUPLE, namespace)
    own = namespace["double"]
    assert run("90.1", namespace).status == "failed"
    assert run("90.2", namespace).status == "passed"
    assert namespace["double"] is own


def test_an_earlier_answer_that_is_not_there_is_lent_for_the_check() -> None:
    register("90.2", check_quadruple, answer="quadruple", reference=lambda x: 4 * x)
    namespace = {"__name__": "answer"}
    exec(QUADRUPLE, namespace)
    del namespace["double"]
    names = set(namespace)
    assert run("90.2", namespace).status == "passed"
    assert set(namespace) == names


def test_a_starting_namespace_has_the_usual_names_and_all_references() -> None:
    namespace = starting_namespace("90")
    assert namespace["double"] is double_reference
    assert {"torch", "nn", "F", "np", "math"} <= set(namespace)


# --- exercises and their names


def test_exercises_come_in_order_of_their_numbers() -> None:
    for number in (10, 2):
        register(f"90.{number}", check_double)
    assert [e.id for e in exercises("90_test")] == ["90.1", "90.2", "90.10"]


@pytest.mark.parametrize("id", ["90.1", " 90.1 ", "90_test.1"])
def test_names_of_an_exercise(id: str) -> None:
    assert find_exercise(id).id == "90.1"


@pytest.mark.parametrize("id", ["90.2", "90", "90.", "90.1.1", ""])
def test_unknown_exercises_list_the_known_ones(id: str) -> None:
    with pytest.raises(GanLabError, match="no exercise is called"):
        run(id, {})


def test_an_exercise_of_an_unknown_lesson() -> None:
    with pytest.raises(GanLabError, match="no lesson is called '7'"):
        find_exercise("7.1")


def test_an_id_is_given_once() -> None:
    with pytest.raises(ValueError, match=r"90\.1 is registered twice"):
        register("90.1", check_double)


# --- in a notebook


def cell(code: str, **names) -> dict:
    """Run a cell: its globals are what `check` looks at."""
    namespace = {"check": check, **names}
    exec(code, namespace)
    return namespace


def test_a_right_answer_prints_one_line(capsys) -> None:
    cell("check('90.1')", double=lambda x: 2 * x)
    assert capsys.readouterr().out == "\x1b[32m✓ 90.1 passed: 3 of 3 points.\x1b[0m\n"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ({"double": lambda x: x}, "✗ 90.1: Look at the factor again."),
        ({"double": todo}, "… 90.1 is still to do. TODO 90.1: twice x"),
        ({}, "… 90.1 is still to do. `double` is not defined"),
    ],
    ids=["wrong", "to do", "missing"],
)
def test_others_stop_the_cell_with_the_hint_alone(names, text, capsys) -> None:
    with pytest.raises(CheckFailed) as stop:
        cell("check('90.1')", **names)
    assert str(stop.value).startswith(text)
    assert stop.value._render_traceback_() == [str(stop.value)]  # what IPython shows
    assert capsys.readouterr().out == ""


def test_an_unscored_object_does_not_stop_the_notebook(capsys) -> None:
    from gan_lab.data import to_float

    cell("check('90.1')", double=to_float)
    assert "unscored" in capsys.readouterr().out


def test_score_adds_up_what_was_checked(capsys) -> None:
    register("90.2", check_quadruple, answer="quadruple", core=False, points=2)
    register("90.3", check_double, answer="twice")
    cell("check('90.1')", double=lambda x: 2 * x)
    with pytest.raises(CheckFailed):
        cell("check('90.2')", quadruple=lambda x: x)
    capsys.readouterr()
    score("90")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["90.1", "90.2", "90.3"]
    for line, words in zip(
        lines,
        (
            ("3 of 3", "core", "passed"),
            ("0 of 2", "optional", "failed"),
            ("0 of 3", "core", "not checked yet"),
        ),
        strict=False,
    ):
        assert all(word in line for word in words)
    assert lines[-1] == "Points: core 3 of 6, optional 0 of 2."


def test_a_later_check_counts(capsys) -> None:
    with pytest.raises(CheckFailed):
        cell("check('90.1')", double=lambda x: x)
    cell("check('90.1')", double=lambda x: 2 * x)
    score("90")
    assert "core 3 of 3" in capsys.readouterr().out
