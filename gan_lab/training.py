"""Adversarial training: one step of D, one step of G, and the loop that alternates them.

    state = fit(G, D, batches, losses.non_saturating, opt_g, opt_d, nz=64, n_steps=10_000)

Everything else (progress bars, pictures, history, EMA, checkpoints) is a callback: an object
that `fit` calls after each step and that reads the state.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.errors import GanLabError
from gan_lab.losses import GANLoss
from gan_lab.replay import Replayed

Penalty = Callable[..., Tensor]  # (D, x_real, x_fake, *cond) -> scalar
DrawZ = Callable[..., Tensor]  # (n, nz, generator=...) -> (n, nz)
Step = Callable[..., None]  # `discriminator_step`, `generator_step`, or what is called like them

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass
class TrainState:
    """All that a step of training reads and moves.

    d_loss, g_loss: scalars of the last step
    d_real, d_fake: D's raw outputs for the last step's real and generated batch, (N,)
    x_real: that real batch, (N, ...)
    step: finished steps of G
    stop: a callback sets it to end the training after this step
    whole: False while a step is under way, so that no half step is saved as a checkpoint
    precision: "fp32", or "bf16" or "fp16" for autocast in forward passes
    scaler_g, scaler_d: loss scaling, which only fp16 needs: its small gradients would become 0

    Losses and outputs stay on the device: read them (`.item()`) only when they are shown.
    """

    G: nn.Module
    D: nn.Module
    opt_g: torch.optim.Optimizer
    opt_d: torch.optim.Optimizer
    precision: str = "fp32"
    z_generator: torch.Generator = field(default_factory=torch.Generator)
    batches: Any = None
    n_steps: int = 0
    step: int = 0
    stop: bool = False
    whole: bool = True
    callbacks: Sequence[Callback] = ()
    d_loss: Tensor = field(default_factory=lambda: torch.tensor(torch.nan))
    g_loss: Tensor = field(default_factory=lambda: torch.tensor(torch.nan))
    d_real: Tensor = field(default_factory=lambda: torch.empty(0))
    d_fake: Tensor = field(default_factory=lambda: torch.empty(0))
    x_real: Tensor = field(default_factory=lambda: torch.empty(0))

    def __post_init__(self) -> None:
        self.device = next(self.G.parameters()).device
        scaled = self.precision == "fp16"  # otherwise a scaler passes everything through
        self.scaler_g = torch.amp.GradScaler(self.device.type, enabled=scaled)
        self.scaler_d = torch.amp.GradScaler(self.device.type, enabled=scaled)

    def state_dict(self) -> dict[str, Any]:
        """All that the next step depends on: tensors and plain values only.

        A training that goes on from it does what it would have done without a break.
        """
        return {
            "step": self.step,
            "precision": self.precision,
            **{name: getattr(self, name).state_dict() for name in _PARTS},
            "batches": self.batches.state_dict() if hasattr(self.batches, "state_dict") else None,
            "z_rng": self.z_generator.get_state(),
            "torch_rng": torch.get_rng_state(),  # dropout, augmentation
            "device_rng": _device_rng(self.device),
            "callbacks": {name: c.state_dict() for name, c in _named(self.callbacks)},
        }

    def load_state_dict(self, content: dict[str, Any]) -> None:
        """Stand where `state_dict` was taken, with the same networks, batches and callbacks.

        Raises:
            GanLabError: a part is missing or does not fit.
        """
        if content.get("precision", self.precision) != self.precision:
            raise GanLabError(
                f"this training ran in {content['precision']}, so it goes on in it: "
                f"got {self.precision}"
            )
        try:
            for name in _PARTS:
                getattr(self, name).load_state_dict(content[name])
            if content["batches"] is not None:
                self.batches.load_state_dict(content["batches"])
            for name, callback in _named(self.callbacks):
                callback.load_state_dict(content["callbacks"].get(name, {}))
            self.z_generator.set_state(content["z_rng"])
            torch.set_rng_state(content["torch_rng"])
            if content["device_rng"] is not None and self.device.type == "cuda":
                torch.cuda.set_rng_state(content["device_rng"], self.device)
            self.step = content["step"]
        except (KeyError, ValueError, RuntimeError, AttributeError, TypeError) as error:
            reason = " ".join(str(error).split())[:160]
            raise GanLabError(f"cannot go on from this checkpoint: {reason}") from None


_PARTS = ("G", "D", "opt_g", "opt_d", "scaler_g", "scaler_d")


def _device_rng(device: torch.device) -> Tensor | None:
    """The state of a CUDA device's own random numbers: dropout and augmentation draw there."""
    return torch.cuda.get_rng_state(device) if device.type == "cuda" else None


