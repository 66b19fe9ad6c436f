"""Checks: take the student's object, use it, and say what is wrong with it.

    from gan_lab.checks import check
    check("2.3")
    discriminator_loss = stuck("2.3")  # the package's version; the exercise stays unscored

One module a lesson (lesson_00, lesson_01, ...) holds what each exercise's answer must do and the
hint for each known mistake. `run` is behind the notebook, `gan-lab check` and grading alike.
"""

from gan_lab.checks._core import Exercise, Verdict, exercises, find_exercise, run
from gan_lab.checks._notebook import CheckFailed, check, score, stuck

__all__ = [
    "CheckFailed",
    "Exercise",
    "Verdict",
    "check",
    "exercises",
    "find_exercise",
    "run",
    "score",
    "stuck",
]
