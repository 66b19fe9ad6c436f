"""Checks of lesson 00: ranges, detach, nn.Sequential, Dataset, one optimiser step."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import SIZES_DO_NOT_FIT, forward
from gan_lab.checks._tools import (
    build_net,
    close,
    expect_gradients,
    expect_number,
    expect_ready_to_train,
    expect_tensor,
    moved,
    same_weights,
    weights,
)
from gan_lab.checks._training import count_steps, update_of
from gan_lab.data import to_float
from gan_lab.models.summary import count_parameters


@exercise(
    "0.1",
    answer="to_range",
    reference=to_float,
    title="From bytes to [-1, 1]",
    points=1,
    minutes=3,
    core=False,
)
def check_to_range(to_range: Callable[[Tensor], Tensor], t: Trial) -> None:
    n, h, w = t.integer(2, 6), t.integer(3, 9), t.integer(3, 9)
    images = torch.randint(20, 200, (n, h, w), generator=t.generator, dtype=torch.uint8)
    images[0, 0, 0], images[0, 0, 1] = 0, 255
    given = images.clone()
    got = to_range(given)
    if not torch.equal(given, images):
        mistake("changes_input", "The images that you were given are changed: make new ones.")
    got = expect_tensor(got, images.shape, "What `to_range` returns", dtype=None)
    if not got.is_floating_point():
        mistake("not_float", f"The result is {got.dtype}: turn the bytes into floats first.")
    if got.dtype != torch.float32:
        mistake(
            "wrong_dtype",
            f"The result is {got.dtype}, but networks calculate with torch.float32, and refuse to "
            "mix: `.float()` gives that.",
        )
    wanted = images.double() / 127.5 - 1
    found = got.double()
    if close(found, images.double() / 255):
        mistake(
            "zero_to_one", "This is the range 0 to 1. Stretch it to twice the width, then move it."
        )
    if close(found, images.double() / 255 - 0.5):
        mistake("half_range", "This is the range -0.5 to 0.5: only half as wide as asked.")
    if close(found, -wanted):
        mistake("inverted", "Black and white are swapped: 0 must become -1, and 255 must become 1.")
    if close(found, images.double() / 128 - 1):
        mistake(
            "divides_by_128",
            "Black is right, but white becomes 0.99 and not 1. A byte ends at 255: what is half "
            "of that?",
        )
    if not close(found, wanted, 2e-3):
        mistake(
            "wrong_range",
            f"0 became {found[0, 0, 0]:.4g} and 255 became {found[0, 0, 1]:.4g}: they must become "
            "-1 and 1, and 127.5 the middle.",
        )
    dull = to_range(images.clamp(60, 90)).double()
    if not close(dull, images.clamp(60, 90).double() / 127.5 - 1, 2e-3):
        mistake(
            "stretched",
            "A dull picture comes out with full contrast: use the range of a byte, 0 to 255, and "
            "not the smallest and largest pixel of the batch.",
        )
    expect_tensor(to_range(images[:1]), (1, h, w), "`to_range` of one image")


def _reference_loss_for_b(a: Tensor, b: Tensor) -> Tensor:
    return (a.detach() - b).square().mean()


@exercise(
    "0.2",
    answer="loss_for_b",
    reference=_reference_loss_for_b,
    title="A gradient for one player only",
    points=2,
    minutes=4,
    difficulty=2,
    core=False,
)
def check_loss_for_b(loss_for_b: Callable[[Tensor, Tensor], Tensor], t: Trial) -> None:
    n = t.integer(3, 9)
    a = t.normal(n).requires_grad_(True)
    b = t.normal(n).requires_grad_(True)
    given = a.detach().clone()
    wanted = (a - b).square().mean().detach()
    loss = loss_for_b(a, b)
    if loss is None:
        mistake("returns_nothing", "The loss is None: is there a `return` at the end?")
    if not isinstance(loss, Tensor):
        mistake("not_a_tensor", "The loss must stay a tensor: a plain number has no gradient.")
    if loss.numel() != 1:
        mistake("one_a_pair", f"The loss has shape {tuple(loss.shape)}: take the mean.")
    if not torch.equal(a, given):
        mistake(
            "changes_a",
            "Your function changed the numbers in `a` itself: `detach` shares its memory with "
            "`a`, so write nothing into it.",
        )
    if not a.requires_grad:
        mistake(
            "changes_a",
            "Your function switched off the gradients of `a` itself, for good. Work with a copy "
            "that is cut off: there is a method for it.",
        )
    if not close(loss, wanted) and close(loss / n, wanted):
        mistake(
            "sum_for_mean", "The loss grows with the number of values: take the mean, not the sum."
        )
    if not close(loss.reshape(()), wanted):
        mistake("wrong_value", f"The loss is {loss.item():.3g}, expected {wanted.item():.3g}.")
    if not loss.requires_grad:
        mistake("cut_both", "No gradient reaches `b` either: cut off `a` alone.")
    loss.backward()
    if b.grad is None or not b.grad.any():
        mistake("cut_b", "No gradient reaches `b`: you cut off the wrong player.")
    if a.grad is not None and a.grad.any():
        mistake("reaches_a", "A gradient also reaches `a`: cut it off with `detach`.")
    if not close(b.grad, 2 * (b - a).detach() / n):
        mistake("wrong_gradient", "The gradient at `b` is not that of the mean squared difference.")


def _reference_make_net(n_in: int, n_hidden: int, n_out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Linear(n_hidden, n_out))


@exercise(
    "0.3",
    answer="make_net",
    reference=_reference_make_net,
    title="A small network",
    points=1,
    minutes=3,
    core=False,
)
def check_make_net(make_net: Callable[[int, int, int], nn.Module], t: Trial) -> None:
    n_in, n_hidden, n_out = t.integer(2, 6), t.integer(20, 40), t.integer(7, 12)
    net = build_net(make_net, n_in, n_hidden, n_out)
    x = 3 * t.normal(400, n_in)
    with torch.no_grad():
        y = forward(net, x, SIZES_DO_NOT_FIT)
        y = expect_tensor(y, (400, n_out), "The network's output")
        bend = net(x) + net(-x) - 2 * net(torch.zeros_like(x))
        if not close(net(x), y):
            mistake("random_output", "The same input gives another output each time.")
    if not bend.abs().max() > 1e-3:
        mistake(
            "no_activation",
            "Your network is one straight line: two Linear layers without an activation between "
            "them are no more than one.",
        )
    wanted = n_in * n_hidden + n_hidden + n_hidden * n_out + n_out
    if count_parameters(net) != wanted:
        mistake(
            "wrong_layers",
            f"The network has {count_parameters(net)} weights; two Linear layers, {n_in} to "
            f"{n_hidden} to {n_out}, with bias, have {wanted}.",
        )
    expect_gradients(net, x, "Your network")
    for rows, width in ((1, n_out), (5, 1), (1, 1)):
        y = build_net(make_net, n_in, n_hidden, width)(x[:rows])
        if y.shape == torch.empty(rows, width).squeeze().shape:
            mistake(
                "bare_squeeze",
                f"The output for {rows} row(s) and n_out={width} has shape {tuple(y.shape)}, "
                f"expected {(rows, width)}: leave out the `squeeze`.",
            )
        expect_tensor(y, (rows, width), "The network's output")
    with torch.no_grad():
        for p in net.parameters():  # larger weights: an open end then leaves any fixed range
            p.mul_(30)
        y = net(x)
    if y.min() >= 0 or y.abs().max() <= 1.001:
        mistake("final_activation", "An activation follows the last layer: leave the end open.")
    _expect_open_end(net, x, n_out)
    bare = [m for m in net.modules() if not list(m.children()) and not list(m.parameters())]
    kinds = {type(m).__name__ for m in bare}
    if kinds and kinds != {"ReLU"}:
        t.note(
            f"between the layers stands {', '.join(sorted(kinds))}; ReLU was asked, this works too."
        )


@torch.no_grad()
def _expect_open_end(net: nn.Module, x: Tensor, n_out: int) -> None:
    """What the last bias gains arrives at the output, whether it is negative or not."""
    before = net(x)
    for p in net.parameters():
        if p.numel() == n_out:  # the hidden layer is wider
            p.add_(1)
    if not close(net(x) - before, torch.ones_like(before), 1e-2):
        mistake(
            "final_activation",
            "Something follows the last Linear layer and changes what it gives, as LeakyReLU does "
            "with negative numbers: leave the end open.",
        )


class _ReferencePictures(Dataset):
    def __init__(
        self, images: Tensor, labels: Tensor, transform: Callable[[Tensor], Any] | None = None
    ) -> None:
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> tuple[Any, Tensor]:
        image = self.images[i]
        return (image if self.transform is None else self.transform(image)), self.labels[i]


@exercise(
    "0.4",
    answer="Pictures",
    reference=_ReferencePictures,
    title="A Dataset with a transform",
    points=2,
    minutes=5,
    difficulty=2,
    core=False,
)
def check_pictures(Pictures: Callable[..., Any], t: Trial) -> None:
    n = t.integer(7, 15)
    images = torch.randint(0, 256, (n, 4, 5), generator=t.generator, dtype=torch.uint8)
    labels = torch.randperm(100, generator=t.generator)[:n]
    shapes = set()

    def negative(image: Tensor) -> Tensor:
        shapes.add(image.shape)
        return 5 - image.float() / 51

    data = Pictures(images, labels, negative)
    try:
        length = len(data)
    except (TypeError, ValueError):  # Python itself refuses what is no count
        mistake(
            "wrong_length", "`__len__` must return one whole number: how many images there are."
        )
    if length != n:
        mistake("wrong_length", f"len() is {length} for {n} images: it counts the images.")
    order = torch.randperm(n, generator=t.generator).tolist()
    for i in order:
        item = data[i]
        if item is None:
            mistake("returns_nothing", f"Item {i} is None: is there a `return` at the end?")
        if not isinstance(item, tuple | list) or len(item) != 2:
            mistake("not_a_pair", f"Item {i} must be a pair: the image, then its label.")
        image, label = item
        if torch.is_tensor(image) and image.numel() == 1:
            mistake("pair_swapped", "Your label comes first: return the image, then the label.")
        if torch.is_tensor(image) and image.dtype == torch.uint8:
            mistake("no_transform", "The images come out as bytes: apply the transform to each.")
        image = expect_tensor(image, (4, 5), f"Image {i}", dtype=None)
        if close(image.float(), to_float(images[i])):
            mistake(
                "fixed_transform",
                "Your images go through `to_range`, although another transform was handed in.",
            )
        if not close(image.float(), negative(images[i])):
            mistake("wrong_image", f"Item {i} does not hold image {i}, transformed once.")
        if int(label) != int(labels[i]):
            mistake("wrong_label", f"Item {i} has label {int(label)}, expected {int(labels[i])}.")
    if shapes != {images[0].shape}:
        mistake(
            "transforms_stack",
            "Your transform gets all images at once: apply it to one image at a time.",
        )
    without = "Without a transform, the image must come out as it is, in bytes."
    try:
        image, _ = Pictures(images, labels)[0]
    except TypeError:
        mistake("transform_required", without)
    image = torch.as_tensor(image)
    if image.dtype != torch.uint8 or not torch.equal(image, images[0]):
        mistake("transform_required", without)
    batch, batch_labels = next(iter(DataLoader(data, batch_size=3)))
    expect_tensor(batch, (3, 4, 5), "A batch from the DataLoader", dtype=None)
    expect_tensor(batch_labels, (3,), "The labels of a batch", dtype=None)


def _reference_one_step(
    net: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor
) -> float:
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@exercise(
    "0.5",
    answer="one_step",
    reference=_reference_one_step,
    title="One optimiser step",
    points=2,
    minutes=5,
    difficulty=2,
    core=False,
)
def check_one_step(one_step: Callable[..., Any], t: Trial) -> None:
    for n_out in (2, 1):  # with one output, a wrong shape spreads (N, 1) and (N,) to (N, N)
        _check_one_step(one_step, n_out, t)


def _check_one_step(one_step: Callable[..., Any], n_out: int, t: Trial) -> None:
    n = t.integer(5, 12)
    x, y = t.normal(n, 3), 4 + t.normal(n, n_out)
    net = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, n_out))
    start = copy.deepcopy(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
    # a gradient is left over from before, as in any loop
    (net(-x) - 20 * t.normal(n, n_out)).square().mean().backward()
    left_over = [p.grad.clone() for p in net.parameters() if p.grad is not None]

    reached: list[Tensor] = []  # by a backward pass of the student's
    for p in net.parameters():
        p.register_hook(reached.append)
    steps = count_steps(optimizer)
    first = update_of(lambda: one_step(net, optimizer, x, y))

    wanted = copy.deepcopy(start)
    loss = F.mse_loss(wanted(x), y)
    loss.backward()
    right = [p.grad.clone() for p in wanted.parameters() if p.grad is not None]
    if not moved(net, weights(start)):
        if not reached:
            mistake(
                "no_backward",
                "The weights did not move, and no gradient reached them: is `backward` called, on "
                "a loss that was made from `net(x)` and not cut off from it?",
            )
        grads = [p.grad for p in net.parameters()]
        if all(g is None or not g.any() for g in grads):
            mistake(
                "order",
                "The weights did not move, and their gradients are 0. `zero_grad` must not come "
                "between `backward` and `step`: it throws away what `backward` found.",
            )
        mistake("no_step", "The gradients are there, but the weights did not move: call `step`.")

    def after(gradients: list[Tensor]) -> nn.Module:
        net = copy.deepcopy(start)
        with torch.no_grad():
            for p, g in zip(net.parameters(), gradients, strict=True):
                p.sub_(0.05 * g)
        return net

    if same_weights(net, after([g + o for g, o in zip(right, left_over, strict=True)])):
        mistake(
            "no_zero_grad",
            "Gradients of an earlier step were added to this one's: set them to 0 before "
            "`backward`.",
        )
    if same_weights(net, after(left_over)):
        mistake(
            "step_before_backward",
            "You moved the weights by old gradients: `backward` comes before `step`.",
        )
    if len(steps) > 1:
        mistake("two_steps", f"The optimiser made {len(steps)} steps: call `step` once.")
    if same_weights(net, after([-g for g in right])):
        mistake("uphill", "The weights moved uphill: the loss must get smaller, not larger.")
    if same_weights(net, after([g * y.numel() for g in right])):
        mistake(
            "sum_for_mean",
            "The step is too large by the number of values: use the mean of the squares.",
        )
    every_pair = (start(x)[:, None] - y).square().mean()  # (N, 1, n_out) - (N, n_out)
    if same_weights(net, after(list(torch.autograd.grad(every_pair, list(start.parameters()))))):
        mistake(
            "broadcast",
            "Every output is compared with every row of `y`: the shapes (N, 1) and (N,) spread "
            "to (N, N). Keep `net(x)` and `y` in the same shape.",
        )
    if not same_weights(net, after(right)):
        mistake(
            "wrong_step",
            "The weights moved, but not as one step down the mean squared error of `net(x)` to "
            "`y`, with the optimiser that was given.",
        )
    expect_ready_to_train(net)
    value = expect_number(first, "What `one_step` returns")
    if not abs(value - loss.item()) < 1e-3 * max(1.0, loss.item()):
        mistake(
            "wrong_loss",
            f"The loss you return is {value:.4g}; before the step it was {loss.item():.4g}.",
        )
    if isinstance(first, Tensor) and first.requires_grad:
        t.note(
            "you return a tensor that keeps its whole graph in memory; `.item()` gives the number."
        )
