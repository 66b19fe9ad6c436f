"""7.9: a classifier that is trained on generated images alone."""

from __future__ import annotations

import copy
import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import close, expect_number, has_gradients, moved, weights
from gan_lab.checks._training import expect_unfrozen, flat


def train_on_generated(
    net: nn.Module,
    opt: torch.optim.Optimizer,
    G: nn.Module,
    nz: int,
    n_classes: int,
    n_steps: int,
    batch_size: int,
) -> list[float]:
    """Train a classifier on images that G draws to order; its losses come back, one a step."""
    device = next(G.parameters()).device
    history = []
    for _ in range(n_steps):
        labels = torch.randint(0, n_classes, (batch_size,), device=device)
        z = torch.randn(batch_size, nz, device=device)
        with torch.no_grad():
            images = G(z, labels)
        loss = F.cross_entropy(net(images), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
    return history


class _G(nn.Module):
    """A small G that remembers what it was asked for, and what it drew."""

    def __init__(self, nz: int, n_classes: int, t: Trial) -> None:
        super().__init__()
        self.nz = nz
        self.embed = nn.Embedding(n_classes, 6)
        self.net = nn.Sequential(nn.Linear(nz + 6, 784), nn.BatchNorm1d(784), nn.Tanh())
        with torch.no_grad():
            for p in self.parameters():
                p.copy_(0.3 * t.normal(*p.shape))
        self.orders: list[tuple[Tensor, Tensor, Tensor]] = []

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        whole = labels.dim() == 1 and not labels.is_floating_point()
        if whole and z.shape != (len(labels), self.nz):
            mistake(
                "rows_do_not_fit",
                f"G got z of shape {tuple(z.shape)} for {len(labels)} labels: one row of {self.nz} "
                "numbers for each label, `torch.randn(batch_size, nz)`.",
            )
        x = self.net(torch.cat([z, self.embed(labels)], 1)).view(-1, 1, 28, 28)
        self.orders.append((z.detach().clone(), labels.detach().clone(), x.detach().clone()))
        return x


class _Net(nn.Module):
    """A small classifier that remembers its batches."""

    def __init__(self, n_classes: int, t: Trial) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, n_classes))
        with torch.no_grad():
            for p in self.parameters():
                p.copy_(0.05 * t.normal(*p.shape))
        self.seen: list[tuple[Tensor, bool]] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append((x.detach().clone(), self.training))
        return self.net(x)


LR = 0.05


@exercise(
    "7.9",
    answer="train_on_generated",
    reference=train_on_generated,
    title="A teacher that never saw a photograph",
    points=3,
    minutes=8,
    difficulty=2,
)
def check_train_on_generated(train_on_generated: Any, t: Trial) -> None:
    nz, n_classes, n_steps = t.integer(4, 8), t.integer(5, 8), t.integer(4, 7)
    batch_size = t.integer(400, 500)  # so many that classes drawn unevenly show
    G, net = _G(nz, n_classes, t).eval(), _Net(n_classes, t)
    first = copy.deepcopy(net)
    opt = torch.optim.SGD(net.parameters(), LR)
    g_weights = weights(G)
    buffers = [b.clone() for b in G.buffers()]
    try:
        history = train_on_generated(net, opt, G, nz, n_classes, n_steps, batch_size)
    except RuntimeError as error:
        if "batch_size" in str(error) or "expected scalar type" in str(error):
            mistake("loss_arguments", f"The loss cannot compare these: {str(error)[:120]}.")
        if "does not require grad" in str(error):
            mistake(
                "detached",
                "`backward` found nothing to differentiate: only G's part stands under "
                "`torch.no_grad()`, the classifier's part does not.",
            )
        if "argument #1 'indices'" in str(error):
            mistake("arguments_exchanged", "G takes z first, then the labels: `G(z, labels)`.")
        if "inference" in str(error).lower():
            mistake("inference_mode", "Images made in inference mode cannot train: `no_grad`.")
        raise
    if moved(G, g_weights):
        mistake("g_moved", "G's weights have moved: only the classifier learns here.")
    if has_gradients(G):
        mistake(
            "gradient_reaches_g",
            "The classifier's gradient went on into G. Nobody needs it there: draw the images "
            "under `torch.no_grad()`, or `detach` them.",
        )
    if any(not torch.equal(a, b) for a, b in zip(G.buffers(), buffers, strict=True)) or G.training:
        mistake("g_in_training_mode", "G came in evaluation mode: leave its mode alone.")
    expect_unfrozen({"G": G})
    _expect_orders(G, nz, n_classes, n_steps, batch_size)
    _expect_batches(net, G, n_steps)
    losses = _expect_training(first, net, G, n_steps)
    _expect_history(history, losses)
    if isinstance(history[0], Tensor) and history[0].requires_grad:
        t.note("Your history holds losses with their whole graphs: keep `.item()` of each.")


