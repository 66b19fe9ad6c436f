"""Handwritten-looking digits that the package draws itself: no download, no font, no photograph.

They stand in where MNIST cannot be had. Each digit begins as a skeleton: a few points that a pen
passes through. A random writer shifts the points, bends, slants, turns and stretches the whole,
and chooses a pen.
"""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor

from gan_lab.errors import GanLabError

DIGIT_NAMES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

# How people write each digit: points "x,y" in a box of 20 x 20, y downwards, joined by a smooth
# line. "|" lifts the pen, or makes a corner where the line goes on from the same point. A point
# that is named twice is one point, wherever a writer puts it: closed loops stay closed.
SKELETONS = (
    (  # 0: closed; with overlapping ends; begun at the right; with its ends inside
        "10,0 5,3 3,10 5,17 10,20 15,17 17,10 15,3 10,0 5,3",
        "12,1 6,2 3,10 5,18 10,20 15,17 17,10 15,3 9,0 7,2",
        "15,3 10,0 5,3 3,11 6,18 10,20 15,16 17,9 14,2 10,2",
        "9,0 5,4 3,10 5,17 10,20 15,17 17,10 16,4 11,1 9,3",
    ),
    (  # 1: bar; bent bar; with a flag; with a flag and a foot
        "10,0 10,7 10,13 10,20",
        "10,0 11,6 10,13 9,20",
        "7,5 9,3 11,0 | 11,0 11,10 11,20",
        "7,5 9,3 11,0 | 11,0 11,10 11,19 | 6,20 11,19 16,20",
    ),
    (  # 2: sharp foot; loop at the foot; wavy foot; wide loop
        "4,5 7,1 12,0 16,4 14,9 9,15 4,19 | 4,19 10,19 17,19",
        "4,4 8,0 13,1 15,6 12,12 7,18 4,18 5,15 9,16 13,19 18,18",
        "4,6 6,1 11,0 15,3 14,9 10,14 4,20 | 4,20 8,18 12,19 17,18",
        "3,3 9,0 15,3 14,10 9,17 4,19 2,16 6,13 12,17 19,18",
    ),
    (  # 3: two bowls; soft waist; angular roof; loop at the waist
        "4,3 9,0 14,2 14,6 8,9 | 8,9 14,10 16,15 12,19 7,20 3,17",
        "4,2 10,0 15,3 12,7 7,9 9,9 15,12 15,17 10,20 3,19",
        "4,1 9,1 15,0 | 15,0 12,4 8,8 | 8,8 14,9 16,14 13,19 8,20 3,18",
        "4,3 9,0 14,2 13,7 8,10 7,8 10,9 15,12 15,17 9,20 3,18",
    ),
    (  # 4: open; open with a round corner; closed; with a leaning stem
        "5,0 4,5 3,11 | 3,11 9,11 17,10 | 14,1 13,8 13,20",
        "4,1 3,7 5,11 10,11 14,8 | 15,0 14,8 13,14 13,20",
        "13,0 8,6 3,13 | 3,13 9,13 17,12 | 13,0 13,10 12,20",
        "8,0 5,6 2,12 | 2,12 9,11 18,9 | 15,3 11,11 8,20",
    ),
    (  # 5: roof drawn last; in one line; slim with a long roof; S-shaped
        "6,1 6,5 5,9 | 5,9 10,7 15,10 15,15 11,19 4,19 | 6,1 11,1 16,0",
        "16,1 11,1 7,2 | 7,2 6,5 5,9 | 5,9 10,8 14,11 14,16 9,20 3,18",
        "18,0 13,1 8,2 | 8,2 7,5 6,8 | 6,8 11,10 13,14 10,18 5,20 2,18",
        "16,0 9,1 6,5 9,8 14,11 14,16 9,20 4,18",
    ),
    (  # 6: round back; straight back; wide loop; small loop
        "13,0 8,4 5,11 5,17 9,20 14,18 15,14 11,11 7,13 5,17",
        "9,0 6,6 4,13 6,18 11,20 15,17 14,13 9,12 4,16",
        "14,1 9,3 5,9 4,15 8,20 14,19 16,14 12,10 5,14",
        "12,0 8,6 6,12 6,17 9,20 13,18 13,15 9,15 6,18",
    ),
    (  # 7: sharp; round; with a serif; with a bar
        "4,2 10,2 16,1 | 16,1 12,9 8,20",
        "4,3 9,1 14,1 15,4 12,11 9,20",
        "4,5 4,2 | 4,2 10,2 15,1 | 15,1 12,10 10,20",
        "4,2 10,1 16,1 | 16,1 12,10 9,20 | 7,11 11,11 15,10",
    ),
    (  # 8: one line; begun at the right; two circles; with an open top
        "10,10 5,6 6,2 11,0 15,3 13,7 10,10 5,14 5,18 10,20 14,17 13,13 10,10 5,6",
        "15,3 10,0 6,2 6,6 10,9 14,13 14,18 9,20 5,17 7,12 12,8 15,3",
        "10,9 6,7 6,2 10,0 14,2 14,7 10,9 | 10,9 5,12 5,18 10,20 15,18 15,12 10,9",
        "15,2 9,0 5,4 9,9 13,13 12,18 8,20 5,17 8,12 13,7 17,2",
    ),
    (  # 9: straight stem; bent stem; curled tail; small loop
        "14,4 10,1 6,4 6,9 10,10 14,4 | 14,4 13,11 12,20",
        "15,3 10,0 6,3 5,8 9,10 13,8 15,3 | 15,3 14,11 10,20",
        "14,3 9,0 5,4 7,9 12,8 14,3 14,10 13,16 9,20 5,18",
        "13,2 9,0 6,3 7,6 11,6 13,2 | 13,2 13,10 11,20",
    ),
)

