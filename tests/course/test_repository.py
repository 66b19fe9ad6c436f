"""The public repository's address: kept in one line, stamped into all that is built from it."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from gan_lab.cli import main
from gan_lab.course.build import build, check_built
from gan_lab.course.repository import badges, repository, set_repository, with_badges
from gan_lab.errors import GanLabError
from tests.course.example import cells, notebook

ROOT = Path(__file__).parents[2]
SETTINGS = """\
[project]  # réseau
repository = "not this one"

[tool.gan_lab]
# OWNER/NAME
repository = ""  # none yet

[tool.other]
repository = "nor this one"
"""


@pytest.fixture
def pyproject(tmp_path) -> Path:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(SETTINGS.replace("\n", "\r\n").encode())
    return path


# The address


def test_the_address_is_written_into_its_line_and_all_else_stays(pyproject) -> None:
    before = pyproject.read_bytes()
    assert set_repository(pyproject.parent, "someone/my.course") == [pyproject]
    assert repository(pyproject.parent) == "someone/my.course"
    old, new = b'repository = ""', b'repository = "someone/my.course"'
    assert pyproject.read_bytes() == before.replace(old, new)
    assert set_repository(pyproject.parent, "someone/my.course") == []
    set_repository(pyproject.parent, "")
    assert pyproject.read_bytes() == before


def test_the_projects_own_file_can_be_stamped(tmp_path) -> None:
    own = (ROOT / "pyproject.toml").read_bytes()
    (tmp_path / "pyproject.toml").write_bytes(own)
    kept = repository(tmp_path)
    set_repository(tmp_path, "someone/course")
    assert repository(tmp_path) == "someone/course"
    set_repository(tmp_path, kept)
    assert (tmp_path / "pyproject.toml").read_bytes() == own


@pytest.mark.parametrize(
    "text",
    ["", "[tool.gan_lab]\n", "[tool.gan_lab]\nrepository='a/b'\n[x]", "[x]\nrepository = ''\n"],
)
def test_a_missing_line_is_added(tmp_path, text) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    set_repository(tmp_path, "someone/course")
    assert repository(tmp_path) == "someone/course"


def test_a_file_that_is_written_in_another_way_is_left_alone(tmp_path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('tool = { gan_lab = { repository = "" } }\n')
    with pytest.raises(GanLabError, match=r"pyproject.toml"):
        set_repository(tmp_path, "someone/course")
    assert path.read_text() == 'tool = { gan_lab = { repository = "" } }\n'


@pytest.mark.parametrize(
    "address",
    [
        *("course", "https://github.com/someone/course", "someone/course.git", "someone/course/"),
        *("some one/course", "-someone/course", "some--one/course", "someone/..", 'so/me"', "é/a"),
        *("a/b\n", " "),
    ],
)
def test_what_is_no_address_is_refused(pyproject, address) -> None:
    before = pyproject.read_bytes()
    with pytest.raises(
        GanLabError, match=r"must be OWNER/NAME, as in https://github\.com/OWNER/NAME"
    ):
        set_repository(pyproject.parent, address)
    assert pyproject.read_bytes() == before


def test_an_address_in_the_file_is_read_with_the_same_care(tmp_path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert repository(tmp_path) == ""
    (tmp_path / "pyproject.toml").write_text("[tool.gan_lab\n")
    with pytest.raises(GanLabError, match=r"pyproject.toml cannot be read"):
        repository(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.gan_lab]\nrepository = "github.com/a/b"\n')
    with pytest.raises(GanLabError, match=r"pyproject.toml: .* must be OWNER/NAME"):
        repository(tmp_path)


# What is built with it


def test_badges_lead_to_the_student_notebook_on_the_main_branch() -> None:
    place = "someone/course/blob/main/notebooks/01_toy_1010.ipynb"
    links = re.findall(r"\[!\[(.*?)\]\((.*?)\)\]\((.*?)\)", badges("someone/course", "01_toy_1010"))
    assert [(name, link) for name, _, link in links] == [
        ("Open in Colab", f"https://colab.research.google.com/github/{place}"),
        ("Open in Kaggle", f"https://kaggle.com/kernels/welcome?src=https://github.com/{place}"),
    ]
    assert all(picture.endswith(".svg") for _, picture, _ in links)


def _files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def executed(root) -> Path:
    """A course that was built, with the output of its set-up cell, and a README with a block."""
    (root / "README.md").write_text("Open:\n\n<!-- badges -->\n<!-- end -->\n\nMore.\n")
    build(root=root)
    solved = notebook(root, "solutions")
    cells(solved)["setup"].outputs = [nbformat.v4.new_output("stream", text="Lesson 90")]
    solved.metadata.gan_lab.executed_sha256 = "as it was executed"
    nbformat.write(solved, root / "solutions/90_test.ipynb")
    build(root=root)
    return root


def test_a_stamped_course_has_badges_and_its_address_and_loses_them_again(
    executed, monkeypatch, capsys
) -> None:
    for folder in ("gan_lab", "notebooks"):
        (executed / folder).mkdir(exist_ok=True)
    before, stale = _files(executed), check_built(executed)
    monkeypatch.chdir(executed)
    assert main(["build", "--repository", "someone/course"]) == 0
    assert "wrote pyproject.toml\n" in capsys.readouterr().out
    assert check_built(executed) == stale
    student, solved = (cells(notebook(executed, each)) for each in ("notebooks", "solutions"))
    first, empty, second = student["title"].source.splitlines()[:3]
    assert (first, empty) == ("# A lesson for tests", "")
    assert second == badges("someone/course", "90_test")
    assert "badge" not in solved["title"].source
    assert student["setup"].source == solved["setup"].source
    assert '\nREPOSITORY = "someone/course"' in student["setup"].source
    assert solved["setup"].outputs[0].text == "Lesson 90"  # no run is lost with an address
    assert badges("someone/course", "90_test") in (executed / "README.md").read_text()
    assert main(["build", "--repository="]) == 0
    after = _files(executed)
    after[executed / "pyproject.toml"] = before[executed / "pyproject.toml"]
    assert after == before


def test_a_stale_readme_is_found(executed) -> None:
    readme = executed / "README.md"
    readme.write_text(with_badges(readme.read_text(), "someone/else"))
    assert "README.md has not the badges of the repository: run `gan-lab build`" in check_built(
        executed
    )
    assert readme in build(root=executed)
    assert "someone" not in readme.read_text()


def test_a_wrong_address_or_source_changes_nothing(executed, monkeypatch, capsys) -> None:
    (executed / "gan_lab").mkdir()
    monkeypatch.chdir(executed)
    before = _files(executed)
    assert main(["build", "--repository", "course"]) == 2
    assert main(["build", "--repository", "someone/course", "--check"]) == 2
    assert "--repository builds all notebooks" in capsys.readouterr().err
    assert _files(executed) == before
    source = executed / "solutions/90_test.py"
    source.write_text(source.read_text().replace("half = x / 3", "half = x / 2"))
    before = _files(executed)
    assert main(["build", "--repository", "someone/course"]) == 2
    assert _files(executed) == before


def test_the_projects_own_badges_are_those_of_its_address() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    address = repository(ROOT)
    assert with_badges(readme, address) == readme
    assert readme.count("<!-- badges -->") == 1
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert ("colab-badge" in path.read_text(encoding="utf-8")) == bool(address), path
