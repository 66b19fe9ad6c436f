"""2.9: what is written for TensorBoard."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE


def log_progress(
    writer: Any, step: int, d_loss: float, g_loss: float, images: Tensor | None = None
) -> None:
    """Both losses, and a grid of the images when there are some."""
    from gan_lab.viz import image_grid

    writer.add_scalar("loss/D", d_loss, step)
    writer.add_scalar("loss/G", g_loss, step)
    if images is not None:
        writer.add_image("samples", image_grid(images), step)


class _Writer:
    """Stands in for TensorBoard's SummaryWriter and remembers what it is told."""

    def __init__(self) -> None:
        self.scalars: list[tuple[str, float, Any]] = []
        self.pictures: list[tuple[str, Tensor, Any]] = []
        self.closed = False

    def add_scalar(self, tag: str, scalar_value: Any, global_step: Any = None, *_: Any) -> None:
        self.scalars.append((str(tag), float(scalar_value), global_step))

    def add_scalars(
        self, main_tag: str, tag_scalar_dict: Mapping[str, Any], global_step: Any = None, *_: Any
    ) -> None:
        mistake(
            "add_scalars",
            f"`add_scalars` opens a log of its own for each line, such as {main_tag}_"
            f"{next(iter(tag_scalar_dict), 'D')}, so that the names are others. Call `add_scalar` "
            "once for each loss.",
        )

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: Any = None,
        dataformats: str = "CHW",
    ) -> None:
        picture = torch.as_tensor(img_tensor)
        colours = picture.shape[dataformats.index("C")] if "C" in dataformats else 1
        if picture.dim() != len(dataformats) or colours not in (1, 3, 4):
            mistake(
                "not_one_picture",
                f"add_image takes one picture (C, H, W), but it got shape {tuple(picture.shape)}. "
                "Tile the images to one: `image_grid(images)`.",
            )
        self.pictures.append((str(tag), picture.detach().cpu(), global_step))

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: Any = None,
        dataformats: str = "NCHW",
    ) -> None:
        self.add_image(tag, img_tensor, global_step, walltime, dataformats)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


@exercise(
    "2.9",
    answer="log_progress",
    reference=log_progress,
    title="A log for TensorBoard",
    points=1,
    minutes=5,
    difficulty=1,
)
def check_log_progress(log_progress: Any, t: Trial) -> None:
    step, d_loss, g_loss = t.integer(10, 1000), 1 + float(t.uniform(1)), 3 + float(t.uniform(1))
    bare = _Writer()
    try:
        log_progress(bare, step, d_loss, g_loss)
    except (AttributeError, TypeError) as error:
        if "None" not in str(error):
            raise
        mistake(
            "images_none",
            "Without `images` your function stops: it is None then. Ask first: "
            "`if images is not None`.",
        )
    if bare.pictures:
        mistake("image_without_images", "A picture was logged although `images` is None.")
    _expect_scalars(bare.scalars, step, d_loss, g_loss)

    full = _Writer()
    shades = torch.tensor([-0.6, -0.3, 0.4, 0.7])  # neither end of the range: see below
    images = shades.view(4, 1, 1, 1).expand(4, *IMAGE).clone()
    log_progress(full, step, d_loss, g_loss, images.clone())
    _expect_scalars(full.scalars, step, d_loss, g_loss)
    if len(full.pictures) != 1:
        mistake(
            "no_image" if not full.pictures else "many_pictures",
            f"`images` was given, but {len(full.pictures)} pictures were logged: write one grid.",
        )
    tag, picture, at = full.pictures[0]
    if at != step:
        mistake(
            "image_without_step",
            f"The picture was logged for step {at}, not {step}: without the step TensorBoard "
            "keeps only one.",
        )
    _expect_shades(picture, shades)
    if not tag.strip():
        mistake("no_name", "The picture has no name: TensorBoard needs one to show it under.")

    later, handed_in = _Writer(), images.clone()
    log_progress(later, step + 1, d_loss, g_loss, handed_in)
    if not torch.equal(handed_in, images):
        mistake(
            "changes_images",
            "Your function changes the images that were handed in. `add_` and `div_` work in "
            "place: take `+` and `/`, which make new tensors.",
        )
    if not later.pictures:
        mistake("no_image", f"No picture was logged at step {step + 1}, but images were given.")
    if later.pictures[0][0] != tag:
        t.note(
            "Each step's picture has another name: with one name for all of them TensorBoard "
            "would show a slider over the steps."
        )
    if full.closed:
        t.note("You close the writer each time: it then begins a new file for every call.")


def _expect_scalars(
    scalars: list[tuple[str, float, Any]], step: int, d_loss: float, g_loss: float
) -> None:
    of_d = [(tag, at) for tag, value, at in scalars if math.isclose(value, d_loss, rel_tol=1e-5)]
    of_g = [(tag, at) for tag, value, at in scalars if math.isclose(value, g_loss, rel_tol=1e-5)]
    if not of_d or not of_g:
        missing = "d_loss" if not of_d else "g_loss"
        mistake("loss_missing", f"`{missing}` was not logged: one add_scalar for each loss.")
    (tag_d, at_d), (tag_g, at_g) = of_d[0], of_g[0]
    if tag_d == tag_g:
        mistake(
            "one_tag",
            f"Both losses are logged under {tag_d!r}: TensorBoard would draw them as one zigzag "
            "line. Give each its own name.",
        )
    if (tag_d, tag_g) == ("loss/G", "loss/D"):
        mistake("tags_swapped", "D's loss is logged as 'loss/G' and G's as 'loss/D'.")
    if at_d != step or at_g != step:
        mistake(
            "no_step",
            f"The losses were logged for step {at_d if at_d != step else at_g}, not {step}: the "
            "third argument of add_scalar is the step, the place on the x axis.",
        )
    if (tag_d, tag_g) != ("loss/D", "loss/G"):
        mistake(
            "other_names",
            f"The losses are logged as {tag_d!r} and {tag_g!r}. Call them 'loss/D' and 'loss/G': "
            "TensorBoard puts names with the same beginning side by side.",
        )


def _expect_shades(picture: Tensor, shades: Tensor) -> None:
    """Each image's shade arrives in the picture as (shade + 1) / 2."""
    values = picture.float() / (255 if picture.dtype == torch.uint8 else 1)

    def shown(wanted: Tensor) -> bool:
        return all(bool((values - w).abs().min() < 0.01) for w in wanted)

    if shown((shades + 1) / 2):
        return
    if shown((shades - shades.min()) / (shades.max() - shades.min())):
        mistake(
            "contrast_stretched",
            "The picture's contrast was stretched until its darkest value was black and its "
            "lightest white. So a pale picture looks strong, and you would not see G fail. Map "
            "-1 to 0 and 1 to 1, always.",
        )
    mistake(
        "wrong_range",
        f"add_image wants values from 0 to 1, but shades from {shades.min():.1f} to "
        f"{shades.max():.1f} arrived as {values.min():.2f} to {values.max():.2f}. Map -1 to 0 and "
        "1 to 1; `image_grid` does it.",
    )
