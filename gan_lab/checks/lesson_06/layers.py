"""6.4 and 6.5: a layer that sees the whole batch, and spectral norm in every layer."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_ready_to_train, expect_tensor


class MinibatchStd(nn.Module):
    """Features (N, C) -> (N, C + 1): the last column is the batch's mean standard deviation."""

    def forward(self, h: Tensor) -> Tensor:
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


@exercise(
    "6.4",
    answer="MinibatchStd",
    reference=MinibatchStd,
    title="A look at the whole batch",
    points=2,
    minutes=8,
    difficulty=2,
)
def check_minibatch_std(MinibatchStd: Any, t: Trial) -> None:
    if isinstance(MinibatchStd, nn.Module):
        mistake("not_a_class", "This is one finished layer: the class is wanted, without brackets.")
    layer = MinibatchStd()
    if not isinstance(layer, nn.Module):
        mistake("not_a_module", "`MinibatchStd` should be a class that inherits from nn.Module.")
    for shift in (0.0, 5.0):  # the mean must not matter
        h = _features(t, shift).requires_grad_(True)
        n, c = h.shape
        kept = h.detach().clone()
        out = _widened(_call(layer, h), n, c)
        if not torch.equal(h.detach(), kept):
            mistake("changes_input", "The layer changes its input in place: make a new tensor.")
        if not torch.equal(out[:, :c], h):
            mistake(
                "features_changed",
                "The first columns should be the features as they came in: the new number is put "
                "behind them, with `torch.cat([h, ...], dim=1)`.",
            )
        _judge_column(out[:, c], h.detach())
        layer.eval()
        if not close(layer(h), out):
            mistake(
                "eval_differs",
                "In evaluation mode your layer gives another number. It has nothing to switch "
                "off: leave `self.training` out.",
            )
        layer.train()
        through: Tensor | None = None
        if out.requires_grad:
            passed_on = out[:, :c].sum()
            (through,) = torch.autograd.grad(passed_on, h, retain_graph=True, allow_unused=True)
        if through is None or not close(through, torch.ones_like(h)):
            mistake(
                "features_cut",
                "No gradient passes through the layer to the features that it hands on: whatever "
                "stands in front of it could not learn. Leave `detach` and `no_grad` out.",
            )
        (slope,) = torch.autograd.grad(out[:, c].sum(), h, allow_unused=True)
        if slope is None or not bool(slope.any()):
            mistake(
                "no_gradient",
                "No gradient flows from the new column back to the features, so G would never "
                "learn to spread out. Take `detach`, `no_grad` and `.item()` out.",
            )
    _collapsed(layer, t)
    _expect_any_device(layer, h.detach())


def _expect_any_device(layer: nn.Module, h: Tensor) -> None:
    """On a GPU the new column lies where the features do; "meta" stands in for one."""
    try:
        layer(h.to("meta"))
    except RuntimeError as error:
        if "expected device" in str(error):
            mistake(
                "other_device",
                "On a GPU your layer would stop: it makes a tensor on the CPU, and the features "
                "lie elsewhere. Make it of `h` itself, such as `spread.expand(len(h), 1)`.",
            )


def _features(t: Trial, shift: float) -> Tensor:
    """Random features (N, C) for which each known mistake gives a number of its own."""
    for _ in range(100):
        n, c = t.integer(6, 12), t.integer(3, 8)
        h = (0.5 + t.uniform(c)) * t.normal(n, c) + shift * t.normal(c)
        corrections = (0, 1)  # N or N - 1
        kinds = [
            [h.std(0, correction=k).mean() for k in corrections],
            [h.std(0, correction=k).sum() for k in corrections],
            [h.var(0, correction=k).mean() for k in corrections],
            [h.std(1, correction=k).mean() for k in corrections],
            [h.std(correction=k) for k in corrections],
        ]
        pairs = itertools.combinations(kinds, 2)
        if all(abs(x - y) > 0.01 * (1 + y) for one, two in pairs for x in one for y in two):
            break
    return h


def _call(layer: nn.Module, h: Tensor) -> Any:
    """layer(h), with the commonest errors put into words."""
    try:
        return layer(h)
    except RuntimeError as error:
        causes = (
            "Tensors must have same number",
            "Sizes of tensors",
            "zero-dimensional tensor",
            "stack expects",
        )
        if "expanded size" in str(error):
            mistake(
                "one_number_a_feature",
                "You have one number for each feature, and the new column has a single one: take "
                "their mean first.",
            )
        if any(cause in str(error) for cause in causes):
            mistake(
                "column_shape",
                "`torch.cat` could not join the two: beside h (N, C) stands a column (N, 1). "
                "`spread.expand(len(h), 1)` makes one of a single number.",
            )
        raise


