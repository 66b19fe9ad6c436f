"""A student's copies: made once, never overwritten, and told when the lesson has moved on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gan_lab import lessons
from gan_lab.course import workspace
from gan_lab.course.workspace import course_root, jupyter_command, take_lesson
from gan_lab.errors import GanLabError
from gan_lab.lessons import Lesson


def write_lesson(root: Path, name: str, version: str) -> None:
    content = {"cells": [], "metadata": {"gan_lab": {"source": version}}}
    (root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content))


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A course folder with two lessons, one of which ends in a number."""
    ladder = (Lesson("90_test", "One", core=1), Lesson("91_toy_1010", "Two", core=1))
    monkeypatch.setattr(lessons, "LESSONS", (*ladder, Lesson("92_later", "Three", core=1)))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "gan_lab").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "gan-lab-course"\n')
    write_lesson(tmp_path, "90_test", "first")
    write_lesson(tmp_path, "91_toy_1010", "first")
    return tmp_path


def work(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (root / "my_work").iterdir()}


# The course folder


def test_the_course_folder_is_found_from_inside(root):
    deep = root / "notebooks" / "deeper"
    deep.mkdir()
    assert course_root(deep) == root
    assert course_root(root) == root


def test_outside_it_is_the_checkout_of_an_editable_install(tmp_path_factory, root, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setattr(workspace.gan_lab, "__file__", str(root / "gan_lab" / "__init__.py"))
    assert course_root() == root


@pytest.mark.parametrize("lacking", ["notebooks", "gan_lab", "pyproject.toml", "the name"])
def test_a_folder_that_only_looks_like_it_is_refused(root, monkeypatch, lacking):
    monkeypatch.setattr(workspace.gan_lab, "__file__", "/usr/lib/site-packages/gan_lab/__init__.py")
    if lacking == "the name":
        (root / "pyproject.toml").write_text('name = "another"')
    else:
        (root / lacking).rename(root / "away")
    with pytest.raises(GanLabError, match="is not in the course folder"):
        course_root(root)


# Copies


def test_the_first_time_every_lesson_is_copied_and_the_asked_one_opened(root):
    path, messages = take_lesson("91", root)
    assert path == root / "my_work" / "91_toy_1010.ipynb"
    assert messages == []
    assert work(root).keys() == {"90_test.ipynb", "91_toy_1010.ipynb"}
    assert path.read_bytes() == (root / "notebooks/91_toy_1010.ipynb").read_bytes()


def test_a_students_work_is_never_overwritten(root):
    path, _ = take_lesson("90", root)
    answers = path.read_text().replace("[]", '["my answer"]')
    path.write_text(answers)
    write_lesson(root, "90_test", "second")
    for fresh in (False, True, True, False):
        take_lesson("90", root, fresh)
        assert path.read_text() == answers
    assert work(root).keys() == {
        *("90_test.ipynb", "90_test_2.ipynb", "90_test_3.ipynb", "91_toy_1010.ipynb")
    }


def test_an_older_copy_says_so_and_a_fresh_one_is_put_beside_it_and_opened(root):
    path, _ = take_lesson("91", root)
    write_lesson(root, "91_toy_1010", "second")
    same, messages = take_lesson("91", root)
    assert same == path
    assert messages == [
        "my_work/91_toy_1010.ipynb was made from an older version of the lesson; your answers "
        "are untouched. `gan-lab lab 91 --fresh` puts the new version beside it."
    ]
    fresh, messages = take_lesson("91", root, fresh=True)
    assert fresh.name == "91_toy_1010_2.ipynb" and '"second"' in fresh.read_text()
    assert messages == []
    assert take_lesson("91", root) == (fresh, [])


def test_a_full_disk_leaves_no_empty_copy(root):
    """It would count as the student's own from then on."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, limits[1]))
    try:
        with pytest.raises(GanLabError):
            take_lesson("90", root)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert work(root) == {}
    take_lesson("90", root)
    assert '"first"' in work(root)["90_test.ipynb"]


def test_fresh_makes_the_first_copy_when_there_is_none(root):
    path, _ = take_lesson("90", root, fresh=True)
    assert work(root).keys() == {"90_test.ipynb", "91_toy_1010.ipynb"}
    assert path.name == "90_test.ipynb"


def test_the_tenth_copy_is_newer_than_the_ninth(root):
    for _ in range(11):
        path, _ = take_lesson("90", root, fresh=True)
    assert path.name == "90_test_11.ipynb"
    assert take_lesson("90", root)[0] == path


def test_a_fresh_copy_takes_a_number_above_all_others(root):
    for _ in range(3):
        take_lesson("90", root, fresh=True)
    (root / "my_work" / "90_test.ipynb").unlink()
    assert take_lesson("90", root, fresh=True)[0].name == "90_test_4.ipynb"


def test_saving_in_jupyterlab_does_not_make_a_copy_older(root):
    path, _ = take_lesson("90", root)
    saved = json.loads(path.read_text())
    saved["cells"] = [{"cell_type": "code", "source": "my answer", "outputs": [1]}]
    saved["metadata"]["language_info"] = {"name": "python", "version": "3.12"}
    path.write_text(json.dumps(saved, indent=4))
    assert take_lesson("90", root)[1] == []


@pytest.mark.parametrize("content", ["", "<<<<<<< HEAD", "[]", '{"metadata": 3}', "\udcff"])
def test_a_broken_copy_is_left_as_it_is_and_told(root, content):
    path, _ = take_lesson("90", root)
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    same, messages = take_lesson("90", root)
    assert same == path and path.read_bytes() == content.encode("utf-8", "surrogateescape")
    assert len(messages) == 1 and "--fresh" in messages[0]


def test_a_lesson_that_is_not_there_is_told(root):
    with pytest.raises(GanLabError, match=r"92_later.ipynb is missing"):
        take_lesson("92", root)
    with pytest.raises(GanLabError, match="no lesson is called"):
        take_lesson("17", root)


def test_a_folder_that_cannot_be_written_is_told(root):
    (root / "my_work").write_text("a file")
    with pytest.raises(GanLabError, match=r"90_test.ipynb cannot be written: "):
        take_lesson("90", root)
    assert (root / "my_work").read_text() == "a file"


# JupyterLab


def test_jupyterlab_is_this_interpreters_and_opens_the_lesson_in_my_work(root):
    command = jupyter_command(root / "my_work" / "90_test.ipynb", root, ["--no-browser"])
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={root / 'my_work'}" in command
    assert "--LabApp.default_url=/lab/tree/90_test.ipynb" in command
    assert command[-1] == "--no-browser"


def test_root_is_allowed_only_to_root(root, monkeypatch):
    for user, allowed in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user, raising=False)
        command = jupyter_command(root / "my_work" / "90_test.ipynb", root)
        assert ("--allow-root" in command) == allowed


ASKS_BACK = """
import signal, sys, time
pressed = []
def hear(*_):
    pressed.append(1)
    print("asked" if len(pressed) == 1 else "ends", flush=True)
    if len(pressed) == 2:
        sys.exit(7)
signal.signal(signal.SIGINT, hear)
signal.signal(signal.SIGTERM, lambda *_: (print("terminated", flush=True), sys.exit(8)))
print("ready", flush=True)
while True:
    time.sleep(0.05)  # not signal.pause(), which sleeps through a signal that comes right before it
"""
STARTS_IT = """
import os, signal, sys
from gan_lab.course.workspace import run_to_its_end
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(run_to_its_end([sys.executable, "-c", sys.argv[1]], os.environ))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
@pytest.mark.parametrize(
    ("to_all", "signals", "said", "status"),
    [
        (True, [signal.SIGINT, signal.SIGINT], ["asked", "ends"], 7),  # as a terminal sends them
        (False, [signal.SIGTERM], ["terminated"], 8),
    ],
)
def test_jupyterlab_itself_answers_ctrl_c_and_never_outlives_the_command(
    to_all, signals, said, status
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_IT, ASKS_BACK],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        limit = threading.Timer(20, os.killpg, (process.pid, signal.SIGKILL))  # if one lives on
        limit.start()
        assert process.stdout.readline() == "ready\n"
        for number, line in zip(signals, said, strict=True):
            (os.killpg if to_all else os.kill)(process.pid, number)
            assert process.stdout.readline() == f"{line}\n"
        assert process.wait(timeout=30) == status
        limit.cancel()
