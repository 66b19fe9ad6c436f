"""Points that outlive the kernel: kept in the student's folder, never lost, never sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from gan_lab import cli
from gan_lab.checks import CheckFailed, Verdict, _notebook, check, score, stuck
from gan_lab.checks._core import starting_namespace
from gan_lab.checks._progress import progress_file, read_progress, record, summary
from gan_lab.errors import GanLabError


def verdict(status: str, exercise: str = "1.1", out_of: int = 1) -> Verdict:
    points = out_of if status == "passed" else 0
    return Verdict(exercise, status, points, out_of, None, None)


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """The progress file of a student whose notebooks lie in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAN_LAB_PROGRESS")
    monkeypatch.setattr(_notebook, "_results", {})
    found = progress_file()
    assert found is not None
    return found


def test_it_lies_beside_the_notebooks(file, tmp_path) -> None:
    assert file.resolve() == tmp_path / "progress.json"
    assert progress_file("elsewhere") == Path("elsewhere/progress.json")


def test_the_environment_names_another_place_or_none(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_PROGRESS", "points.json")
    assert progress_file("elsewhere") == Path("elsewhere/points.json")
    monkeypatch.setenv("GAN_LAB_PROGRESS", "OFF")
    assert progress_file() is None


def test_a_verdict_is_kept_with_its_tries(file) -> None:
    record(verdict("failed"), file)
    record(verdict("passed"), file)
    entry = read_progress(file)["1.1"]
    assert (entry["status"], entry["points"], entry["out_of"]) == ("passed", 1, 1)
    assert entry["tries"] == 2


@pytest.mark.parametrize("later", ["missing", "failed", "unscored"])
def test_what_was_solved_stays_solved(file, later: str) -> None:
    record(verdict("passed"), file)
    record(verdict(later), file)
    entry = read_progress(file)["1.1"]
    assert (entry["status"], entry["points"], entry["tries"]) == ("passed", 1, 2)


def test_a_later_attempt_replaces_what_was_not_solved(file) -> None:
    record(verdict("unscored"), file)
    record(verdict("failed"), file)
    assert read_progress(file)["1.1"]["status"] == "failed"


def test_a_file_that_cannot_be_read_just_now_stays(file, monkeypatch) -> None:
    record(verdict("passed"), file)
    before = file.read_text()

    def locked(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", locked)
        told = record(verdict("failed"), file)
    assert told is not None
    assert "Permission denied" in told
    assert file.read_text() == before
    assert [path.name for path in file.parent.glob("progress*")] == [file.name]


def test_an_unscored_one_can_still_be_earned(file) -> None:
    record(verdict("unscored"), file)
    record(verdict("passed"), file)
    assert read_progress(file)["1.1"]["points"] == 1


@pytest.mark.parametrize("content", ["{broken", "[]", '{"exercises": 3}', '{"exercises": {}}'])
def test_a_file_that_cannot_be_read_is_kept_under_a_new_name(file, content: str) -> None:
    file.write_text(content)
    told = record(verdict("passed"), file)
    assert told is not None
    assert "progress-1.json" in told
    assert file.with_name("progress-1.json").read_text() == content
    assert read_progress(file)["1.1"]["status"] == "passed"
    file.write_text(content)
    record(verdict("passed"), file)
    assert file.with_name("progress-2.json").read_text() == content  # nor is that one overwritten


def test_a_full_disk_stops_no_check(file, monkeypatch) -> None:
    def full(self, *args, **kwargs):
        raise OSError(28, "No space left on device")

    record(verdict("failed"), file)
    before = file.read_text()
    monkeypatch.setattr(Path, "write_text", full)
    told = record(verdict("passed"), file)
    assert told is not None
    assert "No space left" in told
    assert file.read_text() == before


def test_a_check_writes_and_the_score_survives_a_restart(file, monkeypatch, capsys) -> None:
    namespace = {"check": check, **starting_namespace("1")}
    namespace["random_patterns"] = lambda n: torch.rand(n, 4)
    exec("check('1.2')", namespace)
    monkeypatch.setattr(_notebook, "_results", {})  # what a new kernel knows
    capsys.readouterr()
    score("01")
    told = capsys.readouterr().out
    assert "1 of 1  core      passed" in told
    assert "Kept in progress.json" in told
    assert cli.main(["progress", "."]) == 0
    told = capsys.readouterr().out
    assert "1 of 20" in told
    assert "1 of 168" in told


def test_a_failed_check_is_kept_too(file) -> None:
    namespace = {"check": check, "random_patterns": lambda n: None}
    with pytest.raises(CheckFailed):
        exec("check('1.2')", namespace)
    assert read_progress(file)["1.2"]["status"] == "failed"
    assert read_progress(file)["1.2"]["mistake"] == "returns_nothing"


def test_the_command_before_any_check(file, capsys) -> None:
    assert cli.main(["progress", "."]) == 0
    assert "Nothing is checked yet" in capsys.readouterr().out


def test_the_command_on_a_broken_file_says_so_and_leaves_it(file, capsys) -> None:
    file.write_text("{broken")
    assert cli.main(["progress", "."]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert file.read_text() == "{broken"


def test_a_file_of_another_version_is_refused(file) -> None:
    file.write_text(json.dumps({"format": 99, "exercises": {}}))
    with pytest.raises(GanLabError, match="another version"):
        read_progress(file)


def test_the_summary_adds_up_the_course() -> None:
    found = {id: {"status": "passed"} for id in ("1.1", "1.3", "1.11", "2.1")}
    lines = summary(found).splitlines()
    assert "3 of 20" in lines[2]
    assert "2 of 20" in lines[3]
    assert "5 of 168" in lines[-1]


# --- stuck


def test_stuck_gives_the_package_s_version_and_no_points(file, capsys) -> None:
    namespace = {"check": check, "random_patterns": stuck("1.2")}
    exec("check('1.2')", namespace)  # does not stop the lesson
    assert namespace["random_patterns"](3).shape == (3, 4)
    assert "unscored" in capsys.readouterr().out
    assert read_progress(file)["1.2"]["points"] == 0


def test_stuck_on_an_unknown_exercise() -> None:
    with pytest.raises(GanLabError, match="no exercise is called"):
        stuck("1.99")
