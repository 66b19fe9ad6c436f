"""A lesson's source, solutions/NN_name.py, and the two notebooks that are in it.

The source is py:percent text. Every cell has an id that never changes, and tags where they matter:

    # %% [markdown] id="loss-theory"
    # %% id="generator" tags=["answer"] exercise="2.1"

setup       what the answers build on; the cell with id="setup" is filled in by the builder
answer      what the student writes: an exercise's function or class
check       calls check("2.1")
train       takes minutes
shows-data  shows images of a data set: outputs are kept only with licence="..."
thought     text that the student writes; points="1" where it is graded

Inside an answer or a thought, marks bound what the student does not get. Without a stub of its
own, the block becomes `raise NotImplementedError("TODO 2.1: ...")`, or "*Your answer:*" in text:

    ### BEGIN SOLUTION
    return torch.sigmoid(x)
    ### STUB
    # return ...  # TODO 2.1: which activation?
    ### END SOLUTION
"""

from __future__ import annotations

import ast
import contextlib
import copy
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from gan_lab.checks import Exercise, exercises, find_exercise, run
from gan_lab.checks._core import starting_namespace
from gan_lab.course.repository import badges
from gan_lab.course.setup_cell import setup_cell
from gan_lab.course.texts import refuse_incomplete
from gan_lab.errors import GanLabError
from gan_lab.lessons import find_lesson

SETUP = "setup"  # id of the cell that the builder fills in
BEGIN, STUB, END = "### BEGIN SOLUTION", "### STUB", "### END SOLUTION"

# What a cell can be for, one role at most, and the type that it then has.
ROLES = {"setup": "code", "answer": "code", "check": "code", "thought": "markdown"}
TAGS = {*ROLES, "train", "shows-data", "raises-exception"}  # and nbval's own
# What may be written above a cell, with the tags that it belongs to.
KEYS = {
    "id": None,
    "tags": None,
    "exercise": {"answer", "check"},
    "points": {"thought"},
    "licence": {"shows-data"},
}
JUPYTEXT_KEYS = {"cell_marker", "lines_to_next_cell", "lines_to_end_of_cell_marker"}

# How nbgrader (metadata schema 3) names the roles. Points are added to what it grades.
NBGRADER = {
    "setup": {"grade": False, "solution": False, "locked": True},
    "answer": {"grade": False, "solution": True, "locked": False},
    "check": {"grade": True, "solution": False, "locked": True},
    "thought": {"grade": True, "solution": True, "locked": False},
}

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_source(path: Path, repository: str = "") -> NotebookNode:
    """Read a lesson's source. Its answers still hold their marks, solutions and stubs.

    Args:
        path: solutions/NN_name.py
        repository: OWNER/NAME of the public repository, for the set-up cell, or ""

    Raises:
        GanLabError: the file cannot be read, or breaks a rule of this module; the message names
            the lesson and the cell.
    """
    try:
        import jupytext
    except ImportError:
        raise GanLabError(
            'gan-lab build needs the instructor extra: pip install "gan-lab-course[instructor]"'
            ' (or, in the course folder, pip install -e ".[instructor]")'
        ) from None
    lesson = find_lesson(path.name).name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None
    with about(lesson):
        _refuse_control_characters(text)
        tasks = {task.id: task for task in exercises(lesson)}
        cells = [_read_cell(raw, tasks) for raw in jupytext.reads(text, fmt="py:percent").cells]
        _refuse_duplicates(cells)
        _fill_setup_cell(cells, setup_cell(lesson, repository))
        for task in tasks.values():
            _find_answer_and_check(cells, task)
        refuse_incomplete(cells, tasks.values())
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(NOTEBOOK_METADATA))
    notebook.metadata.gan_lab = {"lesson": lesson}
    nbformat.validate(notebook)
    return notebook


