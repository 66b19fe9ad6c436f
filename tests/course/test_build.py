"""The files that are built: which outputs they keep, when they are stale, what a run leaves."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import nbformat
import pytest

from gan_lab import lessons
from gan_lab.course.build import SYLLABUS, build, check_built, execute
from gan_lab.errors import GanLabError
from gan_lab.lessons import Lesson
from tests.course.example import cells, change, notebook

STUDENT, SOLVED = "notebooks/90_test.ipynb", "solutions/90_test.ipynb"


@pytest.fixture
def short_set_up(monkeypatch):
    """A set-up cell that a kernel can run, which does not know the lesson of these tests."""
    module = importlib.import_module("gan_lab.course.source")
    monkeypatch.setattr(module, "setup_cell", lambda lesson, repository: "def check(id): print(id)")


@pytest.fixture
def executed(root, short_set_up):
    """The course folder after a run whose outputs were put in by hand."""
    build(root=root)
    nb = notebook(root, "solutions")
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text=f"output of {cell.id}")]
    module = importlib.import_module("gan_lab.course.build")
    nb.metadata.gan_lab.executed_sha256 = module._code_fingerprint(nb)
    nbformat.write(nb, root / SOLVED)
    return root


def outputs(root) -> dict[str, str]:
    shown = cells(notebook(root, "solutions"))
    return {id: cell.outputs[0].text for id, cell in shown.items() if cell.get("outputs")}


# Building


def test_unchanged_code_keeps_its_outputs_and_changed_code_loses_them(executed):
    change(executed, "secret_answer = 2 * x", "secret_answer = x * 2")
    build(root=executed)
    assert outputs(executed) == {
        id: f"output of {id}" for id in ("setup", "double-check", "halve", "halve-check")
    }


def test_a_changed_text_loses_no_output(executed):
    build(root=executed)
    before = outputs(executed)
    change(executed, "Write `double`.", "Write `double` now.")
    assert build(root=executed) == [executed / SOLVED, executed / STUDENT]
    assert outputs(executed) == before and len(before) == 5
    assert check_built(executed) == []


def test_pictures_of_data_are_kept_only_with_their_licence(executed):
    change(executed, '"shows-data", "nbval-check-output"]', '"shows-data"] licence="MIT"')
    nb = notebook(executed, "solutions")
    build(root=executed)
    assert outputs(executed)["picture"] == "output of picture"
    nbformat.write(nb, executed / SOLVED)
    change(executed, "", "")
    build(root=executed)
    assert "picture" not in outputs(executed)


def test_nothing_is_written_when_one_of_the_sources_is_wrong(root):
    build(root=root)
    before = (root / STUDENT).read_bytes(), (root / SOLVED).read_bytes()
    change(root, "half = x / 3", "half = x / 2")
    with pytest.raises(GanLabError):
        build(root=root)
    assert before == ((root / STUDENT).read_bytes(), (root / SOLVED).read_bytes())


def test_a_solved_notebook_that_is_not_one_is_not_overwritten(root):
    (root / SOLVED).write_text("<<<<<<< two versions")
    with pytest.raises(GanLabError, match=r"90_test.ipynb cannot be read as a notebook"):
        build(root=root)
    assert (root / SOLVED).read_text() == "<<<<<<< two versions"


def test_a_lesson_without_source_and_a_missing_extra_are_told(root, monkeypatch):
    (root / "solutions/90_test.py").unlink()
    assert build(root=root) == [root / SYLLABUS]
    with pytest.raises(GanLabError, match=r"90_test.py cannot be read"):
        build(["90"], root=root)
    monkeypatch.setitem(sys.modules, "jupytext", None)
    with pytest.raises(GanLabError, match=r'pip install "gan-lab-course\[instructor\]"'):
        build(["90"], root=root)


# Staleness


def test_what_was_just_built_is_stale_only_for_want_of_a_run(root):
    assert check_built(root) == [
        "notebooks/90_test.ipynb is missing: run `gan-lab build`",
        "solutions/90_test.ipynb is missing: run `gan-lab build --execute 90`",
        "notebooks/syllabus.md is not what the lessons say: run `gan-lab build`",
    ]
    build(root=root)
    assert check_built(root) == [
        "solutions/90_test.ipynb was not executed with its code: run `gan-lab build --execute 90`"
    ]


def test_an_executed_lesson_is_fresh_with_any_line_ends(executed):
    build(root=executed)
    assert check_built(executed) == []
    for file in ("solutions/90_test.py", STUDENT, SOLVED):
        content = (executed / file).read_bytes()
        assert b"\r\n" not in content
        (executed / file).write_bytes(content.replace(b"\n", b"\r\n"))
    assert check_built(executed) == []
    assert build(root=executed) == []


@pytest.mark.parametrize(
    "old, new, stale, needs_run",
    [
        ("Write `double`.", "Write it.", [STUDENT, SOLVED], False),
        ('title"', 'title" tags=["nbval-skip"]', [STUDENT, SOLVED], False),
        ("Because secret", "As secret", [SOLVED], False),
        ("half = x / 3", "half = x / 4", [STUDENT], False),
        ("return x / 2", "return x * 0.5", [SOLVED], True),
        ('id="picture"', 'id="photo"', [STUDENT, SOLVED], True),  # outputs are kept by id
    ],
)
def test_a_change_of_the_source_makes_stale_what_it_changes(executed, old, new, stale, needs_run):
    build(root=executed)
    change(executed, old, new)
    found = check_built(executed)
    assert [line.split()[0] for line in found] == stale
    assert all("run `gan-lab build" in line for line in found)
    assert any("--execute 90" in line for line in found) == needs_run


def test_an_edited_notebook_is_stale(executed):
    build(root=executed)
    for file in (STUDENT, SOLVED):
        path = executed / file
        path.write_text(path.read_text().replace("Write `double`.", "Write it."))
    assert [line.split()[0] for line in check_built(executed)] == [STUDENT, SOLVED]


def test_a_notebook_without_a_source_is_told(executed):
    build(root=executed)
    (executed / "notebooks/91_gone.ipynb").write_text("{}")
    assert check_built(executed) == ["notebooks/91_gone.ipynb has no source in solutions"]


# Executing


RUN = f"""
# %% id="run"
import os, sys, gan_lab
from IPython.display import display
print(os.environ["GAN_LAB_PROFILE"], sys.executable == {sys.executable!r}, gan_lab.COURSE)
print("3 of 10", file=sys.stderr)
widget = "application/vnd.jupyter.widget-view+json"
display({{widget: {{"model_id": "x"}}, "text/plain": "a progress bar"}}, raw=True)
display(halve(3.0))
"""


def test_execute_keeps_outputs_and_leaves_a_fresh_lesson(root, short_set_up):
    (root / "gan_lab").mkdir()
    (root / "gan_lab" / "__init__.py").write_text('COURSE = "of this folder"')
    picture = f'display({{"image/png": "{root}"}}, raw=True)  # letters that spell a path'
    change(root, 'print("a digit")\n', f'print("a digit")\n{RUN}{picture}\n')
    assert execute("90", root=root) == [root / SOLVED, root / STUDENT, root / SYLLABUS]
    assert check_built(root) == []
    nb = notebook(root, "solutions")
    cell = cells(nb)
    assert cell["double-check"].outputs[0].text == "90.1\n"
    assert cell["picture"].outputs == []  # shows-data without a licence
    assert [o.get("text") or o.data for o in cell["run"].outputs] == [
        "standard True of this folder\n",
        {"text/plain": "1.5"},
        {"image/png": str(root)},
    ]
    assert "execution" not in cell["run"].metadata and "widgets" not in nb.metadata
    assert nb.metadata.language_info == {"name": "python"}  # not this machine's version
    assert not any(c.get("outputs") for c in notebook(root, "notebooks").cells)


def test_any_output_may_hold_a_slash_where_home_is_the_root_folder(root, short_set_up, monkeypatch):
    monkeypatch.setattr("pathlib.Path.home", lambda: Path("/"))
    change(root, ', "nbval-check-output"]\nprint("a digit")', '] licence="MIT"\nprint("1/2")')
    execute("90", root=root)
    assert outputs(root)["picture"] == "1/2\n"


def test_the_letters_of_a_picture_are_no_path(root, short_set_up, monkeypatch) -> None:
    monkeypatch.setattr("pathlib.Path.home", lambda: Path("/root"))
    picture = "data:image/png;base64,AAAA/rootAAA="
    change(
        root, ', "nbval-check-output"]\nprint("a digit")', f'] licence="MIT"\nprint("{picture}")'
    )
    execute("90", root=root)
    assert picture in outputs(root)["picture"]


def test_a_lesson_is_not_executed_without_its_real_data(root, short_set_up, monkeypatch, tmp_path):
    ladder = (Lesson("90_test", "For tests", core=1, data="mnist"),)
    monkeypatch.setattr(lessons, "LESSONS", ladder)
    monkeypatch.setenv("GAN_LAB_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("GAN_LAB_OFFLINE", "1")
    with pytest.raises(GanLabError, match="MNIST is not in"):
        execute("90", root=root)
    assert not list(root.rglob("*.ipynb"))


@pytest.mark.parametrize(
    "line, message",
    [
        ("1 / 0", "solutions/90_test.py: cell picture: ZeroDivisionError: division by zero"),
        ("from pathlib import Path; Path.home()", "cell picture: its output shows this machine's"),
        ("import os; os._exit(1)", "cell picture: ended its kernel"),
    ],
)
def test_a_cell_that_fails_or_tells_too_much_leaves_all_as_it_was(
    root, short_set_up, line, message
):
    build(root=root)
    before = (root / STUDENT).read_bytes(), (root / SOLVED).read_bytes()
    change(root, '"shows-data", "nbval-check-output"]\nprint("a digit")', f'"train"]\n{line}')
    with pytest.raises(GanLabError, match=message):
        execute("90", root=root)
    assert before == ((root / STUDENT).read_bytes(), (root / SOLVED).read_bytes())
    assert not list(root.rglob("*.part"))
