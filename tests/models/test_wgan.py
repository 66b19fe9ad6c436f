"""The critic of lesson 08: scores without bounds, each of them an image's own."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_lab import losses
from gan_lab.models import cnn, wgan
from gan_lab.models.summary import count_parameters


def images(n: int, nc: int = 1) -> torch.Tensor:
    return torch.rand(n, nc, 28, 28, generator=torch.Generator().manual_seed(n)) * 2 - 1


@pytest.mark.parametrize(("n", "nc"), [(1, 1), (5, 1), (4, 3)])
def test_shapes(n: int, nc: int) -> None:
    assert wgan.Critic(width=4, nc=nc)(images(n, nc)).shape == (n,)


def test_it_judges_what_lesson_03s_generator_draws() -> None:
    assert wgan.Critic(4)(cnn.Generator(nz=6, width=4)(torch.randn(3, 6))).shape == (3,)


def test_the_score_of_an_image_is_its_own_in_training_mode_too() -> None:
    D = wgan.Critic(width=4).train()
    x = images(6)
    torch.testing.assert_close(D(x)[:2], D(x[:2]))
    assert not any(isinstance(m, nn.BatchNorm2d) for m in D.modules())


def test_scores_have_no_bounds_and_both_signs() -> None:
    D, x = wgan.Critic(width=4), images(3)
    with torch.no_grad():
        D.net[-1].weight.mul_(1000)
        scores = D(x)
        D.net[-1].weight.mul_(-1)
        other_way = D(x)
    assert scores.abs().max() > 5
    torch.testing.assert_close(other_way, -scores, atol=1.0, rtol=0.0)  # but for the bias


def test_the_penalty_reaches_every_weight_but_the_last_bias() -> None:
    """The last bias moves all scores alike: no slope depends on it."""
    torch.manual_seed(0)
    D = wgan.Critic(width=4)
    losses.gradient_penalty(D, images(4), -images(4)).backward()
    reached = {name: p.grad is not None and bool(p.grad.any()) for name, p in D.named_parameters()}
    weights = {name: found for name, found in reached.items() if name.endswith("weight")}
    assert len(weights) == 4
    assert all(weights.values())
    assert not reached[list(reached)[-1]]


def test_training_on_the_penalty_brings_slopes_to_one() -> None:
    torch.manual_seed(0)
    D = wgan.Critic(width=4)
    optimizer = torch.optim.Adam(D.parameters(), lr=0.01)
    x_real, x_fake = images(8), -images(8)
    first = losses.gradient_penalty(D, x_real, x_fake).item()
    for _ in range(40):
        optimizer.zero_grad()
        last = losses.gradient_penalty(D, x_real, x_fake)
        last.backward()
        optimizer.step()
    assert last.item() < 0.05 * first


def test_width() -> None:
    # by hand: (16 + 1) 32 + (512 + 1) 64 + (576 + 1) 128 + 2048 + 1
    assert count_parameters(wgan.Critic()) == 544 + 32_832 + 73_856 + 2_049
