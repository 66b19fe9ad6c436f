"""2.8 and 2.10: the loop, and G trained alone: what happens, in which order."""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import (
    close,
    expect_default,
    moved,
    weights,
)
from gan_lab.checks._training import (
    LOOP_LR,
    Log,
    Stream,
    expect_alternation,
    expect_fresh_batches,
    expect_fresh_z,
    expect_right_updates,
    expect_told,
    expect_training_mode,
    expect_unfrozen,
    explain_stopped_loop,
    small_pair,
    train_discriminator,
    train_generator,
    watched,
)


def train(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    batches: Iterator[tuple[Tensor]],
    nz: int,
    n_steps: int,
    after_step: Callable[[int, float, float], None] | None = None,
) -> list[tuple[float, float]]:
    """Alternate the two updates; one (d_loss, g_loss) a step comes back."""
    history = []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        shape, device = (len(x_real), nz), x_real.device
        d_loss = train_discriminator(G, D, opt_d, x_real, torch.randn(shape, device=device))
        g_loss = train_generator(G, D, opt_g, torch.randn(shape, device=device))
        history.append((d_loss.item(), g_loss.item()))
        if after_step is not None:
            after_step(step, *history[-1])
    return history


@exercise(
    "2.8",
    answer="train",
    reference=train,
    title="The training loop",
    points=3,
    minutes=8,
    difficulty=3,
)
def check_train(train: Any, t: Trial) -> None:
    nz, n_steps = t.integer(3, 9), t.integer(6, 10)
    G, D = small_pair(t, nz)
    before = copy.deepcopy((G, D))
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LOOP_LR) for net in (G, D))
    log = Log(G, D, opt_g, opt_d)
    told: list[tuple[Any, ...]] = []
    batches = Stream(t, log, limit=3 * n_steps)
    try:
        with watched(G, D) as modes:
            history = train(
                G, D, opt_g, opt_d, batches, nz, n_steps, after_step=lambda *what: told.append(what)
            )
    except (RuntimeError, AttributeError, TypeError, ValueError) as error:
        explain_stopped_loop(error, log, nz)
        raise
    expect_alternation(log, n_steps)
    expect_fresh_batches(log, n_steps)
    expect_fresh_z(log, nz, t)
    expect_training_mode((G, D), modes)
    expect_unfrozen({"G": G, "D": D})
    expect_right_updates((G, D), before, log)
    pairs = _expect_history(history, log, n_steps)
    expect_told(told, pairs, "step, d_loss, g_loss")
    if any(isinstance(v, Tensor) and v.requires_grad for pair in history for v in pair):
        t.note(
            "Your history holds losses with their whole graphs: memory grows with every step. "
            "Keep `.item()` of each."
        )
    if not _follows_the_device(
        lambda G, D, x: train(
            G, D, *(torch.optim.SGD(net.parameters()) for net in (G, D)), repeat((x,)), nz, 1
        ),
        t,
        nz,
    ):
        t.note(
            "Your z is always made on the CPU: with a GPU the loop would stop. "
            "`device=x_real.device` makes it where the images are."
        )
    if next(what for what, *_ in log.events if what in ("g_step", "d_step")) == "g_step":
        t.note("You move G before D. That works too; the usual order is D first.")
    try:
        train(G, D, opt_g, opt_d, Stream(t, log, 6 + len(log.all("batch"))), nz, 2)
    except TypeError as error:
        if "NoneType" not in str(error):
            raise
        mistake(
            "calls_none",
            "Without an `after_step` the loop stops: it is None then, and None cannot be called. "
            "Ask first: `if after_step is not None`.",
        )


class _Enough(Exception):
    """Ends an answer as soon as it has shown what was asked."""


def _follows_the_device(call: Callable[..., Any], t: Trial, nz: int) -> bool:
    """Whether `call(G, D, batch)` makes z where G and the images are, on a CPU or elsewhere.

    PyTorch's device "meta", which has shapes and no numbers, stands in for a GPU.
    """
    G, D = (net.to("meta") for net in small_pair(t, nz))
    x_real = torch.empty(5, *IMAGE, device="meta")
    found: list[str] = []

    def look(_: nn.Module, args: tuple[Tensor, ...]) -> None:
        found.append(args[0].device.type)
        raise _Enough

    G.register_forward_pre_hook(look)
    with contextlib.suppress(Exception):  # there are no numbers to go on with
        call(G, D, x_real)
    return found[:1] != ["cpu"]


def _expect_history(history: Any, log: Log, n_steps: int) -> list[tuple[float, float]]:
    """What `train` returned, as pairs of floats, held against what D said in each step."""
    if history is None:
        mistake("returns_nothing", "`train` returns None: return the list of losses.")
    try:
        pairs = [(float(d), float(g)) for d, g in history]
    except (TypeError, ValueError, RuntimeError):
        mistake(
            "not_pairs",
            "`train` should return a list with one pair of numbers a step, (d_loss, g_loss).",
        )
    if len(pairs) != n_steps:
        mistake(
            "history_length",
            f"Your history has length {len(pairs)} after {n_steps} steps: append a pair in each.",
        )
    for number, (found, expected) in enumerate(zip(pairs, _losses(log), strict=False), start=1):
        if _agree(found, expected):
            continue
        if _agree(found[::-1], expected):
            mistake("losses_swapped", "The pairs are turned round: (d_loss, g_loss), D's first.")
        mistake(
            "other_losses",
            f"In step {number} the losses were ({expected[0]:.3f}, {expected[1]:.3f}), but your "
            f"list says ({found[0]:.3f}, {found[1]:.3f}).",
        )
    return pairs


