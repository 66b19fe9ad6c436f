"""Mutants that a check may accept, each with the reason: exercise -> mutant's name -> reason.

A reason begins with "same" (it computes the same, for every input that is allowed) or "free" (the
exercise leaves it to the student). `python -m tests.mutants 2.3 --show` prints names.
"""

from __future__ import annotations

import importlib
import pkgutil

from tests.mutants import allowed

HARMLESS: dict[str, dict[str, str]] = {}
for module in pkgutil.iter_modules(allowed.__path__):
    for exercise, reasons in importlib.import_module(
        f"tests.mutants.allowed.{module.name}"
    ).ALLOWED.items():
        HARMLESS[exercise] = {name: reason for reason, names in reasons.items() for name in names}
