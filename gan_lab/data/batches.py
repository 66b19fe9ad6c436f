"""Streams of random batches: from one resident tensor, or drawn afresh each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from gan_lab.errors import GanLabError


def to_float(images: Tensor) -> Tensor:
    """uint8 images 0..255 to float32 in [-1, 1], the range of a tanh generator."""
    return images.float().div_(127.5).sub_(1)


def to_uint8(images: Tensor) -> Tensor:
    """float images in [-1, 1] to uint8 0..255; values outside are clipped."""
    return images.clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)


RESIDENT = 2 * 2**30  # bytes: a larger set stays where it is, and only batches go to the GPU


class Batches:
    """Endless random batches from uint8 images that lie in memory, or in a file, as one tensor.

    Each epoch is a new random order; each image is used once per epoch, but for the last
    len(images) % batch_size, which wait for another epoch. Nothing is decoded or copied between
    processes: a batch is one look-up by index, and only its images become float32.

    Args:
        images: uint8 (N, C, H, W). From a memory-mapped tensor only the batch's images are read.
        batch_size: images a batch, at most N.
        flip: mirror half of the images, chosen anew each time, left and right.
        labels: int64 (N,); then each batch is (x_real, labels) and not (x_real,).
        seed: the order follows from it alone: no other random numbers are touched.
        device: where images are kept and batches appear.
        part: (k, n): a batch is the k-th of n parts of one that is n times as large, counted from
            0. Streams of one seed, one for each k, share out the images: see `distributed`.
    """

    def __init__(
        self,
        images: Tensor,
        batch_size: int,
        *,
        labels: Tensor | None = None,
        seed: int = 0,
        device: torch.device | str = "cpu",
        flip: bool = False,
        part: tuple[int, int] = (0, 1),
    ) -> None:
        if images.dtype != torch.uint8 or images.dim() != 4:
            raise GanLabError(
                f"images must be uint8 of shape (N, C, H, W), got {images.dtype} "
                f"of shape {tuple(images.shape)}"
            )
        k, n_parts = part
        if not 1 <= batch_size * n_parts <= len(images):
            raise GanLabError(
                f"the batch size must be between 1 and the {len(images)} images, "
                f"got {batch_size * n_parts}"
            )
        if labels is not None and len(labels) != len(images):
            raise GanLabError(f"got {len(images)} images and {len(labels)} labels: one each")
        self.device = torch.device(device)
        self.images = images.to(device) if images.nbytes <= RESIDENT else images
        self.labels = None if labels is None else labels.to(self.images.device)
        self.batch_size = batch_size
        self.flip = flip
        self._whole = batch_size * n_parts  # images of a batch with all its parts
        self._mine = slice(k * batch_size, (k + 1) * batch_size)
        self._generator = torch.Generator().manual_seed(seed)
        self._flips = torch.Generator().manual_seed(seed + 1)
        self._begin_epoch()

    def _begin_epoch(self) -> None:
        self._epoch_start = self._generator.get_state()
        self._order = torch.randperm(len(self.images), generator=self._generator)
        self._position = 0

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        return self

    def __next__(self) -> tuple[Tensor, ...]:
        if self._position + self._whole > len(self._order):
            self._begin_epoch()
        index = self._order[self._position : self._position + self._whole][self._mine]
        index = index.to(self.images.device)
        self._position += self._whole
        x_real = to_float(self.images[index].to(self.device))  # uint8 (B, C, H, W) -> [-1, 1]
        if self.flip:
            mirrored = torch.rand(self._whole, generator=self._flips)[self._mine] < 0.5
            x_real = torch.where(
                mirrored.to(self.device)[:, None, None, None], x_real.flip(3), x_real
            )
        if self.labels is None:
            return (x_real,)
        return (x_real, self.labels[index].to(self.device))

    def state_dict(self) -> dict[str, Any]:
        """Where the stream stands: tensors and plain values only."""
        return {
            "epoch_start": self._epoch_start,
            "position": self._position,
            "flips": self._flips.get_state(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken, with the same images and batch size."""
        self._generator.set_state(state["epoch_start"])
        self._begin_epoch()
        self._position = state["position"]
        self._flips.set_state(state["flips"])


class FreshBatches:
    """Endless batches that a function draws anew each time, as for the toy patterns.

    Args:
        draw: (n, generator=...) -> float32 (n, ...).
        batch_size, seed, device: as for `Batches`.
    """

    def __init__(
        self,
        draw: Callable[..., Tensor],
        batch_size: int,
        *,
        seed: int = 0,
        device: torch.device | str = "cpu",
    ) -> None:
        self.draw = draw
        self.batch_size = batch_size
        self.device = device
        self._generator = torch.Generator().manual_seed(seed)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        return self

    def __next__(self) -> tuple[Tensor, ...]:
        return (self.draw(self.batch_size, generator=self._generator).to(self.device),)

    def state_dict(self) -> dict[str, Any]:
        return {"generator": self._generator.get_state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._generator.set_state(state["generator"])
