"""A replayed training equals the usual one bit for bit; what cannot be recorded runs as usual."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor, nn

from gan_lab import losses, replay
from gan_lab.augment import Augmented
from gan_lab.callbacks import Cooldown, History
from gan_lab.data import FreshBatches, real_patterns
from gan_lab.losses import GANLoss
from gan_lab.models import cnn, conditional, dcgan, points, toy, wgan
from gan_lab.training import Callback, TrainState, fit
from tests.conftest import NZ, real_batches, same_state, small_pair

N_STEPS = 6


def adam(net: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(net.parameters(), lr=0.01, betas=(0.5, 0.999), fused=True)


def pictures(*shape: int, labels: bool = False):
    """An endless stream of random pictures, with a label each if wanted."""
    generator = torch.Generator().manual_seed(1)
    while True:
        x = torch.rand(*shape, generator=generator) * 2 - 1
        y = torch.randint(10, (shape[0],), generator=generator)
        yield (x, y) if labels else (x,)


def cnn_pair() -> tuple[nn.Module, nn.Module]:
    return cnn.Generator(NZ, width=3), Augmented(cnn.Discriminator(width=3))


def odd_pair() -> tuple[nn.Module, nn.Module]:
    """Layers that do unusual things: shared weights, spectral norm, batch statistics, constants."""

    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.utils.parametrizations.spectral_norm(nn.Linear(2, 6))
            self.head = nn.Linear(6, 1)

        def forward(self, x: Tensor) -> Tensor:
            scale = torch.tensor([1.0, 2.0]).mul_(1.5)  # made and changed anew each time
            h = torch.tanh(self.body(x * scale)) + 0.1 * x.std(dim=0).mean()
            first, second = self.head(h), self.head(h.flip(0)).flip(0)
            return torch.cat([first, second], dim=1).max(dim=1).values

    return points.Generator(nz=NZ, width=5), Odd()


CASES: dict[str, tuple[Callable, Callable, dict]] = {
    "BatchNorm and dropout": (small_pair, real_batches, {}),
    "half precision": (small_pair, real_batches, {"precision": "bf16"}),
    "DiffAugment": (cnn_pair, partial(pictures, 4, 1, 28, 28), {}),
    "convolutions in half precision": (
        lambda: (dcgan.Generator(NZ, ngf=2, size=16), dcgan.Discriminator(ndf=2, size=16)),
        partial(pictures, 4, 3, 16, 16),
        {"precision": "bf16"},
    ),
    "labels": (
        lambda: (conditional.Generator(NZ, width=3), conditional.Discriminator(width=3)),
        partial(pictures, 4, 1, 28, 28, labels=True),
        {},
    ),
    "WGAN-GP": (
        lambda: (cnn.Generator(NZ, width=3), wgan.Critic(width=3)),
        partial(pictures, 4, 1, 28, 28),
        {"loss": losses.wasserstein, "penalty": losses.gradient_penalty, "n_critic": 2},
    ),
    "a lazy penalty": (
        lambda: (points.Generator(NZ, width=5), points.Discriminator(width=5)),
        partial(pictures, 8, 2),
        {"penalty": losses.zero_centred_penalty, "penalty_every": 2},
    ),
    "pairs": (
        lambda: (points.Generator(NZ, width=5), points.Discriminator(width=5)),
        partial(pictures, 8, 2),
        {"loss": losses.relativistic, "penalty": losses.r1_penalty},
    ),
    "odd layers": (odd_pair, partial(pictures, 8, 2), {}),
    "constant z": (
        lambda: (toy.Generator(nz=NZ), toy.Discriminator()),
        lambda: FreshBatches(real_patterns, 1),
        {"loss": losses.least_squares, "draw_z": toy.constant_z},
    ),
}


def train(case: str, on: bool, n_steps: int = N_STEPS, **more) -> TrainState:
    pair, batches, settings = CASES[case]
    torch.manual_seed(0)
    G, D = pair()
    settings = {"loss": losses.with_real_label(0.9), "nz": NZ, "batches": batches(), **settings}
    settings |= {"n_steps": n_steps, "replay": on, **more}
    stream, loss = settings.pop("batches"), settings.pop("loss")
    return fit(G, D, stream, loss, adam(G), adam(D), **settings)


def assert_same(one: TrainState, other: TrainState) -> None:
    assert same_state(one.G, other.G)
    assert same_state(one.D, other.D)
    for a, b in ((one.opt_g, other.opt_g), (one.opt_d, other.opt_d)):
        for x, y in zip(a.state.values(), b.state.values(), strict=True):
            assert all(torch.equal(x[key], y[key]) for key in x)
    for field in ("d_loss", "g_loss", "d_real", "d_fake", "x_real"):
        assert torch.equal(getattr(one, field), getattr(other, field))
    for net, same in ((one.G, other.G), (one.D, other.D)):
        for x, y in zip(net.parameters(), same.parameters(), strict=True):
            if x.grad is None or y.grad is None:
                assert x.grad is y.grad
            else:
                assert torch.equal(x.grad, y.grad)  # which `Health` reads of G


@pytest.fixture
def programs(monkeypatch) -> list:
    """Collects what comes of each recording: a program, or None where it cannot be replayed."""
    found, usual = [], replay._written
    monkeypatch.setattr(replay, "_written", lambda *args: found.append(usual(*args)) or found[-1])
    return found


@pytest.mark.parametrize("case", CASES)
def test_replayed_steps_are_the_usual_ones_bit_for_bit(case, programs) -> None:
    usual, history = train(case, False, callbacks=[before := History()]), History()
    after_usual = torch.get_rng_state()
    replayed = train(case, True, callbacks=[history])
    assert torch.equal(torch.get_rng_state(), after_usual)
    assert_same(usual, replayed)
    assert history.rows == before.rows
    assert len(programs) == (3 if case == "a lazy penalty" else 2)
    assert all(programs)


class Counting(nn.Module):
    """A network that counts how often Python comes by, with a number read on the way if wanted."""

    def __init__(self, net: nn.Module, reads: bool = False) -> None:
        super().__init__()
        self.net, self.reads, self.calls = net, reads, 0

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        y = self.net(x)
        return y * (2.0 if self.reads and y.mean().item() > 0 else 1.0)


def calls_of_g(n_steps: int = N_STEPS, reads: bool = False, optimizer=adam, **settings) -> int:
    G, D = small_pair()
    G = Counting(G, reads)
    stream = settings.pop("batches", None) or real_batches()
    settings = {"nz": NZ, "n_steps": n_steps, "replay": True, **settings}
    fit(G, D, stream, losses.non_saturating, optimizer(G), optimizer(D), **settings)
    return G.calls


def test_python_is_asked_in_the_first_two_steps_only() -> None:
    assert calls_of_g() == 4  # two steps, each one of D and one of G
    assert calls_of_g(n_steps=2 * N_STEPS) == 4


@pytest.mark.parametrize(
    "settings",
    [
        {"reads": True},
        {"optimizer": lambda net: torch.optim.Adam(net.parameters())},
        {"precision": "fp16"},
    ],
    ids=["a number is read", "not fused", "scaled losses"],
)
def test_what_cannot_be_recorded_runs_as_usual(settings) -> None:
    assert calls_of_g(**settings) == 2 * N_STEPS


def reads_a_number(d_fake: Tensor) -> Tensor:
    return losses.non_saturating.g_loss(d_fake) * (1 if d_fake.mean().item() > 0 else 2)


def follows_a_mask(d_fake: Tensor) -> Tensor:
    wrong = d_fake[d_fake < d_fake.mean()]
    return losses.non_saturating.g_loss(d_fake) + wrong.sum() / len(wrong)


@pytest.mark.parametrize("g_loss", [reads_a_number, follows_a_mask])
def test_a_step_that_asks_for_numbers_gives_the_usual_result(g_loss) -> None:
    loss = GANLoss(losses.bce_d_loss, g_loss)
    one, other = (train("odd layers", on, loss=loss) for on in (False, True))
    assert_same(one, other)


def test_batches_of_another_size_are_recorded_anew() -> None:
    def batches():
        for n, (x,) in zip(itertools.cycle((8, 8, 8, 5)), real_batches(), strict=False):
            yield (x[:n],)

    assert calls_of_g(n_steps=12, batches=batches()) == 6  # a step as usual, one of each size
    case = "BatchNorm and dropout"
    assert_same(*(train(case, on, 12, batches=batches()) for on in (False, True)))


class Meddling(Callback):
    """Changes something after the fourth step, when all is replayed."""

    def __init__(self, change: Callable[[TrainState], None]) -> None:
        self.change = change

    def after_step(self, state: TrainState) -> None:
        if state.step == 2:
            self.kept = copy.deepcopy(state.opt_d.state_dict())
        if state.step == 4:
            state.kept = self.kept
            self.change(state)


def clip(state: TrainState) -> None:
    for p in state.D.parameters():
        p.data = p.data.clamp(-0.1, 0.1)


def freeze(state: TrainState) -> None:
    next(state.D.parameters()).requires_grad_(False)


CHANGES = {
    "weights replaced": clip,
    "weights frozen": freeze,
    "another mode": lambda state: state.D.eval(),
    "an optimiser taken back": lambda state: state.opt_d.load_state_dict(state.kept),
    "other betas": lambda state: state.opt_d.param_groups[0].update(betas=(0.9, 0.99)),
    "a learning rate": lambda state: state.opt_d.param_groups[0].update(lr=0.1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_callbacks_change_on_the_way_counts(change, programs) -> None:
    case = "BatchNorm and dropout"
    usual, replayed = (
        train(case, on, 9, callbacks=[Meddling(CHANGES[change])]) for on in (False, True)
    )
    assert programs
    assert all(programs)
    assert_same(usual, replayed)


class Wandering(nn.Module):
    """A discriminator whose numbers come from somewhere else each time."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.net, self.way, self.mean = nn.Linear(2, 1), way, torch.zeros(())

    def forward(self, x: Tensor) -> Tensor:
        y = self.net(x).squeeze(1)
        if self.way == "its own mean":
            self.mean = 0.5 * self.mean + 0.5 * y.mean().detach()
            return y - self.mean
        if self.way == "numpy":
            return y + torch.from_numpy(x.detach().numpy().sum(axis=1))
        return y * float(len([v for v in x.tolist() if v[0] > 0]))


