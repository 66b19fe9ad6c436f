"""Thought questions are marked by a person: a sheet to fill in, and its marks among the grades.

The sheet lies beside the grades and holds all marks that were ever given: each run reads it first,
so that a mark is lost neither when somebody hands in late nor when all is graded anew.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gan_lab.errors import GanLabError
from gan_lab.grading.grades import csv_text, write_text

COLUMNS = ("student", "lesson", "question", "points", "mark", "note", "asked", "answer")
NEEDED = COLUMNS[:5]
CHANGED = "The answer has changed since it was marked."
BOM = "\ufeff"  # by which spreadsheets know that a file is UTF-8
Key = tuple[str, str, str]  # student, lesson, question


@dataclass(frozen=True)
class Mark:
    """A row of a sheet. mark: None if none is given. answer: None if the sheet does not show it."""

    row: int
    points: float
    mark: float | None
    note: str = ""
    asked: str = ""
    answer: str | None = None


Marks = Mapping[Key, Mark]


def join(sheets: Mapping[str, Marks]) -> dict[Key, Mark]:
    """What several people have filled in, as one. A row without a mark takes none away.

    Args:
        sheets: by the name that a message gives them

    Raises:
        GanLabError: two of them give one answer different marks.
    """
    joined: dict[Key, Mark] = {}
    origin: dict[Key, str] = {}
    for name, marks in sheets.items():
        for key, mark in marks.items():
            known = joined.get(key)
            if known is None or known.mark is None:
                joined[key], origin[key] = mark, name
            elif mark.mark not in (None, known.mark):
                raise GanLabError(
                    f"{' '.join(key)} has the mark {known.mark:g} in {origin[key]} and "
                    f"{mark.mark:g} in {name}, row {mark.row}"
                )
    return joined


def over(former: Marks, given: Marks) -> tuple[dict[Key, Mark], list[str]]:
    """The marks of the sheet beside the grades with `given` over them, and which that changes."""
    marks, changes = dict(former), []
    for key, new in given.items():
        old = marks.get(key)
        if new.mark is None and old is not None:
            continue
        if old is not None and old.mark not in (None, new.mark):
            changes.append(f"{', '.join(key)}: {old.mark:g} becomes {new.mark:g}")
        answer = old.answer if old is not None and new.answer is None else new.answer
        marks[key] = replace(new, answer=answer)
    return marks, changes


def refuse_strangers(name: str, marks: Marks, known: Collection[str]) -> None:
    """Raise a GanLabError if the sheet `name` gives a mark to somebody not among `known`."""
    for (student, *_), mark in marks.items():
        if mark.mark is not None and student not in known:
            raise GanLabError(f"{name}, row {mark.row}: nobody called {student!r} handed in")


def with_marks(results: dict[str, Any], marks: Marks) -> dict[str, Any]:
    """The results with these marks and notes.

    What a question is worth counts for all answers to it, if the rows that say so agree. Where
    nothing is written and no mark is given, the answer is missing, as an exercise would be.
    """
    worth: dict[tuple[str, str], set[float]] = {}
    for (_, lesson, question), told in marks.items():
        if told.points:
            worth.setdefault((lesson, question), set()).add(told.points)
    marked = copy.deepcopy(results)
    for key, thought in _answers(marked):
        row = marks.get(key)
        agreed = worth.get(key[1:], set())
        if row is not None and (row.points or row.mark is not None):
            thought["points"] = row.points
        elif len(agreed) == 1:
            thought["points"] = next(iter(agreed))
        thought["points_earned"], thought["status"], thought["message"] = None, "to mark", ""
        if row is not None:
            thought["message"] = _note(row, thought["text"])
        if row is not None and row.mark is not None:
            thought["points_earned"], thought["status"] = row.mark, "marked"
        elif not thought["text"] and thought["points"]:
            thought["points_earned"], thought["status"] = 0.0, "missing"
    return marked


def _note(row: Mark, answer: str) -> str:
    """The row's note; and that the answer has changed since, until a person takes that away."""
    changed = row.mark is not None and row.answer is not None
    if changed and _bare(row.answer or "") != _bare(answer) and CHANGED not in row.note:
        return f"{CHANGED} {row.note}".strip()
    return row.note


def marks_of(results: Mapping[str, Any]) -> dict[Key, Mark]:
    """The marks that are in results already, as the parts of a class bring them."""
    return {
        key: Mark(0, thought["points"], thought["points_earned"], thought["message"])
        for key, thought in _answers(results)
        if thought["status"] == "marked"
    }


