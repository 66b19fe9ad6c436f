"""`gan-lab release`: what an instructor hands out, as a folder or as a zip.

notebooks/              the student notebooks of the lessons chosen, and the pages they link to
gan_lab_course-*.whl    the package
README.md               how to install, open and hand in
LICENSE
gan_lab_course.json     the marker by which `gan-lab lab` knows the folder

Everything is taken from the checkout as `gan-lab build` left it; solutions/ and tests/ stay there.
"""

from __future__ import annotations

import filecmp
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import nbformat

from gan_lab import __version__
from gan_lab import lessons as ladder
from gan_lab.checks import exercises
from gan_lab.course.build import SYLLABUS, check_built
from gan_lab.course.syllabus import syllabus
from gan_lab.course.workspace import MARKER, MARKER_FORMAT, PAGES, checkout_root, is_released
from gan_lab.errors import GanLabError
from gan_lab.files import keep_former, write_zip, writing
from gan_lab.lessons import Lesson, find_lesson

TOP = "gan-lab-course"  # the one folder in a zip: the same in each, so that a new one fits over it
SYLLABUS_PAGE = Path(SYLLABUS).name
WORKFLOW = "docs/classroom_ci.yml"
WHEEL_DATE = "1580601600"  # hatchling's own: two wheels of the same files are the same

# [text](05_evaluating_gans.ipynb), or with #section
_LESSON_LINK = re.compile(r"\[([^\]]*)\]\((\d\d_\w+)\.ipynb(?:#[^)]*)?\)")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)|<img[^>]*\ssrc=[\"']([^\"']+)")


def release(
    out: str | Path, lessons: str = "all", root: Path | None = None, *, ci: bool = False
) -> Path:
    """Write the release of a course, and return where it is.

    Args:
        out: a folder that is new or empty, or FILE.zip. An earlier release there is kept under a
            new name, unless it is the same.
        lessons: "all", or numbers such as "1-4" and "1,3,5-7"
        root: the checkout; None for the one around the current folder
        ci: add the workflow for repositories of students, and a .gitignore

    Raises:
        GanLabError: something else is at `out`, no lesson has that name, a notebook is not what
            its source says, or the wheel cannot be built. Then nothing is written.
    """
    root = root or checkout_root()
    out = Path(out).expanduser().resolve()
    _refuse_in_the_way(out)
    chosen = choose_lessons(lessons)
    _refuse_stale(root, chosen)
    files = release_files(root, chosen, ci=ci)
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix.lower() == ".zip":
            _write_zip(out, files)
        elif not _holds(out, files):
            _write_folder(out, files)
    return out


def choose_lessons(text: str) -> list[Lesson]:
    """The lessons that `text` names, in the ladder's order: "all", "1-4" or "1,3,5-7".

    Raises:
        GanLabError: a part is no lesson and no range of lessons.
    """
    if text.strip().lower() == "all":
        return list(ladder.LESSONS)
    names: set[str] = set()
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if not dash:
            names.add(find_lesson(first).name)
            continue
        between = (find_lesson(first).name, find_lesson(last).name)
        found = [each.name for each in ladder.LESSONS if between[0] <= each.name <= between[1]]
        if not found:
            raise GanLabError(f"{part.strip()!r} runs backwards: write {last}-{first}")
        names.update(found)
    return [each for each in ladder.LESSONS if each.name in names]


def release_files(root: Path, lessons: Sequence[Lesson], *, ci: bool = False) -> dict[str, bytes]:
    """The files of a release: name with "/" between folders -> content.

    Args:
        root: the checkout, with its notebooks as built
        lessons: those to hand out
        ci: add the workflow for repositories of students, and a .gitignore

    Raises:
        GanLabError: a file is missing or links to what is not handed out, or the wheel cannot be
            built.
    """
    names = {lesson.name for lesson in lessons}
    files: dict[str, bytes] = {}
    fingerprints = {}
    for lesson in lessons:
        name = f"notebooks/{lesson.name}.ipynb"
        text, fingerprints[lesson.name] = _notebook(root / name, names)
        files[name] = text.encode()
    for page in PAGES:
        if (root / "notebooks" / page).is_file():
            path = root / "notebooks" / page
            text = syllabus(lessons) if path.name == SYLLABUS_PAGE else _read(path).decode()
            text = _unlink(text, names)
            files[f"notebooks/{page}"] = text.encode()
    files.update(_linked_files(root, files))

    wheel, content = build_wheel(root)
    files[wheel] = content
    files["LICENSE"] = _read(root / "LICENSE")
    files["README.md"] = _readme(lessons, wheel, ci).encode()
    if ci:
        files[".github/workflows/classroom.yml"] = _read(root / WORKFLOW)
        files[".gitignore"] = _GITIGNORE.encode()
    marker = {
        "format": MARKER_FORMAT,
        "course": "gan-lab-course",
        "version": __version__,
        "wheel": {"file": wheel, "sha256": hashlib.sha256(content).hexdigest()},
        "lessons": fingerprints,
    }
    files[MARKER] = (json.dumps(marker, indent=1) + "\n").encode()
    return files


def build_wheel(root: Path) -> tuple[str, bytes]:
    """The package of the checkout `root` as a wheel: its file name and its bytes.

    hatchling, of the instructor extra, builds it in a process of its own: no network is needed.

    Raises:
        GanLabError: hatchling is not installed, or fails.
    """
    if importlib.util.find_spec("hatchling") is None:
        raise GanLabError(
            "gan-lab release needs hatchling, which builds the wheel: in the course folder, "
            'pip install -e ".[instructor]"'
        )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
            cwd=root,
            env={**os.environ, "SOURCE_DATE_EPOCH": WHEEL_DATE},
            capture_output=True,
            text=True,
            errors="replace",
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
            raise GanLabError(f"the wheel could not be built in {root}: {said[-1]}")
        return wheels[0].name, wheels[0].read_bytes()


