"""2.8 and 2.10: the loop, and G trained alone: what happens, in which order."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    close,
    moved,
    weights,
)
from gan_lab.checks.lesson_02._shared import (
    IMAGE,
    expect_training_mode,
    expect_unfrozen,
    flat,
    small_pair,
    watched,
)
from gan_lab.checks.lesson_02.updates import train_discriminator, train_generator


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


LR = 0.01
UPDATE_HINT = (
    "`train_discriminator` takes `opt_d`, `train_generator` takes `opt_g`; if you write the "
    "updates out, each one needs its own zero_grad, backward and step."
)


class Log:
    """Everything that happens to a pair and its optimisers, in order: (what, tensors...)."""

    def __init__(
        self,
        G: nn.Module,
        D: nn.Module,
        opt_g: torch.optim.Optimizer,
        opt_d: torch.optim.Optimizer | None = None,
    ) -> None:
        self.events: list[tuple[Any, ...]] = []
        G.register_forward_pre_hook(lambda _, args: self.add("z", args[0].detach().clone()))
        D.register_forward_hook(
            lambda _, args, output: self.add(
                "judged", args[0].detach().clone(), output.detach().clone()
            )
        )
        opt_g.register_step_post_hook(lambda *_: self.add("g_step"))
        if opt_d is not None:
            opt_d.register_step_post_hook(lambda *_: self.add("d_step"))

    def add(self, *event: Any) -> None:
        self.events.append(event)

    def all(self, what: str) -> list[Any]:
        """The first tensor of each event called `what`, or nothing but its count."""
        return [event[1] if len(event) > 1 else None for event in self.events if event[0] == what]


class Stream:
    """Real batches of changing size, as the lesson's `batches`; each one is entered in the log."""

    def __init__(self, t: Trial, log: Log, limit: int) -> None:
        self.t, self.log, self.limit = t, log, limit

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> tuple[Tensor]:
        if len(self.log.all("batch")) >= self.limit:
            mistake(
                "never_stops",
                f"The loop asked for more than {self.limit} batches although n_steps is smaller. "
                "`batches` never ends by itself: count your steps.",
            )
        x_real = 2 * self.t.uniform(self.t.integer(4, 12), *IMAGE) - 1
        self.log.add("batch", x_real)
        return (x_real,)


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
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LR) for net in (G, D))
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
    _expect_told(told, pairs)
    if any(isinstance(v, Tensor) and v.requires_grad for pair in history for v in pair):
        t.note(
            "Your history holds losses with their whole graphs: memory grows with every step. "
            "Keep `.item()` of each."
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


def explain_stopped_loop(error: Exception, log: Log, nz: int) -> None:
    """A mistake for the usual reasons why a loop stops with an error; else nothing."""
    zs = log.all("z")
    if zs and (zs[-1].dim() != 2 or zs[-1].shape[1] != nz):
        mistake(
            "wrong_nz",
            f"G got z of shape {tuple(zs[-1].shape)}: each z has `nz` numbers, here {nz}, and a "
            "batch of them has the shape (len(x_real), nz).",
        )
    one_row = bool(zs) and len(zs[-1]) == 1  # len(...) of the tuple, not of the images in it
    if one_row or "tuple" in str(error):
        mistake(
            "batch_is_a_tuple",
            "A batch comes as a tuple with one tensor in it: `(x_real,) = next(batches)`.",
        )


def expect_alternation(log: Log, n_steps: int) -> None:
    steps = [event[0] for event in log.events if event[0] in ("d_step", "g_step")]
    of_d, of_g = steps.count("d_step"), steps.count("g_step")
    if not of_g or not of_d:
        mistake("one_never_trained", f"D made {of_d} updates and G {of_g}: both must learn.")
    if of_d != of_g:
        mistake(
            "unequal_updates",
            f"D made {of_d} updates and G {of_g} in {n_steps} steps. In each step both make one.",
        )
    if of_d != n_steps:
        mistake("wrong_n_steps", f"With n_steps={n_steps} your loop made {of_d} steps.")
    if any(a == b for a, b in zip(steps[0::2], steps[1::2], strict=True)):
        mistake(
            "not_alternating",
            "The updates do not take turns: one network trained for a while before the other. "
            "Put both updates into the same loop.",
        )


def expect_fresh_batches(log: Log, n_steps: int) -> None:
    if len(log.all("batch")) < n_steps:
        mistake(
            "same_batch",
            f"Your loop took {len(log.all('batch'))} real batch(es) for {n_steps} steps: D "
            "learns a few images by heart. Take the next batch inside the loop.",
        )
    if len(log.all("batch")) > n_steps + 1:  # zip(batches, range(n_steps)) takes one too many
        mistake(
            "batches_wasted",
            f"Your loop took {len(log.all('batch'))} real batches for {n_steps} steps. One a step "
            "is enough: only D looks at real images.",
        )


def expect_fresh_z(log: Log, nz: int, t: Trial) -> None:
    """G was given standard normal z of the batch's size, anew in each step and for both updates."""
    size, latest = 0, torch.empty(0)
    used: dict[str, list[Tensor]] = {"d_step": [], "g_step": []}  # the z of each update
    for what, *tensors in log.events:
        if what == "batch":
            size = len(tensors[0])
        if what == "z":
            latest = tensors[0]
            if latest.shape[1] != nz:
                mistake(
                    "wrong_nz",
                    f"Each z should have nz = {nz} numbers, yours has {latest.shape[1]}.",
                )
            if len(latest) != size:
                mistake(
                    "fixed_batch_size",
                    f"G got {len(latest)} vectors z beside {size} real images. Batches differ in "
                    "size: take the number from `len(x_real)`.",
                )
        if what in used:
            used[what].append(latest)
    for zs in used.values():
        expect_normal(zs)
    if any(torch.equal(a, b) for a, b in zip(used["d_step"], used["g_step"], strict=False)):
        t.note("Both updates of a step share one z: fine. The usual way draws z again for G.")


def expect_normal(zs: list[Tensor]) -> None:
    """The z of all updates of one network: all different, and standard normal."""
    if len({tuple(z[0].tolist()) for z in zs}) < len(zs):  # a seed set anew repeats the first row
        mistake(
            "same_z",
            "G got the same z again and again: it learns to draw a few images and no others. "
            "Draw new ones in every step, and set no seed there.",
        )
    if not zs:
        return
    numbers = torch.cat([z.flatten() for z in zs])
    if numbers.min() >= 0:
        mistake(
            "rand_not_randn",
            "z holds no negative number: torch.rand draws from 0 to 1. The samples are later "
            "drawn with torch.randn, standard normal: train with that too.",
        )
    if numbers.abs().max() <= 1 or not 0.6 < float(numbers.std()) < 1.5:
        mistake("not_normal", "z does not look standard normal: use torch.randn.")


def expect_right_updates(
    nets: tuple[nn.Module, nn.Module],
    before: tuple[nn.Module, nn.Module],
    log: Log,
    hint: str = UPDATE_HINT,
) -> None:
    """G and D went about where the same updates, made by the reference, take copies of them."""
    G, D = copy.deepcopy(before)
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LR) for net in (G, D))
    x_real = z = torch.empty(0)
    for what, *tensors in log.events:
        if what == "batch":
            x_real = tensors[0]
        elif what == "z":
            z = tensors[0]
        elif what == "d_step":
            train_discriminator(G, D, opt_d, x_real, z)
        elif what == "g_step":
            train_generator(G, D, opt_g, z)
    for name, net, start, right in zip("GD", nets, before, (G, D), strict=True):
        origin = flat(start.parameters())
        went, wanted = flat(net.parameters()) - origin, flat(right.parameters()) - origin
        same_way = float(torch.cosine_similarity(went, wanted, dim=0)) > 0.9
        if not (same_way and 0.4 < float(went.norm() / wanted.norm()) < 2.1):
            mistake("wrong_updates", f"{name} did not go where its loss leads. {hint}")


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


