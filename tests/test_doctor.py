"""The doctor finds what keeps the course from running, and says what to do about it."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from gan_lab import doctor, runtime
from gan_lab.cli import main

pytestmark = pytest.mark.usefixtures("no_data")


def examine() -> dict[str, doctor.Finding]:
    return {finding.what: finding for finding in doctor.examine()}


def remedies() -> dict[str, str]:
    return {name: f.remedy for name, f in examine().items() if f.remedy}


def test_all_is_well(no_data, capsys) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "The course can run here." in said
    assert "->" not in said
    assert importlib.metadata.version("torch") in said
    for found in ("cpu", "quick", str(no_data), "offline digits", "GiB here"):
        assert found in said
    assert not no_data.exists()


def test_it_looks_for_each_package_that_the_course_requires() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    required = text.split("dependencies = [", 1)[1].split("]", 1)[0]
    assert set(re.findall(r'"([\w-]+)', required)) == set(doctor.REQUIRED)


@pytest.fixture
def without(monkeypatch):
    """A machine that lacks a package."""

    def remove(package: str) -> None:
        version = importlib.metadata.version

        def find(name: str) -> str:
            if name == package:
                raise importlib.metadata.PackageNotFoundError(name)
            return version(name)

        monkeypatch.setattr(importlib.metadata, "version", find)
        monkeypatch.setitem(sys.modules, package, None)  # importing it raises ImportError

    return remove


@pytest.mark.parametrize("package", ["ipywidgets", "torch"])
def test_a_missing_package(without, package: str, capsys) -> None:
    without(package)
    assert "install the course again" in remedies()[package]
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert f"{package}  not installed" in said
    assert "The course cannot run here yet" in said


def test_a_torch_that_cannot_be_imported(monkeypatch) -> None:
    def broken(*_):
        raise OSError("libcudart.so.12: cannot open shared object file\nmore")

    monkeypatch.setattr(doctor, "_torch_findings", broken)
    finding = examine()["torch import"]
    assert finding.found == "libcudart.so.12: cannot open shared object file"
    assert "pip install torch torchvision" in finding.remedy


def test_a_device_that_is_not_there(monkeypatch, capsys) -> None:
    monkeypatch.setenv("GAN_LAB_DEVICE", "abacus")
    assert remedies() == {"device": "unset GAN_LAB_DEVICE"}
    assert main(["doctor"]) == 1
    assert "abacus" in capsys.readouterr().out


def test_a_profile_that_is_not_there(monkeypatch) -> None:
    monkeypatch.setenv("GAN_LAB_PROFILE", "fast")
    assert list(remedies()) == ["profile"]


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
    assert finding.found.startswith("MNIST (real), in ")
    assert finding.remedy is None


def test_a_full_disk(monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**40, 2**40 - 2**28, 2**28))
    assert "GiB of disk space" in remedies()["free disk"]


def test_precision_is_the_one_of_the_device(monkeypatch) -> None:
    for bf16, name in ((True, "bf16"), (False, "fp32")):
        monkeypatch.setattr(runtime, "cpu_has_bf16", lambda bf16=bf16: bf16)
        assert examine()["precision"].found.startswith(name)
