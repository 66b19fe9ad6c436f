"""Checks of lesson 04: faces with a DCGAN.

Networks are judged by what they do with random sizes and inputs, the loop by what happens to its
networks and optimisers, a checkpoint by what can be read back from it.
"""

from gan_lab.checks.lesson_04 import (  # each registers its exercises
    checkpoints,
    counting,
    loop,
    networks,
    pixels,
    weights,
)

__all__ = ["checkpoints", "counting", "loop", "networks", "pixels", "weights"]
