"""Checks of lesson 08: WGAN-GP.

The penalty is judged on critics whose slope is known: a linear one has the same slope everywhere,
so that each known mistake gives a number of its own, whatever epsilon was drawn. The loop is
judged step by step: with plain gradient descent each update leaves its gradient as a footprint.
"""

from gan_lab.checks.lesson_08 import (  # each registers its exercises
    distance,
    loop,
    networks,
    penalty,
)

__all__ = ["distance", "loop", "networks", "penalty"]
