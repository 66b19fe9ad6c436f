"""The cell that every notebook begins with.

Where gan_lab is importable, on one's own computer, it only reports. In Colab and Kaggle it installs
the package with --no-deps, so that torch, NumPy and Jupyter stay as they are, and with it those few
requirements that are really missing. An upload (the release's zip, or the wheel in it) comes first,
then the public repository.

What the services have: Colab publishes the list of its image (googlecolab/backend-info,
pip-freeze.txt). That of the runtime 2026.01 has every requirement of the course but torchmetrics,
with its lightning-utilities, and JupyterLab, for which Colab has a page of its own. Kaggle's image
(Kaggle/docker-python, kaggle_requirements.txt) is built on Colab's and adds these too.

The cell's list NEEDED holds the requirements that can be installed alone. Not in it are torch and
torchvision (with Pillow and filelock), matplotlib, TensorBoard and requests (with urllib3), which
have requirements of their own that --no-deps would leave out, and JupyterLab and ipywidgets, which
must fit the service's page. A service for notebooks that lacks one of these is none for this
course.
"""

from __future__ import annotations

from string import Template

from gan_lab.lessons import find_lesson

_CELL = Template("""\
# @title Set-up: run this cell first
# On your own computer it only reports. In Colab and Kaggle it also installs the course's package,
# and leaves torch, NumPy and Jupyter as they are.
import glob
import hashlib
import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

REPOSITORY = "$repository"  # OWNER/NAME on GitHub, if the course has one
UPLOADS = ["", "/content/", "/content/drive/MyDrive/", "/kaggle/input/**/"]
WHEEL = "gan_lab_course-*.whl"
NEEDED = ["h5py", "lightning_utilities", "platformdirs", "torchmetrics", "tqdm"]


class SetUpStopped(Exception):
    def _render_traceback_(self):  # Jupyter then shows the message alone
        return [str(self)]


def uploaded():
    # name and content of the wheel that was uploaded last, alone or in the release's zip
    names = [WHEEL, f"gan-lab-course/{WHEEL}", "*.zip"]
    places = [at + name for at in UPLOADS for name in names]
    files = [file for place in places for file in glob.glob(place, recursive=True)]
    for file in sorted(files, key=os.path.getmtime, reverse=True):
        if file.endswith(".whl"):
            name = Path(file).name.split(" (")[0].removesuffix(".whl")  # browsers add " (1)"
            return f"{name}.whl", Path(file).read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as release:
                for name in release.namelist():
                    if Path(name).match(WHEEL):
                        return Path(name).name, release.read(name)
    return None, None


def is_other(wheel):
    # whether pip has installed the course from another file than this one
    try:
        origin = importlib.metadata.distribution("gan-lab-course").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return False  # it lies in a folder on the path
    if not origin or '"editable"' in origin:
        return False
    return hashlib.sha256(wheel).hexdigest() not in origin


def install(packages):
    pip = [sys.executable, "-m", "pip", "--no-color", "install", "--quiet"]
    options = ["--no-deps", "--force-reinstall"]
    done = subprocess.run([*pip, *options, *packages], capture_output=True, text=True)
    if done.returncode:
        names = ", ".join(Path(each).name for each in packages)
        raise SetUpStopped(
            f"pip could not install {names}:\\n{done.stderr.strip()[-800:]}\\n"
            "Is there a network? In Kaggle: Settings > Turn on internet. Then run this cell again."
        )
    importlib.invalidate_caches()


def set_up():
    spec = importlib.util.find_spec("gan_lab")
    there = spec is not None and spec.origin is not None  # without one it is a folder of that name
    if there and not Path(spec.origin).with_name("course").is_dir():
        raise SetUpStopped(
            f"Another package named gan_lab is in the way: {spec.origin}. Remove or rename it,"
            " restart the kernel and run this cell again."
        )
    if there and not ("google.colab" in sys.modules or Path("/kaggle/input").is_dir()):
        return
    name, wheel = uploaded()
    if not (there or wheel or REPOSITORY):
        raise SetUpStopped(
            "This notebook needs the course's package, which is not installed here.\\n"
            "1. Take the zip that your instructor handed out, or the file in it that is called\\n"
            "   gan_lab_course-VERSION-py3-none-any.whl.\\n"
            "2. In Colab, open the file pane (the folder on the left), drag the file there, wait\\n"
            "   until it is there whole. Or put it into your Drive, outside of any folder,\\n"
            "   and mount the Drive in that pane.\\n"
            "   In Kaggle, choose Add Input > Upload > New Dataset.\\n"
            "   On your own computer, choose the kernel in which you installed the course:\\n"
            "   that of the folder .venv. Or put the file beside this notebook.\\n"
            "3. Run this cell again."
        )
    packages = [each for each in NEEDED if importlib.util.find_spec(each) is None]
    with tempfile.TemporaryDirectory() as folder:
        course = None
        if wheel and (not there or is_other(wheel)):
            course = Path(folder, name)
            course.write_bytes(wheel)
        elif not there:
            course = f"git+https://github.com/{REPOSITORY}"
        packages += [str(course)] if course else []
        if packages:
            install(packages)
    if course and "gan_lab" in sys.modules:
        raise SetUpStopped(
            "The course's package is installed anew. Restart the kernel (in Colab Runtime >"
            " Restart session) and run this cell again."
        )


set_up()

from gan_lab.course.session import begin

begin("$lesson")
""")


def setup_cell(lesson: str, repository: str = "") -> str:
    """The code of a lesson's set-up cell.

    Args:
        lesson: any name of the lesson
        repository: OWNER/NAME of the public repository; "" for none, then the cell can install an
            upload alone
    """
    number = find_lesson(lesson).number
    return _CELL.substitute(repository=repository, lesson=number).rstrip("\n")
