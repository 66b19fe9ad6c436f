"""Each loss is the one that its paper names: values and gradients by hand."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from scipy.optimize import minimize_scalar
from torch import nn

from gan_lab import losses
from gan_lab.losses import gradient_penalty

ZERO = torch.zeros(4)  # logits of a D that cannot decide


def test_bce_of_an_undecided_discriminator() -> None:
    assert losses.non_saturating.d_loss(ZERO, ZERO).item() == pytest.approx(1.386, abs=5e-4)
    assert losses.minimax.d_loss(ZERO, ZERO).item() == pytest.approx(2 * math.log(2))
    assert losses.non_saturating.g_loss(ZERO).item() == pytest.approx(0.693, abs=5e-4)
    assert losses.minimax.g_loss(ZERO).item() == pytest.approx(-math.log(2))


def test_bce_agrees_with_torch() -> None:
    generator = torch.Generator().manual_seed(0)
    d_real = torch.randn(9, generator=generator)
    d_fake = torch.randn(9, generator=generator)
    bce = F.binary_cross_entropy_with_logits
    real, fake = torch.ones(9), torch.zeros(9)
    d_loss = bce(d_real, real) + bce(d_fake, fake)
    torch.testing.assert_close(losses.non_saturating.d_loss(d_real, d_fake), d_loss)
    torch.testing.assert_close(losses.non_saturating.g_loss(d_fake), bce(d_fake, real))
    torch.testing.assert_close(losses.minimax.g_loss(d_fake), -bce(d_fake, fake))
    smooth = bce(d_real, 0.9 * real) + bce(d_fake, fake)
    torch.testing.assert_close(losses.with_real_label(0.9).d_loss(d_real, d_fake), smooth)
    torch.testing.assert_close(losses.with_real_label(0.9).g_loss(d_fake), bce(d_fake, real))


@pytest.mark.parametrize(
    ("loss", "slope"), [(losses.minimax, -0.0003), (losses.non_saturating, -0.9997)]
)
def test_gradient_where_the_discriminator_is_sure(loss, slope: float) -> None:
    logits = torch.full((1,), -8.0, requires_grad=True)
    loss.g_loss(logits).backward()
    assert logits.grad.item() == pytest.approx(slope, abs=5e-5)


@pytest.mark.parametrize("loss", [losses.minimax, losses.non_saturating])
def test_logits_far_out_stay_finite(loss) -> None:
    """A sigmoid and then a logarithm would give log 0."""
    d_real = torch.tensor([-200.0, 200.0], requires_grad=True)
    total = loss.d_loss(d_real, -d_real) + loss.g_loss(d_real)
    total.backward()
    assert math.isfinite(total.item())
    assert torch.isfinite(d_real.grad).all()


def test_label_smoothing_moves_the_equilibrium_of_d() -> None:
    def loss_at(label: float):
        def value(logit: float) -> float:  # real and generated data alike
            logits = torch.tensor([logit], dtype=torch.float64)
            return losses.with_real_label(label).d_loss(logits, logits).item()

        return value

    for label, expected in ((1.0, 0.5), (0.9, 0.45)):
        best = minimize_scalar(loss_at(label), bounds=(-3, 3), method="bounded").x
        assert torch.sigmoid(torch.tensor(best)).item() == pytest.approx(expected, abs=1e-4)


def test_least_squares_at_the_equilibrium() -> None:
    half = torch.full((3,), 0.5)
    assert losses.least_squares.d_loss(half, half).item() == pytest.approx(0.25 + 0.25)
    assert losses.least_squares.g_loss(half).item() == pytest.approx(0.25)


def test_least_squares_by_hand() -> None:
    d_real, d_fake = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 2.0])
    d_loss = losses.least_squares.d_loss(d_real, d_fake)
    assert d_loss.item() == pytest.approx((0 + 1) / 2 + (0.25 + 4) / 2)
    assert losses.least_squares.g_loss(d_fake).item() == pytest.approx((0.25 + 1) / 2)


def test_wasserstein_and_hinge_by_hand() -> None:
    d_real, d_fake = torch.tensor([3.0, 0.0]), torch.tensor([-2.0, 1.0])
    assert losses.wasserstein.d_loss(d_real, d_fake).item() == pytest.approx(-0.5 - 1.5)
    assert losses.hinge.d_loss(d_real, d_fake).item() == pytest.approx((0 + 1) / 2 + (0 + 2) / 2)
    for loss in (losses.wasserstein, losses.hinge):
        assert loss.g_loss(d_fake).item() == pytest.approx(0.5)


@pytest.mark.parametrize("name", ["minimax", "non_saturating", "least_squares", "hinge"])
def test_losses_do_not_depend_on_the_batch_size(name: str) -> None:
    """The mean over a batch, never the sum."""
    loss = getattr(losses, name)
    d_real, d_fake = torch.tensor([0.3, -1.0]), torch.tensor([0.7, 0.1])
    once = loss.d_loss(d_real, d_fake), loss.g_loss(d_fake)
    twice = loss.d_loss(d_real.repeat(2), d_fake.repeat(2)), loss.g_loss(d_fake.repeat(2))
    torch.testing.assert_close(once, twice)


class Linear(nn.Module):
    """A critic x -> <w, x>, whose gradient is w everywhere. Keeps the last input."""

    def __init__(self, w: list[float]) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.tensor(w))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.x = x
        return x.flatten(1) @ self.w  # (N, 1, 2, 2) -> (N,)


REAL, FAKE = torch.ones(6, 1, 2, 2), torch.zeros(6, 1, 2, 2)


@pytest.mark.parametrize(
    ("w", "expected"),
    [([1.0, 0, 0, 0], 0.0), ([0.5] * 4, 0.0), ([1.0] * 4, 10.0), ([0.0, 3, 0, 0], 40.0)],
)
def test_penalty_of_a_linear_critic(w: list[float], expected: float) -> None:
    assert gradient_penalty(Linear(w), REAL, FAKE).item() == pytest.approx(expected, abs=1e-4)


def test_weight_of_the_penalty() -> None:
    assert gradient_penalty(Linear([1.0] * 4), REAL, FAKE, weight=3.0).item() == pytest.approx(3.0)


def test_gradient_of_the_penalty_reaches_d_alone() -> None:
    D, G = Linear([1.0] * 4), nn.Parameter(torch.zeros(()))
    gradient_penalty(D, REAL, FAKE + G).backward()
    # d/dw 10 (|w| - 1)^2 = 20 (|w| - 1) w / |w| with |w| = 2
    torch.testing.assert_close(D.w.grad, torch.full((4,), 10.0))
    assert G.grad is None


def test_penalty_is_taken_between_real_and_generated_one_factor_a_sample() -> None:
    D = Linear([1.0] * 4)
    torch.manual_seed(0)
    gradient_penalty(D, REAL, FAKE)
    mix = D.x.detach().flatten(1)  # (6, 4): the factor itself, since the ends are 1 and 0
    assert torch.equal(mix, mix[:, :1].expand_as(mix))
    assert len(mix[:, 0].unique()) == 6
    assert 0 <= mix.min() < mix.max() <= 1


def test_penalty_hands_labels_on() -> None:
    class Conditional(Linear):
        def forward(self, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
            return super().forward(x) * labels

    labels = torch.tensor([1.0, 1, 1, 2, 2, 2])  # gradients of norm 1 and of norm 2
    penalty = gradient_penalty(Conditional([0.5] * 4), REAL, FAKE, labels)
    assert penalty.item() == pytest.approx(5.0)


def test_penalty_names_shapes_that_differ() -> None:
    with pytest.raises(ValueError, match=r"\(6, 1, 2, 2\) and \(5, 1, 2, 2\)"):
        gradient_penalty(Linear([1.0] * 4), REAL, FAKE[:5])


def test_relativistic_by_hand() -> None:
    d_real, d_fake = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 2.0])
    softplus = [math.log(1 + math.exp(x)) for x in (-1, 2)]
    assert losses.relativistic.d_loss(d_real, d_fake).item() == pytest.approx(sum(softplus) / 2)
    softplus = [math.log(1 + math.exp(x)) for x in (1, -2)]
    assert losses.relativistic.g_loss(d_fake, d_real).item() == pytest.approx(sum(softplus) / 2)
    assert losses.relativistic.paired
    with pytest.raises(TypeError, match="d_real"):
        losses.relativistic.g_loss(d_fake)


def test_zero_centred_penalties_by_hand() -> None:
    """D(x) = x1^2 + 3 x2 has the squared slope 4 x1^2 + 9."""

    class D(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[:, 0] ** 2 + 3 * x[:, 1]

    x_real = torch.tensor([[1.0, 5.0], [2.0, 5.0]])  # 13 and 25: 19 on average
    x_fake = torch.tensor([[0.0, 1.0], [3.0, 1.0]])  # 9 and 45: 27 on average
    assert losses.r1_penalty(D(), x_real, x_fake).item() == pytest.approx(19 / 2)
    assert losses.r1_penalty(D(), x_real, x_fake, weight=4).item() == pytest.approx(4 * 19 / 2)
    both = losses.zero_centred_penalty(D(), x_real, x_fake, weight=4)
    assert both.item() == pytest.approx(4 * (19 + 27) / 2)


@pytest.mark.parametrize("penalty", [losses.r1_penalty, losses.zero_centred_penalty])
def test_zero_centred_penalties_reach_d_and_nothing_else(penalty) -> None:
    D = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    x_real = torch.randn(5, 2, requires_grad=True)
    penalty(D, x_real, torch.randn(5, 2)).backward()
    assert D[0].weight.grad.abs().sum() > 0
    assert x_real.grad is None


class Mixed(nn.Module):
    """A small critic with a bend, so that its slope depends on its weights and on the place."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        self.w = nn.Parameter(torch.randn(4, 5, generator=generator))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(x.flatten(1) @ self.w).sum(1)  # (N, 1, 2, 2) -> (N,)


