"""The explorer shows what G draws for the z that was chosen, and hands z out as it is."""

from __future__ import annotations

import asyncio
import base64
import copy
import io
import re

import ipywidgets
import numpy as np
import pytest
import torch
from ipywidgets.widgets import widget as all_widgets
from PIL import Image
from torch import nn

from gan_lab import viz
from gan_lab.checks.lesson_03.latent import slerp
from gan_lab.errors import GanLabError
from gan_lab.models import conditional, dcgan, mlp
from gan_lab.training import generate
from gan_lab.widgets.explorer import LatentExplorer
from tests.conftest import same_state

NAMES = ("bag", "coat", "shoe")


class Pixels(nn.Module):
    """Pixel k of the image is z[k] / 4: what the explorer does to z can be read off."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(0.25))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return (self.scale * z).view(-1, 1, 3, 4)


class Painted(Pixels):
    """The same with labels, and without vectors between them: the last pixel is the class."""

    def forward(self, z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.scale * z[:, :11], y[:, None] / 4], dim=1).view(-1, 1, 3, 4)


def explorer(**settings) -> LatentExplorer:
    return LatentExplorer(Pixels(), 12, **{"n_sliders": 4, **settings})


def pictures(page: str) -> list[tuple[str, np.ndarray]]:
    """(alternative text, grey levels or colours) of each picture of a page."""
    found = re.findall(r'<img alt="([^"]*)"[^>]*base64,([^"]+)"', page)
    return [(alt, np.array(Image.open(io.BytesIO(base64.b64decode(png))))) for alt, png in found]


def as_drawn(images: torch.Tensor, zoom: int, n_columns: int | None = None) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(viz.png_of_images(images, zoom, n_columns))))


def shown(panel: LatentExplorer) -> tuple[str, np.ndarray]:
    ((alt, picture),) = pictures(panel.view.value)
    return alt, picture


def assert_shows(panel: LatentExplorer, z: torch.Tensor, *cond: torch.Tensor) -> None:
    images = generate(panel.G, z[None], *cond)
    assert np.array_equal(shown(panel)[1], as_drawn(images, panel.zoom))


def z_of(seed: int, nz: int = 12) -> torch.Tensor:
    return torch.randn(nz, generator=torch.Generator().manual_seed(seed))


def test_it_begins_with_the_z_of_its_seed() -> None:
    panel = explorer(seed=5)
    assert torch.equal(panel.z, z_of(5))
    assert_shows(panel, z_of(5))
    assert [slider.value for slider in panel.sliders] == [round(v, 1) for v in z_of(5)[:4].tolist()]
    assert "seed 5" in shown(panel)[0]


def test_a_slider_sets_its_own_coordinate_and_no_other() -> None:
    panel = explorer()
    panel.sliders[2].value = -1.7
    z = z_of(0)
    z[2] = -1.7
    assert torch.equal(panel.z, z), "the others are not rounded to what their sliders say"
    assert_shows(panel, z)
    assert "z[2] = -1.7" in shown(panel)[0]
    assert f"{z.norm():.1f}" in shown(panel)[0], "the text is of the z that is shown"
    assert f"{z.norm():.1f}" in panel.facts.value
    panel.sliders[2].value = 0.0
    assert panel.z[2] == 0


def test_every_coordinate_can_be_reached() -> None:
    panel = explorer()
    panel.sliders[0].value = 2.5
    z = panel.z
    panel.first.value = 6
    assert [slider.description for slider in panel.sliders] == ["z[6]", "z[7]", "z[8]", "z[9]"]
    assert [s.value for s in panel.sliders] == [round(v, 1) for v in z[6:10].tolist()]
    assert torch.equal(panel.z, z), "looking at others changes nothing"
    panel.first.value = 100
    assert panel.sliders[-1].description == "z[11]"
    panel.sliders[-1].value = 1.0
    z[11] = 1.0
    assert torch.equal(panel.z, z)


def test_what_is_asked_in_one_breath_goes_to_the_coordinates_that_were_seen() -> None:
    async def in_a_notebook() -> torch.Tensor:
        panel = explorer()
        await asyncio.sleep(0.05)  # the page has caught up
        panel.first.value = 4
        panel.sliders[0].value = 2.0  # still labelled z[0]: no answer has come yet
        await asyncio.sleep(0.05)
        assert panel.sliders[0].description == "z[4]"
        return panel.z

    z = z_of(0)
    z[0] = 2.0
    assert torch.equal(asyncio.run(in_a_notebook()), z)


def test_a_coordinate_beyond_the_sliders_stays_until_it_is_moved() -> None:
    panel = explorer()
    z = z_of(0)
    z[1] = 4.5
    panel.go_to(z)
    assert panel.sliders[1].value == 3.0
    panel.sliders[0].value = 1.0
    assert panel.z[1] == 4.5
    panel.sliders[1].value = 2.9
    assert panel.z[1] == pytest.approx(2.9)


def test_sliders_tell_the_page_whole_numbers() -> None:
    """A page answers fractions with rounded ones, late: they would be taken for a student's."""
    assert all(type(slider.get_state()["index"]) is int for slider in explorer().sliders)


