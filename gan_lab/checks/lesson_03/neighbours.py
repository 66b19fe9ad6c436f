"""3.8: which training image does a sample look like?"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_tensor


def nearest_neighbours(samples: Tensor, train: Tensor) -> Tensor:
    """For each of samples (N, C, H, W) the index of its nearest image of train (M, C, H, W): (N,).

    Near by Euclidean distance of the pixels.
    """
    return torch.cdist(samples.flatten(1), train.flatten(1)).argmin(1)  # (N, M) -> (N,)


@exercise(
    "3.8",
    answer="nearest_neighbours",
    reference=nearest_neighbours,
    title="Are they copies?",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_nearest_neighbours(nearest_neighbours: Any, t: Trial) -> None:
    n, m = t.integer(4, 8), t.integer(30, 50)
    train = 1.2 * t.uniform(m, 1, 28, 28) - 0.6
    # a loud image, far from all: it has a large product with many, and a sum near 0
    train[0] = torch.sign(train[1] - train[1].median())
    expected = torch.randperm(m - 2, generator=t.generator)[:n] + 2
    samples = train[expected] + 0.05 * t.normal(n, 1, 28, 28)
    before = samples.clone(), train.clone()

    try:
        found = nearest_neighbours(samples, train)
    except RuntimeError as error:
        if "must match the size of tensor" not in str(error):
            raise
        mistake(
            "not_flat",
            f"{n} samples and {m} training images do not fit together. Make one row of numbers of "
            "each image, `.flatten(1)`, and measure from row to row, as `torch.cdist` does.",
        )
    if not (torch.equal(samples, before[0]) and torch.equal(train, before[1])):
        mistake("changes_input", "Your function changes the images that were handed in.")
    found = _expect_indices(found, n, m, train)
    _expect_one_for_each(nearest_neighbours, found, samples, train)
    _name_slip(found, expected, samples, train)

    # the same picture twice as bright, against another one of the same mean: brightness is no guide
    spread = torch.stack(
        [images.roll(7 * k, -1) for k, images in enumerate(train[:1].repeat(4, 1, 1, 1))]
    )
    if not torch.equal(_as_indices(nearest_neighbours(spread + 0.01, spread)), torch.arange(4)):
        mistake(
            "only_brightness",
            "Four images of equal brightness are mixed up: compare pixel by pixel before you add "
            "anything up.",
        )
    # the same picture four times, but for a small patch at four places: all of it counts
    patched = train[:1].repeat(4, 1, 1, 1)
    for image, (i, j) in zip(patched, ((3, 3), (3, 20), (20, 3), (20, 20)), strict=True):
        image[:, i : i + 5, j : j + 5] *= -1
    if not torch.equal(_as_indices(nearest_neighbours(patched + 0.01, patched)), torch.arange(4)):
        mistake(
            "part_of_the_image",
            "Four images that differ in one corner only are mixed up: flatten whole images, so "
            "that all 784 pixels count.",
        )
    # nearest by difference, not by product: a dim copy beside a bright one of the same pattern
    pattern = torch.sign(t.normal(1, 1, 28, 28))
    levels = torch.tensor([0.1, 0.3, 1.0]).view(3, 1, 1, 1) * pattern
    if not torch.equal(
        _as_indices(nearest_neighbours(levels[1:2] * 0.9, levels)), torch.tensor([1])
    ):
        mistake(
            "dot_product",
            "Of three images with the same pattern, dim, middle and bright, you do not find the "
            "middle one for a middle one. Take differences: |a - b|, not a product.",
        )
    # one pixel that differs much, against all pixels a little: the sum over the image counts
    around = torch.stack([train[1], train[1] + 0.3])
    around[0, 0, 5, 5] += 0.6
    if not torch.equal(_as_indices(nearest_neighbours(train[1:2], around)), torch.tensor([0])):
        mistake(
            "largest_difference",
            "Of two images, one that differs in a single pixel and one that differs everywhere, "
            "you take the second: only the largest difference counts. Add up over all pixels.",
        )
    _expect_sparing(nearest_neighbours, t)


def _expect_indices(found: Any, n: int, m: int, train: Tensor) -> Tensor:
    if isinstance(found, Tensor) and found.shape == (n, m):
        mistake(
            "all_distances",
            f"What comes back has shape {(n, m)}: all distances. For each sample the index of the "
            "smallest one is wanted.",
        )
    if isinstance(found, Tensor) and found.shape == (m,):
        mistake(
            "neighbours_of_train",
            f"What comes back has one number for each of the {m} training images. It should have "
            f"one for each of the {n} samples: look at the dimension of your argmin.",
        )
    if isinstance(found, Tensor) and found.dim() == 4:
        mistake(
            "images_not_indices",
            "Images come back. The indices of these images in `train` are wanted: then everybody "
            "can look them up, and their labels too.",
        )
    if isinstance(found, Tensor) and found.shape == (n, 1):
        mistake("extra_dimension", f"The shape is {(n, 1)}, expected {(n,)}: `.squeeze(1)`.")
    if isinstance(found, tuple) and hasattr(found, "indices"):
        mistake(
            "values_and_indices",
            "`min` along a dimension gives two things: values and indices. Return the indices; "
            "`argmin` gives them alone.",
        )
    if found is None or isinstance(found, int):
        expect_tensor(found, (n,), "What `nearest_neighbours` returns", dtype=None)
    indices = _as_indices(found)
    if indices.is_floating_point() and torch.equal(indices, indices.round()):
        mistake(
            "float_indices",
            f"Your indices are {indices.dtype}, and `train[...]` refuses such numbers: indices are "
            "whole numbers, `.long()`.",
        )
    if indices.is_floating_point():
        mistake(
            "distances_not_indices",
            "The numbers that come back are no whole numbers. Distances, perhaps? Indices are "
            "wanted: `argmin`, not `min`.",
        )
    return expect_tensor(indices, (n,), "What `nearest_neighbours` returns", dtype=None)


def _as_indices(found: Any) -> Tensor:
    """Indices as a tensor; a list of numbers is as good."""
    if isinstance(found, Tensor):
        return found.cpu()
    if isinstance(found, list | tuple) and all(isinstance(v, Tensor) for v in found):
        return torch.stack([v.cpu() for v in found])
    return torch.as_tensor(found)


def _expect_one_for_each(
    nearest_neighbours: Any, found: Tensor, samples: Tensor, train: Tensor
) -> None:
    """The samples do not all get one and the same index, whatever lies there."""
    if bool((found == found[0]).all()) and torch.equal(
        _as_indices(nearest_neighbours(samples, train.roll(1, 0))), found
    ):
        mistake(
            "one_for_all",
            f"All samples get the index {int(found[0])}, in whatever order the training images "
            "are. Is the smallest distance looked for, of each sample by itself, and does it begin "
            "with a large number?",
        )


def _name_slip(found: Tensor, expected: Tensor, samples: Tensor, train: Tensor) -> None:
    if torch.equal(found, expected):
        return
    distances = torch.cdist(samples.flatten(1), train.flatten(1))
    if torch.equal(found, distances.argmax(1)):
        mistake("farthest", "These are the images farthest away: the smallest distance counts.")
    difference = samples.mean((1, 2, 3)).view(-1, 1) - train.mean((1, 2, 3))
    if torch.equal(found, difference.abs().argmin(1)):
        mistake(
            "only_brightness",
            "You compare the mean brightness of the images. Compare pixel by pixel, and add up "
            "afterwards.",
        )
    signed = (samples.flatten(1).unsqueeze(1) - train.flatten(1)).sum(2)
    if any(torch.equal(found, d.argmin(1)) for d in (signed, -signed, signed.abs())):
        mistake(
            "differences_cancel",
            "Positive and negative differences cancel out before you compare. Square them, or take "
            "their absolute value, pixel by pixel.",
        )
    if torch.equal(found, (samples.flatten(1) @ train.flatten(1).T).argmax(1)):
        mistake(
            "dot_product",
            "You look for the largest product, and bright images win every time. Take differences: "
            "|a - b|.",
        )
    if torch.equal(found, expected.sort().values):
        mistake("wrong_order", "The indices are right but sorted: index i belongs to sample i.")
    if bool((found == found[0]).all()):
        mistake(
            "one_for_all",
            "All samples get the same index. Flatten each image, not the whole batch, and take the "
            "smallest distance for each sample.",
        )
    mistake(
        "wrong_neighbours",
        f"Sample 0 was made from training image {int(expected[0])}, with a little noise, and your "
        f"function finds {int(found[0])}. Which distances do you compare?",
    )


class _Largest(TorchDispatchMode):
    """The most numbers that any tensor or array held, and how many operations ran."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = 0
        self.operations = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        self.operations += 1
        for each in result if isinstance(result, tuple | list) else (result,):
            if isinstance(each, Tensor) and each.numel() and not _is_view(each):
                self.numbers = max(self.numbers, each.numel())
        return result


