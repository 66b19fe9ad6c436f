"""`gan-lab new-lesson`, and the page that tells authors what to do: docs/authoring.md.

The slow test follows the page in a copy of the course: it runs each command and makes each change
that the page shows. Here in short: the skeleton builds, and its check knows its answers.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from gan_lab import checks, cli, lessons
from gan_lab.checks import _core, exercises, run
from gan_lab.course.build import build
from gan_lab.course.new_lesson import as_row, new_lesson, with_row
from gan_lab.course.skeleton import files
from gan_lab.course.source import read_source, solved_notebook
from gan_lab.errors import GanLabError
from gan_lab.lessons import LESSONS, Lesson
from tests import answers

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/authoring.md").read_text(encoding="utf-8")
NAME, TITLE = "42_calm_curves", "Calm curves"


# The command


@pytest.fixture
def course(tmp_path) -> Path:
    """A course folder without a lesson's files, but with the real table of lessons."""
    for folder in ("solutions", "notebooks", "gan_lab/checks", "tests/answers"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "gan_lab/lessons.py", tmp_path / "gan_lab/lessons.py")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "gan-lab-course"\n')
    return tmp_path


def everything(folder: Path) -> dict[str, bytes | None]:
    """All that is in a folder: files with their bytes, folders with None."""
    paths = [path for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in paths
    }


def table_of(course: Path) -> tuple[Lesson, ...]:
    """The lessons that gan_lab/lessons.py of a course names."""
    names: dict = {"__name__": "gan_lab.lessons"}  # where its dataclass looks for itself
    exec((course / "gan_lab/lessons.py").read_text(encoding="utf-8"), names)
    return names["LESSONS"]


def test_new_lesson_writes_its_files_and_changes_the_table_by_one_row(course) -> None:
    before = everything(course)
    written = {path.relative_to(course).as_posix() for path in new_lesson(NAME, TITLE, course)}
    after = everything(course)
    changed = {name for name, content in after.items() if content and content != before.get(name)}
    assert changed == written == {*files(table_of(course)[-1]), "gan_lab/lessons.py"}
    assert set(before) & changed == {"gan_lab/lessons.py"}
    lines = after["gan_lab/lessons.py"].decode().splitlines()
    old = before["gan_lab/lessons.py"].decode().splitlines()
    row = f'    Lesson("{NAME}", "{TITLE}", core=10, wait=0.1),'
    assert [line for line in lines if line != row] == old
    assert [each.name for each in table_of(course)] == [*(each.name for each in LESSONS), NAME]


@pytest.mark.parametrize("number", ["00", "03", "10", "99"])
def test_a_row_goes_where_its_number_belongs(number: str) -> None:
    ladder = "\n".join(
        as_row(each) for each in LESSONS if each.number != number and each.number != "02"
    )
    table = f"before = 1\nLESSONS = (\n{ladder}\n)\nafter = 2\n"
    changed = with_row(table, Lesson(f"{number}_new", "New", core=1))
    names = re.findall(r'Lesson\("(\w+)"', changed)
    assert names == sorted(names)
    assert f"{number}_new" in names
    assert changed.replace(as_row(Lesson(f"{number}_new", "New", core=1)) + "\n", "") == table


def test_a_long_row_is_written_as_the_formatter_leaves_it(course) -> None:
    name = "42_" + "_".join(["long"] * 11)
    new_lesson(name, "x" * 60, course)
    assert table_of(course)[-1].title == "x" * 60
    settings = f"--config={ROOT / 'pyproject.toml'}"
    for words in (["format", "--check"], ["check", "--ignore=I001"]):  # not whose imports they are
        ruff = [sys.executable, "-m", "ruff", *words, settings, "gan_lab", "solutions"]
        found = subprocess.run(ruff, cwd=course, capture_output=True, text=True)
        assert found.returncode == 0, found.stdout + found.stderr


BAD_NAMES = [
    "style_mixing",
    "1_style",
    "10",
    "10_",
    "10_Style",
    "10-style",
    "../10_a",
    "10_style_",
    "10__style",
    "10_stüle",
    "10_style.py",
]


