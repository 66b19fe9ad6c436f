"""3.5 to 3.7: one coordinate of z, and two ways from one z to another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_tensor


def set_coordinate(z: Tensor, k: int, values: Sequence[float] | Tensor) -> Tensor:
    """z (nz,) once for each of `values`, with coordinate k set to it: (len(values), nz)."""
    rows = z.repeat(len(values), 1)
    rows[:, k] = torch.as_tensor(values, dtype=z.dtype, device=z.device)
    return rows


@exercise(
    "3.5",
    answer="set_coordinate",
    reference=set_coordinate,
    title="One number of z alone",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_set_coordinate(set_coordinate: Any, t: Trial) -> None:
    nz, n = t.integer(8, 20), t.integer(3, 7)
    k = t.integer(2, nz - 2)
    z = t.normal(nz)
    values = [round(float(v), 3) for v in 3 * t.normal(n)]
    before, target = z.clone(), torch.tensor(values)
    given = list(values)
    try:
        found = set_coordinate(z, k, values)
    except TypeError as error:
        if "can't assign a list" not in str(error):
            raise
        mistake(
            "assigns_a_list",
            "A list cannot be written into a tensor: make a tensor of it, "
            "`torch.as_tensor(values)`.",
        )
    except RuntimeError as error:
        if "single memory location" not in str(error):
            raise
        mistake(
            "shared_rows",
            "`expand` makes rows that are all one and the same memory, so they cannot hold "
            "different values. `repeat` makes real copies.",
        )
    if values != given:
        mistake(
            "changes_values",
            "The list `values` that was handed in has changed: `pop` and `append` work in place. "
            "Only read from it.",
        )
    if not torch.equal(z, before):
        mistake(
            "changes_z",
            "z itself has changed: the next coordinate that you try would start from a z that is "
            "bent already, and the changes pile up. Copy z first.",
        )
    if isinstance(found, list | tuple):
        mistake(
            "list_of_rows",
            f"What comes back is a {type(found).__name__} of {len(found)}. One tensor is wanted: "
            "`torch.stack(rows)`.",
        )
    if isinstance(found, Tensor) and n != nz and found.shape == (nz, n):
        mistake(
            "transposed",
            f"The shape is {(nz, n)}: rows and columns are exchanged. One row for each value.",
        )
    found = expect_tensor(found, (n, nz), "What `set_coordinate` returns")
    _name_coordinate_slip(found, before, k, target)
    with torch.inference_mode():  # where tensors made in that mode may be changed too
        found.add_(1)  # what the caller does with the rows is the caller's business
    if not torch.equal(z, before):
        mistake("shares_memory", "The rows share their memory with z: return copies.")
    again = set_coordinate(z, 0, torch.tensor(values))  # a tensor, and the first coordinate
    expect_tensor(again, (n, nz), "`set_coordinate` with a tensor of values")
    _name_coordinate_slip(again, before, 0, target)


def _name_coordinate_slip(found: Tensor, z: Tensor, k: int, values: Tensor) -> None:
    n, nz = found.shape
    others = [i for i in range(nz) if i != k]
    if close(found[:, others], z[others].expand(n, -1)):
        if close(found[:, k], values):
            return
        if close(found[:, k], z[k] + values):
            mistake(
                "adds_to_it",
                f"You add the values to z[{k}]. Set it: `=` and not `+=`. Otherwise the picture "
                "for 0 is not the picture for 0.",
            )
        if close(found[:, k], z[k] * values):
            mistake("multiplies", f"You multiply z[{k}] by the values. Set it to them: `=`.")
        if close(found[:, k], z[k].expand(n)):
            mistake(
                "unchanged",
                "All rows are z as it was: nothing was set. Does your assignment go to a copy that "
                "is thrown away?",
            )
        if close(found[:, k], values[-1].expand(n)) or close(found[:, k], values[0].expand(n)):
            mistake(
                "same_value_everywhere",
                "All rows got the same value. Row i gets values[i].",
            )
        if close(found[0, k], values[0]) and close(found[1:, k], z[k].expand(n - 1)):
            mistake(
                "first_row_only",
                "Only the first row was set. Does a `return` stand inside your loop, or do you "
                "write into row 0?",
            )
        mistake("wrong_values", f"Coordinate {k} of row i is not values[i]. Compare the two.")
    shifted = values.view(-1, 1)
    for place, name in ((k - 1, "counts_from_1"), (k + 1, "next_coordinate")):
        if 0 <= place < nz and k and close(found[:, place], values) and close(found[:, k], z[k]):
            mistake(
                name,
                f"Coordinate {place} changed, and {k} was asked for. Python counts from 0, and so "
                f"does k: z[{k}].",
            )
    if close(found, shifted.expand(n, nz)):
        mistake("all_coordinates", "Every coordinate was set. Only coordinate k may change.")
    if not bool(found[:, others].any()):
        mistake(
            "others_zero",
            "All other coordinates are 0. They stay as they are in z: start from copies of z, "
            "not from zeros.",
        )
    if not close(found[:, others], found[:1, others].expand(n, -1)):
        mistake(
            "others_change",
            "The other coordinates differ from row to row: draw no new z, and change nothing but "
            "coordinate k. Else nobody knows what moved the picture.",
        )
    mistake("others_change", "The other coordinates are not those of z any more: copy z first.")


def interpolate(z_a: Tensor, z_b: Tensor, n: int) -> Tensor:
    """n latent vectors on the straight line from z_a (nz,) to z_b (nz,): (n, nz), ends included."""
    t = torch.linspace(0, 1, n, device=z_a.device).view(-1, 1)  # (n, 1)
    return (1 - t) * z_a + t * z_b


def slerp(z_a: Tensor, z_b: Tensor, n: int) -> Tensor:
    """n latent vectors on the arc from z_a (nz,) to z_b (nz,): (n, nz), ends included.

    Shoemake, "Animating Rotation with Quaternion Curves", 1985; for latent spaces White,
    "Sampling Generative Networks", 2016. Vectors of one direction are joined by a line.
    """
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    if angle < 1e-4:
        return interpolate(z_a, z_b, n)
    t = torch.linspace(0, 1, n, device=z_a.device).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


@exercise(
    "3.6",
    answer="interpolate",
    reference=interpolate,
    title="A straight walk",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_interpolate(interpolate: Any, t: Trial) -> None:
    z_a, z_b, found = _path(interpolate, t, "interpolate")
    n = len(found)
    line = _straight(z_a, z_b, torch.linspace(0, 1, n))
    _name_path_slip(found, z_a, z_b, line, _straight)
    if _fits(found, _arc(z_a, z_b, torch.linspace(0, 1, n))):
        mistake("spherical", "This is the walk along the arc, exercise 3.7. Here it is straight.")
    if not close(found, line):
        mistake(
            "not_straight",
            "The path begins and ends where it should, but in between it is not "
            "(1 - t) z_a + t z_b with even steps of t.",
        )
    _expect_two_ends(interpolate, z_a, z_b, "interpolate")


@exercise(
    "3.7",
    answer="slerp",
    reference=slerp,
    title="A walk along the arc",
    points=2,
    minutes=7,
    difficulty=3,
)
def check_slerp(slerp: Any, t: Trial) -> None:
    for sign in (1, -1):  # an angle of about 60 degrees, then one of about 120
        _expect_arc(slerp, sign, t)
    z_a = t.normal(16)
    _expect_two_ends(slerp, z_a, t.normal(16), "slerp")
    # of ones: no rounding, so that the angle is exactly 0; of the others some cosine is above 1
    for z in (torch.ones(16), *t.normal(50, 16)):
        same = slerp(z, z.clone(), 4)
        if not isinstance(same, Tensor) or not bool(torch.isfinite(same).all()):
            mistake(
                "nan_when_equal",
                "For two equal vectors the path is nan: the angle is 0, and so is its sine, by "
                "which you divide. Or rounding gave a cosine above 1, which has no angle: "
                "`.clamp(-1, 1)`. Take the straight line when the angle is nearly 0.",
            )
        if not _fits(same, z.expand(4, -1), 0.02):
            mistake(
                "moves_when_equal",
                "For two equal vectors the path leaves its place. Take the straight line when the "
                "angle is nearly 0.",
            )


def _expect_arc(slerp: Any, sign: int, t: Trial) -> None:
    z_a, z_b, found = _path(slerp, t, "slerp", sign)
    n = len(found)
    even = torch.linspace(0, 1, n)
    arc, line = _arc(z_a, z_b, even), _straight(z_a, z_b, even)
    if _fits(found, line):
        mistake(
            "straight",
            "This is the straight line of exercise 3.6. Half-way its length falls well below that "
            "of both ends.",
        )
    unit = _arc(z_a / z_a.norm(), z_b / z_b.norm(), even)
    if _fits(found, unit) or _fits(found / found.norm(dim=1, keepdim=True), found):
        mistake(
            "length_lost",
            f"The path has length 1 everywhere: z_a has length {float(z_a.norm()):.1f}. Directions "
            "of length 1 serve to find the angle; the path itself is made of z_a and z_b.",
        )
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    raw = torch.dot(z_a, z_b)
    for name, angle, hint in (
        (
            "cosine_as_angle",
            cosine,
            "you use the cosine as if it were the angle: `torch.arccos` makes the angle of it",
        ),
        (
            "not_normalised",
            torch.arccos(raw.clamp(-1, 1)),
            "the cosine is the dot product divided by both lengths, and you leave out a length",
        ),
        (
            "degrees",
            torch.rad2deg(torch.arccos(cosine)),
            "the angle is in degrees; `torch.sin` takes radians",
        ),
    ):
        if _fits(found, _arc(z_a, z_b, even, angle)):
            mistake(name, f"The path is no arc: {hint}.")
    _name_path_slip(found, z_a, z_b, arc, _arc)
    lengths = torch.lerp(z_a.norm(), z_b.norm(), even).view(-1, 1)
    direction = _arc(z_a / z_a.norm(), z_b / z_b.norm(), even)
    pushed = line / line.norm(dim=1, keepdim=True)
    if _fits(found, pushed * lengths):
        mistake(
            "uneven_steps",
            "The path is the right arc, but its steps are longer in the middle than at the ends: "
            "you push the straight line out. The sines of the formula turn by even parts of the "
            "angle.",
        )
    if not (_fits(found, arc) or _fits(found, direction * lengths)):
        if not bool(torch.isfinite(found).all()):
            mistake("not_finite", "The path holds numbers that are no numbers.")
        mistake(
            "not_an_arc",
            "The path begins and ends where it should, but in between it does not follow the "
            "formula. Compare your two sines and what they are divided by.",
        )


def _path(function: Any, t: Trial, name: str, sign: int = 1) -> tuple[Tensor, Tensor, Tensor]:
    """Two random ends, and the path of `function` between them, of the right shape.

    sign: 1 for an acute angle between the ends, -1 for an obtuse one.
    """
    nz, n = t.integer(9, 16), t.integer(5, 9)
    z_a = t.normal(nz)
    z_b = t.normal(nz)
    # two ends of different length, with an angle of about 60 or 120 degrees: no special case
    z_b = z_b - torch.dot(z_a, z_b) / z_a.square().sum() * z_a
    cosine = (0.4 + 0.2 * float(t.uniform(1))) * sign
    z_b = math.sqrt(1 - cosine**2) * z_b / z_b.norm() + cosine * z_a / z_a.norm()
    z_b = 1.3 * z_a.norm() * z_b
    before = z_a.clone(), z_b.clone()
    try:
        found = function(z_a, z_b, n)
    except RuntimeError as error:
        if "must match the size of tensor" not in str(error):
            raise
        mistake(
            "t_is_no_column",
            f"The {n} values of t and the {nz} numbers of a z do not fit: each t should meet a "
            "whole z. Make t a column of shape (n, 1) first.",
        )
    if not (torch.equal(z_a, before[0]) and torch.equal(z_b, before[1])):
        mistake("changes_z", "Your function changes the z that were handed in. Work on copies.")
    if isinstance(found, list | tuple):
        mistake(
            "list_of_rows",
            f"What comes back is a {type(found).__name__} of {len(found)}. One tensor is wanted: "
            "`torch.stack(rows)`.",
        )
    if name == "slerp" and isinstance(found, Tensor) and not bool(found.isfinite().all()):
        mistake(
            "no_cosine",
            "The path holds nan or infinite numbers. A dot product is a cosine only once it is "
            "divided by the lengths of both vectors, and only a cosine has an angle.",
        )
    if isinstance(found, Tensor) and found.shape == (nz, n):
        mistake(
            "transposed",
            f"The shape is {(nz, n)}: rows and columns are exchanged. One row for each z.",
        )
    if isinstance(found, Tensor) and found.shape in ((n + 1, nz), (n + 2, nz), (n - 1, nz)):
        mistake(
            "wrong_count",
            f"n = {n} gives {len(found)} vectors. n counts all of them, both ends included.",
        )
    if isinstance(found, Tensor) and found.shape == (nz,):
        mistake("one_z_only", "One z comes back. A path of n of them is wanted.")
    return z_a, z_b, expect_tensor(found, (n, nz), f"What `{name}` returns")


def _name_path_slip(found: Tensor, z_a: Tensor, z_b: Tensor, right: Tensor, along: Any) -> None:
    """Mistakes that a straight path and an arc share."""
    n = len(found)
    steps = torch.arange(n, dtype=torch.float32)
    if _fits(found, right.flip(0)):
        mistake("reversed", "The path goes from z_b to z_a: it begins with z_a, where t is 0.")
    if _fits(found, along(z_a, z_b, steps / n)):
        mistake(
            "misses_the_end",
            "The path never arrives: its last z is not z_b. n places have n - 1 steps between "
            "them; `torch.linspace(0, 1, n)` has both ends.",
        )
    if _fits(found, along(z_a, z_b, (steps + 1) / n)):
        mistake(
            "misses_the_start",
            "The path starts one step too late: its first z should be z_a. "
            "`torch.linspace(0, 1, n)` has both ends.",
        )
    if _fits(found, along(z_a, z_b, (steps + 1) / (n + 1))):
        mistake(
            "ends_left_out",
            "Both ends are missing: the first z should be z_a and the last one z_b.",
        )
    if _fits(found, z_a + torch.linspace(0, 1, n).view(-1, 1) * z_b):
        mistake("z_a_stays", "You add more and more of z_b, but z_a must fade: (1 - t) z_a.")
    if not close(found[0], z_a, 1e-3):
        mistake("wrong_start", "The first row should be z_a itself.")
    if not close(found[-1], z_b, 1e-3):
        mistake("wrong_end", "The last row should be z_b itself.")


def _expect_two_ends(function: Any, z_a: Tensor, z_b: Tensor, name: str) -> None:
    two = expect_tensor(function(z_a, z_b, 2), (2, len(z_a)), f"`{name}(z_a, z_b, 2)`")
    if not _fits(two, torch.stack([z_a, z_b])):
        mistake("fixed_n", f"`{name}(z_a, z_b, 2)` should be just the two ends.")
    for n in (7, 25, 31):  # where 1 / (n - 1) is rounded so that `arange` takes one step more
        found = function(z_a, z_b, n)
        if isinstance(found, Tensor) and len(found) != n:
            mistake(
                "wrong_count",
                f"n = {n} gives {len(found)} vectors, and with other n you get the right number: "
                "a step such as 1 / (n - 1) is rounded, and `arange` counts one too many or too "
                "few. `torch.linspace(0, 1, n)` always gives n.",
            )


def _straight(z_a: Tensor, z_b: Tensor, t: Tensor) -> Tensor:
    return torch.lerp(z_a.expand(len(t), -1), z_b.expand(len(t), -1), t.view(-1, 1))


def _arc(z_a: Tensor, z_b: Tensor, t: Tensor, angle: Tensor | None = None) -> Tensor:
    """The arc at the places t (n,); another `angle` gives the path of a mistake."""
    if angle is None:
        cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
        angle = torch.arccos(cosine.clamp(-1, 1))
    t = t.view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


def _fits(found: Tensor, expected: Tensor, tolerance: float = 1e-3) -> bool:
    return found.shape == expected.shape and close(found, expected, tolerance)
