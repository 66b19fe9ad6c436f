"""Tables in Markdown and pictures, from what the commands have measured and kept as JSON."""

from __future__ import annotations

import csv
import json
import math
import re
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gan_lab import viz
from tests.benchmarks import dashboard, hosts

RESULTS = Path(__file__).parent / "results"
SHORT = {"fp32": "float32", "bf16": "bfloat16", "fp16": "float16"}

Row = dict[str, Any]


def save(command: str, content: dict[str, Any], folder: Path) -> list[Path]:
    """Write NAME.json and, where there is one, its picture; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{command}.json"]
    files[0].write_text(json.dumps(content, indent=1) + "\n")
    if command in PLOTS:
        files.append(folder / f"{command}.png")
        viz.save(PLOTS[command](content), files[1])
    return files


def table(command: str, folder: Path = RESULTS) -> str:
    """The table of what was kept."""
    if command in ("search", "recipes"):
        with (folder / "search.csv").open(newline="") as file:
            lines = list(csv.DictReader(file))
        if command == "search":
            return search_table(lines)
        speeds = json.loads((folder / "speed.json").read_text())
        unchanged = [line for line in lines if not line["settings"]]
        return (
            search_table(unchanged, speeds) + "\n" + _machine_line({"machine": speeds["machine"]})
        )
    if command == "processors":
        files = sorted(folder.glob("speed*.json"))
        return processors_table([json.loads(file.read_text()) for file in files])
    return TABLES[command](json.loads((folder / f"{command}.json").read_text()))


QUOTED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def quote(text: str, folder: Path = RESULTS) -> str:
    """A document with what stands between `<!-- table: NAME -->` and `<!-- end -->` made anew."""
    return QUOTED.sub(lambda m: f"{m[1]}\n{table(m[2], folder)}\n\n{m[3]}", text)


def search_table(lines: Sequence[dict[str, str]], speeds: dict[str, Any] | None = None) -> str:
    """What `gan_lab.scripts.search_recipe` has found: one line a candidate, its seeds together.

    speeds: what `speed` has measured: then a last column tells how long a training takes there.
    """
    candidates: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for line in lines:
        key = (line["recipe"], line["steps"], line["settings"], line["precision"])
        candidates.setdefault(key, []).append(line)
    rows = []
    for (recipe, steps, settings, precision), found in candidates.items():
        fids = sorted(float(line["fid"]) for line in found)
        words = [word for word in settings.split() if not word.startswith("steps=")]
        rarest = min(float(line["rarest"]) for line in found)
        most = max(float(line["most"]) for line in found)
        faces = recipe.endswith("faces")  # which have no classes
        rows.append(
            [
                f"`{recipe}`",
                " ".join(words) or "as it is",
                f"{int(steps):,}",
                f"{len(fids)}, {SHORT[precision]}",
                f"{fids[0]:.1f}" + (f" to {fids[-1]:.1f}" if len(fids) > 1 else ""),
                "" if faces else f"{rarest:.1%}, {most:.1%}",
                *([] if speeds is None else [_duration(speeds, recipe, precision, int(steps))]),
            ]
        )
    head = [
        "recipe", "changed", "steps", "seeds", "classifier-FID", "rarest and most frequent class",
        *([] if speeds is None else ["training, s"]),
    ]  # fmt: skip
    return _markdown(head, rows, "llrlrr" + "r" * (speeds is not None))


def _duration(speeds: dict[str, Any], name: str, precision: str, n_steps: int) -> str:
    """Seconds of a training; empty where its speed is not measured.

    As `gan-lab train` makes it, with all that watches it, where that was measured so.
    """
    for recipe in speeds["recipes"]:
        if recipe["name"] == name:
            rows = {row["kind"]: row for row in recipe["rows"] if row["precision"] == precision}
            row = rows.get("course as trained") or rows["course"]
            return f"{n_steps * recipe['images_a_step'] / row['images_per_second']:.0f}"
    return ""


def speed_table(content: dict[str, Any]) -> str:
    """One line a contender; the plain script is the best of its rows."""
    rates = content["machine"]["matrix_gflops"]
    lines = []
    for recipe in content["recipes"]:
        best = _best_plain(recipe["rows"])
        for row in recipe["rows"]:
            bare = _bare(recipe["rows"], row["precision"])
            gflops = recipe["gflop_a_step"] * row["images_per_second"] / recipe["images_a_step"]
            lines.append(
                [
                    f"`{recipe['name']}`",
                    row["name"] + (" (the best)" if row is best and _rivals(recipe) else ""),
                    f"{row['images_per_second']:,.0f}",
                    f"{row['images_per_second'] / best['images_per_second']:.2f}",
                    f"{row['images_per_second'] / bare['images_per_second']:.0%}",
                    f"{gflops:,.3g} ({gflops / rates[row['precision']]:.0%})",
                    _memory(row),
                ]
            )
    head = [
        "recipe", "way", "images a second", "x plain script", "of the bare passes",
        "GFLOP/s (of the matrix rate)", "peak MiB",
    ]  # fmt: skip
    return _markdown(head, lines, "llrrrrr") + "\n" + _machine_line(content)


def processors_table(contents: Sequence[dict[str, Any]]) -> str:
    """One line for each machine and recipe that can be trained in bfloat16.

    Args:
        contents: what `speed` has measured, on one machine each: speed.json of this machine, and
            those of others, kept as speed_NAME.json.
    """
    lines = []
    for content in contents:
        machine = content["machine"]
        for recipe in content["recipes"]:
            course = {
                row["precision"]: row["images_per_second"]
                for row in recipe["rows"]
                if row["name"].startswith("course, ")
            }
            if "bf16" not in course:
                continue
            taken = "bf16" if machine["bf16_hardware"] else "fp32"
            plain = _best_plain(recipe["rows"])["images_per_second"]
            bare = _bare(recipe["rows"], taken)["images_per_second"]
            lines.append(
                [
                    f"{machine['processor']}: {', '.join(machine['bf16_flags']) or 'no bfloat16'}",
                    f"`{recipe['name']}`",
                    f"{plain:,.0f}",
                    *(
                        f"**{speed:,.0f}**" if precision == taken else f"{speed:,.0f}"
                        for precision, speed in course.items()
                    ),
                    f"{course[taken] / plain:.2f}",
                    f"{course[taken] / bare:.0%}",
                ]
            )
    head = [
        "processor", "recipe", "plain script", "course, float32", "course, bfloat16",
        "x plain script", "of the bare passes",
    ]  # fmt: skip
    return _markdown(head, lines, "llrrrrr")


def _rivals(recipe: Row) -> bool:
    return sum(row["kind"] == "plain script" for row in recipe["rows"]) > 1


def _best_plain(rows: Sequence[Row]) -> Row:
    plain = (row for row in rows if row["kind"] == "plain script")
    return max(plain, key=lambda row: row["images_per_second"])


def _bare(rows: Sequence[Row], precision: str) -> Row:
    return next(
        row for row in rows if row["kind"] == "bare passes" and row["precision"] == precision
    )


def _memory(row: Row) -> str:
    gpu = f" + {row['gpu_mib']:,.0f} GPU" if row["gpu_mib"] else ""
    return f"{row['peak_mib']:,.0f}{gpu}"


def _machine_line(content: dict[str, Any]) -> str:
    machine = content["machine"]
    bf16 = "with" if machine["bf16_hardware"] else "without"
    parts = [
        f"{machine['processor']}, {machine['cores']} cores {bf16} fast bfloat16",
        *([] if machine["device"] == "cpu" else [machine["device"]]),
        f"{machine['threads']} threads",
        f"torch {machine['torch']}",
    ]
    if "matrix_gflops" in machine:
        rates = (
            f"{rate:,.0f} GFLOP/s in {SHORT[p]}" for p, rate in machine["matrix_gflops"].items()
        )
        parts.append("matrix products at " + " and ".join(rates))
    if "rounds" in content:
        parts.append(f"median of {content['rounds']} rounds of {content['seconds_a_turn']:g} s")
    busy = " BUSY MACHINE: no figures to quote." if content.get("busy") else ""
    return "\n" + "; ".join(parts) + "." + busy


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]], align: str) -> str:
    rule = [{"l": "---", "r": "---:"}[a] for a in align]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *lines))


LOOKS = {  # kind and precision -> colour and hatch, so that grey prints tell bars apart too
    ("plain script", False): (viz.GREY, ""),
    ("course", False): (viz.BLUE, "//"),
    ("course", True): (viz.BLUE, ""),
    ("bare passes", False): ("white", ".."),
    ("bare passes", True): ("white", ""),
}


def speed_plot(content: dict[str, Any]) -> viz.Figure:
    """Bars: images a second, relative to the best plain script, a group for each recipe."""
    recipes = content["recipes"]
    bars = [_bars(recipe) for recipe in recipes]
    n_bars = sum(map(len, bars))
    described = "; ".join(
        f"{recipe['name']}: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio, _ in group)
        for recipe, group in zip(recipes, bars, strict=True)
    )
    title = "Images a second, relative to the best plain script"
    figure = viz.new_figure(7.5, 1.3 + 0.27 * (n_bars + len(bars)), f"{title}. {described}.")
    axes = figure.subplots()
    place, ticks = 0.0, []
    for recipe, group in zip(recipes, bars, strict=True):
        for name, ratio, (colour, hatch) in group:
            axes.barh(place, ratio, color=colour, hatch=hatch, edgecolor="black", linewidth=0.7)
            axes.annotate(
                f"{ratio:.2f}", (ratio, place), (3, 0), textcoords="offset points", va="center"
            )
            ticks.append((place, f"{recipe['name']}: {name}"))
            place += 1
        place += 0.7
    axes.set_yticks([p for p, _ in ticks], [label for _, label in ticks])
    axes.axvline(1, color="black", linewidth=1, linestyle=":")
    axes.margins(x=0.09)
    axes.invert_yaxis()
    axes.set(title=title, xlabel="times the images a second of the best plain script")
    _sign(figure, "speed", content)
    return figure


def _bars(recipe: Row) -> list[tuple[str, float, tuple[str, str]]]:
    """(label, height, look) of a recipe's bars: the best plain script, the course, the passes."""
    best = _best_plain(recipe["rows"])
    shown = [
        row for row in recipe["rows"] if row is best or row["kind"] in ("course", "bare passes")
    ]
    return [
        (
            f"{row['kind']}, {SHORT[row['precision']]}",
            row["images_per_second"] / best["images_per_second"],
            LOOKS[row["kind"], row["precision"] != "fp32"],
        )
        for row in shown
    ]


