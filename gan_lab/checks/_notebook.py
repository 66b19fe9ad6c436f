"""Checks as a notebook shows them: one line when right, a short stop when not."""

from __future__ import annotations

import sys

from gan_lab.checks._core import Verdict, exercises, run

GREEN, PLAIN = "\x1b[32m", "\x1b[0m"  # as terminals and notebooks colour text

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
    print(f"{GREEN}{verdict}{PLAIN}" if verdict.status == "passed" else verdict)


def score(lesson: str) -> None:
    """Print the points of a lesson's exercises, as far as they were checked in this session."""
    totals = {"core": [0, 0], "optional": [0, 0]}
    for task in exercises(lesson):
        verdict = _results.get(task.id)
        status = verdict.status if verdict else "not checked yet"
        points = verdict.points if verdict else 0
        part = "core" if task.core else "optional"
        totals[part][0] += points
        totals[part][1] += task.points
        print(f"{task.id:>5}  {task.title:<40} {points} of {task.points}  {part:<8}  {status}")
    told = [f"{part} {earned} of {total}" for part, (earned, total) in totals.items() if total]
    print(f"\nPoints: {', '.join(told)}.")
