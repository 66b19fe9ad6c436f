"""Checks as a notebook shows them: one line when right, a short stop when not."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any

from gan_lab.checks._core import Verdict, exercises, find_exercise, run
from gan_lab.checks._progress import progress_file, read_progress, record
from gan_lab.errors import GanLabError

GREEN, PLAIN = "\x1b[32m", "\x1b[0m"  # as terminals and notebooks colour text

_results: dict[str, Verdict] = {}


class CheckFailed(Exception):
    """An exercise is not solved yet. Stops the cell with the hint alone."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows this in place of a traceback, which would point into the package."""
        return [str(self)]


def check(exercise: str) -> None:
    """Check the answer to `exercise`, such as "2.3", that the calling notebook defines.

    Where nbgrader runs the notebook, an unscored answer stops too, and what the answer writes to
    stderr is dropped: nbgrader gives all points to a check that ends, and none to one that warns.

    Raises:
        CheckFailed: the answer is missing or wrong; the message says what to do next.
    """
    namespace = sys._getframe(1).f_globals  # the notebook's own names: no argument to get wrong
    by_nbgrader = "NBGRADER_EXECUTION" in os.environ
    with contextlib.redirect_stderr(io.StringIO()) if by_nbgrader else contextlib.nullcontext():
        verdict = run(exercise, namespace)
    _results[verdict.exercise] = verdict
    file = progress_file()
    if file is not None and (told := record(verdict, file)):
        print(told)
    if verdict.status in ("failed", "missing") or (by_nbgrader and verdict.status == "unscored"):
        raise CheckFailed(str(verdict))
    print(f"{GREEN}{verdict}{PLAIN}" if verdict.status == "passed" else verdict)


def stuck(exercise: str) -> Any:
    """The package's own version of what an exercise asks for. It earns no points.

        Generator = stuck("2.1")

    lets the rest of the lesson run. Your own answer, written later, counts in full.

    Raises:
        GanLabError: no exercise has that id.
    """
    task = find_exercise(exercise)
    print(
        f"`{task.answer}` is the package's version now, and {task.id} stays unscored. The lesson "
        "goes on; come back to it with fresh eyes."
    )
    return task.reference


def score(lesson: str) -> None:
    """Print the points of a lesson's exercises: of this session, and those that were kept."""
    file = progress_file()
    try:
        kept = read_progress(file) if file is not None else {}
    except (GanLabError, OSError):  # the next check tells
        kept = {}
    totals = {"core": [0, 0], "optional": [0, 0]}
    for task in exercises(lesson):
        verdict, before = _results.get(task.id), kept.get(task.id)
        status = verdict.status if verdict else "not checked yet"
        if before is not None and (verdict is None or before["status"] == "passed"):
            status = before["status"]
        points = task.points if status == "passed" else 0
        part = "core" if task.core else "optional"
        totals[part][0] += points
        totals[part][1] += task.points
        print(f"{task.id:>5}  {task.title:<40} {points} of {task.points}  {part:<8}  {status}")
    told = [f"{part} {earned} of {total}" for part, (earned, total) in totals.items() if total]
    print(f"\nPoints: {', '.join(told)}.")
    if file is not None and kept:
        print(f"Kept in {file}, on this computer alone; `gan-lab progress` shows all lessons.")
