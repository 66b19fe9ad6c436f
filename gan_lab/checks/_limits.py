"""What a check allows an answer: so much time, and so much to print."""

from __future__ import annotations

import contextlib
import ctypes
import io
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import torch

SECONDS = 8.0  # a check of a right answer takes one or two on two CPU cores
IMPORTS = 30.0  # seconds more while a module is being imported
CHARACTERS = 2_000  # about thirty lines


class TookTooLong(BaseException):
    """The answer's time is up. Not an Exception, so that the answer's own `except` lets it by."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLong in this thread after `seconds`, and again each second until it is out.

    Again, because a bare `except:` in a loop swallows the first one. Only what Python can
    interrupt ends: a single call into a library that does not return is out of its reach.
    """
    ends = threading.Event()
    caller = sys._getframe(2)  # of `with time_limit(...)`; between lies contextlib
    main = threading.current_thread() is threading.main_thread()
    if main and hasattr(signal, "setitimer"):
        # A signal also ends a sleep. A timer that the program has set goes on afterwards.
        deadline = time.monotonic() + seconds + IMPORTS

        def time_is_up(_: int, frame: Any) -> None:
            if not _imports(frame, caller) or time.monotonic() > deadline:
                raise TookTooLong

        before = signal.signal(signal.SIGALRM, time_is_up)
        timer = signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
        try:
            try:
                yield
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # reached even where time is up in the line above
            signal.signal(signal.SIGALRM, before)
            signal.setitimer(signal.ITIMER_REAL, *timer)
        return
    watch = threading.Thread(
        target=_raise_in, args=(threading.get_ident(), seconds, ends, caller), daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        ends.set()
        watch.join()


def _imports(frame: Any, caller: Any) -> bool:
    """Whether a module is being imported at `frame`, somewhere below `caller`.

    An import that is cut short can leave the module half made for the rest of the session. The
    first optimiser imports torch._dynamo, for seconds on a slow computer.
    """
    while frame is not None and frame is not caller:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _raise_in(thread: int, seconds: float, ends: threading.Event, caller: Any) -> None:
    deadline = time.monotonic() + seconds + IMPORTS
    while not ends.wait(seconds):
        seconds = 1.0
        frame = sys._current_frames().get(thread)
        if _imports(frame, caller) and time.monotonic() < deadline:
            continue
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread), ctypes.py_object(TookTooLong)
        )


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let torch calculate on one core.

    A check's tensors are small, and on a busy computer torch's threads wait for each other so
    long that a right answer would run out of time.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextlib.contextmanager
def limited_output() -> Iterator[None]:
    """Pass on the first CHARACTERS that are printed, and leave out the rest."""
    with contextlib.redirect_stdout(_First(sys.stdout)):
        yield


class _First(io.TextIOBase):
    def __init__(self, out: Any) -> None:
        self.out = out
        self.left = CHARACTERS

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.left >= 0:
            self.out.write(text[: self.left])
            if len(text) > self.left:
                self.out.write("\n... (your code prints more; the rest is left out)\n")
        self.left -= len(text)
        return len(text)

    def flush(self) -> None:
        self.out.flush()
