"""Play a GAN in the plane: turn its screws while it runs, and look back."""

from __future__ import annotations

import asyncio
import html
import io
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from PIL import Image

from gan_lab import viz
from gan_lab.errors import GanLabError
from gan_lab.widgets._kit import Panel, button, row, sized
from gan_lab.widgets.plane import (
    DISTRIBUTIONS,
    LOSSES,
    MAX_K,
    MAX_SEED,
    N_ARROWS,
    N_POINTS,
    NOISES,
    Game,
    Settings,
    Snapshot,
    settings_of,
)

FRAME = 0.15  # seconds from one picture to the next while it plays
REST = 0.03  # of them for everything else in the notebook
SETTLED = 0.5  # seconds after which no message about the slider is under way any more
MOST_SECONDS = 600  # of playing on its own: perhaps nobody looks any more
STEPS = 50  # of the larger button
N_SHOWN = 400  # generated points in the picture
N_REAL = 250
N_BANDS = 16  # shades of D's field
GREYS = np.linspace(120, 255, N_BANDS).round().astype(np.uint8)
RATES = [m * 10.0**e for e in range(-5, -1) for m in (1, 2, 5)] + [0.1]
PENALTIES = (0.0, 0.01, 0.1, 1.0, 10.0)
BETAS = (0.0, 0.5, 0.9)


