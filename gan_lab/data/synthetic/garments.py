"""Clothes, shoes and bags that the package draws itself, in grey on black.

They stand in where FashionMNIST cannot be had: the same ten classes, as large on the page and about
as bright. Each picture begins as a row of numbers between 0 and 1; the tables below say what they
mean (a sleeve's length, a heel's height). A function per garment turns them into layers of paint.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import SimpleNamespace

import torch
from torch import Tensor

from gan_lab.data.synthetic.shapes import (
    Layer,
    Number,
    box,
    capsule,
    check_numbers,
    curve,
    ellipse,
    page,
    paint,
    wave,
)

GARMENT_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

PAGE = 28.0  # all lengths are in pixels of a page of 28 x 28
CHUNK = 128  # garments drawn at a time: few enough to stay in the processor's cache
SHEET, STEPS = 512, 4  # the sheet that all cloth is cut from: its side, and its dots a pixel

# What makes a garment: from where to where each of its numbers may lie, all values equally likely.
# A number called a chance, from 0 to 1, decides by where it falls.
CLOTH = {
    "tone": (0.32, 1.15),  # brightness
    "light": (-0.15, 0.15),  # how much brighter the right side is
    "fold": (0.03, 0.12),  # how strong the creases are
    "rim": (0.05, 0.4),  # how dark it gets towards its outline
    "pattern": (0.0, 1.0),  # chance: plain up to PLAIN, then one of the patterns
    "contrast": (0.15, 0.55),  # of the pattern
    "period": (2.5, 6.0),  # of stripes
    "phase": (0.0, 1.0),  # where stripes begin
    "cut_x": (0.0, SHEET),  # from where its cloth is cut
    "cut_y": (0.0, SHEET),
    "second": (0.0, 1.0),  # brightness of what is set apart: soles, prints, flaps, seams
    "shift": (-0.5, 0.5),  # of the whole garment, to the right
}
TOP = {  # what is worn above the waist, and dresses
    "top": (0.2, 1.0),  # the highest point, from the page's upper edge
    "bottom": (26.8, 28.2),  # the hem
    "droop": (-0.5, 1.2),  # how far the hem hangs lower in the middle
    "neck": (2.2, 3.6),  # half the width of the neckline
    "dip": (1.2, 3.2),  # its depth
    "vee": (0.0, 1.0),  # chance of a pointed one
    "shoulder": (5.8, 7.2),  # half the width at the shoulder
    "slope": (1.4, 2.6),  # how far the shoulder falls
    "chest": (5.6, 7.0),  # half the width
    "waist": (5.2, 7.0),
    "hem": (5.6, 7.4),
    "sleeve": (18.5, 23.0),  # length
    "swing": (0.12, 0.3),  # how far to the side it goes, per length downwards
    "arm": (2.3, 3.0),  # half the width of the sleeve at the shoulder
    "cuff": (1.4, 2.1),  # and at its end
    "detail": (0.0, 1.0),  # chance: prints, pockets, belts
    "extra": (0.0, 1.0),  # chance: hoods, collars, open fronts, short sleeves
    "place": (0.0, 1.0),  # where the detail is
}
SHOE = {
    "ground": (19.0, 20.5),  # where it stands, from the page's upper edge
    "heel": (0.0, 0.6),  # the heel's height
    "front": (0.2, 1.2),  # where the toe is, from the left
    "back": (26.8, 27.8),  # where the heel is
    "spring": (0.3, 1.6),  # how far the toe is off the ground
    "sole": (1.0, 2.6),  # thickness
    "toe": (4.2, 6.2),  # height of the toe above the sole
    "instep": (6.2, 8.2),  # height in the middle
    "height": (9.0, 12.0),  # height at the ankle
    "detail": (0.0, 1.0),  # chance: stripes, laces, zips
    "extra": (0.0, 1.0),  # chance: toe caps, panels
    "place": (0.0, 1.0),  # where the detail is
}
GARMENTS = {  # each class: the tables above, and in what it differs
    # "bare" is a chance: no sleeves below 0
    "T-shirt/top": CLOTH
    | TOP
    | {"sleeve": (4.5, 8.0), "swing": (0.45, 1.1), "arm": (2.8, 3.7), "cuff": (2.6, 3.5)}
    | {"bare": (-0.08, 1.0), "shoulder": (6.4, 7.8), "chest": (6.2, 7.6), "waist": (6.0, 7.6)}
    | {"hem": (6.2, 8.0)},
    "Trouser": CLOTH
    | {
        "pattern": (0.0, 0.76),  # no stripes
        "top": (0.1, 0.8),
        "bottom": (26.8, 28.4),
        "tone": (0.36, 1.2),
        "waist": (3.8, 5.2),  # half the width
        "hip": (4.4, 5.8),
        "knee": (4.0, 6.2),
        "hem": (3.8, 6.8),
        "gap": (0.8, 3.0),  # half the gap between the legs, at the hem
        "crotch": (7.5, 10.5),  # where the legs part
        "lean": (-0.6, 0.6),  # how far the hem hangs to the right
        "fade": (-0.1, 0.4),  # how washed out the thighs are
        "detail": (0.0, 1.0),  # chance: creases, pockets
    },
    "Pullover": CLOTH | TOP | {"waist": (5.0, 6.6), "hem": (4.8, 6.6)},
    "Dress": CLOTH
    | TOP
    | {"shoulder": (3.6, 5.2), "chest": (3.4, 4.8), "waist": (2.8, 4.6), "hem": (4.0, 8.5)}
    | {"neck": (1.6, 2.6), "dip": (1.2, 4.5), "slope": (0.8, 1.8), "bare": (-1.0, 1.0)}
    | {"sleeve": (4.0, 19.0), "arm": (1.5, 2.1), "cuff": (1.1, 1.8)},
    "Coat": CLOTH
    | TOP
    | {"shoulder": (6.2, 7.4), "chest": (6.0, 7.2), "waist": (5.8, 7.2), "tone": (0.36, 1.2)}
    | {"pattern": (0.0, 0.95)},
    "Sandal": CLOTH
    | SHOE
    | {"heel": (-12.0, 12.0), "sole": (1.0, 2.2), "ground": (17.5, 19.0), "toe": (3.4, 5.4)}
    | {"instep": (5.0, 7.5), "height": (7.5, 10.5), "rim": (0.0, 0.2), "tone": (0.4, 1.3)}
    | {"pattern": (0.0, 0.8)},
    "Shirt": CLOTH | TOP | {"dip": (0.8, 2.4), "neck": (1.8, 2.8), "tone": (0.28, 1.05)},
    "Sneaker": CLOTH | SHOE | {"pattern": (0.0, 0.8), "tone": (0.34, 1.2), "ground": (20.0, 21.0)},
    "Bag": CLOTH
    | {
        "pattern": (0.0, 0.92),
        "tone": (0.36, 1.2),
        "width": (9.5, 13.4),  # half of it
        "bottom": (26.0, 27.6),
        "deep": (11.0, 17.5),  # the body's height
        "taper": (-0.25, 0.15),  # how much wider it is above than below, as a part of the width
        "round": (0.6, 3.5),  # radius of the corners
        "handle": (0.0, 1.0),  # chance: none, a handle, or a long strap
        "reach": (3.5, 7.0),  # half the width of the handle
        "strap": (0.5, 1.0),  # half the thickness of it
        "flap": (0.25, 0.75),  # how far down the flap comes
        "detail": (0.0, 1.0),  # chance: flap, zip, pocket
        "place": (0.0, 1.0),
    },
    "Ankle boot": CLOTH
    | SHOE
    | {"ground": (24.0, 25.8), "heel": (-4.0, 6.5), "sole": (0.7, 1.8), "toe": (4.6, 6.4)}
    | {"instep": (7.0, 9.0), "height": (17.0, 21.0), "back": (25.4, 27.4), "pattern": (0.0, 0.8)}
    | {"tone": (0.4, 1.2)},
}

# chances of the cloth's patterns: the number "pattern" is below the first, between two, ...
PLAIN, BLOTCHES, SPECKLES, ACROSS, ALONG = 0.64, 0.70, 0.80, 0.90, 0.94  # and plaid up to 1


def garments(n: int, *, seed: int = 0, size: int = 28) -> tuple[Tensor, Tensor]:
    """Draw `n` garments in grey on black, in FashionMNIST's ten classes (Xiao et al., 2017).

    Args:
        n: how many.
        seed: the same (n, seed) gives the same garments; no other random numbers are touched.
        size: height and width in pixels, at least 8.

    Returns:
        Images, uint8 (n, 1, size, size): 0 is the black around them. Labels, int64 (n,), shuffled,
        numbers of GARMENT_NAMES: each class has n // 10 garments or one more.

    Raises:
        GanLabError: n is negative, or the size is below 8.
    """
    check_numbers(n, size, "garments", smallest=8)
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randperm(n, generator=generator) % 10
    # all random numbers first, so that it does not matter how many garments are drawn at a time
    numbers = torch.rand(n, max(map(len, GARMENTS.values())), generator=generator)
    images = torch.empty(n, 1, size, size, dtype=torch.uint8)
    for label, name in enumerate(GARMENT_NAMES):
        for part in (labels == label).nonzero().flatten().split(CHUNK):
            images[part] = _draw(name, numbers[part], size)
    return images, labels


def _draw(name: str, numbers: Tensor, size: int) -> Tensor:
    """Numbers (B, at least as many as the class has) to garments, uint8 (B, 1, size, size)."""
    ranges = GARMENTS[name]
    p = SimpleNamespace(
        **{
            key: (low + (high - low) * column).view(-1, 1, 1)
            for (key, (low, high)), column in zip(ranges.items(), numbers.unbind(1), strict=False)
        }
    )
    x, y = page(size, PAGE)
    x = x - PAGE / 2 - p.shift  # the middle of the page is 0: most garments are symmetric
    p.cloth = _cloth(x, y, p)
    canvas = torch.zeros(len(numbers), 1, size, size)
    for layer in LAYERS[name](x, y, p):
        paint(canvas, _grey(layer), soft=PAGE / size)
    return (255 * canvas.clamp_(0, 1)).round().to(torch.uint8)


def _grey(layer: Layer) -> Layer:
    """Give a tone that varies over the page, (B, H, W), the place of a channel."""
    distance, tone, opacity = layer
    return distance, tone.unsqueeze(1) if isinstance(tone, Tensor) else tone, opacity


# ---------------------------------------------------------------------- cloth


@functools.cache
def _sheet() -> Tensor:
    """A large sheet of soft blotches, (SHEET, SHEET), about -2 to 2; its edges fit together."""
    sheet = torch.rand(1, 1, SHEET, SHEET, generator=torch.Generator().manual_seed(0))
    for _ in range(2):
        sheet = torch.nn.functional.pad(sheet, (2, 3, 2, 3), mode="circular")
        sheet = torch.nn.functional.avg_pool2d(sheet, 6, stride=1)
    return ((sheet - sheet.mean()) / sheet.std())[0, 0]


def _cut(x: Tensor, y: Tensor, p: SimpleNamespace, steps: float) -> Tensor:
    """A piece of the sheet, (B, H, W); the more steps a pixel, the finer its blotches."""
    column = (x * steps + p.cut_x).floor().long() % SHEET
    row = (y * steps + p.cut_y).floor().long() % SHEET
    dots = SHEET * row + column  # (B, H, W)
    return _sheet().flatten().index_select(0, dots.flatten()).view(dots.shape)


def _cloth(x: Tensor, y: Tensor, p: SimpleNamespace) -> Tensor:
    """The brightness of each garment's cloth all over the page, (B, H, W), 0.08 to 1."""
    creases = _cut(x, 0.5 * y, p, steps=1.2)
    across = (3 * wave(y / p.period + p.phase)).clamp(-1, 1)
    along = (3 * wave(x / p.period + p.phase)).clamp(-1, 1)
    blotches = (1.5 * _cut(x, y, p, steps=1.6)).clamp(-1, 1)
    speckles = _cut(x, y, p, steps=STEPS).clamp(-1.5, 1.5)
    pattern = (
        ((p.pattern >= PLAIN) & (p.pattern < BLOTCHES)) * blotches
        + ((p.pattern >= BLOTCHES) & (p.pattern < SPECKLES)) * speckles
        + ((p.pattern >= SPECKLES) & ((p.pattern < ACROSS) | (p.pattern >= ALONG))) * across
        + (p.pattern >= ACROSS) * along
    )
    shade = 1 + p.light * (x / 14) + p.fold * creases + p.contrast * pattern
    return (p.tone * shade).clamp(0.08, 1)


