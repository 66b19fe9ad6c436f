# %% right: crop and resize
from PIL import Image


def fit_square(image, size):
    side = min(image.size)
    left = (image.width - side) // 2
    top = (image.height - side) // 2
    square = image.convert("RGB").crop((left, top, left + side, top + side))
    return square.resize((size, size), Image.Resampling.BILINEAR)


# %% right: ImageOps
from PIL import ImageOps


def fit_square(image, size):
    return ImageOps.fit(image.convert("RGB"), (size, size))


# %% right: resize with a box
def fit_square(image, size):
    w, h = image.size
    s = min(w, h)
    box = ((w - s) / 2, (h - s) / 2, (w + s) / 2, (h + s) / 2)
    return image.convert("RGB").resize((size, size), resample=1, box=box)


# %% right: two cases, resized first
def fit_square(image, size):
    image = image.convert("RGB")
    w, h = image.size
    if w > h:
        image = image.resize((round(w * size / h), size))
        cut = (image.width - size) // 2
        return image.crop((cut, 0, cut + size, size))
    image = image.resize((size, round(h * size / w)))
    cut = (image.height - size) // 2
    return image.crop((0, cut, size, cut + size))


# %% right: torchvision
from torchvision.transforms.v2 import functional as TF


def fit_square(image, size):
    side = min(image.size)
    return TF.resize(TF.center_crop(image.convert("RGB"), [side, side]), [size, size])


# %% right: NumPy slices
import numpy as np
from PIL import Image


