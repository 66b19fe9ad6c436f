"""What a student has reached, in a file of the student's own folder: progress.json.

It lies beside the notebooks, outlives the kernel, and is sent nowhere. The environment variable
GAN_LAB_PROGRESS names another file, seen from there, or is "off".
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from gan_lab.checks._core import Verdict
from gan_lab.errors import GanLabError
from gan_lab.files import free_name, replacing

FILE = "progress.json"
FORMAT = 1
STATUSES = ("missing", "failed", "unscored", "passed")


def progress_file(folder: str | Path = ".") -> Path | None:
    """Where progress is kept for notebooks in `folder`; None when it is switched off."""
    setting = os.environ.get("GAN_LAB_PROGRESS", "")
    if setting.lower() == "off":
        return None
    return Path(folder) / (setting or FILE)


def read_progress(file: Path) -> dict[str, dict[str, Any]]:
    """What `file` holds: for each exercise checked its status, points, tries and time (UTC).

    Raises:
        GanLabError: the file holds something else.
        OSError: it is there and cannot be read just now.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise GanLabError(f"{file} cannot be read: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("exercises"), dict):
        raise GanLabError(f"{file} is not a file of this course's progress")
    if content.get("format") != FORMAT:
        raise GanLabError(f"{file} was written by another version of the course")
    return {
        str(id): entry
        for id, entry in content["exercises"].items()
        if isinstance(entry, dict) and entry.get("status") in STATUSES
    }


def record(verdict: Verdict, file: Path) -> str | None:
    """Add one verdict to `file`. Returns what the student should know, or None.

    The file is replaced whole or not at all. One that cannot be read is kept under a new name.
    Never raises for a file: a check must not fail because a disk is full.
    """
    told = None
    try:
        found = read_progress(file)
    except OSError as error:
        return f"Your points are not kept: {file} cannot be read ({error.strerror or error})."
    except GanLabError as error:
        aside = free_name(file)
        try:
            file.replace(aside)
        except OSError:
            return f"Your points are not kept: {error}."
        found, told = {}, f"{error}. It is kept as {aside.name}; a new one is begun."
    found[verdict.exercise] = _better(found.get(verdict.exercise), verdict)
    try:
        with replacing(file) as part:
            text = json.dumps({"format": FORMAT, "exercises": found}, indent=1)
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        return f"Your points are not kept: {file} cannot be written ({error.strerror or error})."
    return told


def _better(before: Mapping[str, Any] | None, verdict: Verdict) -> dict[str, Any]:
    tries = 1 + (before["tries"] if before and isinstance(before.get("tries"), int) else 0)
    if before and before["status"] == "passed":
        return {**before, "tries": tries}  # what was once solved stays solved
    return {
        "status": verdict.status,
        "points": verdict.points,
        "out_of": verdict.out_of,
        "mistake": verdict.mistake,
        "tries": tries,
        "when": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def summary(found: Mapping[str, Mapping[str, Any]]) -> str:
    """A table of all lessons: exercises solved and points, core and optional."""
    from gan_lab.checks._core import exercises
    from gan_lab.lessons import LESSONS

    lines = [f"{'lesson':<38}{'core points':>14}{'optional':>12}{'solved':>12}"]
    totals = [0, 0, 0, 0]
    for lesson in LESSONS:
        tasks = exercises(lesson.name)
        earned = {t.id: t.points * (found.get(t.id, {}).get("status") == "passed") for t in tasks}
        core, optional = [t for t in tasks if t.core], [t for t in tasks if not t.core]
        row = [sum(earned[t.id] for t in core), sum(t.points for t in core)]
        row += [sum(earned[t.id] for t in optional), sum(t.points for t in optional)]
        totals = [a + b for a, b in zip(totals, row, strict=True)]
        solved = f"{sum(map(bool, earned.values()))} of {len(tasks)}"
        lines.append(_row(f"{lesson.number} {lesson.title}", row, solved))
    lines.append(_row("all", totals, ""))
    return "\n".join(lines)


def _row(name: str, points: list[int], solved: str) -> str:
    core = f"{points[0]} of {points[1]}" if points[1] else ""
    optional = f"{points[2]} of {points[3]}" if points[3] else ""
    return f"{name:<38}{core:>14}{optional:>12}{solved:>12}".rstrip()
