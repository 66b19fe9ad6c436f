"""A data root that may not be entered, as another user's folder: said once, and nothing crashes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RIGHTS = "--bounding-set=-dac_override,-dac_read_search"  # by which root enters every folder
COMMANDS = """
from gan_lab.cli import main
from gan_lab.course.session import begin
from gan_lab.data import images, load, photos

images.OFFLINE_SIZES = {"train": 20, "test": 10}
photos.OFFLINE_FACES = {"train": 4, "test": 2}
for command in ("data list", "data get mnist", "data get faces --accept-terms", "doctor"):
    print("status", main(command.split()), flush=True)
begin("02")
begin("04")
print(load("mnist").source)
print(load("faces", size=32).source)
try:
    load("mnist", source="real")
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def closed(tmp_path):
    """What COMMANDS print where a folder of the data root lets nobody in."""

    def run(name: str) -> str:
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        as_anybody = [] if os.geteuid() else ["setpriv", RIGHTS]
        if as_anybody and not shutil.which("setpriv"):
            pytest.skip("this system lets no test give up its rights")
        package = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        own = {
            **os.environ,
            "GAN_LAB_DATA": str(tmp_path / "data"),
            "GAN_LAB_OFFLINE": "1",
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "PYTHONPATH": package,
        }
        folder.chmod(0)
        try:
            done = subprocess.run(
                [*as_anybody, sys.executable, "-c", COMMANDS],
                cwd=tmp_path, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
        finally:
            folder.chmod(0o755)
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run


@pytest.mark.skipif(os.name != "posix", reason="Windows asks other questions")
def test_a_closed_root(closed, tmp_path) -> None:
    said = closed("")
    why = f"data in {tmp_path / 'data'} may not be read: ask its owner"
    assert said.count(f"gan-lab: {why}") == 3
    assert said.count("status 2") == 3
    assert f"note: lessons use pictures that the course draws: {why}" in said
    assert f"data: offline digits, drawn by the course ({why}" in said
    assert f"data: portraits, drawn by the course ({why}" in said
    assert f"MNIST cannot be had ({why}" in said
    assert f"CelebA cannot be had ({why}" in said
    assert f"GanLabError MNIST cannot be had: {why}" in said
    assert "offline digits (drawn by gan_lab, not MNIST)" in said


@pytest.mark.skipif(os.name != "posix", reason="Windows asks other questions")
def test_a_closed_folder_within_the_root(closed, tmp_path) -> None:
    said = closed("MNIST")
    why = f"data in {tmp_path / 'data'} may not be read: ask its owner"
    assert said.count(f"gan-lab: {why}") == 2  # of faces it is not known
    assert f"MNIST cannot be had ({why}" in said
    assert "faces  portraits, drawn by the course (CelebA is not here)" in said
