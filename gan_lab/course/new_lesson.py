"""`gan-lab new-lesson`: the skeleton of a lesson, with one exercise that is complete.

docs/authoring.md says what to do with it.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from gan_lab.course.skeleton import files
from gan_lab.course.workspace import checkout_root
from gan_lab.errors import GanLabError
from gan_lab.files import replacing
from gan_lab.lessons import Lesson

LADDER = "gan_lab/lessons.py"
NAME = re.compile(r"[0-9]{2}_[a-z0-9]+(_[a-z0-9]+)*")
MINUTES = 10  # of the skeleton's core
LONGEST = 60  # characters of a name, and of a title
WIDTH = 100  # characters of a line of Python
NO_TITLE = '"\\|`$#<>*[]'  # would end a text, a table's cell, or be set in another way


def new_lesson(name: str, title: str | None = None, root: Path | None = None) -> list[Path]:
    """Write the skeleton of a lesson and its row in the table of lessons.

    Nothing that is there is overwritten; the row is added to gan_lab/lessons.py, whose other
    lines stay as they are.

    Args:
        name: number and words, such as "10_style_mixing"
        title: as students read it; None for the words of the name
        root: the course folder; None for the one around the current folder

    Returns:
        The files that were written, the table of lessons last.

    Raises:
        GanLabError: the name or the title cannot be one, the number is taken, a file is there
            already, or something cannot be read or written. Then nothing is left behind.
    """
    root = root or checkout_root()
    refuse_name(name)
    title = _words(name) if title is None else title.strip()
    refuse_title(title)
    lesson = Lesson(name, title, core=MINUTES, wait=0.1)
    ladder = root / LADDER
    table = with_row(_read(ladder), lesson)
    texts = {root / path: text for path, text in files(lesson).items()}
    _refuse_taken(root, lesson.number, list(texts))
    _write_new(texts, then=(ladder, table))
    return [*texts, ladder]


def refuse_name(name: str) -> None:
    """Refuse what cannot be the name of a lesson.

    Raises:
        GanLabError: the message says what a name looks like.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise GanLabError(
            f"{name!r} cannot be a lesson's name: two digits, then words of small letters and "
            f"digits, joined by _, at most {LONGEST} characters in all, such as 10_style_mixing"
        )


def refuse_title(title: str) -> None:
    """Refuse a title that would break a notebook, a table or a line of Python.

    Raises:
        GanLabError: the message says what is wrong with it.
    """
    if not title or len(title) > LONGEST or not title.isprintable():
        raise GanLabError(f"a title has 1 to {LONGEST} characters on one line, got {title!r}")
    if found := "".join(each for each in NO_TITLE if each in title):
        raise GanLabError(f"a title cannot hold any of {found}, got {title!r}")


def with_row(table: str, lesson: Lesson) -> str:
    """The text of gan_lab/lessons.py with a row for `lesson`, in the order of the numbers.

    Raises:
        GanLabError: the number is taken, or the table is not written as expected.
    """
    row = as_row(lesson)
    not_as_expected = GanLabError(
        f"{LADDER} is not as expected: LESSONS must be a tuple with a Lesson(NAME, ...) a row, in "
        f"the order of the numbers. Mend it and run the command again; it then adds\n{row}"
    )
    try:
        rows = _rows(table)
    except (SyntaxError, ValueError):
        raise not_as_expected from None
    for name in rows:
        if name[:2] == lesson.number:
            raise GanLabError(f"the number {lesson.number} is taken by {name}: choose another")
    at = max(last for _, last in rows.values())  # lines that come before the new row
    at = next((first - 1 for name, (first, _) in rows.items() if name > lesson.name), at)
    lines = table.split("\n")
    changed = "\n".join([*lines[:at], row, *lines[at:]])
    try:
        right = list(_rows(changed)) == sorted([*rows, lesson.name])
    except (SyntaxError, ValueError):
        right = False
    if not right:
        raise not_as_expected
    return changed


def as_row(lesson: Lesson) -> str:
    """The lesson's row in the table, as `ruff format` leaves it."""
    told = [f'"{lesson.name}"', f'"{lesson.title}"', f"core={lesson.core}", f"wait={lesson.wait:g}"]
    row = f"    Lesson({', '.join(told)}),"
    if len(row) <= WIDTH:
        return row
    return "\n".join(["    Lesson(", *(f"        {each}," for each in told), "    ),"])


def _rows(table: str) -> dict[str, tuple[int, int]]:
    """Name -> first and last line, of each row of LESSONS, in the order of the table.

    Raises:
        SyntaxError: the text is not Python.
        ValueError: there is no LESSONS, or not a tuple of `Lesson("NN_name", ...)`.
    """
    for node in ast.parse(table).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LESSONS":
            if not isinstance(node.value, ast.Tuple) or not node.value.elts:
                raise ValueError("LESSONS is not a tuple with rows")
            return dict(_row(each) for each in node.value.elts)
    raise ValueError("there is no LESSONS")


def _row(node: ast.expr) -> tuple[str, tuple[int, int]]:
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value), (node.lineno, node.end_lineno or node.lineno)
    raise ValueError("a row is not Lesson(NAME, ...)")


def _words(name: str) -> str:
    """ "10_style_mixing" -> "Style mixing"."""
    return name[3:].replace("_", " ").capitalize()


def _refuse_taken(root: Path, number: str, paths: list[Path]) -> None:
    """Refuse to go on where anything of a lesson with this number is there already."""
    module = root / "gan_lab/checks" / f"lesson_{number}"
    others = (root / "solutions").glob(f"{number}_*")
    for path in (*paths, module, module.with_suffix(".py"), *sorted(others)):
        if path.exists():
            raise GanLabError(
                f"{path} is there already and stays as it is: nothing was written. Move it away, "
                "or choose another number"
            )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None


def _write_new(texts: Mapping[Path, str], then: tuple[Path, str]) -> None:
    """Write new files, and then the text of one that exists. All of it or nothing."""
    written: list[Path] = []
    folders = [path.parent for path in texts if not path.parent.exists()]
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
        last, text = then
        with replacing(last) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        for folder in folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise GanLabError(f"{error.filename} cannot be written: {error.strerror}") from None


def what_next(name: str) -> str:
    """What to do with the skeleton of the lesson `name`."""
    number = name[:2]
    return (
        f"Next: `gan-lab build --execute {number}` makes its notebooks, and then every test passes."
        f" Rewrite solutions/{name}.py and gan_lab/checks/lesson_{number}/ into your lesson, set "
        f"its minutes in {LADDER}, and add it to the ladder in README.md:\n"
        f"| {number} ... | what students write | {MINUTES} | |\n"
        "docs/authoring.md tells it step by step."
    )
