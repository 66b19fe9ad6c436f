"""What docs/jupyterhub.md gives an administrator works, as far as it can be tried without a hub."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gan_lab import cli
from gan_lab.course.release import choose_lessons, release_files

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/jupyterhub.md").read_text(encoding="utf-8")
IMAGE = ROOT / "docs/jupyterhub"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture
def start(tmp_path):
    """Starts a student's server, as far as the lessons: returns what the hook says."""
    image, home, programs = (tmp_path / name for name in ("opt", "home", "bin"))
    for name, content in release_files(ROOT, choose_lessons("0-1")).items():
        (image / name).parent.mkdir(parents=True, exist_ok=True)
        (image / name).write_bytes(content)
    home.mkdir()
    programs.mkdir()
    program = programs / "gan-lab"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gan_lab "$@"\n')
    program.chmod(0o755)
    script = (IMAGE / "take_lessons").read_text(encoding="utf-8")
    script = script.replace("/opt/gan-lab-course", str(image))

    def run() -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "HOME": str(home),
            "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        return subprocess.run(
            ["bash", "-c", script], cwd=home, env=environment, capture_output=True, text=True
        )

    return run


@pytest.mark.skipif(sys.platform != "linux", reason="images are of Linux")
def test_a_server_brings_the_lessons_and_leaves_students_work_alone(start, tmp_path) -> None:
    course = tmp_path / "home" / "gan-lab-course"
    done = start()
    assert done.returncode == 0, done.stderr
    copy = course / "my_work" / "01_toy_1010.ipynb"
    assert copy.read_bytes() == (course / "notebooks" / copy.name).read_bytes()

    copy.write_text('{"cells": [], "metadata": {}, "mine": 1}')
    newer = tmp_path / "opt" / "notebooks" / copy.name
    newer.write_text(newer.read_text().replace("1010", "0101"))
    done = start()
    assert done.returncode == 0, done.stderr
    assert "mine" in copy.read_text()
    assert (course / "notebooks" / copy.name).read_bytes() == newer.read_bytes()
    assert "your answers are untouched" in done.stdout

    (tmp_path / "bin" / "gan-lab").write_text("#!/bin/sh\nexit 1\n")
    done = start()  # something is wrong, and the server starts
    assert done.returncode == 0
    assert "the lessons could not be copied" in done.stderr


def test_the_image_takes_what_the_page_puts_into_its_context() -> None:
    lines = (IMAGE / "Dockerfile").read_text(encoding="utf-8")
    sources = re.findall(r"^COPY --\S+ (\S+) ", lines, re.M)
    assert sources == ["gan-lab-course", "take_lessons"]
    assert (IMAGE / "take_lessons").is_file()
    made = next(block for block in blocks("bash") if "docker build" in block)
    assert "gan-lab release --out hub/gan-lab-course" in made
    assert "cp docs/jupyterhub/* hub/" in made
    # run as a program of its own: hooks that end in .sh are sourced into the server's shell
    assert not list(IMAGE.glob("*.sh"))


def test_every_gan_lab_command_of_the_page_exists() -> None:
    commands = re.findall(r"^gan-lab (.*)$", "\n".join(blocks("bash")), re.M)
    commands += re.findall(r"`gan-lab ([^`]+)`", PAGE)
    assert len(commands) > 5
    for command in commands:
        if command not in ("data bundle", "release"):  # named without their arguments
            cli._parser().parse_args(command.split())


def test_both_spawners_are_told_the_same() -> None:
    settings: dict = {}

    class Recorder:
        def __init__(self, path: str = "") -> None:
            vars(self)["path"] = path

        def __getattr__(self, name: str) -> Recorder:
            return Recorder(f"{self.path}.{name}".lstrip("."))

        def __setattr__(self, name: str, value: object) -> None:
            settings[f"{self.path}.{name}"] = value

    (code,) = (block for block in blocks("python") if "DockerSpawner" in block)
    exec(code, {"get_config": Recorder})
    (chart,) = blocks("yaml")
    user = yaml.safe_load(chart)["singleuser"]

    docker = {name.split(".")[1]: value for name, value in settings.items()}
    assert docker["mem_limit"] == user["memory"]["limit"]
    assert docker["cpu_limit"] == user["cpu"]["limit"]
    assert docker["default_url"] == user["defaultUrl"]
    assert docker["image"] == f"{user['image']['name']}:{user['image']['tag']}"
    assert docker["environment"].items() <= user["extraEnv"].items()
    assert float(user["extraEnv"]["OMP_NUM_THREADS"]) == docker["cpu_limit"]
    data = user["extraEnv"]["GAN_LAB_DATA"]
    assert f"ENV GAN_LAB_DATA={data}\n" in (IMAGE / "Dockerfile").read_text(encoding="utf-8")
    assert list(docker["read_only_volumes"].values()) == [data]
    (mount,) = user["storage"]["extraVolumeMounts"]
    assert (mount["mountPath"], mount["readOnly"]) == (data, True)
