"""A log for TensorBoard holds what happened, once each step, and changes nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import Tensor, nn

from gan_lab import checkpoint
from gan_lab.callbacks import EMA, Checkpoint, TensorBoard
from gan_lab.data import RING, Batches, FreshBatches
from gan_lab.errors import GanLabError
from gan_lab.models import conditional, points
from gan_lab.training import Callback, TrainState, generate
from gan_lab.viz import image_grid
from tests.conftest import IMAGE_SHAPE, NZ, fit_small, same_state, small_pair

Z = torch.randn(4, NZ, generator=torch.Generator().manual_seed(3))
X = torch.zeros(2, *IMAGE_SHAPE)
SCALARS = {"loss/D", "loss/G", "output/real", "output/generated"}


def log_of(folder: Path) -> EventAccumulator:
    """The log as TensorBoard reads it, with all of its pictures and histograms."""
    kept = {"images": 0, "histograms": 0, "scalars": 0}
    return EventAccumulator(str(folder), size_guidance=kept).Reload()


def run(*callbacks: Callback, n_steps: int = 6, **settings: Any) -> TrainState:
    return fit_small(*callbacks, n_steps=n_steps, **settings)


def pixels(log: EventAccumulator, place: int = -1) -> np.ndarray:
    """One of the logged pictures, uint8 (h, w, 3)."""
    return np.asarray(Image.open(io.BytesIO(log.Images("samples")[place].encoded_image_string)))


def grid_of(samples: Tensor) -> np.ndarray:
    """The picture that samples make, uint8 (h, w, 3)."""
    grid = image_grid(samples).expand(3, -1, -1)
    return grid.permute(1, 2, 0).mul(255).round().byte().numpy()


def test_histograms_hold_all_weights_and_what_d_said_of_the_last_batch(tmp_path) -> None:
    state = run(TensorBoard(tmp_path, Z, X, grid_every=3))
    log = log_of(tmp_path)
    named = {f"G_weights/{name}": p for name, p in state.G.named_parameters()}
    named |= {f"D_weights/{name}": p for name, p in state.D.named_parameters()}
    named |= {"D_output/real": state.d_real, "D_output/generated": state.d_fake}
    assert set(log.Tags()["histograms"]) == named.keys()
    for tag, values in named.items():
        events = log.Histograms(tag)
        assert [event.step for event in events] == [3, 6], tag
        found = events[-1].histogram_value
        wanted = values.detach().double()
        assert (found.min, found.max) == (wanted.min(), wanted.max()), tag
        assert found.num == sum(found.bucket) == wanted.numel(), tag
        assert found.sum == pytest.approx(wanted.sum().item(), rel=1e-4, abs=1e-6), tag
        assert found.sum_squares == pytest.approx(wanted.square().sum().item(), rel=1e-4), tag


def test_a_histogram_counts_by_place(tmp_path) -> None:
    class Set(Callback):
        def after_step(self, state: TrainState) -> None:
            # 64 bins from 0 to 64: five values lie in the first, one in the second, two in the last
            state.d_real = torch.tensor([0.0, 0.1, 0.5, 0.9, 0.3, 1.5, 63.5, 64.0])
            state.d_fake = torch.full((7,), 2.5)

    run(Set(), TensorBoard(tmp_path, Z, X, grid_every=1), n_steps=1)
    log = log_of(tmp_path)
    found = log.Histograms("D_output/real")[0].histogram_value
    assert found.bucket_limit == [float(i) for i in range(1, 65)]
    assert found.bucket == [5.0, 1.0, *[0.0] * 61, 2.0]
    alike = log.Histograms("D_output/generated")[0].histogram_value
    assert (alike.min, alike.max, alike.bucket, alike.bucket_limit) == (2.5, 2.5, [7.0], [2.5])


def test_numbers_without_end_get_no_histogram_and_end_no_training(tmp_path) -> None:
    class Set(Callback):
        def after_step(self, state: TrainState) -> None:
            state.d_real = torch.tensor([0.0, torch.nan])
            state.d_fake = torch.tensor([-torch.inf, torch.inf])

    assert run(Set(), TensorBoard(tmp_path, Z, X, grid_every=1), n_steps=2).step == 2
    tags = log_of(tmp_path).Tags()["histograms"]
    assert not any(tag.startswith("D_output") for tag in tags)
    assert any(tag.startswith("D_weights") for tag in tags)


def test_grids_come_from_another_generator_when_one_is_named(tmp_path) -> None:
    pair = small_pair()
    ema = EMA(pair[0], decay=0.9)
    log = TensorBoard(tmp_path, Z, X, grid_every=6, source=ema.G)
    state = run(ema, log, pair=pair)
    found = pixels(log_of(tmp_path))
    assert np.array_equal(found, grid_of(generate(ema.G, Z)))
    assert not np.array_equal(found, grid_of(generate(state.G, Z)))


IMAGES = torch.randint(
    0, 256, (40, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
)
LABELS = torch.arange(40) % 10


def conditional_run(*callbacks: Callback) -> TrainState:
    torch.manual_seed(1)
    pair = conditional.Generator(nz=NZ, width=3), conditional.Discriminator(width=3)
    return run(*callbacks, n_steps=3, pair=pair, batches=Batches(IMAGES, 8, labels=LABELS))


def test_conditional_networks(tmp_path) -> None:
    labels = torch.tensor([7, 1, 3, 2])
    x = torch.zeros(5, 1, 28, 28)
    state = conditional_run(TensorBoard(tmp_path, Z, x, every=1, grid_every=3, cond=[labels]))
    assert np.array_equal(pixels(log_of(tmp_path)), grid_of(generate(state.G, Z, labels)))
    for name in "GD":
        assert log_of(tmp_path / name).Tags()["graph"], name
    alone = conditional_run()
    assert same_state(state.G, alone.G)
    assert same_state(state.D, alone.D)


def test_points_get_no_pictures_and_all_the_rest(tmp_path) -> None:
    torch.manual_seed(1)
    pair = points.Generator(nz=NZ, width=4), points.Discriminator(width=4)
    x = RING(2, generator=torch.Generator().manual_seed(0))
    log = TensorBoard(tmp_path, Z, x, every=2, grid_every=3)
    run(log, pair=pair, batches=FreshBatches(RING, 8))
    tags = log_of(tmp_path).Tags()
    assert tags["images"] == []
    assert set(tags["scalars"]) == SCALARS
    assert len(tags["histograms"]) > 4
    for name in "GD":
        assert log_of(tmp_path / name).Tags()["graph"], name


class Stream:
    """Batches that can go on: the same stream from any step."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> tuple[Tensor, ...]:
        self.taken += 1
        generator = torch.Generator().manual_seed(self.taken)
        return (torch.rand(8, *IMAGE_SHAPE, generator=generator) * 2 - 1,)

    def state_dict(self) -> dict[str, int]:
        return {"taken": self.taken}

    def load_state_dict(self, content: dict[str, int]) -> None:
        self.taken = content["taken"]


