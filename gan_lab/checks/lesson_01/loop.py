"""1.8 and 1.9: the training loop, and a report's loop with a mistake in it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import torch
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import (
    close,
    expect_default,
    expect_number,
    expect_ready_to_train,
    expect_tensor,
    moved,
    weights,
)
from gan_lab.checks.lesson_01.updates import train_discriminator, train_generator
from gan_lab.data import read_patterns, real_patterns
from gan_lab.models import toy

Z = 0.5  # G's input, always


def train(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    n_steps: int,
    every: int = 1000,
) -> tuple[list[float], list[float], list[Tensor]]:
    """Alternate both updates, one fresh real pattern a step; G's output every `every` steps."""
    z = torch.full((1, 1), Z)
    d_losses, g_losses, outputs = [], [], []
    for step in range(1, n_steps + 1):
        d_losses.append(train_discriminator(G, D, opt_d, real_patterns(1), z).item())
        g_losses.append(train_generator(G, D, opt_g, z).item())
        if step % every == 0:
            outputs.append(G(z)[0].detach())
    return d_losses, g_losses, outputs


def train_from_report(
    G: nn.Module,
    D: nn.Module,
    opt_g: torch.optim.Optimizer,
    opt_d: torch.optim.Optimizer,
    n_steps: int,
    batch_size: int,
) -> None:
    """Alternate both updates, a fresh batch of real patterns in each step."""
    z = torch.full((batch_size, 1), Z)
    for _ in range(n_steps):
        train_discriminator(G, D, opt_d, real_patterns(batch_size), z)
        train_generator(G, D, opt_g, z)


@exercise(
    "1.8",
    answer="train",
    reference=train,
    title="The game: the training loop",
    points=3,
    minutes=8,
    difficulty=3,
)
def check_train(train: Any, t: Trial) -> None:
    every, rounds = t.integer(5, 9), t.integer(2, 4)
    n_steps = every * rounds + t.integer(1, 4)  # the last few steps have no picture
    game = _Game(max_steps=n_steps)
    try:
        result = train(*game.players, n_steps, every=every)
    except RuntimeError as error:
        if "shapes cannot be multiplied" not in str(error):
            raise
        mistake(
            "nets_swapped",
            "A network was handed the other one's input. The arguments are G, D, opt_g, opt_d, in "
            "this order.",
        )
    game.expect_steps(n_steps)
    game.expect_fresh_real_patterns(n_steps)
    game.expect_one_note_a_step()
    if not isinstance(result, tuple | list) or len(result) != 3:
        mistake(
            "returns_nothing" if result is None else "not_three_lists",
            "Your function should return three lists: d_losses, g_losses and outputs.",
        )
    d_losses, g_losses, outputs = result
    for losses, name in ((d_losses, "d_losses"), (g_losses, "g_losses")):
        _expect_losses(losses, name, n_steps, t)
    _expect_right_losses(train, t)
    _expect_outputs(outputs, game, every, rounds)
    expect_default(train, "every", 1000)
    if game.turns[0] == "G":
        t.note("G moves before D here. That works too; the usual order is D first.")


@exercise(
    "1.9",
    answer="train_from_report",
    reference=train_from_report,
    title="Find the bug in the report: one banknote",
    points=2,
    minutes=3,
    difficulty=2,
)
def check_train_from_report(train_from_report: Any, t: Trial) -> None:
    n_steps, batch_size = t.integer(12, 20), t.integer(3, 7)
    game = _Game(max_steps=n_steps)
    train_from_report(*game.players, n_steps, batch_size)
    game.expect_steps(n_steps)
    game.expect_fresh_real_patterns(n_steps)
    sizes = {len(rows) for rows in game.real}
    if sizes != {batch_size}:
        mistake(
            "batch_size_ignored",
            f"D gets {sizes.pop()} real pattern(s) a step, although batch_size is {batch_size}.",
        )


