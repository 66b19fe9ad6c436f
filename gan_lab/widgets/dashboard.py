"""Watch a training, pause it, go on, or stop it and keep what was learned."""

from __future__ import annotations

import html
import io
import math
import time
from collections.abc import Sequence
from typing import Any

import ipywidgets
import torch
from torch import Tensor, nn

from gan_lab import viz
from gan_lab.callbacks import ProgressBar
from gan_lab.health import Health
from gan_lab.runtime import has_page
from gan_lab.training import Callback, TrainState, generate
from gan_lab.widgets._kit import Panel, image, row
from gan_lab.widgets._listen import Listener, notebook_kernel

SHARE = 0.03  # of the training's time that drawing may take
FIRST = 1.0  # seconds until the first of them, so that there is something to see
LISTEN = 0.25  # seconds between two looks for pressed buttons
N_POINTS = 200  # of each curve; up to twice as many

HEIGHTS = {  # what D's numbers are -> what the lower curves show
    "logits": "D's belief",
    "probabilities": "D's belief",
    "pairs": "real against generated",
    "scores": "D's score",
}


class Dashboard(Callback):
    """Live losses, D's beliefs, samples, health and the time left, with pause and stop.

        fit(G, D, ..., callbacks=[ema, Dashboard(z, source=ema.G)])

    *Pause* holds the training between two steps. *Stop* ends it as if it had made its last step,
    so that nothing is lost. At the end the controls give way to a picture, which stays in the
    saved notebook. Where there is no page, as in a terminal or a test, it is a progress bar and,
    in a notebook, that picture.

    It draws no random numbers, leaves G as it was, and is redrawn only so often that all drawing
    together takes 3 % of the training's time.

    Args:
        z: (N, nz), fixed, for the samples: images (N, C, H, W), points (N, 2) or rows (N, n).
        cond: what G takes beside z, such as labels (N,).
        source: the generator to ask, such as `ema.G`; the one in training when left out.
        health: a `Health` of the same training, whose report is shown; put it before the
            dashboard. One of its own when left out.
        outputs: what D's numbers are, see `health.Health`.
        title: stands above it.
    """

    def __init__(
        self,
        z: Tensor,
        *,
        cond: Sequence[Tensor] = (),
        source: nn.Module | None = None,
        health: Health | None = None,
        outputs: str = "logits",
        title: str = "Training",
    ) -> None:
        self.z, self.cond, self.source = z, tuple(cond), source
        self.outputs, self.title = outputs, title
        self._own_health = health is None
        self.health = health or Health(z, cond=cond, outputs=outputs)
        self.paused = self.stopped = False  # the buttons set them, from whichever thread
        self.record, self.curves = Record(), Curves(outputs)

    def start(self, state: TrainState) -> None:
        self.paused = self.stopped = False
        if state.step == 0:  # else its curves came with the checkpoint
            self.record = Record()
        self._bar = self._board = None
        self._hear = Listener()
        if self._own_health:
            self.health.every = max(50, state.n_steps // 100)
            self.health.start(state)
        if not has_page():
            self._bar = ProgressBar(description=self.title)
            self._bar.start(state)
            return
        self._board = Board(self)
        self._board.draw(Look(self, state))
        self._board.show()
        self.clock = Clock(state.step)

    def after_step(self, state: TrainState) -> None:
        if self._own_health:
            self.health.after_step(state)
        self.record.note(state, self.outputs)
        if self._bar:
            self._bar.after_step(state)
        elif self._board:
            self.clock.tick()
            if self.clock.listens():
                self._listen(state)
            if self.clock.draws():
                self._draw(state)
            state.stop = state.stop or self.stopped

    def end(self, state: TrainState) -> None:
        if self._own_health:
            self.health.end(state)
        self._hear.close()
        self.last = Look(self, state, None if self._bar else self.clock)
        if self._bar:
            self._bar.end(state)
            if notebook_kernel() is not None:
                _display(self.last.html())
        if self._board:
            self._board.draw(self.last)
            self._board.close()

    def _listen(self, state: TrainState) -> None:
        """Let button presses through, and wait while the training is paused.

        Kernel > Interrupt ends the waiting as it ends any cell.
        """
        self._hear()
        if not self.paused:
            return
        self._draw(state)
        begun = time.perf_counter()
        while self.paused and not self.stopped and not state.stop:
            time.sleep(0.05)
            self._hear()
        self.clock.pause(time.perf_counter() - begun)

    def _draw(self, state: TrainState) -> None:
        assert self._board is not None
        begun = time.perf_counter()
        self._board.draw(Look(self, state, self.clock))
        self.clock.drew(time.perf_counter() - begun)

    def state_dict(self) -> dict[str, Any]:
        own = {"health": self.health.state_dict()} if self._own_health else {}
        return {"record": self.record.state_dict(), **own}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        if "record" in content:  # older checkpoints lack it
            self.record.load_state_dict(content["record"])
        if self._own_health:
            self.health.load_state_dict(content.get("health", {}))


class Clock:
    """When to draw and when to listen, and how fast the training is; pauses do not count."""

    def __init__(self, step: int) -> None:
        self.first = step
        self.begun = self.now = time.perf_counter()
        self.held = self.drawing = 0.0  # seconds
        self.drawn = 0  # times
        self._listen = self.begun
        self._draw = self.begun + FIRST

    def tick(self) -> None:
        self.now = time.perf_counter()

    def listens(self) -> bool:
        if self.now < self._listen:
            return False
        self._listen = self.now + LISTEN
        return True

    def draws(self) -> bool:
        return self.now >= self._draw

    def drew(self, seconds: float) -> None:
        """Next time when the drawing so far and one more such are SHARE of the training's time."""
        self.drawing += seconds
        self.drawn += 1
        self._draw = self.begun + self.held + (self.drawing + seconds) / SHARE

    def pause(self, seconds: float) -> None:
        self.held += seconds

    @property
    def seconds(self) -> float:
        """Seconds of training so far."""
        return time.perf_counter() - self.begun - self.held


class Record:
    """Losses and D's beliefs over the steps: figures stay on the device until they are drawn.

    It begins with each step; when it holds too many, every second one is dropped.
    """

    def __init__(self) -> None:
        self.every = 1
        self.steps: list[int] = []
        self._rows: list[Tensor] = []  # (d_loss, g_loss, of real, of generated) each

    def note(self, state: TrainState, outputs: str) -> None:
        if state.step % self.every:
            return
        d_real, d_fake = state.d_real, state.d_fake
        if outputs == "logits":
            d_real, d_fake = d_real.sigmoid(), d_fake.sigmoid()
        elif outputs == "pairs":
            d_real, d_fake = (d_real - d_fake).sigmoid(), (d_fake - d_real).sigmoid()
        if self._rows and self._rows[0].device != state.device:  # from a checkpoint
            self._rows = [row.to(state.device) for row in self._rows]
        self.steps.append(state.step)
        self._rows.append(torch.stack([state.d_loss, state.g_loss, d_real.mean(), d_fake.mean()]))
        if len(self.steps) >= 2 * N_POINTS:
            self.every *= 2
            kept = [k for k, step in enumerate(self.steps) if step % self.every == 0]
            self.steps = [self.steps[k] for k in kept]
            self._rows = [self._rows[k] for k in kept]

    def state_dict(self) -> dict[str, Any]:
        rows = torch.stack(self._rows).cpu() if self._rows else torch.empty(0, 4)
        return {"every": self.every, "steps": list(self.steps), "rows": rows}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self.every, self.steps = content["every"], list(content["steps"])
        self._rows = list(content["rows"])

    def columns(self) -> list[list[float]]:
        """d_loss, g_loss, and what D says of real and of generated samples."""
        return torch.stack(self._rows, dim=1).tolist() if self._rows else [[], [], [], []]


class Look:
    """How a training stands at one moment: texts and pictures."""

    def __init__(self, dashboard: Dashboard, state: TrainState, clock: Clock | None = None) -> None:
        self.dashboard, self.step, self.n_steps = dashboard, state.step, state.n_steps
        self.columns = dashboard.record.columns()
        self.clock, self.batch_size = clock, len(state.x_real)
        self.ended = state.stop or state.step >= state.n_steps
        source = dashboard.source or state.G
        self.samples = generate(source, dashboard.z, *dashboard.cond)

    def html(self) -> str:
        """All of it without controls."""
        title = html.escape(self.dashboard.title)
        pictures = f"{self.sample_picture()} {self.curve_picture()}"
        return f"<b>{title}</b><br>{self.progress()}<br>{pictures}{self.report()}"

    def progress(self) -> str:
        """Steps, images a second and the time left."""
        parts = [f"Step {self.step:,} of {self.n_steps:,}"]
        if self.clock and self.step > self.clock.first:
            rate = (self.step - self.clock.first) / self.clock.seconds
            left = (self.n_steps - self.step) / rate
            parts.append(f"{rate * self.batch_size:,.0f} real images a second")
            if not self.ended:
                parts.append(f"{_minutes(left)} left")
        if self.dashboard.stopped:
            parts.append("stopped; what was learned is kept")
        elif self.dashboard.paused:
            parts.append("paused")
        return " · ".join(parts)

    def numbers(self) -> str:
        """The four figures of the last noted step, in words."""
        if not self.columns[0]:
            return "No step yet"
        d_loss, g_loss, real, generated = (column[-1] for column in self.columns)
        names = ("D(x)", "D(G(z))")
        if self.dashboard.outputs == "pairs":
            names = ("D(x) above D(G(z))", "the other way")
        return (
            f"d_loss {d_loss:.3f} · g_loss {g_loss:.3f} · "
            f"{names[0]} {real:.2f} · {names[1]} {generated:.2f}"
        )

    def report(self) -> str:
        return f"<p>{html.escape(str(self.dashboard.health))}</p>".replace("\n", "<br>")

    def sample_picture(self) -> str:
        alt = f"{len(self.samples)} samples of G at step {self.step:,}"
        if self.samples.dim() == 4:
            zoom = max(1, 64 // self.samples.shape[-1])
            return image(self.samples, alt, zoom)
        figure = viz.new_figure(3.4, 3.4, alt)
        axes = figure.subplots()
        if self.samples.shape[1] == 2:
            axes.plot(*self.samples.T.numpy(), ".", color=viz.ORANGE, markersize=3)
            axes.set(xlabel="x₁", ylabel="x₂", aspect="equal")
        else:
            axes.imshow(self.samples.numpy(), cmap="cividis", vmin=0, vmax=1, aspect="auto")
        axes.set_title(alt, fontsize=10)
        return viz.figure_tag(figure)

    def curve_picture(self) -> str:
        curves = self.dashboard.curves
        alt = f"Curves up to step {self.step:,}: {self.numbers()}"
        return viz.tag(curves.draw(self.dashboard.record.steps, self.columns), alt)


class Curves:
    """The losses and D's beliefs over the steps: one figure whose lines are moved, not redrawn."""

    def __init__(self, outputs: str) -> None:
        # fixed margins: a layout that is found anew takes twice as long
        self.figure = viz.new_figure(5.0, 3.6, "", layout=None)
        self.figure.subplots_adjust(left=0.13, right=0.98, top=0.97, bottom=0.14)
        self.axes = self.figure.subplots(2, 1, sharex=True)
        names = (("d_loss", "g_loss"), ("D(x), real", "D(G(z)), generated"))
        self.lines = []
        for axes, pair, label in zip(self.axes, names, ("loss", HEIGHTS[outputs]), strict=True):
            for name, (style, colour) in zip(pair, viz.STYLES, strict=False):
                self.lines += axes.plot([], [], style, color=colour, label=name, linewidth=1)
            axes.set_ylabel(label)
            axes.legend(loc="upper right", fontsize=8)
        self.axes[1].set_xlabel("step")
        if outputs != "scores":
            self.axes[1].set_ylim(-0.05, 1.05)

    def draw(self, steps: Sequence[int], columns: Sequence[Sequence[float]]) -> bytes:
        """A PNG. columns: d_loss, g_loss, of real, of generated; one value a step each."""
        for line, values in zip(self.lines, columns, strict=True):
            line.set_data(steps, [v if math.isfinite(v) else math.nan for v in values])
        for axes in self.axes:
            axes.relim()
            axes.autoscale_view()
        file = io.BytesIO()
        self.figure.savefig(file, format="png", pil_kwargs={"compress_level": 1})
        return file.getvalue()


class Board(Panel):
    """What the page shows of a `Dashboard` while it trains."""

    def __init__(self, dashboard: Dashboard) -> None:
        self.dashboard = dashboard
        self._last: Look | None = None
        self.bar = ipywidgets.IntProgress(min=0, description="Progress")
        self.progress, self.numbers, self.report = (ipywidgets.HTML() for _ in range(3))
        self.samples, self.curves = ipywidgets.HTML(), ipywidgets.HTML()
        self.hold = ipywidgets.Button(
            description="Pause", icon="pause", tooltip="Hold the training between two steps"
        )
        self.halt = ipywidgets.Button(
            description="Stop", icon="stop", tooltip="End the training and keep what was learned"
        )
        self.hold.on_click(self._on_hold)
        self.halt.on_click(self._on_halt)
        content = [
            row(self.bar, self.progress),
            row(self.hold, self.halt, self.numbers),
            row(self.samples, self.curves),
            self.report,
        ]
        super().__init__(content, dashboard.title, closable=False)

    # These only set flags, which the training reads: they may be called while a step is under way.

    def _on_hold(self, _: ipywidgets.Button) -> None:
        self.dashboard.paused = not self.dashboard.paused
        self.hold.description = "Resume" if self.dashboard.paused else "Pause"
        self.hold.icon = "play" if self.dashboard.paused else "pause"

    def _on_halt(self, _: ipywidgets.Button) -> None:
        self.dashboard.stopped = True
        self.halt.disabled = self.hold.disabled = True

    def draw(self, look: Look) -> None:
        self._last = look
        self.bar.max, self.bar.value = max(1, look.n_steps), look.step
        self.progress.value, self.numbers.value = look.progress(), look.numbers()
        self.samples.value, self.curves.value = look.sample_picture(), look.curve_picture()
        self.report.value = look.report()

    def picture(self) -> str:
        return self._last.html() if self._last else f"<b>{html.escape(self.title)}</b>"


def _display(text: str) -> None:
    from IPython.display import HTML, display

    display(HTML(text))


def _minutes(seconds: float) -> str:
    """75 -> "1:15", and 7,275 -> "2:01:15"."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
