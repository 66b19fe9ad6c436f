"""What checks of training share: a small pair of networks, optimisers, one update, the loop."""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_post_hook

from gan_lab import losses
from gan_lab.checks._core import Trial, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import close, has_gradients, moved

UPDATE_LR = 0.1  # SGD's, where one update is checked
LOOP_LR = 0.01  # where a whole loop is


def small_pair(t: Trial, nz: int) -> tuple[nn.Module, nn.Module]:
    """A small G with BatchNorm and a small D, weights from the trial's own random numbers."""
    G = nn.Sequential(
        nn.Linear(nz, 6),
        nn.BatchNorm1d(6),
        nn.ReLU(),
        nn.Linear(6, 784),
        nn.Tanh(),
        nn.Unflatten(1, IMAGE),
    )
    D = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 6), nn.LeakyReLU(0.2), nn.Linear(6, 1), nn.Flatten(0)
    )
    with torch.no_grad():
        for p in (*G.parameters(), *D.parameters()):
            p.copy_(t.normal(*p.shape) / p.shape[-1] ** 0.5)
    return G, D


def flat(tensors: Iterable[Tensor | None]) -> Tensor:
    """Tensors as one vector, copied; None, a gradient that was never computed, is left out."""
    parts = [each.detach().reshape(-1).clone() for each in tensors if each is not None]
    return torch.cat(parts) if parts else torch.zeros(1)


def flat_gradients(net: nn.Module) -> Tensor:
    """The gradients at all weights of `net` as one vector; a missing one counts as 0."""
    return flat(torch.zeros_like(p) if p.grad is None else p.grad for p in net.parameters())


@contextlib.contextmanager
def watched(*nets: nn.Module) -> Iterator[list[bool]]:
    """A list that gets, for each forward pass, whether the network was in training mode."""
    modes: list[bool] = []
    handles = [
        net.register_forward_hook(lambda module, *_: modes.append(module.training)) for net in nets
    ]
    try:
        yield modes
    finally:
        for handle in handles:
            handle.remove()


def expect_training_mode(nets: Iterable[nn.Module], modes: list[bool]) -> None:
    """The networks were used, and are left, in training mode."""
    if not all(modes) or not all(net.training for net in nets):
        mistake(
            "eval_mode",
            "A network was put into evaluation mode: its BatchNorm and Dropout then work as in "
            "use, not as in training. Leave the modes alone here.",
        )


def expect_unfrozen(nets: Mapping[str, nn.Module]) -> None:
    """All weights can still learn."""
    for name, net in nets.items():
        if not all(p.requires_grad for p in net.parameters()):
            mistake(
                f"{name.lower()}_left_frozen",
                f"{name} is still frozen (requires_grad=False) when your function ends: it could "
                "never learn again. Switch it back on.",
            )


# the optimisers


def expect_two_optimizers(made: Any, G: nn.Module, D: nn.Module) -> None:
    """`made` is a pair of optimisers, the first with G's weights and the second with D's."""
    if made is None:
        mistake("returns_nothing", "Nothing comes back: is there a `return` at the end?")
    if not isinstance(made, tuple | list) or len(made) != 2:
        mistake("not_two", "Return two optimisers, `return opt_g, opt_d`.")
    for optimizer in made:
        if not isinstance(optimizer, torch.optim.Optimizer):
            mistake(
                "not_an_optimizer",
                f"Expected two optimisers from torch.optim, got a {type(optimizer).__name__}.",
            )
    _expect_own_weights(G, D, *made)


