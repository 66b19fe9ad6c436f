"""Seconds until the samples are as good as the plain script ever draws them.

Both train the same networks. The plain script has as many seconds as the lesson takes, and its
best score is the mark; the course trains as its recipe says. Time for scores does not count.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import torch
from torch import nn

from gan_lab import metrics, runs
from gan_lab.data import load
from gan_lab.errors import GanLabError
from gan_lab.scripts.search_recipe import parse
from tests.benchmarks import machine
from tests.benchmarks.arena import FAST, QUIET, Arena, BusyError, OverError, hear, telling
from tests.benchmarks.contenders import Setting, as_trained, script
from tests.benchmarks.speed import MakeArena, plain_scripts, steps_a_second

BUDGETS = {"mlp-mnist": 180.0, "cnn-fashion": 300.0}  # seconds that the lesson gives
RECIPES = tuple(BUDGETS)
N = 5_000  # samples a score
SCORES = 30  # within the budget
FIRST = 1 / 40  # of the budget: when the first score is taken; from there in equal ratios
BUSY = 0.3  # cores that others may use in the mean of a training
TRIES = 2

Train = Callable[..., None]


class Ends(NamedTuple):
    """When a training is over: after so many seconds, or with a score as good as the mark.

    budget: seconds over which scores are spread, whichever way the training ends
    """

    budget: float
    seconds: float | None = None
    mark: float | None = None


class Score(NamedTuple):
    """Classifier-FID after so many seconds and steps of training."""

    seconds: float
    steps: int
    score: float


def measure(
    settings: Sequence[Setting],
    seeds: Sequence[int],
    budget: float | None = None,
    changes: Mapping[str, str] | None = None,
    to_mark: bool = False,
    allow_busy: bool = False,
    arena: MakeArena = Arena,
) -> dict[str, Any]:
    """All that the report needs, as plain values.

    Args:
        budget: seconds of the plain script; those of the lesson when left out.
        changes: recipe -> settings of the course in place of the recipe's own, in the words of
            `search_recipe`: a schedule that ends sooner passes a mark sooner, and ends with a
            worse score.
        to_mark: end the course's training once it has passed the plain script's best score.
    """
    changes = changes or {}
    if others := set(changes) - {setting.name for setting in settings}:
        raise GanLabError(f"{', '.join(others)}: settings for what is not measured")
    return {
        "machine": machine.describe(settings[0].device),
        "samples": N,
        "recipes": [
            _compare(
                setting,
                seeds,
                budget or BUDGETS[setting.name],
                changes.get(setting.name, ""),
                to_mark,
                allow_busy,
                arena,
            )
            for setting in settings
        ],
    }


def _compare(
    setting: Setting,
    seeds: Sequence[int],
    budget: float,
    changes: str,
    to_mark: bool,
    allow_busy: bool,
    arena: MakeArena,
) -> dict[str, Any]:
    recipe = setting.recipe
    n_steps = parse(changes).get("steps", recipe.steps[setting.profile])
    precision, workers = setting.half or "fp32", best_workers(setting, arena)
    ways: dict[str, Train] = {
        "plain": partial(script, workers=workers, optimizer="tutorial"),
        "course": partial(as_trained, precision=precision, n_steps=n_steps, changes=changes),
    }
    taken: list[dict[str, Any]] = []
    for seed in seeds:
        one = setting.with_seed(seed)
        taken.append({"seed": seed})
        for name, train in ways.items():
            print(f"{recipe.name}, seed {seed}, {name}", file=sys.stderr, flush=True)
            ends = Ends(budget, budget if name == "plain" else None)
            if to_mark and name == "course":
                ends = Ends(budget, mark=min(s.score for s in taken[-1]["plain"]["scores"]))
            taken[-1][name] = _train_alone(one, train, ends, allow_busy)
    return {
        "name": recipe.name,
        "budget": budget,
        "steps": n_steps,
        "changes": changes,
        "precision": precision,
        "workers": workers,
        "floor": floor(setting),
        "runs": taken,
    }


def best_workers(setting: Setting, arena: MakeArena) -> int:
    """How many workers make the plain script fastest here."""
    contenders = plain_scripts(setting)
    with arena(f"{setting.name}, workers", contenders, start=FAST) as place:
        turns = place.rounds(1, 2.0)
    best = max(contenders, key=lambda contender: steps_a_second(turns[contender.name]))
    return best.options["workers"]


def floor(setting: Setting) -> float:
    """The score of as many real images."""
    images = setting.images()
    assert images is not None
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))[:N]
    return metrics.classifier_fid(images.images[order], _test_images(setting), images.name)


def _test_images(setting: Setting) -> torch.Tensor:
    return load(setting.recipe.data, **setting.source, train=False).images


def _train_alone(setting: Setting, train: Train, ends: Ends, allow_busy: bool) -> dict[str, Any]:
    """One training, once more if others used the machine meanwhile.

    Raises:
        BusyError: others used more than BUSY cores at each try.
    """
    for _ in range(TRIES):
        scores, others = _train_once(setting, train, ends)
        found = f"{setting.name}, seed {setting.seed}: others used {others:.2f} cores"
        if others > QUIET:
            print(f"Warning: {found}.", file=sys.stderr)
        if others <= BUSY or allow_busy:
            return {"others": round(others, 3), "scores": scores}
    raise BusyError(f"{found}. Leave the machine to the benchmark, or try it with --allow-busy.")


def _train_once(setting: Setting, train: Train, ends: Ends) -> tuple[list[Score], float]:
    """One training in a process of its own: its scores, and the cores that others used."""
    context = multiprocessing.get_context("spawn")
    pipe, there = context.Pipe()
    process = context.Process(target=_live, args=(there, setting, train, ends))
    process.start()
    there.close()
    try:
        hear(pipe, setting.name)  # imports are over
        watch = machine.Others(process.pid)
        pipe.send("begin")
        scores = hear(pipe, setting.name)
        return scores, max(0.0, watch.cores())
    finally:
        pipe.close()
        process.join()


def _live(pipe: Connection, setting: Setting, train: Train, ends: Ends) -> None:
    """What a training's process does."""
    with telling(pipe):
        exam = Exam(partial(score, setting, _features_of_test(setting)), ends)
        pipe.send(None)
        pipe.recv()
        exam.begin()
        with contextlib.suppress(OverError):
            train(setting, after_step=exam)
        exam.end()
        pipe.send(exam.scores)
        pipe.recv()  # stay until the time that this process took is read


