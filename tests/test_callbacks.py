"""Callbacks show a training without taking part in it."""

from __future__ import annotations

import csv

import pytest
import torch
from torch import nn

from gan_lab import losses
from gan_lab.callbacks import (
    EMA,
    Cooldown,
    History,
    ProgressBar,
    SampleGrid,
    TensorBoard,
    TimeLimit,
)
from gan_lab.errors import GanLabError
from gan_lab.training import Callback, TrainState, fit, generate
from tests.conftest import IMAGE_SHAPE, NZ, fit_small, real_batches, same_state, small_pair

Z = torch.randn(4, NZ, generator=torch.Generator().manual_seed(3))


def run(make_callbacks=lambda G: (), n_steps: int = 5) -> TrainState:
    pair = small_pair()
    return fit_small(*make_callbacks(pair[0]), n_steps=n_steps, pair=pair)


def tensorboard(folder) -> TensorBoard:
    return TensorBoard(folder, Z, torch.zeros(2, *IMAGE_SHAPE), every=2, grid_every=3)


def test_watching_does_not_change_what_is_learned(tmp_path) -> None:
    """All callbacks at once, BatchNorm in G, dropout in D: the same weights, bit for bit."""

    def everything(G):
        ema = EMA(G)
        return [
            ema,
            History(every=2),
            ProgressBar(every=1),
            SampleGrid(Z, every=1),
            SampleGrid(Z, every=2, source=ema.G),
            tensorboard(tmp_path),
            TimeLimit(3600),
        ]

    alone = run()
    after_alone = torch.rand(3)
    watched = run(everything)
    after_watched = torch.rand(3)
    assert same_state(watched.G, alone.G)
    assert same_state(watched.D, alone.D)
    assert torch.equal(after_watched, after_alone)
    assert watched.G.training
    assert watched.D.training


