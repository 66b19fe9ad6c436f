"""Images a second: the course, the plain script of tutorials, and the bare arithmetic."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.arena import FAST, Arena, Contender, Turn
from tests.benchmarks.contenders import (
    Setting,
    as_trained,
    bare,
    course,
    operations,
    product,
    script,
)

RECIPES = ("toy", "mlp-mnist", "cnn-fashion", "dcgan-faces", "wgan-gp-fashion")
WORKERS = (0, 1, 2)
SIZES = (512, 1024, 2048)  # of square matrices; on a GPU larger ones
GPU_SIZES = (2048, 4096, 8192)
LONG = {"fp32": "float32", "bf16": "bfloat16", "fp16": "float16"}

MakeArena = Callable[..., Arena]


def measure(
    settings: Sequence[Setting], rounds: int, seconds: float, arena: MakeArena = Arena
) -> dict[str, Any]:
    """All that the report needs, as plain values.

    Args:
        seconds: a turn. arena: makes the place where contenders meet.
    """
    device = settings[0].device
    halves = {setting.half for setting in settings if setting.half}
    rates = matrix_rates(device, ["fp32", *sorted(halves)], rounds, seconds, arena)
    return {
        "machine": machine.describe(device) | {"matrix_gflops": rates},
        "rounds": rounds,
        "seconds_a_turn": seconds,
        "recipes": [_compare(setting, rounds, seconds, arena) for setting in settings],
    }


def matrix_rates(
    device: str, precisions: Sequence[str], rounds: int, seconds: float, arena: MakeArena
) -> dict[str, float]:
    """GFLOP/s of the best of some products of square matrices, for each precision."""
    sizes = SIZES if device == "cpu" else GPU_SIZES
    shapes = {f"{n} x {n}, {LONG[p]}": (n, p) for p in precisions for n in sizes}
    contenders = [
        Contender(name, product, (n, device), {"precision": p}) for name, (n, p) in shapes.items()
    ]
    with arena("matrix products", contenders, start=FAST) as place:
        turns = place.rounds(rounds, seconds / 4)
    rates = {name: 2 * n**3 * steps_a_second(turns[name]) / 1e9 for name, (n, _) in shapes.items()}
    return {p: max(rates[k] for k, (_, q) in shapes.items() if q == p) for p in precisions}


def plain_scripts(setting: Setting) -> list[Contender]:
    """The plain script with each number of workers; without images there is nothing to load."""
    if setting.recipe.data is None:
        return [Contender("plain script", script, (setting,))]
    return [
        Contender(f"plain script, {w} workers", script, (setting,), {"workers": w}) for w in WORKERS
    ]


def contenders(setting: Setting) -> list[Contender]:
    """Who takes part."""
    recipe, args = setting.recipe, (setting,)
    precisions = ["fp32", *([setting.half] if setting.half else [])]
    last = precisions[-1]
    rows = plain_scripts(setting)
    rows += [Contender(f"course, {LONG[p]}", course, args, {"precision": p}) for p in precisions]
    if recipe.ema or recipe.cooldown:
        rows.append(
            Contender(f"course as trained, {LONG[last]}", as_trained, args, {"precision": last})
        )
    rows += [Contender(f"bare passes, {LONG[p]}", bare, args, {"precision": p}) for p in precisions]
    return rows


def _compare(setting: Setting, rounds: int, seconds: float, arena: MakeArena) -> dict[str, Any]:
    recipe, images = setting.recipe, setting.images()
    images_a_step = recipe.batch_size * recipe.n_critic
    taking_part = contenders(setting)
    with arena(recipe.name, taking_part) as place:
        turns = place.rounds(rounds, seconds)
    return {
        "name": recipe.name,
        "source": images.source if images else "patterns drawn by gan_lab",
        "batch_size": recipe.batch_size,
        "n_critic": recipe.n_critic,
        "images_a_step": images_a_step,
        "gflop_a_step": operations(setting) / 1e9,
        "rows": [
            {
                "name": contender.name,
                "kind": contender.name.split(",")[0],
                "precision": contender.options.get("precision", "fp32"),
                **figures(turns[contender.name], images_a_step),
            }
            for contender in taking_part
        ],
    }


def figures(turns: Sequence[Turn], images_a_step: int) -> dict[str, Any]:
    """What a contender's turns say, with each turn's own numbers."""
    return {
        "images_per_second": images_a_step * steps_a_second(turns),
        "peak_mib": max(turn.memory for turn in turns),
        "gpu_mib": max(turn.gpu_memory for turn in turns),
        "steps": [turn.steps for turn in turns],
        "seconds": [round(turn.seconds, 4) for turn in turns],
        "others": [round(turn.others, 3) for turn in turns],
    }


def steps_a_second(turns: Sequence[Turn]) -> float:
    """The median of the turns."""
    return statistics.median(turn.steps / turn.seconds for turn in turns)
