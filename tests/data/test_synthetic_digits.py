"""The offline digits: what a caller is promised, and that the drawings are worth learning."""

import importlib

import pytest
import torch
from scipy import ndimage

from gan_lab.data.synthetic import DIGIT_NAMES, digits
from gan_lab.errors import GanLabError

synthetic = importlib.import_module("gan_lab.data.synthetic.digits")  # its name is a function's too


@pytest.fixture(scope="module")
def drawn():
    return digits(2000, seed=0)


def grey(images):
    return images.float().flatten(1) / 255  # uint8 (N, 1, S, S) -> (N, S * S) in 0..1


@pytest.mark.parametrize("size", [8, 28, 64])
def test_shapes_and_types(size):
    images, labels = digits(25, size=size)
    assert images.shape == (25, 1, size, size) and images.dtype == torch.uint8
    assert labels.shape == (25,) and labels.dtype == torch.int64
    assert len(DIGIT_NAMES) == 10


@pytest.mark.parametrize("n", [0, 1])
def test_few_digits(n):
    images, labels = digits(n)
    assert len(images) == len(labels) == n


@pytest.mark.parametrize(("arguments", "message"), [((-1, 28), "0 or more"), ((5, 7), "8 pixels")])
def test_bad_numbers_are_named(arguments, message):
    n, size = arguments
    with pytest.raises(GanLabError, match=message):
        digits(n, size=size)


def test_a_seed_gives_the_same_digits_again(drawn):
    torch.manual_seed(5)  # the state of other random numbers must not matter ...
    before = torch.get_rng_state()
    images, labels = digits(2000, seed=0)
    assert torch.equal(images, drawn[0]) and torch.equal(labels, drawn[1])
    assert torch.equal(torch.get_rng_state(), before)  # ... nor be touched


def test_another_seed_gives_other_digits(drawn):
    images, labels = digits(2000, seed=1)
    assert not torch.equal(labels, drawn[1])
    shared = set(map(bytes, images.flatten(1).numpy())) & set(
        map(bytes, drawn[0].flatten(1).numpy())
    )
    assert not shared


def test_how_many_are_drawn_at_a_time_does_not_matter(monkeypatch, drawn):
    monkeypatch.setattr(synthetic, "CHUNK", 333)
    images, labels = digits(2000, seed=0)
    assert torch.equal(labels, drawn[1])
    # a matrix product may add up in another order: one level of grey, no more
    assert (images.int() - drawn[0].int()).abs().max() <= 1


def test_classes_are_balanced_and_shuffled():
    labels = digits(1234)[1]
    counts = torch.bincount(labels, minlength=10)
    assert counts.min() == 123 and counts.max() == 124
    first = torch.bincount(labels[:300], minlength=10)
    assert first.min() > 10 and not torch.equal(labels, labels.sort().values)
    assert not torch.equal(labels[:-10], labels[10:])  # nor in turn


def test_paper_is_black_and_ink_is_white(drawn):
    images = drawn[0][:, 0]
    assert (images == 0).float().mean() > 0.7
    assert (images.flatten(1).amax(1) >= 200).all()  # every digit, the thinnest pen too
    # all ink is on the page: next to none on its outermost pixels
    edge = torch.cat([images[:, [0, -1]].flatten(), images[:, :, [0, -1]].flatten()])
    assert (edge > 0).float().mean() < 0.001


def test_edges_are_soft(drawn):
    between = ((drawn[0] > 15) & (drawn[0] < 240)).float().mean()
    white = (drawn[0] >= 240).float().mean()
    assert 0.5 < between / white < 2


def test_digits_measure_like_mnist(drawn):
    # MNIST: 13 % ink, a box of 20 pixels, the centre of the ink in the middle of the page
    x = drawn[0][:, 0].float() / 255
    assert 0.11 < x.mean() < 0.15
    where = torch.arange(28) + 0.5
    down, right = x.mean(0).sum(1), x.mean(0).sum(0)
    assert (down @ where / down.sum()).item() == pytest.approx(14.5, abs=0.3)
    assert (right @ where / right.sum()).item() == pytest.approx(14.5, abs=0.3)
    inked = x > 0.5
    height, width = inked.any(2).sum(1), inked.any(1).sum(1)
    longer = torch.maximum(height, width).float()
    assert 18 < longer.mean() < 20 and longer.max() <= 21


def test_a_larger_picture_shows_the_same_digits(drawn):
    large = digits(2000, seed=0, size=56)[0].float()
    small = torch.nn.functional.avg_pool2d(large, 2)
    assert (small - drawn[0].float()).abs().mean() < 3  # of 255


def test_a_class_holds_many_hands(drawn):
    images, labels = drawn
    for label in range(10):
        x = grey(images[labels == label])
        distance = torch.cdist(x, x).fill_diagonal_(torch.inf)
        assert distance.amin(1).min() > 1  # no drawing comes twice, or nearly
        # the spread within a class is a large part of the spread of all digits
        assert x.var(0).sum() > 0.4 * grey(images).var(0).sum()


def test_every_style_is_drawn():
    labels = torch.arange(10).repeat_interleave(200)
    styles = synthetic._pick_styles(labels, torch.Generator().manual_seed(0))
    of_class = [set(styles[labels == label].tolist()) for label in range(10)]
    assert [len(styles) for styles in of_class] == [len(s) for s in synthetic.SKELETONS]
    assert set().union(*of_class) == set(range(sum(map(len, synthetic.SKELETONS))))


def test_digits_have_the_holes_that_digits_have(drawn):
    # facts about the shapes themselves: they would notice a 6 that is called 9
    images, labels = drawn
    holes, height = {}, {}
    for label in range(10):
        found = []
        for image in images[labels == label][:100, 0].numpy():
            paper, count = ndimage.label(image < 128)
            inner = range(2, count + 1)  # paper number 1 is outside: it holds the first corner
            found.append([y for y, _ in ndimage.center_of_mass(image < 128, paper, inner)])
        holes[label] = sorted(map(len, found))[50]  # of the digit in the middle
        height[label] = [y for ys in found for y in ys]
    assert [holes[label] for label in (0, 1, 3, 5, 6, 7, 8, 9)] == [1, 0, 0, 0, 1, 0, 2, 1]
    assert sorted(height[9])[len(height[9]) // 2] < 12 < 16 < sorted(height[6])[len(height[6]) // 2]


def test_classes_can_be_told_apart(drawn):
    # a plain least-squares classifier learns them, and reads drawings that it has not seen
    x_test, y_test = digits(1000, seed=1)
    ones = torch.ones(len(drawn[0]), 1)
    x = torch.cat([grey(drawn[0]), ones], dim=1)
    gram = x.T @ x + 10 * torch.eye(x.shape[1])
    weights = torch.linalg.solve(gram, x.T @ torch.nn.functional.one_hot(drawn[1], 10).float())
    predicted = (torch.cat([grey(x_test), ones[:1000]], dim=1) @ weights).argmax(1)
    right = predicted == y_test
    assert right.float().mean() > 0.8
    for label in range(10):
        assert right[y_test == label].float().mean() > 0.6, DIGIT_NAMES[label]
