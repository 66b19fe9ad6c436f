"""Pictures: tensors in, a matplotlib Figure out. Nothing here trains.

Each figure names its source in the title and carries an alternative text; `show` displays it in
a notebook with that text, for readers who cannot see it.
"""

from __future__ import annotations

import base64
import html
import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal

import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor, nn

# Okabe and Ito's colours, told apart by colour-blind readers; line styles tell them apart in grey.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#7F7F7F"
STYLES = (("-", BLUE), ("--", ORANGE), ("-.", GREEN), (":", GREY))


def new_figure(
    width: float, height: float, alt: str, layout: Literal["constrained"] | None = "constrained"
) -> Figure:
    """An empty figure, in inches, with its alternative text. It needs no `plt.close`."""
    figure = Figure(figsize=(width, height), layout=layout, dpi=100)
    FigureCanvasAgg(figure)
    figure.set_label(alt)
    return figure


def alt_text(figure: Figure) -> str:
    """The alternative text of a figure."""
    return str(figure.get_label())


def show(figure: Figure) -> None:
    """Display a figure in a notebook, with its alternative text."""
    from IPython.display import HTML, display

    display(HTML(figure_tag(figure)))


def figure_tag(figure: Figure) -> str:
    """HTML of a figure with its alternative text."""
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return tag(file.getvalue(), alt_text(figure))


def tag(png: bytes, alt: str) -> str:
    """HTML of a PNG picture. alt: what it shows, for readers who cannot see it."""
    # white card: axis labels stay readable in a dark theme
    return (
        f'<img alt="{html.escape(alt, quote=True)}" '
        'style="background:white; max-width:100%" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}">'
    )


def save(figure: Figure, path: str | Path | BinaryIO) -> None:
    """Write a figure as PNG, its alternative text in the file's description."""
    figure.savefig(path, format="png", metadata={"Description": alt_text(figure)})


def image_grid(images: Tensor, n_columns: int | None = None, pad: int = 2) -> Tensor:
    """Tile images (N, C, H, W) in [-1, 1] to one picture (C, h, w) in [0, 1].

    Values are mapped and clipped, never stretched: a picture that is grey stays grey.
    """
    n, c, h, w = images.shape
    n_columns = n_columns or math.ceil(math.sqrt(n))
    n_rows = math.ceil(n / n_columns)
    canvas = torch.ones(c, n_rows * (h + pad) + pad, n_columns * (w + pad) + pad)
    pictures = images.detach().float().cpu().clamp(-1, 1).add(1).div(2)
    for i, picture in enumerate(pictures):
        top, left = pad + i // n_columns * (h + pad), pad + i % n_columns * (w + pad)
        canvas[:, top : top + h, left : left + w] = picture
    return canvas


def png_of_images(images: Tensor, zoom: int = 2, n_columns: int | None = None) -> bytes:
    """A PNG of an image grid, each pixel `zoom` pixels wide: in milliseconds, without a title.

    Args:
        images: float (N, C, H, W) in [-1, 1].
    """
    return png(image_grid(images, n_columns), zoom)


def png(picture: Tensor, zoom: int = 1) -> bytes:
    """A PNG of one picture (C, h, w) in [0, 1]; with `zoom`, each pixel becomes a square."""
    pixels = picture.mul(255).round().byte().permute(1, 2, 0).squeeze(-1)  # (h, w[, 3])
    image = Image.fromarray(pixels.numpy())
    file = io.BytesIO()
    image.resize((image.width * zoom, image.height * zoom), Image.Resampling.NEAREST).save(
        file, "PNG", compress_level=1
    )
    return file.getvalue()


def images(
    images: Tensor, title: str, *, n_columns: int | None = None, alt: str | None = None
) -> Figure:
    """A grid of images, float (N, C, H, W) in [-1, 1]. `title` says what they are and whence."""
    grid = image_grid(images, n_columns)
    height = max(0.8, 6 * grid.shape[1] / grid.shape[2])
    figure = new_figure(6, height + 0.4, alt or f"{title}. A grid of {len(images)} images.")
    axes = figure.subplots()
    axes.imshow(grid.permute(1, 2, 0).squeeze(-1).numpy(), cmap="gray", vmin=0, vmax=1)
    axes.set_title(_broken(title, 6))
    axes.axis("off")
    return figure