def techniques_table(content: dict[str, Any]) -> str:
    """One line a rung, with its gain over the rung before; then what is for information."""
    lines = []
    for recipe in content["recipes"]:
        rungs = recipe["rungs"]
        for before, row in zip([rungs[0], *rungs], rungs, strict=False):
            lines.append(_rung(recipe, row, before, rungs[0]))
        for row in recipe["beside"]:
            before = _named(rungs, "fit") if row["name"] == "fit, compiled" else rungs[-1]
            lines.append(_rung(recipe, row, before, rungs[0]))
            lines[-1][1] = f"*{lines[-1][1]}*"
    head = ["recipe", "one thing more each time", "images a second", "gain", "x plain script"]
    notes = [_pays(recipe) for recipe in content["recipes"] if "compile_seconds" in recipe]
    note = "In *italics*, for information: the last rung with one thing more; compiled, `fit`."
    return "\n".join([_markdown(head, lines, "llrrr"), _machine_line(content), note, *notes])


def _rung(recipe: Row, row: Row, before: Row, first: Row) -> list[str]:
    speed = row["images_per_second"]
    return [
        f"`{recipe['name']}`",
        row["name"],
        f"{speed:,.0f}",
        "" if row is before else f"{speed / before['images_per_second'] - 1:+.0%}",
        f"{speed / first['images_per_second']:.2f}",
    ]


