"""Callbacks of `fit`: what watches a training without taking part in it."""

from __future__ import annotations

import contextlib
import copy
import csv
import itertools
import math
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm.auto import tqdm

from gan_lab import checkpoint
from gan_lab.errors import GanLabError
from gan_lab.training import Callback, TrainState, generate, prefer_channels_last
from gan_lab.viz import image_grid


class History(Callback):
    """Losses and D's mean outputs of every step.

    rows: one tuple a step, in the order of `columns`. Figures stay on the device for `every`
    steps and are then read together, so that watching does not slow the training down.

    Raises:
        GanLabError: a loss is no longer a number; found within `every` steps.
    """

    columns = ("step", "d_loss", "g_loss", "d_real", "d_fake")

    def __init__(self, every: int = 100) -> None:
        self.every = every
        self.rows: list[tuple[float, ...]] = []
        self._waiting: list[tuple[Tensor, ...]] = []

    def after_step(self, state: TrainState) -> None:
        self._waiting.append((state.d_loss, state.g_loss, state.d_real, state.d_fake))
        if len(self._waiting) >= self.every:
            self._read()

    def end(self, state: TrainState) -> None:
        if self._waiting:
            whole, state.whole = state.whole, False  # until what waits proves to be in order
            self._read()
            state.whole = whole

    def _read(self) -> None:
        columns = (_means(figures) for figures in zip(*self._waiting, strict=True))
        figures = torch.stack(list(columns), dim=1).tolist()
        self._waiting.clear()
        for row in figures:
            self.rows.append((len(self.rows) + 1, *row))
            if not all(abs(value) < float("inf") for value in row[:2]):  # NaN fails this too
                raise GanLabError(
                    f"the loss is no longer a number at step {len(self.rows)} (d_loss {row[0]}, "
                    f"g_loss {row[1]}): lower the learning rate and start again"
                )

    def state_dict(self) -> dict[str, Any]:
        if self._waiting:
            self._read()
        return {"rows": torch.tensor(self.rows, dtype=torch.float64)}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self._waiting.clear()
        self.rows = [tuple(row) for row in content["rows"].tolist()]

    def column(self, name: str) -> list[float]:
        """All values of one column, such as "g_loss"."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]

    def write_csv(self, path: str | Path) -> None:
        with Path(path).open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows((int(row[0]), *(f"{v:.6g}" for v in row[1:])) for row in self.rows)


def _means(figures: Sequence[Tensor]) -> Tensor:
    """The mean of each tensor, (len(figures),): in one go where all have one shape."""
    if len({t.shape for t in figures}) > 1:
        return torch.stack([t.mean() for t in figures])
    return torch.stack(list(figures)).view(len(figures), -1).mean(dim=1)


class ProgressBar(Callback):
    """A bar with the time left, steps a second and the two losses, read every `every` steps."""

    def __init__(self, every: int = 50, description: str = "training") -> None:
        self.every = every
        self.description = description

    def start(self, state: TrainState) -> None:
        self._bar = tqdm(
            total=state.n_steps,
            initial=state.step,  # where a resumed training begins
            desc=self.description,
            unit="step",
            mininterval=0.5,
        )

    def after_step(self, state: TrainState) -> None:
        if state.step % self.every == 0:
            self._bar.set_postfix(
                d_loss=f"{state.d_loss.item():.3f}",
                g_loss=f"{state.g_loss.item():.3f}",
                refresh=False,
            )
            self._bar.update(state.step - self._bar.n)

    def end(self, state: TrainState) -> None:
        self._bar.update(state.step - self._bar.n)
        self._bar.close()


class SampleGrid(Callback):
    """What G makes of one fixed z, every `every` steps: the film of a training.

    Args:
        z: (N, nz), the same for every picture, so that only G changes.
        every: steps between pictures; the last step always has one.
        cond: what G takes beside z, such as labels (N,); nothing when left out.
        source: the generator to ask, such as `ema.G`; the one in training when left out.
        show: called with (step, samples) after each picture, to display it.

    samples: list of (step, float32 (N, ...) on the CPU).
    """

    def __init__(
        self,
        z: Tensor,
        every: int,
        *,
        cond: Sequence[Tensor] = (),
        source: nn.Module | None = None,
        show: Callable[[int, Tensor], None] | None = None,
    ) -> None:
        self.z = z
        self.every = every
        self.cond = tuple(cond)
        self.source = source
        self.show = show
        self.samples: list[tuple[int, Tensor]] = []

    def after_step(self, state: TrainState) -> None:
        if state.step % self.every == 0:
            self._take(state)

    def end(self, state: TrainState) -> None:
        if state.step and (not self.samples or self.samples[-1][0] != state.step):
            self._take(state)

    def _take(self, state: TrainState) -> None:
        samples = generate(self.source or state.G, self.z, *self.cond)
        self.samples.append((state.step, samples))
        if self.show:
            self.show(state.step, samples)

    def state_dict(self) -> dict[str, Any]:
        return {"samples": [list(taken) for taken in self.samples]}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self.samples = [(step, samples) for step, samples in content.get("samples", [])]


class EMA(Callback):
    """A second generator whose weights are a moving average of G's (Yazıcı et al., 2019).

    G's weights circle around a good place; their average lies nearer to its middle. `ema.G` is
    the generator to sample from. Early on the average is short, so that the first, random
    weights are soon forgotten. BatchNorm's running means and variances are averaged too: those
    of the latest G do not fit the averaged weights.
    """

    def __init__(self, G: nn.Module, decay: float = 0.999) -> None:
        self.decay = decay
        self.G = copy.deepcopy(G).eval().requires_grad_(False)

    def start(self, state: TrainState) -> None:
        prefer_channels_last(self.G)  # as `fit` lays out G: one call can then move all tensors

    @torch.no_grad()
    def after_step(self, state: TrainState) -> None:
        decay = min(self.decay, (1 + state.step) / (10 + state.step))
        averages: list[Tensor] = list(self.G.parameters())
        weights: list[Tensor] = list(state.G.parameters())
        for average, buffer in zip(self.G.buffers(), state.G.buffers(), strict=True):
            if buffer.is_floating_point():
                averages.append(average)
                weights.append(buffer)
            else:  # a counter
                average.copy_(buffer)
        torch._foreach_lerp_(averages, weights, 1 - decay)  # all tensors in one call

    def state_dict(self) -> dict[str, Any]:
        return self.G.state_dict()

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self.G.load_state_dict(content)


class Cooldown(Callback):
    """Lets the learning rates of both optimisers fall in a straight line to 0 at the end.

    Large steps find the way fast, but at its end they only shake the networks. With the small
    steps of the last `share` of a training both come to rest, as with any training by random
    batches (Defazio et al., "When, Why and How Much? Adaptive Learning Rate Scheduling by
    Refinement", 2023). The rates are put back when the training is over: one that is resumed with
    more steps than before goes back to large steps, and cools down at its new end.

    Args:
        share: of all steps, from 0 to 1, over which the rates fall; before that they stay.
    """

    def __init__(self, share: float = 0.5) -> None:
        if not 0 <= share <= 1:
            raise GanLabError(f"the share of a cooldown must lie in 0..1, got {share}")
        self.share = share

    def start(self, state: TrainState) -> None:
        for group in _groups(state):  # the name that torch's own schedulers use
            group.setdefault("initial_lr", group["lr"])
        self.after_step(state)

    def after_step(self, state: TrainState) -> None:
        left, falling = state.n_steps - state.step, self.share * state.n_steps
        for group in _groups(state):
            group["lr"] = group["initial_lr"] * (left / falling if left < falling else 1.0)

    def end(self, state: TrainState) -> None:
        for group in _groups(state):
            group["lr"] = group.pop("initial_lr")


def _groups(state: TrainState) -> list[dict[str, Any]]:
    return [*state.opt_g.param_groups, *state.opt_d.param_groups]


class TensorBoard(Callback):
    """Scalars, sample grids, histograms and both networks' graphs for TensorBoard.

    It draws no random numbers and leaves both networks as they were. A training that goes on from
    a checkpoint goes on in the same log: what was logged after the checkpoint is void. When the
    disk is full the log ends with a warning, and the training goes on.

    Args:
        folder: log folder; look at it with `gan-lab tensorboard FOLDER`.
        z: (N, nz), fixed, for the sample grids.
        x_real: a real batch, to trace D's graph with.
        every: steps between scalars.
        grid_every: steps between grids and histograms, such as one epoch. Samples that are no
            images, such as points, get no grid.
        cond: what G takes beside z, such as labels (N,); D's graph is traced with the first ones.
        source: the generator that draws the grids, such as `ema.G`; the one in training when left
            out.

    Raises:
        GanLabError: `every` or `grid_every` is below 1, `cond` is not as long as z, or the folder
            cannot be written.
    """

    def __init__(
        self,
        folder: str | Path,
        z: Tensor,
        x_real: Tensor,
        *,
        every: int = 50,
        grid_every: int,
        cond: Sequence[Tensor] = (),
        source: nn.Module | None = None,
    ) -> None:
        if every < 1 or grid_every < 1:
            raise GanLabError(
                f"every and grid_every must be at least 1, got {every} and {grid_every}"
            )
        for part in cond:
            if len(part) != len(z):
                raise GanLabError(f"cond needs one entry for each z: {len(z)}, got {len(part)}")
        self.folder = Path(folder)
        self.z, self.x_real, self.cond = z, x_real, tuple(cond)
        self.every, self.grid_every = every, grid_every
        self.source = source
        self._writer: Any = None

    def start(self, state: TrainState) -> None:
        from torch.utils.tensorboard import SummaryWriter  # slow to import

        # Steps that come again, after a break or in a second run of a cell, must not lie on top
        # of each other: purge_step. Seconds between two flushes: somebody may be watching.
        try:
            self._writer = SummaryWriter(str(self.folder), purge_step=state.step + 1, flush_secs=10)
            if state.step == 0:
                self._write_graphs(state, SummaryWriter)
        except OSError as error:
            raise GanLabError(
                f"cannot write a log into {self.folder}: {error.strerror or error}"
            ) from None

    def _write_graphs(self, state: TrainState, summary_writer: Any) -> None:
        n = min(2, len(self.z), len(self.x_real))
        for name, net, x in (("G", state.G, self.z), ("D", state.D, self.x_real)):
            example = tuple(part[:n].to(state.device) for part in (x, *self.cond))
            # Tracing runs the network: a copy, so that BatchNorm's statistics stay. One folder
            # each, since TensorBoard shows one graph a run.
            with (
                summary_writer(str(self.folder / name)) as writer,
                torch.random.fork_rng(),
                warnings.catch_warnings(),
            ):
                # add_graph has no other way than this one, of which torch would warn the student
                warnings.filterwarnings("ignore", message=r".*torch\.jit\.trace")
                writer.add_graph(copy.deepcopy(net).eval(), example)

    def after_step(self, state: TrainState) -> None:
        with self._writing():
            if self._writer and state.step % self.every == 0:
                self._add_scalars(state)
            if self._writer and state.step % self.grid_every == 0:
                self._add_grid(state)
                self._add_histograms(state)

    def _add_scalars(self, state: TrainState) -> None:
        for tag, value in (
            ("loss/D", state.d_loss),
            ("loss/G", state.g_loss),
            ("output/real", state.d_real.mean()),
            ("output/generated", state.d_fake.mean()),
        ):
            self._writer.add_scalar(tag, value.item(), state.step)

    def _add_grid(self, state: TrainState) -> None:
        if self.x_real.dim() == 4:
            grid = image_grid(generate(self.source or state.G, self.z, *self.cond))
            self._writer.add_image("samples", grid.mul(255).round().byte(), state.step)

    def _add_histograms(self, state: TrainState) -> None:
        tensors = {"D_output/real": state.d_real, "D_output/generated": state.d_fake}
        for name, net in (("G", state.G), ("D", state.D)):
            tensors |= {f"{name}_weights/{key}": p for key, p in net.named_parameters()}
        for tag, values in tensors.items():
            figures = _histogram(values)
            if figures:
                self._writer.add_histogram_raw(tag, **figures, global_step=state.step)

    def state_dict(self) -> dict[str, Any]:
        # a checkpoint must not know of more steps than the log: one of them may be all that is left
        with self._writing():
            if self._writer:
                self._writer.flush()
        return {}

    def end(self, state: TrainState) -> None:
        with self._writing():
            if self._writer:
                self._writer.close()
        self._writer = None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Within the block a log that cannot be written ends, and nothing else does."""
        try:
            yield
        except OSError as error:
            self._writer = None
            warnings.warn(f"the log in {self.folder} ends here: {error}", stacklevel=2)


def _histogram(values: Tensor, n_bins: int = 64) -> dict[str, Any]:
    """What SummaryWriter.add_histogram_raw takes; empty where a value is no finite number.

    Counted where the values are, in bins of one width. `add_histogram` copies them all from a GPU
    first, and takes twice as long on a CPU for its 1,549 bins.
    """
    x = values.detach().float().flatten()
    found = torch.stack([x.min(), x.max(), x.sum(), x.square().sum()]).tolist()
    low, high, total, squares = found
    if not math.isfinite(low + high):
        return {}
    if low == high:  # histc of older versions of torch refuses bins without width
        limits, counts = [high], [float(x.numel())]
    else:
        limits = torch.linspace(low, high, n_bins + 1)[1:].tolist()
        counts = torch.histc(x, n_bins, low, high).tolist()
    return {
        "min": low,
        "max": high,
        "num": x.numel(),
        "sum": total,
        "sum_squares": squares,
        "bucket_limits": limits,
        "bucket_counts": counts,
    }


class Checkpoint(Callback):
    """Writes all of a training into one file, now and then and at its end.

    The file before it stays beside it, as NAME-previous.pt. Put it last among the callbacks, so
    that it finds the others as they are after the step; only another one may come behind it.

    Args:
        path: the file.
        every: steps between two of them.
        extra: more to keep in it, plain values and tensors only, such as {"recipe": ...}.
        seconds: between two of them; with `every` it is written at whichever comes first.
    """

    def __init__(
        self,
        path: str | Path,
        every: int | None = None,
        extra: Mapping[str, Any] | None = None,
        *,
        seconds: float = math.inf,
    ) -> None:
        self.path = Path(path)
        self.every = every
        self.extra = dict(extra or {})
        self.seconds = seconds

    def start(self, state: TrainState) -> None:
        behind = itertools.dropwhile(lambda callback: callback is not self, state.callbacks)
        if not all(isinstance(callback, Checkpoint) for callback in behind):
            raise GanLabError("put Checkpoint last among the callbacks: it saves what they know")
        # one that goes on from elsewhere, and is over at once, is written too
        self._saved = state.step if state.step == 0 or self.path.exists() else None
        self._saved_at = time.monotonic()

    def after_step(self, state: TrainState) -> None:
        due = self.every is not None and state.step % self.every == 0
        if due or time.monotonic() - self._saved_at >= self.seconds:
            self._save(state)

    def end(self, state: TrainState) -> None:
        if state.whole and state.step != self._saved:
            self._save(state)

    def _save(self, state: TrainState) -> None:
        self._write(state.state_dict())
        self._saved, self._saved_at = state.step, time.monotonic()

    def _write(self, content: dict[str, Any]) -> None:
        checkpoint.save(self.path, {**self.extra, **content})


class Stopwatch(Callback):
    """Seconds of training so far; those before a checkpoint count in a resumed training."""

    def __init__(self) -> None:
        self._before = 0.0
        self._start: float | None = None

    @property
    def seconds(self) -> float:
        return self._before + (time.perf_counter() - self._start if self._start else 0.0)

    def start(self, state: TrainState) -> None:
        self._start = time.perf_counter()

    def end(self, state: TrainState) -> None:
        self._before, self._start = self.seconds, None

    def state_dict(self) -> dict[str, Any]:
        return {"seconds": self.seconds}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self._before = content.get("seconds", 0.0)  # older checkpoints do not know


class TimeLimit(Callback):
    """Ends the training after the first step that passes `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def start(self, state: TrainState) -> None:
        self._end = time.monotonic() + self.seconds

    def after_step(self, state: TrainState) -> None:
        state.stop = state.stop or time.monotonic() >= self._end
