"""Checks as a notebook shows them: one line when right, a short stop when not."""

from __future__ import annotations

import sys

from gan_lab.checks._core import Verdict, exercises, run

_results: dict[str, Verdict] = {}


class CheckFailed(Exception):
    """An exercise is not solved yet. Stops the cell with the hint alone."""

    def _render_traceback_(self) -> list[str]:
        """IPython shows this in place of a traceback, which would point into the package."""
        return [str(self)]


def check(exercise: str) -> None:
    """Check the answer to `exercise`, such as "2.3", that the calling notebook defines.

    Raises:
        CheckFailed: the answer is missing or wrong; the message says what to do next.
    """
    namespace = sys._getframe(1).f_globals  # the notebook's own names: no argument to get wrong
    verdict = run(exercise, namespace)
    _results[verdict.exercise] = verdict
    if verdict.status in ("failed", "missing"):
        raise CheckFailed(str(verdict))
    print(verdict)


def score(lesson: str) -> None:
    """Print the points of a lesson's exercises, as far as they were checked in this session."""
    earned = total = 0
    for task in exercises(lesson):
        verdict = _results.get(task.id)
        status = verdict.status if verdict else "not checked"
        points = verdict.points if verdict else 0
        part = "" if task.core else "  (optional)"
        print(f"{task.id:>5}  {task.title:<44} {points} / {task.points}  {status}{part}")
        if task.core:
            earned, total = earned + points, total + task.points
        else:
            earned += points
    print(f"\n{earned} points; the core exercises give {total}.")
