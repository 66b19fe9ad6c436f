"""What is compared: each function trains a recipe for ever, and calls after_step(G) each step.

`script` is the plain script of GAN tutorials, and, with its switches, each technique between it
and the course; `course` is the course's own loop; `bare` is the arithmetic that both must do.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader, Dataset
from torch.utils.flop_counter import flop_registry
from torchvision import transforms

from gan_lab.callbacks import EMA, History, ProgressBar
from gan_lab.data import ImageSet
from gan_lab.recipes import Recipe, find_recipe
from gan_lab.runtime import pick_precision, seed_everything
from gan_lab.training import PRECISIONS, Callback, TrainState, fit

AfterStep = Callable[[Any], None]  # is given the generator to sample from
ENDLESS = 10**9  # steps


@dataclass(frozen=True)
class Setting:
    """What all contenders of a comparison have in common; plain values, for another process.

    source: what `Recipe.load_data` takes, such as {"root": "data"}.
    """

    name: str
    device: str = "cpu"
    source: dict[str, Any] = field(default_factory=dict)
    profile: str = "standard"
    seed: int = 0

    @property
    def recipe(self) -> Recipe:
        return find_recipe(self.name).for_profile(self.profile)

    @property
    def half(self) -> str | None:
        """The half precision in which the course trains the recipe here, if it does."""
        precision = pick_precision(torch.device(self.device)) if self.recipe.half else "fp32"
        return None if precision == "fp32" else precision

    def images(self) -> ImageSet | None:
        return self.recipe.load_data(**self.source)

    def batches(self) -> Iterator[tuple[Tensor, ...]]:
        """The course's own stream."""
        recipe = self.recipe
        return recipe.batches(self.images(), self.seed, self.device, flip=recipe.flip)

    def with_seed(self, seed: int) -> Setting:
        return replace(self, seed=seed)

    def build(self) -> tuple[nn.Module, nn.Module]:
        seed_everything(self.seed)
        G, D = self.recipe.build()
        return G.to(self.device), D.to(self.device)


class PictureDataset(Dataset):
    """As torchvision's MNIST gives its images: one PIL picture at a time, then transforms."""

    def __init__(self, images: ImageSet, flip: bool) -> None:
        self.images = images.images
        self.to_picture = transforms.ToPILImage()
        mirror = [transforms.RandomHorizontalFlip()] if flip else []
        self.transform = transforms.Compose(
            [*mirror, transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]
        )

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int) -> Tensor:
        return self.transform(self.to_picture(self.images[i]))


def script(
    setting: Setting,
    *,
    after_step: AfterStep,
    workers: int = 0,
    resident: bool = False,
    read: bool = True,
    lean: bool = False,
    optimizer: str = "default",
    channels_last: bool = False,
    precision: str = "fp32",
) -> None:
    """One step of D and one of G, as tutorials write it.

    Args:
        workers: of the DataLoader.
        resident: batches from one uint8 tensor in memory, in place of the DataLoader.
        read: both losses by `.item()` at each step.
        lean: no gradient that nobody uses: no graph of G in D's step, D frozen in G's.
        optimizer: the recipe's, but as torch gives it ("default") or as it is ("fused"); or Adam
            with the values that tutorials have copied from one another ("tutorial").
        channels_last: the layout of convolutions' weights.
        precision: of forward passes.
    """
    recipe, device = setting.recipe, setting.device
    loss, penalty, draw_z = recipe.loss, recipe.penalty, recipe.draw_z or torch.randn
    n_critic, penalty_every = recipe.n_critic, recipe.penalty_every
    G, D = setting.build()
    if channels_last:
        G, D = (net.to(memory_format=torch.channels_last) for net in (G, D))
    opt_g, opt_d = _optimizers(recipe, G, D, optimizer)
    stream = _resident(setting) if resident else _loaded(setting, workers)
    for step in itertools.count():
        for k in range(n_critic):
            x_real = next(stream).to(device)
            z = draw_z(len(x_real), recipe.nz).to(device)
            with _forward(device, precision):
                with torch.no_grad() if lean else contextlib.nullcontext():
                    x_fake = G(z)
                d_real, d_fake = D(x_real), D(x_fake.detach())
            d_loss = loss.d_loss(d_real.float(), d_fake.float())
            if penalty and (step * n_critic + k) % penalty_every == 0:
                steep = penalty(D, x_real, x_fake.detach().float())
                d_loss = d_loss + penalty_every * steep
            opt_d.zero_grad()
            d_loss.backward()
            opt_d.step()
        z = draw_z(len(x_real), recipe.nz).to(device)
        if lean:
            D.requires_grad_(False)
        with _forward(device, precision):
            d_fake = D(G(z))
        g_loss = loss.g_loss(d_fake.float())
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        if lean:
            D.requires_grad_(True)
        if read:
            d_loss.item(), g_loss.item()
        after_step(G)


