"""Handwritten-looking digits that the package draws itself: no download, no font, no photograph.

Used where MNIST cannot be had. Each digit starts as a skeleton, a few points that a pen passes
through. A random writer moves the points, slants, turns, stretches and bends the whole, and
picks a pen. All digits are drawn at once: the numbers are a function of (n, seed) alone.
"""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor

from gan_lab.errors import GanLabError

DIGIT_NAMES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

# How people write each digit: "x,y" points in a 20 x 20 box, y downwards, joined by a smooth
# line. "|" lifts the pen, or makes a corner where it goes on from the same point. A point that is
# written twice stays one point when a writer moves it, so that closed loops stay closed.
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
        "6,5 9,3 11,0 | 11,0 11,10 11,20",
        "6,5 9,3 11,0 | 11,0 11,10 11,19 | 6,20 11,19 16,20",
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
        "14,1 9,3 5,9 4,15 8,20 14,19 16,14 12,10 6,13",
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
POINTS = 16  # at most, in a skeleton
# What makes a writer: so many normal random numbers, their mean and their spread.
WRITER = {
    "points": (2 * POINTS, 0, 0.7),  # how far each point of the skeleton moves, in the box
    "wave": (4, 0, 0.15),  # radians per unit of the box
    "phase": (2, 0, 2 * math.pi),
    "turn": (1, 0, 0.1),  # radians
    "slant": (1, 0.1, 0.22),  # to the right, per unit of height
    "stretch": (1, 0.08, 0.18),  # logarithm of the width
    "pen": (1, 0.26, 0.25),  # logarithm of the pen's radius in pixels
    "size": (1, 0, 0.04),  # logarithm of the size
    "position": (2, 0.5, 0.4),  # pixels, right and down of the middle of the page
}
BEND, SOFT = 1.2, 1.0
DOTS = 72  # a line is drawn as so many overlapping soft dots ...
DOT_SIGMA = 0.75  # ... of this standard deviation in pixels, so that they flow together
CHUNK = 256  # digits drawn at a time: few enough to stay in the processor's cache


def digits(n: int, *, seed: int = 0, size: int = 28) -> tuple[Tensor, Tensor]:
    """Draw `n` handwritten-looking digits, white on black.

    Args:
        n: how many.
        seed: the same (n, seed) gives the same digits; no other random numbers are touched.
        size: height and width in pixels, at least 8.

    Returns:
        Images, uint8 (n, 1, size, size), 0 the paper and 255 the ink; labels, int64 (n,). The
        labels are shuffled, and each class has n // 10 digits or one more.

    Raises:
        GanLabError: n is negative, or the size is below 8.
    """
    if n < 0:
        raise GanLabError(f"the number of digits must be 0 or more, got {n}")
    if size < 8:
        raise GanLabError(f"the size of a digit must be 8 pixels or more, got {size}")
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randperm(n, generator=generator) % 10
    # all random numbers first: then it does not matter how many digits are drawn at a time
    choice = torch.rand(n, generator=generator)
    writers = torch.randn(n, sum(count for count, *_ in WRITER.values()), generator=generator)
    images = torch.empty(n, 1, size, size, dtype=torch.uint8)
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        images[part, 0] = _draw(labels[part], choice[part], writers[part], size)
    return images, labels


@functools.cache
def _alphabet() -> tuple[Tensor, Tensor, Tensor]:
    """Every way to write every digit, S in all, padded to POINTS points: see `_trace`."""
    traces = [_trace(skeleton) for styles in SKELETONS for skeleton in styles]
    points, matrices, spacings = zip(*traces, strict=True)
    return torch.stack(points), torch.stack(matrices), torch.tensor(spacings)


