"""4.5 and 4.6: pictures on the way, and the loop that takes them."""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from gan_lab import losses
from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._nets import IMAGE
from gan_lab.checks._tools import close, expect_tensor
from gan_lab.checks._training import (
    LOOP_LR,
    Log,
    Stream,
    expect_alternation,
    expect_fresh_batches,
    expect_fresh_z,
    expect_right_updates,
    expect_same_way,
    expect_unfrozen,
    explain_stopped_loop,
    flat,
    flat_gradients,
    leave_gradients,
    small_pair,
)
from gan_lab.training import generate


def snapshot(G: nn.Module, z: Tensor) -> Tensor:
    """What G draws from z now, on the CPU; G is left as it was."""
    return generate(G, z)


@exercise(
    "4.5",
    answer="snapshot",
    reference=snapshot,
    title="A picture on the way",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_snapshot(snapshot: Any, t: Trial) -> None:
    nz, n = t.integer(3, 9), t.integer(4, 9)
    G, _ = small_pair(t, nz)
    G.insert(3, nn.Dropout(0.5))  # type: ignore[operator]
    for _ in range(3):
        G(t.normal(16, nz))  # so that running and batch statistics differ
    z = t.normal(n, nz)
    wanted = copy.deepcopy(G).eval()(z).detach()
    in_training = copy.deepcopy(G)
    leave_gradients(G, t)
    buffers = [b.clone() for b in G.buffers()]
    weights, gradients, hooks = flat(G.parameters()), flat_gradients(G), _count_hooks(G)
    value = snapshot(G, z)
    x = expect_tensor(value, wanted.shape, "What `snapshot` returns")
    if any(not torch.equal(a, b) for a, b in zip(buffers, G.buffers(), strict=True)):
        mistake(
            "statistics_moved",
            "BatchNorm's running means moved: G drew your picture in training mode. Call "
            "`G.eval()` before, and `G.train()` after.",
        )
    if not close(x, wanted):
        _explain_pictures(x, wanted, in_training, z)
    if not all(m.training for m in G.modules()):
        mistake(
            "left_in_eval",
            "G stays in evaluation mode after your picture: its BatchNorm would learn nothing "
            "more in the rest of the training. Call `G.train()` again.",
        )
    if x.requires_grad:
        mistake(
            "keeps_graph",
            "The picture still holds the whole graph that made it, and you will keep many "
            "pictures: use `torch.no_grad()` or `.detach()`.",
        )
    if not all(p.requires_grad for p in G.parameters()):
        mistake("left_frozen", "G's weights can no longer be trained after your function.")
    if not torch.is_grad_enabled():
        mistake("grad_switched_off", "Gradients stay switched off everywhere: use `with`.")
    if not torch.equal(flat_gradients(G), gradients):
        mistake(
            "gradients_changed",
            "G's weights have other gradients after your picture than before. A picture needs "
            "none: leave `zero_grad` and `backward` to the training.",
        )
    if not torch.equal(flat(G.parameters()), weights):
        mistake("weights_changed", "G's weights are other ones after your picture than before.")
    if _count_hooks(G) != hooks:
        mistake(
            "hook_left",
            "Your function leaves a hook in G, which would run on in every step of the training. "
            "Remove it when the picture is drawn.",
        )
    _expect_any_device(snapshot, nz, t)


def _expect_any_device(snapshot: Any, nz: int, t: Trial) -> None:
    """z lies on the CPU and G elsewhere: z goes there, and the picture comes back.

    "meta" stands in for a GPU. It knows shapes and no numbers.
    """
    G = small_pair(t, nz)[0].to("meta")
    left_behind: list[bool] = []  # of G, or of a copy of it: is z elsewhere?
    G.register_forward_pre_hook(
        lambda net, args: left_behind.append(args[0].device != next(net.parameters()).device)
    )
    value = None
    with contextlib.suppress(RuntimeError), _Zeros():
        value = snapshot(G, t.normal(3, nz))
    if any(left_behind):
        mistake(
            "z_left_behind",
            "When G is on a GPU and z is not, G cannot draw: bring z to G's device first, "
            "`z.to(next(G.parameters()).device)`.",
        )
    if isinstance(value, Tensor) and value.device.type == "meta":
        mistake(
            "not_on_the_cpu",
            "When G is on a GPU, so is the picture that you return: bring it back with `.cpu()`.",
        )

    if not all(p.is_meta for p in (*G.parameters(), *G.buffers())):
        mistake(
            "g_moved",
            "When G is on a GPU, your function leaves it on the CPU, and the next step of the "
            "training fails. Bring z to G, and not G to z.",
        )


class _Zeros(TorchFunctionMode):
    """While entered, what is copied from the device "meta" to the CPU arrives as zeros."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        try:
            return func(*args, **(kwargs or {}))
        except NotImplementedError:  # "meta" has no numbers to copy
            return torch.zeros(args[0].shape)


def _count_hooks(net: nn.Module) -> int:
    """The hooks at `net` and its layers, of every kind."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return sum(len(getattr(layer, kind)) for layer in net.modules() for kind in kinds)


def _explain_pictures(x: Tensor, wanted: Tensor, in_training: nn.Module, z: Tensor) -> None:
    with torch.no_grad():
        in_training[3].eval()  # type: ignore[index]
        if close(x, in_training(z)):
            mistake("training_mode", "G drew in training mode: call `G.eval()` before.")
    if close(x, (wanted + 1) / 2):
        mistake("other_range", "Leave the pictures in [-1, 1]: the figures map them by themselves.")
    mistake(
        "other_pictures",
        "These are not the pictures that G draws from this z in evaluation mode. Is it the z "
        "that was handed in, and is `G.eval()` called before?",
    )


def train(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    batches: Iterator[tuple[Tensor]],
    nz: int,
    n_steps: int,
    z_show: Tensor,
    every: int,
) -> tuple[list[tuple[float, float, float, float]], list[tuple[int, Tensor]]]:
    """The loop: (d_loss, g_loss, D(x), D(G(z))) of each step, and pictures on the way."""
    history, samples = [], []
    for step in range(1, n_steps + 1):
        (x_real,) = next(batches)
        z = torch.randn(len(x_real), nz, device=x_real.device)
        d_real, d_fake = D(x_real), D(G(z).detach())
        d_loss = losses.bce_d_loss(d_real, d_fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        z = torch.randn(len(x_real), nz, device=x_real.device)
        g_loss = losses.non_saturating_g_loss(D(G(z)))
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        beliefs = d_real.sigmoid().mean().item(), d_fake.sigmoid().mean().item()
        history.append((d_loss.item(), g_loss.item(), *beliefs))
        if step % every == 0:
            samples.append((step, snapshot(G, z_show)))
    return history, samples


UPDATE_HINT = (
    "Each update needs its own loss, zero_grad, backward and step. D learns from "
    "`losses.bce_d_loss` with `opt_d`, G from `losses.non_saturating_g_loss` with `opt_g`; both "
    "losses take D's logits as they are, and G's loss takes images that are not detached."
)


@exercise(
    "4.6",
    answer="train",
    reference=train,
    title="The training loop, with its eyes open",
    points=3,
    minutes=12,
    difficulty=3,
    may_use=("gan_lab.losses",),
)
def check_train(train: Any, t: Trial) -> None:
    nz, every = t.integer(3, 9), t.integer(2, 4)
    n_steps = 2 * every + 1
    G, D = small_pair(t, nz)
    with torch.no_grad():
        D[3].weight.mul_(3)  # type: ignore[index]  # a D with opinions: beliefs are no straight line
    before = copy.deepcopy((G, D))
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LOOP_LR) for net in (G, D))
    log = Log(G, D, opt_g, opt_d)
    modes: list[tuple[str, bool, Tensor]] = []
    for name, net in (("G", G), ("D", D)):
        net.register_forward_hook(
            lambda m, args, y, name=name: modes.append((name, m.training, args[0].detach().clone()))
        )
    G.register_forward_hook(lambda m, args, y: log.add("drawn", m.training, args[0], y.detach()))
    mixed = _watch_gradients(G, opt_g)
    left_over = _watch_left_over(D, opt_d, opt_g)
    taught = _watch_lessons(D, opt_d, log)
    z_show = t.normal(3, nz)
    try:
        value = train(G, D, opt_g, opt_d, Stream(t, log, 3 * n_steps), nz, n_steps, z_show, every)
    except (RuntimeError, AttributeError, TypeError, ValueError) as error:
        explain_stopped_loop(error, log, nz)
        _explain_backward(error)
        raise
    shown = _expect_modes(modes, z_show)
    log.events = [e for e in log.events if e[0] != "z" or not torch.equal(e[1], z_show)]
    expect_alternation(log, n_steps)
    expect_fresh_batches(log, n_steps)
    expect_fresh_z(log, nz, t)
    if not G.training or not D.training:
        mistake("eval_mode", "Your loop ends with a network in evaluation mode.")
    expect_unfrozen({"G": G, "D": D})
    if any(mixed):
        mistake(
            "mixed_gradients",
            "When G moves, its gradients hold more than those of its own loss in this step. "
            "`opt_g.zero_grad()` right before G's `backward` throws away what is left from before, "
            "and `G(z).detach()` in D's update keeps D's loss out of G.",
        )
    if any(left_over):
        mistake(
            "mixed_gradients_of_d",
            "When D moves, its gradients hold more than those of its own loss in this step: G's "
            "loss passes through D and leaves some there. Call `opt_d.zero_grad()` before D's "
            "`backward`.",
        )
    _expect_both_halves(taught)
    _expect_right_d(D, before[1], log)
    expect_right_updates((G, D), before, log, UPDATE_HINT)
    try:
        history, samples = value
    except (TypeError, ValueError):
        mistake("not_two_lists", "`train` should return two lists: `return history, samples`.")
    _expect_history(history, log, n_steps, t)
    _expect_samples(samples, shown, log, z_show, n_steps, every)
    _expect_picture_at_the_end(train, nz, z_show, every, t)
    _expect_the_batches_device(train, nz, z_show, t)


