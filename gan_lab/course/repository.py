"""The public repository of the course: where its address is kept, and the badges that lead to it.

The address, OWNER/NAME, stands in [tool.gan_lab] of pyproject.toml and nowhere else. All that is
built from it (set-up cells and badges) therefore says the same, and `gan-lab build --check` finds
what does not.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from gan_lab import lessons as ladder
from gan_lab.errors import GanLabError
from gan_lab.files import replacing, writing

# Of GitHub: a name of letters, digits and hyphens, then one that may hold _ and . too
_ADDRESS = re.compile(
    r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}/(?!\.{1,2}$)[\w.-]{1,100}(?<!\.git)", re.A
)
_TABLE = re.compile(r"^\[tool\.gan_lab\][^\n]*\n", re.M)
_LINE = re.compile(r"^repository[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')", re.M)
_BLOCK = re.compile(r"(<!-- badges -->\n).*?(<!-- end -->)", re.S)

COLAB = "https://colab.research.google.com"
KAGGLE = "https://kaggle.com"


def repository(root: Path) -> str:
    """OWNER/NAME from [tool.gan_lab] of the course's pyproject.toml, or "" when it names none.

    Raises:
        GanLabError: pyproject.toml cannot be read, or what it names is no address.
    """
    path = _pyproject(root)
    return _named(_read(path), path)


def checked_address(address: str) -> str:
    """`address`, which must be OWNER/NAME on GitHub, or "".

    Raises:
        GanLabError: it is something else.
    """
    if address and not _ADDRESS.fullmatch(address):
        raise GanLabError(
            "the repository's address must be OWNER/NAME, as in https://github.com/OWNER/NAME, "
            f"got {address!r}"
        )
    return address


def set_repository(root: Path, address: str) -> list[Path]:
    """Write the address into pyproject.toml, and return the file if it changed.

    All else in the file stays, byte for byte.

    Args:
        root: the checkout
        address: OWNER/NAME, or "" to take it away

    Raises:
        GanLabError: it is no address, or the file cannot be read or written.
    """
    path = _pyproject(root)
    text = _read(path)
    if _named(text, path) == checked_address(address):
        return []
    new = _with_address(text, address)
    if _named(new, path) != address:
        raise GanLabError(
            f'{path} is written in a way that is not understood here: put repository = "{address}" '
            "into its [tool.gan_lab] yourself"
        )
    with writing(path), replacing(path) as part:
        part.write_bytes(new.encode())
    return [path]


def badges(address: str, lesson: str) -> str:
    """Markdown of the two badges that open a lesson's student notebook; "" without an address.

    Args:
        address: OWNER/NAME, or ""
        lesson: name of the lesson, such as "01_toy_1010"
    """
    if not address:
        return ""
    place = f"{address}/blob/main/notebooks/{lesson}.ipynb"
    return (
        f"[![Open in Colab]({COLAB}/assets/colab-badge.svg)]({COLAB}/github/{place}) "
        f"[![Open in Kaggle]({KAGGLE}/static/images/open-in-kaggle.svg)]"
        f"({KAGGLE}/kernels/welcome?src=https://github.com/{place})"
    )


def with_badges(page: str, address: str) -> str:
    """A page whose block between <!-- badges --> and <!-- end --> opens each lesson.

    Without an address the block is empty. A page without such a block stays as it is.
    """
    rows = [
        f"| {each.number} {each.title} | {badges(address, each.name)} |" for each in ladder.LESSONS
    ]
    table = "\n".join(["\n| lesson | open |", "|---|---|", *rows, "\n"]) if address else ""
    return _BLOCK.sub(lambda found: found[1] + table + found[2], page)


def _pyproject(root: Path) -> Path:
    return root / "pyproject.toml"


def _read(path: Path) -> str:
    """The file's text with its own line ends."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None


def _named(text: str, path: Path) -> str:
    """The address that the text of pyproject.toml names."""
    # Python 3.10 has no tomllib; tomli, the same code, comes there with jupyterlab.
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        settings = toml.loads(text)
    except ValueError as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None
    try:
        return checked_address(
            str(settings.get("tool", {}).get("gan_lab", {}).get("repository", ""))
        )
    except GanLabError as error:
        raise GanLabError(f"{path}: {error}") from None


def _with_address(text: str, address: str) -> str:
    """`text` with the address in its one line, which is added where it is missing."""
    line = f'repository = "{address}"'
    table = _TABLE.search(text)
    if table is None:
        return f"{text}\n[tool.gan_lab]\n{line}\n"
    following = re.compile(r"^\[", re.M).search(text, table.end())
    end = following.start() if following else len(text)
    found = _LINE.search(text, table.end(), end)
    if found is None:
        return f"{text[: table.end()]}{line}\n{text[table.end() :]}"
    return text[: found.start()] + line + text[found.end() :]
