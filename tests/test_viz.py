"""Pictures show the values as they are, can be read aloud, and leave nothing behind."""

from __future__ import annotations

import base64
import io
import re

import matplotlib
import pytest
import torch
from matplotlib import pyplot as plt
from PIL import Image

from gan_lab import viz


def test_a_dull_picture_stays_dull() -> None:
    """No contrast is stretched: drift and fading must be seen."""
    dull = torch.full((4, 1, 3, 3), -0.5)
    dull[0, 0, 0, 0] = -0.4
    grid = viz.image_grid(dull, pad=0)
    assert grid[0, 0, 0].item() == pytest.approx(0.3)
    assert grid.flatten()[1:].tolist() == pytest.approx([0.25] * 35)


def test_values_outside_the_range_are_clipped_and_the_input_is_kept() -> None:
    x = torch.tensor([-3.0, -1, 0, 1, 3]).view(1, 1, 1, 5)
    before = x.clone()
    assert viz.image_grid(x, pad=0).flatten().tolist() == [0, 0, 0.5, 1, 1]
    assert torch.equal(x, before)


def test_layout_of_a_grid() -> None:
    x = torch.stack([torch.full((3, 2, 4), i / 5 * 2 - 1) for i in range(5)])
    grid = viz.image_grid(x, n_columns=3, pad=1)
    assert grid.shape == (3, 2 * (2 + 1) + 1, 3 * (4 + 1) + 1)
    for i in range(5):  # row by row
        top, left = 1 + i // 3 * 3, 1 + i % 3 * 5
        assert grid[:, top : top + 2, left : left + 4].unique().tolist() == pytest.approx([i / 5])
    assert (grid[:, 4:6, 11:15] == 1).all()  # the sixth place is empty
    assert viz.image_grid(x, pad=0).shape == (3, 2 * 2, 3 * 4)  # nearly square


def test_grid_takes_samples_that_carry_a_graph() -> None:
    assert not viz.image_grid(torch.zeros(2, 1, 3, 3, requires_grad=True)).requires_grad


def test_grey_levels_of_the_picture_that_is_drawn() -> None:
    """Through matplotlib too: black is -1 and white is 1, whatever the picture holds."""
    for value, grey in ((-1.0, 0), (-0.5, 64), (0.0, 128), (1.0, 255)):
        figure = viz.images(torch.full((1, 1, 8, 8), value), "grey")
        figure.canvas.draw()
        pixels = torch.tensor(bytearray(figure.canvas.buffer_rgba()), dtype=torch.uint8)
        width, height = figure.canvas.get_width_height()
        image = figure.axes[0].images[0].get_window_extent()
        row, column = height - int((image.y0 + image.y1) / 2), int((image.x0 + image.x1) / 2)
        assert pixels.view(height, width, 4)[row, column, 0].item() == pytest.approx(grey, abs=1)


