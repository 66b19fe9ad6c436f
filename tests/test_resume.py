"""A training that goes on from a checkpoint equals one that was never interrupted, bit for bit."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn

from gan_lab import checkpoint, keeping, losses, runs
from gan_lab.augment import Augmented
from gan_lab.callbacks import EMA, Checkpoint, History
from gan_lab.data import Batches
from gan_lab.errors import GanLabError
from gan_lab.models import cnn
from gan_lab.training import Callback, TrainState, fit
from tests.conftest import same_state, small_pair


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


IMAGES = torch.randint(
    0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
)


class Pieces:
    """All of a training that has every source of chance: order, flips, z, dropout, augmentation."""

    def __init__(self, precision: str = "fp32") -> None:
        torch.manual_seed(1)
        self.G = cnn.Generator(nz=4, width=3)
        body = nn.Sequential(cnn.Discriminator(width=3), nn.Dropout(0.2))
        self.D = Augmented(body)
        self.opt_g = torch.optim.Adam(self.G.parameters(), 1e-3, fused=True)
        self.opt_d = torch.optim.Adam(self.D.parameters(), 1e-3, fused=True)
        self.ema, self.history = EMA(self.G), History(every=3)
        self.precision = precision

    def fit(self, n_steps: int, *more: Callback, resume: dict | None = None) -> TrainState:
        return fit(
            self.G,
            self.D,
            Batches(IMAGES, 8, seed=2, flip=True),
            losses.with_real_label(0.9),
            self.opt_g,
            self.opt_d,
            nz=4,
            n_steps=n_steps,
            precision=self.precision,
            seed=3,
            callbacks=[self.history, self.ema, *more],
            resume=resume,
        )


def assert_equal(a: Pieces, b: Pieces) -> None:
    for name in ("G", "D"):
        assert same_state(getattr(a, name), getattr(b, name)), name
    assert same_state(a.ema.G, b.ema.G)
    assert a.history.rows == b.history.rows
    for one, other in ((a.opt_g, b.opt_g), (a.opt_d, b.opt_d)):
        for p, q in zip(one.state.values(), other.state.values(), strict=True):
            assert all(torch.equal(p[k], q[k]) for k in p)


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
@pytest.mark.parametrize("broken_off", [4, 5, 7])  # in an epoch of 5 steps, at its end, in the next
def test_resumed_equals_uninterrupted(precision: str, broken_off: int) -> None:
    whole = Pieces(precision)
    whole.fit(11)
    first = Pieces(precision)
    first.fit(broken_off, Checkpoint("a.pt", every=100))
    torch.rand(5)  # whatever happens in between
    second = Pieces(precision)
    state = second.fit(11, resume=checkpoint.load("a.pt"))
    assert state.step == 11
    assert_equal(whole, second)


def test_the_average_goes_on_and_does_not_begin_anew() -> None:
    first = Pieces()
    first.fit(5, Checkpoint("a.pt", every=5))
    second = Pieces()
    second.fit(5, resume=checkpoint.load("a.pt"))  # nothing left to do
    assert same_state(first.ema.G, second.ema.G)
    assert not same_state(second.ema.G, second.G)


def test_checkpoints_are_written_on_the_way_and_the_one_before_is_kept() -> None:
    Pieces().fit(7, Checkpoint("runs/a.pt", every=3, extra={"note": "mine"}))
    assert checkpoint.load("runs/a.pt")["step"] == 7
    assert checkpoint.load("runs/a.pt")["note"] == "mine"
    assert checkpoint.load(checkpoint.previous("runs/a.pt"))["step"] == 6
    assert {p.name for p in Path("runs").iterdir()} == {"a.pt", "a-previous.pt"}


@pytest.mark.parametrize("left", [0.0, 0.2, 0.9, 0.999])
def test_a_checkpoint_cut_off_is_refused_and_the_one_before_loads(left: float) -> None:
    Pieces().fit(4, Checkpoint("a.pt", every=2))
    whole = Path("a.pt").read_bytes()
    Path("a.pt").write_bytes(whole[: int(left * len(whole))])
    with pytest.raises(GanLabError, match=r"a\.pt is damaged .*a-previous\.pt, the one before it"):
        checkpoint.load("a.pt")
    assert checkpoint.load("a-previous.pt")["step"] == 2


def test_averages_laid_out_in_another_order_go_on_alike() -> None:
    whole, other = Pieces(), Pieces()
    for pieces in (whole, other):
        torch.manual_seed(5)  # dropout and augmentation
        pieces.fit(3)
    for net, optimizer in ((other.G, other.opt_g), (other.D, other.opt_d)):
        net.to(memory_format=torch.contiguous_format)
        for averages in optimizer.state.values():
            averages.update({key: value.contiguous() for key, value in averages.items()})
    for pieces in (whole, other):
        torch.manual_seed(6)
        pieces.fit(6)
    assert same_state(whole.G, other.G)
    assert same_state(whole.D, other.D)


def test_no_half_step_is_saved() -> None:
    class Breaks(nn.Module):
        calls = 0

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            Breaks.calls += 1
            if Breaks.calls == 3 * 2 + 3:  # three calls a step: the last one is G's, in step 3
                raise KeyboardInterrupt
            return x

    pieces = Pieces()
    pieces.D = nn.Sequential(Breaks(), pieces.D)
    with pytest.raises(KeyboardInterrupt):
        pieces.fit(5, Checkpoint("a.pt", every=2))
    assert checkpoint.load("a.pt")["step"] == 2


@pytest.mark.parametrize("every", [1, 100])  # found at once, or when somebody looks
def test_nor_a_training_that_went_astray(every: int) -> None:
    class Poison(Callback):
        def after_step(self, state: TrainState) -> None:
            if state.step == 4:
                state.d_loss = torch.tensor(torch.nan)

    pieces = Pieces()
    pieces.history.every = every
    with pytest.raises(GanLabError, match="no longer a number at step 4"):
        fit(
            pieces.G,
            pieces.D,
            Batches(IMAGES, 8),
            losses.non_saturating,
            pieces.opt_g,
            pieces.opt_d,
            nz=4,
            n_steps=9,
            callbacks=[Poison(), pieces.history, Checkpoint("a.pt", every=2)],
        )
    assert checkpoint.load("a.pt")["step"] == 2


def test_checkpoint_must_be_the_last_callback() -> None:
    pieces = Pieces()
    with pytest.raises(GanLabError, match="put Checkpoint last"):
        pieces.fit(1, Checkpoint("a.pt", every=1), EMA(pieces.G))


def test_another_precision_or_network_does_not_fit() -> None:
    Pieces("bf16").fit(1, Checkpoint("a.pt", every=1))
    content = checkpoint.load("a.pt")
    with pytest.raises(GanLabError, match="ran in bf16, so it goes on in it: got fp32"):
        Pieces("fp32").fit(2, resume=content)
    other = Pieces("bf16")
    other.G = cnn.Generator(nz=4, width=5)
    with pytest.raises(GanLabError, match=r"cannot go on from this checkpoint: .*size mismatch"):
        other.fit(2, resume=content)
    for key in ("opt_d", "batches", "callbacks", "scaler_g", "z_rng", "torch_rng", "device_rng"):
        with pytest.raises(GanLabError, match=f"cannot go on from this checkpoint: '{key}'"):
            Pieces("bf16").fit(2, resume={k: v for k, v in content.items() if k != key})


def test_each_of_two_averages_goes_on_by_itself() -> None:
    def averages_of(n_steps: int, *more: Callback, **settings: dict) -> list[EMA]:
        pieces = Pieces()
        averages = [EMA(pieces.G, decay) for decay in (0.5, 0.2)]
        pieces.fit(n_steps, *averages, *more, **settings)
        return averages

    wanted = averages_of(4)
    averages_of(2, Checkpoint("a.pt", every=2))
    found = averages_of(4, resume=checkpoint.load("a.pt"))
    for one, other in zip(wanted, found, strict=True):
        assert same_state(one.G, other.G)
    assert not same_state(wanted[0].G, wanted[1].G)


def test_fp16_scales_the_loss_and_the_others_do_not() -> None:
    G, D = small_pair()
    optimizers = [torch.optim.SGD(net.parameters(), 0.1) for net in (G, D)]
    for precision, scaled in (("fp16", True), ("bf16", False), ("fp32", False)):
        state = TrainState(G, D, *optimizers, precision=precision)
        assert state.scaler_g.is_enabled() == state.scaler_d.is_enabled() == scaled


def test_unknown_precisions_are_refused() -> None:
    with pytest.raises(GanLabError, match="one of fp32, bf16, fp16, got 'fp8'"):
        Pieces("fp8").fit(1)


# The command line's runs


@pytest.fixture
def quick_runs(few_digits, blank_pictures):
    """Runs of few steps on few offline digits, without pictures."""


def weights(path: str | Path) -> dict[str, torch.Tensor]:
    content = checkpoint.load(path)
    return {f"{net}.{k}": v for net in ("G", "D") for k, v in content[net].items()} | {
        f"EMA.{k}": v for k, v in content["callbacks"]["EMA"].items()
    }


def assert_same_weights(one: str | Path, other: str | Path) -> None:
    a, b = weights(one), weights(other)
    assert a.keys() == b.keys()
    assert all(torch.equal(a[k], b[k]) for k in a)


@pytest.mark.usefixtures("quick_runs")
def test_a_run_goes_on() -> None:
    settings = {"steps": 9, "seed": 4, "augment": ["diff", "flip"], "save_every": 7}
    runs.train("mlp-mnist", out="whole", **settings)
    content = checkpoint.load("whole/checkpoint-previous.pt")
    assert content["step"] == 7  # in the middle of the cooldown
    content["callbacks"]["Stopwatch"]["seconds"] = 1000.0
    Path("run").mkdir()
    checkpoint.save(Path("run/checkpoint.pt"), content)
    runs.train(out="run", resume=True)
    assert_same_weights("whole/checkpoint.pt", "run/checkpoint.pt")
    assert Path("whole/history.csv").read_bytes() == Path("run/history.csv").read_bytes()
    record = json.loads(Path("run/run.json").read_text())
    assert record["steps_done"] == 9
    assert 1000 < record["seconds"] < 2000  # the first part counts
    assert record["seed"] == 4
    assert record["augment"] == ["diff", "flip"]


@pytest.mark.usefixtures("quick_runs")
def test_the_film_and_the_log_of_a_run_go_on() -> None:
    runs.train("mlp-mnist", steps=9, out="run", save_every=7)
    whole, log = runs.film("run"), _logged("run")
    assert [step for step, _ in whole] == list(range(10))
    runs.train(resume="run/checkpoint-previous.pt")  # from step 7: two of them come again
    film = runs.film("run")
    assert [step for step, _ in film] == list(range(10))
    for (_, x), (_, y) in zip(whole, film, strict=True):
        assert torch.equal(x, y)
    assert _logged("run") == log
    assert [step for step, _ in log] == list(range(1, 10))


@pytest.mark.usefixtures("quick_runs")
def test_a_run_is_written_each_minute(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    runs.train("mlp-mnist", steps=3, out="often")
    assert checkpoint.load("often/checkpoint-previous.pt")["step"] == 2
    monkeypatch.setattr(keeping, "EVERY", 60.0)
    runs.train("mlp-mnist", steps=3, out="short")
    assert not Path("short/checkpoint-previous.pt").exists()
    assert_same_weights("often/checkpoint.pt", "short/checkpoint.pt")


@pytest.mark.usefixtures("quick_runs")
def test_runs_lie_where_they_last(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_RUNS", "drive")
    assert runs.train("mlp-mnist", steps=2) == Path("drive/mlp-mnist")
    runs.train("mlp-mnist", steps=3, resume=True)
    assert checkpoint.load("drive/mlp-mnist/checkpoint.pt")["step"] == 3


def _logged(folder: str) -> list[tuple[int, float]]:
    """The steps and losses of G in a run's log."""
    log = EventAccumulator(str(Path(folder, "tensorboard"))).Reload()
    return [(event.step, event.value) for event in log.Scalars("loss/G")]


