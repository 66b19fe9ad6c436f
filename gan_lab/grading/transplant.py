"""From a student's notebook to what is run: their answers, in a lesson that is the course's own.

Cells are matched by id. Of the student's notebook only the answer cells are run in full, and of
their other cells what they define: functions, classes, imports, simple constants. Set-up cells
are the course's, checks are the package's, trainings are not run. So a check cell that was
edited, deleted, doubled, moved or added changes nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_lab.checks import Exercise, exercises
from gan_lab.errors import GanLabError
from gan_lab.grading.submissions import cell_text, course_metadata

Cell = tuple[str, str]  # id, text
LONGEST_THOUGHT = 20_000  # letters of an answer in words; Excel takes 32,767 in a cell


@dataclass(frozen=True)
class Thought:
    """A question that a person marks. stub: what stands there before the student writes."""

    id: str
    points: float
    question: str
    stub: str


@dataclass(frozen=True)
class Pristine:
    """A lesson as the course hands it out.

    version: fingerprint of the notebook
    setup: cells to run first. definitions: cells whose definitions are needed, too
    texts: of all code cells, by id
    answers: for each exercise its answer cells
    """

    name: str
    version: str
    setup: list[Cell]
    definitions: list[Cell]
    texts: dict[str, str]
    answers: dict[str, list[Cell]]
    thoughts: list[Thought]


@dataclass(frozen=True)
class Work:
    """What a student wrote for one exercise.

    answer: the answer cells, if they are there and not just as they were handed out
    before, after: all the student's other code cells, above and below
    missing: neither an answer cell nor another cell holds an answer
    """

    exercise: Exercise
    answer: list[Cell]
    before: list[Cell]
    after: list[Cell]
    missing: bool

    def code(self) -> str:
        """The answer as the student wrote it, for the report."""
        return "\n\n".join(text for _, text in self.answer)


@dataclass(frozen=True)
class Transplant:
    """A student's notebook, cut up. notes: what the instructor should know about it."""

    works: list[Work]
    thoughts: dict[str, str]
    notes: list[str]


