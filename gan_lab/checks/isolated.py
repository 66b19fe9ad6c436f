"""Run one check on a file of definitions, in a process of its own.

    python -m gan_lab.checks.isolated LESSON EXERCISE FILE.py VERDICT.json

is what `check_file` starts: an answer that crashes, exits or never ends cannot harm its caller.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from gan_lab.checks._core import Verdict, find_exercise, run, starting_namespace
from gan_lab.errors import GanLabError
from gan_lab.lessons import find_lesson

TIMEOUT = 60.0  # seconds; the slowest check takes a few


def check_file(lesson: str, exercise: str, file: str | Path, timeout: float = TIMEOUT) -> Verdict:
    """The verdict on the definitions in `file`.

    Args:
        lesson: "2", "02" or "02_mlp_mnist". exercise: "2.3", or "3" within the lesson.
        timeout: seconds after which the answer counts as one that never ends.

    Raises:
        GanLabError: an unknown lesson or exercise, or a file that cannot be run at all.
    """
    number = str(int(find_lesson(lesson).number))
    task = find_exercise(exercise if "." in exercise else f"{number}.{exercise}")
    if task.id.split(".")[0] != number:
        raise GanLabError(f"exercise {task.id} does not belong to lesson {number}")
    path = Path(file)
    if not path.is_file():
        raise GanLabError(f"there is no file {path}")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "verdict.json"
        command = [sys.executable, "-m", "gan_lab.checks.isolated"]
        command += [number, task.id, str(path.resolve()), str(report)]
        try:
            # What the answer prints goes to stderr, apart from the verdict. An empty folder to
            # work in: a student's file called numbers.py must not stand in for Python's own.
            done = subprocess.run(
                command, timeout=timeout, stdin=subprocess.DEVNULL, stdout=2, cwd=folder
            )
        except subprocess.TimeoutExpired:
            hint = f"`{task.answer}` did not come to an end within {timeout:.0f} seconds."
            return Verdict(task.id, "failed", 0, task.points, "timeout", hint)
        if not report.is_file():
            raise GanLabError(f"{path} ended its process (exit status {done.returncode})")
        found = json.loads(report.read_text(encoding="utf-8"))
    if "error" in found:
        raise GanLabError(found["error"])
    return Verdict(**{**found, "notes": tuple(found["notes"])})


def _main(lesson: str, exercise: str, file: str, report: str) -> None:
    task = find_exercise(exercise)
    namespace = starting_namespace(lesson)
    del namespace[task.answer]
    namespace["__name__"] = "answer"
    sys.path.append(str(Path(file).parent))  # at the end: the answer may use its neighbours
    try:
        exec(compile(Path(file).read_bytes(), file, "exec"), namespace)
        found = dataclasses.asdict(run(exercise, namespace))
    except SyntaxError as error:
        found = {"error": f"{file} is not Python: line {error.lineno}: {error.msg}"}
    except Exception as error:
        text = " ".join(str(error).split())[:200]
        found = {"error": f"{file} cannot be run: {type(error).__name__}: {text}"}
    Path(report).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])
