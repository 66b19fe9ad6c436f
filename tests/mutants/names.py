"""Names of mutants that change one place of a long line."""

from __future__ import annotations


def changed(operator: str, line: str, old: str, new: str, which: int = 0) -> str:
    """The name of the mutant in whose `line` the place number `which` of `old` is `new`."""
    parts = line.split(old)
    before, after = old.join(parts[: which + 1]), old.join(parts[which + 1 :])
    if len(parts) < which + 2:
        raise ValueError(f"{old!r} does not stand {which + 1} times in: {line}")
    return f"{operator}: {line} → {before}{new}{after}"
