"""Data of the course. Owns the range contract: uint8 at rest, float32 in [-1, 1] in a batch."""

from gan_lab.data.batches import Batches, FreshBatches, to_float, to_uint8
from gan_lab.data.gaussians import GRID, RING, Mixture
from gan_lab.data.image_set import Attribute, ImageSet, data_root
from gan_lab.data.images import describe, load, verify
from gan_lab.data.toy import random_patterns, read_patterns, real_patterns

__all__ = [
    "GRID",
    "RING",
    "Attribute",
    "Batches",
    "FreshBatches",
    "ImageSet",
    "Mixture",
    "data_root",
    "describe",
    "load",
    "random_patterns",
    "read_patterns",
    "real_patterns",
    "to_float",
    "to_uint8",
    "verify",
]
