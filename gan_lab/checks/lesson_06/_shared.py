"""What several checks of lesson 06 use: small networks with slopes, and known wrong values."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, mistake
from gan_lab.checks._tools import close


class Known(NamedTuple):
    """A mistake that is recognised by the value it gives."""

    name: str
    value: Tensor
    hint: str


def name_mistake(found: Tensor, known: Iterable[Known], tolerance: float = 1e-4) -> None:
    """End the check with the first known mistake that gives what was found."""
    for wrong in known:
        if wrong.value.shape == found.shape and close(found, wrong.value, tolerance):
            mistake(wrong.name, wrong.hint)


def random_net(t: Trial, sizes: Sequence[int]) -> nn.Sequential:
    """Linear layers with tanh between, weights from the trial: smooth, curved everywhere."""
    layers: list[nn.Module] = []
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.Tanh()]
    net = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(1.5 * t.normal(*p.shape) / p.shape[-1] ** 0.5)
    return net


def small_discriminator(t: Trial, n_inputs: int = 2) -> nn.Sequential:
    """(N, ...) with n_inputs numbers a sample -> logits (N,)."""
    return nn.Sequential(nn.Flatten(), *random_net(t, (n_inputs, 7, 5, 1)), nn.Flatten(0))


def slope(value: Tensor, net: nn.Module) -> Tensor:
    """The gradient of `value` at all weights of `net` as one vector, the graph kept."""
    parameters = list(net.parameters())
    if not value.requires_grad:
        return torch.zeros(sum(p.numel() for p in parameters))
    parts = torch.autograd.grad(value, parameters, retain_graph=True, allow_unused=True)
    pairs = zip(parts, parameters, strict=True)
    return torch.cat([(torch.zeros_like(p) if g is None else g).flatten() for g, p in pairs])