def _refuse_in_the_way(out: Path) -> None:
    """Refuse to write where something else is than an earlier release or an empty folder."""
    if not out.exists() or _is_release(out):
        return
    if out.suffix.lower() == ".zip" or not out.is_dir():
        raise GanLabError(f"{out} is there already and is no release: choose another name")
    if any(out.iterdir()):
        raise GanLabError(f"{out} holds other files and is no release: choose another folder")


def _is_release(path: Path) -> bool:
    if path.is_dir():
        return is_released(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return f"{TOP}/{MARKER}" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _refuse_stale(root: Path, lessons: Sequence[Lesson]) -> None:
    """Refuse notebooks that are not what their sources say. Solved ones are not handed out."""
    handed_out = (SYLLABUS, *(f"notebooks/{lesson.name}.ipynb" for lesson in lessons))
    stale = [line for line in check_built(root) if line.startswith(handed_out)]
    if stale:
        raise GanLabError(f"the notebooks are not ready to be handed out: {'; '.join(stale)}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GanLabError(f"{path} cannot be read: {error.strerror or error}") from None


def _notebook(path: Path, names: set[str]) -> tuple[str, str]:
    """A student notebook without links to lessons outside of `names`, and its fingerprint.

    The fingerprint stays that of the lesson as built, links and all: it names the version.
    """
    text = _read(path).decode()
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _unlink(cell.source, names)
    return nbformat.writes(notebook).rstrip("\n") + "\n", notebook.metadata.gan_lab.source


def _unlink(text: str, names: set[str]) -> str:
    """`text` with plain words in place of links to lessons that are not in `names`."""
    return _LESSON_LINK.sub(lambda link: link[0] if link[2] in names else link[1], text)


def _linked_files(root: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the pages link to or show beside one another, such as a picture.

    Raises:
        GanLabError: it is not in notebooks/, or there is no such file.
    """
    found: dict[str, bytes] = {}
    folder = (root / "notebooks").resolve()
    for name, content in files.items():
        for link in _relative_links(name, content.decode()):
            path = (folder / link).resolve()
            if not path.is_relative_to(folder) or not path.is_file():
                raise GanLabError(f"{name} links to {link}, which is not in notebooks")
            target = f"notebooks/{path.relative_to(folder).as_posix()}"
            if target in files:
                continue
            if path.suffix == ".ipynb":  # a lesson that is left out must not come by this way
                raise GanLabError(
                    f"{name} links to {link}, which is left out: write the link as [words]({link})"
                )
            found[target] = _read(path)
    return found


def _relative_links(name: str, text: str) -> Iterator[str]:
    texts = [text]
    if name.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    for each in texts:
        for match in _LINK.finditer(each):
            link = match[1] or match[2]
            if not re.match(r"[a-z]+:", link):  # https:, data:, attachment:
                yield link


def _write_zip(out: Path, files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f"{out.name}.") as folder:
        new = Path(folder) / out.name
        write_zip(new, {f"{TOP}/{name}": content for name, content in files.items()})
        if out.exists() and filecmp.cmp(new, out, shallow=False):
            return
        keep_former(out)
        new.replace(out)


def _holds(out: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the folder holds this very release already, and nothing else but a repository."""
    there = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    there = {name: path for name, path in there.items() if not name.startswith(".git/")}
    return there.keys() == files.keys() and all(
        path.read_bytes() == files[name] for name, path in there.items()
    )


def _write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the release beside `out`, and move it there once it is whole."""
    part = Path(tempfile.mkdtemp(prefix=f"{out.name}.", suffix=".part", dir=out.parent))
    try:
        for name, content in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        if is_released(out):
            keep_former(out)
        out.mkdir(exist_ok=True)
        for path in sorted(part.iterdir()):
            shutil.move(path, out / path.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)


_GITIGNORE = """\
# What comes from running the lessons and need not be handed in
.venv/
.ipynb_checkpoints/
__pycache__/
runs/
.gan_lab/
*.pt
*.npz
*.h5
progress.json*
"""


def _readme(lessons: Sequence[Lesson], wheel: str, ci: bool) -> str:
    """README.md of the release: all that a student must know before lesson 01."""
    rows = "\n".join(_row(lesson) for lesson in lessons)
    if len(lessons) < len(ladder.LESSONS):
        rows += "\n\nTexts may name other lessons too: those are not in this folder."
    example = next((each for each in lessons if each.core), lessons[0])
    push = _PUSH.format(name=example.name) if ci else ""
    text = Path(__file__).with_name("handout.md").read_text(encoding="utf-8")
    return text.format(rows=rows, wheel=wheel, name=example.name, number=example.number, push=push)


def _row(lesson: Lesson) -> str:
    points = sum(task.points for task in exercises(lesson.name) if task.core)
    link = f"[{lesson.number} {lesson.title}](notebooks/{lesson.name}.ipynb)"
    return f"| {link} | {lesson.core or ''} | {lesson.optional or ''} | {points or ''} |"


_PUSH = """\
## Push

Commit `my_work/{name}.ipynb` and push it. The repository then checks your answers and marks each
exercise that fails, with its hint. The page of the run shows your points.

"""
