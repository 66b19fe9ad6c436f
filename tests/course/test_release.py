"""What an instructor hands out: all that students need, nothing that they must not see."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from gan_lab import __version__, cli
from gan_lab.checks import exercises
from gan_lab.cli import main
from gan_lab.course import release as module
from gan_lab.course import workspace
from gan_lab.course.build import build
from gan_lab.course.release import build_wheel, choose_lessons, release, release_files
from gan_lab.course.workspace import MARKER, checkout_root, course_root, first_lesson, take_lesson
from gan_lab.errors import GanLabError
from gan_lab.lessons import LESSONS

ROOT = Path(__file__).parents[2]
WHEEL = "gan_lab_course-9.9-py3-none-any.whl"
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "gan-lab-course"
version = "9.9"
requires-python = ">=3.10"
[tool.hatch.build.targets.wheel]
packages = ["gan_lab"]
"""


@pytest.fixture
def course(root) -> Path:
    """A checkout with one lesson, built, and a package of one line."""
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "LICENSE").write_text("MIT")
    (root / "gan_lab").mkdir()
    (root / "gan_lab/__init__.py").write_text("VERSION = 9.9\n")
    (root / "docs").mkdir()
    shutil.copy(ROOT / "docs/classroom_ci.yml", root / "docs")
    build(root=root)
    (root / "notebooks/glossary.md").write_text("A word, [90](90_test.ipynb).\n")
    return root


@pytest.fixture
def out(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("out") / "release"


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# What is in it


def test_a_release_holds_notebooks_pages_wheel_instructions_and_marker(course, out) -> None:
    assert release(out, root=course) == out
    found = files(out)
    assert found.keys() == {
        *("README.md", "LICENSE", MARKER, WHEEL),
        *("notebooks/90_test.ipynb", "notebooks/syllabus.md", "notebooks/glossary.md"),
    }
    for name in ("notebooks/90_test.ipynb", "notebooks/glossary.md", "LICENSE"):
        assert found[name] == (course / name).read_bytes()
    built = nbformat.reads(found["notebooks/90_test.ipynb"].decode(), as_version=4)
    assert json.loads(found[MARKER]) == {
        "format": 1,
        "course": "gan-lab-course",
        "version": __version__,
        "wheel": {"file": WHEEL, "sha256": hashlib.sha256(found[WHEEL]).hexdigest()},
        "lessons": {"90_test": built.metadata.gan_lab.source},
    }
    with zipfile.ZipFile(io.BytesIO(found[WHEEL])) as wheel:
        assert wheel.read("gan_lab/__init__.py") == b"VERSION = 9.9\n"
    assert f"pip install ./{WHEEL}" in found["README.md"].decode()


def test_with_ci_it_holds_the_workflow_and_what_git_leaves_out(course, out) -> None:
    release(out, root=course, ci=True)
    workflow = out / ".github/workflows/classroom.yml"
    assert workflow.read_bytes() == (ROOT / "docs/classroom_ci.yml").read_bytes()
    assert "progress.json*" in (out / ".gitignore").read_text().splitlines()
    assert "## Push" in (out / "README.md").read_text()


def test_a_zip_has_the_same_bytes_each_time_and_the_files_of_the_folder(course, out) -> None:
    one, two = (out.with_name(name) for name in ("one.zip", "two.zip"))
    release(one, root=course)
    for path in course.rglob("*"):
        os.utime(path, (10**9, 10**9))
    release(two, root=course)
    assert one.read_bytes() == two.read_bytes()
    release(out, root=course)
    with zipfile.ZipFile(one) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {f"gan-lab-course/{name}": content for name, content in files(out).items()}


def test_a_picture_of_a_page_comes_along(course, out) -> None:
    page = course / "notebooks/why_is_it_fast.md"
    page.write_text('![speed](pictures/speed.png) and <img alt="" src="more.png">')
    (course / "notebooks/pictures").mkdir()
    (course / "notebooks/pictures/speed.png").write_bytes(b"fast")
    (course / "notebooks/more.png").write_bytes(b"faster")
    release(out, root=course)
    assert files(out)["notebooks/pictures/speed.png"] == b"fast"
    assert files(out)["notebooks/more.png"] == b"faster"


@pytest.mark.parametrize("link", ["gone.png", "../solutions/90_test.py"])
def test_a_link_to_what_is_not_handed_out_is_refused(course, out, link) -> None:
    (course / "notebooks/glossary.md").write_text(f"[this]({link})")
    with pytest.raises(GanLabError, match=rf"glossary.md links to {link}, which is not"):
        release(out, root=course)
    assert not out.exists()


def test_a_lesson_that_is_left_out_does_not_come_by_a_link_of_another_form(
    no_wheel, tmp_path
) -> None:
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "LICENSE", tmp_path)
    with (tmp_path / "notebooks/glossary.md").open("a", encoding="utf-8") as page:
        page.write("[two [words]](05_evaluating_gans.ipynb)")
    with pytest.raises(GanLabError, match=r"glossary.md links to 05_evaluating_gans.ipynb, which"):
        release_files(tmp_path, choose_lessons("1-4"))
    assert "notebooks/05_evaluating_gans.ipynb" in release_files(tmp_path, choose_lessons("all"))


