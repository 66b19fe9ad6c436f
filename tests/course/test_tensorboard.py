"""TensorBoard opens where a person can see it, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gan_lab.course.session import open_tensorboard


@pytest.fixture
def started(monkeypatch):
    """What TensorBoard was started with, in place of starting it."""
    from tensorboard import notebook

    calls: list[str] = []
    monkeypatch.setattr(notebook, "start", calls.append)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("TENSORBOARD_BINARY", "")  # first set, so that it is unset again at the end
    monkeypatch.delenv("TENSORBOARD_BINARY")
    monkeypatch.setenv("PATH", "")  # as when the environment was never activated
    return calls


def test_no_server_is_left_behind_where_nobody_looks(started, capsys):
    open_tensorboard(Path("runs") / "a run")
    assert started == []
    assert capsys.readouterr().out == 'tensorboard --logdir "runs/a run"\n'


def test_it_opens_in_a_page_even_when_the_environment_is_not_on_the_path(started, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "my_work/02_mlp_mnist.ipynb")
    open_tensorboard(Path("runs") / "a run")
    assert started == ['--logdir "runs/a run"']
    assert Path(os.environ["TENSORBOARD_BINARY"]).stem == "tensorboard"