def _is_view(x: Tensor) -> bool:
    """Whether x repeats the same memory, as `expand` does."""
    return x.untyped_storage().nbytes() < x.numel() * x.element_size()


@contextmanager
def _watched() -> Iterator[_Largest]:
    tracemalloc.start()  # NumPy's memory
    try:
        with _Largest() as mode:
            yield mode
        mode.numbers = max(mode.numbers, tracemalloc.get_traced_memory()[1] // 4)  # of 4 bytes
    finally:
        tracemalloc.stop()


def _expect_sparing(nearest_neighbours: Any, t: Trial) -> None:
    """No tensor holds a difference for each pair and pixel: with 60,000 images it would not fit."""
    n, m = 3, 2000  # many enough that working through `train` in parts makes a difference
    samples, train = t.uniform(n, 1, 28, 28), t.uniform(m, 1, 28, 28)
    with _watched() as mode:
        nearest_neighbours(samples, train)
    if mode.numbers >= n * m * 784:
        mistake(
            "too_much_memory",
            "Right, but you keep one number for each pair and pixel. For 64 samples and 60,000 "
            f"training images that is {64 * 60_000 * 784 * 4 / 2**30:.0f} GiB. `torch.cdist` of "
            "the flattened images gives the distances alone; or go through the samples in a loop.",
        )
    if mode.operations >= n * m:
        t.note(
            "You compare image by image in Python. With 60,000 training images that takes minutes: "
            "compare one sample with all of them at once."
        )
