"""A step of training written down once, then run as a bare list of its operations.

A step of small networks takes longer to organise than to calculate: Python walks through the
modules, autograd builds a graph and walks back through it, the optimiser sorts its weights; and
all of it comes out the same at each step. So the first steps run as usual while torch tells which
operations it carries out, backward pass and optimiser included. From then on only these run: the
same operations on the same numbers, so that the result is the same, for all networks of the course
bit for bit. (A few of torch's functions go another way while they are watched, singular values for
one: their last digits may differ.)

The idea is that of a tape (Wengert, 1964), and of CUDA graphs, which do so on a GPU.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

aten = torch.ops.aten
STEPS_BEFORE = 1  # that run as usual first: they create the optimiser's averages
MOST_RECORDINGS = 8  # a step may come in variants, such as with a lazy penalty and without


class Replayed:
    """`discriminator_step` or `generator_step`, recorded and replayed: it is called alike.

    The step must depend on its inputs, on the weights, buffers and optimisers, and on torch's
    random numbers alone: Python is not asked again, so a counter in a network's forward would
    stand still. When weights are replaced or frozen, or a network changes its mode, the step is
    recorded anew. What cannot be recorded runs as usual: half precision with loss scaling, an
    optimiser that is not fused (the others count their steps in Python), a step that reads numbers
    or uses tensors of its own making that last, a GPU.
    """

    def __init__(self, step: Callable[..., None]) -> None:
        self.step = step
        self._programs: dict[Any, tuple[Callable[..., None], Any]] = {}
        self._footing: Any = None
        self._recordings = 0
        self._left = STEPS_BEFORE

    def __call__(self, state: Any, loss: Any, *inputs: Any, **options: Any) -> None:
        given = (*inputs, *options.values())
        tensors = [t for t in given if isinstance(t, Tensor)]
        others = (loss, *(x for x in given if not isinstance(x, Tensor)))
        variant = tuple(map(id, others)), tuple((t.shape, t.stride(), t.dtype) for t in tensors)
        footing = _footing(state)
        if footing != self._footing:
            self._footing = footing
            self._programs.clear()
        if variant in self._programs:
            with torch.no_grad():
                self._programs[variant][0](state, *tensors)
            return
        if self._left or not self._can_record(state, tensors):
            self._left = max(0, self._left - 1)
            self.step(state, loss, *inputs, **options)
            return
        self._recordings += 1
        with _Tape() as tape, _Ear(tape):
            self.step(state, loss, *inputs, **options)
        program = _written(tape, state, tensors)
        if program is not None:
            self._programs[variant] = program, others  # kept, so that no other object has their ids

    def _can_record(self, state: Any, tensors: list[Tensor]) -> bool:
        return (
            self._recordings < MOST_RECORDINGS
            and state.device.type == "cpu"
            and state.precision != "fp16"
            and len({id(t) for t in tensors}) == len(tensors)  # two that are one may part later
            and all(g.get("fused") for o in (state.opt_g, state.opt_d) for g in o.param_groups)
        )


def _footing(state: Any) -> list[Any]:
    """What a recorded step takes for granted: when it changes, the recording is worth nothing."""
    footing: list[Any] = []
    for net in (state.G, state.D):
        footing += [(p.data_ptr(), p.requires_grad) for p in net.parameters()]
        footing += [module.training for module in net.modules()]
    for optimizer in (state.opt_g, state.opt_d):
        for group in optimizer.param_groups:
            footing.append(id(group))
            footing += [v for k, v in group.items() if k not in ("params", "lr", "initial_lr")]
    return footing


class _Operation(NamedTuple):
    """One operation: torch's function, what went in, what came out."""

    function: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any


