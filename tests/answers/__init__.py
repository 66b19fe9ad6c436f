"""Known answers to the exercises: tests/answers/LESSON/EXERCISE.py, one cell an answer.

# %% right: functional style
# %% note: another slope            (right, and passes with a note)
# %% wrong: labels_swapped (both)   (the word is the mistake that the check must name)
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from gan_lab.checks import Verdict, run
from gan_lab.checks._core import starting_namespace

_HEADER = re.compile(r"^# %% (right|note|wrong): *(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    lesson: str
    exercise: str
    kind: str  # "right", "note" or "wrong"
    label: str
    code: str

    @property
    def mistake(self) -> str:
        return self.label.split()[0]

    def verdict(self, seed: int = 0) -> Verdict:
        namespace = starting_namespace(self.lesson)
        name = find_answer_name(self.exercise)
        del namespace[name]
        namespace["__name__"] = "answer"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as in a notebook, where a warning stops nothing
            name = f"{self.exercise} {self.label}"
            exec(compile(self.code, name, "exec", dont_inherit=True), namespace)
            return run(self.exercise, namespace, seed)


def find_answer_name(exercise: str) -> str:
    from gan_lab.checks import find_exercise

    return find_exercise(exercise).answer


def all_answers() -> list[Answer]:
    found = []
    for path in sorted(Path(__file__).parent.glob("*/*.py")):
        parts = _HEADER.split(path.read_text(encoding="utf-8"))[1:]
        for kind, label, code in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found.append(Answer(path.parent.name, path.stem, kind, label.strip(), code))
    return found
