"""Run one check on a file of definitions, in a process of its own.

    python -m gan_lab.checks.isolated LESSON EXERCISE FILE.py VERDICT.json SECONDS

is what `check_file` starts: an answer that crashes, exits or never ends cannot harm its caller.
"""

from __future__ import annotations

import contextlib
import dataclasses
import faulthandler
import json
import subprocess
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path

from gan_lab.checks._core import (
    Verdict,
    find_exercise,
    import_optimizers,
    run,
    starting_namespace,
    too_slow,
)
from gan_lab.checks._limits import SECONDS, TookTooLong, limited_output, time_limit
from gan_lab.errors import GanLabError
from gan_lab.lessons import find_lesson

START = 60.0  # seconds that Python and torch may take to start
MEMORY = 4 * 2**30  # bytes that an answer may take beyond what torch has taken
FILE_SIZE = 100 * 2**20  # bytes of the largest file that it may write


def check_file(lesson: str, exercise: str, file: str | Path, seconds: float = SECONDS) -> Verdict:
    """The verdict on the definitions in `file`.

    Args:
        lesson: "2", "02" or "02_mlp_mnist". exercise: "2.3", or "3" within the lesson.
        seconds: how long the definitions may take to run, and then the check. An import of
            theirs counts, since the process ends with it.

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
    if path.suffix == ".ipynb":
        raise GanLabError(
            f"{path} is a notebook, not a file of Python: run the check cell in it, or grade it "
            "with gan-lab grade"
        )

    def failed(name: str, hint: str) -> Verdict:
        return Verdict(task.id, "failed", 0, task.points, name, hint)

    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "verdict.json"
        command = [sys.executable, "-m", "gan_lab.checks.isolated"]
        command += [number, task.id, str(path.resolve()), str(report), str(seconds)]
        try:
            # What the answer prints goes to stderr, apart from the verdict. An empty folder to
            # work in: a student's file called numbers.py must not stand in for Python's own.
            done = subprocess.run(
                command,
                timeout=START + 2 * (seconds + 4),
                stdin=subprocess.DEVNULL,
                stdout=2,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            return failed("timeout", too_slow(task.answer, seconds))
        if _trace(report):
            return failed("timeout", too_slow(task.answer, seconds))
        if not report.is_file():
            return failed(
                "crashed",
                f"`{task.answer}` ended Python itself (exit status {done.returncode}). Leave out "
                "`exit`; without it, look for a tensor that is far too large.",
            )
        found = json.loads(report.read_text(encoding="utf-8"))
    if "error" in found:
        raise GanLabError(found["error"])
    return Verdict.of(found)


def _trace(report: Path) -> bool:
    """Whether the watchdog has ended the process that was to write `report`."""
    trace = report.with_suffix(".trace")
    return not report.is_file() and trace.is_file() and trace.stat().st_size > 0


def _main(lesson: str, exercise: str, file: str, report: str, limit: str) -> None:
    task, seconds = find_exercise(exercise), float(limit)
    module = types.ModuleType("answer")  # a module of its own, which dataclasses look up
    sys.modules[module.__name__] = module
    namespace = vars(module)
    namespace.update(starting_namespace(lesson))
    del namespace[task.answer]
    sys.path.append(str(Path(file).parent))  # at the end: the answer may use its neighbours
    import_optimizers()
    _limit_memory()
    try:
        with _watchdog(report, seconds), limited_output(), time_limit(seconds):
            exec(compile(Path(file).read_bytes(), file, "exec", dont_inherit=True), namespace)
        with _watchdog(report, seconds):
            found = dataclasses.asdict(run(exercise, namespace, seconds=seconds))
    except SyntaxError as error:
        found = {"error": f"{file} is not Python: line {error.lineno}: {error.msg}"}
    except TookTooLong:
        hint = too_slow(task.answer, seconds)
        found = dataclasses.asdict(Verdict(task.id, "failed", 0, task.points, "timeout", hint))
    except (Exception, SystemExit) as error:
        text = " ".join(str(error).split())[:200]
        found = {"error": f"{file} cannot be run: {type(error).__name__}: {text}"}
    Path(report).write_text(json.dumps(found), encoding="utf-8")


@contextlib.contextmanager
def _watchdog(report: str, seconds: float) -> Iterator[None]:
    """End the process where Python cannot interrupt the answer, and leave a file that says so."""
    with Path(report).with_suffix(".trace").open("w") as trace:
        # A thread of the interpreter's own: it needs no turn from the code that hangs.
        faulthandler.dump_traceback_later(seconds + 4, exit=True, file=trace)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    """No more memory and no larger files than an answer can need, where the system has limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    for limit, size in ((resource.RLIMIT_DATA, used + MEMORY), (resource.RLIMIT_FSIZE, FILE_SIZE)):
        with contextlib.suppress(OSError, ValueError):  # a tighter limit is there already
            resource.setrlimit(limit, (size, resource.getrlimit(limit)[1]))


if __name__ == "__main__":
    _main(*sys.argv[1:])
