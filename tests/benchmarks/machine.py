"""The machine that is measured on: what it is, who else uses it, how much memory a process took."""

from __future__ import annotations

import contextlib
import platform
import time
from pathlib import Path
from typing import Any

import psutil
import torch

from gan_lab.runtime import cpu_bf16_flags, cpu_has_fast_bf16

MIB = 2**20


def describe(device: str) -> dict[str, Any]:
    """What a reader must know of the machine to judge a figure that was measured on it."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(logical=False) or psutil.cpu_count(),
        "threads": torch.get_num_threads(),
        "bf16_hardware": cpu_has_fast_bf16(),
        "bf16_flags": cpu_bf16_flags(),
        "device": torch.cuda.get_device_name(device) if device.startswith("cuda") else device,
        "torch": torch.__version__,
    }


def _processor() -> str:
    with contextlib.suppress(OSError):  # not Linux
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def peak_memory() -> float:
    """The most memory that this process has held so far, in MiB, its workers' own with it.

    A worker shares most pages with the process that it was forked from: only those that it holds
    by itself are added.
    """
    workers = (worker.memory_full_info().uss for worker in psutil.Process().children(True))
    return (_peak_of_this_process() + sum(workers)) / MIB


def _peak_of_this_process() -> int:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):  # not ru_maxrss: Linux hands on the parent's to a child
                return int(line.split()[1]) * 1024
    if platform.system() == "Windows":
        return psutil.Process().memory_info().peak_wset
    import resource  # Unix has it

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


class Others:
    """How many cores are used, from now on, by all but this process, that of `pid` and its workers.

    Time that the hypervisor gave to other machines counts too: it was taken from us.
    """

    def __init__(self, pid: int) -> None:
        self._ours, self._parent = {psutil.Process(), psutil.Process(pid)}, psutil.Process(pid)
        self._start, self._used = time.perf_counter(), self._used_by_others()

    def cores(self) -> float:
        """The mean since the beginning."""
        return (self._used_by_others() - self._used) / (time.perf_counter() - self._start)

    def _used_by_others(self) -> float:
        """Seconds of all cores together."""
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        # a guest's time is in user's already
        busy = sum(times) - idle - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
        return busy - sum(map(_seconds, (*self._ours, *self._parent.children(recursive=True))))


def _seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):  # a worker that has just ended
        times = process.cpu_times()
        return times.user + times.system
    return 0.0
