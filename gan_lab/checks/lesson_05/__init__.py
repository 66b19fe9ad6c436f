"""Checks of lesson 05: evaluating GANs.

Each measure is held against its formula on random features in which the known mistakes give other
numbers: so a mistake is recognised by the number that it gives.
"""

from gan_lab.checks.lesson_05 import (  # each registers its exercises
    cheats,
    counting,
    distances,
    neighbours,
    reports,
)

__all__ = ["cheats", "counting", "distances", "neighbours", "reports"]
