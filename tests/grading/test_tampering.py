"""No way to tamper gains a point."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.grading.classroom import ROOT
from tests.grading.tampering import (
    CODE,
    EXERCISE,
    LESSON,
    NOTEBOOKS,
    tampered_notebook,
    tricky_notebook,
)


def test_there_are_more_than_twenty_ways() -> None:
    assert len(NOTEBOOKS) + len(CODE) > 20


@pytest.mark.parametrize("way", NOTEBOOKS)
def test_changes_around_a_wrong_answer_gain_nothing(judge, way: str) -> None:
    found = judge(tampered_notebook(NOTEBOOKS[way]), EXERCISE, LESSON)
    assert found["status"] == "failed", found
    assert found["points_earned"] == 0
    assert found["points"] == 1


@pytest.mark.parametrize("way", CODE)
def test_an_answer_that_meddles_gains_nothing(judge, way: str) -> None:
    found = judge(tricky_notebook(CODE[way]), EXERCISE, LESSON)
    assert found["status"] != "passed", found
    assert not found["points_earned"]
    assert found["message"]


@pytest.mark.slow
def test_the_tricks_are_good_ones(tmp_path) -> None:
    """Where nothing watches, they do gain: what refuses them above is the grader."""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.grading.unguarded"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    ).stdout
    statuses = dict(line.rsplit(": ", 1) for line in told.splitlines())
    assert {way for way, status in statuses.items() if status == "passed"} == {
        way for way, trick in CODE.items() if trick.gains
    }
