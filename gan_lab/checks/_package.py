"""Does an answer hand the exercise's work to the package?

Later lessons import what earlier ones ask for, so the package holds a version of nearly every
answer. Taking it is allowed (`stuck` does it in one line), and earns no points.
"""

from __future__ import annotations

import contextlib
import dis
import functools
import gc
import sys
import types
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from gan_lab.checks._explain import is_installed

# What does an exercise's work. The rest of the package (data, pictures, devices, progress bars,
# `generate`) may be used in any answer.
WORK = (
    "gan_lab.augment",
    "gan_lab.callbacks.EMA",
    "gan_lab.checkpoint",
    "gan_lab.checks",
    "gan_lab.data.decode",
    "gan_lab.data.batches.to_float",
    "gan_lab.data.toy",
    "gan_lab.evaluation",
    "gan_lab.losses",
    "gan_lab.metrics",
    "gan_lab.models",
    "gan_lab.recipes",
    "gan_lab.training.discriminator_step",
    "gan_lab.training.fit",
    "gan_lab.training.generator_step",
)


def package_work(answer: Any, allowed: Collection[str], lent: Collection[str]) -> str | None:
    """The package's object that does the work of `answer`, as "losses.hinge", or None.

    Looks at the answer itself, its base classes, what it wraps, and every name in its code and in
    the code of the student's own functions that it calls. The answer is not called.

    Args:
        answer: a function or class
        allowed: modules and objects of WORK that this exercise may use, such as "gan_lab.losses"
        lent: names of other exercises' answers, which a check replaces by the package's own
    """
    seen: dict[int, Any] = {}  # holds on to each thing: Python gives an id again once it is free
    waiting = [answer]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        name = _name_in_package(thing)
        if name is None:
            waiting += (each for each in _used_by(thing, lent) if _worth_a_look(each))
        elif thing is answer or (_within(name, WORK) and not _within(name, allowed)):
            return name.removeprefix("gan_lab.")
        # other objects of the package may be used, whatever they use themselves
    return None


_KINDS = (
    types.ModuleType,
    types.FunctionType,
    types.MethodType,
    type,
    staticmethod,
    classmethod,
    property,
    functools.partial,
    tuple,  # a GANLoss is one
    list,
    set,
    dict,
)
_BUILT_IN = (types.BuiltinFunctionType, types.MethodDescriptorType)
_MANY = 1000  # members; a longer list holds a history, or data
_FOLDER = Path(__file__).parents[1]


def _within(name: str, places: Collection[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def _name_in_package(thing: Any) -> str | None:
    """ "gan_lab.losses.hinge" for what the package defines, also under a false name."""
    if isinstance(thing, types.ModuleType):
        return thing.__name__ if thing.__name__.startswith("gan_lab.") else None
    code = getattr(thing, "__code__", None)
    if isinstance(code, types.CodeType) and Path(code.co_filename).is_relative_to(_FOLDER):
        home = getattr(thing, "__globals__", {}).get("__name__", "gan_lab")
        return f"{home}.{getattr(thing, '__qualname__', code.co_name)}"
    module = getattr(thing, "__module__", None)  # None for torch.tanh
    if isinstance(module, str) and module.split(".")[0] == "gan_lab":
        return f"{module}.{getattr(thing, '__name__', type(thing).__name__)}"
    return None


def _used_by(thing: Any, lent: Collection[str]) -> Iterator[Any]:
    if isinstance(thing, (tuple, list, set, dict)):
        members = thing.values() if isinstance(thing, dict) else thing
        yield from members if len(thing) <= _MANY else ()
    elif isinstance(thing, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif isinstance(thing, (types.MethodType, staticmethod, classmethod)):
        yield thing.__func__
    elif isinstance(thing, property):
        yield from (thing.fget, thing.fset)
    elif isinstance(thing, type):
        yield from thing.__mro__[1:]
        yield from () if _is_installed(thing) else vars(thing).values()
    elif isinstance(thing, types.FunctionType):
        # also of a library's: `functools.singledispatch(f)` and `torch.no_grad()(f)` hold f there
        closure = dict(_closure(thing))
        yield from (*(thing.__defaults__ or ()), *closure.values())
        yield getattr(thing, "__wrapped__", None)
        if _is_installed(thing):
            return
        for code in _codes(thing.__code__):
            names = {k: v for k, v in thing.__globals__.items() if k not in lent}
            yield from _named_in(code, names, closure)
    elif _is_opaque(thing):
        yield from (x for x in gc.get_referents(thing) if isinstance(x, (types.FunctionType, dict)))
    elif not isinstance(thing, types.ModuleType):
        yield from (
            type(thing),
            *getattr(thing, "__dict__", {}).values(),
        )  # an object of a student's own class


def _worth_a_look(thing: Any) -> bool:
    """Functions, classes, modules, what holds them, and objects of a student's own class."""
    if isinstance(thing, _KINDS) or _is_opaque(thing):
        return True
    own = not isinstance(thing, (Tensor, nn.Module)) and hasattr(thing, "__dict__")
    return own and not _is_installed(type(thing)) and _name_in_package(type(thing)) is None


def _is_opaque(thing: Any) -> bool:
    """Whether it is a library's object that calls something, such as `numpy.vectorize(f)`."""
    return (
        callable(thing)
        and not isinstance(thing, (*_KINDS, nn.Module, *_BUILT_IN))
        and _is_installed(type(thing))
    )


def _closure(function: types.FunctionType) -> Iterator[tuple[str, Any]]:
    cells = function.__closure__ or ()
    for name, cell in zip(function.__code__.co_freevars, cells, strict=True):
        with contextlib.suppress(ValueError):  # nothing is in it yet
            yield name, cell.cell_contents


def _is_installed(thing: type | types.FunctionType) -> bool:
    """Whether it comes from a library, and not from a notebook or a file of answers.

    What a class says of itself, anybody can write: it must be found where it says it is.
    """
    if isinstance(thing, types.FunctionType):
        return is_installed(thing.__code__.co_filename)
    module = sys.modules.get(thing.__module__)
    place: Any = module
    for name in thing.__qualname__.split("."):
        place = getattr(place, name, None)
    home = str(getattr(module, "__file__", None))
    return place is thing and (thing.__module__ == "builtins" or is_installed(home))


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """`code` and the functions, classes and comprehensions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _named_in(
    code: types.CodeType, names: dict[str, Any], closure: dict[str, Any]
) -> Iterator[Any]:
    """What `code` names: `x`, the end of `module.x`, and what it imports."""
    at: Any = None
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_ATTR", "LOAD_METHOD") and isinstance(at, _HOLDERS):
            at = getattr(at, step.argval, None)
            continue
        if step.opname == "IMPORT_FROM":
            yield getattr(at, step.argval, None)
            continue
        yield at
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            at = names.get(step.argval)
        elif step.opname == "LOAD_DEREF":  # or an argument of the function around it: unknown
            at = closure.get(step.argval)
        else:
            at = sys.modules.get(step.argval) if step.opname == "IMPORT_NAME" else None
    yield at


_HOLDERS = (types.ModuleType, type, tuple)
