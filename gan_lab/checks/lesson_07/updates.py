"""7.5 and 7.6: the two updates, with labels; recognised by how far they move each weight."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import close, expect_number, has_gradients, moved, weights
from gan_lab.checks._training import (
    NO_ZERO_GRAD,
    UPDATE_LR,
    Footprint,
    count_steps,
    expect_a_move,
    expect_training_mode,
    expect_unfrozen,
    flat,
    leave_gradients,
    moved_by,
    name_footprint,
    note_graph,
    slope_of,
    update_of,
    watched,
)
from gan_lab.losses import GANLoss


def train_discriminator(
    G: nn.Module,
    D: nn.Module,
    opt_d: torch.optim.Optimizer,
    loss: GANLoss,
    x_real: Tensor,
    labels: Tensor,
    z: Tensor,
) -> Tensor:
    """Move D once, with each real image's own label, and generated images of the same labels."""
    x_fake = G(z, labels).detach()
    d_loss = loss.d_loss(D(x_real, labels), D(x_fake, labels))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


def train_generator(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    loss: GANLoss,
    labels: Tensor,
    z: Tensor,
) -> Tensor:
    """Move G once: D is shown what was drawn, and the label that was asked for."""
    g_loss = loss.g_loss(D(G(z, labels), labels))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


class _G(nn.Module):
    """A small conditional G with BatchNorm."""

    def __init__(self, nz: int, n_classes: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_classes, 4)
        self.net = nn.Sequential(
            nn.Linear(nz + 4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 784), nn.Tanh()
        )

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        return self.net(torch.cat([z, self.embed(labels)], 1)).view(-1, *IMAGE)


class _D(nn.Module):
    """A small conditional D, in which image and label meet."""

    def __init__(self, n_classes: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_classes, 5)
        self.first = nn.Linear(784 + 5, 6)
        self.last = nn.Linear(6, 1)

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        h = self.first(torch.cat([x.flatten(1), self.embed(labels)], 1))
        return self.last(F.leaky_relu(h, 0.2)).squeeze(1)


def _pair(t: Trial, nz: int, n_classes: int) -> tuple[nn.Module, nn.Module]:
    G, D = _G(nz, n_classes), _D(n_classes)
    with torch.no_grad():
        for p in (*G.parameters(), *D.parameters()):
            p.copy_(t.normal(*p.shape) / p.shape[-1] ** 0.5)
        D.embed.weight.mul_(6)  # else the label would drown in 784 pixels
    return G, D


