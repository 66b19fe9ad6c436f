"""Distances and the score hold against formulas written out here, and worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import torch
from torch import nn

from gan_lab import metrics
from gan_lab.data import to_float, to_uint8
from gan_lab.data.synthetic import digits
from gan_lab.errors import GanLabError


def normal(n: int, d: int, seed: int) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def mixed(n: int, d: int, seed: int) -> torch.Tensor:
    """Features (n, d) that hang together: each a mix of others."""
    return normal(n, d, seed) @ normal(d, d, 99)


@pytest.fixture(scope="module")
def images() -> tuple[torch.Tensor, torch.Tensor]:
    first, second = digits(320, seed=1)[0], digits(300, seed=2)[0]
    return first, second.clamp(min=40)


def test_frechet_distance_in_one_dimension_by_hand() -> None:
    """Normal distributions on a line: (m1 - m2)^2 + (s1 - s2)^2."""
    x = torch.tensor([[-1.0], [1.0], [-1.0], [1.0]])  # mean 0, deviation sqrt(4 / 3)
    s = (4 / 3) ** 0.5
    assert metrics.frechet_distance(x + 5, x) == pytest.approx(25)
    assert metrics.frechet_distance(3 * x, x) == pytest.approx((2 * s) ** 2)
    assert metrics.frechet_distance(3 * x + 5, x) == pytest.approx(25 + (2 * s) ** 2)


@pytest.mark.parametrize("d", [1, 3, 20])
def test_frechet_distance_agrees_with_scipy(d: int) -> None:
    """The formula with scipy's matrix square root, in float64; within 1e-6."""
    a, b = mixed(200, d, 1), 1.5 * mixed(300, d, 2) + 1
    c1, c2 = (np.atleast_2d(np.cov(x.double().numpy(), rowvar=False)) for x in (a, b))
    root = scipy.linalg.sqrtm(c1 @ c2).real
    means = a.double().mean(0) - b.double().mean(0)
    expected = float(means @ means) + np.trace(c1 + c2 - 2 * root)
    assert metrics.frechet_distance(a, b) == pytest.approx(expected, rel=1e-6)
    assert metrics.frechet_distance(b, a) == pytest.approx(expected, rel=1e-6)


def unbiased_mmd(a: np.ndarray, b: np.ndarray) -> float:
    """Squared MMD with the kernel (x.y / d + 1)^3, pair by pair."""

    def kernel(x: np.ndarray, y: np.ndarray) -> float:
        return (x @ y / len(x) + 1) ** 3

    def within(x: np.ndarray) -> float:
        n = len(x)
        return sum(kernel(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))

    between = sum(kernel(x, y) for x in a for y in b) / (len(a) * len(b))
    return within(a) + within(b) - 2 * between


def test_kernel_distance_by_hand() -> None:
    a, b = torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [-1.0]])
    # within a: (1*2 + 1)^3 = 27; within b: 1; between: 1, 0, 1, -1 -> 1/4
    assert metrics.kernel_distance(a, b) == pytest.approx(27 + 1 - 2 * 0.25)


def test_kernel_distance_agrees_with_pairs_counted_one_by_one() -> None:
    a, b = mixed(30, 6, 1), mixed(30, 6, 2) + 0.5
    expected = unbiased_mmd(a.double().numpy(), b.double().numpy())
    assert metrics.kernel_distance(a, b) == pytest.approx(expected, rel=1e-9)


def test_kernel_distance_of_large_sets_is_the_mean_over_parts(monkeypatch) -> None:
    monkeypatch.setattr("gan_lab.metrics.distances.SUBSET", 200)
    a, b = normal(900, 8, 1), normal(900, 8, 2) + 0.3
    whole = [((x @ y.T / 8 + 1) ** 3) for x, y in ((a, a), (b, b), (a, b))]
    off = [(k.sum() - k.diagonal().sum()) / (900 * 899) for k in whole[:2]]
    expected = float(off[0] + off[1] - 2 * whole[2].mean())
    found = metrics.kernel_distance(a, b)
    assert found == pytest.approx(expected, rel=0.1)  # it is an average over random parts


def test_kernel_distance_repeats_and_leaves_the_random_numbers_alone(monkeypatch) -> None:
    monkeypatch.setattr("gan_lab.metrics.distances.SUBSET", 100)
    a, b = normal(120, 4, 1), normal(110, 4, 2)
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first = metrics.kernel_distance(a, b)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(6)
    assert metrics.kernel_distance(a, b) == first
    assert metrics.kernel_distance(a, b, seed=1) != first


def test_kernel_distance_has_no_bias_and_frechet_distance_has() -> None:
    """Two sets from one distribution: the first is 0 on average, the second falls with n."""
    kernel = {n: [] for n in (30, 300)}
    frechet = {n: [] for n in (30, 300)}
    for n in kernel:
        for seed in range(20):
            a, b = normal(n, 4, 2 * seed), normal(n, 4, 2 * seed + 1)
            kernel[n].append(metrics.kernel_distance(a, b))
            frechet[n].append(metrics.frechet_distance(a, b))
    for values in kernel.values():
        assert abs(np.mean(values)) < 3 * np.std(values) / 20**0.5
    assert np.mean(frechet[30]) > 5 * np.mean(frechet[300])


