"""Conditional pairs: shapes, any label, image and label that meet, and vectors in between."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_lab.models.conditional import Discriminator, Generator
from gan_lab.training import generate

N_CLASSES, NZ = 7, 5


def make_generator() -> Generator:
    torch.manual_seed(0)
    return Generator(NZ, N_CLASSES, width=4).eval()


def make_discriminator(projection: bool) -> Discriminator:
    torch.manual_seed(0)
    return Discriminator(N_CLASSES, width=4, projection=projection).eval()


def slope_at(D: nn.Module, x: Tensor, label: int) -> Tensor:
    x = x.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(D(x, torch.full((len(x),), label)).sum(), x)
    return slope


@pytest.mark.parametrize("n", [1, 4])
def test_generator_gives_images_and_keeps_to_their_range(n: int) -> None:
    G = make_generator()
    x = G(torch.randn(n, NZ), torch.arange(n))
    assert x.shape == (n, 1, 28, 28)
    assert x.dtype == torch.float32
    nn.init.normal_(G.embed.weight, std=1e4)
    assert G(torch.randn(n, NZ), torch.arange(n)).abs().max() <= 1


def test_each_label_draws_an_image_of_its_own_and_z_still_counts() -> None:
    G = make_generator()
    z = torch.randn(2, NZ)
    images = [G(z, torch.full((2,), label)) for label in range(N_CLASSES)]
    for a in range(N_CLASSES):
        assert not torch.allclose(images[a][0], images[a][1])
        for b in range(a):
            assert not torch.allclose(images[a], images[b])


def test_draw_takes_vectors_of_no_class() -> None:
    G = make_generator()
    z, labels = torch.randn(3, NZ), torch.tensor([6, 0, 2])
    torch.testing.assert_close(G.draw(z, G.embed(labels)), G(z, labels))
    ends = G.embed(torch.tensor([1, 4]))
    middle = G.draw(z[:1], ends.mean(0, keepdim=True))
    assert middle.shape == (1, 1, 28, 28)
    assert not torch.allclose(middle, G(z[:1], torch.tensor([1])))


def test_samples_stay_apart_through_generate() -> None:
    G = make_generator()
    z, labels = torch.randn(6, NZ), torch.arange(6)
    whole = generate(G, z, labels)
    in_parts = generate(G, z, labels, batch_size=2)
    torch.testing.assert_close(whole, in_parts)


@pytest.mark.parametrize("projection", [False, True])
@pytest.mark.parametrize("n", [1, 4])
def test_discriminator_gives_a_logit_for_each_pair(projection: bool, n: int) -> None:
    D = make_discriminator(projection)
    x = 2 * torch.rand(n, 1, 28, 28) - 1
    labels = torch.arange(n) + 3
    logits = D(x, labels)
    assert logits.shape == (n,)
    torch.testing.assert_close(
        torch.cat([D(x[i : i + 1], labels[i : i + 1]) for i in range(n)]), logits
    )


@pytest.mark.parametrize("projection", [False, True])
def test_image_and_label_meet(projection: bool) -> None:
    """Were the label only added to the logit, G would get the same gradient for every label."""
    D = make_discriminator(projection)
    x = 2 * torch.rand(2, 1, 28, 28) - 1
    slopes = [slope_at(D, x, label) for label in range(N_CLASSES)]
    for a in range(N_CLASSES):
        for b in range(a):
            assert (slopes[a] - slopes[b]).abs().max() > 1e-3 * slopes[a].abs().max()


def test_projection_is_realness_plus_a_product() -> None:
    D = make_discriminator(projection=True)
    x = 2 * torch.rand(3, 1, 28, 28) - 1
    features = D.features(x)
    rest = [
        D(x, torch.full((3,), label)) - features @ D.embed.weight[label]
        for label in range(N_CLASSES)
    ]
    for each in rest:
        torch.testing.assert_close(each, rest[0], atol=1e-5, rtol=1e-4)
    assert rest[0].std() > 0  # one number for all images would say nothing about realness


def test_a_fresh_projection_starts_small() -> None:
    torch.manual_seed(0)
    D = Discriminator(projection=True)  # thousands of features, as it is trained
    x = 2 * torch.rand(8, 1, 28, 28) - 1
    assert D(x, torch.arange(8)).abs().max() < 5


@pytest.mark.parametrize("projection", [False, True])
def test_all_weights_of_the_pair_learn(projection: bool) -> None:
    G, D = make_generator().train(), make_discriminator(projection).train()
    labels = torch.arange(N_CLASSES)
    (D(G(torch.randn(N_CLASSES, NZ), labels), labels).square() + 1).log().mean().backward()
    for weight in (*G.parameters(), *D.parameters()):
        assert weight.grad is not None
        assert weight.grad.any()


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(IndexError):
        make_generator()(torch.randn(1, NZ), torch.tensor([N_CLASSES]))
