"""Train a classifier behind the metrics, and write its weights.

    python -m gan_lab.scripts.train_classifier mnist --data ROOT
    python -m gan_lab.scripts.train_classifier fashion-mnist --data ROOT
    python -m gan_lab.scripts.train_classifier faces --epochs 4

Digits and garments from the real images; faces from the portraits that the package draws, whose
attributes it learns to read (no photograph is used). Prints the accuracy on images that it was
not trained on (for faces the mean over the attributes) and the SHA-256 that `gan_lab.metrics`
pins. The weights are stored in half precision: under 1 MB, and the same accuracy.
"""

from __future__ import annotations

import argparse
import hashlib

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.augment import flip
from gan_lab.data import Batches, ImageSet, load, to_float
from gan_lab.metrics import ASSETS, JUDGES
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


def targets(images: ImageSet) -> Tensor:
    """What the classifier learns of each image, int64 (N, n): its class, or its attributes."""
    if images.attributes:
        return torch.stack([attribute.values for attribute in images.attributes.values()], dim=1)
    return images.labels[:, None]


def split(logits: Tensor, images: ImageSet) -> list[Tensor]:
    """The logits (N, n_outputs) of each target on their own, (N, n_values) each."""
    if not images.attributes:
        return [logits]
    return list(logits.split([len(a.names) for a in images.attributes.values()], dim=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=list(JUDGES))
    parser.add_argument("--data", help="data root")
    parser.add_argument("--epochs", type=int, default=8)
    args = parser.parse_args()

    seed_everything(0)
    source = "offline" if args.name == "faces" else "real"
    train = load(args.name, args.data, source=source)
    test = load(args.name, args.data, source=source, train=False)
    net = Classifier(**JUDGES[args.name].args)
    steps = args.epochs * len(train) // 128
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    # garments and faces stand upright and have no handwriting: mirrored is as good, turned is not
    change = shifted if args.name == "mnist" else flip
    batches = Batches(train.images, 128, labels=targets(train))
    for step in range(steps):
        x, wanted = next(batches)
        guesses = split(net(change(x)), train)
        pairs = list(zip(guesses, wanted.unbind(1), strict=True))
        loss = torch.stack([F.cross_entropy(guess, label) for guess, label in pairs]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 200 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.4f}", flush=True)

    rescale_features(net, train.images)
    net.half().float()  # what is stored is what is measured
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(to_float(x)) for x in test.images.split(500)])
    found = torch.stack([part.argmax(1) for part in split(logits, test)], dim=1)
    right = (found == targets(test)).float().mean(0)
    for name, share in zip(test.attributes, right.tolist(), strict=False):
        print(f"  {name} {share:.4f}")
    print(f"test accuracy {right.mean():.4f}")
    path = ASSETS / f"{args.name}_classifier.pt"
    torch.save(
        {k: v.half() if v.is_floating_point() else v for k, v in net.state_dict().items()}, path
    )
    print(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
