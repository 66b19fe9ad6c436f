"""5.7 and 5.8: find the bug in the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_tensor
from gan_lab.checks.lesson_05._shared import near


def distance_of_batches(
    fake: Sequence[Tensor],
    real: Sequence[Tensor],
    distance: Callable[[Tensor, Tensor], float],
) -> float:
    """One distance between all the features in `fake` and all those in `real`."""
    return distance(torch.cat(list(fake)), torch.cat(list(real)))


@exercise(
    "5.7",
    answer="distance_of_batches",
    reference=distance_of_batches,
    title="Bug hunt: batch by batch",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_distance_of_batches(distance_of_batches: Any, t: Trial) -> None:
    d = t.integer(3, 6)
    sizes = [t.integer(6, 9) for _ in range(4)] + [2]
    more = [t.integer(6, 9) for _ in range(6)]
    fake, real = ([t.normal(n, d) for n in many] for many in (sizes, more))
    for batches in (fake, real):
        batches[1][:3] = batches[0][:3]  # three images turn up twice
    kept = [[x.clone() for x in batches] for batches in (fake, real)]
    calls: list[tuple[Tensor, Tensor]] = []
    given: list[float] = []

    def distance(a: Tensor, b: Tensor) -> float:
        if isinstance(a, list | tuple) or isinstance(b, list | tuple):
            mistake(
                "lists",
                "`distance` takes two tensors: `torch.cat(batches)` makes one of a list of them.",
            )
        for x in (a, b):
            if not isinstance(x, Tensor):
                mistake(
                    "not_tensors",
                    f"`distance` takes two torch tensors, and it was given a {type(x).__name__}. "
                    "The batches are tensors already: `torch.cat` keeps them so.",
                )
        if a.dim() != 2 or b.dim() != 2:
            mistake(
                "stacked",
                f"`distance` was given a tensor of {max(a.dim(), b.dim())} dimensions. The "
                "batches are laid one below the other, (N, d): `torch.cat`, not `torch.stack`.",
            )
        calls.append((a, b))
        given.append(float(2 + 7 * t.uniform(1)))
        return given[-1]

    try:
        value = distance_of_batches(fake, real, distance)
    except RuntimeError as error:
        if "stack expects each tensor to be equal size" in str(error):
            mistake("stacked", "Batches differ in size: `torch.cat`, not `torch.stack`.")
        raise
    if not all(
        len(now) == len(then) and all(torch.equal(a, b) for a, b in zip(now, then, strict=True))
        for now, then in zip((fake, real), kept, strict=True)
    ):
        mistake("changes_input", "Your function changes the lists that were handed in.")
    found = expect_number(value, "What `distance_of_batches` returns")
    if not calls:
        mistake("no_distance", "`distance` was never called.")
    _expect_all(calls, fake, real)
    if not near(found, given[-1]):
        mistake(
            "not_the_distance",
            f"`distance` gave {given[-1]:.3g} and you return {found:.3g}: nothing is left to "
            "divide or to correct.",
        )


def _rows(x: Tensor) -> set[tuple[float, ...]]:
    return {tuple(row) for row in x.tolist()}


def _expect_all(
    calls: list[tuple[Tensor, Tensor]], fake: Sequence[Tensor], real: Sequence[Tensor]
) -> None:
    """One call, with all rows of both."""
    if len(calls) > 1:
        whole_fake, whole_real = (
            all(len(call[i]) == sum(map(len, whole)) for call in calls)
            for i, whole in enumerate((fake, real))
        )
        if whole_fake and whole_real:
            mistake(
                "called_again",
                f"`distance` has all features now, and is called {len(calls)} times with them. "
                "It is slow for many images: one call is enough.",
            )
        if whole_fake:
            mistake(
                "one_side", "The generated features are together now; so must the real ones be."
            )
        mistake(
            "mean_of_batches",
            f"`distance` is still called {len(calls)} times, on few images each. A distance "
            "depends on the number of images, and a mean over small batches keeps the error of the "
            "small batch. First put all features together, then call `distance` once.",
        )
    (a, b) = calls[0]
    all_fake, all_real = (torch.cat(list(x)) for x in (fake, real))
    if _rows(a) == _rows(all_real) and _rows(b) == _rows(all_fake):
        mistake("swapped", "`distance` takes the generated features first, then the real ones.")
    for part, whole, name in ((a, all_fake, "generated"), (b, all_real, "real")):
        if _rows(part) - _rows(whole):
            mistake("mixed", f"Among the {name} features are others: keep the two sides apart.")
        if len(part) > len(whole):
            mistake("repeated", f"Some {name} features are in the set twice.")
        if len(part) < len(whole):
            if _rows(part) == _rows(whole):
                mistake(
                    "drops_copies",
                    f"Some {name} images turn up twice, and you count them once: all images count.",
                )
            if len(whole) - len(part) in (2, len(whole) - 2):
                mistake("drops_last", "The last, smaller batch is dropped: all images count.")
            mistake(
                "drops_batches",
                f"{len(part)} of {len(whole)} {name} features are used. The two lists may have "
                "different lengths, and `zip` stops at the shorter one.",
            )


def to_bytes(images: Tensor) -> Tensor:
    """Float images in [-1, 1] -> uint8 of the same shape, 0..255, rounded."""
    return images.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8)


@exercise(
    "5.8",
    answer="to_bytes",
    reference=to_bytes,
    title="Bug hunt: bad on the disk",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_to_bytes(to_bytes: Any, t: Trial) -> None:
    shape = (t.integer(3, 6), 1, t.integer(6, 9), t.integer(6, 9))
    x = t.uniform(*shape) * 2 - 1
    x[0].clamp_(-0.3, 0.4)  # a grey image stays grey
    x[1:].view(-1)[:6] = torch.tensor([-1.0, 1.0, 0.0, -0.999, 0.999, 0.5])
    before = x.clone()
    found = to_bytes(x)
    if not torch.equal(x, before):
        mistake("changes_input", "The images that were handed in have changed.")
    if isinstance(found, Tensor) and found.is_floating_point():
        mistake("not_bytes", f"Bytes are wanted, torch.uint8, but these are {found.dtype}.")
    found = expect_tensor(found, shape, "What `to_bytes` returns", dtype=None)
    if found.dtype != torch.uint8:
        mistake("not_bytes", f"Bytes are wanted, torch.uint8, but these are {found.dtype}.")
    error = _steps_off(found, x)
    ends = _at(found, x, -1.0), _at(found, x, 1.0)
    if error > 1.01 or ends != (0, 255):
        _explain_bytes(found, x)
    if error > 0.51:
        t.note(
            "Your bytes are at most one step off: `.round()` before the conversion makes it half "
            "a step."
        )
    dull = 0.45 * x  # nothing in this batch is black or white
    for images in (dull, dull + 0.5, dull - 0.5):  # grey ones, only light ones, only dark ones
        _expect_same_range(to_bytes, images)


def _expect_same_range(to_bytes: Any, images: Tensor) -> None:
    """-1..1 becomes 0..255 also where the batch does not reach so far."""
    found = to_bytes(images.clone())
    if _steps_off(found, images) < 1.01:
        return
    if images.min() > 0 and _steps_off(found, 2 * images - 1) < 1.01:
        mistake(
            "guesses_range",
            "Light images, none of them below 0, turn darker here: your function takes them for "
            "0..1. The range is -1..1, whatever the images hold.",
        )
    mistake("stretches", _STRETCHES)


def _steps_off(found: Tensor, images: Tensor) -> float:
    """How far these bytes are from those of the images, in steps of one byte, at most."""
    return float((found.float() - (images + 1) * 127.5).abs().max())


_STRETCHES = (
    "You stretch the images to their own darkest and lightest values: grey ones become glaring. "
    "The range is -1..1, whatever the images hold."
)


def _explain_bytes(found: Tensor, x: Tensor) -> None:
    """End the check with the mistake that makes these bytes of the images x."""
    exact = (x + 1) * 127.5

    def same(expected: Tensor) -> bool:
        return bool((found.float() - expected).abs().max() < 1.01)

    wrapped = (x * 255).to(torch.int64) % 256
    if same(wrapped.float()) or same(((x * 127.5).to(torch.int64) % 256).float()):
        mistake(
            "wraps_around",
            "Values below 0 still become bytes by going round: a grey of -0.02 turns nearly "
            "white. First bring -1..1 to 0..255, then convert.",
        )
    if same(x.clamp(min=0) * 255):
        mistake(
            "loses_dark",
            "All below 0 becomes black: half of the shades are lost. -1 must become 0 and 1 must "
            "become 255, on a straight line.",
        )
    if same(x.abs() * 255):
        mistake("mirrored", "The dark half is mirrored: -1 becomes white.")
    if same(255 - exact):
        mistake("inverted", "Black and white have changed places.")
    if same((x + 1) / 2):
        mistake("still_0_to_1", "0 to 1 becomes 0 or 1 as a byte: multiply by 255 first.")
    if same(((x + 1) * 255).to(torch.int64).float() % 256) or same(((x + 1) * 255).clamp(max=255)):
        mistake("too_bright", "-1..1 plus 1 is 0..2: times 127.5, not 255.")
    if same(((x + 1) * 128).to(torch.int64).float() % 256):
        mistake("wraps_at_white", "1 becomes 256, and 256 as a byte is 0: white turns black.")
    flat = x.flatten(1)
    lows, highs = (v.view(-1, 1, 1, 1) for v in (flat.amin(1), flat.amax(1)))
    if same((x - lows) / (highs - lows) * 255) or same((x / highs.maximum(-lows) + 1) * 127.5):
        mistake("stretches", _STRETCHES)
    mistake(
        "wrong_bytes",
        f"-1 becomes {_at(found, x, -1.0)}, 0 becomes {_at(found, x, 0.0)} and 1 becomes "
        f"{_at(found, x, 1.0)}; wanted are 0, 127 or 128, and 255.",
    )


def _at(found: Tensor, x: Tensor, value: float) -> int:
    return int(found[(x - value).abs().view(x.shape) == (x - value).abs().min()][0])
