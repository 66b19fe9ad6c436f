"""A student's own copies of the notebooks, in my_work/, and JupyterLab on them.

An update of the course replaces notebooks/ and never touches my_work/.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import gan_lab
from gan_lab import lessons
from gan_lab.errors import GanLabError
from gan_lab.lessons import find_lesson

PAGES = ("syllabus.md", "glossary.md", "why_is_it_fast.md")


def course_root(start: Path | None = None) -> Path:
    """The course folder: the one around `start` (the current folder), else the installed one.

    Raises:
        GanLabError: neither is a course folder.
    """
    start = (start or Path.cwd()).resolve()
    checkout = Path(gan_lab.__file__).resolve().parents[1]  # of an editable install
    for folder in (start, *start.parents, checkout):
        if _is_course(folder):
            return folder
    raise GanLabError(
        f"{start} is not in the course folder (the one that holds notebooks and gan_lab): "
        "change into it and run the command again"
    )


def take_lesson(lesson: str, root: Path, fresh: bool = False) -> tuple[Path, list[str]]:
    """Copy a lesson to my_work/, unless it is there, and say which copy to open.

    The other lessons are copied too where they are missing, so that links between lessons work.
    No file in my_work/ is ever overwritten.

    Args:
        lesson: any name of the lesson
        root: the course folder
        fresh: copy the lesson even if it is there, as NN_name_2.ipynb, NN_name_3.ipynb, ...

    Returns:
        The student's newest copy, and what the student should know about it.

    Raises:
        GanLabError: the lesson is unknown or not in notebooks/, or my_work/ cannot be written.
    """
    chosen = find_lesson(lesson)
    original = root / "notebooks" / f"{chosen.name}.ipynb"
    if not original.is_file():
        raise GanLabError(f"{original} is missing: get it again from where the course came from")
    work = root / "my_work"
    before = _copies(work, chosen.name)
    for name in (each.name for each in lessons.LESSONS):
        present = root / "notebooks" / f"{name}.ipynb"
        if present.is_file() and not _copies(work, name):
            _copy(present, work / present.name)
    for page in PAGES:  # lessons link to them
        if (root / "notebooks" / page).is_file() and not (work / page).exists():
            _copy(root / "notebooks" / page, work / page)
    if fresh and before:
        _copy(original, work / f"{chosen.name}_{max(before) + 1}.ipynb")
    copies = _copies(work, chosen.name)
    newest = copies[max(copies)]
    return newest, _advice(newest, original, chosen.number)


def jupyter_command(notebook: Path, root: Path, extra_args: Sequence[str] = ()) -> list[str]:
    """The command that opens `notebook`, which lies in root/my_work, in JupyterLab.

    `extra_args` go to JupyterLab as they are, such as "--no-browser" or "--port=8890".
    """
    work = root / "my_work"
    command = [
        sys.executable,  # not whatever `jupyter` is on the path: this one has gan_lab
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={work}",
        # reset: without the tabs of the last time, which could hide the lesson
        f"--LabApp.default_url=/lab/tree/{notebook.relative_to(work).as_posix()}?reset",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container one often is root, and Jupyter refuses it
    return [*command, *extra_args]


def _is_course(folder: Path) -> bool:
    if not ((folder / "notebooks").is_dir() and (folder / "gan_lab").is_dir()):
        return False
    try:
        project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return 'name = "gan-lab-course"' in project


def _copies(work: Path, name: str) -> dict[int, Path]:
    """A student's copies of the lesson `name`: 1 is name.ipynb, 2 is name_2.ipynb, and so on."""
    pattern = re.compile(re.escape(name) + r"(?:_(\d+))?\.ipynb")
    names = [path.name for path in work.iterdir()] if work.is_dir() else []
    found = [match for match in map(pattern.fullmatch, names) if match]
    return {int(match[1] or 1): work / match[0] for match in found}


def _copy(original: Path, copy: Path) -> None:
    """Copy a notebook; never over anything."""
    try:
        content = original.read_bytes()
        copy.parent.mkdir(exist_ok=True)
        with copy.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise GanLabError(f"{copy} cannot be written: {error.strerror or error}") from None


def _advice(copy: Path, original: Path, number: str) -> list[str]:
    """What to tell the student when the copy is not of the lesson as it is now."""
    name = f"my_work/{copy.name}"
    fresh = f"`gan-lab lab {number} --fresh` puts the new version beside it."
    try:
        version = _version(copy)
    except (OSError, ValueError):
        return [f"{name} cannot be read as a notebook; it stays as it is. {fresh}"]
    if version == _version(original):
        return []
    return [
        f"{name} was made from an older version of the lesson; your answers are untouched. {fresh}"
    ]


def _version(notebook: Path) -> str | None:
    """The fingerprint that gan-lab build left in a notebook's metadata."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    try:
        return content["metadata"]["gan_lab"]["source"]
    except (KeyError, TypeError):
        return None  # saved by a tool that drops metadata, or made before there were fingerprints
