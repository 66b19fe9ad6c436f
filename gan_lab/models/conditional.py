"""Lesson 07: networks that are told which class to draw, and which class to expect."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_lab.models import cnn


class Generator(nn.Module):
    """z (N, nz) and labels y int64 (N,) in, images (N, 1, 28, 28) in [-1, 1] out.

    The label becomes a learned vector that is put beside z (Mirza and Osindero, "Conditional
    Generative Adversarial Nets", 2014); the rest is lesson 03's generator.

    embed: y (N,) -> e (N, n_classes), a vector for each label
    """

    def __init__(self, nz: int = 64, n_classes: int = 10, width: int = 32) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_classes, n_classes)
        self.net = cnn.Generator(nz + n_classes, width)

    def draw(self, z: Tensor, e: Tensor) -> Tensor:
        """z (N, nz) and any vectors e (N, n_classes), such as mixtures of two classes -> images."""
        return self.net(torch.cat([z, e], dim=1))  # (N, nz + n_classes) -> (N, 1, 28, 28)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        return self.draw(z, self.embed(y))


class Discriminator(nn.Module):
    """Images x (N, 1, 28, 28) and labels y int64 (N,) in, logits (N,) out.

    The label becomes a picture of its own, a second channel beside the image's. With
    `projection` it becomes a vector instead, whose product with the features of x is added to
    the logit (Miyato and Koyama, "cGANs with Projection Discriminator", 2018).
    """

    def __init__(self, n_classes: int = 10, width: int = 32, projection: bool = False) -> None:
        super().__init__()
        self.projection = projection
        self.net = cnn.Discriminator(width, nc=1 if projection else 2)
        n_features = 4 * width * 4 * 4
        self.embed = nn.Embedding(n_classes, n_features if projection else 28 * 28)
        if projection:  # many products add up to one logit: start small
            nn.init.normal_(self.embed.weight, std=0.02)

    def features(self, x: Tensor) -> Tensor:
        """Images (N, 1, 28, 28) -> what the last layer sees of them, (N, 64 * width)."""
        return self.net.net[:-1](x)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        if not self.projection:
            plane = self.embed(y).view(-1, 1, 28, 28)  # (N,) -> (N, 784) -> (N, 1, 28, 28)
            return self.net(torch.cat([x, plane], dim=1))  # (N, 2, 28, 28) -> (N,)
        features = self.features(x)
        logits = self.net.net[-1](features).squeeze(1)  # how real, whatever the class: (N,)
        return logits + (self.embed(y) * features).sum(dim=1)  # and how well the class fits
