"""What a running notebook calls: the set-up cell's one line, help where a cell was left out, and
TensorBoard in the page."""

from __future__ import annotations

import os
import shutil
import sysconfig
import traceback
import types
from pathlib import Path
from typing import Any

from gan_lab.lessons import Lesson, find_lesson
from gan_lab.runtime import has_page, pick_device, profile


def begin(lesson: str) -> None:
    """Print a lesson's device, profile, data source and expected minutes, in one line.

    From then on a missing name in this notebook names the cell to run.

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
    explain_missing_names(chosen.number)


def explain_missing_names(lesson: str) -> None:
    """From now on a missing name or key in a cell of this notebook says which cell to run.

    Outside IPython there are no cells, and nothing happens.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return

    def explain(
        shell: Any, kind: type, error: BaseException, trace: Any, tb_offset: Any = None
    ) -> None:
        if isinstance(error, NameError) and error.name:
            error.args = (f"{error}\n\n{which_cell(lesson, error.name)}",)
        elif isinstance(error, KeyError) and _in_a_cell(trace):
            error.args = (_AsItIs(f"{error}\n\n{_made_above(str(error))}"),)
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NameError, KeyError), explain)


class _AsItIs(str):
    """A KeyError shows repr() of what it got: of this text the text itself."""

    __repr__ = str.__str__


def _in_a_cell(trace: types.TracebackType) -> bool:
    """Whether an error was raised by a cell's own line, not in a function that it calls."""
    frames = [frame for frame, _ in traceback.walk_tb(trace)]
    return frames[-1].f_locals is frames[-1].f_globals


def which_cell(lesson: str, name: str) -> str:
    """What to run where `name` is not defined."""
    from gan_lab.checks import exercises

    for task in exercises(lesson):
        if task.answer == name:
            return (
                f"{name} is what exercise {task.id} asks for: run the cell in which you write it. "
                f'To go on without it: {name} = stuck("{task.id}")'
            )
    return _made_above(name)


def _made_above(name: str) -> str:
    return (
        f"{name} is made in a cell above that has not run since the kernel started, or stopped "
        "with an error: mend that one first. Then select this cell, choose Run > Run All Above "
        "Selected Cell (in Colab Runtime > Run before), and run it again. Or is the name misspelt?"
    )


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


def open_tensorboard(folder: str | Path) -> None:
    """Show TensorBoard on a log folder inside the notebook, as `%tensorboard --logdir` does.

    Where nobody looks, as in a test, a server would stay behind: then the command is printed.
    """
    logs = Path(folder).as_posix()  # a backslash would be lost on the way
    if not has_page():
        print(f'tensorboard --logdir "{logs}"')
        return
    from tensorboard import notebook  # slow to import

    # JupyterLab may have been started without its environment's programs on the path
    program = shutil.which("tensorboard", path=sysconfig.get_path("scripts"))
    if program:
        os.environ.setdefault("TENSORBOARD_BINARY", program)
    notebook.start(f'--logdir "{logs}"')
