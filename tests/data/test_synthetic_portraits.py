"""The offline portraits: what a caller is promised, and that their attributes can be seen."""

import importlib

import pytest
import torch
from torch.nn.functional import avg_pool2d, one_hot

from gan_lab.data.synthetic import ATTRIBUTES, portraits
from gan_lab.errors import GanLabError

drawing = importlib.import_module("gan_lab.data.synthetic.portraits")  # the module


@pytest.fixture(scope="module")
def drawn():
    return portraits(1200, seed=0, size=32)


def draw_with(n=6, size=64, numbers=None, **chosen):
    """The same few people, but for the attributes (value numbers) and numbers (0..1) given."""
    generator = torch.Generator().manual_seed(0)
    attributes = {
        name: torch.randint(len(values), (n,), generator=generator)
        for name, values in ATTRIBUTES.items()
    }
    attributes |= {name: torch.full((n,), value) for name, value in chosen.items()}
    table = torch.rand(n, len(drawing.PERSON), generator=generator)
    for key, value in (numbers or {}).items():
        table[:, list(drawing.PERSON).index(key)] = value
    return drawing._draw(drawing._people(attributes, table), size)


@pytest.mark.parametrize("size", [32, 50, 64, 128])
def test_shapes_and_types(size):
    images, attributes = portraits(5, size=size)
    assert images.shape == (5, 3, size, size) and images.dtype == torch.uint8
    assert attributes.keys() == ATTRIBUTES.keys()
    for values in attributes.values():
        assert values.shape == (5,) and values.dtype == torch.int64


@pytest.mark.parametrize("n", [0, 1])
def test_few_portraits(n):
    images, attributes = portraits(n)
    assert len(images) == n and all(len(values) == n for values in attributes.values())


@pytest.mark.parametrize(("arguments", "message"), [((-1, 64), "0 or more"), ((5, 31), "32 pixel")])
def test_bad_numbers_are_named(arguments, message):
    n, size = arguments
    with pytest.raises(GanLabError, match=message):
        portraits(n, size=size)


def test_a_seed_gives_the_same_people_again(drawn):
    torch.manual_seed(5)  # the state of other random numbers must not matter ...
    before = torch.get_rng_state()
    again = portraits(1200, seed=0, size=32)
    assert torch.equal(again.images, drawn.images)
    assert all(torch.equal(again.attributes[k], v) for k, v in drawn.attributes.items())
    assert torch.equal(torch.get_rng_state(), before)  # ... nor be touched


def test_another_seed_gives_other_people(drawn):
    other = portraits(300, seed=1, size=32)
    pictures = [set(map(bytes, p.images.flatten(1).numpy())) for p in (other, drawn)]
    assert len(pictures[1]) == 1200 and not pictures[0] & pictures[1]
    assert all(not torch.equal(other.attributes[k], v[:300]) for k, v in drawn.attributes.items())


@pytest.mark.parametrize(("chunk", "plane"), [(1, 2**16), (13, 2**16), (100, 1), (64, 2**14)])
def test_how_many_are_drawn_at_a_time_does_not_matter(monkeypatch, chunk, plane):
    first = portraits(80, seed=0)
    monkeypatch.setattr(drawing, "CHUNK", chunk)
    monkeypatch.setattr(drawing, "PLANE", plane)
    again = portraits(80, seed=0)
    assert torch.equal(again.images, first.images)
    assert all(torch.equal(again.attributes[k], v) for k, v in first.attributes.items())


def test_a_larger_picture_shows_the_same_people(drawn):
    large = portraits(1200, seed=0, size=64)
    assert all(torch.equal(large.attributes[k], v) for k, v in drawn.attributes.items())
    small = avg_pool2d(large.images.float(), 2)
    assert (small - drawn.images.float()).abs().mean() < 3  # of 255


def test_attributes_have_the_shares_that_are_stated():
    # 20,000 draws: a share is off by less than 4 standard deviations
    n = 20_000
    chance = torch.rand(n, generator=torch.Generator().manual_seed(0))
    for shares in drawing.SHARES.values():
        share = torch.tensor(list(shares.values()))
        assert share.sum().item() == pytest.approx(1)
        values = drawing._choose(chance, share.tolist())
        found = torch.bincount(values, minlength=len(share)) / n
        assert ((found - share).abs() < 4 * (share * (1 - share) / n).sqrt()).all()