class _Game:
    """G, D and their optimisers, all of them watched.

    real: the rows of each batch that D saw and that G had not just made
    """

    def __init__(self, max_steps: int, lr: float = 0.5) -> None:
        self.G, self.D = toy.Generator(), toy.Discriminator()
        self.opt_g, self.opt_d = (torch.optim.SGD(net.parameters(), lr) for net in (self.G, self.D))
        self.real: list[Tensor] = []
        self.after: list[Tensor] = []  # what G makes of its constant input after each step of G
        self.d_steps = self.d_backwards = 0
        self.turns = ""  # such as "DGDG": who stepped, in order
        self._made: list[Tensor] = []
        self._zs: list[Tensor] = []
        self._patience = 4 * max_steps
        self._start = weights(self.G), weights(self.D)
        self.G.register_forward_hook(self._on_make)
        self.D.register_forward_hook(self._on_judge)
        self.opt_g.register_step_post_hook(self._on_g_step)
        self.opt_d.register_step_post_hook(self._on_d_step)
        next(self.D.parameters()).register_hook(self._on_d_backward)

    @property
    def g_steps(self) -> int:
        return len(self.after)

    @property
    def players(self) -> tuple[Any, ...]:
        return self.G, self.D, self.opt_g, self.opt_d

    def _on_make(self, _: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
        self._zs.append(inputs[0].detach().clone())
        self._made = [*self._made[-1:], output.detach().reshape(-1, 4).clone()]

    def _on_judge(self, _: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
        x = inputs[0].detach().clone()
        made = torch.cat(self._made) if self._made else torch.empty(0, 4)
        from_g = (x[:, None] == made).all(2).any(1)  # (N, 1, 4) == (M, 4) -> (N, M) -> (N,)
        if not from_g.all():
            self.real.append(x[~from_g])

    @torch.no_grad()
    def _on_g_step(self, *_: Any) -> None:
        self.turns += "G"
        self.after.append(self.G.net(torch.full((1, 1), Z))[0])  # past the hook that watches G

    def _on_d_backward(self, _: Tensor) -> None:
        self.d_backwards += 1

    def _on_d_step(self, *_: Any) -> None:
        self.turns += "D"
        self.d_steps += 1
        if self.d_steps > self._patience:
            mistake("n_steps_ignored", "Your loop goes on and on: it should end after n_steps.")

    def expect_steps(self, n_steps: int) -> None:
        """Each player stepped once in each of n_steps turns, G on its constant input."""
        for name, optimizer, steps in (
            ("D", "opt_d", self.d_steps),
            ("G", "opt_g", self.g_steps),
        ):
            if steps == 0:
                mistake(
                    f"{name.lower()}_not_trained",
                    f"{name} was never trained: {optimizer} took no step.",
                )
        if self.d_steps == self.g_steps != n_steps:
            mistake(
                "wrong_number_of_steps",
                f"Asked for {n_steps} steps, your loop makes {self.d_steps}.",
            )
        # one step on real and one on generated patterns is fine: each has its own backward pass
        one_for_each_term = len(self.real) == n_steps and self.d_backwards >= 3 * n_steps
        if self.d_steps != n_steps and not one_for_each_term:
            mistake("d_steps_twice", self._unequal("D", self.d_steps, n_steps))
        if self.g_steps != n_steps:
            mistake("g_steps_twice", self._unequal("G", self.g_steps, n_steps))
        if [who for who, _ in groupby(self.turns)].count("G") < n_steps:
            mistake(
                "not_alternating",
                "One player makes several steps before the other has its turn: in each step of "
                "the loop both are trained, one after the other.",
            )
        if not moved(self.G, self._start[0]) or not moved(self.D, self._start[1]):
            mistake("nets_swapped", "The networks did not move: does each get its own optimiser?")
        if any(bool((z != Z).any()) for z in self._zs):
            mistake("wrong_z", f"Here G's input is always the number {Z}: no noise yet.")
        expect_ready_to_train(self.G, self.D)

    def expect_one_note_a_step(self) -> None:
        """D saw one real pattern at a time, G one z."""
        rows, zs = max(map(len, self.real)), max(z.numel() for z in self._zs)
        if rows > 1:
            mistake(
                "several_notes",
                f"D gets {rows} real patterns in a step. Batches come later: here each step draws "
                "one.",
            )
        if zs > 1:
            mistake(
                "several_notes",
                f"G gets {zs} z at once. Batches come later: here z has the shape (1, 1).",
            )

    @staticmethod
    def _unequal(name: str, steps: int, n_steps: int) -> str:
        return f"{name} was trained {steps} times in {n_steps} steps: each step is one turn each."

    def expect_fresh_real_patterns(self, n_steps: int) -> None:
        """D saw real patterns, and never the same twice."""
        rows = torch.cat(self.real) if self.real else torch.empty(0, 4)
        if len(rows) == 0:
            mistake("no_real_patterns", "D never saw a real pattern.")
        read = set(read_patterns(rows))
        if read != {"1010"}:
            mistake(
                "not_real_patterns",
                "What D is given as real does not read 1010: which of your two functions draws it?",
            )
        if len(rows.unique(dim=0)) == 1 or len(self.real[0].unique(dim=0)) == len(
            rows.unique(dim=0)
        ):
            mistake(
                "real_drawn_once",
                "D sees the same real pattern(s) in every step. How could it know what all real "
                "ones have in common?",
            )
        if len(rows.unique(dim=0)) < len(rows):
            mistake(
                "real_repeated",
                "Some real patterns come again and again: draw new ones in every step.",
            )


def _expect_losses(losses: Any, name: str, n_steps: int, t: Trial) -> None:
    if not hasattr(losses, "__len__") or len(losses) != n_steps:
        found = f"{len(losses)} entries" if hasattr(losses, "__len__") else "no length"
        mistake(
            "not_one_loss_a_step",
            f"`{name}` has {found} after {n_steps} steps: keep one loss for each step.",
        )
    for value in losses:
        expect_number(value, f"An entry of `{name}`")
    if any(isinstance(v, Tensor) and v.requires_grad for v in losses):
        mistake(
            "losses_keep_graph",
            f"`{name}` holds tensors with their whole graphs, which fill the memory: keep "
            "`.item()` of each.",
        )


def _expect_right_losses(train: Any, t: Trial) -> None:
    """With learning rate 0 the losses are known beforehand."""
    game = _Game(max_steps=4, lr=0.0)
    with torch.no_grad():  # far from balanced, so that the two losses differ
        for p in game.D.parameters():
            p.copy_(1.5 * t.normal(*p.shape))
        d_fake = game.D(game.G(torch.full((1, 1), Z)))
        game.real.clear()
    d_losses, g_losses, _ = train(*game.players, 4, every=2)
    with torch.no_grad():
        d_real = torch.stack([game.D(rows) for rows in list(game.real)]).flatten()  # (4,)
    g_wanted = (d_fake - 1).square().expand(4)
    d_wanted = (d_real - 1).square() + d_fake.square()
    d_found = torch.tensor([float(v) for v in d_losses])
    g_found = torch.tensor([float(v) for v in g_losses])
    if len(d_wanted) != 4:
        return  # another way of calling D: its losses cannot be told beforehand
    if close(g_found, d_wanted) and close(d_found, g_wanted):
        mistake("losses_swapped", "d_losses holds G's losses, and g_losses holds D's.")
    if not close(g_found, g_wanted):
        mistake("wrong_g_losses", "`g_losses` does not hold what `train_generator` returns.")
    if not close(d_found, d_wanted) and not close(d_found, d_wanted / 2):
        mistake("wrong_d_losses", "`d_losses` does not hold what `train_discriminator` returns.")


def _expect_outputs(outputs: Any, game: _Game, every: int, rounds: int) -> None:
    """One output of G after each `every` steps, with the weights of that moment."""
    found = len(outputs) if hasattr(outputs, "__len__") else 0
    if found != rounds and found == len(game.after) // 1000:
        mistake(
            "wrong_number_of_outputs",
            f"With every={every} and {len(game.after)} steps, `outputs` should hold {rounds} "
            f"outputs of G; it holds {found}. Does your loop look at `every`?",
        )
    if found != rounds:
        mistake(
            "wrong_number_of_outputs",
            f"With every={every} and {len(game.after)} steps, `outputs` should hold {rounds} "
            f"outputs of G; it holds {found}. Does your count of finished steps begin at 0 or 1?",
        )
    for output in outputs:
        expect_tensor(output, (4,), "Each entry of `outputs`")
        if output.requires_grad:
            mistake(
                "outputs_keep_graph",
                "The entries of `outputs` still carry their graphs: `detach` them.",
            )
    moments = range(every - 1, len(game.after), every)
    if any(not close(o, game.after[i], 1e-6) for o, i in zip(outputs, moments, strict=True)):
        if all(close(o, game.after[i - 1], 1e-6) for o, i in zip(outputs, moments, strict=True)):
            mistake(
                "output_before_update",
                "Your outputs are one update of G old: take them after both updates.",
            )
        mistake(
            "wrong_outputs",
            f"`outputs` does not hold what G makes of {Z} after every {every} steps.",
        )
