"""Every kind of image file becomes one square of pixels, or a reason why not."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from gan_lab.data.decode import decode, pixel_range, to_bytes
from gan_lab.data.sources import Unusable
from tests.data.pictures import encoded, expected, noise, plain, png_of_claimed_size


@pytest.fixture(autouse=True)
def as_in_packing():
    """Pillow's warnings about odd files are not the student's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("shape", [(109, 89), (89, 109), (64, 64), (20, 31), (9, 200)])
@pytest.mark.parametrize("size", [8, 64, 128])
def test_the_centre_square_is_cut_and_resized(shape, size) -> None:
    pixels = noise(*shape)
    assert np.array_equal(decode(encoded(pixels), size, 3), expected(pixels, size))


def test_what_lies_outside_the_centre_square_is_not_seen() -> None:
    pixels = noise(16, 40)
    changed = pixels.copy()
    changed[:, :12], changed[:, 28:] = 0, 255  # 40 wide, 16 high: columns 12..27 stay
    assert np.array_equal(decode(encoded(changed), 16, 3), decode(encoded(pixels), 16, 3))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "PPM", "WEBP", "JPEG"])
def test_the_kinds_of_files(kind) -> None:
    colour = (200, 100, 50)
    found = decode(encoded(plain(colour), kind), 8, 3)
    assert found.shape == (3, 8, 8)
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - np.reshape(colour, (3, 1, 1))).max() <= 3


def test_grey_from_rgb_and_rgb_from_grey() -> None:
    pixels = noise(16, 16)
    grey = np.asarray(Image.fromarray(pixels).convert("L"))
    assert np.array_equal(decode(encoded(pixels), 16, 1), grey[None])
    found = decode(encoded(grey), 16, 3)
    assert all(np.array_equal(plane, grey) for plane in found)


def test_sixteen_bit_grey_is_scaled() -> None:
    steps = np.linspace(0, 65535, 256).astype(np.uint16)  # 0, 257, 514, ...
    pixels = np.tile(steps, (256, 1))
    ppm = b"P5 256 256 65535\n" + pixels.astype(">u2").tobytes()  # Pillow 10.1 cannot write it
    for file in (encoded(pixels, "PNG"), encoded(pixels, "TIFF"), ppm):  # modes I;16 and I
        found = decode(file, 256, 1)
        assert found[0, 0].tolist() == list(range(256)), file[:9]
        assert np.array_equal(decode(file, 256, 3)[2], found[0])
    wide = decode(encoded(pixels.astype(np.int32), "TIFF"), 256, 1)
    assert wide[0, 0].tolist() == list(range(256))


def test_a_dark_sixteen_bit_image_stays_dark() -> None:
    pixels = np.full((16, 16), 200, np.uint16)
    assert decode(encoded(pixels), 16, 1).max() == 1
    assert decode(encoded(pixels.astype(np.int32), "TIFF"), 16, 1).max() == 1


@pytest.mark.parametrize("white", [1, 255, 65535])
def test_floats_are_scaled_by_their_range(white) -> None:
    pixels = np.tile(np.linspace(0, 1, 16, dtype=np.float32) * white, (16, 1))
    assert decode(encoded(pixels, "TIFF"), 16, 1)[0, 0].tolist() == list(range(0, 256, 17))


def test_numbers_of_no_known_range_are_refused() -> None:
    for pixels in (
        np.full((16, 16), np.nan, np.float32),
        np.full((16, 16), 1e6, np.float32),
        np.full((16, 16), 70_000, np.int32),
        np.full((16, 16), -1, np.int32),
    ):
        with pytest.raises(Unusable, match="numbers from"):
            decode(encoded(pixels, "TIFF"), 16, 1)


def test_ranges() -> None:
    assert pixel_range(0, 255, "u") == (0, 255)
    assert pixel_range(0, 256, "u") == (0, 65535)
    assert pixel_range(0, 1, "f") == (0, 1)
    assert pixel_range(-1, 1, "f") == (-1, 1)
    assert pixel_range(0, 2, "f") == (0, 255)
    assert pixel_range(0, 1, "b") == (0, 1)
    assert to_bytes(np.array([-1.0, 0.0, 1.0]), -1, 1).tolist() == [0, 128, 255]
    assert to_bytes(np.array([False, True]), 0, 1).tolist() == [0, 255]


def test_transparent_parts_lie_on_white() -> None:
    red = plain((255, 0, 0, 255))
    red[:, :8, 3] = 0  # the left half is clear
    red[:, 12:, 3] = 128  # the last quarter half clear
    found = decode(encoded(red), 16, 3)
    assert (found[:, :, :8] == 255).all()
    assert found[:, 0, 8].tolist() == [255, 0, 0]
    assert found[:, 0, 15].tolist() == [255, 127, 127]
    assert decode(encoded(red), 16, 1)[0, 0, 0] == 255


