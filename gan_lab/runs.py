"""A run: one recipe trained into one folder, and samples drawn from it later."""

from __future__ import annotations

import json
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchvision
from torch import nn

from gan_lab import __version__, checkpoint, metrics, viz
from gan_lab.callbacks import EMA, History, ProgressBar, TimeLimit
from gan_lab.data import ImageSet
from gan_lab.errors import GanLabError
from gan_lab.recipes import Recipe, find_recipe
from gan_lab.runtime import pick_device, pick_precision, profile, seed_everything
from gan_lab.training import Callback, TrainState, fit, generate

N_SAMPLES_SHOWN = 64


def train(
    name: str,
    *,
    data: str | None = None,
    profile_name: str | None = None,
    steps: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
    out: str | Path | None = None,
    force: bool = False,
) -> Path:
    """Train a recipe and write its folder.

    The folder then holds checkpoint.pt, samples.png, loss.png, history.csv and, written last,
    run.json (settings, versions, seed, data source, seconds, images_per_second, finished).

    Args:
        name: a recipe's name, such as "mlp-mnist".
        data: data root. When given, the real data must be in it.
        profile_name: "quick", "standard" or "gpu"; see `runtime.profile`.
        steps: steps of G, instead of the profile's.
        seconds: end after so many seconds at the latest.
        seed: of weights, data order, latent vectors and dropout.
        out: folder of the run; runs/NAME when left out. It must be new or empty.
        force: move a folder that is in the way aside, under a new name.

    Returns:
        The folder.

    Raises:
        GanLabError: unknown names, data that cannot be had, an unwritable or used folder, or a
            loss that is no longer a number. What the folder held before is never lost.
    """
    recipe = find_recipe(name)
    profile_name = profile(profile_name)
    n_steps = recipe.steps[profile_name] if steps is None else steps
    if n_steps < 1 or (seconds is not None and seconds <= 0):
        raise GanLabError("--steps and --seconds must be above 0")
    _refuse_seed(seed)
    if data is not None and not Path(data).is_dir():
        raise GanLabError(f"--data {data} is not a folder: name the one that holds the data")
    device = pick_device()
    images = recipe.load_data(data, source="auto" if data is None else "real")
    folder = _prepare(Path(out) if out else Path("runs") / name, force)
    settings = {
        "recipe": name,
        "profile": profile_name,
        "n_steps": n_steps,
        "batch_size": recipe.batch_size,
        "nz": recipe.nz,
        "seed": seed,
        "device": str(device),
        "precision": _precision(recipe, device),
        "threads": torch.get_num_threads(),
        "data_source": images.source if images else "patterns 1010, drawn by gan_lab",
    }
    trained = _fit(recipe, settings, images, seconds)
    _write(folder, recipe, settings, images, trained)
    return folder


def _refuse_seed(seed: int) -> None:
    if not 0 <= seed < 2**63:
        raise GanLabError(f"--seed must be a whole number from 0 to 2**63 - 1, got {seed}")


def _precision(recipe: Recipe, device: torch.device) -> str:
    """bfloat16 where the recipe allows it and the hardware has it; fp16 needs loss scaling."""
    return "bf16" if recipe.bf16 and pick_precision(device) == "bf16" else "fp32"


@dataclass
class _Trained:
    """What a training leaves behind."""

    state: TrainState
    history: History
    ema: EMA | None
    seconds: float
    finished: bool

    @property
    def G(self) -> nn.Module:
        """The generator to sample from."""
        return self.ema.G if self.ema else self.state.G


def _fit(
    recipe: Recipe, settings: dict[str, Any], images: ImageSet | None, seconds: float | None
) -> _Trained:
    """Train as the settings say. Ctrl-C ends the training, and what was learned is kept."""
    seed, device = settings["seed"], settings["device"]
    seed_everything(seed)
    G, D = (net.to(device) for net in recipe.build())
    opt_g, opt_d = recipe.optimizers(G, D)
    ema = EMA(G, recipe.ema) if recipe.ema else None
    history, keeper = History(), _Keeper()
    callbacks = [keeper, history, ProgressBar(description=recipe.name)]
    callbacks += [ema] if ema else []
    callbacks += [TimeLimit(seconds)] if seconds else []
    start = time.perf_counter()
    finished = True
    try:
        fit(
            G,
            D,
            recipe.batches(images, seed, device),
            recipe.loss,
            opt_g,
            opt_d,
            nz=recipe.nz,
            n_steps=settings["n_steps"],
            draw_z=recipe.draw_z,
            precision=settings["precision"],
            seed=seed,
            callbacks=callbacks,
        )
    except KeyboardInterrupt:
        finished = False
    return _Trained(keeper.state, history, ema, time.perf_counter() - start, finished)


