"""The process behind `gan-lab grade`: it has torch and the checks ready, and forks for each answer.

    python -m gan_lab.grading.worker

reads one JSON request a line and writes one JSON result a line. It runs no student's code itself.
Where Python cannot fork (Windows), the process that answers the request is the one that ends.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import io
import json
import linecache
import os
import random
import re
import secrets
import select
import shutil
import signal
import sys
import tempfile
import time
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from IPython.core.inputtransformer2 import TransformerManager

from gan_lab.checks import Exercise, Verdict, exercises, find_exercise, run
from gan_lab.checks._core import import_optimizers, starting_namespace, too_slow
from gan_lab.checks._explain import explain
from gan_lab.checks._limits import TookTooLong, time_limit
from gan_lab.errors import GanLabError
from gan_lab.grading import guard, sandbox
from gan_lab.grading.pool import CRASHED, FOLDER
from gan_lab.grading.transplant import Cell

MOST_SAID = 262_144  # bytes that a process may tell; of more, the rest is not heard
START = 15.0  # seconds that a process may take beside the answer and its check
GRACE = 4.0  # seconds after which what Python cannot interrupt is killed
OTHER_CELLS = 5.0  # seconds for the definitions in all other cells
TAMPERED = "tampered"


@dataclass(frozen=True)
class Lesson:
    """What is there before any of the student's code.

    namespace: the names of the lesson
    snapshot, classes: how all looks that checks are made of; of the worker, whatever the lesson
    """

    namespace: dict[str, Any]
    snapshot: guard.Snapshot
    classes: set[int]


def main() -> None:
    """Answer requests until the input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints: only results go to the one who asks
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    # `-m` puts the current folder there, which is the worker's own
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path.cwd()]
    torch.set_num_threads(1)
    import_optimizers()
    sandbox.adopt_orphans()
    try:
        plan = sandbox.prepare()
    except GanLabError as error:
        _tell(out, {"error": str(error)})
        return
    namespaces: dict[str, dict[str, Any]] = {}
    _tell(out, {"layers": plan.layers()})
    for line in requests:
        request = json.loads(line)
        name = request["lesson"]
        if "setup" in request:
            namespaces[name] = prepare_lesson(name, request["setup"], request["definitions"])
            snapshot, classes = guard.Snapshot(), guard.all_classes()  # its imports are new
            gc.collect()
            gc.freeze()  # a forked process then shares these pages
            _tell(out, {"ready": name})
            continue
        _tell(out, grade_one(request, Lesson(namespaces[name], snapshot, classes), plan))
    if Path.cwd().name.startswith(FOLDER):  # the command may have been killed: nobody else does it
        shutil.rmtree(Path.cwd(), ignore_errors=True)


def _tell(out: Any, what: dict[str, Any]) -> None:
    try:
        out.write(json.dumps(what) + "\n")
        out.flush()
    except BrokenPipeError:  # the command was killed
        os._exit(1)


def prepare_lesson(name: str, setup: list[Cell], definitions: list[Cell]) -> dict[str, Any]:
    """The names that the lesson's own set-up cells and its other cells define.

    These are the course's: the student's copies of them are not run.
    """
    exercises(name)
    namespace = {**starting_namespace(name), "__name__": "__main__"}
    own: dict[str, Any] = dict(namespace)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for id, code in setup:
            exec(compile(code, f"<cell {id}>", "exec", dont_inherit=True), namespace)
        own.update(namespace)
        for cell in definitions:
            run_definitions(cell, own)
    for key, value in own.items():
        namespace.setdefault(key, value)
    for library in guard.LEANED_ON:
        with contextlib.suppress(ImportError):
            __import__(library)
    return namespace


# One answer, seen from outside


