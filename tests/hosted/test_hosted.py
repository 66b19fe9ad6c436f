"""All notebooks in an imitation of Colab, from a repository and from an upload; then Kaggle's.

The ordinary tests run a sample in an environment that borrows torch and Jupyter from this one;
the slow ones run every lesson with the very versions of Colab's image.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from gan_lab.course.build import build
from gan_lab.course.release import release_files
from gan_lab.course.setup_cell import setup_cell
from gan_lab.files import write_zip
from gan_lab.lessons import LESSONS, find_lesson
from tests.hosted import service
from tests.hosted.service import ADDED, COLAB, IMAGE, KAGGLE, Service

ROOT = Path(__file__).parents[2]
ADDRESS = "someone/gan-course"
PATIENCE = 60.0  # seconds for the set-up cell

pytestmark = pytest.mark.skipif(os.name == "nt", reason="hosted services run on Linux")


def lesson(name: str, root: Path = ROOT) -> NotebookNode:
    """The solved notebook, which must begin with the set-up cell that students have."""
    solved, student = (
        nbformat.read(root / folder / f"{name}.ipynb", as_version=4)
        for folder in ("solutions", "notebooks")
    )
    codes = [next(c.source for c in nb.cells if c.cell_type == "code") for nb in (solved, student)]
    assert codes[0] == codes[1]
    assert 'begin("' in codes[0]
    for cell in solved.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return solved


def set_up_alone(name: str, repository: str = "", then: str = "pass") -> NotebookNode:
    """A lesson's set-up cell, and the code of one more cell."""
    codes = (setup_cell(name, repository), then)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])


def run_in(colab: Service, notebook: NotebookNode, patience: float = PATIENCE) -> None:
    """Run it; the set-up cell is quick, and changes nothing of what the service had."""
    packages, times = colab.packages(), colab.file_times()
    assert not ADDED & packages.keys()
    assert times
    seconds = colab.run(notebook)
    print(f"set-up cell: {seconds:.1f} s")
    assert seconds < patience
    found = colab.packages()
    assert found.keys() - packages.keys() == ADDED
    assert {name: found[name] for name in packages} == packages
    assert colab.file_times() == times


