"""Two processes that train together do what one does with a batch twice as large.

They are started by torchrun itself, on the CPU. What needs two GPUs is skipped without them, and
is listed as not run.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributed.run import get_args_parser

from gan_lab import checkpoint, cli, distributed, runs
from gan_lab.data import Batches
from gan_lab.distributed import ALONE, OwnChance, StopTogether, World
from gan_lab.errors import GanLabError
from gan_lab.recipes import find_recipe
from gan_lab.training import TrainState
from tests import together
from tests.conftest import same_state, small_pair
from tests.test_resume import assert_same_weights

ROOT = Path(__file__).parent.parent
PATIENCE = 600  # seconds: processes that wait for one that has gone would wait for two hours
TWO = ("--standalone", "--nproc-per-node=2", "-m")  # two processes on this machine
TRAIN = ("gan_lab", "train")
two_gpus = pytest.mark.skipif(
    torch.cuda.device_count() < 2, reason="needs two CUDA GPUs: nothing of this was run here"
)


def start(
    *words: str, cwd: Path, device: str = "cpu", options: tuple[str, ...] = TWO
) -> subprocess.Popen[str]:
    """torchrun, each of whose processes runs the module and arguments in `words`."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "GAN_LAB_DEVICE": device,
        "GAN_LAB_PROFILE": "quick",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", *options, *words],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def launch(*words: str, cwd: Path, device: str = "cpu") -> tuple[int, str, str]:
    """Its exit status, and what was printed and complained of, at its end."""
    process = start(*words, cwd=cwd, device=device)
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return process.returncode, out, err


# Two processes agree with one


Held = Callable[[str], list[Any]]


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> tuple[Path, str, str]:
    """The folder in which two processes have done all that tests/together.py has for them.

    And what they printed and complained of: starting them takes longest, so it is done once.
    """
    folder = tmp_path_factory.mktemp("together")
    status, out, errors = launch("tests.together", "cases", str(folder), cwd=ROOT)
    assert status == 0, errors
    return folder, out, errors


@pytest.fixture(scope="module")
def held(done) -> Held:
    """name of a case -> what the two processes held after it."""
    return lambda name: read(done[0], name)


def read(folder: Path, name: str) -> list[Any]:
    ranks = (torch.load(folder / f"{name} {rank}.pt", weights_only=True) for rank in (0, 1))
    return list(ranks)