def test_inception_score_by_hand() -> None:
    sure = 1000 * torch.eye(4)[[0, 1, 2, 3, 0, 1, 2, 3]]
    assert metrics.inception_score(sure) == pytest.approx(4)
    assert metrics.inception_score(sure[:1].expand(8, -1)) == pytest.approx(1)
    assert metrics.inception_score(torch.zeros(8, 4)) == pytest.approx(1)
    assert metrics.inception_score(sure[[0, 1, 0, 1]]) == pytest.approx(2)


def test_inception_score_agrees_with_the_formula() -> None:
    logits = 3 * normal(500, 10, 1).double().numpy()
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    expected = np.exp((p * np.log(p / p.mean(0))).sum(1).mean())
    assert metrics.inception_score(torch.from_numpy(logits)) == pytest.approx(expected, rel=1e-9)


def test_inception_score_of_splits_is_lower_and_repeats() -> None:
    logits = 3 * normal(500, 10, 1)
    whole, first = metrics.inception_score(logits), metrics.inception_score(logits, splits=10)
    assert 0.8 * whole < first < whole
    assert metrics.inception_score(logits, splits=10) == first


def test_image_metrics_are_those_of_the_classifier_s_features(images) -> None:
    (a, pa), (b, _) = (metrics.features(x) for x in images)
    assert metrics.classifier_fid(*images) == pytest.approx(metrics.frechet_distance(a, b))
    assert metrics.kid(*images) == pytest.approx(metrics.kernel_distance(a, b))
    p = pa.double()
    expected = (p * (p.log() - p.mean(0).log())).sum(1).mean().exp()
    assert metrics.classifier_is(images[0]) == pytest.approx(expected.item(), rel=1e-4)
    assert metrics.classifier_is(to_float(images[0])) == metrics.classifier_is(images[0])


def test_copies_of_ten_images_have_the_best_score() -> None:
    """What fools it: the score never looks at a real image."""
    x, labels = digits(300, seed=3)
    ten = torch.stack([x[labels == k][0] for k in range(10)])
    assert metrics.classifier_is(ten.repeat(26, 1, 1, 1)) > 9


@pytest.fixture
def two_of_each(monkeypatch):
    """Images and labels, 140 of each class, of two draws; class 3 of the first is only noise.

    So few that the test is quick: the limit is lowered.
    """
    monkeypatch.setattr("gan_lab.metrics.judges.MIN_SAMPLES", 130)
    monkeypatch.setattr("gan_lab.metrics.distances.MIN_SAMPLES", 130)
    sets = []
    for seed in (5, 6):
        x, y = digits(1900, seed=seed)
        keep = torch.cat([(y == k).nonzero()[:140, 0] for k in range(10)])
        assert len(keep) == 1400
        sets.append((x[keep], y[keep]))
    noisy = sets[0][0].clone()
    rough = torch.rand(140, 1, 28, 28, generator=torch.Generator().manual_seed(0)) * 2 - 1
    noisy[sets[0][1] == 3] = to_uint8(rough)
    return (noisy, sets[0][1]), sets[1]


def test_each_class_is_measured_by_itself(two_of_each) -> None:
    (samples, labels), (real, real_labels) = two_of_each
    order = torch.randperm(1400, generator=torch.Generator().manual_seed(1))
    found = metrics.classifier_fid_per_class(samples[order], labels[order], real, real_labels)
    assert len(found) == 10
    assert max(range(10), key=found.__getitem__) == 3
    seven = metrics.classifier_fid(samples[order][labels[order] == 7], real[real_labels == 7])
    assert found[7] == pytest.approx(seven, rel=1e-6)
    fewer = metrics.classifier_fid_per_class(samples, labels, real, real_labels, n=135)
    eight = [samples[labels == 8][:135], real[real_labels == 8][:135]]
    assert fewer[8] == pytest.approx(metrics.classifier_fid(*eight), rel=1e-6)
    swapped = (labels + 1) % 10  # labels that are not kept
    ignored = metrics.classifier_fid_per_class(samples, swapped, real, real_labels)
    assert min(ignored) > 2 * sorted(found)[5]


def test_classes_with_few_images_are_refused(two_of_each) -> None:
    (samples, labels), (real, real_labels) = two_of_each
    with pytest.raises(GanLabError, match="at least 130 images of each class, got 125 of the rar"):
        metrics.classifier_fid_per_class(samples[15:], labels[15:], real, real_labels)
    with pytest.raises(
        GanLabError, match="at least 141 images of each class, got 140 of the rarest"
    ):
        metrics.classifier_fid_per_class(samples, labels, real, real_labels, n=141)
    with pytest.raises(GanLabError, match="labels from 0 to 9, got 1 to 10"):
        metrics.classifier_fid_per_class(samples, labels + 1, real, real_labels)
    with pytest.raises(GanLabError, match=r"labels int64 of shape \(1400,\)"):
        metrics.classifier_fid_per_class(samples, labels.float(), real, real_labels)
    with pytest.raises(GanLabError, match=r"labels int64 of shape \(1400,\)"):
        metrics.classifier_fid_per_class(samples, labels[1:], real, real_labels)


