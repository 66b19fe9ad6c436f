"""The doctor finds what keeps the course from running, and says what to do about it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections import namedtuple
from pathlib import Path

import pytest
import torch
from PIL import Image

import gan_lab_start
from gan_lab import data, doctor, runtime
from gan_lab.cli import main
from gan_lab.data import packing
from gan_lab.data.images import original_files

ROOT = Path(__file__).parents[1]
OWN_CACHE = packing.own_cache  # before a test sets it
pytestmark = pytest.mark.usefixtures("no_data", "own_cache")


@pytest.fixture
def own_cache(monkeypatch, tmp_path) -> Path:
    """A user's cache folder, whatever this machine has."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(packing, "own_cache", lambda: folder)
    return folder


def examine() -> dict[str, doctor.Finding]:
    return {finding.what: finding for finding in doctor.examine()}


def remedies() -> dict[str, str]:
    return {name: f.remedy for name, f in examine().items() if f.remedy}


def advice() -> dict[str, str]:
    """What the doctor advises where the course runs; no remedy may be among its findings."""
    found = examine()
    assert not {name for name, f in found.items() if f.remedy}
    return {name: f.advice for name, f in found.items() if f.advice}


def test_all_is_well(no_data, own_cache, capsys) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "The course can run here." in said
    assert "->" not in said
    assert importlib.metadata.version("torch") in said
    for found in ("cpu", "quick", str(no_data), "offline digits", "GiB at"):
        assert found in said
    assert not no_data.exists()
    assert not own_cache.exists()


# Packages


def test_it_looks_for_each_package_that_the_course_requires(monkeypatch) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = text.split("dependencies = [", 1)[1].split("]", 1)[0]
    required = dict(re.findall(r'"([\w-]+)>=([\d.]+)"', listed))
    assert set(required) <= set(examine())
    # as metadata has it, whatever pyproject.toml was when this copy was installed
    lines = [f"{name}>={lowest}" for name, lowest in required.items()]
    extra = "ruff>=0.9; extra == 'dev'"
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: [*lines, extra])
    assert doctor.required() == required


@pytest.fixture
def installed(monkeypatch):
    """A machine on which a package has another version; None: it is missing."""

    def change(package: str, other: str | None) -> None:
        version = importlib.metadata.version

        def find(name: str) -> str:
            if name != package:
                return version(name)
            if other is None:
                raise importlib.metadata.PackageNotFoundError(name)
            return other

        monkeypatch.setattr(importlib.metadata, "version", find)
        if other is None:
            monkeypatch.setitem(sys.modules, package, None)  # importing it raises ImportError

    return change


@pytest.mark.parametrize("package", ["ipywidgets", "torch"])
def test_a_missing_package(installed, package: str, capsys) -> None:
    installed(package, None)
    assert "install the course again" in remedies()[package]
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert f"{package}  not installed" in said
    assert "The course cannot run here yet" in said


def test_no_torchvision(installed) -> None:
    """The torch that is there must stay: another one would be downloaded for nothing."""
    installed("torchvision", None)
    found = examine()
    assert f'torchvision "torch=={importlib.metadata.version("torch")}"' in (
        found["torchvision"].remedy
    )
    assert found["device"].found == "cpu"
    assert "mnist" not in found


def test_a_package_that_is_too_old(installed) -> None:
    installed("torch", "2.5.1+cu124")
    found = examine()["torch"]
    assert found.found == "2.5.1+cu124, and the course needs 2.6 or newer"
    assert found.remedy == 'pip install --upgrade "torch>=2.6" "torchvision>=0.21"'
    installed("ipywidgets", "7.10")
    assert examine()["ipywidgets"].remedy is None


def test_a_hosted_notebook_needs_no_jupyterlab(installed, monkeypatch) -> None:
    installed("jupyterlab", None)
    assert list(remedies()) == ["jupyterlab"]
    monkeypatch.setenv("COLAB_RELEASE_TAG", "release-colab")
    assert not remedies()