def _broken(title: str, width: float) -> str:
    """The title with its long lines broken, so that it fits above `width` inches."""
    return "\n".join(textwrap.fill(line, int(11 * width)) for line in title.split("\n"))


def film(samples: Sequence[tuple[int, Tensor]], title: str, n: int = 8) -> Figure:
    """One row a moment of training, the same `n` latent vectors in each.

    Args:
        samples: (step, images (N, C, H, W)) as `callbacks.SampleGrid` collects them.
    """
    alt = f"{title}. One row for each of the steps {[step for step, _ in samples]}."
    figure = new_figure(6.5, 0.75 * len(samples) + 0.5, alt)
    rows = figure.subplots(len(samples), 1, squeeze=False)[:, 0]
    figure.suptitle(title)
    for axes, (step, pictures) in zip(rows, samples, strict=True):
        grid = image_grid(pictures[:n], n_columns=n)
        axes.imshow(grid.permute(1, 2, 0).squeeze(-1).numpy(), cmap="gray", vmin=0, vmax=1)
        axes.set_ylabel(f"{step:,}", rotation=0, ha="right", va="center")
        axes.set_xticks([])
        axes.set_yticks([])
    return figure


def curves(
    series: Mapping[str, Sequence[float]],
    title: str,
    *,
    x: Sequence[float] | None = None,
    x_label: str = "step",
    y_label: str = "loss",
    level: tuple[float, str] | None = None,
    smooth: int = 1,
    alt: str | None = None,
) -> Figure:
    """Lines over steps, told apart by style as well as by colour.

    Args:
        series: name -> values, one a step.
        x: positions of the values; 1, 2, 3, ... when left out.
        level: (height, name) of a horizontal line to compare with, such as (0.25, "undecided D").
        smooth: width of a running mean, in values.
    """
    lines = {}
    for name, values in series.items():
        heights = torch.tensor(list(values), dtype=torch.float64)
        if 1 < smooth <= len(heights):
            heights = heights.unfold(0, smooth, 1).mean(1)  # (N,) -> (N - smooth + 1,)
        lines[name] = heights
    described = "; ".join(f"{k} ends at {v[-1]:.3g}" for k, v in lines.items() if len(v))
    figure = new_figure(6.5, 3.4, alt or f"{title}. {y_label} over {x_label}: {described}.")
    axes = figure.subplots()
    for (name, heights), (style, colour) in zip(lines.items(), STYLES * 3, strict=False):
        n = len(series[name])
        places = torch.tensor(list(x) if x is not None else range(1, n + 1))[n - len(heights) :]
        axes.plot(places.numpy(), heights.numpy(), style, color=colour, label=name, linewidth=1.3)
    if level:
        axes.axhline(level[0], color=GREY, linewidth=1, linestyle=":", label=level[1])
    axes.set(title=title, xlabel=x_label, ylabel=y_label)
    axes.legend()
    return figure


def heat_map(
    rows: Tensor,
    title: str,
    *,
    y_labels: Sequence[Any],
    y_label: str = "step",
    x_label: str = "which of the four numbers",
) -> Figure:
    """Rows of numbers in [0, 1] as shades, each number written in its cell. rows: (R, 4)."""
    last = ", ".join(f"{v:.2f}" for v in rows[-1].tolist())
    alt = f"{title}. {len(rows)} rows of numbers; the last row reads {last}."
    figure = new_figure(6, 0.36 * len(rows) + 1.2, alt)
    axes = figure.subplots()
    axes.imshow(rows.numpy(), cmap="cividis", vmin=0, vmax=1, aspect="auto")
    for i, row in enumerate(rows.tolist()):
        for j, value in enumerate(row):
            shade = "white" if value < 0.5 else "black"
            axes.text(j, i, f"{value:.2f}", ha="center", va="center", color=shade)
    axes.set(title=title, xlabel=x_label, ylabel=y_label)
    axes.set_xticks(range(rows.shape[1]), [str(i + 1) for i in range(rows.shape[1])])
    axes.set_yticks(range(len(rows)), [str(label) for label in y_labels])
    return figure


