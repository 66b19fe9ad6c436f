"""Convolutional pairs: shapes, ranges, the paper's first weights, and what a table says."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_lab.errors import GanLabError
from gan_lab.models import cnn, dcgan, mlp
from gan_lab.models.summary import count_parameters, layer_table, layers

PAIRS = {
    "cnn": (cnn.Generator(nz=6, width=4), cnn.Discriminator(width=4), 6, (1, 28, 28)),
    "cnn rgb": (cnn.Generator(nz=6, width=4, nc=3), cnn.Discriminator(4, nc=3), 6, (3, 28, 28)),
    "dcgan 64": (dcgan.Generator(5, ngf=4), dcgan.Discriminator(ndf=4), 5, (3, 64, 64)),
    "dcgan 128": (
        dcgan.Generator(5, 2, size=128),
        dcgan.Discriminator(2, size=128),
        5,
        (3, 128, 128),
    ),
    "dcgan grey 32": (dcgan.Generator(5, 4, 1, 32), dcgan.Discriminator(4, 1, 32), 5, (1, 32, 32)),
    "mlp faces": (
        mlp.Generator(7, (8,), (3, 64, 64)),
        mlp.Discriminator((8,), image_shape=(3, 64, 64)),
        7,
        (3, 64, 64),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("n", [1, 5])
def test_a_pair_fits_together(name: str, n: int) -> None:
    G, D, nz, shape = PAIRS[name]
    G.eval(), D.eval()  # a batch of one has no statistics of its own
    x = G(torch.randn(n, nz))
    assert x.shape == (n, *shape)
    assert x.abs().max() <= 1
    assert D(x).shape == (n,)


@pytest.mark.parametrize("name", PAIRS)
def test_all_weights_learn(name: str) -> None:
    G, D, nz, _ = PAIRS[name]
    G.train(), D.train()
    D(G(torch.randn(4, nz))).square().mean().backward()
    for net in (G, D):
        assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in net.parameters())


def test_dcgan_has_the_papers_size() -> None:
    # by hand: 100*512*16 + 512*256*16 + 256*128*16 + 128*64*16 + (64*3*16 + 3), BatchNorm 2*960
    assert count_parameters(dcgan.Generator()) == 3_576_707
    # (3*64*16 + 64) + 64*128*16 + 128*256*16 + 256*512*16 + (512*16 + 1), BatchNorm 2*896
    assert count_parameters(dcgan.Discriminator()) == 2_765_633


def test_a_larger_picture_takes_one_more_block() -> None:
    def convolutions(net: nn.Module) -> int:
        return sum(isinstance(m, nn.Conv2d | nn.ConvTranspose2d) for m in net.modules())

    for size, number in ((32, 4), (64, 5), (128, 6)):
        assert convolutions(dcgan.Generator(4, 2, 3, size)) == number
        assert convolutions(dcgan.Discriminator(2, 3, size)) == number


@pytest.mark.parametrize("size", [0, 8, 63, 100])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(GanLabError, match=f"a power of 2 .* got {size}"):
        dcgan.Generator(size=size)
    with pytest.raises(GanLabError, match=f"a power of 2 .* got {size}"):
        dcgan.Discriminator(size=size)


def test_first_weights_are_the_papers() -> None:
    torch.manual_seed(0)
    G = dcgan.init_weights(dcgan.Generator())
    for module in G.modules():
        if isinstance(module, nn.ConvTranspose2d):
            assert module.weight.mean().abs() < 1e-3
            assert module.weight.std().item() == pytest.approx(0.02, rel=0.05)
            assert module.bias is None or not module.bias.any()
        if isinstance(module, nn.BatchNorm2d):
            assert module.weight.mean().item() == pytest.approx(1, abs=0.01)
            assert module.weight.std().item() == pytest.approx(0.02, rel=0.3)
            assert not module.bias.any()


def test_xavier_keeps_the_scale_of_signals() -> None:
    torch.manual_seed(0)
    layer = dcgan.init_weights(nn.Sequential(nn.Linear(300, 500)), "xavier")[0]
    assert layer.weight.std().item() == pytest.approx((2 / 800) ** 0.5, rel=0.02)
    assert not layer.bias.any()
    with pytest.raises(GanLabError, match="normal or xavier, got 'he'"):
        dcgan.init_weights(nn.Linear(2, 2), "he")


def test_a_table_names_each_layer_its_shape_and_parameters() -> None:
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2, bias=False))
    assert layers(net, torch.zeros(5, 3)) == [
        ("Linear", (4,), 16),
        ("BatchNorm1d", (4,), 8),
        ("ReLU", (4,), 0),
        ("Linear", (2,), 8),
    ]
    text = layer_table(cnn.Generator(nz=6, width=4), torch.zeros(1, 6))
    assert "ConvTranspose2d" in text
    assert "1 x 28 x 28" in text
    assert text.splitlines()[-1].endswith(f"{count_parameters(cnn.Generator(nz=6, width=4)):,}")


def test_a_table_leaves_the_network_as_it_was() -> None:
    net = dcgan.Generator(4, 2)
    before = {k: v.clone() for k, v in net.state_dict().items()}
    layer_table(net, torch.randn(3, 4))
    assert net.training
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert not any(module._forward_hooks for module in net.modules())


def test_frozen_weights_do_not_count() -> None:
    assert count_parameters(nn.Linear(3, 4).requires_grad_(False)) == 0