def _optimizers(
    recipe: Recipe, G: nn.Module, D: nn.Module, kind: str
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    if kind == "tutorial":
        one, other = (
            torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999)) for net in (G, D)
        )
        return one, other
    opt_g, opt_d = recipe.optimizers(G, D)
    return (opt_g, opt_d) if kind == "fused" else (_as_it_comes(opt_g), _as_it_comes(opt_d))


def _as_it_comes(optimizer: torch.optim.Optimizer) -> torch.optim.Optimizer:
    """torch's optimiser with the same values, and nothing else chosen."""
    weights, lr = optimizer.param_groups[0]["params"], float(optimizer.defaults["lr"])
    if "betas" in optimizer.defaults:
        return torch.optim.Adam(weights, lr, betas=optimizer.defaults["betas"])
    return torch.optim.SGD(weights, lr)


def _loaded(setting: Setting, workers: int) -> Iterator[Tensor]:
    """Batches as a script gets them: from a DataLoader, or drawn where the recipe draws."""
    recipe, images = setting.recipe, setting.images()
    if images is None:
        while True:
            yield recipe.draw_real(recipe.batch_size)
    loader = DataLoader(
        PictureDataset(images, recipe.flip), recipe.batch_size, shuffle=True, drop_last=True,
        num_workers=workers, persistent_workers=workers > 0,
    )  # fmt: skip
    while True:
        yield from loader


def _resident(setting: Setting) -> Iterator[Tensor]:
    return (x_real for (x_real,) in setting.batches())


def _forward(device: str, precision: str) -> contextlib.AbstractContextManager[object]:
    if precision == "fp32":
        return contextlib.nullcontext()
    return torch.autocast(torch.device(device).type, PRECISIONS[precision])


def course(
    setting: Setting,
    *,
    after_step: AfterStep,
    precision: str,
    watched_by: tuple[str, ...] = ("History",),
    replay: bool | None = None,
    compiled: bool = False,
) -> None:
    """The package's resident data, optimisers and `fit`.

    Args:
        watched_by: callbacks, in this order.
        replay: the recipe's own choice when left out.
        compiled: both networks by torch.compile.
    """
    recipe = setting.recipe
    G, D = setting.build()
    if compiled:
        G.compile()
        D.compile()
    opt_g, opt_d = recipe.optimizers(G, D)
    callbacks = [_callback(name, recipe, G) for name in watched_by]
    options = recipe.fit_args | ({} if replay is None else {"replay": replay})
    fit(
        G, D, setting.batches(), recipe.loss, opt_g, opt_d, **options,
        n_steps=ENDLESS, precision=precision, seed=setting.seed,
        callbacks=[*callbacks, _AfterStep(after_step)],
    )  # fmt: skip