def bars(
    heights: Sequence[float],
    names: Sequence[str],
    title: str,
    *,
    y_label: str,
    level: tuple[float, str] | None = None,
) -> Figure:
    """One bar a name, such as a class histogram; `level` is a line to compare with."""
    described = ", ".join(f"{n}: {h:.3g}" for n, h in zip(names, heights, strict=True))
    figure = new_figure(6.5, 3.0, f"{title}. {described}.")
    axes = figure.subplots()
    axes.bar(range(len(heights)), [float(h) for h in heights], color=BLUE)
    axes.set_xticks(range(len(names)), list(names))
    if level:
        axes.axhline(level[0], color=ORANGE, linestyle="--", label=level[1])
        axes.legend()
    axes.set(title=title, ylabel=y_label)
    return figure


def rows(
    pictures: Mapping[str, Tensor],
    title: str,
    *,
    columns: Sequence[str] = (),
    alt: str | None = None,
) -> Figure:
    """One named row of images for each entry, such as a walk through z; all rows of one length.

    Args:
        pictures: name -> images (n, C, H, W) in [-1, 1].
        columns: n names, written below the last row.
    """
    described = f"{title}. One row of images for each of: {', '.join(pictures)}."
    if columns:
        described += f" Columns: {', '.join(columns)}."
    n = max(len(row) for row in pictures.values())
    size = max(0.55, min(0.8, 6.0 / n))  # inches of one image
    width = max(6.0, size * n + 1.2)  # room for the title above a short row
    figure = new_figure(width, size * len(pictures) + 0.7, alt or described)
    figure.suptitle(title)
    panels = figure.subplots(len(pictures), 1, squeeze=False)[:, 0]
    for axes, (name, row) in zip(panels, pictures.items(), strict=True):
        grid = image_grid(row, n_columns=n)
        axes.imshow(grid.permute(1, 2, 0).squeeze(-1).numpy(), cmap="gray", vmin=0, vmax=1)
        axes.set_ylabel(name, rotation=0, ha="right", va="center")
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
    if columns:
        step = grid.shape[2] / n
        panels[-1].set_xticks([(i + 0.5) * step for i in range(n)], list(columns))
        panels[-1].tick_params(axis="x", length=0)
    return figure


def grouped_bars(
    series: Mapping[str, Sequence[float]],
    names: Sequence[str],
    title: str,
    *,
    y_label: str,
    level: tuple[float, str] | None = None,
) -> Figure:
    """Bars side by side, one of each series a name; told apart by hatching as well as by colour.

    Args:
        series: name of a series -> one height for each of `names`.
        level: (height, name) of a horizontal line to compare with.
    """
    described = "; ".join(
        f"{key}: " + ", ".join(f"{n} {float(h):.3g}" for n, h in zip(names, heights, strict=True))
        for key, heights in series.items()
    )
    figure = new_figure(6.5, 3.4, f"{title}. {y_label}. {described}.")
    axes = figure.subplots()
    width = 0.8 / len(series)
    looks = zip((BLUE, ORANGE, GREEN, GREY), ("", "//", "..", "xx"), strict=True)
    for i, ((key, heights), (colour, hatch)) in enumerate(zip(series.items(), looks, strict=False)):
        places = [place + (i - (len(series) - 1) / 2) * width for place in range(len(names))]
        tall = [float(h) for h in heights]
        axes.bar(places, tall, width, label=key, color=colour, hatch=hatch, edgecolor="white")
    if level:
        axes.axhline(level[0], color="black", linestyle="--", linewidth=1, label=level[1])
    axes.set_xticks(range(len(names)), list(names), rotation=35, ha="right")
    axes.set(title=title, ylabel=y_label)
    axes.margins(y=0.2)  # room for the legend above the bars
    axes.legend(loc="upper right", ncols=2)
    return figure


