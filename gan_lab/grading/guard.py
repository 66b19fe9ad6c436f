"""Notice an answer that meddles with its check: it runs in the same process.

Three looks, none of which stops somebody who knows them all and works around them:

- `Snapshot`: are the functions and classes that checks are made of still the same?
- `watch`: does the answer look for the check's own variables, in frames or in memory?
- `liars`: did the answer make things that say "equal" to everything?

What is found makes a pass void. It is shown to the instructor and costs no points by itself.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import sys
import sysconfig
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch

from gan_lab.checks import Exercise
from gan_lab.checks._core import _EXERCISES
from gan_lab.checks._explain import is_installed

PACKAGE = Path(__file__).parents[1]
STANDARD = tuple({Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib")})

# Modules that checks lean on, beside the package itself.
LEANED_ON = (
    "builtins", "contextlib", "copy", "dis", "functools", "inspect", "itertools", "math",
    "operator", "random", "signal", "types", "json", "json.encoder",
    "numpy", "numpy.linalg", "numpy.testing",
    "torch", "torch._tensor", "torch.functional", "torch.linalg", "torch.nn",
    "torch.nn.functional", "torch.nn.modules.module", "torch.nn.parameter", "torch.optim",
    "torch.optim.optimizer", "torch.testing", "torch.autograd", "torch.random",
    "torch.overrides", "torch.fft", "torch.special",
)  # fmt: skip
# What changes there by itself.
PASSING = {"_", "__warningregistry__", "_results", "__annotations__"}
GONE = object()


class Snapshot:
    """What the names in modules and classes stand for, and the code of functions, as they are now.

    Take it before any of the student's code has run.
    """

    def __init__(self) -> None:
        names = [n for n in sys.modules if n.split(".")[0] == "gan_lab"] + list(LEANED_ON)
        self.holders: list[tuple[str, Any, dict[str, Any], set[str], bool]] = []
        self.codes: list[tuple[str, types.FunctionType, tuple[Any, Any, Any]]] = []
        self.exercises = {id: (task, dict(vars(task))) for id, task in _EXERCISES.items()}
        seen: set[int] = set()
        for name in names:
            module = sys.modules.get(name)
            if isinstance(module, types.ModuleType):
                self._keep(name, module, seen, own=name.split(".")[0] == "gan_lab")

    def _keep(self, name: str, holder: Any, seen: set[int], own: bool) -> None:
        if id(holder) in seen:
            return
        seen.add(id(holder))
        members = {k: v for k, v in vars(holder).items() if own or _acts(v)}
        self.holders.append((name, holder, members, set(vars(holder)), own))
        for key, value in members.items():
            if isinstance(value, (staticmethod, classmethod)):
                value = value.__func__
            if isinstance(value, types.FunctionType) and id(value) not in seen:
                seen.add(id(value))
                self.codes.append((f"{name}.{key}", value, _code(value)))
            elif isinstance(value, type) and _judges(value) and not _steps(value):
                self._keep(f"{name}.{key}", value, seen, own)

    def changes(self) -> list[str]:
        """The names that stood for something else now. All are put back."""
        found = []
        for name, holder, members, all_keys, own in self.holders:
            now = vars(holder)
            for key, value in members.items():
                if now.get(key, GONE) is not value and key not in PASSING:
                    found.append(f"{name}.{key}")
                    _put(holder, key, value)
            for key in [key for key in now if key not in all_keys and key not in PASSING]:
                # a name of its own in a module of checks hides Python's own, such as `isinstance`
                hides = key in _TELLING or _overrides(holder, key, now[key])
                if hides or (own and not _harmless(holder, key, now[key])):
                    found.append(f"{name}.{key}")
                    with contextlib.suppress(AttributeError, TypeError):
                        delattr(holder, key)
        for name, function, code in self.codes:
            if any(a is not b for a, b in zip(_code(function), code, strict=True)):
                found.append(name)
                function.__code__, function.__defaults__, function.__kwdefaults__ = code
        return found + self._changed_exercises()

    def _changed_exercises(self) -> list[str]:
        found = []
        for id, (task, fields) in self.exercises.items():
            same = all(vars(task).get(key, GONE) is value for key, value in fields.items())
            if _EXERCISES.get(id) is not task or not same:
                found.append(f"exercise {id}")
                _EXERCISES[id] = task
                for key, value in fields.items():
                    object.__setattr__(task, key, value)
        return found


# What in a class of torch answers for a comparison: nothing may be added there.
_TELLING = {"__eq__", "__ne__", "__bool__", "__torch_function__", "__instancecheck__", "__class__"}


def _judges(kind: type) -> bool:
    return kind.__module__.split(".")[0] in ("gan_lab", "torch", "numpy", "json")


def _steps(kind: type) -> bool:
    """Whether it is an optimiser: torch itself puts a hook around `step` when one is made."""
    return issubclass(kind, torch.optim.Optimizer)


def _acts(value: Any) -> bool:
    """Whether it does something: the rest of a library's names are counters and caches."""
    return callable(value) or isinstance(value, (property, staticmethod, classmethod))


