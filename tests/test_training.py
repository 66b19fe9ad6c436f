"""One step moves one network, `fit` does no more than the plain loop, and nothing leaks."""

from __future__ import annotations

import copy
import itertools

import pytest
import torch
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.callbacks import History
from gan_lab.errors import GanLabError
from gan_lab.losses import GANLoss, gradient_penalty
from gan_lab.models import conditional, mlp
from gan_lab.training import (
    Callback,
    TrainState,
    discriminator_step,
    evaluating,
    fit,
    generate,
    generator_step,
)
from tests.conftest import IMAGE_SHAPE, NZ, real_batches, same_state, small_pair


def sgd(net: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(net.parameters(), lr=0.1)


def adam(net: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(net.parameters(), lr=0.01, betas=(0.5, 0.999))


def plain_pair(seed: int = 0) -> tuple[nn.Module, nn.Module]:
    """A pair without random or averaging layers."""
    torch.manual_seed(seed)
    G = nn.Sequential(nn.Linear(NZ, 4), nn.Tanh(), nn.Unflatten(1, IMAGE_SHAPE))
    D = mlp.Discriminator(hidden=(6,), dropout=0.0, image_shape=IMAGE_SHAPE)
    return G, D


def train(pair=small_pair, optimizer=adam, n_steps: int = 5, **settings) -> TrainState:
    G, D = pair()
    loss = settings.pop("loss", losses.non_saturating)
    batches = settings.pop("batches", None) or real_batches()
    settings = {"nz": NZ, "seed": 2, **settings}
    return fit(G, D, batches, loss, optimizer(G), optimizer(D), n_steps=n_steps, **settings)


@pytest.fixture
def state() -> TrainState:
    G, D = small_pair()
    return TrainState(G, D, adam(G), adam(D))


Z = torch.randn(8, NZ, generator=torch.Generator().manual_seed(3))
(X_REAL,) = next(real_batches())


def _weights(net: nn.Module) -> list[Tensor]:
    return [p.detach().clone() for p in net.parameters()]


def _moved(net: nn.Module, before: list[Tensor]) -> list[bool]:
    return [not torch.equal(p, b) for p, b in zip(net.parameters(), before, strict=True)]


def test_discriminator_step_moves_d_and_leaves_no_trace_on_g(state) -> None:
    before_g, before_d = _weights(state.G), _weights(state.D)
    discriminator_step(state, losses.non_saturating, X_REAL, Z)
    assert all(_moved(state.D, before_d))
    assert not any(_moved(state.G, before_g))
    assert all(p.grad is None for p in state.G.parameters())


def test_generator_step_moves_g_and_leaves_no_trace_on_d(state) -> None:
    frozen = next(state.D.parameters()).requires_grad_(False)  # by the reader's own choice
    before_g, before_d = _weights(state.G), _weights(state.D)
    generator_step(state, losses.non_saturating, Z)
    # a bias in front of BatchNorm has no effect, so only some of G must move
    assert any(_moved(state.G, before_g))
    assert not any(_moved(state.D, before_d))
    assert all(p.grad is None for p in state.D.parameters())
    assert all(p.requires_grad for p in state.D.parameters() if p is not frozen)
    assert not frozen.requires_grad


def test_generator_step_gives_d_its_gradients_back_after_an_error(state) -> None:
    def broken(d_fake: Tensor) -> Tensor:
        raise ValueError("no loss")

    with pytest.raises(ValueError, match="no loss"):
        generator_step(state, GANLoss(losses.bce_d_loss, broken), Z)
    assert all(p.requires_grad for p in state.D.parameters())


def test_steps_start_from_clean_gradients(state) -> None:
    """Gradients that lie around, such as those of a student's own backward, do not count."""
    clean = copy.deepcopy(state)
    for p in itertools.chain(state.G.parameters(), state.D.parameters()):
        p.grad = torch.full_like(p, 100.0)
    for each in (state, clean):
        torch.manual_seed(0)
        discriminator_step(each, losses.non_saturating, X_REAL, Z)
        generator_step(each, losses.non_saturating, Z)
    assert same_state(state.G, clean.G)
    assert same_state(state.D, clean.D)


def test_steps_report_losses_and_outputs_without_a_graph(state) -> None:
    D = copy.deepcopy(state.D).eval()
    state.D.eval()  # no dropout: the outputs can be computed again
    discriminator_step(state, losses.non_saturating, X_REAL, Z)
    torch.testing.assert_close(state.d_real, D(X_REAL).detach())
    expected = losses.non_saturating.d_loss(state.d_real, state.d_fake)
    torch.testing.assert_close(state.d_loss, expected)
    generator_step(state, losses.non_saturating, Z)
    assert not any(t.requires_grad for t in (state.d_loss, state.g_loss, state.d_fake))


def test_penalty_is_part_of_what_d_minimises_but_not_of_d_loss() -> None:
    G, D = plain_pair()
    plain, penalised = (TrainState(*copy.deepcopy((G, D)), None, None) for _ in range(2))
    for each in (plain, penalised):
        each.opt_d = sgd(each.D)
    discriminator_step(plain, losses.wasserstein, X_REAL, Z)
    discriminator_step(penalised, losses.wasserstein, X_REAL, Z, penalty=gradient_penalty)
    assert torch.equal(plain.d_loss, penalised.d_loss)
    assert not same_state(plain.D, penalised.D)


def test_joined_batches_give_the_same_step_as_two_passes() -> None:
    torch.manual_seed(0)
    G, D = conditional.Generator(NZ, width=2), conditional.Discriminator(width=2)
    for module in D.modules():  # which would mix the batches
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    x_real, labels = torch.rand(4, 1, 28, 28) * 2 - 1, torch.arange(4)
    apart, joined = (TrainState(*copy.deepcopy((G, D)), None, None) for _ in range(2))
    for each in (apart, joined):
        each.opt_d = sgd(each.D)
        z = torch.randn(4, NZ, generator=torch.Generator().manual_seed(3))
        loss = losses.non_saturating
        discriminator_step(each, loss, x_real, z, labels, joined=each is joined)
    torch.testing.assert_close(joined.d_real, apart.d_real)
    torch.testing.assert_close(joined.d_fake, apart.d_fake)
    for a, b in zip(apart.D.parameters(), joined.D.parameters(), strict=True):
        torch.testing.assert_close(b, a)
    assert not same_state(apart.D, D)


def plain_loop(G, D, batches, loss, opt_g, opt_d, n_steps: int, seed: int) -> None:
    """What a student writes in lesson 02."""
    generator = torch.Generator().manual_seed(seed)
    for _ in range(n_steps):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), NZ, generator=generator)
        opt_d.zero_grad()
        loss.d_loss(D(x_real), D(G(z).detach())).backward()
        opt_d.step()
        z = torch.randn(len(x_real), NZ, generator=generator)
        opt_g.zero_grad()
        loss.g_loss(D(G(z))).backward()
        opt_g.step()


