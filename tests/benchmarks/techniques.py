"""What each technique between the plain script and the course brings, one added at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn

from tests.benchmarks import machine
from tests.benchmarks.arena import FAST, Arena, Contender
from tests.benchmarks.contenders import Setting, course, script
from tests.benchmarks.speed import LONG, MakeArena, figures, plain_scripts

RECIPES = ("toy", "mlp-mnist", "cnn-fashion", "dcgan-faces")
WATCHERS = ("History", "EMA", "ProgressBar")


def measure(
    settings: Sequence[Setting],
    rounds: int,
    seconds: float,
    arena: MakeArena = Arena,
    compiled: bool = False,
) -> dict[str, Any]:
    """All that the report needs, as plain values. compiled: a rung with torch.compile as well."""
    return {
        "machine": machine.describe(settings[0].device),
        "rounds": rounds,
        "seconds_a_turn": seconds,
        "recipes": [_climb(setting, rounds, seconds, arena, compiled) for setting in settings],
    }


def ladder(setting: Setting) -> list[Contender]:
    """The rungs above the plain script: each keeps what the one before it has."""
    recipe = setting.recipe
    options: dict[str, Any] = {}
    rungs: list[Contender] = []

    def add(name: str, **more: Any) -> None:
        options.update(more)
        rungs.append(Contender(name, script, (setting,), dict(options)))

    if recipe.data is not None:
        add("batches from one tensor in memory", resident=True)
    add("losses left on the device", read=False)
    add("no gradient that nobody uses", lean=True)
    add("fused optimiser", optimizer="fused")
    if _has_convolutions(setting):
        add("channels last", channels_last=True)
    if setting.half == "bf16":
        add(f"{LONG['bf16']} in forward passes", precision="bf16")
    last = {"precision": setting.half or "fp32", "watched_by": ()}
    rungs.append(Contender("fit", course, (setting,), last | {"replay": False}))
    rungs.append(
        Contender("fit, recorded and replayed", course, (setting,), last | {"replay": True})
    )
    return rungs


def beside(setting: Setting, compiled: bool) -> list[Contender]:
    """What is measured for information: the last rung with something more, or fit compiled."""
    last = {"precision": setting.half or "fp32"}
    more = [
        Contender(
            f"with {name}", course, (setting,), last | {"replay": True, "watched_by": (name,)}
        )
        for name in WATCHERS
        if name != "EMA" or setting.recipe.ema
    ]
    if compiled:
        options = last | {"replay": False, "watched_by": (), "compiled": True}
        more.append(Contender("fit, compiled", course, (setting,), options))
    return more


def _has_convolutions(setting: Setting) -> bool:
    kinds = nn.Conv2d | nn.ConvTranspose2d
    return any(isinstance(m, kinds) for net in setting.build() for m in net.modules())


def _climb(
    setting: Setting, rounds: int, seconds: float, arena: MakeArena, compiled: bool
) -> dict[str, Any]:
    recipe, rungs, more = setting.recipe, ladder(setting), beside(setting, compiled)
    plain = plain_scripts(setting)
    with arena(recipe.name, [*plain, *rungs, *more], start=FAST) as place:
        turns = place.rounds(rounds, seconds)
        ready = place.ready
    images_a_step = recipe.batch_size * recipe.n_critic
    measured = {
        name: {"name": name} | figures(taken, images_a_step) for name, taken in turns.items()
    }
    best = max((measured[c.name] for c in plain), key=lambda row: row["images_per_second"])
    result = {
        "name": recipe.name,
        "images_a_step": images_a_step,
        "rungs": [best, *(measured[c.name] for c in rungs)],
        "other_plain": [measured[c.name] for c in plain if measured[c.name] is not best],
        "beside": [measured[c.name] for c in more],
    }
    if compiled:
        # both begin alike but for the compiling, which falls into the first steps
        result["compile_seconds"] = ready["fit, compiled"] - ready["fit"]
    return result
