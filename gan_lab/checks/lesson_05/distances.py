"""5.1 and 5.2: the Frechet distance and the inception score."""

from __future__ import annotations

import itertools
import math
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks.lesson_05._shared import (
    expect_untouched,
    mixed,
    name_number,
    near,
    plain_float,
    real_number,
)


def frechet_distance(a: Tensor, b: Tensor) -> float:
    """Frechet distance of two sets of features (N, d) and (M, d)."""
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()  # trace of the root
    distance = (a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root
    return distance.item()


@exercise(
    "5.1",
    answer="frechet_distance",
    reference=frechet_distance,
    title="The Frechet distance",
    points=3,
    minutes=10,
    difficulty=3,
)
def check_frechet_distance(frechet_distance: Any, t: Trial) -> None:
    d = t.integer(3, 7)
    for _ in range(100):
        a, b = mixed(t, t.integer(60, 70), d), 1.3 * mixed(t, t.integer(40, 50), d) + 0.5
        right = _distance(a, b)
        known = sorted(float(value) for value, _ in _mistakes(a, b).values())
        if not any(near(right, x, 0.01) for x in known) and not any(
            near(x, y, 0.001) for x, y in itertools.pairwise(known)
        ):
            break  # each known mistake gives a number of its own
    before = a.clone(), b.clone()
    try:
        value = frechet_distance(a, b)
    except RuntimeError as error:
        _explain_stop(str(error), a, b)
        raise
    expect_untouched(before, (a, b), "the features")
    found = real_number(value, "What `frechet_distance` returns")
    if not near(found, right):
        _explain_distance(found, a, b, right)
    _expect_singular(frechet_distance, t)
    if near(found, _distance(a, b, correction=0), 1e-4) and not near(found, right, 1e-4):
        t.note("Your covariances divide by N, the usual ones by N - 1. With many images that is "
               "nearly the same.")  # fmt: skip


def _explain_stop(error: str, a: Tensor, b: Tensor) -> None:
    """End the check with the usual reason for this error of torch's, if there is one."""
    if "dtype" in error:
        mistake(
            "two_dtypes",
            "A float64 tensor meets a float32 one, and torch does not multiply such a pair. Turn "
            "both sets into float64 at the start: `.double()`.",
        )
    if "cannot be multiplied" in error:
        mistake(
            "cov_of_rows",
            f"The two sets have {len(a)} and {len(b)} images, and somewhere their numbers "
            "meet. A covariance of features is (d, d), whatever the number of images: "
            "`torch.cov` wants the features as rows, so give it `x.T`.",
        )
    if "must match" in error:
        mistake(
            "wrong_axis",
            f"The two sets have {len(a)} and {len(b)} images, and somewhere these numbers meet. "
            "Neither is left when the clouds are compared: a mean over the images is (d,), "
            "`a.mean(0)`, and a covariance of features is (d, d), `torch.cov(a.T)`.",
        )


def _expect_singular(frechet_distance: Any, t: Trial) -> None:
    """With fewer images than features some eigenvalues are 0, and rounding goes below it.

    Whether it does is chance for a single eigenvalue: several pairs have dozens of them.
    """
    d = 8
    for n in (3, 4, 5, 6):
        a, b = mixed(t, n, d), mixed(t, n, d)
        found = plain_float(frechet_distance(a, b))
        if not math.isfinite(found):
            mistake(
                "negative_root",
                "Right, but for features that lie on a plane the distance is no number: an "
                "eigenvalue that should be 0 comes out a hair below it, and has no root. "
                "`.clamp(min=0)` first.",
            )
        if not any(near(found, _distance(a, b, c), 0.05) for c in (0, 1)):
            mistake(
                "not_symmetric",
                "Right for these features, but with fewer images than features it is far off: do "
                "not invert a covariance, and take the eigenvalues of the product C1 C2.",
            )


def _distance(a: Tensor, b: Tensor, correction: int = 1) -> float:
    a, b = a.double(), b.double()
    c1, c2 = (torch.cov(x.T, correction=correction) for x in (a, b))
    root = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0).sqrt().sum()
    return float((a.mean(0) - b.mean(0)).square().sum() + c1.trace() + c2.trace() - 2 * root)