def test_a_training_that_goes_on_logs_each_step_once(tmp_path) -> None:
    def log(name: str) -> TensorBoard:
        return TensorBoard(tmp_path / name, Z, X, every=1, grid_every=2)

    run(log("whole"), n_steps=9, batches=Stream())
    file = tmp_path / "checkpoint.pt"
    # it is saved at step 4, and goes on to step 7 before it is lost
    run(log("broken"), Checkpoint(file, every=4), n_steps=7, batches=Stream())
    saved = checkpoint.load(checkpoint.previous(file))
    assert saved["step"] == 4
    run(log("broken"), n_steps=9, batches=Stream(), resume=saved)
    whole, broken = log_of(tmp_path / "whole"), log_of(tmp_path / "broken")
    assert whole.Tags() == broken.Tags()
    for tag in SCALARS:
        one, other = ([(e.step, e.value) for e in x.Scalars(tag)] for x in (whole, broken))
        assert one == other
        assert [step for step, _ in other] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    for tag in whole.Tags()["histograms"]:
        one, other = (
            [(e.step, e.histogram_value) for e in x.Histograms(tag)] for x in (whole, broken)
        )
        assert one == other
    assert [e.step for e in broken.Images("samples")] == [2, 4, 6, 8]
    for name in "GD":  # traced once
        assert len(list((tmp_path / "broken" / name).iterdir())) == 1