def _trace(skeleton: str) -> tuple[Tensor, Tensor, float]:
    """A skeleton's distinct points (POINTS, 2), and how DOTS dots follow from moved points.

    The dots lie on Catmull-Rom splines (Catmull and Rom, 1974), smooth lines through the points:
    each dot is a weighted sum of four of them. So one matrix (DOTS, POINTS) makes dots of points,
    wherever a writer moves these. Third, the distance between dots.
    """
    strokes = [stroke.split() for stroke in skeleton.split("|")]
    names = list(dict.fromkeys(name for stroke in strokes for name in stroke))
    points = torch.zeros(POINTS, 2)
    points[: len(names)] = torch.tensor([[float(v) for v in name.split(",")] for name in names])
    pieces = []  # four points each: the line runs from the second to the third
    for stroke in strokes:
        i = [names.index(name) for name in (stroke[0], *stroke, stroke[-1])]
        pieces += [i[k : k + 4] for k in range(len(i) - 3)]
    piece = torch.tensor(pieces)
    length = (points[piece[:, 2]] - points[piece[:, 1]]).norm(dim=1)
    end = length.cumsum(0)
    along = torch.linspace(0, float(end[-1]), DOTS)  # equal steps along the line
    k = torch.searchsorted(end, along).clamp(max=len(pieces) - 1)  # the piece of each dot
    t = 1 - (end[k] - along) / length[k]  # how far along its piece, 0 to 1
    weights = torch.stack(
        [
            -t + 2 * t**2 - t**3,
            2 - 5 * t**2 + 3 * t**3,
            t + 4 * t**2 - 3 * t**3,
            -(t**2) + t**3,
        ],
        dim=1,
    )
    matrix = torch.zeros(DOTS, POINTS).scatter_add_(1, piece[k], weights / 2)
    return points, matrix, float(end[-1]) / DOTS


def _draw(labels: Tensor, choice: Tensor, writers: Tensor, size: int) -> Tensor:
    """Labels (B,), choice in 0..1 (B,) and writers (B, W) to images, uint8 (B, size, size)."""
    points, matrices, spacings = _alphabet()
    count = torch.tensor([len(styles) for styles in SKELETONS])
    style = (count.cumsum(0) - count)[labels] + (choice * count[labels]).long()
    z = {}
    parts = writers.split([count for count, *_ in WRITER.values()], dim=1)
    for (name, (_, mean, spread)), part in zip(WRITER.items(), parts, strict=True):
        z[name] = mean + spread * part
    dots = matrices[style] @ (points[style] + z["points"].view(-1, POINTS, 2))  # (B, DOTS, 2)
    # the paper bends under the pen: a long soft wave across, and one up and down
    wave = dots @ z["wave"].view(-1, 2, 2) + z["phase"][:, None]
    x, y = (dots + BEND * torch.sin(wave)).unbind(2)  # (B, DOTS) each
    x = torch.exp(z["stretch"]) * x - z["slant"] * y
    x, y = x * torch.cos(z["turn"]) - y * torch.sin(z["turn"]), y * torch.cos(z["turn"]) + x * torch.sin(z["turn"])
    dots = torch.stack([x, y], 2)
    # fill the box, and put the centre of the ink near the page's
    radius = torch.exp(z["pen"])  # (B, 1), pixels
    extent = (dots.amax(1) - dots.amin(1)).amax(1, keepdim=True)
    scale = (BOX - 2 * radius) / extent * torch.exp(-z["size"].abs())
    dots = (dots - dots.mean(1, keepdim=True)) * scale[..., None]
    dots = dots + PAGE / 2 + z["position"][:, None]
    return _ink(dots, radius, spacings[style][:, None] * scale, size)


def _ink(dots: Tensor, radius: Tensor, spacing: Tensor, size: int) -> Tensor:
    """Dots (B, DOTS, 2) to ink, uint8 (B, size, size), dark to bright within about a pixel."""
    pixels = (torch.arange(size) + 0.5) * (PAGE / size)
    near = torch.exp(-(dots[..., None] - pixels).square() / (2 * DOT_SIGMA**2))
    column, row = near.unbind(2)  # (B, DOTS, size) each
    # exp(-(dx^2 + dy^2)) is a product, so one matrix product adds up all dots on all pixels
    field = row.mT @ column * (spacing / (DOT_SIGMA * math.sqrt(2 * math.pi)))[..., None]
    # beside a long line the field is exp(-d^2 / 2 sigma^2): solve for the distance d
    distance = (-2 * DOT_SIGMA**2 * field.log()).clamp(min=0).sqrt()
    ink = (radius[..., None] - distance) / SOFT * (size / PAGE) + 0.5
    return (ink.clamp(0, 1) * 255).round().to(torch.uint8)
