"""Checks of lesson 07: a garment on request.

Networks and updates are judged by what they do with labels: random ones, of any number of
classes, and never with a G or D of ten classes only.
"""

from gan_lab.checks.lesson_07 import (  # each registers its exercises
    labels,
    measures,
    networks,
    projection,
    reports,
    teaching,
    updates,
    walk,
)

__all__ = [
    "labels",
    "measures",
    "networks",
    "projection",
    "reports",
    "teaching",
    "updates",
    "walk",
]
