"""The project's own files agree with one another."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gan_lab import cli

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"torch": "pytorch"}

if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli")


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _conda_requirements() -> set[str]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return {line for line in environment["dependencies"] if isinstance(line, str)}


def test_environment_has_the_requirements_of_pyproject() -> None:
    project = _project()
    wanted = {"pip", f"python{project['requires-python']}"}
    for line in project["dependencies"] + project["optional-dependencies"]["instructor"]:
        name, rest = re.fullmatch(r"([\w-]+)(.*)", line).groups()
        wanted.add(CONDA_NAMES.get(name, name) + rest)
    assert _conda_requirements() == wanted


def test_pip_takes_what_environment_hands_it(tmp_path) -> None:
    """conda and mamba write the pip section into a requirements file; pip refuses some options."""
    pytest.importorskip("pip")
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (lines,) = [part["pip"] for part in environment["dependencies"] if isinstance(part, dict)]
    (tmp_path / "requirements.txt").write_text("\n".join(lines))
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "-r", "requirements.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert lines == ["-e ."]
    assert "option" not in done.stderr, done.stderr
    assert str(tmp_path) in done.stderr  # it went on to look for a project in this empty folder


def test_binder_makes_the_copies_that_students_open() -> None:
    """repo2docker would pass over environment.yml and postBuild if there were a folder binder."""
    assert not (ROOT / "binder").exists()
    assert not (ROOT / ".binder").exists()
    script = ROOT / "postBuild"
    assert script.read_bytes().startswith(b"#!/usr/bin/env bash\n")
    if os.name == "posix":
        assert os.access(script, os.X_OK)
    commands = re.findall(r"^gan-lab (.*)$", script.read_text(encoding="utf-8"), re.M)
    assert [cli._parser().parse_args(line.split()).run for line in commands] == [
        cli._lab, cli._doctor
    ]  # fmt: skip


def test_no_requirement_has_an_upper_bound() -> None:
    project = _project()
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    for line in project["dependencies"] + extras:
        assert not re.search(r"<|==|~=", line), line


def _text_files() -> list[Path]:
    endings = {".py", ".md", ".toml", ".yml", ".ipynb", ""}
    folders = ["gan_lab", "notebooks", "solutions", "tests", "docs", ".github", ".ci"]
    files = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix in endings]
    files += [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "pyproject.toml")]
    return [
        p for p in files if p.is_file() and "__pycache__" not in p.parts and p != Path(__file__)
    ]


def test_nothing_names_the_unrelated_package() -> None:
    wrong = re.compile(r"pip install (-\S+ )*[\"']?gan[-_]lab(?![-_]course)[\"']?(\s|$|\[)", re.M)
    for path in _text_files():
        assert not wrong.search(path.read_text(encoding="utf-8")), path


def test_readme_commands_are_the_ones_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in re.findall(r"^(?:python3 -m venv|\.venv/bin/).*$", readme, re.MULTILINE):
        for part in command.split(" && "):
            if "gan-lab lab" not in part:  # would open a browser
                assert part in script, part
