"""One worker for all tests: it takes seconds to import torch and the checks."""

from __future__ import annotations

import pytest

from gan_lab.grading import command
from gan_lab.grading.pool import Worker
from gan_lab.grading.transplant import Pristine, read_pristine, transplant
from tests.grading.classroom import ROOT, Notebook

SECONDS = 60.0  # long: the machine may be busy with other things


class SharedWorker(Worker):
    """Survives the command that uses it."""

    def close(self) -> None:
        if self.process is not None and self.process.poll() is not None:
            super().close()  # it died: as any other, it is started anew

    def interrupt(self) -> None:
        pass

    def really_close(self) -> None:
        super().close()


@pytest.fixture(scope="session")
def worker():
    shared = SharedWorker(hidden=[str(ROOT / "solutions"), str(ROOT / "tests")])
    yield shared
    shared.really_close()


@pytest.fixture
def one_worker(worker, monkeypatch):
    """The command takes the shared worker, and only that."""

    def lend(hidden: list[str]) -> Worker:
        worker.hidden = hidden
        return worker

    monkeypatch.setattr(command, "Worker", lend)
    monkeypatch.setattr(command, "_cores", lambda: {0})
    return worker


@pytest.fixture(scope="session")
def pristine():
    known: dict[str, Pristine] = {}

    def read(lesson: str) -> Pristine:
        if lesson not in known:
            known[lesson] = read_pristine(ROOT, lesson)
        return known[lesson]

    return read


@pytest.fixture
def judge(worker, pristine):
    """The status and message that one exercise of a notebook gets."""

    def judged(notebook: Notebook, exercise: str, lesson: str, seconds: float = SECONDS):
        lesson_now = pristine(lesson)
        cut = transplant(lesson_now, notebook)
        work = next(each for each in cut.works if each.exercise.id == exercise)
        return command._exercise(work, lesson_now, worker, 20_231, seconds, set())

    return judged