def _write(
    folder: Path,
    recipe: Recipe,
    settings: dict[str, Any],
    images: ImageSet | None,
    trained: _Trained,
) -> None:
    """All files of a run; run.json last, so that it marks a folder that is complete."""
    state, rows = trained.state, trained.history.rows
    checkpoint.save(
        folder / "checkpoint.pt",
        {
            "recipe": recipe.name,
            "g_args": recipe.g_args,
            "d_args": recipe.d_args,
            "G": state.G.state_dict(),
            "D": state.D.state_dict(),
            "G_ema": trained.ema.G.state_dict() if trained.ema else None,
            "opt_g": state.opt_g.state_dict(),
            "opt_d": state.opt_d.state_dict(),
            "batches": state.batches.state_dict(),
            "z_rng": state.z_generator.get_state(),
            "torch_rng": torch.get_rng_state(),
            "step": state.step,
            "settings": settings,
        },
    )
    trained.history.write_csv(folder / "history.csv")
    viz.save(_loss_figure(recipe, trained.history), folder / "loss.png")
    viz.save(_samples_figure(recipe, images, trained), folder / "samples.png")
    record = {
        **settings,
        "finished": trained.finished,
        "steps_done": state.step,
        "seconds": round(trained.seconds, 2),
        "images_per_second": round(state.step * recipe.batch_size / trained.seconds, 1),
        "d_loss": rows[-1][1] if rows else None,
        "g_loss": rows[-1][2] if rows else None,
        "versions": {
            "gan_lab": __version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
        },
    }
    _write_json(folder / "run.json", record)


class _Keeper(Callback):
    """Holds on to the state, so that an interrupted run can be saved."""

    state: TrainState

    def start(self, state: TrainState) -> None:
        self.state = state


def _prepare(folder: Path, force: bool) -> Path:
    """A new, writable folder for a run; one in the way is moved aside if `force`."""
    try:
        if folder.exists() and not folder.is_dir():
            raise GanLabError(f"{folder} is a file: choose another folder with --out")
        if folder.is_dir() and any(folder.iterdir()):
            if not force:
                raise GanLabError(
                    f"{folder} already holds files: choose another folder with --out, "
                    "or move it aside with --force"
                )
            if not folder.name:  # "." or a drive
                raise GanLabError(f"{folder} cannot be moved aside: choose another with --out")
            aside = free_name(folder)
            folder.rename(aside)
            print(f"Moved the former {folder} to {aside}.")
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / "checkpoint.pt.part"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise GanLabError(
            f"cannot write into {folder} ({error.strerror}): choose another folder with --out"
        ) from None
    return folder


def free_name(path: Path) -> Path:
    """The first of path-1, path-2, ... (before the ending) that does not exist."""
    number = 1
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return candidate


def _write_json(path: Path, content: dict[str, Any]) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, indent=2) + "\n")
    part.replace(path)


def _draw(recipe: Recipe, G: nn.Module, n: int, seed: int) -> torch.Tensor:
    """`n` samples of G, float32 (n, ...), from latent vectors that follow from `seed` alone."""
    generator = torch.Generator().manual_seed(seed)
    draw_z = recipe.draw_z or torch.randn
    return generate(G, draw_z(n, recipe.nz, generator=generator))


def _samples_figure(recipe: Recipe, images: ImageSet | None, trained: _Trained) -> viz.Figure:
    samples = _draw(recipe, trained.G, N_SAMPLES_SHOWN, seed=0)
    if images is None:
        rate = metrics.pattern_rate(samples)
        title = (
            f"{recipe.name}: 8 samples after {trained.state.step:,} steps, pattern rate {rate:.2f}"
        )
        return viz.heat_map(samples[:8], title, y_labels=range(1, 9), y_label="sample")
    title = (
        f"{recipe.name}: generated after {trained.state.step:,} steps\ntrained on {images.source}"
    )
    return viz.images(samples, title)


def _loss_figure(recipe: Recipe, history: History) -> viz.Figure:
    losses = {"D": history.column("d_loss"), "G": history.column("g_loss")}
    smooth = max(1, len(history.rows) // 100)
    return viz.curves(losses, f"{recipe.name}: losses", smooth=smooth)


def sample(path: str | Path, n: int, out: str | Path, seed: int = 0) -> Path:
    """Draw `n` samples from a checkpoint into an .npz file.

    Its key `images` is float32 (n, C, H, W) in [-1, 1]; for the toy (n, 4) in [0, 1]. A file
    that is there already is kept under a new name.

    Raises:
        GanLabError: the checkpoint cannot be used, n < 1, or the file cannot be written.
    """
    if n < 1:
        raise GanLabError(f"--n must be at least 1, got {n}")
    _refuse_seed(seed)
    out = Path(out)
    if out.suffix != ".npz":
        raise GanLabError(f"--out must end in .npz, got {out}")
    content = checkpoint.load(path)
    recipe = find_recipe(content["recipe"])
    G = checkpoint.build_generator(content, path)
    samples = _draw(recipe, G, n, seed).numpy()
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez_compressed(file, images=samples)
        if out.exists():
            former = free_name(out)
            out.rename(former)
            print(f"Kept the former {out} as {former}.")
        part.replace(out)
    except OSError as error:
        raise GanLabError(f"cannot write {out}: {error.strerror}") from None
    return out