class _Calls:
    """What a network was called with, and in which order: (inputs, labels)."""

    def __init__(self, net: nn.Module, name: str, wants: str) -> None:
        self.made: list[tuple[Tensor, Tensor]] = []
        self.name, self.wants = name, wants
        net.register_forward_pre_hook(self._note, with_kwargs=True)

    def _note(self, net: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        given = [*args, *kwargs.values()]
        if len(given) != 2:
            mistake(
                f"no_label_for_{self.name.lower()}",
                f"{self.name} was called with {len(given)} argument"
                f"{'' if len(given) == 1 else 's'}: it takes two, `{self.wants}`.",
            )
        x, labels = given
        if not isinstance(labels, Tensor) or not isinstance(x, Tensor):
            mistake("not_a_tensor", f"{self.name} takes two tensors, `{self.wants}`.")
        if labels.is_floating_point() or labels.dim() != 1:
            mistake(
                "wrong_labels",
                f"{self.name} was given labels of type {labels.dtype} and shape "
                f"{tuple(labels.shape)}. It takes the plain labels, int64 (N,), and the order is "
                f"`{self.wants}`.",
            )
        self.made.append((x.detach().clone(), labels.clone()))


def _random_loss(t: Trial) -> GANLoss:
    """A loss of no lesson, so that only who uses the argument `loss` gets the right numbers."""
    # neither is near 1, as in lesson 02's loss, nor are the two alike
    a, b = 0.6 + 0.2 * float(t.uniform(1)), 1.25 + 0.4 * float(t.uniform(1))
    return GANLoss(
        lambda d_real, d_fake: a * F.softplus(-d_real).mean() + b * F.softplus(d_fake).mean(),
        lambda d_fake: b * F.softplus(-d_fake).mean(),
    )


@exercise(
    "7.5",
    answer="train_discriminator",
    reference=train_discriminator,
    title="One update of D, with labels",
    points=3,
    minutes=7,
    difficulty=3,
)
def check_train_discriminator(train_discriminator: Any, t: Trial) -> None:
    n, nz, n_classes = t.integer(24, 32), t.integer(3, 9), t.integer(5, 9)
    G, D = _pair(t, nz, n_classes)
    D_before = copy.deepcopy(D)
    loss = _random_loss(t)
    x_real, z = 2 * t.uniform(n, *IMAGE) - 1, t.normal(n, nz)
    labels = _labels(n, n_classes, t)
    given = [v.clone() for v in (x_real, labels, z)]
    x_fake = copy.deepcopy(G)(z, labels).detach()
    old = leave_gradients(D, t)
    opt_d = torch.optim.SGD(D.parameters(), UPDATE_LR)
    steps = count_steps(opt_d)
    g_weights, d_weights = weights(G), weights(D)
    of_g, of_d = _Calls(G, "G", "G(z, labels)"), _Calls(D, "D", "D(x, labels)")
    with watched(G, D) as modes:
        value = update_of(lambda: _call(train_discriminator, G, D, opt_d, loss, x_real, labels, z))
    _expect_untouched(given, (x_real, labels, z))
    if moved(G, g_weights):
        mistake("g_moved", "G's weights moved in D's update: only `opt_d` may make a step here.")
    if has_gradients(G):
        mistake(
            "gradient_reaches_g",
            "The gradient of D's loss went on into G: `detach` what G drew before D sees it.",
        )
    expect_unfrozen({"G": G, "D": D})
    expect_training_mode((G, D), modes)
    _expect_labels_of_d(of_g, of_d, x_real, labels, z, n_classes)

    def slope(d_loss: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
        return slope_of(d_loss(D_before(x_real, labels), D_before(x_fake, labels)), D_before)

    right = slope(loss.d_loss)
    real = slope(lambda r, f: loss.d_loss(r, f.detach()))
    known = [
        Footprint("no_zero_grad", right + old, NO_ZERO_GRAD.format(opt="opt_d")),
        Footprint("no_zero_grad", right / 2 + old, NO_ZERO_GRAD.format(opt="opt_d")),
        Footprint(
            "labels_swapped",
            slope(lambda r, f: loss.d_loss(f, r)),
            "D moved the wrong way: `loss.d_loss` takes D's logits of the real batch first.",
        ),
        Footprint("wrong_direction", -right, "D moved up the slope: no minus is needed."),
        Footprint("only_real", real, "D learnt from x_real only: show it G's images as well."),
        Footprint("only_fake", right - real, "D learnt from G's images only: show it x_real too."),
        Footprint(
            "trained_like_g",
            slope(lambda r, f: loss.g_loss(f)),
            "This is G's loss: D learnt to call generated images real.",
        ),
        Footprint(
            "other_loss",
            slope(losses.bce_d_loss),
            "D moved by the loss of lesson 02, not by the one that was handed in: `loss.d_loss`.",
        ),
        Footprint(
            "other_loss",
            slope(losses.with_real_label(0.9).d_loss),
            "D moved by some loss of your own, not by the one that was handed in: `loss.d_loss`.",
        ),
    ]
    expect_a_move(D, d_weights, right, steps, "D", "opt_d")
    move = moved_by(D, d_weights)
    if not close(move, right):
        name_footprint(move, known, "D", "loss.d_loss(D(x_real, labels), D(x_fake, labels))")
    with torch.no_grad():
        expected = float(loss.d_loss(D_before(x_real, labels), D_before(x_fake, labels)))
    _expect_loss(value, expected, "D", t)


def _labels(n: int, n_classes: int, t: Trial) -> Tensor:
    """Random labels (n,), not sorted, of at least four classes."""
    labels = torch.randint(0, n_classes, (n,), generator=t.generator)
    labels[:4] = torch.tensor([2, 0, 1, 2])
    labels[-1] = 3  # not the same when read backwards
    return labels


def _call(function: Any, *args: Any) -> Any:
    """function(*args), with the errors that labels bring put into words."""
    try:
        return function(*args)
    except TypeError as error:
        if "'GANLoss' object is not callable" in str(error):
            mistake(
                "loss_is_two_functions",
                "`loss` holds two functions, and is none itself: `loss.d_loss(d_real, d_fake)` for "
                "D, `loss.g_loss(d_fake)` for G.",
            )
        raise
    except RuntimeError as error:
        if "Boolean" in str(error) or "mat1 and mat2" in str(error):
            mistake(
                "arguments_exchanged",
                "G or D got its arguments in the wrong order, or the wrong tensor: `G(z, labels)`, "
                "`D(x, labels)`.",
            )
        raise


def _expect_untouched(given: Sequence[Tensor], now: Sequence[Tensor]) -> None:
    if not all(torch.equal(a, b) for a, b in zip(given, now, strict=True)):
        mistake("changes_input", "Your function changes the tensors that were handed in.")


def _expect_labels_of_d(
    of_g: _Calls,
    of_d: _Calls,
    x_real: Tensor,
    labels: Tensor,
    z: Tensor,
    n_classes: int,
) -> None:
    """D saw x_real with its labels, and what G drew for the same labels with these."""
    if not of_g.made:
        mistake("no_fake", "G drew nothing: D must see generated images too, `G(z, labels)`.")
    if len(of_g.made) > 1:
        mistake("draws_twice", "G was called more than once: one batch is enough for an update.")
    z_used, asked = of_g.made[0]
    if z_used.shape != z.shape or not torch.equal(z_used, z):
        mistake("other_z", "G drew from other numbers than the z that was handed in.")
    shown = [(x, y) for x, y in _split(of_d.made, len(x_real))]
    real = [y for x, y in shown if close(x, x_real)]
    fake = [y for x, y in shown if not close(x, x_real)]
    if not real:
        mistake("only_fake", "D never saw x_real.")
    if not fake:
        mistake("only_real", "D never saw what G drew, only x_real.")
    if not all(torch.equal(y, labels) for y in real):
        mistake(
            "real_other_labels",
            "D saw the real images with other labels than their own. An image and its label belong "
            "together: `D(x_real, labels)`.",
        )
    if not all(torch.equal(y, asked) for y in fake):
        where = (
            "G drew for the labels that were handed in"
            if torch.equal(asked, labels)
            else ("G drew for labels of your own")
        )
        mistake(
            "fake_other_labels",
            f"{where}, but D saw these images with other labels. D would learn that generated "
            "images never fit, and G could do nothing about it: the same labels for both, "
            "`G(z, labels)` and `D(x_fake, labels)`.",
        )
    if not torch.equal(asked, labels):
        _expect_all_classes(asked, n_classes)
        _refuse_own_labels()


def _refuse_own_labels() -> None:
    mistake(
        "own_labels",
        "G drew for labels of your own. Who calls your function says what G is asked for: use the "
        "`labels` that are handed in, as they are.",
    )


def _expect_all_classes(asked: Tensor, n_classes: int) -> None:
    """Labels that were drawn for G, at least 24 of at most 8 classes, leave no half of them out."""
    if bool((asked == asked[0]).all()):
        mistake("one_class", "G was asked for one class only. Use the labels of the batch.")
    if len(asked.unique()) <= n_classes // 2:
        mistake(
            "class_missing",
            f"G was asked for {len(asked.unique())} of {n_classes} classes only, and would not "
            "learn the others. Use the labels of the batch.",
        )


def _split(made: Sequence[tuple[Tensor, Tensor]], n: int) -> list[tuple[Tensor, Tensor]]:
    """The calls, with real and generated images in one batch of 2 n taken apart."""
    if any(len(x) not in (n, 2 * n) or len(x) != len(y) for x, y in made):
        mistake("other_images", f"D saw batches of {[len(x) for x, _ in made]}, not of {n} images.")
    parts = [zip(x.split(n), y.split(n), strict=True) for x, y in made]
    return [pair for part in parts for pair in part]


def _expect_loss(value: Any, expected: float, name: str, t: Trial) -> None:
    number = expect_number(value, "What your function returns")
    if not math.isclose(number, expected, rel_tol=1e-3, abs_tol=1e-5):
        mistake(
            "returns_other_number",
            f"{name} moved as it should, but what comes back is {number:.3f}, and its loss was "
            f"{expected:.3f}. Return the loss that you called `backward` on.",
        )
    note_graph(value, t)


@exercise(
    "7.6",
    answer="train_generator",
    reference=train_generator,
    title="One update of G, with labels",
    points=2,
    minutes=4,
    difficulty=2,
)
def check_train_generator(train_generator: Any, t: Trial) -> None:
    n, nz, n_classes = t.integer(24, 32), t.integer(3, 9), t.integer(5, 9)
    G, D = _pair(t, nz, n_classes)
    G_before = copy.deepcopy(G)
    loss = _random_loss(t)
    z, labels = t.normal(n, nz), _labels(n, n_classes, t)
    given = [v.clone() for v in (labels, z)]
    old = leave_gradients(G, t)
    leave_gradients(D, t)
    opt_g = torch.optim.SGD(G.parameters(), UPDATE_LR)
    steps = count_steps(opt_g)
    g_weights, d_weights = weights(G), weights(D)
    D_before = copy.deepcopy(D)
    of_g, of_d = _Calls(G, "G", "G(z, labels)"), _Calls(D, "D", "D(x, labels)")
    with watched(G, D) as modes:
        value = update_of(lambda: _call(train_generator, G, D, opt_g, loss, labels, z))
    _expect_untouched(given, (labels, z))
    if moved(D, d_weights):
        mistake("d_moved", "D's weights moved in G's update: only `opt_g` may make a step here.")
    expect_unfrozen({"D": D, "G": G})
    expect_training_mode((G, D), modes)
    if not of_g.made or not of_d.made:
        mistake(
            "unused_network", "G draws and D judges: both are needed, `D(G(z, labels), labels)`."
        )
    asked = of_g.made[0][1]
    if not torch.equal(of_g.made[0][0], z):
        mistake("other_z", "G drew from other numbers than the z that was handed in.")
    if len(of_d.made) > 1:
        mistake("judged_twice", "D was called more than once: G's update needs no real images.")
    if not torch.equal(of_d.made[0][1], asked):
        mistake(
            "fake_other_labels",
            "G drew for some labels, and D judged with others: so G is pushed to draw what it was "
            "*not* asked for. The same labels for both.",
        )
    if not torch.equal(asked, labels):
        _expect_all_classes(asked, n_classes)
        _refuse_own_labels()

    def slope(g_loss: Callable[[Tensor], Tensor]) -> Tensor:
        before = copy.deepcopy(G_before)
        return slope_of(g_loss(D_before(before(z, labels), labels)), before)

    right = slope(loss.g_loss)
    known = [
        Footprint("no_zero_grad", right + old, NO_ZERO_GRAD.format(opt="opt_g")),
        Footprint(
            "helps_d",
            slope(lambda f: F.softplus(f).mean()),
            "G moved the wrong way: its images are now easier to recognise. Use `loss.g_loss`.",
        ),
        Footprint(
            "helps_d",
            slope(lambda f: loss.d_loss(torch.full_like(f, 50.0), f)),
            "G moved by D's loss: its images are now easier to recognise. Use `loss.g_loss`.",
        ),
        Footprint("wrong_direction", -right, "G moved up the slope: no minus is needed."),
        Footprint(
            "other_loss",
            slope(losses.non_saturating_g_loss),
            "G moved by the loss of lesson 02, not by the one that was handed in: `loss.g_loss`.",
        ),
    ]
    expect_a_move(G, g_weights, right, steps, "G", "opt_g")
    move = moved_by(G, g_weights)
    if not close(move, right):
        if close(move, flat([old])):
            mistake("detached", "G moved by old gradients only: is there a `detach` on the way?")
        name_footprint(move, known, "G", "loss.g_loss(D(G(z, labels), labels))")
    with torch.no_grad():
        expected = float(loss.g_loss(D_before(copy.deepcopy(G_before)(z, labels), labels)))
    _expect_loss(value, expected, "G", t)
