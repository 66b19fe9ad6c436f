"""`gan-lab doctor`: can the course run here, and if not, what to do about it."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

import gan_lab
from gan_lab.errors import GanLabError
from gan_lab.files import may_write
from gan_lab_start import AGAIN, COURSE, others_named_gan_lab, way_out

NEEDED_DISK = 0.5  # GiB: data, checkpoints and notebooks of the course
SETS = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST"}  # what lessons would download
# NVIDIA's oldest driver for each CUDA ("CUDA Compatibility", minor version compatibility)
DRIVERS = {"11": 450, "12": 525, "13": 580}
SLOWER = {  # what it means that a device has no fast bfloat16
    "cpu": "this processor has no fast bfloat16: float32 is used. Nothing to do",
    "cuda": "this GPU has no bfloat16: float16 is used. Nothing to do",
}
HOSTED = ("COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE")  # they have a page of their own


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    remedy: set when the course cannot run as things are: what to do
    advice: the course runs; what to know, or what would make it better
    """

    what: str
    found: str
    remedy: str | None = None
    advice: str | None = None


def examine() -> list[Finding]:
    """Look at versions, device, precision, data, disk and notebooks. Changes nothing."""
    findings = [Finding("python", f"{platform.python_version()}, {sys.executable}")]
    findings += _course()
    findings += _packages()
    working, told = _imports()
    findings += told
    if "torch" in working:
        findings += _torch()
    if "torchvision" in working:
        findings += _data()
    findings += _disks()
    return findings + _notebooks()


# The course and what it is installed with


def _course() -> list[Finding]:
    """Where the course lies, and whether notebooks will import it or something else."""
    ours = Path(gan_lab.__file__).resolve().parent
    findings = [Finding("course", f"{gan_lab.__version__}, in {ours}")]
    others = others_named_gan_lab()
    for name in others:
        findings.append(
            Finding(
                "other gan_lab",
                f"the package {name} is installed too, and is also imported as gan_lab",
                way_out(name),
            )
        )
    # what a notebook imports: it starts in a folder of its own, not in this one
    here = sys.path[:1] in ([""], [str(Path.cwd())])
    spec = PathFinder.find_spec("gan_lab", sys.path[1:] if here else sys.path)
    if spec is None:
        findings.append(Finding(COURSE, "not installed: notebooks will not find it", AGAIN))
        return findings
    places = [spec.origin] if spec.origin else list(spec.submodule_search_locations or [])
    theirs = Path(places[0]).resolve()
    theirs = theirs.parent if theirs.name == "__init__.py" else theirs
    if theirs == ours or others:
        return findings
    if (theirs / "course" / "session.py").is_file():
        advice = f"there are two copies of the course, and notebooks use the one in {theirs.parent}"
        return [*findings, Finding("other gan_lab", str(theirs), advice=advice)]
    remedy = f"notebooks would import {theirs} in place of the course: move or rename it"
    return [*findings, Finding("other gan_lab", str(theirs), remedy)]


def required() -> dict[str, str]:
    """Package -> lowest version that the course needs, from pyproject.toml as it was installed."""
    try:
        lines = importlib.metadata.requires(COURSE) or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    found = (re.fullmatch(r"([\w.-]+) *>= *([\d.]+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}  # extras have more behind the version


def _packages() -> list[Finding]:
    findings = []
    for package, lowest in required().items():
        version = _version(package)
        if version is None:
            findings.append(_missing(package))
        elif _release(version) < _release(lowest):
            names = ("torch", "torchvision") if package.startswith("torch") else (package,)
            wanted = " ".join(f'"{name}>={required().get(name, lowest)}"' for name in names)
            found = f"{version}, and the course needs {lowest} or newer"
            findings.append(Finding(package, found, f"pip install --upgrade {wanted}"))
        else:
            findings.append(Finding(package, version))
    return findings


def _missing(package: str) -> Finding:
    torch = _version("torch")
    if package == "torchvision" and torch:
        # naming the torch that is there keeps pip from fetching another one
        remedy = f'pip install torchvision "torch=={torch}": the lessons read their data through it'
        return Finding(package, "not installed", remedy)
    if package == "jupyterlab" and any(name in os.environ for name in HOSTED):
        return Finding(package, "not installed, and not needed in this hosted notebook")
    return Finding(package, "not installed", AGAIN)


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _release(version: str) -> tuple[int, ...]:
    """ "2.14.1+cu130" -> (2, 14, 1)."""
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, match[0].split("."))) if match else ()


