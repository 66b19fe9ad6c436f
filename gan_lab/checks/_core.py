"""How a check runs: one function from an exercise and a namespace to a verdict.

A lesson's module registers its checks with `@exercise`. A check is a plain function that takes
the student's object and a `Trial`, uses the object as the lesson would, and calls `mistake` when
the object does something that it must not do. A check that returns has passed.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import importlib.util
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

import numpy as np
import torch
from torch import nn

from gan_lab.checks._explain import explain
from gan_lab.checks._limits import SECONDS, TookTooLong, limited_output, one_thread, time_limit
from gan_lab.checks._package import package_work
from gan_lab.errors import GanLabError
from gan_lab.lessons import find_lesson

Status = str  # "passed", "failed", "missing" (still a TODO) or "unscored" (the package's object)


@dataclass(frozen=True)
class Verdict:
    """What a check says about one exercise.

    status: "passed", "failed", "missing" or "unscored"
    points: points earned, out of `out_of`
    mistake: short name of the mistake that was recognised, such as "labels_swapped"
    hint: what to do next, in words for the student
    notes: harmless deviations that the student may like to know about
    """

    exercise: str
    status: Status
    points: int
    out_of: int
    mistake: str | None = None
    hint: str | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Verdict:
        """The verdict again, from its fields as JSON keeps them."""
        return cls(**{**told, "notes": tuple(told["notes"])})

    def __str__(self) -> str:
        if self.status == "passed":
            line = f"✓ {self.exercise} passed: {self.points} of {self.out_of} points."
        elif self.status == "missing":
            line = f"… {self.exercise} is still to do. {self.hint}"
        elif self.status == "unscored":
            line = f"– {self.exercise} unscored: {self.hint}"
        else:
            line = f"✗ {self.exercise}: {self.hint}"
        return "\n".join([line, *(f"  Note: {note}" for note in self.notes)])


class Mistake(Exception):
    """Raised by `mistake` inside a check."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(hint)
        self.name = name
        self.hint = hint


def mistake(name: str, hint: str) -> NoReturn:
    """End the check: the answer makes the mistake `name`; `hint` says what to do about it."""
    raise Mistake(name, hint)


@dataclass
class Trial:
    """What a check gets beside the student's object.

    seed: every random choice of the check follows from it, so that a grader can vary it
    generator: torch generator with that seed
    notes: collected by `note`
    """

    seed: int
    generator: torch.Generator = field(init=False)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.generator = torch.Generator().manual_seed(self.seed)

    def note(self, text: str) -> None:
        """Tell the student about a harmless deviation: the answer still passes."""
        if text not in self.notes:
            self.notes.append(text)

    def normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=self.generator)

    def uniform(self, *shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator)

    def integer(self, low: int, high: int) -> int:
        """A random whole number, low <= number < high."""
        return int(torch.randint(low, high, (1,), generator=self.generator))


@dataclass(frozen=True)
class Exercise:
    """One exercise: `answer` is the name of the function or class that the student writes.

    may_use: what the answer may take from those parts of the package that do exercises' work
    """

    id: str
    answer: str
    title: str
    points: int
    minutes: int
    difficulty: int  # 1 to 3
    core: bool
    reference: Any
    check: Callable[[Any, Trial], None]
    may_use: tuple[str, ...] = ()


_EXERCISES: dict[str, Exercise] = {}


def exercise(
    id: str,
    *,
    answer: str,
    reference: Any,
    title: str,
    points: int,
    minutes: int,
    difficulty: int = 1,
    core: bool = True,
    may_use: tuple[str, ...] = (),
) -> Callable[[Callable[[Any, Trial], None]], Callable[[Any, Trial], None]]:
    """Register the decorated function as the check of exercise `id`.

    `reference` is a right answer of the package's own. It stands in for this exercise while
    another one is checked, so that a wrong answer fails only itself.
    """

    def register(check: Callable[[Any, Trial], None]) -> Callable[[Any, Trial], None]:
        if id in _EXERCISES:
            raise ValueError(f"exercise {id} is registered twice")
        _EXERCISES[id] = Exercise(
            id, answer, title, points, minutes, difficulty, core, reference, check, may_use
        )
        return check

    return register


