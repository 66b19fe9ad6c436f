"""Imitations of hosted notebook services: a Python of their own, and their way to start a kernel.

`colab_python` has the versions of Colab's image, which takes minutes to install. `linked_python`
lends them from the environment that runs the tests: torch and all that Colab has, but neither the
course nor what Colab lacks. pip can change nothing in what it lends: that lies outside of it.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode
from packaging.requirements import Requirement

HERE = Path(__file__).parent
IMAGE = HERE / "colab.txt"
COLAB, KAGGLE = "colab_kernel_launcher", "ipykernel_launcher"
# What the set-up cell is to install: nothing else may change.
ADDED = {"gan-lab-course", "lightning-utilities", "torchmetrics"}
UNTOUCHED = ("torch", "torchvision", "numpy")


@dataclass
class Service:
    """A hosted notebook service.

    python: its interpreter
    folder: which holds its folder for notebooks, its home and its temporary files
    launcher: the module that starts its kernels
    settings: further environment variables of its kernels
    """

    python: Path
    folder: Path
    launcher: str = COLAB
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("content", "home", "tmp"):
            (self.folder / name).mkdir(parents=True)

    @property
    def content(self) -> Path:
        """The current folder of its notebooks."""
        return self.folder / "content"

    @property
    def argv(self) -> list[str]:
        """The command that starts a kernel."""
        return [str(self.python), "-m", self.launcher, "-f", "{connection_file}"]

    def environment(self) -> dict[str, str]:
        """As on another machine: nothing of the course's or of this Python's settings."""
        ours = (
            "GAN_LAB_",
            "PYTHON",
            "VIRTUAL_ENV",
            "JPY_",
            "JUPYTER",
            "MPL",
            "TENSORBOARD",
            "PYTEST",
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {
            **kept,
            "PATH": os.pathsep.join([str(self.python.parent), os.environ["PATH"]]),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "GAN_LAB_PROFILE": "quick",
            "GAN_LAB_OFFLINE": "1",  # MNIST need not be fetched for this
            **self.settings,
        }

    def run(self, notebook: NotebookNode) -> float:
        """Run a notebook from top to bottom; each cell must succeed.

        Returns:
            The seconds that its first code cell took.
        """
        spec = KernelSpec(argv=self.argv, display_name="hosted", language="python")
        Kernel = type("Kernel", (AsyncKernelManager,), {"kernel_spec": spec})

        times: list[float] = []
        client = NotebookClient(
            notebook,
            timeout=600,
            kernel_manager_class=Kernel,
            resources={"metadata": {"path": str(self.content)}},
            on_cell_execute=lambda cell, cell_index: times.append(time.perf_counter()),
            on_cell_executed=lambda cell, cell_index, execute_reply: times.append(
                time.perf_counter()
            ),
        )
        try:
            client.execute(env=self.environment())
        finally:
            self._end_tensorboards()
        return times[1] - times[0]

    def call(self, *words: str) -> str:
        """What this Python prints, called with `words`; it must succeed."""
        done = subprocess.run(
            [str(self.python), *words],
            cwd=self.content,
            env=self.environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def packages(self) -> dict[str, str]:
        """Name -> version of all that is installed."""
        code = (
            "import importlib.metadata as m, json\n"
            "print(json.dumps({d.name.lower().replace('_', '-'): d.version"
            " for d in m.distributions()}))"
        )
        return json.loads(self.call("-I", "-c", code))

    def file_times(self) -> dict[str, int]:
        """When each file of torch, torchvision and NumPy was written last, in nanoseconds."""
        code = (
            "from importlib.util import find_spec\n"
            f"for each in {UNTOUCHED}: print(find_spec(each).submodule_search_locations[0])"
        )
        folders = self.call("-I", "-c", code).split()
        return {
            str(path): path.stat().st_mtime_ns
            for folder in folders
            for path in Path(folder).rglob("*")
            if "__pycache__" not in path.parts and path.is_file()
        }

    def is_as_new(self) -> Service:
        """This service in a new session: no file, and nothing that was installed."""
        self.call("-m", "pip", "uninstall", "--quiet", "--yes", *sorted(ADDED))
        for path in self.content.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self

    def _end_tensorboards(self) -> None:
        """End what `open_tensorboard` started in the kernel: a session's end does it there."""
        for path in (self.folder / "tmp/.tensorboard-info").glob("*.info"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(json.loads(path.read_text())["pid"], signal.SIGTERM)
            path.unlink(missing_ok=True)


def colab_python(folder: Path) -> Path:
    """A Python with what Colab's image has. Skips the test where that cannot be installed."""
    python = _make(_colab_version(), folder)
    install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(IMAGE)]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"Colab's packages cannot be installed here: {last}")
    _add_site(python)
    return python