def test_few_coordinates_all_have_sliders() -> None:
    panel = LatentExplorer(mlp.Generator(nz=2, image_shape=(1, 4, 4)), 2)
    assert [slider.description for slider in panel.sliders] == ["z[0]", "z[1]"]
    assert panel.first not in walk(panel.box)


def test_new_z_and_seeds_can_be_repeated() -> None:
    panel = explorer(seed=3)
    panel.new.click()
    assert panel.seed.value == 4
    assert torch.equal(panel.z, z_of(4))
    panel.seed.value = 3
    assert torch.equal(panel.z, z_of(3))
    panel.sliders[0].value = 2.0
    assert not torch.equal(panel.z, z_of(3))
    panel.start.click()
    assert torch.equal(panel.z, z_of(3))
    assert_shows(panel, z_of(3))
    assert panel.sliders[0].value == round(z_of(3)[0].item(), 1)


def test_saved_points_are_copies() -> None:
    panel = explorer()
    a = panel.z
    panel.save.click()
    panel.sliders[0].value = 2.0
    b = panel.z
    panel.save.click()
    panel.sliders[1].value = -2.0
    panel.points["A"].zero_()
    panel.z.zero_()
    assert list(panel.points) == ["A", "B"]
    assert torch.equal(panel.points["A"], a)
    assert torch.equal(panel.points["B"], b)
    assert panel.z[1] == -2.0
    (alt_a, first), (alt_b, second) = pictures(panel.saved.value)
    assert "Point A" in alt_a and "Point B" in alt_b and "z[0] = 2.0" in alt_b
    zoom = first.shape[0] // 7  # 3 pixels and a border of 2 on each side
    assert np.array_equal(first, as_drawn(generate(panel.G, a[None]), zoom))
    assert np.array_equal(second, as_drawn(generate(panel.G, b[None]), zoom))


def two_points(panel: LatentExplorer) -> tuple[torch.Tensor, torch.Tensor]:
    panel.save.click()
    panel.new.click()
    panel.save.click()
    return panel.points["A"], panel.points["B"]


def test_the_way_between_two_points_is_an_arc() -> None:
    panel = explorer()
    assert panel.way.disabled and "Save two z" in panel.strip.value
    a, b = two_points(panel)
    assert not panel.way.disabled
    panel.way.value = 0.25
    wanted = slerp(a, b, 5)[1]
    assert torch.allclose(panel.z, wanted, atol=1e-6)
    assert_shows(panel, panel.z)
    assert "0.25 of the way from A to B" in shown(panel)[0]
    assert panel.sliders[0].value == round(wanted[0].item(), 1), "the sliders follow"
    panel.way.value = 1.0
    assert torch.allclose(panel.z, b, atol=1e-6)
    panel.back.click()
    assert torch.allclose(panel.z, a, atol=1e-6)
    assert panel.way.value == 0


def test_the_strip_shows_the_whole_way() -> None:
    panel = explorer()
    a, b = two_points(panel)
    ((alt, strip),) = pictures(panel.strip.value)
    assert "9 images" in alt and "point A to point B" in alt
    zoom = strip.shape[0] // 7
    assert np.array_equal(strip, as_drawn(generate(panel.G, slerp(a, b, 9)), zoom, 9))


def test_any_two_points_can_be_joined() -> None:
    panel = explorer()
    two_points(panel)
    panel.new.click()
    panel.save.click()
    assert [end.value for end in panel.ends] == ["A", "B"], "the pair stays when one is added"
    before = panel.strip.value
    z = panel.z
    panel.ends[0].value = "C"
    assert torch.equal(panel.z, z), "to choose a way is not to walk it"
    assert panel.strip.value != before
    assert "point C to point B" in pictures(panel.strip.value)[0][0]
    panel.way.value = 0.5
    c, b = panel.points["C"], panel.points["B"]
    assert torch.allclose(panel.z, slerp(c, b, 3)[1], atol=1e-6)


