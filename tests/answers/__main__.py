"""python -m tests.answers [LESSON | EXERCISE ...]: what students read about each known mistake.

Runs the check on every known wrong answer and prints exercise | mistake | hint, one line each.
Exit status 1 when one of them is accepted.
"""

from __future__ import annotations

import argparse
import sys
import textwrap

from gan_lab.checks import Verdict, exercises, find_exercise
from gan_lab.errors import GanLabError
from gan_lab.lessons import LESSONS
from tests.answers import all_answers

WIDTH = 110  # of a hint


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.answers", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="LESSON|EXERCISE", help="default: all")
    try:
        ids = find_ids(parser.parse_args().what)
    except GanLabError as error:
        parser.error(str(error))
    order = {id: place for place, id in enumerate(ids)}
    wrong = [a for a in all_answers() if a.kind == "wrong" and a.exercise in order]
    wrong.sort(key=lambda a: order[a.exercise])
    width = max((len(a.label) for a in wrong), default=0)
    accepted = 0
    print(f"{'exercise':<8} | {'mistake':<{width}} | hint")
    for answer in wrong:
        verdict = answer.verdict()
        accepted += verdict.status != "failed"
        print(f"{answer.exercise:<8} | {answer.label:<{width}} | {in_short(verdict)}", flush=True)
    print(f"\n{len(wrong):,} wrong answers, {accepted} of them not refused")
    return int(accepted > 0)


def find_ids(what: list[str]) -> list[str]:
    """The ids of the exercises that are meant, of lessons or of themselves; of all by default."""
    ids = []
    for name in what or [lesson.number for lesson in LESSONS]:
        ids += [find_exercise(name).id] if "." in name else [task.id for task in exercises(name)]
    return ids


def in_short(verdict: Verdict) -> str:
    if verdict.status != "failed":
        return f"({verdict.status}: not refused)"
    return textwrap.shorten(verdict.hint or "", WIDTH, placeholder=" ...")


if __name__ == "__main__":
    sys.exit(main())
