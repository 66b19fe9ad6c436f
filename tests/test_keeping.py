"""A training with `keep` goes on where it was lost, and only where it is the very same training."""

from __future__ import annotations

import copy
import functools
import gc
import importlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from gan_lab import checkpoint, keeping, losses
from gan_lab.callbacks import EMA, Checkpoint, History, SampleGrid, Stopwatch
from gan_lab.data import Batches, FreshBatches
from gan_lab.errors import GanLabError
from gan_lab.files import Claim
from gan_lab.health import Health
from gan_lab.training import Callback, TrainState, fit
from gan_lab.widgets import Dashboard
from tests import kept_training
from tests.conftest import same_state

IMAGES = kept_training.IMAGES
SLOPE = 0.2


class Generator(nn.Module):
    def __init__(self, width: int = 6) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 784), nn.Tanh())

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.net(z).view(-1, 1, 28, 28)


class Discriminator(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(784, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.leaky_relu(self.net(x.flatten(1)).flatten(), SLOPE)


class Stops(Callback):
    """Ends a training early, as a lost session or the dashboard's button does."""

    def __init__(self, at: int) -> None:
        self.at = torch.tensor(at)  # not among the numbers that the training is known by

    def after_step(self, state: TrainState) -> None:
        state.stop = state.step >= self.at

    def state_dict(self) -> dict[str, Any]:
        return {}


@pytest.fixture(autouse=True)
def kept_at_once(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GAN_LAB_RUNS", "GAN_LAB_KEEP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    # the fingerprints look into what is the notebook's: here it is this file
    monkeypatch.setattr(keeping, "OURS", ("__main__", "gan_lab", "tests"))


class Pieces:
    """A small training, each of whose settings can be another one."""

    def __init__(
        self,
        stop_at: int = 99,
        keep: str = "mine",
        more: tuple = (),
        behind: tuple = (),
        **other: Any,
    ) -> None:
        torch.manual_seed(other.get("seed", 0))
        self.G = other.get("generator", Generator)(other.get("width", 6))
        self.D = other.get("discriminator", Discriminator)()
        lr = other.get("lr", 1e-3)
        self.opt_g, self.opt_d = (torch.optim.Adam(n.parameters(), lr) for n in (self.G, self.D))
        self.ema, self.history = EMA(self.G, other.get("decay", 0.9)), History()
        self.film = SampleGrid(torch.ones(2, 4), every=2, source=self.ema.G)
        self.state = fit(
            self.G,
            self.D,
            Batches(other.get("images", IMAGES), other.get("batch_size", 8)),
            other.get("loss", losses.non_saturating),
            self.opt_g,
            self.opt_d,
            nz=4,
            n_steps=other.get("n_steps", 7),
            penalty=other.get("penalty"),
            seed=other.get("z_seed", 0),
            callbacks=[self.ema, self.history, self.film, *more, Stops(stop_at), *behind],
            keep=keep,
        )


def assert_alike(one: Pieces, other: Pieces) -> None:
    assert same_state(one.G, other.G)
    assert same_state(one.D, other.D)
    assert same_state(one.ema.G, other.ema.G)
    assert one.history.rows == other.history.rows
    assert [step for step, _ in one.film.samples] == [step for step, _ in other.film.samples]
    for (_, a), (_, b) in zip(one.film.samples, other.film.samples, strict=True):
        assert torch.equal(a, b)


def test_run_again_it_goes_on(capsys) -> None:
    whole = Pieces(keep="whole")
    assert Pieces(stop_at=4).state.step == 4
    capsys.readouterr()
    again = Pieces()
    assert "Going on after step 4 of 7, from runs/mine/checkpoint.pt" in capsys.readouterr().out
    assert_alike(whole, again)


class Interrupts(Callback):
    """Presses Ctrl+C, as *Interrupt* in a notebook does, while a step's callbacks are under way."""

    def __init__(self, times: int = 1) -> None:
        self.times = torch.tensor(times)

    def after_step(self, state: TrainState) -> None:
        if state.step == 3:
            for _ in range(int(self.times)):
                signal.raise_signal(signal.SIGINT)

    def state_dict(self) -> dict[str, Any]:
        return {}


def test_interrupted_it_is_kept_and_goes_on(monkeypatch, capsys) -> None:
    """Also where the minute of the first checkpoint is not over."""
    monkeypatch.setattr(keeping, "EVERY", 60.0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start tests without
    whole = Pieces(keep="whole", more=(Interrupts(0),))
    with pytest.raises(KeyboardInterrupt):
        Pieces(more=(Interrupts(),))
    assert "Interrupted after step 3. To go on, run the cell again." in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    again = Pieces(more=(Interrupts(0),))
    assert "Going on after step 3 of 7" in capsys.readouterr().out
    assert_alike(whole, again)


def test_networks_of_an_earlier_cell_are_put_back(monkeypatch, capsys) -> None:
    """Run again, the cell that trains them finds them half trained."""
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def train(keep: str, times: int) -> None:
        optimizers = [torch.optim.Adam(net.parameters(), 1e-3) for net in (G, D)]
        fit(
            G, D, Batches(IMAGES, 8), losses.non_saturating, *optimizers,
            nz=4, n_steps=7, callbacks=[Interrupts(times)], keep=keep,
        )  # fmt: skip

    torch.manual_seed(0)
    G, D = Generator(6), Discriminator()
    start = copy.deepcopy((G.state_dict(), D.state_dict()))
    train("whole", 0)
    whole = copy.deepcopy(G)
    G.load_state_dict(start[0])
    D.load_state_dict(start[1])
    with pytest.raises(KeyboardInterrupt):
        train("mine", 1)
    capsys.readouterr()
    train("mine", 0)
    told = capsys.readouterr().out
    assert "mine was interrupted: G, D stand as at its beginning again." in told
    assert "Going on after step 3 of 7" in told
    assert same_state(G, whole)


def test_interrupted_twice_it_stops_at_once() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        Pieces(more=(Interrupts(2),))
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 2  # not in the middle of a step


def test_a_finished_one_is_taken_as_it_is(capsys) -> None:
    first = Pieces()
    capsys.readouterr()
    again = Pieces()
    assert "This training is already made" in capsys.readouterr().out
    assert again.state.step == 7
    assert_alike(first, again)


def test_a_checkpoint_of_ones_own_is_written_beside() -> None:
    """Also where nothing is left to train, and the file of the first session is lost."""
    first = Pieces(behind=(Checkpoint("first.pt"),))
    again = Pieces(behind=(Checkpoint("again.pt"),))
    assert_alike(first, again)
    contents = [checkpoint.load(f"{name}.pt") for name in ("first", "again")]
    assert [content["step"] for content in contents] == [7, 7]
    assert _same(contents[0]["G"], contents[1]["G"])


class SeesThrough(Discriminator):
    """As `augment.Augmented`: what it does is decided by a function that it holds."""

    def __init__(self, change: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.change = change

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(self.change(x))


def darker(x: torch.Tensor) -> torch.Tensor:
    return x - 0.1


def brighter(x: torch.Tensor) -> torch.Tensor:
    return x + 0.1


def test_the_function_that_a_network_holds_is_part_of_the_training(capsys) -> None:
    Pieces(discriminator=functools.partial(SeesThrough, darker))
    capsys.readouterr()
    Pieces(discriminator=functools.partial(SeesThrough, darker))
    assert "already made" in capsys.readouterr().out
    Pieces(discriminator=functools.partial(SeesThrough, brighter))
    assert "holds another training (other networks): beginning anew" in capsys.readouterr().out


class OtherForward(Generator):
    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return -super().forward(z)


def penalty(D, x_real, x_fake):
    return D(x_real).square().mean()


def own_loss(weight: float) -> losses.GANLoss:
    return losses.GANLoss(
        lambda d_real, d_fake: weight * losses.bce_d_loss(d_real, d_fake),
        losses.non_saturating_g_loss,
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seed": 1}, "networks"),
        ({"width": 7}, "networks"),
        ({"generator": OtherForward}, "networks"),
        ({"lr": 2e-3}, "optimisers"),
        ({"batch_size": 9}, "batches"),
        ({"images": 255 - IMAGES}, "batches"),
        ({"decay": 0.2}, "callbacks"),
        ({"n_steps": 8}, "n_steps"),
        ({"loss": losses.least_squares}, "loss"),
        ({"penalty": penalty}, "penalty"),
        ({"z_seed": 1}, "seed"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_another_training_begins_anew_and_the_former_stays(change, named, capsys) -> None:
    first = Pieces()
    former = Path("runs/mine/checkpoint.pt").read_bytes()
    capsys.readouterr()
    other = Pieces(**change)
    told = capsys.readouterr().out
    assert f"runs/mine holds another training (other {named}): beginning anew." in told
    assert "The former runs/mine is now runs/mine-1 (0 MB)." in told
    assert Path("runs/mine-1/checkpoint.pt").read_bytes() == former
    assert not (same_state(first.G, other.G) and same_state(first.ema.G, other.ema.G))
    assert_alike(other, Pieces(**change))


def test_code_counts_down_to_what_it_mentions(monkeypatch, capsys) -> None:
    Pieces(loss=own_loss(1.0))
    Pieces(loss=own_loss(1.0))
    assert "already made" in capsys.readouterr().out
    Pieces(loss=own_loss(2.0))  # the same code around another value
    assert "(other loss)" in capsys.readouterr().out
    Pieces(loss=own_loss(2.0))
    monkeypatch.setattr(sys.modules[__name__], "SLOPE", 0.3)  # D mentions it
    Pieces(loss=own_loss(2.0))
    assert "(other networks)" in capsys.readouterr().out


# Cells of a notebook, each of which holds the number {weight} somewhere that its penalty mentions.
SLOPE_OF_D = """
def slope(D, x_real, weight):
    x = x_real.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return weight * g.square().mean()
"""
MENTIONS = {
    "a dictionary": """
settings = {{"weight": {weight}}}
def penalty(D, x_real, x_fake):
    return slope(D, x_real, settings["weight"])
""",
    "a list": """
settings = [{weight}]
def penalty(D, x_real, x_fake):
    return slope(D, x_real, settings[0])
""",
    "a tensor": """
weight = torch.tensor({weight})
def penalty(D, x_real, x_fake):
    return slope(D, x_real, weight)
""",
    "an array": """
weights = np.array([{weight}])
def penalty(D, x_real, x_fake):
    return slope(D, x_real, float(weights[0]))
""",
    "a namespace": """
settings = types.SimpleNamespace(weight={weight})
def penalty(D, x_real, x_fake):
    return slope(D, x_real, settings.weight)
""",
    "a partial": """
weighted = functools.partial(slope, weight={weight})
def penalty(D, x_real, x_fake):
    return weighted(D, x_real)
""",
    "a network": """
scale = nn.Linear(1, 1, bias=False)
nn.init.constant_(scale.weight, {weight})
def penalty(D, x_real, x_fake):
    return scale(slope(D, x_real, 1.0).view(1, 1)).sum()
""",
    "its own attribute": """
class Penalty:
    def __init__(self):
        self.weight = {weight}
    def __call__(self, D, x_real, x_fake):
        return slope(D, x_real, self.weight)
penalty = Penalty()
""",
    "its own code": """
class Penalty:
    def __call__(self, D, x_real, x_fake):
        return slope(D, x_real, {weight})
penalty = Penalty()
""",
    "the object of its method": """
class Penalty:
    def __init__(self):
        self.weight = {weight}
    def at_real(self, D, x_real, x_fake):
        return slope(D, x_real, self.weight)
penalty = Penalty().at_real
""",
}


@pytest.mark.parametrize("code", MENTIONS.values(), ids=MENTIONS)
def test_code_counts_down_to_all_that_it_mentions(code, capsys) -> None:
    def cell(weight: float) -> Any:
        known = {"torch": torch, "nn": nn, "np": np, "types": types, "functools": functools}
        notebook: dict[str, Any] = {"__name__": "__main__", **known}
        exec(SLOPE_OF_D + code.format(weight=weight), notebook)
        return notebook["penalty"]

    Pieces(penalty=cell(0.1))
    Pieces(penalty=cell(0.1))
    assert "already made" in capsys.readouterr().out
    Pieces(penalty=cell(0.2))
    assert "(other penalty)" in capsys.readouterr().out


@pytest.mark.parametrize("use", ["slope", "my_losses.slope"])
def test_a_file_beside_the_notebook_counts_too(use, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    def cell(factor: int) -> Any:
        text = f"import torch\n{SLOPE_OF_D.replace('weight *', f'weight * {factor} *')}"
        (tmp_path / "my_losses.py").write_text(text)
        monkeypatch.delitem(sys.modules, "my_losses", raising=False)
        importlib.invalidate_caches()
        notebook: dict[str, Any] = {"__name__": "__main__"}
        head = "import my_losses\nfrom my_losses import slope\n"
        exec(f"{head}def penalty(D, x_real, x_fake): return {use}(D, x_real, 0.1)", notebook)
        return notebook["penalty"]

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    Pieces(penalty=cell(1))
    Pieces(penalty=cell(1))
    assert "already made" in capsys.readouterr().out
    Pieces(penalty=cell(22))
    assert "(other penalty)" in capsys.readouterr().out


SEEN: list[int] = []


class Gathers(Callback):
    """Adds to a list of the notebook's, as students do."""

    def after_step(self, state: TrainState) -> None:
        SEEN.append(state.step)


def test_a_list_that_a_callback_fills_makes_no_other_training(capsys) -> None:
    Pieces(stop_at=3, more=(Gathers(),))
    Pieces(more=(Gathers(),))
    assert "Going on after step 3" in capsys.readouterr().out


PROGRAM = """
from torch import nn
from gan_lab import keeping
def scaled(x):
    return x * {factor}
class Net(nn.Module):
    {comment}
    kinds = {{"a", "b", "c"}}
    @staticmethod
    def half(x):
        return x / 2
    @property
    def sign(self):
        return -1 if {factor} in {{"x", "y", "z"}} else 1
    def forward(self, x):
        return scaled(self.half(x)) * self.sign
print(keeping._digest([Net()]))
"""


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    def run(hash_seed: str, **values: Any) -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(**values)],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    wanted = run("1", factor=3, comment="")
    assert wanted == run("2", factor=3, comment="# says nothing of the training\n")
    assert wanted != run("1", factor=4, comment="")


def test_a_short_training_writes_nothing(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "EVERY", 60.0)
    Pieces()
    assert not Path("runs").exists()


def test_a_training_that_went_on_is_kept_to_its_end(monkeypatch) -> None:
    Pieces(stop_at=3)
    monkeypatch.setattr(keeping, "EVERY", 60.0)
    Pieces(stop_at=5)
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 5


def test_where_it_cannot_be_written_the_training_goes_on(capsys) -> None:
    Path("runs").write_text("a file in the way")
    assert Pieces().state.step == 7
    assert capsys.readouterr().out.count("This training is not kept, and that is tried again") == 1
    assert Path("runs").read_text() == "a file in the way"


def test_what_could_not_be_written_once_is_tried_again(monkeypatch, capsys) -> None:
    Pieces(seed=1)  # another one, that makes room
    save, times = torch.save, []

    def full_at_first(*args: Any) -> None:
        times.append(1)
        if len(times) <= 3:
            raise OSError(28, "No space left on device")
        save(*args)

    monkeypatch.setattr(torch, "save", full_at_first)
    Pieces(stop_at=5)
    told = capsys.readouterr().out
    assert told.count("This training is not kept") == 1
    assert told.count("The former runs/mine is now") == 1
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 5
    assert {p.name for p in Path("runs").iterdir()} >= {"mine", "mine-1"}
    assert not Path("runs/mine-2").exists()


KEEPS = """
import sys
from pathlib import Path
from gan_lab.keeping import _File
file = _File(Path("runs/mine/checkpoint.pt").resolve(), {"networks": "of another notebook"})
file.read()
file.write({"step": 1})
print("kept", flush=True)
sys.stdin.readline()
file.write({"step": 2})
print("kept", flush=True)
sys.stdin.read()
"""


def test_two_notebooks_that_keep_one_name_leave_each_other_alone(capsys) -> None:
    """Also where both run the same training, and when the other one is over."""
    with subprocess.Popen(
        [sys.executable, "-c", KEEPS],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "kept\n"
        before = Path("runs/mine/checkpoint.pt").read_bytes()
        assert Pieces().state.step == 7
        told = capsys.readouterr().out
        assert told.count("Another notebook keeps runs/mine: this training is not kept") == 1
        assert Path("runs/mine/checkpoint.pt").read_bytes() == before
        assert not Path("runs/mine-1").exists()
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "kept\n"
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 2
    Pieces()
    assert checkpoint.load("runs/mine-1/checkpoint.pt")["step"] == 2
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 7


def test_what_another_notebook_has_made_since_is_not_written_over() -> None:
    """Both keep the same training; the other one ends before this one's first minute is over."""
    with subprocess.Popen(
        [sys.executable, "-c", KEEPS],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "kept\n"
        file = keeping._File(Path("runs/mine/checkpoint.pt"), {"networks": "of another notebook"})
        assert file.read()["step"] == 1
        other.communicate("\n")
    file.write({"step": 1})
    assert checkpoint.load("runs/mine-1/checkpoint.pt")["step"] == 2
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 1


def test_one_notebook_may_keep_a_name_again_and_leaves_no_lock() -> None:
    first = Pieces(stop_at=3)  # as a notebook holds it
    again = Pieces()
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 7
    del first, again
    gc.collect()
    assert [p.name for p in Path("runs").iterdir()] == ["mine"]


def test_a_damaged_file_makes_room_for_the_one_before(capsys) -> None:
    Pieces(stop_at=5)
    path = Path("runs/mine/checkpoint.pt")
    path.write_bytes(path.read_bytes()[:-100])
    again = Pieces(stop_at=5)
    told = capsys.readouterr().out
    assert "checkpoint.pt is damaged" in told
    assert "Going on after step 4 of 7" in told
    assert again.state.step == 5


def test_where_it_lies(monkeypatch, tmp_path) -> None:
    assert keeping.lasting_folder() == Path("runs")
    monkeypatch.setattr(keeping, "DRIVE", tmp_path)
    assert keeping.lasting_folder() == tmp_path / "gan_lab_runs"
    monkeypatch.setenv("GAN_LAB_RUNS", "~/elsewhere")
    assert keeping.lasting_folder() == Path("~/elsewhere").expanduser()


def test_in_colab_it_says_how_to_keep_it(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    Pieces(keep="a")
    assert "drive.mount('/content/drive')" in capsys.readouterr().out
    monkeypatch.setattr(keeping, "DRIVE", tmp_path)
    Pieces(keep="b")
    assert "drive.mount" not in capsys.readouterr().out
    assert (tmp_path / "gan_lab_runs/b/checkpoint.pt").is_file()


def test_it_can_be_switched_off(monkeypatch) -> None:
    Pieces(stop_at=3)
    monkeypatch.setenv("GAN_LAB_KEEP", "off")
    assert len(Pieces().history.rows) == 7
    assert checkpoint.load("runs/mine/checkpoint.pt")["step"] == 3


class Forgets(Callback):
    def __init__(self) -> None:
        self.seen = 0


def test_what_cannot_be_kept_is_refused() -> None:
    with pytest.raises(GanLabError, match="cannot keep what Forgets remembers: give it state_dict"):
        Pieces(more=(Forgets(),))
    for name in ("", "a/b", "..", "."):
        with pytest.raises(GanLabError, match="keep takes a name for a folder"):
            Pieces(keep=name)
    G, D = Generator(), Discriminator()
    optimizers = [torch.optim.SGD(net.parameters(), 0.1) for net in (G, D)]
    settings: dict[str, Any] = {"nz": 4, "n_steps": 1, "keep": "mine"}
    endless = iter([(torch.zeros(2, 1, 28, 28),)])
    with pytest.raises(GanLabError, match="batches that know where they stand"):
        fit(G, D, endless, losses.non_saturating, *optimizers, **settings)
    with pytest.raises(GanLabError, match="keep or resume, not both"):
        fit(G, D, endless, losses.non_saturating, *optimizers, **settings, resume={})


def test_what_watches_a_training_goes_on_too(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_WIDGETS", "off")

    def watchers() -> tuple[Stopwatch, Health, Dashboard]:
        z = torch.randn(8, 4, generator=torch.Generator().manual_seed(0))
        return Stopwatch(), Health(z, every=2), Dashboard(z)

    whole, first, second = watchers(), watchers(), watchers()
    Pieces(keep="whole", more=whole)
    Pieces(stop_at=4, more=first)
    kept = checkpoint.load("runs/mine/checkpoint.pt")["callbacks"]["Stopwatch"]["seconds"]
    Pieces(more=second)
    assert second[0].seconds > kept > 0
    assert repr(second[1].looks) == repr(whole[1].looks)  # nan is not nan
    assert second[2].record.steps == whole[2].record.steps == list(range(1, 8))
    assert second[2].record.columns() == whole[2].record.columns()


def test_batches_that_are_drawn_are_kept_too() -> None:
    def train(stop_at: int, keep: str) -> nn.Module:
        torch.manual_seed(0)
        G, D = nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 1), nn.Flatten(0))
        optimizers = [torch.optim.SGD(net.parameters(), 0.1) for net in (G, D)]
        draw = lambda n, generator: torch.randn(n, 2, generator=generator)  # noqa: E731
        fit(
            G, D, FreshBatches(draw, 4), losses.non_saturating, *optimizers, nz=2, n_steps=6,
            callbacks=[Stops(stop_at)], keep=keep,
        )  # fmt: skip
        return G

    train(3, "mine")
    assert same_state(train(9, "mine"), train(9, "whole"))


def own_loop(G, D, opt_g, opt_d, batches, n_steps, lost=None):
    """A loop of one's own; `lost`: the session ends in this step of it."""
    rows = []
    for step in range(n_steps):
        if step == lost:
            raise KeyboardInterrupt
        (x_real,) = next(batches)
        d_loss = losses.bce_d_loss(D(x_real), D(G(torch.randn(len(x_real), 4)).detach()))
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        g_loss = losses.non_saturating_g_loss(D(G(torch.randn(len(x_real), 4))))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        rows.append((d_loss.item(), g_loss.item()))
    return rows


def pieces_of_a_cell(name="own", weight=1.0, seed=0) -> Callable[..., dict[str, Any]]:
    """What trains networks that were made once, as a cell does those of a cell before it."""
    torch.manual_seed(seed)
    G, D = Generator(), Discriminator()
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), 1e-3) for net in (G, D))
    batches = Batches(IMAGES, 8)

    def cell(lost_in=(None, None)) -> dict[str, Any]:
        torch.manual_seed(seed + 1)
        history, seen = [], []
        for piece in keeping.in_pieces(
            name, 4, G=G, D=D, opt_g=opt_g, opt_d=opt_d, batches=batches, loop=own_loop,
            weight=weight, history=history,
        ):  # fmt: skip
            seen.append(piece)
            lost = lost_in[1] if piece == lost_in[0] else None
            history += own_loop(G, D, opt_g, opt_d, batches, 5, lost)
        nets = copy.deepcopy([G.state_dict(), D.state_dict()])
        return {"nets": nets, "history": history, "seen": seen}

    return cell


def train_in_pieces(lost_in=(None, None), **changes) -> dict[str, Any]:
    return pieces_of_a_cell(**changes)(lost_in)


def test_a_loop_of_ones_own_goes_on_after_the_last_whole_piece(capsys) -> None:
    whole = train_in_pieces(name="whole")
    with pytest.raises(KeyboardInterrupt):
        train_in_pieces(lost_in=(2, 3))
    again = train_in_pieces()
    assert "Going on after piece 2 of 4, from runs/own/checkpoint.pt" in capsys.readouterr().out
    assert whole["seen"] == [0, 1, 2, 3]
    assert again.pop("seen") == [2, 3]
    del whole["seen"]
    assert len(whole["history"]) == 20
    assert _same(whole, again)


@pytest.mark.parametrize("every", [0.0, 60.0])  # with a checkpoint of piece 2, and with none yet
def test_a_loop_of_ones_own_goes_on_where_its_cell_alone_runs_again(every, monkeypatch) -> None:
    """Its networks come from a cell before it, and stand in the middle of the lost piece."""
    monkeypatch.setattr(keeping, "EVERY", every)
    whole = train_in_pieces(name="whole")
    cell = pieces_of_a_cell()
    with pytest.raises(KeyboardInterrupt):
        cell(lost_in=(2, 3))
    again = cell()
    assert again.pop("seen") == ([2, 3] if every == 0 else [0, 1, 2, 3])
    del whole["seen"]
    assert _same(whole, again)


def test_a_loop_that_is_over_does_not_begin_again(capsys) -> None:
    cell = pieces_of_a_cell()
    first = cell()
    more = cell()
    assert "beginning anew" in capsys.readouterr().out  # as many pieces more, for the same networks
    assert more["seen"] == [0, 1, 2, 3]
    assert not _same(first["history"], more["history"])


def test_a_loop_of_ones_own_is_known_by_all_its_parts(monkeypatch, capsys) -> None:
    whole = train_in_pieces()
    again = train_in_pieces()
    assert "already made" in capsys.readouterr().out
    assert again["seen"] == []
    assert _same(whole["nets"], again["nets"])
    assert _same(whole["history"], again["history"])
    for change in ({"weight": 2.0}, {"seed": 1}):
        assert train_in_pieces(**change)["seen"] == [0, 1, 2, 3]
        assert "beginning anew" in capsys.readouterr().out
    monkeypatch.setattr(sys.modules[__name__], "own_loop", lambda *args: [(0.0, 0.0)])
    assert train_in_pieces()["seen"] == [0, 1, 2, 3]


def test_pieces_of_a_short_training_are_not_written(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "EVERY", 60.0)
    assert train_in_pieces()["seen"] == [0, 1, 2, 3]
    monkeypatch.setattr(keeping, "EVERY", 0.0)
    monkeypatch.setenv("GAN_LAB_KEEP", "off")
    assert train_in_pieces()["seen"] == [0, 1, 2, 3]
    assert not Path("runs").exists()


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


@pytest.mark.parametrize("n_kills", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_ends_with_the_same_weights(n_kills, tmp_path) -> None:
    """Kills also fall into the writing of a checkpoint, which is written all the time here."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kept_training"])
    chance = random.Random(n_kills)

    def run(
        folder: Path, keep: str | None, seconds: float | None = None, once_kept: bool = False
    ) -> bool:
        """Whether it came to its end before the seconds were over, or those since it was kept."""
        folder.mkdir(exist_ok=True)
        process = context.Process(target=kept_training.train, args=(folder, keep))
        process.start()
        if once_kept:
            kept = folder / "runs/kept/checkpoint.pt"
            while process.is_alive() and not kept.is_file():
                time.sleep(0.001)
            assert kept.is_file(), f"nothing was kept in {folder}"
        process.join(seconds)
        if process.is_alive():
            process.kill()
        process.join()
        assert process.exitcode in (0, -9)
        return process.exitcode == 0

    assert run(tmp_path / "whole", keep=None)
    wanted = torch.load(tmp_path / "whole/result.pt", weights_only=False)
    assert wanted.pop("begun_at") == 0
    kills, n_whole, begun_at = 0, 0, []
    while kills < n_kills or n_whole == 0:
        folder = tmp_path / f"{n_whole}"
        moment: dict[str, Any] = {}
        if kills == 0:  # as soon as something is kept, so that one training does go on
            moment = {"seconds": 0.0, "once_kept": True}
        elif kills < n_kills:
            moment = {"seconds": chance.uniform(0.1, 1.2), "once_kept": chance.random() < 0.7}
        if run(folder, keep="kept", **moment):
            found = torch.load(folder / "result.pt", weights_only=False)
            begun_at.append(found.pop("begun_at"))
            assert all(_same(found[key], wanted[key]) for key in wanted)
            n_whole += 1
        else:
            kills += 1
    print(f"{kills} kills in {n_whole} whole trainings; the last part of each began at {begun_at}")
    assert any(begun_at)  # they did go on


def test_a_training_that_is_over_leaves_its_name_to_others() -> None:
    """Also while its kernel lives on, with all that the training was made of."""
    training = Pieces()
    other = Claim(Path("runs/mine"))
    assert training.state.step == 7
    assert other.take()
    other.leave()