def not_here(results: Mapping[str, Any], marks: Marks) -> list[str]:
    """The marks for what is not among the results: "student, lesson, question"."""
    present = {key for key, _ in _answers(results)}
    return [
        ", ".join(key)
        for key, row in sorted(marks.items())
        if key not in present and row.mark is not None
    ]


def sheet(results: Mapping[str, Any], marks: Marks) -> str:
    """The sheet as CSV: a row for each answer, with the marks so far.

    What was filled in for work that is not among the results stands at its end: of another lesson,
    perhaps.
    """
    rows: list[tuple[Key, Mark]] = []
    for key, thought in _answers(results):
        mark = thought["points_earned"] if thought["status"] == "marked" else None
        told = (thought["message"], thought["question"], thought["text"])
        rows.append((key, Mark(0, thought["points"], mark, *told)))
    present = {key for key, _ in rows}
    for key, row in sorted(marks.items()):
        if key not in present and (row.mark is not None or row.points or row.note):
            rows.append((key, row))
    lines = [
        [
            *key,
            f"{row.points:g}",
            "" if row.mark is None else f"{row.mark:g}",
            *(row.note, row.asked, row.answer or ""),
        ]
        for key, row in rows
    ]
    return BOM + csv_text(COLUMNS, lines)


def write_sheet(results: Mapping[str, Any], marks: Marks, path: Path) -> None:
    """Write the sheet, unless the file says the same already, in a spreadsheet's own manner."""
    text = sheet(results, marks)
    if path.exists() and _same(read_sheet(path), _parsed(text, path)):
        return
    write_text(path, text)


def read_sheet(path: Path) -> dict[Key, Mark]:
    """The rows of a sheet, with commas, semicolons or tabs between its cells.

    Raises:
        GanLabError: the file is no such sheet or holds a bad mark; the message names the row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise GanLabError(
            f"{path} is not in UTF-8: save it from the spreadsheet as 'CSV UTF-8'"
        ) from None
    except OSError as error:
        raise GanLabError(f"{path} cannot be read: {error.strerror or error}") from None
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> dict[Key, Mark]:
    text = text.removeprefix(BOM)
    head = text.partition("\n")[0]
    try:
        reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
        if missing := set(NEEDED) - set(reader.fieldnames or ()):
            raise GanLabError(
                f"{path} is no sheet of marks: it lacks the column {', '.join(sorted(missing))}"
            )
        lines = list(reader)
    except csv.Error as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None
    marks: dict[Key, Mark] = {}
    for number, line in enumerate(lines, start=2):
        student, lesson, question = (_plain(line[name] or "") for name in COLUMNS[:3])
        key = (student, lesson, question)
        points = _number(path, number, "points", line["points"])
        written = (line["mark"] or "").strip()
        mark = _number(path, number, "mark", written) if written else None
        if mark is not None and mark > points:
            raise GanLabError(
                f"{path}, row {number}: the mark {written} is more than the {points:g} points of "
                "the question; its column `points` may be changed"
            )
        if key in marks:
            raise GanLabError(f"{path}, row {number}: {' '.join(key)} stands in it twice")
        note, asked = (_plain(line.get(name) or "") for name in ("note", "asked"))
        answer = _plain(line["answer"] or "") if "answer" in line else None
        marks[key] = Mark(number, points, mark, note, asked, answer)
    return marks


def _same(one: Marks, other: Marks) -> bool:
    """Whether two sheets say the same, in whatever order and manner."""

    def told(marks: Marks) -> dict[Key, tuple[float, float | None, str, str]]:
        return {
            key: (row.points, row.mark, _bare(row.note), _bare(row.answer or ""))
            for key, row in marks.items()
        }

    return told(one) == told(other)


def _answers(results: Mapping[str, Any]) -> list[tuple[Key, dict[str, Any]]]:
    """Each answer to a thought question, with its student, lesson and question."""
    return [
        ((each["student"], each["lesson"], thought["exercise"]), thought)
        for each in results["submissions"]
        for thought in each["thoughts"]
    ]


def _bare(text: str) -> str:
    """Without what a spreadsheet does to line breaks."""
    return " ".join(text.split())


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from seeing a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell


def _number(path: Path, row: int, column: str, text: str | None) -> float:
    try:
        value = float((text or "").strip().replace(",", "."))
        if not 0 <= value < 10_000:
            raise ValueError
    except ValueError:
        raise GanLabError(
            f"{path}, row {row}: {column} must be a number from 0 on, got {text!r}"
        ) from None
    return value
