"""Batches: every image once an epoch, in an order that a seed fixes and a state continues."""

from __future__ import annotations

import itertools

import pytest
import torch

from gan_lab.data import Batches, FreshBatches, random_patterns, to_float, to_uint8
from gan_lab.errors import GanLabError

N = 10
# image i is filled with the value i, so that a batch tells which images are in it
IMAGES = torch.arange(N, dtype=torch.uint8)[:, None, None, None].expand(N, 1, 2, 2).contiguous()
LABELS = torch.arange(N) * 3


def which(x_real: torch.Tensor) -> list[int]:
    """The numbers of the images in a batch."""
    return to_uint8(x_real)[:, 0, 0, 0].tolist()


def test_float_and_back() -> None:
    values = torch.arange(256, dtype=torch.uint8).view(4, 1, 8, 8)
    x = to_float(values)
    assert x.dtype == torch.float32
    assert (x.min(), x.max()) == (-1, 1)
    assert x.flatten()[51].item() == pytest.approx(-0.6)  # 51 = 255 / 5
    assert torch.equal(to_uint8(x), values)
    assert values.max() == 255  # untouched


def test_values_outside_the_range_are_clipped() -> None:
    assert to_uint8(torch.tensor([-7.0, -1, 0, 1, 1.2])).tolist() == [0, 0, 128, 255, 255]


def test_a_batch_keeps_the_contract() -> None:
    (x_real,) = next(Batches(IMAGES, 4))
    assert x_real.shape == (4, 1, 2, 2)
    assert x_real.dtype == torch.float32
    values = torch.tensor([[[[0, 255]]]], dtype=torch.uint8)
    assert next(Batches(values, 1))[0].flatten().tolist() == [-1, 1]


@pytest.mark.parametrize("batch_size", [1, 2, 5, 10])
def test_each_image_once_an_epoch(batch_size: int) -> None:
    stream = Batches(IMAGES, batch_size)
    orders = []
    for _ in range(3):
        epoch = [which(x) for (x,) in itertools.islice(stream, N // batch_size)]
        orders.append(list(itertools.chain.from_iterable(epoch)))
        assert sorted(orders[-1]) == list(range(N))
    assert orders[0] != orders[1] != orders[2]


def test_no_image_twice_in_an_epoch_that_does_not_divide() -> None:
    stream = Batches(IMAGES, 4)
    for _ in range(5):
        epoch = which(next(stream)[0]) + which(next(stream)[0])
        assert len(set(epoch)) == 8


def test_labels_stay_with_their_images() -> None:
    for x_real, labels in itertools.islice(Batches(IMAGES, 3, labels=LABELS), 7):
        assert labels.tolist() == [3 * i for i in which(x_real)]
        assert labels.dtype == torch.int64


def test_the_order_follows_from_the_seed_alone() -> None:
    torch.manual_seed(0)
    before = torch.get_rng_state()
    first = [which(x) for (x,) in itertools.islice(Batches(IMAGES, 3, seed=4), 7)]
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(1)
    again = [which(x) for (x,) in itertools.islice(Batches(IMAGES, 3, seed=4), 7)]
    other = [which(x) for (x,) in itertools.islice(Batches(IMAGES, 3, seed=5), 7)]
    assert first == again != other


@pytest.mark.parametrize("done", [0, 2, 3, 5])
@pytest.mark.parametrize(
    "make",
    [
        lambda seed: Batches(IMAGES, 3, labels=LABELS, seed=seed),
        lambda seed: FreshBatches(random_patterns, 3, seed=seed),
    ],
    ids=["Batches", "FreshBatches"],
)
def test_a_state_continues_the_stream(make, done: int, tmp_path) -> None:
    stream = make(1)
    for _ in range(done):
        next(stream)
    torch.save(stream.state_dict(), tmp_path / "state.pt")
    expected = list(itertools.islice(stream, 8))
    resumed = make(2)
    resumed.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True))
    found = list(itertools.islice(resumed, 8))
    torch.testing.assert_close(found, expected, rtol=0, atol=0)


def test_fresh_batches_are_new_each_time_and_follow_their_seed() -> None:
    before = torch.get_rng_state()
    stream, again = (FreshBatches(random_patterns, 5, seed=1) for _ in range(2))
    (a,), (b,) = next(stream), next(stream)
    assert a.shape == (5, 4)
    assert not torch.equal(a, b)
    assert torch.equal(next(again)[0], a)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("images", "named"),
    [
        (IMAGES.float(), r"torch.float32 of shape \(10, 1, 2, 2\)"),
        (IMAGES[:, 0], r"torch.uint8 of shape \(10, 2, 2\)"),
    ],
)
def test_images_of_another_kind_are_refused(images, named: str) -> None:
    with pytest.raises(GanLabError, match=r"must be uint8 of shape \(N, C, H, W\), got " + named):
        Batches(images, 2)


@pytest.mark.parametrize("batch_size", [0, -1, 11])
def test_a_batch_size_that_does_not_fit_is_refused(batch_size: int) -> None:
    with pytest.raises(GanLabError, match=f"between 1 and the 10 images, got {batch_size}"):
        Batches(IMAGES, batch_size)


def test_labels_of_another_number_are_refused() -> None:
    with pytest.raises(GanLabError, match="10 images and 9 labels"):
        Batches(IMAGES, 2, labels=LABELS[:9])
