"""4.4: the first values of the weights, judged by their statistics."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.models import dcgan


@exercise(
    "4.4",
    answer="init_weights",
    reference=dcgan.init_weights,
    title="The first values of the weights",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_init_weights(init_weights: Any, t: Trial) -> None:
    width = 8 * t.integer(15, 20)
    up = nn.ConvTranspose2d(30, width, 4, bias=False)  # 57,600 numbers or more
    twin = nn.ConvTranspose2d(30, width, 4, bias=False)
    down = nn.Conv2d(30, width, 4)
    norms = [nn.BatchNorm2d(4 * width) for _ in range(3)]
    others = [nn.Linear(20, 30), nn.Embedding(20, 30), nn.GroupNorm(2, 8), nn.PReLU()]
    net = nn.Sequential(up, twin, nn.ReLU(), down, *norms, nn.LeakyReLU(0.2), nn.Tanh(), *others)
    with torch.no_grad():
        for norm in norms:
            norm.bias.fill_(0.5)
    before = [p.detach().clone() for p in net.parameters()]
    first = [copy.deepcopy(layer.state_dict()) for layer in others]
    parameters = list(net.parameters())
    _apply(init_weights, net)

    if [id(p) for p in net.parameters()] != [id(p) for p in parameters]:
        mistake(
            "new_tensors",
            "The layers hold new weights now, which an optimiser made earlier does not know. "
            "Change the old ones in place, as the functions of `nn.init` do.",
        )
    if not all(p.requires_grad for p in parameters):
        mistake("frozen", "Some weights cannot learn any more: leave `requires_grad` alone.")
    touched = {
        name: any(not torch.equal(a, b) for a, b in _changes(net, before, layers))
        for name, layers in (("up", [up, twin]), ("down", [down]), ("norm", norms))
    }
    if not any(touched.values()):
        mistake(
            "nothing_changed",
            "No weight changed. `net.apply(init_weights)` calls your function once for every "
            "layer; ask what the layer is with `isinstance`, and change its weight in place.",
        )
    if not touched["up"]:
        mistake(
            "transposed_left_out",
            "The transposed convolutions were left as they were, and G is made of them: "
            "nn.ConvTranspose2d is no nn.Conv2d, so name both.",
        )
    if not touched["down"]:
        mistake("convolutions_left_out", "nn.Conv2d was left as it was, and D is made of it.")
    if not touched["norm"]:
        mistake(
            "norms_left_out",
            "The BatchNorm layers were left as they were: their weights should become N(1, 0.02).",
        )
    for layer in (up, down):
        _expect_convolution(layer.weight.detach())
    scale = torch.cat([norm.weight.detach() for norm in norms])
    _expect_scale(scale)
    _expect_random(up.weight.detach(), twin.weight.detach())
    shift = torch.cat([norm.bias.detach() for norm in norms])
    if torch.all(shift == 0.5):
        mistake(
            "norm_bias",
            "BatchNorm's biases are left as they come. That is 0 in a new layer only: make them 0, "
            "`nn.init.zeros_(layer.bias)`.",
        )
    if not torch.all(shift == 0):
        mistake("norm_bias", "BatchNorm's bias should become 0: `nn.init.zeros_(layer.bias)`.")
    for other, states in zip(others, first, strict=True):
        if any(not torch.equal(v, states[k]) for k, v in other.state_dict().items()):
            mistake(
                "other_layers",
                f"The weights of a nn.{type(other).__name__} change too: the rule is for "
                "convolutions and BatchNorm2d alone. Ask which layer it is before you touch it.",
            )


def _apply(init_weights: Any, net: nn.Module) -> None:
    """net.apply(init_weights), with the commonest errors put into words."""
    try:
        net.apply(init_weights)
    except AttributeError as error:
        text = str(error)
        if "has no attribute 'weight'" in text:
            mistake(
                "layer_without_weight",
                f"`apply` also hands over layers that have no weight ({text}). Ask first what "
                "the layer is, with `isinstance`.",
            )
        if "NoneType" in text:
            mistake(
                "no_bias",
                "A convolution made with bias=False has None as its bias. Leave biases of "
                "convolutions alone, or ask `if layer.bias is not None` first.",
            )
        raise
    except TypeError as error:
        if "as parameter" not in str(error):
            raise
        mistake(
            "new_tensors",
            "A layer's weight is a parameter, and a plain tensor cannot take its place. Change "
            "the numbers in place, as the functions of `nn.init` do.",
        )
    except RuntimeError as error:
        if "leaf Variable" not in str(error):
            raise
        mistake(
            "tracks_gradients",
            "PyTorch refuses to change weights in place while it records gradients. The functions "
            "of `nn.init` switch that off themselves; else use `torch.no_grad()`.",
        )


def _changes(
    net: nn.Module, before: list[Tensor], layers: list[Any]
) -> list[tuple[Tensor, Tensor]]:
    """(weight now, weight before) of some layers."""
    wanted = {id(layer.weight) for layer in layers}
    pairs = zip(net.parameters(), before, strict=True)
    return [(p.detach(), b) for p, b in pairs if id(p) in wanted]


def _expect_convolution(w: Tensor) -> None:
    mean, std = float(w.mean()), float(w.std())
    says = f"A convolution's weights have mean {mean:.3f} and deviation {std:.3f}."
    if abs(mean - 1) < 0.01:
        mistake("norm_like", f"{says} That is for BatchNorm; convolutions start around 0.")
    if abs(mean - 0.02) < 0.015 and std > 0.9:
        mistake(
            "mean_and_deviation_swapped",
            f"{says} `nn.init.normal_(weight, mean, std)`: the mean comes first.",
        )
    if std < 1e-6:
        mistake("all_equal", f"{says} They are all the same number: let chance choose them.")
    if abs(std - 0.02**0.5) < 0.005 or abs(std - 0.0004) < 0.0001:
        mistake(
            "variance",
            f"{says} 0.02 is the deviation itself: neither its square nor its root.",
        )
    if abs(mean) > max(0.002, 5 * std / w.numel() ** 0.5):  # beyond chance
        mistake("wrong_mean", f"{says} The mean should be 0.")
    if float((w / std).pow(4).mean()) < 2:  # 3 for normal numbers, 1.8 for uniform ones
        mistake("not_normal", f"{says} But they are spread evenly, not normal: see `nn.init`.")
    if not 0.017 < std < 0.0215:
        mistake("wrong_deviation", f"{says} The deviation should be 0.02.")


def _expect_scale(w: Tensor) -> None:
    mean, std = float(w.mean()), float(w.std())
    says = f"BatchNorm's weights have mean {mean:.3f} and deviation {std:.3f}."
    if abs(mean) < 0.1:
        mistake(
            "norm_scale_0",
            f"{says} They multiply what passes through: around 0 they switch the network off. "
            "They start around 1.",
        )
    if not 0.015 < std < 0.026 or abs(mean - 1) > 0.01:
        mistake("norm_scale", f"{says} They should be N(1, 0.02): mean 1, deviation 0.02.")


def _expect_random(one: Tensor, other: Tensor) -> None:
    if torch.equal(one, other):
        mistake(
            "same_numbers",
            "Two layers got the same numbers: set no seed inside your function.",
        )