def _rim(shape: Tensor, p: SimpleNamespace, width: float = 2.5, chance: Number = 1.0) -> Layer:
    """Darkness that grows towards the outline of a shape."""
    return shape, 0.0, p.rim * chance * (1 + shape / width).clamp(0, 1)


def _line(distance: Tensor, within: Tensor, thick: float = 0.4) -> Tensor:
    """Where `distance` is zero, as a line that ends with the shape `within`."""
    return torch.maximum(distance.abs() - thick, within)


def _happens(chance: Tensor, low: float, high: float) -> Tensor:
    """1.0 where the chance fell between low and high, else 0.0."""
    return ((chance >= low) & (chance < high)).float()


# ---------------------------------------------------------------------- tops and dresses


def _torso(x: Tensor, y: Tensor, p: SimpleNamespace) -> tuple[Tensor, Tensor]:
    """The shape of a top without its sleeves, and that of the hole for the head."""
    side = x.abs()
    width = curve((y - p.top) / (p.bottom - p.top), p.shoulder, p.chest, p.waist, p.hem)
    shoulder = p.top + p.slope * (side - p.neck) / (p.shoulder - p.neck) - y
    hem = y - p.bottom - p.droop * (1 - (side / p.hem).square())
    body = torch.maximum(torch.maximum(side - width, shoulder), hem)
    round_neck = ellipse(x, y - p.top, p.neck, p.dip)
    deep = 1.5 * p.dip
    pointed = (side / p.neck + (y - p.top) / deep - 1) * torch.minimum(p.neck, deep) * 0.8
    hole = torch.where(p.vee < 0.25, pointed, round_neck)
    return torch.maximum(body, -hole), hole


