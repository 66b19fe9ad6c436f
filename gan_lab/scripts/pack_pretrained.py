"""Make a shipped generator of a run, and print what `gan_lab.pretrained` pins of it.

    python -m gan_lab.scripts.pack_pretrained runs/cnn-fashion --data ROOT

Takes the averaged generator of the run's checkpoint and stores its weights in half precision.
Prints the classifier-FID before and after that rounding, and the SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch

from gan_lab import checkpoint, metrics, runs
from gan_lab.metrics import ASSETS
from gan_lab.pretrained import PRETRAINED
from gan_lab.recipes import find_recipe
from gan_lab.scripts.measure_recipe import N, real_images


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a run that has ended")
    parser.add_argument("--data", help="data root")
    parser.add_argument("--seed", type=int, default=0, help="of the samples that are measured")
    args = parser.parse_args()

    if not (args.run / "run.json").is_file():  # it is written last
        parser.error(f"{args.run} is no run that has ended")
    record = json.loads((args.run / "run.json").read_text())
    path = args.run / "checkpoint.pt"
    content = checkpoint.load(path)
    recipe = find_recipe(content["recipe"])
    if recipe.name not in PRETRAINED or recipe.data is None:
        parser.error(f"the course ships {', '.join(PRETRAINED)}, not {recipe.name}")
    G = checkpoint.build_generator(content, path)
    steps = f"{content['step']:,} of {record['n_steps']:,} steps"
    early = "" if record["finished"] else ", STOPPED before its end"
    print(f"{recipe.name}: {steps}{early}, seed {record['seed']}")

    _, test = real_images(recipe.data, args.data)
    for words in ("as trained", "rounded to half precision"):
        samples = runs.draw(recipe, G, N, args.seed)
        fid = metrics.classifier_fid(samples, test, recipe.data)
        print(f"classifier-FID of {N:,} samples, {words}: {fid:.3f}", flush=True)
        G.half().float()  # what is stored is what is measured next

    weights = G.state_dict()
    if not all(v.isfinite().all() for v in weights.values()):
        parser.error("some weights are too large for half precision")
    asset = ASSETS / f"{recipe.name}_generator.pt"
    torch.save(
        {
            # contiguous: a layout that trains fast is no part of the weights
            k: (v.half() if v.is_floating_point() else v).contiguous()
            for k, v in weights.items()
        },
        asset,
    )
    size = asset.stat().st_size
    print(f"{asset.name} {size:,} bytes {hashlib.sha256(asset.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