def distance(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The largest difference between two weights, or averaged weights."""
    return max(
        (one[net][key].cpu() - other[net][key].cpu()).abs().max().item()
        for net in ("G", "D", "average")
        for key in one[net]
    )


# Weights, of a size of about 0.1, that 30 steps of Adam at 1e-3 or 2e-3 have moved by some
# 1e-2. Means are rounded in another order; Adam divides the difference by the gradient's own size.
# Measured: 7e-7 in float32 and 5e-12 in float64. Without shared gradients: 2e-2 and more.
# Of wgan, with plain steps: 2e-8, and 7e-4 with half the batch.
@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("ring", 1e-5),
        ("ring in double", 1e-10),
        ("pairs in double", 1e-10),
        ("wgan", 1e-6),
        ("labels", 1e-5),
    ],
)
def test_two_processes_agree_with_one_that_has_the_doubled_batch(name, tolerance, held) -> None:
    one, (first, second) = together.CASES[name](ALONE), held(name)
    assert one["step"] == first["step"] == second["step"] >= 10
    assert distance(first, second) == 0
    assert distance(one, first) < tolerance


def test_a_loss_that_is_infinite_in_one_process_stops_no_step_of_one_alone(held) -> None:
    one, (first, second) = together.CASES["in half"](ALONE), held("in half")
    assert first["scales"] == second["scales"] == one["scales"] == (65536, 32768)  # D's was halved
    assert distance(first, second) == 0
    assert distance(one, first) < 0.01  # fp16 has three digits


def test_one_process_that_is_to_stop_stops_all(held) -> None:
    first, second = held("stopped")
    assert first["step"] == second["step"] == 7
    assert distance(first, second) == 0


@two_gpus
def test_two_gpus_agree_with_one_and_batchnorm_is_synchronised(tmp_path, monkeypatch) -> None:
    status, _, errors = launch(
        "tests.together", "gpu-cases", str(tmp_path), cwd=ROOT, device="cuda"
    )
    assert status == 0, errors
    monkeypatch.setenv("GAN_LAB_DEVICE", "cuda")
    for name, case in together.GPU_CASES.items():
        one, (first, second) = case(ALONE), read(tmp_path, name)
        assert distance(first, second) < 1e-6, name
        assert distance(one, first) < 0.01, name
    wanted, found = (checkpoint.load(tmp_path / run / "checkpoint.pt") for run in ("whole", "half"))
    assert wanted["settings"]["sync_batchnorm"] is found["settings"]["sync_batchnorm"] is True
    assert found["step"] == wanted["step"] == 8


def test_a_run_is_written_and_told_once(done) -> None:
    folder, out, errors = done
    whole = folder / "whole"
    assert {path.name for path in whole.iterdir()} == {
        *("checkpoint.pt", "checkpoint-previous.pt", "film.npz", "history.csv"),
        *("loss.png", "run.json", "samples.png", "tensorboard"),
    }
    assert out.count("2 processes, batches of 2 x 16") == 2  # and of the run that goes on
    assert out.count("Health: ") == 2
    assert errors.count("| 80/80") == 1  # packed once
    assert "Warning" not in errors
    assert len(list((folder / ".gan_lab").glob("*.npy"))) == 1
    assert len(list((whole / "tensorboard").glob("events*"))) == 1
    record = json.loads((whole / "run.json").read_text())
    assert record["world_size"] == 2
    assert record["batch_size"] == 16
    assert record["whole_batch"] == 32
    assert record["replay"] is False
    assert record["finished"] is True
    assert len((whole / "history.csv").read_text().splitlines()) == 1 + 8


def test_one_process_draws_from_what_two_have_learned(done, tmp_path) -> None:
    path = runs.sample(done[0] / "whole/checkpoint.pt", 3, tmp_path / "samples.npz")
    assert np.load(path)["images"].shape == (3, 1, 28, 28)


def test_a_run_of_two_goes_on_as_if_it_had_never_been_interrupted(done) -> None:
    """Data order, z, dropout, flips and augmentation: each process draws what it would have."""
    whole, half = done[0] / "whole", done[0] / "half"
    assert checkpoint.load(whole / "checkpoint-previous.pt")["step"] == 5
    assert_same_weights(whole / "checkpoint.pt", half / "checkpoint.pt")
    assert (whole / "history.csv").read_bytes() == (half / "history.csv").read_bytes()


# The command


def test_an_error_in_one_process_ends_all_and_is_told_once(tmp_path) -> None:
    status, _, errors = launch(
        *("tests.together", "fail", "train", "ring", "--steps", "100000", "--out", "run"),
        cwd=tmp_path,
    )
    assert status != 0
    assert errors.count("gan-lab: process 1 of 2: the disk of this machine is full\n") == 1
    assert errors.count("gan-lab:") == 1
    assert "RuntimeError" not in errors  # of the one that lost the other
    assert not (tmp_path / "run/run.json").exists()


@pytest.mark.slow
def test_a_wrong_argument_is_told_once_and_nothing_is_written(tmp_path) -> None:
    status, _, errors = launch(*TRAIN, "nonsense", cwd=tmp_path)
    assert status != 0
    assert errors.count("gan-lab: no recipe is called 'nonsense'") == 1
    assert list(tmp_path.iterdir()) == []
    status, _, errors = launch(*TRAIN, "ring", "--sync-batchnorm", cwd=tmp_path)
    assert status != 0
    assert errors.count("gan-lab: --sync-batchnorm needs CUDA GPUs, and this run is on cpu") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_time_limit_ends_both(tmp_path) -> None:
    words = ("ring", "--steps", "1000000", "--seconds", "2", "--out", "run")
    status, out, errors = launch(*TRAIN, *words, cwd=tmp_path)
    assert status == 0, errors
    assert out.count("Wrote run") == 1
    record = json.loads((tmp_path / "run/run.json").read_text())
    assert 0 < record["steps_done"] < 1_000_000
    assert checkpoint.load(tmp_path / "run/checkpoint.pt")["step"] == record["steps_done"]


def begun(folder: Path) -> subprocess.Popen[str]:
    """A run of two processes that has written its first checkpoint."""
    words = ("ring", "--steps", "1000000", "--save-every", "50", "--out", "run")
    process = start(*TRAIN, *words, cwd=folder)
    deadline = time.monotonic() + PATIENCE
    while not (folder / "run/checkpoint.pt").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return process


@pytest.mark.slow
def test_ctrl_c_ends_both_after_a_step_and_keeps_what_was_learned(tmp_path) -> None:
    process = begun(tmp_path)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    record = json.loads((tmp_path / "run/run.json").read_text())
    assert record["finished"] is False, errors
    assert checkpoint.load(tmp_path / "run/checkpoint.pt")["step"] == record["steps_done"]
    status, _, errors = launch(
        *TRAIN, "--resume", "--out", "run", "--steps", str(record["steps_done"] + 5), cwd=tmp_path
    )
    assert status == 0, errors
    assert checkpoint.load(tmp_path / "run/checkpoint.pt")["step"] == record["steps_done"] + 5


@pytest.mark.slow
def test_a_process_that_is_killed_ends_the_other_and_the_last_checkpoint_is_left(tmp_path) -> None:
    psutil = pytest.importorskip("psutil")
    process = begun(tmp_path)
    worker = psutil.Process(process.pid).children()[-1]
    worker.kill()
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert errors.count("Traceback") == 1  # torchrun's own
    assert errors.count("gan-lab: ") in (0, 1)  # torchrun may end the other before it can tell
    assert errors.count("gan-lab: another process has gone without a word") == errors.count(
        "gan-lab: "
    )
    assert checkpoint.load(tmp_path / "run/checkpoint.pt")["step"] % 50 == 0


@pytest.mark.slow
def test_two_torchruns_find_each_other_and_need_no_file_in_common(tmp_path) -> None:
    """As on two machines: each has one process, the first one there, and its own images."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = [tmp_path / f"machine {rank}" for rank in (0, 1)]
    processes = []
    for rank, folder in enumerate(folders):
        together.draw_pictures(folder / "pictures")
        words = (
            *("--nnodes=2", "--nproc-per-node=1", f"--node-rank={rank}"),
            *("--master-addr=127.0.0.1", f"--master-port={port}"),
            *("-m", *TRAIN, "wgan-gp-fashion", "--images", "pictures"),
            *("--steps", "3", "--out", "run"),
        )
        processes.append(start(*words, cwd=folder, options=()))
    for process in processes:
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
    assert json.loads((folders[0] / "run/run.json").read_text())["world_size"] == 2
    assert {path.name for path in folders[1].iterdir()} == {"pictures", ".gan_lab"}


# The pieces, in this process


IMAGES = torch.arange(43, dtype=torch.uint8).view(-1, 1, 1, 1).expand(-1, 1, 2, 2).contiguous()


def test_the_parts_of_a_batch_make_the_whole_one() -> None:
    options = {"labels": torch.arange(43), "seed": 3, "flip": True}
    whole = Batches(IMAGES, 12, **options)
    parts = [Batches(IMAGES, 4, part=(k, 3), **options) for k in range(3)]
    for _ in range(8):  # in three epochs
        x, y = next(whole)
        shares = [next(part) for part in parts]
        assert torch.equal(x, torch.cat([share[0] for share in shares]))
        assert torch.equal(y, torch.cat([share[1] for share in shares]))
    for part in parts:
        assert str(part.state_dict()) == str(whole.state_dict())


def test_the_whole_batch_must_not_be_larger_than_the_set() -> None:
    with pytest.raises(GanLabError, match="between 1 and the 43 images, got 44"):
        Batches(IMAGES, 22, part=(0, 2))


def test_a_part_reads_its_own_images_alone() -> None:
    class Watched:
        """Notes which images are asked for."""

        def __init__(self) -> None:
            self.read: list[int] = []

        def __getitem__(self, index: torch.Tensor) -> torch.Tensor:
            self.read += index.tolist()
            return IMAGES[index]

        def __len__(self) -> int:
            return len(IMAGES)

        device = IMAGES.device

    seen = []
    for k in range(2):
        batches = Batches(IMAGES, 20, part=(k, 2))
        batches.images = watched = Watched()  # type: ignore[assignment]
        next(batches)
        assert len(watched.read) == 20
        seen += watched.read
    assert len(set(seen)) == 40


def test_what_is_drawn_is_drawn_for_the_whole_batch() -> None:
    def draw(n: int) -> torch.Tensor:
        return torch.randn(n, 2, generator=torch.Generator().manual_seed(0))

    parts = [distributed._part_of(draw, World(k, 3))(4) for k in range(3)]
    assert torch.equal(torch.cat(parts), draw(12))


def test_each_process_has_random_numbers_of_its_own_that_follow_from_the_step() -> None:
    G, D = small_pair()
    state = TrainState(G, D, None, None)  # type: ignore[arg-type]

    def drawn(rank: int, step: int, seed: int = 0) -> float:
        state.step = step
        OwnChance(World(rank, 2), seed).after_step(state)
        return torch.rand(()).item()

    numbers = [drawn(rank, step, seed) for rank in (0, 1) for step in (0, 1) for seed in (0, 1)]
    assert len(set(numbers)) == 8
    assert drawn(1, 1, 1) == numbers[-1]


def test_without_torchrun_a_training_is_alone(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.distributed, "init_process_group", None)  # would fail if called
    monkeypatch.delenv("TORCHELASTIC_RUN_ID", raising=False)
    monkeypatch.setenv("RANK", "1")  # as some clusters set it for all that runs there
    with distributed.joined() as world:
        assert world is ALONE
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "none")
    monkeypatch.setenv("WORLD_SIZE", "1")  # torchrun with one process
    with distributed.joined() as world:
        assert world is ALONE
    with ALONE.in_turn():
        assert ALONE.share(3) == 3
    assert cli.main(["train", "ring", "--steps", "2", "--out", "run"]) == 0
    assert "processes" not in capsys.readouterr().out
    record = json.loads(Path("run/run.json").read_text())
    assert record["world_size"] == 1
    assert record["whole_batch"] == record["batch_size"] == 128
    assert record["replay"] is True


