"""The health report names what was made to fail, with its step, and is silent on good runs."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
import re

import pytest
import torch
from torch import nn

from gan_lab import checkpoint, losses, recipes, runs
from gan_lab.callbacks import Checkpoint, History
from gan_lab.data import RING, Batches, FreshBatches, load
from gan_lab.errors import GanLabError
from gan_lab.health import Finding, Health, Look, describe, judge
from gan_lab.models import mlp, points
from gan_lab.runtime import seed_everything
from gan_lab.training import TrainState, discriminator_step, fit
from tests.conftest import IMAGE_SHAPE, NZ, fit_small, same_state

Z = torch.randn(8, NZ, generator=torch.Generator().manual_seed(3))
GOOD = Look(
    step=0,
    p_real=0.7,
    p_fake=0.3,
    apart=0.9,
    gradient=0.05,
    diversity=0.9,
    near=1.0,
    known=1.0,
    saturated=0.05,
    saturated_real=0.04,
)


def history(*parts: tuple[int, dict]) -> list[Look]:
    """Looks every 50 steps: (how many, what differs from a good run), one part after another."""
    looks: list[Look] = []
    for n, change in parts:
        looks += [GOOD._replace(step=50 * (len(looks) + k + 1), **change) for k in range(n)]
    return looks


def named(findings: list[Finding]) -> list[tuple[str, int]]:
    return [(finding.name, finding.step) for finding in findings]


SURE = {"p_real": 0.995, "p_fake": 0.004, "apart": 1.0}
TROUBLES = {
    "d_saturated": SURE,
    "d_saturated, taught the label 0.9": {**SURE, "p_real": 0.89},
    "g_gradient_vanished": {"gradient": 1e-4, "apart": 0.99, "p_real": 0.9, "p_fake": 0.1},
    "diversity_falling": {"diversity": 0.4},
    "diversity_falling, points": {"near": 0.5},
    "pixels_saturating": {"saturated": 0.3},
}
HARMLESS = {
    "D is good, not sure": {"p_real": 0.9, "p_fake": 0.1, "apart": 0.995},
    "D is sure, and often wrong": {"p_real": 0.9, "p_fake": 0.05, "apart": 0.95},
    "D says no to all": {"p_real": 0.0, "p_fake": 0.0, "apart": 1.0},
    "G has arrived": {"gradient": 1e-5, "apart": 0.5, "p_real": 0.5, "p_fake": 0.5},
    "... which one pair says little of": {"gradient": 1e-5, "apart": 1, "p_real": 0.5},
    "gradients of another size": {"gradient": 2e-3, "apart": 1, "p_real": 0.9, "p_fake": 0.1},
    "a little less diverse": {"diversity": 0.6},
    "a mode or two missing for now": {"near": 0.85},
    "a little glaring": {"saturated": 0.1},
    "black paper": {"saturated": 0.9, "saturated_real": 0.87},
    "half black": {"saturated": 0.62, "saturated_real": 0.5},
    "no question applies": dict.fromkeys(Look._fields[1:], math.nan),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("before", [6, 20])
def test_each_trouble_has_its_name_and_the_step_of_its_beginning(trouble: str, before: int) -> None:
    looks = history((before, {}), (21, TROUBLES[trouble]))
    assert named(judge(looks)) == [(trouble.split(",")[0], 50 * (before + 1))]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_has_passed_is_not_reported_but_for_a_gradient_that_vanished(trouble: str) -> None:
    found = judge(history((6, {}), (20, TROUBLES[trouble]), (6, {})))
    if trouble == "g_gradient_vanished":
        assert named(found) == [(trouble, 350)]
        assert "The last time was step 1,300." in found[0].text
        assert "1e-04 of that of G's weights" in found[0].text
    else:
        assert found == []


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_few_bad_looks_are_chance(trouble: str) -> None:
    assert judge(history((6, {}), (3, TROUBLES[trouble]))) == []
    assert judge(history((6, {}), *[(1, TROUBLES[trouble]), (1, {})] * 10)) == []
    assert judge(history((6, {}), *[(3, TROUBLES[trouble]), (3, {})] * 10)) == []


@pytest.mark.parametrize("trouble", TROUBLES)
def test_one_good_look_between_bad_ones_is_chance_too(trouble: str) -> None:
    bad = TROUBLES[trouble]
    looks = history((6, {}), (4, bad), (1, {}), (19, bad), (1, {}))
    assert named(judge(looks)) == [(trouble.split(",")[0], 350)]


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_harmless_is_not_reported(kind: str) -> None:
    assert judge(history((6, {}), (30, HARMLESS[kind]))) == []
    assert judge(history((30, HARMLESS[kind]))) == []


def test_samples_that_are_alike_from_the_start_need_a_longer_look() -> None:
    """Every G starts so: it must be given the time to spread."""
    assert judge(history((8, {"diversity": 0.1}), (2, {"diversity": 0.3}))) == []
    assert judge(history((8, {"diversity": 0.1}))) == []
    found = judge(history((12, {"diversity": 0.1})))
    assert named(found) == [("diversity_falling", 50)]
    assert "10% of that between two real ones" in found[0].text


def test_a_gradient_that_is_nothing_from_the_start() -> None:
    looks = history((8, {"gradient": 1e-9, "apart": 1, "p_real": 0.9, "p_fake": 0.1}))
    assert named(judge(looks)) == [("g_gradient_vanished", 50)]


def test_half_precision_skips_a_step_now_and_then() -> None:
    skipped = {"gradient": math.nan}
    assert judge(history((1, skipped), (20, {}), (1, skipped), (5, {}))) == []


def test_findings_come_in_the_order_in_which_they_began() -> None:
    looks = history((10, {}), (10, {"saturated": 0.4}), (10, {"saturated": 0.4, **SURE}))
    assert named(judge(looks)) == [("pixels_saturating", 550), ("d_saturated", 1050)]


def test_after_a_loss_that_is_no_number_nothing_counts() -> None:
    looks = history((10, {}), (10, SURE))
    assert named(judge(looks, broken=497)) == [("not_a_number", 497)]
    assert named(judge(looks, broken=1001)) == [("d_saturated", 550), ("not_a_number", 1001)]


def test_a_trouble_must_last_also_when_looks_are_close() -> None:
    looks = [GOOD._replace(step=k, **SURE) for k in range(1, 100)]
    assert judge(looks) == []
    looks += [GOOD._replace(step=k, **SURE) for k in range(100, 102)]
    assert named(judge(looks)) == [("d_saturated", 1)]


def test_parts_that_were_never_drawn_are_missed_after_a_longer_time() -> None:
    rare = {"near": 0.5, "known": 0.5}
    assert judge(history((20, rare))) == []
    assert named(judge(history((21, rare)))) == [("diversity_falling", 50)]


def test_no_looks_no_findings() -> None:
    assert judge([]) == []


def test_a_short_run_is_not_called_well() -> None:
    health = Health(Z)
    assert "too short a run to tell" in str(health)
    health.looks = history((4, SURE))
    assert "too short a run to tell" in str(health)
    health.looks = history((10, {}))
    assert str(health) == describe([])
    health.looks = history((10, SURE))
    assert str(health) == describe(health.report())


def test_a_report_is_a_sentence_or_a_line_for_each_finding() -> None:
    assert "all well" in describe([])
    assert "\n" not in describe([])
    findings = judge(history((10, {}), (10, {"saturated": 0.4, **SURE})), broken=1234)
    text = describe(findings)
    assert len(text.splitlines()) == 4
    for finding in findings:
        assert f"since step {finding.step:,}: {finding.text}" in text
    assert "40% of the generated values" in text
    assert "since step 1,234" in text


def run(*callbacks, n_steps: int = 11, **settings) -> TrainState:
    return fit_small(*callbacks, n_steps=n_steps, **settings)


def test_watching_changes_nothing() -> None:
    alone = run()
    after_alone = torch.rand(3)
    watched = run(Health(Z, every=1))
    after_watched = torch.rand(3)
    assert same_state(watched.G, alone.G)
    assert same_state(watched.D, alone.D)
    assert torch.equal(after_watched, after_alone)
    assert watched.G.training


def test_it_looks_every_so_many_steps_and_at_the_end() -> None:
    health = Health(Z, every=4)
    run(health)
    assert [look.step for look in health.looks] == [4, 8, 11]
    health = Health(Z, every=4)
    run(health, n_steps=8)
    assert [look.step for look in health.looks] == [4, 8]


def test_it_waits_for_the_device_once_a_look(monkeypatch) -> None:
    read = []
    for name in ("item", "tolist"):
        plain = getattr(torch.Tensor, name)

        def counted(tensor, plain=plain):
            read.append(tensor)
            return plain(tensor)

        monkeypatch.setattr(torch.Tensor, name, counted)

    class Marks(Health):
        def after_step(self, state) -> None:
            before = len(read)
            super().after_step(state)
            if state.step == 2:  # real data are measured once
                read.clear()
            elif state.step % self.every:
                assert len(read) == before

    run(Marks(Z, every=4), n_steps=20)


def state_with(d_real, d_fake, **more) -> TrainState:
    """What Health reads of a training, by hand."""
    G = nn.Linear(2, 2, bias=False)
    nn.init.eye_(G.weight)
    G.weight.grad = torch.full((2, 2), 0.5)
    state = TrainState(G, None, None, None, step=1)
    state.d_loss = state.g_loss = torch.tensor(1.0)
    state.d_real, state.d_fake = torch.tensor(d_real), torch.tensor(d_fake)
    state.x_real = torch.tensor([[0.0, 0.0], [0.0, 4.0], [0.0, 0.0], [0.0, 4.0]])
    for name, value in more.items():
        setattr(state, name, value)
    return state


def look_at(state: TrainState, z: torch.Tensor, **settings) -> Look:
    health = Health(z, every=1, **settings)
    health.start(state)
    health.after_step(state)
    return health.looks[0]


TWO = torch.tensor([[0.0, 0.0], [0.0, 1.0]])  # what the identity makes of it: two points


def test_the_figures_by_hand() -> None:
    look = look_at(state_with([0.0, 2.0], [1.0, -1.0]), TWO)
    assert look.p_real == pytest.approx((0.5 + 1 / (1 + math.exp(-2))) / 2)
    assert look.p_fake == pytest.approx(0.5)
    assert look.apart == pytest.approx(3 / 4)  # 0 > -1, 2 > 1, 2 > -1, but not 0 > 1
    assert look.gradient == pytest.approx(1 / math.sqrt(2))
    assert look.diversity == pytest.approx(1 / 4)
    assert look.near == look.known == pytest.approx(1 / 2)  # (0, 4) has none near
    assert math.isnan(look.saturated)


def test_a_mode_that_was_once_drawn_stays_known() -> None:
    state = state_with([1.0], [0.0])
    health = Health(TWO, every=1)
    health.start(state)
    shares = []
    for scale in (4.0, 1.0, 4.0, -9.0):
        nn.init.eye_(state.G.weight).data.mul_(scale)
        health.after_step(state)
        shares.append((health.looks[-1].near, health.looks[-1].known))
    assert shares == [(1, 1), (0.5, 1), (1, 1), (0.5, 1)]


@pytest.mark.parametrize(
    ("outputs", "d_real", "d_fake", "p_real", "p_fake"),
    [
        ("logits", [30.0], [-30.0], 1, 0),
        ("probabilities", [0.9, 0.8], [0.2, 0.4], 0.85, 0.3),
        ("pairs", [-20.0, 50.0], [-50.0, 20.0], 1, 0),
        ("pairs", [30.0], [30.0], 0.5, 0.5),
        ("scores", [900.0], [-900.0], math.nan, math.nan),
    ],
)
def test_what_d_says_is_read_as_what_it_is(outputs, d_real, d_fake, p_real, p_fake) -> None:
    look = look_at(state_with(d_real, d_fake), TWO, outputs=outputs)
    assert (look.p_real, look.p_fake) == pytest.approx((p_real, p_fake), nan_ok=True)


def test_a_d_with_one_answer_for_all_is_guessing() -> None:
    assert look_at(state_with([5.0, 5.0], [5.0, 5.0]), TWO).apart == 0.5


def test_images_are_asked_for_saturated_pixels_and_never_for_near_ones() -> None:
    generator = torch.Generator().manual_seed(0)
    real = torch.rand(32, 1, 8, 8, generator=generator) * 1.8 - 0.9
    real[:, :, :2] = -1  # a quarter of the pixels
    G = nn.Sequential(nn.Linear(2, 64), nn.Unflatten(1, (1, 8, 8)))
    nn.init.zeros_(G[0].weight)
    G[0].bias.data = torch.tensor([0.5, -1.0]).repeat(32)  # half of the pixels
    for p in G.parameters():
        p.grad = torch.ones_like(p)
    look = look_at(state_with([1.0], [0.0], G=G, x_real=real), TWO)
    assert look.saturated_real == pytest.approx(0.25)
    assert look.saturated == pytest.approx(0.5)
    assert look.diversity == 0
    assert math.isnan(look.near)


def test_a_constant_z_is_not_asked_for_diversity() -> None:
    look = look_at(state_with([1.0], [0.0]), torch.full((2, 2), 0.5))
    assert math.isnan(look.diversity)
    assert math.isnan(look.near)


def test_real_data_are_gathered_from_batches_of_any_size() -> None:
    state = state_with([1.0], [0.0], x_real=torch.zeros(1, 2))
    health = Health(TWO, every=1)
    health.start(state)
    for k in range(6):
        state.x_real = torch.tensor([[0.0, 4.0 * (k % 2)]])
        health.after_step(state)
    assert [math.isnan(look.diversity) for look in health.looks] == [True] * 3 + [False] * 3
    assert health.looks[-1].diversity == pytest.approx(1 / 4)


def test_a_conditional_g_is_asked_with_labels() -> None:
    class Shifted(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(()))
            self.scale.grad = torch.ones(())

        def forward(self, z, y):
            return self.scale * z + 4 * y[:, None]

    state = state_with([1.0], [0.0], G=Shifted())
    look = look_at(state, torch.zeros(2, 2), cond=(torch.tensor([0, 1]),))
    assert look.diversity == pytest.approx(math.sqrt(2))  # (0, 0) and (4, 4), real ones 4 apart


def test_half_precision_does_not_make_other_gradients() -> None:
    """fp16 multiplies the loss by a large number: what is looked at is not multiplied."""
    looks = {}
    for precision in ("fp32", "fp16"):
        health = Health(Z, every=1)
        run(health, precision=precision, n_steps=4)
        looks[precision] = [look.gradient for look in health.looks]
    assert looks["fp16"] == pytest.approx(looks["fp32"], rel=0.02)


class Spoiling(History):
    """Makes a loss or a weight no number in step `at`, and then watches as History does."""

    def __init__(self, at: int, what: str, every: int) -> None:
        super().__init__(every)
        self.at, self.what = at, what

    def after_step(self, state: TrainState) -> None:
        if state.step == self.at and self.what == "weight":
            next(state.G.parameters()).data[0] = math.nan
        elif state.step == self.at:
            setattr(state, self.what, torch.tensor(math.inf))
        super().after_step(state)


@pytest.mark.parametrize("what", ["d_loss", "g_loss"])
@pytest.mark.parametrize("at", [1, 4, 6, 8, 11])
@pytest.mark.parametrize("noticed_after", [1, 3, 100])
def test_a_loss_that_is_no_number_is_found_to_the_step(what, at: int, noticed_after: int) -> None:
    """Also when History ends the training before Health has seen the step."""
    health = Health(Z, every=4)
    with pytest.raises(GanLabError, match=f"no longer a number at step {at} "):
        run(Spoiling(at, what, noticed_after), health)
    assert named(health.report()) == [("not_a_number", at)]


def test_a_weight_that_is_no_number_is_found() -> None:
    health = Health(Z, every=4)
    with pytest.raises(GanLabError):
        run(Spoiling(8, "weight", 100), health)
    assert named(health.report()) == [("not_a_number", 8)]


def test_a_far_too_high_learning_rate_by_itself() -> None:
    health = Health(Z, every=4)
    history = History(every=5)
    with pytest.raises(GanLabError, match="no longer a number"):
        run(health, history, n_steps=50, lr=1e30)
    step = next(row[0] for row in history.rows if not all(map(math.isfinite, row[1:3])))
    assert health.report()[0].name == "not_a_number"
    assert health.report()[0].step <= step


@pytest.mark.parametrize("broken_off", [1, 4, 6])
def test_a_resumed_run_reports_as_an_uninterrupted_one(broken_off: int, tmp_path) -> None:
    """Broken off while real data are gathered, at a look, and between two."""
    images = torch.randint(0, 256, (40, *IMAGE_SHAPE), dtype=torch.uint8)
    path = tmp_path / "a.pt"

    def go(n_steps: int, *more, resume=None) -> Health:
        health = Health(Z, every=4)
        run(health, *more, n_steps=n_steps, resume=resume, batches=Batches(images, 4))
        return health

    class Ends(Health):
        """Broken off by force: there is no last look."""

        def end(self, state) -> None:
            pass

    whole = go(14)
    torch.manual_seed(7)
    broken = Ends(Z, every=4)
    broken.__class__.__name__ = "Health"
    run(
        broken,
        Checkpoint(path, every=broken_off),
        n_steps=broken_off,
        batches=Batches(images, 4),
    )
    resumed = go(14, resume=checkpoint.load(path))
    assert [look.step for look in resumed.looks] == [4, 8, 12, 14]
    assert repr(resumed.looks) == repr(whole.looks)  # NaN is not equal to NaN


def test_a_checkpoint_from_before_there_was_health_is_taken() -> None:
    health = Health(Z, every=4)
    health.load_state_dict({})
    assert health.report() == []


def test_what_was_found_before_the_break_is_still_known_after_it() -> None:
    health, other = Health(Z, every=4), Health(Z, every=4)
    health.looks, health.broken = history((10, {}), (10, SURE)), 1500
    other.load_state_dict(health.state_dict())
    assert other.report() == health.report()
    assert len(other.report()) == 2


@pytest.mark.parametrize(
    ("settings", "reason"),
    [({"outputs": "odds"}, "outputs must be one of logits"), ({"every": 0}, "at least 1: got 0")],
)
def test_settings_that_make_no_sense(settings, reason: str) -> None:
    with pytest.raises(GanLabError, match=reason):
        Health(Z, **settings)


# The table: what was made to fail, and what went well. Each row trains a real pair for seconds.


def ring_pair(seed: int = 0) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(seed)
    size = {"width": 64, "depth": 3}
    return points.Generator(**size), points.Discriminator(**size)


def textbook_pair(seed: int = 0) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(seed)
    return mlp.TextbookGenerator(), mlp.TextbookDiscriminator()


def digit_pair(seed: int = 0) -> tuple[nn.Module, nn.Module]:
    """Lesson 02's pair, a little smaller, with a D that nothing holds back."""
    torch.manual_seed(seed)
    return mlp.Generator(hidden=(64, 128)), mlp.TextbookDiscriminator()


