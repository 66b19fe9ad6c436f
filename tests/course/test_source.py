"""A lesson's source: what the two notebooks get of it, and what is refused."""

from __future__ import annotations

import nbformat
import pytest

from gan_lab.course.build import build
from gan_lab.course.source import read_source, solved_notebook
from gan_lab.errors import GanLabError
from tests.course.example import SOURCE, cells, change, notebook, student

# What is in the notebooks


def test_build_writes_both_notebooks_with_the_ids_of_the_source(root):
    changed = build(root=root)
    assert {p.relative_to(root).as_posix() for p in changed} == {
        "solutions/90_test.ipynb",
        "notebooks/90_test.ipynb",
        "notebooks/syllabus.md",
    }
    ids = ["title", "setup", "double-task", "double", "double-check", "halve", "halve-check"]
    ids += ["picture", "why"]
    for folder in ("solutions", "notebooks"):
        nb = notebook(root, folder)
        nbformat.validate(nb)
        assert [cell.id for cell in nb.cells] == ids
    assert build(root=root) == []


def test_a_markdown_cell_is_the_text_between_the_quotes(root):
    assert student(root)["title"].source == "# A lesson for tests\n\n$\\frac{1}{2}$"
    assert student(root)["double-task"].source.startswith("Write `double`.\n\n### Exercise 90.1")


def test_the_student_gets_stubs_and_no_trace_of_a_solution(root):
    build(root=root)
    text = (root / "notebooks/90_test.ipynb").read_text(encoding="utf-8")
    for trace in ("secret", "x / 2", "SOLUTION", "### STUB", "Because"):
        assert trace not in text
    assert student(root)["double"].source == (
        'def double(x):\n    raise NotImplementedError("TODO 90.1: double it")'
    )
    assert student(root)["halve"].source == (
        "def halve(x):\n    if True:\n"
        "        half = x / 3  # TODO 90.2: find the bug\n\n"
        "        if half is not None:\n            return half"
    )
    assert student(root)["why"].source == (
        "Why is half of double the same again?\n\n*Your answer:*"
    )


def test_a_cell_may_have_several_blocks(root):
    second = "### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n    y = x\n    "
    change(root, "### BEGIN SOLUTION\n    secret", second + "### BEGIN SOLUTION\n    secret")
    stub = '    raise NotImplementedError("TODO 90.1: double it")'
    assert student(root)["double"].source == f"def double(x):\n{stub}\n    y = x\n{stub}"


def test_the_solved_notebook_keeps_solutions_and_marks_but_no_stubs(root):
    solved = cells(solved_notebook(read_source(root / "solutions/90_test.py")))
    assert solved["halve"].source == (
        "def halve(x):\n    if True:\n        ### BEGIN SOLUTION\n        return x / 2\n"
        "        ### END SOLUTION"
    )
    assert solved["why"].source.endswith("again?\n\nBecause secret_reason.")


def test_cells_carry_tags_exercises_and_locks(root):
    cell = student(root)
    assert cell["picture"].metadata == {"tags": ["shows-data", "nbval-check-output"]}
    assert cell["double"].metadata.gan_lab == {"exercise": "90.1"}
    assert {id for id, c in cell.items() if c.metadata.get("editable") is False} == {
        "setup",
        "double-check",
        "halve-check",
    }
    assert {id for id, c in cell.items() if c.metadata.get("deletable") is False} == {
        *("setup", "double", "double-check", "halve", "halve-check", "why")
    }


def test_cells_carry_nbgrader_metadata_of_schema_3(root):
    found = {
        id: (m["grade"], m["solution"], m["locked"], m.get("points"))
        for id, cell in student(root).items()
        if (m := cell.metadata.get("nbgrader"))
    }
    assert found == {
        "setup": (False, False, True, None),
        "double": (False, True, False, None),
        "double-check": (True, False, True, 2),
        "halve": (False, True, False, None),
        "halve-check": (True, False, True, 2),
        "why": (True, True, False, 3),
    }
    allowed = {*("schema_version", "grade_id", "grade", "solution", "locked", "task", "points")}
    for id, cell in student(root).items():
        graded = cell.metadata.get("nbgrader", {"schema_version": 3, "grade_id": id})
        assert (graded["schema_version"], graded["grade_id"]) == (3, id)
        assert graded.keys() <= allowed  # the schema knows no others


def test_the_builder_fills_in_the_set_up_cell(root):
    code = student(root)["setup"].source
    compile(code, "setup", "exec")
    assert code.endswith('begin("90")')
    assert '\nREPOSITORY = ""  #' in code


def test_the_repository_of_pyproject_is_stamped_into_the_set_up_cell(root):
    (root / "pyproject.toml").write_text('[tool.gan_lab]\nrepository = "someone/course"\n')
    build(root=root)
    code = cells(notebook(root, "notebooks"))["setup"].source
    assert '\nREPOSITORY = "someone/course"  #' in code


# What is refused