def grade_one(request: dict[str, Any], lesson: Lesson, plan: sandbox.Plan) -> dict[str, Any]:
    """The result for one answer, whatever it does.

    Returns:
        {"verdict": a Verdict as a dictionary, "cell": id of the cell at work when it ended early}
    """
    if not hasattr(os, "fork"):
        return _grade_here(request, lesson, plan)
    task = find_exercise(request["exercise"])
    seconds = float(request["seconds"])
    home = Path(tempfile.mkdtemp(prefix="home_", dir=Path.cwd()))
    reads, writes = os.pipe()
    nonce = secrets.token_hex(16)
    pid = os.fork()
    if pid == 0:
        os.close(reads)
        _in_namespaces(lambda: _report(request, lesson, plan, home, writes, nonce), plan)
    os.close(writes)
    status = None
    try:
        cell, found, late, status = _listen(reads, pid, seconds, nonce)
    finally:
        os.close(reads)
        sandbox.end_all(plan, pid, ended=status is not None)
        shutil.rmtree(home, ignore_errors=True)
    if found is not None:
        if not _is_verdict(found, task):
            told = "What this answer's process told is no verdict: somebody meddled with it."
            return _result(Verdict(task.id, "failed", 0, task.points, CRASHED, told), None)
        return {"verdict": found, "cell": None}
    if late or status == -signal.SIGXCPU:
        hint = too_slow(task.answer, seconds)
        return _result(Verdict(task.id, "failed", 0, task.points, "timeout", hint), cell)
    return _result(Verdict(task.id, "failed", 0, task.points, CRASHED, _died(status)), cell)


def _result(verdict: Verdict, cell: str | None) -> dict[str, Any]:
    return {"verdict": vars(verdict), "cell": cell}


def _is_verdict(found: Any, task: Exercise) -> bool:
    """Whether it is one that the check of this exercise could have given."""
    if not isinstance(found, dict) or set(found) != set(Verdict.__dataclass_fields__):
        return False
    texts = [found["mistake"], found["hint"]]
    points = task.points if found["status"] == "passed" else 0
    return (
        found["exercise"] == task.id
        and found["status"] in ("passed", "failed", "missing", "unscored")
        and found["out_of"] == task.points
        and type(found["points"]) is int
        and found["points"] == points
        and all(text is None or isinstance(text, str) for text in texts)
        and isinstance(found["notes"], list)
        and all(isinstance(note, str) for note in found["notes"])
    )


def _died(status: int | None) -> str:
    if status is None or status == -signal.SIGKILL:
        how = "was killed"
    elif status < 0:
        how = f"died of signal {-status} ({signal.strsignal(-status)})"
    else:
        how = f"ended by itself, with exit status {status}"
    return (
        f"The process that ran this answer {how} before its check was over. Is there an `exit` in "
        "it, or a tensor that is far too large?"
    )