def _imports() -> tuple[list[str], list[Finding]]:
    """Which of torch and torchvision work, and what is wrong with the pair."""
    pair = ("torch", "torchvision")
    working: list[str] = []
    findings = []
    for package in pair:
        if _version(package) is None:  # told already; and without torch there is no torchvision
            break
        if trouble := _trouble(package):
            findings.append(Finding(f"{package} import", trouble, _reinstall()))
            break
        working.append(package)
    torch, vision = map(_version, pair)
    wanted = _made_for()
    if torch and vision and wanted and _release(torch) != _release(wanted):
        found = f"torchvision {vision} was made for torch {wanted}, and torch is {torch}"
        if "torchvision" in working:
            advice = f"both can be imported all the same; should a lesson fail: {_reinstall()}"
            findings.append(Finding("torch pair", found, advice=advice))
        else:
            findings.append(Finding("torch pair", found, _reinstall()))
    return working, findings


def _trouble(package: str) -> str | None:
    """Why a package cannot be imported, in one line; None when it can."""
    try:
        importlib.import_module(package)
    except Exception as error:  # what a broken installation raises cannot be foreseen
        return (str(error).strip() or type(error).__name__).splitlines()[0]
    return None


def _made_for() -> str | None:
    """The version of torch that the installed torchvision was built with."""
    try:
        lines = importlib.metadata.requires("torchvision") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = (re.match(r"torch *\(?== *([\d.]+\d)", line) for line in lines)
    return next((match[1] for match in found if match), None)


def _reinstall() -> str:
    wanted, vision = _made_for(), _version("torchvision")
    if wanted and vision:
        pair = f'"torch=={wanted}" "torchvision=={".".join(map(str, _release(vision)))}"'
        return f"pip install --force-reinstall {pair}"
    return "install torch and torchvision together: pip install --force-reinstall torch torchvision"


# What it computes with


def _torch() -> list[Finding]:
    import torch

    from gan_lab import runtime

    findings = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            device = runtime.pick_device()
            float((torch.ones(8, device=device) + 1).sum())  # some cards are seen and cannot
            findings.append(Finding("device", str(device)))
        except GanLabError as error:
            device = torch.device("cpu")
            findings.append(Finding("device", str(error), "unset GAN_LAB_DEVICE"))
        except RuntimeError as error:
            found = f"{device} cannot compute: {str(error).strip().splitlines()[0]}"
            remedy = "set the environment variable GAN_LAB_DEVICE to cpu: the CPU does it all"
            findings.append(Finding("device", found, remedy))
            device = torch.device("cpu")
        findings += _gpu(torch, [str(warning.message) for warning in caught])
    findings += _threads(torch.get_num_threads())
    precision = runtime.pick_precision(device)
    slower = None if precision == "bf16" else SLOWER.get(device.type)
    findings.append(Finding("precision", f"{precision} where a recipe uses it", advice=slower))
    try:
        findings.append(Finding("profile", runtime.profile()))
    except GanLabError as error:
        findings.append(Finding("profile", str(error), "unset GAN_LAB_PROFILE or correct it"))
    return findings


def _gpu(torch: ModuleType, said: Iterable[str]) -> list[Finding]:
    """Why a GPU that is there is not used: the CPU is, and the course runs.

    said: torch's warnings while it looked for one
    """
    complaint = next((text for text in said if "driver on your system is too old" in text), None)
    driver = _nvidia_driver()
    if torch.cuda.is_available() or torch.version.hip or not (driver or complaint):
        return []
    cpu = "until then the CPU is used, and the course runs"
    if torch.version.cuda is None:
        found = f"NVIDIA driver {driver}, and a torch that was built without CUDA"
        advice = f"pytorch.org/get-started/locally says how to install one with CUDA; {cpu}"
        return [Finding("GPU", found, advice=advice)]
    cuda = f"CUDA {torch.version.cuda} of this torch"
    oldest = DRIVERS.get(torch.version.cuda.split(".")[0])
    if complaint or (oldest and driver and _release(driver) < (oldest,)):
        newer = f"{oldest} or newer" if oldest else "a newer one"
        found = f"the driver {driver or ''} is too old for {cuda}".replace("  ", " ")
        return [Finding("GPU", found, advice=f"update NVIDIA's driver to {newer}; {cpu}")]
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        found, advice = "hidden by CUDA_VISIBLE_DEVICES", f"unset it to use the GPU; {cpu}"
        return [Finding("GPU", found, advice=advice)]
    advice = f"does the command nvidia-smi show it? If so, restart the computer; {cpu}"
    return [Finding("GPU", f"not found by {cuda}, with driver {driver}", advice=advice)]