def read_pristine(root: Path, lesson: str) -> Pristine:
    """The lesson as it lies in the course folder, or in a release.

    Raises:
        GanLabError: it is not there or cannot be read.
    """
    path = root / "notebooks" / f"{lesson}.ipynb"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = [_Cell(raw) for raw in content["cells"]]
        version = content["metadata"]["gan_lab"]["source"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GanLabError(
            f"{path} cannot be read as the lesson to grade by ({error}): get it again from where "
            "the course came from"
        ) from None
    code = [cell for cell in cells if cell.kind == "code"]
    answers: dict[str, list[Cell]] = {task.id: [] for task in exercises(lesson)}
    for cell in code:
        if "answer" in cell.tags and cell.exercise in answers:
            answers[cell.exercise].append((cell.id, cell.text))
    setup = [cell for cell in code if "setup" in cell.tags]
    others = [cell for cell in code if not {"setup", "answer", "check"} & cell.tags]
    return Pristine(
        lesson,
        str(version),
        # the cell called setup installs the course: it is here already
        [(cell.id, cell.text) for cell in setup if cell.id != "setup"],
        [(cell.id, cell.text) for cell in others],
        {cell.id: cell.text for cell in code},
        answers,
        list(_questions(cells)),
    )


def _questions(cells: list[_Cell]) -> Iterator[Thought]:
    """The thought questions, each with the text above it that asks."""
    asked = ""
    for cell in cells:
        if "thought" in cell.tags:
            yield Thought(cell.id, cell.points, asked, cell.text.strip())
        elif cell.kind == "markdown":
            asked = cell.text.strip()


def transplant(pristine: Pristine, notebook: dict[str, Any]) -> Transplant:
    """Take the student's answers out of `notebook`. Runs and parses none of their code."""
    cells = [_Cell(raw) for raw in notebook["cells"]]
    notes = _notes(pristine, notebook, cells)
    by_id: dict[str, _Cell] = {}
    for cell in cells:
        for id in (cell.id, cell.grade_id):
            if id:
                by_id.setdefault(id, cell)
    # a cell keeps its id before another cell's metadata can claim it
    by_id |= {cell.id: cell for cell in reversed(cells) if cell.id}
    code = [cell for cell in cells if cell.kind == "code"]
    tasks = {task.id: task for task in exercises(pristine.name)}
    works = [
        _work(tasks[id], wanted, by_id, code, pristine) for id, wanted in pristine.answers.items()
    ]
    return Transplant(works, _thoughts(pristine, by_id), notes)


def _work(
    task: Exercise,
    wanted: list[Cell],
    by_id: dict[str, _Cell],
    code: list[_Cell],
    pristine: Pristine,
) -> Work:
    found = [cell for id, _ in wanted if (cell := by_id.get(id)) and cell.kind == "code"]
    if not found:  # its id was lost: by the exercise that its metadata names
        found = [c for c in code if "answer" in c.tags and c.exercise == task.id][: len(wanted)]
    stubs = {_bare(text) for _, text in wanted}
    written = [cell for cell in found if _bare(cell.text) not in stubs]
    at = max((code.index(cell) for cell in found), default=len(code))
    others = [(i, cell) for i, cell in enumerate(code) if cell not in found]
    # what stands as it was handed out is run in the course's own copy
    changed = [(i, cell) for i, cell in others if pristine.texts.get(cell.id) != cell.text]
    defines = re.compile(
        rf"^(?:(?:async )?def|class)\s+{task.answer}\b|^{task.answer}\s*[:=]", re.M
    )
    missing = not written and not any(defines.search(cell.text) for _, cell in changed)
    return Work(
        task,
        [(cell.label, cell.text) for cell in written],
        [(cell.label, cell.text) for i, cell in changed if i < at],
        [(cell.label, cell.text) for i, cell in changed if i >= at],
        missing,
    )


def _bare(text: str) -> str:
    """Without the space that editors add or take away at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _notes(pristine: Pristine, notebook: dict[str, Any], cells: list[_Cell]) -> list[str]:
    notes = []
    version = course_metadata(notebook).get("source")
    if version is not None and version != pristine.version:
        notes.append("made from another version of the lesson")
    ids = Counter(cell.id for cell in cells if cell.id)
    known = {id for wanted in pristine.answers.values() for id, _ in wanted}
    doubled = sorted(id for id in known if ids[id] > 1)
    if doubled:
        notes.append(f"several cells are called {', '.join(doubled)}: the first counts")
    return notes


def _thoughts(pristine: Pristine, by_id: dict[str, _Cell]) -> dict[str, str]:
    """What the student wrote to each thought question; "" if nothing."""
    found = {}
    for thought in pristine.thoughts:
        cell = by_id.get(thought.id)
        text = cell.text.strip() if cell is not None else ""
        text = "" if text == thought.stub else text.removeprefix(thought.stub).strip()
        # as a cell of a table can hold it, and come back the same
        text = re.sub(r"\r\n?", "\n", text).replace("\0", "")
        cut = len(text) > LONGEST_THOUGHT
        found[thought.id] = f"{text[:LONGEST_THOUGHT]} ... (cut)" if cut else text
    return found


class _Cell:
    """A cell of any notebook, however broken: what is missing is empty."""

    def __init__(self, raw: Any) -> None:
        raw = _dictionary(raw)
        metadata = _dictionary(raw.get("metadata"))
        own, graded = (_dictionary(metadata.get(key)) for key in ("gan_lab", "nbgrader"))
        self.kind = _word(raw.get("cell_type"))
        self.id = _word(raw.get("id")) or _word(metadata.get("id"))  # Colab keeps it there
        self.grade_id = _word(graded.get("grade_id"))
        self.exercise = _word(own.get("exercise"))
        tags = metadata.get("tags")
        self.tags = {_word(tag) for tag in tags} if isinstance(tags, list) else set()
        points = graded.get("points")
        self.points = float(points) if isinstance(points, (int, float)) else 0.0
        self.text = cell_text(raw.get("source")).encode("utf-8", "replace").decode("utf-8")
        self.label = re.sub(r"[^\w.-]", "-", self.id or self.grade_id)[:64] or "of-your-own"


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