def test_devices_that_several_processes_cannot_use_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(distributed, "pick_device", lambda: torch.device("mps"))
    with pytest.raises(GanLabError, match="not on mps: set GAN_LAB_DEVICE=cpu"):
        distributed._device(0)
    monkeypatch.setattr(distributed, "pick_device", lambda: torch.device("cuda"))
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(GanLabError, match="shows 2, so --nproc-per-node can be 2 at most"):
        distributed._device(2)


def test_sync_batchnorm_without_several_gpus_is_refused(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GanLabError, match="is for several GPUs: start it with torchrun"):
        runs.train("ring", sync_batchnorm=True)
    with pytest.raises(GanLabError, match="needs CUDA GPUs, and this run is on cpu"):
        runs.train("ring", sync_batchnorm=True, world=World(0, 2))
    assert list(tmp_path.iterdir()) == []


def test_ordinary_networks_take_the_weights_of_synchronised_ones() -> None:
    recipe = find_recipe("cnn-fashion")
    for net, plain in zip(recipe.build(), recipe.build(), strict=True):
        synchronised = nn.SyncBatchNorm.convert_sync_batchnorm(net)
        assert any(isinstance(module, nn.SyncBatchNorm) for module in synchronised.modules())
        plain.load_state_dict(synchronised.state_dict())
        assert same_state(plain, synchronised)


