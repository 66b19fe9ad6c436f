"""A right answer stays right wherever its pieces stand, and what is not there is missing."""

from __future__ import annotations

import json

import pytest

from gan_lab.grading.transplant import read_pristine, transplant
from tests.grading.classroom import (
    ROOT,
    changed,
    find,
    handed_in,
    of,
    own_cell,
    right,
    role,
    untouched,
    wrong,
)

LESSON = "01_toy_1010"
HELPED = "def real_patterns(n):\n    return BASE + scaled(rand(n, 4))\n"
HELPER = (
    "from torch import rand\n"
    "WIDTH, LOW = 0.2, 0.8\n"
    "BASE = torch.tensor([LOW, 0.0, LOW, 0.0])\n"
    "def scaled(x):\n    return WIDTH * x\n"
)
# `BASE` calls something, so a cell of one's own does not define it: the answer's cell must.
HELPED_ALONE = "BASE = torch.tensor([LOW, 0.0, LOW, 0.0])\n" + HELPED


def position(notebook, exercise: str) -> int:
    return notebook["cells"].index(find(notebook, "answer", exercise))


@pytest.mark.parametrize("where", ["first", "above", "below", "last"])
def test_helpers_may_stand_in_any_cell(judge, where) -> None:
    notebook = handed_in(LESSON, {"1.1": HELPED_ALONE})
    at = position(notebook, "1.1")
    place = {"first": 0, "above": at, "below": at + 1, "last": len(notebook["cells"])}[where]
    notebook["cells"].insert(place, own_cell(HELPER))
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


def test_what_python_itself_does_for_a_class_is_no_meddling(judge) -> None:
    helpers = (
        "import dataclasses, enum, functools, logging\n"
        "from collections import namedtuple\n"
        "from typing import NamedTuple\n"
        "logging.getLogger('mine').warning('x')\n"
        "class Range(NamedTuple):\n    low: float = 0.8\n    width: float = 0.2\n"
        "@dataclasses.dataclass(order=True)\nclass Base:\n    numbers: tuple = (1, 0, 1, 0)\n"
        "class Kind(enum.Enum):\n    HIGH = 1\n"
        "Pair = namedtuple('Pair', 'one other', defaults=[1])\n"
        "@functools.lru_cache\ndef base():\n    return Base()\n"
    )
    code = (
        helpers + "def real_patterns(n):\n"
        "    r = Range()\n"
        "    assert Pair(2).other == 1 and base() == Base() and Kind(1) is Kind.HIGH\n"
        "    return r.low * torch.tensor(base().numbers) + r.width * torch.rand(n, 4)\n"
    )
    assert judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)["status"] == "passed"


def test_a_helper_may_stand_in_another_answers_cell_or_in_an_edited_one(judge) -> None:
    notebook = handed_in(LESSON, {"1.1": HELPED_ALONE, "1.2": right("1.2") + HELPER})
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"
    notebook = handed_in(LESSON, {"1.1": HELPED_ALONE})
    find(notebook, "check", "1.1")["source"] += "\n" + HELPER
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


def test_two_helpers_of_one_name_each_serve_the_answer_below(judge) -> None:
    one = "def make():\n    return torch.tensor([0.8, 0.0, 0.8, 0.0])\n"
    other = "def make():\n    return torch.zeros(4)\n"
    use = "def {}_patterns(n):\n    return make() + {} * torch.rand(n, 4)\n"
    real, random = one + use.format("real", 0.2), other + use.format("random", 1)
    notebook = handed_in(LESSON, {"1.1": real, "1.2": random})
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"
    assert judge(notebook, "1.2", LESSON)["status"] == "passed"


def test_later_play_with_the_same_name_does_not_count(judge) -> None:
    notebook = handed_in(LESSON, {"1.1": right("1.1")})
    notebook["cells"].append(own_cell(wrong("1.1").code))
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


def test_lines_below_an_answer_that_need_a_training_do_no_harm(judge) -> None:
    code = right("1.1") + "\nprint(real_patterns(2))\nviz.show(trained_before.picture())\n"
    assert judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)["status"] == "passed"
    above = "trained_before.picture()\n" + right("1.1")
    assert judge(handed_in(LESSON, {"1.1": above}), "1.1", LESSON)["status"] == "passed"


def test_the_lines_of_jupyter_do_no_harm(judge) -> None:
    code = "%%time\n%matplotlib inline\n!pip install nothing\ntorch.rand?\n" + right("1.1")
    assert judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)["status"] == "passed"


def test_lines_that_only_look_like_jupyters_are_python(judge) -> None:
    code = (
        "?torch.rand\nfiles = !ls\n"
        + right("1.1")
        + '\ntext = ("%d rows"\n    % 3)\nlines = """\n! not a command\n"""\n'
        "assert text == '3 rows' and '! not' in lines\n"
    )
    found = judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)
    assert found["status"] == "passed", found
    code = "    " + right("1.1").replace("\n", "\n    ")  # all of it indented, as IPython allows
    assert judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)["status"] == "passed"


