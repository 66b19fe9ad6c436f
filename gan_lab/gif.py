"""The film of a training as a GIF: one frame a moment, its step written below."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from gan_lab import viz
from gan_lab.errors import GanLabError
from gan_lab.files import keep_former, replacing

Moment = tuple[int, Tensor]  # (step, samples)

N_IMAGES, N_POINTS = 64, 1_000  # of each moment are shown
LAST = 2.0  # seconds that the last frame stays longer than the others
LINE = 20  # pixels of the line with the step


def moments(samples: Sequence[Moment], real: Tensor | None = None) -> list[Moment]:
    """The moments of a film, looked over, each with the samples that are shown of it.

    Args:
        samples: (step, images (N, C, H, W) in [-1, 1]) or (step, points (N, 2)), as
            `callbacks.SampleGrid` collects them.
        real: (M, 2), which points need: it sets the axes' limits.

    Returns:
        The same with at most 64 images, or 1,000 points, a moment, on the CPU.

    Raises:
        GanLabError: no moments, something else than moments, or samples of different shapes.
    """
    if not isinstance(samples, Sequence):
        raise GanLabError(
            "expected a list of (step, samples), such as the `.samples` of a SampleGrid, "
            f"got a {type(samples).__name__}"
        )
    if not samples:
        raise GanLabError("there are no moments to show: has a step been made?")
    for i, one in enumerate(samples):
        if not isinstance(one, Sequence) or len(one) != 2 or not isinstance(one[1], Tensor):
            raise GanLabError(f"expected (step, samples), got a {type(one).__name__} at place {i}")
    first = samples[0][1]
    for step, x in samples:
        if x.shape != first.shape:
            raise GanLabError(
                "the samples of all moments must have one shape: "
                f"{tuple(first.shape)} at step {samples[0][0]}, {tuple(x.shape)} at step {step}"
            )
    is_image = first.dim() == 4 and first.shape[1] in (1, 3)
    is_points = first.dim() == 2 and first.shape[1] == 2
    if len(first) == 0 or not (is_image or is_points):
        raise GanLabError(
            "expected images (N, C, H, W), C being 1 or 3, or points (N, 2), "
            f"got shape {tuple(first.shape)}"
        )
    if is_points and (not isinstance(real, Tensor) or real.dim() != 2 or real.shape[1] != 2):
        found = tuple(real.shape) if isinstance(real, Tensor) else type(real).__name__
        raise GanLabError(f"points need real points beside them, real (M, 2), got {found}")
    n = N_IMAGES if is_image else N_POINTS
    return [(int(step), x[:n].detach().float().cpu()) for step, x in samples]


def save_gif(
    samples: Sequence[Moment],
    path: str | Path,
    *,
    zoom: int = 2,
    seconds: float = 0.5,
    real: Tensor | None = None,
) -> Path:
    """Write the film of a training as an animated GIF, which any browser shows.

        save_gif(film.samples, "film.gif")

    Each frame has its step written below it; the last one stays two seconds longer, and then the
    film begins again. A file that is there already is kept under a new name.

    Args:
        samples: (step, images (N, C, H, W) in [-1, 1]) as `callbacks.SampleGrid` collects them,
            of which the first 64 images are shown; or points (N, 2), with `real`.
        path: the file, ending in .gif.
        zoom: pixels of the film for one pixel of an image.
        seconds: that a frame stays, from 0.02 to 60.
        real: (M, 2), the real points that are drawn below generated ones.

    Returns:
        The file.

    Raises:
        GanLabError: no moments, samples of different shapes, a wrong number, or a file that cannot
            be written.
    """
    path = Path(path)
    if path.suffix.lower() != ".gif":
        raise GanLabError(f"the film's name must end in .gif, got {path}")
    if isinstance(zoom, bool) or not isinstance(zoom, int) or zoom < 1:
        raise GanLabError(f"zoom must be a whole number from 1 on, got {zoom!r}")
    if not 0.02 <= seconds <= 60:
        raise GanLabError(f"seconds must lie in 0.02..60, got {seconds}")
    film = moments(samples, real)
    frames = _in_one_palette(_frames(film, zoom, real))
    stay = [round(1000 * seconds)] * len(frames)
    stay[-1] += round(1000 * LAST)
    steps = ", ".join(f"{step:,}" for step, _ in film)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part:
            frames[0].save(
                part,
                "GIF",
                save_all=True,
                append_images=frames[1:],
                duration=stay,
                loop=0,  # for ever
                comment=f"The film of a training: samples of G at the steps {steps}.",
            )
            keep_former(path)
    except OSError as error:
        raise GanLabError(f"cannot write {path}: {error.strerror or error}") from None
    return path


def _frames(film: list[Moment], zoom: int, real: Tensor | None) -> list[Image.Image]:
    """One picture a moment, all of one size, with the step below it."""
    font = ImageFont.load_default(14)
    captions = [f"step {step:,}" for step, _ in film]
    pictures = [_picture(x, zoom, real) for _, x in film]
    widths = [picture.width for picture in pictures]
    width = max(*widths, *(int(font.getlength(caption)) + 9 for caption in captions))
    height = max(picture.height for picture in pictures)
    frames = []
    for caption, picture in zip(captions, pictures, strict=True):
        frame = Image.new(picture.mode, (width, height + LINE), "white")
        frame.paste(picture, (0, 0))
        ImageDraw.Draw(frame).text((4, height + 1), caption, "black", font)
        frames.append(frame)
    return frames


def _in_one_palette(frames: list[Image.Image]) -> list[Image.Image]:
    """Colour frames in the 256 colours of a GIF, the same ones for all; grey ones as they are.

    A palette for each frame would flicker, and to find it takes a second a frame.
    """
    if frames[0].mode == "L":
        return frames
    side = 96  # pixels of each frame that take part in the choice
    some = Image.new("RGB", (side * len(frames), side))
    for i, frame in enumerate(frames):
        some.paste(frame.resize((side, side), Image.Resampling.NEAREST), (side * i, 0))
    palette = some.quantize(256)
    return [frame.quantize(palette=palette) for frame in frames]


def _picture(x: Tensor, zoom: int, real: Tensor | None) -> Image.Image:
    """The samples of one moment."""
    file = io.BytesIO()
    if x.dim() == 4:
        file.write(viz.png_of_images(x, zoom))
    else:
        assert real is not None  # `moments` has seen to it
        viz.save(viz.points(x, real, "Real and generated points"), file)
    picture = Image.open(file)
    return picture if picture.mode == "L" else picture.convert("RGB")
