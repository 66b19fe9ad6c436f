"""Run checks on mutants, and count what they refuse."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import linecache
import multiprocessing
import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from gan_lab.checks import Exercise, Verdict, find_exercise, run
from gan_lab.checks._core import starting_namespace
from gan_lab.course.source import read_source, solved_notebook
from gan_lab.lessons import find_lesson
from tests.mutants.harmless import HARMLESS
from tests.mutants.operators import Mutant, mutants

ROOT = Path(__file__).parents[2]
GOAL = 0.97  # of the mutants that are neither the same nor free


@dataclass
class Report:
    """What the check of one exercise did with its mutants.

    counted: neither equivalent nor harmless. survivors: counted, and yet accepted.
    stale: names in `harmless` that no mutant has, or that are refused after all.
    """

    exercise: str
    counted: int = 0
    listed: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


@functools.cache
def _solved(lesson: str) -> NotebookNode:
    name = find_lesson(lesson).name
    return solved_notebook(read_source(ROOT / "solutions" / f"{name}.py"))


def solutions(lesson: str) -> dict[str, str]:
    """The answer cells of a lesson's solution, by exercise."""
    found: dict[str, str] = {}
    for cell in _solved(lesson).cells:
        if "answer" in cell.metadata.get("tags", []):
            id = cell.metadata.gan_lab.exercise
            found[id] = "\n\n".join(filter(None, [found.get(id), cell.source]))
    return found


def set_up(lesson: str) -> dict[str, Any]:
    """What answers find around them: the lesson's set-up cells, and the package's answers."""
    names = starting_namespace(lesson)
    references = dict(names)
    for cell in _solved(lesson).cells:
        if "setup" in cell.metadata.get("tags", []) and cell.id != "setup":
            with contextlib.redirect_stdout(None):
                exec(compile(cell.source, cell.id, "exec"), names)
    return {**names, **references, "__name__": "answer"}


def judge(task: Exercise, code: str, around: dict[str, Any], seed: int = 0) -> Verdict:
    """The verdict on `code`, which defines the answer to `task`."""
    namespace = dict(around)
    namespace.pop(task.answer, None)
    file = f"<answer {task.id} {hashlib.sha256(code.encode()).hexdigest()[:8]}>"
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in a notebook, where a warning stops nothing
        try:
            exec(compile(code, file, "exec", dont_inherit=True), namespace)
        except Exception as error:  # the answer's cell stops: the student sees it there
            return Verdict(task.id, "failed", 0, task.points, "raises", str(error))
        return run(task.id, namespace, seed)


def _sampled(found: Sequence[Mutant], n: int | None, salt: str) -> list[Mutant]:
    """All mutants, or the `n` that `salt` picks: always the same ones for the same code."""
    if n is None or len(found) <= n:
        return list(found)
    return sorted(found, key=lambda m: hashlib.sha256(f"{salt} {m.code}".encode()).digest())[:n]


def examine(id: str, sample: int | None = None, salt: str = "") -> Report:
    """Mutate the solution of exercise `id` and run its check on what comes out."""
    task, lesson = find_exercise(id), id.split(".")[0]
    code, around = solutions(lesson)[id], set_up(lesson)
    harmless = HARMLESS.get(id, {})
    found = mutants(code)
    report = Report(id, stale=sorted(set(harmless) - {m.name for m in found}))
    chosen = [m for m in found if m.name not in harmless]
    report.listed = len(found) - len(chosen)
    for mutant in _sampled(chosen, sample, salt):
        report.counted += 1
        if judge(task, mutant.code, around).status == "passed":
            report.survivors.append(mutant)
    if sample is None:
        for mutant in found:
            if mutant.name in harmless and judge(task, mutant.code, around).status != "passed":
                report.stale.append(mutant.name)
    return report


def examine_all(
    ids: Sequence[str], sample: int | None = None, salt: str = "", jobs: int = 1
) -> Iterator[Report]:
    """`examine` for each exercise, in processes of their own, in the order of `ids`."""
    work = [(id, sample, salt) for id in ids]
    if jobs == 1:
        yield from (examine(*each) for each in work)
        return
    os.environ["OMP_NUM_THREADS"] = "1"  # one core a process
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_examine, work)


def _examine(work: tuple[str, int | None, str]) -> Report:
    return examine(*work)
