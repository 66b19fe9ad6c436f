"""Checkpoints: one file with all of a run, in tensors and plain values only."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import nn

from gan_lab.errors import GanLabError
from gan_lab.files import NO_ROOM
from gan_lab.recipes import find_recipe

FORMAT = 2
READS = (1, 2)  # format 1 lacked what --resume needs; samples can still be drawn from it
PART, LINK = ".part", ".link"  # endings of what `save` writes on its way
STALE = 3600.0  # seconds after which such a file is nobody's


def save(path: str | Path, content: dict[str, Any]) -> None:
    """Write a checkpoint so that `path` holds the old file or the new one, never half of one.

    The old file stays beside it, under `previous(path)`.

    Raises:
        GanLabError: the folder cannot be written.
    """
    path = Path(path)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")  # no other writer has it
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            torch.save({"format": FORMAT, **content}, file)
            file.flush()
            os.fsync(file.fileno())  # on the disk before the name is: a power cut leaves no husk
        _remove_leftovers(path, part)
        if zipfile.is_zipfile(path):  # a damaged one must not take a good one's place
            _keep(path)
        part.replace(path)
    except (OSError, RuntimeError) as error:
        raise GanLabError(f"cannot write the checkpoint {path}: {_reason(error)}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _reason(error: BaseException) -> str:
    """Why a file could not be written: torch.save hides the system's error behind one of its own.

    It tells of places in its file that do not fit, and has the system's error as its context.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__context__
    if cause is None:
        return str(error)
    if cause.errno in NO_ROOM:
        return f"the disk is full ({cause.strerror}): free some space"
    return cause.strerror or str(cause)


def _remove_leftovers(path: Path, part: Path) -> None:
    """Remove the parts of `path` that killed processes have left; `part` has just been written.

    Nobody can ask whether the writer, perhaps on another machine, still runs. But it would write:
    what has lain still for an hour, by the clock of the disk itself, is nobody's.
    """
    ours = re.compile(re.escape(path.name) + rf"(\.[0-9a-f]{{8}})?({PART}|{LINK})")
    with contextlib.suppress(OSError):
        now = _touched(part)
        for other in path.parent.iterdir():
            if ours.fullmatch(other.name) and now - _touched(other) > STALE:
                other.unlink()


def _touched(path: Path) -> float:
    """When a file was last written, or given the name that it has."""
    found = path.stat()
    return max(found.st_mtime, found.st_ctime)


def previous(path: str | Path) -> Path:
    """Where `save` keeps the checkpoint before the last one: NAME-previous.pt."""
    path = Path(path)
    return path.with_name(f"{path.stem}-previous{path.suffix}")


def _keep(path: Path) -> None:
    """Give the file at `path` a second name, so that the first can be replaced in one go."""
    link = path.with_name(f"{path.name}.{secrets.token_hex(4)}{LINK}")
    try:
        try:
            os.link(path, link)
        except OSError:  # a file system without links, such as a mounted cloud drive
            shutil.copy(path, link)
        link.replace(previous(path))
    finally:
        link.unlink(missing_ok=True)


def load(path: str | Path) -> dict[str, Any]:
    """Read a checkpoint. Only tensors and plain values are accepted, no code.

    Args:
        path: of the file, or of the run's folder, whose checkpoint.pt is taken.

    Raises:
        GanLabError: no such file, damaged, not a checkpoint of this course, or of another format.
    """
    path = Path(path)
    if path.is_dir():
        path /= "checkpoint.pt"
    if not path.is_file():
        raise GanLabError(f"there is no checkpoint {path}: train one with gan-lab train")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception:  # zip, pickle and runtime errors alike mean one thing here
        before = previous(path)
        instead = f"use {before}, the one before it" if before.is_file() else "train again"
        raise GanLabError(
            f"{path} is damaged or not a checkpoint: {instead}, or use another copy"
        ) from None
    if not isinstance(content, dict) or "format" not in content:
        raise GanLabError(f"{path} is not a checkpoint of this course")
    if content["format"] not in READS:
        raise GanLabError(
            f"{path} has checkpoint format {content['format']}, this version reads "
            f"{' and '.join(map(str, READS))}: use the version of the course that wrote it, or "
            "train again"
        )
    return content


def build_generator(content: dict[str, Any], origin: str | Path = "checkpoint") -> nn.Module:
    """The generator of a loaded checkpoint: the averaged one where the run kept one.

    Raises:
        GanLabError: the weights do not fit the networks of the recipe, or none is named.
    """
    if "recipe" not in content:
        raise GanLabError(f"{origin} names no recipe: it is not from gan-lab train")
    recipe = find_recipe(content["recipe"])
    averaged = content.get("G_ema") or content.get("callbacks", {}).get("EMA")
    weights = averaged or content.get("G") or {}
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