def _explain_backward(error: Exception) -> None:
    """A mistake for the usual reasons why `backward` stops; else nothing."""
    if "does not require grad" in str(error):
        mistake(
            "detached",
            "`backward` found nothing to differentiate: the way from a loss to the weights is cut, "
            "by a `detach` or `no_grad` that does not belong there. Detached are only the images "
            "that G makes for D's update.",
        )
    if "backward through the graph a second time" in str(error):
        mistake(
            "graph_used_twice",
            "The same graph went through `backward` twice. Each update has a loss of its own: "
            "d_loss from `G(z).detach()`, and g_loss from a new `D(G(z))`.",
        )


class _Numbers(TorchFunctionMode):
    """While entered, single numbers on the device "meta" can be read: each is 0.5."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = getattr(func, "__name__", "")
        if name in ("item", "__float__") and args[0].is_meta:
            return 0.5
        return func(*args, **(kwargs or {}))


def _expect_the_batches_device(train: Any, nz: int, z_show: Tensor, t: Trial) -> None:
    """Networks and batches lie on another device, for which "meta" stands in: so does each z."""
    G, D = (net.to("meta") for net in small_pair(t, nz))
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LOOP_LR) for net in (G, D))
    handed: list[Tensor] = []
    G.register_forward_pre_hook(lambda _, args: handed.append(args[0]))
    batches = iter([(torch.zeros(4, *IMAGE, device="meta"),)] * 2)
    says = ""
    try:
        with _Numbers():
            train(G, D, opt_g, opt_d, batches, nz, 1, z_show, 1)
    except Exception as error:  # such as of a copy from "meta" to the CPU, after all is done
        says = str(error)
    left = [z for z in handed if not z.is_meta]
    if left and left[0] is z_show:
        mistake(
            "z_show_left_behind",
            "When G is on a GPU and z_show is not, G cannot draw your picture. "
            "`snapshot(G, z_show)` brings z there and the picture back.",
        )
    if left:
        mistake(
            "z_left_behind",
            "When the images are on a GPU, your z is not, and G cannot take it: draw it where they "
            "are, `torch.randn(len(x_real), nz, device=x_real.device)`.",
        )
    if "expected device" in says or "same device" in says:
        mistake(
            "labels_left_behind",
            "When the images are on a GPU, another tensor of your loop is not, labels perhaps. "
            "Make it where D's answers are, as `torch.ones_like(d_real)` does.",
        )


def _watch_lessons(D: nn.Module, opt_d: torch.optim.Optimizer, log: Log) -> list[tuple[bool, bool]]:
    """Gets, for each of D's updates, whether its loss told D of real and of generated images."""
    told: list[tuple[Tensor, Tensor]] = []  # images, and the slope of the loss at their logits
    taught: list[tuple[bool, bool]] = []

    def listen(_: nn.Module, args: Any, logits: Any) -> None:
        if isinstance(logits, Tensor) and logits.requires_grad:
            logits.register_hook(lambda slope: told.append((args[0].detach().clone(), slope)))

    def look(*_: Any) -> None:
        real, halves = log.all("batch")[-1:], [False, False]
        for images, slope in told:
            is_real = torch.zeros(len(images), dtype=torch.bool)
            for x_real in real:
                is_real = (images.flatten(1)[:, None] == x_real.flatten(1)).all(2).any(1)
            rows = slope.reshape(len(images), -1).any(1)
            halves[0] |= bool(rows[is_real].any())
            halves[1] |= bool(rows[~is_real].any())
        told.clear()
        taught.append((halves[0], halves[1]))

    D.register_forward_hook(listen)
    opt_d.register_step_post_hook(look)  # after a closure, if there is one
    return taught


