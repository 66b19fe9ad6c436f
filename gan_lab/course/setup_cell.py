"""The cell that every notebook begins with.

Where gan_lab is importable it only reports. Elsewhere (Colab, Kaggle) it installs the package with
--no-deps, so that the torch, NumPy and Jupyter of a hosted service stay as they are, and then
those few requirements that are really missing.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from string import Template

from gan_lab.errors import GanLabError
from gan_lab.lessons import find_lesson

_CELL = Template("""\
# @title Set-up: run this cell first
# On your own computer it only reports. In Colab or Kaggle it also installs the course's package,
# and leaves torch, NumPy and Jupyter as they are.
import importlib.util
import subprocess
import sys
from pathlib import Path


class SetUpStopped(Exception):
    def _render_traceback_(self):  # Jupyter then shows the message alone
        return [str(self)]


def install(*packages):
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", *packages]
    done = subprocess.run(pip, capture_output=True, text=True)
    if done.returncode:
        raise SetUpStopped(f"pip could not install {' '.join(packages)}:\\n{done.stderr.strip()}")
    importlib.invalidate_caches()


if importlib.util.find_spec("gan_lab") is None:
$install
    needed = {
        "lightning_utilities": "lightning-utilities",
        "matplotlib": "matplotlib",
        "platformdirs": "platformdirs",
        "tensorboard": "tensorboard",
        "torchmetrics": "torchmetrics",
        "tqdm": "tqdm",
    }
    missing = [needed[name] for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        install(*missing)

from gan_lab.course.session import begin

begin("$lesson")
""")

_FROM_REPOSITORY = Template("""\
    install("git+https://github.com/$repository")
""")

_FROM_WHEEL = """\
    wheel = "gan_lab_course-*.whl"
    wheels = [*Path().glob(wheel), *Path("/kaggle/input").rglob(wheel)]
    if not wheels:
        raise SetUpStopped(
            "This notebook needs the course's package, which is not installed here.\\n"
            "1. Ask your instructor for the file gan_lab_course-VERSION-py3-none-any.whl.\\n"
            "2. In Colab, open the file pane (the folder on the left) and drag the file into it.\\n"
            "   In Kaggle, add the file as a data set. Elsewhere, put it beside this notebook.\\n"
            "3. Run this cell again."
        )
    install(str(max(wheels, key=lambda path: path.stat().st_mtime)))  # the latest upload
"""


def setup_cell(lesson: str, repository: str = "") -> str:
    """The code of a lesson's set-up cell.

    Args:
        lesson: any name of the lesson
        repository: OWNER/NAME of the public repository; "" for none, then the cell installs an
            uploaded wheel
    """
    install = _FROM_REPOSITORY.substitute(repository=repository) if repository else _FROM_WHEEL
    number = find_lesson(lesson).number
    return _CELL.substitute(install=install.rstrip("\n"), lesson=number).rstrip("\n")


def repository(root: Path) -> str:
    """OWNER/NAME from [tool.gan_lab] of the course's pyproject.toml, or "" when it names none.

    Raises:
        GanLabError: pyproject.toml cannot be read.
    """
    # Python 3.10 has no tomllib; tomli, the same code, comes there with jupyterlab.
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    path = root / "pyproject.toml"
    try:
        settings = toml.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GanLabError(f"{path} cannot be read: {error}") from None
    return str(settings.get("tool", {}).get("gan_lab", {}).get("repository", ""))
