"""The benchmark measures what it says, and refuses to measure a busy machine."""

from __future__ import annotations

import copy
import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import torch
from PIL import Image
from torch.optim.optimizer import register_optimizer_step_post_hook

from gan_lab import viz
from tests.benchmarks import __main__ as command
from tests.benchmarks import dashboard, hosts, report, speed, techniques
from tests.benchmarks.arena import FAST, TRIES, Arena, BusyError, Contender, OverError
from tests.benchmarks.contenders import Setting, bare, course, operations, product, script
from tests.benchmarks.quality import SCORES, Ends, Exam


@pytest.fixture
def pictures(no_data: Path) -> Path:
    """A folder of grey pictures, one more than a batch."""
    folder = no_data.with_name("pictures")
    folder.mkdir()
    for k in range(129):
        Image.new("L", (28, 28), k).save(folder / f"{k}.png")
    return folder


@pytest.fixture
def small_matrices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "SIZES", (32,))


def anywhere(*args: object, **options: object) -> Arena:
    """An arena that takes each turn as it comes, and starts fast."""
    return Arena(*args, **options | {"allow_busy": True, "start": FAST})


def test_speed_measures_all_contenders(pictures: Path, small_matrices: None) -> None:
    settings = [Setting("toy"), Setting("mlp-mnist", source={"path": str(pictures)})]
    content = speed.measure(settings, rounds=1, seconds=0.0, arena=anywhere)
    lines = report.speed_table(json.loads(json.dumps(content))).splitlines()
    for setting in settings:
        for contender in speed.contenders(setting):
            row = next(line for line in lines if setting.name in line and contender.name in line)
            assert float(row.split("|")[3].replace(",", "")) > 0
    assert sum("1.00" in line.split("|")[4] for line in lines if line.startswith("| `")) >= 2
    assert "toy" in viz.alt_text(report.speed_plot(content))


def test_techniques_climb(no_data: Path) -> None:
    content = techniques.measure([Setting("ring")], rounds=1, seconds=0.0, arena=anywhere)
    table = report.techniques_table(json.loads(json.dumps(content)))
    for contender in techniques.ladder(Setting("ring")):
        assert contender.name in table
    assert "with EMA" in table


class Neighbour:
    """A measurement that says: others use half a core."""

    made = 0

    def __init__(self, pid: int) -> None:
        Neighbour.made += 1

    def cores(self) -> float:
        return 0.5


def test_a_busy_machine_is_not_measured() -> None:
    contender = Contender("products", product, (8, "cpu"), {"precision": "fp32"})
    with Arena("matrices", [contender], watch=Neighbour, start=FAST) as place:
        before = Neighbour.made
        with pytest.raises(BusyError, match=r"matrices: products .* \(at last 0\.50\)"):
            place.turn("products", 0.0)
    assert Neighbour.made - before == TRIES


def test_a_failure_of_a_contender_is_told() -> None:
    contender = Contender("products", product, (8, "cpu"), {"precision": "fp31"})
    with pytest.raises(RuntimeError, match="KeyError: 'fp31'"), anywhere("matrices", [contender]):
        pass


def test_a_busy_machine_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    def measure(*_: object) -> None:
        raise BusyError("others used 0.50 cores")

    monkeypatch.setattr(speed, "measure", measure)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "speed", "--out", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert "0.50" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def after(steps: int) -> Callable[[object], None]:
    """An after_step that ends a training."""
    left = iter(range(steps - 1))

    def after_step(G: object) -> None:
        if next(left, None) is None:
            raise OverError

    return after_step


def updates(train: Callable[..., None], setting: Setting, **options: object) -> int:
    """How often an optimiser moves weights in three steps."""
    moved = []
    hook = register_optimizer_step_post_hook(lambda optimizer, *_: moved.append(optimizer))
    try:
        with pytest.raises(OverError):
            train(setting, after_step=after(3), **options)
    finally:
        hook.remove()
    return len(moved)


