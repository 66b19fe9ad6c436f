"""What was handed in: a folder or a zip of notebooks becomes a list of submissions.

Nothing that lies there is lost without a word, and nothing is ever written there.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from gan_lab.errors import GanLabError
from gan_lab.lessons import LESSONS, find_lesson

LARGEST = 50 * 2**20  # bytes of a notebook; with pictures a lesson has a few million
TOO_LARGE = f"larger than {LARGEST // 2**20} MB: no notebook of a lesson is"
MOST_FILES = 100_000  # in a zip
MOST_CELLS = 5_000
MOST_CODE = 2_000_000  # letters in all code cells; no lesson has a tenth of that
MOST_PROSE = 200_000  # letters of another cell, of which the rest is not kept: pasted pictures

# How learning platforms name what they export.
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d{3,}_(?P<file>.+)")
IGNORED = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"}


@dataclass(frozen=True)
class Submission:
    """One notebook of one student.

    student: as the folder or file names them
    lesson: name of the lesson, or "" if none is known
    path: within SUBMISSIONS, with "/" between folders
    sha256: of the file's bytes
    modified: sorts by time; only compared with the student's other files
    problem: why it cannot be graded, or ""
    notebook: its content, or {}
    superseded_by: path of the newer one by the same student, or ""
    """

    student: str
    lesson: str
    path: str
    sha256: str
    modified: float
    problem: str = ""
    notebook: dict[str, Any] = field(default_factory=dict, repr=False)
    superseded_by: str = ""


@dataclass(frozen=True)
class _File:
    """A file somewhere in SUBMISSIONS. content: of a notebook, without outputs."""

    path: str
    modified: float
    sha256: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def find_submissions(source: str | Path) -> list[Submission]:
    """All submissions in `source`, by student and lesson, the superseded ones too.

    Args:
        source: a folder, or a zip; notebooks may lie in folders of any depth and in zips within

    Raises:
        GanLabError: there is no such folder or zip, or no notebook in it.
    """
    place = Path(source)
    if place.is_dir():
        files = list(_in_folder(place))
    elif place.is_file() and place.suffix.lower() == ".zip":
        files = list(_in_zip(place.read_bytes(), "", _time(place)))
    else:
        raise GanLabError(f"{place} is neither a folder nor a zip: give what was handed in")
    found = [_submission(file, student) for file, student in _with_students(files)]
    if not found:
        raise GanLabError(f"no notebook (.ipynb) lies in {place}")
    return _mark_superseded(found)


# Files


def _time(path: Path) -> float:
    return path.stat().st_mtime


def _in_folder(folder: Path) -> Iterator[_File]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if _is_ignored(name) or path.is_dir():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            yield _File(
                name, 0.0, problem="a link that leads out of the submissions is not followed"
            )
            continue
        try:
            if path.suffix.lower() == ".zip":
                yield from _in_zip(path.read_bytes(), f"{name}/", _time(path))
            elif not path.is_file():
                yield _File(name, 0.0, problem="this is no file")
            else:
                yield _read(name, path)
        except OSError as error:
            yield _File(name, 0.0, problem=f"cannot be read: {error.strerror or error}")


def _read(name: str, path: Path) -> _File:
    if path.suffix.lower() != ".ipynb":
        return _File(name, _time(path))
    if path.stat().st_size > LARGEST:
        return _File(name, _time(path), problem=TOO_LARGE)
    return _notebook(name, _time(path), path.read_bytes())


def _notebook(name: str, modified: float, data: bytes) -> _File:
    content, problem = _content(data)
    return _File(name, modified, hashlib.sha256(data).hexdigest(), content, problem)


def _in_zip(content: bytes, prefix: str, modified: float, depth: int = 0) -> Iterator[_File]:
    """The files of a zip, read into memory one by one: nothing is unpacked anywhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise GanLabError(f"{prefix or 'the zip'} holds {len(entries):,} files: too many")
            for entry in sorted(entries, key=lambda each: each.filename):
                yield from _entry(archive, entry, prefix, depth)
    except zipfile.BadZipFile as error:
        if not prefix:
            raise GanLabError(f"the zip cannot be read: {error}") from None
        yield _File(prefix.rstrip("/"), modified, problem=f"this zip cannot be read: {error}")


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, prefix: str, depth: int
) -> Iterator[_File]:
    # A name is only a name here, so "../" leads nowhere; for the reports it is left out.
    parts = [part for part in entry.filename.replace("\\", "/").split("/") if part]
    name = prefix + "/".join(part for part in parts if part not in (".", ".."))
    kind = PurePosixPath(name).suffix.lower()
    if entry.is_dir() or _is_ignored(name):
        return
    modified = _zip_time(entry)
    if kind not in (".ipynb", ".zip"):
        yield _File(name, modified)
        return
    try:
        with archive.open(entry) as opened:
            data = opened.read(LARGEST + 1)  # whatever size its header claims
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        yield _File(name, modified, problem=f"cannot be read from the zip: {error}")
        return
    if len(data) > LARGEST:
        yield _File(name, modified, problem=TOO_LARGE)
    elif kind == ".zip" and depth < 2:
        yield from _in_zip(data, f"{name}/", modified, depth + 1)
    elif kind == ".zip":
        yield _File(name, modified, problem="a zip in a zip in a zip is not opened")
    else:
        yield _notebook(name, modified, data)