def _expect_orders(G: _G, nz: int, n_classes: int, n_steps: int, batch_size: int) -> None:
    """G was asked for fresh z and fresh labels of all classes, once a step."""
    if not G.orders:
        mistake("g_unused", "G drew nothing: the images are `G(z, labels)`.")
    n_drawn = sum(len(y) for _, y, _ in G.orders)
    if len(G.orders) == 1 and n_steps > 1 and n_drawn == batch_size:
        mistake(
            "same_batch",
            "G draws one batch, and the classifier sees it again and again. Draw inside the loop: "
            "a generator never runs out of images.",
        )
    if len(G.orders) != n_steps and n_drawn < n_steps * batch_size:
        mistake("wrong_number_of_steps", f"n_steps = {n_steps}, and G drew {len(G.orders)} times.")
    zs, asked = (torch.cat([order[i] for order in G.orders]) for i in (0, 1))
    if len(G.orders) == n_steps and any(len(y) != batch_size for _, y, _ in G.orders):
        mistake("wrong_batch_size", f"batch_size = {batch_size}, and G drew {len(asked)} images.")
    if len(zs.unique(dim=0)) < len(zs):
        mistake("same_z", "The same z comes again. Draw it inside the loop: `torch.randn`.")
    if float(zs.min()) >= 0 or not 0.75 < float(zs.std()) < 1.25:
        mistake("not_normal", "These z are not standard normal, as in training: `torch.randn`.")
    orders = asked.split(batch_size)
    if len(asked.unique()) > 1 and all(len(y.unique()) == 1 for y in orders):
        mistake(
            "one_class_a_batch",
            "Each batch holds one class alone, so the classifier learns the class of the moment "
            "and forgets the others. Draw the classes anew for each image of a batch.",
        )
    shares = torch.bincount(asked, minlength=n_classes) / len(asked)
    if len(shares) > n_classes or bool((shares == 0).any()):
        missing = [c for c in range(n_classes) if shares[c] == 0]
        mistake(
            "class_missing",
            f"Class {missing} was never asked for: `torch.randint(0, n_classes, ...)` goes up to "
            "n_classes - 1 by itself.",
        )
    counts = torch.bincount(orders[0], minlength=n_classes)
    by_chance = int(counts.max() - counts.min()) > 1  # all classes in turn: no need to draw anew
    if by_chance and all(torch.equal(y, orders[0]) for y in orders):
        mistake(
            "same_labels",
            "Each step asks for the same labels again, in the same order. Draw them inside the "
            "loop, as you do with z.",
        )
    if bool((shares < 0.75 / n_classes).any()):
        mistake(
            "classes_uneven",
            f"Class {int(shares.argmin())} is asked for too seldom: {float(shares.min()):.0%} of "
            f"the images, and it should be one in {n_classes}. `torch.randint(0, n_classes, ...)` "
            "draws all equally often.",
        )


def _expect_batches(net: _Net, G: _G, n_steps: int) -> None:
    """The classifier saw what G drew, in training mode, once a step."""
    if len(net.seen) < n_steps or len(net.seen) > n_steps:
        mistake(
            "wrong_number_of_steps",
            f"n_steps = {n_steps}, and the classifier saw {len(net.seen)} batches.",
        )
    if not all(training for _, training in net.seen) or not net.training:
        mistake(
            "eval_mode",
            "The classifier is in evaluation mode while it learns: its BatchNorm and Dropout would "
            "not do their work. Leave its mode alone.",
        )
    drawn = torch.cat([x for _, _, x in G.orders])
    seen = torch.cat([x for x, _ in net.seen])
    if drawn.shape != seen.shape or not close(drawn, seen):
        mistake("other_images", "The classifier saw other images than those that G drew.")