def _mistakes(a: Tensor, b: Tensor) -> dict[str, tuple[float | Tensor, str]]:
    """What known mistakes give for these features: name -> (number, hint)."""
    right = _distance(a, b)
    a, b = a.double(), b.double()
    c1, c2 = torch.cov(a.T), torch.cov(b.T)
    means = (a.mean(0) - b.mean(0)).square().sum()
    traces = c1.trace() + c2.trace()
    eigenvalues = torch.linalg.eigvals(c1 @ c2).real.clamp(min=0)
    root = eigenvalues.sqrt().sum()
    variances = (c1.diagonal() * c2.diagonal()).sqrt().sum()
    symmetric = torch.linalg.eigvalsh(c1 @ c2).clamp(min=0).sqrt().sum()
    s1, s2 = (x.T @ x / len(x) for x in (a, b))
    raw = torch.linalg.eigvals(s1 @ s2).real.clamp(min=0).sqrt().sum()
    return {
        "only_means": (
            means,
            "Only the means are compared. A generator that draws one image again and again, "
            "the mean one, would be perfect: the covariances are missing.",
        ),
        "only_covariances": (
            traces - 2 * root,
            "The means are missing: |m1 - m2|^2, the squared distance between them.",
        ),
        "mean_not_squared": (
            means.sqrt() + traces - 2 * root,
            "The distance between the means goes in squared: |m1 - m2|^2.",
        ),
        "mean_not_summed": (
            means / a.shape[1] + traces - 2 * root,
            "|m1 - m2|^2 is a sum over the features, not a mean.",
        ),
        "no_root": (
            means + traces,
            "The last term is missing: 2 (C1 C2)^(1/2) is taken away. Without it even equal "
            "sets have a distance.",
        ),
        "no_factor_2": (
            means + traces - root,
            "The factor 2 in front of (C1 C2)^(1/2) is missing: two equal sets must have the "
            "distance 0.",
        ),
        "root_added": (
            means + traces + 2 * root,
            "The last term is taken away, not added: two equal sets must have the distance 0.",
        ),
        "product_not_root": (
            means + traces - 2 * eigenvalues.sum(),
            "The root is missing: of C1 C2 you take the trace itself. The trace of the "
            "root is the sum of the roots of the eigenvalues.",
        ),
        "elementwise_root": (
            means + traces - 2 * variances,
            "You take the root of single entries, which compares the variances and forgets "
            "how the features hang together. The root of a *matrix* is meant: its trace is the "
            "sum of the roots of the eigenvalues of C1 C2.",
        ),
        "trace_of_entry_roots": (
            means + traces - 2 * (c1 @ c2).diagonal().clamp(min=0).sqrt().sum(),
            "`.sqrt()` takes the root of each entry of the matrix by itself. The trace of the "
            "matrix root is the sum of the roots of the eigenvalues of C1 C2.",
        ),
        "eigvalsh": (
            means + traces - 2 * symmetric,
            "`eigvalsh` is for symmetric matrices. C1 and C2 are, their product is not: take "
            "`torch.linalg.eigvals(...).real`.",
        ),
        "root_of_all": (
            math.sqrt(right),
            "That is the root of the distance: FID is the formula as it stands, squared.",
        ),
        "not_centred": (
            means + s1.trace() + s2.trace() - 2 * raw,
            "The means are still in your covariances: `torch.cov` takes them out first.",
        ),
        "means_twice": (
            2 * means + traces - 2 * root,
            "The means count twice: each term of the formula goes in once.",
        ),
    }


def _explain_distance(found: float, a: Tensor, b: Tensor, right: float) -> None:
    if near(found, _distance(a, b, correction=0), 1e-4):
        return
    name_number(found, _mistakes(a, b))
    mistake(
        "wrong_distance",
        f"For these features the distance is {right:.4g}, yours is {found:.4g}. Print the four "
        "parts of the formula for two equal sets: the first is 0, the last equals the other two. "
        "If they are, look at the covariances: `torch.cov(a.T)`, turned by `.T` and not by `view`.",
    )


def inception_score(probabilities: Tensor) -> float:
    """Class probabilities (N, K) of N images -> exp of the mean KL divergence to their mean."""
    p = probabilities.double()
    marginal = p.mean(0, keepdim=True)
    # xlogy: 0 log 0 is 0
    divergence = (torch.xlogy(p, p) - torch.xlogy(p, marginal)).sum(1)  # (N,)
    return divergence.mean().exp().item()


@exercise(
    "5.2",
    answer="inception_score",
    reference=inception_score,
    title="The inception score",
    points=2,
    minutes=7,
    difficulty=2,
)
def check_inception_score(inception_score: Any, t: Trial) -> None:
    n, k = t.integer(30, 50), t.integer(4, 9)
    p = (2.5 * t.normal(n, k) + t.normal(k)).softmax(1)
    found = real_number(_score_of(inception_score, p), "What `inception_score` returns")
    if not near(found, _score(p)):
        _explain_score(found, p)
    for seen in (k, k - 1):  # all classes turn up, then all but the last
        _expect_perfect(inception_score, seen, k)
    same = _score_of(inception_score, p[:1].repeat(20, 1))
    if not near(real_number(same, "The score of equal images"), 1, 0.01):
        mistake("equal_images", "Images that are all judged alike have the score 1.")


