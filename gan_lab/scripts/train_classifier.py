"""Train the classifier behind the metrics from real data, and write its weights.

    python -m gan_lab.scripts.train_classifier mnist --data ROOT

Prints the test accuracy and the SHA-256 that `gan_lab.metrics` pins. The weights are stored in
half precision: 0.4 MB, and the same accuracy.
"""

from __future__ import annotations

import argparse
import hashlib

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.data import Batches, load, to_float
from gan_lab.metrics import ASSETS
from gan_lab.models.classifier import Classifier
from gan_lab.runtime import seed_everything


def shifted(x: Tensor) -> Tensor:
    """Each image moved, turned and scaled a little, so that the features forgive such changes."""
    n = len(x)
    angle, scale = 0.15 * torch.randn(n), 1 + 0.1 * torch.randn(n)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = theta[:, 1, 1] = scale * angle.cos()
    theta[:, 0, 1], theta[:, 1, 0] = -scale * angle.sin(), scale * angle.sin()
    theta[:, :, 2] = 0.1 * torch.randn(n, 2)
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="border", align_corners=False)


@torch.no_grad()
def rescale_features(net: Classifier, images: Tensor) -> None:
    """Give the features a total variance of 512 over `images`: 4 a feature, on average.

    Distances of differently trained networks then lie on one scale. The head takes the factor
    back, so that the class probabilities stay: ReLU lets a positive factor pass.
    """
    net.eval()
    found = torch.cat([net.features(to_float(x)) for x in images.split(500)])
    factor = (512 / found.var(dim=0).sum()).sqrt()
    last = net.features[-1]
    assert isinstance(last, nn.Linear)
    last.weight.mul_(factor)
    last.bias.mul_(factor)
    net.head.weight.div_(factor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=["mnist"])
    parser.add_argument("--data", help="data root")
    parser.add_argument("--epochs", type=int, default=8)
    args = parser.parse_args()

    seed_everything(0)
    train = load(args.name, args.data, source="real")
    test = load(args.name, args.data, source="real", train=False)
    net = Classifier()
    steps = args.epochs * len(train) // 128
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    batches = Batches(train.images, 128, labels=train.labels)
    for step in range(steps):
        x, labels = next(batches)
        loss = F.cross_entropy(net(shifted(x)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 200 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.4f}", flush=True)

    rescale_features(net, train.images)
    net.half().float()  # what is stored is what is measured
    with torch.no_grad():
        guesses = torch.cat([net(to_float(x)).argmax(1) for x in test.images.split(500)])
    print(f"test accuracy {(guesses == test.labels).float().mean():.4f}")
    path = ASSETS / f"{args.name}_classifier.pt"
    torch.save(
        {k: v.half() if v.is_floating_point() else v for k, v in net.state_dict().items()}, path
    )
    print(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