def test_transparent_palette_and_transparent_grey() -> None:
    palette = Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16), "L").convert("P")
    clear = decode(encoded(palette, transparency=0), 16, 3)  # black is clear
    assert clear[:, 0, 0].tolist() == [255, 255, 255]
    assert clear[:, 0, 1].tolist() == [1, 1, 1]
    bytewise = decode(encoded(palette, transparency=bytes([0, 255])), 16, 3)
    assert bytewise[:, 0, 0].tolist() == [255, 255, 255]
    grey = Image.merge("LA", [Image.new("L", (16, 16), 0), Image.new("L", (16, 16), 0)])
    assert (decode(encoded(grey), 16, 1) == 255).all()


def test_cmyk() -> None:
    for kind in ("JPEG", "TIFF"):
        found = decode(encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), kind), 16, 3)
        assert np.abs(found[:, 8, 8].astype(int) - [0, 255, 255]).max() <= 2


def test_the_first_picture_of_an_animation() -> None:
    frames = [Image.fromarray(plain((0, 0, 255))), Image.fromarray(plain((255, 0, 0)))]
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        file = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert decode(file, 16, 3)[:, 8, 8].argmax() == 2, kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize(("orientation", "quarter"), [(1, (0, 0)), (3, (1, 1)), (6, (0, 1))])
def test_photographs_stand_upright(kind, orientation, quarter) -> None:
    pixels = np.zeros((32, 32, 3), np.uint8)
    pixels[:16, :16] = 255  # as stored: bright at the top left
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = decode(encoded(pixels, kind, exif=exif), 32, 1)[0]
    row, column = quarter[0] * 16, quarter[1] * 16
    assert found[row + 4 : row + 12, column + 4 : column + 12].min() > 250
    assert found.mean() < 70


def test_the_square_is_cut_after_turning() -> None:
    pixels = noise(13, 24)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = np.ascontiguousarray(np.rot90(pixels, -1))
    assert np.array_equal(decode(encoded(pixels, exif=exif), 8, 3), expected(turned, 8))


def test_broken_exif_data_do_no_harm() -> None:
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff\x12\x01garbage"
    file = encoded(plain((9, 9, 9)), "JPEG", exif=exif)
    assert decode(file, 8, 3).max() <= 12


@pytest.mark.parametrize("orientation", [1, 3, 6])
@pytest.mark.parametrize(("width", "height"), [(2400, 1800), (2057, 2405)])
def test_a_large_photograph_is_decoded_nearly_the_same(
    width, height, orientation, monkeypatch
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    im = Image.fromarray(noise(30, 40)).resize((width, height), Image.BICUBIC)
    photograph = encoded(im, "JPEG", quality=95, exif=exif)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(photograph))))
    decoded_at = []
    draft = JpegImageFile.draft
    monkeypatch.setattr(
        JpegImageFile, "draft", lambda im, *args: (draft(im, *args), decoded_at.append(im.size))
    )
    difference = decode(photograph, 32, 3).astype(int) - expected(upright, 32)
    assert max(decoded_at[0]) < 700
    assert np.abs(difference).max() <= 6
    assert np.abs(difference).mean() < 0.5


def test_pixels_instead_of_a_file() -> None:
    for channels in (1, 3, 4):
        pixels = noise(16, 16, channels)
        if channels == 4:
            pixels[..., 3] = 255
        found = decode(pixels, 16, 3)
        assert np.array_equal(found.transpose(1, 2, 0)[..., :channels].squeeze(), found_in(pixels))
    assert np.array_equal(decode(noise(16, 16, 1)[..., None], 16, 1)[0], noise(16, 16, 1))


def found_in(pixels: np.ndarray) -> np.ndarray:
    return pixels[..., :3] if pixels.ndim == 3 else pixels


BROKEN = {
    "empty": (b"", "an empty file"),
    "text": (b"not at all an image", "not an image"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
    "one pixel": (encoded(noise(1, 1)), r"too small: 1 x 1 pixels, at least 8"),
    "seven high": (encoded(noise(7, 100)), r"too small: 100 x 7"),
    "cut JPEG": (encoded(noise(64, 64), "JPEG")[:1500], "damaged"),
    "cut PNG": (encoded(noise(64, 64))[:1500], "damaged"),
    "head only": (encoded(noise(64, 64))[:20], "not an image|damaged"),
    "bomb": (png_of_claimed_size(30_000, 30_000), "far too many pixels"),
    "missing rows": (png_of_claimed_size(300, 300), "damaged"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n", "not an image"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_used_has_a_reason(case) -> None:
    content, reason = BROKEN[case]
    with pytest.raises(Unusable, match=reason):
        decode(content, 64, 3)


def test_eight_pixels_are_enough() -> None:
    assert decode(encoded(noise(8, 8)), 64, 3).shape == (3, 64, 64)
