"""The three states of each lesson: untouched, solved, and each known mistake.

Solved notebooks run through nbval (testpaths in pyproject.toml); known mistakes are judged in
tests/checks/test_answers.py. Here: the student's notebook as it is handed out, and the course's
promise that what a student writes is what the package has.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from gan_lab.checks import exercises, run
from gan_lab.checks._core import starting_namespace
from gan_lab.course.build import check_built
from gan_lab.course.execution import ThisInterpreter
from gan_lab.course.source import read_source, solved_notebook
from gan_lab.lessons import LESSONS

ROOT = Path(__file__).parents[1]
NAMES = [lesson.name for lesson in LESSONS]


def test_notebooks_are_built_from_their_sources() -> None:
    assert check_built(ROOT) == []


@pytest.mark.parametrize("name", NAMES)
def test_untouched_each_check_stops_and_names_its_todo(name: str, tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        allow_errors=True,
        kernel_manager_class=ThisInterpreter,
        resources={"metadata": {"path": tmp_path}},
    ).execute()
    checked = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        tags = cell.metadata.get("tags", [])
        if "check" in tags:
            exercise = cell.metadata.gan_lab.exercise
            checked.append(exercise)
            assert [error.ename for error in errors] == ["CheckFailed"], cell.source
            assert exercise in errors[0].evalue
            assert len(errors[0].traceback) == 1, "a wall of traceback"
        elif "setup" in tags:
            assert not errors, errors
    assert sorted(checked) == sorted(task.id for task in exercises(name))


@pytest.mark.parametrize("name", NAMES)
def test_untouched_has_no_answers_and_no_outputs(name: str) -> None:
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    notebook = nbformat.reads(text, as_version=4)
    solved = solved_notebook(read_source(ROOT / "solutions" / f"{name}.py"))
    answers = {c.id: c.source for c in solved.cells if "answer" in c.metadata.get("tags", [])}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
        if cell.id in answers:
            assert cell.source != answers[cell.id]


def solved_namespace(name: str) -> dict[str, object]:
    """The lesson's own definitions of its answers."""
    solved = solved_notebook(read_source(ROOT / "solutions" / f"{name}.py"))
    namespace = {**starting_namespace(name), "__name__": "__main__"}
    for task in exercises(name):
        del namespace[task.answer]
    for cell in solved.cells:
        tags = cell.metadata.get("tags", [])
        if "answer" in tags or ("setup" in tags and cell.id != "setup"):
            exec(compile(cell.source, cell.id, "exec"), namespace)
    return namespace


@pytest.mark.parametrize("name", NAMES)
def test_solved_each_check_passes_for_any_seed(name: str) -> None:
    namespace = solved_namespace(name)
    for task in exercises(name):
        for seed in (0, 1, 2):
            verdict = run(task.id, namespace, seed)
            assert verdict.status == "passed", verdict


def run_with_package_versions(name: str, folder: Path) -> list[str]:
    """Run a lesson in which every answer is `NAME = stuck("ID")`. Returns what the checks print."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    answers = {task.id: task.answer for task in exercises(name)}
    for cell in notebook.cells:
        if "answer" in cell.metadata.get("tags", []):
            id = cell.metadata.gan_lab.exercise
            cell.source = f'{answers[id]} = stuck("{id}")'
    NotebookClient(
        notebook,
        timeout=300,
        kernel_manager_class=ThisInterpreter,
        resources={"metadata": {"path": folder}},
    ).execute()
    checks = [cell for cell in notebook.cells if "check" in cell.metadata.get("tags", [])]
    return ["".join(output.text for output in cell.outputs) for cell in checks]


def each_is_unscored(told: list[str]) -> bool:
    return all("unscored" in text for text in told)


@pytest.mark.parametrize("name", NAMES[:2])
def test_a_lesson_runs_on_the_packages_versions_and_scores_nothing(name, tmp_path) -> None:
    told = run_with_package_versions(name, tmp_path)
    assert len(told) == len(exercises(name))
    assert each_is_unscored(told), told


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES[2:])
def test_every_lesson_runs_on_the_packages_versions(name, tmp_path) -> None:
    told = run_with_package_versions(name, tmp_path)
    assert each_is_unscored(told), told


@pytest.mark.parametrize("name", NAMES)
def test_texts_name_exercises_that_exist(name: str) -> None:
    source = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    headings = re.findall(r"^### Exercise (\d+\.\d+)", source, re.MULTILINE)
    assert headings == [task.id for task in exercises(name)]