def _expect_both_halves(taught: list[tuple[bool, bool]]) -> None:
    for which, images in ((1, "generated"), (0, "real")):
        if not all(halves[which] for halves in taught):
            mistake(
                "half_of_d_loss",
                f"D learns nothing from the {images} images: no gradient of its loss comes back "
                f"through its answers to them. Both answers belong into the loss as they are; "
                "what is detached is G's images, not D's answer.",
            )


def _watch_gradients(G: nn.Module, opt_g: torch.optim.Optimizer) -> list[bool]:
    """Gets, for each of G's updates, whether its gradients came from more than one `backward`."""
    latest: dict[int, Tensor] = {}  # what the latest backward pass brought to each weight
    for i, p in enumerate(G.parameters()):
        p.register_hook(lambda gradient, i=i: latest.update({i: gradient.clone()}))
    mixed: list[bool] = []

    def look(*_: Any) -> None:
        pairs = [(p.grad, latest[i]) for i, p in enumerate(G.parameters()) if i in latest]
        used, brought = flat(a for a, _ in pairs), flat(b for _, b in pairs)
        mixed.append(bool(used.any()) and not _same_way(used, brought))

    opt_g.register_step_post_hook(look)  # after a closure, if there is one
    return mixed


def _watch_left_over(
    D: nn.Module, opt_d: torch.optim.Optimizer, opt_g: torch.optim.Optimizer
) -> list[bool]:
    """Gets, for each of D's updates, whether gradients from before it were added to its own."""
    old: dict[int, Tensor] = {}  # at each weight when the first backward pass since G's update came
    own: dict[int, Tensor] = {}  # what the backward passes since then have brought
    left_over: list[bool] = []
    parameters = list(D.parameters())

    def note(gradient: Tensor, i: int) -> None:
        if i not in old:
            grad = parameters[i].grad
            old[i] = torch.zeros_like(gradient) if grad is None else grad.clone()
        own[i] = own.get(i, 0) + gradient

    def look(*_: Any) -> None:
        used = flat(parameters[i].grad for i in own)
        more, alone = flat(old[i] + own[i] for i in own), flat(own.values())
        left_over.append(_same_way(used, more) and not _same_way(used, alone))

    def forget(*_: Any) -> None:
        old.clear()
        own.clear()

    for i, p in enumerate(parameters):
        p.register_hook(lambda gradient, i=i: note(gradient, i))
    opt_d.register_step_post_hook(look)
    opt_g.register_step_post_hook(forget)
    return left_over