def _nvidia_driver() -> str | None:
    """The version of NVIDIA's driver, such as "535.104.05"; None where there is none."""
    try:
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        done = subprocess.run(query, capture_output=True, text=True, timeout=20)
        if done.returncode == 0 and _release(done.stdout.strip()):
            return done.stdout.split()[0]
    except (OSError, subprocess.TimeoutExpired):
        pass
    try:
        text = Path("/proc/driver/nvidia/version").read_text()
    except OSError:
        return None
    match = re.search(r"\s(\d+\.\d+(\.\d+)?)\s", text)
    return match[1] if match else None


def _threads(threads: int) -> list[Finding]:
    cores = allowed_cores()
    if cores is None or threads <= math.ceil(cores):
        return [Finding("threads", str(threads))]
    found = f"{threads}, on {cores:g} cores that may be used"
    advice = (
        f"set OMP_NUM_THREADS={math.ceil(cores)} before JupyterLab starts: threads that wait for "
        "one another make trainings slow"
    )
    return [Finding("threads", found, advice=advice)]


def allowed_cores(cgroup: Path = Path("/sys/fs/cgroup")) -> float | None:
    """The cores that a container grants this process, such as 1.5; None where it sets no limit."""
    try:
        quota, period = (cgroup / "cpu.max").read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        return None


# Data, caches and disks


def _data() -> list[Finding]:
    try:
        from gan_lab import data
        from gan_lab.data.images import original_files
        from gan_lab.data.packing import damaged
        from gan_lab.data.photos import find_celeba
        from gan_lab.data.sources import open_source
    except ModuleNotFoundError:  # a package that the report has named
        return []
    try:
        root = data.data_root()
    except GanLabError as error:
        return [Finding("data root", "its home folder is not known", str(error))]
    findings, lacking = [], []
    for name in (*SETS, "faces"):
        if _closed(root, name):  # what to do about it is told once, with the root
            findings.append(Finding(name, "may not be read: the course draws its own"))
            continue
        try:
            data.verify(name)
            celeba = find_celeba(root) if name == "faces" else None
            if celeba is not None and celeba.is_file():
                with open_source(celeba):
                    pass
            findings.append(Finding(name, data.describe(name)))
            if name in SETS and not all((root / f).is_file() for f in original_files(name)):
                lacking.append(name)
        except (GanLabError, OSError) as error:
            findings.append(Finding(name, "a file is damaged or cannot be read", str(error)))
    findings.append(_root(root, lacking))
    findings += _network_finding()
    for folder in packed_folders(root):
        for file in damaged(folder):
            advice = "delete it, or leave it: the images are packed anew when they are used next"
            findings.append(Finding("packed images", f"{file} is damaged", advice=advice))
    return findings


def _closed(root: Path, name: str) -> str | None:
    """Why nobody can say whether a data set is in the data root; None where one may look."""
    from gan_lab.data.access import holds
    from gan_lab.data.images import public_files

    try:
        for file in public_files(name):
            holds(root, file.name)
    except GanLabError as error:
        return str(error)
    return None


