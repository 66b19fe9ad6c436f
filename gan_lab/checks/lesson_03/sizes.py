"""3.1 and 3.2: output sizes, held against what PyTorch's own layers give."""

from __future__ import annotations

import inspect
import math
import numbers
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number


def conv_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Pixels on one side of what nn.Conv2d gives (Dumoulin and Visin, 2016)."""
    return (size + 2 * padding - kernel) // stride + 1


def conv_transpose_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> int:
    """Pixels on one side of what nn.ConvTranspose2d gives (Dumoulin and Visin, 2016)."""
    return (size - 1) * stride - 2 * padding + kernel + output_padding


ARGUMENTS = (
    "your function takes the padding for the stride. They come in the order kernel, stride, "
    "padding, as in PyTorch's own layers: look at the line with `def`."
)


class _Slip(NamedTuple):
    """A mistake that is recognised by the sizes that it gives."""

    name: str
    formula: Callable[..., float]
    hint: str


@exercise(
    "3.1",
    answer="conv_size",
    reference=conv_size,
    title="The size after a convolution",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_conv_size(conv_size: Any, t: Trial) -> None:
    cases = [(28, 4, 2, 1), (28, 3, 1, 1), (28, 4, 2, 0), (7, 7, 1, 0)]
    for _ in range(30):
        size, kernel, padding = t.integer(5, 40), t.integer(1, 8), t.integer(0, 4)
        if kernel <= size + 2 * padding:
            cases.append((size, kernel, t.integer(1, 5), padding))
    right = [_real_size(nn.Conv2d, size, *rest) for size, *rest in cases]
    slips = [
        _Slip(
            "off_by_one",
            lambda n, k, s, p: (n + 2 * p - k) // s,
            "one place is missing: the kernel stands somewhere before it makes its first step. "
            "Count places, not steps.",
        ),
        _Slip(
            "padding_once",
            lambda n, k, s, p: (n + p - k) // s + 1,
            "padding stands on both sides, left and right: it counts twice.",
        ),
        _Slip(
            "padding_forgotten",
            lambda n, k, s, p: (n - k) // s + 1,
            "the padding makes the image larger before the kernel starts.",
        ),
        _Slip(
            "kernel_forgotten",
            lambda n, k, s, p: (n + 2 * p) // s,
            "the kernel itself takes room: its first place ends at pixel `kernel`.",
        ),
        _Slip(
            "brackets_missing",
            lambda n, k, s, p: n + 2 * p - k // s + 1,
            "`//` comes before `-`, so only the kernel is divided: brackets around the whole way.",
        ),
        _Slip(
            "divided_too_late",
            lambda n, k, s, p: (n + 2 * p - k + 1) // s,
            "the 1 is added after the division: it is the first place, whatever the stride.",
        ),
        _Slip(
            "divided_too_early",
            lambda n, k, s, p: (n + 2 * p) // s - k + 1,
            "first take away the kernel, then divide what is left by the stride.",
        ),
        _Slip(
            "rounded_up",
            lambda n, k, s, p: math.ceil((n + 2 * p - k) / s) + 1,
            "a last step that does not fit is not made: round down.",
        ),
        _Slip(
            "rounded",
            lambda n, k, s, p: round((n + 2 * p - k) / s) + 1,
            "a last step that does not fit is not made: round down (`//`), never to the nearest.",
        ),
        _Slip(
            "not_rounded",
            lambda n, k, s, p: (n + 2 * p - k) / s + 1,
            "half a pixel is none: divide by `//`, which rounds down.",
        ),
        _Slip(
            "transposed",
            lambda n, k, s, p: (n - 1) * s - 2 * p + k,
            "this is the size of the transposed convolution, the way back (exercise 3.2).",
        ),
        _Slip(
            "halved",
            lambda n, k, s, p: n // s,
            "dividing by the stride alone is right for a few kernels and paddings only. Use "
            "`kernel` and `padding` too.",
        ),
    ]
    found = _sizes(conv_size, cases, "conv_size")
    _expect_sizes(found, right, slips, cases, "conv_size", "nn.Conv2d")
    _expect_defaults(conv_size, "conv_size", {(9, 3): 7, (9, 3, 2): 4})


@exercise(
    "3.2",
    answer="conv_transpose_size",
    reference=conv_transpose_size,
    title="The size after a transposed convolution",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_conv_transpose_size(conv_transpose_size: Any, t: Trial) -> None:
    cases = [(7, 4, 2, 1, 0), (14, 4, 2, 1, 0), (1, 7, 1, 0, 0), (7, 3, 2, 1, 1)]
    for _ in range(30):
        size, kernel, stride = t.integer(3, 20), t.integer(2, 7), t.integer(1, 5)
        padding, extra = t.integer(0, 3), t.integer(0, stride)
        if (size - 1) * stride - 2 * padding + kernel + extra > 0:
            cases.append((size, kernel, stride, padding, extra))
    right = [_real_size(nn.ConvTranspose2d, size, *rest) for size, *rest in cases]
    slips = [
        _Slip(
            "output_padding_forgotten",
            lambda n, k, s, p, o: (n - 1) * s - 2 * p + k,
            "`output_padding` has no effect: it adds pixels at one end.",
        ),
        _Slip(
            "output_padding_twice",
            lambda n, k, s, p, o: (n - 1) * s - 2 * p + k + 2 * o,
            "`output_padding` adds pixels at one end only, so it counts once.",
        ),
        _Slip(
            "output_padding_wrong_way",
            lambda n, k, s, p, o: (n - 1) * s - 2 * p + k - o,
            "`output_padding` makes the output larger, not smaller.",
        ),
        _Slip(
            "padding_added",
            lambda n, k, s, p, o: (n - 1) * s + 2 * p + k + o,
            "here padding is cut off: it makes the output smaller. Everything runs backwards.",
        ),
        _Slip(
            "padding_once",
            lambda n, k, s, p, o: (n - 1) * s - p + k + o,
            "padding is cut off on both sides: it counts twice.",
        ),
        _Slip(
            "padding_forgotten",
            lambda n, k, s, p, o: (n - 1) * s + k + o,
            "the padding is missing: that many pixels are cut off on each side.",
        ),
        _Slip(
            "one_stamp_too_many",
            lambda n, k, s, p, o: n * s - 2 * p + k + o,
            "between `size` stamps there are only `size - 1` steps.",
        ),
        _Slip(
            "brackets_missing",
            lambda n, k, s, p, o: n - 1 * s - 2 * p + k + o,
            "`*` comes before `-`, so only the 1 is multiplied. Put `size - 1` into brackets.",
        ),
        _Slip(
            "kernel_forgotten",
            lambda n, k, s, p, o: (n - 1) * s - 2 * p + o,
            "the last stamp is `kernel` pixels wide: add it.",
        ),
        _Slip(
            "one_added",
            lambda n, k, s, p, o: (n - 1) * s - 2 * p + k + o + 1,
            "one too many. The 1 belongs to the convolution; here it is inside `size - 1`.",
        ),
        _Slip(
            "dilation_formula",
            lambda n, k, s, p, o: (n - 1) * s - 2 * p + (k - 1) + o,
            "one too few. PyTorch's page writes the kernel as `dilation * (kernel - 1)`, and adds "
            "a 1 at the end.",
        ),
        _Slip(
            "not_transposed",
            lambda n, k, s, p, o: (n + 2 * p - k) // s + 1,
            "this is the size after an ordinary convolution, the way there (exercise 3.1).",
        ),
        _Slip(
            "arguments_swapped",
            lambda n, k, s, p, o: (n - 1) * p - 2 * s + k + o,
            ARGUMENTS,
        ),
        _Slip(
            "doubled",
            lambda n, k, s, p, o: n * s,
            "multiplying by the stride is right for a few kernels and paddings only. Use "
            "`kernel` and `padding` too.",
        ),
    ]
    found = _sizes(conv_transpose_size, cases, "conv_transpose_size")
    _expect_sizes(found, right, slips, cases, "conv_transpose_size", "nn.ConvTranspose2d")
    try:
        without = conv_transpose_size(7, 4, 2, 1)
    except TypeError:
        mistake(
            "no_default",
            "`conv_transpose_size(7, 4, 2, 1)` must work too: `output_padding` is 0 when it is "
            "left out.",
        )
    if expect_number(without, "`conv_transpose_size(7, 4, 2, 1)`") != 14:
        mistake(
            "wrong_default",
            "When `output_padding` is left out it is 0, but your function gives another size then.",
        )
    _expect_defaults(conv_transpose_size, "conv_transpose_size", {(7, 4): 10, (7, 4, 2): 16})


def _expect_defaults(function: Any, name: str, sizes: dict[tuple[int, ...], int]) -> None:
    """Where stride and padding may be left out, they are 1 and 0, as they are for PyTorch."""
    for case, right in sizes.items():
        call = f"`{name}({', '.join(map(str, case))})`"
        try:
            inspect.signature(function).bind(*case)
        except (TypeError, ValueError):
            continue  # they need not have a default
        try:
            found = expect_number(function(*case), call)
        except ZeroDivisionError:
            found = math.nan
        if found != right:
            mistake(
                "wrong_default",
                f"{call} should be {right}: where stride or padding is left out, it is 1 or 0, as "
                "in PyTorch's own layers. Look at the line with `def`.",
            )


def _real_size(layer: type[nn.Module], size: int, *args: int) -> int:
    """The size that PyTorch's own layer gives for an image of size x size."""
    kernel, stride, padding, *output_padding = args
    net = layer(1, 1, kernel, stride, padding, *output_padding)
    with torch.no_grad():
        return int(net(torch.zeros(1, 1, size, size)).shape[-1])


