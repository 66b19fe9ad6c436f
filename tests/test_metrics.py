"""Metrics hold against hand-worked values and an independent implementation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
import torch

from gan_lab import metrics
from gan_lab.data import describe, load, random_patterns, real_patterns, to_float
from gan_lab.data.synthetic import ATTRIBUTES, digits, portraits
from gan_lab.errors import GanLabError
from gan_lab.metrics import (
    JUDGES,
    MIN_SAMPLES,
    attribute_shares,
    class_histogram,
    classifier,
    classifier_fid,
    contrast,
    diversity,
    features,
    pattern_rate,
    pattern_shares,
    saturation,
)
from tests.conftest import REAL_ROOT


@pytest.fixture(scope="module")
def images() -> tuple[torch.Tensor, torch.Tensor]:
    """Two sets of 300 images, uint8 (300, 1, 28, 28), the second one a little brighter."""
    first, _ = digits(300, seed=1)
    second, _ = digits(300, seed=2)
    return first, second.clamp(min=40)


def test_frechet_distance_agrees_with_scipy(images) -> None:
    """Heusel et al.'s formula, in float64, with scipy's matrix square root; within 0.1 %."""
    first, second = (features(x)[0].double().numpy() for x in images)
    c1, c2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    root = scipy.linalg.sqrtm(c1 @ c2).real
    expected = ((first.mean(0) - second.mean(0)) ** 2).sum() + np.trace(c1 + c2 - 2 * root)
    assert expected > 5  # the sets do differ
    assert classifier_fid(*images) == pytest.approx(expected, rel=1e-3)


def test_frechet_distance_of_a_set_to_itself_is_0(images) -> None:
    assert classifier_fid(images[0], images[0]) == pytest.approx(0, abs=1e-3)
    assert classifier_fid(images[0].flip(0), images[0]) == pytest.approx(0, abs=1e-3)


def test_bytes_and_floats_are_measured_alike(images) -> None:
    expected = classifier_fid(*images)
    found = classifier_fid(to_float(images[0]), to_float(images[1]))
    assert found == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_tells_noise_from_digits(images) -> None:
    near = classifier_fid(*images)
    noise = torch.rand(300, 1, 28, 28, generator=torch.Generator().manual_seed(0)) * 2 - 1
    assert classifier_fid(noise, images[0]) > 3 * near


def _ones(n: int) -> torch.Tensor:
    return torch.full((n, 1, 28, 28), -0.5)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (_ones(MIN_SAMPLES - 1), f"at least {MIN_SAMPLES} images, got {MIN_SAMPLES - 1}"),
        (_ones(300).index_fill(0, torch.tensor(7), torch.nan), "some that are not numbers"),
        (_ones(300).index_fill(0, torch.tensor(7), torch.inf), "some that are not numbers"),
        (_ones(300).abs(), r"images in \[-1, 1\], got values from 0.5 to 0.5"),  # [0, 1]
        (_ones(300) * 255, r"images in \[-1, 1\], got values from -128 to -128"),
        (_ones(300)[:, 0], r"\(N, 1, 28, 28\), got shape \(300, 28, 28\)"),
        (_ones(300).expand(-1, 3, -1, -1), r"got shape \(300, 3, 28, 28\)"),
        (_ones(300)[..., :27], r"got shape \(300, 1, 28, 27\)"),
    ],
    ids=["few", "nan", "inf", "0 to 1", "0 to 255", "no channel", "colour", "size"],
)
def test_images_that_cannot_be_compared_are_refused(samples, reason, images) -> None:
    with pytest.raises(GanLabError, match=reason):
        classifier_fid(samples, images[0])
    with pytest.raises(GanLabError, match=reason):
        classifier_fid(images[0], samples)


def test_features_and_probabilities_are_those_of_the_classifier(images) -> None:
    net = classifier()
    found, probabilities = features(images[0][:5])
    assert found.shape == (5, 128)
    torch.testing.assert_close(probabilities, net(to_float(images[0][:5])).softmax(1))
    torch.testing.assert_close(features(images[0][:1])[0], found[:1], rtol=1e-4, atol=1e-4)
    assert not net.training


def test_class_histogram_counts_the_classifier_s_answers(images) -> None:
    x = images[0]
    classes = classifier()(to_float(x)).argmax(1)
    one = x[classes == classes[0]]
    histogram = class_histogram(one)
    assert histogram.shape == (10,)
    assert histogram[classes[0]] == 1
    assert histogram.sum() == 1
    torch.testing.assert_close(class_histogram(x), classes.bincount(minlength=10) / 300)


def test_diversity_by_hand(images) -> None:
    three = images[0][:3]
    a, b, c = features(three)[0]
    expected = ((a - b).norm() + (b - c).norm() + (c - a).norm()) / 3
    assert diversity(three) == pytest.approx(expected.item(), rel=1e-4)
    assert diversity(images[0], n=3) == pytest.approx(expected.item(), rel=1e-4)
    twice = torch.cat([three, three])  # 6 of its 30 ordered pairs are of twins
    assert diversity(twice) == pytest.approx(expected.item() * 24 / 30, rel=1e-3)


def test_diversity_of_one_picture_is_0(images) -> None:
    """However often it is repeated: what a collapsed generator does."""
    assert diversity(images[0][:1].expand(20, -1, -1, -1)) == pytest.approx(0, abs=1e-3)
    assert diversity(images[0]) > 10


def test_diversity_needs_two_images(images) -> None:
    with pytest.raises(GanLabError, match="at least 2 images, got 1"):
        diversity(images[0][:1])


def test_pattern_rate_by_hand() -> None:
    x = torch.tensor([[0.9, 0.1, 0.9, 0.1], [0.1, 0.9, 0.1, 0.9], [0.5, 0.1, 0.9, 0.1], [0.9] * 4])
    assert pattern_rate(x) == 0.25
    assert pattern_rate(x, ("1010", "0101")) == 0.5
    assert pattern_shares(x, ("1010", "0101", "0000")) == {"1010": 0.25, "0101": 0.25, "0000": 0}


def test_pattern_rate_of_real_and_of_random_patterns() -> None:
    generator = torch.Generator().manual_seed(0)
    assert pattern_rate(real_patterns(500, generator=generator)) == 1
    assert pattern_rate(random_patterns(20_000, generator=generator)) == pytest.approx(
        0.2**4, abs=1e-3
    )


@pytest.mark.parametrize("shape", [(4,), (3, 5), (0, 4), (2, 1, 4)])
def test_pattern_rate_names_wrong_shapes(shape) -> None:
    with pytest.raises(GanLabError, match=r"expected patterns \(N, 4\)"):
        pattern_rate(torch.zeros(shape))


def test_another_file_in_place_of_the_classifier_is_refused(monkeypatch, tmp_path) -> None:
    shipped = (metrics.ASSETS / "mnist_classifier.pt").read_bytes()
    monkeypatch.setattr(metrics.judges, "ASSETS", tmp_path)
    classifier.cache_clear()
    try:
        (tmp_path / "mnist_classifier.pt").write_bytes(shipped[:-1] + b"!")
        with pytest.raises(GanLabError, match="not the file that the course ships"):
            classifier()
        Path(tmp_path / "mnist_classifier.pt").unlink()
        with pytest.raises(GanLabError, match="not the file that the course ships"):
            classifier()
    finally:
        classifier.cache_clear()


def test_unknown_classifiers_list_the_known_ones() -> None:
    with pytest.raises(GanLabError, match="no classifier for 'cats': choose mnist, fashion-mnist"):
        classifier("cats")


@pytest.fixture(scope="module")
def people():
    """Sixty portraits that the classifier of the faces has not seen."""
    return portraits(60, seed=77)


def test_the_classifier_of_faces_reads_the_portraits(people) -> None:
    _, probabilities = features(people.images, "faces")
    groups = probabilities.split([len(names) for names in ATTRIBUTES.values()], dim=1)
    assert all(torch.allclose(group.sum(1), torch.ones(60), atol=1e-5) for group in groups)
    for name, group in zip(ATTRIBUTES, groups, strict=True):
        right = (group.argmax(1) == people.attributes[name]).float().mean().item()
        assert right > 0.9, name  # on 1,000 of them 0.98 and more


def test_attribute_shares_count_what_is_there(people) -> None:
    bald = people.images[people.attributes["glasses"] == 0]  # "none"
    shares = attribute_shares(bald)
    assert shares.keys() == ATTRIBUTES.keys()
    assert shares["glasses"]["none"] > 0.9
    for name, names in ATTRIBUTES.items():
        assert tuple(shares[name]) == names
        assert sum(shares[name].values()) == pytest.approx(1, abs=1e-6)


def test_large_faces_are_judged_as_their_mean_at_64(people) -> None:
    large = to_float(people.images[:5]).repeat_interleave(2, 2).repeat_interleave(2, 3)
    found, expected = (features(x, "faces")[0] for x in (large, people.images[:5]))
    assert torch.allclose(found, expected, atol=1e-3)


def test_faces_have_no_classes_and_other_sizes_are_refused(people) -> None:
    with pytest.raises(GanLabError, match="faces have no classes: attribute_shares"):
        class_histogram(people.images, "faces")
    with pytest.raises(GanLabError, match=r"expected images \(N, 3, 64, 64\), got"):
        features(people.images[:, :, :32, :32], "faces")
    with pytest.raises(GanLabError, match=r"expected images \(N, 1, 28, 28\), got"):
        features(people.images, "fashion-mnist")


def test_bytes_have_one_range_and_may_all_be_light() -> None:
    assert saturation(torch.full((2, 1, 2, 2), 200, dtype=torch.uint8)) == 0
    with pytest.raises(GanLabError, match=r"images in \[0, 1\] need x \* 2 - 1"):
        saturation(torch.full((2, 1, 2, 2), 200 / 255))


def test_saturation_by_hand() -> None:
    images = torch.tensor([1.0, -0.99, 0.98, 0.5]).view(1, 1, 2, 2)
    assert saturation(images) == 0.5
    assert saturation(images, limit=0.4) == 1.0


def test_contrast_by_hand_and_blind_to_what_lies_between_images() -> None:
    image = torch.tensor([-1.0, 1.0, -1.0, 1.0]).view(1, 1, 2, 2)  # deviation sqrt(4 / 3)
    assert contrast(image) == pytest.approx((4 / 3) ** 0.5)
    flat = torch.tensor([-1.0, 1.0]).view(2, 1, 1, 1).expand(2, 1, 2, 2)  # one black, one white
    assert contrast(flat) == 0
    assert contrast(torch.cat([image, flat[:1]])) == pytest.approx((4 / 3) ** 0.5 / 2)


def test_accuracy_on_garments_is_the_one_that_is_stated() -> None:
    if describe("fashion-mnist", REAL_ROOT) != "FashionMNIST (real)":
        pytest.skip("FashionMNIST is not at hand: set GAN_LAB_DATA to the folder that holds it")
    test = load("fashion-mnist", REAL_ROOT, train=False)
    _, probabilities = features(test.images, "fashion-mnist")
    accuracy = (probabilities.argmax(1) == test.labels).float().mean().item()
    assert accuracy == pytest.approx(JUDGES["fashion-mnist"].accuracy, abs=2e-4)


def test_accuracy_of_the_classifier_is_the_one_that_is_stated(real_mnist) -> None:
    _, test = real_mnist
    _, probabilities = features(test.images)
    accuracy = (probabilities.argmax(1) == test.labels).float().mean().item()
    assert accuracy == pytest.approx(JUDGES["mnist"].accuracy, abs=2e-4)


def test_real_digits_lie_near_the_floor_and_noise_moves_them_away(real_mnist) -> None:
    train, test = (part.images[:: len(part) // 1000] for part in real_mnist)
    histogram = class_histogram(test)
    assert 0.06 < histogram.min() < histogram.max() < 0.14
    noise = torch.randn(train.shape, generator=torch.Generator().manual_seed(0))
    noisy = [(to_float(train) + std * noise).clamp(-1, 1) for std in (0, 0.3, 0.6)]
    floor, little, much = (classifier_fid(x, test) for x in noisy)
    assert floor < 15 < little < much