@pytest.mark.parametrize("name", [*BAD_NAMES, "", "10_style mixing", "1\u0660_a", "10_" + "a" * 60])
def test_a_bad_name_is_refused_with_an_example(course, name: str) -> None:
    before = everything(course)
    with pytest.raises(GanLabError, match=r"cannot be a lesson's name.*such as 10_style_mixing"):
        new_lesson(name, TITLE, course)
    assert everything(course) == before


@pytest.mark.parametrize("title", ["", " ", "two\nlines", 'a "word"', "a\\b", "a | b", "x" * 61])
def test_a_bad_title_is_refused(course, title: str) -> None:
    before = everything(course)
    with pytest.raises(GanLabError, match="a title"):
        new_lesson(NAME, title, course)
    assert everything(course) == before


def test_without_a_title_the_words_of_the_name_are_one(course) -> None:
    new_lesson(NAME, root=course)
    assert table_of(course)[-1].title == TITLE


def test_a_number_that_is_taken_is_refused(course) -> None:
    before = everything(course)
    with pytest.raises(GanLabError, match="number 02 is taken by 02_mlp_mnist"):
        new_lesson("02_again", TITLE, course)
    assert everything(course) == before


@pytest.mark.parametrize(
    "there",
    [
        f"solutions/{NAME}.py",
        "solutions/42_other.py",
        "gan_lab/checks/lesson_42.py",
        "gan_lab/checks/lesson_42/mine.py",
        f"tests/answers/{NAME}/42.1.py",
    ],
)
def test_nothing_that_is_there_is_overwritten(course, there: str) -> None:
    (course / there).parent.mkdir(exist_ok=True)
    (course / there).write_text("mine")
    before = everything(course)
    with pytest.raises(GanLabError, match="stays as it is: nothing was written"):
        new_lesson(NAME, TITLE, course)
    assert everything(course) == before


def test_when_something_cannot_be_written_nothing_is_left_behind(course) -> None:
    (course / "tests/answers").rmdir()
    (course / "tests/answers").write_text("in the way")
    before = everything(course)
    with pytest.raises(GanLabError, match="cannot be written"):
        new_lesson(NAME, TITLE, course)
    assert everything(course) == before


UNSORTED = 'LESSONS = (\n    Lesson("03_b"),\n    Lesson("01_a"),\n)\n'


@pytest.mark.parametrize(
    "table", ["", "LESSONS = ", "LESSONS = []", "LESSONS = (*more, 1)", UNSORTED]
)
def test_a_table_written_in_another_way_is_left_alone(course, table: str) -> None:
    (course / "gan_lab/lessons.py").write_text(table)
    before = everything(course)
    with pytest.raises(GanLabError) as error:
        new_lesson(NAME, TITLE, course)
    assert "LESSONS must be a tuple" in str(error.value)
    assert f'Lesson("{NAME}", "{TITLE}"' in str(error.value)
    assert everything(course) == before


def test_the_same_lesson_twice_is_refused(course) -> None:
    new_lesson(NAME, TITLE, course)
    before = everything(course)
    with pytest.raises(GanLabError, match=f"taken by {NAME}"):
        new_lesson(NAME, TITLE, course)
    assert everything(course) == before


def test_the_command_says_what_it_wrote_and_what_comes_next(course, monkeypatch, capsys) -> None:
    monkeypatch.chdir(course)
    assert cli.main(["new-lesson", NAME, "--title", TITLE]) == 0
    told = capsys.readouterr().out
    assert f"wrote {Path('solutions', NAME)}.py" in told
    assert "gan-lab build --execute 42" in told
    assert "docs/authoring.md" in told
    assert cli.main(["new-lesson", "calm"]) == 2
    assert "such as 10_style_mixing" in capsys.readouterr().err


# The skeleton


@pytest.fixture
def skeleton(course, monkeypatch):
    """The course folder with the new lesson, in a ladder that holds it alone."""
    new_lesson(NAME, TITLE, course)
    monkeypatch.setattr(lessons, "LESSONS", table_of(course)[-1:])
    monkeypatch.setattr(_core, "_EXERCISES", {})
    monkeypatch.setattr(checks, "__path__", [*checks.__path__, str(course / "gan_lab/checks")])
    yield course
    for module in [each for each in sys.modules if each.startswith("gan_lab.checks.lesson_42")]:
        del sys.modules[module]


