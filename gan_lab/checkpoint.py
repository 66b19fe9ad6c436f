"""Checkpoints: one file with all of a run, in tensors and plain values only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from gan_lab.errors import GanLabError
from gan_lab.recipes import find_recipe

FORMAT = 1


def save(path: str | Path, content: dict[str, Any]) -> None:
    """Write a checkpoint so that `path` holds the old file or the new one, never half of one.

    Raises:
        GanLabError: the folder cannot be written.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        torch.save({"format": FORMAT, **content}, part)
        part.replace(path)
    except (OSError, RuntimeError) as error:
        raise GanLabError(f"cannot write the checkpoint {path}: {error}") from None


def load(path: str | Path) -> dict[str, Any]:
    """Read a checkpoint. Only tensors and plain values are accepted, no code.

    Raises:
        GanLabError: no such file, not a checkpoint of this course, or of another format.
    """
    path = Path(path)
    if not path.is_file():
        raise GanLabError(f"there is no checkpoint {path}: train one with gan-lab train")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception:  # zip, pickle and runtime errors alike mean one thing here
        raise GanLabError(
            f"{path} is damaged or not a checkpoint: train again, or use another copy"
        ) from None
    if not isinstance(content, dict) or "format" not in content or "recipe" not in content:
        raise GanLabError(f"{path} is not a checkpoint of gan-lab train")
    if content["format"] != FORMAT:
        raise GanLabError(
            f"{path} has checkpoint format {content['format']}, this version reads {FORMAT}: "
            "use the version of the course that wrote it, or train again"
        )
    return content


def build_generator(content: dict[str, Any], origin: str | Path = "checkpoint") -> nn.Module:
    """The generator of a loaded checkpoint: the averaged one where the run kept one.

    Raises:
        GanLabError: the weights do not fit the networks of the recipe.
    """
    recipe = find_recipe(content["recipe"])
    weights = content.get("G_ema") or content.get("G") or {}
    try:
        G = recipe.generator(**content["g_args"])
        G.load_state_dict(weights)
    except (KeyError, TypeError, AttributeError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:160]
        raise GanLabError(
            f"{origin} does not fit the recipe {recipe.name}: its weights are another model's "
            f"({reason})"
        ) from None
    return G.eval()