def exercises(lesson: str) -> list[Exercise]:
    """The exercises of a lesson, in order. A lesson without any gives an empty list."""
    number = find_lesson(lesson).number
    module = f"gan_lab.checks.lesson_{number}"
    if importlib.util.find_spec(module) is not None:
        importlib.import_module(module)
    prefix = f"{int(number)}."
    found = [e for e in _EXERCISES.values() if e.id.startswith(prefix)]
    return sorted(found, key=lambda e: int(e.id.split(".")[1]))


def find_exercise(id: str) -> Exercise:
    """The exercise with that id, such as "2.3" (also "02.3").

    Raises:
        GanLabError: no exercise has that id.
    """
    lesson, _, number = id.strip().partition(".")
    known = exercises(lesson) if lesson else []
    for candidate in known:
        if candidate.id.split(".")[1] == number:
            return candidate
    listed = ", ".join(e.id for e in known) or "none"
    raise GanLabError(f"no exercise is called {id!r}: lesson {lesson} has {listed}")


def starting_namespace(lesson: str) -> dict[str, Any]:
    """What a lesson's set-up cell defines, as far as answers need it, plus the references."""
    import math

    import torch.nn.functional as F
    from torch.utils.data import DataLoader, Dataset

    names: dict[str, Any] = {"math": math, "np": np, "torch": torch, "nn": nn, "F": F}
    names |= {"Dataset": Dataset, "DataLoader": DataLoader}
    names.update({e.answer: e.reference for e in exercises(lesson)})
    return names


def run(
    exercise: str, namespace: dict[str, Any], seed: int = 0, seconds: float = SECONDS
) -> Verdict:
    """Check one exercise on the objects in `namespace`; the only way that a check is run.

    Behind the notebook's check cells, `gan-lab check` and grading. Leaves the networks and
    optimisers in `namespace` and all random states as they were, passes on the first lines that
    the answer prints, and ends an answer that takes longer than `seconds`, as far as Python can.

    Raises:
        GanLabError: no exercise has that id.
    """
    task = find_exercise(exercise)

    def verdict(status: Status, name: str | None, hint: str | None) -> Verdict:
        points = task.points if status == "passed" else 0
        return Verdict(task.id, status, points, task.points, name, hint, tuple(trial.notes))

    trial = Trial(seed)
    if task.answer not in namespace:
        return verdict(
            "missing",
            "not_defined",
            f"`{task.answer}` is not defined: run the cell in which you write it, then this one.",
        )
    answer = namespace[task.answer]
    if not callable(answer):
        kind = type(answer).__name__
        hint = f"`{task.answer}` should be a function or a class, but it is of type {kind} now."
        return verdict("failed", "not_callable", hint)
    import_optimizers()
    dtype = torch.get_default_dtype()
    with _undisturbed(namespace), _references(task, namespace), limited_output(), one_thread():
        torch.manual_seed(seed)
        try:
            with time_limit(seconds):
                work = package_work(answer, task.may_use, _other_answers(task))
                if work is not None:
                    return verdict("unscored", "package_object", _about_package(task, work))
                task.check(answer, trial)
            _expect_torch_as_before(task.answer, dtype)
        except Mistake as error:
            return verdict("failed", error.name, error.hint)
        except TookTooLong:
            return verdict("failed", "timeout", too_slow(task.answer, seconds))
        except (Exception, SystemExit, GeneratorExit) as error:
            return verdict(*explain(task.answer, f"TODO {task.id}", error))
    return verdict("passed", None, None)


@functools.cache
def import_optimizers() -> None:
    """The first optimiser of a process imports half of torch, which is not the answer's time."""
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)


def _other_answers(task: Exercise) -> dict[str, Any]:
    """The package's own answers to the lesson's other exercises, by name."""
    others = {e.answer: e.reference for e in exercises(task.id.split(".")[0])}
    others.pop(task.answer, None)
    return others