def points(
    samples: Tensor | Mapping[str, Tensor],
    real: Tensor,
    title: str,
    *,
    field: nn.Module | Sequence[nn.Module] | None = None,
    arrows: bool = False,
    n_columns: int = 4,
    label: str = "generated",
    alt: str | None = None,
) -> Figure:
    """Generated points over real ones, one panel a set: the film of a training in the plane.

    Args:
        samples: (N, 2), or name -> (N, 2); a name such as "step 500" stands above its panel.
        label: what the samples are, for the legend.
        real: (M, 2). It sets the axes' limits; a panel says how many samples lie outside them.
        field: D, which maps (N, 2) to logits (N,), shown as shades: light where D says "real".
            Several panels may have one each.
        arrows: also draw which way D's slope would move a generated point.
    """
    panels = {"": samples} if isinstance(samples, Tensor) else dict(samples)
    fields = list(field) if isinstance(field, Sequence) else [field] * len(panels)
    n_columns = min(n_columns, len(panels))
    n_rows = math.ceil(len(panels) / n_columns)
    size = 4.2 if len(panels) == 1 else 2.6 if n_columns < 4 else 2.1  # inches of a panel
    described = f"{title}. Real and {label} points in the plane"
    if list(panels) != [""]:
        described += f", one panel each for: {', '.join(panels)}"
    if any(D is not None for D in fields):
        described += ". Shades: how real D finds each place"
    figure = new_figure(
        max(4.6, size * n_columns + 0.4), (size + 0.2) * n_rows + 1.1, alt or f"{described}."
    )
    figure.suptitle(title)
    grid = figure.subplots(n_rows, n_columns, squeeze=False).flatten()
    reach = 1.25 * float(real.abs().max())
    for axes, (name, x), D in zip(grid, panels.items(), fields, strict=False):
        if D is not None:
            _draw_field(axes, D, reach, arrows)
        x = x.detach().cpu()
        outside = int((x.abs() > reach).any(1).sum())
        axes.plot(*real.cpu().T.numpy(), "x", color=GREY, markersize=4, label="real", alpha=0.6)
        axes.plot(*x.T.numpy(), ".", color=ORANGE, markersize=3, label=label, alpha=0.6)
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axes.set_title(name, fontsize=10)
        axes.set_xlabel("x₁", labelpad=0)
        axes.set_ylabel("x₂", labelpad=-4)
        if outside:
            note = f"{outside:,} of {len(x):,} lie outside"
            axes.text(0.5, 0.02, note, ha="center", fontsize=8, transform=axes.transAxes)
    for axes in grid[len(panels) :]:
        axes.axis("off")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, markerscale=2)
    return figure


def _draw_field(axes: Any, D: nn.Module, reach: float, arrows: bool) -> None:
    """D's belief as shades over the square from -reach to reach, and D's slope as arrows."""
    parameter = next(D.parameters())

    def square(n: int) -> Tensor:
        line = torch.linspace(-reach, reach, n)
        return torch.cartesian_prod(line, line).to(parameter.device)  # (n * n, 2), x first

    with torch.no_grad():
        belief = D(square(80)).sigmoid().view(80, 80).T.cpu()  # rows are y
    extent = (-reach, reach, -reach, reach)
    axes.imshow(belief.numpy(), cmap="gray", vmin=-0.3, vmax=1, origin="lower", extent=extent)
    if arrows:
        x = square(15).requires_grad_(True)
        (slope,) = torch.autograd.grad(D(x).sum(), x)
        (u, v), (a, b) = slope.cpu().T.numpy(), x.detach().cpu().T.numpy()
        axes.quiver(a, b, u, v, color=BLUE, width=0.006, angles="xy")
