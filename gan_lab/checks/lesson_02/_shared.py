"""What several checks of lesson 02 use: a loss, and words for mistakes in the losses."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

SIGMOID_TWICE = (
    "The sigmoid is applied twice: d_real and d_fake are logits, and the function that you use "
    "applies a sigmoid itself. Leave yours out, or take the loss without logits."
)
SUMMED = (
    "You add up the losses of all images. Take the mean, so that the batch size does not matter."
)


def bce(logits: Tensor, label: float) -> Tensor:
    """Binary cross-entropy of logits (N,) with one label for all of them, a scalar."""
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))
