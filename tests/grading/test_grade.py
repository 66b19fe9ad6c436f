"""`gan-lab grade` from end to end, on a small class: files, resuming, merging, marks by hand."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path

import pytest

from gan_lab.checks import Verdict, exercises
from gan_lab.cli import main
from gan_lab.errors import GanLabError
from gan_lab.grading import command, grades, report, thoughts
from tests.grading.classroom import (
    ROOT,
    all_right,
    handed_in,
    right,
    role,
    untouched,
    write,
    wrong,
)

LESSON = "00_warm_up"
HOSTILE_NAME = '=cmd|" & <script>alert(1)</script>'


def small_class(folder: Path) -> Path:
    """Five students, seven files; five exercises of lesson 00."""
    write(folder / "alice" / "00_warm_up.ipynb", all_right(LESSON))
    ends = "import os; os._exit(1)"
    partly = handed_in(LESSON, {"0.1": right("0.1"), "0.2": wrong("0.2").code, "0.3": ends})
    thought = next(cell for cell in partly["cells"] if role(cell) == "thought")
    thought["source"] = "<b>It stands still</b> & =1+1"
    os.utime(write(folder / "Bo Łuk 李" / "new.ipynb", partly), (9_000, 9_000))
    os.utime(write(folder / "Bo Łuk 李" / "old.ipynb", all_right(LESSON)), (1_000, 1_000))
    write(folder / "carol" / "00_warm_up.ipynb", "not a notebook")
    write(folder / "dave" / "01_toy_1010.ipynb", all_right("01_toy_1010"))
    script = handed_in(LESSON, {"0.1": "def to_range(images):\n    raise ValueError('<script>')\n"})
    write(folder / HOSTILE_NAME.replace("/", "_") / "00_warm_up.ipynb", script)
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        + str(path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def handed(tmp_path) -> Path:
    return small_class(tmp_path / "in")


def run(source: Path, out: Path, **settings):
    settings = {"seed": 4, "lesson": "00", **settings}
    return command.grade(source, out, **settings)


def read(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(out: Path) -> dict[str, bytes]:
    """The grades, which must be the same each time. Not the timings."""
    return {
        name: (out.parent / name).read_bytes()
        for name in (out.name, f"{out.stem}.json", f"{out.stem}.thoughts.csv")
    }


def test_a_class_is_graded(one_worker, handed, tmp_path, capsys) -> None:
    before = contents(handed)
    results = run(handed, tmp_path / "out" / "grades.csv")
    told = capsys.readouterr().err
    assert contents(handed) == before

    rows = read(tmp_path / "out" / "grades.csv")
    assert list(rows[0]) == list(grades.COLUMNS)
    found = {(row["student"], row["exercise"]): row for row in rows if row["exercise"]}
    assert {found["alice", f"0.{i}"]["status"] for i in range(1, 6)} == {"passed"}
    assert sum(float(found["alice", f"0.{i}"]["points_earned"]) for i in range(1, 6)) == 8
    bo = {row["exercise"]: row for row in rows if row["student"] == "Bo Łuk 李" and row["exercise"]}
    statuses = {exercise: row["status"] for exercise, row in bo.items()}
    told_of_bo = ["passed", "failed", "crashed", "missing", "missing"]
    assert statuses == {f"0.{i}": status for i, status in enumerate(told_of_bo, start=1)}
    assert [bo[e]["points_earned"] for e in ("0.1", "0.2", "0.3", "0.4")] == ["1", "0", "", "0"]
    assert bo["0.2"]["message"]
    assert len(bo["0.1"]["notebook_hash"]) == 64
    assert bo["0.1"]["course_version"].startswith("0.1.0+")

    whole = {(row["student"], row["status"]) for row in rows if not row["exercise"]}
    assert ("carol", "unreadable") in whole
    assert ("dave", "left out") in whole
    assert ("Bo Łuk 李", "superseded") in whole
    assert {each["file"] for each in results["submissions"]} == {
        path for path in map(str, before) if path.endswith(".ipynb")
    }
    # no formula for a spreadsheet, no script for a browser
    assert any(row["student"].startswith("'=cmd") for row in rows)
    pages = [path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.html")]
    assert len(pages) == 6
    assert not any("<script" in page or "<b>It" in page for page in pages)
    assert any("&lt;script&gt;" in page for page in pages)

    for word in ("1 crashed", "For your eyes", "Isolation in force", "per minute", "carol"):
        assert word in told


def test_the_same_input_gives_the_same_bytes(one_worker, handed, tmp_path) -> None:
    one, other = tmp_path / "a" / "grades.csv", tmp_path / "b" / "grades.csv"
    run(handed, one)
    run(handed, other)
    assert files(one) == files(other)
    assert (one.parent / "grades.timings.csv").is_file()


def test_stopped_in_the_middle_it_goes_on_with_the_same_grades(
    one_worker, handed, tmp_path, monkeypatch, capsys
) -> None:
    whole = tmp_path / "whole" / "grades.csv"
    run(handed, whole)
    real, n_asked = one_worker.verdict, 0

    def stops_after_six(*args):
        nonlocal n_asked
        n_asked += 1
        if n_asked > 6:
            raise KeyboardInterrupt
        return real(*args)

    out = tmp_path / "stopped" / "grades.csv"
    monkeypatch.setattr(one_worker, "verdict", stops_after_six)
    with pytest.raises(KeyboardInterrupt):
        run(handed, out)
    assert not out.exists()
    kept = [
        path for path in (out.parent / "grades.csv.state").iterdir() if path.name != "seed.json"
    ]
    assert kept

    n_asked = -1000
    capsys.readouterr()
    run(handed, out, seed=None)  # the seed is that of the run that was stopped
    assert files(out) == files(whole)
    assert n_asked + 1000 < 9  # what was finished is not graded again


def test_a_change_of_the_notebook_is_graded_again(one_worker, handed, tmp_path) -> None:
    out = tmp_path / "grades.csv"
    run(handed, out)
    write(handed / "alice" / "00_warm_up.ipynb", handed_in(LESSON, {"0.1": wrong("0.1").code}))
    run(handed, out)
    alice = [row["status"] for row in read(out) if row["student"] == "alice"]
    assert alice == ["failed", "missing", "missing", "missing", "missing"]
    # what the instructor may have written into the former file is not lost
    former = read(out.with_name("grades-1.csv"))
    assert [r["status"] for r in former if r["student"] == "alice"] == ["passed"] * 5


def test_parts_are_merged_to_what_one_run_gives(quick, handed, tmp_path) -> None:
    whole = tmp_path / "whole.csv"
    run(handed, whole)
    parts = []
    for i, student in enumerate(command.students(handed)):
        parts.append(tmp_path / "parts" / f"{i}.csv")
        run(handed, parts[-1], only=[student])
        assert {row["student"].lstrip("'") for row in read(parts[-1])} == {student}
    command.merge(parts, tmp_path / "merged.csv")
    assert (tmp_path / "merged.csv").read_bytes() == whole.read_bytes()
    merged, one = (
        json.loads((tmp_path / f"{n}.json").read_text("utf-8")) for n in ("merged", "whole")
    )
    assert merged["grades"] == one["grades"]


def fake(verdict: str = "passed"):
    """A worker that knows the answer: for what is about files alone."""

    class Fake:
        layers = ("account: none",)

        def __init__(self, hidden) -> None:
            pass

        def start(self) -> None:
            pass

        interrupt = close = start

        def verdict(self, pristine, work, seed, seconds, skip) -> Verdict:
            task = work.exercise
            points = task.points if verdict == "passed" else 0
            return Verdict(task.id, verdict, points, task.points)

    return Fake


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(command, "Worker", fake())


def test_parts_that_do_not_fit_are_refused(quick, handed, tmp_path) -> None:
    run(handed, tmp_path / "a.csv", only=["alice"])
    run(handed, tmp_path / "b.csv", only=["dave"], seed=5)
    with pytest.raises(GanLabError, match="another seed"):
        command.merge([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "c.csv")
    changed = json.loads((tmp_path / "a.json").read_text("utf-8"))
    changed["submissions"][0]["notes"] = ["changed"]
    write(tmp_path / "b.json", changed)
    with pytest.raises(GanLabError, match="different things about alice"):
        command.merge([tmp_path / "a.json", tmp_path / "b.json"], tmp_path / "c.csv")
    write(tmp_path / "d.json", "{}")
    with pytest.raises(GanLabError, match="no JSON file of gan-lab grade"):
        command.merge([tmp_path / "d.json"], tmp_path / "c.csv")


def fill_in(sheet: Path, to: Path, **changes: str) -> Path:
    """Write the sheet with these columns in all lines with an answer."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        if line["answer"]:
            line |= changes
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, thoughts.COLUMNS)
        writer.writeheader()
        writer.writerows(lines)
    return to


