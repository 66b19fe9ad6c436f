"""A class of 200 over all lessons, with all that may come: every status as designed, none lost.

Slow (some minutes on two cores). The ordinary run grades a small class in test_grade.py.
"""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gan_lab.checks import exercises
from gan_lab.grading import submissions
from gan_lab.lessons import LESSONS
from tests.grading.classroom import (
    ROOT,
    Notebook,
    all_right,
    handed_in,
    right,
    role,
    untouched,
    write,
    wrong,
)

SEED = "20260"
TIMEOUT = "20"
Expected = dict[tuple[str, str], str | None]  # (student, exercise) -> status, None: any but passed

BOMB = (
    "import os, time\n"
    "for _ in range(1000):\n"
    "    try:\n"
    "        if os.fork() == 0: time.sleep(1000)\n"
    "    except OSError: time.sleep(0.001)\n"
    "while True:\n"
    "    try: os.fork()\n"
    "    except OSError: pass\n"
)
ENDLESS = "while True: pass\n"
FLOOD = "import os\nwhile True: os.write(1, b'x' * 2**20); print('x' * 2**20)\n"
# What an answer does, and the status that its exercise gets (None: the exact one may differ).
DEEDS: list[tuple[str, str | None]] = [
    (ENDLESS, "timeout"),
    ("import os; os._exit(0)\n", "crashed"),
    ("import os, signal; os.kill(os.getppid(), signal.SIGKILL)\n", None),
    (FLOOD, "timeout"),
    ("import ctypes; ctypes.string_at(0)\n", "crashed"),
    (BOMB, None),
    ("import shutil, os; shutil.rmtree(os.path.expanduser('~'))\nraise ValueError\n", "failed"),
    ("import urllib.request as u; u.urlopen('http://1.1.1.1')\n", "failed"),
    ("torch.ones(10**12)\n", "failed"),
    ("open('x', 'wb').write(b'x' * 10**9)\n", None),
]


def _partly(lesson: str, shift: int) -> tuple[Notebook, dict[str, str | None]]:
    """Right, wrong and untouched answers by turns."""
    answers, expected = {}, {}
    for i, task in enumerate(exercises(lesson), start=shift):
        status = ("passed", "failed", "missing")[i % 3]
        expected[task.id] = status
        if status != "missing":
            answers[task.id] = right(task.id, i) if status == "passed" else wrong(task.id, i).code
    return handed_in(lesson, answers), expected


def _stuck(lesson: str) -> tuple[Notebook, dict[str, str | None]]:
    answers = {t.id: f"{t.answer} = stuck({t.id!r})\n" for t in exercises(lesson)}
    return handed_in(lesson, answers), {t.id: "unscored" for t in exercises(lesson)}