PAGE, BOX = 28.0, 20.0  # a digit fills 20 of the page's 28 pixels, as in MNIST
MAX_POINTS = 16  # different points of one skeleton
BEND = 1.3  # how far the bent paper carries the pen astray, in units of the box
DOTS, SIGMA = 72, 0.75  # a line is so many soft dots, so wide (pixels) that they flow together
CHUNK = 256  # digits drawn at a time: few enough to stay in the processor's cache

# What makes a writer: how many normal random numbers, their mean and their spread.
WRITER = {
    "points": (2 * MAX_POINTS, 0.0, 0.5),  # how far each point is off its place, in the box
    "wave": (4, 0.0, 0.15),  # how sharply the paper bends, radians per unit of the box
    "phase": (2, 0.0, 2 * math.pi),  # where it bends
    "stretch": (1, 0.08, 0.18),  # logarithm of the width
    "slant": (1, 0.1, 0.22),  # to the right, per unit of height
    "turn": (1, 0.0, 0.1),  # radians, clockwise
    "pen": (1, 0.25, 0.22),  # logarithm of the pen's radius in pixels
    "size": (1, 0.0, 0.025),  # logarithm; a digit is never larger than its box
    "position": (2, 0.5, 0.4),  # pixels right of and below the middle of the page
}


def digits(n: int, *, seed: int = 0, size: int = 28) -> tuple[Tensor, Tensor]:
    """Draw `n` handwritten-looking digits, white on black.

    Args:
        n: how many.
        seed: the same (n, seed) gives the same digits; no other random numbers are touched.
        size: height and width in pixels, at least 8.

    Returns:
        Images, uint8 (n, 1, size, size): 0 is paper, 255 ink. Labels, int64 (n,), shuffled: each
        class has n // 10 digits or one more.

    Raises:
        GanLabError: n is negative, or the size is below 8.
    """
    if n < 0:
        raise GanLabError(f"the number of digits must be 0 or more, got {n}")
    if size < 8:
        raise GanLabError(f"the size of a digit must be 8 pixels or more, got {size}")
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randperm(n, generator=generator) % 10
    # all random numbers first, so that it does not matter how many digits are drawn at a time
    styles = _pick_styles(labels, generator)
    writers = {
        name: mean + spread * torch.randn(n, count, generator=generator)
        for name, (count, mean, spread) in WRITER.items()
    }
    images = torch.empty(n, 1, size, size, dtype=torch.uint8)
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        dots, radius, spacing = _write(styles[part], {k: v[part] for k, v in writers.items()})
        images[part, 0] = _ink(dots, radius, spacing, size)
    return images, labels


def _pick_styles(labels: Tensor, generator: torch.Generator) -> Tensor:
    """For each label, one of its skeletons with equal chance: row numbers in `_alphabet`, (n,)."""
    counts = torch.tensor([len(skeletons) for skeletons in SKELETONS])
    first = counts.cumsum(0) - counts
    choice = torch.rand(len(labels), generator=generator) * counts[labels]
    return first[labels] + choice.long()


