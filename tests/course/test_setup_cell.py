"""The set-up cell where the course is installed and where it is not, and the line it prints."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gan_lab import lessons
from gan_lab.course.session import begin
from gan_lab.course.setup_cell import repository, setup_cell
from gan_lab.errors import GanLabError
from gan_lab.lessons import Lesson

COURSE = Path(__file__).parents[2]
# What a hosted service has, and what the cell must therefore leave alone.
# Pillow comes with torchvision; h5py is imported only where an HDF5 file is used.
HOSTED = {"torch", "torchvision", "jupyterlab", "ipywidgets", "pillow", "h5py"}


@pytest.fixture(autouse=True)
def lesson_90(monkeypatch):
    ladder = (Lesson("90_test", "For tests", core=1, wait=6),)
    monkeypatch.setattr(lessons, "LESSONS", ladder)


@pytest.fixture
def hosted(monkeypatch, tmp_path):
    """A machine without the course: returns the modules it has not, and what pip is told."""
    missing, told = {"gan_lab"}, []
    answer = SimpleNamespace(returncode=0, stderr="")
    really = importlib.util.find_spec

    def find_spec(name):
        return None if name in missing else really(name)

    def run(command, **_):
        told.append(command)
        return answer

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    monkeypatch.setattr(subprocess, "run", run)
    return SimpleNamespace(missing=missing, told=told, answer=answer)


def run_cell(repository=""):
    exec(compile(setup_cell("90", repository), "setup", "exec"), {"__name__": "__main__"})


def test_where_the_course_is_installed_the_cell_only_reports(hosted, capsys):
    hosted.missing.clear()
    run_cell("someone/course")
    assert hosted.told == []
    assert capsys.readouterr().out.startswith("Lesson 90 · For tests | device ")


def test_the_repository_is_installed_without_dependencies(hosted):
    run_cell("someone/course")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    assert hosted.told == [[*pip, "git+https://github.com/someone/course"]]


def test_the_latest_uploaded_wheel_is_installed(hosted, tmp_path):
    for age, version in enumerate(["0.10.0", "0.9.0"]):
        wheel = tmp_path / f"gan_lab_course-{version}-py3-none-any.whl"
        wheel.touch()
        os.utime(wheel, (1000 - age, 1000 - age))
    run_cell()
    assert [command[-1] for command in hosted.told] == ["gan_lab_course-0.10.0-py3-none-any.whl"]


def test_only_what_is_really_missing_is_installed_and_never_torch(hosted):
    hosted.missing |= {"torchmetrics", "lightning_utilities", *HOSTED, "numpy"}
    run_cell("someone/course")
    assert hosted.told[1][5:] == ["--no-deps", "lightning-utilities", "torchmetrics"]


def test_without_a_wheel_the_cell_says_how_to_get_one_and_stops(hosted):
    with pytest.raises(Exception, match="Ask your instructor for the file gan_lab") as caught:
        run_cell()
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert hosted.told == []


def test_when_pip_fails_the_cell_says_what_pip_said(hosted):
    hosted.answer.returncode, hosted.answer.stderr = 1, "no network\n"
    with pytest.raises(Exception, match=r"pip could not install git.*:\nno network$"):
        run_cell("someone/course")


def test_every_run_time_requirement_is_either_hosted_or_installed_by_the_cell():
    project = (COURSE / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.M | re.S)
    names = set(re.findall(r'"([a-z0-9]+)', listed[1]))
    needed = set(re.findall(r'^ +"(\w+)": "', setup_cell("90"), re.M)) - {"lightning_utilities"}
    assert needed == names - HOSTED


def test_the_repository_comes_from_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert repository(tmp_path) == ""
    (tmp_path / "pyproject.toml").write_text("[tool.gan_lab\n")
    with pytest.raises(GanLabError, match=r"pyproject.toml cannot be read"):
        repository(tmp_path)


@pytest.mark.parametrize(
    "profile, wait, ending",
    [
        ("quick", 6, "profile quick | a few seconds of computing; pictures will be rough"),
        ("standard", 0.5, "profile standard | less than a minute of computing"),
        ("standard", 1, "profile standard | about 1 minute of computing"),
        ("standard", 2.5, "profile standard | about 2.5 minutes of computing"),
        (
            "gpu",
            6,
            "about 6 minutes of computing on two CPU cores, usually less on a GPU (not measured)",
        ),
    ],
)
def test_begin_prints_one_line_with_profile_and_minutes(monkeypatch, capsys, profile, wait, ending):
    monkeypatch.setattr(lessons, "LESSONS", (Lesson("90_test", "For tests", core=1, wait=wait),))
    monkeypatch.setenv("GAN_LAB_PROFILE", profile)
    monkeypatch.setenv("GAN_LAB_DEVICE", "cpu")
    begin("90")
    line = capsys.readouterr().out
    assert line.startswith("Lesson 90 · For tests | device cpu | profile ")
    assert line.endswith(ending + "\n") and line.count("\n") == 1


def test_begin_names_the_data_without_fetching_them(monkeypatch, capsys, tmp_path):
    ladder = (Lesson("90_test", "For tests", core=1, data="mnist", wait=6),)
    monkeypatch.setattr(lessons, "LESSONS", ladder)
    monkeypatch.setenv("GAN_LAB_DATA", str(tmp_path))
    monkeypatch.setenv("GAN_LAB_PROFILE", "standard")
    monkeypatch.delenv("GAN_LAB_OFFLINE", raising=False)
    begin("90")
    assert "| data: MNIST (will be downloaded) | about 6 minutes" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