def solved_notebook(source: NotebookNode) -> NotebookNode:
    """The instructor's notebook, without outputs: solutions and no stubs.

    Code keeps the marks around a solution, for nbgrader. Text loses them: they would be headings.
    """
    notebook = copy.deepcopy(source)
    for cell in notebook.cells:
        kept = {"text", "solution"} | ({BEGIN, END} if cell.cell_type == "code" else set())
        cell.source = "\n".join(line for part, line in _parts(cell) if part in kept)
    return notebook


def student_notebook(source: NotebookNode, repository: str = "") -> NotebookNode:
    """The student's notebook: stubs and no solutions, and badges below its title.

    metadata.gan_lab.source is its fingerprint: a copy with another one is of another version.

    Args:
        source: as `read_source` returns it
        repository: OWNER/NAME, to which the badges lead; "" for no badges
    """
    notebook = copy.deepcopy(source)
    for cell in notebook.cells:
        cell.source = "\n".join(_student_lines(cell))
    _add_badges(notebook, badges(repository, source.metadata.gan_lab.lesson))
    notebook.metadata.gan_lab.source = fingerprint(notebook.cells)
    return notebook


def _add_badges(notebook: NotebookNode, text: str) -> None:
    """Put the badges below the first heading."""
    title = next((cell for cell in notebook.cells if cell.cell_type == "markdown"), None)
    if text and title is not None:
        heading, line_end, rest = title.source.partition("\n")
        title.source = f"{heading}\n\n{text}{line_end}{rest}"


def fingerprint(cells: Iterable[NotebookNode]) -> str:
    """SHA-256 of what the cells say: ids, types and texts, not their outputs."""
    told = [[cell.id, cell.cell_type, cell.source] for cell in cells]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def prove_stubs(source: NotebookNode) -> None:
    """Run each exercise's check on its stub, which must not pass and must name its TODO.

    Raises:
        GanLabError: a stub passes, stops with an error, or does not say "TODO 2.1".
    """
    lesson = source.metadata.gan_lab.lesson
    student = student_notebook(source)
    with about(lesson):
        for task in exercises(lesson):
            _prove_stub(lesson, task, list(_cells(student.cells, "answer", task.id)))


def wrong(cell: NotebookNode, text: str) -> GanLabError:
    """An error about one cell; `about` adds the lesson to it."""
    return GanLabError(f"cell {cell.id}: {text}")


@contextlib.contextmanager
def about(lesson: str) -> Iterator[None]:
    """Put the lesson's source in front of an error's message."""
    try:
        yield
    except GanLabError as error:
        raise GanLabError(f"solutions/{lesson}.py: {error}") from None


def _role(cell: NotebookNode) -> str | None:
    return next((tag for tag in cell.metadata.get("tags", []) if tag in ROLES), None)


def _cells(cells: list[NotebookNode], role: str, exercise: str) -> Iterator[NotebookNode]:
    for cell in cells:
        if _role(cell) == role and cell.metadata.gan_lab.exercise == exercise:
            yield cell


# Reading


def _refuse_control_characters(text: str) -> None:
    r"""Refuse a lost backslash: outside a raw string, \beta becomes a backspace and "eta"."""
    for number, line in enumerate(text.split("\n"), start=1):
        if re.search(r"[\x00-\x1f\x7f]", line):
            raise GanLabError(f"line {number} holds a control character: is a backslash lost?")


def _read_cell(raw: NotebookNode, tasks: dict[str, Exercise]) -> NotebookNode:
    """jupytext's cell with its own id, and with metadata as the notebooks carry them."""
    written = {key: raw.metadata[key] for key in raw.metadata if key not in JUPYTEXT_KEYS}
    raw.id = _id(raw, written)
    _refuse_unknown(raw, written)
    new_cell = (
        nbformat.v4.new_code_cell if raw.cell_type == "code" else nbformat.v4.new_markdown_cell
    )
    cell = new_cell(source=raw.source, id=raw.id, metadata=_metadata(raw, written, tasks))
    role, marked = _role(cell), any(part != "text" for part, _ in _parts(cell))
    if marked and role not in ("answer", "thought"):
        raise wrong(cell, "a solution belongs in a cell tagged answer or thought")
    if role in ("answer", "thought") and not marked:
        raise wrong(cell, f"a cell tagged {role} needs {BEGIN} ... {END}")
    list(_student_lines(cell))  # raises where a stub is not written as one
    return cell


