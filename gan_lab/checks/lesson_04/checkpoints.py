"""4.7 and 4.8: a checkpoint, and how to go on from it."""

from __future__ import annotations

import contextlib
import copy
import pickle
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_lab.checks._core import Trial, exercise, mistake
from gan_lab.checks._tools import expect_number

Optimizer = torch.optim.Optimizer
KEYS = ("step", "G", "D", "opt_g", "opt_d")


def save_checkpoint(
    path: str | Path, step: int, G: nn.Module, D: nn.Module, opt_g: Optimizer, opt_d: Optimizer
) -> None:
    """Write all that a training needs to go on: tensors and plain values only."""
    content: dict[str, Any] = {"step": step}
    for name, part in (("G", G), ("D", D), ("opt_g", opt_g), ("opt_d", opt_d)):
        content[name] = part.state_dict()
    torch.save(content, path)


@exercise(
    "4.7",
    answer="save_checkpoint",
    reference=save_checkpoint,
    title="A checkpoint",
    points=1,
    minutes=4,
    difficulty=1,
)
def check_save_checkpoint(save_checkpoint: Any, t: Trial) -> None:
    nets, optimizers = _trained_pair(t)
    step = t.integer(100, 10_000)
    before = copy.deepcopy([part.state_dict() for part in (*nets, *optimizers)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"run-{step}.pt"
        try:
            save_checkpoint(path, step, *nets, *optimizers)
        except AttributeError as error:
            if "file-like" not in str(error):
                raise
            mistake(
                "arguments_swapped",
                "`torch.save(content, path)`: what to write comes first, then where to.",
            )
        content = _read(path)
        _expect_content(content, step, before)
        if not all(p.requires_grad for net in nets for p in net.parameters()):
            mistake("frozen", "Some weights cannot learn any more: leave `requires_grad` alone.")
        _train(nets, optimizers, t)
        save_checkpoint(str(path), step + 1, *nets, *optimizers)
        if _read(path)["step"] != step + 1:
            mistake(
                "old_file_kept",
                "A second call with the same path left the old file: the newer state should "
                "replace it.",
            )
        again = _read(path)
        now = nets[0].state_dict()
        if not all(torch.equal(v, now[k]) for k, v in again["G"].items()):
            mistake("old_file_kept", "A second call with the same path wrote the old weights.")
    if not all(net.training for net in nets):
        mistake("eval_mode", "Your function leaves a network in evaluation mode.")


def _trained_pair(t: Trial) -> tuple[tuple[nn.Module, nn.Module], tuple[Optimizer, Optimizer]]:
    """A small pair with BatchNorm in G, and Adams that remember some steps."""
    G, D = _new_pair(t)
    opt_g, opt_d = _optimizers(G, D, lr=0.01)
    for _ in range(3):
        _train((G, D), (opt_g, opt_d), t)
    return (G, D), (opt_g, opt_d)


def _new_pair(t: Trial) -> tuple[nn.Module, nn.Module]:
    G = nn.Sequential(
        nn.Unflatten(1, (5, 1, 1)),
        nn.ConvTranspose2d(5, 4, 4, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.ConvTranspose2d(4, 3, 4, stride=2, padding=1),
        nn.Tanh(),
    )
    D = nn.Sequential(
        nn.Conv2d(3, 4, 4, stride=2, padding=1),
        nn.BatchNorm2d(4),
        nn.LeakyReLU(0.2),
        nn.Conv2d(4, 1, 4),
        nn.Flatten(0),
    )
    with torch.no_grad():
        for p in (*G.parameters(), *D.parameters()):
            p.copy_(0.3 * t.normal(*p.shape))
    return G, D


def _optimizers(G: nn.Module, D: nn.Module, lr: float = 2e-4) -> tuple[Optimizer, Optimizer]:
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), lr, betas=(0.5, 0.999)) for net in (G, D))
    return opt_g, opt_d