def _widened(out: Any, n: int, c: int) -> Tensor:
    if isinstance(out, Tensor) and out.shape == (n, 2 * c):
        mistake(
            "one_number_a_feature",
            "You append one number for each feature: take their mean, so that one is left.",
        )
    if isinstance(out, Tensor) and out.shape == (n + 1, c):
        mistake("wrong_dimension", "The number is put under the features: `dim=1` puts it beside.")
    if isinstance(out, Tensor) and out.shape in ((), (1,), (n, 1), (n,)):
        mistake("features_lost", "Only the new number comes back: D needs the features too.")
    return expect_tensor(out, (n, c + 1), "What the layer gives")


def _judge_column(column: Tensor, h: Tensor) -> None:
    column = column.detach()
    for unbiased in (False, True):
        wanted = h.std(dim=0, unbiased=unbiased).mean()
        if close(column, wanted.expand_as(column), 3e-3):
            return
    if close(column, h.std(dim=1, unbiased=False), 3e-3) or close(column, h.std(dim=1), 3e-3):
        mistake(
            "within_a_sample",
            "You take the deviation of each sample's own features. The layer compares the samples "
            "with each other: deviation over the batch, `dim=0`.",
        )
    if bool((column != column[0]).any()):
        mistake(
            "column_differs",
            "The new column differs from sample to sample: it is one number for the whole batch, "
            "the same in each row.",
        )
    for unbiased in (False, True):
        if close(column, h.var(dim=0, unbiased=unbiased).mean().expand_as(column), 3e-3):
            mistake("variance", "This is the mean variance: take the root, then the mean.")
        if close(column, h.std(unbiased=unbiased).expand_as(column), 3e-3):
            mistake(
                "over_everything",
                "You take one deviation over all numbers, so that features with different means "
                "look like a spread. Deviation over the batch for each feature (`dim=0`), then the "
                "mean.",
            )
        if close(column, h.std(dim=1, unbiased=unbiased).mean().expand_as(column), 3e-3):
            mistake(
                "within_a_sample",
                "You take the deviation within each sample, then the mean. The layer compares the "
                "samples with each other: `dim=0`.",
            )
        if close(column, h.std(dim=0, unbiased=unbiased).sum().expand_as(column), 3e-3):
            mistake("sum_not_mean", "You add up the features' deviations: take their mean.")
    if close(column, h.mean().expand_as(column), 3e-3):
        mistake("mean_not_std", "This is the mean of the features: it says nothing of a spread.")
    wanted = h.std(dim=0, unbiased=False).mean()
    mistake(
        "wrong_number",
        f"The new column says {float(column[0]):.3f}, expected {float(wanted):.3f}: the deviation "
        "of each feature over the batch, then the mean over the features.",
    )


def _collapsed(layer: nn.Module, t: Trial) -> None:
    """A batch of copies, the case that the layer is made for, and a batch of one."""
    one = (4 * t.normal(1, 4)).round()  # whole numbers: the mean of copies is exact
    for n, what in ((6, "copies of one sample"), (1, "a batch of one")):
        copies = one.repeat(n, 1).requires_grad_(True)
        out = layer(copies)
        if not bool(torch.isfinite(out).all()):
            mistake(
                "batch_of_one",
                f"For {what} the new column is no number (nan): `std` divides by N - 1. "
                "`unbiased=False` divides by N.",
            )
        if not bool((out[:, -1].abs() < 0.02).all()):
            mistake("copies_not_zero", f"For {what} the new number should be 0.")
        (slope,) = torch.autograd.grad(out.square().sum() + out[:, -1].sum(), copies)
        if not bool(torch.isfinite(slope).all()):
            mistake(
                "nan_gradient",
                f"For {what} the gradient is no number (nan): a root has no slope at 0, and "
                "dividing by N - 1 none for N = 1. Add a small number under the root, such as "
                "1e-8, or use `h.std(dim=0, unbiased=False)`.",
            )


