"""What a network is made of: a line a layer, with its output's shape and its parameters."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


def count_parameters(net: nn.Module) -> int:
    """How many numbers `net` can learn."""
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


@torch.no_grad()
def layers(net: nn.Module, example: Tensor) -> list[tuple[str, tuple[int, ...], int]]:
    """Each layer of `net`: its name, the shape that it gives (batch left out), its parameters.

    A copy of the network runs once on `example`, in evaluation mode; `net` stays as it is.

    Args:
        example: an input of the network, (N, nz) or (N, C, H, W), on its device.
    """
    found: list[tuple[str, tuple[int, ...], int]] = []

    def note(layer: nn.Module, _: object, output: Tensor) -> None:
        found.append((type(layer).__name__, tuple(output.shape[1:]), count_parameters(layer)))

    twin = copy.deepcopy(net).eval()
    for module in twin.modules():
        if not list(module.children()):
            module.register_forward_hook(note)
    twin(example)
    return found


def layer_table(net: nn.Module, example: Tensor) -> str:
    """`layers` as a text with a header and, in the last line, the sum of all parameters."""
    rows = [
        (name, " x ".join(map(str, shape)) or "1", f"{parameters:,}" if parameters else "")
        for name, shape, parameters in layers(net, example)
    ]
    start = " x ".join(map(str, example.shape[1:]))
    rows = [("layer", "gives", "parameters"), ("(input)", start, ""), *rows]
    rows.append((f"all of {type(net).__name__}", "", f"{count_parameters(net):,}"))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {gives:>{widths[1]}}  {count:>{widths[2]}}".rstrip()
        for name, gives, count in rows
    )
