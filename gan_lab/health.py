"""What is going wrong in a run, in plain words, and since which step.

    health = Health(z)
    fit(..., callbacks=[..., health])
    print(health)

`Health` looks at the training every few steps and notes a few figures, a `Look`; `judge` reads
the looks. Neither knows a class or a mode: they compare G's samples with real ones in the space
of the data, pixels or points, so that they serve any set.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from gan_lab.errors import GanLabError
from gan_lab.training import Callback, TrainState, generate

OUTPUTS = ("logits", "pairs", "probabilities", "scores")
SATURATED = 0.98  # |x| above it counts as a saturated pixel, as in lesson 04
NEAR = 0.15  # of the mean distance between real points: still within one mode of a set of several
NAN = math.nan


class Finding(NamedTuple):
    """One thing that goes wrong: its name, the step since which it does, and what it means."""

    name: str
    step: int
    text: str


class Look(NamedTuple):
    """The figures of one step. NaN where a question has no meaning for this run.

    p_real, p_fake: D's mean probability that a real, a generated sample is real
    apart: share of the pairs (real, generated) in which D ranks the real one higher; 1/2: a guess
    gradient: norm of G's gradient, divided by the norm of G's weights
    diversity: mean distance between two generated samples, divided by that of two real ones
    near: share of real points that have a generated point near
    known: share of real points that had one at this look or an earlier one
    saturated, saturated_real: share of |x| > 0.98 in generated and in real images
    """

    step: int
    p_real: float = NAN
    p_fake: float = NAN
    apart: float = NAN
    gradient: float = NAN
    diversity: float = NAN
    near: float = NAN
    known: float = NAN
    saturated: float = NAN
    saturated_real: float = NAN


class Health(Callback):
    """Watches a run of `fit` and reports what goes wrong.

    It draws no random numbers, leaves G as it was, and waits for the device once a look.

    Args:
        z: (N, nz), fixed; 64 latent vectors are enough for images, 256 for points.
        every: steps between two looks. The last step has one too.
        cond: what G takes beside z, such as labels (N,).
        outputs: what D's numbers are. "logits": a sigmoid makes probabilities of them;
            "probabilities": they are some, as in lesson 01; "pairs": only the difference of a real
            and a generated one means something, as in a relativistic loss; "scores": any numbers,
            as a Wasserstein or hinge critic gives. Scores tell real from generated as surely as
            they like without harm, so no look asks how sure they are.

    looks: one `Look` each. broken: the first step with a loss or weight that is no number, or None.

    Raises:
        GanLabError: unknown outputs, or an `every` below 1.
    """

    def __init__(
        self, z: Tensor, every: int = 50, *, cond: Sequence[Tensor] = (), outputs: str = "logits"
    ) -> None:
        if outputs not in OUTPUTS:
            raise GanLabError(f"outputs must be one of {', '.join(OUTPUTS)}, got {outputs!r}")
        if every < 1:
            raise GanLabError(f"Health looks every so many steps, at least 1: got {every}")
        self.z = z
        self.every = every
        self.cond = tuple(cond)
        self.outputs = outputs
        self.looks: list[Look] = []
        self.broken: int | None = None
        self._step = 0
        self._losses: list[Tensor] = []  # of the steps since the last look, still on the device
        self._real = _RealSide(len(z))

    def report(self) -> list[Finding]:
        """What is going wrong at the end, in the order in which it began; empty for a good run."""
        return judge(self.looks, self.broken)

    def __str__(self) -> str:
        """The report as text, or that the run was too short for one."""
        findings = self.report()
        seen = self.looks[-1].step - self.looks[0].step if self.looks else 0
        if not findings and (len(self.looks) < WINDOW or seen < N_STEPS):
            return f"Health: too short a run to tell. It takes {WINDOW} looks and {N_STEPS} steps."
        return describe(findings)

    def start(self, state: TrainState) -> None:
        self._step = state.step
        self._losses = [loss.to(state.device) for loss in self._losses]  # out of a checkpoint

    def after_step(self, state: TrainState) -> None:
        self._step = state.step
        self._losses += [state.d_loss, state.g_loss]
        self._real.gather(state.x_real)
        if state.step % self.every == 0:
            self._look(state)

    def end(self, state: TrainState) -> None:
        if state.step > self._step:  # a callback before this one broke off within the last step
            self.after_step(state)
        if self._losses:
            self._look(state)

    def _look(self, state: TrainState) -> None:
        """Read all figures of this step at once, and the losses since the last look."""
        norms = _norms(state)
        figures = torch.cat([*self._opinion(state), norms, torch.stack(self._losses)]).tolist()
        p_real, p_fake, apart, gradient, weights, *losses = figures
        first = state.step - len(losses) // 2 + 1
        self._losses.clear()
        if self.broken is not None:
            return
        wrong = [k // 2 for k, loss in enumerate(losses) if not math.isfinite(loss)]
        if wrong:
            self.broken = first + wrong[0]
        elif not math.isfinite(weights):
            self.broken = state.step
        else:
            shown = self._real.compare(generate(state.G, self.z, *self.cond), self._varied())
            # half precision now and then has an infinite gradient, and skips that step
            relative = gradient / weights if math.isfinite(gradient) and weights else NAN
            self.looks.append(Look(state.step, p_real, p_fake, apart, relative, *shown))

    def _opinion(self, state: TrainState) -> list[Tensor]:
        """p_real, p_fake and apart of the step's batches, each (1,), on the device."""
        d_real, d_fake = state.d_real, state.d_fake
        # ties count half, so that a D that gives one answer to all is guessing
        apart = (d_real[:, None] - d_fake).sign().add(1).div(2).mean()  # over (N, N) pairs
        if self.outputs == "pairs":
            p_real = torch.sigmoid(d_real - d_fake).mean()
            p_fake = 1 - p_real
        elif self.outputs == "scores":
            p_real = p_fake = torch.full_like(apart, NAN)
        else:
            to_p = torch.sigmoid if self.outputs == "logits" else torch.clone
            p_real, p_fake = to_p(d_real).mean(), to_p(d_fake).mean()
        return [torch.stack((p_real, p_fake, apart))]

    def _varied(self) -> bool:
        """Whether G is asked for different things at all: lesson 01's z is one constant."""
        return bool(self.cond) or bool((self.z != self.z[0]).any())

    def state_dict(self) -> dict[str, Any]:
        return {
            "looks": torch.tensor(self.looks, dtype=torch.float64).view(-1, len(Look._fields)),
            "broken": self.broken,
            "losses": torch.stack(self._losses).cpu() if self._losses else torch.empty(0),
            "real": self._real.state_dict(),
        }

    def load_state_dict(self, content: dict[str, Any]) -> None:
        if not content:  # of a run that was begun without Health
            return
        self.looks = [Look(int(row[0]), *row[1:]) for row in content["looks"].tolist()]
        self.broken = content["broken"]
        self._losses = list(content["losses"])
        self._real.load_state_dict(content["real"])


