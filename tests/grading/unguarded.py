"""What the tricks of tampering.py gain where nothing watches: python -m tests.grading.unguarded"""

from __future__ import annotations

import contextlib

import torch

from gan_lab.grading import guard, sandbox, worker
from gan_lab.grading.transplant import read_pristine, transplant
from tests.grading.classroom import ROOT
from tests.grading.tampering import CODE, EXERCISE, LESSON, tricky_notebook


class _Blind:
    def __init__(self, hidden: object) -> None:
        self.found: list[str] = []


@contextlib.contextmanager
def _unwatched(task: object):
    yield []


def main() -> None:
    torch.set_num_threads(1)
    worker.import_optimizers()
    guard.Watch = _Blind  # type: ignore[misc,assignment]
    guard.watched_reference = _unwatched  # type: ignore[assignment]
    guard.Snapshot.changes = lambda self: []  # type: ignore[method-assign]
    worker._void = lambda watch, restore, liars, verdict: verdict
    pristine = read_pristine(ROOT, LESSON)
    namespace = worker.prepare_lesson(LESSON, pristine.setup, pristine.definitions)
    lesson = worker.Lesson(namespace, guard.Snapshot(), guard.all_classes())
    for way, trick in CODE.items():
        works = transplant(pristine, tricky_notebook(trick)).works
        work = next(each for each in works if each.exercise.id == EXERCISE)
        request = {
            "lesson": LESSON,
            "exercise": EXERCISE,
            **{key: getattr(work, key) for key in ("before", "after", "answer")},
            "seed": 0,  # the notebook's
            "seconds": 10,
        }
        found = worker.grade_one(request, lesson, sandbox.Plan())
        print(f"{way}: {found['verdict']['status']}", flush=True)


if __name__ == "__main__":
    main()