def _expect_own_weights(
    G: nn.Module, D: nn.Module, opt_g: torch.optim.Optimizer, opt_d: torch.optim.Optimizer
) -> None:
    g, d = ({id(p) for p in net.parameters()} for net in (G, D))
    of_g, of_d = ({id(p) for o in opt.param_groups for p in o["params"]} for opt in (opt_g, opt_d))
    if (of_g, of_d) == (d, g):
        mistake(
            "swapped",
            "The two optimisers are swapped: the first should hold G's weights, the second D's.",
        )
    if of_g >= g | d or of_d >= g | d:
        mistake(
            "both_networks",
            "One optimiser holds the weights of both networks: its step would move them both, "
            "and one of them in the wrong direction. One optimiser a network.",
        )
    if of_g == of_d:
        mistake("same_network", "Both optimisers hold the weights of the same network.")
    if not (of_g | of_d) <= (g | d):
        mistake(
            "other_weights",
            "An optimiser holds weights of other networks than the G and D that were handed in. "
            "Use the function's own arguments.",
        )
    if (of_g, of_d) != (g, d):
        mistake("weights_left_out", "Some weights are in no optimiser: use `G.parameters()`.")


# one update


def train_discriminator(
    G: nn.Module, D: nn.Module, opt_d: torch.optim.Optimizer, x_real: Tensor, z: Tensor
) -> Tensor:
    """Move D once; its loss comes back."""
    x_fake = G(z).detach()
    d_loss = losses.bce_d_loss(D(x_real), D(x_fake))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    return d_loss.detach()


def train_generator(G: nn.Module, D: nn.Module, opt_g: torch.optim.Optimizer, z: Tensor) -> Tensor:
    """Move G once; its loss comes back."""
    g_loss = losses.non_saturating_g_loss(D(G(z)))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    return g_loss.detach()


class Footprint(NamedTuple):
    """A mistake that is recognised by how far it moves the weights, in units of -lr."""

    name: str
    move: Tensor
    hint: str


NO_ZERO_GRAD = (
    "Old gradients were still there and were added to the new ones: call `{opt}.zero_grad()` "
    "before `backward`."
)


def leave_gradients(net: nn.Module, t: Trial, size: float = 0.1) -> Tensor:
    """Random gradients at all weights of `net`, as an update before may leave them; flat."""
    for p in net.parameters():
        p.grad = size * t.normal(*p.shape)
    return flat_gradients(net)


def slope_of(loss: Tensor, net: nn.Module) -> Tensor:
    """The gradient of `loss` at the weights of `net`; flat."""
    return flat(torch.autograd.grad(loss, list(net.parameters())))


def moved_by(net: nn.Module, before: Sequence[Tensor]) -> Tensor:
    """How far the weights of `net` went, in units of -lr: the gradient that moved them; flat."""
    pairs = zip(net.parameters(), before, strict=True)
    return flat((old - new) / UPDATE_LR for new, old in pairs)


def count_steps(optimizer: torch.optim.Optimizer) -> list[str]:
    """A list that grows by one entry with each step of `optimizer`."""
    steps: list[str] = []
    optimizer.register_step_post_hook(lambda *_: steps.append("step"))
    return steps


@contextlib.contextmanager
def watched_steps() -> Iterator[list[torch.optim.Optimizer]]:
    """A list that gets, for each step within the block, the optimiser that made it."""
    steps: list[torch.optim.Optimizer] = []
    handle = register_optimizer_step_post_hook(lambda optimizer, *_: steps.append(optimizer))
    try:
        yield steps
    finally:
        handle.remove()


def expect_no_other_step(
    steps: Sequence[torch.optim.Optimizer], optimizer: torch.optim.Optimizer, name: str
) -> None:
    """No optimiser made a step beside `optimizer`. A notebook has others, which code finds too."""
    if optimizer in steps and any(other is not optimizer for other in steps):
        mistake(
            "another_steps_too",
            f"Beside `{name}` another optimiser made a step. The notebook knows one by that name, "
            f"and it moves another network: here only `{name}` moves.",
        )


def update_of(call: Callable[[], Any]) -> Any:
    """call(), with the commonest errors of an update put into words."""
    try:
        return call()
    except AttributeError as error:
        if "no attribute 'backward'" not in str(error):
            raise
        mistake(
            "backward_on_optimizer",
            "An optimiser has no `backward`: the loss has. `loss.backward()` finds the gradients, "
            "`optimizer.step()` uses them.",
        )
    except RuntimeError as error:
        if "does not require grad" not in str(error):
            raise
        mistake(
            "detached",
            "`backward` found nothing to differentiate: the way from the loss to the weights is "
            "cut by a `detach` or `no_grad` that does not belong there, or the weights are frozen.",
        )


