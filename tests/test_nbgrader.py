"""nbgrader works on the course's notebooks: with its own stubs, and with the course's.

The slow tests run nbgrader itself, in a virtual environment of their own that sees the packages of
this one. They are skipped where nbgrader cannot be installed.
"""

from __future__ import annotations

import copy
import csv
import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from gan_lab.checks import CheckFailed, check, exercises, find_exercise
from gan_lab.lessons import LESSONS

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/instructors.md"
WARM_UP, TOY = "00_warm_up", "01_toy_1010"
KEYS = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def role(cell: NotebookNode) -> tuple[bool, bool]:
    """(grade, solution), by which nbgrader knows what a cell is for."""
    return cell.metadata.nbgrader.grade, cell.metadata.nbgrader.solution


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_solved_notebooks_hold_what_nbgrader_asks_for(lesson) -> None:
    cells = read(ROOT / f"solutions/{lesson.name}.ipynb").cells
    graded = [cell for cell in cells if "nbgrader" in cell.metadata]
    ids = [cell.metadata.nbgrader.grade_id for cell in graded]
    assert len(ids) == len(set(ids))
    for cell in graded:
        told = cell.metadata.nbgrader
        assert set(told) == KEYS | ({"points"} if told.grade else set()), cell.id
        assert told.schema_version == 3
        assert re.fullmatch(r"[\w-]+", told.grade_id)
        if cell.cell_type == "markdown":  # read by a person
            assert role(cell) == (True, True), cell.id
    scored = [cell for cell in graded if role(cell) == (True, False)]
    points = {cell.metadata.gan_lab.exercise: cell.metadata.nbgrader.points for cell in scored}
    assert points == {task.id: task.points for task in exercises(lesson.name)}
    for cell in cells:
        answer = "nbgrader" in cell.metadata and role(cell) == (False, True)
        # elsewhere nbgrader stops; and without marks it would take the signature away too
        assert ("BEGIN SOLUTION" in cell.source) == answer, cell.id


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_thought_questions_stand_outside_their_answers(lesson) -> None:
    """nbgrader's stub takes the place of the whole answer cell: a question in it would be lost."""
    for cell in read(ROOT / f"notebooks/{lesson.name}.ipynb").cells:
        if "thought" in cell.metadata.get("tags", []):
            assert cell.source == "*Your answer:*", cell.id


def test_where_nbgrader_runs_an_unscored_answer_stops_its_cell(monkeypatch) -> None:
    monkeypatch.setitem(globals(), "to_range", find_exercise("0.1").reference)
    check("0.1")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(CheckFailed, match=r"0\.1 unscored"):
        check("0.1")


def test_where_nbgrader_runs_a_right_answer_that_warns_writes_no_stderr(
    monkeypatch, capsys
) -> None:
    def to_range(images):
        print("slow", file=sys.stderr)
        return images.float() / 127.5 - 1

    monkeypatch.setitem(globals(), "to_range", to_range)
    check("0.1")
    assert "slow" in capsys.readouterr().err
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check("0.1")
    told = capsys.readouterr()
    assert "0.1 passed" in told.out
    assert told.err == ""


