"""GAN losses as pairs of plain functions, on logits, each named as its paper names it.

A loss is two functions: what D minimises and what G minimises. `d_real` and `d_fake` are D's
outputs, shape (N,): logits, but in `least_squares`, which takes them as they are (in lesson 01
they come out of a sigmoid), and in `wasserstein` and `hinge`, whose D gives scores. Each function
returns the mean over the batch, a scalar.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class GANLoss(NamedTuple):
    """Two functions, and whether the second one looks at real data too.

    d_loss: (d_real, d_fake) -> scalar that D minimises
    g_loss: (d_fake) -> scalar that G minimises; (d_fake, d_real) where the loss is paired
    paired: g_loss compares with real data (relativistic losses)
    """

    d_loss: Callable[[Tensor, Tensor], Tensor]
    g_loss: Callable[..., Tensor]
    paired: bool = False


def bce_d_loss(d_real: Tensor, d_fake: Tensor) -> Tensor:
    """-log D(x) - log(1 - D(G(z))), from logits: 2 log 2 = 1.386 when D cannot decide.

    softplus(-l) is -log sigmoid(l): no logarithm of a rounded zero, whatever the logit.
    """
    return F.softplus(-d_real).mean() + F.softplus(d_fake).mean()


def minimax_g_loss(d_fake: Tensor) -> Tensor:
    """log(1 - D(G(z))): the minimax game as written, whose gradient vanishes when D is sure."""
    return -F.softplus(d_fake).mean()


def non_saturating_g_loss(d_fake: Tensor) -> Tensor:
    """-log D(G(z)): the same fixed point, with a strong gradient where G is bad."""
    return F.softplus(-d_fake).mean()


# Goodfellow et al., "Generative Adversarial Nets", 2014, section 3.
minimax = GANLoss(bce_d_loss, minimax_g_loss)
non_saturating = GANLoss(bce_d_loss, non_saturating_g_loss)


def with_real_label(real_label: float) -> GANLoss:
    """The non-saturating loss with one-sided label smoothing (Salimans et al., 2016).

    D is told `real_label`, not 1, for real data. It can never be fully sure, so G keeps getting
    gradients. Price: D's equilibrium moves from 1/2 to real_label / 2 (0.45 for 0.9).
    """

    def d_loss(d_real: Tensor, d_fake: Tensor) -> Tensor:
        target = torch.full_like(d_real, real_label)
        return F.binary_cross_entropy_with_logits(d_real, target) + F.softplus(d_fake).mean()

    return GANLoss(d_loss, non_saturating_g_loss)


def _least_squares_d(d_real: Tensor, d_fake: Tensor) -> Tensor:
    return _to_label(d_real, 1.0) + _to_label(d_fake, 0.0)


def _least_squares_g(d_fake: Tensor) -> Tensor:
    return _to_label(d_fake, 1.0)


def _to_label(d: Tensor, label: float) -> Tensor:
    return F.mse_loss(d, torch.full_like(d, label))  # one operation, and one backwards


# Mao et al., "Least Squares Generative Adversarial Networks", 2017 (a = 0, b = c = 1, without
# the factor 1/2): mean squared error to the labels 1 for real and 0 for generated.
least_squares = GANLoss(_least_squares_d, _least_squares_g)


def _wasserstein_d(d_real: Tensor, d_fake: Tensor) -> Tensor:
    return d_fake.mean() - d_real.mean()


def _wasserstein_g(d_fake: Tensor) -> Tensor:
    return -d_fake.mean()


# Arjovsky et al., "Wasserstein GAN", 2017. Needs a 1-Lipschitz critic: see gradient_penalty.
wasserstein = GANLoss(_wasserstein_d, _wasserstein_g)


def _hinge_d(d_real: Tensor, d_fake: Tensor) -> Tensor:
    return F.relu(1 - d_real).mean() + F.relu(1 + d_fake).mean()


# Lim and Ye, "Geometric GAN", 2017; Miyato et al., "Spectral Normalization", 2018.
hinge = GANLoss(_hinge_d, _wasserstein_g)


def _relativistic_d(d_real: Tensor, d_fake: Tensor) -> Tensor:
    return F.softplus(d_fake - d_real).mean()


def _relativistic_g(d_fake: Tensor, d_real: Tensor) -> Tensor:
    return F.softplus(d_real - d_fake).mean()


# Jolicoeur-Martineau, "The relativistic discriminator", 2019; with zero_centred_penalty it is the
# loss of R3GAN (Huang et al., 2024). Each generated sample is compared with a real one, so a
# generator that forgets a mode is seen: real samples there win every comparison.
relativistic = GANLoss(_relativistic_d, _relativistic_g, paired=True)


def gradient_penalty(
    D: nn.Module, x_real: Tensor, x_fake: Tensor, *cond: Tensor, weight: float = 10.0
) -> Tensor:
    """weight * mean((|dD/dx| - 1)^2) between real and generated (Gulrajani et al., 2017).

    Args:
        D: the critic. Without BatchNorm: the penalty is defined sample by sample.
        x_real, x_fake: (N, ...), of one shape. One mixing factor per sample is drawn.
        cond: further inputs of D, such as labels (N,).

    Returns:
        A scalar whose gradient reaches D's weights.
    """
    if x_real.shape != x_fake.shape:
        raise ValueError(
            f"x_real and x_fake must have one shape, got {tuple(x_real.shape)} "
            f"and {tuple(x_fake.shape)}"
        )
    shape = (len(x_real),) + (1,) * (x_real.dim() - 1)  # (N, 1, 1, ...): one factor per sample
    epsilon = torch.rand(shape, device=x_real.device)
    x_mix = (epsilon * x_real + (1 - epsilon) * x_fake).detach().requires_grad_(True)
    norm = _slope(D, x_mix, *cond).flatten(1).norm(dim=1)  # (N, ...) -> (N,)
    return weight * (norm - 1).square().mean()


def r1_penalty(
    D: nn.Module, x_real: Tensor, x_fake: Tensor, *cond: Tensor, weight: float = 1.0
) -> Tensor:
    """weight / 2 * mean(|dD/dx|^2) at real data: R1 of Mescheder et al. (2018).

    Where the data are, D may not be steep, so near the goal it stops pushing G around.

    Args:
        x_real: (N, ...). x_fake: not looked at; all penalties take the same arguments.
    """
    return weight / 2 * _steepness(D, x_real, *cond).mean()


def zero_centred_penalty(
    D: nn.Module, x_real: Tensor, x_fake: Tensor, *cond: Tensor, weight: float = 1.0
) -> Tensor:
    """R1 + R2: weight / 2 * mean(|dD/dx|^2) at real and, added, at generated data.

    Mescheder et al. (2018); the pair of penalties of R3GAN (Huang et al., 2024).

    Args:
        D: without BatchNorm or minibatch statistics; both batches pass through it as one.
        x_real, x_fake: (N, ...).
    """
    both = (torch.cat([part, part]) for part in cond)
    # one pass of D over both: small networks spend most of a pass on its overhead
    steepness = _steepness(D, torch.cat([x_real, x_fake]), *both)
    return weight / 2 * (steepness[: len(x_real)].mean() + steepness[len(x_real) :].mean())


def _steepness(D: nn.Module, x: Tensor, *cond: Tensor) -> Tensor:
    """|dD/dx|^2 at each of the samples x (N, ...), (N,)."""
    slope = _slope(D, x.detach().requires_grad_(True), *cond)
    return slope.flatten(1).square().sum(dim=1)


def _slope(D: nn.Module, x: Tensor, *cond: Tensor) -> Tensor:
    """dD/dx of each sample, of the shape of x, itself differentiable by D's weights.

    A compiled D is run uncompiled here: torch.compile cannot be differentiated twice.
    """
    with _uncompiled():
        # create_graph: the penalty is differentiated once more, by D's weights
        (slope,) = torch.autograd.grad(D(x, *cond).sum(), x, create_graph=True)
    return slope


def _uncompiled() -> contextlib.AbstractContextManager[object]:
    """Within the block nothing runs compiled.

    Where torch's compiler was never imported nothing is compiled, and asking for it would import
    it: seconds for nothing.
    """
    if "torch._dynamo" not in sys.modules:
        return contextlib.nullcontext()
    return torch.compiler.set_stance("force_eager")
