"""Train a recipe on real images for several seeds; print seconds and classifier-FID.

python -m gan_lab.scripts.measure_recipe cnn-fashion --data ROOT [--seeds 0 1 2] [--precision fp32]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_lab import metrics, runs
from gan_lab.data import load
from gan_lab.recipes import find_recipe

N = 10_000


def real_images(name: str, data: str | None) -> tuple[Tensor, Tensor]:
    """Two sets of different real images, uint8 (N, C, H, W): to be measured, to measure by.

    Faces have no test part: their first half is measured by their second half.
    """
    train = load(name, data, source="real").images
    order = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))
    if name == "faces":
        half = len(train) // 2
        return train[order[:half]], train[order[half:]]
    return train[order[:N]], load(name, data, source="real", train=False).images


def judge(run: Path, name: str, test: Tensor) -> str:
    """Seconds and quality of a finished run, in one line."""
    record = json.loads((run / "run.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        file = runs.sample(run / "checkpoint.pt", N, Path(folder) / "samples.npz", record["seed"])
        samples = torch.from_numpy(np.load(file)["images"])
    line = (
        f"seed {record['seed']}: {record['steps_done']:,} steps, {record['seconds']:.0f} s "
        f"({record['precision']}, {record['threads']} threads), "
        f"classifier-FID {metrics.classifier_fid(samples, test, name):.1f}"
    )
    if name == "faces":
        return line
    shares = metrics.class_histogram(samples, name)
    return f"{line}, classes from {shares.min():.1%} to {shares.max():.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipe", help="such as cnn-fashion")
    parser.add_argument("--data", help="data root")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--precision", help="auto, fp32, bf16 or fp16")
    parser.add_argument("--run", type=Path, help="judge this finished run, and train none")
    args = parser.parse_args()

    name = find_recipe(args.recipe).data
    if name is None:
        parser.error(f"{args.recipe} trains on no images")
    some, test = real_images(name, args.data)
    floor = metrics.classifier_fid(some, test, name)
    print(f"{len(some)} real images against {len(test)} others: classifier-FID {floor:.2f}")
    if args.run:
        print(judge(args.run, name, test))
        return
    for seed in args.seeds:
        with tempfile.TemporaryDirectory() as folder:
            out = runs.train(
                args.recipe,
                data=args.data,
                profile_name=args.profile,
                precision=args.precision,
                seed=seed,
                out=Path(folder) / "run",
            )
            print(judge(out, name, test), flush=True)


if __name__ == "__main__":
    main()
