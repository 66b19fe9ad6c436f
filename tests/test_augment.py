"""DiffAugment: each image is changed by chance of its own, gradients flow, D alone sees it."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_lab import augment
from gan_lab.augment import Augmented, diff_augment
from gan_lab.errors import GanLabError

CHANGES = [
    augment.flip,
    augment.brightness,
    augment.saturation,
    augment.contrast,
    augment.translation,
    augment.cutout,
    diff_augment,
]


def pictures(n: int = 8, c: int = 3, size: int = 16) -> torch.Tensor:
    return torch.rand(n, c, size, size, generator=torch.Generator().manual_seed(0)) * 2 - 1


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_shape_stays_and_each_image_has_a_chance_of_its_own(change) -> None:
    torch.manual_seed(0)
    x = pictures(1).expand(64, -1, -1, -1)
    y = change(x)
    assert y.shape == x.shape
    assert len({tuple(image.flatten().tolist()) for image in y}) > 1


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_gradients_flow_through(change) -> None:
    torch.manual_seed(0)
    x = pictures().requires_grad_(True)
    change(x).square().sum().backward()
    assert bool((x.grad.flatten(1).abs().sum(1) > 0).all())


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_the_seed_repeats_it_and_the_input_stays(change) -> None:
    x = pictures()
    before = x.clone()
    torch.manual_seed(3)
    first = change(x)
    torch.manual_seed(3)
    assert torch.equal(first, change(x))
    assert torch.equal(x, before)


def test_flip_mirrors_about_half() -> None:
    torch.manual_seed(0)
    x = pictures(400)
    y = augment.flip(x)
    mirrored = (y == x.flip(3)).flatten(1).all(1)
    kept = (y == x).flatten(1).all(1)
    assert bool((mirrored | kept).all())
    assert 0.4 < mirrored.float().mean() < 0.6


def test_brightness_adds_one_number_an_image() -> None:
    torch.manual_seed(0)
    moved = (augment.brightness(pictures(200)) - pictures(200)).flatten(1)
    assert moved.std(1).max() < 1e-6
    assert -0.5 <= moved.min() < -0.4
    assert 0.4 < moved.max() <= 0.5


def test_saturation_keeps_the_grey_of_each_pixel() -> None:
    torch.manual_seed(0)
    x = pictures()
    assert torch.allclose(augment.saturation(x).mean(1), x.mean(1), atol=1e-6)
    grey = x.mean(1, keepdim=True).expand_as(x)
    assert torch.allclose(augment.saturation(grey), grey, atol=1e-6)


def test_contrast_keeps_the_mean_and_scales_the_spread() -> None:
    torch.manual_seed(0)
    x = pictures(200)
    y = augment.contrast(x)
    assert torch.allclose(y.mean((1, 2, 3)), x.mean((1, 2, 3)), atol=1e-6)
    factor = y.flatten(1).std(1) / x.flatten(1).std(1)
    assert 0.5 <= factor.min() < 0.55
    assert 1.45 < factor.max() <= 1.5


def test_translation_moves_by_whole_pixels_and_fills_with_grey() -> None:
    torch.manual_seed(0)
    x = torch.arange(1.0, 17).view(1, 1, 4, 4).expand(300, 1, 4, 4)
    found = set()
    for image in augment.translation(x, ratio=0.25)[:, 0]:
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                moved = torch.zeros(6, 6)
                moved[1 + dy : 5 + dy, 1 + dx : 5 + dx] = x[0, 0]
                if torch.equal(moved[1:5, 1:5], image):
                    found.add((dy, dx))
                    break
            else:
                continue
            break
        else:
            pytest.fail(f"not a shift by at most one pixel:\n{image}")
    assert len(found) == 9


def test_cutout_covers_a_square_of_the_ratio_or_its_part_inside() -> None:
    torch.manual_seed(0)
    holes = (augment.cutout(torch.ones(500, 3, 16, 16), ratio=0.5) == 0).float()
    assert torch.equal(holes[:, 0], holes[:, 2])
    sizes = holes[:, 0].flatten(1).sum(1)
    assert sizes.max() == 64
    assert sizes.min() >= 16  # the corner of a square whose middle lies in the image
    rows = holes[:, 0].amax(2)  # (N, 16): one run of covered rows each
    assert bool(((rows[:, 1:] - rows[:, :-1]).abs().sum(1) <= 2).all())


def test_a_policy_takes_its_changes_only() -> None:
    x = pictures()
    torch.manual_seed(1)
    only = diff_augment(x, policy=["cutout"])
    torch.manual_seed(1)
    assert torch.equal(only, augment.cutout(x))
    assert torch.equal(diff_augment(x, policy=[]), x)
    with pytest.raises(GanLabError, match="no augmentation is called 'colour': choose color"):
        diff_augment(x, policy=["colour"])


def test_d_sees_the_change_in_training_and_not_in_evaluation() -> None:
    class Sum(nn.Module):
        def forward(self, x: torch.Tensor, *cond: torch.Tensor) -> torch.Tensor:
            return x.flatten(1).sum(1) + sum(c.float() for c in cond)

    D = Augmented(Sum(), lambda x: x + 1)
    x, labels = pictures(), torch.arange(8)
    plain = Sum()(x)
    assert torch.allclose(D(x), plain + 3 * 16 * 16, atol=1e-3)
    assert torch.allclose(D(x, labels), plain + 3 * 16 * 16 + labels, atol=1e-3)
    assert torch.equal(D.eval()(x), plain)
