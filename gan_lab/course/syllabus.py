"""notebooks/syllabus.md: the course on one page, from the tables of lessons and exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gan_lab import lessons
from gan_lab.checks import Exercise, exercises
from gan_lab.lessons import Lesson

_WEEKS = """\
## Suggested weeks

One lesson a week fills a term: the core of each takes one to two hours, with its reading and the
waiting for trainings.

| week | lessons | and beside them |
|---|---|---|
| 1 | 00, 01 | installation; the warm-up for those who are new to PyTorch |
| 2 | 02 | the optional part shows collapse, which lesson 06 takes up |
| 3 | 03 | |
| 4 | 04 | who is in a data set of faces, and who is not |
| 5 | 05 | the human test in pairs |
| 6 | 06 | |
| 7 | 07 | |
| 8 | 08 | |
| 9 | 09 | each brings pictures of their own |
| 10 | | projects: a stretch task of any lesson, measured as in lesson 05 |

In five weeks: 01, 02, 03, 05, 06. In a weekend: 01, 02 and 04.
"""


def syllabus(chosen: Sequence[Lesson] | None = None) -> str:
    """The page as Markdown, of the lessons `chosen`; None for all, with the suggested weeks."""
    return "\n".join([*_page(lessons.LESSONS if chosen is None else chosen), ""])


def _page(chosen: Sequence[Lesson]) -> Iterator[str]:
    yield "# Syllabus"
    yield ""
    yield "Written by `gan-lab build` from the lessons themselves. Terms: [glossary](glossary.md)."
    yield ""
    yield "| lesson | core exercises | points | hours | optional | points | hours | needs |"
    yield "|---|---|---|---|---|---|---|---|"
    for lesson in chosen:
        yield _row(lesson)
    yield _totals(chosen)
    yield ""
    yield (
        "Hours are a student's, reading and waiting included. Before lesson 01: a year of Python, "
        "a month of PyTorch (the warm-up 00 helps), and what a mean and a derivative are. "
        "*Needs* names the lessons whose pieces a lesson takes up; the package holds them, so that "
        "nothing stops when one was left out."
    )
    yield ""
    if len(chosen) == len(lessons.LESSONS):
        yield _WEEKS
    for lesson in chosen:
        yield from _details(lesson)


def _row(lesson: Lesson) -> str:
    tasks = exercises(lesson.name)
    core, optional = _parts(tasks)
    cells = [f"[{lesson.number} {lesson.title}]({lesson.name}.ipynb)"]
    cells += [*_counts(core, lesson.core), *_counts(optional, lesson.optional)]
    cells.append(", ".join(lesson.needs))
    return f"| {' | '.join(cells)} |"


def _totals(chosen: Sequence[Lesson]) -> str:
    parts = [_parts(exercises(lesson.name)) for lesson in chosen]
    core = [task for each, _ in parts for task in each]
    optional = [task for _, each in parts for task in each]
    cells = ["**all**", *_counts(core, sum(lesson.core for lesson in chosen))]
    cells += [*_counts(optional, sum(lesson.optional for lesson in chosen)), ""]
    return f"| {' | '.join(cells)} |"


def _parts(tasks: list[Exercise]) -> tuple[list[Exercise], list[Exercise]]:
    return [t for t in tasks if t.core], [t for t in tasks if not t.core]


def _counts(tasks: list[Exercise], minutes: int) -> list[str]:
    hours = f"{minutes / 60:.2g}" if minutes else ""
    return [str(len(tasks)), str(sum(t.points for t in tasks)), hours] if tasks else ["", "", hours]


def _details(lesson: Lesson) -> Iterator[str]:
    yield f"## {lesson.number} · {lesson.title}"
    yield ""
    yield "| exercise | | difficulty | minutes | points | |"
    yield "|---|---|---|---|---|---|"
    for task in exercises(lesson.name):
        stars = "★" * task.difficulty + "☆" * (3 - task.difficulty)
        part = "core" if task.core else "optional"
        yield f"| {task.id} | {task.title} | {stars} | {task.minutes} | {task.points} | {part} |"
    yield ""