def _id(raw: NotebookNode, written: dict[str, Any]) -> str:
    id = written.get("id")
    if not isinstance(id, str) or not re.fullmatch("[a-z0-9-]{1,64}", id):
        first = next(iter(raw.source.splitlines()), "")[:60]
        has = "none" if id is None else repr(id)
        raise GanLabError(
            f'the cell that begins with "{first}" needs an id of small letters, digits and '
            f'hyphens, such as id="loss-theory", and has {has}'
        )
    return id


def _refuse_unknown(raw: NotebookNode, written: dict[str, Any]) -> None:
    """Refuse what a misspelling would leave without effect."""
    tags = written.get("tags", [])
    for tag in tags:
        if tag not in TAGS and not str(tag).startswith("nbval-"):
            raise wrong(raw, f"unknown tag {tag}: known are {', '.join(sorted(TAGS))}, nbval-...")
    for key in written:
        if key not in KEYS:
            raise wrong(raw, f"unknown key {key}: known are {', '.join(KEYS)}")
        where = KEYS[key]
        if where and not where & set(tags):
            raise wrong(raw, f"{key} belongs to a cell tagged {' or '.join(sorted(where))}")
    roles = [tag for tag in tags if tag in ROLES]
    if len(roles) > 1:
        raise wrong(raw, f"a cell cannot be {' and '.join(roles)} at once")
    expected = [ROLES[role] for role in roles] or ["code", "markdown"]
    if raw.cell_type not in expected:
        raise wrong(raw, f"this cell must be {' or '.join(expected)}, it is {raw.cell_type}")


def _metadata(
    raw: NotebookNode, written: dict[str, Any], tasks: dict[str, Exercise]
) -> dict[str, Any]:
    """A cell's metadata in the notebooks, from what is written above it in the source."""
    metadata: dict[str, Any] = {}
    if "tags" in written:
        metadata["tags"] = written["tags"]
    own = {key: written[key] for key in ("exercise", "licence") if key in written}
    if own:
        metadata["gan_lab"] = own
    role = _role(raw)
    if role is None:
        return metadata
    graded = {"schema_version": 3, "grade_id": raw.id, "task": False, **NBGRADER[role]}
    if role in ("answer", "check") and own.get("exercise") not in tasks:
        known = ", ".join(tasks) or "none"
        raise wrong(raw, f"exercise={own.get('exercise')!r} is unknown: the lesson has {known}")
    if role == "check":
        graded["points"] = tasks[own["exercise"]].points
    if role == "thought":
        graded["points"] = _points(raw, written.get("points", 0))
    metadata["nbgrader"] = graded
    metadata["deletable"] = False
    if graded["locked"]:
        metadata["editable"] = False
    return metadata


def _points(raw: NotebookNode, written: object) -> int:
    if not str(written).isdecimal():
        raise wrong(raw, f"points must be a whole number, got {written!r}")
    return int(str(written))


