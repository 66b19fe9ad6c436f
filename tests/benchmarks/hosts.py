"""What a student takes of a shared machine: memory, computing and disk of each solved lesson.

The kernel that runs a lesson is watched from outside. Linux only: elsewhere the memory that
processes share is not told apart. A busy machine changes none of these figures by much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbclient import NotebookClient

from gan_lab.course.execution import CELL_TIMEOUT, ThisInterpreter
from gan_lab.lessons import find_lesson
from tests.benchmarks import machine
from tests.benchmarks.machine import MIB

ROOT = Path(__file__).parents[2]
QUICK = tuple(f"{number:02}" for number in range(10))
STANDARD = ("01", "02")
EVERY = 0.1  # seconds between two looks


def measure(
    quick: Sequence[str] = QUICK,
    standard: Sequence[str] = STANDARD,
    data: str | None = None,
    former: Path | None = None,
) -> dict[str, Any]:
    """Figures of JupyterLab's server and of each lesson, as plain values.

    former: a file of them, measured on this machine: its lessons stay, but for those measured now
    """
    kept = {"lessons": []} if former is None else json.loads(former.read_text())
    rows = {(row["profile"], row["lesson"]): row for row in kept["lessons"]}
    runs = [(name, "quick") for name in quick] + [(name, "standard") for name in standard]
    for name, profile in runs:
        row = _lesson(find_lesson(name).name, profile, data)
        rows[profile, row["lesson"]] = row
    return {
        "machine": machine.describe("cpu"),
        "server": kept.get("server") or _server(),
        "lessons": [rows[key] for key in sorted(rows)],
    }


def table(content: dict[str, Any]) -> str:
    """The table of `measure`, in Markdown."""
    lines = [
        "| what runs | profile | memory at most, MiB | of it the student's own, MiB | "
        "one core computes, s | disk, MiB |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        f"| JupyterLab's server | | {content['server']['rss']:,.0f} "
        f"| {content['server']['own']:,.0f} | | |",
    ]
    lines += [
        f"| {row['lesson']} | {row['profile']} | {row['rss']:,.0f} | {row['own']:,.0f} "
        f"| {row['computed']:,.0f} | {row['disk']:,.1f} |"
        for row in content["lessons"]
    ]
    about = content["machine"]
    bf16 = "with" if about["bf16_hardware"] else "without"
    lines += [
        "",
        f"{about['processor']} {bf16} fast bfloat16, {about['threads']} threads, "
        f"torch {about['torch']}. The rest of the memory is libraries, which all students' "
        "processes on one machine share.",
    ]
    return "\n".join(lines)


class Watch(threading.Thread):
    """The most memory that a process and what it starts have held, and what they computed.

    rss: bytes; own: those that it shares with no file and no other process; computed: seconds
    """

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.over = threading.Event()
        self.rss = self.own = 0
        self.computed = 0.0

    def run(self) -> None:
        while True:
            looks = [look for each in _family(self.process) if (look := _look(each))]
            self.rss = max(self.rss, sum(rss for rss, _, _ in looks))
            self.own = max(self.own, sum(own for _, own, _ in looks))
            self.computed = max(self.computed, sum(seconds for _, _, seconds in looks))
            if self.over.wait(EVERY):
                return

    def figures(self) -> dict[str, float]:
        """What was seen, in MiB and seconds. Ends the watch."""
        self.over.set()
        self.join()
        return {"rss": self.rss / MIB, "own": self.own / MIB, "computed": self.computed}


def _family(process: psutil.Process) -> Iterator[psutil.Process]:
    yield process
    try:
        yield from process.children(recursive=True)
    except psutil.NoSuchProcess:
        return


def _look(process: psutil.Process) -> tuple[int, int, float] | None:
    try:
        memory, times = process.memory_info(), process.cpu_times()
    except psutil.NoSuchProcess:  # it has just ended
        return None
    return memory.rss, memory.rss - memory.shared, times.user + times.system


def _lesson(name: str, profile: str, data: str | None) -> dict[str, Any]:
    """Run a solved notebook in an empty folder, with an empty cache folder."""
    notebook = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    watches: list[Watch] = []

    def begin(**_: Any) -> None:
        if not watches:
            kernels = [p for p in psutil.Process().children() if "ipykernel" in str(p.cmdline())]
            watches.append(Watch(kernels[-1]))
            watches[0].start()

    with tempfile.TemporaryDirectory() as folder:
        work, cache = Path(folder) / "work", Path(folder) / "cache"
        work.mkdir()
        environment = {
            **os.environ,
            "GAN_LAB_PROFILE": profile,
            "GAN_LAB_DEVICE": "cpu",
            "GAN_LAB_WIDGETS": "on",  # as in a page
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(cache),
            **({} if data is None else {"GAN_LAB_DATA": data}),
        }
        NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            kernel_manager_class=ThisInterpreter,
            resources={"metadata": {"path": str(work)}},
            on_cell_start=begin,
            on_notebook_complete=lambda **_: watches[0].over.set(),
        ).execute(env=environment)
        used = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return {"lesson": name, "profile": profile, **watches[0].figures(), "disk": used / MIB}


def _server() -> dict[str, float]:
    """JupyterLab's server a few seconds after it answers, without a kernel."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0",
            f"--ServerApp.root_dir={folder}",
        ]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder
        ) as server:
            watch = Watch(psutil.Process(server.pid))
            watch.start()
            next(line for line in server.stderr or () if "is running at" in line)
            threading.Thread(target=server.stderr.read, daemon=True).start()  # type: ignore
            time.sleep(5)
            figures = watch.figures()
            server.terminate()
    return figures