class _Tape(TorchDispatchMode):
    """Writes down each operation that runs within the block."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[_Operation] = []
        self.constants: list[Tensor] = []  # that torch.tensor(...) was given in the step
        self.asked = False  # whether numbers were read on a way that is no operation

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        if func is aten.lift_fresh.default:  # torch.tensor(...): the step may change it in place,
            func = aten.clone.default  # so each step starts from a copy
            self.constants.append(args[0])
        result = func(*args, **(kwargs or {}))
        # what came out is kept until the program is written: no two tensors share an id meanwhile
        self.operations.append(_Operation(func, args, kwargs or {}, result))
        return result


class _Ear(TorchFunctionMode):
    """Hears when a step reads numbers on a way that is no operation of torch."""

    def __init__(self, tape: _Tape) -> None:
        super().__init__()
        self.tape = tape

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        if func in (Tensor.numpy, Tensor.tolist, Tensor.__array__):
            self.tape.asked = True
        return func(*args, **(kwargs or {}))


class _CannotRecordError(Exception):
    """The step depends on something that the tape does not hold."""


def _written(tape: _Tape, state: Any, inputs: list[Tensor]) -> Callable[..., None] | None:
    """The tape as a Python function of (state, *inputs), or None where it cannot be one."""
    try:
        return _Program(tape, state, inputs).compile()
    except _CannotRecordError:
        return None


REPORTED = ("d_loss", "g_loss", "d_real", "d_fake", "x_real")  # what a step tells the callbacks
FILLED = (aten.ones_like.default, aten.zeros_like.default, aten.full_like.default)
ROOM = (aten.empty.memory_format, aten.empty_like.default, aten.new_empty_strided.default)

# torch's own Python functions that take the same arguments as the operation of their name: they
# are called in half the time. Not all do: those of losses have other defaults.
_TORCH = """_foreach_add_ _fused_adam_ _fused_sgd_ add addmm cat clone convolution div mean mm mul
native_batch_norm neg pow relu sigmoid sqrt squeeze sub sum t tanh unsqueeze"""
_TENSOR = "add_ bernoulli_ copy_ div_ expand mul_ uniform_ view"
DIRECT: dict[str, Callable[..., Any]] = {
    **{name: getattr(torch, name) for name in _TORCH.split()},
    **{name: getattr(Tensor, name) for name in _TENSOR.split()},
    **{name: getattr(torch._C._nn, name) for name in ("leaky_relu", "softplus")},
}


class _Program:
    """Python source, one line an operation, in which each tensor has a name.

    i0, i1: inputs; t0, t1: what operations make; c0, c1: what lasts from step to step, such as
    weights, and whatever else is no tensor.

    What changes no number is left out: views of weights are made once, tensors that hold the same
    numbers at each step are filled once, copies of gradients for safe keeping are not made.
    """

    def __init__(self, tape: _Tape, state: Any, inputs: list[Tensor]) -> None:
        self.names = {id(t): f"i{k}" for k, t in enumerate(inputs)}
        self.n_inputs = len(inputs)
        self.lines: list[tuple[str, list[str]]] = []  # a line, and the names that it needs
        self.lasting: list[Any] = []
        self.places: dict[int, int] = {}  # id of what lasts -> its place in that list
        self.twins: dict[int, Tensor] = {}  # id -> a tensor with the same numbers
        self.turned: dict[int, Tensor] = {}  # id of a transposed matrix -> the matrix
        self.later: dict[int, _Operation] = {}  # id -> what makes it, written when it is used
        self.same: set[int] = set()  # ids of what holds the same numbers at each step
        self.made: set[int] = set()  # memory that operations of the tape have taken
        self.n_results = 0
        optimizers = (state.opt_g, state.opt_d)
        self.groups = [g for o in optimizers for g in o.param_groups]
        averages = [t for o in optimizers for s in o.state.values() for t in _tensors(s)]
        of_nets = [t for net in (state.G, state.D) for t in (*net.parameters(), *net.buffers())]
        self.may_last = {_place(t) for t in (*of_nets, *averages, *tape.constants)}
        self.writes = Counter(p for operation in tape.operations for p in _writes(operation))
        if tape.asked:
            raise _CannotRecordError("the step reads numbers")
        for operation in tape.operations:
            self._add(operation)
        if any(_place(t) in self.made for t in averages):
            raise _CannotRecordError("the optimiser has begun with a weight in this step")
        for field in REPORTED:
            self._report(f"state.{field}", getattr(state, field))
        for p in (*state.G.parameters(), *state.D.parameters()):
            self._report(f"{self._last(p)}.grad", p.grad)

    def _report(self, target: str, t: Tensor | None) -> None:
        """A line that hands t on, if this step has made it."""
        if t is not None and self._is_known(t):
            name = self._name(t)
            self.lines.append((f"{target} = {name}", [name]))

    def _add(self, operation: _Operation) -> None:
        function, args, kwargs, result = operation
        if _asks_for_numbers(operation):
            raise _CannotRecordError(function)
        given, made = _tensors((args, kwargs)), _tensors(result)
        if function.namespace == "profiler":  # names for a profiler's report
            return
        self.made |= {_place(t) for t in made} - {_place(t) for t in given}
        if function is aten.detach.default:  # there is no graph while replaying
            self.twins[id(result)] = args[0]
        elif function is aten.t.default and id(self._twin(args[0])) in self.turned:  # turned back
            self.twins[id(result)] = self.turned[id(self._twin(args[0]))]
        elif self._is_spare_copy(operation):
            self.twins[id(args[0])] = args[1]
        elif self._is_same(operation):
            self.same |= {id(t) for t in made}
            self.names |= {id(t): self._last(t) for t in made}
        elif _is_view(function) and not any(self._is_known(t) for t in given):
            self.names |= {id(t): self._last(t) for t in made}  # of a weight: it lasts as well
        elif _is_view(function) or function in ROOM:
            self.later |= {id(t): operation for t in made}
        else:
            self._write(operation)
        if function is aten.t.default:
            self.turned[id(result)] = args[0]

    def _is_same(self, operation: _Operation) -> bool:
        """Whether the result is the same at each step: it is filled, or follows from such."""
        function, args, kwargs, result = operation
        given = _tensors((args, kwargs))
        follows = bool(given) and all(id(self._twin(t)) in self.same for t in given)
        chance = torch.Tag.nondeterministic_seeded in function.tags
        untouched = not any(self.writes[_place(t)] for t in _tensors(result))
        return (function in FILLED or (follows and not chance)) and untouched

    def _is_spare_copy(self, operation: _Operation) -> bool:
        """Whether it copies one tensor into another one like it, and neither is changed later."""
        function, args, *_ = operation
        if function is not aten.copy_.default or id(args[0]) not in self.later:
            return False
        copied, t = args[:2]
        alike = (copied.shape, copied.stride(), copied.dtype) == (t.shape, t.stride(), t.dtype)
        return alike and self.writes[_place(copied)] == 1 and self.writes[_place(t)] == 0

    def _write(self, operation: _Operation) -> None:
        """Add the line that carries out an operation."""
        function, args, kwargs, result = operation
        function, given = _callable(operation), [self._expression(a) for a in args]
        given += [f"{key}={self._keyword(key, v, args)}" for key, v in kwargs.items()]
        names = [self._name(t) for t in _tensors((args, kwargs))]
        line = f"{self._last(function)}({', '.join(given)})"
        if any(id(t) not in self.names for t in _tensors(result)):  # not one moved in place
            line = f"{self._targets(result)} = {line}"
        self.lines.append((line, names))

    def _targets(self, result: Any) -> str:
        """Left side of an assignment: a new name for each part of the result."""
        parts = tree_leaves(result)
        targets = [f"t{self.n_results + k}" for k in range(len(parts))]
        self.n_results += len(parts)
        self.names |= {id(t): name for t, name in zip(parts, targets, strict=True)}
        alone = isinstance(result, list | tuple) and len(parts) == 1
        return ", ".join(targets) + ("," if alone else "")

    def _twin(self, t: Tensor) -> Tensor:
        while id(t) in self.twins:
            t = self.twins[id(t)]
        return t

    def _is_known(self, t: Tensor) -> bool:
        """Whether t comes from this step; else it lasts: a weight, a buffer, an average."""
        t = self._twin(t)
        return id(t) in self.later or not self.names.get(id(t), "c").startswith("c")

    def _name(self, t: Tensor) -> str:
        t = self._twin(t)
        if id(t) not in self.names and id(t) in self.later:
            self._write(self.later[id(t)])
        if id(t) not in self.names:
            if _place(t) in self.made or _place(t) not in self.may_last:
                raise _CannotRecordError("a tensor of unknown origin, perhaps a new one each time")
            self.names[id(t)] = self._last(t)
        return self.names[id(t)]

    def _last(self, thing: Any) -> str:
        """A name for what stays from step to step."""
        place = self.places.setdefault(id(thing), len(self.lasting))
        if place == len(self.lasting):
            self.lasting.append(thing)
        return f"c{place}"

    def _expression(self, value: Any) -> str:
        if isinstance(value, Tensor):
            return self._name(value)
        if isinstance(value, list | tuple) and _tensors(value):
            return f"[{', '.join(self._expression(v) for v in value)}]"
        if value is None or isinstance(value, bool | int):
            return repr(value)
        return self._last(value)

    def _keyword(self, key: str, value: Any, args: tuple[Any, ...]) -> str:
        """As `_expression`; a learning rate is read anew at each step: callbacks change it."""
        if key != "lr":
            return self._expression(value)
        for group in self.groups:
            if any(p is args[0][0] for p in group["params"]):
                return f"{self._last(group)}['lr']"
        raise _CannotRecordError("a learning rate of unknown origin")

    def compile(self) -> Callable[..., None]:
        """The function; each intermediate result is let go after its last use."""
        last_use = {name: k for k, (_, names) in enumerate(self.lines) for name in names}
        body = []
        for k, (line, names) in enumerate(self.lines):
            body.append(line)
            done = sorted({n for n in names if n.startswith("t") and last_use[n] == k})
            body += [f"del {', '.join(done)}"] if done else []
        lasting = ", ".join(f"c{k}" for k in range(len(self.lasting)))
        inputs = "".join(f", i{k}" for k in range(self.n_inputs))
        lines = "\n        ".join(body)
        source = f"""