@pytest.mark.parametrize("distance", [metrics.frechet_distance, metrics.kernel_distance])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda x: x[:1], "at least"),
        (lambda x: x[:, :2], r"features \(N, d\) and \(M, d\)"),
        (lambda x: x[:, 0], r"features \(N, d\) and \(M, d\)"),
        (lambda x: x.long(), "float features"),
        (lambda x: x.index_fill(0, torch.tensor(3), torch.nan), "not numbers"),
    ],
    ids=["few", "width", "no rows", "whole numbers", "nan"],
)
def test_features_that_cannot_be_compared_are_refused(distance, change, reason) -> None:
    x = normal(20, 3, 1)
    with pytest.raises(GanLabError, match=reason):
        distance(change(x), x)
    with pytest.raises(GanLabError, match=reason):
        distance(x, change(x))


def bad_images(n: int = 300) -> dict[str, tuple[torch.Tensor, str]]:
    x = torch.full((n, 1, 28, 28), -0.5)
    return {
        "few": (x[:255], "at least 256 images, got 255"),
        "nan": (x.index_fill(0, torch.tensor(7), torch.nan), "some that are not numbers"),
        "0 to 1": (x.abs(), r"in \[-1, 1\], got values from 0.5 to 0.5"),
        "0 to 255": (100 * x, r"in \[-1, 1\], got values from -50"),
        "int": (x.long(), "uint8 or float in .* got torch.int64"),
        "bool": (x > 0, "got torch.bool"),
        "no channel": (x[:, 0], r"\(N, 1, 28, 28\), got shape \(300, 28, 28\)"),
        "numpy": (x.numpy(), r"\(N, 1, 28, 28\), got shape ndarray"),
    }


@pytest.mark.parametrize(
    "metric",
    [
        metrics.classifier_fid,
        metrics.kid,
        metrics.precision_recall,
        metrics.density_coverage,
        metrics.inception_fid,
        lambda x, real: metrics.classifier_is(x),
    ],
    ids=["classifier-FID", "KID", "precision_recall", "density_coverage", "true FID", "IS"],
)
@pytest.mark.parametrize("kind", bad_images())
def test_images_that_cannot_be_measured_are_refused(metric, kind, images) -> None:
    samples, reason = bad_images()[kind]
    network = nn.Sequential(nn.Flatten(), _Float())
    if metric is metrics.inception_fid:
        reason = reason.replace("1, 28, 28", "C, H, W")
        with pytest.raises(GanLabError, match=reason):
            metric(samples, images[0], network=network)
        return
    with pytest.raises(GanLabError, match=reason):
        metric(samples, images[0])


class _Float(nn.Module):
    """A network of four features in place of Inception."""

    num_features = 4

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, 300:304].float()


class _Corners(nn.Module):
    """uint8 images (N, 3, H, W) -> four features: what Inception is asked for, in small."""

    num_features = 4

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert x.dtype == torch.uint8
        assert x.shape[1] == 3
        rows = [x[:, 0, :14].float().mean((1, 2)), x[:, 1, 14:].float().mean((1, 2))]
        columns = [x[:, 2, :, :14].float().mean((1, 2)), x[:, 0, 5:20, 5:20].float().mean((1, 2))]
        return torch.stack(rows + columns, dim=1)


def test_true_fid_and_kid_are_those_of_the_network_s_features(images) -> None:
    net = _Corners()
    a, b = (net(x.expand(-1, 3, -1, -1)) for x in images)
    expected = metrics.frechet_distance(a, b)
    assert expected > 1
    for sets in (images, tuple(to_float(x) for x in images)):
        assert metrics.inception_fid(*sets, network=net) == pytest.approx(expected, rel=1e-6)
    found = metrics.inception_kid(*images, network=net)
    assert found == pytest.approx(metrics.kernel_distance(a[:300], b), rel=0.5)


def test_true_fid_says_what_to_install(images, monkeypatch) -> None:
    monkeypatch.setattr("torchmetrics.image.fid._TORCH_FIDELITY_AVAILABLE", False)
    monkeypatch.setattr("torchmetrics.image.kid._TORCH_FIDELITY_AVAILABLE", False)
    for metric in (metrics.inception_fid, metrics.inception_kid):
        with pytest.raises(GanLabError, match="pip install torch-fidelity"):
            metric(*images)


def test_true_fid_without_internet_says_so(images, monkeypatch) -> None:
    def fail(**_) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("gan_lab.metrics.inception.FrechetInceptionDistance", fail)
    with pytest.raises(GanLabError, match=r"cannot be had \(no route to host\): connect"):
        metrics.inception_fid(*images)