def _zip_time(entry: zipfile.ZipInfo) -> float:
    year, month, day, hour, minute, second = entry.date_time
    days = (year * 12 + month) * 31 + day
    return float(((days * 24 + hour) * 60 + minute) * 60 + second)


def _is_ignored(name: str) -> bool:
    parts = name.split("/")
    return not IGNORED.isdisjoint(parts) or any(part.startswith("._") for part in parts)


# Students


def _with_students(files: list[_File]) -> Iterator[tuple[_File, str]]:
    """The notebooks with their students; and a student's other files where no notebook came."""
    wrapper = _wrapper([file.path for file in files])
    named = [(file, _student(file.path.removeprefix(wrapper))) for file in files]
    notebooks = [each for each in named if _counts(each[0])]
    served = {who for _, who in notebooks}
    for file, who in named:
        if _counts(file):
            continue
        if "/" in file.path.removeprefix(wrapper) and who not in served:
            served.add(who)
            notebooks.append((replace(file, problem="no notebook (.ipynb) was handed in"), who))
    ids: dict[str, set[str]] = {}
    for _, (name, id) in notebooks:
        ids.setdefault(name, set()).add(id)
    for file, (name, id) in notebooks:
        yield file, f"{name} ({id})" if len(ids[name]) > 1 and id else name


def _counts(file: _File) -> bool:
    return file.path.lower().endswith(".ipynb") or bool(file.problem)


def _wrapper(paths: list[str]) -> str:
    """ "class/" if all lies in that one folder, and in several folders within it."""
    tops = {path.split("/")[0] for path in paths}
    seconds = {path.split("/")[1] for path in paths if path.count("/") >= 2}
    shallow = any(path.count("/") < 2 for path in paths)
    return f"{tops.pop()}/" if len(tops) == 1 and len(seconds) > 1 and not shallow else ""


def _student(path: str) -> tuple[str, str]:
    """(name, the platform's number) of whoever handed in `path`."""
    first, *rest = path.split("/")
    moodle = MOODLE.fullmatch(first)
    if moodle and rest:
        return moodle["name"], moodle["id"]
    if rest and not first.lower().endswith(".zip"):
        return first, ""
    stem = re.sub(r"\.(ipynb|zip)$", "", first, flags=re.IGNORECASE)
    canvas = CANVAS.fullmatch(stem)
    if canvas:
        return canvas["name"], canvas["id"]
    moodle = MOODLE.match(stem)
    if moodle:
        return moodle["name"], moodle["id"]
    for lesson in LESSONS:
        if lesson.name in stem:
            # without the number that a browser, Jupyter or `gan-lab lab --fresh` gives a copy; no
            # other one: a number may be all that tells one student from the next
            who = re.sub(rf"{lesson.name}(?:_\d)?|(?: ?\(\d+\)|-Copy\d+)$", "", stem)
            return who.strip(" _-.") or stem, ""
    return stem, ""