def test_a_pair_that_does_not_match_but_works(monkeypatch) -> None:
    requires = importlib.metadata.requires
    monkeypatch.setattr(
        importlib.metadata,
        "requires",
        lambda name: ["numpy", "torch==2.1.2"] if name == "torchvision" else requires(name),
    )
    found = advice()["torch pair"]
    assert '--force-reinstall "torch==2.1.2" "torchvision==' in found


def fresh(path: Path, *, code: str = "") -> subprocess.CompletedProcess[str]:
    """`gan-lab doctor` in a Python of its own, with `path` before all that is installed."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    command = [sys.executable, *(["-c", code] if code else ["-m", "gan_lab", "doctor"])]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def install(path: Path, name: str, version: str, files: dict[str, str], *needs: str) -> None:
    """A package as pip leaves it in `path`."""
    for file, text in files.items():
        (path / file).parent.mkdir(parents=True, exist_ok=True)
        (path / file).write_text(text)
    info = path / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    needed = "".join(f"Requires-Dist: {line}\n" for line in needs)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needed}"
    )
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))


def test_a_pair_that_does_not_match_and_fails(tmp_path) -> None:
    code = "raise RuntimeError('operator torchvision::nms does not exist')"
    install(tmp_path, "torchvision", "0.22.1", {"torchvision/__init__.py": code}, "torch==2.7.1")
    done = fresh(tmp_path)
    assert done.returncode == 1
    assert not done.stderr
    assert "torchvision import  operator torchvision::nms does not exist" in done.stdout
    assert "torchvision 0.22.1 was made for torch 2.7.1" in done.stdout
    assert 'pip install --force-reinstall "torch==2.7.1" "torchvision==0.22.1"' in done.stdout
    assert "device  cpu" in done.stdout  # torch itself works


def test_a_torch_that_cannot_be_imported(tmp_path) -> None:
    code = "raise OSError('libcudart.so.12: cannot open shared object file\\nmore')"
    (tmp_path / "torch.py").write_text(code)
    done = fresh(tmp_path)
    assert done.returncode == 1
    assert not done.stderr
    assert "torch import  libcudart.so.12: cannot open shared object file\n" in done.stdout
    assert "pip install --force-reinstall" in done.stdout
    assert "free disk" in done.stdout


# Another gan_lab


def test_another_package_of_the_same_name(tmp_path) -> None:
    install(tmp_path, "gan-lab", "0.3", {"gan_lab/__init__.py": "", "gan_lab/gans.py": ""})
    done = fresh(tmp_path)
    assert done.returncode == 1
    assert "the package gan-lab is installed too" in done.stdout
    assert "-> pip uninstall gan-lab gan-lab-course, then install the course" in done.stdout


def test_another_package_that_takes_the_place_of_one_file(tmp_path) -> None:
    install(tmp_path, "losses-lab", "0.3", {"gan_lab/losses.py": ""})
    assert "the package losses-lab is installed too" in fresh(tmp_path).stdout


@pytest.mark.parametrize("files", [["gan_lab/__init__.py"], ["gan_lab.py"]])
def test_another_package_that_is_imported_first(tmp_path, files) -> None:
    """The command cannot import the course then, and still says why."""
    install(tmp_path, "gan-lab", "0.3", dict.fromkeys(files, ""))
    command = Path(sys.executable).with_name("gan-lab")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([command, "doctor"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "The package gan-lab is installed too" in done.stdout
    assert "pip uninstall gan-lab gan-lab-course, then install the course" in done.stdout
    assert done.stderr == ""


def test_what_else_cannot_be_imported_is_no_other_package(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "gan_lab.cli", None)
    with pytest.raises(ImportError):
        gan_lab_start.main()


def test_a_file_that_notebooks_would_import_in_place_of_the_course(tmp_path) -> None:
    (tmp_path / "gan_lab.py").write_text("")
    done = fresh(tmp_path)
    assert done.returncode == 1
    assert f"{tmp_path / 'gan_lab.py'} in place of the course: move or rename it" in done.stdout


def test_two_copies_of_the_course(tmp_path) -> None:
    for file in ("gan_lab/__init__.py", "gan_lab/course/session.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("")
    done = fresh(tmp_path)
    assert f"note: there are two copies of the course, and notebooks use the one in {tmp_path}" in (
        done.stdout
    )


def test_a_course_that_was_never_installed(monkeypatch) -> None:
    monkeypatch.setattr(sys, "path", ["", "/nowhere"])
    assert "install the course again" in remedies()["gan-lab-course"]


# What it computes with


def test_a_device_that_is_not_there(monkeypatch, capsys) -> None:
    monkeypatch.setenv("GAN_LAB_DEVICE", "abacus")
    assert remedies() == {"device": "unset GAN_LAB_DEVICE"}
    assert main(["doctor"]) == 1
    assert "abacus" in capsys.readouterr().out


def test_a_device_that_cannot_compute(monkeypatch) -> None:
    def ones(*_, **__):
        raise RuntimeError("CUDA error: no kernel image is available\nmore")

    monkeypatch.setattr(torch, "ones", ones)
    found = examine()["device"]
    assert found.found == "cpu cannot compute: CUDA error: no kernel image is available"
    assert "GAN_LAB_DEVICE to cpu" in found.remedy


def test_a_profile_that_is_not_there(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_PROFILE", "fast")
    assert list(remedies()) == ["profile"]


def test_precision_is_the_one_of_the_device(monkeypatch) -> None:
    monkeypatch.setattr(runtime, "cpu_has_fast_bf16", lambda: True)
    found = examine()["precision"]
    assert found.found.startswith("bf16")
    assert found.advice is None


def test_no_bfloat16(monkeypatch, capsys) -> None:
    monkeypatch.setattr(runtime, "cpu_has_fast_bf16", lambda: False)
    assert examine()["precision"].found.startswith("fp32")
    assert "float32 is used. Nothing to do" in advice()["precision"]
    assert main(["doctor"]) == 0
    assert "note: this processor has no fast bfloat16" in capsys.readouterr().out


@pytest.fixture
def driver(monkeypatch, tmp_path):
    """A machine with NVIDIA's driver of some version, and a torch that finds no GPU."""

    def make(version: str | None, cuda: str | None, says: str = "") -> None:
        def is_available() -> bool:
            if says:
                warnings.warn(says, stacklevel=1)
            return False

        monkeypatch.delenv("GAN_LAB_DEVICE")
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        monkeypatch.setattr(torch.cuda, "is_available", is_available)
        monkeypatch.setattr(torch.version, "cuda", cuda)
        monkeypatch.setattr(doctor, "_nvidia_driver", lambda: version)

    return make


