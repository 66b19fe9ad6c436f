"""What a notebook says when a cell was left out: which one to run."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from gan_lab.course import session


@pytest.fixture
def shell(monkeypatch):
    """An IPython of its own, which the code under test finds as its notebook's."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)  # IPython warns of one that is not this one
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    session.explain_missing_names("01")
    return shell


def said(shell, code: str, capsys) -> str:
    result = shell.run_cell(code)
    assert isinstance(result.error_in_exec, NameError)
    return capsys.readouterr().out


def test_an_answer_that_has_not_run_names_its_exercise(shell, capsys) -> None:
    told = said(shell, "Discriminator()", capsys)
    assert "Discriminator is what exercise 1.3 asks for" in told
    assert 'Discriminator = stuck("1.3")' in told


def test_another_name_says_to_run_the_cells_above(shell, capsys) -> None:
    told = said(shell, "x_real + 1", capsys)
    assert "name 'x_real' is not defined" in told
    assert "Run All Above" in told


def test_inside_a_function_too(shell, capsys) -> None:
    assert "exercise 1.8" in said(shell, "def f():\n    return train(1)\nf()", capsys)


def test_what_a_training_would_have_put_into_a_dictionary(shell, capsys) -> None:
    """As where a cell above stopped: runs["CNN"] = train_pair(...)."""
    result = shell.run_cell('runs = {"MLP": 1}\nruns["CNN"]')
    assert isinstance(result.error_in_exec, KeyError)
    told = capsys.readouterr().out
    assert "'CNN' is made in a cell above" in told
    assert "\\n" not in told


def test_a_key_that_a_function_misses_is_its_own_matter(shell, capsys) -> None:
    shell.run_cell("def f():\n    return {}['CNN']\nf()")
    told = capsys.readouterr().out
    assert "KeyError" in told and told.endswith(": 'CNN'\n")
    assert "made in a cell above" not in told


def test_other_errors_stay_as_they_are(shell, capsys) -> None:
    shell.run_cell("1 / 0")
    told = capsys.readouterr().out
    assert "ZeroDivisionError" in told
    assert "Run All Above" not in told


def test_a_variable_before_its_assignment_is_no_cell_left_out(shell, capsys) -> None:
    shell.run_cell("def f():\n    a += 1\nf()")
    assert "Run All Above" not in capsys.readouterr().out


def test_outside_ipython_nothing_happens(monkeypatch) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    session.explain_missing_names("01")
