"""Trainings that outlive their session: `fit(..., keep="NAME")`.

A hosted notebook may end at any moment, and what its kernel knew is lost. So a training of minutes
is written to a place that lasts, once a minute, and goes on from there when its cell runs again.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import functools
import hashlib
import os
import site
import sys
import sysconfig
import time
import types
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from gan_lab import checkpoint, interrupts
from gan_lab.callbacks import Checkpoint
from gan_lab.errors import GanLabError
from gan_lab.files import Claim, free_name
from gan_lab.training import Callback, TrainState

EVERY = 60.0  # seconds between two checkpoints; a training that ends sooner writes none
DRIVE = Path("/content/drive/MyDrive")  # where Colab mounts Google Drive
# Modules whose code a training is known by: the notebook's, ours, and others that lie outside of
# what was installed, such as a my_losses.py beside the notebook.
OURS = ("__main__", "gan_lab")
INSTALLED = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), site.getusersitepackages()}
# What is told apart by repr() alone.
PLAIN = (
    *(bool, int, float, complex, str, bytes, range, PurePath, type(None)),
    *(torch.device, torch.dtype, torch.Size),
)
SAYS_HOW = "To begin anew, give keep= another name."


def lasting_folder() -> Path:
    """The folder of runs: GAN_LAB_RUNS, else gan_lab_runs on a mounted Google Drive, else runs."""
    if chosen := os.environ.get("GAN_LAB_RUNS"):
        return Path(chosen).expanduser()
    return DRIVE / "gan_lab_runs" if DRIVE.is_dir() else Path("runs")


def keep_training(
    name: str, state: TrainState, **parts: Any
) -> tuple[dict[str, Any] | None, Sequence[Callback]]:
    """What `fit` needs to keep a training: the checkpoint to go on from, if any, and the callbacks.

    A checkpoint is used only where it is of the very same training: its first weights, the code of
    its networks and losses, its optimisers, its batches and all numbers must agree. Otherwise the
    training begins anew, and the former one stays, under another name.

    Args:
        name: of a folder in `lasting_folder()`.
        state: before the first step.
        parts: what else the training is made of, by name.

    Returns:
        The content of the checkpoint, or None, and the state's callbacks with the keeper behind.

    Raises:
        GanLabError: the name is no folder's; batches or a callback cannot say how they stand.
    """
    path = _path(name)
    if _is_off():
        return None, state.callbacks
    _refuse_forgetful(state)
    moving = ("G", "D", "opt_g", "opt_d", "batches")
    _begin_again(name, {part: getattr(state, part) for part in moving})
    file = _File(path, fingerprints(state, parts))
    found = file.read()
    if found is not None:
        _say_where(found["step"], state.n_steps, "step", path)
    return found, [*state.callbacks, Keeper(file)]


def _path(name: str) -> Path:
    if Path(name).name != name or name in ("", ".."):
        raise GanLabError(f'keep takes a name for a folder, such as "02_first", got {name!r}')
    return lasting_folder() / name / "checkpoint.pt"


def _is_off() -> bool:
    return os.environ.get("GAN_LAB_KEEP", "").lower() == "off"


class Keeper(Checkpoint):
    """Writes a training into its file once a minute, and at its end if it took longer than that.

    Interrupted, the training makes its step to the end, is written, and only then stops. (A second
    interrupt stops it at once.)
    """

    def __init__(self, file: _File) -> None:
        super().__init__(file.path, seconds=EVERY)
        self.file = file
        self._listening = contextlib.ExitStack()
        self._interrupted = False

    def start(self, state: TrainState) -> None:
        super().start(state)

        def hear() -> None:
            self._interrupted = state.stop = True

        self._listening.enter_context(interrupts.heard_by(hear))

    def after_step(self, state: TrainState) -> None:
        super().after_step(state)
        if self._interrupted:
            state.stop = True  # whatever other callbacks have set
            if state.step != self._saved:  # now: at the end others add to what they remember
                self._save(state)

    def end(self, state: TrainState) -> None:
        self._listening.close()
        if state.step == state.n_steps:
            _interrupted.pop(self.path.parent.name, None)
        if self.file.is_ours:
            super().end(state)
        self.file.close()
        if self._interrupted and state.whole:
            print(f"Interrupted after step {state.step:,}. To go on, run the cell again.")
            raise KeyboardInterrupt

    def _write(self, content: dict[str, Any]) -> None:
        self.file.write(content)


def in_pieces(name: str, n: int, **parts: Any) -> Iterator[int]:
    """Keep a loop of one's own, which is made piece by piece: yields the numbers of the pieces.

        history = []
        for piece in in_pieces("04_own", 12, G=G, D=D, opt_g=opt_g, opt_d=opt_d,
                               batches=batches, history=history, loop=train):
            history += train(G, D, opt_g, opt_d, batches, n_steps=100)

    After a piece, but not more than once a minute, all parts and torch's random numbers are
    written; called again, pieces that were made are left out and the parts stand as after them.
    As with `fit(..., keep=...)` only the same training goes on. (On a GPU the first weights are not
    compared: those that come from another training there are never quite the same.)

    Args:
        name: of a folder in `lasting_folder()`.
        n: pieces.
        parts: by name, networks, optimisers and whatever else has a `state_dict`; lists that
            gather results, empty now; and functions and plain values, by which the training is
            known.

    Raises:
        GanLabError: the name is no folder's.
    """
    path = _path(name)
    if _is_off():
        yield from range(n)
        return
    _begin_again(name, parts)
    exact = all(p.device.type == "cpu" for p in _weights(parts))
    known = {key: _digest(_kind(part, exact)) for key, part in {**parts, "pieces": n}.items()}
    file = _File(path, known)
    found = file.read()
    if found is not None:
        for key, content in found["parts"].items():
            if isinstance(parts[key], list):
                parts[key][:] = content
            else:
                parts[key].load_state_dict(content)
        torch.set_rng_state(found["torch_rng"])
        if found["device_rng"] is not None:
            torch.cuda.set_rng_state_all(found["device_rng"])
        _say_where(found["pieces"], n, "piece", path)
    written = time.monotonic()
    for piece in range(found["pieces"] if found else 0, n):
        yield piece
        if time.monotonic() - written >= EVERY or (file.is_ours and piece == n - 1):
            file.write(
                {
                    "pieces": piece + 1,
                    "parts": {key: _standing(part) for key, part in parts.items() if _moves(part)},
                    "torch_rng": torch.get_rng_state(),
                    "device_rng": torch.cuda.get_rng_state_all() if not exact else None,
                }
            )
            written = time.monotonic()
    file.close()
    _interrupted.pop(name, None)


# How the parts of a training stood before its first piece, while it is not over: the networks of
# a notebook outlive an interrupted cell, and stand in its middle when it runs again.
_interrupted: dict[str, dict[str, tuple[Any, Any]]] = {}


def _begin_again(name: str, parts: dict[str, Any]) -> None:
    """Put back the parts of a training that was interrupted in this session.

    Optimisers and batches may have been made anew, then they are at their beginning already.
    """
    moving = {k: p for k, p in parts.items() if _moves(p) and not isinstance(p, list)}
    before = _interrupted.get(name, {})
    same = [key for key, part in moving.items() if key in before and before[key][0] is part]
    if same and all(key in same for key, part in moving.items() if isinstance(part, nn.Module)):
        for key in same:
            part, standing = before[key]
            part.load_state_dict(copy.deepcopy(standing))
        print(f"{name} was interrupted: {', '.join(same)} stand as at its beginning again.")
    _interrupted[name] = {k: (p, copy.deepcopy(p.state_dict())) for k, p in moving.items()}


def _moves(part: Any) -> bool:
    """Whether a training in pieces changes it, so that a checkpoint must hold how it stands."""
    return isinstance(part, list) or hasattr(part, "load_state_dict")


def _standing(part: Any) -> Any:
    return part if isinstance(part, list) else part.state_dict()


class _File:
    """The file of a kept training: read where it is of this one, written over only then.

    One of another training gets another name before ours is written. A name belongs to one process
    as long as it has a training under it. What cannot be written is tried again the next time; this
    says so once.
    """

    # A cell that runs again finds the lock of its own process, not a locked door.
    _claims: ClassVar[weakref.WeakValueDictionary[Path, Claim]] = weakref.WeakValueDictionary()

    def __init__(self, path: Path, known: dict[str, str]) -> None:
        self.path, self.known = path, known
        self.is_ours = self._told = False
        folder = path.parent.resolve()
        self._claim = self._claims.setdefault(folder, Claim(folder))

    def read(self) -> dict[str, Any] | None:
        """What is kept of this very training, if anything; says why not where it is another."""
        # a short training makes no folder, and has nothing to guard
        claimed = not self.path.parent.is_dir() or self._claim.take()
        found = _read(self.path)
        if found is None:
            _tell_of_drive()
            return None
        before = found.get("training", {})
        if before == self.known:
            self.is_ours = claimed  # another notebook may write it further, and then end
            return found
        changed = [part for part in self.known if before.get(part) != self.known[part]]
        folder = self.path.parent
        print(f"{folder} holds another training (other {', '.join(changed)}): beginning anew.")
        return None

    def write(self, content: dict[str, Any]) -> None:
        try:
            if not self._claim.take():
                self.is_ours = False  # what lies there when the other has gone is the other's
                self._tell(
                    f"Another notebook keeps {self.path.parent}: this training is not kept as long "
                    "as that one runs. To keep both, give keep= another name."
                )
                return
            if not self.is_ours:
                self._make_room()
            checkpoint.save(self.path, {"training": self.known, **content})
            self.is_ours = True
        except (OSError, GanLabError) as error:
            self._tell(f"This training is not kept, and that is tried again each minute: {error}")

    def close(self) -> None:
        """Nothing more is written: another notebook may keep this name."""
        self._claim.leave()

    def _tell(self, trouble: str) -> None:
        if not self._told:
            self._told = True
            print(trouble)

    def _make_room(self) -> None:
        folder = self.path.parent
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            former = free_name(folder)
            folder.rename(former)
            size = sum(file.stat().st_size for file in former.iterdir() if file.is_file())
            print(f"The former {folder} is now {former} ({size / 1e6:,.0f} MB).")


def _say_where(done: int, n: int, what: str, path: Path) -> None:
    if done < n:
        print(f"Going on after {what} {done:,} of {n:,}, from {path}. {SAYS_HOW}")
    else:
        print(f"This training is already made: taken from {path}. {SAYS_HOW}")


def _read(path: Path) -> dict[str, Any] | None:
    """The checkpoint at `path`, or the one before it where that is damaged; None without any."""
    for file in (path, checkpoint.previous(path)):
        if file.is_file():
            try:
                return checkpoint.load(file)
            except GanLabError as error:
                print(error)
    return None


def _tell_of_drive() -> None:
    if "google.colab" in sys.modules and not DRIVE.is_dir() and "GAN_LAB_RUNS" not in os.environ:
        print(
            "If Colab ends this session, the training is lost. To keep it on your Google Drive, run"
            " `from google.colab import drive; drive.mount('/content/drive')` before this cell."
        )


def _refuse_forgetful(state: TrainState) -> None:
    """Raise where a checkpoint would lack something that the training needs to go on."""
    if not hasattr(state.batches, "state_dict"):
        raise GanLabError("keep needs batches that know where they stand, such as data.Batches")
    for callback in state.callbacks:
        kind = type(callback)
        own = not kind.__module__.startswith("gan_lab.")  # ours say it, or need nothing
        if own and kind.state_dict is Callback.state_dict and kind.__init__ is not object.__init__:
            raise GanLabError(
                f"keep cannot keep what {kind.__name__} remembers: give it state_dict and "
                "load_state_dict, as gan_lab.callbacks.EMA has them, or leave keep out"
            )


def fingerprints(state: TrainState, parts: dict[str, Any]) -> dict[str, str]:
    """A fingerprint of each part of a training, by name: equal for the same training alone.

    Of networks the weights and the code that they run, down to the functions and values of the
    notebook that it mentions; of losses their code and what it mentions; of images a sample; of
    optimisers and callbacks their settings.
    """
    optimisers = [
        (type(o), [{k: v for k, v in group.items() if k != "params"} for group in o.param_groups])
        for o in (state.opt_g, state.opt_d)
    ]
    callbacks = [(type(c), _settings(c)) for c in state.callbacks]
    named = {
        "networks": (state.G, state.D),
        "optimisers": optimisers,
        "batches": (type(state.batches), vars(state.batches)),
        "callbacks": callbacks,
        "n_steps": state.n_steps,
        **parts,
    }
    # What watches a training may well add to a list of the notebook's.
    return {part: _digest(value, part != "callbacks") for part, value in named.items()}


def _weights(parts: dict[str, Any]) -> Iterator[Tensor]:
    for part in parts.values():
        if isinstance(part, nn.Module):
            yield from part.parameters()


def _kind(part: Any, exact: bool) -> Any:
    """By what a part of a training in pieces is known. exact: first weights too."""
    if isinstance(part, torch.optim.Optimizer):
        state = part.state_dict()
        return type(part), state if exact else state["param_groups"]
    if isinstance(part, nn.Module) and not exact:
        return [(type(m), _own_settings(m)) for m in part.modules()], repr(part)
    if hasattr(part, "load_state_dict") and not isinstance(part, nn.Module):
        return type(part), vars(part)
    return part


def _own_settings(module: nn.Module) -> dict[str, Any]:
    """What a module holds beside weights and parts, such as a function that changes images."""
    return {k: v for k, v in vars(module).items() if not k.startswith("_") and k != "training"}


def _settings(callback: Callback) -> dict[str, Any]:
    """The numbers that a callback was made with."""
    plain = (bool, int, float)
    return {key: value for key, value in vars(callback).items() if isinstance(value, plain)}


def _digest(value: Any, with_changing: bool = True) -> str:
    digest = hashlib.sha256()
    for text in _describe(value, set(), with_changing):
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()[:16]


def _describe(value: Any, seen: set[int], with_changing: bool = True) -> Iterator[str]:
    """All that makes two values act alike, as lines of text.

    with_changing: also lists, tensors and the like that code of the notebook mentions.
    """
    if isinstance(value, PLAIN):
        yield repr(value)
        return
    of_a_class_of_theirs = _is_theirs(type(value))
    if isinstance(value, nn.Module | types.FunctionType | type) or of_a_class_of_theirs:
        # these may mention each other
        if id(value) in seen:
            return
        seen.add(id(value))
    if isinstance(value, Tensor):
        yield _describe_tensor(value)
    elif isinstance(value, torch.Generator):
        yield _describe_tensor(value.get_state())
    elif isinstance(value, nn.Module):
        for name, tensor in value.state_dict().items():
            yield f"{name} {_describe_tensor(tensor)}"
        yield repr(value)
        for module in value.modules():
            yield from _describe(_own_settings(module), seen, with_changing)
            yield from _describe(type(module), seen, with_changing)
    elif isinstance(value, types.FunctionType):
        yield from _describe_function(value, seen, with_changing)
    elif isinstance(value, types.MethodType):
        yield from _describe([value.__func__, value.__self__], seen, with_changing)
    elif isinstance(value, functools.partial):
        yield from _describe([value.func, value.args, value.keywords], seen, with_changing)
    elif isinstance(value, type):
        yield value.__qualname__
        if _is_ours(value):
            yield from _describe(value.__bases__, seen, with_changing)
            for name, part in vars(value).items():
                # of a staticmethod or a classmethod, of a property
                part = getattr(part, "__func__", getattr(part, "fget", part))
                if isinstance(part, types.FunctionType) or not name.startswith("__"):
                    yield name
                    yield from _describe(part, seen, with_changing)
    elif dataclasses.is_dataclass(value):
        yield from _describe([type(value), vars(value)], seen, with_changing)
    elif isinstance(value, dict):
        for key in value:
            yield repr(key)
            yield from _describe(value[key], seen, with_changing)
    elif isinstance(value, list | tuple | set | frozenset):
        yield f"{type(value).__qualname__} of {len(value)}"
        for inner in sorted(value, key=repr) if isinstance(value, set | frozenset) else value:
            yield from _describe(inner, seen, with_changing)
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
    elif of_a_class_of_theirs or isinstance(value, types.SimpleNamespace):
        yield from _describe([type(value), getattr(value, "__dict__", None)], seen, with_changing)
    else:  # cannot be looked into
        yield type(value).__qualname__


def _describe_function(
    function: types.FunctionType, seen: set[int], with_changing: bool
) -> Iterator[str]:
    """Its code, what it was made with, and the functions and values of ours that it mentions."""
    yield function.__qualname__
    if not _is_ours(function):
        return
    yield from _describe([function.__defaults__, function.__kwdefaults__], seen, with_changing)
    for cell in function.__closure__ or ():
        yield from _describe(cell.cell_contents, seen, with_changing)
    for code in _codes(function.__code__):
        yield code.co_code.hex()
        for constant in code.co_consts:
            if not isinstance(constant, types.CodeType):
                yield from _describe(constant, seen, with_changing)
        for name in code.co_names:
            yield name
            for mentioned in _mentioned(function, name, code.co_names):
                if _is_ours(mentioned) or isinstance(mentioned, bool | int | float | str | tuple):
                    yield from _describe(mentioned, seen, with_changing)
                elif with_changing and _is_theirs(function) and not _is_library(mentioned):
                    yield from _describe(mentioned, seen)


def _mentioned(function: types.FunctionType, name: str, names: Sequence[str]) -> list[Any]:
    """The global `name` of a function; of a module of theirs what is used, by its name, of it."""
    value = function.__globals__.get(name)
    if not isinstance(value, types.ModuleType):
        return [] if value is None else [value]
    if not _is_own_module(value.__name__):
        return []
    return [vars(value)[used] for used in names if used in vars(value)]


def _is_library(value: Any) -> bool:
    """Whether it is a function, a class or a module that was installed."""
    kinds = type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType
    return isinstance(value, kinds)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code of a function, and of those within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _is_ours(value: Any) -> bool:
    """Whether a function or class is the notebook's or the course's, not a library's."""
    return isinstance(value, types.FunctionType | type) and _is_own_module(str(value.__module__))


def _is_theirs(value: Any) -> bool:
    """Whether a function or class is the notebook's, or of a file beside it."""
    return _is_ours(value) and str(value.__module__).split(".")[0] != "gan_lab"


def _is_own_module(name: str) -> bool:
    if name.split(".")[0] in OURS:
        return True
    file = getattr(sys.modules.get(name), "__file__", None)
    return file is not None and not any(Path(file).is_relative_to(place) for place in INSTALLED)


def spread(images: Tensor) -> Tensor:
    """64 images (64, ...) spread evenly over all (N, ...): enough to tell one set from another."""
    return images[torch.linspace(0, len(images) - 1, 64).long()]


def _describe_tensor(tensor: Tensor) -> str:
    """Shape and values; of a large set of images 64 of them, spread over it."""
    some = tensor.detach()
    if some.dtype == torch.uint8 and some.dim() == 4 and len(some) > 64:
        some = spread(some)
    some = some.cpu().contiguous()
    values = some.flatten().view(torch.uint8) if some.numel() else some
    digest = hashlib.sha256(values.numpy().tobytes()).hexdigest()
    return f"{tensor.dtype} {tuple(tensor.shape)} {digest}"
