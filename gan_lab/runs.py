"""A run: one recipe trained into one folder, and samples drawn from it later."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import platform
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
import torchvision
from torch import nn

from gan_lab import __version__, checkpoint, distributed, interrupts, keeping, metrics, viz
from gan_lab.augment import Augmented
from gan_lab.callbacks import (
    EMA,
    Checkpoint,
    Cooldown,
    History,
    ProgressBar,
    Stopwatch,
    TensorBoard,
    TimeLimit,
)
from gan_lab.data import ImageSet, Mixture, to_float
from gan_lab.distributed import ALONE, OwnChance, StopTogether, World
from gan_lab.errors import GanLabError
from gan_lab.files import Claim, free_name, keep_former, replacing
from gan_lab.film import N_MOMENTS, Film, read_film
from gan_lab.film import NAME as FILM
from gan_lab.gif import Moment, save_gif
from gan_lab.health import Health
from gan_lab.recipes import RECIPES, Recipe, find_recipe
from gan_lab.runtime import pick_device, pick_precision, profile, seed_everything
from gan_lab.training import PRECISIONS, Callback, TrainState, fit, generate

N_SAMPLES_SHOWN = 64
N_POINTS = 2_500  # of which 1 % must lie at a mode that counts as covered
N_FILMED, N_POINTS_FILMED = 36, 1_000  # samples at each moment of a film


def train(
    name: str | None = None,
    *,
    data: str | Path | None = None,
    images: str | Path | None = None,
    augment: Sequence[str] | None = None,
    profile_name: str | None = None,
    precision: str | None = None,
    steps: int | None = None,
    seconds: float | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    force: bool = False,
    save_every: int | None = None,
    resume: bool | str | Path = False,
    sync_batchnorm: bool = False,
    world: World = ALONE,
) -> Path:
    """Train a recipe and write its folder.

    The folder then holds checkpoint.pt (and the one before it, checkpoint-previous.pt),
    samples.png, loss.png, history.csv, film.npz (see `film`; the toy has none), tensorboard (a
    log, to look at with `gan-lab tensorboard`) and, written last, run.json (settings, versions,
    seed, data source, seconds, images_per_second, finished, and what `health` found wrong). Ctrl-C
    ends the training after the step under way and keeps what was learned.

    Args:
        name: a recipe's name, such as "dcgan-faces"; with `resume` it may be left out.
        data: data root. When given, the real data must be in it.
        images: a folder, zip or HDF5 file of images to train on, instead of the recipe's own.
        augment: "flip" (half of the real images are mirrored) and "diff" (see `augment`), beside
            what the recipe asks for.
        profile_name: "quick", "standard" or "gpu"; see `runtime.profile`.
        precision: "fp32", "bf16", "fp16" or "auto" (see `runtime.pick_precision`), also when left
            out.
        steps: steps of G in all, instead of the profile's.
        seconds: end after so many seconds at the latest.
        seed: of weights, data order, latent vectors, dropout and augmentation; 0 when left out.
        out: folder of the run, new or empty; NAME in `keeping.lasting_folder` when left out.
        force: move a folder that is in the way aside, under a new name.
        save_every: steps between two checkpoints; when left out, one is written each minute.
        resume: go on with the run in `out`: from its checkpoint.pt (True), or from that file. All
            settings but `steps`, `seconds`, `save_every` and where the data lie are the
            checkpoint's own.
        sync_batchnorm: BatchNorm takes its means over the parts of the batch on all GPUs.
        world: the processes that train together, see `distributed.joined`. What the first one was
            told counts for all of them, but for where data and images lie.

    Returns:
        The folder.

    Raises:
        GanLabError: unknown names, data that cannot be had, an unwritable or used folder, a
            checkpoint that does not fit, or a loss that is no longer a number. What the folder
            held before is never lost.
    """
    if world.rank:
        return _take_part(world, data, images)
    if (steps is not None and steps < 1) or (seconds is not None and seconds <= 0):
        raise GanLabError("--steps and --seconds must be above 0")
    if save_every is not None and save_every < 1:
        raise GanLabError(f"--save-every must be at least 1, got {save_every}")
    refuse_no_root(data)
    device = world.device or pick_device()
    own = {
        "seed": seed,
        "precision": precision,
        "profile": profile_name,
        "augment": augment,
        "sync-batchnorm": sync_batchnorm or None,
    }
    with contextlib.ExitStack() as to_leave:
        if resume is False:
            if name is None:
                raise GanLabError("name a recipe to train, such as mlp-mnist")
            before = None
            own_images = images is not None
            settings = _settings(
                name, profile_name, precision, device, seed, steps, augment, own_images
            )
            settings |= _together(settings, world, device, sync_batchnorm)
            folder = Path(out) if out else keeping.lasting_folder() / name
            claim = _claim(folder, to_leave)
            _refuse_used(folder, force)
        else:
            if str(resume) in RECIPES and not Path(str(resume)).exists():
                resume, name = True, str(resume)  # --resume took the recipe's name for a file's
            path = _checkpoint_to_resume(resume, out, name, own)
            folder = path.parent
            claim = _claim(folder, to_leave)
            before = _read_to_resume(path, out, name)
            settings = {**before["settings"], "device": str(device)}
            _refuse_another_size(settings, world)
            settings["n_steps"] = steps or settings["n_steps"]
            _refuse_complete(folder, before, settings["n_steps"])
        recipe = _recipe(settings, before)
        pictures = _load(recipe, settings, data, images)
        whole_batch = recipe.batch_size * world.size
        if pictures is not None and len(pictures) < whole_batch:
            raise GanLabError(
                f"{pictures.source}: {len(pictures)} images are too few for batches of "
                f"{whole_batch}: add more"
            )
        if before is None:
            _prepare(folder, claim)
        print(f"{recipe.name}: {settings['precision']} on {device}, {settings['n_steps']:,} steps")
        if before is not None:
            _tell_of_larger_steps(recipe, before, settings["n_steps"])
        if world.size > 1:
            print(f"{world.size} processes, batches of {world.size} x {recipe.batch_size}")
        print(f"To watch it, in another terminal: gan-lab tensorboard {folder}")
        settings["save_every"] = save_every
        world.share((settings, before, folder))
        world.meet()  # what is loaded and packed here the others need only open
        trained = _fit(recipe, settings, pictures, seconds, folder, before, world)
        _write(folder, recipe, settings, pictures, trained)
    return folder


def _claim(folder: Path, to_leave: contextlib.ExitStack) -> Claim:
    """The folder for this process alone, as long as it trains: given up with `to_leave`."""
    claim = Claim(folder)
    to_leave.callback(claim.leave)
    if folder.exists():  # what is not there yet is taken when it is made
        _take(claim, folder)
    return claim


def _take(claim: Claim, folder: Path) -> None:
    if not claim.take():
        raise GanLabError(
            f"{folder} is being trained by another process: wait for it, or choose another folder "
            "with --out"
        )


def _refuse_complete(folder: Path, before: dict[str, Any], n_steps: int) -> None:
    """Raise where nothing is left to do: no step, and no file that a killed process still owed."""
    step = before["step"]
    if step > n_steps or (step == n_steps and _recorded(folder) == step):
        raise GanLabError(f"this run has made all of its {step:,} steps: ask for more with --steps")
    if step == n_steps:
        # what Health had not looked at yet: without a step there are no gradients to look at
        before.get("callbacks", {}).get("Health", {}).update(losses=[])
        print(f"All of its {step:,} steps are made: writing the files that are missing.")


def _recorded(folder: Path) -> int | None:
    """The last step of a run by its run.json, which is written when all else is."""
    try:
        return json.loads((folder / "run.json").read_text())["steps_done"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _tell_of_larger_steps(recipe: Recipe, before: dict[str, Any], n_steps: int) -> None:
    """Say so where a run that goes on with more steps than planned had begun its cooldown."""
    planned = before["settings"]["n_steps"]
    begun = (1 - recipe.cooldown) * planned
    if begun < before["step"] and planned < n_steps:
        print(
            f"The learning rates had been falling since step {begun:,.0f}. With {n_steps:,} steps "
            "in all they rise again, and fall to 0 at the new end."
        )


def _take_part(world: World, data: str | Path | None, images: str | Path | None) -> Path:
    """Train with the first process, on what it has settled, and write nothing."""
    settings, before, folder = world.share()
    recipe = _recipe(settings, before)
    with world.in_turn():
        pictures = _load(recipe, {**settings}, data, images)
    keeper, device = _Keeper(world), world.device or pick_device()
    with keeper.finishing_the_step():
        train_pair(
            recipe,
            pictures,
            n_steps=settings["n_steps"],
            seed=settings["seed"],
            device=device,
            precision=settings["precision"],
            augment=settings["augment"],
            callbacks=[keeper, StopTogether(world)],
            resume=before,
            sync_batchnorm=settings["sync_batchnorm"],
            world=world,
        )
    return folder


def _recipe(settings: dict[str, Any], before: dict[str, Any] | None) -> Recipe:
    """The recipe that is trained: that of a resumed run as it began, whatever it has become."""
    recipe = find_recipe(settings["recipe"]).for_profile(settings["profile"])
    if before is None:
        return recipe
    return replace(
        recipe,
        batch_size=settings["batch_size"],
        cooldown=settings.get("cooldown", 0.0),
        joined=settings.get("joined", False),
        g_args=before["g_args"],
        d_args=before["d_args"],
    )


def _together(
    settings: dict[str, Any], world: World, device: torch.device, sync_batchnorm: bool
) -> dict[str, Any]:
    """What a new run notes of the processes that share its batches."""
    if sync_batchnorm and world.size == 1:
        raise GanLabError(
            "--sync-batchnorm is for several GPUs: start it with torchrun, or leave it out"
        )
    if sync_batchnorm and device.type != "cuda":
        raise GanLabError(
            f"--sync-batchnorm needs CUDA GPUs, and this run is on {device.type}, for which torch "
            "has no such BatchNorm: leave it out"
        )
    return {
        "world_size": world.size,
        "sync_batchnorm": sync_batchnorm,
        "replay": world.size == 1 and _recipe(settings, None).replay,  # see `distributed.shared`
    }


def _refuse_another_size(settings: dict[str, Any], world: World) -> None:
    """Raise unless the run that goes on has as many processes as before, and so its batch size."""
    size = settings.setdefault("world_size", 1)
    settings.setdefault("sync_batchnorm", False)  # older checkpoints know of neither
    if size != world.size:
        start = f"torchrun with {size} processes" if size > 1 else "gan-lab train, without torchrun"
        raise GanLabError(
            f"this run has batches of {size} x {settings['batch_size']}, and goes on in as many "
            f"processes: start it with {start}, not with {world.size}"
        )


def _settings(
    name: str,
    profile_name: str | None,
    precision: str | None,
    device: torch.device,
    seed: int | None,
    steps: int | None,
    augment: Sequence[str] | None,
    own_images: bool,
) -> dict[str, Any]:
    """What a new run is made of, as plain values: recorded, and kept when it is resumed."""
    profile_name = profile(profile_name)
    recipe = find_recipe(name).for_profile(profile_name)
    seed = 0 if seed is None else seed
    refuse_seed(seed)
    unknown = set(augment or ()) - {"flip", "diff"}
    if unknown:
        raise GanLabError(f"--augment takes flip and diff, got {', '.join(sorted(unknown))}")
    if augment and recipe.data is None:
        raise GanLabError(f"--augment changes images: {name} has none")
    flip = {"flip"} if recipe.flip and not own_images else set()  # those may not look alike then
    return {
        "recipe": name,
        "profile": profile_name,
        "n_steps": recipe.steps[profile_name] if steps is None else steps,
        "batch_size": recipe.batch_size,
        "nz": recipe.nz,
        "seed": seed,
        "augment": sorted({*(augment or ()), *flip}),
        "cooldown": recipe.cooldown,
        "joined": recipe.joined,
        "device": str(device),
        "precision": _precision(recipe, device, precision or "auto"),
        "threads": torch.get_num_threads(),
    }


def _checkpoint_to_resume(
    resume: bool | str | Path, out: str | Path | None, name: str | None, own: dict[str, Any]
) -> Path:
    """The file to go on from."""
    for option, value in own.items():
        if value is not None:
            raise GanLabError(f"--{option} is the checkpoint's own: leave it out with --resume")
    if isinstance(resume, bool):
        if out is None and name is None:
            raise GanLabError("name the run to go on with: --out DIR, or the recipe's name")
        path = Path(out) if out else keeping.lasting_folder() / str(name)
    else:
        path = Path(resume)
    return path / "checkpoint.pt" if path.is_dir() or isinstance(resume, bool) else path


def _read_to_resume(path: Path, out: str | Path | None, name: str | None) -> dict[str, Any]:
    """The checkpoint to go on from, in a folder that can be written."""
    content = checkpoint.load(path)
    if content["format"] < 2 or "settings" not in content:
        raise GanLabError(f"{path} does not hold all that --resume needs: train again")
    trained = content["settings"]["recipe"]
    if name is not None and name != trained:
        raise GanLabError(f"{path} is a run of {trained}, not of {name}")
    if out is not None and Path(out).resolve() != path.parent.resolve():
        raise GanLabError(f"a run goes on in its own folder, {path.parent}: leave out --out")
    _probe(path.parent)
    return content


def _load(
    recipe: Recipe,
    settings: dict[str, Any],
    data: str | Path | None,
    images: str | Path | None,
) -> ImageSet | None:
    """The images to train on, noted in the settings; those of a resumed run must be the same."""
    data, images = data or settings.get("data"), images or settings.get("images")
    source = "auto" if data is None else "real"
    if settings.get("is_real") is False:  # it began with a drawn set, and goes on with it
        source = "offline"
    pictures = recipe.load_data(data, source, images)
    found = None if pictures is None else _digest(pictures.images)
    if settings.get("data_digest", found) != found:
        raise GanLabError(
            f"this run was trained on other images ({settings['n_images']} of "
            f"{settings['data_source']}): name theirs with --data or --images"
        )
    settings |= {
        "data": None if data is None else str(Path(data).resolve()),
        "images": None if images is None else str(Path(images).expanduser().resolve()),
        "n_images": None if pictures is None else len(pictures),
        "is_real": None if pictures is None else pictures.is_real,
        "data_digest": found,
        "data_source": pictures.source if pictures else _drawn_source(recipe),
    }
    return pictures


def _drawn_source(recipe: Recipe) -> str:
    what = f"{recipe.mixture.name} of Gaussians" if recipe.mixture else "patterns 1010"
    return f"{what}, drawn by gan_lab"


def _digest(images: torch.Tensor) -> str:
    """A fingerprint of a set of images: of its shape, and of 64 images spread over it."""
    some = keeping.spread(images)
    return hashlib.sha256(repr(tuple(images.shape)).encode() + some.numpy().tobytes()).hexdigest()


def refuse_no_root(data: str | Path | None) -> None:
    """Raise when a data root was named that is no folder."""
    if data is not None and not Path(data).is_dir():
        raise GanLabError(f"--data {data} is not a folder: name the one that holds the data")


def refuse_seed(seed: int) -> None:
    """Raise unless torch can take the seed."""
    if not 0 <= seed < 2**63:
        raise GanLabError(f"--seed must be a whole number from 0 to 2**63 - 1, got {seed}")


def _precision(recipe: Recipe, device: torch.device, asked: str) -> str:
    """What was asked for; "auto": half precision where the recipe and the hardware gain by it."""
    if asked == "auto":
        return pick_precision(device) if recipe.half else "fp32"
    if asked not in PRECISIONS:
        raise GanLabError(f"--precision takes auto, {', '.join(PRECISIONS)}, got {asked!r}")
    return asked


@dataclass
class _Trained:
    """What a training leaves behind."""

    state: TrainState
    G: nn.Module  # to sample from
    history: History
    health: Health
    seconds: float
    finished: bool


def _fit(
    recipe: Recipe,
    settings: dict[str, Any],
    images: ImageSet | None,
    seconds: float | None,
    folder: Path,
    before: dict[str, Any] | None,
    world: World,
) -> _Trained:
    """Train as the settings say, from the beginning or from the checkpoint `before`."""
    history, keeper, stopwatch = History(), _Keeper(world), Stopwatch()
    together = StopTogether(world)
    health = _health(recipe, settings["n_steps"])
    extra: dict[str, Any] = {
        "recipe": recipe.name,
        "g_args": recipe.g_args,
        "d_args": recipe.d_args,
        "settings": settings,
    }

    def make_callbacks(G: nn.Module) -> list[Callback]:
        n_steps = settings["n_steps"]
        board = _tensorboard(recipe, images, G, n_steps, folder)
        callbacks: list[Callback] = [keeper, board, stopwatch, health, history]
        callbacks += _film(recipe, G, folder)
        callbacks += [ProgressBar(description=recipe.name)]
        callbacks += [TimeLimit(seconds)] if seconds else []
        callbacks += [together] if world.size > 1 else []
        every = settings["save_every"]
        apart = math.inf if every else keeping.EVERY
        return [*callbacks, Checkpoint(folder / "checkpoint.pt", every, extra, seconds=apart)]

    with keeper.finishing_the_step(), _explained(health):
        state, G = train_pair(
            recipe,
            images,
            n_steps=settings["n_steps"],
            seed=settings["seed"],
            device=settings["device"],
            precision=settings["precision"],
            augment=settings["augment"],
            callbacks=make_callbacks,
            resume=before,
            sync_batchnorm=settings["sync_batchnorm"],
            world=world,
        )
    print(health)
    if recipe.cooldown and state.step < settings["n_steps"]:
        print(
            "It ended before its learning rates had cooled down. Fewer --steps, made to the end, "
            "draw better images in the same time."
        )
    interrupted = keeper.interrupted or together.by_another
    return _Trained(state, G, history, health, stopwatch.seconds, not interrupted)


def train_pair(
    recipe: Recipe,
    images: ImageSet | None,
    *,
    n_steps: int,
    seed: int = 0,
    device: torch.device | str = "cpu",
    precision: str = "fp32",
    augment: Sequence[str] | None = None,
    callbacks: Sequence[Callback] | Callable[[nn.Module], Sequence[Callback]] = (),
    resume: dict[str, Any] | None = None,
    sync_batchnorm: bool = False,
    world: World = ALONE,
) -> tuple[TrainState, nn.Module]:
    """Build a recipe's pair and train it, with the average and the cooldown that it asks for.

    Args:
        augment: "flip" and "diff", as `train` takes them; what the recipe asks for when left out.
        callbacks: or what makes them, given the generator to sample from. Where there are several
            processes, whatever may stop one of them needs a `StopTogether` behind it.
        sync_batchnorm, world: as `train` takes them.
        The others: as for `training.fit`.

    Returns:
        The state after the last step, and the generator to sample from: the averaged one, if any.
    """
    if augment is None:
        augment = ["flip"] if recipe.flip else []
    seed_everything(seed)
    G, D = (net.to(device) for net in recipe.build())
    if sync_batchnorm:
        G, D = map(nn.SyncBatchNorm.convert_sync_batchnorm, (G, D))
    if "diff" in augment:
        D = Augmented(D)
    ema = EMA(G, recipe.ema) if recipe.ema else None
    own: list[Callback] = [ema] if ema else []
    own += [Cooldown(recipe.cooldown)] if recipe.cooldown else []
    steps = None
    if world.size > 1:
        recipe, steps = distributed.shared(recipe, world), distributed.steps()
        own += [OwnChance(world, seed)]
    if callable(callbacks):
        callbacks = callbacks(ema.G if ema else G)
    state = fit(
        G,
        D,
        recipe.batches(images, seed, device, flip="flip" in augment, part=world.part),
        recipe.loss,
        *recipe.optimizers(G, D),
        **recipe.fit_args,
        n_steps=n_steps,
        precision=precision,
        steps=steps,
        seed=seed,
        callbacks=[*own, *callbacks],
        resume=resume,
    )
    return state, ema.G if ema else G


def _health(recipe: Recipe, n_steps: int) -> Health:
    """What watches a run of this recipe: with a hundred looks, which cost next to nothing."""
    z, *labels = _inputs(recipe, 64 if recipe.data else 256, seed=0)
    outputs = "pairs" if recipe.loss.paired else recipe.outputs
    return Health(z, max(25, n_steps // 100), cond=labels, outputs=outputs)


def _tensorboard(
    recipe: Recipe, images: ImageSet | None, G: nn.Module, n_steps: int, folder: Path
) -> TensorBoard:
    """The log of a run. G: the generator to sample from."""
    z, *labels = _inputs(recipe, N_FILMED, seed=0)
    return TensorBoard(
        folder / "tensorboard",
        z,
        to_float(images.images[:2]) if images is not None else _drawn(recipe, 2),
        every=max(1, n_steps // 200),
        grid_every=max(1, n_steps // N_MOMENTS),
        cond=labels,
        source=G,
    )


def _film(recipe: Recipe, G: nn.Module, folder: Path) -> list[Callback]:
    """What films a run: nothing for the toy. G: the generator to sample from."""
    if recipe.data:
        return [Film(G, _inputs(recipe, N_FILMED, seed=0), folder)]
    if recipe.mixture:
        n = N_POINTS_FILMED
        return [Film(G, _inputs(recipe, n, seed=0), folder, real=_drawn(recipe, n))]
    return []


def _drawn(recipe: Recipe, n: int) -> torch.Tensor:
    """`n` real samples of a recipe that trains on drawn ones, the same each time."""
    return recipe.draw_real(n, generator=torch.Generator().manual_seed(0))


def film(folder: str | Path) -> list[Moment]:
    """What G made of the same z at about twenty moments of a run: (step, samples) each.

    Images are float32 (36, C, H, W) in [-1, 1], points (1000, 2): as `widgets.film.Film` and
    `gif.save_gif` take them. The averaged generator drew them where the run kept one.

    Raises:
        GanLabError: the folder holds no film, or one that is damaged.
    """
    return read_film(folder)[0]


def film_to_gif(folder: str | Path, out: str | Path) -> Path:
    """Write the film of a run as an animated GIF. A file that is there already is kept.

    Raises:
        GanLabError: see `film` and `gif.save_gif`.
    """
    samples, real = read_film(folder)
    return save_gif(samples, out, zoom=2 if samples[0][1].shape[-1] < 64 else 1, real=real)


@contextlib.contextmanager
def _explained(health: Health) -> Iterator[None]:
    """A training that breaks off within the block says what Health has seen before."""
    try:
        yield
    except GanLabError:
        if health.report():
            print(health)
        raise


def _write(
    folder: Path,
    recipe: Recipe,
    settings: dict[str, Any],
    images: ImageSet | None,
    trained: _Trained,
) -> None:
    """The files beside the checkpoint; run.json last, so that it marks a complete folder."""
    state, rows = trained.state, trained.history.rows
    settings = {**settings, "whole_batch": settings["batch_size"] * settings["world_size"]}
    trained.history.write_csv(folder / "history.csv")
    viz.save(_loss_figure(recipe, trained.history), folder / "loss.png")
    viz.save(_samples_figure(recipe, images, trained), folder / "samples.png")
    record = {
        **settings,
        "finished": trained.finished,
        "steps_done": state.step,
        "seconds": round(trained.seconds, 2),
        "images_per_second": round(
            state.step * recipe.n_critic * settings["whole_batch"] / trained.seconds, 1
        ),
        "d_loss": rows[-1][1] if rows else None,
        "g_loss": rows[-1][2] if rows else None,
        "health": [finding._asdict() for finding in trained.health.report()],
        "versions": {
            "gan_lab": __version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
        },
    }
    _write_json(folder / "run.json", record)


class _Keeper(Callback):
    """Ends the training after the step under way when Ctrl-C is pressed, not in its middle."""

    _state: TrainState | None = None

    def __init__(self, world: World) -> None:
        self.world = world
        self.interrupted = False

    def start(self, state: TrainState) -> None:
        self._state = state

    def after_step(self, state: TrainState) -> None:
        state.stop = state.stop or self.interrupted

    def finishing_the_step(self) -> contextlib.AbstractContextManager[None]:
        """Within the block Ctrl-C is a wish to stop soon; pressed again, it stops at once."""
        return interrupts.heard_by(self._wish)

    def _wish(self) -> None:
        if self._state is None:  # no step has begun
            raise KeyboardInterrupt
        self.interrupted = True
        if self.world.size == 1:  # several agree at the end of a step, see `StopTogether`
            self._state.stop = True


def _refuse_used(folder: Path, force: bool) -> None:
    """A folder that holds files is not for a new run, unless it may be moved aside.

    It may where there is nothing to go on from, and nothing to lose: --resume would not help.
    """
    if folder.exists() and not folder.is_dir():
        raise GanLabError(f"{folder} is a file: choose another folder with --out")
    if folder.is_dir() and any(folder.iterdir()):
        if not force and not (folder.name and _has_no_checkpoint_yet(folder)):
            raise GanLabError(
                f"{folder} already holds files: choose another folder with --out, move it aside "
                "with --force, or go on with its run: --resume"
            )
        if not folder.name:  # "." or a drive
            raise GanLabError(f"{folder} cannot be moved aside: choose another with --out")


def _has_no_checkpoint_yet(folder: Path) -> bool:
    """Whether it holds what a run of ours leaves that ended before its first checkpoint.

    That is a log, perhaps a film, and half of a checkpoint; nothing else.
    """
    log = folder / "tensorboard"
    ours = re.compile(
        rf"tensorboard|{re.escape(FILM)}|checkpoint\.pt\.[0-9a-f]{{8}}{re.escape(checkpoint.PART)}"
    )
    return (
        log.is_dir()
        and all(ours.fullmatch(path.name) for path in folder.iterdir())
        and all(p.name.startswith("events.out.") for p in log.rglob("*") if not p.is_dir())
    )


def _prepare(folder: Path, claim: Claim) -> None:
    """A new, writable folder for a run; one in the way is moved aside."""
    _take(claim, folder)
    try:
        if folder.is_dir() and any(folder.iterdir()):
            begun = " It held a run that had no checkpoint yet." * _has_no_checkpoint_yet(folder)
            aside = free_name(folder)
            folder.rename(aside)
            print(f"Moved the former {folder} to {aside}.{begun}")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GanLabError(
            f"cannot write into {folder} ({error.strerror}): choose another folder with --out"
        ) from None
    _probe(folder)


def _probe(folder: Path) -> None:
    """Try to write into the folder now, not when the training is over."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise GanLabError(
            f"cannot write into {folder} ({error.strerror}): choose another folder with --out"
        ) from None


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with replacing(path) as part:
        part.write_text(json.dumps(content, indent=2) + "\n")


