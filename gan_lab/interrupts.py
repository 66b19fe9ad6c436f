"""Ctrl+C, and a notebook's *Interrupt*, heard at a moment that loses nothing."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def heard_by(listener: Callable[[], None]) -> Iterator[None]:
    """Within the block the first Ctrl+C calls `listener`; pressed again, it stops at once."""
    if threading.current_thread() is not threading.main_thread():  # only it gets signals
        yield
        return

    def hear(*_: object) -> None:
        signal.signal(signal.SIGINT, former)
        listener()

    former = signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
