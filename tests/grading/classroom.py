"""Notebooks as students hand them in, made from the lessons and from tests/answers."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gan_lab.checks import exercises
from tests.answers import Answer, all_answers

ROOT = Path(__file__).parents[2]
Notebook = dict[str, Any]


@functools.cache
def _text(lesson: str) -> str:
    return (ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8")


def untouched(lesson: str) -> Notebook:
    """The lesson as students get it."""
    return json.loads(_text(lesson))


def handed_in(lesson: str, answers: Mapping[str, str]) -> Notebook:
    """The lesson with these answers, by exercise, in their cells."""
    notebook = untouched(lesson)
    for exercise, code in answers.items():
        cells = [c for c in notebook["cells"] if role(c) == "answer" and of(c) == exercise]
        cells[0]["source"] = code.splitlines(keepends=True)
    return notebook


def role(cell: dict[str, Any]) -> str:
    known = ("setup", "answer", "check", "thought")
    return next((tag for tag in cell["metadata"].get("tags", []) if tag in known), "")


def of(cell: dict[str, Any]) -> str:
    """The exercise that a cell belongs to."""
    return cell["metadata"].get("gan_lab", {}).get("exercise", "")


def find(notebook: Notebook, which: str, exercise: str) -> dict[str, Any]:
    return next(c for c in notebook["cells"] if role(c) == which and of(c) == exercise)


def own_cell(code: str, id: str = "of-my-own") -> dict[str, Any]:
    """A cell that the student added."""
    return {
        "cell_type": "code",
        "id": id,
        "metadata": {},
        "execution_count": 1,
        "outputs": [],
        "source": code,
    }


@functools.cache
def answers_by_exercise() -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in all_answers():
        found.setdefault(answer.exercise, []).append(answer)
    return found


def right(exercise: str, which: int = 0) -> str:
    known = [a.code for a in answers_by_exercise()[exercise] if a.kind == "right"]
    return known[which % len(known)]


def wrong(exercise: str, which: int = 0) -> Answer:
    # some mistakes need seconds to show, or come to light as an endless loop
    known = [a for a in answers_by_exercise()[exercise] if a.kind == "wrong"]
    known = [a for a in known if a.mistake not in ("timeout", "crashed")]
    return known[which % len(known)]


def all_right(lesson: str, which: int = 0) -> Notebook:
    return handed_in(lesson, {task.id: right(task.id, which) for task in exercises(lesson)})


def changed(notebook: Notebook, change: Callable[[Notebook], None]) -> Notebook:
    new = copy.deepcopy(notebook)
    change(new)
    return new


def write(path: Path, notebook: Notebook | str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, bytes):
        path.write_bytes(notebook)
    else:
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        path.write_text(text, encoding="utf-8")
    return path