def _train(
    nets: tuple[nn.Module, nn.Module], optimizers: tuple[Optimizer, Optimizer], t: Trial
) -> None:
    """One step of both networks."""
    (G, D), (opt_g, opt_d) = nets, optimizers
    x_real, z = 2 * t.uniform(6, 3, 8, 8) - 1, t.normal(6, 5)
    d_loss = F.softplus(-D(x_real)).mean() + F.softplus(D(G(z).detach())).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = F.softplus(-D(G(z))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()


def _read(path: Path) -> Any:
    if not path.is_file():
        mistake(
            "no_file",
            "There is no file at `path` after your function: `torch.save(content, path)`.",
        )
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, AttributeError):
        if not zipfile.is_zipfile(path):
            mistake(
                "not_torch_save",
                "The file was not written by `torch.save`, so `torch.load` cannot read it: "
                "`torch.save(content, path)`.",
            )
        mistake(
            "pickled_modules",
            "The file holds whole Python objects, such as a network, and not only tensors and "
            "plain values. Such a file can run any code when it is read, and breaks when a class "
            "changes its name. Save each one's `state_dict()`.",
        )


def _expect_content(content: Any, step: int, before: list[Any]) -> None:
    """The file holds all five parts, as they were."""
    if not isinstance(content, Mapping):
        mistake("not_a_dictionary", "Save one dictionary with the keys " + ", ".join(KEYS) + ".")
    missing = [key for key in KEYS if key not in content]
    if {"opt_g", "opt_d"} & set(missing) and not {"G", "D"} & set(missing):
        mistake(
            "optimizers_left_out",
            "The optimisers are missing. Adam remembers a running mean of the gradients for "
            "each weight; without it the first steps after a restart go astray.",
        )
    if "D" in missing and "G" in content:
        mistake(
            "d_left_out",
            "D is missing. G is enough to draw, but not to train on: a new D would teach it "
            "nonsense for a long while.",
        )
    if missing:
        mistake("keys_missing", f"These keys are missing in the file: {', '.join(missing)}.")
    if isinstance(content["step"], str):
        mistake("wrong_step", 'content["step"] is a text. Save the number itself, without `str`.')
    if expect_number(content["step"], 'content["step"]') != step:
        mistake("wrong_step", f'`step` was {step}, but content["step"] is {content["step"]}.')
    for key, expected in zip(KEYS[1:], before, strict=True):
        _expect_part(key, content[key], expected, before)


def _expect_part(key: str, found: Any, expected: Any, before: list[Any]) -> None:
    if _same(found, expected):
        return
    for other, state in zip(KEYS[1:], before, strict=True):
        if _same(found, state):
            mistake("parts_swapped", f'content["{key}"] holds the state of `{other}`.')
    if isinstance(found, list | tuple) or (
        isinstance(found, Mapping) and len(found) < len(expected) and key in ("G", "D")
    ):
        mistake(
            "buffers_left_out",
            f'content["{key}"] does not hold all of `{key}.state_dict()`: parameters alone lack '
            "BatchNorm's running means and variances, and their names.",
        )
    if not isinstance(found, Mapping):
        mistake("not_a_state", f'content["{key}"] should be `{key}.state_dict()`.')
    mistake("wrong_state", f'content["{key}"] is not the state that `{key}` has now.')


def _same(a: Any, b: Any) -> bool:
    """Whether two nested states hold the same numbers, bit for bit."""
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        return isinstance(a, Tensor) and isinstance(b, Tensor) and torch.equal(a, b)
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b)


def resume(path: str | Path, G: nn.Module, D: nn.Module, opt_g: Optimizer, opt_d: Optimizer) -> int:
    """Put a saved training into new networks and optimisers; its step comes back."""
    device = next(G.parameters()).device
    content = torch.load(path, map_location=device, weights_only=True)
    for name, part in (("G", G), ("D", D), ("opt_g", opt_g), ("opt_d", opt_d)):
        part.load_state_dict(content[name])
    return content["step"]


@exercise(
    "4.8",
    answer="resume",
    reference=resume,
    title="Bug hunt: the restart that forgets",
    points=2,
    minutes=5,
    difficulty=2,
)
def check_resume(resume: Any, t: Trial) -> None:
    nets, optimizers = _trained_pair(t)
    step = t.integer(100, 10_000)
    new = _new_pair(t)
    new_optimizers = _optimizers(*new)
    first = copy.deepcopy([net.state_dict() for net in new])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.pt"
        save_checkpoint(path, step, *nets, *optimizers)
        size = path.read_bytes()
        value = _resume(resume, path, *new, *new_optimizers)
        if not path.is_file() or path.read_bytes() != size:
            mistake("changes_file", "Your function changes the checkpoint: only read it.")
        _expect_no_code(resume, path, t)
    for name, net, saved, start in zip("GD", new, nets, first, strict=True):
        _expect_weights(name, net.state_dict(), saved.state_dict(), start)
    for name, net, optimizer, other in zip(
        ("opt_g", "opt_d"), new, new_optimizers, optimizers, strict=True
    ):
        _expect_memory(name, net, optimizer, other)
    if not all(net.training for net in new):
        mistake(
            "eval_mode",
            "Your function leaves a network in evaluation mode, but it is trained on from here.",
        )
    if not all(p.requires_grad for net in new for p in net.parameters()):
        mistake("frozen", "Some weights cannot learn any more: leave `requires_grad` alone.")
    if value is None:
        mistake("returns_nothing", "`resume` returns None: return the saved step.")
    if expect_number(value, "What `resume` returns") != step:
        mistake("wrong_step", f"The saved step is {step}, but {value} comes back.")


