"""Shapes to draw with: each says how far every pixel of a batch of pictures is from an edge.

A shape is a signed distance: negative inside, zero on the edge, positive outside, in the units of
the coordinates. Coordinates and parameters broadcast: x is (B, 1, W) or (B, H, W), y is (B, H, 1)
or (B, H, W), a parameter is (B, 1, 1) or a number, and a distance is (B, H, W). Two shapes join
with `torch.minimum`, overlap with `torch.maximum`, and minus a shape is what lies outside it.

On whole pictures only operations are used that give a pixel the same value wherever it lies in
memory (+ - * / sqrt, minimum, maximum, abs, rounding, lerp; no sine, no exponential, no matrix
product): a picture is then the same, bit for bit, however many are drawn with it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gan_lab.errors import GanLabError

Number = Tensor | float
# one layer of paint: where it goes (signed distance), its tone or colour, how well it covers
Layer = tuple[Tensor, Number, Number]


def check_numbers(n: int, size: int, what: str, smallest: int) -> None:
    """Raise a GanLabError unless `n` pictures of `what`, `size` pixels wide, can be drawn."""
    if n < 0:
        raise GanLabError(f"the number of {what} must be 0 or more, got {n}")
    if size < smallest:
        raise GanLabError(f"the size of {what} must be {smallest} pixels or more, got {size}")


def page(size: int, width: float) -> tuple[Tensor, Tensor]:
    """The middles of the pixels of a page `width` units wide: x (1, 1, size), y (1, size, 1)."""
    middles = (torch.arange(size) + 0.5) * (width / size)
    return middles.view(1, 1, size), middles.view(1, size, 1)


def paint(canvas: Tensor, layer: Layer, soft: Number) -> None:
    """Lay one layer of paint over the canvas (B, C, H, W), which is changed.

    Args:
        canvas: values in 0..1.
        layer: distance (B, H, W); colour, a number or (B, C, 1, 1) or (B, C, H, W); opacity, a
            number or (B, 1, 1) or (B, H, W), 0 (unseen) to 1 (full).
        soft: how wide an edge is, in units of the distance: a pixel, for a smooth outline.
    """
    distance, colour, opacity = layer
    cover = (distance * (-1 / soft)).add_(0.5).clamp_(0, 1)
    if isinstance(opacity, Tensor) or opacity != 1:
        cover.mul_(opacity)
    canvas.lerp_(torch.as_tensor(colour), cover.unsqueeze(1))


def ellipse(x: Tensor, y: Tensor, rx: Number, ry: Number) -> Tensor:
    """An ellipse around (0, 0). Exact for a circle; at the tips of a long one, too small."""
    near = (x * (1 / rx)).square_() + (y * (1 / ry)).square_()
    return near.sqrt_().sub_(1).mul_(torch.minimum(torch.as_tensor(rx), torch.as_tensor(ry)))


def box(x: Tensor, y: Tensor, half_width: Number, half_height: Number, radius: Number) -> Tensor:
    """A box around (0, 0) with corners rounded by `radius`."""
    right, down = x.abs() - (half_width - radius), y.abs() - (half_height - radius)
    corner = (right.clamp(min=0).square_() + down.clamp(min=0).square_()).sqrt_()
    return corner.add_(torch.maximum(right, down).clamp_(max=0)).sub_(radius)


def capsule(
    x: Tensor, y: Tensor, start: tuple[Number, Number], end: tuple[Number, Number], radius: Number
) -> Tensor:
    """A straight line from `start` to `end`, drawn with a round pen."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    right, down = x - start[0], y - start[1]
    long = 1 / (dx * dx + dy * dy)
    along = (right * (dx * long) + down * (dy * long)).clamp_(0, 1)
    near = (right - along * dx).square_() + (down - along * dy).square_()
    return near.sqrt_().sub_(radius)


def curve(t: Tensor, *heights: Number) -> Tensor:
    """A smooth line through `heights`, evenly spaced from t = 0 to t = 1; level before and after.

    The line is a Catmull-Rom spline (Catmull and Rom, 1974). `t` is (B or 1, H, W); so is the
    result, with B pictures. Meant for a row or a column of pixels: one of H and W is 1.
    """
    rows = torch.broadcast_tensors(*(torch.as_tensor(h, dtype=t.dtype) for h in heights))
    # each end once more: the spline needs a neighbour on either side
    knots = torch.stack([rows[0], *rows, rows[-1]]).flatten(1)  # (K + 2, B)
    t = (t.clamp(0, 1) * (len(rows) - 1)).expand(knots.shape[1], *t.shape[1:])
    span = t.floor().clamp(max=len(rows) - 2)
    t = t - span
    rows_of = torch.arange(knots.shape[1]).view(-1, 1, 1)
    a, b, c, d = (knots[span.long() + k, rows_of] for k in range(4))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def wave(t: Tensor) -> Tensor:
    """A zigzag of period 1 between -1 and 1: -1 at t = 0, 1 at t = 0.5."""
    return t.round().sub_(t).abs_().mul_(4).sub_(1)
