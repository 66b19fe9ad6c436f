"""The workflow of versions tries what pyproject.toml promises, by commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from gan_lab import cli

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / ".github/workflows/versions.yml").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(TEXT)
JOBS = WORKFLOW["jobs"]


def commands(job: str) -> list[str]:
    steps = (step["run"] for step in JOBS[job]["steps"] if "run" in step)
    return [line for step in steps for line in step.splitlines()]


def test_every_python_and_system_meets_the_lowest_and_the_newest_versions() -> None:
    matrix = JOBS["released"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.10", "3.11", "3.12", "3.13"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "windows", "macos"}
    assert matrix["resolution"] == ["lowest-direct", "highest"]
    lowest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert matrix["python"][0] == lowest[1]
    # an entry of `include` may add a setting; one with another version would add a job instead
    for extra in matrix["include"]:
        assert extra["resolution"] in matrix["resolution"]
        assert set(extra) == {"resolution", "pytest", "constraint"}


def test_warnings_are_errors_except_on_the_lowest_versions() -> None:
    (extra,) = JOBS["released"]["strategy"]["matrix"]["include"]
    assert extra["resolution"] == "lowest-direct"
    assert commands("released")[-1] == "pytest tests ${{ matrix.pytest }}"
    assert "-W" not in " ".join(commands("canary"))


def test_each_week_a_canary_tries_versions_to_come() -> None:
    ((cron,),) = [list(each.values()) for each in WORKFLOW[True]["schedule"]]  # YAML's `on`
    minute, hour, day, month, weekday = cron.split()
    assert (day, month) == ("*", "*")
    assert (minute + hour + weekday).isdigit()
    assert 'python -m pip install --pre -e ".[dev]"' in commands("canary")
    assert JOBS["canary"]["if"] == "github.event_name != 'push'"


def test_its_steps_are_those_of_ci_and_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    ours = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"uses: (\S+)", TEXT)) == set(re.findall(r"uses: (\S+)", ours))
    for job in JOBS:
        for command in commands(job):
            if command.startswith("gan-lab "):
                cli._parser().parse_args(command.split()[1:])


def test_contributing_gives_the_same_commands() -> None:
    """What is tried by hand is what the workflow tries."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (lowest,) = JOBS["released"]["strategy"]["matrix"]["include"]
    for command in commands("released")[1:5]:
        words = command.replace(" --system", "")
        for name, value in lowest.items():
            words = words.replace(f"${{{{ matrix.{name} }}}}", value)
        assert words in page, words
    assert lowest["pytest"] in page
