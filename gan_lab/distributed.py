"""Several processes that train one pair together, each on a GPU of its own or on the CPU.

    torchrun --nproc-per-node=4 -m gan_lab train dcgan-faces

Each process holds both networks and calculates with its own part of each batch. In the backward
pass torch's DistributedDataParallel averages the gradients of all parts, so that each optimiser
makes the step that the whole batch asks for, and the networks stay alike everywhere. The first
process, rank 0, settles what is done, and it alone prints, draws and writes.

A training in one process uses nothing of this.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from gan_lab.errors import GanLabError
from gan_lab.runtime import pick_device
from gan_lab.training import (
    Callback,
    Step,
    TrainState,
    descend,
    discriminator_loss,
    frozen,
    generator_loss,
)

if TYPE_CHECKING:
    from gan_lab.recipes import Recipe

PATIENCE = timedelta(hours=2)  # that a process waits for the others: one may pack many images


@dataclass(frozen=True)
class World:
    """Where this process stands among those that train together.

    rank: its number, from 0. size: how many there are. local_rank: its number on its machine.
    device: to train on; None: as for any training, see `runtime.pick_device`
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    device: torch.device | None = None

    @property
    def part(self) -> tuple[int, int]:
        """Which part of each batch is this process's own, as `data.Batches` takes it."""
        return self.rank, self.size

    def share(self, thing: Any = None) -> Any:
        """What the first process gives, in all of them: tensors and plain values."""
        if self.size == 1:
            return thing
        things = [thing]
        dist.broadcast_object_list(things, src=0, device=torch.device("cpu"))
        return things[0]

    @contextlib.contextmanager
    def in_turn(self) -> Iterator[None]:
        """The block runs in the first process of each machine, and then in the others there.

        Where one of them has its block elsewhere, it calls `meet` in its place.
        """
        if self.local_rank:
            self.meet()
        yield
        if not self.local_rank:
            self.meet()

    def meet(self) -> None:
        """Wait until all processes are here."""
        if self.size > 1:
            dist.all_reduce(torch.zeros(1))  # on the CPU: no GPU is needed, or waited for


ALONE = World()


@contextlib.contextmanager
def joined() -> Iterator[World]:
    """Within the block this process works with the others that torchrun started; ALONE without.

    All but the first are silent. When the block fails in one, torchrun ends the others, and only
    that one's error is reported.

    Raises:
        GanLabError: more processes than GPUs on this machine, or a device that cannot do this.
    """
    # torchrun tells each process in its environment
    if "TORCHELASTIC_RUN_ID" not in os.environ or int(os.environ["WORLD_SIZE"]) == 1:
        yield ALONE
        return
    store, rank, size = next(dist.rendezvous("env://"))
    local_rank = int(os.environ["LOCAL_RANK"])
    with _reported_once(dist.PrefixStore("gan_lab", store), rank, size), _quiet(rank):
        device = _device(local_rank)
        # gloo carries what lies on the CPU, such as the wish to stop: no GPU is waited for
        backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo"
        dist.init_process_group(
            backend, store=store, rank=rank, world_size=size, timeout=PATIENCE
        )  # fmt: skip
        world = World(rank, size, local_rank, device)
        yield world
        world.meet()
        dist.destroy_process_group()  # not after an error: it might wait for those that are gone


def _device(local_rank: int) -> torch.device:
    device = pick_device()
    if device.type == "cpu":
        return device
    if device.type != "cuda":
        raise GanLabError(
            f"several processes train on CUDA GPUs or on the CPU, not on {device.type}: "
            "set GAN_LAB_DEVICE=cpu"
        )
    n_gpus = torch.cuda.device_count()
    if local_rank >= n_gpus:
        raise GanLabError(
            f"each process needs a GPU of its own: this machine shows {n_gpus}, so "
            f"--nproc-per-node can be {n_gpus} at most"
        )
    torch.cuda.set_device(local_rank)
    return torch.device("cuda", local_rank)


@contextlib.contextmanager
def _reported_once(store: dist.Store, rank: int, size: int) -> Iterator[None]:
    """Of all processes only the one that failed first says why.

    The others, which then wait for it in vain, notice a broken connection. Where none has said
    why, a process was ended from outside.
    """
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        try:
            first = store.compare_set("failed", "", str(rank)) == str(rank).encode()
        except RuntimeError:  # torchrun, which keeps the store, has gone as well
            first = rank == 0
        if not first:
            sys.exit(1)
        if rank and isinstance(error, GanLabError):
            raise GanLabError(f"process {rank} of {size}: {error}") from None
        if isinstance(error, dist.DistError) or "gloo" in str(error):
            raise GanLabError(
                "another process has gone without a word, as when the memory is full and the "
                "system ends one: go on from the last checkpoint with --resume"
            ) from None
        raise