def _same_way(a: Tensor, b: Tensor) -> bool:
    """Whether two vectors have one direction: clipping only scales a gradient."""
    return float(torch.cosine_similarity(a.double(), b.double(), dim=0)) > 0.99999


def _expect_right_d(D: nn.Module, before: nn.Module, log: Log) -> None:
    """D went about where the reference takes a copy of it with the same images.

    The images are those that G drew, right or wrong: so a mistake of G is not laid at D's door.
    """
    right = copy.deepcopy(before)
    opt = torch.optim.SGD(right.parameters(), LOOP_LR)
    x_real = x_fake = torch.empty(0)
    for what, *rest in log.events:
        if what == "batch":
            x_real = rest[0]
        elif what == "drawn" and rest[0]:  # in training mode
            x_fake = rest[2]
        elif what == "d_step":
            opt.zero_grad()
            losses.bce_d_loss(right(x_real), right(x_fake)).backward()
            opt.step()
    expect_same_way("D", D, before, right, UPDATE_HINT)


def _expect_modes(modes: list[tuple[str, bool, Tensor]], z_show: Tensor) -> bool:
    """Learning in training mode, pictures in evaluation mode; whether pictures were drawn."""
    shown = False
    learns = any(name == "G" and training for name, training, _ in modes)
    for name, training, x in modes:
        of_pictures = name == "G" and torch.equal(x, z_show)
        shown = shown or of_pictures
        if of_pictures and training:
            mistake(
                "picture_in_training_mode",
                "G drew its picture in training mode, which moves BatchNorm's running means. Let "
                "`snapshot(G, z_show)` draw it.",
            )
        if not of_pictures and not training:
            if name == "G" and learns and not shown:
                mistake(
                    "other_z_shown",
                    "G drew pictures of a z that is not `z_show`. Only with the same z each time "
                    "do you see G change, and not the z.",
                )
            mistake(
                "trained_in_eval_mode",
                f"{name} was trained in evaluation mode. Leave the modes alone in your loop: "
                "`snapshot` switches G to evaluation mode for a picture, and back.",
            )
    return shown


