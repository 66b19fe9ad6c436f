"""Checks of lesson 02: digits from noise.

Losses are recognised by their value on random logits. Updates are recognised by how far they
move each weight: an optimiser without momentum moves it by exactly -lr * gradient, so that every
known mistake leaves its own footprint.
"""

from gan_lab.checks.lesson_02 import (  # each registers its exercises
    log,
    loop,
    loss_functions,
    networks,
    repair,
    reports,
    updates,
)

__all__ = ["log", "loop", "loss_functions", "networks", "repair", "reports", "updates"]