def compile_works() -> bool:
    """Whether torch.compile can run here at all (not under every Python and system)."""
    try:
        torch.compile(Mixed(), backend="aot_eager")(REAL)
    except Exception:  # whatever it says: then there is nothing to test
        return False
    return True


def compiled_from_outside(D: nn.Module) -> nn.Module:
    return torch.compile(D, backend="aot_eager")


def compiled_in_place(D: nn.Module) -> nn.Module:
    D.compile(backend="aot_eager")
    return D


@pytest.mark.filterwarnings("ignore")  # torch's own, about its compiler
@pytest.mark.parametrize("compiled", [compiled_from_outside, compiled_in_place])
@pytest.mark.parametrize(
    "penalty", [gradient_penalty, losses.r1_penalty, losses.zero_centred_penalty]
)
def test_a_compiled_critic_is_differentiated_twice_all_the_same(compiled, penalty) -> None:
    if not compile_works():
        pytest.skip("torch.compile does not work here")
    torch._dynamo.reset()
    plain, fast = Mixed(), compiled(Mixed())
    fast(REAL).sum().backward()  # it is compiled now, and works as such
    fast.zero_grad()

    x = REAL.clone().requires_grad_(True)
    said = "does not require grad" if torch.__version__.startswith("2.6") else "double backward"
    with pytest.raises(RuntimeError, match=said):  # without the penalty's care
        (slope,) = torch.autograd.grad(fast(x).sum(), x, create_graph=True)
        slope.square().sum().backward()
    fast.zero_grad()

    for D in (plain, fast):
        torch.manual_seed(1)  # the same epsilon for both
        penalty(D, REAL, FAKE + 0.3).backward()
    weights, same_weights = next(plain.parameters()), next(fast.parameters())
    assert weights.grad.abs().sum() > 0
    torch.testing.assert_close(same_weights.grad, weights.grad)
    torch.testing.assert_close(fast(REAL), plain(REAL))  # and is compiled again afterwards


def test_epsilon_is_one_for_each_point_of_the_plane_too() -> None:
    """And it is drawn anew each time."""

    class Plane(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            self.x = x
            return x.sum(1)

    D, real, fake = Plane(), torch.ones(7, 2), torch.zeros(7, 2)
    mixes = []
    for _ in range(2):
        gradient_penalty(D, real, fake)
        mixes.append(D.x.detach())
    for mix in mixes:
        assert torch.equal(mix[:, 0], mix[:, 1])
        assert len(mix[:, 0].unique()) == 7
    assert not torch.equal(*mixes)


def test_each_slope_is_held_against_one_by_itself() -> None:
    """Slopes of 0 and 2 cost something, though their mean is 1."""

    class Two(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.tensor([0.0, 2.0]) * x[:, 0]

    x = torch.zeros(2, 1)
    assert gradient_penalty(Two(), x, x).item() == pytest.approx(10.0)