def _expect_training(first: _Net, net: _Net, G: _G, n_steps: int) -> list[float]:
    """The classifier went down the cross-entropy with the labels asked for; its losses."""
    labels = list(torch.cat([y for _, y, _ in G.orders]).split(len(net.seen[0][0])))

    def replay(loss: Any, keep: bool = False, n: int = 1) -> tuple[Tensor, list[float]]:
        """The weights after a plain training with `loss`, `n` steps a batch, and its losses."""
        twin, values = copy.deepcopy(first), []
        optimizer = torch.optim.SGD(twin.parameters(), LR)
        for (x, _), y in zip(net.seen, labels, strict=True):
            value = loss(twin.net(x), y)
            if not keep:
                optimizer.zero_grad()
            value.backward()
            for _ in range(n):
                optimizer.step()
            values.append(value.item())
        return flat(twin.parameters()), values

    found = flat(net.parameters())
    right, losses = replay(F.cross_entropy)
    if not close(found, right, 1e-4):
        _name_training(found, first, replay)
    return losses


def _name_training(found: Tensor, first: _Net, replay: Any) -> None:
    """Which mistake led to the weights `found`?"""
    if close(found, flat(first.parameters()), 1e-7):
        mistake(
            "no_step",
            "The classifier did not move. In this order: `opt.zero_grad()`, `value.backward()`, "
            "`opt.step()`.",
        )
    slips = (
        (
            "softmax_twice",
            lambda out, y: F.cross_entropy(out.softmax(1), y),
            "The softmax is applied twice: `F.cross_entropy` takes logits and applies it itself.",
        ),
        (
            "no_log_softmax",
            F.nll_loss,
            "`F.nll_loss` wants logarithms of probabilities, and `net` gives logits: "
            "`F.cross_entropy` does both steps.",
        ),
        (
            "squared_error",
            lambda out, y: F.mse_loss(out, F.one_hot(y, out.shape[1]).float()),
            "This is the squared error. It works, but the cross-entropy is asked for: "
            "`F.cross_entropy(net(images), labels)`.",
        ),
        (
            "labels_shuffled",
            lambda out, y: F.cross_entropy(out, y.flip(0)),
            "The labels stand in another order than the images.",
        ),
        (
            "one_wrong_for_all",
            lambda out, y: F.cross_entropy(out, torch.zeros_like(y)),
            "The classifier is told class 0 for every image.",
        ),
        (
            "summed",
            lambda out, y: F.cross_entropy(out, y, reduction="sum"),
            "You add up the losses of all images: take their mean.",
        ),
        (
            "wrong_direction",
            lambda out, y: -F.cross_entropy(out, y),
            "The classifier moves up the slope: its loss grows.",
        ),
    )
    for name, loss, hint in slips:
        if close(found, replay(loss)[0], 1e-4):
            mistake(name, hint)
    if close(found, replay(F.cross_entropy, keep=True)[0], 1e-4):
        mistake("no_zero_grad", "Old gradients pile up: `opt.zero_grad()` before `backward`.")
    if close(found, replay(F.cross_entropy, n=2)[0], 1e-4):
        mistake("steps_twice", "The classifier makes two steps for each batch: one `opt.step()`.")
    mistake(
        "other_labels",
        "The classifier did not learn the labels that G was asked for. Draw the labels once in a "
        "step; G and the loss get the same ones: `F.cross_entropy(net(images), labels)`.",
    )


def _expect_history(history: Any, losses: list[float]) -> None:
    if history is None:
        mistake("returns_nothing", "Nothing comes back: `return history` after the loop.")
    if not isinstance(history, list | tuple | Tensor) or len(history) != len(losses):
        mistake("not_a_loss_a_step", f"A list of {len(losses)} losses is wanted, one a step.")
    for value, expected in zip(history, losses, strict=True):
        if not math.isclose(expect_number(value, "A loss"), expected, rel_tol=1e-3, abs_tol=1e-5):
            mistake(
                "returns_other_number",
                f"A loss in your list is {float(value):.3f}, and the "
                f"loss of that step was {expected:.3f}.",
            )