class Playground(Panel):
    """A game of G against D on points in the plane, with all its screws.

        playground = Playground(loss="minimax", lr_d=5e-3)
        playground                      # as the last line of a cell

    *Play* lets it run while you work on, for ten minutes at most. Learning rates, k, loss, Adam's
    beta1 and the penalty act on the running game; another distribution, noise or seed begins
    anew. The slider *History* shows former moments. `playground.game` is the game itself, to
    read: see `plane.Game`.

    Args:
        size: pixels of the larger picture's side, 320 to 1,000.
        still: steps in the picture for pages without widgets, where nobody can press *Play*.
        title: stands above it.
        settings: how to begin, by name: see `plane.Settings`.

    Raises:
        GanLabError: no such setting, or a value that is none.
    """

    def __init__(
        self,
        *,
        size: int = 440,
        still: int = 200,
        title: str = "Playground: a GAN in the plane",
        **settings: Any,
    ) -> None:
        for name, value, least, most in (("size", size, 320, 1000), ("still", still, 0, 100_000)):
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise GanLabError(
                    f"{name} must be a whole number from {least} to {most:,}, got {value!r}"
                )
        self.game = Game(settings_of(**settings))
        self.still = still
        self._plane, self._curves = Plane(size), Curves(round(0.8 * size), size)
        self._task: asyncio.Task[None] | None = None
        self._told = ""  # why it does not play any more
        self._build()
        super().__init__(self._content(), title)
        self._redraw()

    # Controls

    def _build(self) -> None:
        now = self.game.settings
        self.distribution = _choice("Real points", DISTRIBUTIONS, now.distribution, "15em")
        self.noise = _choice("Noise z", NOISES, now.noise, "17em")
        self.loss = _choice("Loss", LOSSES, now.loss, "14em")
        self.penalty = _choice(
            "Penalty on D's slope", _scale(PENALTIES, now.penalty), now.penalty, "17em"
        )
        self.beta1 = _choice("Adam's beta1", _scale(BETAS, now.beta1), now.beta1, "13em")
        self.lr_g = _slider("Learning rate of G", _scale(RATES, now.lr_g), now.lr_g)
        self.lr_d = _slider("Learning rate of D", _scale(RATES, now.lr_d), now.lr_d)
        self.k = ipywidgets.IntSlider(
            value=now.k,
            min=1,
            max=MAX_K,
            description="k, steps of D for one of G",
            **sized("26em"),
        )
        self.seed = ipywidgets.BoundedIntText(
            value=now.seed, min=0, max=MAX_SEED, description="Seed", **sized("11em")
        )
        self.field, self.arrows, self.manifold = (
            ipywidgets.Checkbox(value=True, description=words, indent=False, **sized("auto"))
            for words in ("Field of D", "Arrows of G's loss", "Net of z")
        )
        self.one = button("Step", "step-forward", "One step of G")
        self.many = button(f"Step {STEPS}", "fast-forward", f"{STEPS} steps of G")
        self.play = button("Play", "play", "Go on until Pause")
        self.reset = button("Reset", "undo", "Begin anew by the same rules")
        self.back = ipywidgets.IntSlider(
            min=0, max=1, value=1, description="History", readout=False, **sized("26em")
        )
        self._placed = 1  # where the code has set it: a slider elsewhere was moved by somebody
        self.place, self.rules, self.facts = (ipywidgets.HTML() for _ in range(3))
        self.view, self.side = ipywidgets.HTML(), ipywidgets.HTML()
        self._rules = {field.name: getattr(self, field.name) for field in fields(Settings)}
        for control in self._rules.values():
            self.when_changed(control, self._obey)
        for box in (self.field, self.arrows, self.manifold):
            self.when_changed(box, self._redraw)
        self.back.observe(self._slider_moved, "value")
        for pressed, action in (
            (self.one, self._one),
            (self.many, self._many),
            (self.play, self._toggle),
            (self.reset, self._reset),
        ):
            self.when_pressed(pressed, action)

    def _content(self) -> list[ipywidgets.Widget]:
        return [
            row(self.distribution, self.noise, self.loss, self.seed),
            row(self.lr_g, self.lr_d, self.k),
            row(self.penalty, self.beta1, self.rules),
            row(self.one, self.many, self.play, self.reset, self.back, self.place),
            row(self.view, self.side),
            row(self.field, self.arrows, self.manifold),
            self.facts,
        ]

    # Handlers, in the notebook's own thread

    def _obey(self) -> None:
        """Let the game follow the controls."""
        self.game.change(**{name: control.value for name, control in self._rules.items()})
        self._go_live()

    def _one(self) -> None:
        self._step(1)

    def _many(self) -> None:
        self._step(STEPS)

    def _step(self, n: int) -> None:
        self._told = ""
        self.game.step(n)
        self._go_live()

    def _reset(self) -> None:
        self.stop()
        self._told = ""
        self.game.restart()
        self._go_live()

    def _toggle(self) -> None:
        if self._task is not None:
            self.stop()
            self._redraw()
            return
        if self._loop is None:
            raise GanLabError(
                "Play needs a notebook page. Here press Step, or call .game.step(100)"
            )
        self._told = ""
        self._task = self._loop.create_task(self._run())
        self.play.description, self.play.icon = "Pause", "pause"

    async def _run(self) -> None:
        """Some steps, a picture, a rest for the others; again."""
        end = time.monotonic() + MOST_SECONDS
        n = 1
        try:
            while not self.game.ended and time.monotonic() < end:
                begun = time.perf_counter()
                self.game.step(n)
                stepped = time.perf_counter()
                self._go_live()
                drawn = time.perf_counter()
                # seconds for steps; on a slow machine as long as drawing takes
                room = max(FRAME - REST - (drawn - stepped), drawn - stepped)
                # it begins slowly: the first steps are those in which most happens
                n = max(1, min(2 * n, int(n * room / (stepped - begun))))
                await asyncio.sleep(max(REST, FRAME - (drawn - begun)))
            if not self.game.ended:
                self._told = (
                    f"Paused by itself after {MOST_SECONDS // 60} minutes; Play goes on from here."
                )
                self.later(self._redraw)
        except Exception as error:
            self.later(partial(_raise, error))  # told as what goes wrong in a handler is
        finally:
            if self._task is asyncio.current_task():
                self._rest()

    def close(self) -> None:
        """As all panels; its figures are gone even where the panel itself is kept."""
        if not self.closed:
            super().close()
            del self._plane, self._curves

    def stop(self) -> None:
        """Pause."""
        if self._task is not None:
            self._task.cancel()
            self._rest()

    def _rest(self) -> None:
        self._task = None
        self.play.description, self.play.icon = "Play", "play"

    def _slider_moved(self, _: Any) -> None:
        if self.back.value != self._placed:  # not by the code
            self.later(self._look_back)

    def _look_back(self) -> None:
        self._placed = self.back.value
        if self._task is not None and self._loop is not None:
            self.stop()
            # the last frame may have moved the slider in the page while somebody else moved it:
            # when both have come to rest, the page is told where it stands
            self._loop.call_later(SETTLED, self._tell_place)
        self._redraw()

    def _tell_place(self) -> None:
        if not self.closed:
            self.back.send_state("value")

    def _go_live(self) -> None:
        """Show the game as it is now, and put the slider to its end."""
        # the limit first: a value beyond it would be cut. What was moved meanwhile is not lost:
        # its handler comes next, and finds the slider elsewhere than it was placed
        last = len(self.game.history)
        if self.back.value == self._placed:
            self._placed = last
            if self.back.max > last:
                self.back.value = last
            self.back.max = last
            self.back.value = last
        self._redraw()

    # What is shown

    @property
    def shown(self) -> Snapshot:
        """The moment that the picture shows: now, or where the slider stands."""
        history = self.game.history
        return history[self._placed] if self._placed < len(history) else self.game.look()

    @property
    def _is_live(self) -> bool:
        return self._placed >= len(self.game.history)

    def _redraw(self) -> None:
        self.view.value, self.side.value = self._views(self.game, self.shown)
        self.facts.value = html.escape(self._facts())
        self.rules.value = html.escape(_rules(self.game))
        place = f"step {self.shown.step:,}"
        self.place.value = f"now: {place}" if self._is_live else f"{place} of {self.game.steps:,}"

    def _facts(self) -> str:
        told = [self.game.ended, self._told, _words(self.shown)]
        return " ".join(part for part in told if part)

    def _views(self, game: Game, snapshot: Snapshot) -> tuple[str, str]:
        """HTML of the plane and of the curves."""
        boxes = {"field": self.field, "arrows": self.arrows, "manifold": self.manifold}
        shown = [name for name, box in boxes.items() if box.value]
        plane = self._plane.draw(snapshot, game.x_real[:N_REAL].numpy(), shown)
        curves = self._curves.draw(game, snapshot.step)
        real = DISTRIBUTIONS[snapshot.settings.distribution].words
        alt = f"Real points: {real}. {_words(snapshot)} {_described(snapshot, shown)}"
        return viz.tag(plane, alt), viz.tag(curves, _described_curves(game, snapshot))

    def picture(self) -> str:
        """How it looks now; before its first step, how a game by these rules looks a while later.

        The game itself takes no step for it.
        """
        game, snapshot = self.game, self.shown
        if game.steps == 0 and self.still:
            game = Game(self.game.settings)
            game.step(self.still)
            snapshot = game.look()
        views = " ".join(self._views(game, snapshot))
        told = " ".join(filter(None, (_rules(game), game.ended, _words(snapshot))))
        hint = "In a notebook page this can be played: run the cell in JupyterLab."
        return "<br>".join(
            (f"<b>{html.escape(self.title)}</b>", views, html.escape(told), f"<i>{hint}</i>")
        )


