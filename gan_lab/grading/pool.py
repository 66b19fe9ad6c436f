"""The workers of `gan-lab grade`, seen from the command: start, ask, and start again if need be."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import gan_lab
from gan_lab.checks import Verdict
from gan_lab.errors import GanLabError
from gan_lab.grading.transplant import Pristine, Work

START = 300.0  # seconds that a worker may take to import torch and the checks, on a slow disk
CRASHED = "crashed"
MOST_SKIPPED = 3  # cells of a notebook that may end a process; then no other cell is run any more
FOLDER = "gan_lab_worker_"  # how a worker's folder begins


class WorkerDied(Exception):
    """The process that answers requests is gone."""


class Worker:
    """One process that grades one answer at a time. Not to be shared between threads."""

    def __init__(self, hidden: list[str]) -> None:
        self.hidden = hidden
        self.layers: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None
        self.folder: Path | None = None
        self.ready: set[str] = set()
        self.stopped = False

    def verdict(
        self, pristine: Pristine, work: Work, seed: int, seconds: float, skip: set[str]
    ) -> Verdict:
        """The verdict on one answer; status "failed" with mistake "crashed" if it killed all.

        Args:
            skip: ids of the student's cells that ended a process before. What is found is added.
        """
        task = work.exercise
        while True:
            patient = len(skip) < MOST_SKIPPED
            before, after = (
                [cell for cell in cells if cell[0] not in skip] if patient else []
                for cells in (work.before, work.after)
            )
            request = {
                "lesson": pristine.name,
                "exercise": task.id,
                "before": before,
                "after": after,
                "answer": work.answer,
                "seed": seed,
                "seconds": seconds,
                "hidden": self.hidden,
            }
            try:
                self._prepare(pristine)
                found = self._ask(request, 3 * seconds + 60)
            except WorkerDied:
                self.close()
                hint = (
                    "The process that grades ended while this answer ran. Look at the answer, and "
                    "grade again."
                )
                return Verdict(task.id, "failed", 0, task.points, CRASHED, hint)
            if os.name == "nt":
                self.close()  # no fork: each answer has the process for itself
            cell = found["cell"]
            others = {id for id, _ in before + after} - {id for id, _ in work.answer}
            if cell in others:
                skip.add(cell)  # not this answer, but another cell: once more, without it
                continue
            return Verdict.of(found["verdict"])

    def close(self) -> None:
        """End the process, and whatever is under way in it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.process, self.folder, self.ready = None, None, set()

    def interrupt(self) -> None:
        """End the process for good, from another thread: who waits for it hears that it died."""
        self.stopped = True
        if self.process is not None:
            self.process.kill()

    def start(self) -> None:
        """Start the process, if it does not run.

        Raises:
            GanLabError: it does not come up.
            WorkerDied: it was ended by `interrupt`.
        """
        if self.stopped:
            raise WorkerDied
        if self.process is not None and self.process.poll() is None:
            return
        self.close()
        # An empty folder to work in: no file of the grader's stands in for Python's own.
        self.folder = Path(tempfile.mkdtemp(prefix=FOLDER))
        self.folder.chmod(0o711)  # the homes of answers lie in it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_lab.grading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self.folder,
            env=_environment(self.folder),
            start_new_session=True,  # Ctrl+C is for the command, which ends its workers itself
        )
        try:
            hello = self._read(START)
        except WorkerDied:
            self.close()
            raise GanLabError("the process that grades does not start: see above why") from None
        if "error" in hello:
            self.close()
            raise GanLabError(hello["error"])
        self.layers = hello["layers"]

    def _prepare(self, pristine: Pristine) -> None:
        self.start()
        if pristine.name in self.ready:
            return
        request = {
            "lesson": pristine.name,
            "setup": pristine.setup,
            "definitions": pristine.definitions,
        }
        self._ask(request, START)
        self.ready.add(pristine.name)

    def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self.process is not None and self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise WorkerDied from None
        return self._read(seconds)

    def _read(self, seconds: float) -> dict[str, Any]:
        """One line of the process.

        Raises:
            WorkerDied: it ended, or said nothing for so long.
        """
        assert self.process is not None and self.process.stdout is not None
        pipe = self.process.stdout
        if os.name == "nt":
            line = pipe.readline()
        else:
            line = b""
            deadline = time.monotonic() + seconds
            with selectors.DefaultSelector() as selector:
                selector.register(pipe, selectors.EVENT_READ)
                while not line.endswith(b"\n"):
                    left = deadline - time.monotonic()
                    if left <= 0 or not selector.select(left):
                        break
                    part = os.read(pipe.fileno(), 65_536)
                    if not part:
                        break
                    line += part
        if not line.endswith(b"\n"):
            raise WorkerDied
        return json.loads(line)


def _environment(folder: Path) -> dict[str, str]:
    """What a worker knows of the grader's environment: as little as Python needs."""
    kept = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return environment | {
        "HOME": str(folder),
        "PYTHONPATH": str(Path(gan_lab.__file__).resolve().parents[1]),
        "PYTHONHASHSEED": "0",  # the same order of a set each time
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(folder),
        "TORCHINDUCTOR_CACHE_DIR": str(folder),
        "GAN_LAB_DEVICE": "cpu",
        "GAN_LAB_OFFLINE": "1",
        "GAN_LAB_PROFILE": "quick",
        "GAN_LAB_PROGRESS": "off",
        "GAN_LAB_WIDGETS": "off",
        "GAN_LAB_DATA": str(folder / "data"),
    }
