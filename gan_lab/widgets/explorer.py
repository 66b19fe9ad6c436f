"""Explore what a generator has learnt: turn the numbers of z, and walk from one z to another."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, NamedTuple

import ipywidgets
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks.lesson_03.latent import interpolate, set_coordinate, slerp
from gan_lab.errors import GanLabError
from gan_lab.training import generate
from gan_lab.widgets._kit import Panel, button, image, row, sized

REACH = 3.0  # sliders go from -REACH to REACH, where 99.7 % of normal numbers lie
TICKS = [(f"{k / 10:.1f}", k / 10) for k in range(round(-10 * REACH), round(10 * REACH) + 1)]
N_STRIP = 9  # images along the way, both ends included
N_PLACES = 100  # steps of the slider between two points
MAX_SEED = 2**31 - 1
N_ROWS = 3  # coordinates that the picture at the start shows


class Place(NamedTuple):
    """Where the explorer stands.

    z: (nz,). a, b, share: the class, as `share` of the way from class a to class b.
    origin: how it came here, in words
    """

    z: Tensor
    a: int
    b: int
    share: float
    origin: str


class LatentExplorer(Panel):
    """What G draws for the z that you choose.

        explorer = LatentExplorer(G, nz=64)
        explorer                        # as the last line of a cell
        explorer.z, explorer.points     # later: what you found

    Sliders set single coordinates of z, *Seed* and *New z* draw another z, *Save this z* keeps it
    as point A, B, C and so on. Between two saved points a slider walks along an arc, as `slerp`
    of lesson 03 does, and a strip of nine images shows the whole way; for a conditional G the
    class changes along the way too. G is left as it was found.

    Args:
        G: z (N, nz) -> images (N, C, H, W) in [-1, 1], C being 1 or 3; on any device.
        nz: length of z.
        n_sliders: coordinates that have a slider at a time; all can be reached.
        class_names: of a conditional G, which takes labels too: G(z, y).
        title: stands above it; say what G was trained on.
        zoom: pixels for one pixel of the large image; chosen by its size when left out.
        seed: of the first z.

    Raises:
        GanLabError: G is no network, or does not draw images from z (N, nz).
    """

    def __init__(
        self,
        G: nn.Module,
        nz: int,
        *,
        n_sliders: int = 8,
        class_names: Sequence[str] = (),
        title: str = "Explore the latent space",
        zoom: int | None = None,
        seed: int = 0,
    ) -> None:
        self.G, self.nz, self.class_names = G, _number("nz", nz), tuple(class_names)
        size = _tried(G, self.nz, self.class_names).shape[-1]
        self.zoom = max(1, 200 // size) if zoom is None else _number("zoom", zoom)
        self._strip_zoom = max(1, 56 // size)
        self._between = _BetweenClasses(G) if self.class_names and _can_mix(G, self.nz) else None
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
            raise GanLabError(f"seed must be a whole number from 0 to {MAX_SEED}, got {seed!r}")
        self._place = Place(torch.zeros(self.nz), 0, 0, 0.0, "0")  # until the seed is asked
        self._points: dict[str, Place] = {}
        self._pictures: dict[str, str] = {}  # of the saved points
        self._pair: tuple[str | None, str | None] = (None, None)  # whose way the strip shows
        self._first = 0  # coordinate of the first slider
        self._build(min(_number("n_sliders", n_sliders), self.nz), seed)
        super().__init__(self._content(), title)
        self._new_seed()

    # What a student takes along

    @property
    def z(self) -> Tensor:
        """The z that is shown, a copy: float32 (nz,)."""
        return self._place.z.clone()

    @property
    def points(self) -> dict[str, Tensor]:
        """The saved z by their names, copies: {"A": (nz,), ...}."""
        return {name: place.z.clone() for name, place in self._points.items()}

    @property
    def label(self) -> int | None:
        """The class that is shown, the nearer one on the way between two; None without classes."""
        return _nearer(self._place) if self.class_names else None

    @property
    def labels(self) -> dict[str, int]:
        """The classes of the saved points by their names; empty without classes."""
        return {n: _nearer(place) for n, place in self._points.items()} if self.class_names else {}

    def go_to(self, z: Tensor) -> None:
        """Show what G makes of a z (nz,) of your own, such as the mean of several.

        Raises:
            GanLabError: it is no float tensor of that shape.
        """
        fits = isinstance(z, Tensor) and z.is_floating_point() and z.shape == (self.nz,)
        if not fits:
            found = tuple(z.shape) if isinstance(z, Tensor) else type(z).__name__
            raise GanLabError(f"expected z, a float tensor ({self.nz},), got {found}")
        z = z.detach().float().cpu().clone()
        self._go(self._place._replace(z=z, origin="a z of your own"))

    # Controls

    def _build(self, n_sliders: int, seed: int) -> None:
        self.seed = ipywidgets.BoundedIntText(
            value=seed, min=0, max=MAX_SEED, description="Seed", **sized("11em")
        )
        self.new = button("New z", "random", "The z of the next seed")
        self.start = button("Back to the start", "undo", "The z of this seed as it was drawn")
        names = [(name, i) for i, name in enumerate(self.class_names)]
        self.which = ipywidgets.Dropdown(options=names, description="Class", **sized("15em"))
        self.first = ipywidgets.BoundedIntText(
            min=0,
            max=self.nz - n_sliders,
            step=n_sliders,
            description="First coordinate",
            **sized("14em"),
        )
        # Not FloatSlider: the page answers each value that the code sets with a rounded one, which
        # may arrive after the next one was set, as if somebody had turned the slider back.
        self.sliders = [
            ipywidgets.SelectionSlider(options=TICKS, value=0.0, **sized("20em"))
            for _ in range(n_sliders)
        ]
        self.save = button("Save this z", "bookmark", "Keep this z as a point")
        self.ends = [
            ipywidgets.Dropdown(description=word, disabled=True, **sized("9em"))
            for word in ("From", "To")
        ]
        self.way = ipywidgets.FloatSlider(
            min=0, max=1, step=1 / N_PLACES, description="Way", disabled=True, **sized("20em")
        )
        self.back = button("Go to its beginning", "step-backward", "Show the point at From")
        self.back.disabled = True
        self.view, self.facts, self.saved, self.strip = (ipywidgets.HTML() for _ in range(4))
        self.strip.value = "Save two z, and you can walk from one to the other."

        self._placed = [0.0] * n_sliders  # what the code has set: a slider that differs was moved
        self._placed_seed, self._placed_class, self._placed_way = seed, 0, 0.0
        self.when_changed(self.seed, self._seed_changed)
        self.when_changed(self.which, self._class_changed)
        self.when_changed(self.first, self._show_others)
        self.when_changed(self.way, self._walk)
        for slider in self.sliders:
            self.when_changed(slider, self._sliders_moved)
        for end in self.ends:
            self.when_changed(end, self._show_way)
        for pressed, action in (
            (self.new, self._next_seed),
            (self.start, self._new_seed),
            (self.save, self._save),
            (self.back, self._to_beginning),
        ):
            self.when_pressed(pressed, action)

    def _content(self) -> list[ipywidgets.Widget]:
        top = [self.seed, self.new, self.start]
        top += [self.which] if self.class_names else []
        choose = [self.first] if len(self.sliders) < self.nz else []
        return [
            row(*top),
            row(
                ipywidgets.VBox([self.view, self.facts]),
                ipywidgets.VBox([*choose, *self.sliders]),
            ),
            row(self.save, self.saved),
            row(*self.ends, self.way, self.back),
            self.strip,
        ]

    # Handlers, in the notebook's own thread. The code sets controls too: each handler first looks
    # whether there is anything to do, so that this has no echo.

    def _seed_changed(self) -> None:
        if self.seed.value != self._placed_seed:
            self._new_seed()

    def _next_seed(self) -> None:
        self.seed.value = (self.seed.value + 1) % (MAX_SEED + 1)
        self._seed_changed()

    def _new_seed(self) -> None:
        seed = self._placed_seed = self.seed.value
        z = torch.randn(self.nz, generator=torch.Generator().manual_seed(seed))
        y = self._placed_class
        self._go(Place(z, y, y, 0.0, f"z of seed {seed}"))

    def _class_changed(self) -> None:
        if self.which.value != self._placed_class:
            y = self._placed_class = self.which.value
            self._place = self._place._replace(a=y, b=y, share=0.0)
            self._redraw()

    def _sliders_moved(self) -> None:
        moved = False
        for i, slider in enumerate(self.sliders):
            if slider.value != self._placed[i]:
                self._placed[i] = slider.value
                self._place.z[self._first + i] = slider.value
                moved = True
        if moved:
            self._redraw()

    def _show_others(self) -> None:
        self._sliders_moved()  # what was asked of the former coordinates is theirs
        self._first = self.first.value
        self._set_sliders()

    def _save(self) -> None:
        name = _name(len(self._points))
        place = self._place
        self._points[name] = place._replace(z=place.z.clone(), origin=f"point {name}")
        told = f"Point {name}: {self._words()}"
        picture = image(self._draw(place, place.z[None], [place.share]), told, self._strip_zoom)
        self._pictures[name] = f'<span style="margin-right: 0.7em">{name} {picture}</span>'
        self.saved.value = "".join(self._pictures.values())
        chosen = [end.value for end in self.ends]
        if len(self._points) <= 2:  # the first two are joined without being asked for
            chosen = [next(iter(self._points)), name]
        for end, value in zip(self.ends, chosen, strict=True):
            end.options, end.disabled = list(self._points), False
            end.value = value
        self.back.disabled, self.way.disabled = False, len(self._points) < 2
        self._show_way()

    def _show_way(self) -> None:
        pair = (self.ends[0].value, self.ends[1].value)
        if pair == self._pair or None in pair:
            return
        self._pair = pair
        self.way.description = f"{pair[0]} to {pair[1]}"
        self._placed_way = self.way.value = 0.0
        self.strip.value = self._strip()

    def _walk(self) -> None:
        if abs(self.way.value - self._placed_way) > 1e-6 and None not in self._pair:
            self._placed_way = self.way.value
            self._go(self._on_the_way(self.way.value))

    def _to_beginning(self) -> None:
        self._placed_way = self.way.value = 0.0
        self._go(self._on_the_way(0.0))

    # What is drawn

    def _go(self, place: Place) -> None:
        """Stand at another place, and let the controls say so."""
        self._place, self._base = place, place.z.clone()
        self._placed_class = _nearer(place)
        if self.class_names:
            self.which.value = self._placed_class
        self._set_sliders()
        self._redraw()

    def _set_sliders(self) -> None:
        for i, slider in enumerate(self.sliders):
            k = self._first + i
            value = round(float(self._place.z[k].clamp(-REACH, REACH)), 1)
            self._placed[i] = value
            slider.description, slider.value = f"z[{k}]", value

    def _redraw(self) -> None:
        self.view.value = self._view()
        self.facts.value = html.escape(self._facts())

    def _view(self) -> str:
        place = self._place
        return image(self._draw(place, place.z[None], [place.share]), self._words(), self.zoom)

    def _facts(self) -> str:
        return f"Length of z: {self._place.z.norm():.1f} (usual: {self.nz**0.5:.1f})"

    def _words(self) -> str:
        """Which z is shown, and of which class."""
        place = self._place
        text = f"What G draws for {place.origin}"
        turned = (place.z != self._base).nonzero().flatten().tolist()
        if turned:
            text += " with " + ", ".join(f"z[{k}] = {place.z[k]:.1f}" for k in turned)
        if self.class_names:
            a, b = self.class_names[place.a], self.class_names[place.b]
            between = place.a != place.b and 0 < place.share < 1
            text += f"; {place.share:.0%} of the way from class {a} to class {b}" * between
            text += f"; class {self.class_names[_nearer(place)]}" * (not between)
        return f"{text}. {self._facts()}"

    def _on_the_way(self, t: float) -> Place:
        """The place at share t of the way between the two chosen points."""
        a, b = (self._points[str(name)] for name in self._pair)
        z = _arc(a.z, b.z, N_PLACES + 1)[round(N_PLACES * t)]
        origin = f"the place at {t:.2f} of the way from {self._pair[0]} to {self._pair[1]}"
        if t in (0.0, 1.0):
            origin = f"point {self._pair[round(t)]}"
        return Place(z.clone(), _nearer(a), _nearer(b), t, origin)

    def _strip(self) -> str:
        a, b = (self._points[str(name)] for name in self._pair)
        shares = torch.linspace(0, 1, N_STRIP).tolist()
        images = self._draw(
            Place(a.z, _nearer(a), _nearer(b), 0.0, ""), _arc(a.z, b.z, N_STRIP), shares
        )
        words = f"{N_STRIP} images on the way from point {self._pair[0]} to point {self._pair[1]}"
        if self.class_names:
            names = [self.class_names[_nearer(point)] for point in (a, b)]
            words += f", from class {names[0]} to class {names[1]}"
        return f"{html.escape(words)}<br>{image(images, words, self._strip_zoom, N_STRIP)}"

    def _draw(self, place: Place, z: Tensor, shares: Sequence[float]) -> Tensor:
        """Images of z (N, nz), whose classes lie at `shares` of the way that `place` names."""
        if not self.class_names:
            return generate(self.G, z)
        share = torch.tensor(shares)
        a, b = torch.full((len(z),), place.a), torch.full((len(z),), place.b)
        if self._between is None or place.a == place.b:  # some G know whole classes only
            return generate(self.G, z, torch.where(share < 0.5, a, b))
        return generate(self._between, z, a, b, share)

    def picture(self) -> str:
        """The image with the way between two points; without one, some coordinates on their own."""
        heading = f"<b>{html.escape(self.title)}</b>"
        last = self.strip.value if len(self._points) > 1 else self._coordinates()
        parts = [heading, self._view(), html.escape(self._words()), self.saved.value, last]
        return "<br>".join(part for part in parts if part)

    def _coordinates(self) -> str:
        """The first sliders' coordinates, each from one end to the other: a row of images each."""
        place, values = self._place, torch.linspace(-REACH, REACH, N_STRIP)
        ks = range(self._first, self._first + min(N_ROWS, len(self.sliders)))
        z = torch.cat([set_coordinate(place.z, k, values) for k in ks])
        images = self._draw(place, z, [place.share] * len(z))
        words = "Rows from above: " + ", ".join(f"z[{k}]" for k in ks)
        words += f", each from {-REACH:.0f} to {REACH:.0f} in {N_STRIP} steps, the rest of z fixed"
        return f"{words}<br>{image(images, words, self._strip_zoom, N_STRIP)}"


