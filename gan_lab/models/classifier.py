"""The small classifier whose features the course's metrics compare images by."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

N_FEATURES = 128


class Classifier(nn.Module):
    """Grey images (N, 1, 28, 28) in [-1, 1] in, class logits (N, n_classes) out."""

    def __init__(self, n_classes: int = 10) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        channels_in = 1
        for channels in (32, 64, 96):  # 28 -> 14 -> 7 -> 3 pixels
            blocks += [
                nn.Conv2d(channels_in, channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
                nn.MaxPool2d(2),
            ]
            channels_in = channels
        self.features = nn.Sequential(*blocks, nn.Flatten(), nn.Linear(96 * 3 * 3, N_FEATURES))
        self.head = nn.Linear(N_FEATURES, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(F.relu(self.features(x)))  # (N, 1, 28, 28) -> (N, 128) -> (N, n_classes)