def expect_a_move(
    net: nn.Module,
    before: Sequence[Tensor],
    right: Tensor,
    steps: list[str],
    name: str,
    optimizer: str,
) -> None:
    """`net` was moved, by one step of its optimiser."""
    if len(steps) > 1:
        mistake("two_steps", f"`{optimizer}` made {len(steps)} steps: one update is one step.")
    if not steps and moved(net, before):
        mistake(
            "other_optimizer",
            f"{name} moved, but `{optimizer}`, the optimiser that was given, made no step. Use "
            "the function's own argument, and no other optimiser.",
        )
    if not steps:
        mistake(
            "no_step",
            f"{name} did not move: `{optimizer}`, the optimiser that was given, made no step. "
            f"Is `{optimizer}.step()` missing, or did another optimiser make it?",
        )
    if moved(net, before):
        return
    if has_gradients(net):
        mistake(
            "step_too_early",
            f"{name} did not move: `{optimizer}.step()` came before `backward`, when there was "
            "no gradient yet. The order is zero_grad, backward, step.",
        )
    cut = " No `detach` may stand between G and D here." if name == "G" else ""
    mistake(
        "zero_grad_too_late",
        f"{name} did not move: the gradients were gone when `{optimizer}.step()` came. The order "
        f"is zero_grad, backward, step, and `backward` must be called on the loss.{cut}",
    )


def name_footprint(move: Tensor, known: Sequence[Footprint], name: str, loss: str) -> None:
    """End the check with the known mistake whose `move` this is, or with `wrong_update`."""
    for footprint in known:
        if any(close(move, factor * footprint.move) for factor in (1, 0.5)):
            mistake(footprint.name, footprint.hint)
    mistake(
        "wrong_update",
        f"{name} moved, but not down the slope of `{loss}` by one plain step. Compare your "
        "lines with these, in order: loss, zero_grad, backward, step.",
    )


def note_graph(value: Any, t: Trial) -> None:
    """A note when the loss that came back still holds its graph."""
    if isinstance(value, Tensor) and value.requires_grad:
        t.note(
            "The loss that you return still holds its whole graph. If you collect many of them, "
            "memory runs full: return `d_loss.detach()` or `.item()`."
        )


# the loop


UPDATE_HINT = (
    "`train_discriminator` takes `opt_d`, `train_generator` takes `opt_g`; if you write the "
    "updates out, each one needs its own zero_grad, backward and step."
)


class Log:
    """Everything that happens to a pair and its optimisers, in order: (what, tensors...)."""

    def __init__(
        self,
        G: nn.Module,
        D: nn.Module,
        opt_g: torch.optim.Optimizer,
        opt_d: torch.optim.Optimizer | None = None,
    ) -> None:
        self.events: list[tuple[Any, ...]] = []
        G.register_forward_pre_hook(lambda _, args: self.add("z", args[0].detach().clone()))
        D.register_forward_hook(
            lambda _, args, output: self.add(
                "judged", args[0].detach().clone(), output.detach().clone()
            )
        )
        opt_g.register_step_post_hook(lambda *_: self.add("g_step"))
        if opt_d is not None:
            opt_d.register_step_post_hook(lambda *_: self.add("d_step"))

    def add(self, *event: Any) -> None:
        """Enter an event, (what, tensors...)."""
        self.events.append(event)

    def all(self, what: str) -> list[Any]:
        """The first tensor of each event called `what`, or nothing but its count."""
        return [event[1] if len(event) > 1 else None for event in self.events if event[0] == what]