def _read(line: bytes, nonce: str) -> dict[str, Any]:
    """A line of the child; {} unless it holds the secret word."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) and message.get("nonce") == nonce else {}


def _listen(
    pipe: int, pid: int, seconds: float, nonce: str
) -> tuple[str | None, dict[str, Any] | None, bool, int | None]:
    """Hear the process until it has told a verdict or has ended.

    Its end is seen by the process, not by the pipe: something that it started may hold that open.
    Its time is up `seconds`, and a little more, after it has told of the last cell that it began.

    Returns:
        the last cell that it began, the verdict, whether its time was up, and its exit status
        (negative for a signal), None if it runs on
    """
    said, open_, n_cells = b"", True, 0
    latest = time.monotonic() + 2 * seconds + OTHER_CELLS + START
    deadline = time.monotonic() + START
    status: int | None = None
    while True:
        done, code = os.waitpid(pid, os.WNOHANG)
        status = os.waitstatus_to_exitcode(code) if done else None
        while open_ and select.select([pipe], [], [], 0.02 if status is None else 0)[0]:
            part = os.read(pipe, MOST_SAID)
            said += part
            open_ = bool(part) and len(said) < MOST_SAID
            if part.endswith(b"\n"):
                break
        messages = [_read(line, nonce) for line in said.splitlines()]
        verdicts = [message["verdict"] for message in messages if "verdict" in message]
        cells = [message["cell"] for message in messages if "cell" in message]
        if len(cells) > n_cells:
            n_cells, deadline = len(cells), min(latest, time.monotonic() + seconds + GRACE)
        late = time.monotonic() > deadline
        if verdicts or status is not None or late:
            cell = cells[-1] if cells else None
            return cell, verdicts[0] if verdicts else None, late, status
        if not open_:
            time.sleep(0.01)


def _in_namespaces(work: Callable[[], None], plan: sandbox.Plan) -> None:
    """Do `work` in a process that is the first in its namespaces, and end as it ends."""
    status = 70
    try:
        os.setsid()
        sandbox.die_with_parent()
        sandbox.own_namespaces(plan)
        if not plan.flags & sandbox.NEWPID:
            work()
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            work()
            os._exit(0)
        _close_all_but()
        _, ended = os.waitpid(pid, 0)
        status = os.waitstatus_to_exitcode(ended)
        if status < 0:  # end in the same way
            if -status != signal.SIGKILL:
                signal.signal(-status, signal.SIG_DFL)
            os.kill(os.getpid(), -status)
    finally:
        os._exit(status & 0xFF)


def _close_all_but(*kept: int) -> None:
    """Close every file but `kept` and the first three."""
    last = 2
    for fd in sorted({*kept, 65_536}):
        os.closerange(last + 1, fd)
        last = fd


# One answer, seen from inside


def _report(
    request: dict[str, Any],
    lesson: Lesson,
    plan: sandbox.Plan,
    home: Path,
    pipe: int,
    nonce: str,
) -> None:
    """Give up all rights, judge the answer, and write the verdict with the secret word."""
    status = 70
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        quiet = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(quiet, fd)
        _close_all_but(pipe)
        seconds = float(request["seconds"])
        sandbox.enter(plan, home, 2 * seconds + OTHER_CELLS + START)
        write, dumps = os.write, json.dumps

        def tell(what: dict[str, Any]) -> None:
            write(pipe, dumps({**what, "nonce": nonce}).encode() + b"\n")

        verdict = judge(request, lesson, str(home), lambda cell: tell({"cell": cell}))
        tell({"verdict": vars(verdict)})
        status = 0
    finally:
        os._exit(status)


def judge(
    request: dict[str, Any],
    lesson: Lesson,
    home: str,
    begins: Callable[[str], None] = lambda cell: None,
) -> Verdict:
    """Run the student's definitions and check one answer. Call it in a process of its own.

    Args:
        request: lesson, exercise, before, after, answer (cells), seed, seconds, hidden (folders)
        begins: is told the id of each cell before it runs
    """
    task = find_exercise(request["exercise"])
    seconds, seed = float(request["seconds"]), int(request["seed"])
    # Held by this function: an answer that puts something else in their places gains nothing.
    check, restore, clean = run, lesson.snapshot.changes, _clean
    module = types.ModuleType("__main__")  # as in a notebook; what is pickled looks it up
    keep = sys.modules["__main__"]  # its functions are still at work
    sys.modules["__main__"] = module
    namespace = vars(module)
    namespace.update(lesson.namespace)
    namespace.pop(task.answer, None)
    namespace["get_ipython"] = _NoShell
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    warnings.simplefilter("ignore")
    watch = guard.Watch(request.get("hidden", ()))
    void = partial(_void, watch, restore, partial(guard.liars, lesson.classes))

    with contextlib.redirect_stdout(_Nowhere()), contextlib.redirect_stderr(_Nowhere()):
        verdict = _define(request, namespace, begins)
        restore()
        begins(request["answer"][-1][0] if request["answer"] else "")
        if verdict is None:
            with guard.watched_reference(task) as own:
                verdict = check(task.id, namespace, seed=seed, seconds=seconds)
            if verdict.status == "passed" and own:
                verdict = _unscored(verdict, task.answer)
        if verdict.status == "passed":
            verdict = void(verdict)
    del keep
    return clean(verdict, home)


def _void(
    watch: guard.Watch,
    restore: Callable[[], list[str]],
    liars: Callable[[], list[str]],
    verdict: Verdict,
) -> Verdict:
    """The verdict, if nothing speaks for meddling with the check; else one for human eyes."""
    task = find_exercise(verdict.exercise)
    found = [*watch.found, *restore(), *liars()]
    if not found and guard.torch_answers_wrong():
        found = ["torch's comparisons"]
    if not found:
        for canary in _canaries():
            if run(task.id, {task.answer: canary}, seconds=5.0).status != "failed":
                found = ["the check passes anything"]
    if not found:
        return verdict
    told = ", ".join(dict.fromkeys(found))[:300]
    hint = (
        f"The check passed, but while it ran the answer touched what it is checked with ({told}). "
        "Look at it yourself: no points are given or refused."
    )
    return Verdict(task.id, "failed", 0, task.points, TAMPERED, hint)


def _canaries() -> list[Any]:
    """Two answers that are right to no exercise. Their code must not look like the package's."""
    names: dict[str, Any] = {}
    code = "def nothing(*args, **kwargs): pass\ndef stops(*args, **kwargs): raise ValueError"
    exec(compile(code, "<canary>", "exec", dont_inherit=True), names)
    return [names["nothing"], names["stops"]]


