"""What the live dashboard costs: whole trainings with and without it, in turns, in a kernel.

In a kernel, because there each picture is really sent to a page.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from gan_lab.course.execution import ThisInterpreter
from gan_lab.recipes import find_recipe
from tests.benchmarks import machine
from tests.benchmarks.arena import BusyError
from tests.benchmarks.quality import BUSY

RECIPES = ("mlp-mnist", "cnn-fashion", "dcgan-faces")
SECONDS = 60.0  # that a training without it is to take: a lesson's takes three times as long
ROOT = Path(__file__).parents[2]


def measure(
    names: tuple[str, ...],
    data: str | None,
    profile: str,
    rounds: int = 3,
    seconds: float = SECONDS,
    allow_busy: bool = False,
) -> dict[str, Any]:
    """Seconds of each training, and of drawing, as plain values.

    Raises:
        BusyError: others used more than BUSY cores in the mean of a recipe's trainings.
    """
    recipes = [_in_a_kernel(name, data, profile, rounds, seconds) for name in names]
    others = max(0.0, *(recipe.pop("others") for recipe in recipes))
    if others > BUSY and not allow_busy:
        raise BusyError(f"others used {others:.2f} cores: leave the machine to the benchmark")
    return {"machine": machine.describe("cpu"), "others": round(others, 3), "recipes": recipes}


def table(content: dict[str, Any]) -> str:
    """The table of `measure`, in Markdown."""
    lines = [
        "| recipe | without, s | with, s | cost | of it drawing | refreshed every |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in content["recipes"]:
        plain, watched = (statistics.median(row[key]) for key in ("plain", "watched"))
        drawing, drawn = (statistics.median(row[key]) for key in ("drawing", "drawn"))
        lines.append(
            f"| `{row['name']}` | {plain:.1f} | {watched:.1f} | {watched / plain - 1:+.1%} "
            f"| {drawing / watched:.1%} | {watched / max(1, drawn):.1f} s |"
        )
    about = content["machine"]
    lines += [
        "",
        f"{about['processor']}, {about['cores']} cores, torch {about['torch']}; medians of "
        f"{len(content['recipes'][0]['plain'])} trainings each, in turns.",
    ]
    return "\n".join(lines)


def _in_a_kernel(
    name: str, data: str | None, profile: str, rounds: int, seconds: float
) -> dict[str, Any]:
    call = f"compare({(name, data, profile)!r}, {rounds}, {seconds})"
    code = f"from tests.benchmarks.dashboard import compare\n{call}"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(notebook, timeout=3600, kernel_manager_class=ThisInterpreter)
    client.execute(env={**os.environ, "GAN_LAB_WIDGETS": "on", "PYTHONPATH": str(ROOT)})
    text = "".join(o.text for o in notebook.cells[0].outputs if o.get("name") == "stdout")
    return {"name": name, **json.loads(text.splitlines()[-1])}


def compare(what: tuple[str, str | None, str], rounds: int, seconds: float) -> None:
    """In the kernel: train in turns, and print the seconds, and what others used, as JSON."""
    name, data, profile = what
    recipe = find_recipe(name).for_profile(profile)
    images = recipe.load_data(data)
    n_steps = 20
    _train(recipe, images, n_steps, False)  # the first one loads libraries
    n_steps = max(20, round(n_steps * seconds / _train(recipe, images, n_steps, False)[0]))
    found: dict[str, list[float]] = {"plain": [], "watched": [], "drawing": [], "drawn": []}
    watch = machine.Others(os.getpid())
    for _ in range(rounds):
        found["plain"].append(_train(recipe, images, n_steps, False)[0])
        taken, drawing, drawn = _train(recipe, images, n_steps, True)
        for key, value in (("watched", taken), ("drawing", drawing), ("drawn", drawn)):
            found[key].append(value)
    print(json.dumps({**found, "others": watch.cores()}))


def _train(recipe: Any, images: Any, n_steps: int, watched: bool) -> tuple[float, float, int]:
    import torch

    from gan_lab.callbacks import EMA
    from gan_lab.training import fit
    from gan_lab.widgets import Dashboard

    torch.manual_seed(0)
    G, D = recipe.build()
    opt_g, opt_d = recipe.optimizers(G, D)
    ema = EMA(G)
    z = torch.randn(36, recipe.nz, generator=torch.Generator().manual_seed(1))
    dashboard = Dashboard(z, source=ema.G, outputs=recipe.outputs) if watched else None
    batches = recipe.batches(images, 0, "cpu")
    begin = time.perf_counter()
    fit(
        G, D, batches, recipe.loss, opt_g, opt_d, **recipe.fit_args, n_steps=n_steps,
        callbacks=[ema, *([dashboard] if dashboard else [])],
    )  # fmt: skip
    taken = time.perf_counter() - begin
    if dashboard is None:
        return taken, 0.0, 0
    return taken, dashboard.clock.drawing, dashboard.clock.drawn
