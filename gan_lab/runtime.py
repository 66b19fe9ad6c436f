"""Seeds, devices, profiles and precision: where and how a lesson runs."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import numpy as np
import torch

from gan_lab.errors import GanLabError

PROFILES = ("quick", "standard", "gpu")


def seed_everything(seed: int) -> None:
    """Seed Python's, NumPy's and torch's random numbers, so that a run can be repeated.

    On the CPU the same seed gives the same numbers, bit for bit. GPUs may still differ in the
    last digits from run to run.
    """
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)  # seeds CUDA and MPS as well


def pick_device(name: str | None = None) -> torch.device:
    """The device to train on: `name`, else GAN_LAB_DEVICE, else the fastest one there is.

    Args:
        name: "cpu", "cuda", "cuda:1" or "mps"; None or "auto" chooses CUDA, then MPS, then CPU.

    Raises:
        GanLabError: the name is unknown, or this machine has no such device.
    """
    name = name or os.environ.get("GAN_LAB_DEVICE") or "auto"
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise GanLabError(f"unknown device {name!r}: choose auto, cpu, cuda or mps") from None
    present = {
        "cpu": True,
        "cuda": (device.index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }
    if device.type not in present:
        raise GanLabError(f"unknown device {name!r}: choose auto, cpu, cuda or mps")
    if not present[device.type]:
        raise GanLabError(f"this machine has no device {name!r}: choose auto or cpu")
    return device


def profile(name: str | None = None) -> str:
    """How much work a lesson does: "quick" (seconds), "standard" (minutes on a CPU) or "gpu".

    `name` wins, then GAN_LAB_PROFILE; else quick under CI, gpu with CUDA, standard otherwise.
    A profile chooses numbers of steps, never seconds, so that a seed gives the same result.

    Raises:
        GanLabError: no profile has that name.
    """
    chosen = name or os.environ.get("GAN_LAB_PROFILE")
    if chosen:
        if chosen not in PROFILES:
            raise GanLabError(f"unknown profile {chosen!r}: choose one of {', '.join(PROFILES)}")
        return chosen
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        return "quick"
    return "gpu" if torch.cuda.is_available() else "standard"


def _cpuinfo() -> str:
    """What Linux tells of the processor; empty elsewhere."""
    try:
        return Path("/proc/cpuinfo").read_text()
    except OSError:
        return ""


def cpu_bf16_flags() -> list[str]:
    """The instructions for bfloat16 that this CPU has: of "avx512_bf16" and "amx_bf16"."""
    flags = _cpuinfo().partition("flags")[2].partition("\n")[0].split()  # none on ARM
    return [flag for flag in ("avx512_bf16", "amx_bf16") if flag in flags]


def cpu_has_fast_bf16() -> bool:
    """Whether this CPU multiplies bfloat16 numbers faster than float32.

    Decided by the processor's flags, never by timing: those with AMX do, and AMD's with
    avx512_bf16 (Zen 4 and later). Intel's with avx512_bf16 alone do not: on a Xeon without AMX
    matrix products in bfloat16 had half the rate of float32, on an EPYC more than twice.
    """
    flags = cpu_bf16_flags()
    return "amx_bf16" in flags or ("avx512_bf16" in flags and "AuthenticAMD" in _cpuinfo())


def pick_precision(device: torch.device) -> str:
    """The fastest precision that training on `device` can use: "bf16", "fp16" or "fp32".

    On a GPU the compute capability decides: `torch.cuda.is_bf16_supported` is true by emulation
    on cards that lack it.
    """
    if device.type == "cuda":
        return "bf16" if torch.cuda.get_device_capability(device) >= (8, 0) else "fp16"
    if device.type == "cpu" and cpu_has_fast_bf16():
        return "bf16"
    return "fp32"


def has_page() -> bool:
    """Whether this is a notebook in a page that can show widgets: somebody may be looking.

    GAN_LAB_WIDGETS=on or off decides; else whether Jupyter's server, Colab or VS Code has started
    this kernel. Terminals and test runners have no page.
    """
    chosen = os.environ.get("GAN_LAB_WIDGETS", "").lower()
    if chosen in ("on", "off"):
        return chosen == "on"
    # Jupyter's server tells each kernel which notebook it serves; VS Code tells it by a name
    if "JPY_SESSION_NAME" in os.environ or "google.colab" in sys.modules:
        return True
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and "__vsc_ipynb_file__" in shell.user_ns