def test_history_has_a_row_for_each_step(tmp_path) -> None:
    history = History(every=2)
    state = run(lambda G: [history])
    assert history.column("step") == [1, 2, 3, 4, 5]
    assert history.rows[-1][1:] == pytest.approx(
        [v.item() for v in (state.d_loss, state.g_loss, state.d_real.mean(), state.d_fake.mean())]
    )
    history.write_csv(tmp_path / "history.csv")
    with (tmp_path / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["step", "d_loss", "g_loss", "d_real", "d_fake"]
    assert [row["step"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [float(row["g_loss"]) for row in rows] == pytest.approx(
        history.column("g_loss"), rel=1e-5
    )


def test_sample_grid_films_one_z_and_always_takes_the_last_step() -> None:
    shown = []
    film = SampleGrid(Z, every=2, show=lambda step, samples: shown.append((step, samples)))
    state = run(lambda G: [film])
    assert [step for step, _ in film.samples] == [2, 4, 5]
    assert [step for step, _ in shown] == [2, 4, 5]
    assert torch.equal(film.samples[-1][1], generate(state.G, Z))
    assert not torch.equal(film.samples[0][1], film.samples[1][1])


def test_sample_grid_takes_the_last_step_once() -> None:
    film = SampleGrid(Z, every=5)
    run(lambda G: [film])
    assert [step for step, _ in film.samples] == [5]


def test_sample_grid_of_another_generator() -> None:
    film, callbacks = None, []

    def make(G):
        nonlocal film
        ema = EMA(G, decay=0.9)
        film = SampleGrid(Z, every=5, source=ema.G)
        callbacks.extend([ema, film])
        return callbacks

    state = run(make)
    assert torch.equal(film.samples[0][1], generate(callbacks[0].G, Z))
    assert not torch.equal(film.samples[0][1], generate(state.G, Z))


def _state_of(G, step: int) -> TrainState:
    return TrainState(G, None, None, None, step=step)


def test_ema_by_hand() -> None:
    """The decay at step k is (1 + k) / (10 + k), and no more than the one asked for."""
    G = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(G.weight, 0.0)
    ema = EMA(G, decay=0.25)
    torch.nn.init.constant_(G.weight, 11.0)
    ema.after_step(_state_of(G, step=1))  # 0 * 2/11 + 11 * 9/11
    assert ema.G.weight.item() == pytest.approx(9.0)
    ema.after_step(_state_of(G, step=100))  # 9 * 0.25 + 11 * 0.75
    assert ema.G.weight.item() == pytest.approx(10.5)


def test_ema_averages_batchnorms_statistics_too_and_takes_its_counter() -> None:
    G = nn.BatchNorm1d(1)
    ema = EMA(G, decay=0.25)
    G.running_mean.fill_(8.0)
    G.num_batches_tracked.fill_(7)
    ema.after_step(_state_of(G, step=100))  # 0 * 0.25 + 8 * 0.75
    assert ema.G.running_mean.item() == pytest.approx(6.0)
    assert ema.G.running_var.item() == pytest.approx(1.0)
    assert ema.G.num_batches_tracked.item() == 7


def test_ema_is_only_for_looking() -> None:
    ema = None

    def make(G):
        nonlocal ema
        ema = EMA(G)
        return [ema]

    run(make)
    assert not any(p.requires_grad for p in ema.G.parameters())
    assert not any(m.training for m in ema.G.modules())


def test_progress_bar_counts_to_the_end_and_shows_both_losses(capsys) -> None:
    run(lambda G: [ProgressBar(every=2, description="lesson")])
    shown = capsys.readouterr().err
    assert "lesson: 100%" in shown
    assert "5/5" in shown
    assert "d_loss=" in shown
    assert "g_loss=" in shown


def test_tensorboard_gets_scalars_grids_and_both_graphs(tmp_path) -> None:
    event_accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator"
    )
    run(lambda G: [tensorboard(tmp_path)])

    def read(folder):
        return event_accumulator.EventAccumulator(str(folder)).Reload()

    events = read(tmp_path)
    tags = {"loss/D", "loss/G", "output/real", "output/generated"}
    assert set(events.Tags()["scalars"]) == tags
    assert [e.step for e in events.Scalars("loss/G")] == [2, 4]
    assert [e.step for e in events.Images("samples")] == [3]
    for name in "GD":
        assert read(tmp_path / name).Tags()["graph"], name


@pytest.mark.parametrize(("seconds", "steps"), [(0.0, 1), (3600.0, 5)])
def test_time_limit(seconds: float, steps: int) -> None:
    assert run(lambda G: [TimeLimit(seconds)]).step == steps


def test_time_limit_does_not_take_back_another_stop() -> None:
    state = _state_of(nn.Linear(1, 1), step=1)
    limit = TimeLimit(3600)
    limit.start(state)
    state.stop = True
    limit.after_step(state)
    assert state.stop


class Rates(Callback):
    """Notes the learning rates that each step was made with."""

    def __init__(self) -> None:
        self.rates: list[float] = []

    def start(self, state: TrainState) -> None:
        self.after_step(state)

    def after_step(self, state: TrainState) -> None:
        found = {group["lr"] for o in (state.opt_g, state.opt_d) for group in o.param_groups}
        self.rates.append(round(found.pop() / 0.01, 6) if len(found) == 1 else found)


def test_cooldown_by_hand() -> None:
    """Ten steps, the last half cooling: five at full rate, then 5/5, 4/5, ... 1/5 of it."""
    rates = Rates()
    state = run(lambda G: [Cooldown(0.5), rates], n_steps=10)
    assert rates.rates[:10] == [1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2]
    # afterwards the optimisers are as they were, for whoever trains on with them
    assert {g["lr"] for o in (state.opt_g, state.opt_d) for g in o.param_groups} == {0.01}


def test_a_second_training_starts_from_the_rate_that_was_set_in_between() -> None:
    G, D = small_pair()
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), lr=0.01) for net in (G, D))
    rates = Rates()
    for lr in (0.01, 0.005):
        for optimizer in (opt_g, opt_d):
            optimizer.param_groups[0]["lr"] = lr
        callbacks = [Cooldown(1.0), rates]
        fit(
            G, D, real_batches(), losses.non_saturating, opt_g, opt_d, nz=NZ, n_steps=2,
            callbacks=callbacks,
        )  # fmt: skip
    assert rates.rates == [1, 0.5, 0, 0.5, 0.25, 0]


def test_cooldown_may_be_left_out_or_last_all_the_time() -> None:
    never, always = Rates(), Rates()
    run(lambda G: [Cooldown(0.0), never], n_steps=4)
    run(lambda G: [Cooldown(1.0), always], n_steps=4)
    assert never.rates[:4] == [1, 1, 1, 1]
    assert always.rates[:4] == [1, 0.75, 0.5, 0.25]


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_cooldown_refuses_other_shares(share: float) -> None:
    with pytest.raises(GanLabError, match=r"must lie in 0\.\.1, got"):
        Cooldown(share)