def _hostile(lesson: str, shift: int) -> tuple[Notebook, dict[str, str | None]]:
    """Every other answer attacks, and those between are right."""
    answers, expected = {}, {}
    for i, task in enumerate(exercises(lesson)):
        deed, status = DEEDS[(i // 2 + shift) % len(DEEDS)]
        attacks = i % 2 == 0
        answers[task.id] = deed if attacks else right(task.id, i)
        expected[task.id] = status if attacks else "passed"
    return handed_in(lesson, answers), expected


def _tampered(lesson: str) -> tuple[Notebook, dict[str, str | None]]:
    """Wrong answers in a notebook whose check cells all say that they are right."""
    tasks = exercises(lesson)
    notebook = handed_in(lesson, {t.id: wrong(t.id).code for t in tasks})
    for cell in notebook["cells"]:
        if role(cell) == "check":
            cell["source"] = "print('passed')"
        if role(cell) == "setup":
            cell["source"] = "class check:\n    pass\ntorch = None\n"
    notebook["cells"] = notebook["cells"][::-1]
    return notebook, {t.id: "failed" for t in tasks}


def _older(lesson: str) -> tuple[Notebook, dict[str, str | None]]:
    """Right answers in another version of the lesson, without ids and check cells."""
    notebook = all_right(lesson, 1)
    notebook["metadata"]["gan_lab"]["source"] = "f" * 64
    notebook["cells"] = [cell for cell in notebook["cells"] if role(cell) != "check"]
    for cell in notebook["cells"]:
        del cell["id"]
    return notebook, {t.id: "passed" for t in exercises(lesson)}


def make_class(folder: Path) -> tuple[Expected, dict[str, str]]:
    """Write 200 submissions. Returns the status of each exercise, and of each file."""
    expected: Expected = {}
    of_files: dict[str, str] = {}

    def hand_in(path: str, content: Notebook | str | bytes, status: str = "graded") -> Path:
        of_files[path] = status
        return write(folder / path, content)

    for number, lesson in enumerate(lesson.name for lesson in LESSONS):
        tasks = exercises(lesson)
        all_passed: dict[str, str | None] = {t.id: "passed" for t in tasks}
        students: list[tuple[str, Notebook, dict[str, str | None]]] = [
            *((f"Ünal Őz {i}", all_right(lesson, i), all_passed) for i in range(6)),
            *((f"李 雷 {i}", *_partly(lesson, i)) for i in range(4)),
            ("wrong", *_all_wrong(lesson)),
            ("untouched", untouched(lesson), {t.id: "missing" for t in tasks}),
            ("stuck", *_stuck(lesson)),
            ("tampered", *_tampered(lesson)),
            ("hostile", *_hostile(lesson, number)),
            ("older", *_older(lesson)),
        ]
        for name, notebook, told in students:
            hand_in(f"{name}/{lesson}.ipynb", notebook)
            expected |= {(name, exercise): status for exercise, status in told.items()}
        new = hand_in(f"twice/{lesson}_b.ipynb", all_right(lesson))
        old = hand_in(f"twice/{lesson}.ipynb", untouched(lesson), "superseded")
        os.utime(old, (1_000, 1_000))
        os.utime(new, (2_000, 2_000))
        expected |= {("twice", exercise): "passed" for exercise in all_passed}
        broken = (b"", b"print('hello')", b"[1, 2", b"\xff\xfe\x00")[number % 4]
        hand_in(f"broken/{lesson}.ipynb", broken, "unreadable")
        if number % 2:
            hand_in(f"lost {number}/essay.ipynb", '{"cells": [], "metadata": {}}', "unreadable")
        else:
            huge = b" " * (submissions.LARGEST + 1)
            hand_in(f"huge {number}/{lesson}.ipynb", huge, "unreadable")
    return expected, of_files


def _all_wrong(lesson: str) -> tuple[Notebook, dict[str, str | None]]:
    tasks = exercises(lesson)
    return handed_in(lesson, {t.id: wrong(t.id, 1).code for t in tasks}), {
        t.id: "failed" for t in tasks
    }


def command(source: Path, out: Path, *more: str) -> list[str]:
    settings = ["--out", str(out), "--jobs", "2", "--timeout", TIMEOUT, "--seed", SEED]
    return [sys.executable, "-m", "gan_lab", "grade", str(source), *settings, *more]


def rows_of(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_a_class_of_200(tmp_path, capsys) -> None:
    source, out = tmp_path / "in", tmp_path / "grades.csv"
    expected, of_files = make_class(source)
    assert len(of_files) == 200
    tasks = [task.id for lesson in LESSONS for task in exercises(lesson.name)]
    assert {exercise for _, exercise in expected} == set(tasks)
    before = {path: path.read_bytes() for path in source.rglob("*.ipynb")}

    # killed in the middle, without a chance to tidy up ...
    log = tmp_path / "log.txt"
    with log.open("w") as file:
        first = subprocess.Popen(command(source, out), stderr=file, cwd=ROOT)
        while log.read_text().count("\n[") < 50 and first.poll() is None:
            try:
                first.wait(0.5)
            except subprocess.TimeoutExpired:
                continue
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert not out.exists()
    # ... and started again
    again = subprocess.run(command(source, out), capture_output=True, text=True, cwd=ROOT)
    assert again.returncode == 0, again.stderr[-3000:]
    kept = int(re.search(r"(\d+) of \d+ need no grading now", again.stderr)[1])
    assert kept >= 50

    assert {path: path.read_bytes() for path in source.rglob("*.ipynb")} == before
    results = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert {each["file"]: each["status"] for each in results["submissions"]} == of_files

    rows = [row for row in rows_of(out) if row["exercise"]]
    found = {(row["student"], row["exercise"]): row for row in rows}
    assert len(found) == len(rows)
    assert found.keys() == expected.keys()
    wrong_grades = [
        (*key, status, found[key]["status"], found[key]["message"])
        for key, status in expected.items()
        if not _as_designed(found[key], status)
    ]
    assert not wrong_grades
    statuses = Counter(row["status"] for row in rows)
    assert {"passed", "failed", "missing", "unscored", "timeout", "crashed"} == statuses.keys()

    # a part of it, graded anew and without a break, has the same grades
    one = tmp_path / "one.csv"
    subprocess.run(
        command(source, one, "--lesson", "01"), check=True, cwd=ROOT, capture_output=True
    )
    of_lesson = [row for row in rows_of(one) if row["exercise"]]
    assert of_lesson == [row for row in rows if row["lesson"] == "01_toy_1010"]

    with capsys.disabled():
        print("\n" + "\n".join(again.stderr.splitlines()[-4:]), dict(statuses))


def _as_designed(row: dict[str, str], status: str | None) -> bool:
    if status is None:
        return row["status"] != "passed" and row["points_earned"] in ("", "0")
    points = {"passed": row["points"], "timeout": "", "crashed": ""}.get(status, "0")
    return row["status"] == status and row["points_earned"] == points
