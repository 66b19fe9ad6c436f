"""Pages to look at: one for each student, and one for the class. Everything in them is escaped."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gan_lab.grading.grades import n_open, points_by_part, totals, undecided, write_text

Picture = tuple[str, str]  # what it shows, and the PNG in base64
# As gan_lab.viz shows it; a widget's picture has a heading above it.
PICTURE = re.compile(r'<img alt="([^"]*)"[^>]* src="data:image/png;base64,([A-Za-z0-9+/=]+)"')
LARGEST = 300_000  # letters of base64; larger pictures are left out
OWN = b'<meta name="generator" content="gan-lab grade">'
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; } td, th { padding: .25rem .75rem; text-align: left;
  border-bottom: 1px solid #ccc; vertical-align: top; } .wide { overflow-x: auto; }
pre { background: #f4f4f4; padding: .75rem; overflow-x: auto; font-size: 14px; }
img { max-width: 100%; } .passed { color: #176117; } .failed { color: #a11; }
.timeout, .crashed, .unreadable { color: #8a4b00; font-weight: bold; }
"""


def write_reports(results: dict[str, Any], folder: Path, root: Path) -> list[Path]:
    """Write a page for each student and the class's `index.html`. Returns their paths.

    Args:
        folder: made if it is not there
        root: of the course, for the reference pictures
    """
    pictures = {
        lesson: reference_pictures(root, lesson)
        for lesson in sorted({each["lesson"] for each in results["submissions"]} - {""})
    }
    by_student: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in results["submissions"]:
        by_student[each["student"]].append(each)
    written = []
    for student, submissions in by_student.items():
        path = folder / page_name(student)
        write_text(path, student_page(student, submissions, pictures), OWN)
        written.append(path)
    index = folder / "index.html"
    write_text(index, class_page(results), OWN)
    return [*written, index]


def page_name(student: str) -> str:
    """A file name that any system takes, and no two students share."""
    letters = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")[:40] or "student"
    return f"{plain}-{hashlib.sha256(student.encode()).hexdigest()[:8]}.html"


def student_page(
    student: str, submissions: list[dict[str, Any]], pictures: dict[str, dict[str, Picture]]
) -> str:
    """One student's page: for each exercise the status, the hint, their code, and the picture."""
    parts = [f"<h1>{_text(student)}</h1>"]
    for each in submissions:
        parts.append(f"<h2>{_text(each['lesson'] or each['file'])}</h2>")
        parts.append(f"<p>{_text(each['file'])}</p>")
        parts += [f"<p>{_text(note)}</p>" for note in each["notes"]]
        if not each["exercises"]:
            parts.append(f'<p class="{_text(each["status"])}">{_text(each["message"])}</p>')
        else:
            told = f", {n_open(each)} not decided" if n_open(each) else ""
            parts.append(f"<p><b>{points_by_part(each)}{told}</b></p>")
        for exercise in each["exercises"]:
            parts += _exercise(exercise, pictures.get(each["lesson"], {}))
        for thought in each["thoughts"]:
            parts += _thought(thought)
    return _page(student, parts)


def _exercise(exercise: dict[str, Any], pictures: dict[str, Picture]) -> list[str]:
    id, status = exercise["exercise"], exercise["status"]
    told = "not decided" if exercise["points_earned"] is None else f"{exercise['points_earned']:g}"
    optional = " (optional)" if exercise["part"] == "optional" else ""
    head = f"{_text(id)} {_text(exercise['title'])}{optional}"
    parts = [f'<h3>{head}: <span class="{_text(status)}">{_text(status)}</span></h3>']
    parts.append(f"<p>{told} of {exercise['points']:g} points. {_prose(exercise['message'])}</p>")
    if exercise["code"]:
        parts.append(f"<pre>{_text(exercise['code'])}</pre>")
    if id in pictures:
        alt, data = pictures[id]
        source = f"data:image/png;base64,{data}"
        parts.append("<p>With the course's own answer:</p>")
        parts.append(f'<img alt="{_text(alt)}" src="{source}">')
    return parts


def _thought(thought: dict[str, Any]) -> list[str]:
    if thought["points_earned"] is None:
        told = "not marked"
    else:
        told = f"{thought['points_earned']:g} of {thought['points']:g} points"
    answer = f"<pre>{_text(thought['text'])}</pre>" if thought["text"] else "<p>No answer.</p>"
    head = f"<h3>Question {_text(thought['exercise'])}: {told}</h3>"
    note = f"<p>{_text(thought['message'])}</p>" if thought["message"] else ""
    return [head, f"<p>{_prose(thought['question'])}</p>", answer, note]