def _named(rows: Sequence[Row], name: str) -> Row:
    return next(row for row in rows if row["name"] == name)


def _pays(recipe: Row) -> str:
    """After how many steps compiling has saved the seconds that it takes."""
    slow, fast = _named(recipe["rungs"], "fit"), _named(recipe["beside"], "fit, compiled")
    steps = _steps_to_pay(recipe, slow, fast)
    after = "which never pays" if steps == math.inf else f"which pays after {steps:,.0f} steps"
    return f"`{recipe['name']}`: compiling took {recipe['compile_seconds']:.0f} s, {after}."


def _steps_to_pay(recipe: Row, slow: Row, fast: Row) -> float:
    """Steps of `fast` in place of `slow` that save the seconds of compiling; inf for never."""
    a_step = [recipe["images_a_step"] / row["images_per_second"] for row in (slow, fast)]
    saved = a_step[0] - a_step[1]
    return recipe["compile_seconds"] / saved if saved > 0 else math.inf


def compiled_table(content: dict[str, Any]) -> str:
    """One line a recipe: its steps recorded and replayed, as the course runs them, and compiled."""
    lines = []
    for recipe in content["recipes"]:
        compiled = _named(recipe["beside"], "fit, compiled")
        usual, replayed = _named(recipe["rungs"], "fit"), recipe["rungs"][-1]
        steps = _steps_to_pay(recipe, replayed, compiled)
        lines.append(
            [
                f"`{recipe['name']}`",
                *(f"{row['images_per_second']:,.0f}" for row in (usual, replayed, compiled)),
                f"{recipe['compile_seconds']:.0f} s",
                "never" if steps == math.inf else f"{steps:,.0f} steps",
            ]
        )
    head = [
        "recipe", "fit, images a second", "recorded and replayed", "compiled", "compiling took",
        "has paid, against recorded steps, after",
    ]  # fmt: skip
    return _markdown(head, lines, "lrrrrr") + "\n" + _machine_line(content)