def as_trained(
    setting: Setting,
    *,
    after_step: AfterStep,
    precision: str,
    n_steps: int = ENDLESS,
    changes: str = "",
) -> None:
    """The course's way to train the recipe, with the average and the cooldown that it asks for.

    changes: other settings than the recipe's, in the words of `search_recipe`.
    """
    from gan_lab.runs import train_pair  # slow to import, and no contender but this one needs it
    from gan_lab.scripts.search_recipe import changed, parse

    recipe = changed(setting.recipe, parse(changes)) if changes else setting.recipe
    train_pair(
        recipe, setting.images(), n_steps=n_steps, seed=setting.seed, device=setting.device,
        precision=precision, callbacks=[History(), _AfterStep(after_step)],
    )  # fmt: skip


def _callback(name: str, recipe: Recipe, G: nn.Module) -> Callback:
    if name == "EMA":
        return EMA(G, recipe.ema or 0.999)
    if name == "ProgressBar":
        sys.stderr = io.StringIO()  # drawn, but seen by nobody
        return ProgressBar()
    return {"History": History}[name]()


class _AfterStep(Callback):
    """Tells the generator to sample from: the averaged one, where there is one."""

    def __init__(self, tell: AfterStep) -> None:
        self.tell = tell

    def start(self, state: TrainState) -> None:
        self.G = next((c.G for c in state.callbacks if isinstance(c, EMA)), state.G)

    def after_step(self, state: TrainState) -> None:
        self.tell(self.G)


def bare(setting: Setting, *, after_step: AfterStep, precision: str) -> None:
    """The forward and backward passes of a step, again and again on one batch: nothing else."""
    G, D = (net.to(memory_format=torch.channels_last) for net in setting.build())
    step = _passes(setting, G, D, precision)
    for n in itertools.count():
        step(n)
        after_step(G)


def _passes(setting: Setting, G: nn.Module, D: nn.Module, precision: str) -> Callable[[int], None]:
    """A function that does the passes of step n, on numbers that stay where they are."""
    recipe, device, n = setting.recipe, setting.device, setting.recipe.batch_size
    loss, penalty, draw_z = recipe.loss, recipe.penalty, recipe.draw_z or torch.randn
    x_real = torch.rand(n, *recipe.image_shape) * 2 - 1 if recipe.data else recipe.draw_real(n)
    x_real, z = x_real.to(device), draw_z(n, recipe.nz).to(device)
    g_weights, d_weights = list(G.parameters()), list(D.parameters())

    def step(number: int) -> None:
        for k in range(recipe.n_critic):
            with _forward(device, precision):
                with torch.no_grad():
                    x_fake = G(z)
                d_real, d_fake = D(x_real), D(x_fake)
            d_loss = loss.d_loss(d_real.float(), d_fake.float())
            if penalty and (number * recipe.n_critic + k) % recipe.penalty_every == 0:
                d_loss = d_loss + penalty(D, x_real, x_fake.float())
            torch.autograd.grad(d_loss, d_weights)
        with _forward(device, precision):
            d_fake = D(G(z))
        torch.autograd.grad(loss.g_loss(d_fake.float()), g_weights)  # none for D's weights

    return step


def operations(setting: Setting) -> float:
    """Multiplications and additions in a step's matrix products and convolutions, backward too.

    The mean over as many steps as it takes until each of them has come in its turn.
    """
    step = _passes(setting, *setting.build(), "fp32")
    n = setting.recipe.penalty_every
    with _Counter() as counter:
        for number in range(n):
            step(number)
    return counter.operations / n


class _Counter(TorchDispatchMode):
    """As torch's FlopCounterMode, whose names for modules fail at a gradient of a gradient."""

    operations = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        out = func(*args, **(kwargs or {}))
        count = flop_registry.get(func._overloadpacket)
        if count:
            self.operations += count(*args, **(kwargs or {}), out_val=out)
        return out


def product(n: int, device: str, *, after_step: AfterStep, precision: str) -> None:
    """Products of two n x n matrices: the best that the machine can do."""
    a, b = (torch.rand(n, n, device=device, dtype=PRECISIONS[precision]) for _ in range(2))
    out = torch.empty_like(a)
    while True:
        torch.mm(a, b, out=out)
        after_step(None)
