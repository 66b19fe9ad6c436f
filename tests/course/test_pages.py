"""The pages beside the lessons: syllabus and glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gan_lab.checks import exercises
from gan_lab.course.build import build, check_built
from gan_lab.course.syllabus import syllabus
from gan_lab.lessons import LESSONS

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
GLOSSARY = NOTEBOOKS / "glossary.md"


def test_the_syllabus_names_every_exercise_once_in_its_table() -> None:
    rows = re.findall(r"^\| (\d+\.\d+) \|", syllabus(), re.MULTILINE)
    assert rows == [task.id for lesson in LESSONS for task in exercises(lesson.name)]


def test_the_syllabus_adds_up() -> None:
    (totals,) = re.findall(r"^\| \*\*all\*\* .*$", syllabus(), re.MULTILINE)
    tasks = [task for lesson in LESSONS for task in exercises(lesson.name)]
    core = [task for task in tasks if task.core]
    assert f"| {len(core)} | {sum(task.points for task in core)} |" in totals


def test_what_a_lesson_needs_comes_before_it() -> None:
    for lesson in LESSONS:
        assert all(number < lesson.number for number in lesson.needs)


def test_a_stale_syllabus_is_found(root) -> None:
    build(root=root)
    page = root / "notebooks/syllabus.md"
    page.write_text("old")
    assert any("syllabus.md is not what" in line for line in check_built(root))
    build(root=root)
    assert not any("syllabus.md" in line for line in check_built(root))


@pytest.mark.parametrize("page", ["syllabus.md", "glossary.md", "why_is_it_fast.md"])
def test_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (NOTEBOOKS / page).read_text(encoding="utf-8"))
    assert links
    for link in links:
        assert (NOTEBOOKS / link).is_file(), link


def test_each_term_has_its_chinese_and_a_meaning() -> None:
    rows = [
        re.split(r"(?<!\\)\|", line)[1:-1]
        for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("|---", "| term"))
    ]
    assert len(rows) >= 70
    for term, chinese, meaning, lesson in rows:
        assert term.strip()
        assert re.search(r"[\u4e00-\u9fff]", chinese) or chinese.strip().isascii(), term
        assert len(meaning.strip()) > 15, term
        assert "ipynb" in lesson, term
    terms = [row[0].strip().lower() for row in rows]
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_each_lesson_links_to_the_glossary_and_says_how_to_go_on(lesson) -> None:
    text = (NOTEBOOKS / f"{lesson.name}.ipynb").read_text(encoding="utf-8")
    assert "(glossary.md)" in text
    assert "stuck(" in text
