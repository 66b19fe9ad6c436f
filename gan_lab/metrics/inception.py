"""The true FID and KID, in the features of the Inception network, where its weights can be had.

Their values compare with published ones, as far as numbers of images and resizing agree. They
need the package torch-fidelity, which downloads the weights at first use, and minutes: each image
is enlarged to 299 x 299.
"""

from __future__ import annotations

import warnings
from typing import Any

import torch
from torch import Tensor, nn
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.kid import KernelInceptionDistance

from gan_lab.data import to_uint8
from gan_lab.errors import GanLabError
from gan_lab.metrics.distances import SUBSET
from gan_lab.metrics.judges import MIN_SAMPLES, parts

N_FEATURES = 2048
BATCH = 50  # images of 299 x 299 at a time


def inception_fid(samples: Tensor, real: Tensor, *, network: nn.Module | None = None) -> float:
    """FID (Heusel et al., 2017), as torchmetrics computes it. Lower is better.

    With fewer than some 10,000 images of each the figure says more about their number.

    Args:
        samples, real: (N, C, H, W), C 1 or 3, uint8 or float in [-1, 1]; at least 256 of each.
        network: uint8 images (N, 3, H, W) -> features (N, d), in place of Inception.

    Raises:
        GanLabError: torch-fidelity or the weights cannot be had, or the images do not fit.
    """
    fid = _build(FrechetInceptionDistance, feature=network or N_FEATURES)
    fid.set_dtype(torch.float64)
    fid.inception.float()
    _show(fid, samples, real)
    return max(0.0, float(fid.compute()))


def inception_kid(
    samples: Tensor, real: Tensor, *, network: nn.Module | None = None, seed: int = 0
) -> float:
    """KID (Binkowski et al., 2018), as torchmetrics computes it. Lower is better.

    Args:
        samples, real, network: as for `inception_fid`. seed: of the parts that are averaged.

    Raises:
        GanLabError: as `inception_fid`.
    """
    size = min(len(samples), len(real), SUBSET)
    kid = _build(KernelInceptionDistance, feature=network or N_FEATURES, subset_size=size)
    _show(kid, samples, real)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return float(kid.compute()[0])


def _build(metric: type, **kwargs: Any) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that it keeps all features
            return metric(**kwargs)
    except ModuleNotFoundError:
        raise GanLabError(
            "the true FID and KID need the package torch-fidelity: pip install torch-fidelity"
        ) from None
    except (OSError, RuntimeError) as error:  # the download of the weights
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise GanLabError(
            f"the weights of the Inception network cannot be had ({reason}): connect to the "
            "internet and run again, or use classifier-FID, which needs none"
        ) from None


def _show(metric: Any, samples: Tensor, real: Tensor) -> None:
    """Feed both sets to the metric, as colour images in bytes."""
    for images, is_real in ((samples, False), (real, True)):
        for part in parts(images, MIN_SAMPLES):
            if part.shape[1] not in (1, 3):
                raise GanLabError(f"expected 1 or 3 channels, got {part.shape[1]}")
            for x in to_uint8(part).split(BATCH):
                metric.update(x.expand(-1, 3, -1, -1), real=is_real)
