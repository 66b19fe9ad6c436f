"""An exception that the student's code raised, as one or two sentences that help."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = {Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib")}
_LENGTH = 300  # characters of an error's own message


def explain(answer: str, todo: str, error: BaseException) -> tuple[str, str, str]:
    """(status, mistake, hint) for an exception that ended a check.

    Args:
        answer: name of the function or class. todo: what an unfilled answer says without words.
    """
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [f for f in frames if _is_students(f)]
    if isinstance(error, NotImplementedError) and theirs and theirs[-1] is frames[-1]:
        said, source = str(error), theirs[-1].line or ""
        # torch raises it as well, such as for the mean of True and False
        if not said or "TODO" in said or source.startswith("raise"):
            return "missing", "todo", said or todo
    line = f" The line is: `{theirs[-1].line}`" if theirs and theirs[-1].line else ""
    if isinstance(error, SystemExit):
        hint = f"`{answer}` ends Python itself. Leave out `exit` and `quit`: `return` is enough."
        return "failed", "exits", hint
    if isinstance(error, RecursionError):
        hint = f"`{answer}` calls itself again and again. Who should it call instead?"
        return "failed", "recursion", hint + line
    if isinstance(error, MemoryError) or "tried to allocate" in str(error).lower():
        hint = (
            f"`{answer}` asks for more memory than this computer has. Look at the shapes: is a "
            "tensor far larger than its input?"
        )
        return "failed", "memory", hint + line
    if isinstance(error, NameError) and error.name:
        return "failed", "raises", _about_name(answer, error.name) + line
    message = " ".join(str(error).split())
    if len(message) > _LENGTH:
        message = message[:_LENGTH] + " ..."
    told = f"{type(error).__name__}: {message}" if message else type(error).__name__
    if not theirs:
        hint = (
            f"What `{answer}` takes or gives back does not fit here ({told}). Compare it with what "
            "the exercise calls *Fixed*."
        )
        return "failed", "raises", hint
    end = "." if line and not told.endswith((".", "!", "?")) else ""
    return "failed", "raises", f"`{answer}` stopped with {told}{end}{line}"


def _is_students(frame: traceback.FrameSummary) -> bool:
    return not is_installed(frame.filename) and not Path(frame.filename).is_relative_to(_PACKAGE)


def is_installed(file: str) -> bool:
    """Whether `file` belongs to Python or to a library: not to the course, nor to a student."""
    path = Path(file)
    return (
        file.startswith("<frozen")
        or not {"site-packages", "dist-packages"}.isdisjoint(path.parts)
        or any(path.is_relative_to(folder) for folder in _LIBRARIES)
    )


def _about_name(answer: str, name: str) -> str:
    return (
        f"`{answer}` uses `{name}`, which is not defined now. If a set-up cell at the top of the "
        "lesson makes it, run those first (also after each restart of the kernel). Else look at "
        "its spelling, and whether it is among the arguments."
    )