@pytest.mark.parametrize("way", ["its own mean", "numpy", "a list"])
def test_numbers_from_elsewhere_are_not_replayed(way) -> None:
    def once(on: bool) -> TrainState:
        torch.manual_seed(0)
        G, D = points.Generator(NZ, width=5), Wandering(way)
        settings = {"nz": NZ, "n_steps": N_STEPS, "replay": on}
        loss = losses.non_saturating
        return fit(G, D, pictures(8, 2), loss, adam(G), adam(D), **settings)

    assert_same(once(False), once(True))


def test_the_same_batch_twice_may_later_be_two_batches() -> None:
    def batches():
        for k, ((x,), (y,)) in enumerate(zip(pictures(8, 2), pictures(8, 2), strict=False)):
            yield (x, x) if k < 5 else (x, y.flip(0))

    class Both(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = nn.Linear(4, 1)

        def forward(self, x: Tensor, y: Tensor) -> Tensor:
            return self.net(torch.cat([x, y], dim=1)).squeeze(1)

    class Alone(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = points.Generator(NZ, width=5)

        def forward(self, z: Tensor, y: Tensor) -> Tensor:
            return self.net(z)

    def once(on: bool) -> TrainState:
        torch.manual_seed(0)
        G, D = Alone(), Both()
        settings = {"nz": NZ, "n_steps": 9, "replay": on}
        return fit(G, D, batches(), losses.non_saturating, adam(G), adam(D), **settings)

    assert_same(once(False), once(True))


def test_learning_rates_may_change_on_the_way() -> None:
    case = "BatchNorm and dropout"
    usual, replayed, still = (
        train(case, on, callbacks=callbacks)
        for on, callbacks in ((False, [Cooldown(0.9)]), (True, [Cooldown(0.9)]), (True, []))
    )
    assert_same(usual, replayed)
    assert not same_state(replayed.G, still.G)


class Keep(Callback):
    """Keeps what a checkpoint of step 3 would hold."""

    def after_step(self, state: TrainState) -> None:
        if state.step == 3:
            self.content = copy.deepcopy(state.state_dict())


def test_a_replayed_training_goes_on_from_a_checkpoint() -> None:
    keep, case = Keep(), "BatchNorm and dropout"
    stream = [next(real_batches())] * N_STEPS
    whole = train(case, True, batches=stream, callbacks=[Cooldown(0.9), keep])
    again = [Cooldown(0.9), Keep()]
    half = train(case, True, batches=stream[3:], callbacks=again, resume=keep.content)
    assert_same(whole, half)


def test_gradients_belong_to_the_last_step() -> None:
    """A stale gradient would mislead whoever looks at it after a replayed step."""
    short, long = (train("constant z", True, n_steps=n) for n in (N_STEPS, N_STEPS + 1))
    pairs = zip(short.G.parameters(), long.G.parameters(), strict=True)
    assert any(not torch.equal(a.grad, b.grad) for a, b in pairs)
