"""4.1 and 4.9: how many weights a convolution has, and how often its outputs are painted."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number


def conv_parameters(c_in: int, c_out: int, kernel: int, bias: bool = True) -> int:
    """Weights and biases of a (transposed) convolution with a square kernel."""
    return c_in * c_out * kernel * kernel + (c_out if bias else 0)


@exercise(
    "4.1",
    answer="conv_parameters",
    reference=conv_parameters,
    title="Count the weights",
    points=1,
    minutes=4,
    difficulty=1,
    may_use=("gan_lab.models.summary.count_parameters",),  # *Expect* names it
)
def check_conv_parameters(conv_parameters: Any, t: Trial) -> None:
    # sizes for which no two mistakes give the same number
    c_in, c_out, kernel = t.integer(30, 41), t.integer(50, 91), t.integer(3, 5)
    area, sizes = kernel * kernel, f"conv_parameters({c_in}, {c_out}, {kernel}"

    def count(*bias: bool) -> float:
        said = f"`{sizes}{''.join(f', {b}' for b in bias)})`"
        return expect_number(conv_parameters(c_in, c_out, kernel, *bias), said)

    right = c_in * c_out * area
    plain, with_bias = count(False), count(True)
    known = {
        c_in * c_out * kernel: (
            "kernel_not_squared",
            f"You count {kernel} numbers for each kernel, but a kernel is a square: {kernel} rows "
            f"of {kernel}.",
        ),
        area * c_out: (
            "inputs_forgotten",
            "Each output channel looks at all input channels, with a kernel of its own for each: "
            "`c_in` is missing.",
        ),
        area * c_in: (
            "outputs_forgotten",
            "Each output channel has kernels of its own: `c_out` is missing.",
        ),
        area * (c_in + c_out): (
            "channels_added",
            "You add the channels. There is one kernel for each *pair* of an input and an output "
            "channel: how many pairs are there?",
        ),
        area: ("one_kernel", "That is one kernel. There is one for each pair of channels."),
        c_in * c_out: (
            "kernel_forgotten",
            "Each pair of channels has a whole kernel and not one number: `kernel` is missing.",
        ),
    }
    for wrong, (name, hint) in known.items():
        if wrong in (plain, plain - c_out):
            mistake(name, hint)
    if plain == right + c_out:
        mistake("bias_always", "With bias=False no biases may be counted.")
    if plain == 0:
        mistake(
            "brackets_missing",
            "With bias=False your count is 0: Python reads `a + b if bias else 0` as "
            "`(a + b) if bias else 0`. Put brackets around `(b if bias else 0)`.",
        )
    if plain == (c_in * c_out * kernel) ^ 2:
        mistake("caret", "`^` is no power in Python (it compares bits): write `kernel ** 2`.")
    larger = expect_number(conv_parameters(c_in, c_out, kernel + 1, False), "Your count")
    if plain == larger:  # also when a fixed number happens to fit
        mistake(
            "kernel_ignored",
            f"Your count is {plain:,.0f} for kernels of size {kernel} and of size {kernel + 1}. "
            "Where does `kernel` come in?",
        )
    if plain != right:
        mistake(
            "wrong_count",
            f"`{sizes}, False)` should be {right:,}, but yours is {plain:,.0f}. Draw two input "
            "and three output channels on paper and count the kernels between them.",
        )
    if with_bias == right:
        mistake("bias_forgotten", "With bias=True each output channel has one number more.")
    if with_bias in (right + c_in, right + c_in * c_out, right + area * c_out, right + 1):
        mistake(
            "bias_in_wrong_place",
            f"A bias belongs to an output channel, not to an input channel or a kernel: there are "
            f"{c_out} of them here, and you count {with_bias - right:,.0f}.",
        )
    if with_bias != right + c_out:
        mistake(
            "wrong_count", f"`{sizes}, True)` should be {right + c_out:,}, not {with_bias:,.0f}."
        )
    if count() != with_bias:
        mistake("bias_default", "Without its last argument the bias counts: `bias=True`.")
    _expect_name(conv_parameters)


def _expect_name(conv_parameters: Any) -> None:
    try:
        conv_parameters(2, 3, 4, bias=False)
    except TypeError as error:
        if "keyword argument" not in str(error):
            raise
        mistake(
            "argument_name",
            "`conv_parameters(2, 3, 4, bias=False)` stops, and the next cell calls it like that: "
            "the last argument is called `bias`.",
        )


def overlap_counts(kernel: int, stride: int, n: int) -> list[int]:
    """How often each place of a transposed convolution's output row is painted."""
    counts = [0] * (stride * (n - 1) + kernel)
    for i in range(n):
        for j in range(kernel):
            counts[i * stride + j] += 1
    return counts


