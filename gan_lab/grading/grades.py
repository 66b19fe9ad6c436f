"""Results as files: CSV for a spreadsheet, JSON for programs. Same input, same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gan_lab.errors import GanLabError
from gan_lab.files import keep_former, replacing, writing

COLUMNS = (
    "student", "lesson", "exercise", "part", "points_earned", "points", "status", "message",
    "notebook_hash", "course_version",
)  # fmt: skip
PARTS = ("core", "optional", "thought")
FORMAT = 2  # of the JSON file
# For a person to look at: no points are given, and none refused.
UNDECIDED = ("timeout", "crashed", "unreadable", "to mark")


def rows(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The grades, one an exercise, and one for a submission that has none. Keys: COLUMNS.

    A thought question is among them if it has a mark or is worth points.
    """
    found = []
    for each in results["submissions"]:
        marked = [t for t in each["thoughts"] if t["points"] or t["points_earned"] is not None]
        for told in [*each["exercises"], *marked] or [_without_exercises(each)]:
            message = "; ".join(filter(None, [told["message"], *each["notes"]]))
            row = {**each, **told, "message": message}
            found.append({column: row[column] for column in COLUMNS})
    return found


def undecided(results: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """What a person should look at: student, lesson, exercise or file, status and message.

    The exercises first, then the submissions that could not be graded.
    """
    submissions = results["submissions"]
    exercises = [(each, told, "exercise") for each in submissions for told in each["exercises"]]
    files = [(each, each, "file") for each in submissions]
    return [
        (each["student"], each["lesson"], told[what], told["status"], told["message"])
        for each, told, what in (*exercises, *files)
        if told["status"] in UNDECIDED
    ]


def _without_exercises(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "exercise": "",
        "part": "",
        "points_earned": None,
        "points": None,
        "status": each["status"],
        "message": f"{each['file']}: {each['message']}",
    }


def counted(counts: Counter[str]) -> str:
    """ "1 failed, 2 missing, 1 passed", or "none"."""
    return ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "none"


def points_by_part(submission: dict[str, Any]) -> str:
    """The points of one submission: "core 18 of 20, optional 3 of 5 points"."""
    told = []
    for part in PARTS:
        own = [e for e in (*submission["exercises"], *submission["thoughts"]) if e["part"] == part]
        if out_of := sum(e["points"] for e in own):
            told.append(f"{part} {sum(e['points_earned'] or 0 for e in own):g} of {out_of:g}")
    return f"{', '.join(told) or 'no'} points"


def n_open(submission: dict[str, Any]) -> int:
    """How many exercises and questions of it are not decided; 1 for one that cannot be read."""
    told = (*submission["exercises"], *submission["thoughts"])
    open_ = sum(bool(e["points"]) and e["points_earned"] is None for e in told)
    return open_ + (submission["status"] == "unreadable")


def totals(results: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """A row for each student: points by lesson and part, over all lessons, and how many are open.

    Returns:
        the head, which says out of how many points, and the rows; "" where nothing was graded
    """
    earned: dict[str, Counter[tuple[str, str]]] = {}
    open_: Counter[str] = Counter()
    out_of: dict[tuple[str, str], dict[str, float]] = {}
    for each in results["submissions"]:
        mine = earned.setdefault(each["student"], Counter())
        for told in (*each["exercises"], *each["thoughts"]):
            key = (each["lesson"], told["part"])
            worth = out_of.setdefault(key, {})
            worth[told["exercise"]] = max(told["points"], worth.get(told["exercise"], 0))
            mine[key] += told["points_earned"] or 0
        open_[each["student"]] += n_open(each)
    parts = {key: sum(worth.values()) for key, worth in out_of.items() if any(worth.values())}
    keys = sorted(parts, key=lambda key: (key[0], PARTS.index(key[1])))
    head = ["student"]
    head += [f"{lesson[:2]} {part} of {parts[lesson, part]:g}" for lesson, part in keys]
    present = [part for part in PARTS if any(key[1] == part for key in keys)]
    for part in present:
        head.append(f"{part} of {sum(n for key, n in parts.items() if key[1] == part):g}")
    rows = []
    for student, mine in sorted(earned.items()):
        cells = [f"{mine[key]:g}" if key in mine else "" for key in keys]
        sums = [f"{sum(n for key, n in mine.items() if key[1] == part):g}" for part in present]
        rows.append([student, *cells, *sums, str(open_[student])])
    return [*head, "not decided"], rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:g}"


def csv_text(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A CSV file that a spreadsheet takes for text: no cell becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for line in lines:
        writer.writerow([defused(cell) for cell in line])
    return out.getvalue()


def defused(cell: str) -> str:
    """The cell with an apostrophe in front, if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_grades(results: dict[str, Any], out: Path) -> list[Path]:
    """Write `out` (CSV) and the JSON beside it. Returns both paths.

    Former files of other content are kept under a free name.
    """
    table = rows(results)
    content = (
        json.dumps({**results, "grades": table}, indent=1, ensure_ascii=False, sort_keys=True)
        + "\n"
    )
    beside = out.with_suffix(".json")
    write_text(out, csv_text(COLUMNS, ([_cell(row[c]) for c in COLUMNS] for row in table)))
    write_text(beside, content)
    return [out, beside]


def write_text(path: Path, text: str, own: bytes | None = None) -> None:
    """Write a file whole or not at all; a former one of other content gets a free name.

    Args:
        own: a former file that holds these bytes is a page of the grader's, and is replaced
    """
    data = text.encode("utf-8", "replace")
    with writing(path):
        if path.exists():
            before = path.read_bytes()
            if before == data:
                return
            if own is None or own not in before:
                keep_former(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part:
            part.write_bytes(data)


def read_results(path: Path) -> dict[str, Any]:
    """A JSON file that `write_grades` wrote; the CSV's name will do.

    Raises:
        GanLabError: it is none.
    """
    path = path.with_suffix(".json")
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        if results["format"] != FORMAT or not isinstance(results["submissions"], list):
            raise ValueError("another format")
        del results["grades"]  # told again by `rows`
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GanLabError(f"{path} is no JSON file of gan-lab grade ({error})") from None
    return results


def merge(paths: Iterable[Path]) -> dict[str, Any]:
    """Several parts of one class as one.

    Raises:
        GanLabError: parts differ in their seed or course, or tell different things about one
            submission, or two submissions count for one student's lesson.
    """
    merged: dict[str, Any] = {}
    layers: list[str] = []
    known: dict[tuple[str, ...], tuple[dict[str, Any], Path]] = {}
    for path in paths:
        part = read_results(path)
        layers += [layer for layer in part["isolation"] if layer not in layers]
        head = {k: v for k, v in part.items() if k not in ("submissions", "isolation")}
        if merged and head != merged:
            told = [key for key in head if head.get(key) != merged.get(key)]
            raise GanLabError(
                f"{path} was graded with another {', '.join(told) or 'course'} than the parts "
                "before it: grade all parts with one version of the course, one --seed and one "
                "--timeout"
            )
        merged = head
        for each in part["submissions"]:
            key = (each["student"], each["lesson"], each["file"])
            before = known.setdefault(key, (each, path))
            if before[0] != each:
                raise GanLabError(
                    f"{before[1]} and {path} say different things about {each['student']}, "
                    f"{each['file']}: leave one of them out"
                )
    if not merged:
        raise GanLabError("nothing to merge: name the parts")
    counts: dict[tuple[str, str], str] = {}
    for each, path in known.values():
        if each["status"] == "graded":
            whose = f"{each['file']} in {path}"
            before_ = counts.setdefault((each["student"], each["lesson"]), whose)
            if before_ != whose:
                raise GanLabError(
                    f"two submissions count for {each['student']}, {each['lesson']}: {before_}, "
                    f"and {whose}. Grade both from one folder; are they two people, rename one"
                )
    submissions = sorted((each for each, _ in known.values()), key=order)
    return {**merged, "isolation": layers, "submissions": submissions}


def order(each: dict[str, Any]) -> tuple[str, ...]:
    """How submissions are sorted in all files."""
    return each["student"], each["lesson"], each["file"]