def test_attributes_are_drawn_independently(drawn):
    names = list(ATTRIBUTES)
    for k, one in enumerate(names):
        assert set(drawn.attributes[one].tolist()) == set(range(len(ATTRIBUTES[one])))
        for other in names[k + 1 :]:
            a, b = (
                one_hot(drawn.attributes[name]).double()
                - one_hot(drawn.attributes[name]).double().mean(0)
                for name in (one, other)
            )
            # two values go together no more often than chance has it
            together = (a.T @ b) / len(a) / a.std(0)[:, None] / b.std(0)
            assert together.abs().max() < 0.13, (one, other)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_value_of_an_attribute_is_seen(name):
    # hair of any colour can be seen, even where it is shaved
    pictures = [draw_with(**{name: k}) for k in range(len(ATTRIBUTES[name]))]
    for k, one in enumerate(pictures):
        for other in pictures[:k]:
            differs = ((one.int() - other.int()).abs() > 16).any(1).flatten(1).sum(1)
            assert differs.min() >= 8  # pixels of 4,096, in each picture


@pytest.mark.parametrize("key", drawing.PERSON)
def test_every_number_changes_what_is_drawn(key):
    one, other = (draw_with(numbers={key: value}) for value in (0.05, 0.95))
    assert not torch.equal(one, other)


def test_numbers_mean_what_their_names_say():
    def centre(**numbers):  # of the skin, in pixels: skin is the colour that "skin" changes
        light, dark = (draw_with(n=12, numbers=numbers, skin=k).int() for k in (0, 4))
        skin = ((light - dark).abs().sum(1) > 60).float().mean(0)
        where = torch.arange(64.0)
        return (skin.sum(0) @ where / skin.sum()).item(), (skin.sum(1) @ where / skin.sum()).item()

    assert centre(right=1.0)[0] > centre(right=0.0)[0] + 3
    assert centre(low=1.0)[1] > centre(low=0.0)[1] + 2
    bright = [draw_with(numbers={"shade": k}, hair=4).float().mean() for k in (0.0, 1.0)]
    assert bright[0] < bright[1]


def test_attributes_are_where_they_belong():
    def rows(name, one, other):  # the rows of the page in which two values differ
        a, b = (draw_with(n=24, **{name: k}).int() for k in (one, other))
        return ((a - b).abs() > 16).any(1).any(2).any(0).nonzero().flatten().tolist()

    eyes, mouth, glasses = rows("eyes", 0, 4), rows("mouth", 0, 1), rows("glasses", 0, 1)
    assert 24 < min(eyes) < max(eyes) < min(mouth) + 8
    assert min(mouth) >= 40 and max(mouth) < 60
    assert min(glasses) <= min(eyes) and max(eyes) <= max(glasses) + 2
    assert max(rows("hair", 0, 4)) == 63 and min(rows("hair", 0, 6)) < 8  # long; a bun


def test_closed_eyes_show_their_lashes():
    closed = draw_with(n=12, eyes=4, skin=0, hair=0, hair_colour=2, glasses=0)[:, :, 28:48, 14:50]
    assert ((closed.amax(1) < 70).flatten(1).sum(1) >= 6).all()  # dark, where all else is light


def test_windows_cut_nothing_off(monkeypatch):
    # a part is looked for in its window only: nothing of it may lie beyond, at any size
    for size in (32, 50, 64):
        cut = portraits(150, seed=3, size=size).images
        with monkeypatch.context() as patch:
            whole = tuple((part, (0, 0, 64, 64), whose) for part, _, whose in drawing.PARTS)
            patch.setattr(drawing, "PARTS", whole)
            assert torch.equal(portraits(150, seed=3, size=size).images, cut)


def test_edges_are_soft(drawn):
    # no staircase: along any row, few neighbours differ by nearly all that they can
    step = (drawn.images[..., 1:].int() - drawn.images[..., :-1].int()).abs()
    assert (step > 200).float().mean() < 0.005
    assert ((step > 4) & (step < 60)).float().mean() > 0.2


def test_attributes_can_be_read(drawn):
    # a plain least-squares reader learns every attribute, and reads people it has not seen
    test = portraits(400, seed=1, size=32)

    def pixels(images):
        x = images.float().flatten(1) / 127.5 - 1
        return torch.cat([x, torch.ones(len(x), 1)], dim=1)

    x, x_test = pixels(drawn.images), pixels(test.images)
    kernel = x @ x.T + 100 * torch.eye(len(x))  # more pixels than pictures: solve in pictures
    for name, labels in drawn.attributes.items():
        weights = torch.linalg.solve(
            kernel, one_hot(labels).float() - one_hot(labels).float().mean(0)
        )
        bias = one_hot(labels).float().mean(0)
        right = (x_test @ (x.T @ weights) + bias).argmax(1) == test.attributes[name]
        chance = max(drawing.SHARES[name].values())
        assert right.float().mean() > chance + 0.15, name
