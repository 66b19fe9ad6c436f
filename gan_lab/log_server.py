"""TensorBoard on the log of a run, from the command line."""

from __future__ import annotations

import contextlib
import io
import logging
import time
from pathlib import Path
from typing import Any

from gan_lab.errors import GanLabError


def log_folder(folder: str | Path) -> Path:
    """Where the logs of a run lie, or of all runs in a folder.

    Raises:
        GanLabError: there are none.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise GanLabError(
            f"there is no folder {folder}: name that of a run, such as runs/mlp-mnist"
        )
    if next(folder.rglob("events.out.tfevents.*"), None) is None:
        raise GanLabError(
            f"{folder} holds no log for TensorBoard: name the folder of a run, or one that holds "
            "several runs"
        )
    own = folder / "tensorboard"
    return own if own.is_dir() else folder


def start(folder: str | Path, port: int | None = None) -> str:
    """Start TensorBoard in this process and return its address; it ends with the process.

    It runs in this environment, whatever is on the path.

    Args:
        folder: of a run, or one that holds several.
        port: 0 chooses any free one; 6006, or the next one that is free, when left out.

    Raises:
        GanLabError: no log is there, TensorBoard cannot be imported, or the port cannot be had.
    """
    logs = log_folder(folder)
    if port is not None and not 0 <= port < 2**16:
        raise GanLabError(f"--port must lie in 0..65535, got {port}")
    try:
        import tensorboard.program as program  # slow to import; `from` would only import it later
        from tensorboard.util import tb_logging
    except ImportError as error:  # before 2.21 it needs a module that setuptools 82 has dropped
        raise GanLabError(
            f"TensorBoard cannot be imported ({error}): pip install --upgrade tensorboard"
        ) from None

    tb_logging.get_logger().setLevel(logging.ERROR)
    # all pictures of a log: it would show a random ten of them
    words = ["--logdir", str(logs), "--samples_per_plugin", "images=1000"]
    words += [] if port is None else ["--port", str(port)]
    server: Any = program.TensorBoard()
    server.configure(["tensorboard", *words])
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # notes on what it is built with
            return str(server.launch())
    except program.TensorBoardServerException as error:
        raise GanLabError(f"{error.msg}: choose another --port") from None


def serve(folder: str | Path, port: int | None = None) -> None:
    """Start TensorBoard, print its address, and wait until Ctrl-C is pressed.

    Raises:
        GanLabError: see `start`.
    """
    address = start(folder, port)
    print(f"TensorBoard shows {folder} at {address} - Ctrl+C ends it.", flush=True)
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        print()