def _about_package(task: Exercise, work: str) -> str:
    taken = "version" if work.startswith("checks.") else f"own `{work}`"
    return (
        f"`{task.answer}` takes the package's {taken}. The lesson goes on with it; for the points, "
        "write this piece yourself."
    )


def too_slow(answer: str, seconds: float) -> str:
    """The hint for an answer that does not come to an end."""
    return (
        f"`{answer}` did not come to an end within {seconds:.0f} seconds. Look for a loop that "
        "never stops, or one over all images where torch can take them at once."
    )


def _expect_torch_as_before(answer: str, dtype: torch.dtype) -> None:
    """What an answer sets for all of torch holds in each cell that follows."""
    if not torch.is_grad_enabled():
        mistake(
            "grad_left_off",
            f"`{answer}` works, but after it torch records no gradients any more, so nothing could "
            "be trained. `torch.set_grad_enabled(False)` stays; `with torch.no_grad():` ends by "
            "itself.",
        )
    if torch.get_default_dtype() != dtype:
        mistake(
            "default_dtype_left",
            f"`{answer}` works, but after it all new tensors are {torch.get_default_dtype()}, and "
            "the lesson's networks could not take them. Leave out `torch.set_default_dtype`, or "
            "put the old one back.",
        )


@contextlib.contextmanager
def _references(task: Exercise, namespace: dict[str, Any]) -> Iterator[None]:
    """While a check runs, the lesson's other answers are the package's own."""
    others = _other_answers(task)
    before = {name: namespace[name] for name in others if name in namespace}
    namespace.update(others)
    try:
        yield
    finally:
        for name in others:
            if name in before:
                namespace[name] = before[name]
            else:
                namespace.pop(name, None)


@contextlib.contextmanager
def _undisturbed(namespace: dict[str, Any]) -> Iterator[None]:
    """Put networks, optimisers, random states and torch's defaults back as they were.

    Each by itself: what an answer has broken for good, such as a network that it gave another
    layer, must not keep the rest from being put back, nor the student from the verdict.
    """
    values = list(namespace.values())
    modules = [v for v in values if isinstance(v, nn.Module)]
    parameters = {id(p): p for m in modules for p in m.parameters()}
    restore: list[Callable[[], object]] = [
        *(_weights_of(m) for m in modules),
        *(_gradient_of(p) for p in parameters.values() if not nn.parameter.is_lazy(p)),
        *(_state_of(v) for v in values if isinstance(v, torch.optim.Optimizer)),
        partial(random.setstate, random.getstate()),
        partial(np.random.set_state, np.random.get_state()),
        partial(torch.set_default_dtype, torch.get_default_dtype()),
    ]
    # not torch.get_default_device, which raises in torch 2.6 once a default was taken back
    device = torch.empty(0).device
    try:
        with torch.random.fork_rng(), torch.enable_grad():
            yield
    finally:
        if torch.empty(0).device != device:  # setting it costs every later call a little
            torch.set_default_device(None if device.type == "cpu" else device)
        for put_back in restore:
            with contextlib.suppress(Exception):
                put_back()


def _weights_of(module: nn.Module) -> Callable[[], object]:
    saved, modes = copy.deepcopy(module.state_dict()), [(m, m.training) for m in module.modules()]

    def put_back() -> None:
        for submodule, training in modes:
            submodule.training = training
        module.load_state_dict(saved)

    return put_back


def _gradient_of(parameter: nn.Parameter) -> Callable[[], object]:
    needed, grad = parameter.requires_grad, parameter.grad
    kept = None if grad is None else grad.clone()

    def put_back() -> None:
        parameter.requires_grad_(needed)
        parameter.grad = kept

    return put_back


def _state_of(optimizer: torch.optim.Optimizer) -> Callable[[], object]:
    return partial(optimizer.load_state_dict, copy.deepcopy(optimizer.state_dict()))
