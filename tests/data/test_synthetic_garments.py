"""The offline garments: what a caller is promised, and that the drawings are worth learning."""

import importlib

import pytest
import torch

from gan_lab.data.synthetic import GARMENT_NAMES, garments
from gan_lab.errors import GanLabError

drawing = importlib.import_module("gan_lab.data.synthetic.garments")  # the module, not `garments`
HALVES = (slice(2, 8), slice(20, 26))  # columns: toe and heel
SHOES = [GARMENT_NAMES.index(name) for name in ("Sandal", "Sneaker", "Ankle boot")]


@pytest.fixture(scope="module")
def drawn():
    return garments(2000, seed=0)


def grey(images):
    return images.float().flatten(1) / 255  # uint8 (N, 1, S, S) -> (N, S * S) in 0..1


def of_class(drawn, name):
    images, labels = drawn
    return images[labels == GARMENT_NAMES.index(name), 0].float() / 255  # (N, 28, 28)


def draw_with(name, **fixed):
    """Twenty garments of a class; the numbers in `fixed` are 0 (lowest) to 1 (highest) for all."""
    numbers = torch.rand(20, 40, generator=torch.Generator().manual_seed(0))
    for key, value in fixed.items():
        numbers[:, list(drawing.GARMENTS[name]).index(key)] = value
    return drawing._draw(name, numbers, 28)


@pytest.mark.parametrize("size", [8, 28, 64])
def test_shapes_and_types(size):
    images, labels = garments(25, size=size)
    assert images.shape == (25, 1, size, size) and images.dtype == torch.uint8
    assert labels.shape == (25,) and labels.dtype == torch.int64


def test_the_classes_are_fashion_mnists_in_its_order():
    assert GARMENT_NAMES == (
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
    )  # fmt: skip


@pytest.mark.parametrize("n", [0, 1])
def test_few_garments(n):
    images, labels = garments(n)
    assert len(images) == len(labels) == n


@pytest.mark.parametrize(("arguments", "message"), [((-1, 28), "0 or more"), ((5, 7), "8 pixels")])
def test_bad_numbers_are_named(arguments, message):
    n, size = arguments
    with pytest.raises(GanLabError, match=message):
        garments(n, size=size)


def test_a_seed_gives_the_same_garments_again(drawn):
    torch.manual_seed(5)  # the state of other random numbers must not matter ...
    before = torch.get_rng_state()
    images, labels = garments(2000, seed=0)
    assert torch.equal(images, drawn[0]) and torch.equal(labels, drawn[1])
    assert torch.equal(torch.get_rng_state(), before)  # ... nor be touched


def test_another_seed_gives_other_garments(drawn):
    images, labels = garments(2000, seed=1)
    assert not torch.equal(labels, drawn[1])
    pictures = [set(map(bytes, part.flatten(1).numpy())) for part in (images, drawn[0])]
    assert not pictures[0] & pictures[1]


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_how_many_are_drawn_at_a_time_does_not_matter(monkeypatch, chunk):
    images, labels = garments(150, seed=0)
    monkeypatch.setattr(drawing, "CHUNK", chunk)
    again = garments(150, seed=0)
    assert torch.equal(again[0], images) and torch.equal(again[1], labels)


def test_classes_are_balanced_and_shuffled():
    labels = garments(1234, size=8)[1]
    counts = torch.bincount(labels, minlength=10)
    assert counts.min() == 123 and counts.max() == 124
    assert torch.bincount(labels[:300], minlength=10).min() > 10
    assert not torch.equal(labels[:-10], labels[10:])  # nor in turn


def test_garments_measure_like_fashion_mnist(drawn):
    # FashionMNIST's test part: mean 0.29, half of all pixels black, the garment's own mean 0.63
    x = drawn[0].float() / 255
    assert 0.22 < x.mean() < 0.33
    assert 0.42 < (x == 0).float().mean() < 0.58
    assert 0.5 < x[x > 0.1].mean() < 0.68
    for name in GARMENT_NAMES:  # every picture is used from edge to edge, one way or the other
        seen = of_class(drawn, name) > 0.1
        height, width = seen.any(2).sum(1), seen.any(1).sum(1)
        assert torch.maximum(height, width).float().mean() > 26, name


