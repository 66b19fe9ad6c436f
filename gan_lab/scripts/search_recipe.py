"""Train a recipe with some of its settings changed, and write down what each change is worth.

    python -m gan_lab.scripts.search_recipe cnn-fashion --data ROOT --out search.csv \
        --try "lr=5e-4" --try "lr=2e-3 cooldown=0.5 steps=4000" [--seeds 0 1]

Settings: steps, batch_size, ema, cooldown, flip, joined, replay; lr, d_lr, beta1, beta2 of Adam;
real_label (1.0 for none); anything of the networks, such as d_args.dropout. What is not named stays
as the recipe has it. Each line of the CSV is one training: seconds, classifier-FID over 10,000
samples, the rarest and the most frequent class. A training that the CSV holds already is not
repeated.
"""

from __future__ import annotations

import argparse
import ast
import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_lab import losses, metrics, runs
from gan_lab.callbacks import Stopwatch
from gan_lab.errors import GanLabError
from gan_lab.recipes import Recipe, adam, find_recipe
from gan_lab.runtime import pick_device, pick_precision, profile
from gan_lab.scripts.measure_recipe import N, real_images

OF_ADAM = ("lr", "d_lr", "beta1", "beta2")
OF_RECIPE = ("batch_size", "ema", "cooldown", "flip", "joined", "replay")
SETTING = ("recipe", "profile", "seed", "precision", "steps", "settings")
COLUMNS = (*SETTING, "seconds", "fid", "rarest", "most")


def parse(text: str) -> dict[str, Any]:
    """ "lr=1e-3 g_args.width=64" as {"lr": 1e-3, "g_args.width": 64}.

    Raises:
        GanLabError: a word is not NAME=VALUE.
    """
    try:
        pairs = (word.split("=", 1) for word in text.split())
        return {name: ast.literal_eval(value) for name, value in pairs}
    except (ValueError, SyntaxError):
        raise GanLabError(f"--try takes words like lr=1e-3, got {text!r}") from None


def changed(recipe: Recipe, settings: dict[str, Any]) -> Recipe:
    """The recipe with these settings in place of its own.

    Raises:
        GanLabError: no setting has that name.
    """
    G, D = recipe.build()
    opt_g, opt_d = recipe.optimizers(G, D)
    rates = {
        "lr": opt_g.defaults["lr"],
        "d_lr": opt_d.defaults["lr"] if opt_d.defaults["lr"] != opt_g.defaults["lr"] else None,
        **dict(zip(("beta1", "beta2"), opt_g.defaults["betas"], strict=True)),
    }
    fields: dict[str, Any] = {}
    for name, value in settings.items():
        part, _, argument = name.partition(".")
        if name in OF_ADAM:
            rates[name] = value
        elif name in OF_RECIPE:
            fields[name] = value
        elif name == "real_label":
            fields["loss"] = losses.with_real_label(value)
        elif part in ("g_args", "d_args") and argument:
            fields[part] = {**fields.get(part, getattr(recipe, part)), argument: value}
        elif name != "steps":
            raise GanLabError(f"no setting is called {name!r}: see the top of this script")
    return replace(recipe, optimizers=adam(**rates), **fields)


def known(path: Path) -> set[tuple[str, ...]]:
    """What the CSV holds already: the first columns of each line."""
    if not path.exists():
        return set()
    with path.open(newline="") as file:
        return {tuple(line[name] for name in SETTING) for line in csv.DictReader(file)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipe", help="such as cnn-fashion")
    parser.add_argument("--try", dest="candidates", action="append", default=[], metavar="SETTINGS")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--precision", help="fp32 or bf16; the hardware decides when left out")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--data", help="data root")
    parser.add_argument("--out", type=Path, default=Path("search.csv"))
    parser.add_argument("--samples", type=Path, help="folder to keep each training's samples in")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    base = find_recipe(args.recipe).for_profile(profile(args.profile))
    if base.data is None:
        parser.error(f"{args.recipe} trains on no images")
    device = pick_device()
    precision = args.precision or (pick_precision(device) if base.half else "fp32")
    images = base.load_data(args.data, source="real")
    assert images is not None
    _, test = real_images(base.data, args.data)
    for text in args.candidates or [""]:
        settings = parse(text)
        recipe = changed(base, settings)
        n_steps = settings.get("steps", base.steps[args.profile])
        for seed in args.seeds:
            line = (args.recipe, args.profile, str(seed), precision, str(n_steps), text)
            if line in known(args.out):
                print(f"known: {' '.join(line)}")
                continue
            watch = Stopwatch()
            _, G = runs.train_pair(
                recipe, images, n_steps=n_steps, seed=seed, device=device, precision=precision,
                callbacks=[watch],
            )  # fmt: skip
            seconds = watch.seconds
            samples = runs.draw(recipe, G, N, seed)
            fid = metrics.classifier_fid(samples, test, base.data)
            shares = (
                metrics.class_histogram(samples, base.data)
                if base.data != "faces"
                else torch.ones(1)
            )
            found = [f"{seconds:.0f}", f"{fid:.2f}", f"{shares.min():.3f}", f"{shares.max():.3f}"]
            new = not args.out.exists()
            with args.out.open("a", newline="") as file:
                writer = csv.writer(file)
                writer.writerows([COLUMNS] if new else [])
                writer.writerow([*line, *found])
            if args.samples:
                args.samples.mkdir(parents=True, exist_ok=True)
                name = "_".join((args.recipe, str(seed), str(n_steps), *text.split()))
                np.savez(args.samples / f"{name}.npz", images=samples.numpy())
            print(" ".join([*line, *found]), flush=True)


if __name__ == "__main__":
    main()