def test_a_run_goes_on_in_as_many_processes_as_before(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    runs.train("ring", steps=2, out="run")
    content = checkpoint.load("run/checkpoint.pt")
    with pytest.raises(GanLabError, match=r"start it with gan-lab train, .*, not with 2"):
        runs.train(resume=True, out="run", steps=4, world=World(0, 2))
    with pytest.raises(GanLabError, match="--sync-batchnorm is the checkpoint's own"):
        runs.train(resume=True, out="run", steps=4, sync_batchnorm=True)
    content["settings"]["world_size"] = 2
    checkpoint.save("run/checkpoint.pt", content)
    before = Path("run/checkpoint.pt").read_bytes()
    with pytest.raises(GanLabError, match=r"batches of 2 x 128, .*torchrun with 2 processes"):
        runs.train(resume=True, out="run", steps=4)
    assert Path("run/checkpoint.pt").read_bytes() == before
    for older in ("world_size", "sync_batchnorm", "replay"):  # runs of before there were several
        del content["settings"][older]
    checkpoint.save("run/checkpoint.pt", content)
    runs.train(resume=True, out="run", steps=4)
    assert json.loads(Path("run/run.json").read_text())["whole_batch"] == 128


def test_too_few_images_for_the_whole_batch_are_refused(monkeypatch, tmp_path, few_digits) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GanLabError, match="384 images are too few for batches of 512"):
        runs.train("mlp-mnist", world=World(0, 4))
    assert list(tmp_path.iterdir()) == []