WINDOW = 5  # a finding needs 4 of 5 looks in a row: one batch alone says little
# ... and so many steps, however close the looks are. Measured with DCGAN on faces: until step 50
# D is as sure as it ever gets and all samples are alike, and neither does harm.
N_STEPS = 100


def judge(looks: Sequence[Look], broken: int | None = None) -> list[Finding]:
    """What is going wrong at the end of these looks, in the order in which it began.

    A trouble that has passed is not reported: a D that was sure for the first hundred steps has
    done no harm to a run that went well. Only a gradient that had vanished is.

    Args:
        looks: in the order of their steps. broken: the first step with a loss or weight that is
            no number; looks from there on are left out.
    """
    if broken is not None:
        looks = [look for look in looks if look.step < broken]
    findings = [] if broken is None else [Finding("not_a_number", broken, NOT_A_NUMBER)]
    for rule in (_d_saturated, _gradient_vanished, _diversity_falling, _pixels_saturating):
        found = rule(looks)
        findings += [found] if found else []
    return sorted(findings, key=lambda finding: finding.step)


def describe(findings: Sequence[Finding]) -> str:
    """A report as text: a line a finding, or one friendly sentence for none."""
    if not findings:
        return "Health: all well, nothing in this run looks wrong."
    lines = [f"- since step {f.step:,}: {f.text}" for f in findings]
    return "\n".join(["Health: something goes wrong in this run.", *lines])


NOT_A_NUMBER = (
    "a loss or a weight is no longer a number, and nothing after it can be trusted. "
    "Lower the learning rate and start again."
)


def _d_saturated(looks: Sequence[Look]) -> Finding | None:
    """D makes no mistakes and is sure of it."""
    # Measured: with 10 steps of D for each of G, or 20 times G's learning rate, p_fake is 0.00 to
    # 0.06 for as long as one looks. In good runs (MLP, CNN, DCGAN, ring, grid; with and without the
    # label 0.9) it is below 0.1, with p_real above 0.85, at 3 of 5 looks at most, and only before
    # step 150.
    # p_real: a D that is taught the label 0.9 stays near 0.9, however sure it is.
    bad = [k.p_fake < 0.07 and k.p_real > 0.85 and k.apart > 0.99 for k in looks]
    since = _since(looks, bad)
    if since is None:
        return None
    last = _lately(looks)
    return Finding(
        "d_saturated",
        since,
        "D is certain. It gives real samples the probability "
        f"{last.p_real:.2f} and generated ones {last.p_fake:.2f}, and from a D that makes hardly "
        "a mistake G learns little. Slow D down (fewer steps, a lower learning rate) or hold it "
        "back (a penalty such as R1, dropout, the label 0.9).",
    )