def test_marks_by_hand_come_among_the_grades(quick, handed, tmp_path) -> None:
    out = tmp_path / "grades.csv"
    run(handed, out)
    sheet = tmp_path / "grades.thoughts.csv"
    assert "<b>It stands still</b> & =1+1" in sheet.read_text("utf-8")
    marked = fill_in(sheet, tmp_path / "marks.csv", points="4", mark="2,5")
    run(handed, out, manual=[marked])
    rows = marked_rows(out)
    assert [(r["student"], r["points_earned"], r["points"]) for r in rows] == [
        ("Bo Łuk 李", "2.5", "4")
    ]
    assert rows[0]["part"] == "thought"
    # the sheet beside the grades has them now: it may be named again, and need not be
    kept = sheet.read_bytes()
    for manual in ([sheet], []):
        run(handed, out, manual=manual)
        assert marked_rows(out) == rows
        assert sheet.read_bytes() == kept
    question = next(c for c in untouched(LESSON)["cells"] if c["id"] == "order-question")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        asked = {line["asked"] for line in csv.DictReader(file)}
    assert "".join(question["source"]) in asked


def marked_rows(out: Path) -> list[dict[str, str]]:
    return [row for row in read(out) if row["status"] == "marked"]


def with_thought(text: str) -> dict:
    notebook = untouched(LESSON)
    next(cell for cell in notebook["cells"] if role(cell) == "thought")["source"] = text
    return notebook