# --- words


def _words(snapshot: Snapshot) -> str:
    """What a moment shows, in figures."""
    x = snapshot.x_fake
    parts = [f"Step {snapshot.step:,}"]
    if snapshot.step:
        parts[0] += f": d_loss {snapshot.d_loss:.3f}, g_loss {snapshot.g_loss:.3f}"
    mixture = DISTRIBUTIONS[snapshot.settings.distribution].modes
    if mixture and snapshot.modes:
        n, share = snapshot.modes
        parts.append(
            f"{n} of {len(mixture.centres)} modes covered, "
            f"{share:.0%} of the points within 3 sigma of one"
        )
    (a, b), (spread_a, spread_b) = x.mean(0).tolist(), x.std(0, correction=0).tolist()
    parts.append(
        f"generated points around ({a:.2f}, {b:.2f}) with a spread of "
        f"{spread_a:.2f} and {spread_b:.2f}"
    )
    parts.append(f"mean pull of G's loss on a point {snapshot.arrows.norm(dim=1).mean():.2g}")
    if outside := snapshot.outside():
        parts.append(f"{outside:,} of {N_POINTS:,} points outside the picture")
    return "; ".join(parts) + "."


def _described(snapshot: Snapshot, shown: Iterable[str]) -> str:
    """What else the picture holds."""
    words = {
        "field": _caption(snapshot),
        "arrows": f"Arrows at {N_ARROWS} generated points: where G's loss would move them.",
        "manifold": "Lines: the net of z as G bends it.",
    }
    return " ".join(words[name] for name in shown)