@pytest.mark.usefixtures("quick_runs")
def test_a_run_goes_on_from_a_named_checkpoint() -> None:
    runs.train("mlp-mnist", steps=9, out="whole", save_every=3)
    runs.train("mlp-mnist", steps=8, out="run", save_every=3)
    Path("run/checkpoint.pt").write_bytes(b"half")
    with pytest.raises(GanLabError, match=r"use run/checkpoint-previous\.pt"):
        runs.train(out="run", resume=True, steps=9)
    assert Path("run/checkpoint.pt").read_bytes() == b"half"  # nothing is tidied away
    runs.train(out="run", resume="run/checkpoint-previous.pt", steps=9, save_every=100)
    assert_same_weights("whole/checkpoint.pt", "run/checkpoint.pt")
    assert checkpoint.load("run/checkpoint-previous.pt")["step"] == 6  # not the damaged one


@pytest.mark.usefixtures("quick_runs")
def test_more_steps_behind_a_cooldown_say_that_the_rates_rise(capsys) -> None:
    """The last 3 of 10 steps of mlp-mnist are its cooldown."""
    runs.train("mlp-mnist", steps=10, out="run", save_every=6)
    assert "rise" not in capsys.readouterr().out
    runs.train(out="run", resume=True, steps=20, save_every=100)
    assert "falling since step 7. With 20 steps in all they rise" in capsys.readouterr().out