def _features_of_test(setting: Setting) -> torch.Tensor:
    return metrics.features(_test_images(setting), setting.recipe.data)[0]


def score(setting: Setting, wanted: torch.Tensor, G: nn.Module) -> float:
    """classifier_fid of N samples, with the test images' features known beforehand."""
    samples = runs.draw(setting.recipe, G, N, seed=0)
    found, _ = metrics.features(samples, setting.recipe.data)
    return metrics.frechet_distance(found, wanted)


class Exam:
    """Called after each step: takes scores while the training's clock stands still."""

    def __init__(
        self,
        score: Callable[[nn.Module], float],
        ends: Ends,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.score, self.ends, self.clock = score, ends, clock
        self.due, self.ratio = FIRST * ends.budget, FIRST ** (-1 / (SCORES - 1))
        self.scores: list[Score] = []
        self.steps = 0

    def begin(self) -> None:
        self.start = self.clock()

    def __call__(self, G: nn.Module) -> None:
        self.G, self.steps = G, self.steps + 1
        seconds = self.clock() - self.start
        over = self.ends.seconds is not None and seconds >= self.ends.seconds
        if seconds >= self.due or over:
            self._take()
            mark = self.ends.mark
            over = over or (mark is not None and self.scores[-1].score <= mark)
        if over:
            raise OverError

    def end(self) -> None:
        """The last score, if it was not just taken."""
        if not self.scores or self.scores[-1].steps != self.steps:
            self._take()

    def _take(self) -> None:
        if torch.cuda.is_initialized():
            torch.cuda.synchronize()
        seconds = self.clock() - self.start
        self.scores.append(Score(round(seconds, 2), self.steps, self.score(self.G)))
        while self.due <= seconds:
            self.due *= self.ratio
        self.start = self.clock() - seconds  # as if no time had passed meanwhile
