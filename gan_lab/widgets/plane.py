"""A GAN for points in the plane that can be looked at, changed and gone on with: no widgets here.

game = Game(Settings(loss="minimax", lr_d=5e-3))
game.step(100)
game.change(penalty=1.0)  # the running game goes on by the new rule
game.look().modes
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.data import GRID, RING, Mixture
from gan_lab.errors import GanLabError
from gan_lab.losses import GANLoss
from gan_lab.metrics import ModesCovered, modes_covered
from gan_lab.models import points
from gan_lab.replay import Replayed
from gan_lab.training import Penalty, TrainState, discriminator_step, generate, generator_step

WIDTH = 64  # of both networks, as in the recipes `ring` and `grid`
BATCH_SIZE = 128
N_POINTS = 1000  # generated points of a snapshot; `modes_covered` asks for as many
N_ARROWS = 60  # of them have an arrow
N_FIELD = 48  # D is asked on a square of N_FIELD x N_FIELD places
MOST_SNAPSHOTS = 60
MOST_LOSSES = 400
EVERY = 10  # steps from one snapshot to the next, at first
MAX_K = 20
MAX_SEED = 2**31 - 1

Draw = Callable[..., Tensor]  # (n, generator=...) -> float32 (n, ...)


# --- what can be chosen


class Distribution(NamedTuple):
    """Real points.

    draw: (n, generator=...) -> float32 (n, 2)
    words: what it looks like
    reach: the picture goes from -reach to reach, both ways
    modes: where its modes can be counted
    """

    draw: Draw
    words: str
    reach: float
    modes: Mixture | None = None


def two_moons(n: int, *, generator: torch.Generator | None = None) -> Tensor:
    """Two half circles that hold each other, float32 (n, 2)."""
    angle = math.pi * torch.rand(n, generator=generator)
    side = 1 - 2 * torch.randint(2, (n,), generator=generator)  # 1: the upper one, -1: the lower
    x = torch.stack([angle.cos() - 0.5 * side, angle.sin() * side - 0.25 * side], dim=1)
    return 1.3 * x + 0.08 * torch.randn(n, 2, generator=generator)


def spiral(n: int, *, generator: torch.Generator | None = None) -> Tensor:
    """One arm that winds outwards, one and a half times around, float32 (n, 2)."""
    angle = 3 * math.pi * torch.rand(n, generator=generator).sqrt()  # as many on each inch
    x = angle[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
    return 2.2 / (3 * math.pi) * x + 0.05 * torch.randn(n, 2, generator=generator)


def circle(n: int, *, generator: torch.Generator | None = None) -> Tensor:
    """A circle without gaps, float32 (n, 2)."""
    angle = 2 * math.pi * torch.rand(n, generator=generator)
    x = 2 * torch.stack([angle.cos(), angle.sin()], dim=1)
    return x + 0.05 * torch.randn(n, 2, generator=generator)


def line(n: int, *, generator: torch.Generator | None = None) -> Tensor:
    """A line from (-2, -1) to (2, 1), float32 (n, 2)."""
    place = 2 * torch.rand(n, 1, generator=generator) - 1
    return place * torch.tensor([2.0, 1.0]) + 0.05 * torch.randn(n, 2, generator=generator)


HEAPS = Mixture("two heaps", torch.tensor([[-1.5, 0.0], [1.5, 0.0]]), sigma=0.25)
HEAP = Mixture("one heap", torch.tensor([[1.0, 1.0]]), sigma=0.4)

DISTRIBUTIONS = {
    "one heap": Distribution(HEAP, "one heap, right of the middle and above", 2.9, HEAP),
    "two heaps": Distribution(HEAPS, "two heaps, left and right", 2.9, HEAPS),
    "ring": Distribution(RING, "8 heaps on a ring", 2.9, RING),
    "grid": Distribution(GRID, "25 heaps on a grid", 5.2, GRID),
    "line": Distribution(line, "one line that rises to the right", 2.9),
    "circle": Distribution(circle, "one circle", 2.9),
    "two moons": Distribution(two_moons, "two half moons", 2.9),
    "spiral": Distribution(spiral, "one spiral", 2.9),
}


class Noise(NamedTuple):
    """What G's z is drawn from.

    draw: (n, generator=...) -> float32 (n, nz)
    lines: lines in the space of z, (L, P, nz): P places on each of L lines
    """

    nz: int
    draw: Draw
    lines: Tensor


def _normal(nz: int, n: int, *, generator: torch.Generator | None = None) -> Tensor:
    return torch.randn(n, nz, generator=generator)


def _uniform(nz: int, n: int, *, generator: torch.Generator | None = None) -> Tensor:
    return 2 * torch.rand(n, nz, generator=generator) - 1


def _net(end: float, n_lines: int = 9, n_places: int = 41) -> Tensor:
    """A net over the square from -end to end: lines across, then upright ones, (2 n, P, 2)."""
    along, apart = torch.linspace(-end, end, n_places), torch.linspace(-end, end, n_lines)
    across = torch.stack(torch.meshgrid(along, apart, indexing="xy"), dim=2)  # (n, P, 2)
    return torch.cat([across, across.flip(2)])


NOISES = {  # 95 % of normal numbers lie from -2 to 2
    "normal, 2 numbers": Noise(2, partial(_normal, 2), _net(2.0)),
    "uniform, 2 numbers": Noise(2, partial(_uniform, 2), _net(1.0)),
    "normal, 1 number": Noise(1, partial(_normal, 1), torch.linspace(-3, 3, 401).view(1, -1, 1)),
}


class Rule(NamedTuple):
    """A loss, and how to read what its D says.

    loss: what both minimise
    low, high: D's outputs that mean "generated" and "real"; None: they have no fixed meaning
    logits: D's outputs are logits, so that their sigmoid is a belief
    words: what G minimises
    """

    loss: GANLoss
    words: str
    low: float | None = None
    high: float | None = None
    logits: bool = False


LOSSES = {
    "non-saturating": Rule(
        losses.non_saturating,
        "G minimises -log D(G(z)), which pulls most where D is sure",
        0,
        1,
        True,
    ),
    "minimax": Rule(
        losses.minimax,
        "G minimises log(1 - D(G(z))), which hardly pulls where D is sure",
        0,
        1,
        True,
    ),
    "least squares": Rule(
        losses.least_squares, "D aims at 1 for real and 0 for generated points, G at 1", 0, 1
    ),
    "hinge": Rule(
        losses.hinge, "D is content above 1 for real and below -1 for generated points", -1, 1
    ),
    "Wasserstein": Rule(losses.wasserstein, "D gives scores, and G raises those of its points"),
    "relativistic": Rule(
        losses.relativistic, "each generated point is compared with a real one beside it"
    ),
}


@dataclass(frozen=True)
class Settings:
    """The rules of a game: plain values.

    distribution, loss, noise: names, see `DISTRIBUTIONS`, `LOSSES` and `NOISES`
    lr_g, lr_d: Adam's learning rates, above 0 and at most 1
    k: steps of D for each step of G, 1 to 20
    beta1: how much of its former steps Adam keeps, from 0 and below 1
    penalty: weight of the price that D pays for its slope, 0 for none. It draws the slope towards
        0 at real and generated points (`losses.zero_centred_penalty`); with the Wasserstein loss
        towards 1 between them (`losses.gradient_penalty`).
    seed: of weights, data and noise

    Raises:
        GanLabError: a value that is none of these.
    """

    distribution: str = "ring"
    loss: str = "non-saturating"
    lr_g: float = 2e-3
    lr_d: float = 2e-3
    k: int = 1
    beta1: float = 0.5
    noise: str = "normal, 2 numbers"
    penalty: float = 0.1
    seed: int = 0

    def __post_init__(self) -> None:
        for name, table in (("distribution", DISTRIBUTIONS), ("loss", LOSSES), ("noise", NOISES)):
            chosen = getattr(self, name)
            if not isinstance(chosen, str) or chosen not in table:
                raise GanLabError(f"{name} must be one of {', '.join(table)}; got {chosen!r}")
        for name in ("lr_g", "lr_d"):
            _refuse_unless(0 < _number(getattr(self, name)) <= 1, name, "above 0, at most 1", self)
        _refuse_unless(0 <= _number(self.beta1) < 1, "beta1", "from 0, below 1", self)
        _refuse_unless(0 <= _number(self.penalty) < math.inf, "penalty", "0 or above", self)
        for name, least, most in (("k", 1, MAX_K), ("seed", 0, MAX_SEED)):
            value = getattr(self, name)
            whole = isinstance(value, int) and not isinstance(value, bool)
            limits = f"a whole number from {least} to {most}"
            _refuse_unless(whole and least <= value <= most, name, limits, self)


def settings_of(**values: Any) -> Settings:
    """Settings by name; a name that is none is refused with those that are."""
    return _changed(Settings(), values)


def _changed(settings: Settings, values: dict[str, Any]) -> Settings:
    known = [field.name for field in fields(Settings)]
    for name in values:
        if name not in known:
            raise GanLabError(f"there is no setting {name!r}: choose among {', '.join(known)}")
    return replace(settings, **values)


def _number(value: Any) -> float:
    """The value, or what lies in no range where it is no number."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if fits else math.nan


