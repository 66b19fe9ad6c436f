"""Figures of raw pixels take bytes and floats alike, and refuse what is neither."""

from __future__ import annotations

import pytest
import torch

from gan_lab import metrics
from gan_lab.data import to_float
from gan_lab.errors import GanLabError


@pytest.mark.parametrize("figure", [metrics.saturation, metrics.contrast])
def test_bytes_and_floats_in_any_number_of_parts(figure) -> None:
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (1203, 3, 4, 4), generator=generator).to(torch.uint8)
    images[images > 230] = 255
    assert figure(images) == pytest.approx(figure(to_float(images)))
    x = to_float(images)
    expected = {
        metrics.saturation: (x.abs() > 0.98).float().mean().item(),
        metrics.contrast: x.flatten(1).std(dim=1).mean().item(),
    }
    assert figure(images) == pytest.approx(expected[figure], rel=1e-5)


@pytest.mark.parametrize("figure", [metrics.saturation, metrics.contrast])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda x: x[0], r"\(N, C, H, W\), got shape \(1, 4, 4\)"),
        (lambda x: x[:0], "at least 1 images, got 0"),
        (lambda x: x + 1, "got values from"),
        (lambda x: (x + 1) / 2, "got values from"),
        (lambda x: x.int(), "uint8 or float"),
        (lambda x: x / 0, "not numbers"),
    ],
    ids=["no batch", "none", "shifted", "0 to 1", "whole numbers", "nan"],
)
def test_what_is_no_image_is_refused(figure, change, reason) -> None:
    x = torch.rand(5, 1, 4, 4, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with pytest.raises(GanLabError, match=reason):
        figure(change(x))
