"""What was handed in is found, named and told apart; nothing is lost and nothing is written."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from gan_lab.errors import GanLabError
from gan_lab.grading import submissions
from gan_lab.grading.submissions import find_submissions
from tests.grading.classroom import untouched, write

LESSON = "01_toy_1010"
NOTEBOOK = json.dumps(untouched(LESSON))


def students(folder: Path) -> set[str]:
    return {each.student for each in find_submissions(folder)}


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Anna Li_1234567_assignsubmission_file_/01_toy_1010.ipynb", "Anna Li"),
        ("Anna Li_1234567_assignsubmission_file/01_toy_1010.ipynb", "Anna Li"),
        ("lianna_4711_998877_01_toy_1010.ipynb", "lianna"),
        ("lianna_LATE_4711_998877_01_toy_1010-1.ipynb", "lianna"),
        ("alice/01_toy_1010.ipynb", "alice"),
        ("alice/ps1/deep/er/01_toy_1010.ipynb", "alice"),
        ("Łucja Åström 李/my work.ipynb", "Łucja Åström 李"),
        ("alice_01_toy_1010.ipynb", "alice"),
        ("01_toy_1010_bob.ipynb", "bob"),
        ("01_toy_1010 - Bob Dylan (1).ipynb", "Bob Dylan"),
        ("somebody.ipynb", "somebody"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_students_are_named_as_platforms_export_them(tmp_path, path, student, packed) -> None:
    source = tmp_path / "in"
    if packed:
        source = tmp_path / "in.zip"
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr(path, NOTEBOOK)
    else:
        write(source / path, NOTEBOOK)
    (found,) = find_submissions(source)
    assert (found.student, found.lesson, found.problem) == (student, LESSON, "")


def test_a_number_may_be_all_that_tells_students_apart(tmp_path) -> None:
    names = {"student_1", "student_2", "student (3)", "group-Copy4"}
    for name in names:
        write(tmp_path / "flat" / f"{name}.ipynb", NOTEBOOK)
    assert students(tmp_path / "flat") == names
    for name in ("student_1_01_toy_1010", "01_toy_1010_2_student_2", "student_2_01_toy_1010_3"):
        write(tmp_path / "named" / f"{name}.ipynb", NOTEBOOK)
    assert students(tmp_path / "named") == {"student_1", "student_2"}


def test_two_students_of_one_name_stay_two(tmp_path) -> None:
    for number in (1, 2):
        write(tmp_path / f"Anna Li_{number}_assignsubmission_file_" / "a.ipynb", NOTEBOOK)
    assert students(tmp_path) == {"Anna Li (1)", "Anna Li (2)"}


def test_a_folder_around_all_is_nobody(tmp_path) -> None:
    for name in ("alice", "bob"):
        write(tmp_path / "course 2030" / name / "01_toy_1010.ipynb", NOTEBOOK)
    assert students(tmp_path) == {"alice", "bob"}


BROKEN = {
    "empty": (b"", "empty"),
    "not JSON": (b"print('hello')", "not a notebook"),
    "half of it": (NOTEBOOK[:500].encode(), "not a notebook"),
    "a list": (b"[]", "list of cells"),
    "an old format": (b'{"worksheets": [], "nbformat": 3}', "list of cells"),
    "nested without end": (b"[" * 200_000, "not a notebook"),
    "not UTF-8": (b"\xff\xfe" + b"x" * 10, "not a notebook"),
    "many cells": (json.dumps({"cells": [1] * 6000}).encode(), "cells"),
    "of no lesson": (b'{"cells": [], "metadata": {}}', "which lesson"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_notebook_is_told_and_never_lost(tmp_path, case) -> None:
    content, message = BROKEN[case]
    write(tmp_path / "alice" / "essay.ipynb", content)
    write(tmp_path / "bob" / "01_toy_1010.ipynb", NOTEBOOK)
    alice, bob = find_submissions(tmp_path)
    assert message in alice.problem
    assert not bob.problem


def test_a_huge_file_is_not_read(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(submissions, "LARGEST", 1000)
    write(tmp_path / "alice" / "01_toy_1010.ipynb", NOTEBOOK)
    (found,) = find_submissions(tmp_path)
    assert "larger than" in found.problem
    assert found.lesson == LESSON


def test_a_zip_that_swells_is_not_unpacked(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(submissions, "LARGEST", 1_000_000)
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alice/01_toy_1010.ipynb", " " * 100_000_000)
    (found,) = find_submissions(tmp_path / "in.zip")
    assert "larger than" in found.problem


def test_who_hands_in_another_kind_of_file_is_told(tmp_path) -> None:
    write(tmp_path / "alice" / "homework.docx", b"PK")
    write(tmp_path / "bob" / "01_toy_1010.ipynb", NOTEBOOK)
    write(tmp_path / "bob" / "notes.txt", "mine")
    found = find_submissions(tmp_path)
    assert [(each.student, each.path) for each in found] == [
        ("alice", "alice/homework.docx"),
        ("bob", "bob/01_toy_1010.ipynb"),
    ]
    assert "no notebook" in found[0].problem


def test_names_in_a_zip_lead_nowhere(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("../../evil/01_toy_1010.ipynb", NOTEBOOK)
        archive.writestr("/etc/01_toy_1010.ipynb", NOTEBOOK)
        archive.writestr("..\\..\\windows\\01_toy_1010.ipynb", NOTEBOOK)
    found = find_submissions(tmp_path / "in.zip")
    assert {each.student for each in found} == {"evil", "etc", "windows"}
    assert all(".." not in each.path for each in found)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in.zip"]


def test_a_zip_within_a_zip_is_opened_and_a_broken_one_told(tmp_path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("work/01_toy_1010.ipynb", NOTEBOOK)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("Anna Li_12_assignsubmission_file_/work.zip", inner.getvalue())
        archive.writestr("Bo Ek_13_assignsubmission_file_/work.zip", b"PK\x03\x04 not quite")
        archive.writestr("__MACOSX/Anna/._01_toy_1010.ipynb", b"\x00\x05")
    anna, bo = find_submissions(tmp_path / "in.zip")
    assert (anna.student, anna.lesson, anna.problem) == ("Anna Li", LESSON, "")
    assert bo.student == "Bo Ek"
    assert "zip cannot be read" in bo.problem


def test_of_two_by_one_student_the_newest_counts(tmp_path) -> None:
    for name, when in (("a", 3_000), ("b", 9_000), ("c", 6_000)):
        os.utime(write(tmp_path / "alice" / f"{name}.ipynb", NOTEBOOK), (when, when))
    found = find_submissions(tmp_path)
    told = {each.path: each.superseded_by for each in found}
    newest = "alice/b.ipynb"
    assert told == {"alice/a.ipynb": newest, newest: "", "alice/c.ipynb": newest}


def test_in_a_zip_the_newest_counts_too(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name, year in (("a", 2031), ("b", 2030)):
            entry = zipfile.ZipInfo(f"alice/{name}.ipynb", (year, 1, 1, 0, 0, 0))
            archive.writestr(entry, NOTEBOOK)
    told = {each.path: each.superseded_by for each in find_submissions(tmp_path / "in.zip")}
    assert told == {"alice/a.ipynb": "", "alice/b.ipynb": "alice/a.ipynb"}


def test_a_broken_file_supersedes_nothing(tmp_path) -> None:
    good = write(tmp_path / "alice" / "01_toy_1010.ipynb", NOTEBOOK)
    os.utime(good, (1_000, 1_000))
    write(tmp_path / "alice" / "01_toy_1010_again.ipynb", b"")
    found = {each.path: each for each in find_submissions(tmp_path)}
    assert not found["alice/01_toy_1010.ipynb"].superseded_by
    assert found["alice/01_toy_1010_again.ipynb"].problem


@pytest.mark.skipif(os.name == "nt", reason="needs rights on Windows")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path) -> None:
    secret = write(tmp_path / "secret.ipynb", NOTEBOOK)
    (tmp_path / "in" / "alice").mkdir(parents=True)
    (tmp_path / "in" / "alice" / "01_toy_1010.ipynb").symlink_to(secret)
    (found,) = find_submissions(tmp_path / "in")
    assert "link" in found.problem
    assert not found.notebook


def test_names_that_would_break_a_table_are_printable(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("ali\nce\u202e/01_toy_1010.ipynb", NOTEBOOK)
    (found,) = find_submissions(tmp_path / "in.zip")
    assert found.student == "ali?ce?"


@pytest.mark.parametrize("name", ["nowhere", "in.txt", "broken.zip", "empty"])
def test_what_is_no_folder_and_no_zip_is_refused(tmp_path, name) -> None:
    write(tmp_path / "in.txt", "x")
    write(tmp_path / "broken.zip", "x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(GanLabError):
        find_submissions(tmp_path / name)


def test_a_notebook_of_far_too_much_code_is_for_human_eyes(tmp_path) -> None:
    notebook = untouched(LESSON)
    prose, code = (
        next(cell for cell in notebook["cells"] if cell["cell_type"] == kind)
        for kind in ("markdown", "code")
    )
    prose["source"] = "x" * (submissions.MOST_CODE + 1)  # a picture, pasted: no reason to refuse
    write(tmp_path / "a" / f"{LESSON}.ipynb", notebook)
    code["source"] = ["x\n"] * (submissions.MOST_CODE // 2)
    write(tmp_path / "b" / f"{LESSON}.ipynb", notebook)
    usual, large = find_submissions(tmp_path)
    assert usual.problem == ""
    assert len(str(usual.notebook)) < submissions.MOST_CODE
    assert "letters: no lesson has" in large.problem
    assert large.notebook == {}
