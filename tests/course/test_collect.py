"""From students' repositories the notebooks that count, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gan_lab.cli import main
from gan_lab.course.collect import collect
from gan_lab.errors import GanLabError


@pytest.fixture
def clones(tmp_path, monkeypatch) -> Path:
    """Two clones: untouched notebooks, copies whose times say nothing, and other files."""
    monkeypatch.chdir(tmp_path)
    for student in ("anna", "Bo Ek"):
        for name in (
            "notebooks/01_toy_1010.ipynb",
            "my_work/01_toy_1010.ipynb",
            "my_work/01_toy_1010_2.ipynb",
            "my_work/01_toy_1010_10.ipynb",
            "my_work/02_mlp_mnist.ipynb",
            "my_work/my lesson.ipynb",
            "my_work/progress.json",
            "my_work/runs/03_cnn_fashion_mnist.ipynb",
        ):
            path = Path("clones") / student / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{student}, {name}")
            os.utime(path, (10**9, 10**9))
    return Path("clones")


def texts(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_of_several_copies_the_last_is_taken_and_other_names_stay(clones, capsys) -> None:
    before = texts(clones)
    command = ["collect", str(clones / "anna"), str(clones / "Bo Ek"), "--out", "handed-in"]
    assert main(command) == 0
    names = ("01_toy_1010_10.ipynb", "02_mlp_mnist.ipynb", "my lesson.ipynb")
    assert texts(Path("handed-in")) == {
        f"{student}/{name}": f"{student}, my_work/{name}"
        for student in ("anna", "Bo Ek")
        for name in names
    }
    assert capsys.readouterr().out == "".join(
        f"{student}: {', '.join(names)}\n" for student in ("anna", "Bo Ek")
    )
    assert texts(clones) == before


def test_a_folder_of_notebooks_will_do_and_the_current_one(clones, monkeypatch) -> None:
    (clones / "anna/my_work").rename("cleo")
    assert collect(["cleo"], "handed-in")[0].startswith("cleo: 01_toy_1010_10.ipynb")
    monkeypatch.chdir(clones / "Bo Ek")
    assert collect(["."], "../../handed-in")[0].startswith("Bo Ek: 01_toy")


def test_a_student_without_a_notebook_is_told(clones) -> None:
    Path("dan/my_work").mkdir(parents=True)
    assert collect(["dan"], "handed-in") == ["dan: no notebook"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_to_somewhere_else_is_not_followed(clones) -> None:
    Path("secret.ipynb").write_text("of the instructor")
    (clones / "anna/my_work/03_cnn_fashion_mnist.ipynb").symlink_to(Path("secret.ipynb").resolve())
    other = clones / "dan"
    other.mkdir()
    (other / "my_work").symlink_to(Path.cwd())
    collect([clones / "anna", other], "handed-in")
    assert "of the instructor" not in texts(Path("handed-in")).values()


def test_what_is_refused(clones) -> None:
    collect([clones / "anna"], "handed-in")
    for folders, reason in (
        (["nowhere"], "nowhere is not a folder"),
        ([clones / "anna"], "is there already"),
        ([clones / "Bo Ek", clones / "Bo Ek"], "have one name"),
    ):
        with pytest.raises(GanLabError, match=reason):
            collect(folders, "handed-in")
    assert not Path("handed-in/Bo Ek").exists()