X = torch.linspace(-1, 1, 5 * 3 * 16).view(5, 3, 4, 4)  # colour works too
FIGURES = {
    "images": lambda: viz.images(X, "Made from <noise>"),
    "film": lambda: viz.film([(100, X), (2000, X)], "Made from <noise>", n=4),
    "curves": lambda: viz.curves({"D": [1.0, 0.5], "G": [0.5, 0.75]}, "Made from <noise>"),
    "heat_map": lambda: viz.heat_map(torch.rand(2, 4), "Made from <noise>", y_labels=[1, 2]),
    "points": lambda: viz.points({"a": X[0, 0, :, :2]}, X[1, 0, :, :2], "Made from <noise>"),
    "bars": lambda: viz.bars(torch.tensor([0.25, 0.75]), "ab", "Made from <noise>", y_label="y"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_has_its_alternative_text_wherever_it_goes(name, tmp_path, monkeypatch) -> None:
    figure = FIGURES[name]()
    alt = viz.alt_text(figure)
    assert alt.startswith("Made from <noise>. ")
    assert len(alt) > len("Made from <noise>. ") + 10  # more than the title

    viz.save(figure, tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.info["Description"] == alt

    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    viz.show(figure)
    tag = shown[0].data
    assert f'alt="{alt.replace("<", "&lt;").replace(">", "&gt;")}"' in tag
    picture = base64.b64decode(re.search(r"base64,([^\"]+)\"", tag)[1])
    assert Image.open(io.BytesIO(picture)).format == "PNG"


def test_what_the_alternative_texts_say() -> None:
    said = {name: viz.alt_text(make()) for name, make in FIGURES.items()}
    assert "5 images" in said["images"]
    assert "[100, 2000]" in said["film"]
    assert "D ends at 0.5; G ends at 0.75" in said["curves"]
    assert "a: 0.25, b: 0.75" in said["bars"]
    assert viz.alt_text(viz.images(X, "t", alt="A grey square.")) == "A grey square."


@pytest.mark.parametrize("name", FIGURES)
def test_the_title_is_in_the_picture(name: str) -> None:
    figure = FIGURES[name]()
    titles = [axes.get_title() for axes in figure.axes]
    if figure.get_suptitle():
        titles.append(figure.get_suptitle())
    assert "Made from <noise>" in titles


def test_figures_need_no_closing() -> None:
    """A loop that draws many must not fill the memory, nor warn of open figures."""
    backend = matplotlib.get_backend()
    for make in FIGURES.values():
        make()
    assert plt.get_fignums() == []
    assert matplotlib.get_backend() == backend


def test_lines_differ_in_more_than_colour() -> None:
    figure = viz.curves({name: [1.0, 2.0] for name in "abcd"}, "t")
    styles = [line.get_linestyle() for line in figure.axes[0].lines]
    assert len(set(styles)) == 4


def test_curves_average_over_a_window_and_end_where_they_did() -> None:
    figure = viz.curves({"D": [1.0, 3.0, 5.0, 7.0]}, "t", smooth=2, level=(0.25, "undecided D"))
    line = figure.axes[0].lines[0]
    assert line.get_ydata().tolist() == [2, 4, 6]
    assert line.get_xdata().tolist() == [2, 3, 4]
    assert "undecided D" in [t.get_text() for t in figure.axes[0].get_legend().get_texts()]
    placed = viz.curves({"D": [1.0, 3.0]}, "t", x=[10, 20]).axes[0].lines[0]
    assert placed.get_xdata().tolist() == [10, 20]


def test_heat_map_writes_each_number() -> None:
    rows = torch.tensor([[0.0, 0.25, 0.5, 1.0]])
    figure = viz.heat_map(rows, "t", y_labels=[1000])
    assert [t.get_text() for t in figure.axes[0].texts] == ["0.00", "0.25", "0.50", "1.00"]
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == ["1000"]


def test_rows_show_each_image_at_its_place() -> None:
    pictures = {"k = 3": torch.full((2, 1, 4, 4), -1.0), "k = 7": torch.ones(2, 1, 4, 4)}
    figure = viz.rows(pictures, "A walk", columns=("-2", "2"))
    assert [axes.get_ylabel() for axes in figure.axes] == ["k = 3", "k = 7"]
    assert [axes.images[0].get_array()[3, 3] for axes in figure.axes] == [0.0, 1.0]
    assert [label.get_text() for label in figure.axes[-1].get_xticklabels()] == ["-2", "2"]
    text = viz.alt_text(figure)
    assert all(word in text for word in ("A walk", "k = 3", "k = 7", "-2, 2"))


def test_grouped_bars_stand_side_by_side_with_their_heights() -> None:
    figure = viz.grouped_bars(
        {"MLP": torch.tensor([0.25, 0.75]), "CNN": [0.5, 0.5]},
        ["bag", "coat"],
        "Shares",
        y_label="share",
        level=(0.5, "equal"),
    )
    bars = [(bar.get_x(), bar.get_height()) for bar in figure.axes[0].patches]
    assert [height for _, height in bars] == pytest.approx([0.25, 0.75, 0.5, 0.5])
    assert bars[0][0] < bars[2][0] < bars[1][0] < bars[3][0], "a group for each name"
    assert len({bar.get_hatch() for bar in figure.axes[0].patches}) == 2, "told apart in grey"
    for word in ("Shares", "MLP", "CNN", "bag 0.25", "coat 0.75"):
        assert word in viz.alt_text(figure)


class _Slope(torch.nn.Module):
    """A D whose logit is x: light on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.scale * x[:, 0]


def test_points_stand_where_they_are_and_strays_are_counted() -> None:
    real = torch.tensor([[2.0, 0], [-2, 0], [0, 2], [0, -2]])
    samples = {"step 1": torch.zeros(3, 2), "step 9": torch.tensor([[1.0, 1], [9, 0]])}
    figure = viz.points(samples, real, "A ring, drawn by the course")
    first, second = figure.axes
    assert [axes.get_title() for axes in (first, second)] == ["step 1", "step 9"]
    drawn_real, generated = second.lines
    assert drawn_real.get_xydata().tolist() == real.tolist()
    assert generated.get_xydata().tolist() == [[1, 1], [9, 0]]
    assert [text.get_text() for text in second.texts] == ["1 of 2 lie outside"]
    assert not first.texts
    assert drawn_real.get_marker() != generated.get_marker(), "told apart in grey"
    text = viz.alt_text(figure)
    assert all(word in text for word in ("A ring", "step 1", "step 9", "points"))


def test_the_field_of_d_is_light_where_it_says_real_and_arrows_climb() -> None:
    D = _Slope()
    real = torch.tensor([[2.0, 0], [-2, 0]])
    figure = viz.points(torch.zeros(3, 2), real, "Ring", field=D, arrows=True)
    axes = figure.axes[0]
    shades = axes.images[0].get_array()
    assert shades[0, -1] > 0.9 and shades[0, 0] < 0.1, "x grows to the right"
    assert axes.images[0].origin == "lower"
    (arrows,) = [c for c in axes.collections if hasattr(c, "U")]
    assert (arrows.U > 0).all() and (abs(arrows.V) < 1e-6).all()
    assert "how real D finds" in viz.alt_text(figure)
    assert D.scale.grad is None, "drawing leaves no gradients"