def test_a_late_student_comes_into_the_filled_sheet(quick, handed, tmp_path) -> None:
    out = tmp_path / "grades.csv"
    run(handed, out)
    sheet = tmp_path / "grades.thoughts.csv"
    fill_in(sheet, sheet, points="4", mark="3")
    write(handed / "zoe" / "00_warm_up.ipynb", with_thought("It lies in a hollow."))
    run(handed, out)
    assert [(row["student"], row["points_earned"]) for row in marked_rows(out)] == [
        ("Bo Łuk 李", "3")
    ]
    rows = {row["student"]: row for row in read(out) if row["status"] == "to mark"}
    assert rows["zoe"]["points"] == "4"  # what the question is worth counts for her too
    assert "It lies in a hollow." in sheet.read_text("utf-8")
    fill_in(sheet, sheet, points="4", mark="2")
    run(handed, out)
    assert [(row["student"], row["points_earned"]) for row in marked_rows(out)] == [
        ("Bo Łuk 李", "2"), ("zoe", "2"),
    ]  # fmt: skip


def test_marks_of_what_is_not_graded_now_stay_in_the_sheet(quick, handed, tmp_path) -> None:
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    run(handed, out)
    fill_in(sheet, sheet, points="4", mark="3")
    run(handed, out, lesson="01")
    assert not marked_rows(out)
    run(handed, out)
    assert [row["points_earned"] for row in marked_rows(out)] == ["3"]


