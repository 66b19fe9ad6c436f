"""What a notebook's set-up cell ends with: one line that says where and how the lesson runs."""

from __future__ import annotations

from gan_lab.lessons import Lesson, find_lesson
from gan_lab.runtime import pick_device, profile


def begin(lesson: str) -> None:
    """Print a lesson's device, profile, data source and expected minutes, in one line.

    Raises:
        GanLabError: the lesson, or the device or profile that the environment asks for, is unknown.
    """
    chosen = find_lesson(lesson)
    parts = [
        f"Lesson {chosen.number} · {chosen.title}",
        f"device {pick_device()}",
        f"profile {profile()}",
    ]
    if chosen.data is not None:
        from gan_lab.data import describe  # imports torchvision, which takes a moment

        parts.append(f"data: {describe(chosen.data)}")
    parts.append(_waiting(chosen, profile()))
    print(" | ".join(parts))


def _waiting(lesson: Lesson, profile: str) -> str:
    """How long the lesson computes. Only the standard profile on two CPU cores is measured."""
    if profile == "quick":
        return "a few seconds of computing; pictures will be rough"
    if lesson.wait < 1:
        minutes = "less than a minute"
    else:
        minutes = f"about {lesson.wait:g} minute{'s' if lesson.wait != 1 else ''}"
    if profile == "gpu":
        return f"{minutes} of computing on two CPU cores, usually less on a GPU (not measured)"
    return f"{minutes} of computing"