def _write(styles: Tensor, writer: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Styles (B,) and writers' numbers (B, count) to what the pen leaves on the page, in pixels.

    Returns:
        Dots (B, DOTS, 2), the pen's radius (B, 1), and the distance between dots (B, 1).
    """
    points, curves, spacing = (table[styles] for table in _alphabet())
    dots = curves @ (points + writer["points"].view(-1, MAX_POINTS, 2))  # (B, DOTS, 2)
    wave = dots @ writer["wave"].view(-1, 2, 2) + writer["phase"][:, None]
    x, y = (dots + BEND * wave.sin()).unbind(2)  # (B, DOTS) each

    x = writer["stretch"].exp() * x - writer["slant"] * y
    cos, sin = writer["turn"].cos(), writer["turn"].sin()
    dots = torch.stack([cos * x - sin * y, sin * x + cos * y], dim=2)

    # as MNIST's makers did: fill a box of 20 x 20, then centre the ink (LeCun et al., 1998)
    radius = writer["pen"].exp()
    extent = (dots.amax(1) - dots.amin(1)).amax(1, keepdim=True)  # (B, 1): the longer side
    scale = (BOX - 2 * radius) / extent * torch.exp(-writer["size"].abs())
    dots = scale[:, None] * (dots - dots.mean(1, keepdim=True))
    return dots + PAGE / 2 + writer["position"][:, None], radius, scale * spacing


def _ink(dots: Tensor, radius: Tensor, spacing: Tensor, size: int) -> Tensor:
    """What `_write` returns to images, uint8 (B, size, size), with edges one pixel soft."""
    pixels = (torch.arange(size) + 0.5) * (PAGE / size)  # their centres
    # A dot's ink exp(-(dx^2 + dy^2) / 2 sigma^2) is a factor of the column times one of the row:
    # one matrix product adds up all dots on all pixels.
    factors = torch.exp(-(dots[..., None] - pixels).square() / (2 * SIGMA**2))
    column, row = factors.unbind(2)  # (B, DOTS, size) each
    total = row.mT @ column  # (B, size, size)
    # Dots this close add up to a line: exp(-distance^2 / 2 sigma^2) beside it, times a constant.
    line = total * (spacing / (SIGMA * math.sqrt(2 * math.pi)))[..., None]
    distance = (-2 * SIGMA**2 * line.log()).clamp(min=0).sqrt()  # infinite where no ink comes
    ink = (radius[..., None] - distance) * (size / PAGE) + 0.5
    return (255 * ink.clamp(0, 1)).round().to(torch.uint8)


@functools.cache
def _alphabet() -> tuple[Tensor, Tensor, Tensor]:
    """What `_trace` says of all S skeletons: (S, MAX_POINTS, 2), (S, DOTS, MAX_POINTS), (S, 1)."""
    traces = [_trace(skeleton) for skeletons in SKELETONS for skeleton in skeletons]
    points, curves, spacings = zip(*traces, strict=True)
    return torch.stack(points), torch.stack(curves), torch.stack(spacings)


def _trace(skeleton: str) -> tuple[Tensor, Tensor, Tensor]:
    """Read a skeleton: its points, the curve through them, and the distance between dots on it.

    The curve is a Catmull-Rom spline (Catmull and Rom, 1974): a smooth line through all points,
    on which each dot is a weighted sum of four of them. So a matrix (DOTS, MAX_POINTS) makes dots
    of points, wherever a writer puts these.
    """
    strokes = [stroke.split() for stroke in skeleton.split("|")]
    names = list(dict.fromkeys(name for stroke in strokes for name in stroke))
    points = torch.zeros(MAX_POINTS, 2)  # those that a skeleton lacks have no weight
    points[: len(names)] = torch.tensor([[float(v) for v in name.split(",")] for name in names])

    spans = []  # four points each: the line runs from the second to the third
    for stroke in strokes:
        i = [names.index(name) for name in (stroke[0], *stroke, stroke[-1])]
        spans += [i[k : k + 4] for k in range(len(i) - 3)]
    span = torch.tensor(spans)
    length = (points[span[:, 2]] - points[span[:, 1]]).norm(dim=1)
    end = length.cumsum(0)

    place = torch.linspace(0, float(end[-1]), DOTS)  # equal steps along the line
    k = torch.searchsorted(end, place).clamp(max=len(spans) - 1)  # on which span each dot lies
    t = 1 - (end[k] - place) / length[k]  # and where on it: 0 at its beginning, 1 at its end
    weights = [
        -t + 2 * t**2 - t**3,
        2 - 5 * t**2 + 3 * t**3,
        t + 4 * t**2 - 3 * t**3,
        -(t**2) + t**3,
    ]
    curve = torch.zeros(DOTS, MAX_POINTS)
    curve.scatter_add_(1, span[k], torch.stack(weights, dim=1) / 2)
    return points, curve, end[-1:] / DOTS
