"""Thought questions are marked by a person: a sheet to fill in, and its marks among the grades."""

from __future__ import annotations

import copy
import csv
from pathlib import Path
from typing import Any

from gan_lab.errors import GanLabError
from gan_lab.grading.grades import csv_text

COLUMNS = ("student", "lesson", "question", "points", "mark", "answer")
Key = tuple[str, str, str]


def sheet(results: dict[str, Any]) -> str:
    """The sheet as CSV: a line for each answer to a thought question, with the marks so far."""
    lines = []
    for each in results["submissions"]:
        for thought in each["thoughts"]:
            mark = thought["points_earned"]
            lines.append(
                [
                    each["student"],
                    each["lesson"],
                    thought["exercise"],
                    f"{thought['points']:g}",
                    "" if mark is None else f"{mark:g}",
                    thought["text"],
                ]
            )
    return csv_text(COLUMNS, lines)


def with_marks(results: dict[str, Any], path: Path) -> dict[str, Any]:
    """The results with the marks of a filled-in sheet. Its column `points` may be changed too.

    Raises:
        GanLabError: the file is no such sheet, names somebody unknown, or holds a bad mark; the
            message names the row.
    """
    marks = _read(path)
    marked = copy.deepcopy(results)
    for each in marked["submissions"]:
        for thought in each["thoughts"]:
            found = marks.pop((each["student"], each["lesson"], thought["exercise"]), None)
            if found is None:
                continue
            _, thought["points"], thought["points_earned"] = found
            thought["status"] = "to mark" if found[2] is None else "marked"
    for (student, lesson, question), (row, _, _) in marks.items():
        raise GanLabError(
            f"{path}, row {row}: {student} handed in nothing with the question {question} of "
            f"lesson {lesson}"
        )
    return marked


def _read(path: Path) -> dict[Key, tuple[int, float, float | None]]:
    """(row, points, mark) by student, lesson and question."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := set(COLUMNS[:5]) - set(reader.fieldnames or ()):
                raise GanLabError(
                    f"{path} is no sheet of marks: it lacks the column {', '.join(sorted(missing))}"
                )
            lines = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None
    marks: dict[Key, tuple[int, float, float | None]] = {}
    for number, line in enumerate(lines, start=2):
        key = tuple(_plain(line[name] or "") for name in COLUMNS[:3])
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
        marks[key[0], key[1], key[2]] = (number, points, mark)
    return marks


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