# Which lessons


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-4", "01 02 03 04"),
        ("1,3,5-7", "01 03 05 06 07"),
        ("07, 02", "02 07"),
        ("02_mlp_mnist", "02"),
        ("2-2", "02"),
        ("all", "00 01 02 03 04 05 06 07 08 09"),
    ],
)
def test_lessons_are_named_as_numbers_and_ranges(text: str, numbers: str) -> None:
    assert [lesson.number for lesson in choose_lessons(text)] == numbers.split()


@pytest.mark.parametrize("text", ["", "1-", "1-17", "4-1", "one", "1,,2", "1-2-3"])
def test_other_names_of_lessons_are_refused(text: str) -> None:
    with pytest.raises(GanLabError, match=r"no lesson is called|runs backwards: write 1-4"):
        choose_lessons(text)


@pytest.fixture
def no_wheel(monkeypatch) -> None:
    """The package is left out, for tests that look at the pages alone."""
    monkeypatch.setattr(module, "build_wheel", lambda root: (WHEEL, b""))


@pytest.mark.parametrize("lessons", [*(lesson.number for lesson in LESSONS), "1-4", "all"])
def test_no_link_dangles_whatever_lessons_are_left_out(no_wheel, lessons: str) -> None:
    found = release_files(ROOT, choose_lessons(lessons))
    chosen = {f"notebooks/{lesson.name}.ipynb" for lesson in choose_lessons(lessons)}
    assert {name for name in found if name.endswith(".ipynb")} == chosen
    for name, content in found.items():
        text = content.decode()
        if name.endswith(".ipynb"):
            text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
        for link in re.findall(r"\]\(([^)#\s]+)", text):
            if not re.match("[a-z]+:", link):
                assert (Path(name).parent / link).as_posix() in found, (name, link)
    assert "(glossary.md)" in found["notebooks/syllabus.md"].decode()


def test_the_syllabus_of_a_part_tells_of_that_part(no_wheel) -> None:
    page = release_files(ROOT, choose_lessons("1-2"))["notebooks/syllabus.md"].decode()
    assert "| 2.3 |" in page and "| 1.1 |" in page
    assert "| 3.1 |" not in page and "Suggested weeks" not in page
    points = sum(t.points for name in ("1", "2") for t in exercises(name) if t.core)
    (total,) = (line for line in page.splitlines() if line.startswith("| **all** |"))
    assert total.split(" | ")[2] == str(points)


def test_words_stay_where_a_link_goes_and_the_version_too(no_wheel) -> None:
    found = release_files(ROOT, choose_lessons("1"))
    text = found["notebooks/01_toy_1010.ipynb"].decode()
    assert "as in the warm-up: a layer" in text
    original = json.loads((ROOT / "notebooks/01_toy_1010.ipynb").read_text(encoding="utf-8"))
    released = json.loads(text)
    assert released["metadata"] == original["metadata"]
    assert [c for c in released["cells"] if c["cell_type"] == "code"] == [
        c for c in original["cells"] if c["cell_type"] == "code"
    ]


def test_all_lessons_come_as_they_were_built(no_wheel) -> None:
    found = release_files(ROOT, choose_lessons("all"))
    for path in (ROOT / "notebooks").iterdir():
        if path.is_file():
            assert found[f"notebooks/{path.name}"] == path.read_bytes(), path.name
    assert "other lessons" not in found["README.md"].decode()


def test_the_instructions_name_files_and_commands_that_exist(no_wheel) -> None:
    found = release_files(ROOT, choose_lessons("5-7"), ci=True)
    text = found["README.md"].decode()
    assert "my_work/05_evaluating_gans.ipynb" in text
    assert "Texts may name other lessons too" in text
    assert "{" not in text
    words = set(re.findall(r"gan-lab (\w+)", text))
    assert words == {"lab", "doctor", "progress", "data"}
    for word in words:
        with pytest.raises(SystemExit) as end:
            main([word, "--help"])
        assert end.value.code == 0
    for name in re.findall(r"\]\(([^)]+)\)", text):
        assert name in found


