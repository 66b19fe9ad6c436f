"""What is different on a GPU. Without one these tests are skipped: they are listed as not run."""

from __future__ import annotations

import copy

import pytest
import torch

from gan_lab import runs, training
from gan_lab.callbacks import EMA, Cooldown, History
from gan_lab.data import Batches
from gan_lab.recipes import Recipe, find_recipe
from gan_lab.runtime import pick_device, pick_precision, seed_everything
from gan_lab.training import Callback, TrainState, fit, generate

pytestmark = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="needs a CUDA GPU: nothing of this was run here"
)

IMAGE_RECIPES = ("mlp-mnist", "cnn-fashion", "cgan-fashion", "wgan-gp-fashion", "dcgan-faces")


def train(recipe: Recipe, n_steps: int = 4, device: str = "cuda", **settings) -> TrainState:
    seed_everything(0)
    G, D = (net.to(device) for net in recipe.build())
    batches = recipe.batches(recipe.load_data(), 0, device)
    settings = {**recipe.fit_args, "n_steps": n_steps, **settings}
    return fit(G, D, batches, recipe.loss, *recipe.optimizers(G, D), **settings)


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
@pytest.mark.parametrize("name", IMAGE_RECIPES)
def test_recipes_train_on_the_gpu(name, precision, few_digits) -> None:
    recipe = find_recipe(name).for_profile("quick")
    history, cooldown = History(), Cooldown(0.5)
    state = train(recipe, precision=precision, callbacks=[history, cooldown])
    assert state.d_loss.device.type == "cuda"
    assert all(torch.isfinite(torch.tensor(history.rows)).flatten())
    assert all(torch.isfinite(p).all() for p in state.G.parameters())


def test_batches_and_their_images_live_on_the_gpu(few_digits) -> None:
    images = find_recipe("mlp-mnist").load_data().images
    batches = Batches(images, 16, seed=3, device="cuda", flip=True)
    on_cpu = Batches(images, 16, seed=3, flip=True)
    assert batches.images.is_cuda
    for _ in range(3):
        (x,), (y,) = next(batches), next(on_cpu)
        assert x.is_cuda
        torch.testing.assert_close(x.cpu(), y)


def test_one_step_equals_that_of_the_cpu_but_for_rounding(few_digits) -> None:
    recipe = find_recipe("mlp-mnist")
    one, other = (train(recipe, 1, device) for device in ("cpu", "cuda"))
    torch.testing.assert_close(other.d_loss.cpu(), one.d_loss, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(other.g_loss.cpu(), one.g_loss, rtol=1e-3, atol=1e-3)


def test_replay_leaves_the_gpu_to_the_usual_steps(monkeypatch, few_digits) -> None:
    steps = []
    usual = training.generator_step
    monkeypatch.setattr(
        training, "generator_step", lambda *a, **k: (steps.append(1), usual(*a, **k))
    )
    train(find_recipe("mlp-mnist"), 5, replay=True)
    assert len(steps) == 5


def test_a_training_goes_on_from_a_checkpoint_on_the_gpu(few_digits) -> None:
    class Keep(Callback):
        def after_step(self, state: TrainState) -> None:
            if state.step == 2:
                self.content = copy.deepcopy(state.state_dict())

    recipe, keep = find_recipe("mlp-mnist"), Keep()
    whole = train(recipe, callbacks=[keep])
    half = train(recipe, callbacks=[Keep()], resume=keep.content)
    for a, b in zip(whole.G.parameters(), half.G.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-5)


def test_samples_of_an_averaged_generator_come_to_the_cpu(few_digits) -> None:
    recipe = find_recipe("mlp-mnist")
    G, _ = (net.cuda() for net in recipe.build())
    ema = EMA(G)
    x = generate(ema.G, torch.randn(5, recipe.nz))
    assert x.device.type == "cpu"
    assert next(ema.G.parameters()).is_cuda


def test_the_gpu_is_chosen_with_the_precision_it_is_fast_at(monkeypatch) -> None:
    monkeypatch.delenv("GAN_LAB_DEVICE", raising=False)
    device = pick_device()
    assert device.type == "cuda"
    capable = torch.cuda.get_device_capability() >= (8, 0)
    assert pick_precision(device) == ("bf16" if capable else "fp16")


def test_a_run_writes_its_folder_from_the_gpu(monkeypatch, tmp_path, few_digits) -> None:
    monkeypatch.setenv("GAN_LAB_DEVICE", "cuda")
    out = runs.train("mlp-mnist", profile_name="quick", steps=4, out=tmp_path / "run")
    assert (out / "run.json").is_file()
    assert (runs.sample(out / "checkpoint.pt", 4, tmp_path / "x.npz")).is_file()
