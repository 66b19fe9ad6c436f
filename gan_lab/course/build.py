"""From each solutions/NN_name.py: solutions/NN_name.ipynb, solved, and notebooks/NN_name.ipynb.

And notebooks/syllabus.md, from the tables of lessons and exercises, and the badges in README.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from gan_lab import lessons as ladder
from gan_lab.course.execution import may_keep, run_notebook
from gan_lab.course.repository import checked_address, repository, set_repository, with_badges
from gan_lab.course.source import (
    SETUP,
    about,
    fingerprint,
    prove_stubs,
    read_source,
    solved_notebook,
    student_notebook,
)
from gan_lab.course.syllabus import syllabus
from gan_lab.course.workspace import course_root
from gan_lab.data import load
from gan_lab.errors import GanLabError
from gan_lab.files import replacing, writing
from gan_lab.lessons import find_lesson

SYLLABUS = "notebooks/syllabus.md"
README = "README.md"


def build(
    lessons: Sequence[str] | None = None, root: Path | None = None, address: str | None = None
) -> list[Path]:
    """Write both notebooks of each lesson, and return the files that changed.

    Code cells that are what they were keep their outputs. Nothing is executed but the stubs.

    Args:
        lessons: any names of lessons; None for all that have a source
        root: the course folder; None for the one around the current folder
        address: OWNER/NAME of the public repository, written into pyproject.toml from now on; ""
            takes it away, None leaves what is there

    Raises:
        GanLabError: a source breaks a rule, a stub passes its check, a file cannot be read or
            written, or the address is none. Nothing is written before every source is found right.
    """
    root = root or course_root()
    names = _sources(root) if lessons is None else [find_lesson(each).name for each in lessons]
    stamped = repository(root) if address is None else checked_address(address)
    sources = [_proved_source(root, name, stamped) for name in names]
    changed = set_repository(root, stamped) if address is not None else []
    for name, source in zip(names, sources, strict=True):
        solved = solved_notebook(source)
        if _solved_path(root, name).exists():
            _keep_outputs(solved, _read_notebook(_solved_path(root, name)))
        changed += _write(_solved_path(root, name), solved)
        changed += _write(_student_path(root, name), student_notebook(source, stamped))
    return [*changed, *_write_pages(root, stamped)]


def execute(lesson: str, root: Path | None = None, profile: str = "standard") -> list[Path]:
    """Build one lesson with the solved notebook executed, and return the files that changed.

    Args:
        lesson: any name of the lesson
        root: the course folder; None for the one around the current folder
        profile: of the run; the committed notebooks are of the standard one

    Raises:
        GanLabError: as `build`; the lesson's real data cannot be had; or a cell fails, then
            nothing is written.
    """
    root = root or course_root()
    chosen = find_lesson(lesson)
    stamped = repository(root)
    source = _proved_source(root, chosen.name, stamped)
    if chosen.data is not None:
        load(chosen.data, source="real")  # the offline set must not get into committed pictures
    solved = solved_notebook(source)
    with about(chosen.name):
        run_notebook(solved, root, profile)
    solved.metadata.gan_lab.executed_sha256 = _code_fingerprint(solved)
    return [
        *_write(_solved_path(root, chosen.name), solved),
        *_write(_student_path(root, chosen.name), student_notebook(source, stamped)),
        *_write_pages(root, stamped),
    ]


def check_built(root: Path | None = None) -> list[str]:
    """What is stale: a line for each file, with what to do. Empty when all is as built.

    Compares texts and fingerprints; executes nothing.

    Raises:
        GanLabError: a source breaks a rule, or a file cannot be read.
    """
    root = root or course_root()
    names, address = _sources(root), repository(root)
    stale = [line for name in names for line in _stale(root, name, address)]
    page = root / SYLLABUS
    if not page.exists() or page.read_text(encoding="utf-8", errors="replace") != syllabus():
        stale.append(f"{SYLLABUS} is not what the lessons say: run `gan-lab build`")
    readme = _readme(root)
    if readme != with_badges(readme, address):
        stale.append(f"{README} has not the badges of the repository: run `gan-lab build`")
    for folder in ("notebooks", "solutions"):
        strays = {path.stem for path in (root / folder).glob("[0-9][0-9]_*.ipynb")} - set(names)
        stale += [f"{folder}/{name}.ipynb has no source in solutions" for name in sorted(strays)]
    return stale


def _stale(root: Path, name: str, address: str) -> Iterator[str]:
    source = read_source(_source_path(root, name), address)
    path, told = _student_path(root, name), f"notebooks/{name}.ipynb"
    if not path.exists():
        yield f"{told} is missing: run `gan-lab build`"
    else:
        expected = _text(student_notebook(source, address))
        if path.read_text(encoding="utf-8", errors="replace") != expected:
            yield f"{told} is not what its source says: run `gan-lab build`"

    path, told = _solved_path(root, name), f"solutions/{name}.ipynb"
    if not path.exists():
        yield f"{told} is missing: run `gan-lab build --execute {name[:2]}`"
        return
    built, found = solved_notebook(source), _read_notebook(path)
    executed = found.metadata.get("gan_lab", {}).pop("executed_sha256", None)
    for cell in found.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    if executed != _code_fingerprint(built):
        yield f"{told} was not executed with its code: run `gan-lab build --execute {name[:2]}`"
    elif _text(found) != _text(built):
        yield f"{told} is not what its source says: run `gan-lab build`"


def _sources(root: Path) -> list[str]:
    """Names of the lessons that have a source, in the ladder's order."""
    return [each.name for each in ladder.LESSONS if _source_path(root, each.name).exists()]