def test_a_second_training_into_the_same_folder_replaces_the_first(tmp_path) -> None:
    run(TensorBoard(tmp_path, Z, X, every=1, grid_every=3), n_steps=6)
    run(TensorBoard(tmp_path, Z, X, every=1, grid_every=3), n_steps=3)
    log = log_of(tmp_path)
    assert [e.step for e in log.Scalars("loss/G")] == [1, 2, 3]
    assert [e.step for e in log.Images("samples")] == [3]


def test_a_checkpoint_never_knows_more_than_the_log(tmp_path, monkeypatch) -> None:
    """Whoever goes on from a checkpoint after a power cut finds the steps before it in the log."""
    from torch.utils.tensorboard import SummaryWriter

    done = []
    for owner, name in ((SummaryWriter, "add_scalar"), (SummaryWriter, "flush"), (torch, "save")):
        before = getattr(owner, name)
        monkeypatch.setattr(
            owner, name, lambda *a, _f=before, _n=name, **k: done.append(_n) or _f(*a, **k)
        )
    log = TensorBoard(tmp_path / "log", Z, X, every=4, grid_every=9)
    run(log, Checkpoint(tmp_path / "checkpoint.pt", every=4))
    assert done[:6] == ["add_scalar"] * 4 + ["flush", "save"]


def test_a_full_disk_ends_the_log_and_not_the_training(tmp_path, monkeypatch) -> None:
    from torch.utils.tensorboard import SummaryWriter

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SummaryWriter, "add_image", full)
    log = TensorBoard(tmp_path, Z, X, every=1, grid_every=3)
    with pytest.warns(UserWarning, match=r"the log in .* ends here: .*No space left") as warned:
        state = run(log, Checkpoint(tmp_path / "c.pt", every=5))
    assert len(warned) == 1
    assert state.step == 6
    assert same_state(state.G, run().G)


def test_what_cannot_be_logged_is_said_at_once(tmp_path) -> None:
    for numbers in ({"grid_every": 0}, {"grid_every": 1, "every": 0}):
        with pytest.raises(GanLabError, match="every and grid_every must be at least 1"):
            TensorBoard(tmp_path, Z, X, **numbers)
    with pytest.raises(GanLabError, match="cond needs one entry for each z: 4, got 3"):
        TensorBoard(tmp_path, Z, X, grid_every=1, cond=[torch.zeros(3)])
    (tmp_path / "file").touch()
    with pytest.raises(GanLabError, match=r"cannot write a log into .*file"):
        run(TensorBoard(tmp_path / "file", Z, X, grid_every=1))


def test_networks_with_whatever_they_hold_stay_as_they_were(tmp_path) -> None:
    """Tracing and drawing leave BatchNorm's statistics, each module's mode and all chance alone."""
    G, D = small_pair()
    D = nn.Sequential(D, nn.Dropout(0.5).eval())
    before = [{k: v.clone() for k, v in net.state_dict().items()} for net in (G, D)]
    state = TrainState(G, D, None, None)  # type: ignore[arg-type]
    log = TensorBoard(tmp_path, Z, X, every=1, grid_every=1)
    random = torch.get_rng_state()
    log.start(state)
    state.step, state.d_real, state.d_fake = 1, torch.ones(3), torch.zeros(3)
    log.after_step(state)
    log.end(state)
    assert torch.equal(torch.get_rng_state(), random)
    for net, content in zip((G, D), before, strict=True):
        assert all(torch.equal(value, content[key]) for key, value in net.state_dict().items())
    assert (G.training, D[0].training, D[1].training) == (True, True, False)