def _expect_perfect(inception_score: Any, seen: int, k: int) -> None:
    """Sure judgements of the first `seen` of k classes have the score `seen`."""
    sure = torch.eye(k)[torch.arange(3 * seen) % seen]
    score = plain_float(_score_of(inception_score, sure))
    if not math.isfinite(score) and seen < k:
        mistake(
            "unseen_class",
            "A class that turns up in no image makes your score no number: there p(y) is exactly "
            "0 too, and 0 log 0 still counts as 0. Look at what p(y) goes into.",
        )
    if not math.isfinite(score):
        mistake(
            "log_of_zero",
            "Right, but a judge that is quite sure gives probabilities of exactly 0, and then your "
            "score is no number: 0 log 0 counts as 0. `torch.xlogy(p, q)` is p log q and knows "
            "that; or add a tiny number, such as 1e-12, inside the logarithm.",
        )
    if not near(score, seen, 0.01):
        mistake(
            "perfect_score",
            f"Sure judgements of {seen} classes, equally many of each, have the score {seen}: "
            f"yours is {score:.3g}. Whatever guards against log 0 must be tiny.",
        )


def _score_of(inception_score: Any, p: Tensor) -> Any:
    """inception_score(p), which leaves p alone: a guard against zeros may well be in place."""
    before = p.clone()
    try:
        value = inception_score(p)
    except RuntimeError as error:
        if "must match" not in str(error):
            raise
        mistake(
            "wrong_axis",
            f"{len(p)} images and {p.shape[1]} classes meet where they do not fit. p(y) is the "
            "mean over the images, one number a class: `mean(0)`, of shape (K,).",
        )
    expect_untouched((before,), (p,), "the probabilities")
    return value


def _score(p: Tensor) -> float:
    p = p.double()
    return float((p * (p.log() - p.mean(0).log())).sum(1).mean().exp())


def _explain_score(found: float, p: Tensor) -> None:
    p = p.double()
    k = p.shape[1]
    log_p, q = p.log(), p.mean(0)
    kl = (p * (log_p - q.log())).sum(1)
    again = p.softmax(1)
    rows = p.mean(1, keepdim=True)
    name_number(
        found,
        {
            "no_exp": (
                kl.mean(),
                "That is the mean divergence itself. The score is exp of it: from 1 to the number "
                "of classes.",
            ),
            "mean_of_exp": (
                kl.exp().mean(),
                "You take exp of each image's divergence and then the mean. First the mean, then "
                "exp once.",
            ),
            "sum_over_images": (
                kl.sum().exp() if kl.sum() < 500 else math.inf,
                "The divergence is averaged over the images, not summed.",
            ),
            "mean_over_all": (
                (kl / k).mean().exp(),
                "You average over the classes too. A divergence is a *sum* over the classes; only "
                "over the images a mean is taken.",
            ),
            "reversed": (
                (q * (q.log() - log_p)).sum(1).mean().exp(),
                "The two distributions have changed places: p(y|x) stands in front of the "
                "logarithm, p(y) only behind it.",
            ),
            "wrong_axis": (
                (p * (log_p - rows.log())).sum(1).mean().exp(),
                "p(y) is the mean over the *images*, (K,): `mean(0)`. You took it over the "
                "classes, which gives 1/K for each image.",
            ),
            "no_marginal": (
                (p * log_p).sum(1).mean().exp(),
                "p(y) is missing: how sure the judge is of each image counts only against how "
                "the classes are spread over all images.",
            ),
            "only_entropy": (
                (-(p * log_p).sum(1).mean()).exp(),
                "That is exp of the entropy of single images. Their spread over the classes, p(y), "
                "is missing.",
            ),
            "only_marginal": (
                (-(q * q.log()).sum()).exp(),
                "That is exp of the entropy of p(y). How sure the judge is of each image is "
                "missing: blobs that could be anything would be perfect.",
            ),
            "inverted": (
                (-kl.mean()).exp(),
                "The sign is turned round: a score below 1. KL is the sum of p (log p - log q).",
            ),
            "other_base": (
                (kl / math.log(2)).mean().exp(),
                "log2 and exp do not go together: take `log`.",
            ),
            "softmax_again": (
                (again * (again.log() - again.mean(0).log())).sum(1).mean().exp(),
                "Your function gets probabilities already: no softmax.",
            ),
            "no_weights": (
                ((log_p - q.log()).sum(1)).mean().exp(),
                "In the divergence each logarithm is weighted with p(y|x).",
            ),
        },
    )
    mistake(
        "wrong_score",
        f"For these probabilities the score is {_score(p):.4g}, yours is {found:.4g}: p(y) is "
        "`mean(0)`; the divergence sums p (log p - log p(y)) over the classes; then mean, then "
        "exp.",
    )
