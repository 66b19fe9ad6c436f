"""`gan-lab grade`: from what was handed in to grades, resumable at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import Queue
from typing import Any

from gan_lab import __version__
from gan_lab.checks import Verdict
from gan_lab.course.workspace import course_root
from gan_lab.errors import GanLabError
from gan_lab.files import replacing, writing
from gan_lab.grading import grades, report, thoughts
from gan_lab.grading.pool import Worker
from gan_lab.grading.submissions import Submission, find_submissions
from gan_lab.grading.transplant import Pristine, Work, read_pristine, transplant
from gan_lab.lessons import find_lesson

MOST_LISTED = 20  # lines of a list in the terminal
SECONDS = 20.0  # for an answer, and then for its check; right ones take one or two
# What the name of a mistake says that a check's own status does not.
ENDED = {"timeout": "timeout", "crashed": "crashed", "tampered": "crashed"}


def grade(
    source: str | Path,
    out: str | Path,
    *,
    jobs: int | None = None,
    seconds: float | None = None,
    lesson: str | None = None,
    seed: int | None = None,
    only: Sequence[str] = (),
    manual: Sequence[str | Path] = (),
    reports: str | Path | None = None,
) -> dict[str, Any]:
    """Grade all submissions in `source` and write the grades, the sheet of marks and the reports.

    Args:
        source: a folder or a zip, which stays as it is
        out: the CSV file; the others are named after it
        jobs: how many answers at a time; None for as many as there are cores
        seconds: for an answer, and then for its check; None: as in the run that is resumed, else
            SECONDS
        lesson: grade the submissions of this lesson alone
        seed: of the checks; None: the one of the run that is resumed, else one drawn at random
        only: students to grade, by the names that `students` gives; () for all
        manual: filled-in sheets of marks, beside the one that lies beside `out`
        reports: folder of the pages; None for one beside `out`

    Raises:
        GanLabError: what was given cannot be used, or a file cannot be written.
    """
    out = _checked_out(source, Path(out), reports)
    root = course_root()
    chosen = find_lesson(lesson).name if lesson else None
    everybody = find_submissions(source)
    found = _chosen(everybody, only)
    jobs = len(_cores()) if jobs is None else jobs
    if jobs < 1 or (seconds is not None and seconds <= 0):
        raise GanLabError(f"--jobs and --timeout must be above 0, got {jobs} and {seconds}")
    _given(manual, _sheet(out), [each.student for each in everybody])  # before hours of grading
    state = State(out, seed, seconds)
    seconds = state.seconds
    pristine = {
        name: read_pristine(root, name)
        for name in sorted({each.lesson for each in found if _to_grade(each, chosen)})
    }
    hidden = hidden_from_answers(Path(source), out, root)
    started = time.monotonic()
    entries, timings, layers, n_new = _grade_all(
        found, pristine, chosen, state, jobs, seconds, hidden
    )
    results = {
        "format": grades.FORMAT,
        "course_version": __version__,
        "seed": state.seed,
        "timeout": seconds,
        "isolation": layers,
        "submissions": sorted(entries, key=grades.order),
    }
    finish(results, out, root, _given(manual), reports)
    _write_timings(out, timings)
    minutes = (time.monotonic() - started) / 60
    if n_new:
        _say(
            f"{n_new} graded now in {minutes:.1f} minutes: {n_new / minutes:.1f} submissions per "
            f"minute with {jobs} at a time."
        )
    return results


def students(source: str | Path) -> list[str]:
    """The names of all students in `source`, as `only` takes them."""
    return sorted({each.student for each in find_submissions(source)})


def merge(
    parts: Sequence[str | Path],
    out: str | Path,
    manual: Sequence[str | Path] = (),
    reports: str | Path | None = None,
) -> dict[str, Any]:
    """Join the parts of a class that were graded one by one. Arguments as in `grade`."""
    out = Path(out)
    results = grades.merge(Path(part) for part in parts)
    given = _given(manual, _sheet(out), [each["student"] for each in results["submissions"]])
    given = thoughts.join({"the parts": thoughts.marks_of(results), "--manual": given})
    finish(results, out, course_root(), given, reports)
    return results


def finish(
    results: dict[str, Any],
    out: Path,
    root: Path,
    given: thoughts.Marks,
    reports: str | Path | None,
) -> None:
    """Write all files for these results, and say what is in them.

    given: marks that come over those of the sheet beside the grades
    """
    sheet = _sheet(out)
    former = thoughts.read_sheet(sheet) if sheet.exists() else {}  # as it is now, after grading
    marks, changes = thoughts.over(former, given)
    results = thoughts.with_marks(results, marks)
    totals = out.with_name(f"{out.stem}.totals.csv")
    grades.write_grades(results, out)
    grades.write_text(totals, grades.csv_text(*grades.totals(results)))
    thoughts.write_sheet(results, marks, sheet)
    folder = Path(reports) if reports else out.with_name(f"{out.stem}_reports")
    report.write_reports(results, folder, root)
    _say(summary(results))
    _list("Marks that are changed now", changes)
    _list(
        "Marks for what is not graded now; the sheet keeps them", thoughts.not_here(results, marks)
    )
    _say(f"Wrote {out}, {out.with_suffix('.json')} and {totals}; the pages: {folder}/index.html.")
    _say(f"Marks for thought questions: {sheet}.")


def _sheet(out: Path) -> Path:
    """The sheet of marks that lies beside the grades."""
    return out.with_name(f"{out.stem}.thoughts.csv")


def _given(
    manual: Sequence[str | Path], sheet: Path | None = None, students: Iterable[str] = ()
) -> thoughts.Marks:
    """The marks of the sheets that `--manual` names.

    Args:
        sheet, students: refuse a mark for whoever is neither in that sheet nor among the students
    """
    sheets = {str(path): thoughts.read_sheet(Path(path)) for path in manual}
    if sheet is not None:
        former = thoughts.read_sheet(sheet) if sheet.exists() else {}
        known = {*students, *(student for student, _, _ in former)}
        for name, marks in sheets.items():
            thoughts.refuse_strangers(name, marks, known)
    return thoughts.join(sheets)


def summary(results: dict[str, Any]) -> str:
    """Counts, what a person should look at, and the isolation that was in force."""
    submissions = results["submissions"]
    counts = Counter(e["status"] for each in submissions for e in each["exercises"])
    states = Counter(each["status"] for each in submissions)
    lines = [
        f"Submissions: {grades.counted(states)}.",
        f"Exercises: {grades.counted(counts)}.",
    ]
    look = [
        f"  {student}, {what}: {message if status == 'unreadable' else f'{status}: {message}'}"
        for student, _, what, status, message in grades.undecided(results)
    ]
    if look:
        lines += [f"For your eyes, no points given or refused ({len(look)}):", *look[:MOST_LISTED]]
        n_more = len(look) - MOST_LISTED
        lines += [f"  ... and {n_more} more, in the class's page"] if n_more > 0 else []
    lines.append("Isolation in force: " + "; ".join(results["isolation"] or ["nothing was run"]))
    return "\n".join(lines)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        _say(f"{title} ({len(lines)}):")
        for line in lines[:MOST_LISTED]:
            _say(f"  {line}")
        if len(lines) > MOST_LISTED:
            _say("  ...")


# What was asked for


def _checked_out(source: str | Path, out: Path, reports: str | Path | None) -> Path:
    if out.suffix.lower() != ".csv":
        raise GanLabError(f"--out must be the name of a .csv file, got {out}")
    place = Path(source).resolve()
    for path in (out, Path(reports)) if reports else (out,):
        if path.resolve().is_relative_to(place):
            raise GanLabError(f"{path} lies within the submissions: nothing is written there")
    return out


def _chosen(found: list[Submission], only: Sequence[str]) -> list[Submission]:
    names = {each.student for each in found}
    for name in only:
        if name not in names:
            known = ", ".join(sorted(names)[:10])
            raise GanLabError(f"nobody called {name!r} handed in anything; there are {known} ...")
    return [each for each in found if not only or each.student in only]


def _to_grade(each: Submission, lesson: str | None) -> bool:
    return not each.problem and not each.superseded_by and lesson in (None, each.lesson)


def _cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


# Grading


def hidden_from_answers(source: Path, out: Path, root: Path) -> list[str]:
    """How the paths begin that an answer may not open: others' work, grades, solutions and tests.

    The package itself, which checks read, is never among them, wherever the grades are written.
    """
    folders = [source.resolve(), root / "solutions", root / "tests"]
    begins = [f"{folder}{os.sep}" for folder in folders]
    begins.append(str(out.resolve().with_suffix("")))  # grades.csv, .json, .csv.state, _reports
    package = str(Path(__file__).resolve().parents[1])
    return [each for each in begins if not f"{package}{os.sep}".startswith(each)]


class State:
    """What is finished, in a folder beside the grades: a run that was stopped goes on from it."""

    def __init__(self, out: Path, seed: int | None, seconds: float | None) -> None:
        self.folder = out.with_name(f"{out.name}.state")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise GanLabError(f"{self.folder} cannot be made: {error.strerror}") from None
        kept = self._read(self.folder / "seed.json") or {}
        if seed is None:
            seed = kept.get("seed", secrets.randbelow(2**31))
        if seconds is None:
            seconds = kept.get("seconds", SECONDS)
        self.seed, self.seconds = int(seed), float(seconds)
        if not 0 <= self.seed < 2**63:
            raise GanLabError(f"--seed must be from 0 to 2**63 - 1, got {self.seed}")
        self._write(self.folder / "seed.json", {"seed": self.seed, "seconds": self.seconds})

    def get(self, key: Iterable[Any]) -> dict[str, Any] | None:
        """What was found for this submission, if it was graded before in the same way."""
        return self._read(self._path(key))

    def put(self, key: Iterable[Any], found: dict[str, Any]) -> None:
        self._write(self._path(key), found)

    def _path(self, key: Iterable[Any]) -> Path:
        told = json.dumps([self.seed, *key])
        return self.folder / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.json"

    @staticmethod
    def _read(path: Path) -> dict[str, Any] | None:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    @staticmethod
    def _write(path: Path, content: dict[str, Any]) -> None:
        with writing(path), replacing(path) as part:
            part.write_text(json.dumps(content), encoding="utf-8")


def _grade_all(
    found: list[Submission],
    pristine: dict[str, Pristine],
    lesson: str | None,
    state: State,
    jobs: int,
    seconds: float,
    hidden: list[str],
) -> tuple[list[dict[str, Any]], list[tuple[str, ...]], list[str], int]:
    """(entries, timings, layers of isolation, how many were graded now)."""
    entries = [_entry(each, lesson) for each in found if not _to_grade(each, lesson)]
    timings: list[tuple[str, ...]] = []
    layers: list[str] = []
    waiting = []
    for each in found:
        if _to_grade(each, lesson):
            version = pristine[each.lesson].version
            key = (grades.FORMAT, each.lesson, each.sha256, __version__, version, seconds)
            kept = state.get(key)
            if kept is None:
                waiting.append((each, key))
            else:
                entries.append({**_head(each), **kept["entry"]})
                layers = kept["layers"]
    n_done, lock = len(found) - len(waiting), threading.Lock()
    if n_done:
        _say(f"{n_done} of {len(found)} need no grading now.")
    workers: Queue[Worker] = Queue()
    all_workers = [Worker(hidden) for _ in range(min(jobs, len(waiting)))]
    stop = threading.Event()

    def work(each: Submission, key: tuple[Any, ...]) -> None:
        nonlocal n_done, layers
        if stop.is_set():
            return
        worker = workers.get()
        started = time.monotonic()
        try:
            entry = _graded(each, pristine[each.lesson], worker, state.seed, seconds)
        finally:
            workers.put(worker)
        if stop.is_set():  # it was ended from outside: no verdict
            return
        took = time.monotonic() - started
        state.put(key, {"entry": entry, "layers": worker.layers})
        with lock:
            n_done += 1
            layers = worker.layers
            entries.append({**_head(each), **entry})
            timings.append((each.student, each.lesson, each.path, f"{took:.2f}"))
            counts = Counter(e["status"] for e in entry["exercises"])
            told = f"{each.student}, {each.lesson}: {grades.counted(counts)} ({took:.0f} s)"
            _say(f"[{n_done}/{len(found)}] {told}")

    try:
        for worker in all_workers:  # each starts with its first answer, beside the others
            workers.put(worker)
        with ThreadPoolExecutor(max(1, len(all_workers))) as threads:
            futures = [threads.submit(work, *each) for each in waiting]
            try:
                for future in as_completed(futures):
                    future.result()
            except BaseException:
                stop.set()
                for future in futures:
                    future.cancel()
                for worker in all_workers:
                    worker.interrupt()
                raise
    finally:
        for worker in all_workers:
            worker.close()
    return entries, timings, layers, len(waiting)


def _head(each: Submission) -> dict[str, Any]:
    return {
        "student": each.student,
        "lesson": each.lesson,
        "file": each.path,
        "notebook_hash": each.sha256,
    }


def _entry(each: Submission, lesson: str | None) -> dict[str, Any]:
    """What is said about a submission that is not graded."""
    if each.problem:
        status, message = "unreadable", each.problem
    elif each.superseded_by:
        status, message = "superseded", f"{each.superseded_by} is newer, and counts"
    else:
        status, message = "left out", f"of another lesson than {lesson}"
    return {
        **_head(each),
        "course_version": __version__,
        "status": status,
        "message": message,
        "notes": [],
        "exercises": [],
        "thoughts": [],
    }


def _graded(
    each: Submission, pristine: Pristine, worker: Worker, seed: int, seconds: float
) -> dict[str, Any]:
    cut = transplant(pristine, each.notebook)
    skip: set[str] = set()
    exercises = [_exercise(work, pristine, worker, seed, seconds, skip) for work in cut.works]
    notes = list(cut.notes)
    if skip:
        told = ", ".join(sorted(skip))
        notes.append(f"left out, because they ended the process: the cells {told}")
    return {
        "course_version": f"{__version__}+{pristine.version[:8]}",
        "status": "graded",
        "message": "",
        "notes": notes,
        "exercises": exercises,
        "thoughts": [
            {
                "exercise": thought.id,
                "part": "thought",
                "question": thought.question,
                "points": thought.points,
                "points_earned": None,
                "status": "to mark",
                "message": "",
                "text": cut.thoughts[thought.id],
            }
            for thought in pristine.thoughts
        ],
    }


def _exercise(
    work: Work, pristine: Pristine, worker: Worker, seed: int, seconds: float, skip: set[str]
) -> dict[str, Any]:
    task = work.exercise
    if work.missing:
        told = f"`{task.answer}` is not written yet."
        verdict = Verdict(task.id, "missing", 0, task.points, "todo", told)
    else:
        verdict = worker.verdict(pristine, work, seed, seconds, skip)
    status = verdict.status
    if status == "failed":
        status = ENDED.get(verdict.mistake or "", status)
    return {
        "exercise": task.id,
        "part": "core" if task.core else "optional",
        "title": task.title,
        "points": task.points,
        "points_earned": None if status in grades.UNDECIDED else verdict.points,
        "status": status,
        "mistake": verdict.mistake,
        "message": " ".join([verdict.hint or "", *verdict.notes]).strip(),
        "code": work.code(),
    }


def _write_timings(out: Path, timings: list[tuple[str, ...]]) -> None:
    """The seconds of this run. In a file of their own, since they differ from run to run."""
    if timings:
        head = ("student", "lesson", "file", "seconds")
        path = out.with_name(f"{out.stem}.timings.csv")
        with writing(path), replacing(path) as part:
            part.write_text(grades.csv_text(head, sorted(timings)), encoding="utf-8")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