# What must not be in it


def _blocks(path: Path) -> Iterator[tuple[str, str]]:
    """Each line of a lesson's source: ("solution" or "thought" or "public", line).

    On purpose another reader than the builder's: it would not share its mistakes.
    """
    kind, inside = "code", "public"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# %%"):
            kind = "thought" if "[markdown]" in line else "code"
            continue
        mark = line.strip()
        if mark == "### BEGIN SOLUTION":
            inside = "thought" if kind == "thought" else "solution"
        elif mark in ("### STUB", "### END SOLUTION"):
            inside = "public"
        else:
            yield inside, mark


def _secrets() -> dict[str, set[str]]:
    """Lines of all sources that no student is to see, and that no text for students says too."""
    lines = [line for path in sorted((ROOT / "solutions").glob("*.py")) for line in _blocks(path)]
    public = "\n".join(line.removeprefix("# ") for kind, line in lines if kind == "public")
    found: dict[str, set[str]] = {"solution": set(), "thought": set()}
    for kind, line in lines:
        if kind != "public" and line and line not in public:
            found[kind].add(line)
    return found


def _texts(value: object) -> Iterator[str]:
    """All that a notebook says: sources, outputs, metadata, keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        yield "".join(each for each in value if isinstance(each, str))
        for inner in value:
            yield from _texts(inner)
    else:
        yield str(value)


def _readable(name: str, content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return "\n".join(_texts(json.loads(text))) if name.endswith(".ipynb") else text


@pytest.fixture(scope="module")
def whole_course() -> dict[str, bytes]:
    """The release of all lessons of this checkout."""
    return release_files(ROOT, choose_lessons("all"), ci=True)


def test_no_solution_and_no_answer_to_a_thought_question_is_in_a_release(whole_course) -> None:
    secrets = _secrets()
    assert len(secrets["solution"]) > 200
    assert len(secrets["thought"]) > 30
    for name, content in whole_course.items():
        if name.endswith(".whl"):
            continue
        text = _readable(name, content)
        for line in secrets["solution"] | secrets["thought"]:
            assert line not in text, (name, line)
        assert "SOLUTION" not in text, name
        assert "tests/answers" not in text, name


def test_notebooks_carry_no_outputs_and_no_counts(whole_course) -> None:
    for name, content in whole_course.items():
        if name.endswith(".ipynb"):
            notebook = json.loads(content)
            assert notebook["metadata"]["gan_lab"].keys() == {"lesson", "source"}
            for cell in notebook["cells"]:
                assert not cell.get("outputs") and not cell.get("attachments"), name
                assert cell.get("execution_count") is None, name


def test_the_wheel_holds_the_package_alone(whole_course) -> None:
    """It holds the package's own pieces, by nature; nothing of solutions/ and tests/."""
    (name,) = [name for name in whole_course if name.endswith(".whl")]
    thoughts = _secrets()["thought"]
    answers = {path.read_text("utf-8").strip() for path in (ROOT / "tests/answers").rglob("*.py")}
    answers = {text for text in answers if len(text) > 200}
    assert answers
    with zipfile.ZipFile(io.BytesIO(whole_course[name])) as wheel:
        for member in wheel.namelist():
            assert re.match(r"gan_lab(/|_start\.py)|gan_lab_course-[\d.]+\.dist-info/", member), (
                member
            )
            text = wheel.read(member).decode("utf-8", "replace")
            assert not [line for line in thoughts if line in text], member
            assert not [each for each in answers if each in text], member
            if not member.startswith("gan_lab/course/"):  # which knows the marks
                assert "### BEGIN SOLUTION" not in text, member
        assert "gan_lab/course/handout.md" in wheel.namelist()
        assert "gan_lab/assets/mnist_classifier.pt" in wheel.namelist()


# What is refused


def _spoil(course: Path, path: str) -> None:
    (course / path).write_text((course / path).read_text() + "\n")


@pytest.mark.parametrize("path", ["notebooks/90_test.ipynb", "notebooks/syllabus.md"])
def test_what_is_stale_is_not_handed_out(course, out, path) -> None:
    _spoil(course, path)
    with pytest.raises(GanLabError, match=rf"not ready.*{path} is not what .* `gan-lab build`"):
        release(out, root=course)
    assert not out.exists()