@pytest.mark.usefixtures("quick_runs")
def test_a_run_goes_on_in_its_own_folder_only() -> None:
    for out in ("a", "b"):
        runs.train("mlp-mnist", steps=2, out=out)
    before = {p: p.read_bytes() for p in Path("b").rglob("*") if p.is_file()}
    with pytest.raises(GanLabError, match="goes on in its own folder, a: leave out --out"):
        runs.train(resume="a/checkpoint.pt", out="b", steps=4)
    assert {p: p.read_bytes() for p in Path("b").rglob("*") if p.is_file()} == before
    runs.train(resume="a", steps=3)  # a run's folder stands for its checkpoint
    assert checkpoint.load("a/checkpoint.pt")["step"] == 3


@pytest.mark.usefixtures("quick_runs")
def test_ctrl_c_ends_after_the_step_and_the_run_goes_on(monkeypatch) -> None:
    runs.train("mlp-mnist", steps=8, out="whole")
    before = History.after_step

    def press(self: History, state: TrainState) -> None:
        before(self, state)
        if state.step == 3:
            os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(History, "after_step", press)
        runs.train("mlp-mnist", steps=8, out="run")
    record = json.loads(Path("run/run.json").read_text())
    assert record["finished"] is False
    assert record["steps_done"] == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    runs.train(out="run", resume=True)
    assert_same_weights("whole/checkpoint.pt", "run/checkpoint.pt")


