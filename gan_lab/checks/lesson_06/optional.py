"""6.11 and 6.12: where a softer label moves D's balance, and the smallest GAN there is."""

from __future__ import annotations

import math
from typing import Any

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_two


def best_belief(real_label: float, fake_label: float) -> float:
    """D's best answer when G is perfect: the mean of the two labels."""
    return (real_label + fake_label) / 2


@exercise(
    "6.11",
    answer="best_belief",
    reference=best_belief,
    title="Where a softer label moves the balance",
    points=1,
    minutes=5,
    difficulty=2,
    core=False,
)
def check_best_belief(best_belief: Any, t: Trial) -> None:
    pairs = [(1.0, 0.0), (0.9, 0.0), (0.9, 0.1)]
    pairs += [(0.6 + 0.4 * float(t.uniform(1)), 0.05 + 0.2 * float(t.uniform(1))) for _ in range(3)]
    found = [expect_number(best_belief(*pair), "What `best_belief` returns") for pair in pairs]
    known = [
        ("always_half", lambda a, b: 0.5, "It is 1/2 for the labels 1 and 0 only."),
        (
            "ignores_fake_label",
            lambda a, b: a / 2,
            "`fake_label` is not used: with a fake label above 0 D pays less for a higher belief.",
        ),
        (
            "ratio_of_labels",
            lambda a, b: a / (a + b),
            "The labels' shares are not what D answers. Its cost for one image is "
            "BCE(d, real_label) + BCE(d, fake_label): at which d is the slope 0?",
        ),
        (
            "difference",
            lambda a, b: (a - b) / 2,
            "The difference counts the fake label the wrong way round: a higher one raises the "
            "best belief.",
        ),
        ("the_label", lambda a, b: a, "D sees as many generated images as real ones."),
        (
            "no_half",
            lambda a, b: a + b,
            "The labels are added up, but two terms share one answer: divide by 2.",
        ),
        (
            "a_logit",
            lambda a, b: math.log((a + b) / (2 - a - b)) if a + b < 2 else 0.0,
            "This is D's best logit: the belief is the sigmoid of it.",
        ),
    ]
    for name, formula, hint in known:
        if all(abs(x - formula(*pair)) < 3e-3 for x, pair in zip(found, pairs, strict=True)):
            mistake(name, hint)
    for x, (a, b) in zip(found, pairs, strict=True):
        if abs(x - (a + b) / 2) > 6e-3:  # a search on a grid is welcome
            mistake(
                "wrong_belief",
                f"For the labels {a:.2f} and {b:.2f} you say {x:.3f}, but D pays least at another "
                "belief. Draw the cost over d, or set its slope to 0.",
            )


def dirac_step(theta: float, psi: float, lr: float, weight: float) -> tuple[float, float]:
    """One simultaneous step of the Dirac-GAN with the non-saturating loss and R1."""
    x = psi * theta
    slope_d = theta / (1 + math.exp(-x)) + weight * psi
    slope_g = -psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


@exercise(
    "6.12",
    answer="dirac_step",
    reference=dirac_step,
    title="The smallest GAN",
    points=2,
    minutes=8,
    difficulty=3,
    core=False,
)
def check_dirac_step(dirac_step: Any, t: Trial) -> None:
    trials = []
    for _ in range(4):
        sign = 1 if t.integer(0, 2) else -1
        theta, psi = sign * (0.5 + float(t.uniform(1))), 0.4 + float(t.uniform(1))
        psi = psi if t.integer(0, 2) else -psi
        lr, weight = 0.1 + 0.2 * float(t.uniform(1)), 0.2 + float(t.uniform(1))
        result = dirac_step(theta, psi, lr, weight)
        two = expect_two(result, "`return theta, psi`")
        found = tuple(expect_number(v, "Each result") for v in two)
        trials.append(((theta, psi, lr, weight), found))
    if _all(trials, 1, 1, 1):
        return
    known: list[tuple[str, str, dict[str, Any]]] = [
        ("swapped", "The two numbers have changed places: theta first.", {"swap": True}),
        ("no_penalty", "The penalty is missing in D's step: its slope is weight * psi.", {"w": 0}),
        (
            "penalty_sign",
            "The penalty pushes psi away from 0: its slope is subtracted.",
            {"w": -1},
        ),
        ("penalty_halved", "The slope of weight / 2 * psi² is weight * psi.", {"w": 0.5}),
        ("penalty_doubled", "The slope of weight / 2 * psi² is weight * psi.", {"w": 2}),
        ("d_wrong_way", "D goes up its slope: its loss grows.", {"d": -1}),
        ("g_wrong_way", "G goes up its slope: it flees from the data.", {"g": -1}),
        ("g_saturating", "G's loss is the saturating one: use softplus(-x).", {"saturating": True}),
        (
            "one_after_the_other",
            "One number uses the other's new value. Both steps start from the same place: compute "
            "both slopes first.",
            {"order": "d"},
        ),
        (
            "one_after_the_other",
            "One number uses the other's new value. Both steps start from the same place: compute "
            "both slopes first.",
            {"order": "g"},
        ),
    ]
    for name, hint, change in known:
        if _all_changed(trials, change):
            mistake(name, hint)
    (theta, psi, lr, weight), found = trials[0]
    right = _reference(theta, psi, lr, weight, 1, 1, 1)
    which = "theta" if abs(found[0] - right[0]) > 1e-4 else "psi"
    mistake(
        "wrong_step",
        f"From theta {theta:.2f} and psi {psi:.2f} one step leads to ({right[0]:.3f}, "
        f"{right[1]:.3f}), yours to ({found[0]:.3f}, {found[1]:.3f}). Look at the slope by "
        f"{which}.",
    )


Given = tuple[float, float, float, float]
Trials = list[tuple[Given, tuple[float, ...]]]


def _reference(
    theta: float, psi: float, lr: float, weight: float, d: float, g: float, w: float
) -> tuple[float, float]:
    """A step with the signs or sizes of its three parts changed."""
    x = psi * theta
    slope_d = d * theta / (1 + math.exp(-x)) + w * weight * psi
    slope_g = -g * psi / (1 + math.exp(x))
    return theta - lr * slope_g, psi - lr * slope_d


def _all(trials: Trials, d: float, g: float, w: float) -> bool:
    return _all_changed(trials, {"d": d, "g": g, "w": w})


def _all_changed(trials: Trials, change: dict[str, Any]) -> bool:
    """Whether a step that was changed in this way explains all results."""
    return all(_matches(found, given, change) for given, found in trials)


def _matches(found: tuple[float, ...], given: Given, change: dict[str, Any]) -> bool:
    theta, psi, lr, weight = given
    d, g, w = (change.get(key, 1) for key in "dgw")
    new_theta, new_psi = _reference(theta, psi, lr, weight, d, g, w)
    if change.get("saturating"):
        x = psi * theta
        new_theta = theta + lr * psi / (1 + math.exp(-x))
    if change.get("order") == "d":  # D first, then G meets the new D
        new_theta, _ = _reference(theta, new_psi, lr, weight, d, g, w)
    if change.get("order") == "g":
        _, new_psi = _reference(new_theta, psi, lr, weight, d, g, w)
    wanted = (new_psi, new_theta) if change.get("swap") else (new_theta, new_psi)
    return all(abs(a - b) < 1e-4 for a, b in zip(found, wanted, strict=True))