@pytest.mark.parametrize("end", [torch.zeros(12), -z_of(0), z_of(0), 2 * z_of(0)])
def test_points_without_an_arc_are_joined_by_a_line(end: torch.Tensor) -> None:
    panel = explorer()
    panel.save.click()
    panel.go_to(end)
    panel.save.click()
    panel.way.value = 0.25
    assert torch.allclose(panel.z, 0.75 * z_of(0) + 0.25 * end, atol=1e-5)


def test_many_points_have_names_of_their_own() -> None:
    panel = explorer()
    for _ in range(27):
        panel.save.click()
    assert list(panel.points)[-3:] == ["Y", "Z", "A2"]


def conditional_explorer() -> LatentExplorer:
    torch.manual_seed(0)
    G = conditional.Generator(nz=12, n_classes=3, width=2)
    return LatentExplorer(G, 12, class_names=NAMES)


def test_a_conditional_generator_is_asked_for_the_chosen_class() -> None:
    panel = conditional_explorer()
    z = panel.z
    assert panel.label == 0
    assert_shows(panel, z, torch.tensor([0]))
    panel.which.value = 2
    assert_shows(panel, z, torch.tensor([2]))
    assert panel.label == 2
    assert "class shoe" in shown(panel)[0]
    panel.new.click()
    assert_shows(panel, panel.z, torch.tensor([2]))


def test_the_class_changes_along_the_way() -> None:
    panel = conditional_explorer()
    panel.save.click()
    panel.which.value = 2
    panel.new.click()
    panel.save.click()
    a, b, G = panel.points["A"], panel.points["B"], panel.G
    assert panel.labels == {"A": 0, "B": 2}
    panel.way.value = 0.25
    with torch.no_grad():
        e = 0.75 * G.embed.weight[0] + 0.25 * G.embed.weight[2]
        wanted = G.eval().draw(slerp(a, b, 5)[1:2], e[None])
    assert np.abs(shown(panel)[1].astype(int) - as_drawn(wanted, panel.zoom)).max() <= 1
    assert "25% of the way from class bag to class shoe" in shown(panel)[0]
    assert panel.which.value == panel.label == 0
    panel.way.value = 0.75
    assert panel.which.value == panel.label == 2
    assert "from class bag to class shoe" in pictures(panel.strip.value)[0][0]
    panel.which.value = 1  # and a class can be chosen half-way
    assert_shows(panel, panel.z, torch.tensor([1]))


def test_a_generator_of_whole_classes_changes_half_way() -> None:
    panel = LatentExplorer(Painted(), 12, class_names=NAMES, n_sliders=2)
    panel.save.click()
    panel.which.value = 2
    panel.save.click()
    ((_, strip),) = pictures(panel.strip.value)
    zoom = strip.shape[0] // 7
    classes = [strip[4 * zoom, (2 + 6 * i + 3) * zoom] for i in range(9)]  # the last pixels
    assert [int(c) for c in classes] == [128] * 4 + [191] * 5  # 0 / 4 and 2 / 4, from [-1, 1]


def test_a_student_goes_to_a_z_of_their_own() -> None:
    panel = explorer()
    z = torch.linspace(-1, 1, 12, requires_grad=True)
    panel.go_to(z)
    assert torch.equal(panel.z, z) and not panel.z.requires_grad
    assert_shows(panel, z.detach())
    for wrong, said in (
        (torch.zeros(1, 12), r"\(12,\), got \(1, 12\)"),
        (torch.zeros(12, dtype=torch.long), "float"),
        ([0.0] * 12, "got list"),
    ):
        with pytest.raises(GanLabError, match=said):
            panel.go_to(wrong)
    assert torch.equal(panel.z, z)


def test_nothing_else_is_touched() -> None:
    """Neither G's modes and statistics nor torch's random numbers."""
    G = conditional.Generator(nz=4, n_classes=3, width=2).train()
    G.net.net[2].eval()
    before, modes = copy.deepcopy(G), [m.training for m in G.modules()]
    state = torch.get_rng_state()
    panel = LatentExplorer(G, 4, class_names=NAMES)
    two_points(panel)
    panel.sliders[0].value = 1.0
    panel.which.value = 1
    panel.way.value = 0.3
    panel.picture()
    assert same_state(G, before)
    assert [m.training for m in G.modules()] == modes
    assert torch.equal(torch.get_rng_state(), state)