def _expect_history(history: Any, log: Log, n_steps: int, t: Trial) -> None:
    try:
        rows = [tuple(float(v) for v in row) for row in history]
    except (TypeError, ValueError, RuntimeError):
        mistake(
            "not_rows",
            "`history` should be a list with one row of four numbers a step, "
            "(d_loss, g_loss, d_x, d_gz).",
        )
    if rows and any(len(row) != 4 for row in rows):
        mistake(
            "not_four",
            f"A row of your history has {len(rows[0])} numbers, and four are wanted: (d_loss, "
            "g_loss, d_x, d_gz).",
        )
    if len(rows) != n_steps:
        mistake("history_length", f"Your history has {len(rows)} rows after {n_steps} steps.")
    no_beliefs = any(not 0 <= belief <= 1 for row in rows for belief in row[2:])
    for number, (row, judged) in enumerate(zip(rows, _judgements(log), strict=False), start=1):
        _expect_row(row, *judged, number, no_beliefs, t)
    if any(isinstance(v, Tensor) and v.requires_grad for row in history for v in row):
        t.note(
            "Your history holds tensors with their whole graphs: memory grows with every step. "
            "Keep `.item()` of each."
        )


def _judgements(log: Log) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """D's logits of each step: real, generated in D's update, generated in G's update.

    Ends where they cannot be told apart.
    """
    x_real, x_fake, judged = torch.empty(0), torch.empty(0), []
    pair: tuple[Tensor, Tensor] | None = None
    for what, *tensors in log.events:
        if what == "batch":
            x_real = tensors[0]
        elif what == "judged":
            judged.append(tensors)
        elif what == "d_step":
            real = [out for x, out in judged if torch.equal(x, x_real)]
            others = [(x, out) for x, out in judged if not torch.equal(x, x_real)]
            if not real or not others or not all(torch.equal(x, others[0][0]) for x, _ in others):
                return
            pair, judged, x_fake = (real[0], others[0][1]), [], others[0][0]
        elif what == "g_step":
            # D may have been asked about its own two batches once more, after its update
            new = [out for x, out in judged if not torch.equal(x, x_real)]
            if len(new) > 1:
                new = [
                    out
                    for x, out in judged
                    if not torch.equal(x, x_real) and not torch.equal(x, x_fake)
                ]
            if pair is None or len(new) != 1:
                return
            yield *pair, new[0]
            pair, judged = None, []


def _expect_row(
    row: tuple[float, ...],
    real: Tensor,
    fake: Tensor,
    fake_g: Tensor,
    number: int,
    no_beliefs: bool,
    t: Trial,
) -> None:
    """One row of the history, held against what D said in that step.

    no_beliefs: in this row or another one a belief lies outside of 0 to 1.
    """

    def same(found: float, *wanted: Tensor) -> bool:
        return any(math.isclose(found, float(w), rel_tol=2e-3, abs_tol=1e-4) for w in wanted)

    full = losses.bce_d_loss(real, fake)
    soft = losses.with_real_label(0.9).d_loss(real, fake)
    g_loss = losses.non_saturating_g_loss(fake_g)
    d_loss_found, g_loss_found, d_x, d_gz = row
    if not same(d_loss_found, full, full / 2, soft) or not same(g_loss_found, g_loss):
        if same(d_loss_found, g_loss) and same(g_loss_found, full, full / 2, soft):
            mistake("losses_swapped", "The losses have changed places: D's comes first.")
        mistake(
            "other_losses",
            f"In step {number} the losses were ({float(full):.3f}, {float(g_loss):.3f}), but your "
            f"history says ({d_loss_found:.3f}, {g_loss_found:.3f}).",
        )
    right_x = real.sigmoid().mean()
    right_gz = fake.sigmoid().mean(), fake_g.sigmoid().mean()
    if same(d_x, right_x) and same(d_gz, *right_gz):
        return
    if same(d_x, *right_gz) and same(d_gz, right_x):
        mistake("beliefs_swapped", "D(x) and D(G(z)) have changed places: real images first.")
    if same(d_x, real.mean()) and same(d_gz, fake.mean(), fake_g.mean()):
        mistake(
            "logits_not_probabilities",
            "These are D's mean logits. A belief is a probability: apply the sigmoid to each "
            "logit first, and then take the mean.",
        )
    if same(d_x, real.mean().sigmoid()) and same(
        d_gz, fake.mean().sigmoid(), fake_g.mean().sigmoid()
    ):
        t.note(
            "You take the sigmoid of the mean logit. The mean of the sigmoids is what is usually "
            "drawn; the two differ a little."
        )
        return
    if no_beliefs:
        mistake(
            "logits_not_probabilities",
            "Some of your beliefs are below 0 or above 1, but a probability lies between them: "
            "apply the sigmoid to each logit first, and then take the mean.",
        )
    mistake(
        "other_beliefs",
        f"In step {number} D believed {float(right_x):.3f} of the real and "
        f"{float(right_gz[0]):.3f} of the generated images, but your history says ({d_x:.3f}, "
        f"{d_gz:.3f}). Take the logits of D's own update.",
    )