@pytest.mark.parametrize("name", ["ring", "wgan-gp-fashion"])
def test_all_make_the_same_updates(
    name: str, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = Setting(name, source={"path": str(pictures)} if name != "ring" else {})
    wanted = 3 * (setting.recipe.n_critic + 1)
    assert updates(script, setting) == wanted
    assert updates(script, setting, lean=True, resident=name != "ring") == wanted
    assert updates(course, setting, precision="fp32", replay=False) == wanted

    passes, grad = [], torch.autograd.grad

    def counted(*args: object, create_graph: bool = False, **options: object) -> object:
        passes.extend([] if create_graph else [1])  # with it: the inner gradient of a penalty
        return grad(*args, create_graph=create_graph, **options)

    monkeypatch.setattr(torch.autograd, "grad", counted)
    with pytest.raises(OverError):
        bare(setting, after_step=after(3), precision="fp32")
    assert len(passes) == wanted


def test_operations_are_those_of_the_layers() -> None:
    g = [64 * 256, 256 * 512, 512 * 784]  # multiply-adds of an image, layer by layer
    d = [784 * 512, 512 * 256, 256]
    d_step = sum(g) + 2 * sum(d) + 2 * (sum(d) + sum(d[1:]))  # no gradient for the images
    g_step = sum(g) + sum(d) + sum(d) + sum(g) + sum(g[1:])  # none for D's weights, none for z
    assert operations(Setting("mlp-mnist")) == 2 * 128 * (d_step + g_step)


def train_until_over(exam: Exam, now: list[float]) -> None:
    """Steps of half a second each, by the clock `now`, until the exam ends the training."""
    exam.begin()
    with pytest.raises(OverError):
        for _ in range(1000):
            now[0] += 0.5
            exam(None)
    exam.end()


def test_time_for_scores_does_not_count() -> None:
    now = [0.0]

    def score(G: object) -> float:
        now[0] += 100
        return 7.0

    exam = Exam(score, Ends(40.0, seconds=40.0), clock=lambda: now[0])
    train_until_over(exam, now)
    assert exam.scores[0].seconds == 1.0
    assert exam.scores[-1] == (40.0, 80, 7.0)
    assert 12 <= len(exam.scores) <= SCORES


def test_a_training_may_end_with_the_first_score_that_passes_the_mark() -> None:
    now, found = [0.0], iter([90.0, 60.0, 50.0, 40.0])
    exam = Exam(lambda G: next(found), Ends(40.0, mark=50.0), clock=lambda: now[0])
    train_until_over(exam, now)
    assert [s.score for s in exam.scores] == [90.0, 60.0, 50.0]


MACHINE = {
    "processor": "abacus", "cores": 2, "threads": 2, "bf16_hardware": False, "device": "cpu",
    "torch": "2.6",
}  # fmt: skip
HAND_WRITTEN = {
    "speed": {
        "machine": MACHINE | {"matrix_gflops": {"fp32": 100.0}},
        "rounds": 3,
        "seconds_a_turn": 4.0,
        "recipes": [
            {
                "name": "toy",
                "images_a_step": 10,
                "gflop_a_step": 1.0,
                "rows": [
                    {"name": name, "kind": name, "precision": "fp32", "peak_mib": 9.0,
                     "gpu_mib": 0.0, "images_per_second": rate}
                    for name, rate in [("plain script", 100.0), ("course", 250.0),
                                       ("bare passes", 500.0)]
                ],
            }
        ],
    },
    "techniques": {
        "machine": MACHINE,
        "recipes": [
            {
                "name": "toy",
                "images_a_step": 1,
                "compile_seconds": 30.0,
                "rungs": [
                    {"name": "plain script", "images_per_second": 10.0},
                    {"name": "fit", "images_per_second": 20.0},
                ],
                "beside": [{"name": "fit, compiled", "images_per_second": 40.0}],
            }
        ],
    },
    "techniques_compiled": {
        "machine": MACHINE,
        "recipes": [
            {
                "name": "toy",
                "images_a_step": 10,
                "compile_seconds": 30.0,
                "rungs": [
                    {"name": "fit", "images_per_second": 10.0},
                    {"name": "fit, recorded and replayed", "images_per_second": 20.0},
                ],
                "beside": [{"name": "fit, compiled", "images_per_second": 40.0}],
            }
        ],
    },
    "quality": {
        "machine": MACHINE,
        "samples": 5000,
        "recipes": [
            {
                "name": "toy",
                "budget": 60.0,
                "steps": 1000,
                "changes": "steps=1000 lr=2e-3",
                "precision": "fp32",
                "workers": 2,
                "floor": 0.5,
                "runs": [
                    {
                        "seed": 0,
                        "plain": {"scores": [[1.0, 9, 99.0], [30.0, 300, 40.0], [60.0, 600, 45.0]]},
                        "course": {"scores": [[1.0, 9, 90.0], [10.0, 99, 39.0], [50.0, 999, 20.0]]},
                    }
                ],
            }
        ],
    },
    "dashboard": {
        "machine": MACHINE,
        "recipes": [
            {"name": "toy", "plain": [20.0, 19.0, 30.0], "watched": [20.4, 20.0, 31.0],
             "drawing": [0.5, 0.51, 0.6], "drawn": [10, 10, 10]},
        ],
    },
    "hosts": {
        "machine": MACHINE,
        "server": {"rss": 150.0, "own": 90.0, "computed": 2.0},
        "lessons": [{"lesson": "01_toy_1010", "profile": "quick", "rss": 1234.5, "own": 600.0,
                     "computed": 30.0, "disk": 0.25}],
    },
}  # fmt: skip
LINES = {
    "dashboard": "| `toy` | 20.0 | 20.4 | +2.0% | 2.5% | 2.0 s |",
    "hosts": "| 01_toy_1010 | quick | 1,234 | 600 | 30 | 0.2 |",
    "speed": "| `toy` | course | 250 | 2.50 | 50% | 25 (25%) | 9 |",
    "techniques": "`toy`: compiling took 30 s, which pays after 1,200 steps.",
    "techniques_compiled": "| `toy` | 10 | 20 | 40 | 30 s | 120 steps |",
    "quality": "| `toy` | 0 | 40.0 after 30 s | 10 s | 3.0 | 20.0 after 50 s "
    "| 1 / 30 / never | 1 / 10 / 50 |",
}


def test_other_settings_for_the_course_are_told_below_the_table() -> None:
    assert "the course in float32, 1,000 steps, lr=2e-3; real images" in report.TABLES["quality"](
        HAND_WRITTEN["quality"]
    )


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("cnn-fashion lr=fast", "takes words like lr=1e-3"),
        ("cnn-fashion rate=1e-3", "no setting is called 'rate'"),
        ("cnn-fashion g_args.width=8", "whose networks stay as they are"),
        ("toy steps=5", "takes one of mlp-mnist, cnn-fashion"),
    ],
)
def test_settings_that_do_not_fit_are_refused(words: str, refusal: str, capsys) -> None:
    with pytest.raises(SystemExit):
        command._parser().parse_args(["quality", "--try", words])
    assert refusal in " ".join(capsys.readouterr().err.split())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere shared memory is not told apart")
