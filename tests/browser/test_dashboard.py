"""A training is watched, held, gone on with and stopped, as a person does it."""

from __future__ import annotations

import re

import pytest

TRAINING = """
import torch
from gan_lab import data, losses
from gan_lab.callbacks import EMA
from gan_lab.models import mlp
from gan_lab.training import fit
from gan_lab.widgets import Dashboard

torch.set_num_threads(1)
images = data.load("mnist", source="offline")
G, D = mlp.Generator(nz=16, hidden=(64,)), mlp.Discriminator(hidden=(64,))
opt_g, opt_d = (torch.optim.Adam(net.parameters(), 1e-3) for net in (G, D))
ema = EMA(G)
dashboard = Dashboard(torch.randn(16, 16), source=ema.G, title="My training")
"""
FIT = """
state = fit(
    G, D, data.Batches(images.images, 32), losses.non_saturating, opt_g, opt_d,
    nz=16, n_steps=1_000_000, callbacks=[ema, dashboard],
)
"""
AFTER = 'print("reached", state.step, "steps")'


def steps(notebook) -> int:
    return int(re.search(r"Step ([\d,]+) of", notebook.text())[1].replace(",", ""))


def pause(notebook) -> None:
    notebook.button("Pause").click()
    notebook.button("Resume").wait_for()
    notebook.until(lambda: "paused" in notebook.text())


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_pause_resume_and_stop(opened, app):
    notebook = opened([TRAINING, FIT, AFTER], app)
    notebook.run_all(wait=False)
    notebook.button("Pause").wait_for()
    page = notebook.page
    notebook.until(lambda: "images a second" in notebook.text())
    pictures = page.locator(".jp-OutputArea-output img")
    before = pictures.first.get_attribute("src"), pictures.nth(1).get_attribute("src")
    notebook.until(
        lambda: (
            pictures.first.get_attribute("src") != before[0]
            and pictures.nth(1).get_attribute("src") != before[1]
        )
    )
    notebook.photograph(f"dashboard_{app}")
    pause(notebook)
    held = steps(notebook)
    page.wait_for_timeout(1500)
    assert steps(notebook) == held
    assert notebook.busy()
    notebook.button("Resume").click()
    notebook.until(lambda: steps(notebook) > held)
    notebook.button("Stop").click()
    notebook.wait_until_ran()
    assert "stopped; what was learned is kept" in notebook.text()
    assert re.search(r"reached \d+ steps", notebook.text())
    assert not page.locator(".jp-OutputArea-output button").count()
    notebook.photograph(f"dashboard_{app}_stopped")
    saved = notebook.save()
    gone, picture = [o for o in saved.cells[1].outputs if o.output_type == "display_data"]
    assert gone.data == {"text/html": ""}
    assert set(picture.data) == {"text/plain", "text/html"}
    assert picture.data["text/html"].count("<img alt=") == 2


def test_an_interrupt_ends_a_training_that_is_held(opened):
    held = (
        FIT.replace("\nstate", "\ntry: state") + "\nexcept KeyboardInterrupt: print('interrupted')"
    )
    notebook = opened([TRAINING, held])
    notebook.run_all(wait=False)
    pause(notebook)
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')")
    notebook.wait_until_ran()
    assert "interrupted" in notebook.text()
    assert notebook.ask("print('alive')") == "alive\n"
