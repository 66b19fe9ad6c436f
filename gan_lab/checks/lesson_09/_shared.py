"""What several checks of lesson 09 use: a random batch, and what every augmentation must keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gan_lab.checks._core import Trial, mistake
from gan_lab.checks._tools import expect_tensor

Change = Callable[[Tensor], Any]


def random_batch(t: Trial, n: int, height: int = 6, width: int = 8) -> Tensor:
    """Images (n, 3, height, width) in [-1, 1] of random pixels: no two of them are alike.

    They are no squares, so that a change along the wrong axis cannot hide.
    """
    return 2 * t.uniform(n, 3, height, width) - 1


def changed(change: Change, x: Tensor, name: str) -> Tensor:
    """change(x): a tensor of x's shape, and x itself left as it was."""
    before = x.detach().clone()
    try:
        y = change(x)
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        if "must match the size" in reason:
            mistake(
                "shapes_do_not_fit",
                f"Two tensors do not fit together ({reason}). The images are {tuple(x.shape)}; one "
                f"number for each image has the shape {(len(x), 1, 1, 1)}.",
            )
        if "ambiguous" in reason:
            mistake(
                "one_if_for_many",
                "`if` decides once, and your tensor holds an answer for each image: use "
                "`torch.where`, or go through the images in a loop.",
            )
        raise
    y = expect_tensor(y, x.shape, f"What `{name}` returns")
    if not torch.equal(x.detach(), before):
        mistake(
            "changes_input",
            f"`{name}` changes the images that were handed in. `+=`, `x[i] = ...` and methods "
            "that end in `_` work in place: make a new tensor.",
        )
    return y


def slope_at_images(change: Change, x: Tensor, name: str) -> Tensor:
    """How the sum of change(x) grows with each pixel of x, same shape as x."""
    x = x.detach().clone().requires_grad_(True)
    try:
        y = change(x)
    except RuntimeError as error:
        reason = str(error)
        if "requires grad" in reason and "numpy" in reason:
            _no_gradient(name)
        if "leaf Variable" in reason or "leaf variable" in reason:
            mistake(
                "changes_input",
                f"`{name}` changes the images that were handed in, and PyTorch refuses that "
                "while it records gradients. Work on a new tensor, such as `x.clone()`.",
            )
        raise
    if not isinstance(y, Tensor) or not y.requires_grad:
        _no_gradient(name)
    (slope,) = torch.autograd.grad(y.sum(), x, allow_unused=True)
    if slope is None or not bool(slope.any()):
        _no_gradient(name)
    return slope


def _no_gradient(name: str) -> None:
    mistake(
        "no_gradient",
        f"No gradient passes through `{name}` back to the images, and that is the way on which G "
        "learns. Use torch's own operations; no `detach`, `no_grad`, `.data` or NumPy.",
    )