def _named(callbacks: Sequence[Callback]) -> Iterator[tuple[str, Callback]]:
    """Each callback with its name in a checkpoint: EMA, and EMA-2 for a second one."""
    seen: Counter[str] = Counter()
    for callback in callbacks:
        name = type(callback).__name__
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name}-{seen[name]}"), callback


class Callback:
    """What `fit` calls. A callback never draws from the training's random numbers."""

    def state_dict(self) -> dict[str, Any]:
        """What a checkpoint must hold so that the callback can go on. Most need nothing."""
        return {}

    def load_state_dict(self, content: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""

    def start(self, state: TrainState) -> None:
        """Before the first step."""

    def after_step(self, state: TrainState) -> None:
        """After each step of G."""

    def end(self, state: TrainState) -> None:
        """After the last step, also when the training was stopped or interrupted."""


def discriminator_step(
    state: TrainState,
    loss: GANLoss,
    x_real: Tensor,
    z: Tensor,
    *cond: Tensor,
    penalty: Penalty | None = None,
    joined: bool = False,
) -> None:
    """Move D's weights once: up on real data, down on generated ones. G's stay.

    Args:
        x_real: a real batch, float32 (N, ...). z: float32 (N, nz). cond: labels or such, (N, ...).
        penalty: added to D's loss, as `losses.gradient_penalty`.
        joined: D judges both batches in one pass; see `fit`.
    """
    total = discriminator_loss(state, loss, x_real, z, *cond, penalty=penalty, joined=joined)
    descend(total, state.opt_d, state.scaler_d)


def discriminator_loss(
    state: TrainState,
    loss: GANLoss,
    x_real: Tensor,
    z: Tensor,
    *cond: Tensor,
    penalty: Penalty | None = None,
    joined: bool = False,
) -> Tensor:
    """What `discriminator_step` makes smaller, a scalar; the state notes D's loss and outputs."""
    with _forward(state):
        with torch.no_grad():  # as detach: no gradient of D's loss may reach G
            x_fake = state.G(z, *cond)
        if joined:
            both = [torch.cat(pair) for pair in zip((x_real, *cond), (x_fake, *cond), strict=True)]
            d_real, d_fake = state.D(*both).split(len(x_real))  # (2N,) -> (N,) and (N,)
        else:
            d_real = state.D(x_real, *cond)
            d_fake = state.D(x_fake, *cond)
    d_real, d_fake = _full(d_real), _full(d_fake)
    d_loss = loss.d_loss(d_real, d_fake)
    total = d_loss if penalty is None else d_loss + penalty(state.D, x_real, _full(x_fake), *cond)
    state.d_loss, state.d_real, state.d_fake = d_loss.detach(), d_real.detach(), d_fake.detach()
    state.x_real = x_real
    return total


def generator_step(
    state: TrainState, loss: GANLoss, z: Tensor, *cond: Tensor, x_real: Tensor | None = None
) -> None:
    """Move G's weights once, towards what D takes for real. D's stay.

    Args:
        z: float32 (N, nz). cond: labels or such, (N, ...).
        x_real: a real batch, which only a `paired` loss compares with.
    """
    with frozen(state.D):  # gradients flow through D, but are not computed for its weights
        g_loss = generator_loss(state, loss, z, *cond, x_real=x_real)
        descend(g_loss, state.opt_g, state.scaler_g)


def generator_loss(
    state: TrainState, loss: GANLoss, z: Tensor, *cond: Tensor, x_real: Tensor | None = None
) -> Tensor:
    """What `generator_step` makes smaller, a scalar; the state notes it."""
    with _forward(state):
        judged = [_full(state.D(state.G(z, *cond), *cond))]
        if loss.paired:
            judged.append(_full(state.D(x_real, *cond)))
    g_loss = loss.g_loss(*judged)
    state.g_loss = g_loss.detach()
    return g_loss


def fit(
    G: nn.Module,
    D: nn.Module,
    batches: Iterable[tuple[Tensor, ...]],
    loss: GANLoss,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    *,
    nz: int,
    n_steps: int,
    draw_z: DrawZ | None = None,
    n_critic: int = 1,
    penalty: Penalty | None = None,
    penalty_every: int = 1,
    precision: str = "fp32",
    joined: bool = False,
    replay: bool = False,
    steps: tuple[Step, Step] | None = None,
    seed: int = 0,
    callbacks: Sequence[Callback] = (),
    keep: str | None = None,
    resume: dict[str, Any] | None = None,
) -> TrainState:
    """Train G and D against each other for `n_steps` steps of G.

    Args:
        G, D: on one device; G takes z (N, nz), D returns (N,).
        batches: endless stream of (x_real, *cond).
        loss: two functions, see `losses`.
        nz: length of a latent vector.
        draw_z: (n, nz, generator=...) -> (n, nz); standard normal when left out.
        n_critic: steps of D for each step of G (5 for WGAN-GP).
        penalty: added to D's loss, as `losses.gradient_penalty`.
        penalty_every: add it only in every k-th step of D, and k times: the lazy way of Karras et
            al. (2020), which costs less and pulls as much.
        precision: "fp32", "bf16" or "fp16" (with loss scaling).
        joined: D judges the real and the generated batch in one pass, which saves overhead. Only
            for a D that looks at each sample by itself: BatchNorm would mix the two batches, and
            dropout would draw its chances in another order.
        replay: record a step of D and one of G, then run only their operations: the same numbers
            in less time, for networks that do the same each time; see `replay.Replayed`.
        steps: what is called in place of `discriminator_step` and `generator_step`, such as
            `distributed.steps()`, which several processes make together.
        seed: of the latent vectors; weights and dropout follow torch's global seed.
        callbacks: called in this order after each step.
        keep: a name under which the training is kept, once a minute, in a place that outlives the
            session: called again, it goes on from there; see `keeping`.
        resume: what `checkpoint.load` gives: the training goes on from there, up to `n_steps` in
            all, and ends bit for bit (on the CPU) as if it had never been interrupted.

    Returns:
        The state after the last step.

    Raises:
        GanLabError: an unknown precision, a checkpoint that does not fit, or a training that cannot
            be kept.
    """
    if precision not in PRECISIONS:
        raise GanLabError(f"precision must be one of {', '.join(PRECISIONS)}, got {precision!r}")
    if penalty is not None and penalty_every > 1:
        penalty = _times(penalty, penalty_every)
    z_generator = torch.Generator().manual_seed(seed)
    state = TrainState(G, D, opt_g, opt_d, precision, z_generator, batches, n_steps)
    state.callbacks = callbacks
    draw_z = draw_z or _normal_z
    device = state.device
    stream = iter(batches)
    step_d, step_g = steps or (discriminator_step, generator_step)
    if replay:
        step_d, step_g = Replayed(step_d), Replayed(step_g)
    if keep is not None and resume is not None:
        raise GanLabError("fit takes keep or resume, not both")
    if keep is not None:
        from gan_lab.keeping import keep_training  # which needs this module

        resume, state.callbacks = keep_training(
            keep, state, loss=loss, nz=nz, draw_z=draw_z, n_critic=n_critic, penalty=penalty,
            precision=precision, joined=joined, seed=seed,
        )  # fmt: skip
    for net in (G, D):
        prefer_channels_last(net)
        net.train()
    if resume is not None:
        state.load_state_dict(resume)
    for optimizer in (opt_g, opt_d):
        _lay_out_alike(optimizer)
    for callback in state.callbacks:
        callback.start(state)
    with contextlib.ExitStack() as stack:
        for callback in reversed(
            state.callbacks
        ):  # a stack: the first callback is the first to end
            stack.callback(callback.end, state)
        while state.step < n_steps and not state.stop:
            state.whole = False
            for k in range(n_critic):
                x_real, *cond = next(stream)
                z = draw_z(len(x_real), nz, generator=z_generator).to(device)
                due = penalty if (state.step * n_critic + k) % penalty_every == 0 else None
                step_d(state, loss, x_real, z, *cond, penalty=due, joined=joined)
            z = draw_z(len(x_real), nz, generator=z_generator).to(device)
            step_g(state, loss, z, *cond, x_real=x_real)
            state.step += 1
            for callback in state.callbacks:
                callback.after_step(state)
            state.whole = True
    return state


@torch.no_grad()
def generate(G: nn.Module, z: Tensor, *cond: Tensor, batch_size: int = 500) -> Tensor:
    """What G makes of z (N, nz), float32 (N, ...) on the CPU, as G would in use.

    G works in evaluation mode and is left as it was found: modes and BatchNorm statistics too.
    """
    device = next(G.parameters()).device
    with evaluating(G):
        parts = [
            G(*(part.to(device) for part in chunk)).float().cpu()
            for chunk in zip(*(t.split(batch_size) for t in (z, *cond)), strict=True)
        ]
    return torch.cat(parts)


@contextlib.contextmanager
def evaluating(net: nn.Module) -> Iterator[None]:
    """Evaluation mode within the block; each submodule's own mode comes back after it."""
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


@contextlib.contextmanager
def frozen(net: nn.Module) -> Iterator[None]:
    """No gradients for the weights of `net` within the block: less work in G's step."""
    trained = [p for p in net.parameters() if p.requires_grad]
    for p in trained:
        p.requires_grad_(False)
    try:
        yield
    finally:
        for p in trained:
            p.requires_grad_(True)


def prefer_channels_last(net: nn.Module) -> None:
    """Lay the weights of convolutions out pixel by pixel, all channels of a pixel together.

    Processors and GPUs read them faster in this order; the arithmetic is the same.
    """
    if next(net.parameters()).device.type in ("cpu", "cuda"):
        net.to(memory_format=torch.channels_last)


def _lay_out_alike(optimizer: torch.optim.Optimizer) -> None:
    """Lay an optimiser's averages out in memory as its weights are.

    A fused optimiser walks through both in the order of memory: laid out differently, it would
    pair each weight with the average of another one, and say nothing.
    """
    for weight, averages in optimizer.state.items():
        for key, value in averages.items():
            if isinstance(value, Tensor) and value.shape == weight.shape:
                averages[key] = torch.empty_like(weight).copy_(value)


def _times(penalty: Penalty, k: int) -> Penalty:
    """k times the penalty, which makes up for the steps that go without."""
    return lambda *args: k * penalty(*args)


def _forward(state: TrainState) -> contextlib.AbstractContextManager[object]:
    """Forward passes in the state's precision; fp32 needs no context."""
    if state.precision == "fp32":
        return contextlib.nullcontext()
    return torch.autocast(state.device.type, PRECISIONS[state.precision])


def _full(x: Tensor) -> Tensor:
    """x in the precision that losses are calculated in: not a half one."""
    return x.float() if x.dtype in (torch.bfloat16, torch.float16) else x


def descend(loss: Tensor, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler) -> None:
    """One step of the optimiser down the slope of the loss."""
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()


def _normal_z(n: int, nz: int, generator: torch.Generator | None = None) -> Tensor:
    return torch.randn(n, nz, generator=generator)
