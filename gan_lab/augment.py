"""Augmentation for training on few images: DiffAugment (Zhao et al., 2020).

"Differentiable Augmentation for Data-Efficient GAN Training": whatever D is shown, real or
generated, in D's step or in G's, is changed at random first. D cannot learn a small data set by
heart, and G does not learn the changes, because D never sees an image without one.

Each function takes images (N, C, H, W) in [-1, 1] and returns new ones of that shape. Each image
gets random numbers of its own, from torch's global generator, and gradients flow through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.errors import GanLabError

Augment = Callable[[Tensor], Tensor]


def flip(x: Tensor) -> Tensor:
    """Mirror left and right, each image with probability one half."""
    mirrored = _random(x) < 0.5  # (N, 1, 1, 1)
    return torch.where(mirrored, x.flip(3), x)


def brightness(x: Tensor) -> Tensor:
    """Add one number from [-0.5, 0.5] to each image."""
    return x + _random(x) - 0.5


def saturation(x: Tensor) -> Tensor:
    """Move each pixel's colours away from their mean or towards it, by a factor from [0, 2]."""
    grey = x.mean(dim=1, keepdim=True)
    return grey + (x - grey) * 2 * _random(x)


def contrast(x: Tensor) -> Tensor:
    """Move each pixel away from its image's mean or towards it, by a factor from [0.5, 1.5]."""
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    return mean + (x - mean) * (0.5 + _random(x))


def translation(x: Tensor, ratio: float = 0.125) -> Tensor:
    """Shift each image by up to `ratio` of its size; what comes in from outside is 0, grey."""
    _, _, height, width = x.shape
    rows = torch.arange(height, device=x.device).view(1, -1, 1) + _shifts(x, height, ratio)
    columns = torch.arange(width, device=x.device).view(1, 1, -1) + _shifts(x, width, ratio)
    # one ring of zeros around the image: every place outside it is clamped into that ring
    padded = F.pad(x, (1, 1, 1, 1)).permute(0, 2, 3, 1)  # (N, H + 2, W + 2, C)
    rows = (rows + 1).clamp(0, height + 1)  # (N, H, 1)
    columns = (columns + 1).clamp(0, width + 1)  # (N, 1, W)
    image = torch.arange(len(x), device=x.device).view(-1, 1, 1)
    return padded[image, rows, columns].permute(0, 3, 1, 2)  # -> (N, C, H, W)


def cutout(x: Tensor, ratio: float = 0.5) -> Tensor:
    """Cover a square of `ratio` of each image's size, at a random place, with 0."""
    _, _, height, width = x.shape

    def covered(size: int) -> Tensor:  # (N, size): which rows, or columns, the square covers
        side = round(ratio * size)
        centre = (_random(x).view(-1, 1) * (size + 1)).floor()
        place = torch.arange(size, device=x.device)
        return (place >= centre - side // 2) & (place < centre - side // 2 + side)

    hole = covered(height)[:, None, :, None] & covered(width)[:, None, None, :]
    return x.masked_fill(hole, 0.0)


POLICIES: dict[str, tuple[Augment, ...]] = {
    "color": (brightness, saturation, contrast),
    "translation": (translation,),
    "cutout": (cutout,),
}


def diff_augment(x: Tensor, policy: Sequence[str] = ("color", "translation", "cutout")) -> Tensor:
    """All changes of the paper, or those of a `policy`, one after the other.

    Raises:
        GanLabError: the policy has an unknown word.
    """
    for word in policy:
        if word not in POLICIES:
            raise GanLabError(f"no augmentation is called {word!r}: choose {', '.join(POLICIES)}")
        for change in POLICIES[word]:
            x = change(x)
    return x


class Augmented(nn.Module):
    """A discriminator that sees everything through `augment`; in evaluation mode, as it is.

    Because the change is part of D, real and generated images get it alike, in D's step and in
    G's. Shown real images only, it would leak: G would learn to draw it.
    """

    def __init__(self, D: nn.Module, augment: Augment = diff_augment) -> None:
        super().__init__()
        self.D = D
        self.augment = augment

    def forward(self, x: Tensor, *cond: Tensor) -> Tensor:
        return self.D(self.augment(x) if self.training else x, *cond)  # (N, C, H, W) -> (N,)


def _random(x: Tensor) -> Tensor:
    """One number from [0, 1) an image, (N, 1, 1, 1)."""
    return torch.rand(len(x), 1, 1, 1, device=x.device)


def _shifts(x: Tensor, size: int, ratio: float) -> Tensor:
    """One whole number of pixels an image, up to `ratio` of `size` either way, (N, 1, 1)."""
    most = int(ratio * size + 0.5)
    return torch.randint(-most, most + 1, (len(x), 1, 1), device=x.device)