@pytest.mark.parametrize("n_steps", [1, 5])
@pytest.mark.parametrize("optimizer", [sgd, adam])
@pytest.mark.parametrize("pair", [plain_pair, small_pair])
def test_fit_equals_the_plain_loop_bit_for_bit(pair, optimizer, n_steps) -> None:
    loss = losses.with_real_label(0.9)
    state = train(pair, optimizer, n_steps, loss=loss)
    G, D = pair()
    plain_loop(G, D, real_batches(), loss, optimizer(G), optimizer(D), n_steps, seed=2)
    assert same_state(state.G, G)
    assert same_state(state.D, D)


def test_fit_repeats_with_a_seed_and_differs_with_another() -> None:
    first, again, other = train(), train(), train(seed=3)
    assert same_state(first.G, again.G)
    assert same_state(first.D, again.D)
    assert not same_state(first.G, other.G)


def test_latent_vectors_come_from_a_generator_of_their_own() -> None:
    """Without dropout, a training draws nothing from torch's global random numbers."""
    plain_pair()
    before = torch.get_rng_state()
    train(plain_pair)
    assert torch.equal(torch.get_rng_state(), before)


def test_latent_vectors_follow_the_batch_and_draw_z() -> None:
    sizes = []

    def draw_z(n: int, nz: int, generator: torch.Generator) -> Tensor:
        sizes.append((n, nz))
        return torch.rand(n, nz, generator=generator)

    batches = ((torch.zeros(n, *IMAGE_SHAPE),) for n in (4, 2, 7))
    train(batches=batches, n_steps=3, draw_z=draw_z)
    assert sizes == [(n, NZ) for n in (4, 4, 2, 2, 7, 7)]


def test_n_critic_steps_of_d_for_each_of_g() -> None:
    batches = real_batches()
    state = train(
        plain_pair, batches=batches, n_critic=5, loss=losses.wasserstein, penalty=gradient_penalty
    )
    steps = [
        {int(s["step"]) for s in optimizer.state.values()}
        for optimizer in (state.opt_g, state.opt_d)
    ]
    assert steps == [{5}, {25}]
    assert state.step == 5
    # each of D's steps saw a batch of its own
    fresh = real_batches()
    assert torch.equal(next(batches)[0], next(itertools.islice(fresh, 25, None))[0])


