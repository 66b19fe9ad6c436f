"""What the text of every exercise holds, so that lessons read alike.

### Exercise 7.1 · A row of numbers for each label

★☆☆ · 4 minutes · 1 point · core

*Goal:* what the piece is for.

*Fixed:* what the check needs. *Free:* what is the student's choice.

*Expect:* numbers or a picture that show whether it works.

<details><summary>Hint 1</summary> ... two or three of them
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from gan_lab.checks import Exercise
from gan_lab.errors import GanLabError

PARTS = ("*Goal:*", "*Fixed:*", "*Free:*", "*Expect:*")
HINTS = (2, 3)


def refuse_incomplete(cells: Iterable[NotebookNode], tasks: Iterable[Exercise]) -> None:
    """Refuse an exercise whose text lacks a part.

    Raises:
        GanLabError: an exercise has no text, a part is missing, or the line of stars, minutes and
            points says something else than the check's module.
    """
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    for task in tasks:
        found = [text for text in texts if _heading(task) in text]
        if len(found) != 1:
            raise GanLabError(f"exercise {task.id} needs one text headed {_heading(task)!r}")
        text = found[0].split(_heading(task), 1)[1].split("\n### ")[0]
        if faults := list(_faults(text, task)):
            raise GanLabError(f"exercise {task.id}: {'; '.join(faults)}")


def star_line(task: Exercise) -> str:
    """ "★★☆ · 6 minutes · 2 points · core"."""
    stars = "★" * task.difficulty + "☆" * (3 - task.difficulty)
    minutes = f"{task.minutes} minute{'s' * (task.minutes != 1)}"
    points = f"{task.points} point{'s' * (task.points != 1)}"
    return f"{stars} · {minutes} · {points} · {'core' if task.core else 'optional'}"


def _heading(task: Exercise) -> str:
    return f"### Exercise {task.id} · {task.title}\n"


def _faults(text: str, task: Exercise) -> Iterator[str]:
    if star_line(task) not in text:
        yield f"the line {star_line(task)!r} is missing"
    for part in PARTS:
        if part not in text:
            yield f"its text has no {part}"
    n_hints = len(re.findall(r"<summary>Hint \d", text))
    if not HINTS[0] <= n_hints <= HINTS[1]:
        yield f"it has {n_hints} hints, and needs {HINTS[0]} or {HINTS[1]}"
