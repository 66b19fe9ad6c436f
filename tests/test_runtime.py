"""Seeds repeat, devices and profiles are chosen by fixed rules, wrong names get one clear line."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_lab import runtime
from gan_lab.errors import GanLabError


def _draws() -> tuple[float, float, float]:
    return random.random(), float(np.random.rand()), torch.rand(1).item()


def test_a_seed_repeats_all_three_generators() -> None:
    runtime.seed_everything(5)
    first = _draws()
    runtime.seed_everything(5)
    again = _draws()
    runtime.seed_everything(6)
    other = _draws()
    assert first == again
    assert all(a != b for a, b in zip(first, other, strict=True))


@pytest.mark.parametrize("seed", [-1, 2**40])
def test_seeds_that_numpy_alone_would_refuse(seed: int) -> None:
    runtime.seed_everything(seed)


@pytest.fixture
def hardware(monkeypatch):
    """A machine with as many CUDA cards, and MPS or not, as a test says."""

    def build(cards: int = 0, mps: bool = False) -> None:
        monkeypatch.delenv("GAN_LAB_DEVICE", raising=False)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cards > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return build


@pytest.mark.parametrize(
    ("cards", "mps", "expected"), [(1, True, "cuda"), (0, True, "mps"), (0, False, "cpu")]
)
def test_auto_takes_the_fastest_device(hardware, cards, mps, expected) -> None:
    hardware(cards, mps)
    assert runtime.pick_device() == torch.device(expected)
    assert runtime.pick_device("auto") == torch.device(expected)


def test_a_name_wins_over_the_environment_which_wins_over_auto(hardware, monkeypatch) -> None:
    hardware(cards=2)
    monkeypatch.setenv("GAN_LAB_DEVICE", "cuda:1")
    assert runtime.pick_device() == torch.device("cuda:1")
    assert runtime.pick_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:two", "meta"])
def test_unknown_devices_are_named_with_the_choices(name: str) -> None:
    with pytest.raises(GanLabError, match=f"'{name}': choose auto, cpu, cuda or mps"):
        runtime.pick_device(name)


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps"])
def test_absent_devices_are_refused(hardware, name: str) -> None:
    hardware()
    with pytest.raises(GanLabError, match=f"no device '{name}'"):
        runtime.pick_device(name)


def test_a_card_beyond_the_last_is_refused(hardware) -> None:
    hardware(cards=1)
    assert runtime.pick_device("cuda:0").type == "cuda"
    with pytest.raises(GanLabError, match="no device 'cuda:1'"):
        runtime.pick_device("cuda:1")


@pytest.mark.parametrize(
    ("argument", "environment", "ci", "cards", "expected"),
    [
        ("gpu", "quick", "true", 0, "gpu"),  # the argument first
        (None, "standard", "true", 1, "standard"),  # then the environment
        (None, "", "true", 1, "quick"),  # then CI
        (None, "", "false", 1, "gpu"),  # then the hardware
        (None, "", "", 0, "standard"),
    ],
)
def test_profile(hardware, monkeypatch, argument, environment, ci, cards, expected) -> None:
    hardware(cards)
    monkeypatch.setenv("GAN_LAB_PROFILE", environment)
    monkeypatch.setenv("CI", ci)
    assert runtime.profile(argument) == expected


def test_an_unknown_profile_is_named_with_the_choices() -> None:
    with pytest.raises(GanLabError, match="'fast': choose one of quick, standard, gpu"):
        runtime.profile("fast")


@pytest.mark.parametrize(
    ("capability", "expected"), [((7, 5), "fp16"), ((8, 0), "bf16"), ((9, 0), "bf16")]
)
def test_precision_of_a_gpu_follows_its_capability(monkeypatch, capability, expected) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)  # by emulation on a T4
    assert runtime.pick_precision(torch.device("cuda")) == expected


@pytest.mark.parametrize(
    ("cpuinfo", "expected"),
    [
        # half as fast on an Intel, more than twice as fast on an AMD
        ("vendor_id\t: GenuineIntel\nflags\t\t: fpu avx512f avx512_bf16\nbugs : \n", "fp32"),
        ("vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx512f avx512_bf16\nbugs : \n", "bf16"),
        ("vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx avx2\nbugs : none\n", "fp32"),
        ("flags\t\t: fpu avx512_bf16 amx_bf16 amx_tile\n", "bf16"),
        ("flags\t\t: fpu avx512f avx2\nmodel name : amx_bf16\n", "fp32"),
        ("Features\t: fp asimd bf16\n", "fp32"),  # ARM
    ],
)
def test_precision_of_a_cpu_follows_its_flags(monkeypatch, cpuinfo, expected) -> None:
    monkeypatch.setattr(Path, "read_text", lambda path: cpuinfo)
    assert runtime.pick_precision(torch.device("cpu")) == expected


def test_precision_where_there_is_no_cpuinfo(monkeypatch) -> None:
    def missing(path: Path) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", missing)
    assert runtime.pick_precision(torch.device("cpu")) == "fp32"
    assert runtime.pick_precision(torch.device("mps")) == "fp32"