def _refuse_unless(fits: bool, name: str, expected: str, settings: Settings) -> None:
    if not fits:
        raise GanLabError(f"{name} must be {expected}; got {getattr(settings, name)!r}")


# --- what can be seen


@dataclass(frozen=True)
class Snapshot:
    """How a game stands after a step; all tensors are on the CPU, and nobody changes them.

    x_fake: G's points for the same z each time, (N, 2)
    field: D's outputs on a square of places from -reach to reach; rows go upwards, (M, M)
    arrows: which way G's loss would move the first of the points, see `pull`, (A, 2)
    manifold: where G puts the lines of `Noise.lines`, (L, P, 2)
    d_loss, g_loss: of the last step; NaN before the first
    modes: None where the distribution has none to count
    """

    step: int
    settings: Settings
    x_fake: Tensor
    field: Tensor
    arrows: Tensor
    manifold: Tensor
    d_loss: float
    g_loss: float
    modes: ModesCovered | None

    def shades(self) -> Tensor:
        """The field in [0, 1], 1 where D says "real" most, (M, M).

        Where D gives scores without a fixed meaning, from the lowest to the highest of them.
        """
        rule = LOSSES[self.settings.loss]
        field = self.field.sigmoid() if rule.logits else self.field
        low = float(field.min()) if rule.low is None else rule.low
        high = float(field.max()) if rule.high is None else rule.high
        return ((field - low) / max(high - low, 1e-6)).clamp(0, 1)

    def outside(self) -> int:
        """How many of the points lie outside the picture."""
        reach = DISTRIBUTIONS[self.settings.distribution].reach
        return int((self.x_fake.abs() > reach).any(1).sum())