def fit_square(image, size):
    pixels = np.asarray(image.convert("RGB"))
    h, w, _ = pixels.shape
    s = min(h, w)
    pixels = pixels[(h - s) // 2 :, (w - s) // 2 :][:s, :s]
    return Image.fromarray(np.ascontiguousarray(pixels)).resize((size, size))


# %% note: single pixels
from PIL import Image


def fit_square(image, size):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.convert("RGB").crop((left, top, left + side, top + side))
    return square.resize((size, size), Image.Resampling.NEAREST)


# %% wrong: squeezed
def fit_square(image, size):
    return image.convert("RGB").resize((size, size))


# %% wrong: squeezed (the crop is lost)
def fit_square(image, size):
    image = image.convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image.crop((left, top, left + side, top + side))
    return image.resize((size, size))


# %% wrong: corner
def fit_square(image, size):
    side = min(image.size)
    return image.convert("RGB").crop((0, 0, side, side)).resize((size, size))


# %% wrong: corner (the whole difference is left out on one side)
def fit_square(image, size):
    side = min(image.size)
    left, top = image.width - side, image.height - side
    return image.convert("RGB").crop((left, top, left + side, top + side)).resize((size, size))


# %% wrong: padded
from PIL import ImageOps


def fit_square(image, size):
    return ImageOps.pad(image.convert("RGB"), (size, size))


# %% wrong: padded (the longer side)
def fit_square(image, size):
    side = max(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.convert("RGB").crop((left, top, left + side, top + side)).resize((size, size))


# %% wrong: only_wide
def fit_square(image, size):
    side = image.height
    left = (image.width - side) // 2
    return image.convert("RGB").crop((left, 0, left + side, side)).resize((size, size))


# %% wrong: too_much_cut_away
def fit_square(image, size):
    left, top = (image.width - size) // 2, (image.height - size) // 2
    return image.convert("RGB").crop((left, top, left + size, top + size))


# %% wrong: not_square
def fit_square(image, size):
    image = image.convert("RGB").copy()
    image.thumbnail((size, size))
    return image


# %% wrong: not_resized
def fit_square(image, size):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.convert("RGB").crop((left, top, left + side, top + side))


# %% wrong: not_resized (the result is lost)
def fit_square(image, size):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.convert("RGB").crop((left, top, left + side, top + side))
    square.resize((size, size))
    return square


# %% wrong: wrong_mode
from PIL import ImageOps


def fit_square(image, size):
    return ImageOps.fit(image, (size, size))


# %% wrong: wrong_mode (grey)
from PIL import ImageOps


def fit_square(image, size):
    return ImageOps.fit(image.convert("L"), (size, size))


# %% wrong: not_a_picture
import numpy as np
from PIL import ImageOps


def fit_square(image, size):
    return np.asarray(ImageOps.fit(image.convert("RGB"), (size, size)))


# %% wrong: returns_nothing
from PIL import ImageOps


def fit_square(image, size):
    image = ImageOps.fit(image.convert("RGB"), (size, size))


# %% wrong: returns_nothing (thumbnail has no result)
def fit_square(image, size):
    return image.convert("RGB").thumbnail((size, size))


# %% wrong: turned
import numpy as np
from PIL import Image, ImageOps


def fit_square(image, size):
    square = ImageOps.fit(image.convert("RGB"), (size, size))
    return Image.fromarray(np.ascontiguousarray(np.asarray(square).transpose(1, 0, 2)))


# %% wrong: wrong_part (width and height of the box instead of its ends)
def fit_square(image, size):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.convert("RGB").crop((left, top, max(side, left + 1), max(side, top + 1))).resize((size, size))


# %% right: LANCZOS, converted last
from PIL import Image, ImageOps


def fit_square(image, size):
    return ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS).convert("RGB")


# %% right: the longer side cut by hand
def fit_square(image, size):
    image = image.convert("RGB")
    while image.width > image.height + 1:
        image = image.crop((1, 0, image.width - 1, image.height))
    while image.height > image.width + 1:
        image = image.crop((0, 1, image.width, image.height - 1))
    return image.resize((size, size))


# %% wrong: not_square (always 64)
from PIL import ImageOps


def fit_square(image, size):
    return ImageOps.fit(image.convert("RGB"), (64, size))


# %% wrong: squeezed (a square box, but of the resized picture)
def fit_square(image, size):
    image = image.convert("RGB").resize((2 * size, 2 * size))
    return image.resize((size, size))


# %% wrong: sides_swapped
def fit_square(image, size):
    h, w = image.size
    s = min(h, w)
    left, top = (w - s) // 2, (h - s) // 2
    return image.convert("RGB").crop((left, top, left + s, top + s)).resize((size, size))


# %% wrong: colours_lost (a palette, through NumPy)
from PIL import Image
def fit_square(image, size):
    a = np.asarray(image)
    h, w = a.shape[:2]; s = min(h, w)
    t, l = (h - s) // 2, (w - s) // 2
    return Image.fromarray(a[t:t+s, l:l+s]).convert("RGB").resize((size, size), Image.BILINEAR)


# %% wrong: colours_lost (black, where the mode is another)
from PIL import Image
def fit_square(image, size):
    if image.mode != "RGB":
        image = Image.new("RGB", image.size)
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((size, size))


# %% wrong: squeezed (where the mode is another)
from PIL import Image
def fit_square(image, size):
    if image.mode != "RGB":
        return image.convert("RGB").resize((size, size))
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((size, size))


# %% wrong: blurred
from PIL import Image
def fit_square(image, size):
    image = image.convert("RGB")
    image.thumbnail((size, size))
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((size, size))


# %% wrong: colours_lost (grey)
def fit_square(image, size):
    image = image.convert("L").convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    return square.resize((size, size))


# %% wrong: colours_swapped
from PIL import Image


def fit_square(image, size):
    image = image.convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    pixels = np.asarray(square.resize((size, size)))[:, :, ::-1]
    return Image.fromarray(np.ascontiguousarray(pixels))


# %% wrong: mirrored
from PIL import ImageOps


def fit_square(image, size):
    image = image.convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    return ImageOps.mirror(square.resize((size, size)))


# %% right: thumbnail of the shorter side
def fit_square(image, size):
    image = image.convert("RGB")
    image.thumbnail((10**6, size) if image.width > image.height else (size, 10**6))
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((size, size))