def _overrides(holder: Any, key: str, value: Any) -> bool:
    """Whether a class has got a function now that it had from a base class before."""
    if not isinstance(holder, type) or not _acts(value):
        return False
    return any(key in vars(base) for base in holder.__mro__[1:] if base is not object)


def _harmless(holder: Any, key: str, value: Any) -> bool:
    """A module that was imported later, or what Python and `functools` add to a class."""
    if isinstance(value, types.ModuleType):
        return value.__name__.split(".")[0] == "gan_lab"
    return isinstance(holder, type) and key.startswith("__") and key not in _TELLING


def _code(function: types.FunctionType) -> tuple[Any, Any, Any]:
    return function.__code__, function.__defaults__, function.__kwdefaults__


def _put(holder: Any, key: str, value: Any) -> None:
    with contextlib.suppress(AttributeError, TypeError):  # a class that allows no change
        setattr(holder, key, value)


class Watch:
    """What the student's code asks of the interpreter, from `watch` on. Never taken off again.

    found: what speaks for meddling
    """

    # Ways to the variables of the check that calls the answer, and out of Python.
    MEDDLING = (
        "gc.get_objects", "gc.get_referrers", "gc.get_referents", "sys._current_frames",
        "sys.settrace", "sys.setprofile", "sys.addaudithook", "ctypes.", "cpython.",
        "sys._getframe", "object.__setattr__", "object.__getattr__",
    )  # fmt: skip
    FRAMES = ("tb_frame", "gi_frame", "cr_frame", "ag_frame")
    MADE = ("compile", "code.__new__")  # code, with a file's name that its maker chooses
    CODES = ("__code__", "__defaults__", "__kwdefaults__")
    # Refused: an answer needs none of them. The system refuses most of them too.
    REFUSED = (
        "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
        "os.kill", "os.killpg", "pty.spawn", "urllib.", "ftplib.", "smtplib.", "webbrowser.",
    )  # fmt: skip

    def __init__(self, hidden: Iterable[str] = ()) -> None:
        self.found: list[str] = []
        self.hidden = tuple(hidden)
        sys.addaudithook(self._hook())

    def _hook(self) -> Callable[[str, tuple[Any, ...]], None]:
        found, hidden, meddling = self.found, self.hidden, self.MEDDLING
        frames, codes, refused = self.FRAMES, self.CODES, self.REFUSED
        asks, frame, installed = student_asks, sys._getframe, is_installed
        made = self.MADE
        busy: list[bool] = []

        def hook(event: str, args: tuple[Any, ...]) -> None:
            if event == "open":
                path = args[0] if isinstance(args[0], str) else ""
                if path.startswith(("/proc/self/m", "/proc/thread-self", *hidden)):
                    if path.startswith("/proc") and not asks(frame(), ()):
                        return
                    found.append(f"opens {path}")
                    raise PermissionError(f"an answer may not open {path}")
            elif event.startswith(refused):
                if event not in ("socket.gethostname",) and asks(frame(), STANDARD):
                    raise PermissionError(f"an answer may not use {event}")
            elif event in made and not busy:
                busy.append(True)
                try:  # code that bears a library's name would pass for the library's
                    file = args[1]
                    if isinstance(file, str) and installed(file) and asks(frame(), STANDARD):
                        found.append(f"makes code in the name of {file}")
                finally:
                    busy.clear()
            elif event.startswith(meddling) and not busy:
                if event == "object.__getattr__" and args[1] not in frames:
                    return  # who reads `__code__` only looks
                if event == "object.__setattr__" and args[1] not in codes:
                    return
                # namedtuple, logging and others of the library look at their caller too
                skipped: Any = STANDARD
                if event == "sys._getframe":
                    skipped = ("inspect.py", "traceback.py")
                elif event == "object.__setattr__":
                    skipped = ()  # namedtuple sets defaults: `Snapshot` sees what matters
                busy.append(True)
                try:
                    if asks(frame(), skipped):
                        what = f" of {args[1]}" if event.startswith("object.") else ""
                        found.append(f"{event}{what}")
                finally:
                    busy.clear()

        return hook


