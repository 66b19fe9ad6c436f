"""A Jupyter server on a folder of notebooks, a browser, and pages that report what goes wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.jupyter import Notebook, Server

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# a browser without a network of its own, in a container
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREENSHOTS = os.environ.get("GAN_LAB_SCREENSHOTS")  # a folder to keep pictures of the widgets in


@pytest.fixture(scope="module")  # no longer: Playwright's event loop would meet other tests
def browser() -> Iterator[Any]:
    """Chromium of the system; without it every test of this folder is skipped, and says so."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("no browser tests: Playwright is missing (pip install -e '.[dev]')")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no browser tests: Chromium is missing (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture
def page(browser) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(server, page, request) -> Iterator[Any]:
    """Opens notebooks; at the end no page may have complained, and each kernel is shut down."""
    notebooks: list[Notebook] = []

    def open_one(cells: list[str] | Path, app: str = "lab", **options: Any) -> Notebook:
        name = f"{request.node.name.split('[')[0]}_{len(notebooks)}.ipynb"
        path = server.write(name, cells) if isinstance(cells, list) else server.take(cells)
        notebooks.append(Notebook(page, server, path, app, SCREENSHOTS, **options))
        return notebooks[-1]

    yield open_one
    complaints = [line for notebook in notebooks for line in notebook.complaints()]
    for notebook in notebooks:
        notebook.shut_down()
    assert not complaints, "\n".join(complaints)