ERRORS = {
    "lost backslash": ("Write `double`.", "Write $\beta$.", "line .* control character"),
    "unclosed": ("    ### END SOLUTION\n\n", "\n", "cell double: .* never closed"),
    "unopened": ("    ### BEGIN SOLUTION\n", "", "cell double: ### END SOLUTION stands in"),
    "nested": ("    secret_answer =", "    ### BEGIN SOLUTION\n    a =", "cell double: ### BEGIN"),
    "misspelt": ("### BEGIN SOLUTION", "## BEGIN SOLUTION", "cell double: .* is no mark"),
    "stub outside": ('check("90.1")', "### STUB", "cell double-check: ### STUB stands in"),
    "stub not a comment": ("# half =", "half =", "cell halve: each line of a stub is a comment"),
    "solution in a plain cell": (
        'tags=["answer"] exercise="90.1"',
        "",
        "cell double: a solution belongs in a cell tagged",
    ),
    "answer without a block": (
        '"answer"] exercise="90.1"\n',
        '"answer"] exercise="90.1"\nx = 1\n\n# %% id="rest" tags=["answer"] exercise="90.1"\n',
        "cell double: a cell tagged answer needs",
    ),
    "no id": ('# %% id="picture"', "# %%", 'begins with "print.* has none'),
    "bad id": ('id="picture"', 'id="The Picture"', "has 'The Picture'"),
    "id twice": ('id="picture"', 'id="double"', "cell double: two cells have this id"),
    "unknown key": (
        'id="picture"',
        'id="picture" colour="red"',
        "cell picture: unknown key colour",
    ),
    "unknown tag": ('"shows-data"', '"show-data"', "cell picture: unknown tag show-data"),
    "two roles": ('["check"]', '["check", "setup"]', "cannot be check and setup at once"),
    "code thought": ('[markdown] id="why"', 'id="why"', "cell why: this cell must be markdown"),
    "points in words": ('points="3"', 'points="three"', "whole number, got 'three'"),
    "misplaced key": ('id="picture"', 'id="picture" points="1"', "points belongs to a cell tagged"),
    "no set-up cell": ('id="setup"', 'id="start"', "the first code cell must be"),
    "code in the set-up cell": ("# Filled in", "import os  # ", "cell setup: the builder fills in"),
    "no exercise named": (' exercise="90.2"', "", "cell halve: exercise=None is unknown"),
    "unknown exercise": ('exercise="90.2"', 'exercise="90.7"', "exercise='90.7' is unknown"),
    "a number": ('exercise="90.2"', "exercise=90.2", "cell halve: exercise=90.2 is unknown"),
    "no check call": ('check("90.1")', 'check("90.2")', 'it does not call check."90.1"'),
    "no check cell": (
        '# %% id="double-check" tags=["check"] exercise="90.1"\ncheck("90.1")',
        "",
        "exercise 90.1 needs one check cell and has 0",
    ),
    "no answer cell": (
        'exercise="90.1"\ndef double',
        'exercise="90.2"\ndef double',
        "exercise 90.1 has no answer cell",
    ),
    "exercise without text": ("90.1 · double it", "90.1 · double", "exercise 90.1 needs one text"),
    "other stars": ("★☆☆ · 1 minute", "★★☆ · 1 minute", "exercise 90.1: the line '★☆☆ · 1 minute"),
    "no goal": ("*Goal:*", "Goal:", r"exercise 90.1: its text has no \*Goal"),
    "nothing to expect": ("*Expect:*", "Expect:", r"exercise 90.1: its text has no \*Expect"),
    "one hint": ("<summary>Hint 2", "<summary>More", "exercise 90.1: it has 1 hints, and needs 2"),
    "stub that passes": ("half = x / 3", "half = x / 2", "cell halve: its stub is passed"),
    "stub that breaks": ("# half = x", "# half == = x", "cell halve: its stub stops with Syntax"),
    "stub that breaks its definition": ("def halve(x)", "def halve(x: Tensr)", "with NameError"),
    "stub without TODO": ("TODO 90.2", "TODO", 'cell halve: its stub does not say "TODO 90.2"'),
}


@pytest.mark.parametrize("old, new, message", ERRORS.values(), ids=ERRORS.keys())
def test_a_source_that_breaks_a_rule_is_refused_and_nothing_is_written(root, old, new, message):
    change(root, old, new)
    with pytest.raises(GanLabError, match=message) as caught:
        build(root=root)
    assert str(caught.value).startswith("solutions/90_test.py: ")
    assert len(str(caught.value).splitlines()) == 1
    assert not list(root.rglob("*.ipynb"))


def test_a_stub_outside_of_any_function_leaves_its_exercise_open(root):
    body = SOURCE[SOURCE.index("def double") : SOURCE.index("    ### END SOLUTION")]
    lines = "### BEGIN SOLUTION\ndouble = lambda x: 2 * x\n### END SOLUTION"
    change(root, body + "    ### END SOLUTION", lines)
    build(root=root)
    assert student(root)["double"].source == 'raise NotImplementedError("TODO 90.1: double it")'


def test_a_stub_may_not_hand_out_the_packages_own_object(root):
    stub = (
        "### STUB\n# from gan_lab.runtime import profile as double  # TODO 90.1\n### END SOLUTION"
    )
    solution = SOURCE[SOURCE.index("def double") : SOURCE.index("    ### END SOLUTION")]
    change(root, solution + "    ### END SOLUTION", f"### BEGIN SOLUTION\ndouble = abs\n{stub}")
    with pytest.raises(GanLabError, match="cell double: its stub is unscored"):
        build(root=root)
