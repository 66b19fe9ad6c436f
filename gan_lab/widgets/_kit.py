"""What all widgets share: how they are shown, how they answer, and how they are put away."""

from __future__ import annotations

import asyncio
import html
import threading
from collections.abc import Callable
from typing import Any

import ipywidgets
from torch import Tensor

from gan_lab import viz
from gan_lab.runtime import has_page

WIDGET = "application/vnd.jupyter.widget-view+json"

_shown: dict[str, tuple[str, list[Panel]]] = {}  # cell -> the run of it, and what that run showed


class Panel:
    """A box of controls and pictures, with a static picture for pages that have no widgets.

        panel = LatentExplorer(G, nz=64)
        panel           # as the last line of a cell: shows it

    Controls call their handlers in whichever thread the page's messages arrive; `later` brings an
    answer to the notebook's own thread, so that no network is used by two at once. A new run of
    the same cell puts away what its last run showed.

    A subclass builds `content` (the widgets, top to bottom) and calls `super().__init__` with it.
    """

    def __init__(self, content: list[ipywidgets.Widget], title: str, closable: bool = True) -> None:
        self.title = title
        self.trouble = ipywidgets.HTML()  # what went wrong in a handler, for all to read
        heading = ipywidgets.HTML(f"<b>{html.escape(title)}</b>")
        self.box = ipywidgets.VBox([heading, *content, self.trouble])
        self._mark = f"gan-lab-{self.box.model_id}"  # class of its picture in the page
        heading.value += f"<style>.{self._mark} {{ display: none }}</style>"
        if closable:
            close = ipywidgets.Button(
                description="Close", icon="times", tooltip="Put this away; a picture of it stays"
            )
            self.when_pressed(close, self.close)
            self.box.children += (close,)
        self.closed = False
        self._waiting: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._shown_views: list[Any] = []  # its places in the page, ...
        self._shown_stills: list[Any] = []  # ... and those of its picture
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:  # outside a notebook: handlers answer at once
            self._loop = None

    def picture(self) -> str:
        """HTML of how it looks now, for pages without widgets and for saved notebooks."""
        raise NotImplementedError

    def later(self, action: Callable[[], None]) -> None:
        """Call `action` in the notebook's own thread, soon; once, however often it is asked for.

        While a cell runs, it waits for the end of the cell. What it raises is shown in the panel.
        """
        with self._lock:
            if action in self._waiting:
                return
            self._waiting.append(action)
        if self._loop is None:
            self._answer()
        else:
            self._loop.call_soon_threadsafe(self._answer)

    def when_pressed(self, button: ipywidgets.Button, action: Callable[[], None]) -> None:
        """Each press of the button calls `action`, as `later` does."""
        button.on_click(lambda _: self.later(action))

    def when_changed(self, control: ipywidgets.Widget, action: Callable[[], None]) -> None:
        """Each new value of the control calls `action`, as `later` does."""
        control.observe(lambda _: self.later(action), "value")

    def _answer(self) -> None:
        with self._lock:
            actions, self._waiting = self._waiting, []
        for action in actions:
            if self.closed:
                return
            try:
                action()
                self.trouble.value = ""
            except Exception as error:
                text = html.escape(f"{type(error).__name__}: {error}")
                self.trouble.value = f'<span role="alert">{text}</span>'

    def show(self) -> None:
        """Display the panel; its picture where there is no page that could show widgets.

        Below a living widget the picture is there too, hidden by the widget. So it appears in a
        notebook that is opened again later, when nothing is left of the widget.
        """
        _forget_former_run(self)
        if has_page():
            view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
            self._shown_views += _display({"text/plain": self.title, WIDGET: view})
        self._shown_stills += _display(self._still())

    _ipython_display_ = show

    def _still(self) -> dict[str, str]:
        picture = self.picture()
        if self._shown_views:
            picture = f'<div class="{self._mark}">{picture}</div>'
        return {"text/plain": self.title, "text/html": picture}

    def close(self) -> None:
        """Put the widgets away; where the panel was shown, its picture stays."""
        if self.closed:
            return
        for still in self._shown_stills:
            still.update(self._still(), raw=True)
        for view in self._shown_views:
            view.update({"text/html": ""}, raw=True)
        self.closed = True
        for _, panels in _shown.values():  # which would keep it, and its networks, alive
            if self in panels:
                panels.remove(self)
        self.stop()
        held = [value for value in vars(self).values() if isinstance(value, ipywidgets.Widget)]
        for part in held:  # the box, and what need not be in it
            for widget in _all_in(part):
                widget.close()

    def stop(self) -> None:
        """End whatever goes on by itself, such as a timer. Most panels have none."""


def _display(bundle: dict[str, Any]) -> list[Any]:
    """Its place in the page, to change it later; none outside a notebook."""
    from IPython.display import display

    place = display(bundle, raw=True, display_id=True)
    return [] if place is None else [place]


def opened() -> list[Panel]:
    """The panels that are shown and not put away."""
    return [panel for _, panels in _shown.values() for panel in panels]


def _forget_former_run(panel: Panel) -> None:
    """Close what an earlier run of this cell showed; no page shows it any more."""
    cell, run = _where()
    former, panels = _shown.get(cell, ("", []))
    if former != run:
        for other in list(panels):
            other._shown_views, other._shown_stills = [], []  # the new run has their places now
            other.close()
        panels = []
    _shown[cell] = (run, [*panels, panel])


def _where() -> tuple[str, str]:
    """The cell that is running, and this run of it; both empty outside a notebook."""
    try:
        from IPython import get_ipython

        parent = get_ipython().get_parent()
        return parent["metadata"].get("cellId", ""), parent["header"]["msg_id"]
    except (ImportError, AttributeError, KeyError, TypeError):
        return "", ""


def _all_in(widget: ipywidgets.Widget) -> list[ipywidgets.Widget]:
    """A widget with all that it holds, layouts and styles too: each is known to the page."""
    found = [w for child in getattr(widget, "children", ()) for w in _all_in(child)]
    parts = [getattr(widget, name, None) for name in ("layout", "style")]
    return [*found, *(part for part in parts if isinstance(part, ipywidgets.Widget)), widget]


def row(*widgets: ipywidgets.Widget) -> ipywidgets.Box:
    """Side by side; on a narrow or enlarged page the last ones move to the next line."""
    layout = ipywidgets.Layout(display="flex", flex_flow="row wrap", align_items="center")
    return ipywidgets.Box(list(widgets), layout=layout)


def sized(width: str) -> dict[str, Any]:
    """Arguments of a control that leave its label room: nothing of it is cut off."""
    layout = ipywidgets.Layout(width=width, max_width="100%")
    return {"layout": layout, "style": {"description_width": "initial"}}


def button(name: str, icon: str, tooltip: str) -> ipywidgets.Button:
    """A button as wide as its words."""
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.Button(description=name, icon=icon, tooltip=tooltip, layout=layout)


def image(images: Tensor, alt: str, zoom: int = 2, n_columns: int | None = None) -> str:
    """HTML of a grid of images (N, C, H, W) in [-1, 1], each pixel `zoom` pixels wide."""
    return viz.tag(viz.png_of_images(images, zoom, n_columns), alt)