def rows_of(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def a_copy(sheet: Path, to: Path, marks: dict[str, str]) -> Path:
    """A whole copy of the sheet, with marks (of 4 points) where these students wrote something."""
    rows = rows_of(sheet)
    for row in rows:
        if row["answer"]:
            mark = next((mark for who, mark in marks.items() if row["student"].startswith(who)), "")
            row |= {"mark": mark, "points": "4" if mark else row["points"]}
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, thoughts.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return to


def test_sheets_that_several_people_filled_in_are_joined(quick, handed, tmp_path, capsys) -> None:
    write(handed / "zoe" / "00_warm_up.ipynb", with_thought("It lies in a hollow."))
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    run(handed, out)
    one = a_copy(sheet, tmp_path / "one.csv", {"Bo": "1"})
    two = a_copy(sheet, tmp_path / "two.csv", {"zoe": "2"})
    run(handed, out, manual=[one])
    run(handed, out, manual=[two])  # its empty cells take nothing away
    assert {(row["student"], row["points_earned"]) for row in marked_rows(out)} == {
        ("Bo Łuk 李", "1"), ("zoe", "2"),
    }  # fmt: skip
    other = a_copy(sheet, tmp_path / "other.csv", {"zoe": "3"})
    with pytest.raises(GanLabError, match=r"zoe .* has the mark 2 in .*two.csv and 3 in .*other"):
        run(handed, out, manual=[two, other])
    capsys.readouterr()
    run(handed, out, manual=[other])
    told = capsys.readouterr().err
    assert "Marks that are changed now (1):" in told and "2 becomes 3" in told
    assert {row["points_earned"] for row in marked_rows(out)} == {"1", "3"}


def test_marks_of_parts_come_along_and_are_kept_in_the_sheet(quick, handed, tmp_path) -> None:
    write(handed / "zoe" / "00_warm_up.ipynb", with_thought("It lies in a hollow."))
    one, two, out = (tmp_path / name for name in ("one.csv", "two.csv", "all.csv"))
    run(handed, one, only=["zoe"])
    run(handed, two, only=["alice", "Bo Łuk 李"])
    marks = a_copy(one.with_name("one.thoughts.csv"), tmp_path / "marks.csv", {"zoe": "2"})
    run(handed, one, only=["zoe"], manual=[marks])
    for _ in range(2):
        command.merge([one, two], out)
        assert [(r["student"], r["points_earned"]) for r in marked_rows(out)] == [("zoe", "2")]
    marks = a_copy(one.with_name("one.thoughts.csv"), tmp_path / "marks.csv", {"zoe": "3"})
    run(handed, one, only=["zoe"], manual=[marks])
    command.merge([one, two], out)
    assert [(r["student"], r["points_earned"]) for r in marked_rows(out)] == [("zoe", "3")]


def test_parts_in_which_two_submissions_count_for_one_student_are_refused(quick, tmp_path) -> None:
    for group in "ab":
        write(tmp_path / group / "Anna Li" / f"{group}_00_warm_up.ipynb", untouched(LESSON))
        run(tmp_path / group, tmp_path / f"{group}.csv")
    with pytest.raises(GanLabError, match="two submissions count for Anna Li"):
        command.merge([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "c.csv")


def test_what_is_typed_while_grading_runs_counts(quick, handed, tmp_path, monkeypatch) -> None:
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    run(handed, out)
    real = command._grade_all

    def takes_long(*args):
        fill_in(sheet, sheet, points="4", mark="3")
        return real(*args)

    monkeypatch.setattr(command, "_grade_all", takes_long)
    run(handed, out)
    assert [row["points_earned"] for row in marked_rows(out)] == ["3"]


def test_an_empty_answer_is_missing_and_points_count_for_all(quick, handed, tmp_path) -> None:
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    run(handed, out)
    fill_in(sheet, sheet, points="4")  # what the question counts, in one row; nothing marked yet
    run(handed, out, only=["alice"])
    run(handed, out)
    rows = {row["student"]: row for row in read(out) if row["part"] == "thought"}
    assert {row["points"] for row in rows.values()} == {"4"}
    assert (rows["alice"]["status"], rows["alice"]["points_earned"]) == ("missing", "0")
    assert (rows["Bo Łuk 李"]["status"], rows["Bo Łuk 李"]["points_earned"]) == ("to mark", "")
    assert not any(row["mark"] for row in rows_of(sheet))


@pytest.mark.parametrize("answer", ["x" * 200_000, "a\rb", "a\0b", "\"=1;\t,'", "äöü\r\n\n李"])
def test_no_answer_spoils_the_sheet(quick, handed, tmp_path, answer) -> None:
    write(handed / "zoe" / "00_warm_up.ipynb", with_thought(answer))
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    for _ in range(2):
        run(handed, out)
    fill_in(sheet, sheet, points="4", mark="1")
    kept = sheet.read_bytes()
    run(handed, out)
    assert {row["student"] for row in marked_rows(out)} == {"zoe", "Bo Łuk 李"}
    assert not any(row["message"] for row in marked_rows(out)), kept
    assert max(len(row["answer"]) for row in rows_of(sheet)) < 32_767


def test_a_note_comes_with_its_mark(quick, handed, tmp_path) -> None:
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    run(handed, out)
    fill_in(sheet, sheet, points="4", mark="3", note="Why <so>?")
    for _ in range(2):
        run(handed, out)
        assert [row["message"] for row in marked_rows(out)] == ["Why <so>?"]
    page = tmp_path / "grades_reports" / report.page_name("Bo Łuk 李")
    assert "Why &lt;so&gt;?" in page.read_text("utf-8")


@pytest.mark.parametrize("ending", [";", "\t"])
def test_a_sheet_as_other_spreadsheets_save_it_is_read(quick, handed, tmp_path, ending) -> None:
    out = tmp_path / "grades.csv"
    run(handed, out)
    sheet = tmp_path / "grades.thoughts.csv"
    fill_in(sheet, sheet, points="4", mark="2,5")
    run(handed, out)
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")  # else Excel spoils names with umlauts
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=ending, lineterminator="\r\n").writerows(rows)
    before = sheet.read_bytes()
    run(handed, out)
    assert [row["points_earned"] for row in marked_rows(out)] == ["2.5"]
    assert sheet.read_bytes() == before  # nothing to add: it stays as it is


@pytest.mark.parametrize("before", ["It lies in a hollow.", "*Your answer:*"])
def test_an_answer_that_was_changed_after_its_mark_is_told(quick, handed, tmp_path, before) -> None:
    """Until a person takes the note away; also of one that was empty."""
    out, sheet = tmp_path / "grades.csv", tmp_path / "grades.thoughts.csv"
    write(handed / "zoe" / "00_warm_up.ipynb", with_thought(before))
    run(handed, out)
    rows = rows_of(sheet)
    for row in rows:
        row |= {"mark": "1", "points": "4"}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, thoughts.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    run(handed, out)
    assert not any(row["message"] for row in marked_rows(out))
    write(handed / "zoe" / "00_warm_up.ipynb", with_thought("It is flat there."))
    for _ in range(2):
        run(handed, out)
        notes = {row["student"]: row["message"] for row in marked_rows(out)}
        assert notes.pop("zoe") == thoughts.CHANGED
        assert not any(notes.values())
    fill_in(sheet, sheet, note="")
    run(handed, out)
    assert not any(row["message"] for row in marked_rows(out))


def test_the_totals_tell_core_from_optional(quick, tmp_path) -> None:
    """Added by hand: lesson 01 has 20 points of core and some of optional exercises."""
    write(tmp_path / "in" / "ann" / "00_warm_up.ipynb", all_right(LESSON))
    write(tmp_path / "in" / "ann" / "01_toy_1010.ipynb", all_right("01_toy_1010"))
    write(tmp_path / "in" / "bea" / "01_toy_1010.ipynb", handed_in("01_toy_1010", {"1.1": "x = 1"}))
    write(tmp_path / "in" / "cy" / "01_toy_1010.ipynb", "no notebook")
    out = tmp_path / "grades.csv"
    command.grade(tmp_path / "in", out, seed=1)
    tasks = exercises("1")
    core, optional = (
        sum(t.points for t in tasks if t.core is is_core) for is_core in (True, False)
    )
    warm = sum(t.points for t in exercises("0"))
    with out.with_name("grades.totals.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == [
        "student", f"00 optional of {warm}", f"01 core of {core}", f"01 optional of {optional}",
        f"core of {core}", f"optional of {optional + warm}", "not decided",
    ]  # fmt: skip
    first = tasks[0].points
    assert rows == [
        ["ann", *map(str, (warm, core, optional, core, optional + warm, 0))],
        ["bea", "", str(first), "0", str(first), "0", "0"],
        ["cy", "", "", "", "0", "0", "1"],
    ]
    index = (tmp_path / "grades_reports" / "index.html").read_text("utf-8")
    assert f"<th>01 core of {core}</th>" in index


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mark": "five", "points": "9"}, "row .*: mark must be a number"),
        ({"mark": "-1", "points": "9"}, "row .*: mark must be a number"),
        ({"mark": "nan", "points": "9"}, "row .*: mark must be a number"),
        ({"mark": "3", "points": "2"}, "row .*: the mark 3 is more than the 2 points"),
        ({"mark": "1", "points": "many"}, "row .*: points must be a number"),
        ({"student": "nobody", "mark": "0"}, "row .*: nobody called 'nobody' handed in"),
    ],
)
def test_a_bad_mark_is_refused_by_its_row(quick, handed, tmp_path, changes, message) -> None:
    run(handed, tmp_path / "grades.csv")
    before = files(tmp_path / "grades.csv")
    marked = fill_in(tmp_path / "grades.thoughts.csv", tmp_path / "marks.csv", **changes)
    with pytest.raises(GanLabError, match=message):
        run(handed, tmp_path / "grades.csv", manual=[marked])
    assert files(tmp_path / "grades.csv") == before