@exercise(
    "4.9",
    answer="overlap_counts",
    reference=overlap_counts,
    title="Where brush strokes overlap",
    points=2,
    minutes=7,
    difficulty=2,
)
def check_overlap_counts(overlap_counts: Any, t: Trial) -> None:
    n = t.integer(4, 9)
    sizes = [(3, 2), (4, 2), (5, 3), (2, 2), (2, 3), (t.integer(4, 7), 1)]
    for kernel, stride in sizes:
        call = f"overlap_counts({kernel}, {stride}, {n})"
        found = _read_counts(overlap_counts(kernel, stride, n), call)
        _expect_counts(found, kernel, stride, n, call)


def _read_counts(value: Any, call: str) -> list[int]:
    if value is None:
        mistake("returns_nothing", f"`{call}` is None: is there a `return` at the end?")
    if isinstance(value, dict):
        mistake("not_a_row", f"`{call}` is a dictionary: return the counts alone, as a list.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a tensor that is copied
            row = torch.tensor(value).float()  # as the next cell does
    except (TypeError, ValueError, RuntimeError):
        if hasattr(value, "__iter__") and not isinstance(value, Sequence | Tensor):
            mistake(
                "not_a_list",
                f"`{call}` is a {type(value).__name__}, and `torch.tensor` cannot read it, as the "
                "next cell does. Make a list of it.",
            )
        mistake("not_a_row", f"`{call}` should be a row of whole numbers, one a place.")
    if row.dim() != 1:
        mistake(
            "not_a_row", f"`{call}` should be one row, but it has the shape {tuple(row.shape)}."
        )
    counts = [round(v) for v in row.tolist()]
    if any(abs(v - count) > 1e-3 for v, count in zip(row.tolist(), counts, strict=True)):
        mistake(
            "not_whole",
            f"`{call}` holds numbers that are no whole numbers, such as {float(row.max()):.3g} at "
            "most. Each stroke adds 1 to each of its places: count, and do not divide.",
        )
    return counts


def _expect_counts(found: Sequence[int], kernel: int, stride: int, n: int, call: str) -> None:
    right = overlap_counts(kernel, stride, n)
    if list(found) == right:
        return
    says = f"`{call}` is {list(found)}."
    if list(found) == overlap_counts(stride, kernel, n):
        mistake("swapped", f"{says} Kernel and stride have changed places.")
    if len(found) != len(right):
        mistake(
            "wrong_length",
            f"{says} These are {len(found)} places. The last stroke begins at place "
            f"{stride} * ({n} - 1) and is {kernel} long, so there are {len(right)}.",
        )
    if list(found) == [min(count, 1) for count in right]:
        mistake(
            "paints_once",
            f"{says} No place is painted twice by your count. A stroke adds 1 to what is there: "
            "`+= 1`, not `= 1`.",
        )
    if sum(found) < n * kernel:
        mistake(
            "strokes_missing",
            f"{says} Together that makes {sum(found)}, but {n} strokes of {kernel} places each "
            f"make {n * kernel}. Does every one of the {n} paint all of its places?",
        )
    mistake(
        "wrong_counts",
        f"{says} Stroke i begins at place i * stride and covers `kernel` places. Paint the first "
        "two strokes on paper and count.",
    )
