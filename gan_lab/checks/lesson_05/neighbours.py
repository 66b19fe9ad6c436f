"""5.3 and 5.9: who lies in whose neighbourhood."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_two
from gan_lab.checks.lesson_05._shared import expect_untouched


def precision_recall(samples: Tensor, real: Tensor, k: int = 3) -> tuple[float, float]:
    """Features (N, d) of samples, (M, d) of real images -> (precision, recall)."""

    def among(points: Tensor, others: Tensor) -> float:
        radii = torch.cdist(others, others).kthvalue(k + 1, dim=1).values  # itself is the first
        return (torch.cdist(points, others) <= radii).any(1).float().mean().item()

    return among(samples, real), among(real, samples)


@exercise(
    "5.3",
    answer="precision_recall",
    reference=precision_recall,
    title="Precision and recall",
    points=3,
    minutes=10,
    difficulty=3,
)
def check_precision_recall(precision_recall: Any, t: Trial) -> None:
    samples, real = _sets(t)
    before = samples.clone(), real.clone()
    for k in (3, t.integer(4, 7), 1):
        try:
            value = precision_recall(samples, real, k)
        except (RuntimeError, IndexError) as error:
            if "must match" in str(error) or "out of range" in str(error):
                mistake(
                    "wrong_radii",
                    f"With {len(samples)} samples and {len(real)} real images your shapes do not "
                    f"fit ({' '.join(str(error).split())[:120]}). Each ball has the radius of "
                    "its own centre: for precision there are as many balls as real images.",
                )
            raise
        expect_untouched(before, (samples, real), "the features")
        precision, recall = _two(value)
        right = tuple(map(float, _figures(samples, real, k)))
        if not (_same(precision, right[0]) and _same(recall, right[1])):
            _explain(precision, recall, samples, real, k)
    if not _same(_two(precision_recall(samples, real))[0], _figures(samples, real, 3)[0]):
        mistake("default_k", "`k` is 3 when it is left out: `def precision_recall(..., k=3)`.")
    _expect_copies_count(precision_recall, t)


def _expect_copies_count(precision_recall: Any, t: Trial) -> None:
    """Copies of a point are other points: the ball of one with k copies has the radius 0."""
    k = t.integer(1, 4)
    copies, others = _copies(t, k)
    precision = _two(precision_recall(others, copies, k))[0]
    recall = _two(precision_recall(copies, others, k))[1]
    if not (_same(precision, 0) and _same(recall, 0)):
        mistake(
            "drops_copies",
            f"Here each point turns up {len(copies) // 4} times, and k is {k}: the nearest other "
            "points are its copies, at distance 0. You leave out more than the point itself.",
        )


def _copies(t: Trial, k: int) -> tuple[Tensor, Tensor]:
    """Four points, each with k copies or more, and others that lie between them, on none.

    No set is larger than 25: to so many `torch.cdist` gives exact distances, 0 for copies.
    """
    for _ in range(200):
        points, others = t.normal(4, 3), t.normal(t.integer(15, 25), 3)
        reached = _inside(others, points, _radii(points, 1)).any(1).float().mean()
        if reached > 0.2 and torch.cdist(others, points).min() > 0.05:
            break
    return points.repeat(k + t.integer(1, 3), 1), others


def _sets(t: Trial) -> tuple[Tensor, Tensor]:
    """Samples and real features, as many that the mistakes' shares differ from the right ones."""
    for _ in range(200):
        d = t.integer(3, 5)
        real = t.normal(t.integer(60, 80), d)
        samples = 0.75 * t.normal(t.integer(90, 110), d) + 0.55
        shares = [float(x) for k in (1, 3) for x in _figures(samples, real, k)]
        if all(0.15 < x < 0.9 for x in shares) and len({round(x, 2) for x in shares}) == 4:
            break
    return samples, real


def _radii(x: Tensor, k: int) -> Tensor:
    return torch.cdist(x, x).sort(1).values[:, k]


def _inside(points: Tensor, centres: Tensor, radii: Tensor) -> Tensor:
    return torch.cdist(points, centres) <= radii + 1e-6


def _figures(samples: Tensor, real: Tensor, k: int) -> tuple[Tensor, Tensor]:
    precision = _inside(samples, real, _radii(real, k)).any(1).float().mean()
    recall = _inside(real, samples, _radii(samples, k)).any(1).float().mean()
    return precision, recall


def _same(a: float, b: float | Tensor) -> bool:
    return math.isclose(a, float(b), abs_tol=1e-4)


def _two(value: Any) -> tuple[float, float]:
    first, second = expect_two(value, "`return precision, recall`")
    return expect_number(first, "The precision"), expect_number(second, "The recall")