@pytest.mark.parametrize("what", ["no file", "no sheet", "twice"])
def test_what_is_no_sheet_of_marks_is_refused(quick, handed, tmp_path, what) -> None:
    run(handed, tmp_path / "grades.csv")
    path = tmp_path / "marks.csv"
    if what == "no sheet":
        write(path, "a,b\n1,2\n")
    elif what == "twice":
        text = (tmp_path / "grades.thoughts.csv").read_text("utf-8")
        write(path, text + "\n".join(text.splitlines()[1:]) + "\n")
    with pytest.raises(GanLabError, match=r"cannot be read|lacks the column|twice"):
        run(handed, tmp_path / "grades.csv", manual=[path])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"only": ["eve"]}, "nobody called 'eve'"),
        ({"jobs": 0}, "--jobs"),
        ({"seconds": 0}, "--timeout"),
        ({"lesson": "77"}, "77"),
        ({"seed": -1}, "--seed"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    quick, handed, tmp_path, settings, message
) -> None:
    with pytest.raises(GanLabError, match=message):
        run(handed, tmp_path / "grades.csv", **settings)


def test_the_seed_and_the_timeout_are_kept_for_the_next_time(quick, handed, tmp_path) -> None:
    out = tmp_path / "grades.csv"
    run(handed, out, seed=3, seconds=9.0)
    results = run(handed, out, seed=None)
    assert (results["seed"], results["timeout"]) == (3, 9.0)
    assert run(handed, tmp_path / "new.csv")["timeout"] == command.SECONDS