MARKS = (100, 50, 25)  # classifier-FID


def quality_table(content: dict[str, Any]) -> str:
    """One line a seed, and one with the medians."""
    lines, notes = [], []
    for recipe in content["recipes"]:
        found = [_quality(run) for run in recipe["runs"]]
        seeds = [str(run["seed"]) for run in recipe["runs"]]
        medians = {key: _median([one[key] for one in found]) for key in found[0]}
        for seed, one in [*zip(seeds, found, strict=True), ("median", medians)]:
            lines.append(
                [
                    f"`{recipe['name']}`",
                    seed,
                    f"{_number(one['mark'], '.1f')} after {_number(one['mark_at'], '.0f')} s",
                    f"{_number(one['passed_at'], '.0f')} s",
                    _number(one["ratio"], ".1f"),
                    f"{_number(one['last'], '.1f')} after {_number(one['last_at'], '.0f')} s",
                    " / ".join(_number(one["plain", mark], ".0f") for mark in MARKS),
                    " / ".join(_number(one["course", mark], ".0f") for mark in MARKS),
                ]
            )
        words = [word for word in recipe["changes"].split() if not word.startswith("steps=")]
        how = ", ".join([f"{recipe['steps']:,} steps", *words])
        notes.append(
            f"`{recipe['name']}`: {recipe['budget']:.0f} s for the plain script (float32, "
            f"{recipe['workers']} workers); the course in {SHORT[recipe['precision']]}, {how}; "
            f"real images score {recipe['floor']:.1f}."
        )
    marks = " / ".join(map(str, MARKS))
    head = [
        "recipe", "seed", "plain script's best", "the course passes it after", "times sooner",
        "the course's last", f"plain: seconds to {marks}", f"course: seconds to {marks}",
    ]  # fmt: skip
    told = f"Classifier-FID of {content['samples']:,} samples; time for scores does not count."
    return "\n".join([_markdown(head, lines, "llrrrrrr"), _machine_line(content), told, *notes])


