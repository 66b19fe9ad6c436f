"""Train lesson 01's pairs for several seeds; print what G makes and how often it is a pattern.

    python -m gan_lab.scripts.measure_toy [--seeds 20]

One pattern: 1-3-4 against 4-3-1, SGD 0.01, one pattern a step, constant input. Two patterns:
4-32-32-4 against 4-32-32-1, Adam, random input, with weight decay for D and without.
"""

from __future__ import annotations

import argparse
from functools import partial

import torch
from torch import Tensor

from gan_lab import losses
from gan_lab.callbacks import SampleGrid
from gan_lab.data import FreshBatches, real_patterns
from gan_lab.metrics import pattern_rate, pattern_shares
from gan_lab.models import toy
from gan_lab.recipes import find_recipe
from gan_lab.runs import train_pair
from gan_lab.runtime import seed_everything
from gan_lab.training import fit

TWO = ("1010", "0101")


def one_pattern(seed: int, n_steps: int, every: int) -> list[tuple[int, Tensor]]:
    """The recipe `toy`: (step, what G makes of its constant input (1, 4)), every `every` steps."""
    film = SampleGrid(toy.constant_z(1, 1), every)
    train_pair(find_recipe("toy"), None, n_steps=n_steps, seed=seed, callbacks=[film])
    return film.samples


def two_patterns(seed: int, weight_decay: float) -> Tensor:
    """What the wider G of lesson 01's optional part makes of 1,000 z: (1000, 4)."""
    seed_everything(seed)
    G, D = toy.Generator(4, (32, 32)), toy.Discriminator((32, 32))
    opt_g = torch.optim.Adam(G.parameters(), lr=0.001)
    opt_d = torch.optim.Adam(D.parameters(), lr=0.001, weight_decay=weight_decay)
    batches = FreshBatches(partial(real_patterns, patterns=TWO), batch_size=32, seed=seed)
    film = SampleGrid(torch.randn(1000, 4, generator=torch.Generator().manual_seed(0)), every=3000)
    fit(
        G,
        D,
        batches,
        losses.least_squares,
        opt_g,
        opt_d,
        nz=4,
        n_steps=3000,
        seed=seed,
        callbacks=[film],
    )
    return film.samples[-1][1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    seeds = range(parser.parse_args().seeds)
    torch.set_num_threads(1)  # the networks are too small to share out

    reached = {10_000: 0, 12_000: 0}
    for seed in seeds:
        film = dict(one_pattern(seed, n_steps=12_000, every=2000))
        for step in reached:
            reached[step] += pattern_rate(film[step]) == 1.0
        numbers = " ".join(f"{v:.2f}" for v in film[10_000][0].tolist())
        print(f"one pattern, seed {seed}: after 10,000 steps {numbers}")
    for step, n in reached.items():
        print(f"one pattern: {n} of {len(seeds)} seeds read 1010 after {step:,} steps")

    for weight_decay in (0.01, 0.0):
        rates, least = [], []
        for seed in seeds:
            shares = pattern_shares(two_patterns(seed, weight_decay), TWO)
            rates.append(sum(shares.values()))
            least.append(min(shares.values()))
        print(
            f"two patterns, weight decay {weight_decay}: pattern rate {min(rates):.2f} to "
            f"{max(rates):.2f}, rarer pattern {min(least):.2f} to {max(least):.2f}"
        )


if __name__ == "__main__":
    main()
