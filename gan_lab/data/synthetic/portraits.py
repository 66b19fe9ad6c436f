"""Cartoon portraits that the package draws itself, in colour, with labels for what they show.

They stand in where no set of faces can be had or shown. Nobody in particular is drawn: a person is
a row of random numbers. Some of them choose between values that have names (the attributes: hair,
glasses, a smile), the others vary all that is continuous (the width of the face, the tilt of the
head, the light). A function per part of the picture turns them into layers of paint.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from gan_lab.data.synthetic.shapes import (
    Layer,
    box,
    capsule,
    check_numbers,
    ellipse,
    page,
    paint,
    wave,
)

PAGE = 64.0  # all lengths are in pixels of a page of 64 x 64
CHUNK = 64  # portraits drawn at a time
PLANE = 2**16  # pixels of them that are looked at together: few enough for the processor's cache

# Each attribute: its values, and how often each is drawn. Attributes are drawn independently.
SHARES = {
    "skin": {"light": 0.2, "fair": 0.2, "tan": 0.2, "brown": 0.2, "dark": 0.2},
    "hair": {
        "shaved": 0.09,
        "short": 0.16,
        "spiky": 0.12,
        "bob": 0.15,
        "long": 0.16,
        "curly": 0.12,
        "bun": 0.1,
        "pigtails": 0.1,
    },
    "hair_colour": {
        "black": 0.24,
        "brown": 0.22,
        "blond": 0.14,
        "red": 0.12,
        "grey": 0.08,
        "blue": 0.1,
        "pink": 0.1,
    },
    "eyes": {"brown": 0.34, "blue": 0.2, "green": 0.18, "violet": 0.14, "closed": 0.14},
    "mouth": {"smile": 0.36, "open": 0.22, "neutral": 0.24, "sad": 0.18},
    "glasses": {"none": 0.6, "round": 0.2, "square": 0.2},
    "background": {
        "blue": 0.2,
        "green": 0.18,
        "pink": 0.16,
        "purple": 0.14,
        "yellow": 0.18,
        "grey": 0.14,
    },
}
ATTRIBUTES = {name: tuple(values) for name, values in SHARES.items()}

# Red, green and blue from 0 to 1, in the order of the values above.
SKIN = (
    (0.99, 0.87, 0.79),
    (0.96, 0.77, 0.62),
    (0.84, 0.62, 0.45),
    (0.62, 0.42, 0.29),
    (0.42, 0.27, 0.19),
)
HAIR = (
    (0.14, 0.12, 0.16),
    (0.43, 0.26, 0.15),
    (0.94, 0.79, 0.42),
    (0.80, 0.32, 0.13),
    (0.74, 0.74, 0.78),
    (0.24, 0.40, 0.82),
    (0.96, 0.55, 0.72),
)
IRIS = (
    (0.45, 0.25, 0.10),
    (0.15, 0.48, 0.92),
    (0.15, 0.62, 0.28),
    (0.58, 0.28, 0.85),
    (0.15, 0.10, 0.10),  # closed: not seen
)
BACKGROUND = (
    (0.62, 0.82, 0.97),
    (0.68, 0.90, 0.70),
    (0.99, 0.74, 0.78),
    (0.78, 0.70, 0.95),
    (0.99, 0.90, 0.58),
    (0.80, 0.81, 0.83),
)

# What makes a person: from where to where each number may lie, all values equally likely. Places
# on the head are right of and below the middle of the face.
PERSON = {
    "right": (-2.2, 2.2),  # where the head is, from the middle of the page
    "low": (0.5, 3.5),
    "scale": (1.04, 1.2),  # how large it is
    "tilt": (-0.12, 0.12),  # to the right, per length upwards
    "wide": (13.0, 15.2),  # half the width of the face
    "tall": (15.2, 17.4),  # half its height
    "chin": (0.05, 0.4),  # how pointed
    "tone": (0.96, 1.03),  # brightness of the skin
    "light": (-0.5, 0.5),  # from which side light comes, and how strong
    "blush": (0.0, 0.6),
    "earring": (0.0, 1.0),  # chance of earrings, below 0.3
    "apart": (6.2, 7.6),  # how far each eye is from the middle
    "eye_wide": (2.9, 3.7),  # half the width of an eye
    "eye_tall": (2.8, 4.3),
    "eye_low": (2.6, 4.6),
    "slant": (-0.12, 0.15),  # outer corners up
    "look": (-0.5, 0.5),  # where the eyes look, to the right
    "brow": (0.55, 1.0),  # half the thickness of the eyebrows
    "brow_high": (6.2, 7.6),  # how far above the eyes
    "mood": (-0.9, 1.1),  # how far their inner ends are raised
    "nose": (0.7, 1.5),
    "nose_low": (7.4, 8.8),
    "mouth_low": (11.2, 12.8),
    "mouth_wide": (3.4, 4.8),
    "bend": (1.7, 2.6),  # how strongly a smile is bent, how far a mouth is open
    "frame": (0.0, 0.45),  # brightness of the glasses
    "shade": (0.92, 1.08),  # brightness of the hair
    "volume": (-0.4, 0.9),  # how much more the hair stands off
    "length": (-2.0, 2.0),  # how much longer it is
    "part": (-0.22, 0.22),  # how the fringe falls to one side
    "locks": (5.0, 8.0),  # distance of the fringe's points
    "phase": (0.0, 1.0),  # where they begin
    "red": (0.15, 0.95),  # colour of the clothes
    "green": (0.15, 0.95),
    "blue": (0.15, 0.95),
    "collar": (4.5, 8.0),  # half the width of the neckline
    "shoulder": (18.0, 23.0),  # half the width of the shoulders
    "glow": (0.0, 0.5),  # a bright disc behind the head
    "sky": (-0.18, 0.18),  # how much brighter the background is above
    "hue": (-0.03, 0.03),  # a little more red, a little less blue
}

# How each hair style is cut; `volume`, `length` and the rest above vary it.
STYLE = {
    #            shaved short  spiky    bob   long  curly    bun pigtails
    "crown": (0.4, 1.8, 1.8, 2.6, 2.4, 3.8, 1.6, 1.6),  # how far it stands off the skull
    "fringe": (-11.0, -7.5, -6.5, -5.0, -7.0, -6.5, -9.5, -6.0),  # where it ends above the eyes
    "jag": (0.2, 1.0, 2.2, 0.8, 0.9, 1.3, 0.5, 1.2),  # how long its points are
    "sides": (-2.0, 1.5, 1.5, 13.0, 15.0, 7.0, 0.5, 5.0),  # where it ends beside the face
    "back": (-5.0, 8.0, 7.0, 15.0, 40.0, 13.0, 7.0, 6.0),  # where it ends behind the neck
    "flare": (0.0, -0.1, -0.1, 0.1, 0.1, 0.25, -0.15, -0.15),  # how much wider, per length
    "corner": (0.0, 0.015, 0.015, 0.008, 0.0, 0.02, 0.02, 0.02),  # how round the ends are
    "spikes": (0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "bun": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0),  # its radius
    "tails": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 4.6),  # half their thickness
    "dense": (0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),  # how well it covers
}


class Portraits(NamedTuple):
    """What `portraits` draws.

    images: uint8 (n, 3, size, size)
    attributes: for each name in ATTRIBUTES an int64 (n,): which of its values each picture has
    """

    images: Tensor
    attributes: dict[str, Tensor]


def portraits(n: int, *, seed: int = 0, size: int = 64) -> Portraits:
    """Draw `n` cartoon portraits in colour.

    Args:
        n: how many.
        seed: the same (n, seed) gives the same people, at any size; no other random numbers are
            touched.
        size: height and width in pixels, at least 32.

    Returns:
        Images, uint8 (n, 3, size, size), and for each attribute in ATTRIBUTES the number of its
        value, int64 (n,). Attributes are drawn independently, with the shares in SHARES.

    Raises:
        GanLabError: n is negative, or the size is below 32.
    """
    check_numbers(n, size, "portraits", smallest=32)
    generator = torch.Generator().manual_seed(seed)
    # all random numbers first, so that it does not matter how many portraits are drawn at a time
    attributes = {
        name: _choose(torch.rand(n, generator=generator), list(shares.values()))
        for name, shares in SHARES.items()
    }
    numbers = torch.rand(n, len(PERSON), generator=generator)
    people = _people(attributes, numbers)
    images = torch.empty(n, 3, size, size, dtype=torch.uint8)
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        images[part] = _draw(people.some(part), size)
    return Portraits(images, attributes)


def _choose(chance: Tensor, shares: list[float]) -> Tensor:
    """Random numbers (n,) from 0 to 1 to values 0, 1, ... in these shares, int64 (n,)."""
    limits = torch.tensor(shares).cumsum(0)[:-1]
    return torch.bucketize(chance, limits, right=True)


class _People:
    """Some people's numbers and colours, by name: p.wide is (B, 1, 1), p.iris is (B, 3, 1, 1)."""

    def __init__(self, table: Tensor, places: dict[str, tuple[int, int]]) -> None:
        self.table, self.places = table, places  # (columns, B, 1, 1); where each name's begin, end

    def __len__(self) -> int:
        return self.table.shape[1]

    def __getattr__(self, name: str) -> Tensor:
        start, end = self.places[name]
        if end - start == 1:
            return self.table[start]
        return self.table[start:end].transpose(0, 1)

    def some(self, rows: slice | Tensor) -> _People:
        return _People(self.table[:, rows], self.places)


