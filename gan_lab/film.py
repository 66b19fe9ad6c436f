"""The film of a run: what G makes of the same z from the first step to the last, in one file."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gan_lab.data import to_float, to_uint8
from gan_lab.errors import GanLabError
from gan_lab.files import replacing
from gan_lab.gif import Moment
from gan_lab.training import Callback, TrainState, generate

NAME = "film.npz"
N_MOMENTS = 20


class Film(Callback):
    """Notes what G makes of the same z at about twenty moments, and writes them at the end.

    The moments lie closer early on, when most happens: before the first step, at a 400th of all
    steps, at 4, at 9, ... 400th. The last step always has one. A checkpoint holds the moments so
    far: a training that goes on loses none, and repeats none.

    Args:
        G: the generator to sample from, such as `ema.G`.
        inputs: what it takes: z (N, nz), and labels (N,) where it is told some.
        folder: of film.npz. Its keys: steps, int64 (T,), and images, uint8 (T, N, C, H, W); or
            points, float32 (T, N, 2), and real.
        real: (M, 2), real points to keep beside generated ones; None for images.

    Raises:
        GanLabError: the file cannot be written.
    """

    def __init__(
        self,
        G: nn.Module,
        inputs: Sequence[Tensor],
        folder: str | Path,
        *,
        real: Tensor | None = None,
    ) -> None:
        self.G, self.inputs, self.real = G, list(inputs), real
        self.path = Path(folder) / NAME
        self.steps: list[int] = []
        self.samples: list[Tensor] = []

    def start(self, state: TrainState) -> None:
        self._due = {round(state.n_steps * (k / N_MOMENTS) ** 2) for k in range(N_MOMENTS + 1)}
        self.after_step(state)

    def after_step(self, state: TrainState) -> None:
        if state.step in self._due:
            self._take(state.step)

    def _take(self, step: int) -> None:
        if step not in self.steps[-1:]:  # as when a training goes on from a moment
            samples = generate(self.G, *self.inputs)
            self.steps.append(step)
            self.samples.append(to_uint8(samples) if self.real is None else samples)

    def state_dict(self) -> dict[str, Any]:
        return {"steps": list(self.steps), "samples": list(self.samples)}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self.steps = list(content.get("steps", []))  # older checkpoints do not know
        self.samples = list(content.get("samples", []))

    def end(self, state: TrainState) -> None:
        if state.whole:
            self._take(state.step)
        if self.steps:
            self._write()

    def _write(self) -> None:
        film = torch.stack(self.samples).numpy()
        arrays: dict[str, Any] = {"steps": np.array(self.steps, dtype=np.int64)}
        arrays |= {"images": film} if self.real is None else {"points": film, "real": self.real}
        try:
            with replacing(self.path) as part, part.open("wb") as file:
                np.savez_compressed(file, **arrays)
        except OSError as error:
            raise GanLabError(f"cannot write {self.path}: {error.strerror or error}") from None


def read_film(folder: str | Path) -> tuple[list[Moment], Tensor | None]:
    """The moments of a run, and the real points where it was one in the plane.

    Returns:
        (step, samples) each, float32: images (N, C, H, W) in [-1, 1], or points (N, 2).

    Raises:
        GanLabError: the folder holds no film, or one that is damaged.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        raise GanLabError(
            f"there is no film {path}: name the folder of a run that draws images or points, and "
            "that has ended"
        )
    try:
        with path.open("rb") as file, np.load(file) as content:
            film = {name: torch.from_numpy(content[name]) for name in content.files}
        steps = film["steps"].tolist()
        if "points" in film:
            return list(zip(steps, film["points"], strict=True)), film["real"]
        return list(zip(steps, map(to_float, film["images"]), strict=True)), None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile):
        raise GanLabError(f"{path} is damaged, or not the film of a run") from None