class Stream:
    """Real batches of changing size, as the lesson's `batches`; each one is entered in the log."""

    def __init__(self, t: Trial, log: Log, limit: int) -> None:
        self.t, self.log, self.limit = t, log, limit

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> tuple[Tensor]:
        if len(self.log.all("batch")) >= self.limit:
            mistake(
                "never_stops",
                f"The loop asked for more than {self.limit} batches although n_steps is smaller. "
                "`batches` never ends by itself: count your steps.",
            )
        x_real = 2 * self.t.uniform(self.t.integer(4, 12), *IMAGE) - 1
        self.log.add("batch", x_real)
        return (x_real,)


def explain_stopped_loop(error: Exception, log: Log, nz: int) -> None:
    """A mistake for the usual reasons why a loop stops with an error; else nothing."""
    zs = log.all("z")
    if zs and (zs[-1].dim() != 2 or zs[-1].shape[1] != nz):
        mistake(
            "wrong_nz",
            f"G got z of shape {tuple(zs[-1].shape)}: each z has `nz` numbers, here {nz}, and "
            "N of them have the shape (N, nz).",
        )
    one_row = bool(zs) and len(zs[-1]) == 1  # len(...) of the tuple, not of the images in it
    if one_row or "tuple" in str(error):
        mistake(
            "batch_is_a_tuple",
            "A batch comes as a tuple with one tensor in it: `(x_real,) = next(batches)`.",
        )


def expect_alternation(log: Log, n_steps: int) -> None:
    """In each of n_steps steps D and G made one update each."""
    steps = [event[0] for event in log.events if event[0] in ("d_step", "g_step")]
    of_d, of_g = steps.count("d_step"), steps.count("g_step")
    if not of_g or not of_d:
        mistake("one_never_trained", f"D made {of_d} updates and G {of_g}: both must learn.")
    if of_d != of_g:
        mistake(
            "unequal_updates",
            f"D made {of_d} updates and G {of_g} in {n_steps} steps. In each step both make one.",
        )
    if of_d != n_steps:
        mistake("wrong_n_steps", f"With n_steps={n_steps} your loop made {of_d} steps.")
    if any(a == b for a, b in zip(steps[0::2], steps[1::2], strict=True)):
        mistake(
            "not_alternating",
            "The updates do not take turns: one network trained for a while before the other. "
            "Put both updates into the same loop.",
        )


def expect_fresh_batches(log: Log, n_steps: int) -> None:
    """The loop took one real batch a step."""
    if len(log.all("batch")) < n_steps:
        mistake(
            "same_batch",
            f"Your loop took {len(log.all('batch'))} real batch(es) for {n_steps} steps: D "
            "learns a few images by heart. Take the next batch inside the loop.",
        )
    if len(log.all("batch")) > n_steps + 1:  # zip(batches, range(n_steps)) takes one too many
        mistake(
            "batches_wasted",
            f"Your loop took {len(log.all('batch'))} real batches for {n_steps} steps. One a step "
            "is enough: only D looks at real images.",
        )


def expect_fresh_z(log: Log, nz: int, t: Trial) -> None:
    """G was given standard normal z of the batch's size, anew in each step and for both updates."""
    size, latest = 0, torch.empty(0)
    used: dict[str, list[Tensor]] = {"d_step": [], "g_step": []}  # the z of each update
    for what, *tensors in log.events:
        if what == "batch":
            size = len(tensors[0])
        if what == "z":
            latest = tensors[0]
            if latest.shape[1] != nz:
                mistake(
                    "wrong_nz",
                    f"Each z should have nz = {nz} numbers, yours has {latest.shape[1]}.",
                )
            if len(latest) != size:
                mistake(
                    "fixed_batch_size",
                    f"G got {len(latest)} vectors z beside {size} real images. Batches differ in "
                    "size: take the number from `len(x_real)`.",
                )
        if what in used:
            used[what].append(latest)
    for zs in used.values():
        expect_normal(zs)
    if any(torch.equal(a, b) for a, b in zip(used["d_step"], used["g_step"], strict=False)):
        t.note("Both updates of a step share one z: fine. The usual way draws z again for G.")