# nbgrader itself


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    """A Python that has nbgrader, and everything that this one has."""
    folder = tmp_path_factory.mktemp("nbgrader")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    here = sysconfig.get_path("purelib")
    (Path(packages) / "zz_course.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    command = [str(python), "-m", "pip", "install", "--quiet", "nbgrader>=0.9"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"nbgrader cannot be installed here: {last}")
    return python


class Course:
    """A course folder of nbgrader's."""

    def __init__(self, python: Path, root: Path) -> None:
        self.python, self.root = python, root

    def run(self, *words: str) -> str:
        """Run this Python with `words`, as with its environment active. It must succeed."""
        done = self.call(*words)
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PATH": os.pathsep.join([str(self.python.parent), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "GAN_LAB_PROFILE": "quick",
            "GAN_LAB_PROGRESS": "off",
            "HOME": str(self.root.parent),  # where nbgrader and Jupyter look for settings
        }
        return subprocess.run(
            [str(self.python), *words],
            cwd=self.root,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def generate(self, lesson: str, folder: str) -> NotebookNode:
        """Make lesson NN of a notebook of the course. Returns what students get."""
        source = self.root / "source" / lesson[:2]
        source.mkdir(parents=True)
        name = f"{lesson}.ipynb"
        (source / name).write_bytes((ROOT / folder / name).read_bytes())
        self.run("-m", "nbgrader", "generate_assignment", lesson[:2])
        return read(self.root / "release" / lesson[:2] / name)

    def hand_in(self, student: str, lesson: str, notebook: NotebookNode) -> None:
        path = self.root / "submitted" / student / lesson[:2] / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)

    def grades(self, lesson: str) -> dict[str, dict[str, float | None]]:
        """Autograde. Student -> exercise -> points, None where a person must look."""
        self.run("-m", "nbgrader", "autograde", lesson[:2], "--create")
        told = self.run("-W", "ignore", "-c", SCORES, lesson[:2]).splitlines()[-1]
        names = {
            cell.metadata.nbgrader.grade_id: cell.metadata.gan_lab.exercise
            for cell in read(ROOT / f"notebooks/{lesson}.ipynb").cells
            if "check" in cell.metadata.get("tags", [])
        }
        return {
            student: {names[id]: score for id, score in scores.items() if id in names}
            for student, scores in json.loads(told).items()
        }


SCORES = """
import json, sys
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({
        each.student_id: {grade.name: grade.auto_score for grade in each.notebooks[0].grades}
        for each in book.assignment_submissions(sys.argv[1])
    }))
"""


@pytest.fixture
def course(python, tmp_path) -> Course:
    """A course with nbgrader's defaults."""
    (tmp_path / "course").mkdir()
    (tmp_path / "course/nbgrader_config.py").write_text(
        "c = get_config()\nc.Execute.timeout = 600\n"
    )
    return Course(python, tmp_path / "course")


@pytest.fixture
def guided(course) -> Course:
    """A course with the settings that the guide gives."""
    section = GUIDE.read_text(encoding="utf-8").split("\n## nbgrader\n")[1].split("\n## ")[0]
    (settings,) = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    (course.root / "nbgrader_config.py").write_text(settings)
    return course


def solve(release: NotebookNode, lesson: str) -> NotebookNode:
    """A copy with every answer as the solved notebook has it."""
    solved = {cell.id: cell.source for cell in read(ROOT / f"solutions/{lesson}.ipynb").cells}
    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        if "answer" in cell.metadata.get("tags", []):
            cell.source = solved[cell.id]
    return notebook


def cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.id: cell for cell in notebook.cells}


HALF = "def to_range(images):\n    return images.float() / 255"
WARNS = """
import warnings

def to_range(images):
    warnings.warn("slow")
    return images.float() / 127.5 - 1
"""


def write(id: str, text: str) -> Callable[[NotebookNode], None]:
    """A change: the cell `id` says `text`."""

    def change(notebook: NotebookNode) -> None:
        cells(notebook)[id].source = text

    return change


def edit_check(notebook: NotebookNode) -> None:
    write("to-range", HALF)(notebook)
    write("check-to-range", "print('passed')")(notebook)


def delete_check(notebook: NotebookNode) -> None:
    notebook.cells.remove(cells(notebook)["check-to-range"])


# Solved but for the change -> the points that nbgrader gives for exercise 0.1, of 1.
STUDENTS = {
    "right": (lambda notebook: None, 1),
    "wrong": (write("to-range", HALF), 0),
    "edits_the_check": (edit_check, 0),
    "takes_the_packages": (write("to-range", 'to_range = stuck("0.1")'), 0),
    "warns": (write("to-range", WARNS), 1),
    # what the guide says that nbgrader sees in another way than `gan-lab grade`
    "deletes_the_check": (delete_check, None),
    "redefines_check": (write("to-range", f"{HALF}\n\ncheck = print"), 1),
}