def test_a_notebook_without_its_source_is_not_handed_out(course, out) -> None:
    (course / "solutions/90_test.py").unlink()
    with pytest.raises(GanLabError, match=r"notebooks/90_test.ipynb has no source"):
        release(out, root=course)


def test_a_solved_notebook_need_not_be_ready(course, out) -> None:
    _spoil(course, "solutions/90_test.ipynb")
    assert release(out, root=course) == out


def test_a_wheel_that_cannot_be_built_is_told(course, out, monkeypatch) -> None:
    (course / "pyproject.toml").write_text(PYPROJECT.replace('version = "9.9"', ""))
    with pytest.raises(GanLabError, match=r"the wheel could not be built in .*version"):
        release(out, root=course)
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(GanLabError, match=r"needs hatchling.*pip install -e \"\.\[instructor\]\""):
        release(out, root=course)
    assert not out.exists()


def test_the_wheel_needs_no_network_and_is_the_same_each_time(course, monkeypatch) -> None:
    one = build_wheel(course)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # of somebody's shell
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nobody listens
    assert build_wheel(course) == one


# Where it is written


def test_an_earlier_release_is_kept_with_what_somebody_did_in_it(course, out, capsys) -> None:
    release(out, root=course)
    (out / "my_work").mkdir()
    (out / "my_work/90_test.ipynb").write_text("my answer")
    packed = out.with_name("release.zip")
    release(packed, root=course)
    before = packed.read_bytes()
    release(out, root=course)
    former = out.with_name("release-1")
    assert (former / "my_work/90_test.ipynb").read_text() == "my answer"
    assert not (out / "my_work").exists()
    assert f"Kept the former {out} as {former}." in capsys.readouterr().out
    (course / "LICENSE").write_text("another one")
    release(packed, root=course)
    assert packed.with_name("release-1.zip").read_bytes() == before != packed.read_bytes()
    assert len(list(out.parent.glob("release*"))) == 4


def test_the_same_release_once_more_changes_nothing(course, out) -> None:
    packed = out.with_name("release.zip")
    for place in (out, packed):
        release(place, root=course)
    (out / ".git").mkdir()  # a repository that students copy
    (out / ".git" / "HEAD").write_text("ref: refs/heads/main")
    for place in (out, packed):
        release(place, root=course)
    assert (out / ".git" / "HEAD").is_file()
    assert sorted(path.name for path in out.parent.glob("release*")) == ["release", "release.zip"]


def test_an_empty_folder_is_filled_and_another_one_left_alone(course, out) -> None:
    out.mkdir()
    release(out, root=course)
    assert (out / MARKER).is_file()
    other = out.with_name("thesis")
    other.mkdir()
    (other / "chapter.txt").write_text("precious")
    with pytest.raises(GanLabError, match="holds other files and is no release"):
        release(other, root=course)
    assert files(other) == {"chapter.txt": b"precious"}


@pytest.mark.parametrize("name", ["photos.zip", "file"])
def test_another_file_is_left_alone(course, out, name) -> None:
    path = out.with_name(name)
    path.write_bytes(b"precious")
    with pytest.raises(GanLabError, match="is there already and is no release"):
        release(path, root=course)
    assert files(out.parent) == {name: b"precious"}


def test_a_place_that_cannot_be_written_is_told(course, out) -> None:
    out.write_text("a file")
    with pytest.raises(GanLabError, match="cannot be written"):
        release(out / "folder" / "deeper", root=course)


# A released folder


@pytest.fixture
def released(course, out, monkeypatch) -> Path:
    """A release, and a package that lies elsewhere, as pip puts it."""
    release(out, root=course)
    monkeypatch.setattr(workspace.gan_lab, "__file__", "/usr/lib/site-packages/gan_lab/__init__.py")
    return out


def test_a_released_folder_is_a_course_folder_and_no_checkout(released, monkeypatch) -> None:
    assert course_root(released) == course_root(released / "notebooks") == released
    with pytest.raises(GanLabError, match="was made by gan-lab release and has no sources"):
        checkout_root(released)
    (released / MARKER).rename(released / "away")
    with pytest.raises(GanLabError, match="is not in the course folder"):
        course_root(released)


def test_lab_takes_lessons_from_it(released) -> None:
    path, messages = take_lesson(first_lesson(released), released)
    assert path == released / "my_work/90_test.ipynb"
    assert messages == []
    assert path.read_bytes() == (released / "notebooks/90_test.ipynb").read_bytes()
    assert (released / "my_work/syllabus.md").is_file()