def _unscored(verdict: Verdict, answer: str) -> Verdict:
    hint = f"`{answer}` calls the package's own `{answer}`. For the points, write it yourself."
    return Verdict(
        verdict.exercise, "unscored", 0, verdict.out_of, "package_object", hint, verdict.notes
    )


def _define(
    request: dict[str, Any], namespace: dict[str, Any], begins: Callable[[str], None]
) -> Verdict | None:
    """Run the definitions of all other cells, then the answer's own cells in full.

    Helpers stand in any cell, above or below; where two have one name, the one above the answer
    and nearest to it counts, as in a notebook that is run from the top.

    Returns:
        a verdict, if the answer's own cells cannot be run
    """
    task = find_exercise(request["exercise"])
    before, after = request["before"], request["after"]
    elsewhere: Any = guard.GONE
    with contextlib.suppress(TookTooLong), time_limit(OTHER_CELLS):
        for cell in [*before, *after, *before]:
            begins(cell[0])
            run_definitions(cell, namespace)
            elsewhere = namespace.pop(task.answer, elsewhere)
    verdict = None
    for cell in request["answer"]:
        begins(cell[0])
        verdict = _run_answer(cell, task, namespace, float(request["seconds"])) or verdict
    if task.answer not in namespace and elsewhere is not guard.GONE and verdict is None:
        namespace[task.answer] = elsewhere  # its own cell is untouched, or holds the beginning only
    return None if task.answer in namespace else verdict


def _run_answer(
    cell: Cell, task: Exercise, namespace: dict[str, Any], seconds: float
) -> Verdict | None:
    def verdict(status: str, name: str, hint: str) -> Verdict:
        return Verdict(task.id, status, 0, task.points, name, hint)

    try:
        with time_limit(seconds):
            exec(_compiled(cell), namespace)
        return None
    except SyntaxError as error:
        hint = f"This cell is not Python: line {error.lineno}: {error.msg}"
        return verdict("failed", "not_python", hint)
    except (RecursionError, MemoryError, ValueError) as error:
        result = verdict(*explain(task.answer, f"TODO {task.id}", error))
    except TookTooLong:
        return verdict("failed", "timeout", too_slow(task.answer, seconds))
    except BaseException as error:
        result = verdict(*explain(task.answer, f"TODO {task.id}", error))
    # Below the answer may stand a line that needs what a training made: the answer counts.
    if task.answer not in namespace:
        with contextlib.suppress(TookTooLong), time_limit(seconds):
            run_definitions(cell, namespace)
    return result


