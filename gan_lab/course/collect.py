"""`gan-lab collect`: from students' repositories the notebooks that count, ready to be graded.

A repository holds more notebooks than were handed in: the untouched ones in notebooks/, and older
copies in my_work/. git keeps no times, so that a grader could not tell which are newer.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from gan_lab import lessons
from gan_lab.course.workspace import copies
from gan_lab.errors import GanLabError
from gan_lab.files import writing


def collect(folders: Sequence[str | Path], out: str | Path) -> list[str]:
    """Copy the notebooks that count to out/STUDENT/, and say what was found for each student.

    Of NN_name.ipynb, NN_name_2.ipynb, ... the one with the highest number counts: it is the one
    that `gan-lab lab` opens. Notebooks of other names are copied all.

    Args:
        folders: of the students, each named after one: a clone of a repository, of which my_work
            is looked at, or a folder of notebooks
        out: the folder to grade

    Returns:
        A line for each student, in the order of `folders`.

    Raises:
        GanLabError: a folder is none, two have one name, or out/STUDENT is there already.
    """
    out = Path(out)
    students: dict[str, Path] = {}
    for folder in map(Path, folders):
        name = folder.resolve().name
        if not folder.is_dir():
            raise GanLabError(f"{folder} is not a folder: name the folders of the students")
        if name in students:
            raise GanLabError(f"{students[name]} and {folder} have one name: rename one of them")
        if (out / name).exists():
            raise GanLabError(f"{out / name} is there already: choose another folder for --out")
        students[name] = folder
    told = []
    for name, folder in students.items():
        work = folder / "my_work"
        if not work.is_dir() or work.is_symlink():  # a link may lead out of the clone
            work = folder
        found = list(_counting(work))
        for notebook in found:
            _copy(notebook, out / name / notebook.name)
        told.append(f"{name}: {', '.join(path.name for path in found) or 'no notebook'}")
    return told


def _counting(work: Path) -> Iterator[Path]:
    """The notebooks in `work` without older copies of the same lesson."""
    older: set[Path] = set()
    for lesson in lessons.LESSONS:
        numbered = copies(work, lesson.name)
        older.update(numbered[number] for number in sorted(numbered)[:-1])
    for path in sorted(work.glob("*.ipynb")):
        if path not in older and path.is_file() and not path.is_symlink():
            yield path


def _copy(notebook: Path, copy: Path) -> None:
    with writing(copy):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(notebook, copy)