def _explain(precision: float, recall: float, samples: Tensor, real: Tensor, k: int) -> None:
    right_p, right_r = _figures(samples, real, k)
    of_real, of_samples = _radii(real, k), _radii(samples, k)

    def found(p: Tensor | float, r: Tensor | float) -> bool:
        return _same(precision, p) and _same(recall, r)

    if found(right_r, right_p):
        mistake("swapped", "The two have changed places: `return precision, recall`.")
    if found(100 * right_p, 100 * right_r):
        mistake("percent", "Shares are from 0 to 1, not percentages.")
    if found(right_p * len(samples), right_r * len(real)):
        mistake("count_not_share", "These are numbers of points: divide, or take the mean.")
    if k != 3 and found(*_figures(samples, real, 3)):  # and with k = 3 it was right
        mistake("fixed_k", f"With k = {k} you still use 3: take `k`.")
    if k > 1 and found(*_figures(samples, real, k - 1)):
        mistake(
            "counts_itself",
            "Your balls are one neighbour too small. The nearest of all in its own set is the "
            "point itself, at distance 0: it does not count. Take the (k + 1)-th smallest.",
        )
    if k == 1 and found(0.0, 0.0):
        mistake(
            "counts_itself",
            "With k = 1 your balls have the radius 0: the nearest neighbour of each point is the "
            "point itself. Take the (k + 1)-th smallest distance.",
        )
    if found(*_figures(samples, real, k + 1)):
        mistake("one_too_many", "Your balls are one neighbour too large: count from the nearest.")
    wide = [torch.cdist(x, x).sort(1).values[:, -k] for x in (real, samples)]
    wider = [torch.cdist(x, x).sort(1).values[:, -(k + 1)] for x in (real, samples)]
    for one in (wide, wider):
        if found(
            _inside(samples, real, one[0]).any(1).float().mean(),
            _inside(real, samples, one[1]).any(1).float().mean(),
        ):
            mistake(
                "farthest",
                "Your balls reach to the *farthest* points, so they hold everything: the radius "
                "is the distance to the k-th *nearest*, and a point is inside where its distance "
                "is smaller than that.",
            )
    all_p = _inside(samples, real, of_real).all(1).float().mean()
    all_r = _inside(real, samples, of_samples).all(1).float().mean()
    if found(all_p, all_r):
        if not (precision or recall):
            mistake(
                "all_balls",
                "No point counts at all. Either the balls have the radius 0, since the nearest of "
                "all in its own set is the point itself; or you ask for all balls, and one is "
                "enough.",
            )
        mistake(
            "all_balls",
            "One ball is enough: a point counts when it lies in *any* of them, not all.",
        )
    pairs_p = _inside(samples, real, of_real).float().mean()
    pairs_r = _inside(real, samples, of_samples).float().mean()
    if found(pairs_p, pairs_r):
        mistake(
            "share_of_pairs",
            "You count pairs of point and ball. For each point ask first whether *any* ball holds "
            "it; then take the share of the points.",
        )
    near_p = _inside(real, samples, of_samples).any(0).float().mean()
    near_r = _inside(samples, real, of_real).any(0).float().mean()
    if found(near_p, near_r) or found(near_r, near_p):
        mistake(
            "balls_not_points",
            "You count the balls that hold a point. Wanted are the points that lie in a ball. For "
            "precision the *real* images have the balls, and the samples are counted.",
        )
    if found(right_p, right_p):
        mistake("same_twice", "Recall is precision with the two sets in changed roles.")
    means = [x.mean() for x in (of_real, of_samples)]
    if found(
        _inside(samples, real, means[0]).any(1).float().mean(),
        _inside(real, samples, means[1]).any(1).float().mean(),
    ):
        mistake("one_radius", "Each ball has a radius of its own; you took one mean for all.")
    if _same(precision, right_p):
        mistake(
            "wrong_recall",
            f"The precision is right, the recall should be {float(right_r):.3f} and is "
            f"{recall:.3f}: the same question with samples and real images in changed roles.",
        )
    if _same(recall, right_r):
        mistake(
            "wrong_precision",
            f"The recall is right, the precision should be {float(right_p):.3f} and is "
            f"{precision:.3f}: the share of samples that lie in the ball of any real image.",
        )
    mistake(
        "wrong_shares",
        f"With k = {k} the precision is {float(right_p):.3f} and the recall {float(right_r):.3f}; "
        f"yours are {precision:.3f} and {recall:.3f}.",
    )


def copied(samples: Tensor, train: Tensor, test: Tensor) -> float:
    """Share of samples whose nearest training image is nearer than their nearest test image."""
    n = min(len(train), len(test))
    to_train = torch.cdist(samples.flatten(1), train[:n].flatten(1)).amin(1)
    to_test = torch.cdist(samples.flatten(1), test[:n].flatten(1)).amin(1)
    return (to_train < to_test).float().mean().item()


