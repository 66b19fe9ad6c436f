"""9.1: from a picture of any size to a small square."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from gan_lab.checks._core import Trial, exercise, mistake

BLUE = 200  # everywhere in the pictures of this check: where it is missing, nothing was painted
TOLERANCE = 7  # shades of 255: as much as any good way of resizing may differ


def fit_square(image: Image.Image, size: int) -> Image.Image:
    """The middle square of a picture, in colour, `size` pixels high and wide."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    middle = image.convert("RGB").crop((left, top, left + side, top + side))
    return middle.resize((size, size), Image.Resampling.BILINEAR)


@exercise(
    "9.1",
    answer="fit_square",
    reference=fit_square,
    title="A square from any picture",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_fit_square(fit_square: Any, t: Trial) -> None:
    size = 8 * t.integer(3, 6)
    short, more = t.integer(80, 120), t.integer(40, 80)
    wide, high = (short + more, short), (short, short + more)
    _expect_middle(fit_square, wide, size, "wide")
    _expect_middle(fit_square, high, size, "high")
    _expect_middle(fit_square, (short, short), size, "square")
    _expect_middle(fit_square, (size // 2 + 5, size // 2), size, "small")
    picture = _picture(*wide)
    for other in (picture.getchannel(0), picture.convert("RGBA"), picture.quantize(256)):
        _expect_same_as_reference(fit_square, other, size)
    _expect_sharp(fit_square, size)
    board = (np.indices((8 * size, 8 * size)).sum(0) % 2 * 255).astype(np.uint8)
    reduced = np.asarray(fit_square(Image.fromarray(board).convert("RGB"), size), dtype=float)
    if reduced.std() > 60 or reduced.mean() < 60 or reduced.mean() > 195:
        t.note(
            "You shrink by picking single pixels (NEAREST). Fine patterns turn into flicker: "
            "`Image.Resampling.BILINEAR` takes the mean of what lies around."
        )


def _expect_same_as_reference(answer: Any, picture: Image.Image, size: int) -> None:
    """Of a picture in another mode than RGB the middle square comes back too, with its colours."""
    found = _expect_square(answer(picture.copy(), size), size, f"mode {picture.mode}")

    def is_like(other: Image.Image) -> bool:
        a, b = (
            np.asarray(each.convert("RGB").resize((4, 4), Image.Resampling.BOX), dtype=float)
            for each in (found, other)
        )
        return bool(np.abs(a - b).max() < 10)

    if is_like(fit_square(picture, size)):
        return
    if is_like(picture.convert("RGB").resize((size, size))):
        mistake(
            "squeezed",
            f"A picture of mode {picture.mode} is squeezed into the square: cut out the middle "
            "first, as of all others.",
        )
    mistake(
        "colours_lost",
        f"A picture of mode {picture.mode} comes back with other colours, or another part of it. "
        'What its numbers mean only PIL knows: `image.convert("RGB")` comes first, before NumPy.',
    )


def _expect_sharp(fit_square: Any, size: int) -> None:
    """Stripes as wide as a pixel of the result are still there, of a picture twice as wide."""
    stripes = np.zeros((4 * size, 8 * size, 3), dtype=np.uint8)
    stripes[:, np.arange(8 * size) // 4 % 2 == 1] = 255
    found = np.asarray(fit_square(Image.fromarray(stripes), size), dtype=float)
    if found.std() < 15:
        mistake(
            "blurred",
            "Fine stripes have become one grey: somewhere your picture is made smaller than "
            f"{size} pixels and then larger again (`thumbnail` fits the *longer* side). Cut out "
            "the square first, and resize it once.",
        )


def _picture(width: int, height: int) -> Image.Image:
    """Red grows from left to right, green from top to bottom: each place has its own colour."""
    x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    pixels = np.full((height, width, 3), BLUE, dtype=np.uint8)
    pixels[:, :, 0], pixels[:, :, 1] = 255 * x[None, :], 255 * y[:, None]
    return Image.fromarray(pixels)


def _expect_square(found: Any, size: int, kind: str) -> Image.Image:
    """A picture in colour of `size` x `size`, else the fitting mistake."""
    if found is None:
        mistake(
            "returns_nothing",
            "Nothing comes back: is there a `return`? (`thumbnail` and `paste` return nothing "
            "themselves.)",
        )
    if not isinstance(found, Image.Image):
        mistake(
            "not_a_picture",
            f"A PIL picture should come back, but it is a {type(found).__name__}.",
        )
    if found.size != (size, size):
        if found.width != found.height:
            mistake(
                "not_square",
                f"A {kind} picture comes back as {found.width} x {found.height}: cut out a square "
                "first, then resize it to exactly size x size.",
            )
        mistake(
            "not_resized",
            f"What comes back is a square, but of {found.width} pixels and not {size}: "
            "`resize((size, size))` is missing, or its result was lost.",
        )
    if found.mode != "RGB":
        mistake(
            "wrong_mode",
            f"A picture ({kind}) comes back in the mode {found.mode}. Grey or transparent ones "
            'would then have other channels than the rest: `image.convert("RGB")`.',
        )
    return found


def _expect_middle(fit_square: Any, of: tuple[int, int], size: int, kind: str) -> None:
    """fit_square takes the middle square of a picture of this size (width, height)."""
    picture = _picture(*of)
    before = picture.copy()
    found = _expect_square(fit_square(picture, size), size, kind)
    if picture.size != before.size or picture.tobytes() != before.tobytes():
        mistake(
            "changes_input",
            "The picture that was handed in has changed: `thumbnail` and `paste` work in place. "
            "`crop` and `resize` give new pictures.",
        )
    pixels = np.asarray(found, dtype=float)
    width, height = of
    side = min(of)
    left, top = (width - side) / 2, (height - side) / 2

    def looks_like(
        left: float, top: float, right: float, bottom: float, pixels: np.ndarray = pixels
    ) -> bool:
        """Whether `pixels` are this part of the picture, squeezed into the square."""
        place = (np.arange(size) + 0.5) / size
        red = 255 * (left + place * (right - left)) / width
        green = 255 * (top + place * (bottom - top)) / height
        off_red = np.abs(pixels[:, :, 0] - red[None, :])
        off_green = np.abs(pixels[:, :, 1] - green[:, None])
        # the outermost pixels depend on how a program resizes
        inner = slice(2, -2)
        off = np.maximum(off_red, off_green)[inner, inner]
        return bool(off.max() < TOLERANCE + 150 / side)  # 150 / side: about half a pixel

    if looks_like(left, top, left + side, top + side):
        return
    middle = (left, top, left + side, top + side)
    if looks_like(*middle, pixels=pixels[:, :, ::-1]):
        mistake(
            "colours_swapped",
            "Red and blue have changed places. PIL, like the networks, has them in the order red, "
            "green, blue.",
        )
    if np.ptp(pixels, axis=2).max() < 1 and pixels.max() > 0:
        mistake(
            "colours_lost",
            'The picture comes back grey. `convert("L")` throws the colours away, and "RGB" does '
            "not bring them back: convert to RGB at once.",
        )
    if looks_like(*middle, pixels=pixels[:, ::-1]) or looks_like(*middle, pixels=pixels[::-1]):
        mistake(
            "mirrored",
            "It is the middle square, but mirrored, or upside down. Leave the picture as it was.",
        )
    swapped = picture.crop((int(top), int(left), int(top) + side, int(left) + side))
    swapped_pixels = np.asarray(swapped.resize((size, size)), dtype=float)
    if left != top and np.abs(pixels - swapped_pixels).mean() < TOLERANCE:
        mistake(
            "sides_swapped",
            f"Your box for a {kind} picture is that of a picture turned on its side. PIL says "
            "(width, height): `width, height = image.size`.",
        )
    if np.abs(pixels[:, :, 2] - BLUE).max() > 30:
        if kind == "high":
            mistake(
                "only_wide",
                "A picture that is higher than wide gets an empty border: your box reaches beyond "
                "its edges. The side of the square is the *shorter* of the two.",
            )
        mistake(
            "padded",
            f"A {kind} picture gets an empty border. Every generated picture would have one "
            "too: cut the longer side instead of filling the shorter one.",
        )
    if looks_like(0, 0, width, height):
        mistake(
            "squeezed",
            f"A {kind} picture of {width} x {height} is squeezed into the square: faces become "
            "thin or broad. Cut out the middle square first. (`crop` returns a new picture: use "
            "what it returns.)",
        )
    if looks_like(0, 0, side, side):
        mistake(
            "corner",
            f"Your square of a {kind} picture begins at the top left. What counts is mostly in "
            "the middle: leave out as much on both sides.",
        )
    if looks_like(width - side, height - side, width, height):
        mistake(
            "corner",
            f"Your square of a {kind} picture lies at the far end. Leave out as much on both "
            "sides: half of the difference each.",
        )
    if size < side and looks_like(
        (width - size) / 2, (height - size) / 2, (width + size) / 2, (height + size) / 2
    ):
        mistake(
            "too_much_cut_away",
            f"You cut {size} x {size} pixels out of the middle of {width} x {height}: most of the "
            "picture is lost. Cut a square as large as the shorter side, then make it smaller.",
        )
    turned = pixels[:, :, [1, 0, 2]].transpose(1, 0, 2)
    if np.abs(turned - pixels).max() > TOLERANCE and pixels[0, :, 1].std() > 20:
        mistake(
            "turned",
            "The picture is turned: rows and columns have changed places. PIL counts "
            "(width, height), NumPy (height, width).",
        )
    mistake(
        "wrong_part",
        f"Of a {kind} picture of {width} x {height} another part comes back than its middle "
        f"square. The box for `crop` is (left, top, right, bottom); here it should be about "
        f"({left:.0f}, {top:.0f}, {left + side:.0f}, {top + side:.0f}).",
    )