def known_answers(course: Path, monkeypatch) -> list[answers.Answer]:
    monkeypatch.setattr(answers, "__file__", str(course / "tests/answers/__init__.py"))
    return answers.all_answers()


def test_the_skeleton_builds_and_no_answer_reaches_the_student(skeleton) -> None:
    build(root=skeleton)
    student = (skeleton / f"notebooks/{NAME}.ipynb").read_text(encoding="utf-8")
    assert "TODO 42.1: A calm curve" in student
    assert "*Your answer:*" in student
    for hidden in ("calm.append", "Model answer", "SOLUTION"):
        assert hidden not in student
        assert hidden in (skeleton / f"solutions/{NAME}.ipynb").read_text(encoding="utf-8")
    assert "$" not in re.sub(r"\$\$?[^$\n]+\$\$?", "", "".join(files(lessons.LESSONS[0]).values()))


def test_the_skeletons_check_knows_its_answers(skeleton, monkeypatch) -> None:
    found = known_answers(skeleton, monkeypatch)
    assert {answer.kind for answer in found} == {"right", "wrong"}
    for answer in found:
        for seed in range(4):
            verdict = answer.verdict(seed)
            if answer.kind == "right":
                assert verdict.status == "passed", (answer.label, verdict)
            else:
                assert (verdict.status, verdict.mistake) == ("failed", answer.mistake)
                assert verdict.hint
    (task,) = exercises("42")
    assert run(task.id, {task.answer: task.reference}).status == "unscored"
    solved = solved_notebook(read_source(skeleton / f"solutions/{NAME}.py"))
    (code,) = [cell.source for cell in solved.cells if "answer" in cell.metadata.get("tags", [])]
    own: dict = {}
    exec(code, own)
    assert run(task.id, own).status == "passed"


# The page


@dataclass(frozen=True)
class Step:
    """A command to run, or code to put at the end of a file or before a line of it."""

    command: str = ""
    path: str = ""
    before: str = ""
    code: str = ""


def steps(page: str) -> list[Step]:
    """What a reader of the page does, in order.

    Every block of code must be one or the other: nothing on the page is only to look at.
    """
    found = []
    for block in re.finditer(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        language, code = block.groups()
        told = page[: block.start()].rstrip().rsplit("\n", 1)[-1]
        if language == "bash":
            found += [Step(command=line) for line in code.splitlines()]
            continue
        assert language == "python", f"a block of {language!r}"
        if at_end := re.search(r"At the end of `([^`]+)`:$", told):
            found.append(Step(path=at_end[1], code=code))
        else:
            before = re.search(r"[Ii]n `([^`]+)`, before `([^`]+)`:$", told)
            assert before, f"nothing says where this belongs: {code}"
            found.append(Step(path=before[1], before=before[2], code=code))
    return found


def change(root: Path, step: Step) -> None:
    path = root / step.path
    text = path.read_text(encoding="utf-8")
    if step.before:
        assert text.count(f"{step.before}\n") == 1, step
        text = text.replace(f"{step.before}\n", f"{step.code}{step.before}\n")
    else:
        text = f"{text}\n\n{step.code}"
    path.write_text(text, encoding="utf-8")


def test_the_page_names_commands_and_places_that_there_are(course) -> None:
    found = steps(PAGE)
    assert len(found) >= 10
    for part in [part for step in found for part in step.command.split(" && ") if part]:
        program, *words = shlex.split(part)
        assert program in ("gan-lab", "pytest", "python", "ruff", "mypy"), part
        if program == "gan-lab":
            cli._parser().parse_args(words)  # ends the test where it is none
    new_lesson(NAME, TITLE, course)
    changes = [step for step in found if step.path]
    assert len(changes) == 2
    for step in changes:
        change(course, step)
    paths = set(re.findall(r"`((?:gan_lab|tests|solutions)/[\w./]+\w)`", PAGE))
    own = {path for path in paths if "42" in path}
    assert len(own) >= 4
    for path in own:
        is_second = path.endswith("42.2.py") or "allowed" in path
        assert is_second or (course / path).exists() or path.endswith(".ipynb"), path
    for path in paths - own:
        assert (ROOT / path).exists(), path


def test_the_pages_wrong_answer_gets_the_pages_hint(skeleton, monkeypatch) -> None:
    answer, hint = [step for step in steps(PAGE) if step.path]
    change(skeleton, answer)
    (new,) = [a for a in known_answers(skeleton, monkeypatch) if a.label == "value_in_full"]
    assert new.verdict().mistake == "wrong_numbers"  # as the page says: refused without a name
    change(skeleton, hint)
    for module in [each for each in sys.modules if each.startswith("gan_lab.checks.lesson_42")]:
        del sys.modules[module]
    monkeypatch.setattr(_core, "_EXERCISES", {})
    for seed in range(4):
        assert new.verdict(seed).mistake == "value_in_full"


def call(root: Path, command: str) -> None:
    """Run a line of the page in a copy of the course, as an author would in a shell."""
    scripts = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": scripts, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        command,
        shell=True,
        cwd=root,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}"


