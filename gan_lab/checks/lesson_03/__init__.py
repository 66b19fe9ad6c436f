"""Checks of lesson 03: garments from convolutions.

Sizes are compared with what PyTorch's own layers give; networks are judged by what they do with
random inputs; paths through the latent space are recognised by the z that they pass.
"""

from gan_lab.checks.lesson_03 import (  # each registers its exercises
    latent,
    neighbours,
    networks,
    reports,
    sizes,
)

__all__ = ["latent", "neighbours", "networks", "reports", "sizes"]
