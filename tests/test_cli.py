"""The command line: exit statuses, one line for each error, and the files it leaves."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_lab import __version__, checkpoint, recipes, runs, viz
from gan_lab.checks import isolated
from gan_lab.cli import main
from gan_lab.distributed import ALONE
from gan_lab.models import toy
from gan_lab.recipes import RECIPES, find_recipe

SAVE = viz.save  # before a fixture takes it away


@pytest.fixture(autouse=True)
def in_tmp_path(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def fails(capfd):
    """Run a command that must end with status 2 and one line, and give that line."""

    def run(*argv: str) -> str:
        capfd.readouterr()
        assert main(argv) == 2
        said = capfd.readouterr()
        assert said.err.startswith("gan-lab: ")
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.out + said.err
        return said.err

    return run


def test_train_and_sample_from_end_to_end(few_digits, no_data, capsys) -> None:
    """With real pictures: they name their source, and can be read aloud."""
    assert main(["train", "mlp-mnist", "--steps", "2", "--seed", "3", "--out", "run"]) == 0
    said = capsys.readouterr()
    assert f"Wrote run: look at {Path('run/samples.png')}" in said.out
    assert str(no_data) in said.out  # where it looked for the data
    assert "mlp-mnist: 100%" in said.err
    record = json.loads(Path("run/run.json").read_text())
    assert (record["seed"], record["steps_done"]) == (3, 2)
    for name, words in {
        "samples.png": ("mlp-mnist", "2 steps", "offline digits", "not MNIST", "64 images"),
        "loss.png": ("mlp-mnist", "losses", "D ends at", "G ends at"),
    }.items():
        with Image.open(Path("run") / name) as picture:
            description = picture.info["Description"]
        for word in words:
            assert word in description
    command = ["sample", "run/checkpoint.pt", "--n", "3", "--seed", "1", "--out", "new/x.npz"]
    assert main(command) == 0
    assert capsys.readouterr().out == f"Wrote 3 samples to {Path('new/x.npz')}\n"
    assert np.load("new/x.npz")["images"].shape == (3, 1, 28, 28)


@pytest.mark.parametrize(("name", "mode"), [("mlp-mnist", "L"), ("ring", "RGB")])
def test_the_film_of_a_run_becomes_a_gif(name, mode, few_digits, blank_pictures, capsys) -> None:
    assert main(["train", name, "--steps", "3", "--out", "run"]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(viz, "save", SAVE)  # points are drawn as a figure
        assert main(["film", "run", "--out", "film.gif"]) == 0
    assert "Wrote film.gif" in capsys.readouterr().out
    with Image.open("film.gif") as picture:
        assert picture.n_frames == 4
        assert b"steps 0, 1, 2, 3" in picture.info["comment"]


def test_runs_without_a_film_or_a_log(fails, blank_pictures) -> None:
    assert main(["train", "toy", "--steps", "1", "--out", "run"]) == 0
    assert "there is no film" in fails("film", "run", "--out", "film.gif")
    assert "there is no folder nowhere" in fails("tensorboard", "nowhere")
    Path("empty").mkdir()
    assert "empty holds no log for TensorBoard" in fails("tensorboard", "empty")
    assert "--port must lie in 0..65535, got 70000" in fails(
        "tensorboard", "run", "--port", "70000"
    )


def _serve(folder: str, port: int) -> subprocess.Popen[str]:
    """`gan-lab tensorboard` in a process of its own, on the log of twelve steps."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter("runs/a/tensorboard") as writer:
        for step in range(1, 13):
            writer.add_scalar("loss/G", 0.5, step)
            writer.add_image("samples", torch.rand(1, 4, 4), step)
    return subprocess.Popen(
        [sys.executable, "-m", "gan_lab", "tensorboard", folder, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def test_a_tensorboard_that_cannot_be_imported(monkeypatch, capsys) -> None:
    """As versions before 2.21 beside setuptools 82."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter("runs/a/tensorboard") as writer:
        writer.add_scalar("loss/G", 0.5, 1)
    monkeypatch.setitem(sys.modules, "tensorboard.program", None)
    assert main(["tensorboard", "runs/a"]) == 2
    assert "pip install --upgrade tensorboard" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets two programs have one port")
def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with _serve("runs/a", port) as server:
            said = server.stderr.read()
            assert server.wait(timeout=60) == 2
    assert said.startswith("gan-lab: ")
    assert f"{port}, it was already in use: choose another --port" in said


@pytest.mark.parametrize("folder", ["runs/a", "runs"])  # one run, and all of a folder
def test_tensorboard_serves_until_ctrl_c(folder: str) -> None:
    with _serve(folder, port=0) as server:
        try:
            line = server.stdout.readline()
            assert line.startswith(f"TensorBoard shows {Path(folder)} at http://localhost:")
            address = line.split(" at ")[1].split()[0]
            name = "." if folder == "runs/a" else str(Path("a/tensorboard"))
            assert {k: list(v) for k, v in _get(address, "scalars/tags").items()} == {
                name: ["loss/G"]
            }
            quoted = urllib.parse.quote(name, safe="")
            pictures = _get(address, f"images/images?tag=samples&run={quoted}&sample=0")
            assert [picture["step"] for picture in pictures] == list(range(1, 13))  # all of them
            if sys.platform != "win32":  # there only a keyboard can press Ctrl+C
                server.send_signal(signal.SIGINT)
                assert server.wait(timeout=30) == 0
                assert server.stderr.read() == ""
        finally:
            server.kill()


def _get(address: str, what: str):
    """What TensorBoard answers, as soon as it has read the log."""
    found = None
    end = time.monotonic() + 60
    while not found and time.monotonic() < end:
        time.sleep(0.1)
        with urllib.request.urlopen(f"{address}data/plugin/{what}") as answer:
            found = json.load(answer)
    return found


def test_options_of_train_reach_the_run(monkeypatch) -> None:
    found = {}
    monkeypatch.setattr(runs, "train", lambda name, **k: found.update(k, name=name) or Path("x"))
    options = "--data d --profile gpu --steps 4 --seconds 5 --seed 6 --out o --force"
    options += " --images i --augment flip,diff --precision fp32 --save-every 7 --resume c"
    options += " --sync-batchnorm"
    assert main(["train", "toy", *options.split()]) == 0
    assert found == {
        "name": "toy",
        "data": "d",
        "profile_name": "gpu",
        "steps": 4,
        "seconds": 5.0,
        "seed": 6,
        "out": "o",
        "force": True,
        "images": "i",
        "augment": ["flip", "diff"],
        "precision": "fp32",
        "save_every": 7,
        "resume": "c",
        "sync_batchnorm": True,
        "world": ALONE,
    }
    home = str(Path("~/c").expanduser())
    assert main(["train", "--resume", "--augment", "flip, diff", "--out", "~/c"]) == 0
    assert (found["resume"], found["name"], found["out"]) == (True, None, home)
    assert found["augment"] == ["flip", "diff"]


def test_unknown_names(fails) -> None:
    assert "no recipe is called 'dcgan': choose one of toy" in fails("train", "dcgan")
    assert "unknown profile" in fails("train", "toy", "--profile", "fast")


def test_data_that_are_not_where_they_were_said_to_be(fails, no_data) -> None:
    assert "is not a folder" in fails("train", "mlp-mnist", "--data", "nowhere", "--out", "run")
    said = fails("train", "mlp-mnist", "--data", ".", "--out", "run")
    assert str(Path("MNIST/raw")) in said
    assert "put its files there" in said
    raw = Path("MNIST/raw")
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            (raw / f"{part}-{kind}-ubyte").write_bytes(b"not these")
    assert "train-images-idx3-ubyte is not MNIST's file" in fails(
        "train", "mlp-mnist", "--data", ".", "--out", "run"
    )
    assert not Path("run").exists()


def test_runs_in_the_way(fails, blank_pictures) -> None:
    assert main(["train", "toy", "--steps", "1", "--out", "run"]) == 0
    assert "already holds files" in fails("train", "toy", "--steps", "1", "--out", "run")
    assert main(["train", "toy", "--steps", "1", "--out", "run", "--force"]) == 0
    assert Path("run-1/run.json").exists()
    Path("file").touch()
    assert "cannot write into" in fails("train", "toy", "--steps", "1", "--out", "file/run")


def test_a_loss_that_is_no_number(few_digits, monkeypatch, capsys) -> None:
    wild = dataclasses.replace(find_recipe("mlp-mnist"), optimizers=recipes.sgd(1e30))
    monkeypatch.setitem(RECIPES, "mlp-mnist", wild)
    assert main(["train", "mlp-mnist", "--steps", "20"]) == 2
    last = capsys.readouterr().err.splitlines()[-1]  # below the progress bar
    assert last.startswith("gan-lab: the loss is no longer a number at step")


def _write(**changes) -> None:
    G = toy.Generator().state_dict()
    content = {"recipe": "toy", "g_args": {}, "G": G, **changes}
    checkpoint.save("checkpoint.pt", content)


CHECKPOINTS = {
    "missing": (lambda: None, "there is no checkpoint checkpoint.pt"),
    "no checkpoint": (lambda: Path("checkpoint.pt").write_text("hello"), "damaged or not"),
    "another format": (
        lambda: torch.save({"format": 99, "recipe": "toy"}, "checkpoint.pt"),
        "has checkpoint format 99",
    ),
    "another model": (
        lambda: _write(recipe="mlp-mnist", g_args={"nz": 64}),
        "does not fit the recipe mlp-mnist",
    ),
    "another course": (lambda: _write(recipe="stylegan"), "no recipe is called 'stylegan'"),
}


@pytest.mark.parametrize("kind", CHECKPOINTS)
def test_checkpoints_that_cannot_be_used(kind: str, fails) -> None:
    make, reason = CHECKPOINTS[kind]
    make()
    Path("x.npz").write_text("precious")
    assert reason in fails("sample", "checkpoint.pt", "--n", "2", "--out", "x.npz")
    assert Path("x.npz").read_text() == "precious"


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fly"],
        ["data"],
        ["data", "get", "x"],
        ["train", "toy", "--stpes", "3"],
        ["train", "toy", "--steps", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage(argv: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main(argv)
    assert end.value.code == 2
    assert "usage: gan-lab" in capsys.readouterr().err


def test_ctrl_c_outside_of_a_training(monkeypatch, capsys) -> None:
    def press(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "sample", press)
    assert main(["sample", "c.pt", "--n", "1", "--out", "x.npz"]) == 130
    assert capsys.readouterr().err == "gan-lab: stopped\n"


def test_version(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"gan-lab {__version__}\n"


def test_help_does_not_wait_for_torch() -> None:
    code = "import sys, gan_lab.cli; gan_lab.cli._parser(); sys.exit('torch' in sys.modules)"
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0


RIGHT = "def to_range(images):\n    print('noise')\n    return images.float() / 127.5 - 1\n"
WRONG = "def to_range(images):\n    return images.float() / 255\n"
TODO = "def to_range(images):\n    raise NotImplementedError('TODO 0.1: stretch and move')\n"


def check(text: str, lesson: str = "00", exercise: str = "0.1") -> list[str]:
    Path("answer.py").write_text(text)
    return ["check", lesson, exercise, "answer.py"]


@pytest.fixture
def no_process(monkeypatch) -> None:
    """Checks run here instead of in a process of their own, which takes seconds to start."""
    monkeypatch.setattr(isolated, "_limit_memory", lambda: None)  # not on this process
    monkeypatch.setattr(
        isolated.subprocess, "run", lambda command, **_: isolated._main(*command[3:])
    )


def test_check_in_a_process_of_its_own(capfd) -> None:
    assert main(check(RIGHT)) == 0
    said = capfd.readouterr()
    assert said.out == "✓ 0.1 passed: 1 of 1 points.\n"
    assert "noise" in said.err


def test_answers_may_be_dataclasses() -> None:
    text = (
        "from dataclasses import dataclass\nfrom typing import Any\n\n\n"
        "@dataclass\nclass Pictures(Dataset):\n"
        "    images: Any\n    labels: Any\n    transform: Any = None\n\n"
        "    def __len__(self):\n        return len(self.images)\n\n"
        "    def __getitem__(self, i):\n        x = self.images[i]\n"
        "        return (self.transform(x) if self.transform else x), self.labels[i]\n"
    )
    assert main(check(f"from __future__ import annotations\n{text}", "00", "0.4")) == 0


@pytest.mark.parametrize(("lesson", "exercise"), [("0", "1"), ("00_warm_up", "0.1")])
def test_names_of_an_exercise(lesson: str, exercise: str, no_process, capfd) -> None:
    assert main(check(RIGHT, lesson, exercise)) == 0
    assert "0.1 passed" in capfd.readouterr().out


def test_a_harmless_deviation_passes_with_a_note(no_process, capfd) -> None:
    mean = (
        "def discriminator_loss(d_real, d_fake):\n"
        "    return (F.softplus(-d_real).mean() + F.softplus(d_fake).mean()) / 2\n"
    )
    assert main(check(mean, "02", "2.3")) == 0
    passed, note = capfd.readouterr().out.splitlines()[-2:]
    assert "2.3 passed" in passed
    assert note.startswith("  Note: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WRONG, "✗ 0.1: This is the range 0 to 1."),
        (TODO, "… 0.1 is still to do. TODO 0.1: stretch and move"),
        ("x = 1\n", "… 0.1 is still to do. `to_range` is not defined"),
        ("from gan_lab.data import to_float as to_range\n", "– 0.1 unscored"),
    ],
    ids=["wrong", "to do", "not defined", "the package's own"],
)
def test_what_is_not_right_yet_gets_status_1_and_a_hint(text, said, no_process, capfd) -> None:
    assert main(check(text)) == 1
    assert capfd.readouterr().out.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def to_range(images)\n    return 1\n", "answer.py is not Python: line 1: expected ':'"),
        ("import no_such_module\n", "answer.py cannot be run: ModuleNotFoundError: No module"),
        ("1 / 0\n", "answer.py cannot be run: ZeroDivisionError: division by zero"),
        ("\0", "answer.py "),
    ],
    ids=["syntax", "import", "raises", "not text"],
)
def test_files_that_cannot_be_run(text: str, said: str, no_process, fails) -> None:
    assert said in fails(*check(text))


HOSTILE = {
    "ends its process": ("import os; os._exit(0)", "crashed", "ended Python itself"),
    "exits": ("exit()", "exits", "ends Python itself"),
    "never ends": ("while True: pass", "timeout", "did not come to an end within 1 seconds"),
    "cannot be interrupted": ("9 ** 9 ** 9", "timeout", "did not come to an end"),
    "takes all memory": ("torch.zeros(10**10)", "memory", "more memory"),
    "takes all memory in Python": ("[0] * 10**10", "memory", "more memory"),
    "prints for ever": ("exec('while True: print(1)')", "timeout", "did not come to an end"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_answers_end_in_a_verdict(case: str, capfd) -> None:
    deed, mistake, said = HOSTILE[case]
    Path("answer.py").write_text(RIGHT.replace("print('noise')", deed))
    begin = time.monotonic()
    verdict = isolated.check_file("00", "0.1", "answer.py", seconds=1)
    assert (verdict.status, verdict.mistake, verdict.points) == ("failed", mistake, 0), verdict
    assert said in verdict.hint
    assert time.monotonic() - begin < 60
    assert len(capfd.readouterr().err) < 5_000


def test_a_notebook_is_no_file_to_check(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lesson.ipynb").write_text("{}")
    assert main(["check", "00", "0.1", "lesson.ipynb"]) == 2
    assert "run the check cell in it" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["while True: pass", "9 ** 9 ** 9"])
def test_definitions_that_never_end(text: str) -> None:
    Path("answer.py").write_text(f"x = 1\n{text}\n")
    verdict = isolated.check_file("00", "0.1", "answer.py", seconds=1)
    assert (verdict.status, verdict.mistake) == ("failed", "timeout")


def test_exercises_and_files_that_are_not_there(fails) -> None:
    check(RIGHT)
    assert "no lesson is called '99'" in fails("check", "99", "1", "answer.py")
    assert "no exercise is called '0.99': lesson 0 has 0.1" in fails(
        "check", "00", "99", "answer.py"
    )
    assert "exercise 0.1 does not belong to lesson 1" in fails("check", "1", "0.1", "answer.py")
    assert "there is no file nowhere.py" in fails("check", "00", "0.1", "nowhere.py")


def test_lab_can_copy_alone_where_jupyterlab_runs_already(monkeypatch, tmp_path, capsys) -> None:
    from gan_lab.course import workspace

    monkeypatch.setattr(workspace, "course_root", lambda: tmp_path)
    notebook = tmp_path / "my_work" / "02_mlp_mnist.ipynb"
    monkeypatch.setattr(workspace, "take_lesson", lambda *_, **__: (notebook, ["It was there."]))
    monkeypatch.setattr(workspace, "run_to_its_end", lambda *_: pytest.fail("it was started"))
    assert main(["lab", "02", "--copy"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("It was there.\nOpen my_work/02_mlp_mnist.ipynb.")


@pytest.mark.parametrize(
    "words, lesson, jupyter_args",
    [
        ([], "01", []),
        (["2"], "2", []),
        (["--no-browser", "--port", "8890"], "01", ["--no-browser", "--port", "8890"]),
        (["02", "--fresh", "--port", "8890"], "02", ["--port", "8890"]),
    ],
)
def test_lab_hands_foreign_options_to_jupyterlab(
    monkeypatch, tmp_path, words, lesson, jupyter_args
) -> None:
    from gan_lab.course import workspace

    taken, started = [], []

    def take(name, root, fresh):
        taken.append((name, fresh))
        return root / "lesson.ipynb", []

    monkeypatch.setattr(workspace, "course_root", lambda: tmp_path)
    monkeypatch.setattr(workspace, "take_lesson", take)
    monkeypatch.setattr(workspace, "jupyter_command", lambda path, root, rest: list(rest))
    layouts = []

    def call(command, env):
        started.append(command)
        layouts.append(Path(env["JUPYTERLAB_WORKSPACES_DIR"]))
        assert env["PATH"].startswith(str(Path(sys.executable).parent))  # terminals find `gan-lab`
        assert layouts[0].is_dir() and not any(layouts[0].iterdir())
        return 0

    monkeypatch.setattr(workspace, "run_to_its_end", call)
    monkeypatch.setenv("PATH", "elsewhere")
    assert main(["lab", *words]) == 0
    assert taken == [(lesson, "--fresh" in words)]
    assert started == [jupyter_args]
    assert not layouts[0].exists()  # the tabs of one time are not there the next time