@pytest.mark.parametrize(
    ("version", "cuda", "newer"),
    [("570.86.15", "13.0", "580"), ("470.57.02", "12.6", "525"), ("440.100", "11.8", "450")],
)
def test_a_driver_that_is_too_old(driver, version: str, cuda: str, newer: str) -> None:
    driver(version, cuda)
    found = examine()["GPU"]
    assert found.found == f"the driver {version} is too old for CUDA {cuda} of this torch"
    assert found.remedy is None
    assert f"update NVIDIA's driver to {newer} or newer" in found.advice
    assert "the CPU is used, and the course runs" in found.advice


def test_torch_says_that_the_driver_is_too_old(driver) -> None:
    """Where nvidia-smi cannot be asked, torch's own warning tells."""
    driver(None, "13.0", "CUDA initialization: The NVIDIA driver on your system is too old (...)")
    assert "update NVIDIA's driver to 580 or newer" in advice()["GPU"]


def test_a_torch_without_cuda_beside_a_gpu(driver) -> None:
    driver("580.65", None)
    assert "how to install one with CUDA" in advice()["GPU"]


def test_a_gpu_that_is_hidden_or_not_found(driver, monkeypatch) -> None:
    driver("580.65", "13.0")
    assert "nvidia-smi" in advice()["GPU"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert "unset it to use the GPU" in advice()["GPU"]


@pytest.mark.skipif(os.name != "posix", reason="nvidia-smi is played by a script")
def test_the_driver_is_asked_of_nvidia_smi(monkeypatch, tmp_path) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text('#!/bin/sh\n[ "$1" = --query-gpu=driver_version ] && echo 470.57.02\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert doctor._nvidia_driver() == "470.57.02"
    program.write_text("#!/bin/sh\necho No devices were found\nexit 6\n")
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "NVRM version: Module  535.104.05  Sat")
    assert doctor._nvidia_driver() == "535.104.05"


def test_more_threads_than_a_container_grants(monkeypatch, tmp_path) -> None:
    assert doctor.allowed_cores(tmp_path) is None
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert doctor.allowed_cores(tmp_path) is None
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    assert doctor.allowed_cores(tmp_path) == 1.5
    monkeypatch.setattr(doctor, "allowed_cores", lambda: 1.5)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 16)
    assert "set OMP_NUM_THREADS=2" in advice()["threads"]
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
    assert "threads" not in advice()


