"""5.5 and 5.6: how numbers depend on how many were counted."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number
from gan_lab.checks.lesson_05._shared import expect_untouched, near
from gan_lab.metrics import wilson_interval


def mean_distance(
    distance: Callable[[Tensor, Tensor], float], a: Tensor, b: Tensor, n: int, repeats: int
) -> float:
    """Mean of `distance` between n random rows of a and n of b, over `repeats` draws."""
    values = []
    for _ in range(repeats):
        some_a = a[torch.randperm(len(a))[:n]]
        some_b = b[torch.randperm(len(b))[:n]]
        values.append(float(distance(some_a, some_b)))
    return sum(values) / len(values)


@exercise(
    "5.5",
    answer="mean_distance",
    reference=mean_distance,
    title="A distance at n images",
    points=2,
    minutes=7,
    difficulty=2,
)
def check_mean_distance(mean_distance: Any, t: Trial) -> None:
    sizes = t.integer(100, 120), t.integer(40, 50)
    for n_a, n_b in (sizes, sizes[::-1]):  # each set is the longer one once
        # the first number of each row says which row it is
        a, b = t.normal(n_a, 3), t.normal(n_b, 3)
        a[:, 0], b[:, 0] = torch.arange(len(a)), 1000.0 + torch.arange(len(b))
        n, repeats = t.integer(12, 18), t.integer(4, 8)
        one, another = (_expect_mean(mean_distance, a, b, n, repeats, t) for _ in range(2))
        _expect_other_rows(one, another)


def _expect_mean(
    mean_distance: Any, a: Tensor, b: Tensor, n: int, repeats: int, t: Trial
) -> list[tuple[Tensor, Tensor]]:
    """A call that is right; returns the rows that `distance` was given."""
    before = a.clone(), b.clone()
    calls: list[tuple[Tensor, Tensor]] = []
    given: list[float] = []

    def distance(a: Tensor, b: Tensor) -> float:  # the names that the lesson's distances have
        if not (isinstance(a, Tensor) and isinstance(b, Tensor) and a.dim() == b.dim() == 2):
            mistake("not_features", "`distance` takes two tensors of features, (n, d) each.")
        calls.append((a.clone(), b.clone()))
        given.append(float(3 + 5 * t.uniform(1)) ** 2)
        return given[-1]

    value = mean_distance(distance, a, b, n, repeats)
    expect_untouched(before, (a, b), "the features")
    found = expect_number(value, "What `mean_distance` returns")
    _expect_draws(calls, a, b, n, repeats)
    if not near(found, sum(given) / len(given)):
        _explain_mean(found, given, n)
    return calls


def _explain_mean(found: float, given: list[float], n: int) -> None:
    """End the check with the mistake that makes this of the distances given."""
    mean = sum(given) / len(given)
    if near(found, sum(given)):
        mistake("sum_not_mean", "You return the sum: divide by the number of repeats.")
    if near(found, given[-1]) or near(found, given[0]):
        mistake("only_one", "One of the distances comes back. Keep all and return their mean.")
    if near(found, sorted(given)[len(given) // 2]):
        mistake("median", "That is the median: the mean is wanted.")
    if near(found, mean / n) or near(found, sum(given) / n):
        mistake("divided_by_n", "Divide by the number of repeats, not by the number of rows.")
    mistake("wrong_mean", f"The distances have the mean {mean:.4g}, yours is {found:.4g}.")


def _expect_draws(
    calls: list[tuple[Tensor, Tensor]], a: Tensor, b: Tensor, n: int, repeats: int
) -> None:
    if len(calls) != repeats:
        mistake(
            "wrong_repeats",
            f"`distance` was called {len(calls)} times; {repeats} repeats were asked for.",
        )
    for x, y in calls:
        rows_x, rows_y = x[:, 0], y[:, 0]
        if (rows_x >= 1000).all() and (rows_y < 1000).all():
            mistake("swapped", "`distance` takes rows of a first, then rows of b.")
        if (rows_x >= 1000).any() or (rows_y < 1000).any():
            mistake("mixed_sets", "Rows of a and of b got mixed: n of a against n of b.")
        if (len(x), len(y)) in ((n, len(b)), (len(a), n)):
            mistake(
                "only_one_set",
                f"One set is cut to {n} rows, the other still has all. Both sides have n.",
            )
        if (len(x), len(y)) != (n, n):
            mistake(
                "wrong_count",
                f"`distance` was given {len(x)} and {len(y)} rows; {n} of each are wanted.",
            )
        if len(rows_x.unique()) < n or len(rows_y.unique()) < n:
            mistake(
                "with_replacement",
                "Some rows are taken twice in one draw. A copy adds no information: "
                "`torch.randperm(len(a))[:n]` gives n different places.",
            )
        for rows, whole in ((x, a), (y, b)):
            places = rows[:, 0].long() % 1000
            if (places >= len(whole)).any() or not torch.equal(rows, whole[places]):
                mistake("changed_rows", "The rows that `distance` is given are not those of a, b.")
    _expect_random({"a": len(a), "b": len(b)}, calls, n)


def _expect_random(sizes: dict[str, int], calls: list[tuple[Tensor, Tensor]], n: int) -> None:
    """The rows of each draw may come from anywhere in their set."""
    places = {
        name: [set((call[i][:, 0].long() % 1000).tolist()) for call in calls]
        for i, name in enumerate(sizes)
    }
    for name, chosen in places.items():
        if all(one == set(range(n)) for one in chosen):
            mistake(
                "first_rows",
                f"You always take the first {n} rows of {name}: then all repeats are the same. "
                "Take random rows, new ones each time.",
            )
        if all(one == chosen[0] for one in chosen):
            mistake(
                "same_rows",
                f"Each repeat takes the same rows of {name}. Draw new ones inside the loop.",
            )
        if all(max(one) - min(one) == n - 1 for one in chosen):
            mistake(
                "neighbours",
                f"You take {n} rows of {name} that lie side by side. In a set that is sorted by "
                "class they are all alike: `torch.randperm(len(a))[:n]` takes them from anywhere.",
            )
    if places["a"] == places["b"]:
        mistake(
            "same_places",
            "Rows of a and of b come from the same places. If the sets are in one order, "
            "such as sorted by class, they are no independent draws: draw for each.",
        )
    shorter = min(sizes.values())
    for name, chosen in places.items():
        reached = max(max(one) for one in chosen)
        if reached < (shorter if sizes[name] > shorter else shorter // 2):
            mistake(
                "only_the_front",
                f"Only the first part of {name} is ever drawn from: take `len({name})` for its "
                "places.",
            )


def _expect_other_rows(
    one: list[tuple[Tensor, Tensor]], another: list[tuple[Tensor, Tensor]]
) -> None:
    """Two calls draw by chance, each anew."""
    for i, name in enumerate("ab"):
        if all(torch.equal(x[i], y[i]) for x, y in zip(one, another, strict=True)):
            mistake(
                "seeded",
                f"A second call takes the very same rows of {name} as the first. Does your "
                "function set a seed? Then every call starts from it, and chance has no say.",
            )


def judge_answers(answers: str, truth: str) -> tuple[float, float, float]:
    """Share of right answers, and the 95 % interval of Wilson (1927); "?" does not count."""
    pairs = [(a, b) for a, b in zip(answers, truth, strict=True) if a != "?"]
    n, z = len(pairs), 1.96
    share = sum(a == b for a, b in pairs) / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return share, middle - half, middle + half


@exercise(
    "5.6",
    answer="judge_answers",
    reference=judge_answers,
    title="A share with its interval",
    points=3,
    minutes=9,
    difficulty=2,
)
def check_judge_answers(judge_answers: Any, t: Trial) -> None:
    for blanks in (0, t.integer(3, 9)):
        n = t.integer(23, 34)
        order = torch.randperm(n + blanks, generator=t.generator)
        truth = ["RG"[i % 2] for i in order.tolist()]
        # every wrong answer is an R: the share among the answers "R" is quite another one
        wrong = round(n * (0.18 + 0.1 * float(t.uniform(1))))
        given = ["R" if i < 2 * wrong else x for i, x in zip(order.tolist(), truth, strict=True)]
        for place in torch.randperm(n + blanks, generator=t.generator)[:blanks].tolist():
            given[place] = "?"
        _expect_interval(judge_answers, "".join(given), "".join(truth))
    # all right, all wrong, and letters of another game
    for letters, key in (("RGRGRG", "RGRGRG"), ("GRG", "RGR"), ("LLRR?L", "LLRLRL")):
        _expect_interval(judge_answers, letters, key)


def _expect_interval(judge_answers: Any, answers: str, truth: str) -> None:
    try:
        value = judge_answers(answers, truth)
    except ValueError as error:
        if "math domain" not in str(error) and "nonnegative" not in str(error):
            raise
        mistake(
            "root_of_negative",
            "Under the root stands a number below 0, so p is no share: print it. It should lie "
            "from 0 to 1, the right answers *over n*; and the root is of p (1 - p) / n plus the "
            "other term.",
        )
    if value is None:
        mistake("returns_nothing", "Nothing comes back: is there a `return` at the end?")
    try:
        share, low, high = value
    except (TypeError, ValueError):
        mistake("not_three", "Return three numbers: `return share, low, high`.")
    share = expect_number(share, "The share")
    low, high = expect_number(low, "`low`"), expect_number(high, "`high`")
    given = [(a, b) for a, b in zip(answers, truth, strict=True) if a != "?"]
    n, right = len(given), sum(a == b for a, b in given)
    p = right / n

    def same(a: float, b: float, tolerance: float = 1e-3) -> bool:
        return abs(a - b) < tolerance

    if not same(share, p):
        if same(share, right / len(answers)):
            mistake(
                "counts_unanswered",
                f"{len(answers) - n} of {len(answers)} answers are '?': they are no answers, right "
                "or wrong. Leave them out before you divide.",
            )
        if same(share, 100 * p):
            mistake("percent", "The share is from 0 to 1, not a percentage.")
        if same(share, right):
            mistake("count_not_share", f"That is the number of right answers; divide by {n}.")
        if same(share, 1 - p):
            mistake("inverted", "That is the share of *wrong* answers.")
        if any(same(share, end) for end in wilson_interval(right, n)) or same(low, p):
            mistake("wrong_order", "In this order: `return share, low, high`.")
        middle = sum(wilson_interval(right, n)) / 2
        if same(share, middle):
            mistake(
                "middle_not_share",
                "That is the middle of the interval, which is drawn towards one half. The share "
                "itself is right answers over all answers.",
            )
        mistake(
            "wrong_share", f"{right} of {n} are right, a share of {p:.3f}; yours is {share:.3f}."
        )
    expected = wilson_interval(right, n)
    if same(low, expected[0]) and same(high, expected[1]):
        return
    if same(low, expected[1]) and same(high, expected[0]):
        mistake("swapped", "The two ends have changed places: `return share, low, high`.")
    wald = 1.96 * math.sqrt(p * (1 - p) / n)
    if same(low, max(0.0, p - wald)) and same(high, min(1.0, p + wald)):
        mistake("wald", _WALD)
    if same(low, p - wald) and same(high, p + wald):
        mistake("wald", _WALD)
    total = len(answers)
    if total != n and same(low, wilson_interval(right, total)[0]):
        mistake("counts_unanswered", "n is the number of answers that were given, without '?'.")
    if total != n:
        lost = _interval(p, total)
        if same(low, lost[0]) and same(high, lost[1]):
            mistake("counts_unanswered", "In the interval n still counts the '?'.")
    for z in (1.0, 1.645, 2.576):
        narrow = wilson_interval(right, n, z)
        if same(low, narrow[0], 5e-4) and same(high, narrow[1], 5e-4):
            mistake(
                "other_level",
                f"You use z = {z:g}. For an interval that holds the truth 19 times of 20 it is "
                "1.96.",
            )
    q = 1.96**2
    under = p * (1 - p) / n
    middle, whole = (p + q / (2 * n)) / (1 + q / n), 1 + q / n
    half = expected[1] - middle
    plain = 1.96 * math.sqrt(under + q / (4 * n * n))
    known = {
        "not_divided": (
            [(p, plain), (p + q / (2 * n), plain), (middle, plain), (p + q / (2 * n), half)],
            "Both the middle and the half-width are divided by 1 + z^2 / n.",
        ),
        "half_wald": (
            [(middle, wald)],
            "The middle is Wilson's; the half-width still is the simple one.",
        ),
        "wrong_middle": (
            [(p, half)],
            "The half-width is right, but your interval lies around the share itself. Its middle "
            "is (p + z^2 / 2n) / (1 + z^2 / n).",
        ),
        "no_second_term": (
            [(middle, wald / whole)],
            "Under the root stands p (1 - p) / n *plus* z^2 / (4 n^2).",
        ),
        "no_root": (
            [(middle, 1.96 / whole * (under + q / (4 * n * n)))],
            "The half-width has a square root.",
        ),
        "z_not_squared": (
            [(middle, 1.96 / whole * math.sqrt(under + 1.96 / (4 * n * n)))],
            "Under the root z is squared: z^2 / (4 n^2).",
        ),
    }
    for name, (intervals, hint) in known.items():
        for centre, width in intervals:
            if same(low, centre - width, 2e-4) and same(high, centre + width, 2e-4):
                mistake(name, hint)
    mistake(
        "wrong_interval",
        f"For {right} right of {n} the interval is {expected[0]:.3f} to {expected[1]:.3f}; yours "
        f"is {low:.3f} to {high:.3f}. Compute the middle and the half-width one by one.",
    )


_WALD = (
    "That is the simple interval, p ± 1.96 sqrt(p (1 - p) / n). With few answers it is too narrow, "
    "and when all answers are right it says that there is no doubt at all. Wilson's has its own "
    "middle and half-width."
)


def _interval(p: float, n: int, z: float = 1.96) -> tuple[float, float]:
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return middle - half, middle + half