@pytest.mark.usefixtures("quick_runs")
def test_a_run_works_outside_the_main_thread() -> None:
    worker = threading.Thread(target=lambda: runs.train("mlp-mnist", steps=2, out="run"))
    worker.start()
    worker.join()
    assert json.loads(Path("run/run.json").read_text())["finished"] is True


@pytest.mark.usefixtures("quick_runs")
def test_what_cannot_be_resumed_is_said() -> None:
    with pytest.raises(GanLabError, match="there is no checkpoint"):
        runs.train("mlp-mnist", resume=True)
    with pytest.raises(GanLabError, match="name the run to go on with"):
        runs.train(resume=True)
    with pytest.raises(GanLabError, match="name a recipe"):
        runs.train()
    runs.train("mlp-mnist", steps=2)
    with pytest.raises(GanLabError, match="has made all of its 2 steps: ask for more"):
        runs.train("mlp-mnist", resume=True)
    with pytest.raises(GanLabError, match="is a run of mlp-mnist, not of toy"):
        runs.train("toy", resume="runs/mlp-mnist/checkpoint.pt")
    old = checkpoint.load("runs/mlp-mnist/checkpoint.pt")
    torch.save({**old, "format": 1}, "old.pt")
    with pytest.raises(GanLabError, match="does not hold all that --resume needs"):
        runs.train(resume="old.pt", steps=5)


@pytest.mark.usefixtures("quick_runs")
def test_a_run_does_not_go_on_with_other_images(monkeypatch) -> None:
    from gan_lab.data import images

    runs.train("mlp-mnist", steps=2)
    monkeypatch.setattr(images, "OFFLINE_SIZES", {"train": 385, "test": 100})
    images._offline.cache_clear()
    with pytest.raises(GanLabError, match=r"was trained on other images \(384 of offline digits"):
        runs.train("mlp-mnist", resume=True, steps=4)