def _gradient_vanished(looks: Sequence[Look]) -> Finding | None:
    """G gets no signal, although D tells its samples from real ones."""
    # Measured. Good runs: 0.002 (toy) to 4 (CNN), each within a factor of 20 of its own maximum.
    # The minimax loss on digits, D ahead: 0.0001, 1/300 of the maximum.
    usual = 0.0
    bad = []
    for k, look in enumerate(looks):
        usual = max(usual, _median([x.gradient for x in looks[max(0, k - 2) : k + 1]]))
        # a G that has arrived gets no gradient either, but then D is guessing
        ahead = look.apart > 0.9 and not look.p_real - look.p_fake < 0.5
        bad.append(ahead and look.gradient < max(usual / 100, 1e-4))
    # No good run has this for a single look, so it is reported however short it was, and also
    # when it has passed: Adam moves G a little even so, and in the end out of the flat land.
    for end in range(len(looks), WINDOW - 1, -1):
        since = _since(looks[:end], bad[:end], steps=0)
        if since is not None:
            weakest = min(look.gradient for look in looks[:end] if look.step >= since)
            last = max(look.step for look, is_bad in zip(looks[:end], bad, strict=False) if is_bad)
            until = "" if end == len(looks) else f" The last time was step {last:,}."
            return Finding("g_gradient_vanished", since, f"{VANISHED.format(weakest)}{until}")
    return None


VANISHED = (
    "G's gradient has vanished: its norm went down to {:.0e} of that of G's weights, although D "
    "told real from generated. G stands still then. Use the non-saturating loss, or hold D back."
)


def _diversity_falling(looks: Sequence[Look]) -> Finding | None:
    """G's samples grow alike, or stay alike, or leave out parts of the data that they once had."""
    best = 0.0
    fallen = []
    for k, look in enumerate(looks):
        # capped at 1: points that fly apart at first and then find their places lose nothing
        best = max(best, min(1.0, _median([x.diversity for x in looks[max(0, k - 2) : k + 1]])))
        fallen.append(best > 0.3 and look.diversity < best / 2)
    # Measured, diversity of good runs: above 0.25 from step 20 (MLP), 50 (CNN) or 110 (DCGAN) on,
    # and never below half of what it has been. The textbook pair on MNIST: 0.07 to 0.21 for all
    # of 1,500 steps.
    alike = [look.diversity < 0.25 for look in looks]
    # Measured, near of plain GANs on the ring that collapse: 0 to 0.3 for as long as one looks,
    # while most points were near to some sample at one time or another. The cured one wanders
    # like that for hundreds of steps too, and then stays at 1.
    lost = [look.near < 0.7 and look.known > look.near + 0.2 for look in looks]
    missing = [look.near < 0.6 for look in looks]
    # What each G goes through at its beginning is given the more time.
    for bad, window, steps, what in (
        (fallen, WINDOW, 200, f"G's samples grow alike. {ALIKE}; it was {best:.0%} before."),
        (alike, 2 * WINDOW, 200, f"G's samples stay alike, whatever the z. {ALIKE}."),
        (lost, WINDOW, 1000, f"G wanders, and leaves out parts that it once drew. {FEW}."),
        (missing, 2 * WINDOW, 1000, f"G leaves out parts of the data. {FEW}."),
    ):
        since = _since(looks, bad, window, steps)
        if since is not None:
            return Finding("diversity_falling", since, f"{what.format(_lately(looks))} {COLLAPSE}")
    return None


ALIKE = "The mean distance between two of them is {0.diversity:.0%} of that between two real ones"
FEW = "Only {0.near:.0%} of the real points have a generated one near"
COLLAPSE = (
    "This is mode collapse. Hold D back with a penalty such as R1, let it see the whole batch "
    "(minibatch statistics), or put BatchNorm into G."
)


def _pixels_saturating(looks: Sequence[Look]) -> Finding | None:
    """Far more generated pixels than real ones lie at the ends of the range."""
    # Measured at the ends of good runs, generated and real: MNIST 0.81 and 0.87, FashionMNIST 0.51
    # and 0.51, faces 0.08 and 0.03. A G that outruns a weak D passes 0.2 where real images have
    # 0.00. Odds, since a step from 0.87 to 0.97 is a large one, too.
    bad = [
        k.saturated > k.saturated_real + 0.1 and _odds(k.saturated) > 4 * _odds(k.saturated_real)
        for k in looks
    ]
    since = _since(looks, bad)
    if since is None:
        return None
    last = _lately(looks)
    return Finding(
        "pixels_saturating",
        since,
        f"{last.saturated:.0%} of the generated values lie at the ends of the range "
        f"(|x| > {SATURATED}), {last.saturated_real:.0%} of the real ones: the pictures become "
        "glaring. Stop earlier, lower G's learning rate, or sample from an average of G (EMA).",
    )


