"""One image file, of whatever kind, to one square of pixels."""

from __future__ import annotations

import functools
import io
import math

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from gan_lab.data.sources import Unusable, first_line

MIN_SIDE = 8  # pixels: less is an icon or a measuring pixel, not an image to learn from
# Only these of Pillow's formats are tried: one of the others starts another program (EPS).
_FORMATS = ("PNG", "JPEG", "MPO", "BMP", "DIB", "GIF", "WEBP", "AVIF", "TIFF", "PPM")
_DRAFT_PIXELS = 4_000_000


def decode(raw: bytes | np.ndarray, size: int, channels: int) -> np.ndarray:
    """Decode an image and make it square.

    The kind is read from the content, not from the name. In this order: turned upright as its
    EXIF data say, more than 8 bits brought to 8, the centre square of the shorter side cut out,
    transparent parts laid on white, RGB or grey, resized with Pillow's antialiased bilinear
    filter. Of an animation, the first picture.

    JPEG photographs of more than 4 million pixels and at least 16 times the wanted size are
    decoded at a half, a quarter or an eighth, and still at least 8 times the wanted size, which
    takes a fraction of the time and memory.

    Args:
        raw: the bytes of a file, or pixels, uint8 (H, W) or (H, W, C) with C = 1, 3 or 4.
        size: side of the result in pixels.
        channels: 1 for grey, 3 for RGB.

    Returns:
        uint8 (channels, size, size).

    Raises:
        Unusable: with the reason, whatever is wrong with it.
    """
    try:
        im = _from_pixels(raw) if isinstance(raw, np.ndarray) else _from_file(raw, size)
        im = _crop(_to_eight_bits(im))
        im = _flatten(im).convert("RGB" if channels == 3 else "L")
        im = im.resize((size, size), Image.Resampling.BILINEAR)
        pixels = np.asarray(im).reshape(size, size, channels)
        return np.ascontiguousarray(pixels.transpose(2, 0, 1))  # (S, S, C) -> (C, S, S)
    except Unusable:
        raise
    except Image.DecompressionBombError:
        raise Unusable("far too many pixels") from None
    except UnidentifiedImageError:
        raise Unusable(_not_an_image(raw)) from None
    except MemoryError:
        raise Unusable("needs more memory than there is") from None
    except Exception as error:  # Pillow's readers raise nearly everything for a broken file
        raise Unusable(f"damaged: {first_line(error)}") from None


def pixel_range(low: float, high: float, kind: str) -> tuple[float, float]:
    """What is black and what is white among numbers from `low` to `high`.

    Whole numbers lie in 0..255 or 0..65535; floats in 0..1, -1..1, 0..255 or 0..65535; the
    first of these that holds both is taken.

    Args:
        kind: numpy's dtype.kind: "b", "u", "i" or "f".

    Raises:
        Unusable: no such range holds them.
    """
    if kind == "b":
        return 0, 1
    ranges = [(0, 255), (0, 65535)]
    if kind == "f":
        ranges = [(0, 1), (-1, 1), *ranges]
    for black, white in ranges:
        if black <= low and high <= white:  # False for NaN
            return black, white
    raise Unusable(
        f"numbers from {low:g} to {high:g}: expected "
        + ("0..1, -1..1, 0..255 or 0..65535" if kind == "f" else "0..255 or 0..65535")
    )


def to_bytes(pixels: np.ndarray, black: float, white: float) -> np.ndarray:
    """Numbers from `black` to `white` as uint8 from 0 to 255, of the same shape."""
    if pixels.dtype == np.uint8 and (black, white) == (0, 255):
        return pixels
    scaled = (pixels.astype(np.float64) - black) * (255 / (white - black))
    return scaled.round().clip(0, 255).astype(np.uint8)


@functools.cache
def _formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in _FORMATS if name in Image.OPEN)


def _from_file(raw: bytes, size: int) -> Image.Image:
    """Open an image file, upright."""
    if not raw:
        raise Unusable("an empty file")
    im: Image.Image = Image.open(io.BytesIO(raw), formats=_formats())
    _refuse_small(im)
    if im.width * im.height > _DRAFT_PIXELS:
        im = _shrink(im, size)
    im.load()
    try:
        return ImageOps.exif_transpose(im)
    except Exception:  # unreadable EXIF data say nothing about the image
        return im


def _shrink(im: Image.Image, size: int) -> Image.Image:
    """The centre square of a large JPEG, decoded small and resized; other kinds as they are."""
    width, height = im.size
    # takes the smallest of 1/1, 1/2, 1/4, 1/8 that is not below this size
    im.draft(None, (8 * size, 8 * size))
    scale = round(width / im.width)
    if scale == 1:
        return im
    side = min(width, height) / scale
    left, top = (width / scale - side) / 2, (height / scale - side) / 2
    # cut at whole pixels around it, then resized from the square, whose edges lie between them
    x, y = math.floor(left), math.floor(top)
    im = im.crop((x, y, math.ceil(left + side), math.ceil(top + side)))
    box = (left - x, top - y, left - x + side, top - y + side)
    return im.resize((size, size), Image.Resampling.BILINEAR, box=box)


def _from_pixels(pixels: np.ndarray) -> Image.Image:
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if min(pixels.shape[:2]) == 0:
        raise Unusable("an empty array")
    im = Image.fromarray(np.ascontiguousarray(pixels))
    _refuse_small(im)
    return im


def _refuse_small(im: Image.Image) -> None:
    if min(im.size) < MIN_SIDE:
        raise Unusable(f"too small: {im.width} x {im.height} pixels, at least {MIN_SIDE} a side")


def _to_eight_bits(im: Image.Image) -> Image.Image:
    """Grey images of 16 or 32 bits or of floats, in 8 bits; others as they are."""
    if im.mode == "F":
        pixels = np.asarray(im)
        black, white = pixel_range(float(pixels.min()), float(pixels.max()), "f")
    elif im.mode == "I" or im.mode.startswith("I;16"):
        # always as 16 bits: what a number means must not depend on the darkest photograph
        pixels, black, white = np.asarray(im), 0, 65535
        if pixels.min() < 0 or pixels.max() > 65535:
            pixel_range(float(pixels.min()), float(pixels.max()), "i")  # raises
    else:
        return im
    return Image.fromarray(to_bytes(pixels, black, white))


def _crop(im: Image.Image) -> Image.Image:
    """The centre square of the shorter side."""
    side = min(im.size)
    left, top = (im.width - side) // 2, (im.height - side) // 2
    return im.crop((left, top, left + side, top + side))


def _flatten(im: Image.Image) -> Image.Image:
    """Transparent parts laid on white; without any, the image as it is."""
    if not im.has_transparency_data:
        return im
    white = Image.new("RGBA", im.size, "white")
    return Image.alpha_composite(white, im.convert("RGBA")).convert("RGB")


def _not_an_image(raw: bytes | np.ndarray) -> str:
    if isinstance(raw, bytes) and raw[4:8] == b"ftyp" and raw[8:11] in (b"hei", b"hev", b"mif"):
        return "HEIC, which cannot be read: save it as JPEG or PNG"
    return "not an image, whatever its name says"
