"""A student's own copies of the notebooks, in my_work/, and JupyterLab on them.

An update of the course replaces notebooks/ and never touches my_work/. The course folder is a
checkout, or what `gan-lab release` made of one: that has no gan_lab, and a marker file.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gan_lab
from gan_lab import lessons
from gan_lab.errors import GanLabError
from gan_lab.files import writing
from gan_lab.lessons import find_lesson

PAGES = ("syllabus.md", "glossary.md", "why_is_it_fast.md")
MARKER = "gan_lab_course.json"  # of a released folder: what it holds
MARKER_FORMAT = 1


def course_root(start: Path | None = None) -> Path:
    """The course folder: the one around `start` (the current folder), else the installed one.

    It is a checkout or a released folder.

    Raises:
        GanLabError: neither is a course folder.
    """
    start = (start or Path.cwd()).resolve()
    checkout = Path(gan_lab.__file__).resolve().parents[1]  # of an editable install
    for folder in (start, *start.parents, checkout):
        if _is_course(folder) or is_released(folder):
            return folder
    raise GanLabError(
        f"{start} is not in the course folder (the one that holds the folder notebooks): "
        "change into it and run the command again"
    )


def checkout_root(start: Path | None = None) -> Path:
    """The course folder, which must be a checkout: with the sources that notebooks are built from.

    Raises:
        GanLabError: there is no course folder, or it is a released one.
    """
    root = course_root(start)
    if is_released(root):
        raise GanLabError(
            f"{root} was made by gan-lab release and has no sources: run this in the course's "
            "checkout"
        )
    return root


def is_released(folder: Path) -> bool:
    """Whether `folder` was made by gan-lab release."""
    return (folder / MARKER).is_file() and (folder / "notebooks").is_dir()


def read_marker(folder: Path) -> dict[str, Any]:
    """What a released folder says of itself: format, course, version, wheel, lessons.

    Raises:
        GanLabError: the marker cannot be read, or is of a later version of the course.
    """
    path = folder / MARKER
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None
    if not isinstance(found, dict) or found.get("format") != MARKER_FORMAT:
        raise GanLabError(
            f"{path} is not of this version of the course: install the package that lies beside it"
        )
    return found


def first_lesson(root: Path) -> str:
    """The lesson to open when none is named: 01, or the first that a release holds."""
    numbers = [each.number for each in lessons.LESSONS if _original(root, each.name).is_file()]
    return "01" if "01" in numbers or not numbers else numbers[0]


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
    original = _original(root, chosen.name)
    if not original.is_file():
        raise GanLabError(_missing(root, chosen.name))
    work = root / "my_work"
    before = copies(work, chosen.name)
    for name in (each.name for each in lessons.LESSONS):
        present = _original(root, name)
        if present.is_file() and not copies(work, name):
            _copy(present, work / present.name)
    for page in PAGES:  # lessons link to them
        if (root / "notebooks" / page).is_file() and not (work / page).exists():
            _copy(root / "notebooks" / page, work / page)
    if fresh and before:
        _copy(original, work / f"{chosen.name}_{max(before) + 1}.ipynb")
    found = copies(work, chosen.name)
    newest = found[max(found)]
    return newest, [*_advice(newest, original, chosen.number), *_package_advice(root)]


def copies(work: Path, name: str) -> dict[int, Path]:
    """A student's copies of the lesson `name`: 1 is name.ipynb, 2 is name_2.ipynb, and so on."""
    pattern = re.compile(re.escape(name) + r"(?:_(\d+))?\.ipynb")
    names = [path.name for path in work.iterdir()] if work.is_dir() else []
    found = [match for match in map(pattern.fullmatch, names) if match]
    return {int(match[1] or 1): work / match[0] for match in found}


def older_copies(root: Path) -> list[str]:
    """What a student should know of all copies in my_work/, and of the package that runs them."""
    lines = []
    for each in lessons.LESSONS:
        found, original = copies(root / "my_work", each.name), _original(root, each.name)
        if found and original.is_file():
            lines += _advice(found[max(found)], original, each.number)
    return [*lines, *_package_advice(root)]


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
        # no query here: Jupyter puts "?token=..." behind it in the address that it prints
        f"--LabApp.default_url=/lab/tree/{notebook.relative_to(work).as_posix()}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container one often is root, and Jupyter refuses it
    return [*command, *extra_args]


def run_to_its_end(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command that answers Ctrl+C itself; being terminated is handed on. Its exit status.

    JupyterLab asks back at the first Ctrl+C and ends at the second: the terminal sends each to both
    processes, and this one must not end before the other.
    """
    with subprocess.Popen(command, env=env) as process:
        # No KeyboardInterrupt, which may leave `wait` with a lock that nobody opens again.
        answers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: lambda *_: process.terminate()}
        former = {number: signal.signal(number, answer) for number, answer in answers.items()}
        try:
            while True:
                # now and then: a signal right before a wait would be heard only after it
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return process.wait(timeout=1)
        finally:
            for number, answer in former.items():
                signal.signal(number, answer)


def _is_course(folder: Path) -> bool:
    if not ((folder / "notebooks").is_dir() and (folder / "gan_lab").is_dir()):
        return False
    try:
        project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return 'name = "gan-lab-course"' in project


def _original(root: Path, name: str) -> Path:
    return root / "notebooks" / f"{name}.ipynb"


def _missing(root: Path, name: str) -> str:
    """What to say of a lesson that is not in notebooks/."""
    if is_released(root) and name not in (held := read_marker(root).get("lessons", {})):
        return f"{name} is not among the lessons handed out: {', '.join(held)}"
    return f"{_original(root, name)} is missing: get it again from where the course came from"


def _copy(original: Path, copy: Path) -> None:
    """Copy a notebook; never over anything."""
    with writing(copy):
        content = original.read_bytes()
        copy.parent.mkdir(exist_ok=True)
        with copy.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:  # an empty notebook would count as the student's
                copy.unlink()
                raise


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


def _package_advice(root: Path) -> list[str]:
    """What to tell the student of a released folder whose package is not the installed one."""
    if not is_released(root):
        return []
    wheel = read_marker(root).get("wheel", {})
    installed = _installed_wheel()
    if installed is None or installed == wheel.get("sha256"):
        return []
    return [
        f"The package that is installed is not {wheel['file']} of this folder: install that one "
        'as README.md says, under "A newer version of this folder".'
    ]


def _installed_wheel() -> str | None:
    """SHA-256 of the wheel that the package was installed from, where pip has noted it."""
    try:
        origin = importlib.metadata.distribution("gan-lab-course").read_text("direct_url.json")
        return str(json.loads(origin or "")["archive_info"]["hashes"]["sha256"])
    except (importlib.metadata.PackageNotFoundError, OSError, ValueError, KeyError, TypeError):
        return None


def _version(notebook: Path) -> str | None:
    """The fingerprint that gan-lab build left in a notebook's metadata."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    try:
        return content["metadata"]["gan_lab"]["source"]
    except (KeyError, TypeError):
        return None  # saved by a tool that drops metadata, or made before there were fingerprints