def add_spectral_norm(D: nn.Module) -> nn.Module:
    """Spectral norm (Miyato et al., 2018) on each Linear and Conv2d layer of D, however deep."""
    for layer in list(D.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.utils.parametrizations.spectral_norm(layer)
    return D


class _Block(nn.Module):
    """A part of a network inside the network: what a walk over its children alone misses."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(n, n), nn.LeakyReLU(0.2))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(x)


@exercise(
    "6.5",
    answer="add_spectral_norm",
    reference=add_spectral_norm,
    title="Spectral norm in every layer",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_add_spectral_norm(add_spectral_norm: Any, t: Trial) -> None:
    D = nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(4 * 16, 6),
        nn.LayerNorm(6),
        _Block(6),
        nn.Linear(6, 1),
        nn.Flatten(0),
    )
    with torch.no_grad():
        for p in D.parameters():
            p.copy_(3 * p + 0.5 * t.normal(*p.shape))
            if p.dim() > 1:  # no layer is right by chance
                p.mul_(3 / torch.linalg.matrix_norm(p.flatten(1), 2))
    n_before = sum(p.numel() for p in D.parameters())
    others = _others(D)
    try:
        result = add_spectral_norm(D)
    except (ValueError, KeyError) as error:
        if "weight" not in str(error):
            raise
        mistake(
            "other_layers",
            "Spectral norm was asked for of a part of D that has no weight, such as an activation "
            "or a whole block. Only Linear and Conv2d layers get it: `isinstance` tells them.",
        )
    if result is None:
        mistake("returns_nothing", "Nothing comes back: `return D` at the end.")
    if not isinstance(result, nn.Module):
        mistake("not_a_network", f"A {type(result).__name__} comes back: return the network D.")
    expect_ready_to_train(result)
    x = t.normal(5, 1, 6, 6)
    _settle(result, x)
    _judge_layers(result)
    n_after = sum(p.numel() for p in result.parameters())
    if n_after != n_before:
        mistake("other_network", "The network that comes back has other weights than D.")
    for (name, then), (_, now) in zip(others, _others(result), strict=False):
        if not torch.equal(then, now):
            mistake(
                "other_layers",
                f"{name} has changed. Spectral norm belongs on the weight of each Linear and "
                "Conv2d layer, and on nothing else: ask for `isinstance(layer, (nn.Linear, "
                "nn.Conv2d))`.",
            )
    if result is not D:
        mistake(
            "a_copy",
            "What comes back is a copy, and D is as it was: whoever trains D trains it without "
            "spectral norm. Change D's own layers, and return D.",
        )
    if any(_times_parametrized(layer) > 1 for _, layer in _layers(D)):
        mistake(
            "normalised_twice",
            "A layer has spectral norm twice, which only takes time: one walk through "
            "`D.modules()` is enough.",
        )
    optimizer = torch.optim.SGD(result.parameters(), 5.0)
    result(x).square().mean().backward()
    optimizer.step()
    _settle(result, x)
    if any(_norm(layer) > 1.15 for _, layer in _layers(result)):
        mistake(
            "only_once",
            "After one step of the optimiser the layers are steep again: the weights were divided "
            "only once. `nn.utils.parametrizations.spectral_norm(layer)` does it at each use.",
        )


@torch.no_grad()
def _settle(net: nn.Module, x: Tensor) -> None:
    """Let the power iterations find the largest singular values."""
    for _ in range(30):
        net(x)


def _layers(net: nn.Module) -> list[tuple[str, nn.Module]]:
    return [(n, m) for n, m in net.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)]


@torch.no_grad()
def _others(net: nn.Module) -> list[tuple[str, Tensor]]:
    """What spectral norm must leave alone: biases, and the weight of a LayerNorm; copied."""
    norms = [m for m in net.modules() if isinstance(m, nn.LayerNorm)]
    all_layers = [*norms, *(layer for _, layer in _layers(net))]
    found: list[tuple[str, Tensor]] = [("The weight of a LayerNorm", n.weight) for n in norms]
    found += [("A bias", layer.bias) for layer in all_layers if isinstance(layer.bias, Tensor)]
    return [(name, tensor.detach().clone()) for name, tensor in found]


@torch.no_grad()
def _norm(layer: nn.Module) -> float:
    weight = layer.weight
    assert isinstance(weight, Tensor)
    return float(torch.linalg.matrix_norm(weight.flatten(1), 2))


def _times_parametrized(layer: nn.Module) -> int:
    if not is_parametrized(layer, "weight"):
        return 0
    return len(layer.parametrizations["weight"])  # type: ignore[index]


def _judge_layers(net: nn.Module) -> None:
    found = _layers(net)
    if not found:
        mistake("layers_gone", "No Linear or Conv2d layer is left in the network.")
    steep = {name: layer for name, layer in found if not 0.85 < _norm(layer) < 1.15}
    if not steep:
        return
    numbers = ", ".join(f"{_norm(layer):.2f}" for _, layer in found)
    says = f"The largest singular values are now {numbers}, each should be 1."
    rows = [layer.weight.flatten(1).norm(dim=1) for layer in steep.values()]  # type: ignore[operator]
    if all(close(r, torch.ones_like(r), 1e-2) for r in rows):
        mistake("weight_norm", f"{says} You normalise each row: that is weight norm.")
    if len(steep) == len(found):
        mistake("not_normalised", f"{says} Nothing was normalised as it should be.")
    if all(isinstance(layer, nn.Conv2d) for layer in steep.values()):
        mistake("misses_conv", f"{says} Conv2d layers have weights too.")
    if all(isinstance(layer, nn.Linear) for layer in steep.values()) and len(steep) == 3:
        mistake("misses_linear", f"{says} Linear layers were left out.")
    if all("." in name for name in steep):
        mistake(
            "misses_inner",
            f"{says} You look at the outermost layers only: one that lies inside a block was "
            "missed. `D.modules()` walks through all of them, `D.children()` does not.",
        )
    mistake("misses_layers", f"{says} Some layers were left out.")