@contextlib.contextmanager
def _quiet(rank: int) -> Iterator[None]:
    """Within the block only the first process prints, and warns."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        # convolutions of one channel have two orders in memory that are the same: it costs nothing
        warnings.filterwarnings("ignore", message="Grad strides do not match bucket view strides")
        if rank:
            warnings.simplefilter("ignore")
            nowhere = stack.enter_context(Path(os.devnull).open("w"))
            stack.enter_context(contextlib.redirect_stdout(nowhere))
        yield


def shared(recipe: Recipe, world: World) -> Recipe:
    """The recipe as one of several processes trains it: on its part of each batch.

    Latent vectors and fresh samples are drawn for the whole batch in each process. Steps are not
    replayed: the meeting in their middle is no operation that could be recorded.
    """
    return replace(
        recipe,
        replay=False,
        draw_z=_part_of(recipe.draw_z or torch.randn, world),
        draw_real=_part_of(recipe.draw_real, world),
    )


def _part_of(draw: Callable[..., Tensor], world: World) -> Callable[..., Tensor]:
    """`draw`, (n, ..., generator=...) -> (n, ...), for this process's part of a larger draw."""

    def draw_part(n: int, *args: Any, **options: Any) -> Tensor:
        return draw(n * world.size, *args, **options)[world.rank * n : (world.rank + 1) * n]

    return draw_part


def steps() -> tuple[Step, Step]:
    """`discriminator_step` and `generator_step` with gradients averaged over all processes."""
    whole_d_loss, whole_g_loss = _Averaged(discriminator_loss), _Averaged(generator_loss)

    def step_d(state: TrainState, *inputs: Any, **options: Any) -> None:
        total = whole_d_loss(state.D, state, *inputs, **options)
        descend(total, state.opt_d, state.scaler_d)

    def step_g(state: TrainState, *inputs: Any, **options: Any) -> None:
        with frozen(state.D):
            g_loss = whole_g_loss(state.G, state, *inputs, **options)
            descend(g_loss, state.opt_g, state.scaler_g)

    return step_d, step_g


class _Averaged:
    """A loss whose backward pass averages one network's gradients over all processes.

    DistributedDataParallel watches one forward pass and the backward pass after it. A step calls
    D two times or more, and D within G's loss: so the forward pass that it sees is the whole loss.
    """

    def __init__(self, loss_of: Callable[..., Tensor]) -> None:
        self._loss_of = loss_of
        self._parallel: DistributedDataParallel | None = None

    def __call__(self, net: nn.Module, *inputs: Any, **options: Any) -> Tensor:
        if self._parallel is None:  # now that `fit` has laid out the weights, or loaded them
            self._parallel = DistributedDataParallel(_Loss(net, self._loss_of))
        return self._parallel(*inputs, **options)


class _Loss(nn.Module):
    """A loss as a module: the weights that it is to move are those of `net`."""

    def __init__(self, net: nn.Module, loss_of: Callable[..., Tensor]) -> None:
        super().__init__()
        self.net = net
        self.loss_of = loss_of

    def forward(self, *inputs: Any, **options: Any) -> Tensor:
        return self.loss_of(*inputs, **options)


class OwnChance(Callback):
    """Dropout and augmentation draw other numbers in each process, and follow from the seed.

    They are sown anew for each step, so that a training that goes on from a checkpoint, which
    the first process writes, draws in all of them what it would have drawn.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed

    def start(self, state: TrainState) -> None:
        self.after_step(state)

    def after_step(self, state: TrainState) -> None:
        sequence = np.random.SeedSequence([self.seed, self.world.rank, state.step])
        seed = int(sequence.generate_state(1, np.uint64)[0])
        torch.default_generator.manual_seed(seed)  # torch.manual_seed takes far longer
        if state.device.type == "cuda":
            torch.cuda.manual_seed(seed)


class StopTogether(Callback):
    """When one process is to stop, all of them do, after the same step.

    Put it behind whatever asks for it. Nothing may ask between it and the next step: the others
    would wait for one that has left.

    by_another: whether it was another process that asked.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_another = False

    def after_step(self, state: TrainState) -> None:
        if self.world.size > 1:
            wishes = torch.tensor(float(state.stop))
            dist.all_reduce(wishes, dist.ReduceOp.MAX)
            self.by_another = bool(wishes) and not state.stop
            state.stop = bool(wishes)
