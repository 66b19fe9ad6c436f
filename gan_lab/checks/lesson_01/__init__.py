"""Checks of lesson 01: a GAN for 1010.

Updates are recognised by where they move the weights: one step of plain SGD is short enough to be
computed by hand, for the right loss and for each known mistake.
"""

from gan_lab.checks.lesson_01 import (  # each registers its exercises
    loop,
    networks,
    patterns,
    reports,
    two_patterns,
    updates,
)

__all__ = ["loop", "networks", "patterns", "reports", "two_patterns", "updates"]