def _since(
    looks: Sequence[Look], bad: Sequence[bool], size: int = WINDOW, steps: int = N_STEPS
) -> int | None:
    """The step since which the looks are bad, up to the last one; None if they are not.

    One good look in each `size` looks is taken for chance. Less than `steps` steps are too few.
    """
    since = None
    for end in range(len(bad), size - 1, -1):
        window = bad[end - size : end]
        if sum(window) < size - 1:
            break
        since = looks[end - size + window.index(True)].step
    if since is None or looks[-1].step - since < steps:
        return None
    return since


def _lately(looks: Sequence[Look]) -> Look:
    """The medians of the last few looks: what a text quotes, since one look may be an exception."""
    last = looks[-WINDOW:]
    return Look(last[-1].step, *(_median(column) for column in list(zip(*last, strict=True))[1:]))


def _median(values: Sequence[float]) -> float:
    """The middle one of the values; NaN among them counts as the smallest."""
    return sorted(0.0 if math.isnan(v) else v for v in values)[len(values) // 2]


def _odds(share: float) -> float:
    """share / (1 - share): from 0.9 to 0.95 is as far as from 0.1 to 0.05."""
    return share / (1 - share) if share < 1 else math.inf


class _RealSide:
    """Real samples from the first batches, and G's samples held against them.

    Real data do not change, so a few batches are gathered once; of images only two figures stay.
    """

    def __init__(self, n: int) -> None:
        self.n = max(n, 2)
        self.parts: list[Tensor] = []
        self.gathered = 0
        self.distance = self.saturated = NAN
        self.points: Tensor | None = None  # where points lie dense enough to speak of "near"
        self.known = torch.zeros(0, dtype=torch.bool)
        self.complete = False

    def gather(self, x_real: Tensor) -> None:
        if self.complete:
            return
        self.parts.append(x_real)
        self.gathered += len(x_real)
        if self.gathered >= 2 * self.n:
            self._settle(torch.cat(self.parts)[: 2 * self.n].float().cpu())

    def _settle(self, real: Tensor) -> None:
        self.complete = True
        self.parts.clear()
        if real.dim() == 4:  # images
            self.saturated = _saturated(real)
        one, other = real.flatten(1).split(self.n)
        self.distance = _mean_distance(one)
        # Do real points have other real points near? 256 points of a ring of 8 do. Images never:
        # in hundreds of dimensions all are far from each other.
        if _near(one, other, self.distance).float().mean() > 0.9:
            self.points = one
            self.known = torch.zeros(self.n, dtype=torch.bool)

    def compare(self, samples: Tensor, varied: bool) -> tuple[float, ...]:
        """diversity, near, known, saturated, saturated_real of G's samples (N, ...)."""
        if not self.complete:
            return (NAN,) * 5
        x = samples.flatten(1)
        diversity = near = known = saturated = NAN
        if varied and self.distance:
            diversity = _mean_distance(x) / self.distance
            if self.points is not None:
                found = _near(self.points, x, self.distance)
                self.known |= found
                near, known = found.float().mean().item(), self.known.float().mean().item()
        if not math.isnan(self.saturated):
            saturated = _saturated(samples)
        return diversity, near, known, saturated, self.saturated

    def state_dict(self) -> dict[str, Any]:
        return {
            "parts": torch.cat(self.parts).cpu() if self.parts else None,
            "distance": self.distance,
            "saturated": self.saturated,
            "points": self.points,
            "known": self.known,
            "complete": self.complete,
        }

    def load_state_dict(self, content: dict[str, Any]) -> None:
        self.parts = [] if content["parts"] is None else [content["parts"]]
        self.gathered = sum(map(len, self.parts))
        for name in ("distance", "saturated", "points", "known", "complete"):
            setattr(self, name, content[name])


def _norms(state: TrainState) -> Tensor:
    """The norms of G's last gradient and of its weights, (2,), on the device."""
    weights = [p.detach() for p in state.G.parameters()]
    gradients = [p.grad for p in state.G.parameters() if p.grad is not None]
    return torch.stack([torch.stack(torch._foreach_norm(x)).norm() for x in (gradients, weights)])


def _mean_distance(x: Tensor) -> float:
    """Mean distance between two different rows of x (N, D)."""
    return (torch.cdist(x, x).sum() / (len(x) * (len(x) - 1))).item()


def _near(points: Tensor, others: Tensor, distance: float) -> Tensor:
    """Which of the points (N, D) have one of the others near, (N,)."""
    return torch.cdist(points, others).amin(1) < NEAR * distance


def _saturated(images: Tensor) -> float:
    return (images.abs() > SATURATED).float().mean().item()