def expect_normal(zs: list[Tensor]) -> None:
    """The z of all updates of one network: all different, and standard normal."""
    if len({tuple(z[0].tolist()) for z in zs}) < len(zs):  # a seed set anew repeats the first row
        mistake(
            "same_z",
            "G got the same z again and again: it learns to draw a few images and no others. "
            "Draw new ones in every step, and set no seed there.",
        )
    if any(len(torch.unique(z, dim=0)) < len(z) for z in zs):
        mistake(
            "same_z",
            "Several rows of one z are the same, so G draws one image several times. Draw each "
            "row anew: `torch.randn(len(x_real), nz)`.",
        )
    if not zs:
        return
    numbers = torch.cat([z.flatten() for z in zs])
    if numbers.min() >= 0:
        mistake(
            "rand_not_randn",
            "z holds no negative number: torch.rand draws from 0 to 1. The samples are later "
            "drawn with torch.randn, standard normal: train with that too.",
        )
    if numbers.abs().max() <= 1 or not 0.6 < float(numbers.std()) < 1.5:
        mistake("not_normal", "z does not look standard normal: use torch.randn.")


def expect_right_updates(
    nets: tuple[nn.Module, nn.Module],
    before: tuple[nn.Module, nn.Module],
    log: Log,
    hint: str = UPDATE_HINT,
) -> None:
    """G and D went about where the same updates, made by the reference, take copies of them."""
    G, D = copy.deepcopy(before)
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LOOP_LR) for net in (G, D))
    x_real = z = torch.empty(0)
    for what, *tensors in log.events:
        if what == "batch":
            x_real = tensors[0]
        elif what == "z":
            z = tensors[0]
        elif what == "d_step":
            train_discriminator(G, D, opt_d, x_real, z)
        elif what == "g_step":
            train_generator(G, D, opt_g, z)
    for name, net, start, right in zip("GD", nets, before, (G, D), strict=True):
        expect_same_way(name, net, start, right, hint)


def expect_same_way(
    name: str, net: nn.Module, start: nn.Module, right: nn.Module, hint: str
) -> None:
    """From `start`, the weights of `net` went about as far and in the direction of `right`."""
    origin = flat(start.parameters())
    went, wanted = flat(net.parameters()) - origin, flat(right.parameters()) - origin
    same_way = float(torch.cosine_similarity(went, wanted, dim=0)) > 0.9
    if not (same_way and 0.4 < float(went.norm() / wanted.norm()) < 2.1):
        mistake("wrong_updates", f"{name} did not go where its loss leads. {hint}")


def expect_told(
    told: Sequence[tuple[Any, ...]],
    history: Sequence[tuple[float, ...]],
    arguments: str,
    *,
    steps: str = "steps",
    each: str = "each step",
    abs_tol: float = 0.0,
) -> None:
    """`after_step` was called once a step, with the step's number and its entry of the history.

    arguments: what a hint says that it takes, such as "step, d_loss, g_loss".
    steps, each: what a hint calls the steps, and each of them.
    """
    if len(told) != len(history):
        mistake(
            "after_step_not_called",
            f"`after_step` was called {len(told)} times in {len(history)} {steps}: call it once at "
            f"the end of {each}, when it is not None.",
        )
    if any(len(what) != 1 + len(entry) for what, entry in zip(told, history, strict=True)):
        mistake(
            "after_step_arguments",
            f"`after_step` got {len(told[0])} arguments: call after_step({arguments}).",
        )
    if [int(what[0]) for what in told] != list(range(1, len(told) + 1)):
        mistake(
            "steps_counted_wrong",
            f"The steps that `after_step` hears of begin with {told[0][0]} and end with "
            f"{told[-1][0]}: count from 1 to n_steps.",
        )
    if any(
        not math.isclose(float(a), b, rel_tol=1e-3, abs_tol=abs_tol)
        for what, entry in zip(told, history, strict=True)
        for a, b in zip(what[1:], entry, strict=True)
    ):
        mistake(
            "after_step_arguments",
            f"`after_step` got other numbers than the history: it takes ({arguments}).",
        )
