"""`gan-lab doctor`: can the course run here, and if not, what to do about it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

REQUIRED = (  # as pyproject.toml says
    "torch",
    "torchvision",
    "jupyterlab",
    "matplotlib",
    "ipywidgets",
    "tqdm",
    "tensorboard",
    "torchmetrics",
    "platformdirs",
    "pillow",
    "h5py",
    "requests",
    "urllib3",
    "filelock",
)
NEEDED_DISK = 0.5  # GiB: data, checkpoints and notebooks of the course


@dataclass(frozen=True)
class Finding:
    """One line of the report. `remedy` is set when the course cannot run as things are."""

    what: str
    found: str
    remedy: str | None = None


def examine() -> list[Finding]:
    """Look at versions, device, precision, data and disk. Changes nothing."""
    findings = [Finding("python", platform.python_version())]
    for package in REQUIRED:
        try:
            findings.append(Finding(package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            remedy = "install the course again, as its README.md says"
            findings.append(Finding(package, "not installed", remedy))
    try:
        findings += _torch_findings()
    except (ImportError, OSError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        remedy = "install torch and torchvision together: pip install torch torchvision"
        findings.append(Finding("torch import", reason, remedy))
    free = shutil.disk_usage(Path.cwd()).free / 2**30
    too_full = f"free at least {NEEDED_DISK} GiB of disk space" if free < NEEDED_DISK else None
    findings.append(Finding("free disk", f"{free:.1f} GiB here", too_full))
    return findings


def _torch_findings() -> list[Finding]:
    import torch

    from gan_lab import data, runtime
    from gan_lab.errors import GanLabError

    findings = []
    try:
        device = runtime.pick_device()
        findings.append(Finding("device", str(device)))
    except GanLabError as error:
        device = torch.device("cpu")
        findings.append(Finding("device", str(error), "unset GAN_LAB_DEVICE"))
    findings.append(Finding("threads", str(torch.get_num_threads())))
    findings.append(
        Finding("precision", f"{runtime.pick_precision(device)} where a recipe uses it")
    )
    try:
        findings.append(Finding("profile", runtime.profile()))
    except GanLabError as error:
        findings.append(Finding("profile", str(error), "unset GAN_LAB_PROFILE or correct it"))
    for name in ("mnist", "fashion-mnist", "faces"):
        try:
            data.verify(name)
            findings.append(Finding(name, f"{data.describe(name)}, in {data.data_root()}"))
        except GanLabError as error:
            findings.append(Finding(name, "a file is damaged", str(error)))
    findings += _network_finding()
    return findings


def _network_finding() -> list[Finding]:
    """Whether missing data can be fetched; nothing is asked where nothing would be fetched.

    Never a reason not to go on: without them the course draws its own.
    """
    from gan_lab.data.download import first_to_answer
    from gan_lab.data.image_set import data_root, offline_wanted
    from gan_lab.data.images import public_files

    files = [*public_files("mnist"), *public_files("fashion-mnist")]
    missing = [file for file in files if not (data_root() / file.name).is_file()]
    if not missing or offline_wanted():
        return []
    host = first_to_answer(missing, seconds=3.0)
    if host:
        return [Finding("network", f"{host} answers: missing data are downloaded at first use")]
    advice = (
        "no source of the missing data answers within 3 seconds: lessons use what the course "
        "draws, unless GAN_LAB_DATA or GAN_LAB_MIRROR names another place"
    )
    return [Finding("network", advice)]
