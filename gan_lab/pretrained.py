"""Generators that come with the course, trained and pinned: to explore before yours is ready."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from gan_lab.data.synthetic.garments import GARMENT_NAMES
from gan_lab.errors import GanLabError
from gan_lab.metrics import ASSETS
from gan_lab.models import cnn, conditional, mlp
from gan_lab.training import prefer_channels_last


@dataclass(frozen=True)
class Pretrained:
    """One shipped generator, made by gan_lab/scripts/pack_pretrained.py, which prints the figures.

    sha256: of its file
    steps: of its training, with the recipe of the same name on real images
    classifier_fid: of 10,000 samples (z of seed 0; others differ by up to a tenth) against the
        test images, see `metrics.classifier_fid`
    args: of the class `generator`
    class_names: where it takes labels too, G(z, y)
    """

    title: str
    generator: type[nn.Module]
    args: dict[str, Any]
    sha256: str
    steps: int
    classifier_fid: float
    class_names: tuple[str, ...] = ()

    @property
    def nz(self) -> int:
        """Length of its z."""
        return int(self.args["nz"])


PRETRAINED = {
    "mlp-mnist": Pretrained(
        title="digits from an MLP, lesson 02; trained on MNIST",
        generator=mlp.Generator,
        args={"nz": 64},
        sha256="5c0c4c8f50fb3bc7974408642ac1954d0366c42f0f8996534b74a57e660b249d",
        steps=12_000,
        classifier_fid=9.3,
    ),
    "cnn-fashion": Pretrained(
        title="garments from convolutions, lesson 03; trained on FashionMNIST",
        generator=cnn.Generator,
        args={"nz": 64},
        sha256="29ef9c4eabe9daebd95e3fbacbdd7912d24140f99e29ad059fd3068b67d7ee9a",
        steps=10_000,
        classifier_fid=7.9,
    ),
    "cgan-fashion": Pretrained(
        title="garments of the class that you ask for, lesson 07; trained on FashionMNIST",
        generator=conditional.Generator,
        args={"nz": 64},
        sha256="dee80bea71c8fd0c468d025374ba268e06a54399b1a75a110f3c9fa6c39b490a",
        steps=8_000,
        classifier_fid=5.0,
        class_names=GARMENT_NAMES,
    ),
}


def load(name: str) -> nn.Module:
    """A shipped generator, fresh from its file: float32, in evaluation mode, its weights frozen.

        G = pretrained.load("cnn-fashion")
        images = generate(G, torch.randn(64, PRETRAINED["cnn-fashion"].nz))

    To train it on, call `G.train().requires_grad_(True)`.

    Args:
        name: "mlp-mnist", "cnn-fashion" or "cgan-fashion"; the last one is asked as G(z, y).

    Raises:
        GanLabError: there is none of that name, or its file is not the one that was shipped.
    """
    if name not in PRETRAINED:
        raise GanLabError(f"no trained generator for {name!r}: choose {', '.join(PRETRAINED)}")
    shipped = PRETRAINED[name]
    path = ASSETS / f"{name}_generator.pt"
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != shipped.sha256:
        raise GanLabError(f"{path} is not the file that the course ships: install it again")
    weights = torch.load(io.BytesIO(content), weights_only=True)
    with torch.random.fork_rng(devices=[]):  # first weights are drawn, and nobody wants them
        G = shipped.generator(**shipped.args)
    G.load_state_dict(weights)  # into float32: half precision saves room in the file alone
    prefer_channels_last(G)
    return G.eval().requires_grad_(False)
