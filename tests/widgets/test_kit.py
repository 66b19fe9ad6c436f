"""What all widgets share: they answer in the notebook's thread, and leave nothing behind."""

from __future__ import annotations

import asyncio
import re
import threading

import ipywidgets
import pytest

from gan_lab.widgets import _kit
from gan_lab.widgets._kit import Panel


class Counter(Panel):
    """Counts its presses."""

    def __init__(self):
        self.n, self.threads, self.stopped = 0, [], False
        self.more = ipywidgets.Button(description="More")
        self.more.on_click(lambda _: self.later(self.count))
        super().__init__([self.more], "A counter <1>")

    def count(self):
        self.n += 1
        self.threads.append(threading.current_thread())
        if self.n == 3:
            raise ValueError("three is too many & more")

    def picture(self):
        return f'<img alt="{self.n} presses">'

    def stop(self):
        self.stopped = True


@pytest.fixture
def cell(monkeypatch):
    """The cell that runs, and its run; and what is displayed."""
    state = {"where": ("cell-1", "run-1"), "shown": [], "updates": []}

    class Handle:
        def update(self, bundle, raw):
            state["updates"].append(bundle)

    def display(bundle, raw, display_id):
        state["shown"].append(bundle)
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(_kit, "_where", lambda: state["where"])
    monkeypatch.setenv("GAN_LAB_WIDGETS", "on")
    yield state
    for panel in _kit.opened():
        panel.close()


def test_presses_from_other_threads_are_answered_in_the_notebook_s_own():
    async def notebook():
        panel = Counter()
        presses = [threading.Thread(target=panel.more.click) for _ in range(2)]
        for press in presses:
            press.start()
            press.join()
        assert panel.n == 0  # a cell is running
        await asyncio.sleep(0)
        assert panel.n == 1  # together: what is drawn twice at once is drawn once
        assert panel.threads == [threading.main_thread()]
        panel.close()

    asyncio.run(notebook())


def test_trouble_is_told_and_goes_away():
    panel = Counter()
    for _ in range(3):
        panel.more.click()
    assert "ValueError: three is too many &amp; more" in panel.trouble.value
    assert 'role="alert"' in panel.trouble.value
    panel.more.click()
    assert panel.trouble.value == ""
    panel.close()


def test_a_page_gets_the_widget_and_a_picture_for_those_without(cell):
    panel = Counter()
    panel.show()
    view, still = cell["shown"]
    assert view[_kit.WIDGET]["model_id"] == panel.box.model_id
    mark = re.fullmatch(r'<div class="(\S+)"><img alt="0 presses"></div>', still["text/html"])[1]
    assert f"<style>.{mark} {{ display: none }}</style>" in panel.box.children[0].value


def test_without_a_page_there_is_the_picture_alone(cell, monkeypatch):
    monkeypatch.setenv("GAN_LAB_WIDGETS", "off")
    Counter().show()
    assert cell["shown"] == [{"text/plain": "A counter <1>", "text/html": '<img alt="0 presses">'}]


def test_closing_leaves_the_picture_and_frees_all(cell, living):
    before = living()
    panel = Counter()
    panel.show()
    panel.more.click()
    panel.box.children[-1].click()  # its Close button
    picture, nothing = cell["updates"]
    assert '<img alt="1 presses">' in picture["text/html"]
    assert nothing == {"text/html": ""}  # of the widget
    assert panel.stopped
    assert living() == before
    assert _kit.opened() == []
    panel.close()  # again: nothing happens
    assert len(cell["updates"]) == 2


def test_a_new_run_of_a_cell_closes_what_the_last_one_showed(cell):
    first, second, other = Counter(), Counter(), Counter()
    first.show()
    second.show()  # in the same run: both stay
    assert _kit.opened() == [first, second]
    cell["where"] = ("cell-2", "run-2")
    other.show()
    cell["where"] = ("cell-1", "run-3")
    third = Counter()
    third.show()
    assert set(_kit.opened()) == {other, third}
    assert first.closed and second.closed
    assert cell["updates"] == []  # their place in the page is the new run's


def test_a_title_is_no_markup():
    panel = Counter()
    assert "&lt;1&gt;" in panel.box.children[0].value
    panel.close()