def test_grades_may_lie_in_the_course_folder() -> None:
    """What answers may not open must leave out the package, which checks read."""
    hidden = command.hidden_from_answers(ROOT / "handed-in", ROOT / "grades.csv", ROOT)
    package = ROOT / "gan_lab" / "checks" / "_core.py"
    for path in ("handed-in/a.ipynb", "grades.csv.state/seed.json", "solutions/x", "tests/x"):
        assert str(ROOT / path).startswith(tuple(hidden))
    assert not str(package).startswith(tuple(hidden))
    assert not str(package).startswith(
        tuple(command.hidden_from_answers(ROOT, ROOT / "gan_lab", ROOT))
    )


def test_nothing_is_written_among_the_submissions(quick, handed, tmp_path) -> None:
    before = contents(handed)
    with pytest.raises(GanLabError, match="within the submissions"):
        run(handed, handed / "grades.csv")
    with pytest.raises(GanLabError, match="within the submissions"):
        run(handed, tmp_path / "grades.csv", reports=handed / "reports")
    with pytest.raises(GanLabError, match=r"\.csv"):
        run(handed, tmp_path / "grades.json")
    assert contents(handed) == before


def test_the_pages_show_code_hints_and_pictures(quick, handed, tmp_path) -> None:
    run(handed, tmp_path / "grades.csv", reports=tmp_path / "pages")
    alice = (tmp_path / "pages" / report.page_name("alice")).read_text("utf-8")
    assert "def to_range(images)" in alice
    assert "data:image/png;base64" in alice
    assert "optional 8 of 8" in alice
    index = (tmp_path / "pages" / "index.html").read_text("utf-8")
    assert report.page_name("alice") in index
    assert "carol" in index