@pytest.mark.slow
def test_the_solved_notebooks_are_nbgraders_source(course) -> None:
    release = course.generate(WARM_UP, "solutions")
    ours = cells(read(ROOT / f"notebooks/{WARM_UP}.ipynb"))
    assert list(cells(release)) == list(ours)
    text = nbformat.writes(release)
    assert "SOLUTION" not in text
    assert "127.5 - 1" not in "".join(c.source for c in release.cells if c.cell_type == "code")
    assert "Model answer" not in text
    for id, cell in cells(release).items():
        tags = cell.metadata.get("tags", [])
        if "answer" in tags:
            assert "raise NotImplementedError()" in cell.source
            assert cell.source.splitlines()[0] == ours[id].source.splitlines()[0]
        elif "thought" in tags:
            assert cell.source == "YOUR ANSWER HERE"
        else:
            assert cell.source == ours[id].source, id

    points = {task.id: float(task.points) for task in exercises(WARM_UP)}
    for student, (change, _) in STUDENTS.items():
        notebook = solve(release, WARM_UP)
        change(notebook)
        course.hand_in(student, WARM_UP, notebook)
    course.hand_in("untouched", WARM_UP, release)
    found = course.grades(WARM_UP)
    assert found.pop("untouched") == dict.fromkeys(points, 0)
    assert found == {name: {**points, "0.1": score} for name, (_, score) in STUDENTS.items()}

    course.run("-m", "nbgrader", "export")
    with (course.root / "grades.csv").open(newline="") as file:
        totals = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert totals["right"] == sum(points.values())
    assert totals["wrong"] == sum(points.values()) - 1
    assert totals["untouched"] == 0


@pytest.mark.slow
def test_nbgrader_stops_at_a_copied_check_cell_as_the_guide_says(course) -> None:
    notebook = course.generate(WARM_UP, "solutions")
    twin = copy.deepcopy(cells(notebook)["check-to-range"])
    twin.id = "twin"
    notebook.cells.append(twin)
    course.hand_in("copies_the_check", WARM_UP, notebook)
    done = course.call("-m", "nbgrader", "autograde", "00", "--create")
    assert done.returncode != 0
    assert "Cell with id 'check-to-range' exists multiple times" in done.stdout
    assert "old version" in done.stdout


@pytest.mark.slow
def test_nbgraders_stubs_lose_the_code_to_start_from(course) -> None:
    release = cells(course.generate(TOY, "solutions"))
    ours = cells(read(ROOT / f"notebooks/{TOY}.ipynb"))
    report = "train-from-report"  # exercise 1.9: find the bug
    assert "TODO 1.9: the report's code" in ours[report].source
    assert "for _ in range" in ours[report].source
    assert "for _ in range" not in release[report].source
    assert "def train_from_report" in release[report].source


@pytest.mark.slow
def test_with_the_guides_settings_students_get_the_courses_own_notebooks(guided) -> None:
    release = guided.generate(TOY, "notebooks")
    ours = read(ROOT / f"notebooks/{TOY}.ipynb")
    assert [cell.source for cell in release.cells] == [cell.source for cell in ours.cells]

    points = {task.id: float(task.points) for task in exercises(TOY)}
    notebook = solve(release, TOY)
    wrong = "def real_patterns(n):\n    return torch.zeros(n, 4)"
    write("real-patterns", wrong)(notebook)
    guided.hand_in("partly", TOY, notebook)
    guided.hand_in("untouched", TOY, release)
    assert guided.grades(TOY) == {
        "partly": {**points, "1.1": 0},
        "untouched": dict.fromkeys(points, 0),
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="nbgrader's exchange is for Linux and macOS")
def test_a_lesson_goes_through_the_exchange_and_comes_back(guided, tmp_path) -> None:
    exchange, student = tmp_path / "exchange", tmp_path / "student"
    exchange.mkdir()
    exchange.chmod(0o777)
    student.mkdir()
    settings = guided.root / "nbgrader_config.py"
    settings.write_text(f"{settings.read_text()}\nc.Exchange.root = {str(exchange)!r}\n")
    (student / settings.name).write_text(settings.read_text())
    guided.generate(WARM_UP, "notebooks")
    guided.run("-m", "nbgrader", "release_assignment", "00")
    theirs = Course(guided.python, student)
    theirs.run("-m", "nbgrader", "fetch_assignment", "00", "--course", "gan-lab")
    path = student / "00" / f"{WARM_UP}.ipynb"
    nbformat.write(solve(read(path), WARM_UP), path)
    theirs.run("-m", "nbgrader", "submit", "00", "--course", "gan-lab")
    guided.run("-m", "nbgrader", "collect", "00")
    (grades,) = guided.grades(WARM_UP).values()
    assert grades == {task.id: task.points for task in exercises(WARM_UP)}