class _Code:
    """What runs when a file with it is read as Python objects."""

    ran = False

    def __reduce__(self) -> Any:
        return _run, ()


def _run() -> int:
    _Code.ran = True
    return 1


def _expect_no_code(resume: Any, path: Path, t: Trial) -> None:
    """A file that hides code is refused, as `torch.load` does by default."""
    nets = _new_pair(t)
    optimizers = _optimizers(*nets)
    save_checkpoint(path, 1, *nets, *optimizers)
    torch.save({**torch.load(path, weights_only=True), "more": _Code()}, path)
    _Code.ran = False
    with contextlib.suppress(Exception):  # that it stops is right
        resume(path, *nets, *optimizers)
    if _Code.ran:
        mistake(
            "runs_code",
            "A file with code hidden in it gets that code run by your function. Let `torch.load` "
            "read tensors and plain values only, as it does by default: `weights_only=True`.",
        )


def _resume(resume: Any, *arguments: Any) -> Any:
    """resume(...), with the commonest errors put into words."""
    try:
        return resume(*arguments)
    except KeyError as error:
        mistake(
            "wrong_key",
            f"The file has no entry {error}. Its keys are {', '.join(KEYS)}, as in exercise 4.7.",
        )
    except (RuntimeError, ValueError) as error:
        if "loading state_dict" not in str(error) and "loaded state dict" not in str(error):
            raise
        mistake(
            "parts_swapped",
            "A saved state does not fit what it is loaded into: does each of G, D, opt_g and "
            "opt_d get its own?",
        )


def _expect_weights(
    name: str, found: dict[str, Tensor], saved: dict[str, Tensor], start: dict[str, Tensor]
) -> None:
    if _same(found, saved):
        return
    if _same(found, start):
        mistake(
            "not_loaded",
            f"{name} is as it was before: load the saved state into the {name} that was handed "
            f'in, `{name}.load_state_dict(saved["{name}"])`.',
        )
    kernels = [key for key, value in found.items() if value.dim() == 4]
    statistics = [key for key in found if "running" in key or "num_batches" in key]
    if all(_same(found[key], saved[key]) for key in found if key not in statistics):
        mistake(
            "buffers_not_loaded",
            f"{name}'s weights are right, but BatchNorm's running means are not: "
            "`load_state_dict` brings both.",
        )
    if all(abs(float(found[key].std()) - 0.02) < 0.01 for key in kernels):
        mistake(
            "init_after_loading",
            f"{name} has fresh random weights again: what was loaded is overwritten by "
            "`init_weights`. First values are for networks that have never learnt.",
        )
    mistake("wrong_weights", f"{name} does not hold the saved weights after your function.")


def _expect_memory(name: str, net: nn.Module, optimizer: Optimizer, saved: Optimizer) -> None:
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    if held != {id(p) for p in net.parameters()}:
        mistake(
            "optimizer_lost",
            f"`{name}` no longer holds the weights of its network: load its state, and give it "
            "no other weights.",
        )
    state, wanted = optimizer.state_dict(), saved.state_dict()
    if _same(state["state"], wanted["state"]):
        if state["param_groups"] != wanted["param_groups"]:
            mistake(
                "settings_changed",
                f"`{name}` remembers its gradients, but has other settings than the saved one, "
                "such as another learning rate.",
            )
        return
    if not state["state"]:
        mistake(
            "optimizers_not_loaded",
            f"`{name}` starts with an empty memory: load its saved state too, into the optimiser "
            f'that was handed in: `{name}.load_state_dict(saved["{name}"])`. (`{name} = ...` '
            "would only make a new one that nobody outside knows.)",
        )
    mistake("wrong_memory", f"`{name}` does not hold the state that was saved for it.")