def test_alone_nobody_is_asked_before_a_stop() -> None:
    state = TrainState(*small_pair(), None, None)  # type: ignore[arg-type]
    together_alone = StopTogether(ALONE)
    state.stop = True
    together_alone.after_step(state)
    assert state.stop
    assert not together_alone.by_another


def test_other_images_than_those_of_the_first_process_are_refused(tmp_path) -> None:
    settings = runs._settings("mlp-mnist", "quick", "fp32", "cpu", 0, 2, [], True)
    settings |= {"n_images": 80, "data_source": "pictures", "data_digest": "those of the first"}

    class Second(World):
        def share(self, thing: Any = None) -> Any:
            return settings, None, tmp_path / "run"

        def meet(self) -> None:
            pass

    together.draw_pictures(tmp_path / "pictures")
    with pytest.raises(GanLabError, match=r"was trained on other images \(80 of pictures\)"):
        runs.train("mlp-mnist", images=tmp_path / "pictures", world=Second(1, 2))
    assert not (tmp_path / "run").exists()


def test_the_commands_of_the_documentation_are_understood() -> None:
    """By torchrun's own parser, and by ours. Nothing of SLURM is run."""
    text = (ROOT / "docs/several_gpus.md").read_text().replace("\\\n", " ")
    commands = [line for line in text.splitlines() if ".venv/bin/torchrun " in line]
    assert len(commands) == 3
    for command in commands:
        values = {"$SLURM_NNODES": "2", "$first": "node-1", "$what": "--resume"}
        for name, value in values.items():
            command = command.replace(name, value)
        words = shlex.split(command.split("torchrun ", 1)[1])
        launched = get_args_parser().parse_args(words)
        assert launched.nproc_per_node == "4"
        assert launched.module
        assert launched.training_script == "gan_lab"
        args = cli._parser().parse_args(launched.training_script_args)
        assert args.run is cli._train
    script = next(part for part in text.split("```") if part.startswith("bash\n#!/bin/bash"))
    subprocess.run(["bash", "-n"], input=script.removeprefix("bash\n"), text=True, check=True)