def digits() -> torch.Tensor:
    return load("mnist", source="offline").images


def clouds() -> torch.Tensor:
    """Soft grey images without a single black or white pixel."""
    coarse = torch.rand(256, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    smooth = nn.functional.interpolate(coarse, size=28, mode="bilinear")
    return (smooth * 0.9 + 0.05).mul(255).to(torch.uint8)


def watch(
    pair: tuple[nn.Module, nn.Module],
    batches,
    *,
    nz: int,
    steps: int,
    lr: float,
    lr_d: float | None = None,
    beta1: float = 0.5,
    loss=losses.non_saturating,
    ahead: int = 0,
    every: int = 20,
    sgd: str = "",
    **settings,
) -> list[str]:
    """Train and return the names of what Health found.

    ahead: steps of D alone before. sgd: "G" or "GD", who takes plain steps; the others take Adam.
    """
    G, D = pair

    def optimizer(name: str, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        if name in sgd:
            return torch.optim.SGD(net.parameters(), lr)
        return torch.optim.Adam(net.parameters(), lr, betas=(beta1, 0.999))

    opt_g, opt_d = optimizer("G", G, lr), optimizer("D", D, 1e-3 if ahead else lr_d or lr)
    state = TrainState(G, D, opt_g, opt_d)
    for _, (x_real,) in zip(range(ahead), batches, strict=False):
        discriminator_step(state, loss, x_real, torch.randn(len(x_real), nz))
    for group in opt_d.param_groups:
        group["lr"] = lr_d or lr
    n = 64 if next(iter(batches))[0].dim() == 4 else 256
    z = torch.randn(n, nz, generator=torch.Generator().manual_seed(9))
    health = Health(z, every, outputs="pairs" if loss.paired else "logits")
    with contextlib.suppress(GanLabError):  # History's, when the loss is no number
        fit(
            G,
            D,
            batches,
            loss,
            opt_g,
            opt_d,
            nz=nz,
            n_steps=steps,
            callbacks=[History(), health],
            **settings,
        )
    print(describe(health.report()))
    return [finding.name for finding in health.report()]


def watch_ring_ahead(loss) -> list[str]:
    """As in lesson 06: D has trained alone, with either loss of G from the same start."""
    batches = FreshBatches(RING, 128)
    plain_g = {"lr": 2e-4, "lr_d": 1e-4, "sgd": "G"}
    return watch(
        ring_pair(), batches, nz=2, steps=60, loss=loss, ahead=1500, every=5, beta1=0.9, **plain_g
    )


def watch_strong_d(**balance) -> list[str]:
    """As in lesson 06: digits, the saturating loss, and a D that learns much faster than G."""
    batches = Batches(digits(), 64)
    return watch(
        digit_pair(), batches, nz=64, steps=150, lr=2e-4, loss=losses.minimax, every=5, **balance
    )


SLOW_D = recipes.adam(2e-3, beta1=0.9, d_lr=5e-4)  # lesson 06's plain GAN

FAILURES = {
    "ring, plain GAN: mode collapse": (
        {"diversity_falling"},
        lambda: train_recipe("ring", 1080, 60, penalty=None, optimizers=SLOW_D),
    ),
    "ring, minimax loss, D ahead": (
        {"g_gradient_vanished"},
        lambda: watch_ring_ahead(losses.minimax),
    ),
    "D too weak: 20 times slower": (
        {"diversity_falling"},
        lambda: watch(
            ring_pair(), FreshBatches(RING, 128), nz=2, steps=2000, lr=5e-4, lr_d=2.5e-5, every=25
        ),
    ),
    "D too strong: 10 steps for each of G": (
        {"d_saturated", "g_gradient_vanished"},
        lambda: watch_strong_d(n_critic=10),
    ),
    "D too strong: 20 times the learning rate": (
        {"d_saturated", "g_gradient_vanished"},
        lambda: watch_strong_d(lr_d=4e-3),
    ),
    "digits, textbook pair: collapse": (
        {"diversity_falling"},
        lambda: watch(
            textbook_pair(), Batches(digits(), 48), nz=100, steps=260, lr=2e-4, beta1=0.9
        ),
    ),
    "learning rate far too high": (
        {"not_a_number"},
        lambda: watch(textbook_pair(), Batches(digits(), 48), nz=100, steps=30, lr=100.0, sgd="GD"),
    ),
    "D too weak: saturation drifts": (
        {"pixels_saturating"},
        lambda: watch(
            (mlp.Generator(16, hidden=(64, 128)), mlp.Discriminator(hidden=(128,))),
            Batches(clouds(), 32),
            nz=16,
            steps=320,
            lr=1e-3,
            lr_d=1e-5,
        ),
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_the_report_names_what_was_made_to_fail(failure: str, few_digits) -> None:
    torch.manual_seed(0)
    names, train = FAILURES[failure]
    assert names <= set(train())


def test_the_non_saturating_loss_keeps_its_gradient_from_the_same_start() -> None:
    assert "g_gradient_vanished" not in watch_ring_ahead(losses.non_saturating)


def train_recipe(name: str, steps: int, every: int, profile: str = "quick", **change) -> list[str]:
    """Train a recipe on what data are at hand; the names of what Health found."""
    recipe = dataclasses.replace(recipes.find_recipe(name).for_profile(profile), **change)
    seed_everything(1)
    G, D = recipe.build()
    health = runs._health(recipe, steps)
    health.every = every  # more often than a run looks: harder to stay silent
    fit(
        G,
        D,
        recipe.batches(recipe.load_data(), 1, "cpu"),
        recipe.loss,
        *recipe.optimizers(G, D),
        n_steps=steps,
        seed=1,
        callbacks=[health],
        **recipe.fit_args,
    )
    print(describe(health.report()))
    return [finding.name for finding in health.report()]


@pytest.mark.parametrize(
    ("name", "steps", "every"),
    [
        ("toy", 1500, 50),
        ("mlp-mnist", 220, 10),
        ("cnn-fashion", 105, 5),
        ("dcgan-faces", 110, 5),
        ("ring", 300, 20),
        ("grid", 300, 20),
    ],
)
def test_good_runs_are_healthy_from_the_first_step(name, steps, every, few_digits) -> None:
    assert train_recipe(name, steps, every) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "steps", "every", "change"),
    [
        ("toy", 12_000, 120, {}),
        ("mlp-mnist", 2_000, 50, {}),
        ("mlp-mnist", 600, 25, {"loss": losses.non_saturating}),  # lesson 02's own loop
        ("mlp-fashion", 600, 25, {}),
        ("cnn-fashion", 800, 25, {}),
        ("dcgan-faces", 250, 25, {}),
        ("dcgan-faces", 300, 25, {"loss": losses.non_saturating}),  # lesson 04's own loop
        ("cgan-fashion", 500, 25, {}),
        ("wgan-gp-fashion", 150, 15, {}),
        ("ring", 2_000, 50, {}),
        ("grid", 2_000, 50, {}),
    ],
)
def test_longer_good_runs_are_healthy(name, steps, every, change) -> None:
    assert train_recipe(name, steps, every, "standard", **change) == []


# What a run of `gan-lab train` makes of it.


@pytest.fixture
def in_a_new_folder(monkeypatch, tmp_path, few_digits, blank_pictures) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_good_run_says_so(in_a_new_folder, capsys) -> None:
    folder = runs.train("toy", steps=300)
    assert json.loads((folder / "run.json").read_text())["health"] == []
    assert describe([]) in capsys.readouterr().out


def test_a_run_that_goes_wrong_says_what_and_writes_it_down(in_a_new_folder, capsys) -> None:
    folder = runs.train("mlp-mnist-textbook", steps=260)
    (found,) = json.loads((folder / "run.json").read_text())["health"]
    assert found["name"] == "diversity_falling"
    assert set(found) == {"name", "step", "text"}
    assert f"since step {found['step']}: {found['text']}" in capsys.readouterr().out


def test_a_run_that_breaks_off_says_what_was_seen(in_a_new_folder, monkeypatch, capsys) -> None:
    wild = dataclasses.replace(recipes.find_recipe("mlp-mnist"), optimizers=recipes.sgd(1e30))
    monkeypatch.setitem(recipes.RECIPES, "mlp-mnist", wild)
    with pytest.raises(GanLabError, match="no longer a number") as stopped:
        runs.train("mlp-mnist", steps=20)
    step = int(re.search(r"at step (\d+)", str(stopped.value))[1])
    assert f"since step {step}: a loss or a weight is no longer a number" in capsys.readouterr().out


def test_each_recipe_says_what_its_outputs_are() -> None:
    """Scores of a critic are no logits, and probabilities none either."""
    for name, outputs in (
        ("toy", "probabilities"),
        ("mlp-mnist", "logits"),
        ("ring", "pairs" if recipes.find_recipe("ring").loss.paired else "logits"),
        ("wgan-gp-fashion", "scores"),
    ):
        assert runs._health(recipes.find_recipe(name), 100).outputs == outputs


def test_a_conditional_recipe_is_watched_with_labels() -> None:
    health = runs._health(recipes.find_recipe("cgan-fashion"), 5000)
    assert health.cond[0].tolist()[:12] == [*range(10), 0, 1]
    assert health.every == 50
