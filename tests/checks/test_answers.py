"""Each known answer gets the verdict that it deserves, with the hint that names its mistake."""

from __future__ import annotations

from collections import Counter

import pytest

from gan_lab.checks import exercises
from gan_lab.lessons import LESSONS
from tests.answers import Answer, all_answers

ANSWERS = all_answers()
EXERCISES = [e for lesson in LESSONS for e in exercises(lesson.name)]


def _id(answer: Answer) -> str:
    return f"{answer.exercise}-{answer.kind}-{answer.label}"


def assert_judged(answer: Answer, seed: int) -> None:
    verdict = answer.verdict(seed)
    if answer.kind == "wrong":
        assert verdict.status == "failed", verdict
        assert verdict.mistake == answer.mistake, verdict
        assert verdict.hint
        assert verdict.points == 0
    else:
        assert verdict.status == "passed", verdict
        assert verdict.points == verdict.out_of
        assert bool(verdict.notes) == (answer.kind == "note"), verdict


@pytest.mark.parametrize("answer", ANSWERS, ids=_id)
def test_verdict(answer: Answer) -> None:
    assert_judged(answer, seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("answer", ANSWERS, ids=_id)
def test_verdict_for_any_seed(answer: Answer) -> None:
    for seed in range(1, 13):
        assert_judged(answer, seed)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_every_exercise_has_known_answers(exercise) -> None:
    kinds = Counter(a.kind for a in ANSWERS if a.exercise == exercise.id)
    assert kinds["right"] + kinds["note"] >= 3
    assert kinds["wrong"] >= 4


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_six_wrong_answers_an_exercise_on_average(lesson) -> None:
    wrong = [a for a in ANSWERS if a.kind == "wrong" and a.lesson == lesson.name]
    assert len(wrong) >= 6 * len(exercises(lesson.name)) > 0


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_the_packages_own_object_stays_unscored(exercise) -> None:
    from gan_lab.checks import run

    verdict = run(exercise.id, {exercise.answer: exercise.reference})
    assert verdict.status == "unscored"
    assert verdict.points == 0
