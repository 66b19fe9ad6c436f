"""Play a training back: what G drew at each moment."""

from __future__ import annotations

import asyncio
import html
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import torch
from torch import Tensor

from gan_lab import viz
from gan_lab.errors import GanLabError
from gan_lab.files import free_name
from gan_lab.gif import Moment, moments, save_gif
from gan_lab.widgets._kit import Panel, image, row, sized

SECONDS = 0.5  # that a moment stays while the film plays
WIDTH = 500  # pixels that a picture may be wide, where its images are small
N_ROWS = 6  # moments in the picture for pages without widgets


class Film(Panel):
    """The samples of a training, moment by moment.

        film = SampleGrid(z, every=200)
        fit(G, D, ..., callbacks=[film])
        Film(film.samples)

    A slider chooses the moment; *Play* shows one after the other; *Save as GIF* writes the film
    beside the notebook.

    Args:
        samples: (step, images (N, C, H, W) in [-1, 1]) as `callbacks.SampleGrid` collects them,
            of which the first 64 images are shown; or points (N, 2), with `real`.
        real: (M, 2), the real points that are drawn below generated ones.
        title: stands above it; say what was trained on.
        zoom: pixels for one pixel of an image; chosen by the images' size when left out.

    Raises:
        GanLabError: no moments, samples of different shapes, or points without real ones.
    """

    def __init__(
        self,
        samples: Sequence[Moment],
        *,
        real: Tensor | None = None,
        title: str = "The film of a training",
        zoom: int | None = None,
    ) -> None:
        self.samples, self.real = moments(samples, real), real
        if zoom is not None and (isinstance(zoom, bool) or not isinstance(zoom, int) or zoom < 1):
            raise GanLabError(f"zoom must be a whole number from 1 on, got {zoom!r}")
        self.zoom = zoom or self._fitting_zoom()
        self._task: asyncio.Task[None] | None = None
        self.slider = ipywidgets.SelectionSlider(
            options=[(f"{step:,}", i) for i, (step, _) in enumerate(self.samples)],
            value=0,
            description="Step",
            **sized("30em"),
        )
        self.when_changed(self.slider, self._redraw)
        self.previous = self._button("Previous", "step-backward", self._back)
        self.play = self._button("Play", "play", self._toggle)
        self.next = self._button("Next", "step-forward", self._on)
        self.save = self._button("Save as GIF", "download", self._save)
        self.facts, self.view, self.saved = (ipywidgets.HTML() for _ in range(3))
        content = [
            self.slider,
            row(self.previous, self.play, self.next, self.save),
            self.saved,
            self.view,
            self.facts,
        ]
        super().__init__(content, title)
        self._redraw()

    def _button(self, name: str, icon: str, action: Any) -> ipywidgets.Button:
        button = ipywidgets.Button(description=name, icon=icon)
        self.when_pressed(button, action)
        return button

    def _fitting_zoom(self) -> int:
        first = self.samples[0][1]
        if first.dim() == 2:
            return 2
        return max(1, min(4, WIDTH // viz.image_grid(first).shape[2]))

    def _redraw(self) -> None:
        place = self.slider.value
        self.facts.value = html.escape(self._words(place))
        self.view.value = self._view(place)

    @property
    def _last(self) -> int:
        return len(self.samples) - 1

    def _words(self, place: int) -> str:
        """What one moment shows."""
        step, x = self.samples[place]
        text = f"Step {step:,}, moment {place + 1} of {len(self.samples)}: "
        if x.dim() == 2:
            (a, b), (spread_a, spread_b) = x.mean(0).tolist(), x.std(0, correction=0).tolist()
            return (
                f"{text}{len(x):,} points around ({a:.2f}, {b:.2f}), "
                f"with a spread of {spread_a:.2f} and {spread_b:.2f}"
            )
        light = x.clamp(-1, 1).add(1).div(2)  # as it is drawn: 0 is black, 1 is white
        apart = light.std(0, correction=0).mean()  # of each pixel, over the samples
        return (
            f"{text}{len(x)} samples, mean brightness {light.mean():.2f}, "
            f"difference between the samples {apart:.2f} (0: all alike)"
        )

    def _view(self, place: int) -> str:
        step, x = self.samples[place]
        if x.dim() == 4:
            return image(x, self._words(place), self.zoom)
        assert self.real is not None  # `moments` has seen to it
        return viz.figure_tag(
            viz.points(x, self.real, f"Step {step:,}", alt=f"{self.title}. {self._words(place)}")
        )

    def _back(self) -> None:
        self.slider.value = max(0, self.slider.value - 1)

    def _on(self) -> None:
        self.slider.value = min(self._last, self.slider.value + 1)

    def _toggle(self) -> None:
        if self._task is not None:
            self.stop()
            return
        if self._loop is None:
            raise GanLabError("a film plays in a notebook only: move the slider instead")
        if self.slider.value == self._last:
            self.slider.value = 0
        self._task = self._loop.create_task(self._run())
        self.play.description, self.play.icon = "Pause", "pause"

    async def _run(self) -> None:
        while self.slider.value < self._last:
            await asyncio.sleep(SECONDS)
            self._on()
        self._task = None
        self._hold()

    def stop(self) -> None:
        """Hold the film where it is."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._hold()

    def _hold(self) -> None:
        self.play.description, self.play.icon = "Play", "play"

    def _save(self) -> None:
        path = Path("film.gif")
        if path.exists():
            path = free_name(path)
        save_gif(self.samples, path, zoom=self.zoom, seconds=SECONDS, real=self.real)
        size = path.stat().st_size / 1000
        self.saved.value = html.escape(
            f"Saved as {path.resolve()}: {len(self.samples)} frames, {size:,.0f} kB"
        )

    def picture(self) -> str:
        """A few moments, from the first to the last, one below the other."""
        n = min(N_ROWS, len(self.samples))
        places = torch.linspace(0, self._last, n).round().int().tolist()
        some = [self.samples[i] for i in places]
        if self.samples[0][1].dim() == 4:
            title = textwrap.fill(self.title, 50)  # as wide as the figure
            figure = viz.film(some, title, n=min(8, len(self.samples[0][1])))
        else:
            assert self.real is not None
            figure = viz.points({f"step {s:,}": x for s, x in some}, self.real, self.title)
        told = "".join(f"<li>{html.escape(self._words(i))}</li>" for i in places)
        return (
            f"{viz.figure_tag(figure)}<details><summary>In words</summary><ul>{told}</ul></details>"
        )
