"""Thought questions are marked by a person: a sheet to fill in, and its marks among the grades.

The sheet lies beside the grades and holds all marks that were ever given: each run reads it first,
so that a mark is lost neither when somebody hands in late nor when all is graded anew.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_lab.errors import GanLabError
from gan_lab.grading.grades import csv_text, write_text

COLUMNS = ("student", "lesson", "question", "points", "mark", "asked", "answer")
NEEDED = COLUMNS[:5]
BOM = "\ufeff"  # by which spreadsheets know that a file is UTF-8
Key = tuple[str, str, str]  # student, lesson, question


@dataclass(frozen=True)
class Mark:
    """A row of a sheet. mark: None if none is given. asked, answer: "" if it has no such columns"""

    row: int
    points: float
    mark: float | None
    asked: str = ""
    answer: str = ""


Marks = Mapping[Key, Mark]


def read_marks(sheet: Path, filled_in: Iterable[Path] = ()) -> dict[Key, Mark]:
    """All marks: those of the sheet beside the grades, and over them those of other sheets.

    A row without a mark takes none away: of a sheet that several people fill in, each part counts.

    Raises:
        GanLabError: a file is no such sheet or holds a bad mark, or two of `filled_in` give one
            answer different marks. The message names the row.
    """
    marks = read_sheet(sheet) if sheet.exists() else {}
    given: dict[Key, tuple[Path, Mark]] = {}
    for path in filled_in:
        for key, mark in read_sheet(path).items():
            before, known = given.get(key, (path, mark))
            if None not in (known.mark, mark.mark) and known.mark != mark.mark:
                raise GanLabError(
                    f"{path}, row {mark.row}: {' '.join(key)} has the mark {mark.mark:g} here and "
                    f"{known.mark:g} in {before}"
                )
            if key not in given or known.mark is None:
                given[key] = (path, mark)
    for key, (_, mark) in given.items():
        if mark.mark is not None or key not in marks or marks[key].mark is None:
            marks[key] = mark
    return marks


def refuse_unknown(results: Mapping[str, Any], path: Path) -> None:
    """Raise a GanLabError if the sheet has marks for what nobody handed in."""
    known = {key for key, _ in _answers(results)}
    for key, mark in read_sheet(path).items():
        if key not in known:
            student, lesson, question = key
            raise GanLabError(
                f"{path}, row {mark.row}: among what is graded, {student!r} has no answer to the "
                f"question {question} of lesson {lesson}"
            )


def with_marks(results: dict[str, Any], marks: Marks) -> dict[str, Any]:
    """The results with these marks.

    What a question is worth counts for those without a row too, if all that are marked agree.
    """
    worth: dict[tuple[str, str], set[float]] = {}
    for (_, lesson, question), mark in marks.items():
        if mark.mark is not None:
            worth.setdefault((lesson, question), set()).add(mark.points)
    marked = copy.deepcopy(results)
    for key, thought in _answers(marked):
        row = marks.get(key)
        if row is not None and row.mark is None and thought["points_earned"] is not None:
            continue  # a part of a class that is merged brings its mark along
        if row is not None:
            thought["points"], thought["points_earned"] = row.points, row.mark
            thought["status"] = "to mark" if row.mark is None else "marked"
        elif len(points := worth.get(key[1:], set())) == 1:
            thought["points"] = next(iter(points))
    return marked


def changed_since(results: Mapping[str, Any], marks: Marks) -> list[str]:
    """Whose answer is another one than that which was marked: "student, lesson, question"."""
    return [
        ", ".join(key)
        for key, thought in _answers(results)
        if (mark := marks.get(key)) and mark.mark is not None and mark.answer
        if _bare(mark.answer) != _bare(thought["text"])
    ]


def sheet(results: Mapping[str, Any], marks: Marks) -> str:
    """The sheet as CSV: a row for each answer, with the marks so far.

    Marks for what is not among the results stand at its end: the work of another lesson, perhaps.
    """
    lines = []
    for key, thought in _answers(results):
        mark = "" if thought["points_earned"] is None else f"{thought['points_earned']:g}"
        lines.append([*key, f"{thought['points']:g}", mark, thought["question"], thought["text"]])
    present = {key for key, _ in _answers(results)}
    for key, kept in sorted(marks.items()):
        if key not in present and kept.mark is not None:
            lines.append([*key, f"{kept.points:g}", f"{kept.mark:g}", kept.asked, kept.answer])
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
        asked, answer = (_plain(line.get(name) or "") for name in ("asked", "answer"))
        marks[key] = Mark(number, points, mark, asked, answer)
    return marks


def _same(one: Marks, other: Marks) -> bool:
    """Whether two sheets say the same, in whatever order and manner."""

    def told(marks: Marks) -> dict[Key, tuple[float, float | None, str]]:
        return {key: (mark.points, mark.mark, _bare(mark.answer)) for key, mark in marks.items()}

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