def _root(root: Path, lacking: list[str]) -> Finding:
    from gan_lab.data.access import in_the_way

    drawn = "lessons use pictures that the course draws"
    for name in (*SETS, "faces"):
        if closed := _closed(root, name):
            return Finding("data root", str(root), advice=f"{drawn}: {closed}")
    if obstacle := in_the_way(root):
        advice = f"{drawn}. Put a folder there, or set GAN_LAB_DATA to another one"
        return Finding("data root", obstacle, advice=advice)
    if may_write(root):
        return Finding("data root", str(root) if root.is_dir() else f"{root}, still to be made")
    if not lacking:
        return Finding("data root", f"{root}, read-only; it holds what the lessons need")
    names = " and ".join(SETS[name] for name in lacking)
    commands = " and ".join(f"`gan-lab data get {name}`" for name in lacking)
    advice = (
        f"{drawn}. For {names}, whoever keeps this folder runs {commands}; or set GAN_LAB_DATA to "
        "a folder of your own"
    )
    return Finding("data root", f"{root}, read-only, without {names}", advice=advice)


def _network_finding() -> list[Finding]:
    """Whether missing data can be fetched; nothing is asked where nothing would be fetched.

    Never a reason not to go on: without them the course draws its own.
    """
    from gan_lab.data.access import holds, in_the_way
    from gan_lab.data.download import first_to_answer, wrong_setting
    from gan_lab.data.image_set import data_root, offline_wanted
    from gan_lab.data.images import public_files

    root = data_root()
    files = [file for name in SETS if not _closed(root, name) for file in public_files(name)]
    missing = [file for file in files if not holds(root, file.name)]
    if not missing or offline_wanted() or in_the_way(root):
        return []
    host = first_to_answer(missing, seconds=3.0)
    if host:
        return [Finding("network", f"{host} answers: missing data are downloaded at first use")]
    advice = (
        "lessons use what the course draws, unless GAN_LAB_DATA or GAN_LAB_MIRROR names another "
        "place"
    )
    wrong = (wrong_setting(url) for file in missing for url in file.urls)
    if setting := next(filter(None, wrong), None):
        return [Finding("network", setting, advice=f"until then {advice}")]
    found = "no source of the missing data answers within 3 seconds"
    return [Finding("network", found, advice=advice)]


def packed_folders(root: Path) -> list[Path]:
    """Where packed images of a data root lie: beside the data, and in the user's cache folder."""
    from gan_lab.data.packing import own_cache

    folders = [root / ".gan_lab", root / "celeba" / ".gan_lab"]
    with contextlib.suppress(GanLabError):  # there is no home folder, and no cache in it
        folders.append(own_cache())
    return folders


def _disks() -> list[Finding]:
    """Free space where students' work goes, and where data and packed images go."""
    places: list[tuple[str, Path, str | None]] = [("free disk", _work_folder(), None)]
    try:
        from gan_lab.data.image_set import data_root
        from gan_lab.data.packing import own_cache

        root = data_root()
    except Exception:  # the report says why
        pass
    else:
        if may_write(root):
            large = "data may not fit: free some space, or set GAN_LAB_DATA to another disk"
            places.append(("data disk", root, large))
        packed = "packed images of your own may not fit: free some space"
        with contextlib.suppress(GanLabError):  # there is no home folder, and no cache in it
            places.append(("cache disk", own_cache(), packed))
    findings, seen = [], set()
    for what, path, told in places:
        place = next(each for each in (path, *path.absolute().parents) if each.is_dir())
        if (disk := place.stat().st_dev) in seen:
            continue
        seen.add(disk)
        free = shutil.disk_usage(place).free / 2**30
        found = f"{free:.1f} GiB at {place}"
        if free >= NEEDED_DISK:
            findings.append(Finding(what, found))
        elif told:
            findings.append(Finding(what, found, advice=told))
        else:
            remedy = f"free at least {NEEDED_DISK} GiB of disk space"
            findings.append(Finding(what, found, remedy))
    return findings


# The student's notebooks


def _work_folder() -> Path:
    from gan_lab.course import workspace

    try:
        return workspace.course_root() / "my_work"
    except GanLabError:  # a hosted notebook, or a package without its folder
        return Path.cwd()


def _notebooks() -> list[Finding]:
    from gan_lab.course import workspace

    try:
        root = workspace.course_root()
        work, told = root / "my_work", workspace.older_copies(root)
    except GanLabError:
        return []
    if not may_write(work):
        remedy = "copy the course folder to a place that is yours, and run gan-lab lab in it"
        return [Finding("my_work", f"{work} cannot be written", remedy)]
    return [Finding("my_work", str(work), advice=line) for line in told] or [
        Finding("my_work", str(work) if work.is_dir() else f"{work}, still to be made")
    ]
