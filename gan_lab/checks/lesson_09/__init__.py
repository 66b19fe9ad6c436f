"""Checks of lesson 09: your own images.

Augmentations are judged by what they did to each image of a batch: the check compares what came
out with every change that a student may have made, and names the one that fits.
"""

from gan_lab.checks.lesson_09 import (  # each registers its exercises
    augmentation,
    pictures,
    reports,
    watching,
)

__all__ = ["augmentation", "pictures", "reports", "watching"]