def linked_python(folder: Path) -> Path:
    """A Python that borrows what Colab has from this environment."""
    python = _make(sys.executable, folder)
    lent = folder / "image/dist-packages"  # by such a name checks know libraries from answers
    lent.mkdir(parents=True)
    lines = IMAGE.read_text(encoding="utf-8").splitlines()
    names = {Requirement(line).name for line in lines if line and not line.startswith("#")}
    for name in with_requirements(names - {"notebook", "nbclassic", "pip"}):
        for path in _installed(name):
            link = lent / path.name
            if not link.exists():
                link.symlink_to(path, target_is_directory=path.is_dir())
    (_site_packages(python) / "image.pth").write_text(f"{lent}\n")
    _add_site(python)
    return python


def wheelhouse(folder: Path, names: Iterable[str]) -> Path:
    """A folder with wheels, made of packages of this environment."""
    folder.mkdir()
    for name in names:
        found = importlib.metadata.distribution(name)
        stem = f"{found.name.replace('-', '_')}-{found.version}-py3-none-any.whl"
        with zipfile.ZipFile(folder / stem, "w") as wheel:
            for file in found.files or ():
                if ".." not in file.parts and file.suffix != ".pyc" and file.locate().is_file():
                    wheel.write(file.locate(), file.as_posix())
    return folder


def _colab_version() -> str:
    """A Python of Colab's version; else this one, if the image's packages are made for it."""
    for name in ("python3.12", "python3.11", "python3.10", sys.executable):
        ask = [name, "-c", "import sys; print(sys.executable, *sys.version_info[:2])"]
        with contextlib.suppress(OSError):
            done = subprocess.run(ask, capture_output=True, text=True)
            if done.returncode == 0:
                python, major, minor = done.stdout.split()
                if (3, 10) <= (int(major), int(minor)) <= (3, 12):
                    return python
    pytest.skip("Colab's packages need a Python from 3.10 to 3.12")


def _make(python: str, folder: Path) -> Path:
    """A virtual environment with pip alone."""
    if python == sys.executable:
        venv.create(folder, with_pip=True)
    else:
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    return folder / "bin/python"


def _site_packages(python: Path) -> Path:
    (found,) = (python.parents[1] / "lib").glob("python*/site-packages")
    return found


def _add_site(python: Path) -> None:
    """Add the package google.colab and the launcher, which are Colab's own."""
    shutil.copytree(HERE / "site", _site_packages(python), dirs_exist_ok=True)


def with_requirements(names: Iterable[str]) -> set[str]:
    """`names`, with what they require in this environment, and so on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        found.add(name)
        for line in importlib.metadata.requires(name) or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                waiting.append(wanted.name)
    return found


def _installed(name: str) -> set[Path]:
    """The topmost files and folders of a package of this environment."""
    files = importlib.metadata.distribution(name).files or ()
    tops = {file.parts[0]: file for file in files if file.parts[0] not in ("..", "__pycache__")}
    return {
        Path(str(file.locate())).parents[len(file.parts) - 1] / top for top, file in tops.items()
    }