# Data


def test_damaged_data(no_data, capsys) -> None:
    path = no_data / "MNIST" / "raw" / "t10k-labels-idx1-ubyte"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half of it")
    assert str(path) in remedies()["mnist"]
    assert "move it away" in remedies()["mnist"]
    assert main(["doctor"]) == 1
    assert path.read_bytes() == b"half of it"


def test_real_data_are_found(real_mnist, monkeypatch) -> None:
    from tests.conftest import REAL_ROOT

    monkeypatch.setenv("GAN_LAB_DATA", REAL_ROOT or "")
    finding = examine()["mnist"]
    assert finding.found == "MNIST (real)"
    assert finding.remedy is None


@pytest.fixture
def read_only(no_data):
    """Marks the data root read-only; whoever runs the tests can write it again."""
    no_data.mkdir()
    yield lambda: no_data.chmod(0o555)
    no_data.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="Windows marks files, not folders")
def test_a_read_only_data_root_that_lacks_data(read_only) -> None:
    read_only()
    assert "`gan-lab data get mnist`" in advice()["data root"]
    assert "set GAN_LAB_DATA to a folder of your own" in advice()["data root"]


@pytest.mark.skipif(os.name != "posix", reason="Windows marks files, not folders")
def test_a_read_only_data_root_that_holds_all(read_only, no_data, monkeypatch) -> None:
    """As in a classroom."""
    for name in ("mnist", "fashion-mnist"):
        for file in original_files(name):
            (no_data / file).parent.mkdir(parents=True, exist_ok=True)
            (no_data / file).touch()
    monkeypatch.setattr(data, "verify", lambda name: None)
    read_only()
    assert "data root" not in advice()
    assert "read-only; it holds what the lessons need" in examine()["data root"].found


def test_a_file_in_place_of_the_data_root(no_data) -> None:
    no_data.write_text("precious")
    assert examine()["data root"].found == f"{no_data} is a file, not a folder"
    assert "set GAN_LAB_DATA to another" in advice()["data root"]


@pytest.mark.skipif(os.name != "posix", reason="Windows lets few people make links")
def test_a_data_root_that_is_a_link_to_nowhere(no_data) -> None:
    no_data.symlink_to("/nowhere/at all")
    found = examine()["data root"].found
    assert found == f"{no_data} is a link to /nowhere/at all, which is not there"