def student_asks(frame: types.FrameType | None, skipped: tuple[Any, ...]) -> bool:
    """Whether the student's code is what called, leaving out `skipped` (folders, or file names)."""
    here = __file__
    while frame is not None:
        file = frame.f_code.co_filename
        if file != here and not _skips(file, skipped):
            return is_students(file)
        frame = frame.f_back
    return False


@functools.cache
def _skips(file: str, skipped: tuple[Any, ...]) -> bool:
    path = Path(file)
    return any(
        path.is_relative_to(each) if isinstance(each, Path) else path.name == each
        for each in skipped
    )


@functools.cache
def is_students(file: str) -> bool:
    """Whether code of that file name is neither the course's nor a library's."""
    return not is_installed(file) and not Path(file).is_relative_to(PACKAGE)


def liars(known: set[int]) -> list[str]:
    """New classes whose objects decide for themselves what they are and what they equal.

    Args:
        known: ids of the classes that were there before the student's code, by `all_classes`
    """
    return [
        f"class {kind.__name__} defines {', '.join(sorted(told))}"
        for kind in _classes()
        if id(kind) not in known and (told := _lies(kind))
    ]


def all_classes() -> set[int]:
    """The ids of all classes that are there now. They stay alive with their modules."""
    return {id(kind) for kind in _classes()}


def _classes() -> Iterator[type]:
    return (thing for thing in gc.get_objects() if issubclass(type(thing), type))


_LIES = {
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__class__",
    "__torch_function__", "__torch_dispatch__", "__instancecheck__", "__subclasscheck__",
    "__array_ufunc__", "__array_function__", "__float__",
}  # fmt: skip


def _lies(kind: type) -> set[str]:
    """Those of _LIES that the student's code has written into a class."""
    found = set()
    for name in _LIES & set(vars(kind)):
        value = vars(kind)[name]
        value = getattr(value, "fget", None) or getattr(value, "__func__", value)
        code = getattr(value, "__code__", None)
        generated = "__dataclass_fields__" in vars(kind) and name != "__class__"
        if not isinstance(code, types.CodeType):
            # `__class__ = torch.Tensor`, or a method borrowed from elsewhere
            own = not is_installed(str(getattr(sys.modules.get(kind.__module__), "__file__", "")))
            borrowed = name == "__torch_function__" and own
            if borrowed or (name == "__class__" and isinstance(value, type)):
                found.add(name)
        elif is_students(code.co_filename) and not generated and not _at_home(kind, code):
            found.add(name)
    return found


def _at_home(kind: type, code: types.CodeType) -> bool:
    """Whether a library made the class and its methods while it was imported, as attrs does."""
    module = sys.modules.get(kind.__module__)
    installed = is_installed(str(getattr(module, "__file__", "")))
    return installed and not code.co_filename.startswith("<cell")


@contextlib.contextmanager
def watched_reference(task: Exercise) -> Iterator[list[str]]:
    """Note when the student's code calls the package's own answer to this very exercise.

    `package_work` reads the answer's code; a name that is put together while it runs escapes it.
    """
    own = set(_codes_of(task.reference))
    found: list[str] = []

    def profile(frame: types.FrameType, event: str, _: Any) -> None:
        if event != "call" or frame.f_code not in own:
            return
        # a check starts no threads: what runs in one, the answer has started
        alone = threading.current_thread() is not threading.main_thread()
        if alone or student_asks(frame.f_back, STANDARD):
            found.append(task.answer)

    sys.setprofile(profile)
    threading.setprofile(profile)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def _codes_of(reference: Any) -> Iterator[types.CodeType]:
    members = vars(reference).values() if isinstance(reference, type) else [reference]
    for member in members:
        member = getattr(member, "__func__", member)
        if isinstance(member, types.FunctionType):
            yield member.__code__


def torch_answers_wrong() -> bool:
    """Whether torch says that things are equal which are not. Cheap, and after a pass only."""
    one, two = torch.tensor([1.0, 2.0]), torch.tensor([1.0, 3.0])
    lies = [
        torch.equal(one, two),
        torch.allclose(one, two),
        bool((one == two).all()),
        not bool((one < two).any()),
        bool(torch.isfinite(torch.tensor(float("nan")))),
        isinstance(1, torch.Tensor),
        (one - two).abs().max().item() != 1.0,
    ]
    return any(lies)