def test_an_answer_may_begin_in_its_own_cell_and_be_defined_in_the_next(judge) -> None:
    notebook = handed_in(LESSON, {"1.1": "import random  # for the noise"})
    notebook["cells"].insert(position(notebook, "1.1") + 1, own_cell(right("1.1")))
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


def test_trainings_and_other_calls_are_not_run(judge) -> None:
    notebook = handed_in(LESSON, {"1.1": right("1.1")})
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and role(cell) not in ("answer",):
            cell["source"] = "while True: pass"
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


def test_an_answer_in_a_cell_of_ones_own_counts_where_its_cell_is_untouched_or_gone(judge) -> None:
    notebook = untouched(LESSON)
    notebook["cells"].append(own_cell(right("1.1")))
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"
    notebook["cells"].remove(find(notebook, "answer", "1.1"))
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"


def _no_ids(notebook) -> None:
    for cell in notebook["cells"]:
        del cell["id"]


def _no_ids_and_no_nbgrader(notebook) -> None:
    _no_ids(notebook)
    for cell in notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)


def _ids_in_metadata(notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {"id": cell.pop("id")}


def _no_metadata_at_all(notebook) -> None:
    _no_ids(notebook)
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}


@pytest.mark.parametrize(
    "lose", [_no_ids, _no_ids_and_no_nbgrader, _ids_in_metadata, _no_metadata_at_all]
)
def test_answers_are_found_when_a_tool_has_dropped_ids_or_metadata(judge, lose) -> None:
    notebook = changed(handed_in(LESSON, {"1.1": right("1.1")}), lose)
    assert judge(notebook, "1.1", LESSON)["status"] == "passed"
    assert judge(notebook, "1.2", LESSON)["status"] == "missing"


def test_untouched_and_deleted_answers_are_missing(judge) -> None:
    notebook = untouched(LESSON)
    assert judge(notebook, "1.1", LESSON)["status"] == "missing"
    notebook["cells"] = [c for c in notebook["cells"] if role(c) != "answer"]
    assert judge(notebook, "1.1", LESSON)["status"] == "missing"
    halfway = 'def real_patterns(n):\n    x = 1\n    raise NotImplementedError("TODO 1.1")\n'
    assert judge(handed_in(LESSON, {"1.1": halfway}), "1.1", LESSON)["status"] == "missing"


def test_an_answer_that_is_no_python_says_where(judge) -> None:
    found = judge(
        handed_in(LESSON, {"1.1": "def real_patterns(n):\n    return (\n"}), "1.1", LESSON
    )
    assert found["status"] == "failed"
    assert "line 2" in found["message"]


def test_a_hint_quotes_the_students_line(judge) -> None:
    code = "def real_patterns(n):\n    return torch.ones(n, 4).reshape(3, 5)\n"
    found = judge(handed_in(LESSON, {"1.1": code}), "1.1", LESSON)
    assert "return torch.ones(n, 4).reshape(3, 5)" in found["message"]


@pytest.mark.parametrize("what", ["another version", "doubled"])
def test_what_the_instructor_should_know_is_noted(what) -> None:
    pristine = read_pristine(ROOT, LESSON)
    notebook = handed_in(LESSON, {"1.1": right("1.1")})
    assert transplant(pristine, notebook).notes == []
    if what == "doubled":
        notebook["cells"].append({**find(notebook, "answer", "1.1"), "source": "again"})
    else:
        notebook["metadata"]["gan_lab"]["source"] = "0" * 64
    (note,) = transplant(pristine, notebook).notes
    assert "version" in note or "the first counts" in note


def test_cells_of_any_shape_are_read(judge) -> None:
    notebook = handed_in(LESSON, {"1.1": right("1.1")})
    notebook["cells"] += [None, 3, {}, {"cell_type": "code", "source": 5, "metadata": []}]
    notebook["cells"] += [{"cell_type": "code", "id": 7, "source": ["x = 1\n", None]}]
    assert judge(json.loads(json.dumps(notebook)), "1.1", LESSON)["status"] == "passed"


def test_thoughts_come_without_their_stub() -> None:
    pristine = read_pristine(ROOT, LESSON)
    notebook = untouched(LESSON)
    cells = [cell for cell in notebook["cells"] if role(cell) == "thought"]
    cells[0]["source"] = "*Your answer:* it depends"
    found = transplant(pristine, notebook).thoughts
    assert found[cells[0]["id"]] == "it depends"
    assert not any(text for id, text in found.items() if id != cells[0]["id"])
    assert of(cells[0]) == ""
