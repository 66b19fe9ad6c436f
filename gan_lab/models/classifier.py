"""The small classifier whose features the course's metrics compare images by."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

N_FEATURES = 128


class Classifier(nn.Module):
    """Images (N, nc, size, size) in [-1, 1] in, logits (N, n_outputs) out.

    Args:
        n_outputs: classes; or the values of several attributes, side by side.
        nc, size: channels, and height and width, of the images.
        widths: channels of each block; each block halves the size.
    """

    def __init__(
        self,
        n_outputs: int = 10,
        nc: int = 1,
        size: int = 28,
        widths: tuple[int, ...] = (32, 64, 96),
    ) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        channels_in = nc
        for channels in widths:  # 28 -> 14 -> 7 -> 3 pixels
            blocks += [
                nn.Conv2d(channels_in, channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
                nn.MaxPool2d(2),
            ]
            channels_in = channels
            size //= 2
        flat = channels_in * size * size
        self.features = nn.Sequential(*blocks, nn.Flatten(), nn.Linear(flat, N_FEATURES))
        self.head = nn.Linear(N_FEATURES, n_outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(F.relu(self.features(x)))  # (N, nc, H, W) -> (N, 128) -> (N, n_outputs)