class _BetweenClasses(nn.Module):
    """G for mixtures of two classes: lesson 07's walk from one class to another."""

    def __init__(self, G: Any) -> None:
        super().__init__()
        self.G = G

    def forward(self, z: Tensor, a: Tensor, b: Tensor, share: Tensor) -> Tensor:
        e = torch.lerp(self.G.embed(a), self.G.embed(b), share[:, None])
        return self.G.draw(z, e)


def _can_mix(G: Any, nz: int) -> bool:
    """Whether G keeps its classes as vectors, as lesson 07's does: G(z, y) = draw(z, embed(y))."""
    if not (hasattr(G, "draw") and isinstance(getattr(G, "embed", None), nn.Module)):
        return False
    z, y = torch.zeros(1, nz), torch.zeros(1, dtype=torch.long)
    try:
        mixed = generate(_BetweenClasses(G), z, y, y, torch.zeros(1))
    except Exception:  # other methods of the same names
        return False
    return torch.allclose(mixed, generate(G, z, y), atol=1e-4)


def _arc(z_a: Tensor, z_b: Tensor, n: int) -> Tensor:
    """n places from z_a to z_b, (n, nz): on the arc, or on the line where there is no one arc."""
    cosine = F.cosine_similarity(z_a, z_b, dim=0)  # 0 when one of them is the origin
    if cosine < -0.9999 or min(z_a.norm(), z_b.norm()) < 1e-6:
        return interpolate(z_a, z_b, n)
    return slerp(z_a, z_b, n)