def _sizes(function: Any, cases: Sequence[tuple[int, ...]], name: str) -> list[Any]:
    found = []
    for case in cases:
        call = f"`{name}({', '.join(map(str, case))})`"
        try:
            value = function(*case)
        except ZeroDivisionError:
            if not case[3]:
                mistake("arguments_swapped", f"{call} divides by 0: {ARGUMENTS}")
            raise
        if isinstance(value, nn.Module):
            mistake("gives_a_layer", f"{call} gives a layer. A whole number is wanted, its size.")
        if isinstance(value, tuple | list | torch.Size):
            mistake("gives_a_shape", f"{call} is {value}: one number is wanted, of one side.")
        expect_number(value, call)
        found.append(value)
    return found


def _expect_sizes(
    found: Sequence[Any],
    right: Sequence[int],
    slips: Sequence[_Slip],
    cases: Sequence[tuple[int, ...]],
    name: str,
    layer: str,
) -> None:
    """The sizes are right and whole, else the slip that explains every one of them."""
    wrong = [i for i, (a, b) in enumerate(zip(found, right, strict=True)) if float(a) != b]
    if not wrong:
        if not all(isinstance(value, numbers.Integral) or _is_whole(value) for value in found):
            mistake(
                "not_an_integer",
                f"The sizes are right, but they are of type {type(found[0]).__name__}. Pixels are "
                "counted: return an int. `//` divides whole numbers to a whole number.",
            )
        return
    i = wrong[0]
    values = ", ".join(map(str, cases[i]))
    says = f"`{name}({values})` is {float(found[i]):g}, but {layer} gives {right[i]} pixels"
    for slip in slips:
        expected = [slip.formula(*case) for case in cases]
        if all(math.isclose(float(a), b) for a, b in zip(found, expected, strict=True)):
            mistake(slip.name, f"{says}: {slip.hint}")
    if len({float(value) for value in found}) == 1:
        mistake("always_the_same", f"{says}: your function gives the same number for everything.")
    size, kernel, stride = cases[i][:3]
    draw = (
        f"Draw a row of {size} pixels on paper and let a kernel of {kernel} move over it."
        if layer == "nn.Conv2d"
        else f"Draw {size} stamps on paper, each {kernel} pixels wide and {stride} further on."
    )
    mistake("wrong_size", f"{says}. {draw}")


def _is_whole(value: Any) -> bool:
    return isinstance(value, Tensor) and not value.is_floating_point()