def draw(recipe: Recipe, G: nn.Module, n: int, seed: int) -> torch.Tensor:
    """`n` samples of G, float32 (n, ...), from latent vectors that follow from `seed` alone.

    A conditional G is asked for `recipe.labels(n)`.
    """
    return generate(G, *_inputs(recipe, n, seed))


def _inputs(recipe: Recipe, n: int, seed: int) -> list[torch.Tensor]:
    """What G takes: `n` latent vectors that follow from `seed`, and labels where it has them."""
    generator = torch.Generator().manual_seed(seed)
    z = (recipe.draw_z or torch.randn)(n, recipe.nz, generator=generator)
    labels = recipe.labels(n)
    return [z] if labels is None else [z, labels]


def _samples_figure(recipe: Recipe, images: ImageSet | None, trained: _Trained) -> viz.Figure:
    if recipe.mixture:
        return _points_figure(recipe, recipe.mixture, trained)
    samples = draw(recipe, trained.G, N_SAMPLES_SHOWN, seed=0)
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


def _write_npz(file: BinaryIO, samples: torch.Tensor, labels: torch.Tensor | None) -> None:
    if labels is None:
        np.savez_compressed(file, images=samples.numpy())
    else:
        np.savez_compressed(file, images=samples.numpy(), labels=labels.numpy())