@pytest.mark.usefixtures("quick_runs")
def test_a_run_on_drawn_images_goes_on_with_them_when_real_ones_have_come(real_mnist) -> None:
    from tests.conftest import REAL_ROOT

    runs.train("mlp-mnist", steps=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_LAB_DATA", str(REAL_ROOT))
        runs.train("mlp-mnist", resume=True, steps=3)
    record = json.loads(Path("runs/mlp-mnist/run.json").read_text())
    assert record["steps_done"] == 3
    assert "drawn by gan_lab" in record["data_source"]


@pytest.mark.usefixtures("quick_runs")
def test_the_checkpoints_own_settings_cannot_be_changed() -> None:
    runs.train("mlp-mnist", steps=2)
    for words in ({"seed": 0}, {"precision": "auto"}, {"profile_name": "gpu"}, {"augment": []}):
        with pytest.raises(GanLabError, match="is the checkpoint's own: leave it out"):
            runs.train("mlp-mnist", resume=True, steps=4, **words)


@pytest.mark.usefixtures("quick_runs")
def test_precision_is_printed_recorded_and_kept(monkeypatch, capsys) -> None:
    monkeypatch.setattr(runs, "pick_precision", lambda device: "bf16")
    runs.train("mlp-mnist", steps=2)
    assert "mlp-mnist: bf16 on cpu" in capsys.readouterr().out
    monkeypatch.setattr(runs, "pick_precision", lambda device: "fp32")  # another machine
    runs.train("mlp-mnist", steps=4, resume=True)
    assert "mlp-mnist: bf16 on cpu" in capsys.readouterr().out
    record = json.loads(Path("runs/mlp-mnist/run.json").read_text())
    assert record["precision"] == "bf16"


@pytest.mark.usefixtures("quick_runs")
@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_precision_can_be_asked_for(precision: str) -> None:
    runs.train("mlp-mnist", steps=2, precision=precision, out=precision)
    record = json.loads(Path(precision, "run.json").read_text())
    assert record["precision"] == precision
    assert checkpoint.load(Path(precision, "checkpoint.pt"))["precision"] == precision


@pytest.mark.usefixtures("quick_runs")
def test_unknown_words_are_refused_before_anything_is_written() -> None:
    for words, reason in (
        ({"precision": "fp8"}, "--precision takes auto, fp32, bf16, fp16, got 'fp8'"),
        ({"augment": ["blur"]}, "--augment takes flip and diff, got blur"),
        ({"save_every": 0}, "--save-every must be at least 1, got 0"),
    ):
        with pytest.raises(GanLabError, match=reason):
            runs.train("mlp-mnist", steps=2, **words)
    with pytest.raises(GanLabError, match="--augment changes images: toy has none"):
        runs.train("toy", steps=2, augment=["flip"])
    assert not Path("runs").exists()


@pytest.mark.usefixtures("few_digits")
@pytest.mark.parametrize("save_every", [None, 8])  # after the last step, or within it
def test_a_run_killed_after_its_last_checkpoint_is_finished(save_every, monkeypatch) -> None:
    settings = {"steps": 8, "seed": 4, "save_every": save_every}
    runs.train("mlp-mnist", out="whole", **settings)

    def killed(*_, **__) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(runs, "_write", killed)
        runs.train("mlp-mnist", out="run", **settings)
    Path("run/film.npz").unlink()  # which is written about when the last checkpoint is
    runs.train(out="run", resume=True)
    assert {p.name for p in Path("run").iterdir()} == {p.name for p in Path("whole").iterdir()}
    for name in ("history.csv", "loss.png", "samples.png"):
        assert Path("run", name).read_bytes() == Path("whole", name).read_bytes(), name
    for (i, x), (j, y) in zip(runs.film("whole"), runs.film("run"), strict=True):
        assert i == j
        assert torch.equal(x, y)
    assert _logged("run") == _logged("whole")
    records = [json.loads(Path(f, "run.json").read_text()) for f in ("whole", "run")]
    for name in ("steps_done", "finished", "n_steps", "d_loss", "g_loss", "seed", "data_digest"):
        assert records[0][name] == records[1][name]
    with pytest.raises(GanLabError, match="has made all of its 8 steps: ask for more"):
        runs.train(out="run", resume=True)


@pytest.mark.usefixtures("quick_runs")
def test_fewer_steps_than_were_made_are_refused_without_a_record_too() -> None:
    runs.train("mlp-mnist", steps=3)
    Path("runs/mlp-mnist/run.json").unlink()
    with pytest.raises(GanLabError, match="has made all of its 3 steps"):
        runs.train("mlp-mnist", resume=True, steps=2)


def killed_before_its_first_checkpoint(folder: str) -> None:
    def killed(*_, **__) -> None:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit):
        for callback in (Checkpoint, runs.Film):
            patch.setattr(callback, "end", killed)
        runs.train("mlp-mnist", steps=3, out=folder)
    assert [p.name for p in Path(folder).iterdir()] == ["tensorboard"]