def _agree(found: tuple[float, ...], expected: tuple[float, float]) -> bool:
    d_loss, g_loss = expected
    right_d = any(math.isclose(found[0], f * d_loss, rel_tol=2e-3) for f in (1, 0.5))
    return right_d and math.isclose(found[1], g_loss, rel_tol=2e-3)


def _losses(log: Log) -> Iterator[tuple[float, float]]:
    """(d_loss, g_loss) of each step, from D's logits; ends where they cannot be told apart."""
    x_real, d_loss, judged = torch.empty(0), math.nan, []
    for what, *tensors in log.events:
        if what == "batch":
            x_real = tensors[0]
        elif what == "judged":
            judged.append(tensors)
        elif what == "d_step":
            real = [out for x, out in judged if torch.equal(x, x_real)]
            fake = [out for x, out in judged if not torch.equal(x, x_real)]
            if len(real) != 1 or len(fake) != 1:
                return
            d_loss = float(losses.bce_d_loss(real[0], fake[0]))
            judged = []
        elif what == "g_step":
            if len(judged) != 1 or math.isnan(d_loss):
                return
            yield d_loss, float(losses.non_saturating_g_loss(judged[0][1]))
            judged = []


def train_generator_alone(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    nz: int,
    n_steps: int,
    batch_size: int = 128,
) -> list[float]:
    """Train G against a D that stands still; G's loss of each step comes back."""
    device = next(G.parameters()).device
    return [
        train_generator(G, D, opt_g, torch.randn(batch_size, nz, device=device)).item()
        for _ in range(n_steps)
    ]


@exercise(
    "2.10",
    answer="train_generator_alone",
    reference=train_generator_alone,
    title="A loss that falls",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_train_generator_alone(train_generator_alone: Any, t: Trial) -> None:
    nz, n_steps = t.integer(3, 9), t.integer(4, 9)
    batch_size = nz + t.integer(2, 6)  # never nz: else (nz, batch_size) would do as well
    G, D = small_pair(t, nz)
    opt_g = torch.optim.SGD(G.parameters(), LOOP_LR)
    log = Log(G, D, opt_g)
    g_before, d_before = weights(G), weights(D)
    try:
        with watched(G, D) as modes:
            history = train_generator_alone(G, D, opt_g, nz, n_steps, batch_size=batch_size)
    except RuntimeError as error:
        explain_stopped_loop(error, log, nz)
        raise
    if moved(D, d_before):
        mistake("d_moved", "D moved: in this experiment D stands still and only G learns.")
    expect_unfrozen({"D": D, "G": G})
    expect_training_mode((G, D), modes)
    if not moved(G, g_before):
        mistake(
            "g_unmoved",
            "The G that was handed in did not move. Train it itself, not a copy, with `opt_g`.",
        )
    of_g = len(log.all("g_step"))
    if of_g != n_steps:
        mistake("wrong_n_steps", f"With n_steps={n_steps} G made {of_g} steps.")
    log.events.insert(0, ("batch", torch.empty(batch_size)))  # the size that z should have
    sizes = {len(z) for z in log.all("z")}
    if sizes != {batch_size}:
        mistake(
            "fixed_batch_size",
            f"With batch_size={batch_size} G got batches of {sorted(sizes)} vectors z.",
        )
    expect_fresh_z(log, nz, t)
    if history is None:
        mistake("returns_nothing", "Nothing comes back: return the list of G's losses.")
    try:
        found = [float(value) for value in history]
    except (TypeError, ValueError):
        mistake("not_a_list", "Return a list of numbers: G's loss of each step.")
    if len(found) != n_steps:
        mistake("history_length", f"{len(found)} losses come back for {n_steps} steps.")
    judged = [event[2] for event in log.events if event[0] == "judged"]
    expected = [float(losses.non_saturating_g_loss(logits)) for logits in judged]
    if len(expected) == n_steps and not close(torch.tensor(found), torch.tensor(expected), 1e-3):
        mistake(
            "other_losses",
            f"The first loss was {expected[0]:.3f}, but your list begins with {found[0]:.3f}.",
        )
    expect_default(train_generator_alone, "batch_size", 128)
    if not _follows_the_device(
        lambda G, D, _: train_generator_alone(
            G, D, torch.optim.SGD(G.parameters()), nz, 1, batch_size=5
        ),
        t,
        nz,
    ):
        mistake(
            "z_elsewhere",
            "Your z is always made on the CPU: with G on a GPU the function would stop. Ask G "
            "where its weights are, and make z there.",
        )
    if any(isinstance(v, Tensor) and v.requires_grad for v in history):
        t.note("Your list holds losses with their whole graphs: keep `.item()` of each.")
