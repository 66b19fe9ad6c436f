"""The film shows each moment as it was, and the GIF is that film."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
import torch
from ipywidgets.widgets import widget as all_widgets
from PIL import Image

from gan_lab import viz
from gan_lab.callbacks import SampleGrid
from gan_lab.errors import GanLabError
from gan_lab.gif import save_gif
from gan_lab.widgets import film as module
from gan_lab.widgets.film import Film
from tests.widgets.test_explorer import as_drawn, pictures, walk

Moments = list[tuple[int, torch.Tensor]]


def some(n: int = 4, shape: tuple[int, ...] = (5, 1, 6, 6)) -> Moments:
    draw = torch.Generator().manual_seed(0)
    return [(500 * (i + 1), torch.rand(shape, generator=draw) * 2 - 1) for i in range(n)]


REAL = torch.tensor([[2.0, 0], [-2, 0], [0, 2], [0, -2]])


def shown(panel: Film) -> tuple[str, np.ndarray]:
    ((alt, picture),) = pictures(panel.view.value)
    return alt, picture


def test_the_slider_goes_through_the_moments() -> None:
    samples = some()
    panel = Film(samples)
    assert [label for label, _ in panel.slider.options] == ["500", "1,000", "1,500", "2,000"]
    for place, (step, x) in enumerate(samples):
        panel.slider.value = place
        alt, picture = shown(panel)
        assert np.array_equal(picture, as_drawn(x, panel.zoom))
        assert f"Step {step:,}, moment {place + 1} of 4: 5 samples" in alt
        assert f"brightness {(x + 1).mean() / 2:.2f}" in alt
        assert panel.facts.value == alt


def test_a_collapse_can_be_read() -> None:
    one = torch.rand(1, 1, 6, 6).expand(5, -1, -1, -1)
    panel = Film([(1, some()[0][1]), (2, one)])
    assert "samples 0.00 (0: all alike)" not in shown(panel)[0]
    panel.next.click()
    assert "samples 0.00 (0: all alike)" in shown(panel)[0]


def test_the_buttons_stop_at_both_ends() -> None:
    panel = Film(some(3))
    found = []
    for button in [panel.previous, *[panel.next] * 3, *[panel.previous] * 3]:
        button.click()
        found.append(panel.slider.value)
        assert not panel.trouble.value
    assert found == [0, 1, 2, 2, 1, 0, 0]


def test_it_shows_64_images_at_most() -> None:
    samples = some(2, (70, 1, 3, 3))
    panel = Film(samples)
    alt, picture = shown(panel)
    assert "64 samples" in alt
    assert np.array_equal(picture, as_drawn(samples[0][1][:64], panel.zoom))


def test_points_in_the_plane() -> None:
    x = torch.tensor([[1.0, -1.0], [3.0, -1.0]])
    panel = Film([(10, torch.zeros(2, 2)), (20, x)], real=REAL, title="A <ring>")
    panel.next.click()
    alt, picture = shown(panel)
    assert "Step 20, moment 2 of 2: 2 points around (2.00, -1.00)" in alt
    assert "spread of 1.00 and 0.00" in alt
    assert picture.shape[0] > 300
    assert "step 10" in panel.picture() and "step 20" in panel.picture()


async def _until(true) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("waited in vain")


def test_play_goes_to_the_end_and_begins_anew(monkeypatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.02)
    seen = []

    async def watch() -> None:
        panel = Film(some(3))
        panel.slider.observe(lambda change: seen.append(change["new"]), "value")
        for _ in range(2):
            panel.play.click()
            await _until(lambda: panel.play.description == "Pause")
            await _until(lambda: panel.play.description == "Play")
        await _until(lambda: shown(panel)[0].startswith("Step 1,500"))  # the picture follows
        assert not panel.trouble.value

    asyncio.run(watch())
    assert seen == [1, 2, 0, 1, 2]


def test_pause_holds_the_film(monkeypatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.002)

    async def watch() -> None:
        panel = Film(some(300))
        panel.play.click()
        await _until(lambda: panel.slider.value > 1)
        panel.play.click()
        await _until(lambda: panel.play.description == "Play")
        held = panel.slider.value
        await asyncio.sleep(0.02)
        assert panel.slider.value == held < 299

    asyncio.run(watch())


def test_closing_ends_the_film_and_frees_every_widget(monkeypatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.002)

    def count() -> int:
        found = getattr(all_widgets, "_instances", None)  # ipywidgets 8
        return len(ipywidgets.Widget.widgets if found is None else found)

    async def watch() -> None:
        before = count()
        panel = Film(some(300))
        panel.play.click()
        await _until(lambda: panel.slider.value > 0)
        panel.close()
        await asyncio.sleep(0.01)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert count() == before

    asyncio.run(watch())


def test_play_says_where_it_cannot() -> None:
    panel = Film(some())
    panel.play.click()
    assert "in a notebook only" in panel.trouble.value
    assert panel.play.description == "Play"


def test_the_button_writes_a_new_gif_each_time(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.gif").write_text("mine")
    panel = Film(some())
    panel.save.click()
    assert Path("film.gif").read_text() == "mine"
    assert str(tmp_path / "film-1.gif") in panel.saved.value
    panel.save.click()
    assert "film-2.gif" in panel.saved.value
    assert sorted(p.name for p in tmp_path.iterdir()) == ["film-1.gif", "film-2.gif", "film.gif"]
    with Image.open("film-1.gif") as gif:
        assert gif.n_frames == 4


def test_the_picture_has_a_few_moments_from_first_to_last() -> None:
    page = Film(some(20), title="A <film>").picture()
    ((alt, _),) = pictures(page)
    assert "A &lt;film&gt;" in alt
    assert alt.count(",") == 5, "six steps"
    assert "[500, " in alt and "10000]" in alt
    assert "Step 500, moment 1 of 20" in page and "Step 10,000, moment 20 of 20" in page


def test_every_control_has_a_label() -> None:
    silent = (ipywidgets.HTML, ipywidgets.Box)
    controls = [w for w in walk(Film(some()).box) if not isinstance(w, silent)]
    assert len(controls) == 6  # with Close
    assert all(control.description for control in controls)


WRONG = {
    "no moments": ([], {}, "no moments"),
    "the callback itself": (SampleGrid(torch.zeros(1, 2), 1), {}, r"\.samples.*got a SampleGrid"),
    "pictures alone": ([torch.zeros(3, 1, 4, 4)], {}, r"\(step, samples\), got a Tensor at"),
    "another size": ([(1, torch.zeros(3, 1, 4, 4)), (7, torch.zeros(3, 1, 8, 8))], {}, "at step 7"),
    "another number": ([(1, torch.zeros(3, 1, 4, 4)), (7, torch.zeros(2, 1, 4, 4))], {}, "step 7"),
    "patterns": ([(1, torch.zeros(3, 4))], {}, r"got shape \(3, 4\)"),
    "two channels": ([(1, torch.zeros(3, 2, 4, 4))], {}, r"got shape \(3, 2, 4, 4\)"),
    "none in it": ([(1, torch.zeros(0, 1, 4, 4))], {}, r"got shape \(0, 1, 4, 4\)"),
    "points alone": ([(1, torch.zeros(3, 2))], {}, "real points beside them.*NoneType"),
    "zoom": ([(1, torch.zeros(3, 1, 4, 4))], {"zoom": 0}, "zoom.*got 0"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_film_is_named(case: str, tmp_path) -> None:
    samples, settings, said = WRONG[case]
    with pytest.raises(GanLabError, match=said):
        Film(samples, **settings)
    with pytest.raises(GanLabError, match=said):
        save_gif(samples, tmp_path / "x.gif", **settings)
    assert not list(tmp_path.iterdir())


def frames(path: Path) -> tuple[list[np.ndarray], list[int]]:
    """Each frame as it is seen, and the milliseconds that it stays."""
    seen, stays = [], []
    with Image.open(path) as gif:
        for i in range(gif.n_frames):
            gif.seek(i)
            seen.append(np.array(gif.convert("RGB")))
            stays.append(gif.info["duration"])
        assert gif.info["loop"] == 0, "it begins again, for ever"
    return seen, stays


def test_each_frame_is_its_moment_with_the_step_below(tmp_path) -> None:
    samples = some(3)
    samples.append((9000, samples[-1][1]))  # nothing has moved: still a frame of its own
    path = save_gif(samples, tmp_path / "new folder" / "film.gif", zoom=5, seconds=0.3)
    seen, stays = frames(path)
    assert stays == [300, 300, 300, 2300]
    for (_, x), frame in zip(samples, seen, strict=True):
        wanted = as_drawn(x, 5)
        height, width = wanted.shape
        assert np.array_equal(frame[:height, :width, 0], wanted)
        assert (frame[height:] == 0).any(), "something is written below"
    lines = [frame[height:] for frame in seen]
    assert not np.array_equal(lines[2], lines[3])


def test_the_step_fits_below_a_small_picture(tmp_path) -> None:
    ((first, second), _) = frames(
        save_gif(
            [(7, torch.ones(1, 1, 2, 2)), (1_234_567, torch.ones(1, 1, 2, 2))], tmp_path / "x.gif"
        )
    )
    assert first.shape == second.shape
    assert (second[:, -4:] == 255).all(), "the last digit is not cut off"
    assert (second[-20:, 60:] < 128).any(), "it is written"


def test_colours_stay_what_they_are(tmp_path) -> None:
    red, blue = torch.tensor([1.0, -1, -1]), torch.tensor([-1.0, -1, 1])
    samples = [
        (1, red.view(1, 3, 1, 1).expand(4, 3, 8, 8)),
        (2, blue.view(1, 3, 1, 1).expand(4, 3, 8, 8)),
    ]
    (first, second), _ = frames(save_gif(samples, tmp_path / "x.gif"))
    assert np.abs(first[10, 10].astype(int) - [255, 0, 0]).max() <= 8
    assert np.abs(second[10, 10].astype(int) - [0, 0, 255]).max() <= 8


def test_points_become_a_film_too(tmp_path) -> None:
    samples = [(1, torch.zeros(9, 2)), (2, torch.ones(9, 2))]
    (first, second), _ = frames(save_gif(samples, tmp_path / "x.gif", real=REAL))
    assert first.shape == second.shape and not np.array_equal(first, second)
    orange = [(np.abs(f.astype(int) - [213, 94, 0]).max(axis=2) < 60) for f in (first, second)]
    middles = [np.argwhere(o[:400]).mean(axis=0) for o in orange]
    assert middles[1][0] < middles[0][0] and middles[1][1] > middles[0][1], "up and to the right"


def test_a_film_that_is_there_is_kept(tmp_path, capsys) -> None:
    path = tmp_path / "film.gif"
    path.write_text("mine")
    save_gif(some(), path)
    assert (tmp_path / "film-1.gif").read_text() == "mine"
    assert "film-1.gif" in capsys.readouterr().out
    assert len(frames(path)[0]) == 4
    assert len(list(tmp_path.iterdir())) == 2, "nothing half-written is left"


def test_the_file_says_what_it_shows(tmp_path) -> None:
    with Image.open(save_gif(some(), tmp_path / "x.gif")) as gif:
        assert b"steps 500, 1,000, 1,500, 2,000" in gif.info["comment"]


def test_where_no_film_can_be_written(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GanLabError, match="cannot write"):
        save_gif(some(), tmp_path / "file" / "x.gif")
    with pytest.raises(GanLabError, match=r"end in \.gif, got .*x\.png"):
        save_gif(some(), tmp_path / "x.png")
    for seconds in (0, 1000):
        with pytest.raises(GanLabError, match="seconds must lie"):
            save_gif(some(), tmp_path / "x.gif", seconds=seconds)


def test_a_single_moment_is_a_film() -> None:
    panel = Film(some(1))
    panel.next.click()
    assert panel.slider.value == 0
    assert "moment 1 of 1" in shown(panel)[0]
    assert pictures(panel.picture())


def test_samples_with_a_graph_are_shown(tmp_path) -> None:
    x = torch.zeros(2, 1, 4, 4, requires_grad=True)
    assert np.array_equal(
        shown(Film([(1, x)], zoom=3))[1],
        np.array(Image.open(io.BytesIO(viz.png_of_images(x.detach(), 3)))),
    )
