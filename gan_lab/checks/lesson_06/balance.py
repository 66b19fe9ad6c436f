"""6.7 and 6.8: how many steps D gets, and how long they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number, expect_ready_to_train, moved, weights
from gan_lab.checks.lesson_06._shared import random_net, small_discriminator


def one_round(
    batches: Iterator[tuple[Tensor]],
    nz: int,
    k: int,
    update_d: Callable[[Tensor, Tensor], Tensor],
    update_g: Callable[[Tensor], Tensor],
) -> tuple[Tensor, Tensor]:
    """k updates of D, each with a new batch and new z, then one of G."""
    d_loss = torch.tensor(math.nan)
    for _ in range(k):
        (x_real,) = next(batches)
        d_loss = update_d(x_real, torch.randn(len(x_real), nz))
    return d_loss, update_g(torch.randn(len(x_real), nz))


class _Stream:
    """Hands out batches; those that were handed out are kept."""

    def __init__(self, batches: list[Tensor]) -> None:
        self.batches = batches
        self.given: list[Tensor] = []

    def __iter__(self) -> _Stream:
        return self

    def __next__(self) -> tuple[Tensor]:
        limit = len(self.batches)
        if len(self.given) >= limit:
            mistake("never_stops", f"More than {limit} batches were asked for in one round.")
        self.given.append(self.batches[len(self.given)])
        return (self.given[-1],)


@exercise(
    "6.7",
    answer="one_round",
    reference=one_round,
    title="k steps of D",
    points=2,
    minutes=6,
    difficulty=2,
)
def check_one_round(one_round: Any, t: Trial) -> None:
    for k in (t.integer(3, 7), 1):
        nz = t.integer(2, 6)
        # large batches, so that a few of z show how all are distributed
        batches = [t.normal(t.integer(140, 250), 2) for _ in range(3 * k + 2)]
        first, second = (_play(one_round, _Stream(batches), nz, k, t) for _ in range(2))
        if any(torch.equal(a, b) for a, b in zip(first, second, strict=True)):
            mistake("same_z", "The same z came in two rounds: draw them anew, and set no seed.")


def _play(one_round: Any, stream: _Stream, nz: int, k: int, t: Trial) -> list[Tensor]:
    """Judge one round; the z that its updates were given."""
    events: list[tuple[str, Tensor, Tensor]] = []
    d_losses, g_loss = 1 + t.uniform(10 * k), 3 + t.uniform(10 * k)

    def update_d(x_real: Tensor, z: Tensor) -> Tensor:
        events.append(("d", x_real, z))
        return d_losses[len(events) - 1]

    def update_g(z: Tensor) -> Tensor:
        events.append(("g", z, z))
        return g_loss[len(events) - 1]

    result = one_round(stream, nz, k, update_d, update_g)
    _judge_order([event[0] for event in events], k)
    _judge_batches([event[1] for event in events[:k]], stream)
    _judge_z(events, nz)
    if result is None:
        mistake("returns_nothing", "Nothing comes back: `return d_loss, g_loss`.")
    if not isinstance(result, tuple | list) or len(result) != 2:
        mistake("not_two", "Return two losses, `return d_loss, g_loss`.")
    wanted = float(d_losses[k - 1]), float(g_loss[k])
    found = tuple(expect_number(value, "Each of the two losses") for value in result)
    if found != wanted:
        if found == wanted[::-1]:
            mistake("losses_swapped", "The losses have changed places: d_loss first.")
        if k > 1 and found[0] == float(d_losses[0]):
            mistake("first_d_loss", "d_loss is that of D's first step: return its last one.")
        mistake(
            "other_losses",
            "Return what the last `update_d` and the `update_g` of this round returned.",
        )
    return [event[2] for event in events]


def _judge_order(order: list[str], k: int) -> None:
    if order == ["d"] * k + ["g"]:
        return
    n_d, n_g = order.count("d"), order.count("g")
    if (n_d, n_g) == (1, k) and k > 1:
        mistake("k_steps_of_g", "G made k steps and D one: it is D that gets k.")
    if n_g == n_d == k and k > 1:
        mistake(
            "g_inside_loop",
            "G moved after each step of D: its update stands inside the loop. Move it out to the "
            "left, below the loop.",
        )
    if n_g == 0:
        mistake("no_g", "G never moved: one `update_g` after D's steps.")
    if n_d == 0:
        mistake("no_d", "D never moved: k times `update_d`.")
    if n_d != k:
        mistake("wrong_k", f"With k = {k} D made {n_d} steps.")
    if order[0] == "g":
        mistake("g_first", "G moved before D: D's k steps come first.")
    mistake("wrong_order", f"The order was {', '.join(order)}: {k} times d, then g once.")


def _judge_batches(used: list[Tensor], stream: _Stream) -> None:
    if len(used) > 1 and all(x is used[0] for x in used):
        mistake(
            "same_batch",
            "D saw the same real batch k times: take `next(batches)` inside the loop, so that "
            "each step has new data.",
        )
    known = [any(x.shape == y.shape and torch.equal(x, y) for y in stream.given) for x in used]
    if not all(known):
        mistake("other_data", "D was shown other real data than `batches` gave.")
    if len(stream.given) > len(used):
        mistake("wastes_batches", "More batches were taken than D was shown: G needs none.")


def _judge_z(events: list[tuple[str, Tensor, Tensor]], nz: int) -> None:
    size = 0
    latents = []
    for what, first, z in events:
        if what == "d":
            size = len(first)
        if z.dim() != 2 or z.shape[1] != nz:
            mistake("wrong_nz", f"z should have shape (N, {nz}), yours has {tuple(z.shape)}.")
        if len(z) != size:
            mistake(
                "fixed_batch_size",
                f"{len(z)} vectors z stood beside {size} real points: take the number from "
                "`len(x_real)`.",
            )
        latents.append(z)
    if len({tuple(z[0].tolist()) for z in latents[:-1]}) < len(latents) - 1:
        mistake("same_z", "D saw the same z in all its steps: draw new ones inside the loop.")
    for of_one in (latents[:-1], latents[-1:]):  # D's, then G's
        _expect_normal(of_one)


def _expect_normal(latents: list[Tensor]) -> None:
    """The z of one network's updates are standard normal, and each row is a draw of its own."""
    numbers = torch.cat([z.flatten() for z in latents])
    if float(numbers.std()) < 1e-6:
        mistake("not_random", "z is the same number everywhere: draw it with `torch.randn`.")
    if any(bool((z == z[0]).all()) for z in latents):
        mistake(
            "same_z",
            "All rows of z are the same, so G draws one point again and again. Draw "
            "`torch.randn(len(x_real), nz)`: a row for each point.",
        )
    if float(numbers.min()) >= 0:
        mistake("rand_not_randn", "z holds no negative number: `torch.randn` is standard normal.")
    # of 280 numbers and more: both are nearly impossible for standard normal ones
    if float(numbers.abs().max()) < 2 or not 0.8 < float(numbers.std()) < 1.25:
        mistake("not_normal", "z does not look standard normal: draw it with `torch.randn`.")


