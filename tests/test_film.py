"""The film of a run: moments of one z, each once, whatever happens on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_lab import checkpoint
from gan_lab.callbacks import EMA, Checkpoint
from gan_lab.data import to_float, to_uint8
from gan_lab.errors import GanLabError
from gan_lab.film import Film, read_film
from gan_lab.training import Callback, TrainState, generate
from tests.conftest import IMAGE_SHAPE, NZ, fit_small, same_state, small_pair

Z = torch.randn(4, NZ, generator=torch.Generator().manual_seed(3))


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


def run(n_steps: int, *more: Callback, films: bool = True, resume=None) -> TrainState:
    pair = small_pair()
    ema = EMA(pair[0], decay=0.9)
    callbacks = [ema, *([Film(ema.G, [Z], ".")] if films else []), *more]
    return fit_small(*callbacks, n_steps=n_steps, pair=pair, resume=resume)


class At(Callback):
    """Does something at one step."""

    def __init__(self, step: int, do) -> None:
        self.step, self.do = step, do

    def after_step(self, state: TrainState) -> None:
        if state.step == self.step:
            self.do(state)


def steps() -> list[int]:
    return [step for step, _ in read_film(".")[0]]


def test_the_moments_lie_closer_early_on() -> None:
    run(400)
    assert steps() == [k * k for k in range(21)]


def test_a_short_training_has_a_moment_each_step() -> None:
    run(3)
    assert steps() == [0, 1, 2, 3]


def test_each_moment_shows_what_g_draws_then() -> None:
    drawn = {}

    class Watch(Callback):
        def after_step(self, state: TrainState) -> None:
            drawn[state.step] = generate(state.callbacks[0].G, Z)

    run(5, Watch())
    with np.load("film.npz") as content:
        images = content["images"]
    assert images.shape == (6, 4, *IMAGE_SHAPE)
    assert images.dtype == np.uint8
    samples, real = read_film(".")
    assert real is None
    for step, x in samples[1:]:
        assert torch.equal(x, to_float(to_uint8(drawn[step]))), step
        assert x.dtype == torch.float32
    G, _ = small_pair()
    assert torch.equal(samples[0][1], to_float(to_uint8(generate(G, Z))))  # before any step


def test_filming_changes_nothing() -> None:
    filmed, after = run(5), torch.rand(2)
    alone, after_alone = run(5, films=False), torch.rand(2)
    assert same_state(filmed.G, alone.G)
    assert same_state(filmed.D, alone.D)
    assert torch.equal(after, after_alone)


def test_a_training_that_is_stopped_has_its_last_step_too() -> None:
    run(100, At(7, lambda state: setattr(state, "stop", True)))
    assert steps() == [0, 1, 2, 4, 6, 7]


def test_one_that_breaks_off_keeps_the_moments_before() -> None:
    def fail(state: TrainState) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(100, At(7, fail))
    assert steps() == [0, 1, 2, 4, 6]  # step 7 was under way


@pytest.mark.parametrize("stop", [6, 7])  # at a moment, and between two
def test_one_that_goes_on_loses_no_moment_and_repeats_none(stop: int) -> None:
    run(100, At(stop, lambda state: setattr(state, "stop", True)), Checkpoint("a.pt", every=50))
    before = read_film(".")[0]
    Path("film.npz").unlink()  # the checkpoint has all
    run(100, resume=checkpoint.load("a.pt"))
    samples = read_film(".")[0]
    assert [s for s, _ in samples] == sorted({stop, *(round(k * k / 4) for k in range(21))})
    for (step, x), (other, y) in zip(before, samples, strict=False):
        assert (step, x.tolist()) == (other, y.tolist())


def test_it_goes_on_where_the_checkpoint_is_not_where_the_file_is() -> None:
    run(9, Checkpoint("a.pt", every=4))
    content = checkpoint.load("a-previous.pt")
    assert (content["step"], steps()) == (8, list(range(10)))
    run(9, resume=content)
    assert steps() == list(range(10))


def test_more_steps_than_before_get_more_moments() -> None:
    run(8, Checkpoint("a.pt", every=8))
    run(400, resume=checkpoint.load("a.pt"))
    assert steps() == [*range(9), *(k * k for k in range(3, 21))]


def test_a_checkpoint_from_before_there_were_films_goes_on() -> None:
    run(8, Checkpoint("a.pt", every=8), films=False)
    run(10, resume=checkpoint.load("a.pt"))
    assert steps() == [8, 9, 10]


def test_a_film_that_cannot_be_written_leaves_the_former_one(monkeypatch) -> None:
    run(2)

    def full(file, **arrays: object) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(GanLabError, match=r"cannot write film\.npz: No space left"):
        run(5)
    assert steps() == [0, 1, 2]


def test_points_are_kept_as_they_are_with_the_real_ones() -> None:
    x, real = torch.randn(2, 3, 2), torch.randn(5, 2)
    film = Film(torch.nn.Linear(1, 1), [], ".", real=real)
    film.load_state_dict({"steps": [0, 7], "samples": list(x)})
    film.end(TrainState(film.G, film.G, None, None, step=7))  # type: ignore[arg-type]
    samples, found = read_film(".")
    assert [step for step, _ in samples] == [0, 7]
    assert torch.equal(torch.stack([y for _, y in samples]), x)
    assert torch.equal(found, real)


@pytest.mark.parametrize("kind", ["empty", "cut off", "text", "array", "other arrays", "objects"])
def test_what_is_no_film_is_said(kind: str) -> None:
    run(2)
    path = Path("film.npz")
    whole = path.read_bytes()
    if kind == "array":
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    elif kind == "other arrays":
        np.savez(path, images=np.zeros((2, 1, 1, 2, 2)))
    elif kind == "objects":
        np.savez(path, steps=np.array([{}]), images=np.array([{}]))
    else:
        path.write_bytes({"empty": b"", "cut off": whole[:-30], "text": b"hello"}[kind])
    with pytest.raises(GanLabError, match=r"film\.npz is damaged, or not the film of a run"):
        read_film(".")


def test_a_folder_without_a_film_is_named() -> None:
    with pytest.raises(GanLabError, match=r"there is no film nowhere.film\.npz: name the folder"):
        read_film("nowhere")