def _caption(snapshot: Snapshot) -> str:
    """How to read the shades."""
    rule = LOSSES[snapshot.settings.loss]
    if rule.low is None:
        field = snapshot.field
        return f"Shades: D's score, {field.min():.2g} dark to {field.max():.2g} light."
    if rule.logits:
        return "Shades: D's belief, light for real."
    return f"Shades: D's output, {rule.low:g} dark to {rule.high:g} light."


def _rules(game: Game) -> str:
    """The rules of the running game in words."""
    settings = game.settings
    target = "0 at real and generated points"
    if settings.loss == "Wasserstein":
        target = "1 between real and generated points"
    price = f"A penalty of weight {settings.penalty:g} draws D's slope towards {target}"
    if not settings.penalty:
        price = "D pays no penalty"
        if settings.loss == "Wasserstein":
            price += ", so that its scores may grow without end"
    return f"{settings.loss}: {LOSSES[settings.loss].words}. {price}."


def _described_curves(game: Game, snapshot: Snapshot) -> str:
    rows = game.losses.rows
    if not rows:
        return "Curves of d_loss and g_loss: no step yet."
    step, d_loss, g_loss = rows[-1]
    told = f"Curves up to step {step:,}: d_loss ends at {d_loss:.3f}, g_loss at {g_loss:.3f}."
    covered = [s.modes.covered for s in game.history if s.modes]
    if covered:
        told += f" Modes covered: from {min(covered)} to {max(covered)}, {covered[-1]} at the end."
    return f"{told} A line marks step {snapshot.step:,}, which the other picture shows."


# --- pictures: one figure each, whose parts are moved


class Plane:
    """Points, D's field, arrows and the bent net, in a square picture.

    Args:
        size: pixels of a side of the square.
    """

    LEFT, RIGHT, TOP, BOTTOM = 34, 10, 26, 72  # pixels around the square

    def __init__(self, size: int) -> None:
        self.size = size
        width, height = size + self.LEFT + self.RIGHT, size + self.TOP + self.BOTTOM
        self.figure = viz.new_figure(width / 100, height / 100, "", layout=None)
        place = (self.LEFT / width, self.BOTTOM / height, size / width, size / height)
        self.axes = axes = self.figure.add_axes(place)
        axes.set(aspect="equal")
        axes.tick_params(labelsize=8)
        axes.set_xlabel("x₁", fontsize=8, labelpad=0)
        axes.set_ylabel("x₂", fontsize=8, labelpad=-6)
        self.manifold = LineCollection([], colors=viz.GREEN, linewidths=0.9)
        axes.add_collection(self.manifold, autolim=False)
        (self.real,) = axes.plot([], [], "x", color=viz.BLUE, markersize=4, alpha=0.8)
        (self.fake,) = axes.plot([], [], "o", color=viz.ORANGE, markersize=2.6, alpha=0.8)
        zeros = np.zeros(N_ARROWS)
        self.arrows = axes.quiver(
            zeros, zeros, zeros, zeros,
            angles="uv", units="dots", scale_units="x", scale=1, color="black",
            width=1.3, headwidth=4, headlength=4, headaxislength=4, minlength=0, minshaft=0,
        )  # fmt: skip
        self._ground = Ground(self.figure, [self.manifold, self.real, self.fake, self.arrows])

    def draw(self, snapshot: Snapshot, x_real: Any, shown: Sequence[str]) -> bytes:
        """A PNG. x_real: array (M, 2). shown: of "field", "arrows" and "manifold"."""
        reach = DISTRIBUTIONS[snapshot.settings.distribution].reach
        caption = _caption(snapshot) if "field" in shown else ""
        wanted = (reach, caption, *shown)
        pixels = self._ground.lay(wanted, lambda: self._draw_ground(reach, caption, shown))
        if "field" in shown:
            top, left, inner = self.TOP + 1, self.LEFT + 1, self.size - 2  # within the frame
            pixels[top : top + inner, left : left + inner, :3] = _bands(snapshot, inner)
        x = snapshot.x_fake[:N_SHOWN].numpy()
        self.manifold.set_segments(list(snapshot.manifold.numpy()))
        self.real.set_data(*x_real.T)
        self.fake.set_data(*x.T)
        self.arrows.set_offsets(x[:N_ARROWS])
        self.arrows.set_UVC(*_drawn_length(snapshot.arrows.numpy(), 0.16 * reach).T)
        for part, seen in (
            (self.manifold, "manifold" in shown),
            (self.real, True),
            (self.fake, True),
            (self.arrows, "arrows" in shown),
        ):
            if seen:
                self.axes.draw_artist(part)
        return _png(pixels)

    def _draw_ground(self, reach: float, caption: str, shown: Sequence[str]) -> None:
        self.axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
        self.axes.set_title(caption, fontsize=9, pad=5)
        labels: dict[str, dict[str, Any]] = {
            "real": {"color": viz.BLUE, "marker": "x", "linestyle": ""},
            "generated": {"color": viz.ORANGE, "marker": "o", "markersize": 4, "linestyle": ""},
        }
        if "arrows" in shown:
            arrow = {"color": "black", "marker": "$→$", "markersize": 11, "linestyle": ""}
            labels["where G's loss moves a point"] = arrow
        if "manifold" in shown:
            labels["net of z, bent by G"] = {"color": viz.GREEN}
        handles = [Line2D([], [], label=label, **look) for label, look in labels.items()]
        for legend in self.figure.legends[:]:
            legend.remove()
        self.figure.legend(handles=handles, loc="lower center", ncols=2, fontsize=8, frameon=False)