def test_a_kernel_and_what_it_starts_are_watched() -> None:
    """64 MiB in a child of the process, and half a second of computing."""
    child = "import time; x = bytearray(b'x') * 2**26; print(flush=True); time.sleep(60)"
    parent = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "while time.process_time() < 0.5: pass\n"
        "print(flush=True); sys.stdin.read(); child.kill(); child.wait(); child.stdout.close()\n"
    )
    command = [sys.executable, "-c", parent]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        watch = hosts.Watch(psutil.Process(process.pid))
        watch.start()
        process.stdout.readline()
        time.sleep(3 * hosts.EVERY)
        figures = watch.figures()
        process.communicate(b"")
    assert 64 < figures["own"] < 150
    assert figures["own"] < figures["rss"]
    assert 0.5 <= figures["computed"] < 5


def test_the_dashboard_is_measured_in_trainings_that_are_the_same(
    few_digits, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("GAN_LAB_WIDGETS", "on")
    monkeypatch.setattr("IPython.display.display", lambda *args, **kwargs: None)
    dashboard.compare(("mlp-mnist", None, "quick"), rounds=1, seconds=0.1)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert isinstance(found.pop("others"), float)
    assert {key: len(values) for key, values in found.items()} == {
        "plain": 1, "watched": 1, "drawing": 1, "drawn": 1
    }  # fmt: skip
    assert found["watched"][0] > found["drawing"][0] >= 0


@pytest.mark.parametrize("name", LINES)
def test_tables_come_from_what_was_kept(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    files = report.save(name, HAND_WRITTEN[name], tmp_path)
    assert all(file.is_file() for file in files)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "table", name, "--out", str(tmp_path)])
    command.main()
    assert LINES[name] in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("document", command.DOCUMENTS, ids=lambda path: path.name)
