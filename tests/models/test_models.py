"""Networks keep the contract: shapes, ranges, logits, any batch size, gradients everywhere."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_lab.models import mlp, toy
from gan_lab.models.classifier import N_FEATURES, Classifier

GENERATORS = {
    "toy": (lambda: toy.Generator(), 1, (4,), (0, 1)),
    "toy, two patterns": (lambda: toy.Generator(nz=2, hidden=(32, 32)), 2, (4,), (0, 1)),
    "mlp": (lambda: mlp.Generator(), 64, (1, 28, 28), (-1, 1)),
    "mlp, small": (lambda: mlp.Generator(5, (8,), (3, 4, 6)), 5, (3, 4, 6), (-1, 1)),
    "textbook": (lambda: mlp.TextbookGenerator(), 100, (1, 28, 28), (-1, 1)),
    "textbook, norm": (lambda: mlp.TextbookGenerator(16, 200, norm=True), 16, (1, 28, 28), (-1, 1)),
}
DISCRIMINATORS = {
    "toy": (lambda: toy.Discriminator(), (4,)),
    "toy, two patterns": (lambda: toy.Discriminator(hidden=(32, 32)), (4,)),
    "mlp": (lambda: mlp.Discriminator(), (1, 28, 28)),
    "mlp, small": (lambda: mlp.Discriminator((8,), 0.1, (3, 4, 6)), (3, 4, 6)),
    "textbook": (lambda: mlp.TextbookDiscriminator(), (1, 28, 28)),
    "textbook, norm": (lambda: mlp.TextbookDiscriminator(200, norm=True), (1, 28, 28)),
}


def seeded(net) -> nn.Module:
    torch.manual_seed(0)
    return net()


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("n", [1, 5])
def test_generators(name: str, n: int) -> None:
    make, nz, shape, (low, high) = GENERATORS[name]
    G = seeded(make).eval()  # BatchNorm needs two samples to train on
    x = G(torch.randn(n, nz))
    assert x.shape == (n, *shape)
    assert x.dtype == torch.float32
    # with large weights it reaches both ends of the data's range, and never leaves it
    last = [m for m in G.modules() if isinstance(m, nn.Linear)][-1]
    nn.init.normal_(last.weight, std=100)
    wide = G(torch.randn(200, nz))
    assert low <= wide.min() < low + 0.1
    assert high - 0.1 < wide.max() <= high


@pytest.mark.parametrize("name", DISCRIMINATORS)
@pytest.mark.parametrize("n", [1, 5])
def test_discriminators(name: str, n: int) -> None:
    make, shape = DISCRIMINATORS[name]
    D = seeded(make).eval()
    x = torch.randn(n, *shape)
    out = D(x)
    assert out.shape == (n,)  # also for a batch of one
    # the samples of a batch do not mix
    torch.testing.assert_close(D(x[:1]), out[:1])


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_logits_everywhere_but_in_the_toy(name: str) -> None:
    make, shape = DISCRIMINATORS[name]
    out = seeded(make).eval()(1e3 * torch.randn(50, *shape))
    inside = bool(((out >= 0) & (out <= 1)).all())
    assert inside == name.startswith("toy")


@pytest.mark.parametrize("name", GENERATORS)
def test_all_weights_of_a_pair_learn(name: str) -> None:
    torch.manual_seed(0)
    make, nz, _, _ = GENERATORS[name]
    G, D = make(), DISCRIMINATORS[name][0]()
    # squared: BatchNorm makes the plain mean of a layer blind to its input
    (D(G(torch.randn(6, nz))).square() + 1).log().mean().backward()
    for weight in (*G.parameters(), *D.parameters()):
        assert weight.grad is not None


def count(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def test_sizes_by_hand() -> None:
    assert count(toy.Generator()) == (1 * 3 + 3) + (3 * 4 + 4)  # 1-3-4
    assert count(toy.Discriminator()) == (4 * 3 + 3) + (3 * 1 + 1)  # 4-3-1
    textbook = 100 * 256 + 256 + 256 * 256 + 256 + 256 * 784 + 784
    assert count(mlp.TextbookGenerator()) == textbook
    assert count(mlp.TextbookDiscriminator()) == 784 * 256 + 256 + 256 * 256 + 256 + 256 + 1


def test_a_constant_input_gives_one_pattern() -> None:
    z = toy.constant_z(3, 1)
    assert z.shape == (3, 1)
    assert len(torch.unique(seeded(toy.Generator)(z), dim=0)) == 1


def test_batchnorm_has_its_usual_settings() -> None:
    """BatchNorm1d(n, 0.8) would set eps, not the momentum."""
    norms = [m for m in mlp.Generator().modules() if isinstance(m, nn.BatchNorm1d)]
    assert norms
    for norm in norms:
        assert norm.eps == 1e-5
        assert norm.momentum == 0.1


def test_classifier() -> None:
    net = Classifier().eval()
    x = torch.rand(3, 1, 28, 28)
    assert net(x).shape == (3, 10)
    assert net.features(x).shape == (3, N_FEATURES)