def pull(D: nn.Module, loss: GANLoss, x_fake: Tensor, x_real: Tensor) -> Tensor:
    """Which way, and how hard, G's loss would move each generated point, (N, 2).

    It is minus the gradient of the point's own g_loss by its place. (G may not follow: its weights
    move all points together.)

    Args:
        x_fake: (N, 2). x_real: (N, 2), which only a paired loss compares with.
    """
    x = x_fake.detach().requires_grad_(True)
    judged = [D(x), D(x_real)] if loss.paired else [D(x)]
    # times N: g_loss is a mean, which makes each point's part N times smaller
    (slope,) = torch.autograd.grad(len(x) * loss.g_loss(*judged), x)
    return -slope


class Losses:
    """d_loss and g_loss over the steps; of a long game every second, fourth, ... step is kept."""

    def __init__(self) -> None:
        self.every = 1
        self.rows: list[tuple[int, float, float]] = []  # (step, d_loss, g_loss)

    def note(self, step: int, d_loss: float, g_loss: float) -> None:
        if step % self.every == 0:
            self.rows.append((step, d_loss, g_loss))
        if len(self.rows) > MOST_LOSSES:
            self.every *= 2
            self.rows = [row for row in self.rows if row[0] % self.every == 0]


# --- the game


class Game:
    """G against D, in the plane.

    All chance comes from the settings' seed: the same settings and steps give the same numbers.
    torch's own random numbers are neither used nor moved.

    settings: the rules as they are now; `change` changes them
    steps: finished steps of G
    history: snapshots, the first at step 0, in distances that grow; at most 60
    losses: of each step, or fewer
    ended: why the game cannot go on, in words; empty while it can
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.restart()

    def restart(self) -> None:
        """Begin anew by the rules of now."""
        settings = self.settings
        self.distribution, self.noise = (
            DISTRIBUTIONS[settings.distribution],
            NOISES[settings.noise],
        )
        with _own_chance() as chance:
            chance.manual_seed(settings.seed)
            G = points.Generator(self.noise.nz, WIDTH)
            D = points.Discriminator(WIDTH)
            self._chance = chance.get_state()  # what penalties draw goes on from here
        self._stream = torch.Generator().manual_seed(settings.seed)  # of real points and z
        fixed = torch.Generator().manual_seed(settings.seed + 1)  # what is shown stays the same
        self.x_real = self.distribution.draw(N_POINTS, generator=fixed)  # (N, 2)
        self.z = self.noise.draw(N_POINTS, generator=fixed)  # (N, nz)
        line = torch.linspace(-self.distribution.reach, self.distribution.reach, N_FIELD)
        self._square = torch.cartesian_prod(line, line).flip(1)  # (M * M, 2), row by row
        self._state = TrainState(G, D, _adam(G), _adam(D))
        self.steps, self.ended = 0, ""
        self.history: list[Snapshot] = []
        self.losses = Losses()
        self.every = EVERY  # steps between snapshots
        self._obey()
        self._keep()

    @property
    def G(self) -> nn.Module:
        return self._state.G

    @property
    def D(self) -> nn.Module:
        return self._state.D

    def change(self, **values: Any) -> None:
        """Other rules from the next step on; another distribution, noise or seed begins anew.

        Raises:
            GanLabError: no such setting, or no such value; the rules stay.
        """
        former, self.settings = self.settings, _changed(self.settings, values)
        anew = ("distribution", "noise", "seed")
        if any(getattr(former, name) != getattr(self.settings, name) for name in anew):
            self.restart()
        elif former != self.settings:
            self._obey()

    def _obey(self) -> None:
        """Let optimisers, loss and penalty follow the settings."""
        settings = self.settings
        for optimizer, lr in (
            (self._state.opt_g, settings.lr_g),
            (self._state.opt_d, settings.lr_d),
        ):
            for group in optimizer.param_groups:
                group["lr"], group["betas"] = lr, (settings.beta1, 0.999)
        penalty = (
            losses.gradient_penalty
            if settings.loss == "Wasserstein"
            else losses.zero_centred_penalty
        )
        self._penalty: Penalty | None = None
        if settings.penalty > 0:
            self._penalty = partial(penalty, weight=settings.penalty)
        # recorded anew: a recording belongs to one loss and one penalty
        self._step_d, self._step_g = Replayed(discriminator_step), Replayed(generator_step)
        self._seen: Snapshot | None = None

    @torch.enable_grad()
    def step(self, n: int = 1) -> None:
        """n steps of G, each after k steps of D. A game that has ended stays as it is.

        Raises:
            GanLabError: n is no whole number from 1 on.
        """
        if isinstance(n, bool) or not isinstance(n, int) or n < 1:
            raise GanLabError(f"n must be a whole number from 1 on, got {n!r}")
        state, loss = self._state, LOSSES[self.settings.loss].loss
        draw_real, draw_z, stream = self.distribution.draw, self.noise.draw, self._stream
        with _own_chance() as chance:  # gradient_penalty draws there
            chance.set_state(self._chance)
            for _ in range(n):
                if self.ended:
                    break
                for _ in range(self.settings.k):
                    x_real = draw_real(BATCH_SIZE, generator=stream)
                    z = draw_z(BATCH_SIZE, generator=stream)
                    self._step_d(state, loss, x_real, z, penalty=self._penalty)
                z = draw_z(BATCH_SIZE, generator=stream)
                self._step_g(state, loss, z, x_real=x_real)
                self.steps += 1
                self._seen = None
                self._note()
            self._chance = chance.get_state()

    def _note(self) -> None:
        """Keep the losses of the last step, and now and then a snapshot."""
        d_loss, g_loss = float(self._state.d_loss), float(self._state.g_loss)
        for name, value in (("d_loss", d_loss), ("g_loss", g_loss)):
            if not math.isfinite(value):
                self._end(f"{name} is no longer a number")
                return
        self.losses.note(self.steps, d_loss, g_loss)
        if self.steps % self.every == 0:
            self._keep()

    def _end(self, reason: str) -> None:
        self.ended = (
            f"The game has ended at step {self.steps:,}: {reason}. "
            "Begin anew, with smaller learning rates or another loss."
        )

    def _keep(self) -> None:
        snapshot = self.look()
        if self.ended:
            return
        self.history.append(snapshot)
        if len(self.history) > MOST_SNAPSHOTS:
            self.every *= 2
            self.history = [s for s in self.history if s.step % self.every == 0]

    def look(self) -> Snapshot:
        """How the game stands now. Of a game that has ended: the last sound snapshot."""
        if self._seen is None and not self.ended:
            snapshot = self._snapshot()
            shown = (snapshot.x_fake, snapshot.field, snapshot.arrows, snapshot.manifold)
            if all(torch.isfinite(t).all() for t in shown):
                self._seen = snapshot
            else:
                self._end("what G or D puts out is no longer a number")
        return self._seen or self.history[-1]

    @torch.enable_grad()
    def _snapshot(self) -> Snapshot:
        state, modes = self._state, self.distribution.modes
        x_fake = generate(state.G, self.z)
        lines = self.noise.lines
        manifold = generate(state.G, lines.flatten(0, 1)).view(*lines.shape[:2], 2)
        with torch.no_grad():
            field = state.D(self._square).view(N_FIELD, N_FIELD)
        loss = LOSSES[self.settings.loss].loss
        arrows = pull(state.D, loss, x_fake[:N_ARROWS], self.x_real[:N_ARROWS])
        sound = modes is not None and bool(torch.isfinite(x_fake).all())
        return Snapshot(
            self.steps,
            self.settings,
            x_fake,
            field,
            arrows,
            manifold,
            float(state.d_loss),
            float(state.g_loss),
            modes_covered(x_fake, modes.centres, modes.sigma) if modes and sound else None,
        )


def _adam(net: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(net.parameters(), fused=True)  # fused: it can be replayed


@contextlib.contextmanager
def _own_chance() -> Iterator[torch.Generator]:
    """Within the block torch's random numbers on the CPU may be moved: they come back after it."""
    chance = torch.default_generator
    former = chance.get_state()
    try:
        yield chance
    finally:
        chance.set_state(former)