def test_a_home_folder_that_nobody_knows(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_DATA", "~nosuch/data")
    assert list(remedies()) == ["data root"]
    assert "~nosuch/data begins in a home folder" in remedies()["data root"]


@pytest.fixture
def homeless(monkeypatch) -> None:
    """A user with a number alone, as in a container."""
    pwd = pytest.importorskip("pwd")

    def unknown(user: int) -> None:
        raise KeyError(user)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "XDG_CACHE_HOME", "GAN_LAB_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(packing, "own_cache", OWN_CACHE)


def test_a_home_folder_that_nobody_knows_as_an_argument(capsys) -> None:
    with pytest.raises(SystemExit) as status:
        main(["data", "list", "--data", "~nosuch/data"])
    assert status.value.code == 2
    assert "~nosuch/data begins in a home folder" in capsys.readouterr().err


def test_no_home_at_all(homeless) -> None:
    assert list(remedies()) == ["data root"]
    assert "set HOME" in remedies()["data root"]


def test_no_home_and_a_data_root(homeless, monkeypatch, tmp_path) -> None:
    """All that lies in the data root works; a cache of one's own there is none."""
    monkeypatch.setenv("GAN_LAB_DATA", str(tmp_path / "data"))
    assert "cache disk" not in advice()
    assert pack_faces(tmp_path / "data").is_relative_to(tmp_path / "data")


@pytest.mark.parametrize("name", ["celeba.zip", "celeba.h5"])
def test_a_damaged_archive_of_faces(no_data, name: str) -> None:
    no_data.mkdir()
    (no_data / name).write_bytes(b"PK\x03\x04 the rest did not come")
    assert str(no_data / name) in remedies()["faces"]


def pack_faces(root: Path) -> Path:
    (root / "celeba").mkdir(parents=True)
    Image.new("RGB", (9, 9), "green").save(root / "celeba" / "1.png")
    return packing.pack(root / "celeba", 8, progress=False).path


@pytest.mark.parametrize("harm", ["short", "other", "lone"])
def test_damaged_packed_images(no_data, harm: str) -> None:
    file = pack_faces(no_data)
    assert "packed images" not in advice()
    if harm == "short":
        file.write_bytes(file.read_bytes()[:-1])
    elif harm == "other":
        file.write_bytes(b"no array" + file.read_bytes()[8:])
    else:
        file.with_suffix(".json").unlink()
    assert examine()["packed images"].found == f"{file} is damaged"
    assert "packed anew" in advice()["packed images"]
    assert packing.pack(no_data / "celeba", 8, progress=False).path == file
    assert "packed images" not in advice()  # it did what the advice says


def test_damaged_packed_images_in_the_users_own_cache(no_data, own_cache) -> None:
    file = pack_faces(no_data)
    shutil.move(file.parent, own_cache)
    (own_cache / file.name).write_bytes(b"")
    assert examine()["packed images"].found == f"{own_cache / file.name} is damaged"


# Disks and notebooks


def test_a_full_disk(monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 2**40 - 2**28, 2**28))
    assert "GiB of disk space" in remedies()["free disk"]


def test_full_disks_of_data_and_caches_are_told(monkeypatch, no_data, own_cache) -> None:
    """Lessons run without what would lie there."""
    usage = namedtuple("usage", "total used free")
    own_cache.mkdir()
    no_data.mkdir()
    stat = Path.stat
    disks = {no_data: 77, own_cache: 78}

    def elsewhere(path: Path, **options: bool) -> os.stat_result:
        found = stat(path, **options)
        return os.stat_result([*found[:2], disks.get(path, found.st_dev), *found[3:10]])

    monkeypatch.setattr(Path, "stat", elsewhere)
    free = {no_data: 2**28, own_cache: 2**28}
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: usage(2**40, 0, free.get(Path(path), 2**40))
    )
    assert "GAN_LAB_DATA" in advice()["data disk"]
    assert "packed images" in advice()["cache disk"]


@pytest.fixture
def course(monkeypatch, tmp_path) -> Path:
    """A course folder with one lesson, of which the student has a copy."""
    root = tmp_path / "course"
    for folder in ("notebooks", "gan_lab", "my_work"):
        (root / folder).mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "gan-lab-course"\n')
    for folder in ("notebooks", "my_work"):
        text = json.dumps({"cells": [], "metadata": {"gan_lab": {"source": "first"}}})
        (root / folder / "02_mlp_mnist.ipynb").write_text(text)
    monkeypatch.chdir(root)
    return root


def test_a_copy_that_is_older_than_the_course(course) -> None:
    assert "my_work" not in advice()
    original = course / "notebooks" / "02_mlp_mnist.ipynb"
    original.write_text(original.read_text().replace("first", "second"))
    assert "`gan-lab lab 02 --fresh` puts the new version beside it" in advice()["my_work"]
    assert [path.name for path in (course / "my_work").iterdir()] == ["02_mlp_mnist.ipynb"]


@pytest.mark.skipif(os.name != "posix", reason="Windows marks files, not folders")
def test_a_course_folder_that_cannot_be_written(course) -> None:
    shutil.rmtree(course / "my_work")
    course.chmod(0o555)
    try:
        assert "copy the course folder to a place that is yours" in remedies()["my_work"]
    finally:
        course.chmod(0o755)