def make({lasting}):
    def program(state{inputs}):
        {lines}
    return program
"""
        scope: dict[str, Any] = {}
        exec(source, scope)  # the source is this class's own, and holds no text from outside
        return scope["make"](*self.lasting)


def _callable(operation: _Operation) -> Callable[..., Any]:
    """What to call for an operation: torch's own Python function where it is the same."""
    function, args, kwargs, _ = operation
    if function is aten._to_copy.default and set(kwargs) == {"dtype"}:
        return Tensor.to if args[0].dtype != kwargs["dtype"] else function  # `to` would not copy
    return DIRECT.get(function._schema.name.removeprefix("aten::"), function._op)


def _asks_for_numbers(operation: _Operation) -> bool:
    """Whether Python may do something else next time: .item(), or a shape that follows a mask."""
    function, args, *_ = operation
    if function is aten.index.Tensor:
        return any(t.dtype in (torch.bool, torch.uint8) for t in _tensors(args[1]))
    tags = (torch.Tag.data_dependent_output, torch.Tag.dynamic_output_shape)
    return any(tag in function.tags for tag in tags)


def _is_view(function: Any) -> bool:
    """Whether what comes out is another look at the memory of what went in."""
    returns = function._schema.returns
    return bool(returns) and all(r.alias_info and not r.alias_info.is_write for r in returns)


def _writes(operation: _Operation) -> list[int]:
    """The memory of the arguments that an operation changes."""
    function, args, kwargs, _ = operation
    places = []
    for k, argument in enumerate(function._schema.arguments):
        value = args[k] if k < len(args) else kwargs.get(argument.name)
        # fused optimisers could change gradients, but only when they undo a scaling
        if argument.alias_info and argument.alias_info.is_write and argument.name != "grads":
            places += [_place(t) for t in _tensors(value)]
    return places


def _tensors(tree: Any) -> list[Tensor]:
    return [t for t in tree_leaves(tree) if isinstance(t, Tensor)]


def _place(t: Tensor) -> int:
    """Where the memory of t begins, which all its views share."""
    return t.untyped_storage().data_ptr()
