"""Images a second: the course's data path and loop against the plain script of GAN tutorials.

    python -m tests.benchmarks.bench_mlp_mnist [--rounds 5] [--data ROOT]

Same networks, batch size and updates; the precision is printed: float32 for both, and for the
course also bfloat16, in which it trains where a recipe allows it and the CPU has it. The plain
script reads PIL pictures through ToTensor and Normalize in a DataLoader (each worker count is
tried, the best one counts), uses Adam as it comes, and reads each loss with .item(). All take
turns within one run, so that a noisy machine disturbs all alike; medians are compared.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from gan_lab.callbacks import History
from gan_lab.data import Batches, ImageSet, load
from gan_lab.recipes import Recipe, find_recipe
from gan_lab.runtime import cpu_has_bf16, seed_everything
from gan_lab.training import fit

Run = Callable[[int], float]  # steps -> seconds


class PictureDataset(Dataset):
    """As torchvision's MNIST gives its images: one PIL picture at a time, then transforms."""

    def __init__(self, images: ImageSet) -> None:
        self.images = images.images
        self.to_picture = transforms.ToPILImage()
        self.transform = transforms.Compose(
            [transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]
        )

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> torch.Tensor:
        return self.transform(self.to_picture(self.images[i]))


def course(recipe: Recipe, images: ImageSet, precision: str) -> Run:
    """The package's resident data, `fit` and optimisers, with its history kept."""
    G, D = recipe.build()
    opt_g, opt_d = recipe.optimizers(G, D)
    batches = recipe.batches(images, 0, "cpu")
    assert isinstance(batches, Batches)

    def run(steps: int) -> float:
        start = time.perf_counter()
        fit(
            G, D, batches, recipe.loss, opt_g, opt_d,
            nz=recipe.nz, n_steps=steps, precision=precision, callbacks=[History()],
        )  # fmt: skip
        return time.perf_counter() - start

    return run


def plain(recipe: Recipe, images: ImageSet, workers: int) -> Run:
    """One step of D and one of G, as tutorials write it."""
    G, D = recipe.build()
    opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
    criterion = nn.BCEWithLogitsLoss()
    loader = DataLoader(
        PictureDataset(images), recipe.batch_size, shuffle=True, drop_last=True,
        num_workers=workers, persistent_workers=workers > 0,
    )  # fmt: skip
    stream = itertools.chain.from_iterable(itertools.repeat(loader))

    def run(steps: int) -> float:
        start = time.perf_counter()
        for x_real in itertools.islice(stream, steps):
            n = len(x_real)
            x_fake = G(torch.randn(n, recipe.nz))
            d_loss = criterion(D(x_real), torch.full((n,), 0.9))
            d_loss = d_loss + criterion(D(x_fake.detach()), torch.zeros(n))
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
            g_loss = criterion(D(G(torch.randn(n, recipe.nz))), torch.ones(n))
            opt_g.zero_grad()
            g_loss.backward()
            opt_g.step()
            d_loss.item(), g_loss.item()
        return time.perf_counter() - start

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=200, help="steps a round")
    parser.add_argument("--data", help="data root")
    args = parser.parse_args()

    images = load("mnist", args.data)
    print(f"{images.source}, {torch.get_num_threads()} threads, images a second")
    for name in ("mlp-mnist-textbook", "mlp-mnist"):
        compare(find_recipe(name), images, args.rounds, args.steps)


def compare(recipe: Recipe, images: ImageSet, rounds: int, steps: int) -> None:
    """Measure one pair of networks every way, in turns, and print the medians."""
    seed_everything(0)
    runs = {"course, float32": course(recipe, images, "fp32")}
    if recipe.half and cpu_has_bf16():
        runs["course, bfloat16"] = course(recipe, images, "bf16")
    runs |= {f"plain, {w} workers": plain(recipe, images, w) for w in (0, 1, 2)}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run(20)  # start workers, fill caches
    for _ in range(rounds):
        for name, run in runs.items():
            seconds[name].append(run(steps))
    speed = {name: steps * recipe.batch_size / statistics.median(s) for name, s in seconds.items()}
    best = max(v for name, v in speed.items() if name.startswith("plain"))
    print(f"\n{recipe.name}, batch {recipe.batch_size}")
    for name, images_per_second in speed.items():
        print(f"{name:>18}  {images_per_second:8,.0f}  {images_per_second / best:.2f} x best plain")


if __name__ == "__main__":
    main()