def test_the_class_page_names_the_hardest_and_the_commonest() -> None:
    def submission(student: str, status: str, mistake: str | None) -> dict:
        exercise = {
            "exercise": "1.1", "part": "core", "title": "T", "points": 1,
            "points_earned": int(status == "passed"),
            "status": status, "mistake": mistake, "message": f"Use `{mistake}`", "code": "",
        }  # fmt: skip
        easy = {**exercise, "exercise": "1.2", "status": "passed", "mistake": None}
        others = [{**easy, "exercise": "1.10"}, {**easy, "exercise": "1.4"}]
        return {
            "student": student, "lesson": "01_toy_1010", "file": "f", "status": "graded",
            "message": "", "notes": [], "exercises": [exercise, easy, *others],
            "thoughts": [],
        }  # fmt: skip

    who = [
        ("a", "failed", "m1"),
        ("b", "failed", "m2"),
        ("c", "failed", "m2"),
        ("d", "passed", None),
    ]
    page = report.class_page({"submissions": [submission(*each) for each in who]})
    assert "<td>1.1</td><td>T</td><td>1 of 4</td>" in page
    assert page.index("1 of 4") < page.index("4 of 4")
    assert page.index("<td>1.4</td>") < page.index("<td>1.10</td>")
    commonest = page.index("<td>1.1</td><td>2</td><td>Use <code>m2</code></td>")
    assert commonest < page.index("<td>1.1</td><td>1</td><td>Use <code>m1</code></td>")


def test_names_of_pages_are_told_apart_and_can_be_read() -> None:
    pages = [report.page_name(who) for who in ("José Müller", "Jose Muller", "李", "王")]
    assert len(set(pages)) == 4
    assert all(page.startswith("Jose-Muller-") for page in pages[:2])
    assert all(page.startswith("student-") and page.isascii() for page in pages[2:])


def test_the_picture_of_a_widget_is_no_reference() -> None:
    """Below the check of 1.13 is a playground; below that of 1.4 the curve of a training."""
    found = report.reference_pictures(ROOT, "01_toy_1010")
    assert "1.13" not in found
    assert found["1.4"][0].startswith("D alone")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_cells_are_defused(cell) -> None:
    assert grades.defused(cell) == f"'{cell}"
    assert grades.defused(f"a{cell}") == f"a{cell}"


def test_the_command_line(quick, handed, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["grade", str(handed), "--list"]) == 0
    assert "alice\n" in capsys.readouterr().out
    assert not (tmp_path / "grades.csv").exists()
    command_ = [
        "grade",
        str(handed),
        "--lesson",
        "0",
        "--seed",
        "3",
        "--timeout",
        "9",
        "--jobs",
        "1",
    ]
    assert main([*command_, "--only", "alice", "dave", "--out", "part.csv"]) == 0
    assert main(["grade", "--merge", "part.json", "--out", "grades.csv"]) == 0
    assert (tmp_path / "grades.csv").read_bytes() == (tmp_path / "part.csv").read_bytes()
    results = json.loads((tmp_path / "part.json").read_text("utf-8"))
    assert (results["seed"], results["timeout"]) == (3, 9.0)
    assert main(["grade", "--out", "x.csv"]) == 2
    assert main(["grade", str(handed), "--merge", "part.json"]) == 2
    assert "either SUBMISSIONS" in capsys.readouterr().err
