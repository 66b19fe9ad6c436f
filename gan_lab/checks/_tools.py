"""What checks share: is the result a tensor of the right kind, and what did an update move?

`what` names the thing in a hint, such as "`D(x)`" or "what your function returns".
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import mistake


def expect_tensor(
    value: Any,
    shape: Sequence[int],
    what: str,
    dtype: torch.dtype | None = torch.float32,
) -> Tensor:
    """`value` as a finite tensor of this shape and dtype (None: any), else the fitting mistake."""
    wanted = tuple(shape)
    if value is None:
        mistake("returns_nothing", f"{what} is None: is there a `return` at the end?")
    if not isinstance(value, Tensor):
        mistake(
            "not_a_tensor",
            f"{what} should be one torch tensor of shape {wanted}, "
            f"but it is a {type(value).__name__}.",
        )
    found = tuple(value.shape)
    if found != wanted:
        _explain_shape(found, wanted, what)
    if dtype is not None and value.dtype != dtype:
        mistake("wrong_dtype", f"{what} should be {dtype}, but it is {value.dtype}.")
    if not torch.isfinite(value).all():
        mistake("not_finite", f"{what} holds numbers that are infinite or no numbers (nan).")
    return value


def _explain_shape(found: tuple[int, ...], wanted: tuple[int, ...], what: str) -> None:
    says = f"{what} has shape {found}, expected {wanted}."
    if wanted == (1,) and found == ():
        mistake(
            "bare_squeeze",
            f"{says} A batch of one lost its batch dimension: `squeeze()` removes every "
            "dimension of size 1. Tell it which one you mean.",
        )
    if found == (*wanted, 1):
        mistake("extra_dimension", f"{says} One dimension of size 1 is left at the end.")
    if wanted and len(found) == len(wanted) and found[1:] == wanted[1:]:
        mistake(
            "fixed_batch_size",
            f"{says} The number of rows must follow from the input: any batch size is allowed.",
        )
    if wanted and found == ():
        mistake("one_number", f"{says} It is one number for the whole batch, not one a sample.")
    mistake("wrong_shape", says)


def expect_two(value: Any, both: str) -> tuple[Any, Any]:
    """The two things in `value`, whatever `first, second = value` can take apart."""
    if value is None:
        mistake("returns_nothing", f"Nothing comes back: {both}.")
    try:
        first, second = value
    except (TypeError, ValueError):
        mistake("not_two", f"Two things are wanted: {both}.")
    return first, second


def expect_number(value: Any, what: str) -> float:
    """`value`, a Python number or a tensor with one element, as a finite float."""
    if value is None:
        mistake("returns_nothing", f"{what} is None: is there a `return` at the end?")
    if isinstance(value, str | bytes):
        mistake("text", f"{what} is the text {value!r}: return the number itself.")
    if isinstance(value, Tensor) and value.numel() != 1:
        mistake(
            "not_a_number",
            f"{what} should be one number, but it has shape {tuple(value.shape)}.",
        )
    try:
        number = float(value.detach() if isinstance(value, Tensor) else value)
    except (TypeError, ValueError):
        mistake("not_a_number", f"{what} should be one number, but it is a {type(value).__name__}.")
    if not abs(number) < float("inf"):  # nan fails this too
        mistake("not_finite", f"{what} is {number}.")
    return number


def expect_default(function: Callable[..., Any], name: str, default: object) -> None:
    """The argument `name` of `function` may be left out, and is `default` then."""
    try:
        parameter = inspect.signature(function).parameters.get(name)
    except (TypeError, ValueError):  # some builtins do not tell
        return
    # None may stand for a default that the function fills in itself
    if parameter is not None and parameter.default not in (default, None):
        mistake(
            "wrong_default",
            f"Who leaves out `{name}` should get {default}: write `{name}={default}` where your "
            "function names its arguments.",
        )


def build_net(make: Callable[..., Any], *args: Any, **kwargs: Any) -> nn.Module:
    """The network `make(*args, **kwargs)`, ready to be called, else the fitting mistake."""
    if isinstance(make, nn.Module):
        mistake(
            "not_a_class",
            f"This is one finished {type(make).__name__}; what makes such a network is wanted: "
            "the name without brackets.",
        )
    name = getattr(make, "__name__", "it")
    try:
        inspect.signature(make).bind(*args, **kwargs)
    except (TypeError, ValueError) as error:  # ValueError: a method without self
        given = ", ".join([*map(str, args), *(f"{k}={v}" for k, v in kwargs.items())])
        mistake("wrong_arguments", f"`{name}({given})` must give a network, but: {error}.")
    try:
        net = make(*args, **kwargs)
    except AttributeError as error:
        if "before Module.__init__" not in str(error):
            raise
        mistake(
            "no_super_init",
            f"`{name}` stores a layer before nn.Module is ready: begin `__init__` with "
            "`super().__init__()`.",
        )
    if not isinstance(net, nn.Module):
        mistake(
            "not_a_module",
            f"`{name}()` should give an nn.Module, but it gives a {type(net).__name__}.",
        )
    if type(net).forward is nn.Module.forward:
        mistake("no_forward", f"`{name}` has no method `forward`: look at how its name is spelt.")
    if (parameters := list(net.parameters())) and not any(p.requires_grad for p in parameters):
        mistake(
            "frozen",
            f"The weights of `{name}` cannot be trained: leave their `requires_grad` switched on.",
        )
    if not parameters:
        mistake(
            "no_parameters",
            f"`{name}()` has no weights to train: are the layers stored as `self.something` in "
            "`__init__`?",
        )
    return net


def expect_gradients(net: nn.Module, x: Tensor, what: str) -> None:
    """A backward pass from net(x) reaches the weights of `net` and each column of x (N, n)."""
    x = x.detach().clone().requires_grad_()
    with torch.enable_grad():
        y = net(x)
    inputs = [x, *net.parameters()]
    gradients: Sequence[Tensor | None] = [None] * len(inputs)
    if y.requires_grad:
        gradients = torch.autograd.grad(y.square().sum(), inputs, allow_unused=True)
    at_x, *at_weights = gradients
    if not any(g is not None and g.any() for g in at_weights):
        mistake(
            "no_gradient",
            f"{what} cannot be trained: no gradient comes back from its output to its weights. "
            "Something in `forward` cuts it off.",
        )
    if at_x is None or not at_x.any():
        mistake(
            "no_gradient",
            f"No gradient passes through {what} back to its input. Whoever made that input could "
            "never learn from it.",
        )
    if not at_x.any(0).all():
        mistake("ignores_input", f"{what} does not use all {x.shape[1]} numbers of its input.")


def expect_fresh_weights(make: Callable[..., nn.Module]) -> None:
    """Two networks that `make()` gives have weights of their own, drawn anew."""
    first, second = list(make().parameters()), list(make().parameters())
    if {id(p) for p in first} & {id(p) for p in second}:
        mistake(
            "shared_weights",
            "Two networks share their weights, so training one trains the other: make the layers "
            "inside `__init__`.",
        )
    if all(torch.equal(p, q) for p, q in zip(first, second, strict=True)):
        mistake(
            "same_start",
            "Each new network starts with the same weights: let chance choose them, and set no "
            "seed inside.",
        )


def expect_ready_to_train(*nets: nn.Module) -> None:
    """What was called left its networks in training mode, with all weights trainable."""
    if not all(p.requires_grad for net in nets for p in net.parameters()):
        mistake(
            "left_frozen",
            "After your function some weights can no longer be trained: switch their gradients "
            "(`requires_grad_`) on again.",
        )
    if not all(m.training for net in nets for m in net.modules()):
        mistake(
            "left_in_eval",
            "Your function leaves a network in evaluation mode: layers such as dropout would be "
            "off from then on. Call `train()` on it again, or leave its mode alone.",
        )


def close(found: Tensor, expected: Tensor, tolerance: float = 1e-4) -> bool:
    """Whether two tensors of one shape agree, but for rounding."""
    return torch.allclose(found.detach(), expected.detach(), rtol=tolerance, atol=tolerance)


def weights(net: nn.Module) -> list[Tensor]:
    """A copy of all weights of `net`, to compare with later."""
    return [p.detach().clone() for p in net.parameters()]


def moved(net: nn.Module, before: Sequence[Tensor]) -> bool:
    """Whether any weight of `net` differs from `before`."""
    return any(not torch.equal(p, b) for p, b in zip(net.parameters(), before, strict=True))


def same_weights(net: nn.Module, other: nn.Module, tolerance: float = 1e-5) -> bool:
    """Whether two networks of one shape hold the same weights, but for rounding."""
    pairs = zip(net.parameters(), other.parameters(), strict=True)
    return all(close(p, q, tolerance) for p, q in pairs)


def has_gradients(net: nn.Module) -> bool:
    """Whether a backward pass left a gradient other than 0 at any weight of `net`."""
    return any(p.grad is not None and bool(p.grad.any()) for p in net.parameters())
