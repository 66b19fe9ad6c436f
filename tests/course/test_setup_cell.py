"""The set-up cell where the course is installed and where it is not, and the line it prints."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import gan_lab
from gan_lab import lessons
from gan_lab.course.session import begin
from gan_lab.course.setup_cell import setup_cell
from gan_lab.lessons import Lesson

COURSE = Path(__file__).parents[2]
# What the cell leaves alone, for the reasons that setup_cell.py gives. Pillow comes with
# torchvision.
LEFT_ALONE = {
    "torch",
    "torchvision",
    "pillow",
    "matplotlib",
    "tensorboard",
    "filelock",
    "requests",
    "urllib3",
}
LEFT_ALONE |= {"jupyterlab", "ipywidgets"}
PIP = [sys.executable, "-m", "pip", "--no-color", "install", "--quiet"]
PIP += ["--no-deps", "--force-reinstall"]
WHEEL = "gan_lab_course-0.1.0-py3-none-any.whl"


@pytest.fixture(autouse=True)
def lesson_90(monkeypatch):
    ladder = (Lesson("90_test", "For tests", core=1, wait=6),)
    monkeypatch.setattr(lessons, "LESSONS", ladder)


class Machine:
    """Which modules it has not, what pip is told there, and what pip installed."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.missing = {"gan_lab"}
        self.told: list[list[str]] = []  # what each pip is to install
        self.wheels: list[bytes] = []
        self.answer = SimpleNamespace(returncode=0, stderr="")

    def pip(self, command: list[str], **_: object) -> SimpleNamespace:
        assert command[: len(PIP)] == PIP
        self.told.append([word.rpartition("/")[2] for word in command[len(PIP) :]])
        self.wheels += [Path(word).read_bytes() for word in command if word.endswith(".whl")]
        return self.answer

    def upload(self, name: str, content: bytes = b"a wheel", age: int = 0) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (10**9 - age, 10**9 - age))
        return path

    def upload_zip(self, name: str, wheel: bytes, age: int = 0) -> None:
        path = self.upload(name)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("gan-lab-course/README.md", "read me")
            archive.writestr(f"gan-lab-course/{WHEEL}", wheel)
        os.utime(path, (10**9 - age, 10**9 - age))

    def is_colab_with(self, installed: bytes | None, **origin: object) -> None:
        """The course is there, and pip has noted from which wheel."""
        self.monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace())
        self.missing.clear()
        if installed is not None:
            hashes = {"sha256": hashlib.sha256(installed).hexdigest()}
            origin["archive_info"] = {"hashes": hashes}
        noted = SimpleNamespace(read_text=lambda name: json.dumps(origin) if origin else None)
        noted.version = "0.1.0"
        self.monkeypatch.setattr(importlib.metadata, "distribution", lambda name: noted)

    def run_cell(
        self, repository: str = "", kaggle: str = "/nowhere", new_kernel: bool = True
    ) -> None:
        code = setup_cell("90", repository)
        assert "/kaggle/input" in code
        code = code.replace("/kaggle/input", kaggle).replace("/content/", f"{self.folder}/content/")
        if new_kernel:  # one that has not imported the course yet
            self.monkeypatch.delitem(sys.modules, "gan_lab", raising=False)
        else:
            self.monkeypatch.setitem(sys.modules, "gan_lab", gan_lab)
        exec(compile(code, "setup", "exec"), {"__name__": "__main__"})


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine without the course."""
    found = Machine(tmp_path, monkeypatch)
    really = importlib.util.find_spec
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name in found.missing else really(name)
    )
    monkeypatch.setattr(subprocess, "run", found.pip)
    return found


# On one's own computer


def test_where_the_course_is_installed_the_cell_only_reports(machine, capsys):
    machine.missing = {"h5py"}
    machine.upload(WHEEL)
    machine.run_cell("someone/course")
    assert machine.told == []
    assert capsys.readouterr().out.startswith("Lesson 90 · For tests | device ")


def test_a_folder_of_that_name_is_no_installed_course(machine, tmp_path, monkeypatch):
    """A clone in the current folder, say: Python takes it for a package without content."""
    machine.missing.clear()
    (tmp_path / "gan_lab").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(Exception, match="which is not installed here"):
        machine.run_cell()


def test_another_package_of_that_name_is_named_and_left_alone(machine, tmp_path, monkeypatch):
    machine.missing.clear()
    machine.upload(WHEEL)
    other = machine.upload("gan_lab.py", b"")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(Exception, match=rf"Another package .* in the way: {re.escape(str(other))}"):
        machine.run_cell()
    assert machine.told == []


# In a hosted service


def test_the_repository_is_installed_without_dependencies(machine):
    machine.run_cell("someone/course")
    assert machine.told == [["course"]]


def test_the_latest_upload_is_installed(machine):
    machine.upload("gan_lab_course-0.10.0-py3-none-any.whl", b"old", age=2)
    machine.upload("gan_lab_course-0.9.0-py3-none-any.whl", b"new", age=1)
    machine.upload("photos.zip", b"no zip, or not yet there whole")
    machine.run_cell("someone/course")
    assert machine.told == [["gan_lab_course-0.9.0-py3-none-any.whl"]]
    assert machine.wheels == [b"new"]
    machine.upload_zip("gan-lab (1).zip", b"newest")
    machine.run_cell()
    assert machine.wheels == [b"new", b"newest"]
    assert machine.told[1] == [WHEEL]
    machine.upload("gan_lab_course-0.11.0-py3-none-any (2).whl", b"twice downloaded")
    machine.run_cell()  # pip would not take such a name
    assert machine.told[2] == ["gan_lab_course-0.11.0-py3-none-any.whl"]


@pytest.mark.parametrize(
    "folder",
    ["", "content/", "content/drive/MyDrive/", "kaggle/name/", "kaggle/datasets/owner/name/"],
)
@pytest.mark.parametrize("kind", ["wheel", "zip", "unpacked"])
def test_an_upload_is_found_where_a_service_puts_it(machine, tmp_path, folder, kind):
    machine.upload("content/drive/MyDrive/a folder/deeper/gan_lab_course-9.9-py3-none-any.whl")
    if kind == "wheel":
        machine.upload(folder + WHEEL, b"mine", age=1)
    elif kind == "zip":
        machine.upload_zip(f"{folder}week 1.zip", b"mine", age=1)
    else:
        machine.upload(f"{folder}gan-lab-course/{WHEEL}", b"mine", age=1)
    machine.run_cell(kaggle=str(tmp_path / "kaggle"))
    assert machine.wheels == [b"mine"]


def test_only_what_is_really_missing_is_installed_and_never_torch(machine):
    machine.missing |= {"torchmetrics", "lightning_utilities", *LEFT_ALONE, "numpy"}
    machine.run_cell("someone/course")
    assert machine.told == [["lightning_utilities", "torchmetrics", "course"]]


def test_what_a_failed_run_left_out_is_installed_by_the_next_one(machine):
    machine.is_colab_with(None)
    machine.missing = {"torchmetrics"}
    machine.run_cell("someone/course")
    assert machine.told == [["torchmetrics"]]


def test_a_second_run_and_a_restarted_kernel_install_nothing(machine):
    machine.upload_zip("gan-lab.zip", b"this one")
    machine.is_colab_with(b"this one")
    machine.run_cell()
    machine.run_cell(new_kernel=False)
    assert machine.told == []


def test_a_newer_upload_takes_the_place_of_an_older_one(machine):
    machine.upload_zip("gan-lab.zip", b"newer")
    machine.is_colab_with(b"older")
    machine.run_cell()
    assert machine.wheels == [b"newer"]
    with pytest.raises(Exception, match=r"is installed anew\. Restart the kernel"):
        machine.run_cell(new_kernel=False)  # which has imported the older one


@pytest.mark.parametrize("origin", [{}, {"dir_info": {"editable": True}}])
def test_an_upload_does_not_replace_a_folder_or_what_an_index_gave(machine, origin):
    machine.upload(WHEEL)
    machine.is_colab_with(None, **origin)
    machine.run_cell("someone/course")
    assert machine.told == []


def test_an_upload_takes_the_place_of_the_repository(machine):
    machine.upload(WHEEL)
    machine.is_colab_with(None, vcs_info={"vcs": "git"})
    machine.run_cell("someone/course")
    assert machine.wheels == [b"a wheel"]


def test_without_an_upload_the_cell_says_how_to_get_one_and_stops(machine):
    with pytest.raises(Exception, match="Take the zip that your instructor") as caught:
        machine.run_cell()
    assert all(word in str(caught.value) for word in ("Colab", "Drive", "Kaggle", ".venv"))
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert machine.told == []


def test_when_pip_fails_the_cell_says_what_pip_said(machine):
    machine.answer.returncode, machine.answer.stderr = 1, "no such host\n"
    with pytest.raises(Exception, match=r"pip could not install course:\nno such host\nIs there a"):
        machine.run_cell("someone/course")


def test_every_run_time_requirement_is_either_left_alone_or_in_the_cell():
    project = (COURSE / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.M | re.S)
    names = set(re.findall(r'"([a-z0-9]+)', listed[1]))
    needed = re.search(r"^NEEDED = (.*)$", setup_cell("90"), re.M)
    # of torchmetrics, which asks for it at import
    assert set(json.loads(needed[1])) - {"lightning_utilities"} == names - LEFT_ALONE


# What it prints


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
