"""A data root that nobody may write, as in a classroom: lessons load, pack and keep points."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_lab.data.packing import pack
from tests.conftest import REAL_ROOT

ROOT = Path(__file__).parents[2]
# In a mount namespace of its own; a read-only mount stops even root, whom permissions do not stop.
FREEZE = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def frozen(root: Path, home: Path, *command: str, **environment: str) -> str:
    """Run `command` where `root` is a read-only data root and `home` the user's own folder."""
    user = [] if os.name == "posix" and os.geteuid() == 0 else ["--map-root-user"]
    shell = ["unshare", *user, "--mount", "sh", "-c", FREEZE, str(root)]
    if (
        not shutil.which("unshare")
        or subprocess.run([*shell, "true"], capture_output=True).returncode
    ):
        pytest.skip("this system lets no test make a read-only mount")
    package = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    own = {
        **os.environ,
        "GAN_LAB_DATA": str(root),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "PYTHONPATH": package,
        **environment,
    }
    home.mkdir(exist_ok=True)
    done = subprocess.run([*shell, *command], cwd=home, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def root(tmp_path) -> Path:
    """A data root with a small MNIST and two faces, and without FashionMNIST."""
    folder = tmp_path / "data"
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        shapes = {f"{part}-images-idx3-ubyte": (4, 28, 28), f"{part}-labels-idx1-ubyte": (4,)}
        for name, shape in shapes.items():
            head = bytes([0, 0, 8, len(shape)]) + np.array(shape, ">i4").tobytes()
            (raw / name).write_bytes(head + bytes(int(np.prod(shape))))
    (folder / "celeba").mkdir()
    for colour in ("red", "green"):
        Image.new("RGB", (9, 9), colour).save(folder / "celeba" / f"{colour}.png")
    return folder


LOAD = """
from pathlib import Path
from gan_lab.checks import _progress
from gan_lab.checks._core import Verdict
from gan_lab.data import data_root, images, load

try:
    (data_root() / "x").touch()
    raise SystemExit("the root can be written: this proves nothing")
except OSError:
    pass
images._verify = lambda *_: None  # these four pictures are not the originals
images.OFFLINE_SIZES = {"train": 20, "test": 10}
print(load("mnist").source)
print(load("fashion-mnist").source)
for _ in range(2):
    faces = load("faces", size=8)
    print(len(faces), "faces")
verdict = Verdict(exercise="1.1", status="passed", points=2, out_of=2)
assert _progress.record(verdict, Path("progress.json")) is None
print(list(_progress.read_progress(Path("progress.json"))))
"""


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.skipif(sys.platform != "linux", reason="needs mount namespaces")
def test_lessons_load_pack_and_keep_points(root, tmp_path) -> None:
    before = files(root)
    said = frozen(root, tmp_path / "home", sys.executable, "-c", LOAD, GAN_LAB_OFFLINE="")
    assert "MNIST (LeCun" in said
    assert "offline garments (drawn by gan_lab, not FashionMNIST)" in said
    assert said.count("2 faces") == 2
    assert "['1.1']" in said
    assert files(root) == before
    mine = files(tmp_path / "home")
    assert {name for name in mine if "packed" in name and name.endswith(".npy")}
    assert "progress.json" in mine


@pytest.mark.skipif(sys.platform != "linux", reason="needs mount namespaces")
def test_what_was_packed_beside_the_data_serves_all(root, tmp_path) -> None:
    """An administrator packs once: then no student's home folder holds the images again."""
    pack(root / "celeba", 8, progress=False)
    frozen(root, tmp_path / "home", sys.executable, "-c", LOAD)
    assert not [name for name in files(tmp_path / "home") if name.endswith(".npy")]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs mount namespaces")
@pytest.mark.parametrize("lesson", ["02", "04"])
def test_whole_lessons_run(lesson: str, tmp_path) -> None:
    if REAL_ROOT is None:
        pytest.skip("the data are not at hand: set GAN_LAB_DATA to the folder that holds them")
    code = (
        "import nbformat, pathlib, sys\n"
        "from gan_lab.course.execution import run_notebook\n"
        "from gan_lab.lessons import find_lesson\n"
        f"root = pathlib.Path({str(ROOT)!r})\n"
        f"path = root / 'solutions' / (find_lesson({lesson!r}).name + '.ipynb')\n"
        "run_notebook(nbformat.read(path, as_version=4), root, 'quick')\n"
    )
    frozen(Path(REAL_ROOT).resolve(), tmp_path / "home", sys.executable, "-c", code)