class Curves:
    """Losses over the steps, and modes covered where they can be counted.

    Args:
        width, height: pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self.figure = viz.new_figure(width / 100, height / 100, "", layout=None)
        self.figure.subplots_adjust(left=0.16, right=0.96, top=0.92, bottom=0.12, hspace=0.12)
        self.upper, self.lower = self.figure.subplots(2, 1, sharex=True)
        self.lines = [
            self.upper.plot([], [], style, color=colour, label=name, linewidth=1.2)[0]
            for name, (style, colour) in zip(("d_loss", "g_loss"), viz.STYLES, strict=False)
        ]
        (self.covered,) = self.lower.plot([], [], ".-", color=viz.GREEN, linewidth=1.2)
        look = {"color": "black", "linestyle": ":", "linewidth": 1.2}
        self.marks = [axes.axvline(0, **look) for axes in (self.upper, self.lower)]
        above = {"loc": "lower right", "bbox_to_anchor": (1, 0.98), "ncols": 2, "frameon": False}
        self.upper.legend(fontsize=8, **above)
        self.upper.set_ylabel("loss", fontsize=8)
        self.lower.set_ylabel("modes covered", fontsize=8)
        self.lower.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        self.lower.set_xlabel("step of G", fontsize=8)
        for axes in (self.upper, self.lower):
            axes.tick_params(labelsize=8)
        self._ground = Ground(self.figure, [*self.lines, self.covered, *self.marks])
        self._span = (0.0, 1.0)  # of the losses

    def draw(self, game: Game, step: int) -> bytes:
        """A PNG. step: where the mark stands."""
        columns = np.array(game.losses.rows, dtype=float).reshape(-1, 3).T
        if columns.shape[1]:
            low, high = np.percentile(columns[1:], (1, 99))  # a single peak would hide the rest
            self._span = _wide_enough(self._span, float(low), float(high))
        n_modes = len(game.distribution.modes.centres) if game.distribution.modes else 0
        end = _round_up(max(10, game.steps))
        pixels = self._ground.lay(
            (end, self._span, n_modes), lambda: self._draw_ground(end, n_modes)
        )
        for line, values in zip(self.lines, columns[1:], strict=True):
            line.set_data(columns[0], values)
        counted = [(s.step, s.modes.covered) for s in game.history if s.modes]
        self.covered.set_data(*np.array(counted).reshape(-1, 2).T)
        for mark in self.marks:
            mark.set_xdata([step, step])
        for part in (*self.lines, self.marks[0]):
            self.upper.draw_artist(part)
        if n_modes:
            for part in (self.covered, self.marks[1]):
                self.lower.draw_artist(part)
        return _png(pixels)

    def _draw_ground(self, end: int, n_modes: int) -> None:
        self.upper.set_xlim(0, end)
        self.upper.set_ylim(*self._span)
        self.upper.tick_params(labelbottom=not n_modes)
        self.lower.set_visible(n_modes > 0)
        self.lower.set_ylim(-0.05 * n_modes, max(1, 1.08 * n_modes))


class Ground:
    """What stays from picture to picture, kept as pixels: numbers, names, frames and the legend.

    They take ten times as long to draw as all points and lines.

    Args:
        moved: parts that are drawn anew each time, by their owner.
    """

    def __init__(self, figure: Figure, moved: Sequence[Artist]) -> None:
        self.canvas: Any = figure.canvas
        self.wanted: Any = None
        self.pixels: Any = None
        for part in moved:
            part.set_animated(True)  # left out when the figure is drawn

    def lay(self, wanted: Any, change: Callable[[], None]) -> Any:
        """Put the ground on the canvas -> its pixels, an array (h, w, 4) to draw upon.

        wanted: what the ground depends on. change: called first where that is not as last time.
        """
        if wanted != self.wanted:
            change()
            self.canvas.draw()
            self.wanted = wanted
            self.pixels = np.array(self.canvas.buffer_rgba())
        pixels = np.asarray(self.canvas.buffer_rgba())
        pixels[:] = self.pixels
        return pixels


def _bands(snapshot: Snapshot, size: int) -> Any:
    """D's field as bands of grey, uint8 (size, size, 1): their borders are lines of equal height.

    None is so dark that points on it could not be seen.
    """
    shades = snapshot.shades().flip(0).numpy()  # pictures begin at the top
    image = Image.fromarray(shades).resize((size, size), Image.Resampling.BILINEAR)
    # an even number of bands: one border is at a half
    band = (np.asarray(image) * N_BANDS).astype(np.uint8).clip(0, N_BANDS - 1)
    return GREYS[band][..., None]


def _round_up(n: int) -> int:
    """The first of 10, 15, 20, 30, 50, 70, 100, 150, ... that is not below n."""
    unit = 10 ** max(0, len(str(n)) - 2)
    return next(m * unit for m in (10, 15, 20, 30, 50, 70, 100) if m * unit >= n)


def _wide_enough(span: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Limits around low and high: those of before, as long as they fit well."""
    if span[0] <= low and high <= span[1] and high - low > 0.4 * (span[1] - span[0]):
        return span
    room = 0.15 * (high - low) + 0.02
    return low - room, high + room


def _drawn_length(arrows: Any, longest: float) -> Any:
    """Arrows (A, 2) no longer than `longest`; short ones keep their proportions."""
    length = np.maximum(np.linalg.norm(arrows, axis=1, keepdims=True), 1e-12)
    return arrows / length * longest * np.tanh(length)


def _png(pixels: Any) -> bytes:
    image = Image.fromarray(pixels[..., :3])
    file = io.BytesIO()
    # few colours: half the time and a third of the bytes, six times a second
    image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        file, "PNG", compress_level=1
    )
    return file.getvalue()


# --- controls


def _raise(error: Exception) -> None:
    raise error


def _scale(values: Iterable[float], now: float) -> list[tuple[str, float]]:
    """Options, the one of now among them even if it is none of the usual."""
    usual = [value for value in values if not math.isclose(value, now)]
    return [(f"{value:g}" if value else "0, none", value) for value in sorted([*usual, now])]


def _choice(name: str, options: Any, now: Any, width: str) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(options=list(options), value=now, description=name, **sized(width))


def _slider(name: str, options: list[tuple[str, float]], now: float) -> ipywidgets.SelectionSlider:
    return ipywidgets.SelectionSlider(options=options, value=now, description=name, **sized("26em"))