def copy_course(root: Path) -> Path:
    """The course as an author has it, without what is not part of it."""
    left_out = shutil.ignore_patterns(
        ".git", ".*_cache", ".venv", "venv", "__pycache__", "my_work", "runs", "dist", "build",
        "*.h5", "browser", "benchmarks",
    )  # fmt: skip
    for each in ("gan_lab", "notebooks", "solutions", "tests", "docs"):
        shutil.copytree(ROOT / each, root / each, ignore=left_out)
    for each in ("pyproject.toml", "conftest.py", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / each, root / each)
    return root


def add_exercise(root: Path) -> None:
    """What the page says under "An exercise": the pieces of 42.1, copied and given other names."""

    def renamed(text: str) -> str:
        names = {"42.1": "42.2", "calm_curve": "still_curve", "A calm curve": "A still curve"}
        for old, new in {**names, "calm-": "still-", "a calm curve": "a still curve"}.items():
            text = text.replace(old, new)
        return text

    source = root / f"solutions/{NAME}.py"
    text = source.read_text(encoding="utf-8")
    begin, end = (text.index(f'# %% [markdown] id="{id}"') for id in ("calm-theory", "show-intro"))
    at = text.index('# %% [markdown] id="end"')
    changed = text[:at] + renamed(text[begin:end]) + text[at:]
    source.write_text(changed, encoding="utf-8")

    folder = root / "gan_lab/checks/lesson_42"
    check = (folder / "calm.py").read_text(encoding="utf-8")
    (folder / "still.py").write_text(renamed(check), encoding="utf-8")
    imports = (folder / "__init__.py").read_text(encoding="utf-8")
    imports = imports.replace("import calm ", "import calm, still ").replace(
        '"calm"', '"calm", "still"'
    )
    (folder / "__init__.py").write_text(imports, encoding="utf-8")

    known = root / f"tests/answers/{NAME}"
    text = (known / "42.1.py").read_text(encoding="utf-8")
    (known / "42.2.py").write_text(renamed(text), encoding="utf-8")


def remove_lesson(root: Path) -> None:
    """What the page says of a lesson that was a trial."""
    for path in (f"solutions/{NAME}.py", f"solutions/{NAME}.ipynb", f"notebooks/{NAME}.ipynb"):
        (root / path).unlink()
    shutil.rmtree(root / "gan_lab/checks/lesson_42")
    shutil.rmtree(root / f"tests/answers/{NAME}")
    table = root / "gan_lab/lessons.py"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if NAME not in line), encoding="utf-8")


@pytest.mark.slow
def test_following_the_page_ends_green(tmp_path) -> None:
    root = copy_course(tmp_path / "the course")
    before = everything(root)
    for step in steps(PAGE):
        if step.command:
            call(root, step.command)
        else:
            change(root, step)
    add_exercise(root)
    (tests,) = [step.command for step in steps(PAGE) if step.command.startswith("pytest -k 42 ")]
    for command in ("gan-lab build --execute 42", tests, "ruff format --check . && ruff check ."):
        call(root, command)
    call(root, "pytest tests/test_lessons_table.py tests/course/test_pages.py")
    remove_lesson(root)
    call(root, "gan-lab build")
    call(root, "gan-lab build --check")
    after = everything(root)
    caches = {name for name in after if re.search(r"(^|/)\.\w+_cache", name)}
    assert {name: after[name] for name in after if name not in caches} == before
