"""A course folder that holds one small lesson, whatever the real ladder is."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_lab import lessons
from gan_lab.checks import _core
from gan_lab.lessons import Lesson
from tests.course.example import change


@pytest.fixture
def lesson_90(monkeypatch):
    """A ladder of one lesson with two exercises, in place of the real ones."""
    monkeypatch.setattr(lessons, "LESSONS", (Lesson("90_test", "For tests", core=1),))
    monkeypatch.setattr(_core, "_EXERCISES", {})

    def check_90(factor):
        def check(answer, trial):
            x = trial.normal(3)
            if not torch.equal(answer(x), x * factor):
                _core.mistake("wrong_number", "Look at the factor again.")

        return check

    settings = {"points": 2, "minutes": 1}
    _core.exercise(
        "90.1", answer="double", reference=lambda x: 2 * x, title="double it", **settings
    )(check_90(2))
    _core.exercise("90.2", answer="halve", reference=lambda x: x / 2, title="halve it", **settings)(
        check_90(0.5)
    )


@pytest.fixture
def root(tmp_path, lesson_90) -> Path:
    """A course folder with one lesson's source."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "gan-lab-course"\n')
    return change(tmp_path, "", "")