def _proved_source(root: Path, name: str, address: str) -> NotebookNode:
    source = read_source(_source_path(root, name), address)
    prove_stubs(source)
    return source


def _source_path(root: Path, name: str) -> Path:
    return root / "solutions" / f"{name}.py"


def _solved_path(root: Path, name: str) -> Path:
    return root / "solutions" / f"{name}.ipynb"


def _student_path(root: Path, name: str) -> Path:
    return root / "notebooks" / f"{name}.ipynb"


def _code_fingerprint(notebook: NotebookNode) -> str:
    """Of what a lesson computes: not of the set-up cell, which holds the repository's address."""
    return fingerprint(
        cell for cell in notebook.cells if cell.cell_type == "code" and cell.id != SETUP
    )


def _keep_outputs(solved: NotebookNode, old: NotebookNode) -> None:
    """Take over the outputs of the code cells that did not change.

    The set-up cell, which the builder wrote, reports the same whatever its text.
    """
    before = {cell.get("id"): cell for cell in old.cells if cell.cell_type == "code"}
    for cell in solved.cells:
        same = before.get(cell.id)
        if cell.cell_type == "code" and same and (same.source == cell.source or cell.id == SETUP):
            cell.execution_count = same.execution_count
            if may_keep(cell):
                cell.outputs = same.outputs
    executed = old.metadata.get("gan_lab", {}).get("executed_sha256")
    if executed:
        solved.metadata.gan_lab.executed_sha256 = executed


def _read_notebook(path: Path) -> NotebookNode:
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0][:120]
        raise GanLabError(
            f"{path} cannot be read as a notebook ({reason}): move it away and build again"
        ) from None


def _text(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _readme(root: Path) -> str:
    path = root / README
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _write_pages(root: Path, address: str) -> list[Path]:
    changed = _write_text(root / SYLLABUS, syllabus())
    readme = _readme(root)
    if readme != with_badges(readme, address):
        changed += _write_text(root / README, with_badges(readme, address))
    return changed


def _write(path: Path, notebook: NotebookNode) -> list[Path]:
    return _write_text(path, _text(notebook))


def _write_text(path: Path, text: str) -> list[Path]:
    """Write `text` whole or not at all. Returns the path if the file changed."""
    with writing(path):
        if path.exists() and path.read_text(encoding="utf-8", errors="replace") == text:
            return []
        path.parent.mkdir(exist_ok=True)
        with replacing(path) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
    return [path]