def test_documents_quote_what_was_measured(document) -> None:
    """Stale? `python -m tests.benchmarks documents` puts the tables in anew."""
    text = document.read_text(encoding="utf-8")
    assert "<!-- table: " in text
    assert report.quote(text) == text


def test_what_recipes_reach_comes_with_the_time_that_their_training_takes(tmp_path) -> None:
    line = {
        "recipe": "toy", "steps": "8000", "settings": "", "seed": "0",
        "precision": "fp32", "fid": "25.0", "rarest": "0.08", "most": "0.12",
    }  # fmt: skip
    lines = [
        line, line | {"seed": "1", "settings": "lr=1"}, line | {"precision": "bf16"},
        line | {"recipe": "cgan-fashion"},
    ]  # fmt: skip
    with (tmp_path / "search.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(line))
        writer.writeheader()
        writer.writerows(lines)
    speeds = copy.deepcopy(HAND_WRITTEN["speed"])
    rows = speeds["recipes"][0]["rows"]  # the course makes 250 images a second, 10 a step
    rows.append(rows[1] | {"kind": "course as trained", "images_per_second": 200.0})
    rows.append(rows[1] | {"precision": "bf16", "images_per_second": 500.0})
    (tmp_path / "speed.json").write_text(json.dumps(speeds))
    assert report.table("recipes", tmp_path).splitlines()[2:5] == [
        "| `toy` | as it is | 8,000 | 1, float32 | 25.0 | 8.0%, 12.0% | 400 |",
        "| `toy` | as it is | 8,000 | 1, bfloat16 | 25.0 | 8.0%, 12.0% | 160 |",
        "| `cgan-fashion` | as it is | 8,000 | 1, float32 | 25.0 | 8.0%, 12.0% |  |",
    ]


def test_processors_stand_side_by_side_each_with_the_precision_that_it_takes(tmp_path) -> None:
    rows = [
        {"name": name, "kind": kind, "precision": precision, "images_per_second": rate}
        for name, kind, precision, rate in [
            ("plain script, 0 workers", "plain script", "fp32", 100.0),
            ("plain script, 2 workers", "plain script", "fp32", 80.0),
            ("course, float32", "course", "fp32", 200.0),
            ("course, bfloat16", "course", "bf16", 250.0),
            ("course as trained, bfloat16", "course as trained", "bf16", 240.0),
            ("bare passes, float32", "bare passes", "fp32", 400.0),
            ("bare passes, bfloat16", "bare passes", "bf16", 300.0),
        ]
    ]
    in_float32_alone = [row for row in rows if row["precision"] == "fp32"]
    recipes = [{"name": "cnn", "rows": rows}, {"name": "toy", "rows": in_float32_alone}]
    fast = MACHINE | {"bf16_hardware": True, "bf16_flags": ["avx512_bf16", "amx_bf16"]}
    slow = MACHINE | {"processor": "quipu", "bf16_flags": []}
    for name, machine in (("speed", fast), ("speed_quipu", slow)):
        content = {"machine": machine, "recipes": recipes}
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    assert report.table("processors", tmp_path).splitlines()[2:] == [
        "| abacus: avx512_bf16, amx_bf16 | `cnn` | 100 | 200 | **250** | 2.50 | 83% |",
        "| quipu: no bfloat16 | `cnn` | 100 | **200** | 250 | 2.00 | 50% |",
    ]


def test_a_searched_candidate_has_one_line_for_all_its_seeds() -> None:
    line = {
        "recipe": "mlp-mnist", "steps": "8000", "settings": "steps=8000 lr=1e-3", "seed": "0",
        "precision": "bf16", "fid": "25.0", "rarest": "0.08", "most": "0.12",
    }  # fmt: skip
    other = line | {"seed": "1", "fid": "21.0", "rarest": "0.07"}
    table = report.search_table([line, other])
    assert table.splitlines()[2:] == [
        "| `mlp-mnist` | lr=1e-3 | 8,000 | 2, bfloat16 | 21.0 to 25.0 | 7.0%, 12.0% |"
    ]