def _expect_samples(
    samples: Any, shown: bool, log: Log, z_show: Tensor, n_steps: int, every: int
) -> None:
    try:
        pairs = [(int(step), images) for step, images in samples]
    except (TypeError, ValueError, RuntimeError):
        mistake("not_pairs", "`samples` should be a list of pairs (step, pictures).")
    if not pairs or not shown:
        mistake(
            "no_samples",
            f"With every={every} and n_steps={n_steps} your list holds {len(pairs)} pictures of "
            "`z_show`. When `step % every == 0`, append (step, snapshot(G, z_show)).",
        )
    wanted = _expect_steps([step for step, _ in pairs], n_steps, every)
    drawn = _drawn(log, z_show)
    if pairs[0][0] == 0 and pairs[0][0] + 1 == drawn[0][0]:
        mistake(
            "wrong_steps",
            "Your steps are counted from 0: the picture of the first step is called step 0. Count "
            f"from 1, so that the pictures are of the steps {wanted}.",
        )
    for step, images in pairs:
        x = expect_tensor(images, drawn[-1][1].shape, "A picture in `samples`")
        if not any(close(x, y) for at, y in drawn if at == step):
            mistake(
                "other_pictures",
                f"The pictures of step {step} are not those that G draws from `z_show` after that "
                "step.",
            )


def _expect_steps(found: list[int], n_steps: int, every: int) -> list[int]:
    """Pictures of the steps every, 2 * every, ... are there; one at either end does no harm."""
    wanted = list(range(every, n_steps + 1, every))
    if wanted[-1] == n_steps and [step for step in found if step] == wanted[:-1]:
        mistake(
            "last_picture_missing",
            f"With every={every} and n_steps={n_steps} there is no picture of step {n_steps}, the "
            "last one. The picture of a step is taken when its updates are done.",
        )
    missing = not set(wanted) <= set(found)
    if missing or [s for s in found if 0 < s < n_steps] != [s for s in wanted if s < n_steps]:
        mistake(
            "wrong_steps",
            f"Your pictures are of the steps {found}. With every={every} and n_steps={n_steps} "
            f"they should be of {wanted}, with steps counted from 1.",
        )
    return wanted


def _expect_picture_at_the_end(train: Any, nz: int, z_show: Tensor, every: int, t: Trial) -> None:
    """When n_steps is a multiple of `every`, as in the lesson, the last step has its picture."""
    n_steps = 3 * every
    G, D = small_pair(t, nz)
    opt_g, opt_d = (torch.optim.SGD(net.parameters(), LOOP_LR) for net in (G, D))
    stream = Stream(t, Log(G, D, opt_g, opt_d), 3 * n_steps)
    _, samples = train(G, D, opt_g, opt_d, stream, nz, n_steps, z_show, every)
    _expect_steps([int(step) for step, _ in samples], n_steps, every)
    if not close(samples[-1][1], generate(G, z_show)):
        mistake(
            "other_pictures",
            f"With n_steps={n_steps} the pictures of the last step are not those that G draws "
            "from `z_show` after that step.",
        )


def _drawn(log: Log, z_show: Tensor) -> list[tuple[int, Tensor]]:
    """(finished steps of G, pictures of z_show) for each time that they were drawn."""
    found, step = [], 0
    for what, *rest in log.events:
        step += what == "g_step"
        if what == "drawn" and torch.equal(rest[1], z_show):
            found.append((step, rest[2]))
    return found