def test_a_lazy_penalty_comes_every_kth_step_of_d() -> None:
    """2 steps of G with 3 of D each are D's steps 0 to 5; every 4th of them: 0 and 4."""
    seen = []

    def penalty(D: nn.Module, x_real: Tensor, x_fake: Tensor) -> Tensor:
        seen.append(x_real)
        return D(x_real).sum() * 0

    train(plain_pair, n_steps=2, n_critic=3, penalty=penalty, penalty_every=4)
    stream = real_batches()
    batches = [next(stream)[0] for _ in range(6)]
    assert [torch.equal(x, batches[i]) for x, i in zip(seen, (0, 4), strict=True)] == [True, True]


def test_a_lazy_penalty_pulls_k_times() -> None:
    def penalty(D: nn.Module, *_: Tensor, times: int = 1) -> Tensor:
        return times * D.net[1].weight.square().sum()

    def thrice(*args: nn.Module) -> Tensor:
        return penalty(*args, times=3)

    lazy = train(plain_pair, sgd, n_steps=1, penalty=penalty, penalty_every=3)
    assert same_state(lazy.D, train(plain_pair, sgd, n_steps=1, penalty=thrice).D)
    assert not same_state(lazy.D, train(plain_pair, sgd, n_steps=1, penalty=penalty).D)


def test_a_paired_loss_of_g_is_given_d_of_the_last_real_batch() -> None:
    compared = []

    def g_loss(d_fake: Tensor, d_real: Tensor) -> Tensor:
        compared.append(d_real)
        return losses.relativistic.g_loss(d_fake, d_real)

    x_real = next(real_batches())[0]
    pair = plain_pair()
    state = train(
        lambda: pair,
        batches=iter([(x_real,)]),
        n_steps=1,
        loss=losses.relativistic._replace(g_loss=g_loss),
    )
    torch.testing.assert_close(compared[0].detach(), state.D(x_real).detach())


def test_a_loss_of_g_as_lesson_02_writes_it_takes_d_fake_alone() -> None:
    def g_loss(d_fake: Tensor) -> Tensor:
        return losses.non_saturating.g_loss(d_fake)

    loss = GANLoss(losses.bce_d_loss, g_loss)
    state = train(plain_pair, n_steps=1, loss=loss)
    assert same_state(state.G, train(plain_pair, n_steps=1, loss=losses.non_saturating).G)


class ConditionalG(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(NZ + 2, 4)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        code = nn.functional.one_hot(y, 2)  # (N,) -> (N, 2)
        return self.net(torch.cat([z, code], 1)).tanh().unflatten(1, IMAGE_SHAPE)


class ConditionalD(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(4, 2)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return self.net(x.flatten(1)).gather(1, y[:, None]).squeeze(1)  # (N, 2) -> (N,)


def test_a_conditional_pair_learns_each_label_s_data_with_penalty_and_n_critic() -> None:
    def labelled_batches():
        y = torch.arange(16) % 2
        while True:  # label 0 is dark, label 1 is bright
            yield (y * 2.0 - 1)[:, None, None, None].expand(16, *IMAGE_SHAPE) * 0.8, y

    def pair():
        torch.manual_seed(0)
        return ConditionalG(), ConditionalD()

    state = train(
        pair,
        lambda net: torch.optim.Adam(net.parameters(), lr=0.05, betas=(0.0, 0.9)),
        n_steps=60,
        batches=labelled_batches(),
        loss=losses.wasserstein,
        penalty=gradient_penalty,
        n_critic=2,
    )
    y = torch.arange(8) % 2
    x = generate(state.G, torch.randn(8, NZ), y).mean(dim=(1, 2, 3))
    assert (x[y == 0] < 0).all()
    assert (x[y == 1] > 0).all()
    assert x[y == 1].mean() - x[y == 0].mean() > 0.8


def test_the_mse_toy_learns_through_the_same_fit() -> None:
    """Least squares with sigmoid outputs and SGD, as in lesson 01."""

    def pair():
        torch.manual_seed(0)
        G = nn.Sequential(nn.Linear(1, 4), nn.Sigmoid())
        D = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid(), nn.Flatten(0))
        return G, D

    patterns = itertools.repeat((torch.tensor([[1.0, 0.0, 1.0, 0.0]]),))
    state = train(
        pair,
        lambda net: torch.optim.SGD(net.parameters(), lr=1.0),
        n_steps=200,
        batches=patterns,
        loss=losses.least_squares,
        nz=1,
    )
    x = generate(state.G, torch.zeros(1, 1))[0]
    assert x[[0, 2]].min() > 0.6
    assert x[[1, 3]].max() < 0.4


def test_bf16_steps_stay_near_fp32_and_report_in_fp32() -> None:
    full, half = train(plain_pair, n_steps=1), train(plain_pair, n_steps=1, precision="bf16")
    for name in ("d_loss", "g_loss", "d_real", "d_fake"):
        value = getattr(half, name)
        assert value.dtype == torch.float32
        torch.testing.assert_close(value, getattr(full, name), rtol=0.03, atol=0.03)
    assert not torch.equal(half.d_real, full.d_real)  # it did compute in bf16
    assert {p.dtype for p in half.G.parameters()} == {torch.float32}


class Recorder(Callback):
    """Writes down the calls; stops the training, or fails in it, where a test says."""

    def __init__(self, stop_at: int | None = None, error: BaseException | None = None) -> None:
        self.calls: list[str] = []
        self.stop_at, self.error = stop_at, error

    def start(self, state: TrainState) -> None:
        self.calls.append(f"start {state.n_steps}")

    def after_step(self, state: TrainState) -> None:
        self.calls.append(f"step {state.step}")
        state.stop = state.step == self.stop_at
        if self.error:
            raise self.error

    def end(self, state: TrainState) -> None:
        self.calls.append(f"end {state.step}")


def test_callbacks_are_called_around_each_step() -> None:
    recorder = Recorder()
    train(n_steps=2, callbacks=[recorder])
    assert recorder.calls == ["start 2", "step 1", "step 2", "end 2"]


def test_the_stop_flag_ends_the_training_after_its_step() -> None:
    recorder = Recorder(stop_at=2)
    assert train(n_steps=9, callbacks=[recorder]).step == 2
    assert recorder.calls[-2:] == ["step 2", "end 2"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("x")])
