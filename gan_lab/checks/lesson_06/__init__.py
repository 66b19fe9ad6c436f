"""Checks of lesson 06: when GANs fail.

Most answers are numbers or tensors that follow from random inputs; a known mistake is recognised
by the value that it gives on the same inputs.
"""

from gan_lab.checks.lesson_06 import (  # each registers its exercises
    balance,
    counting,
    gradients,
    layers,
    optional,
    pairing,
    penalties,
)

__all__ = ["balance", "counting", "gradients", "layers", "optional", "pairing", "penalties"]
