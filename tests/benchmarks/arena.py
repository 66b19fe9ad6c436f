"""The arena: contenders that train, each in a process of its own, one at a time, in turns.

Turns make a noisy machine disturb all alike, and processes give each contender a memory of its
own. A turn in which others used the machine is measured again; a machine that is never quiet is
not measured at all.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, Protocol

import torch

from tests.benchmarks.machine import MIB, Others, peak_memory

QUIET = 0.15  # cores that others may use during a turn
TRIES = 5
FAST = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
FIRST_STEPS = 3  # in which much is prepared once: averages, a recording, compiled code


class BusyError(Exception):
    """Others used the machine during each try: nothing can be said about speed."""


class Watch(Protocol):
    """What tells how many cores others use, from its making on."""

    def cores(self) -> float: ...


@dataclass(frozen=True)
class Contender:
    """train(*args, **options, after_step) trains for ever, and calls after_step(G) each step."""

    name: str
    train: Callable[..., None]
    args: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


class Turn(NamedTuple):
    """What a contender did: `memory` is its process's peak so far, in MiB, others' in cores."""

    steps: int
    seconds: float
    memory: float
    gpu_memory: float
    others: float = 0.0


class Arena:
    """A context in which contenders live.

    Args:
        title: what is measured, for messages.
        allow_busy: take each turn as it comes, whoever else uses the machine.
        watch: made with a process's number when its turn begins.
        start: how processes begin. FAST saves most of the time that imports take, but then part
            of their memory is not counted.

    ready: name -> seconds from the beginning of `train` to the end of the first steps.
    """

    def __init__(
        self,
        title: str,
        contenders: Sequence[Contender],
        *,
        allow_busy: bool = False,
        watch: Callable[[int], Watch] = Others,
        start: str = "spawn",
    ) -> None:
        self.title, self.contenders = title, contenders
        self.allow_busy, self.watch, self.start = allow_busy, watch, start
        self.ready: dict[str, float] = {}
        self._pipes: dict[str, Connection] = {}
        self._processes: dict[str, Any] = {}

    def __enter__(self) -> Arena:
        context = multiprocessing.get_context(self.start)
        if self.start == "forkserver":  # it imports once, for all
            context.set_forkserver_preload(["tests.benchmarks.contenders"])
        try:
            for contender in self.contenders:
                self._pipes[contender.name], there = context.Pipe()
                process = context.Process(target=_live, args=(there, contender))
                process.start()
                there.close()  # so that a process that dies is noticed
                self._processes[contender.name] = process
            for contender in self.contenders:  # all import at once; each begins by itself
                self._pipes[contender.name].send("begin")
                self.ready[contender.name] = self._hear(contender.name).seconds
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes.values():
            pipe.close()  # which ends a contender that waits for its turn
        for process in self._processes.values():
            process.join(timeout=10)
            if process.is_alive():
                process.terminate()
                process.join()

    def rounds(self, n: int, seconds: float) -> dict[str, list[Turn]]:
        """`n` turns of each contender, after a shorter one to warm up: name -> turns."""
        turns: dict[str, list[Turn]] = {contender.name: [] for contender in self.contenders}
        for name in turns:
            self._turn(name, min(1.0, seconds))
        for _ in range(n):
            for name, taken in turns.items():
                taken.append(self.turn(name, seconds))
        return turns

    def turn(self, name: str, seconds: float) -> Turn:
        """One turn of `name`, which ends with the first step that passes `seconds`.

        Raises:
            BusyError: others used more than QUIET cores at each of several tries.
        """
        for _ in range(TRIES):
            turn = self._turn(name, seconds)
            if self.allow_busy or turn.others <= QUIET:
                return turn
        raise BusyError(
            f"{self.title}: {name} was measured {TRIES} times, and each time others used more "
            f"than {QUIET} cores (at last {turn.others:.2f}). Leave the machine to the benchmark; "
            "--allow-busy is for trying it out."
        )

    def _turn(self, name: str, seconds: float) -> Turn:
        watch = self.watch(self._processes[name].pid)
        self._pipes[name].send(seconds)
        turn = self._hear(name)
        return turn._replace(others=max(0.0, watch.cores()))

    def _hear(self, name: str) -> Turn:
        return hear(self._pipes[name], f"{self.title}: {name}")


def hear(pipe: Connection, who: str) -> Any:
    """What a process says; a text is what went wrong there.

    Raises:
        RuntimeError: it failed.
    """
    try:
        heard = pipe.recv()
    except EOFError:
        raise RuntimeError(f"{who} died") from None
    if isinstance(heard, str):
        raise RuntimeError(f"{who} failed\n{heard}")
    return heard


def _live(pipe: Connection, contender: Contender) -> None:
    """What a contender's process does."""
    with telling(pipe):
        pipe.recv()
        contender.train(*contender.args, **contender.options, after_step=Pace(pipe))


@contextlib.contextmanager
def telling(pipe: Connection) -> Iterator[None]:
    """A process's work within the block ends quietly when nobody waits, and tells its failures."""
    multiprocessing.set_start_method(None, force=True)  # workers start as in any script
    try:
        yield
    except (OverError, EOFError, KeyboardInterrupt):  # Ctrl+C reaches the parent, too
        pass
    except Exception:
        pipe.send(traceback.format_exc())


class OverError(Exception):
    """A training without end ends here: nobody needs its next step."""


class Pace:
    """Called after each step: reports when a turn is over, and waits for the next one."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.steps, self.least = 0, FIRST_STEPS
        self.start = self.end = time.perf_counter()

    def __call__(self, G: object) -> None:
        self.steps += 1
        if self.steps < self.least or time.perf_counter() < self.end:
            return
        gpu_memory = 0.0
        if torch.cuda.is_initialized():
            torch.cuda.synchronize()  # what was only ordered so far counts when it is done
            gpu_memory = torch.cuda.max_memory_allocated() / MIB
        seconds = time.perf_counter() - self.start
        try:
            self.pipe.send(Turn(self.steps, seconds, peak_memory(), gpu_memory))
            wanted = self.pipe.recv()
        except (EOFError, OSError):
            raise OverError from None
        self.steps, self.least = 0, 1
        self.start = time.perf_counter()
        self.end = self.start + wanted