def _people(chosen: dict[str, Tensor], numbers: Tensor) -> _People:
    """Attributes and random numbers (n, len(PERSON)) to all that the parts below need."""
    p = {name: value.float().unsqueeze(1) for name, value in chosen.items()}  # (n, 1) each
    for (name, (low, high)), column in zip(PERSON.items(), numbers.split(1, dim=1), strict=True):
        p[name] = low + (high - low) * column
    for name, values in STYLE.items():
        p[name] = torch.tensor(values)[chosen["hair"]].unsqueeze(1)
    p["crown"] = p["crown"] + p["volume"] * (p["hair"] > 0)
    p["back"] = p["back"] + p["length"]
    p["sides"] = p["sides"] + 0.5 * p["length"]
    # colours, (n, 3)
    p["skin_colour"] = (torch.tensor(SKIN)[chosen["skin"]] * p["tone"]).clamp(max=1)
    p["hair_paint"] = (torch.tensor(HAIR)[chosen["hair_colour"]] * p["shade"]).clamp(max=1)
    p["iris"] = torch.tensor(IRIS)[chosen["eyes"]]
    p["wall"] = torch.tensor(BACKGROUND)[chosen["background"]] + p["hue"] * torch.tensor([1, 0, -1])
    p["clothes"] = torch.cat([p["red"], p["green"], p["blue"]], dim=1)
    p["metal"] = p["frame"] * torch.tensor([1.3, 0.6, 0.7])
    table = torch.cat(list(p.values()), dim=1).T.contiguous()
    ends = itertools.accumulate(value.shape[1] for value in p.values())
    places = {name: (end - p[name].shape[1], end) for name, end in zip(p, ends, strict=True)}
    return _People(table[..., None, None], places)