def class_page(results: dict[str, Any]) -> str:
    """The class's page: who has what, which exercises are hard, which mistakes are common."""
    submissions = results["submissions"]
    exercises = [e for each in submissions for e in each["exercises"]]
    parts = ["<h1>Class</h1>", "<h2>For your eyes</h2>"]
    look = undecided(results)
    parts.append("<p>No points are given or refused here; see what happened.</p>" if look else "")
    told = [[*map(_text, line[:-1]), _prose(line[-1])] for line in look]
    parts.append(_table(("student", "lesson", "exercise", "status", "message"), told))
    parts += ["<h2>Students</h2>", _students(results)]
    parts += ["<h2>Hardest exercises</h2>", _hardest(exercises)]
    parts += ["<h2>Most frequent mistakes</h2>", _mistakes(exercises)]
    parts.append("<h2>Files</h2>")
    keys = ("student", "lesson", "file", "status")
    files = [[*(_text(each[key]) for key in keys), _remarks(each)] for each in submissions]
    parts.append(_table((*keys, ""), files))
    return _page("Class", parts)


def _students(results: dict[str, Any]) -> str:
    """Points by lesson and part, and in all; each name leads to the student's page."""
    head, rows = totals(results)
    lines = [
        [f'<a href="{page_name(student)}">{_text(student)}</a>', *map(_text, cells)]
        for student, *cells in rows
    ]
    return _table(head, lines)


def _hardest(exercises: list[dict[str, Any]]) -> str:
    tried: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for e in exercises:
        tried[e["exercise"], e["title"]] += 1
        passed[e["exercise"], e["title"]] += e["status"] == "passed"
    hardest = sorted(tried, key=lambda key: (passed[key] / tried[key], _number(key[0])))[:15]
    told = [[*map(_text, key), f"{passed[key]} of {tried[key]}"] for key in hardest]
    return _table(("exercise", "title", "passed"), told)


def _mistakes(exercises: list[dict[str, Any]]) -> str:
    """The hints that most students were given, each in the words of the first of them."""
    counts: Counter[tuple[str, str]] = Counter()
    hints: dict[tuple[str, str], str] = {}
    for e in exercises:
        if e["status"] == "failed" and e["mistake"]:
            key = (e["exercise"], e["mistake"])
            counts[key] += 1
            hints.setdefault(key, e["message"] or e["mistake"])
    common = sorted(counts, key=lambda key: (-counts[key], _number(key[0]), key))[:20]
    told = [[_text(key[0]), str(counts[key]), _prose(hints[key])] for key in common]
    return _table(("exercise", "students", "hint"), told)


def _remarks(each: dict[str, Any]) -> str:
    return _text("; ".join(filter(None, [each["message"], *each["notes"]])))


def _number(exercise: str) -> list[int]:
    """By which exercises are in order: 1.4 before 1.10."""
    return [int(part) for part in exercise.split(".")]


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    if not lines:
        return "<p>None.</p>"
    cells = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines]
    top = "".join(f"<th>{_text(h)}</th>" for h in head)
    return f'<div class="wide"><table><tr>{top}</tr>{"".join(cells)}</table></div>'


def _page(title: str, parts: list[str]) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"{OWN.decode()}"
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{_text(title)}</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(filter(None, parts))
        + "\n</body></html>\n"
    )


def _text(text: object) -> str:
    return html.escape(str(text), quote=True)


def _prose(text: str) -> str:
    """Escaped, with `code`, **bold** and *italics* as Markdown has them."""
    told = _text(text)
    for mark, tag in (("`", "code"), (r"\*\*", "b"), (r"\*", "i")):
        told = re.sub(rf"{mark}([^`*\s](?:[^`*\n]*[^`*\s])?){mark}", rf"<{tag}>\1</{tag}>", told)
    return told


def reference_pictures(root: Path, lesson: str) -> dict[str, Picture]:
    """For each exercise the first picture below its check in the solved notebook; not of a widget.

    The solved notebooks hold no picture whose licence forbids it, and each names its own. {} where
    they are not, as in a release.
    """
    try:
        cells = json.loads((root / "solutions" / f"{lesson}.ipynb").read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    found: dict[str, Picture] = {}
    at = ""
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        if "check" in tags:
            at = cell["metadata"]["gan_lab"]["exercise"]
        elif "answer" in tags:
            at = ""
        for output in cell.get("outputs", []):
            picture = PICTURE.match("".join(output.get("data", {}).get("text/html", "")))
            if picture and at and at not in found and len(picture[2]) < LARGEST:
                found[at] = (html.unescape(picture[1]), picture[2])
    return found