def test_colour_pictures_of_64_pixels() -> None:
    panel = LatentExplorer(dcgan.Generator(nz=5, ngf=2), 5)
    two_points(panel)
    assert shown(panel)[1].shape == (68 * panel.zoom, 68 * panel.zoom, 3)
    assert pictures(panel.strip.value)[0][1].shape == (68, 66 * 9 + 2, 3)


class Unhappy(Pixels):
    def forward(self, z: torch.Tensor) -> torch.Tensor:
        raise ValueError("I will not")


class Bare(nn.Module):
    pass


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: LatentExplorer(lambda z: z, 12), "G must be a generator.*got a function"),
        (lambda: LatentExplorer(Pixels, 12), "got the class Pixels"),
        (lambda: LatentExplorer(Bare(), 12), "Bare has none"),
        (lambda: LatentExplorer(mlp.Generator(nz=6), 12), r"\(2, 12\).*2x12 and 6x256.*Is nz"),
        (lambda: LatentExplorer(Unhappy(), 12), "ValueError: I will not"),
        (lambda: LatentExplorer(Painted(), 12), "'y'.*class_names"),
        (lambda: LatentExplorer(Pixels(), 12, class_names=NAMES), "labels from 0 to 2"),
        (
            lambda: LatentExplorer(
                conditional.Generator(nz=4, n_classes=2, width=2), 4, class_names=NAMES
            ),
            "G knows 2 classes, class_names has 3",
        ),
        (lambda: LatentExplorer(nn.Linear(12, 2), 12), r"got \(2, 2\)"),
        (lambda: LatentExplorer(Pixels(), 0), "nz must be a whole number from 1 on, got 0"),
        (lambda: LatentExplorer(Pixels(), "12"), "got '12'"),
        (lambda: explorer(n_sliders=0), "n_sliders.*got 0"),
        (lambda: explorer(zoom=1.5), "zoom.*got 1.5"),
        (lambda: explorer(seed=-1), "seed.*got -1"),
    ],
)
def test_what_does_not_fit_is_named_at_once(make, said: str) -> None:
    before = count()
    with pytest.raises(GanLabError, match=said):
        make()
    assert count() == before


def test_the_picture_at_the_start_shows_some_coordinates_alone() -> None:
    panel = explorer(title="Explore <this>")
    page = panel.picture()
    assert "Explore &lt;this&gt;" in page
    (_, large), (alt, rows) = pictures(page)
    assert np.array_equal(large, shown(panel)[1])
    assert "z[0], z[1], z[2]" in alt and "-3 to 3" in alt
    zoom = rows.shape[0] // (3 * 5 + 2)
    for k in range(3):
        z = panel.z.repeat(9, 1)
        z[:, k] = torch.linspace(-3, 3, 9)
        row = as_drawn(generate(panel.G, z), zoom, 9)
        height = 5 * zoom
        assert np.array_equal(rows[k * height : (k + 1) * height], row[:height])


def test_the_picture_shows_the_way_that_was_found() -> None:
    panel = explorer()
    two_points(panel)
    found = [alt for alt, _ in pictures(panel.picture())]
    assert [text.split()[0] for text in found] == ["What", "Point", "Point", "9"]


def walk(widget: ipywidgets.Widget) -> list[ipywidgets.Widget]:
    return [widget, *(w for child in getattr(widget, "children", ()) for w in walk(child))]


def count() -> int:
    found = getattr(all_widgets, "_instances", None)  # ipywidgets 8
    return len(ipywidgets.Widget.widgets if found is None else found)


def test_every_control_has_a_label_that_is_not_cut_off() -> None:
    silent = (ipywidgets.HTML, ipywidgets.Box)
    controls = [w for w in walk(conditional_explorer().box) if not isinstance(w, silent)]
    assert len(controls) > 15
    for control in controls:
        assert control.description, control
        if not isinstance(control, ipywidgets.Button):
            assert control.style.description_width == "initial", control


def test_closing_frees_every_widget_and_what_was_found_stays() -> None:
    before = count()
    panel = conditional_explorer()
    two_points(panel)
    panel.way.value = 0.5
    z = panel.z
    panel.close()
    assert count() == before
    assert torch.equal(panel.z, z)
    assert list(panel.points) == ["A", "B"]