def _quality(run: Row) -> dict[Any, float | None]:
    """What a pair of trainings says; None for what never happened."""
    plain, course = run["plain"]["scores"], run["course"]["scores"]
    mark_at, _, mark = min(plain, key=lambda one: one[2])
    passed_at = _reached(course, mark)
    return {
        "mark": mark,
        "mark_at": mark_at,
        "passed_at": passed_at,
        "ratio": passed_at and mark_at / passed_at,
        "last": course[-1][2],
        "last_at": course[-1][0],
        **{("plain", level): _reached(plain, level) for level in MARKS},
        **{("course", level): _reached(course, level) for level in MARKS},
    }


def _reached(scores: Sequence[Sequence[float]], level: float) -> float | None:
    """Seconds until a score was taken that is as good as `level`."""
    return next((seconds for seconds, _, score in scores if score <= level), None)


def _median(values: Sequence[float | None]) -> float | None:
    """None counts as later than all: more than half of them must have happened."""
    median = statistics.median(math.inf if value is None else value for value in values)
    return None if math.isinf(median) else median


def _number(value: float | None, form: str) -> str:
    return "never" if value is None else format(value, form)


def quality_plot(content: dict[str, Any]) -> viz.Figure:
    """Scores over seconds, a panel for each recipe, a line for each training."""
    recipes = content["recipes"]
    described = "; ".join(
        f"{recipe['name']}, seed {run['seed']}: plain script at best "
        f"{min(s[2] for s in run['plain']['scores']):.1f}, course at last "
        f"{run['course']['scores'][-1][2]:.1f}"
        for recipe in recipes
        for run in recipe["runs"]
    )
    title = "How good, after how many seconds"
    figure = viz.new_figure(4.2 * len(recipes), 3.8, f"{title}. {described}.")
    looks = {"plain": ("o--", "dimgrey", "plain script"), "course": ("s-", viz.BLUE, "course")}
    for axes, recipe in zip(
        figure.subplots(1, len(recipes), squeeze=False)[0], recipes, strict=True
    ):
        for k, run in enumerate(recipe["runs"]):
            for way, (style, colour, label) in looks.items():
                seconds, _, scores = zip(*run[way]["scores"], strict=True)
                axes.plot(
                    seconds, scores, style, color=colour, markersize=3, linewidth=1,
                    label=None if k else label,
                )  # fmt: skip
        axes.axhline(
            recipe["floor"], color="black", linewidth=1, linestyle=":", label="real images"
        )
        axes.set(title=recipe["name"], xlabel="seconds of training", yscale="log")
        axes.set_ylabel("classifier-FID (lower is better)")
        axes.legend(fontsize=8)
    figure.suptitle(title)
    _sign(figure, "quality", content)
    return figure


def _sign(figure: viz.Figure, command: str, content: dict[str, Any]) -> None:
    """Name script and machine in the figure's corner."""
    machine = content["machine"]
    text = f"python -m tests.benchmarks {command}; {machine['processor']}, {machine['cores']} cores"
    figure.supxlabel(text, fontsize=7, x=0.99, ha="right")


TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "speed": speed_table,
    "techniques": techniques_table,
    "techniques_compiled": compiled_table,  # of `techniques --compile`, kept under this name
    "quality": quality_table,
    "dashboard": dashboard.table,
    "hosts": hosts.table,
}
PLOTS: dict[str, Callable[[dict[str, Any]], viz.Figure]] = {
    "speed": speed_plot,
    "quality": quality_plot,
}