def _refuse_duplicates(cells: list[NotebookNode]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.id in seen:
            raise wrong(cell, "two cells have this id")
        seen.add(cell.id)


def _fill_setup_cell(cells: list[NotebookNode], code: str) -> None:
    first = next((cell for cell in cells if cell.cell_type == "code"), None)
    if first is None or first.id != SETUP or _role(first) != "setup":
        raise GanLabError('the first code cell must be # %% id="setup" tags=["setup"]')
    if any(line and not line.startswith("#") for line in first.source.splitlines()):
        raise wrong(first, "the builder fills in this cell: write only a comment here")
    first.source = code
    # folded, in JupyterLab and in Colab: nobody's course should begin with a page of pip
    first.metadata.update({"jupyter": {"source_hidden": True}, "cellView": "form"})


def _find_answer_and_check(cells: list[NotebookNode], task: Exercise) -> None:
    if not any(_cells(cells, "answer", task.id)):
        raise GanLabError(f"exercise {task.id} has no answer cell")
    checks = list(_cells(cells, "check", task.id))
    if len(checks) != 1:
        raise GanLabError(f"exercise {task.id} needs one check cell and has {len(checks)}")
    if not _calls_check(checks[0].source, task.id):
        raise wrong(checks[0], f'it does not call check("{task.id}")')


def _calls_check(code: str, exercise: str) -> bool:
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return False
    calls = [ast.unparse(node) for node in nodes if isinstance(node, ast.Call)]
    return f"check({exercise!r})" in calls


# Solutions and stubs


def _parts(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """Each line of a cell with what it is: "text", "solution", "stub", or the mark itself.

    Raises:
        GanLabError: a mark is misspelt, nested, never opened or never closed.
    """
    inside = "text"
    for line in cell.source.split("\n"):
        mark = line.strip()
        if mark in (BEGIN, STUB, END):
            expected = {BEGIN: ["text"], STUB: ["solution"], END: ["solution", "stub"]}[mark]
            if inside not in expected:
                raise wrong(cell, f"{mark} stands in a place that is {inside}")
            inside = {BEGIN: "solution", STUB: "stub", END: "text"}[mark]
            yield mark, line
        elif re.search("(BEGIN|END) SOLUTION", line):
            raise wrong(cell, f"{mark!r} is no mark: a mark is {BEGIN} or {END}, on its own line")
        else:
            yield inside, line
    if inside != "text":
        raise wrong(cell, f"{BEGIN} is never closed by {END}")


def _student_lines(cell: NotebookNode) -> Iterator[str]:
    """The lines of a cell with each block replaced by its stub."""
    indent = ""
    stub: list[str] = []
    for part, line in _parts(cell):
        if part == "text":
            yield line
        elif part == BEGIN:
            indent, stub = line[: line.index(BEGIN)], []
        elif part == "stub":
            stub.append(line if cell.cell_type == "markdown" else _uncomment(cell, line))
        elif part == END:
            yield from stub or [indent + _default_stub(cell)]


def _default_stub(cell: NotebookNode) -> str:
    if cell.cell_type == "markdown":
        return "*Your answer:*"
    task = find_exercise(cell.metadata.gan_lab.exercise)
    todo = json.dumps(f"TODO {task.id}: {task.title}", ensure_ascii=False)
    return f"raise NotImplementedError({todo})"


def _uncomment(cell: NotebookNode, line: str) -> str:
    """`    # code` as `    code`."""
    found = re.fullmatch(r"(\s*)(?:# ?(.*))?", line)
    if not found:
        raise wrong(cell, f"each line of a stub is a comment, `# code`; this is not: {line!r}")
    return (found[1] + (found[2] or "")).rstrip()


def _prove_stub(lesson: str, task: Exercise, answers: list[NotebookNode]) -> None:
    namespace = {**starting_namespace(lesson), "__name__": "__main__"}
    namespace.pop(task.answer, None)  # the package's own answer must not stand in for this one
    for cell in answers:
        try:
            exec(compile(cell.source, f"<cell {cell.id}>", "exec", dont_inherit=True), namespace)
        except NotImplementedError:
            pass  # a stub outside of any function stops at once
        except Exception as error:
            raise wrong(cell, f"its stub stops with {type(error).__name__}: {error}") from None
    if not any(f"TODO {task.id}" in cell.source for cell in answers):
        raise wrong(answers[0], f'its stub does not say "TODO {task.id}"')
    verdict = run(task.id, namespace)
    if verdict.status not in ("missing", "failed"):
        raise wrong(answers[0], f"its stub is {verdict.status} by its check: it must be red")