def two_speeds(
    G: nn.Module, D: nn.Module, lr_g: float, ratio: float
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Adam for each network; D's learning rate is `ratio` times G's (Heusel et al., 2017)."""
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


@exercise(
    "6.8",
    answer="two_speeds",
    reference=two_speeds,
    title="Two learning rates",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_two_speeds(two_speeds: Any, t: Trial) -> None:
    for slower in (False, True):
        ratio = 2 + 3 * float(t.uniform(1))
        _judge_speeds(two_speeds, 1 / ratio if slower else ratio, t)


def _judge_speeds(two_speeds: Any, ratio: float, t: Trial) -> None:
    G, D = random_net(t, (2, 4, 2)), small_discriminator(t)
    lr_g = 1e-4 + 1e-3 * float(t.uniform(1))
    before = weights(G), weights(D)
    made = two_speeds(G, D, lr_g, ratio)
    if made is None:
        mistake("returns_nothing", "Nothing comes back: `return opt_g, opt_d`.")
    if not isinstance(made, tuple | list) or len(made) != 2:
        mistake("not_two", "Return two optimisers, `return opt_g, opt_d`.")
    for optimizer in made:
        if not isinstance(optimizer, torch.optim.Adam | torch.optim.AdamW):
            mistake("not_adam", f"Two Adam optimisers are wanted, this is {type(optimizer)}.")
    of = [{id(p) for group in o.param_groups for p in group["params"]} for o in made]
    g, d = ({id(p) for p in net.parameters()} for net in (G, D))
    if of == [d, g]:
        mistake("swapped", "The optimisers have changed places: G's first.")
    if g | d <= of[0] or g | d <= of[1]:
        mistake("both_networks", "One optimiser holds the weights of both networks: one each.")
    if of != [g, d]:
        mistake("other_weights", "Each optimiser holds all weights of its own network.")
    groups = [group for o in made for group in o.param_groups]
    if any(group["maximize"] for group in groups):
        mistake(
            "maximizes",
            "An optimiser with maximize=True makes its loss large. Both losses are written so that "
            "their network wants them small: leave it out.",
        )
    expect_ready_to_train(G, D)
    if moved(G, before[0]) or moved(D, before[1]):
        mistake("networks_changed", "Weights have changed: only optimisers are made here.")
    if len({(id(o), float(group["lr"])) for o in made for group in o.param_groups}) > 2:
        mistake("several_rates", "All weights of one network have the same learning rate.")
    rates = [float(o.param_groups[0]["lr"]) for o in made]
    wanted = [lr_g, ratio * lr_g]
    if not _agree(rates, wanted):
        _name_rates(rates, lr_g, ratio)
    for group in groups:
        beta1, beta2 = group["betas"]
        if not _agree([beta1, beta2], [0.5, 0.999]):
            mistake(
                "default_betas" if _agree([beta1, beta2], [0.9, 0.999]) else "other_betas",
                f"The betas are ({beta1}, {beta2}): this exercise fixes (0.5, 0.999).",
            )


def _agree(found: list[float], wanted: list[float]) -> bool:
    return all(math.isclose(a, b, rel_tol=1e-5) for a, b in zip(found, wanted, strict=True))


def _name_rates(rates: list[float], lr_g: float, ratio: float) -> None:
    if _agree(rates, [lr_g, lr_g]):
        mistake("no_ratio", "Both have the learning rate of G: `ratio` is not used.")
    if _agree(rates, [ratio * lr_g, lr_g]):
        mistake("ratio_on_g", "`ratio` went to G: it multiplies D's learning rate.")
    if _agree(rates, [ratio * lr_g] * 2):
        mistake("ratio_on_both", "Both learning rates were multiplied: only D's.")
    if _agree(rates, [lr_g, lr_g / ratio]) or _agree(rates, [lr_g / ratio, lr_g]):
        mistake("divided", "You divide by `ratio`: D's learning rate is `ratio` times G's.")
    if _agree(rates, [lr_g, ratio]):
        mistake("ratio_as_rate", "D's learning rate is `ratio` itself: it is `ratio * lr_g`.")
    if _agree(rates, [1e-3, 1e-3]):
        mistake("default_rates", "These are Adam's own learning rates: hand in `lr=...`.")
    mistake(
        "wrong_rates",
        f"The learning rates are {rates[0]:g} and {rates[1]:g}, expected {lr_g:g} for G and "
        f"{ratio * lr_g:g} for D.",
    )
