"""6.1: modes covered."""

from __future__ import annotations

import math
from typing import Any, NoReturn

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_two


def modes_covered(samples: Tensor, centres: Tensor, sigma: float) -> tuple[int, float]:
    """How many modes have at least 1 % of the samples within 3 sigma; share of all near any."""
    near = torch.cdist(samples, centres) < 3 * sigma  # (N, K)
    covered = near.float().mean(0) >= 0.01
    return int(covered.sum()), near.any(1).float().mean().item()


def _around(centre: Tensor, n: int, low: float, high: float, t: Trial) -> Tensor:
    """n points whose distance from the centre lies between low and high."""
    angle = 2 * math.pi * t.uniform(n)
    radius = low + (high - low) * t.uniform(n)
    return centre + radius[:, None] * torch.stack([angle.cos(), angle.sin()], 1)


@exercise(
    "6.1",
    answer="modes_covered",
    reference=modes_covered,
    title="Count the modes",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_modes_covered(modes_covered: Any, t: Trial) -> None:
    sigma = 0.04 + 0.03 * float(t.uniform(1))
    k = t.integer(10, 14)  # seven modes are visited, also the last; the others get nothing
    angles = torch.arange(k) * (2 * math.pi / k) + float(t.uniform(1))
    centres = 3 * torch.stack([angles.cos(), angles.sin()], 1)
    n = t.integer(1200, 1800)
    corners = torch.tensor([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    parts = [
        _around(centres[-1], n // 5, 0.1 * sigma, 0.9 * sigma, t),
        _around(centres[1], round(0.013 * n), 0.1 * sigma, 0.9 * sigma, t),
        _around(centres[2], round(0.007 * n), 0.1 * sigma, 0.9 * sigma, t),  # 1 % of the near
        _around(centres[6], 2, 0.1 * sigma, 0.9 * sigma, t),  # two strays
        _around(centres[3], n // 20, 1.5 * sigma, 2.9 * sigma, t),  # beyond 1 sigma
        centres[4] + 2.6 * sigma * corners.repeat(n // 80, 1),  # outside the circle
        _around(centres[5], n // 20, 3.2 * sigma, (3 * sigma) ** 0.5, t),  # distance ** 2 < 3 sigma
    ]
    rest = n - sum(map(len, parts))
    samples = torch.cat([*parts, 0.5 * t.normal(rest, 2).clamp(-2, 2)])
    samples = samples[torch.randperm(n, generator=t.generator)]

    found, right = _answered(modes_covered, samples, centres, sigma)
    if not _same(found, right):
        _name(found, right, samples, centres, sigma)
        _wrong_count(found, right, k)
    _few_and_close(modes_covered, t)


def _few_and_close(modes_covered: Any, t: Trial) -> None:
    """Fewer than 100 samples, of which most are near two centres at once."""
    sigma, n = 0.1, t.integer(40, 90)
    centres = torch.tensor([[0.0, 0], [2 * sigma, 0], [5, 5], [-5, 5], [5, -5]])
    between = _around(centres[:2].mean(0), n - 9, 0, 0.9 * sigma, t)
    stray = _around(centres[2], 1, 0, sigma, t)
    nowhere = 0.5 * t.normal(8, 2).clamp(-2, 2) - 8
    samples = torch.cat([between, nowhere, stray])
    found, right = _answered(modes_covered, samples, centres, sigma)
    if _same(found, right):
        return
    near = torch.cdist(samples, centres) < 3 * sigma
    if _same(found[1:], (float(near.float().mean(0).sum()),)):
        mistake(
            "counted_twice",
            f"Your share is {found[1]:.2f}: a sample that lies near two centres counts twice. It "
            "counts once, if it is near *any* centre: `near.any(dim=1)`.",
        )
    if found[0] == len(centres):
        mistake(
            "empty_mode",
            f"Of {n} samples 1 % is less than one. Your limit is rounded down to 0, so that modes "
            "without any sample count as covered: compare shares.",
        )
    _wrong_count(found, right, len(centres))


def _answered(
    modes_covered: Any, samples: Tensor, centres: Tensor, sigma: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The two numbers that the answer gives, and the right ones."""
    given = samples.clone(), centres.clone()
    two = expect_two(modes_covered(*given, sigma), "`return n_covered, share`")
    if not (torch.equal(given[0], samples) and torch.equal(given[1], centres)):
        mistake("changes_input", "Your function changes the points that were handed in.")
    n, share = (expect_number(value, "Each of the two results") for value in two)
    return (n, share), _count(samples, centres, sigma)


def _wrong_count(found: tuple[float, float], right: tuple[float, float], k: int) -> NoReturn:
    mistake(
        "wrong_count",
        f"For points around {right[0]:g} of {k} centres, with {right[1]:.3f} of them near one, you "
        f"get {found[0]:g} modes and the share {found[1]:.3f}. Look at the shapes: distances are "
        "(N, K), samples down, centres across.",
    )


def _count(samples: Tensor, centres: Tensor, sigma: float) -> tuple[float, float]:
    n, share = modes_covered(samples, centres, sigma)
    return float(n), share


def _same(found: tuple[float, ...], wanted: tuple[float, ...]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-6) for a, b in zip(found, wanted, strict=True)
    )


def _name(
    found: tuple[float, ...],
    right: tuple[float, float],
    samples: Tensor,
    centres: Tensor,
    sigma: float,
) -> None:
    """End the check if a known mistake gives what was found."""
    n = len(samples)
    distance = torch.cdist(samples, centres)
    near = distance < 3 * sigma
    per_mode = near.float().sum(0)
    box = ((samples[:, None] - centres).abs() < 3 * sigma).all(2)
    squared = distance.square() < 3 * sigma

    def figures(near: Tensor) -> tuple[float, float]:
        return float((near.float().mean(0) >= 0.01).sum()), float(near.any(1).float().mean())

    if _same(found, (right[1], right[0])):
        mistake("order", "The two results have changed places: first the modes, then the share.")
    if _same(found, (right[0], 100 * right[1])):
        mistake("percent", "The share is a number from 0 to 1, not a percentage.")
    if _same(found, figures(distance < sigma)):
        mistake("one_sigma", "You count what lies within 1 sigma: a mode reaches to 3 sigma.")
    if _same(found, figures(box)):
        mistake(
            "box",
            "You ask x and y one by one, so your modes are squares: take the distance to the "
            "centre, the root of dx² + dy².",
        )
    if _same(found, figures(squared)):
        mistake("no_root", "You compare a squared distance with 3 sigma: take its root first.")
    for radius, hint in (
        (2 * sigma, "You count what lies within 2 sigma: a mode reaches to 3 sigma."),
        (4 * sigma, "You count what lies within 4 sigma: a mode reaches to 3 sigma."),
    ):
        if _same(found, figures(distance < radius)):
            mistake("other_radius", hint)
    if _same(found, (len(centres), 1)):
        mistake(
            "everything_near",
            f"By your count all {len(centres)} modes are covered and every sample is near one, and "
            "here that is not so. Near means a distance *smaller* than 3 * sigma, which is "
            f"{3 * sigma:.2f}.",
        )
    if _same(found, (0, 0)):
        mistake(
            "nothing_near",
            "No sample is near any centre for your function, and here many are. Print the smallest "
            "distance, and 3 * sigma.",
        )
    if any(_same(found, figures(near[:, :k])) for k in range(1, len(centres))):
        mistake(
            "fixed_k",
            f"You look at some of the centres only. There may be any number, here {len(centres)}: "
            "`for centre in centres`, or `torch.cdist(samples, centres)`.",
        )
    nearest = torch.bincount(distance.argmin(1), minlength=len(centres)) / n
    everything = float((nearest >= 0.01).sum())
    if _same(found[:1], (everything,)) and everything != right[0]:
        mistake(
            "nearest_only",
            "You give each sample to the nearest centre, however far away it is. Count only those "
            "within 3 sigma.",
        )
    if found[0] == float((per_mode / near.any(1).sum() >= 0.01).sum()):
        mistake(
            "share_of_near",
            "You take 1 % of the samples that are near a mode: it is 1 % of all samples.",
        )
    if found[0] == float((per_mode > 0).sum()):
        mistake(
            "one_sample_is_enough",
            "A mode that one stray sample hits is not covered: ask for at least 1 % of all "
            "samples.",
        )
    if found[0] == float((per_mode >= 25).sum()) and found[0] != right[0]:
        mistake(
            "fixed_n",
            f"You ask for more than 1 % of the samples: of the {n} here that is {n / 100:.0f}. "
            "(25 are 1 % of 2,500 only: take the number from `len(samples)`.)",
        )
    if found[0] == right[0] and math.isclose(found[1], float(near.float().mean()), rel_tol=1e-4):
        mistake(
            "share_of_pairs",
            "Your share is divided by samples times centres. A sample counts once, if it is near "
            "*any* centre: `near.any(dim=1)`.",
        )
    if found[0] == right[0] and math.isclose(found[1], found[0] / len(centres), rel_tol=1e-4):
        mistake(
            "share_of_modes",
            "Your share is that of the modes. It is the share of all samples that lie within "
            "3 sigma of any centre.",
        )
    covered = per_mode / n >= 0.01
    if found[0] == right[0] and math.isclose(
        found[1], float(near[:, covered].any(1).float().mean()), rel_tol=1e-5
    ):
        mistake(
            "share_of_covered",
            "Your share leaves out samples near a mode that is not covered. They are near a "
            "centre too, so they count.",
        )
    if found[0] == right[0] and math.isclose(found[1], right[1] * n, rel_tol=1e-4):
        mistake("number_not_share", "You return how many samples are near: divide by all of them.")