def _rgb(red: float, green: float, blue: float) -> Tensor:
    return torch.tensor([red, green, blue]).view(1, 3, 1, 1)


def _draw(people: _People, size: int) -> Tensor:
    """Paint some people: uint8 (B, 3, size, size)."""
    x, y = page(size, PAGE)
    canvas = _background(x, y, people)
    for part, (left, top, right, bottom), whose in PARTS:
        # most parts are small: only their window of the page is looked at
        rows = slice(top * size // 64, -(-bottom * size // 64))
        columns = slice(left * size // 64, -(-right * size // 64))
        window, p = canvas[:, :, rows, columns], people
        if whose is not None:
            having = whose(people).flatten().nonzero().flatten()
            window, p = window[having], people.some(having)
        together = max(1, PLANE // ((rows.stop - rows.start) * (columns.stop - columns.start)))
        for start in range(0, len(p), together):
            group = slice(start, start + together)
            q = p.some(group)
            soft = PAGE / size / q.scale  # a pixel, in units of the head
            for layer in part(*_on_head(x[:, :, columns], y[:, rows], q), q):
                paint(window[group], layer, soft)
        if whose is not None:
            canvas[having, :, rows, columns] = window
    return canvas.mul_(255).add_(0.5).to(torch.uint8)


def _on_head(x: Tensor, y: Tensor, p: _People) -> tuple[Tensor, Tensor]:
    """Where each pixel is on the head, (B, H, W) each: right of and below the face's middle."""
    tilt = p.tilt
    length = (1 + tilt.square()).sqrt() * p.scale
    x, y = (x - PAGE / 2 - p.right) / length, (y - PAGE / 2 - p.low) / length
    return x + tilt * y, y - tilt * x


def _face_shape(u: Tensor, v: Tensor, p: _People) -> Tensor:
    """The outline of the face: an egg, more or less pointed."""
    below = (v / p.tall).clamp_(min=0)
    return ellipse(below.square_().mul_(p.chin).add_(1).mul_(u), v, p.wide, p.tall)


def _waves(u: Tensor, p: _People) -> Tensor:
    """What makes hair jagged: a zigzag across the head, -1 to 1."""
    return wave(1 / p.locks * u + p.phase)


def _cap(u: Tensor, v: Tensor, p: _People) -> Tensor:
    """The outline of the hair over the skull; it goes straight down beside the face."""
    return ellipse(u, v.clamp(max=0), p.wide + p.crown, p.tall + p.crown)


def _behind(u: Tensor, v: Tensor, p: _People) -> Tensor:
    """The outline of the hair behind the head: wider downwards, cut off in a curve."""
    sides = _cap(u, v, p).sub_(v.clamp(0, 12).mul_(p.flare))
    return torch.maximum(sides, (u.square() * p.corner).add_(v).sub_(p.back))


def _is(value: Tensor, *numbers: int) -> Tensor:
    """True where an attribute has one of these values, (B, 1, 1)."""
    return torch.stack([value == number for number in numbers]).any(0)


# ---------------------------------------------------------------------- the parts, back to front


def _background(x: Tensor, y: Tensor, p: _People) -> Tensor:
    """The canvas to begin with, (B, 3, H, W): brighter above or below, and around the head."""
    wall = (p.wall * (1 + p.sky * (1 - y / 32)).unsqueeze(1)).clamp_(0, 1)  # (B, 3, H, 1)
    disc = ellipse(x - PAGE / 2 - p.right, y - PAGE / 2 - p.low, 30.0, 30.0)
    glow = disc.mul_(-1 / 13).clamp_(0, 1).mul_(p.glow).unsqueeze(1)
    return ((1 - wall) * glow).add_(wall)


def _tails(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    start, end = (p.wide + 3.0, -2.0), (p.wide + 6.5, 15.0 + 1.5 * p.length)
    tail = capsule(u.abs(), v, start, end, p.tails)
    yield tail, p.hair_paint, 1.0
    yield tail + 2.0, 1.0, 0.14


def _bun(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    bun = ellipse(u - 8 * p.part, v + p.tall + 4.0, p.bun, 0.9 * p.bun)
    yield bun, p.hair_paint, 1.0
    yield (bun + 1.8).abs() - 0.4, 0.72 * p.hair_paint, 0.6


def _hair_behind(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    yield _behind(u, v, p), 0.72 * p.hair_paint, p.hair > 0


def _curls(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    # discs in rows, each row half a step aside
    step = 0.75 * p.locks
    row = (v / step + p.phase).round()
    aside = (0.5 * row - (0.5 * row).round()).abs()  # 0 or a half
    right = ((u / step + aside).round() - aside) * step
    down = (row - p.phase) * step
    curl = ellipse(u - right, v - down, 0.52 * step, 0.52 * step)
    dark = (curl * 0.15).add_(0.3).clamp_(0, 0.3)
    outside = _behind(right, down, p)
    curl = curl.add_(outside.mul_(5).clamp_(min=0))  # smaller, then none, away from the hair
    yield curl, p.hair_paint * (1 - dark).unsqueeze(1), 1.0


def _body(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    shoulders = box(u, v - 38, p.shoulder, 18.0, 11.0)
    light = 1 - 0.2 * (2 + shoulders / 6).clamp_(0, 1)
    yield shoulders, p.clothes * light.unsqueeze(1), 1.0


def _neck(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    skin = p.skin_colour
    yield box(u, v - 14, 5.2, 8.0, 2.0), 0.84 * skin, 1.0
    neckline = ellipse(u, v - 19.8, p.collar, 0.75 * p.collar)
    yield torch.maximum(neckline - 1.2, 20.3 - v), 0.65 * p.clothes, 1.0
    yield torch.maximum(neckline, 18.8 - v), 0.92 * skin, 1.0
    # the chin's shadow
    yield torch.maximum(_face_shape(u, v - 3, p), u.abs() - 5.2), 0.68 * skin, 1.0


def _ears(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    out = u.abs().sub_(p.wide)
    ear = ellipse(out - 0.3, v - 4, 2.7, 3.8)
    yield ear, 0.93 * p.skin_colour, 1.0
    yield ear + 1.4, 0.74 * p.skin_colour, 0.5
    yield ellipse(out - 1.2, v - 8.6, 1.1, 1.1), _rgb(0.98, 0.83, 0.3), p.earring < 0.3


def _face(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    face = _face_shape(u, v, p)
    # light comes from one side; the outline is a little darker
    dark = (0.26 * p.light / p.wide * u).clamp_(0, 0.13)
    dark = dark.add_((face * 0.025).add_(0.07).clamp_(0, 0.07))
    # and the hair throws a shadow on the forehead
    shadow = (p.fringe + p.jag + 2.5 - v).mul_(0.1).clamp_(0, 0.18)
    dark = dark.add_(shadow.mul_(p.dense == 1))
    yield face, p.skin_colour * dark.neg_().add_(1).unsqueeze(1), 1.0


def _cheeks(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    cheeks = ellipse(u.abs().sub_(8.4), v - 9.2, 3.8, 2.6)
    rose = p.skin_colour * _rgb(1.0, 0.62, 0.62)
    yield cheeks, rose, p.blush * (cheeks / -1.6).clamp_(0, 1)


def _nose(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    low = v - p.nose_low
    yield ellipse(u - 0.5 * p.light, low, p.nose, 0.6), 0.68 * p.skin_colour, 0.8
    yield ellipse(u + 1.2 * p.light, low + 2.2, 0.7, 1.6), 1.0, 0.22


def _open_eyes(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    tall, apart = p.eye_tall, p.apart
    outward = u.abs().sub_(apart)  # from the middle of each eye, away from the nose
    down = (v - p.eye_low).add_(p.slant * outward)
    white = ellipse(outward, down, p.eye_wide, tall)
    yield white, 0.99, 1.0
    # both eyes look the same way: so the iris is nearer to the nose in one of them
    right = u - p.look
    gaze = right.abs().sub_(apart)
    iris = torch.maximum(ellipse(gaze, down, 0.68 * tall, 0.8 * tall), white)
    dark = 0.5 * (down / -tall).clamp_(0, 1)  # above, under the lashes
    yield iris, p.iris * (1 - dark).unsqueeze(1), 1.0
    yield ellipse(gaze, down, 0.27 * tall, 0.34 * tall), 0.06, 1.0
    glint = ellipse((right + 0.8).abs_().sub_(apart), down + 0.4 * tall, 0.85, 0.85)
    yield glint, 1.0, 1.0
    yield torch.maximum(white.abs().sub_(0.25), -down), 0.3, 0.5
    yield torch.maximum(white.abs_().sub_(0.55), down + 0.15 * tall), 0.1, 1.0


def _closed_eyes(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    outward = u.abs() - p.apart
    down = v - p.eye_low - 0.6 + p.slant * outward
    lid = ellipse(outward, down, p.eye_wide + 0.2, 0.55 * p.eye_tall)
    yield torch.maximum(lid.abs() - 0.6, -down - 0.2), 0.1, 1.0


def _lips(u: Tensor, v: Tensor, p: _People) -> tuple[Tensor, Tensor]:
    """The mouth's outline, and how far below the upper lip each pixel is."""
    across = (u / p.mouth_wide).square().clamp_(max=1.5)
    smiling, gaping, sad = (_is(p.mouth, k).float() for k in (0, 1, 3))
    bend = p.bend * (smiling - 0.9 * sad - 0.2 * gaping)
    below = v - p.mouth_low - bend * (0.6 - across)
    gap = gaping * 2.1 * p.bend * (1 - across).clamp_(min=0)
    lips = torch.maximum(-below, below - gap) - 0.62
    return torch.maximum(lips, u.abs() - p.mouth_wide), below


def _mouth(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    lips, _ = _lips(u, v, p)
    yield lips, p.skin_colour * _rgb(0.4, 0.26, 0.26), 1.0


def _open_mouth(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    lips, below = _lips(u, v, p)
    inside = lips + 0.65
    yield inside, _rgb(0.62, 0.12, 0.14), 1.0
    tongue = ellipse(u, v - p.mouth_low - 1.9 * p.bend, 0.6 * p.mouth_wide, 0.9 * p.bend)
    yield torch.maximum(tongue, inside), _rgb(0.95, 0.45, 0.45), 1.0
    yield torch.maximum(inside, below - 1.1), 1.0, 1.0  # teeth


def _hair_in_front(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    waves = _waves(u, p)
    # above a jagged line, which drops beside the face
    beside = u.abs().mul_(1 / 3).sub_((p.wide - 4.5) / 3).clamp_(0, 1)
    edge = (p.part * u).add_(p.fringe).add_(p.jag * waves)
    edge = edge.add_((p.sides - edge).mul_(beside))
    spikes = (v * (p.spikes / -p.tall)).clamp_(min=0).mul_(waves)
    hair = torch.maximum(_cap(u, v, p).add_(spikes), v - edge)
    # strands, and a darker outline
    dark = (hair * 0.2).add_(0.3).clamp_(0, 0.3).add_(waves.square_().mul_(0.16))
    yield hair, p.hair_paint * dark.neg_().add_(1).unsqueeze(1), p.dense


def _shine(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    ring = ellipse(u - 6 * p.light, v, 0.78 * p.wide + p.crown, 0.82 * p.tall + p.crown)
    band = (ring.abs_() - 0.9).add_(0.5 * _waves(u, p))
    yield (
        torch.maximum(band, v - torch.minimum(p.fringe - 2.5, -0.45 * p.tall)),
        1.0,
        0.3 * (p.hair > 0),
    )


def _brows(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    high = p.eye_low - p.brow_high
    start, end = (p.apart - 3.2, high - p.mood), (p.apart + 3.2, high + 0.6 * p.mood)
    yield capsule(u.abs(), v, start, end, p.brow), 0.7 * p.hair_paint, 0.9


def _glasses(u: Tensor, v: Tensor, p: _People) -> Iterator[Layer]:
    metal, apart, half = p.metal, p.apart, 5.0
    side, down = u.abs(), v - p.eye_low
    round_ = _is(p.glasses, 1).float()
    lens = box(side - apart, down, half, 4.0 + round_, 1.0 + 4.0 * round_)
    yield lens, 1.0, 0.16
    bridge = torch.maximum((down + 0.8).abs() - 0.5, side - apart + half)
    temple = torch.maximum((down + 1.2).abs() - 0.5, apart + half - side)
    temple = torch.maximum(temple, side - p.wide)
    yield torch.minimum(torch.minimum(bridge, temple), lens.abs() - 0.55), metal, 1.0


# In painter's order: each part, the window that it keeps to (left, top, right, bottom, in pixels of
# the page), and who has it, where not everybody does.
Part = tuple[
    Callable[[Tensor, Tensor, _People], Iterator[Layer]],
    tuple[int, int, int, int],
    Callable[[_People], Tensor] | None,
]
PARTS: tuple[Part, ...] = (
    (_tails, (0, 18, 64, 64), lambda p: _is(p.hair, 7)),
    (_bun, (14, 0, 50, 24), lambda p: _is(p.hair, 6)),
    (_hair_behind, (0, 3, 64, 64), None),
    (_curls, (0, 0, 64, 64), lambda p: _is(p.hair, 5)),
    (_body, (0, 46, 64, 64), None),
    (_neck, (14, 44, 50, 64), None),
    (_ears, (6, 29, 58, 51), None),
    (_face, (11, 11, 53, 57), None),
    (_cheeks, (12, 34, 52, 54), None),
    (_nose, (22, 34, 42, 50), None),
    (_open_eyes, (12, 26, 52, 50), lambda p: p.eyes != 4),
    (_closed_eyes, (12, 30, 52, 50), lambda p: p.eyes == 4),
    (_mouth, (18, 40, 46, 60), None),
    (_open_mouth, (18, 40, 46, 60), lambda p: p.mouth == 1),
    (_hair_in_front, (2, 3, 62, 60), None),
    (_shine, (6, 2, 58, 34), None),
    (_brows, (12, 20, 52, 40), None),
    (_glasses, (8, 26, 56, 52), lambda p: p.glasses > 0),
)
