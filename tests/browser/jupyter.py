"""Jupyter as a person uses it: a server of its own, and a notebook in the browser's page."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

TOKEN = "tests"
PATIENCE = 120_000  # milliseconds: the machines are noisy
SETTINGS = {
    # all cells in the page, also those that one would have to scroll to
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
# What JupyterLab itself says in the console of a server without the internet, on every page.
OWN_NOISE = ("Failed to load resource", "WebSocket connection to")


class Server:
    """A Jupyter server on a folder of its own, with the quick profile."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root / "work", _free_port()
        self.root.mkdir()
        settings = root / "settings"
        for name, values in SETTINGS.items():
            file = settings / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        self.environment = {
            **os.environ,
            "GAN_LAB_PROFILE": "quick",
            "GAN_LAB_OFFLINE": "1",
            "GAN_LAB_PROGRESS": "off",
            "GAN_LAB_DEVICE": "cpu",
            "JUPYTERLAB_SETTINGS_DIR": str(settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(root / "workspaces"),
            "IPYTHONDIR": str(root / "ipython"),
        }

    def __enter__(self) -> Server:
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={self.port}"]
        command += [f"--ServerApp.root_dir={self.root}", f"--IdentityProvider.token={TOKEN}"]
        command += ["--JupyterNotebookApp.expose_app_in_browser=True"]
        command += ["--LabApp.expose_app_in_browser=True", "--ServerApp.port_retries=0"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        self.log = (self.root.parent / "server.log").open("w")
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                self.ask("api/status")
                return self
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.__exit__()
                    raise RuntimeError(
                        f"Jupyter did not start:\n{Path(self.log.name).read_text()[-2000:]}"
                    ) from None
                time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()

    def ask(self, path: str, method: str = "GET") -> Any:
        request = urllib.request.Request(
            f"http://localhost:{self.port}/{path}",
            method=method,
            headers={"Authorization": f"token {TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def write(self, name: str, cells: list[str]) -> Path:
        """A notebook of these code cells."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.root / name)
        return self.root / name

    def take(self, original: Path) -> Path:
        """A copy of a notebook, with the pages beside it that it links to."""
        if original.parent == self.root:
            return original
        for page in original.parent.glob("*.md"):
            shutil.copy(page, self.root / page.name)
        return Path(shutil.copy(original, self.root / original.name))


class Notebook:
    """One notebook in the page. Cells are counted from 0, all kinds of them."""

    def __init__(
        self, page: Any, server: Server, path: Path, app: str, screenshots: str | None
    ) -> None:
        self.page, self.server, self.path, self.app = page, server, path, app
        self.screenshots = Path(screenshots) if screenshots else None
        self.console: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.console.append(f"page error: {error}"))
        where = {"lab": "lab/tree", "notebook": "notebooks"}[app]
        reset = "&reset" if app == "lab" else ""
        page.goto(f"http://localhost:{server.port}/{where}/{path.name}?token={TOKEN}{reset}")
        page.locator(".jp-Notebook").wait_for()
        page.wait_for_function(f"() => {KERNEL}?.status === 'idle'")
        if app == "notebook":  # Notebook 7 complains while it starts, whatever it shows
            self.console.clear()

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(OWN_NOISE):
            self.console.append(f"console: {message.text}")

    def run_all(self, wait: bool = True) -> None:
        """Run all cells from the first to the last; a failing cell ends it."""
        self.page.evaluate(
            "() => { window.ran = null; window.jupyterapp.commands"
            ".execute('notebook:run-all-cells')"
            ".then(() => { window.ran = true; }, error => { window.ran = String(error); }); }"
        )
        if wait:
            self.wait_until_ran()

    def wait_until_ran(self, seconds: float = 600) -> None:
        self.page.wait_for_function("() => window.ran !== null", timeout=1000 * seconds)
        self.page.wait_for_function(f"() => {KERNEL}.status === 'idle'")

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the page is so; where a cell has failed, do not wait for it in vain."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not condition():
            assert not self.errors(), self.errors()
            assert time.monotonic() < deadline, f"in vain; the outputs read:\n{self.text()[:2000]}"
            self.page.wait_for_timeout(100)

    def busy(self) -> bool:
        return self.page.evaluate(f"() => {KERNEL}.status === 'busy'")

    def ask(self, code: str) -> str:
        """What the kernel prints for this code, which stands in no cell."""
        return self.page.evaluate(
            "async code => { const asked = " + KERNEL + ".requestExecute({code}); let text = '';"
            " asked.onIOPub = message => { text += message.content.text || ''; };"
            " await asked.done; return text; }",
            code,
        )

    def save(self) -> Any:
        """Save, and read the file."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        return nbformat.read(self.path, as_version=4)

    def button(self, name: str) -> Any:
        """A button of a widget, by its words; the last one in the page."""
        return self.page.locator(".jp-OutputArea-output").get_by_role("button", name=name).last

    def text(self) -> str:
        """All text of the outputs."""
        return "\n".join(self.page.locator(".jp-OutputArea-output").all_inner_texts())

    def errors(self) -> list[str]:
        """The tracebacks in the page's outputs."""
        kinds = "application/vnd.jupyter.error", "application/vnd.jupyter.stderr"
        found = []
        for kind in kinds:
            texts = self.page.locator(f'[data-mime-type="{kind}"]').all_inner_texts()
            found += [t for t in texts if "Traceback" in t or "Error" in t]
        found += self.page.locator('.jp-OutputArea-output [role="alert"]').all_inner_texts()
        return found

    def complaints(self) -> list[str]:
        return [f"{self.path.name}: {line}" for line in (*self.console, *self.errors())]

    def photograph(self, name: str, locator: Any = None) -> None:
        """A screenshot for people, where GAN_LAB_SCREENSHOTS names a folder."""
        if self.screenshots:
            self.screenshots.mkdir(parents=True, exist_ok=True)
            (locator or self.page).screenshot(path=self.screenshots / f"{name}.png")

    def shut_down(self) -> None:
        for session in self.server.ask("api/sessions"):
            self.server.ask(f"api/sessions/{session['id']}", "DELETE")


KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return one.getsockname()[1]