def git(*words: object, folder: Path) -> None:
    who = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
    command = ["git", *who, *(str(word) for word in words)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def publish(folder: Path, at: Path) -> dict[str, str]:
    """Make a repository of `folder`; where GitHub's address is read, git shall find it.

    Returns:
        The environment variables by which git is told so.
    """
    git("init", "--initial-branch=main", folder=folder)
    git("add", "--all", folder=folder)
    git("commit", "--message=the course", folder=folder)
    git("clone", "--bare", folder, at / "course.git", folder=at)
    config = at / "gitconfig"
    config.write_text(
        f'[url "file://{at}/course.git"]\n\tinsteadOf = https://github.com/{ADDRESS}\n'
    )
    return {"GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1"}


def write_release(path: Path, *names: str) -> None:
    """What `gan-lab release --out FILE.zip` writes of these lessons."""
    files = release_files(ROOT, [find_lesson(name) for name in names])
    write_zip(path, {f"gan-lab-course/{name}": content for name, content in files.items()})


def copy_course(folder: Path) -> Path:
    """The parts of the checkout that a package and its notebooks are made of."""
    folder.mkdir(parents=True)
    for name in ("gan_lab", "notebooks", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


# A sample: patient, since other tests may run at the same time


@pytest.fixture(scope="module")
def linked(tmp_path_factory) -> Path:
    return service.linked_python(tmp_path_factory.mktemp("linked") / "python")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> dict[str, str]:
    """pip finds there what Colab lacks, and what builds a wheel, and asks no network."""
    names = {"torchmetrics", "lightning-utilities", *service.with_requirements(["hatchling"])}
    folder = service.wheelhouse(tmp_path_factory.mktemp("index") / "wheels", names)
    return {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


@pytest.fixture(scope="module")
def warm_up(tmp_path_factory) -> Path:
    """A release of the shortest lesson."""
    path = tmp_path_factory.mktemp("release") / "gan-lab.zip"
    write_release(path, "00")
    return path


@pytest.fixture
def colab(linked, wheels, tmp_path) -> Iterator[Service]:
    """Colab, borrowed."""
    found = Service(linked, tmp_path / "colab", COLAB, dict(wheels))
    yield found
    found.is_as_new()


def test_a_notebook_runs_from_an_uploaded_zip(colab, warm_up) -> None:
    shutil.copy(warm_up, colab.content)
    run_in(colab, lesson("00_warm_up"), 3 * PATIENCE)


@needs_git
def test_the_set_up_cell_installs_from_the_repository(colab, tmp_path) -> None:
    course = copy_course(tmp_path / "course")
    colab.settings |= publish(course, tmp_path)
    then = "from gan_lab.runtime import has_page; assert has_page()  # it can show widgets"
    run_in(colab, set_up_alone("00", ADDRESS, then), 3 * PATIENCE)


def test_without_a_network_the_set_up_cell_says_so_and_changes_nothing(
    colab, warm_up, tmp_path
) -> None:
    shutil.copy(warm_up, colab.content)
    colab.settings["PIP_FIND_LINKS"] = str(tmp_path)  # an index that has nothing
    before = colab.packages()
    told = (
        r"(?s)\npip could not install lightning_utilities, torchmetrics, gan_lab_course-\S+:\nERR"
    )
    with pytest.raises(CellExecutionError, match=told + r".*\nIs there a network\?.*\."):
        colab.run(set_up_alone("00"))
    assert colab.packages() == before


def test_the_image_has_what_the_set_up_cell_leaves_alone() -> None:
    listed = set(re.findall(r"^([a-z0-9]+)==", IMAGE.read_text(encoding="utf-8"), re.M))
    assert {"torch", "torchvision", "numpy", "pillow", "matplotlib", "tensorboard"} <= listed
    assert {"ipywidgets", "h5py", "tqdm", "platformdirs"} <= listed
    assert not listed & {"torchmetrics", "jupyterlab"}


# All of it


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Iterator[Path]:
    """Python with Colab's packages: some gigabytes, removed at the end."""
    folder = tmp_path_factory.mktemp("image")
    yield service.colab_python(folder / "python")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def zipped(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("release") / "gan-lab.zip"
    write_release(path, *(each.name for each in LESSONS))
    return path


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The course with its address stamped, and how git finds its repository."""
    folder = tmp_path_factory.mktemp("repository")
    course = copy_course(folder / "course")
    build(root=course, address=ADDRESS)
    return course, publish(course, folder)


@pytest.fixture
def real_colab(image, tmp_path) -> Iterator[Service]:
    found = Service(image, tmp_path / "colab", COLAB)
    yield found
    found.is_as_new()


every_lesson = pytest.mark.parametrize("name", [each.name for each in LESSONS])


@pytest.mark.slow
@every_lesson
def test_every_lesson_runs_in_colab_from_an_uploaded_zip(real_colab, zipped, name) -> None:
    shutil.copy(zipped, real_colab.content)
    run_in(real_colab, lesson(name))


@pytest.mark.slow
@needs_git
@every_lesson
def test_every_lesson_runs_in_colab_from_the_repository(real_colab, published, name) -> None:
    course, settings = published
    real_colab.settings |= settings
    run_in(real_colab, lesson(name, course))


@pytest.mark.slow
def test_buttons_are_heard_while_a_cell_runs_in_colab(real_colab, zipped, tmp_path) -> None:
    """The test of the widgets' listener, with a kernel of Colab's."""
    shutil.copy(zipped, real_colab.content)
    real_colab.run(set_up_alone("00"))
    kernel = {"argv": real_colab.argv, "display_name": "Colab", "language": "python"}
    spec = tmp_path / "jupyter/kernels/python3/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(kernel))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/widgets/test_listen.py"],
        cwd=ROOT,
        env={**real_colab.environment(), "JUPYTER_PATH": str(tmp_path / "jupyter")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.fixture
def kaggle_input() -> Iterator[Path]:
    """Kaggle's folder of data sets, where it can be made and is not there yet."""
    folder = Path("/kaggle/input")
    if folder.parent.exists():
        pytest.skip("/kaggle is there already, and is not ours")
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        pytest.skip(f"/kaggle/input cannot be made: {error.strerror}")
    yield folder
    shutil.rmtree(folder.parent)


@pytest.mark.slow
def test_a_lesson_runs_in_kaggle_from_an_unpacked_data_set(
    image, tmp_path, zipped, kaggle_input
) -> None:
    kaggle = Service(image, tmp_path / "kaggle", KAGGLE)
    shutil.unpack_archive(zipped, kaggle_input / "gan-lab")  # as Kaggle does with a zip
    run_in(kaggle, lesson("01_toy_1010"))
    kaggle.is_as_new()