def test_the_first_lesson_is_01_where_it_is_there(no_wheel, tmp_path) -> None:
    for lessons, first in (("5-7", "05"), ("all", "01"), ("0", "00")):
        root = tmp_path / first
        (root / "notebooks").mkdir(parents=True)
        for name, content in release_files(ROOT, choose_lessons(lessons)).items():
            (root / name).write_bytes(content)
        assert first_lesson(root) == first


def test_a_lesson_that_was_left_out_and_one_that_was_lost(no_wheel, tmp_path) -> None:
    (tmp_path / "notebooks").mkdir()
    for name, content in release_files(ROOT, choose_lessons("5,7")).items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(GanLabError, match=r"handed out: 05_evaluating_gans, 07_conditional_gan$"):
        take_lesson("06", tmp_path)
    (tmp_path / "notebooks/05_evaluating_gans.ipynb").unlink()
    with pytest.raises(GanLabError, match=r"05_evaluating_gans.ipynb is missing"):
        take_lesson("05", tmp_path)


def test_another_package_than_the_folders_is_told(released, monkeypatch) -> None:
    told = json.loads((released / MARKER).read_text())
    for installed, right in ((told["wheel"]["sha256"], True), (None, True), ("0" * 64, False)):
        monkeypatch.setattr(workspace, "_installed_wheel", lambda found=installed: found)
        messages = take_lesson("90", released)[1]
        assert (messages == []) == right
    (heading,) = re.findall(r'README.md says, under "(.*)"\.', messages[0])
    assert f"## {heading}\n" in (released / "README.md").read_text()


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}'])
def test_a_marker_that_cannot_be_read_is_told(released, content) -> None:
    (released / MARKER).write_text(content)
    with pytest.raises(GanLabError, match=MARKER):
        take_lesson("90", released)


def test_the_package_of_the_wheel_works_in_the_released_folder(whole_course, tmp_path) -> None:
    """As a student has it: nothing of the checkout but the package in the wheel."""
    root, package = tmp_path / "course", tmp_path / "site-packages"
    for name, content in whole_course.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (wheel,) = root.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(package)
    environment = {**os.environ, "PYTHONPATH": str(package), "GAN_LAB_PROGRESS": ""}
    code = (
        "import gan_lab, gan_lab.cli; print(gan_lab.__file__); "
        "from gan_lab.course import workspace; "
        "workspace.run_to_its_end = lambda command, env: print(command[2], command[-1]) or 0; "
        "print(gan_lab.cli.main(['lab', '02', '--no-browser']), gan_lab.cli.main(['progress']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert Path(lines[0]).is_relative_to(package)
    assert f"Opening {Path('my_work/02_mlp_mnist.ipynb')}. It is yours" in done.stdout
    assert "jupyterlab --no-browser" in lines
    assert any(line.startswith("Nothing is checked yet") for line in lines)
    assert lines[-1] == "0 0"
    names = {path.stem for path in (root / "my_work").glob("*.ipynb")}
    assert names == {lesson.name for lesson in LESSONS}


def test_from_the_command_line(course, out, monkeypatch, capsys) -> None:
    monkeypatch.chdir(course)
    assert main(["release", "--out", str(out), "--lessons", "90", "--ci"]) == 0
    assert f"Wrote {out}: hand it out whole." in capsys.readouterr().out
    assert (out / ".github/workflows/classroom.yml").is_file()
    monkeypatch.chdir(out)
    assert main(["release", "--out", str(out.with_name("again"))]) == 2
    assert main(["build"]) == 2
    assert capsys.readouterr().err.count("has no sources") == 2


# The guide


def _guide() -> str:
    return (ROOT / "docs/instructors.md").read_text(encoding="utf-8")


def test_commands_of_the_guide_exist_with_their_options(monkeypatch) -> None:
    """Each line of a block that begins with gan-lab, with the arguments as they are told."""
    for name in ("_release", "_bundle", "_get", "_collect", "_grade", "_annotate", "_check"):
        monkeypatch.setattr(cli, name, lambda args: 0)
    blocks = re.findall(r"```bash\n(.*?)```", _guide(), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    told = [line for line in lines if line.startswith("gan-lab ")]
    commands = [shlex.split(re.split("[>|;&]", line)[0], comments=True)[1:] for line in told]
    assert {words[0] for words in commands} >= {"release", "data", "collect", "grade"}
    for words in commands:
        assert cli.main(words) == 0, words


def test_links_of_the_guide_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#\s]+)", _guide()):
        if not re.match("[a-z]+:", link):
            assert (ROOT / "docs" / link).exists(), link