def _sleeves(x: Tensor, y: Tensor, p: SimpleNamespace) -> tuple[Tensor, Tensor]:
    """The shape of both sleeves, and how far along them each point lies."""
    right = x.abs() - (p.shoulder - 0.75 * p.arm)
    down = y - (p.top + p.slope + 0.75 * p.arm)
    length = (1 + p.swing.square()).sqrt()
    dx, dy = p.swing / length, 1 / length  # the direction that the arm points to
    along, beside = right * dx + down * dy, right * dy - down * dx
    width = p.arm + (p.cuff - p.arm) * (along / p.sleeve).clamp(0, 1)
    start = (beside.square() + along.clamp(max=0).square()).sqrt() - width  # a round shoulder
    return torch.maximum(start, along - p.sleeve), along


def _top(x: Tensor, y: Tensor, p: SimpleNamespace, sleeved: Number = 1.0) -> Iterator[Layer]:
    """The layers that all tops share: inside of the collar, sleeves where `sleeved`, torso."""
    body, hole = _torso(x, y, p)
    sleeves, along = _sleeves(x, y, p)
    inside = torch.maximum(hole, p.top + 0.5 + 0.6 * (1 - (x / p.neck).square()) - y)
    yield inside, 0.45 * p.tone, 1.0
    yield sleeves, 0.93 * p.cloth, sleeved
    yield _rim(sleeves, p, chance=sleeved)
    seam = _line(along - p.sleeve + 1.2, sleeves, 0.35)
    yield seam, 0.0, 0.35 * sleeved * _happens(p.place, 0.0, 0.6)
    yield body, p.cloth, 1.0
    yield _rim(body, p)
    yield _line(hole - 0.5, body), p.second, 0.35  # the collar's edge