@pytest.mark.usefixtures("quick_runs")
def test_a_run_killed_before_its_first_checkpoint_makes_room(capsys) -> None:
    killed_before_its_first_checkpoint("run")
    Path("run/checkpoint.pt.0123abcd.part").write_bytes(b"half")
    logged = sorted(p.name for p in Path("run").rglob("*"))
    runs.train("mlp-mnist", steps=3, out="run")
    told = capsys.readouterr().out
    assert "Moved the former run to run-1. It held a run that had no checkpoint yet." in told
    assert sorted(p.name for p in Path("run-1").rglob("*")) == logged
    assert json.loads(Path("run/run.json").read_text())["finished"]


@pytest.mark.usefixtures("quick_runs")
@pytest.mark.parametrize(
    "name", ["notes.txt", "tensorboard/notes.txt", "checkpoint-previous.pt", "checkpoint.pt"]
)
def test_but_not_where_anything_else_lies_with_it(name) -> None:
    killed_before_its_first_checkpoint("run")
    Path("run", name).write_text("precious")
    with pytest.raises(GanLabError, match="run already holds files"):
        runs.train("mlp-mnist", steps=3, out="run")
    assert Path("run", name).read_text() == "precious"
    assert not Path("run-1").exists()


TRAINS = """
import sys
from gan_lab import runs
from gan_lab.callbacks import Checkpoint
def wait(*_):
    print("training", flush=True)
    sys.stdin.read()
Checkpoint.after_step = wait
runs.train({how}, steps=4, out="run")
"""


@contextlib.contextmanager
def another_trains(how: str) -> Iterator[subprocess.Popen[str]]:
    """Within the block another process trains in the folder run."""
    process = subprocess.Popen(
        [sys.executable, "-c", TRAINS.format(how=how)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            while (line := process.stdout.readline()) != "training\n":
                assert line, "it ended early"
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("quick_runs")
@pytest.mark.parametrize("begun", [False, True])
def test_one_folder_is_trained_by_one_process(begun) -> None:
    if begun:
        runs.train("toy", steps=2, out="run")
    how = "resume=True" if begun else "'toy'"
    with another_trains(how) as other:
        before = sorted(Path().rglob("*"))
        for words in ({"name": "toy"}, {"name": "toy", "force": True}, {"resume": True}):
            with pytest.raises(GanLabError, match="run is being trained by another process"):
                runs.train(out="run", steps=4, **words)
            assert sorted(Path().rglob("*")) == before
        other.communicate("")
        assert other.returncode == 0
    assert json.loads(Path("run/run.json").read_text())["steps_done"] == 4
    assert [p.name for p in Path().iterdir()] == ["run"]  # its lock is gone


@pytest.mark.usefixtures("quick_runs")
def test_the_lock_of_a_killed_process_holds_nobody_up() -> None:
    with another_trains("'toy'") as other:
        other.kill()
    runs.train("toy", steps=2, out="run")
    assert {p.name for p in Path().iterdir()} == {"run", "run-1"}


@pytest.mark.usefixtures("quick_runs")
@pytest.mark.parametrize("trouble", [OSError(38, "no locks"), NotImplementedError()])
def test_where_there_are_no_locks_it_trains_without(trouble, monkeypatch) -> None:
    def refuse(*_, **__) -> None:
        raise trouble

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    runs.train("toy", steps=2, out="run")
    runs.train(resume=True, steps=3, out="run")
    assert checkpoint.load("run")["step"] == 3


@pytest.mark.usefixtures("quick_runs")
def test_a_refused_resume_disturbs_no_half_checkpoint() -> None:
    runs.train("toy", steps=2, out="run")
    part = Path("run/checkpoint.pt.part")
    part.write_bytes(b"half")
    with pytest.raises(GanLabError, match="has made all"):
        runs.train(resume=True, out="run")
    assert part.read_bytes() == b"half"
