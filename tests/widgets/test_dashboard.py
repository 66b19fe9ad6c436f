"""The dashboard shows what happens, obeys its buttons, and changes nothing of the training."""

from __future__ import annotations

import re

import pytest
import torch

from gan_lab.callbacks import EMA
from gan_lab.training import Callback
from gan_lab.widgets import Dashboard, dashboard
from tests.conftest import NZ, fit_small, same_state, small_pair

Z = torch.randn(4, NZ, generator=torch.Generator().manual_seed(5))


@pytest.fixture
def page(monkeypatch):
    """As in a page that shows widgets; what is displayed is collected, and not printed."""
    shown = []
    monkeypatch.setenv("GAN_LAB_WIDGETS", "on")
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: shown.append(args[0]))
    return shown


class Hand(Callback):
    """Presses buttons after given steps: {step: function of the board}."""

    def __init__(self, board_of, presses):
        self.board_of, self.presses = board_of, presses

    def after_step(self, state):
        if state.step in self.presses:
            self.presses[state.step](self.board_of._board)


def train(callbacks=(), n_steps=12, resume=None):
    return fit_small(*callbacks, n_steps=n_steps, resume=resume)


def test_the_training_does_not_notice_it(page):
    plain, watched = train(), train([Dashboard(Z)])
    assert same_state(plain.G, watched.G)
    assert same_state(plain.D, watched.D)


def test_nor_where_there_is_no_page(monkeypatch):
    monkeypatch.setenv("GAN_LAB_WIDGETS", "off")
    plain, watched = train(), train([Dashboard(Z)])
    assert same_state(plain.G, watched.G)


def test_stop_keeps_what_was_learned(page):
    board = Dashboard(Z)
    state = train([Hand(board, {5: lambda b: b.halt.click()}), board])
    assert (state.step, state.stop) == (5, True)
    assert same_state(state.G, train(n_steps=5).G)
    assert "stopped; what was learned is kept" in board.last.progress()


def test_pause_holds_and_resume_goes_on(page, monkeypatch):
    """While it is held nothing moves; the press that ends it comes as any press does."""
    board = Dashboard(Z)
    waits = []

    def sleep(seconds):
        waits.append(board._board.hold.description)
        if len(waits) == 3:
            board._board.hold.click()

    monkeypatch.setattr(dashboard.time, "sleep", sleep)
    monkeypatch.setattr(dashboard, "LISTEN", 0.0)
    state = train([Hand(board, {5: lambda b: b.hold.click()}), board])
    assert waits == ["Resume"] * 3
    assert state.step == 12
    assert board._board.hold.description == "Pause"
    assert same_state(state.G, train().G)


def test_an_interrupt_ends_a_pause(page, monkeypatch):
    def interrupt(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(dashboard.time, "sleep", interrupt)
    monkeypatch.setattr(dashboard, "LISTEN", 0.0)
    board = Dashboard(Z)
    with pytest.raises(KeyboardInterrupt):
        train([Hand(board, {5: lambda b: b.hold.click()}), board])
    assert board._board.closed


def test_a_training_that_is_told_to_stop_ends_a_pause(page, monkeypatch):
    """As by an interrupt where the training is kept: it is heard at the end of the step."""

    waits = []

    def sleep(seconds):
        holds.state.stop = True
        waits.append(seconds)
        assert len(waits) < 5, "it waits on"

    class Holds(Callback):
        def after_step(self, state):
            self.state = state
            if state.step == 5:
                board._board.hold.click()

    holds = Holds()
    monkeypatch.setattr(dashboard.time, "sleep", sleep)
    monkeypatch.setattr(dashboard, "LISTEN", 0.0)
    board = Dashboard(Z)
    assert train([holds, board]).step == 5


def test_the_figures_are_the_training_s_own(page):
    board = Dashboard(Z)
    state = train([board])
    d_loss, g_loss, real, generated = board.record.columns()
    assert board.record.steps == list(range(1, 13))
    assert d_loss[-1] == pytest.approx(state.d_loss.item())
    assert g_loss[-1] == pytest.approx(state.g_loss.item())
    assert real[-1] == pytest.approx(state.d_real.sigmoid().mean().item())
    assert generated[-1] == pytest.approx(state.d_fake.sigmoid().mean().item())
    assert f"d_loss {state.d_loss.item():.3f}" in board.last.numbers()


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [("scores", (3.0, -1.0)), ("probabilities", (3.0, -1.0)), ("pairs", (0.982, 0.018))],
)
def test_what_d_s_numbers_are(outputs, expected):
    """sigmoid(3 - (-1)) = 0.982; scores and probabilities are shown as they are."""
    state = train(n_steps=1)
    state.d_real, state.d_fake = torch.full((2,), 3.0), torch.full((2,), -1.0)
    record = dashboard.Record()
    record.note(state, outputs)
    columns = record.columns()
    assert (columns[2][0], columns[3][0]) == pytest.approx(expected, abs=1e-3)


def test_a_long_record_is_thinned_and_keeps_its_ends(monkeypatch):
    monkeypatch.setattr(dashboard, "N_POINTS", 4)
    state, record = train(n_steps=1), dashboard.Record()
    for state.step in range(1, 101):
        state.d_loss = torch.tensor(float(state.step))
        record.note(state, "logits")
    assert len(record.steps) < 8
    assert record.steps[-1] > 90
    assert record.columns()[0] == [float(step) for step in record.steps]


def test_samples_come_from_the_source(page):
    G, _ = small_pair()
    ema = EMA(G)
    board = Dashboard(Z, source=ema.G)
    train([board])
    expected = torch.equal(board.last.samples, dashboard.generate(ema.G, Z))
    assert expected


def test_a_picture_stays_and_the_controls_go(page, living):
    before = living()
    board = Dashboard(Z)
    train([board])
    first = page[0]
    assert "application/vnd.jupyter.widget-view+json" in first
    left = board._board.picture()
    assert left.count("<img alt=") == 2
    assert "button" not in left
    assert re.search(r"alt=\"Curves up to step 12: d_loss [\d.]+", left)
    assert living() == before


def test_drawing_takes_its_share_at_most(monkeypatch):
    """However slow a drawing is: by a clock that only drawing and training move."""
    now = [0.0]
    monkeypatch.setattr(dashboard.time, "perf_counter", lambda: now[0])
    clock = dashboard.Clock(0)
    drawn = 0.0
    for _ in range(100_000):
        now[0] += 0.01  # a step
        clock.tick()
        if clock.draws():
            now[0] += 0.4
            drawn += 0.4
            clock.drew(0.4)
    assert 0.02 < drawn / now[0] < 0.05


def test_pauses_do_not_count():
    clock = dashboard.Clock(0)
    clock.pause(1000.0)
    assert clock.seconds < -900
    assert dashboard._minutes(75) == "1:15"
    assert dashboard._minutes(7275) == "2:01:15"


def test_points_and_notes_have_pictures_too(page):
    board = Dashboard(Z)
    state = train([board])
    for samples in (torch.randn(9, 2), torch.rand(3, 4)):
        look = dashboard.Look(board, state)
        look.samples = samples
        assert f'alt="{len(samples)} samples of G' in look.sample_picture()


def test_it_goes_on_after_a_checkpoint(page):
    """Its curves and its own health report too."""
    board = Dashboard(Z)
    half = train([board], n_steps=6).state_dict()
    again = Dashboard(Z)
    state = train([again], n_steps=12, resume=half)
    assert state.step == 12
    assert again.record.steps == list(range(1, 13))
    assert [len(column) for column in again.record.columns()] == [12] * 4
    assert again.health.looks
