"""Train mlp-mnist on real MNIST for several seeds; print seconds and classifier-FID.

python -m gan_lab.scripts.measure_mlp_mnist --data ROOT [--seeds 0 1 2]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch

from gan_lab import metrics, runs
from gan_lab.data import load

N = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="data root")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--profile", default="standard")
    parser.add_argument("--recipe", default="mlp-mnist")
    args = parser.parse_args()

    test = load("mnist", args.data, source="real", train=False).images
    train = load("mnist", args.data, source="real").images
    some = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))[:N]
    floor = metrics.classifier_fid(train[some], test)
    print(f"{N} real training images against the test set: classifier-FID {floor:.2f}")
    for seed in args.seeds:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "run"
            runs.train(args.recipe, data=args.data, profile_name=args.profile, seed=seed, out=out)
            record = json.loads((out / "run.json").read_text())
            file = runs.sample(out / "checkpoint.pt", N, Path(folder) / "samples.npz", seed)
            samples = torch.from_numpy(np.load(file)["images"])
        fid = metrics.classifier_fid(samples, test)
        shares = metrics.class_histogram(samples)
        print(
            f"seed {seed}: {record['seconds']:.0f} s ({record['precision']}), "
            f"classifier-FID {fid:.1f}, classes from {shares.min():.1%} to {shares.max():.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
