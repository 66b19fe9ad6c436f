"""Grades as marks on GitHub: at the right line of the right file, whatever a text holds."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from gan_lab.checks import exercises
from gan_lab.cli import main
from gan_lab.grading.grades import FORMAT, write_grades

NOTEBOOK = Path(__file__).parents[2] / "notebooks/00_warm_up.ipynb"


def exercise(id: str, status: str, message: str = "", earned: float | None = 0) -> dict:
    return {
        "exercise": id,
        "part": "core",
        "status": status,
        "points": 2,
        "points_earned": 2 if status == "passed" else earned,
        "message": message,
    }


def submission(*told: dict, lesson: str = "00_warm_up", **other: object) -> dict:
    return {
        "student": "student",
        "lesson": lesson,
        "file": f"student/{lesson}.ipynb",
        "status": "graded",
        "message": "",
        "notebook_hash": "0" * 64,
        "course_version": "0",
        "notes": [],
        "thoughts": [],
        "exercises": list(told),
        **other,
    }


@pytest.fixture
def annotate(tmp_path, monkeypatch, capsys):
    """Run `gan-lab annotate` on submissions; gives (exit status, lines)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_work").mkdir()
    (tmp_path / "my_work/00_warm_up.ipynb").write_bytes(NOTEBOOK.read_bytes())

    def run(*submissions: dict, options: tuple[str, ...] = ()) -> tuple[int, list[str]]:
        results = {"format": FORMAT, "submissions": list(submissions)}
        Path("grades.json").unlink(missing_ok=True)
        Path("grades.csv").unlink(missing_ok=True)
        write_grades(results, Path("grades.csv"))
        status = main(["annotate", "grades.json", *options])
        return status, capsys.readouterr().out.splitlines()

    return run


@pytest.mark.parametrize(
    ("status", "kind", "ends_with"),
    [
        ("failed", "error", 1),
        ("timeout", "error", 1),
        ("crashed", "error", 1),
        ("unscored", "notice", 0),
        ("missing", None, 0),
        ("passed", None, 0),
    ],
)
def test_what_is_marked_and_what_makes_a_run_red(annotate, status, kind, ends_with) -> None:
    undecided = None if status in ("timeout", "crashed") else 0
    code, lines = annotate(
        submission(exercise("0.1", status, "Look.", undecided), exercise("0.2", "passed"))
    )
    marks = [line for line in lines if line.startswith("::")]
    assert [line.split(" ")[0] for line in marks] == ([f"::{kind}"] if kind else [])
    assert code == ends_with
    earned = 4 if status == "passed" else 2
    assert lines[-1].startswith(f"00_warm_up: core {earned} of 4 points (")


def test_a_mark_stands_at_the_answers_cell(annotate) -> None:
    """In this file's first lines stand many ids; the answer's is not the first of its kind."""
    _, lines = annotate(submission(exercise("0.4", "failed", "Look at the loader.")))
    notebook = Path("my_work/00_warm_up.ipynb")
    at = notebook.read_text(encoding="utf-8").splitlines().index('   "id": "pictures",') + 1
    place = f"file=my_work/00_warm_up.ipynb,line={at},title=Exercise 0.4 failed"
    assert lines[0] == f"::error {place}::Look at the loader."


@pytest.mark.parametrize("content", ["", "{}", '{"cells": [{"metadata": 3}]}'])
def test_without_its_line_a_mark_stands_at_the_file(annotate, content) -> None:
    Path("my_work/00_warm_up.ipynb").write_text(content)
    _, lines = annotate(submission(exercise("0.1", "failed", "Look.")))
    assert lines[0] == "::error file=my_work/00_warm_up.ipynb,title=Exercise 0.1 failed::Look."


def test_no_text_of_a_student_becomes_a_command_of_github(annotate) -> None:
    evil = "50 %\r\n::set-env name=PATH::/evil\n::stop-commands::x"
    told = submission(
        exercise("0.1", "failed", evil), lesson="00_warm_up", file="student/a,line=1::b\n::c.ipynb"
    )
    _, lines = annotate(told, options=("--summary", "summary.md"))
    assert sum(line.startswith("::") for line in lines) == 1
    assert lines[0] == (
        "::error file=my_work/a%2Cline=1%3A%3Ab%0A%3A%3Ac.ipynb,title=Exercise 0.1 failed"
        "::50 %25%0D%0A::set-env name=PATH::/evil%0A::stop-commands::x"
    )
    assert "\n::" not in Path("summary.md").read_text()


def test_an_unreadable_notebook_is_marked_and_told(annotate) -> None:
    told = submission(status="unreadable", message="this is not JSON", lesson="")
    code, lines = annotate({**told, "file": "student/x.ipynb"})
    assert code == 1
    assert lines == [
        "::error file=my_work/x.ipynb,title=Unreadable::this is not JSON",
        "x.ipynb: no points",
    ]


def test_lessons_that_are_not_begun_and_older_copies_are_left_out(annotate) -> None:
    untouched = submission(exercise("1.1", "missing"), lesson="01_toy_1010")
    older = submission(status="superseded", message="a newer one counts")
    code, lines = annotate(untouched, older, submission(exercise("0.1", "passed")))
    assert (code, len(lines)) == (0, 1)
    assert annotate(untouched) == (0, ["No exercise is begun yet."])


def test_the_summary_is_added_as_a_table(annotate) -> None:
    Path("summary.md").write_text("before\n")
    wild = exercise("0.1", "failed", "a | b <img src=x>\nand more")
    annotate(submission(wild, exercise("0.2", "passed")), options=("--summary", "summary.md"))
    lines = Path("summary.md").read_text().splitlines()
    assert lines[0] == "before"
    assert "### 00_warm_up: core 2 of 4 points (1 failed, 1 passed)" in lines
    assert "| 0.1 | failed | 0 of 2 | a \\| b &lt;img src=x> and more |" in lines
    assert "| 0.2 | passed | 2 of 2 |  |" in lines


def test_solved_lists_the_notebooks_whose_core_is_passed(annotate) -> None:
    core = [exercise(task.id, "passed") for task in exercises("01") if task.core]
    optional = [exercise(task.id, "missing") for task in exercises("01") if not task.core]
    whole = submission(*core, *optional, lesson="01_toy_1010", file="student/01_toy_1010_2.ipynb")
    part = submission(exercise("0.1", "passed"), exercise("0.2", "missing"))
    assert optional
    for said, solved in (
        ((whole, part), ["my_work/01_toy_1010_2.ipynb"]),
        (({**whole, "exercises": whole["exercises"][1:]},), []),
    ):
        assert annotate(*said, options=("--solved",)) == (0, solved)


def test_what_cannot_be_annotated_is_told(annotate, capsys) -> None:
    one = submission(exercise("0.1", "passed"))
    assert annotate(one, {**one, "student": "another"})[0] == 2
    for content in ("", "[]", '{"format": 99, "submissions": []}'):
        Path("grades.json").write_text(content)
        assert main(["annotate", "grades.json"]) == 2
        assert "is no JSON file of gan-lab grade" in capsys.readouterr().err
    nowhere = ("--summary", "nowhere/summary.md")
    assert annotate(one, options=nowhere)[0] == 2


def test_notebooks_are_written_as_the_line_is_looked_for(tmp_path) -> None:
    """Jupyter writes one id a line; what nbformat writes is what JupyterLab writes."""
    text = nbformat.writes(nbformat.read(NOTEBOOK, as_version=4))
    assert text.splitlines() == NOTEBOOK.read_text(encoding="utf-8").splitlines()