@exercise(
    "5.9",
    answer="copied",
    reference=copied,
    title="Copies of training images",
    points=2,
    minutes=8,
    difficulty=2,
    core=False,
)
def check_copied(copied: Any, t: Trial) -> None:
    samples, train, test = _images(t)
    n = len(test)
    for images, known in (((samples, train, test), True), ((samples, test, train), False)):
        before = tuple(x.clone() for x in images)
        try:
            value = copied(*images)
        except RuntimeError as error:
            _explain_stop(str(error))
            raise
        expect_untouched(before, images, "the images")
        found = expect_number(value, "What `copied` returns")
        x, a, b = images
        right = _nearer(x, a[:n], b[:n])
        if _same(found, right):
            continue
        if _same(found, right * len(x)):
            mistake("count_not_share", "That is a number of samples: divide, or take the mean.")
        if _same(found, 100 * right):
            mistake("percent", "A share is from 0 to 1, not a percentage.")
        if _same(found, 1 - right):
            mistake("inverted", "That is the share nearer to a *test* image.")
        if _same(found, _nearer(x, a, b)):
            mistake(
                "unequal_sets",
                f"You compare with {len(a)} training and {len(b)} test images. Among more images "
                "the nearest is nearer, copied or not: take equally many of both, as many as the "
                "smaller set has.",
            )
        if _same(found, _farther(x, a[:n], b[:n])):
            mistake("farthest", "The *nearest* image of each set counts: the smallest distance.")
        if _same(found, _mean_nearer(x, a[:n], b[:n])):
            mistake("mean_distance", "Not the mean distance to a set, the smallest one counts.")
        if _same(found, _nearer_by_sum(x, a[:n], b[:n])):
            mistake(
                "not_euclidean",
                "You add up the pixels' absolute differences. The Euclidean distance is meant: the "
                "root of the sum of their squares.",
            )
        mistake(
            "wrong_share",
            f"The share should be {right:.3f} for these images, yours is {found:.3f}."
            + ("" if known else " (Here there are fewer training images than test images.)"),
        )


def _explain_stop(error: str) -> None:
    """End the check with the usual reason for this error of torch's, if there is one."""
    if "same number of columns" in error or "at least 2D" in error:
        mistake(
            "not_flattened",
            "`torch.cdist` takes tables, one row an image: all three sets need `.flatten(1)`.",
        )
    if "must match" in error:
        mistake(
            "wrong_axis",
            "The distances to both sets should be one number a sample each, and they do not fit. "
            "`torch.cdist(samples, images)` has a row for each sample, so the nearest image is "
            "`.amin(1)`; before it each image becomes one row, `.flatten(1)`.",
        )


def _images(t: Trial) -> tuple[Tensor, Tensor, Tensor]:
    """Samples, many training and fewer test images for which each known mistake shows."""
    for _ in range(200):
        train, test = (t.uniform(n, 2, 5, 5) for n in (t.integer(150, 200), t.integer(30, 40)))
        samples = t.uniform(t.integer(50, 60), 2, 5, 5)
        samples[: len(samples) // 3] = train[:1] + 0.01
        a, b = train[: len(test)], test
        right = _nearer(samples, a, b)
        shares = [
            right,
            1 - right,
            _nearer(samples, train, test),
            _farther(samples, a, b),
            _mean_nearer(samples, a, b),
            _nearer_by_sum(samples, a, b),
            _nearer(samples[:, :1], a[:, :1], b[:, :1]),  # the first channel only
        ]
        if len({round(share * len(samples)) for share in shares}) == len(shares):
            break
    return samples, train, test


def _to(x: Tensor, images: Tensor) -> Tensor:
    exact = "donot_use_mm_for_euclid_dist"
    return torch.cdist(x.flatten(1), images.flatten(1), compute_mode=exact)


def _nearer(x: Tensor, a: Tensor, b: Tensor) -> float:
    return float((_to(x, a).amin(1) < _to(x, b).amin(1)).float().mean())


def _farther(x: Tensor, a: Tensor, b: Tensor) -> float:
    return float((_to(x, a).amax(1) < _to(x, b).amax(1)).float().mean())


def _mean_nearer(x: Tensor, a: Tensor, b: Tensor) -> float:
    return float((_to(x, a).mean(1) < _to(x, b).mean(1)).float().mean())


def _nearer_by_sum(x: Tensor, a: Tensor, b: Tensor) -> float:
    to_a, to_b = (torch.cdist(x.flatten(1), y.flatten(1), p=1).amin(1) for y in (a, b))
    return float((to_a < to_b).float().mean())