def run_definitions(cell: Cell, namespace: dict[str, Any]) -> None:
    """Run what a cell defines: functions, classes, imports and simple constants. No more.

    Each by itself: one that stops takes nothing with it.
    """
    try:
        tree = _tree(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in tree.body:
        if not is_definition(statement):
            continue
        with contextlib.suppress(Exception, SystemExit):
            one = ast.Module([statement], [])
            exec(compile(one, _file(cell), "exec", dont_inherit=True), namespace)


def is_definition(statement: ast.stmt) -> bool:
    """Whether a top-level statement only gives something a name."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(statement, ast.Assign):
        return all(map(_is_name, statement.targets)) and _is_simple(statement.value)
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return _is_name(statement.target) and _is_simple(statement.value)
    return False


def _is_name(target: ast.expr) -> bool:
    if isinstance(target, (ast.Tuple, ast.List)):
        return all(map(_is_name, target.elts))
    return isinstance(target, ast.Name)


def _is_simple(value: ast.expr) -> bool:
    """Numbers, texts, names and what is made of them; a lambda; and `stuck("2.1")`."""
    if isinstance(value, ast.Lambda):
        return True
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "stuck"
    simple = (
        ast.Constant, ast.Name, ast.Attribute, ast.BinOp, ast.UnaryOp, ast.Tuple, ast.List,
        ast.Dict, ast.Set, ast.operator, ast.unaryop, ast.expr_context,
    )  # fmt: skip
    return all(isinstance(node, simple) for node in ast.walk(value))


def _compiled(cell: Cell) -> types.CodeType:
    return compile(_tree(cell), _file(cell), "exec", dont_inherit=True)


def _tree(cell: Cell) -> ast.Module:
    code = _without_magics(cell[1])
    # so that a hint can quote the line that stopped
    linecache.cache[_file(cell)] = (len(code), None, code.splitlines(keepends=True), _file(cell))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code, _file(cell))


def _file(cell: Cell) -> str:
    return f"<cell {cell[0]}>"


def _without_magics(code: str) -> str:
    """Jupyter's own lines, `%time`, `!pip` and `name?`, become calls of a shell that does nothing.

    IPython itself tells them from Python: a line that begins with `%` may be a remainder.
    """
    if code.lstrip().startswith("%%"):
        first, _, rest = code.lstrip().partition("\n")
        code = "\n" + rest if first.split()[0] in ("%%time", "%%timeit", "%%capture") else ""
    if not re.search(r"[%!?]", code) and not code[:1].isspace():
        return code
    try:
        return TransformerManager().transform_cell(code)
    except SyntaxError:  # no Python either: what reads it next says where
        return code


class _NoShell:
    """What `get_ipython` gives an answer: whatever it is asked for does nothing."""

    def __getattr__(self, name: str) -> Callable[..., list[str]]:
        return lambda *args, **kwargs: []


class _Nowhere(io.TextIOBase):
    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


def _clean(verdict: Verdict, home: str) -> Verdict:
    """The verdict without what differs from run to run: addresses, and the temporary folders.

    And without what a terminal would take for a command.
    """
    worker = str(Path(home).parent)

    def clean(text: str | None) -> str | None:
        if text is None:
            return None
        told = str(text).replace(home, "~").replace(worker, "~")
        told = "".join(each if each.isprintable() or each == "\n" else "?" for each in told)
        return re.sub(r"\b0x[0-9a-fA-F]+", "0x...", told)[:2000]

    notes = tuple(str(clean(note)) for note in verdict.notes)
    return Verdict(
        verdict.exercise,
        verdict.status,
        verdict.points,
        verdict.out_of,
        clean(verdict.mistake),
        clean(verdict.hint),
        notes,
    )


def _grade_here(request: dict[str, Any], lesson: Lesson, plan: sandbox.Plan) -> dict[str, Any]:
    """Without fork: in this process, which the one who asked ends afterwards."""
    with _temporary() as home:
        return _result(judge(request, lesson, str(home)), None)


@contextlib.contextmanager
def _temporary() -> Iterator[Path]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        sandbox.enter(sandbox.Plan(), Path(folder), 0)
        yield Path(folder)
        os.chdir(before)


if __name__ == "__main__":
    # In a module of its own name, whose functions `guard.Snapshot` knows.
    from gan_lab.grading.worker import main as start

    start()