# Content


def _submission(file: _File, student: str) -> Submission:
    made = Submission(
        _printable(student),
        _lesson_of_metadata(file.content) or _lesson_of_name(file.path),
        _printable(file.path),
        file.sha256,
        file.modified,
        file.problem,
        file.content,
    )
    if made.problem or made.lesson:
        return made
    told = "neither its metadata nor its name tells which lesson it is of"
    return replace(made, problem=told)


def _printable(text: str) -> str:
    """Names as a table can hold them: no line breaks, no control characters, no lone surrogates."""
    kept = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(letter if letter.isprintable() else "?" for letter in kept)


def _content(data: bytes) -> tuple[dict[str, Any], str]:
    """(the notebook, "") or ({}, what is wrong with it)."""
    if not data.strip():
        return {}, "the file is empty"
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {}, "not a notebook: it is not in UTF-8"
    except ValueError as error:
        return {}, f"not a notebook: it is no JSON ({str(error)[:100]})"
    except (RecursionError, MemoryError):
        return {}, "not a notebook: its lists lie too deep in one another"
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        return {}, "not a notebook of today's format: it has no list of cells"
    if len(content["cells"]) > MOST_CELLS:
        return {}, f"it has {len(content['cells']):,} cells: no lesson has more than {MOST_CELLS:,}"
    content = _used(content)
    code = [cell for cell in content["cells"] if cell and cell.get("cell_type") == "code"]
    n_letters = sum(len(cell_text(cell.get("source"))) for cell in code)
    if n_letters > MOST_CODE:
        return {}, f"its code has {n_letters:,} letters: no lesson has more than {MOST_CODE:,}"
    return content, ""


def _used(content: dict[str, Any]) -> dict[str, Any]:
    """What is used of a notebook: 500 of them must fit into memory, and their pictures do not."""
    used = ("id", "cell_type", "metadata", "source")
    cells = [
        {key: cell[key] for key in used if key in cell} if isinstance(cell, dict) else None
        for cell in content["cells"]
    ]
    for cell in cells:
        if cell and cell.get("cell_type") != "code" and "source" in cell:
            cell["source"] = cell_text(cell["source"])[:MOST_PROSE]
    return {"metadata": content.get("metadata"), "cells": cells}


def cell_text(source: Any) -> str:
    """What a cell holds: a text, or a list of lines; whatever else it is, nothing."""
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def course_metadata(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """What `gan-lab build` wrote into a notebook about itself; {} where it is lost or broken."""
    metadata = notebook.get("metadata")
    own = metadata.get("gan_lab") if isinstance(metadata, dict) else None
    return own if isinstance(own, dict) else {}


def _lesson_of_metadata(content: dict[str, Any]) -> str:
    name = course_metadata(content).get("lesson")
    try:
        return find_lesson(name).name if isinstance(name, str) else ""
    except GanLabError:
        return ""


def _lesson_of_name(path: str) -> str:
    file = PurePosixPath(path).name
    for lesson in LESSONS:
        if lesson.name in file:
            return lesson.name
    found = re.match(r"(\d\d)[ _-]", file)
    try:
        return find_lesson(found[1]).name if found else ""
    except GanLabError:
        return ""


def _mark_superseded(found: list[Submission]) -> list[Submission]:
    """Of several by one student for one lesson the newest counts; a broken one never does."""
    newest: dict[tuple[str, str], Submission] = {}
    for each in found:
        key = (each.student, each.lesson)
        rank = (not each.problem, each.modified, each.path)
        best = newest.get(key)
        if best is None or rank > (not best.problem, best.modified, best.path):
            newest[key] = each
    marked = []
    for each in found:
        best = newest[(each.student, each.lesson)]
        # what cannot be read stays in sight, beside what can
        same = each is best or each.problem
        marked.append(each if same else replace(each, superseded_by=best.path))
    return sorted(marked, key=lambda each: (each.student, each.lesson, each.path))
