"""Run a notebook from top to bottom, and keep of its outputs what may be published."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from gan_lab.course.source import wrong

CELL_TIMEOUT = 1800  # seconds


class ThisInterpreter(AsyncKernelManager):
    """Starts the Python that runs now, whatever kernels are installed beside it."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


def run_notebook(notebook: NotebookNode, root: Path, profile: str) -> None:
    """Execute `notebook` in place, in an empty folder, with the gan_lab of `root`.

    Raises:
        GanLabError: a cell stops, takes longer than CELL_TIMEOUT, ends its kernel, or shows a path
            of this machine; the message names the cell.
    """
    metadata = notebook.metadata  # the run writes its Python's version into it
    notebook.metadata = metadata.copy()
    at: list[NotebookNode] = []
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            kernel_manager_class=ThisInterpreter,
            resources={"metadata": {"path": folder}},
            record_timing=False,
            on_cell_start=lambda cell, cell_index: at.append(cell),
        )
        path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "GAN_LAB_PROFILE": profile, "PYTHONPATH": path}
        environment |= {"GAN_LAB_PROGRESS": "off", "GAN_LAB_KEEP": "off"}  # nobody's
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise wrong(at[-1], f"{error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            raise wrong(at[-1], f"took more than {CELL_TIMEOUT} seconds") from None
        except DeadKernelError:
            raise wrong(at[-1], "ended its kernel (out of memory?)") from None
        notebook.metadata = metadata
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [o for o in cell.outputs if may_keep(cell) and not _passing(o)]
                _refuse_paths(cell, [root, Path.home(), Path(folder)])


def may_keep(cell: NotebookNode) -> bool:
    """Whether a cell's outputs may be published: images of a data set need their licence."""
    shows_data = "shows-data" in cell.metadata.get("tags", [])
    return not shows_data or "licence" in cell.metadata.get("gan_lab", {})


def _passing(output: NotebookNode) -> bool:
    """Whether an output says nothing once the run is over.

    Progress bars go to stderr, and a widget is dead without its kernel.
    """
    widget = "application/vnd.jupyter.widget-view+json"
    return output.get("name") == "stderr" or widget in output.get("data", {})


def _refuse_paths(cell: NotebookNode, paths: list[Path]) -> None:
    told = "\n".join(_texts(cell.outputs))
    for path in paths:
        if path != Path(path.anchor) and str(path) in told:
            raise wrong(cell, f"its output shows this machine's path {path}")


def _texts(value: Any) -> Iterator[str]:
    """Every text in an output, but not the letters that encode a picture.

    Among so many random letters any short path, such as /root, can be found.
    """
    if isinstance(value, str):
        yield re.sub(r"base64,[A-Za-z0-9+/=]+", "", value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("image/png", "image/jpeg"):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