def _points_figure(recipe: Recipe, mixture: Mixture, trained: _Trained) -> viz.Figure:
    samples = draw(recipe, trained.G, N_POINTS, seed=0)
    covered, share = metrics.modes_covered(samples, mixture.centres, mixture.sigma)
    title = (
        f"{recipe.name}: {covered} of {len(mixture.centres)} modes after "
        f"{trained.state.step:,} steps, {share:.0%} of samples within 3 sigma"
    )
    return viz.points(samples, mixture(N_POINTS, generator=torch.Generator().manual_seed(0)), title)


def _loss_figure(recipe: Recipe, history: History) -> viz.Figure:
    losses = {"D": history.column("d_loss"), "G": history.column("g_loss")}
    smooth = max(1, len(history.rows) // 100)
    return viz.curves(losses, f"{recipe.name}: losses", smooth=smooth)


def sample(path: str | Path, n: int, out: str | Path, seed: int = 0) -> Path:
    """Draw `n` samples from a checkpoint into an .npz file, or as one sheet into a .png file.

    The .npz file's key `images` is float32 (n, C, H, W) in [-1, 1]; for the toy (n, 4) in [0, 1],
    for points (n, 2). A conditional recipe's file has `labels` too, int64 (n,): what G was asked
    for.
    A file that is there already is kept under a new name.

    Raises:
        GanLabError: the checkpoint cannot be used, n < 1, or the file cannot be written.
    """
    if n < 1:
        raise GanLabError(f"--n must be at least 1, got {n}")
    refuse_seed(seed)
    out = Path(out)
    if out.suffix not in (".npz", ".png"):
        raise GanLabError(f"--out must end in .npz or .png, got {out}")
    content = checkpoint.load(path)
    G = checkpoint.build_generator(content, path)
    recipe = find_recipe(content["recipe"])
    samples, labels = draw(recipe, G, n, seed), recipe.labels(n)
    if out.suffix == ".png" and samples.dim() != 4:
        raise GanLabError(f"{recipe.name} draws no images: choose an .npz file with --out")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with replacing(out) as part:
            with part.open("wb") as file:
                if out.suffix == ".npz":
                    _write_npz(file, samples, labels)
                else:
                    origin = content.get("settings", {}).get("data_source", "unknown images")
                    title = f"{recipe.name}: generated\ntrained on {origin}"
                    viz.save(viz.images(samples, title), file)
            keep_former(out)
    except OSError as error:
        raise GanLabError(f"cannot write {out}: {error.strerror}") from None
    return out
