"""Two figures of the raw pixels: how glaring, and how contrasted. No network takes part."""

from __future__ import annotations

from torch import Tensor

from gan_lab.metrics.judges import parts


def saturation(images: Tensor, limit: float = 0.98) -> float:
    """Share of the values of images (N, C, H, W) that lie beyond +-`limit`.

    Where tanh is at its ends the slope is nearly 0. Compare with the real images' share.

    Args:
        images: uint8, or float in [-1, 1].
    """
    glaring = sum((x.abs() > limit).sum().item() for x in parts(images))
    return glaring / images.numel()


def contrast(images: Tensor) -> float:
    """Mean over images (N, C, H, W) of the standard deviation of their values.

    On the tensors themselves: a picture grid that stretches each image hides what this shows.

    Args:
        images: uint8, or float in [-1, 1].
    """
    total = sum(x.double().flatten(1).std(dim=1).sum().item() for x in parts(images))
    return total / len(images)
