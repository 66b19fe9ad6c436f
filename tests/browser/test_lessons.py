"""Every student notebook opens, and every solved one with widgets runs, in a real browser."""

from __future__ import annotations

import nbformat
import pytest

from gan_lab.course.workspace import course_root

ROOT = course_root()
STUDENT = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
WITH_WIDGETS = [
    path
    for path in sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
    if "from gan_lab.widgets import" in path.with_suffix(".py").read_text(encoding="utf-8")
]


def named(paths):
    return [pytest.param(path, id=path.stem) for path in paths]


@pytest.mark.parametrize("path", named(STUDENT))
def test_a_student_notebook_opens(opened, path):
    notebook = opened(path)
    cells = nbformat.read(path, as_version=4).cells
    page = notebook.page
    assert page.locator(".jp-Notebook .jp-Cell").count() == len(cells)
    page.locator(".jp-RenderedHTMLCommon h1").first.wait_for()
    assert not page.locator(".jp-RenderedHTMLCommon mjx-merror").count()  # each formula is drawn
    assert page.evaluate(BROKEN_PICTURES) == []


BROKEN_PICTURES = """() => [...document.querySelectorAll('.jp-Notebook img')]
  .filter(e => e.complete && !e.naturalWidth).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", named(WITH_WIDGETS))
def test_a_solved_notebook_runs_and_its_widgets_answer(opened, path):
    notebook = opened(path)
    notebook.run_all()
    page = notebook.page
    assert not notebook.errors()
    panels = page.locator(".jp-OutputArea-output").filter(has=page.locator("button"))
    assert panels.count()
    for k in range(panels.count()):
        panel = panels.nth(k)
        notebook.photograph(f"{path.stem}_{k}", panel)
        for name in ("New z", "Next", "Step 50", "Cannot say"):
            button = panel.get_by_role("button", name=name, exact=True)
            if button.count() and button.first.is_enabled():
                before = panel.locator("img").first.get_attribute("src")
                page.wait_for_timeout(600)  # a quiz takes no press in the first half second
                button.first.click()
                notebook.until(
                    lambda panel=panel, before=before: (
                        panel.locator("img").first.get_attribute("src") != before
                    )
                )