def test_classes_look_like_what_they_are(drawn):
    # facts about the things themselves: they would notice two functions that are exchanged
    seen = {name: of_class(drawn, name) > 0.1 for name in GARMENT_NAMES}
    width = {name: s.any(1).sum(1).float().mean() for name, s in seen.items()}
    height = {name: s.any(2).sum(1).float().mean() for name, s in seen.items()}
    assert width["Trouser"] < width["Dress"] < width["T-shirt/top"] < width["Sneaker"]
    assert height["Sneaker"] < height["Ankle boot"] < height["Coat"]
    # between the legs it is black: lower down, in the middle
    middle = {name: s[:, 24, 13:15].all(1).float().mean() for name, s in seen.items()}
    assert middle["Trouser"] < 0.2 and min(middle["Dress"], middle["Shirt"]) > 0.8
    # short sleeves end above the waist, long ones do not: look beside the body
    beside = {name: s[:, 19:24, :6].any(2).float().mean() for name, s in seen.items()}
    assert beside["T-shirt/top"] < 0.5 < 0.9 < min(beside["Pullover"], beside["Coat"])
    # toes point to the left: the ankle is higher, on the right
    for name in ("Sneaker", "Ankle boot"):
        left, right = (seen[name][:, :, part].any(2).sum(1).float().mean() for part in HALVES)
        assert left + 2 < right, name
    # a sandal is mostly gaps
    assert of_class(drawn, "Sandal").mean() < 0.7 * of_class(drawn, "Sneaker").mean()


@pytest.mark.parametrize("name", GARMENT_NAMES)
def test_every_number_changes_what_is_drawn(name):
    ranges, before = drawing.GARMENTS[name], draw_with(name)
    for key in ranges.keys() - {"period", "phase"}:
        assert not torch.equal(draw_with(name, **{key: 0.02}), before), key
    if ranges["pattern"][1] > drawing.SPECKLES:  # it can have stripes
        for key in ("period", "phase"):
            striped = [draw_with(name, **{key: value}, pattern=0.99) for value in (0.02, 0.5)]
            assert not torch.equal(*striped), key


def test_numbers_mean_what_their_names_say():
    def dark_columns(**fixed):
        return (draw_with("Trouser", **fixed)[:, 0, 24] == 0).sum(1).float().mean()

    assert dark_columns(gap=1.0) > dark_columns(gap=0.0) + 1
    assert draw_with("Coat", tone=0.9).float().mean() > draw_with("Coat", tone=0.1).float().mean()

    def top_row(**fixed):
        return draw_with("Ankle boot", **fixed)[:, 0].amax(2).gt(25).int().argmax(1).float().mean()

    assert top_row(height=1.0) < top_row(height=0.0) - 2


def test_patterns_are_what_they_are_called():
    at = {"plain": 0.3, "across": 0.85, "along": 0.92, "plaid": 0.97}  # PLAIN and its neighbours
    rough = {}
    for pattern, chance in at.items():
        x = draw_with("Shirt", pattern=chance, contrast=1.0, detail=0.95, tone=0.4)[:, 0].float()
        x = x[:, 12:24, 10:18]  # on the chest
        rough[pattern] = x.mean(2).std(1).mean().item(), x.mean(1).std(1).mean().item()
    down, right = zip(*rough.values(), strict=True)  # how much rows differ, and columns
    assert min(down[1], down[3]) > 2 * max(down[0], down[2])
    assert min(right[2], right[3]) > 2 * max(right[0], right[1])


def test_a_larger_picture_shows_the_same_garments(drawn):
    large = garments(500, seed=0, size=56)[0].float()
    small = torch.nn.functional.avg_pool2d(large, 2)
    assert (small - garments(500, seed=0)[0].float()).abs().mean() < 5  # of 255


def test_a_class_holds_many_garments(drawn):
    images, labels = drawn
    for label in range(10):
        x = grey(images[labels == label])
        distance = torch.cdist(x, x).fill_diagonal_(torch.inf)
        assert distance.amin(1).min() > 0.3  # no drawing comes twice
        assert distance.amin(1).median() > 1.5  # nor nearly
        assert x.mean(1).std() > 0.03  # dark ones and bright ones


def test_edges_are_soft(drawn):
    # shoes begin gently: beside a black pixel there is often one that is nearly black
    x = drawn[0][torch.isin(drawn[1], torch.tensor(SHOES)), 0].int()
    step = (x[:, 1:] - x[:, :-1])[(x[:, :-1] == 0) & (x[:, 1:] > 0)]
    assert (step < 60).float().mean() > 0.3


def test_classes_can_be_told_apart(drawn):
    # a plain least-squares classifier learns them, and reads drawings that it has not seen
    x_test, y_test = garments(1000, seed=1)
    ones = torch.ones(len(drawn[0]), 1)
    x = torch.cat([grey(drawn[0]), ones], dim=1)
    gram = x.T @ x + 10 * torch.eye(x.shape[1])
    weights = torch.linalg.solve(gram, x.T @ torch.nn.functional.one_hot(drawn[1], 10).float())
    predicted = (torch.cat([grey(x_test), ones[:1000]], dim=1) @ weights).argmax(1)
    right = predicted == y_test
    assert right.float().mean() > 0.8
    for label in range(10):
        assert right[y_test == label].float().mean() > 0.5, GARMENT_NAMES[label]
