"""Classroom CI: the workflow is right in itself, and its steps do on a repository what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from gan_lab import cli
from gan_lab.course.release import choose_lessons, release_files

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "docs/classroom_ci.yml"
PROGRAMS = Path(sys.executable).parent


def workflow() -> dict:
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


def steps() -> list[dict]:
    return workflow()["jobs"]["check"]["steps"]


def test_the_workflow_runs_on_pushes_of_students_work_and_may_only_read() -> None:
    found = workflow()
    pushes = found[True]["push"]  # YAML reads the key `on` as true
    assert "my_work/**.ipynb" in pushes["paths"]
    assert found["permissions"] == {"contents": "read"}
    for step in steps():
        assert ("uses" in step) != ("run" in step)
    used = {step["uses"] for step in steps() if "uses" in step}
    ours = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert used - {"actions/upload-artifact@v4"} <= set(re.findall(r"uses: (\S+)", ours))


def test_every_command_of_it_exists_with_its_options(monkeypatch) -> None:
    for name in ("_collect", "_grade", "_annotate"):
        monkeypatch.setattr(cli, name, lambda args: 0)
    commands = [
        line.split(" > ")[0].replace('"', "").split()[1:]
        for step in steps()
        for line in step.get("run", "").splitlines()
        if line.strip().startswith("gan-lab")
    ]
    assert [words[0] for words in commands] == ["collect", "grade", "annotate", "annotate"]
    for words in commands:
        assert cli.main(words) == 0


def test_no_step_puts_into_a_shell_what_a_student_can_name() -> None:
    """`${{ ... }}` in a command is pasted as it is: a branch called `; rm -rf` would run."""
    for step in steps():
        assert "${{" not in step.get("run", "")


# Its steps, on a repository


def _write_answers(notebook: Path, answers: dict[str, str]) -> None:
    """Write answers, exercise -> code, into the cells of a student notebook."""
    content = nbformat.read(notebook, as_version=4)
    for cell in content.cells:
        exercise = cell.metadata.get("gan_lab", {}).get("exercise")
        if "answer" in cell.metadata.get("tags", []) and exercise in answers:
            cell.source = answers[exercise]
    nbformat.write(content, notebook)


def _solutions(lesson: str) -> dict[str, str]:
    cells = nbformat.read(ROOT / "solutions" / f"{lesson}.ipynb", as_version=4).cells
    answers = [cell for cell in cells if "answer" in cell.metadata.get("tags", [])]
    return {cell.metadata.gan_lab.exercise: cell.source for cell in answers}


@pytest.fixture(scope="module")
def pushed(tmp_path_factory) -> Path:
    """What a student has pushed: lesson 00 solved at the second try, 01 with a mistake."""
    root = tmp_path_factory.mktemp("github") / "repository"
    for name, content in release_files(ROOT, choose_lessons("0-2"), ci=True).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    work = root / "my_work"
    shutil.copytree(root / "notebooks", work)
    shutil.copy(work / "00_warm_up.ipynb", work / "00_warm_up_2.ipynb")
    wrong = {"0.1": "def to_range(images):\n    return images.float() / 255"}
    _write_answers(work / "00_warm_up.ipynb", wrong)  # the older copy: it must not count
    _write_answers(work / "00_warm_up_2.ipynb", _solutions("00_warm_up"))
    few = {id: code for id, code in _solutions("01_toy_1010").items() if id in ("1.1", "1.2")}
    few["1.2"] = "def random_patterns(n):\n    return torch.zeros(n, 4)"
    _write_answers(work / "01_toy_1010.ipynb", few)
    return root


def _run(name: str, root: Path, temp: Path) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does."""
    (code,) = [step["run"] for step in steps() if step.get("name") == name]
    package = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {
        **os.environ,
        **workflow()["env"],
        "PATH": os.pathsep.join([str(PROGRAMS), os.environ["PATH"]]),
        "PYTHONPATH": package,
        "RUNNER_TEMP": str(temp),
        "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", code]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the workflow runs on Ubuntu")
@pytest.mark.skipif(not (PROGRAMS / "gan-lab").exists(), reason="the package is not installed")
def test_the_steps_grade_mark_and_run_what_was_pushed(pushed, tmp_path) -> None:
    """The three steps in their order; only the installation is left out."""
    temp = tmp_path / "temp"
    temp.mkdir()
    before = {path: path.read_bytes() for path in pushed.rglob("*") if path.is_file()}

    done = _run("Check the answers", pushed, temp)
    assert done.returncode == 0, done.stderr
    kept = json.loads((temp / "grades.json").read_text())["submissions"]
    counted = {each["file"] for each in kept if each["status"] == "graded"}
    assert counted == {
        f"repository/{name}.ipynb" for name in ("00_warm_up_2", "01_toy_1010", "02_mlp_mnist")
    }

    done = _run("Mark the exercises that fail", pushed, temp)
    assert done.returncode == 1  # the run shows red
    marks = [line for line in done.stdout.splitlines() if line.startswith("::")]
    (mark,) = marks
    place = re.match(
        r"::error file=(my_work/01_toy_1010\.ipynb),line=(\d+),title=Exercise 1\.2 failed::.", mark
    )
    line = (pushed / place[1]).read_text().splitlines()[int(place[2]) - 1]
    assert line.strip() == '"id": "random-patterns",'
    assert "00_warm_up: 8 of 8 points (5 passed)" in done.stdout
    assert "02_mlp_mnist" not in done.stdout  # nothing is written there yet
    summary = (temp / "summary.md").read_text()
    assert re.search(r"\| 1\.2 \| failed \| 0 of \d \| \w", summary)

    done = _run("Run the solved notebooks from the first cell to the last", pushed, temp)
    assert done.returncode == 0, done.stdout
    assert (temp / "solved.txt").read_text() == "my_work/00_warm_up_2.ipynb\n"
    assert re.search(r"\d+ passed", done.stdout)

    after = {path: path.read_bytes() for path in pushed.rglob("*") if path.is_file()}
    assert {path for path in after if "__pycache__" not in path.parts} >= set(before)
    assert all(after[path] == content for path, content in before.items())
