"""`gan-lab annotate`: grades.json as GitHub shows it, beside the cell that fails.

A line such as

    ::error file=my_work/02_mlp_mnist.ipynb,line=210,title=Exercise 2.3 failed::Look at ...

among what a workflow prints becomes a mark at that line of the file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from gan_lab.checks import exercises
from gan_lab.errors import GanLabError
from gan_lab.files import writing
from gan_lab.grading.grades import counted, points_by_part, read_results

Submission = dict[str, Any]
Exercise = Mapping[str, Any]

FAILURES = ("failed", "timeout", "crashed")


def read_submissions(file: Path) -> list[Submission]:
    """What `gan-lab grade` found in the notebooks of one student.

    Left out: lessons of which nothing is written yet, and copies for which a newer one counts.

    Raises:
        GanLabError: the file cannot be read, is something else, or holds several students.
    """
    found = [
        each
        for each in read_results(file)["submissions"]
        if each["status"] == "unreadable" or any(map(_is_begun, each["exercises"]))
    ]
    students = sorted({each["student"] for each in found})
    if len(students) > 1:
        raise GanLabError(f"{file} holds {len(students)} students: annotate is for one")
    return found


def marks(submissions: Sequence[Submission], folder: Path) -> Iterator[str]:
    """What a workflow prints: a line for each exercise that fails, and the points of each lesson.

    Exercises that are still to be written are counted and not marked.

    Args:
        submissions: as `read_submissions` gives them
        folder: of the student's notebooks, as a path in the repository
    """
    for each in submissions:
        if each["status"] == "unreadable":
            yield _command("error", _notebook(each, folder), None, "Unreadable", each["message"])
        for exercise in each["exercises"]:
            kind = "error" if exercise["status"] in FAILURES else "notice"
            if exercise["status"] in (*FAILURES, "unscored"):
                notebook = _notebook(each, folder)
                title = f"Exercise {exercise['exercise']} {exercise['status']}"
                line = _line_of_answer(notebook, exercise["exercise"])
                yield _command(kind, notebook, line, title, exercise["message"] or title)
    for each in submissions:
        yield _points(each)
    if not submissions:
        yield "No exercise is begun yet."


def has_failures(submissions: Sequence[Submission]) -> bool:
    """Whether an exercise fails. One that is missing does not: it is still to come."""
    return any(
        each["status"] == "unreadable" or any(e["status"] in FAILURES for e in each["exercises"])
        for each in submissions
    )


def solved_notebooks(submissions: Sequence[Submission], folder: Path) -> list[Path]:
    """The notebooks with all core exercises passed: they should run to their end."""
    solved = []
    for each in submissions:
        passed = {e["exercise"] for e in each["exercises"] if e["status"] == "passed"}
        tasks = exercises(each["lesson"]) if each["exercises"] else []
        core = {task.id for task in tasks if task.core} or {task.id for task in tasks}
        if core and core <= passed:
            solved.append(_notebook(each, folder))
    return solved


def add_summary(submissions: Sequence[Submission], file: Path) -> None:
    """Append a table for each lesson, in Markdown, to `file`: GitHub shows it with the run.

    Raises:
        GanLabError: the file cannot be written.
    """
    lines = []
    for each in submissions:
        lines += [f"### {_cell(_points(each))}", "", _cell(each["message"]), ""]
        lines += ["| exercise | status | points | |", "|---|---|---|---|"]
        for exercise in each["exercises"]:
            points = f"{exercise['points_earned'] or 0:g} of {exercise['points']:g}"
            cells = [exercise["exercise"], exercise["status"], points, exercise["message"]]
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
        lines.append("")
    with writing(file), file.open("a", encoding="utf-8") as target:
        target.write("\n".join([*lines, ""]))


def _is_begun(exercise: Exercise) -> bool:
    return exercise["status"] != "missing"


def _notebook(submission: Submission, folder: Path) -> Path:
    return folder / PurePosixPath(submission["file"]).name


def _points(submission: Submission) -> str:
    """ "02_mlp_mnist: core 3 of 20, optional 0 of 4 points (1 failed, 2 missing, 1 passed)"."""
    told = submission["exercises"]
    if not told:
        return f"{PurePosixPath(submission['file']).name}: no points"
    counts = Counter(each["status"] for each in told)
    return f"{submission['lesson']}: {points_by_part(submission)} ({counted(counts)})"


def _command(kind: str, notebook: Path, line: int | None, title: str, message: str) -> str:
    """One line of GitHub's. A text cannot end it early and begin another command."""
    parts = [f"file={_property(notebook.as_posix())}"]
    if line is not None:
        parts.append(f"line={line}")
    return f"::{kind} {','.join(parts)},title={_property(title)}::{_message(message)}"


def _line_of_answer(notebook: Path, exercise: str) -> int | None:
    """The line of the file in which an exercise's first answer cell says its id."""
    try:
        text = notebook.read_text(encoding="utf-8")
        for cell in json.loads(text)["cells"]:
            about = cell["metadata"]
            ours = about.get("gan_lab", {}).get("exercise") == exercise
            if ours and "answer" in about.get("tags", []):
                found = re.search(rf'"id": *{re.escape(json.dumps(cell["id"]))}', text)
                return text.count("\n", 0, found.start()) + 1 if found else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # written by something else than Jupyter: the mark then stands at the file
    return None


def _message(text: object) -> str:
    return str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: object) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: object) -> str:
    """A cell of a Markdown table: one line, and no tags."""
    words = " ".join(str(text).split()).replace("|", "\\|")
    return words.replace("<", "&lt;")