def _expect_told(told: list[tuple[Any, ...]], pairs: list[tuple[float, float]]) -> None:
    """`after_step` was called once a step, with (step, d_loss, g_loss)."""
    if len(told) != len(pairs):
        mistake(
            "after_step_not_called",
            f"`after_step` was called {len(told)} times in {len(pairs)} steps: call it once at "
            "the end of each step, when it is not None.",
        )
    if any(len(what) != 3 for what in told):
        mistake(
            "after_step_arguments",
            f"`after_step` got {len(told[0])} arguments: call after_step(step, d_loss, g_loss).",
        )
    if [int(what[0]) for what in told] != list(range(1, len(told) + 1)):
        mistake(
            "steps_counted_wrong",
            f"The steps that `after_step` hears of begin with {told[0][0]} and end with "
            f"{told[-1][0]}: count from 1 to n_steps.",
        )
    if any(
        not math.isclose(float(a), b, rel_tol=1e-3)
        for what, pair in zip(told, pairs, strict=True)
        for a, b in zip(what[1:], pair, strict=True)
    ):
        mistake(
            "after_step_arguments",
            "`after_step` got other numbers than the history: it takes (step, d_loss, g_loss).",
        )


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
    nz, n_steps, batch_size = t.integer(3, 9), t.integer(4, 9), t.integer(5, 12)
    G, D = small_pair(t, nz)
    opt_g = torch.optim.SGD(G.parameters(), LR)
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
    if any(isinstance(v, Tensor) and v.requires_grad for v in history):
        t.note("Your list holds losses with their whole graphs: keep `.item()` of each.")