def _tshirt(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    sleeved = (p.bare >= 0).float()
    yield from _top(x, y, p, sleeved)
    body, _ = _torso(x, y, p)
    sleeves = torch.maximum(_sleeves(x, y, p)[0], -body)
    yield sleeves, p.second, 0.6 * sleeved * _happens(p.extra, 0.0, 0.15)  # in another tone
    # a print on the chest: a patch, lines like writing, or a small badge
    middle = p.top + 7 + 4 * p.place
    ink = torch.where(p.tone > 0.55, 0.6 * p.second, 0.5 + 0.5 * p.second)
    patch = box(x, y - middle, 1.5 + 2 * p.second, 1.2 + 2 * p.place, 0.6)
    yield patch, ink, 0.8 * _happens(p.detail, 0.0, 0.14)
    writing = box(x, y - middle, 2.2 + 1.8 * p.place, 0.9, 0.3)
    yield writing, ink, _happens(p.detail, 0.14, 0.28) * (_cut(x, y, p, 5) > -0.3)
    badge = box(x - 2.8, y - p.top - 6.5, 0.9, 0.9, 0.5)
    yield badge, ink, _happens(p.detail, 0.28, 0.42)
    lower = torch.maximum(body, p.top + 8 + 8 * p.place - y)
    yield lower, p.second, 0.7 * _happens(p.detail, 0.92, 1.0)  # two colours


def _pullover(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    hood = ellipse(x, y - p.top - 2.0, p.neck + 1.6, 3.6)
    hooded = _happens(p.extra, 0.0, 0.15)
    yield hood, 0.8 * p.cloth, hooded
    yield from _top(x, y, p)
    body, hole = _torso(x, y, p)
    yield torch.maximum(hood.abs() - 0.5, y - p.top - 6), 0.0, 0.4 * hooded
    strings = capsule(x.abs(), y, (1.2, p.top + 3), (1.3, p.top + 8), 0.35)
    yield strings, p.second, 0.8 * hooded
    turtle = box(x, y - p.top - 1.0, p.neck, 1.8, 0.5)
    turtled = _happens(p.extra, 0.15, 0.3)
    yield turtle, 0.85 * p.cloth, turtled
    yield _line(y - p.top - 2.6, turtle, 0.3), 0.0, 0.5 * turtled
    # knitted bands: at the hem with ribs, and around the neck
    band = torch.maximum(body, p.bottom - 2.2 - y)
    yield band, 0.0, 0.15 + 0.2 * (wave(x / 1.6) > 0)
    yield _line(hole - 0.6, body, 0.7), 0.0, 0.3
    middle = p.top + 8 + 3 * p.place
    ink = torch.where(p.tone > 0.55, 0.5 * p.second, 0.6 + 0.4 * p.second)
    writing = box(x, y - middle, 3.6, 1.0 + p.place, 0.3)
    yield writing, ink, _happens(p.detail, 0.0, 0.15) * (_cut(x, y, p, 4) > -0.2)
    stripes = torch.maximum(body, (y - middle).abs() - 2.5)
    yield stripes, ink, 0.7 * _happens(p.detail, 0.15, 0.25) * (wave((y - middle) / 2.5) > 0)


def _dress(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    p.hem = torch.maximum(p.hem, p.waist + 0.4)
    p.bottom = p.bottom - 5 * p.place * (p.extra < 0.3)  # some are short
    yield from _top(x, y, p, (p.bare >= 0).float())
    body, _ = _torso(x, y, p)
    waist = p.top + 9 + 4 * p.place
    belt = torch.maximum(body, (y - waist).abs() - 0.8)
    yield belt, p.second, _happens(p.detail, 0.0, 0.25)
    # pleats fan out from the waist
    pleats = wave(x * (1.1 - 0.025 * (y - waist).clamp(min=0)))
    skirt = torch.maximum(body, waist - y)
    yield skirt, 0.0, _happens(p.detail, 0.15, 0.6) * 0.3 * pleats.clamp(min=0)
    yield skirt, 0.7 * p.second, 0.7 * _happens(p.detail, 0.92, 1.0)  # two colours


def _coat(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    hood = ellipse(x, y - p.top - 1.8, p.neck + 1.8, 3.4)
    yield hood, 0.75 * p.cloth, _happens(p.extra, 0.0, 0.15)
    yield from _top(x, y, p)
    body, _ = _torso(x, y, p)
    # it opens in front: worn open, or closed with a zip
    opened = _happens(p.extra, 0.7, 1.0)
    wedge = x.abs() - 0.3 - 0.09 * (y - p.top - p.dip) * (0.3 + p.place)
    yield torch.maximum(wedge, body), 0.15 * p.tone, opened
    yield _line(x, body, 0.45), 0.0, 0.75 * (1 - opened)
    yield _line(x.abs() - 1.5, body, 0.3), 0.0, 0.25 * (1 - opened)
    # lapels or a collar
    lapel = torch.maximum(
        capsule(x.abs(), y, (p.neck, p.top + 0.5), (0.7, p.top + p.dip + 5), 1.1), -x.abs() + 0.5
    )
    lapels = _happens(p.extra, 0.3, 0.75)
    yield lapel, 0.8 * p.cloth, lapels
    yield lapel.abs() - 0.25, 0.0, 0.4 * lapels
    # buttons on one side, and pockets
    button_y = (y - p.top - p.dip - 4) / 3.4
    dots = ellipse(x - 1.0, 3.4 * (button_y - button_y.round()), 0.75, 0.75)
    dots = torch.maximum(dots, torch.maximum(-button_y - 0.3, body + 1))
    yield dots, p.second, 0.9 * _happens(p.detail, 0.0, 0.5) * (1 - opened)
    pocket = capsule(x.abs(), y, (2.4, p.top + 18.5), (4.6, p.top + 17.5 + 2 * p.place), 0.4)
    yield torch.maximum(pocket, body), 0.0, 0.55 * _happens(p.detail, 0.3, 0.9)


def _shirt(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    short = p.extra < 0.22  # sleeves that end at the elbow
    p.sleeve = torch.where(short, 0.3 * p.sleeve + 1.5 * p.place, p.sleeve)
    p.swing = torch.where(short, 2.2 * p.swing, p.swing)
    p.cuff = torch.where(short, p.arm, p.cuff)
    yield from _top(x, y, p)
    body, _ = _torso(x, y, p)
    placket = torch.maximum(x.abs() - 0.9, body)
    closed = _happens(p.detail, 0.0, 0.85)
    yield placket, 1.0, 0.12 * closed
    yield _line(x.abs() - 0.95, body, 0.22), 0.0, 0.45 * closed
    button_y = (y - p.top - p.dip - 1) / 3
    dots = ellipse(x, 3 * (button_y - button_y.round()), 0.5, 0.5)
    dots = torch.maximum(dots, torch.maximum(-button_y, body + 1))
    yield dots, 0.1 * p.second, 0.7 * closed
    # the collar: two leaves that leave a gap in the middle
    leaf = capsule(x.abs(), y, (p.neck, p.top + 0.8), (1.0, p.top + p.dip + 1.4), 0.9)
    collar = _happens(p.place, 0.2, 1.0)
    yield leaf, (1.1 * p.cloth).clamp(max=1), collar
    yield leaf.abs() - 0.25, 0.0, 0.45 * collar
    pocket = box(x - 3.0, y - p.top - 9, 1.5, 1.6, 0.3)
    yield torch.maximum(pocket.abs() - 0.25, body), 0.0, 0.5 * _happens(p.detail, 0.0, 0.35)


# ---------------------------------------------------------------------- trousers


def _trouser(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    x = x - p.lean * (y / PAGE).square()
    side = x.abs()
    t = (y - p.top) / (p.bottom - p.top)
    width = curve(t, p.waist, p.hip, 0.6 * p.knee + 0.4 * p.hip, p.knee, p.hem)
    below = y - p.crotch
    gap = p.gap * below / (p.bottom - p.crotch) - 0.1
    leg = torch.maximum(side - width, torch.maximum(p.top - y, y - p.bottom))
    legs = torch.maximum(leg, torch.minimum(gap - side, below))
    yield legs, p.cloth, 1.0
    middle = side - 0.5 * (width + gap.clamp(min=0))  # along the middle of a leg
    washed = ellipse(middle, y - 12, 1.6, 7.0)
    yield torch.maximum(washed, legs), 1.0, p.fade.clamp(min=0) * (-washed).clamp(0, 1)
    yield _rim(legs, p, width=2.0)
    yield _line(x, torch.maximum(legs, below), 0.35), 0.0, 0.5  # the fly
    yield _line(y - p.top - 1.6, legs, 0.3), 0.0, 0.45  # the waistband
    yield torch.maximum(legs, y - p.top - 1.6), p.second, 0.3
    crease = _line(middle, torch.maximum(legs, 3 - below), 0.3)
    yield crease, p.second, 0.45 * _happens(p.detail, 0.0, 0.4)
    pocket = capsule(side, y, (p.waist - 1.4, p.top + 1.8), (p.waist + 0.2, p.top + 5), 0.35)
    yield torch.maximum(pocket, legs), 0.0, 0.55 * _happens(p.detail, 0.25, 0.9)
    yield _line(y - p.bottom + 1.6, legs, 0.3), 0.0, 0.4 * _happens(p.detail, 0.5, 1.0)


# ---------------------------------------------------------------------- shoes, toe to the left


def _side_view(x: Tensor, p: SimpleNamespace) -> tuple[Tensor, Tensor]:
    """How far along the shoe each column lies, 0 (toe) to 1 (heel), and the foot's underside."""
    t = (x + PAGE / 2 - p.front) / (p.back - p.front)
    off_ground = curve(t, p.spring, 0.0, 0.0, 0.5 * p.lift, p.lift, p.lift)
    return t, p.ground - off_ground


def _ends(x: Tensor, p: SimpleNamespace) -> Tensor:
    """Negative between the toe's end and the heel's."""
    u = x + PAGE / 2
    return torch.maximum(p.front - u, u - p.back)


def _under(t: Tensor, y: Tensor, p: SimpleNamespace, *heights: Number) -> Tensor:
    """Below the line that lies `heights` over the underside, at even steps from toe to heel."""
    length, step = p.back - p.front, 0.02

    def line(t: Tensor) -> Tensor:
        return curve(t, *heights)

    slope = (line(t + step) - line(t - step)) / (2 * step * length)
    return (p.under - line(t) - y) / (1 + slope.square()).sqrt()


def _sneaker(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    p.lift = p.heel
    t, p.under = _side_view(x, p)
    rise = 4.0 * _happens(p.extra, 0.0, 0.15)  # a few are high
    p.ground, p.under = p.ground + 0.5 * rise, p.under + 0.5 * rise
    ankle = p.height + rise
    skin = _under(
        t, y, p,
        0.5 * p.toe, p.toe, 0.5 * (p.toe + p.instep), p.instep + 0.3, 0.3 * p.instep + 0.7 * ankle,
        ankle + 0.4, ankle - 1.2, ankle - 0.4, ankle,
    )  # fmt: skip
    # the back leans and is a little hollow
    hollow = x + PAGE / 2 - p.back - 0.5 + 1.6 * ((y - p.ground + 4) / 6).abs().clamp(max=1.5)
    shoe = torch.maximum(torch.maximum(skin, y - p.under), torch.maximum(_ends(x, p), hollow))
    sole_line = p.under - p.sole * (0.75 + 0.35 * t.clamp(0, 1))
    upper = torch.maximum(shoe, y - sole_line)
    yield shoe, p.cloth, 1.0
    yield _rim(upper, p, width=2.0)
    # parts in another tone: toe cap, heel, and a stripe or three on the side
    cap = torch.maximum(upper, t - 0.2 - 0.1 * p.place)
    yield cap, p.second, 0.5 * _happens(p.extra, 0.5, 0.8)
    heel = torch.maximum(upper, (0.86 - t) * 27 + 0.15 * (y - p.ground))
    yield heel, p.second, 0.6 * _happens(p.extra, 0.3, 0.65)
    lean = x + 0.7 * (y - p.ground)
    bars = torch.maximum(upper + 0.8, (lean + 6.5 - 3 * p.place).abs() - 3.2)
    yield bars, p.second, _happens(p.detail, 0.0, 0.3) * (wave(lean / 2.2) > 0)
    swoosh = ellipse(x - 1 - 2 * p.place + 0.5 * (y - p.ground + 5), y - p.ground + 5.2, 6.0, 1.4)
    swoosh = torch.maximum(swoosh, -ellipse(x - 1.5, y - p.ground + 6.5, 6.5, 1.6))
    yield torch.maximum(swoosh, upper), p.second, 0.9 * _happens(p.detail, 0.3, 0.6)
    # laces over the instep, the opening, the sole
    laces = torch.maximum(torch.maximum(skin, -skin - 1.7), (t - 0.46).abs() * 27 - 3.6)
    yield laces, 1 - p.tone, 0.7 * (wave((x + 0.4 * y) / 1.9) > 0.1)
    opening = torch.maximum(-skin - 0.9, torch.maximum(shoe, (t - 0.75).abs() * 27 - 3.4))
    yield opening, 0.1, 0.7
    sole = torch.maximum(shoe, sole_line - y)
    yield sole, 0.25 + 0.75 * p.second, 1.0
    yield _line(y - sole_line, shoe, 0.35), 0.0, 0.55
    yield torch.maximum(shoe, p.under - 0.6 - y), 0.1, 0.4


def _ankle_boot(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    p.lift = p.heel.clamp(min=0.8)
    t, p.under = _side_view(x, p)
    shaft = p.height - 0.9 * p.lift  # a high heel leaves less room above it
    skin = _under(
        t, y, p,
        0.45 * p.toe, p.toe - 0.3, p.toe + 0.4, p.instep, 0.55 * p.instep + 0.45 * shaft,
        shaft - 0.8, shaft, shaft - 0.3, shaft - 0.3 * p.place,
    )  # fmt: skip
    # the back is hollow above the heel
    hollow = x + PAGE / 2 - p.back + 1.2 * (1 - ((y - p.under + 11) / 9).square()).clamp(min=0)
    boot = torch.maximum(torch.maximum(skin, y - p.under), torch.maximum(_ends(x, p), hollow))
    thin = 0.25 * p.lift.clamp(min=1.5) - 0.3  # high heels are thin heels
    middle = (p.ground - y) / p.lift  # 0 on the ground, 1 under the foot
    heel = torch.maximum(
        (x + PAGE / 2 - p.back + 3.0).abs() - 3.2 + thin * (1 - middle),
        torch.maximum(p.under - 0.6 - y, y - p.ground),
    )
    dark = 0.1 + 0.5 * p.second
    yield heel, dark, 1.0
    yield boot, p.cloth, 1.0
    yield _rim(boot, p)
    crease = torch.maximum(capsule(x, y, (-1, p.ground - 9), (4, p.ground - 6), 0.4), boot)
    yield crease, 0.0, 0.3
    # an elastic panel, a zip, or laces
    panel = box(x - 6 - p.place, y - p.ground + p.height - 5, 2.2, 4.2, 1.0)
    panelled = _happens(p.detail, 0.0, 0.35)
    yield torch.maximum(panel, boot + 0.6), 0.5 * p.tone, 0.8 * panelled
    yield torch.maximum(panel, boot + 0.6), 1.0, 0.15 * panelled * (wave(x / 1.5) > 0)
    zip_line = _line(x - 6.5 - 2 * p.place + 0.1 * (y - 10), boot + 0.8, 0.4)
    yield zip_line, p.second, 0.7 * _happens(p.detail, 0.35, 0.55)
    laces = torch.maximum(torch.maximum(skin + 0.5, -skin - 3.0), (t - 0.45).abs() * 27 - 5.0)
    yield laces, p.second, 0.75 * _happens(p.detail, 0.55, 1.0) * (wave(y / 2.4) > 0.2)
    cuff = torch.maximum(boot, -(p.under - shaft + 2.2) + y)
    yield cuff, p.second, 0.6 * _happens(p.extra, 0.0, 0.35)
    cap = torch.maximum(boot, t - 0.22)
    yield cap, 0.0, 0.25 * _happens(p.extra, 0.35, 0.6)
    # the sole: a line under the foot
    sole = torch.maximum(boot, p.under - p.sole - y)
    yield sole, dark, 1.0
    yield _line(y - p.under + p.sole, boot, 0.3), 1.0, 0.3


def _sandal(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    high = (p.heel > 6).float()  # a quarter: the others are flat
    p.lift = p.heel * high + 0.5 * p.sole
    p.ground = p.ground + 0.5 * p.lift
    t, p.under = _side_view(x, p)
    along = 27 * t  # pixels from the toe
    slope = p.lift * high * ((t > 0.4) & (t < 0.8)) / 10
    above = (y - p.under) / (1 + slope.square()).sqrt() + p.sole  # negative over the footbed
    footbed = torch.maximum((above - 0.5 * p.sole).abs() - 0.5 * p.sole, _ends(x, p))
    skin = _under(
        t, y, p, 0.5 * p.toe, p.toe, p.toe + 0.6, p.instep, 0.5 * (p.instep + p.height), p.height,
        p.height,
    )  # fmt: skip
    foot = torch.maximum(torch.maximum(skin, above), _ends(x, p))
    thick = 0.5 + 0.6 * p.place

    def ring(middle: Number, half: Number, height: Number) -> Tensor:
        """A strap over the foot: half of an ellipse that stands on the footbed."""
        return torch.maximum(ellipse(along - middle, above, half, height).abs() - thick, above)

    # in front: one broad band, one thong from between the toes, or a few straps
    broad, few = _happens(p.detail, 0.0, 0.5), _happens(p.detail, 0.65, 1.0)
    band = torch.maximum(foot, (along - 7.5 - 2 * p.place + 0.35 * above).abs() - 1.5 - 3 * p.place)
    yield band, p.cloth, broad
    yield _rim(band, p, chance=broad)
    yield ring(9.0 + 2 * p.place, 6.5, 0.75 * p.instep), p.cloth, 1 - broad
    yield ring(6.0, 4.5, 0.75 * p.toe), p.cloth, few
    yield ring(13.0 + p.place, 5.0, 0.9 * p.instep), p.cloth, few
    # behind: a cup around the heel, and a strap from its top over the foot
    strapped = _happens(p.extra, 0.25, 1.0)
    cup = torch.maximum(foot, torch.maximum(24.6 - along - 0.3 * above, -above - 0.7 * p.height))
    yield cup, 0.9 * p.cloth, strapped
    strap_end = (12.5 + 3 * p.place, -0.3 * p.instep)
    strap = capsule(along, above, (25.6, -0.62 * p.height), strap_end, thick)
    yield torch.maximum(strap, above), p.cloth, strapped
    around = ellipse(along - 22.5, above + 0.75 * p.height, 3.6, 0.22 * p.height).abs() - 0.5
    yield around, p.cloth, _happens(p.extra, 0.6, 1.0) * high
    # the sole, and under it a thin heel or a wedge
    heel = capsule(along, y, (25.2, p.ground - p.lift), (26.2, p.ground - 0.6), 0.7)
    yield heel, 0.7 * p.tone, high
    wedge = torch.maximum(
        torch.maximum(-above, y - p.ground), torch.maximum(_ends(x, p), 9 - along)
    )
    yield wedge, 0.2 + 0.5 * p.second, high * _happens(p.place, 0.7, 1.0)
    yield footbed, 0.25 + 0.75 * p.second, 1.0


# ---------------------------------------------------------------------- bags


def _bag(x: Tensor, y: Tensor, p: SimpleNamespace) -> Iterator[Layer]:
    carried = _happens(p.handle, 0.25, 1.0)
    p.bottom = p.bottom - 4.5 * (1 - carried)  # without a handle it lies in the middle
    top = p.bottom - p.deep
    half = 0.5 * p.deep
    across = x * (1 + p.taper * (y - top - half) / p.deep)
    body = box(across, y - top - half, p.width, half, p.round)
    # a handle is half a ring; a strap hangs from one point
    rise = (top - 1.2).clamp(min=2.0)
    handle = ellipse(x, y - top - 0.5, p.reach, rise).abs() - p.strap
    yield torch.maximum(handle, y - top - 2), 0.85 * p.tone, _happens(p.handle, 0.25, 0.7)
    strap = capsule(
        x.abs(), y, (p.width - 1.2, top + 1), (0.25 * p.reach, top - rise + 0.5), p.strap
    )
    yield strap, 0.8 * p.tone, _happens(p.handle, 0.7, 1.0)
    yield body, p.cloth, 1.0
    yield _rim(body, p)
    # a flap with a clasp; or a zip and a pocket; or two vertical bands
    fold = top + p.deep * p.flap + 0.8 - 1.2 * (x / p.width).square()
    flapped = _happens(p.detail, 0.0, 0.4)
    flap = torch.maximum(body, y - fold)
    yield flap, p.second, 0.45 * flapped
    yield _line(y - fold, body, 0.35), 0.0, 0.6 * flapped
    clasp = box(x, y - fold, 1.2, 1.2, 0.5)
    yield clasp, 1 - 0.7 * p.second, 0.9 * flapped
    zipped = _happens(p.detail, 0.4, 0.7)
    yield _line(y - top - 2.2, body + 1, 0.35), 0.0, 0.6 * zipped
    pocket = box(x, y - top - 0.68 * p.deep, 0.65 * p.width, 0.22 * p.deep, 1.0)
    yield pocket.abs() - 0.3, 0.0, 0.5 * zipped
    banded = _happens(p.detail, 0.6, 0.85)
    yield _line(x.abs() - p.reach, body, 0.6), p.second, 0.7 * banded
    label = box(x - 5 + 10 * p.place, y - top - 0.45 * p.deep, 1.3, 0.9, 0.3)
    yield torch.maximum(label, body), p.second, _happens(p.detail, 0.8, 1.0)
    yield _line(body + 1.1, body, 0.2), 0.0, 0.25  # the seam


LAYERS = {
    "T-shirt/top": _tshirt,
    "Trouser": _trouser,
    "Pullover": _pullover,
    "Dress": _dress,
    "Coat": _coat,
    "Sandal": _sandal,
    "Shirt": _shirt,
    "Sneaker": _sneaker,
    "Bag": _bag,
    "Ankle boot": _ankle_boot,
}
