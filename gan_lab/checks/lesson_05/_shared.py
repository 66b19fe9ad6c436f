"""What several checks of lesson 05 use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, mistake
from gan_lab.checks._tools import expect_number


def near(found: float, expected: float | Tensor, tolerance: float = 5e-4) -> bool:
    """Whether two numbers agree, but for rounding. Not so when `expected` is no number."""
    return math.isclose(found, float(expected), rel_tol=tolerance, abs_tol=1e-6)


def name_number(found: float, known: Mapping[str, tuple[float | Tensor, str]]) -> None:
    """End the check if `found` is what a known mistake gives: name -> (its number, hint)."""
    for name, (value, hint) in known.items():
        if near(found, value):
            mistake(name, hint)


def real_number(value: Any, what: str) -> float:
    """`expect_number`, also of a complex tensor, which is a mistake of its own."""
    if isinstance(value, Tensor) and value.is_complex():
        mistake(
            "complex",
            f"{what} is a complex number. `torch.linalg.eigvals` gives complex numbers for any "
            "matrix; here their imaginary parts are rounding: take `.real` at once.",
        )
    if isinstance(value, complex):
        mistake("complex", f"{what} is a complex number: take its real part before you add.")
    return expect_number(value, what)


def plain_float(value: Any) -> float:
    """`value` as a float, NumPy's numbers too; nan where it is no real number.

    For results that a known mistake makes infinite or nan: `expect_number` would end the check.
    """
    try:
        return float(value.real if isinstance(value, Tensor) else value)
    except (TypeError, ValueError):
        return math.nan


def mixed(t: Trial, n: int, d: int) -> Tensor:
    """Random features (n, d) that hang together, each a mix of others, around different means."""
    return t.normal(n, d) @ t.normal(d, d) + 0.7 * t.normal(d)


def expect_untouched(before: tuple[Tensor, ...], now: tuple[Tensor, ...], what: str) -> None:
    """What was handed in has not changed."""
    if not all(torch.equal(a, b) for a, b in zip(before, now, strict=True)):
        mistake("changes_input", f"Your function changes {what}: whoever uses them next is misled.")
