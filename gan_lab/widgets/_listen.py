"""Hear a widget's buttons while a cell runs."""

from __future__ import annotations

import asyncio
from typing import Any


class Listener:
    """Each call lets through what the page's widgets have said since the last one.

    A kernel reads its messages one by one, and a running cell is one of them: a button that is
    pressed meanwhile would be heard only after it. So this reads the messages that wait, hands
    those of widgets to their handlers at once, and keeps all others, such as the next cells of
    "Run All", in their order until `close`. Kernels whose pages speak to widgets over a channel
    of their own (ipykernel 7.0 to 7.3 with JupyterLab) hear them anyway, in another thread.

    Outside a notebook it hears nothing. Call it in the notebook's own thread alone.
    """

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._kernel = notebook_kernel()
        self._stream = _shell_stream(self._kernel)

    def __call__(self) -> None:
        if self._stream is None:
            return
        import zmq

        while True:
            try:
                frames = self._stream.socket.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:  # nothing more waits
                return
            self._take(frames)

    def _take(self, frames: Any) -> None:
        session = self._kernel.session
        identities, parts = session.feed_identities(frames, copy=False)
        kind = session.unpack(parts[1].bytes)["msg_type"]  # of signature, header, ...
        if not kind.startswith("comm_"):
            self._kept.append(frames)
            return
        message = session.deserialize(parts, content=True, copy=False)
        self._say(message, "busy")
        try:
            self._kernel.shell_handlers[kind](self._stream, identities, message)
        finally:
            self._say(message, "idle")  # the page sends the next one only after this
            self._say(self._kernel.get_parent(), "busy")  # the cell is still running

    def _say(self, message: Any, state: str) -> None:
        kernel = self._kernel
        kernel.session.send(
            kernel.iopub_socket,
            "status",
            {"execution_state": state},
            parent=message,
            ident=kernel.topic("status") if hasattr(kernel, "topic") else kernel._topic("status"),
        )

    def close(self) -> None:
        """Give what was kept back to the kernel, which takes it after this cell."""
        if self._stream is None:
            return
        loop, stream = asyncio.get_running_loop(), self._stream
        for frames in self._kept:
            # not the callback alone: it is a coroutine in ipykernel 7, which someone must await
            loop.call_soon(stream._run_callback, stream._recv_callback, frames)
        self._kept = []
        # what came last was perhaps announced to the kernel before it was read here
        loop.call_soon(stream.flush)


def notebook_kernel() -> Any:
    """The kernel of the notebook that this runs in; None outside one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return getattr(get_ipython(), "kernel", None)


def _shell_stream(kernel: Any) -> Any:
    """The stream on which a kernel's main thread gets its messages; None without one."""
    if getattr(kernel, "_supports_kernel_subshells", False):  # ipykernel 7
        manager = kernel.shell_channel_thread.manager
        return manager.get_shell_channel_to_subshell_pair(None).to_stream
    return getattr(kernel, "shell_stream", None)