def test_callbacks_are_ended_when_the_training_is_interrupted(error: BaseException) -> None:
    recorder = Recorder()
    with pytest.raises(type(error)):
        train(callbacks=[recorder, Recorder(error=error)])
    assert recorder.calls == ["start 5", "step 1", "end 1"]


def test_all_callbacks_are_ended_in_order_though_one_of_them_fails() -> None:
    ended = []

    class Ending(Callback):
        def __init__(self, name: str, fails: bool = False) -> None:
            self.name, self.fails = name, fails

        def end(self, state: TrainState) -> None:
            ended.append(self.name)
            if self.fails:
                raise GanLabError("a loss is no number")

    with pytest.raises(GanLabError, match="no number"):
        train(callbacks=[Ending("a"), Ending("b", fails=True), Ending("c")])
    assert ended == ["a", "b", "c"]


@pytest.mark.parametrize("every", [1, 2, 100])
def test_a_loss_that_is_no_number_names_its_step(every: int) -> None:
    def batches():
        for i, (x,) in enumerate(real_batches()):
            yield (x if i < 2 else x * torch.nan,)

    history = History(every=every)
    with pytest.raises(GanLabError, match=r"no longer a number at step 3 .*d_loss nan"):
        train(batches=batches(), n_steps=6, callbacks=[history])
    assert [row[0] for row in history.rows] == [1, 2, 3]


@pytest.mark.parametrize("training", [True, False])
def test_generate_leaves_g_as_it_was(training: bool) -> None:
    G, _ = small_pair()
    G.train(training)
    G.net[1].train(not training)  # one layer in a mode of its own
    modes = [m.training for m in G.modules()]
    before = copy.deepcopy(G)
    images = generate(G, Z)
    assert same_state(G, before)  # BatchNorm's statistics are among it
    assert [m.training for m in G.modules()] == modes
    assert images.shape == (8, *IMAGE_SHAPE)
    assert not images.requires_grad
    assert all(p.requires_grad for p in G.parameters())


def test_each_sample_depends_on_its_own_z_alone() -> None:
    """Evaluation mode: the company in a batch, and its size, do not matter."""
    G, _ = small_pair()
    G(Z)  # statistics other than the initial ones
    whole = generate(G, Z)
    torch.testing.assert_close(generate(G, Z, batch_size=3), whole)
    torch.testing.assert_close(generate(G, Z[:1]), whole[:1])


def test_modes_come_back_after_an_error() -> None:
    G, _ = small_pair()
    with pytest.raises(RuntimeError), evaluating(G):
        assert not any(m.training for m in G.modules())
        G(torch.zeros(1, NZ + 1))
    assert all(m.training for m in G.modules())
