"""8.6 and 8.7: the optimisers, and the loop with several updates of the critic for one of G."""

from __future__ import annotations

import contextlib
import copy
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_ready_to_train
from gan_lab.checks._training import (
    NO_ZERO_GRAD,
    expect_normal,
    expect_told,
    expect_training_mode,
    expect_two_optimizers,
    expect_unfrozen,
    flat,
    flat_gradients,
    watched,
)
from gan_lab.checks.lesson_08._shared import Straight, expect_asked_between
from gan_lab.checks.lesson_08.penalty import gradient_penalty


def make_optimizers(
    G: nn.Module, D: nn.Module
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Adam for each network, without momentum (Gulrajani et al., 2017)."""
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_g, opt_d


INT_BETA = "Adam wants both betas to be of one kind, and 0 is an int: write betas=(0.0, 0.9)."


@exercise(
    "8.6",
    answer="make_optimizers",
    reference=make_optimizers,
    title="Bug hunt: the optimisers",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_make_optimizers(make_optimizers: Any, t: Trial) -> None:
    G = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    D = nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    try:
        made = make_optimizers(G, D)
    except (TypeError, ValueError) as error:
        if "Invalid beta" in str(error):
            mistake(
                "betas_out_of_range",
                f"Adam refuses your betas ({error}): both lie from 0 to just below 1. The paper "
                "takes betas=(0.0, 0.9).",
            )
        if "betas" not in str(error):
            raise
        mistake("int_beta", INT_BETA)
    expect_two_optimizers(made, G, D)
    for optimizer, name in zip(made, ("opt_g", "opt_d"), strict=True):
        for group in optimizer.param_groups:
            _expect_settings(optimizer, group, name, t)
    expect_ready_to_train(G, D)


def _expect_settings(
    optimizer: torch.optim.Optimizer, group: dict[str, Any], name: str, t: Trial
) -> None:
    if group.get("maximize"):
        mistake(
            "maximizes",
            f"`{name}` has maximize=True: it makes the loss large. Both losses are written so "
            "that their network wants them small.",
        )
    lr, decay = float(group["lr"]), float(group.get("weight_decay", 0))
    if decay > 0.1:
        mistake(
            "weight_decay",
            f"`{name}` has weight_decay={decay:g}: it pulls all weights towards 0, more than the "
            "loss moves them. Leave it out.",
        )
    if isinstance(optimizer, torch.optim.RMSprop):
        mistake(
            "not_adam",
            f"`{name}` is RMSprop, as in the first WGAN paper. With the penalty came Adam without "
            "momentum: use Adam, and betas=(0.0, 0.9).",
        )
    if isinstance(optimizer, torch.optim.Adam | torch.optim.AdamW):
        beta1, beta2 = group["betas"]
        if isinstance(beta1, int) and isinstance(beta2, float):
            mistake("int_beta", INT_BETA)  # torch did not always refuse it
        if beta1 > 0.5 and beta2 < beta1:
            mistake(
                "betas_swapped",
                f"`{name}` has betas ({beta1}, {beta2}): the first one is the momentum, the second "
                "one belongs to the scale. You have them the wrong way round.",
            )
        if beta1 > 0.5:
            mistake(
                "momentum",
                f"`{name}` has beta1 = {beta1}: it runs on in directions that were right for "
                "earlier opponents. The paper takes betas=(0, 0.9).",
            )
        if beta2 < 0.8:
            mistake(
                "beta2",
                f"`{name}` has beta2 = {beta2}: the scale of its steps would follow every single "
                "batch. The paper takes betas=(0, 0.9).",
            )
        if beta1 > 0:
            t.note(f"`{name}` has beta1 = {beta1}; the paper takes 0.")
    else:
        mistake(
            "not_adam",
            f"`{name}` is {type(optimizer).__name__}: use Adam, which finds the size of its steps "
            "by itself.",
        )
    if not 0.999e-4 <= lr <= 1.001e-3:
        mistake(
            "learning_rate",
            f"`{name}` has the learning rate {lr:g}: choose one between 0.0001 and 0.001.",
        )


# 8.7: the loop


def train_wgan(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    batches: Iterator[tuple[Tensor]],
    nz: int,
    n_steps: int,
    n_critic: int = 5,
    weight: float = 10.0,
    after_step: Callable[[int, float], None] | None = None,
) -> list[float]:
    """n_critic updates of D for each of G; the critic's estimate of each step comes back."""
    history = []
    for step in range(1, n_steps + 1):
        for _ in range(n_critic):
            (x_real,) = next(batches)
            shape, device = (len(x_real), nz), x_real.device
            x_fake = G(torch.randn(shape, device=device)).detach()
            estimate = D(x_real).mean() - D(x_fake).mean()
            d_loss = -estimate + gradient_penalty(D, x_real, x_fake, weight=weight)
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        g_loss = -D(G(torch.randn(shape, device=device))).mean()
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        history.append(estimate.item())
        if after_step is not None:
            after_step(step, history[-1])
    return history


LR = 0.02


@dataclass
class _Update:
    """What lay before one step of an optimiser, and the gradient that it was given."""

    who: str  # "d" or "g"
    D: Straight
    G: nn.Module
    x_real: Tensor
    z: Tensor
    n_fakes: int  # how often G had drawn by then
    gradient: Tensor
    of_d: Tensor  # D's gradient at that time, whoever steps
    of_g: Tensor
    seen: list[Tensor]  # what D was asked about since the step before


@dataclass
class _Diary:
    """All updates of a pair, in order, with what they were made from."""

    G: nn.Module
    D: Straight
    limit: int
    t: Trial
    updates: list[_Update] = field(default_factory=list)
    zs: list[Tensor] = field(default_factory=list)
    batches: list[Tensor] = field(default_factory=list)

    def watch(self, opt_g: torch.optim.Optimizer, opt_d: torch.optim.Optimizer) -> None:
        self.G.register_forward_pre_hook(lambda _, args: self.zs.append(args[0].detach().clone()))
        opt_g.register_step_pre_hook(lambda _, *call: self._before_step("g", *call))
        opt_d.register_step_pre_hook(lambda _, *call: self._before_step("d", *call))

    def _before_step(self, who: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Note the update before it moves the weights: behind the closure, where there is one."""
        closure = args[1] if len(args) > 1 else named.get("closure")
        if closure is None:
            self._note(who)
            return None

        def noted() -> Any:
            loss = closure()
            self._note(who)
            return loss

        return (args[0], noted), {}

    def _note(self, who: str) -> None:
        nothing = torch.empty(0)
        of_d, of_g = (flat_gradients(net) for net in (self.D, self.G))
        G, D = copy.deepcopy(self.G), _copy(self.D)
        G._forward_pre_hooks.clear()
        G._forward_hooks.clear()
        seen, self.D.seen = self.D.seen, []
        self.updates.append(
            _Update(
                who,
                D,
                G,
                self.batches[-1] if self.batches else nothing,
                self.zs[-1] if self.zs else nothing,
                len(self.zs),
                of_d if who == "d" else of_g,
                of_d,
                of_g,
                seen,
            )
        )

    def __iter__(self) -> _Diary:
        return self

    def __next__(self) -> tuple[Tensor]:
        if len(self.batches) >= self.limit:
            mistake(
                "never_stops",
                f"The loop asked for more than {self.limit} batches although n_steps is smaller. "
                "`batches` never ends by itself: count your steps.",
            )
        x_real = self.t.normal(self.t.integer(5, 12), 2) + torch.tensor([1.5, -0.5])
        self.batches.append(x_real)
        return (x_real,)


def _copy(D: Straight) -> Straight:
    """D as it is now, without what it has seen and who watches it."""
    seen, D.seen = D.seen, []
    hooks = D._forward_hooks.copy()
    D._forward_hooks.clear()
    twin = copy.deepcopy(D)
    D._forward_hooks.update(hooks)
    D.seen = seen
    return twin


@exercise(
    "8.7",
    answer="train_wgan",
    reference=train_wgan,
    title="The loop with n_critic",
    points=3,
    minutes=14,
    difficulty=3,
)
def check_train_wgan(train_wgan: Any, t: Trial) -> None:
    nz, n_steps, n_critic = t.integer(3, 7), t.integer(5, 8), t.integer(2, 5)
    weight = 2.0 + t.integer(0, 4)
    G = nn.Sequential(nn.Linear(nz, 6), nn.ReLU(), nn.Linear(6, 2))
    with torch.no_grad():
        for p in G.parameters():
            p.copy_(t.normal(*p.shape) / p.shape[-1] ** 0.5)
    D = Straight(t, (2,), 2.0)
    diary = _Diary(G, D, 6 * n_steps * n_critic, t)
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LR) for net in (G, D))
    diary.watch(opt_g, opt_d)
    told: list[tuple[Any, ...]] = []

    def after_step(*what: Any, **named: Any) -> None:
        """Called with the two numbers in order, or by the names that the text gives them."""
        told.append((*what, *(named[name] for name in ("step", "estimate") if name in named)))

    try:
        with watched(G, D) as modes:
            history = train_wgan(
                G, D, opt_g, opt_d, diary, nz, n_steps, n_critic, weight=weight,
                after_step=after_step,
            )  # fmt: skip
    except (RuntimeError, AttributeError, TypeError, ValueError) as error:
        explain_stopped_loop(error, diary, nz)
        raise
    steps = [update.who for update in diary.updates]
    _expect_pattern(steps, n_steps, n_critic)
    _expect_batches(diary, n_steps, n_critic)
    _expect_stops_before_g(diary.updates)
    _expect_fresh_fakes(diary, nz, t)
    expect_training_mode((G, D), modes)
    expect_unfrozen({"G": G, "D": D})
    previous: _Update | None = None
    for update in diary.updates:
        if update.who == "d":
            _expect_d_update(update, previous, weight)
        else:
            _expect_g_update(update, previous)
        previous = update
    _expect_nothing_else_moves_d(diary.updates)
    found = _expect_history(history, diary, n_steps, n_critic, weight)
    expect_told(
        told,
        [(value,) for value in found],
        "step, estimate",
        steps="steps of G",
        each="each",
        abs_tol=1e-5,
    )
    if any(isinstance(v, Tensor) and v.requires_grad for v in history):
        t.note(
            "Your history holds numbers with their whole graphs: memory grows with every step. "
            "Keep `.item()` of each."
        )
    if not _follows_the_device(train_wgan, nz):
        t.note(
            "Your z is always made on the CPU: with a GPU the loop would stop. "
            "`device=x_real.device` makes it where the points are."
        )
    if "g" in steps[: n_critic - 1]:
        t.note("G moves before D has made its n_critic updates; the usual order is D first.")
    diary.updates.clear()
    try:
        diary.limit += 100
        train_wgan(G, D, opt_g, opt_d, diary, nz, 2)
    except TypeError as error:
        if "NoneType" not in str(error):
            raise
        mistake(
            "calls_none",
            "Without an `after_step` the loop stops: it is None then, and None cannot be called. "
            "Ask first: `if after_step is not None`.",
        )
    _expect_defaults(diary.updates)


class _Enough(Exception):
    """Ends an answer as soon as it has shown what was asked."""


def _follows_the_device(train_wgan: Any, nz: int) -> bool:
    """Whether z is made where G and the points are; device "meta" stands in for a GPU."""
    G, D = nn.Linear(nz, 2, device="meta"), nn.Linear(2, 1, device="meta")
    x_real, found = torch.empty(5, 2, device="meta"), []

    def look(_: nn.Module, args: tuple[Tensor, ...]) -> None:
        found.append(args[0].device.type)
        raise _Enough

    G.register_forward_pre_hook(look)
    with contextlib.suppress(Exception):  # there are no numbers to go on with
        opt_g, opt_d = (torch.optim.SGD(net.parameters(), LR) for net in (G, D))
        train_wgan(G, D, opt_g, opt_d, itertools.repeat((x_real,)), nz, 1)
    return found[:1] != ["cpu"]


ONE_Z = (
    "In one of the updates G draws one point only. Give it a batch of z, such as "
    "`torch.randn(len(x_real), nz, device=x_real.device)`."
)


def explain_stopped_loop(error: Exception, diary: _Diary, nz: int) -> None:
    """A mistake for the usual reasons why a loop stops with an error; else nothing."""
    says = str(error)
    z = diary.zs[-1] if diary.zs else None
    if z is not None and (z.dim() != 2 or z.shape[1] != nz):
        mistake(
            "wrong_nz",
            f"G got z of shape {tuple(z.shape)}: each z has `nz` numbers, here {nz}, and a batch "
            "of them has the shape (len(x_real), nz).",
        )
    if any(part in says for part in ("'tuple' object", "not tuple", "Invoked with: (tensor")):
        mistake(
            "batch_is_a_tuple",
            "A batch comes as a tuple with one tensor in it: `(x_real,) = next(batches)`.",
        )
    if "backward through the graph a second time" in says:
        mistake(
            "graph_used_twice",
            "Something is differentiated twice: `backward` of one loss comes twice, or x_fake "
            "still hangs on G from an earlier update. Each update needs a loss of its own, and "
            "the critic a new x_fake, behind `detach`.",
        )
    if "only for scalar outputs" in says:
        mistake(
            "not_a_scalar",
            "`backward` starts from one number, and your loss holds one for each point: take the "
            "mean of D's scores.",
        )
    if "does not require grad" in says:
        mistake(
            "detached",
            "`backward` found nothing to differentiate: the way from the loss to the weights is "
            "cut, by a `detach`, a `no_grad` or a `requires_grad_(False)` that does not belong "
            "there.",
        )
    if z is not None and len(z) == 1:
        mistake("one_z", ONE_Z)
    if "must have one shape" in says or "must match the size" in says:
        mistake(
            "fixed_batch_size",
            "x_real and x_fake have different lengths. Batches differ in size: draw `len(x_real)` "
            "vectors z for each.",
        )


def _expect_pattern(steps: list[str], n_steps: int, n_critic: int) -> None:
    of_d, of_g = steps.count("d"), steps.count("g")
    counted = f"With n_steps={n_steps} and n_critic={n_critic} D made {of_d} updates and G {of_g}. "
    if not of_d or not of_g:
        idle = "opt_g" if of_d else "opt_d"
        mistake(
            "one_never_trained",
            counted + f"Both must learn. Is `{idle}.step()` missing, or does the wrong optimiser "
            "make that step?",
        )
    if of_d == n_steps and of_g == n_steps * n_critic:
        mistake("n_critic_on_g", counted + "It is the *critic* that makes n_critic updates.")
    if of_d == of_g == n_steps:
        mistake("n_critic_ignored", counted + "The critic makes n_critic updates for each of G.")
    if of_d == of_g == n_steps * n_critic:
        mistake(
            "both_n_critic_times",
            counted + "G's update stands inside the inner loop: it belongs behind it.",
        )
    if of_d == 5 * n_steps and of_g == n_steps:
        mistake("n_critic_fixed", counted + "You always make 5: use the argument.")
    if of_d == n_steps and of_g in (n_steps // n_critic, math.ceil(n_steps / n_critic)):
        mistake("steps_of_d", counted + "n_steps counts G's updates, not those of the critic.")
    if of_g != n_steps:
        mistake("wrong_n_steps", counted + "G makes n_steps of them.")
    if of_d != n_steps * n_critic:
        mistake("wrong_n_critic", counted + "The critic makes n_critic for each of G's.")
    gaps = "".join(steps).split("g")[1:-1]  # runs of D's updates between two of G's
    if any(len(gap) != n_critic for gap in gaps):
        mistake(
            "not_alternating",
            "The updates do not take turns: n_critic of D, one of G, again n_critic of D, ... "
            "Put both into the same loop.",
        )


def _expect_batches(diary: _Diary, n_steps: int, n_critic: int) -> None:
    wanted, taken = n_steps * n_critic, len(diary.batches)
    if taken < wanted:
        mistake(
            "same_batch",
            f"{taken} real batches for {wanted} updates of the critic: some of them see the same "
            "images again. Take the next batch *inside* the inner loop.",
        )
    if taken > wanted + n_steps + 1:
        mistake(
            "batches_wasted",
            f"Your loop took {taken} real batches for {wanted} updates of the critic. One for each "
            "is enough.",
        )


def _expect_fresh_fakes(diary: _Diary, nz: int, t: Trial) -> None:
    """Each update of the critic saw new generated points, from standard normal z."""
    used = [update for update in diary.updates if update.who == "d"]
    drawn = [update.n_fakes for update in used]
    if len(set(drawn)) < len(drawn):
        mistake(
            "same_fakes",
            "Several updates of the critic see the same generated points: draw new z *inside* the "
            "inner loop.",
        )
    for update in used:
        if update.z.dim() != 2 or update.z.shape[1] != nz:
            mistake("wrong_nz", f"Each z should have nz = {nz} numbers: (len(x_real), nz).")
        if len(update.z) != len(update.x_real):
            mistake(
                "fixed_batch_size",
                f"G got {len(update.z)} vectors z beside {len(update.x_real)} real points. Batches "
                "differ in size: take the number from `len(x_real)`.",
            )
    for update in diary.updates:
        if update.who == "g" and len(update.z) % len(update.x_real) and len(update.z) > 1:
            mistake(
                "fixed_batch_size",
                f"For its own update G got {len(update.z)} vectors z, where the last batch has "
                f"{len(update.x_real)}. Batches differ in size: take the number from "
                "`len(x_real)`, or a multiple of it.",
            )
    if any(len(update.z) < 2 for update in diary.updates):
        mistake("one_z", ONE_Z)
    expect_normal([update.z for update in used])
    expect_normal([update.z for update in diary.updates if update.who == "g"])


def _expect_stops_before_g(updates: Sequence[_Update]) -> None:
    """In no update of the critic did G's gradient change, but for being set to 0."""
    before, previous = torch.zeros(1), "d"
    late = False  # a gradient that came behind G's step, but before D's next update
    for update in updates:
        if update.who == "d" and bool(update.of_g.any()) and bool((update.of_g != before).any()):
            if previous == "g":
                late = True
                before, previous = update.of_g, "d"
                continue
            mistake(
                "gradient_reaches_g",
                "The gradient of the critic's loss went on into G, which costs time and leaves "
                "gradients there. Cut the way: `detach` what G made before D sees it.",
            )
        before, previous = update.of_g, update.who
    if late:
        mistake("step_too_early", STEP_TOO_EARLY.format(opt="opt_g"))


STEP_TOO_EARLY = (
    "When `{opt}.step()` came, the gradient of this update was not there: it came too late, or was "
    "cleared before. The order is zero_grad, backward, step."
)


def _expect_nothing_else_moves_d(updates: Sequence[_Update]) -> None:
    """From one update to the next D went where its optimiser took it, and nowhere else."""
    for update, following in itertools.pairwise(updates):
        step = LR * update.gradient if update.who == "d" else 0.0
        if not close(flat(following.D.parameters()), flat(update.D.parameters()) - step):
            mistake(
                "clips_too",
                "Something beside `opt_d.step()` changes D's weights. The penalty takes the place "
                "of clipping: leave the weights to the optimiser.",
            )


def _expect_defaults(updates: Sequence[_Update]) -> None:
    """Called without n_critic and weight, two steps of G have 5 updates each, of weight 10."""
    of_d = [update for update in updates if update.who == "d"]
    if len(of_d) != 2 * 5:
        mistake(
            "default_n_critic",
            f"Called without `n_critic`, your loop makes {len(of_d) / 2:g} updates of the critic "
            "for each of G. Keep the first line of the exercise as it is: n_critic=5.",
        )
    if not close(of_d[0].gradient, _right_d_gradient(of_d[0], 10.0), 1e-3):
        mistake(
            "default_weight",
            "Called without `weight`, the penalty does not weigh 10. Keep the first line of the "
            "exercise as it is: weight=10.0.",
        )


class Footprint(NamedTuple):
    name: str
    gradient: Tensor
    hint: str


@torch.no_grad()
def _fakes(update: _Update) -> Tensor:
    """The generated points that an update of the critic saw."""
    return update.G(update.z)


def _d_slope(update: _Update, loss: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """The gradient of loss(scores of x_real, scores of x_fake) by D's weights."""
    D = update.D.requires_grad_(True)
    value = loss(D(update.x_real), D(_fakes(update))) + 0 * D.w.sum()
    return flat(torch.autograd.grad(value, list(D.parameters()), allow_unused=True))


def _penalty_slope(D: Straight) -> Tensor:
    """The gradient of (|w| - 1)^2 by D's weights."""
    w = D.w.detach()
    return torch.cat([2 * (w.norm() - 1) * w / w.norm(), torch.zeros(1)])


def _right_d_gradient(update: _Update, weight: float) -> Tensor:
    wasserstein = _d_slope(update, lambda real, fake: fake.mean() - real.mean())
    return wasserstein + weight * _penalty_slope(update.D)


def _expect_d_update(update: _Update, previous: _Update | None, weight: float) -> None:
    right = _right_d_gradient(update, weight)
    if close(update.gradient, right, 1e-3):
        expect_asked_between(update.seen, update.x_real, _fakes(update))
        return
    slope = partial(_d_slope, update)
    once = _penalty_slope(update.D)
    penalty = weight * once
    wasserstein = right - penalty
    only_real = slope(lambda real, fake: -real.mean())
    only_fake = slope(lambda real, fake: fake.mean())
    bce = slope(lambda real, fake: F.softplus(-real).mean() + F.softplus(fake).mean())
    n = len(update.z)
    known = [
        Footprint("no_penalty", wasserstein, "The critic's loss has no penalty, or one whose "
                   "gradient was cut off: add `gradient_penalty(D, x_real, x_fake)` to it."),
        Footprint("wrong_sign", penalty - wasserstein, "The critic moved the wrong way: it is now "
                   "*lower* on real points. It wants mean D(x_real) - mean D(x_fake) large, so its "
                   "loss is minus that."),
        Footprint("penalty_subtracted", wasserstein - penalty, "The penalty is subtracted: D "
                   "would earn something by being too steep. Add it to the loss."),
        Footprint("wrong_direction", -right, "D moved up the slope of its loss: an optimiser "
                   "makes the loss small by itself."),
        Footprint("bce_loss", bce + penalty, "That is the loss of lesson 02, with logarithms. The "
                   "critic's loss is made of the plain scores: mean D(x_fake) - mean D(x_real)."),
        Footprint("bce_loss", bce, "That is the loss of lesson 02, with logarithms. The critic's "
                   "loss is made of plain scores, and the penalty."),
        Footprint("only_real", only_real + penalty, "D learnt from x_real only: its scores of "
                   "generated points belong into the loss too."),
        Footprint("only_fake", only_fake + penalty, "D learnt from generated points only: its "
                   "scores of x_real belong into the loss too."),
        Footprint("only_penalty", penalty, "D learnt from the penalty only: mean D(x_fake) - mean "
                   "D(x_real) belongs into the loss too."),
        Footprint("ignores_weight", wasserstein + 10 * once, "The penalty always weighs 10: hand "
                   "`weight=weight` on to `gradient_penalty`."),
        Footprint("ignores_weight", wasserstein + 10 * penalty, "The penalty weighs ten times too "
                   "much: hand `weight=weight` on to `gradient_penalty`, and multiply by nothing."),
        Footprint("weighted_twice", wasserstein + weight * penalty, "The penalty is multiplied by "
                   "`weight` twice: `gradient_penalty` does that already."),
        Footprint("sum_not_mean", n * wasserstein + penalty, "You add the scores up: take their "
                   "means."),
        Footprint("trained_like_g", -only_fake, "This is G's loss."),
        Footprint("fake_raised", penalty + only_real - only_fake, "D learnt to give generated "
                   "points *high* scores as well: mean D(x_fake) has the wrong sign in its loss."),
        Footprint("step_too_early", torch.zeros_like(right), STEP_TOO_EARLY.format(opt="opt_d")),
    ]  # fmt: skip
    if previous is not None:
        known.append(
            Footprint("no_zero_grad", right + previous.of_d, NO_ZERO_GRAD.format(opt="opt_d"))
        )
    _name(update.gradient, known, "D", "-(mean D(x_real) - mean D(x_fake)) + gradient_penalty")


def _expect_g_update(update: _Update, previous: _Update | None) -> None:
    G, D = update.G, update.D
    G.requires_grad_(True)

    def slope(loss: Callable[[Tensor], Tensor]) -> Tensor:
        return flat(torch.autograd.grad(loss(D(G(update.z))), list(G.parameters())))

    right = slope(lambda scores: -scores.mean())
    if close(update.gradient, right, 1e-3):
        return
    nothing = torch.zeros_like(right)
    known = [
        Footprint("detached", nothing, "No gradient was there when `opt_g.step()` came. It must "
                   "flow from the loss through D into G, without `detach` and `no_grad`; and the "
                   "order is zero_grad, backward, step."),
        Footprint("helps_d", -right, "G moved the wrong way: its points get *lower* scores. G "
                   "wants mean D(G(z)) large, so its loss is minus that."),
        Footprint("bce_loss", slope(lambda scores: F.softplus(-scores).mean()), "G's loss is that "
                   "of lesson 02, with a logarithm. Here it is -mean D(G(z))."),
        Footprint("sum_not_mean", len(update.z) * right, "You add the scores up: take the mean."),
    ]  # fmt: skip
    if previous is not None and bool(previous.of_g.any()):
        known.append(
            Footprint("no_zero_grad", right + previous.of_g, NO_ZERO_GRAD.format(opt="opt_g"))
        )
        known.append(Footprint("detached", previous.of_g, known[0].hint))
    _name(update.gradient, known, "G", "-mean D(G(z))")


def _name(gradient: Tensor, known: Sequence[Footprint], name: str, loss: str) -> None:
    for footprint in known:
        if close(gradient, footprint.gradient, 1e-3):
            mistake(footprint.name, footprint.hint)
    mistake(
        "wrong_update",
        f"{name} was given a gradient that is not that of `{loss}`. Compare your lines with these, "
        "in order: loss, zero_grad, backward, step.",
    )


@torch.no_grad()
def _estimates(
    updates: Sequence[_Update], n_critic: int, weight: float
) -> Iterator[tuple[list[float], float]]:
    """For each step of G: the estimates of the critic's updates, and the last one's penalty."""
    of_d = [update for update in updates if update.who == "d"]
    for first in range(0, len(of_d), n_critic):
        step = of_d[first : first + n_critic]
        penalty = weight * float(step[-1].D.w.norm() - 1) ** 2
        yield [float(u.D(u.x_real).mean() - u.D(_fakes(u)).mean()) for u in step], penalty


def _expect_history(
    history: Any, diary: _Diary, n_steps: int, n_critic: int, weight: float
) -> list[float]:
    if history is None:
        mistake("returns_nothing", "`train_wgan` returns None: return the list of estimates.")
    try:
        found = [float(value) for value in history]
    except (TypeError, ValueError, RuntimeError):
        mistake(
            "not_a_list", "Return a list with one number a step of G: the critic's last estimate."
        )
    if len(found) != n_steps:
        mistake(
            "history_length",
            f"Your history has length {len(found)} after {n_steps} steps of G: append one estimate "
            "for each of them.",
        )
    for number, (value, (estimates, penalty)) in enumerate(
        zip(found, _estimates(diary.updates, n_critic, weight), strict=True), start=1
    ):
        mean = sum(estimates) / len(estimates)

        def near(wanted: float, value: float = value) -> bool:
            return math.isclose(value, wanted, rel_tol=2e-3, abs_tol=2e-3)

        if near(estimates[-1]):
            continue
        if near(mean) or any(near(e) for e in estimates):
            which = "the mean of its estimates" if near(mean) else "an earlier one"
            mistake(
                "other_estimate",
                f"In step {number} your list does not hold the estimate of the critic's *last* "
                f"update, but {which}. The last critic is the best one: take its number.",
            )
        if near(-estimates[-1]) or near(-mean):
            mistake(
                "negative_estimate",
                "Your list holds mean D(x_fake) - mean D(x_real), the loss. The *estimate* of the "
                "distance is minus that: it is a distance, and not negative.",
            )
        if near(penalty - estimates[-1]) or near(estimates[-1] - penalty):
            mistake(
                "penalty_in_estimate",
                "The penalty is in your list of estimates. The estimate is mean D(x_real) - mean "
                "D(x_fake), alone.",
            )
        mistake(
            "other_estimate",
            f"In step {number} the critic's last estimate was {estimates[-1]:.3f}, but your list "
            f"says {value:.3f}. It is mean D(x_real) - mean D(x_fake), in the critic's last "
            "update.",
        )
    return found