def _nearer(place: Place) -> int:
    """The class of a place, the nearer one of two."""
    return place.a if place.share < 0.5 else place.b


def _name(i: int) -> str:
    """A, B, ..., Z, A2, B2, ..."""
    return chr(ord("A") + i % 26) + (str(i // 26 + 1) if i >= 26 else "")


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise GanLabError(f"{name} must be a whole number from 1 on, got {value!r}")
    return value


def _tried(G: Any, nz: int, class_names: tuple[str, ...]) -> Tensor:
    """What G draws, tried once: a G or an nz that does not fit is named before anything shows."""
    if not isinstance(G, nn.Module):
        what = f"the class {G.__name__}" if isinstance(G, type) else f"a {type(G).__name__}"
        raise GanLabError(f"G must be a generator, a network that was built, got {what}")
    if next(G.parameters(), None) is None:
        raise GanLabError(f"G must be a generator with weights, {type(G).__name__} has none")
    embed = getattr(G, "embed", None)
    if isinstance(embed, nn.Embedding) and len(class_names) > embed.num_embeddings:
        # to ask a GPU for a class that is not there would make it unusable for the whole notebook
        raise GanLabError(
            f"G knows {embed.num_embeddings} classes, class_names has {len(class_names)}"
        )
    n = max(2, len(class_names))
    z = torch.randn(n, nz, generator=torch.Generator().manual_seed(0))
    labels = [torch.arange(n) % len(class_names)] if class_names else []
    asked = f"z of shape ({n}, {nz})" + f" and labels from 0 to {len(class_names) - 1}" * len(
        labels
    )
    try:
        images = generate(G, z, *labels)
    except Exception as error:  # whatever G raises
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        hint = "Is nz the length of z that G was built for?"
        if not class_names:
            hint += " Does G take labels too? Then name its classes, class_names=(...)."
        raise GanLabError(f"G does not take {asked} ({reason}). {hint}") from None
    if images.dim() != 4 or len(images) != n or images.shape[1] not in (1, 3):
        raise GanLabError(
            f"expected images ({n}, C, H, W) from G, C being 1 or 3, got {tuple(images.shape)}"
        )
    return images
