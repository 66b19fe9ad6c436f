"""Mutations of a right answer: each changes one place of its syntax tree, as a slip would.

An operator is a function that takes a tree and yields (description, changed tree) pairs. General
ones come first, then those that know what a GAN is.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

Edit = Callable[[ast.AST], ast.AST | list[ast.stmt] | None]
Site = Callable[[ast.AST], list[Edit]]  # the changes that may be made at one node


@dataclass(frozen=True)
class Mutant:
    """One changed answer. `name` says what was changed, and stays while the line does."""

    operator: str
    name: str
    code: str


def mutants(code: str) -> list[Mutant]:
    """All mutants of the answer `code`, each different from it and from the others."""
    tree = ast.parse(code)
    _mark(tree)
    original = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    names: dict[str, int] = {}
    for operator, site in OPERATORS.items():
        for changed in _apply(tree, site):
            try:
                text = ast.unparse(ast.fix_missing_locations(changed))
                compile(text, "mutant", "exec")
            except (SyntaxError, ValueError):
                continue
            if text != original and text not in found:
                name = f"{operator}: {_difference(original, text)}"
                times = names[name] = names.get(name, 0) + 1  # equal lines, changed alike
                found[text] = Mutant(operator, f"{name} ({times})" if times > 1 else name, text)
    return list(found.values())


def _mark(tree: ast.Module) -> None:
    """Mark docstrings, and what only lends its shape, as x in ones_like(x): another is no slip."""
    for node in ast.walk(tree):
        if _is_docstring(node):
            node.value.is_docstring = True  # type: ignore[attr-defined]
        if _called(node).endswith("_like") and node.args:  # type: ignore[attr-defined]
            node.args[0].lends_its_shape = True  # type: ignore[attr-defined]


def _apply(tree: ast.Module, site: Site) -> Iterator[ast.Module]:
    """One changed copy of `tree` for each edit that `site` offers at each node."""
    for number, node in enumerate(ast.walk(tree)):
        for which in range(len(site(node))):
            twin = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(twin)) if i == number)
            replacement = site(target)[which](target)
            if replacement is not target:
                _replace(twin, target, replacement)
            yield twin


def _replace(tree: ast.AST, target: ast.AST, new: ast.AST | list[ast.stmt] | None) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, new)
                return
            if isinstance(value, list) and any(v is target for v in value):
                at = next(i for i, v in enumerate(value) if v is target)
                items = new if isinstance(new, list) else [] if new is None else [new]
                value[at : at + 1] = items
                if not value and field == "body":
                    value.append(ast.Pass())
                return


def _difference(before: str, after: str) -> str:
    """ "old line → new line", without the lines that stay."""
    a, b = before.splitlines(), after.splitlines()
    if sorted(a) == sorted(b):
        return " ⇄ ".join(x.strip() for x, y in zip(a, b, strict=True) if x != y)
    gone, come = [], []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += [line.strip() for line in a[i:j]]
            come += [line.strip() for line in b[k:m]]
    return f"{' ; '.join(gone)} → {' ; '.join(come)}"


# Small helpers for the sites


def _called(node: ast.AST) -> str:
    """ "zeros" for a call of zeros(...), torch.zeros(...) or x.zeros(...), else ""."""
    if not isinstance(node, ast.Call):
        return ""
    f = node.func
    return f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""


def _rename_call(name: str) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        f = node.func  # type: ignore[attr-defined]
        if isinstance(f, ast.Attribute):
            f.attr = name
        else:
            f.id = name
        return node

    return edit


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _set(**fields: object) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        for name, value in fields.items():
            setattr(node, name, value)
        return node

    return edit


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


# General slips


def constants(node: ast.AST) -> list[Edit]:
    """Another number: 0 for 1 and 1 for 0, one more, twice as much, the other sign."""
    if not isinstance(node, ast.Constant):
        return []
    value = node.value
    if isinstance(value, bool):
        return [_set(value=not value)]
    if isinstance(value, int):
        return [_set(value={0: 1, 1: 0}.get(value, value + 1))]
    if isinstance(value, str) and not getattr(node, "is_docstring", False):
        return [_set(value=f"{value}_"), _set(value="")]
    if isinstance(value, float):
        return [_set(value={0.0: 1.0, 1.0: 0.0}.get(value, 2 * value))]
    return []


def arithmetic(node: ast.AST) -> list[Edit]:
    swaps: dict[type, type[ast.operator]] = {
        ast.Add: ast.Sub,
        ast.Sub: ast.Add,
        ast.Mult: ast.Div,
        ast.Div: ast.Mult,
        ast.FloorDiv: ast.Mult,
        ast.Mod: ast.FloorDiv,
    }
    if not isinstance(node, ast.BinOp):
        return []
    edits: list[Edit] = []
    if type(node.op) in swaps:
        edits.append(_set(op=swaps[type(node.op)]()))
    if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)):
        edits += [lambda n: n.left, lambda n: n.right]  # one side is forgotten
    if isinstance(node.op, (ast.Sub, ast.Div)):
        edits.append(lambda n: ast.BinOp(n.right, n.op, n.left))
    return edits


def signs(node: ast.AST) -> list[Edit]:
    """A minus is lost, or one too many in what is returned."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [lambda n: n.operand]
    if isinstance(node, ast.Return) and isinstance(node.value, (ast.Call, ast.BinOp)):
        return [lambda n: ast.Return(ast.UnaryOp(ast.USub(), n.value))]
    return []


def comparisons(node: ast.AST) -> list[Edit]:
    swaps: dict[type, type[ast.cmpop]] = {
        ast.Lt: ast.Gt,
        ast.Gt: ast.Lt,
        ast.LtE: ast.GtE,
        ast.GtE: ast.LtE,
        ast.Eq: ast.NotEq,
        ast.NotEq: ast.Eq,
    }
    edits: list[Edit] = []
    if isinstance(node, ast.Compare) and type(node.ops[0]) in swaps:
        edits.append(_set(ops=[swaps[type(node.ops[0])]()]))
    if isinstance(node, (ast.If, ast.IfExp)):
        edits.append(lambda n: _set(test=ast.UnaryOp(ast.Not(), n.test))(n))
    if isinstance(node, ast.BoolOp):
        other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        edits.append(_set(op=other))
    return edits


def forgotten_lines(node: ast.AST) -> list[Edit]:
    """A line that does something and keeps nothing is left out; a block is entered never."""
    if isinstance(node, ast.Expr) and not _is_docstring(node):
        return [lambda n: None]
    if isinstance(node, ast.AugAssign):
        return [lambda n: None]
    if isinstance(node, ast.If) and not node.orelse:
        return [lambda n: None, lambda n: n.body]
    return []


def swapped_lines(node: ast.AST) -> list[Edit]:
    """Two neighbouring lines change places."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or isinstance(node, (ast.Module, ast.ClassDef)):
        return []

    def swap(i: int) -> Edit:
        def edit(n: ast.AST) -> ast.AST:
            lines = n.body  # type: ignore[attr-defined]
            lines[i], lines[i + 1] = lines[i + 1], lines[i]
            return n

        return edit

    pairs = itertools.pairwise(body)
    return [swap(i) for i, (a, b) in enumerate(pairs) if _order_matters(a, b)]


def _order_matters(a: ast.AST, b: ast.AST) -> bool:
    """Two plain assignments either need their order, which Python says at once, or do not.

    Neither does an assignment beside a zero_grad.
    """
    kinds = (ast.Expr, ast.AugAssign, ast.Assign)
    if not isinstance(a, kinds) or not isinstance(b, kinds) or _is_docstring(a):
        return False
    plain = [isinstance(each, ast.Assign) for each in (a, b)]
    clears = [isinstance(e, ast.Expr) and _called(e.value) == "zero_grad" for e in (a, b)]
    return not all(plain) and not (any(plain) and any(clears)) and not all(clears)


def lost_results(node: ast.AST) -> list[Edit]:
    """Nothing is returned, or a tuple in another order, or one part of it."""
    if not isinstance(node, ast.Return) or node.value is None:
        return []
    edits: list[Edit] = [lambda n: ast.Expr(n.value)]
    if isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        edits.append(lambda n: _set(value=ast.Tuple(n.value.elts[::-1], ast.Load()))(n))
        edits.append(lambda n: _set(value=n.value.elts[0])(n))
    return edits


def other_results(node: ast.AST) -> list[Edit]:
    """Twice the result, half of it, one more, or the result in a tuple."""
    if not isinstance(node, ast.Return) or node.value is None:
        return []
    return [
        lambda n: ast.Return(ast.BinOp(ast.Constant(2), ast.Mult(), n.value)),
        lambda n: ast.Return(ast.BinOp(n.value, ast.Div(), ast.Constant(2))),
        lambda n: ast.Return(ast.BinOp(n.value, ast.Add(), ast.Constant(1))),
        lambda n: ast.Return(ast.Tuple([n.value, n.value], ast.Load())),
    ]


def arguments(node: ast.AST) -> list[Edit]:
    """Two arguments change places, or a named one is left out."""
    if not isinstance(node, ast.Call):
        return []
    edits: list[Edit] = []

    def without(i: int) -> Edit:
        return lambda n: _set(keywords=n.keywords[:i] + n.keywords[i + 1 :])(n)

    if len(node.args) == 2 and _called(node) not in _SYMMETRIC:
        edits.append(lambda n: _set(args=n.args[::-1])(n))
    edits += [without(i) for i in range(len(node.keywords))]
    return edits


_SYMMETRIC = {"mse_loss", "l1_loss", "maximum", "minimum", "dot", "isclose", "allclose", "equal"}


def loops(node: ast.AST) -> list[Edit]:
    """One turn too few, only the first, or all but the first."""
    edits: list[Edit] = []
    if isinstance(node, ast.comprehension):
        edits.append(lambda n: _set(iter=_expression(f"list({ast.unparse(n.iter)})[1:]"))(n))
    if _called(node) == "range" and node.args:  # type: ignore[attr-defined]

        def shorter(n: ast.AST) -> ast.AST:
            at = 0 if len(n.args) == 1 else 1  # type: ignore[attr-defined]
            n.args[at] = ast.BinOp(n.args[at], ast.Sub(), ast.Constant(1))  # type: ignore[attr-defined]
            return n

        edits.append(shorter)
    if isinstance(node, (ast.For, ast.While)):
        edits.append(lambda n: _set(body=[*n.body, ast.Break()])(n))
    return edits


# Slips with tensors

_OTHER_CALLS = {
    "mean": ["sum"],
    "sum": ["mean"],
    "ones_like": ["zeros_like"],
    "zeros_like": ["ones_like"],
    "ones": ["zeros"],
    "zeros": ["ones"],
    "rand": ["randn"],
    "randn": ["rand"],
    "rand_like": ["randn_like"],
    "randn_like": ["rand_like"],
    "max": ["min"],
    "min": ["max"],
    "amax": ["amin"],
    "amin": ["amax"],
    "argmax": ["argmin"],
    "argmin": ["argmax"],
    "maximum": ["minimum"],
    "minimum": ["maximum"],
    "sin": ["cos"],
    "cos": ["sin"],
    "repeat": ["repeat_interleave"],
    "repeat_interleave": ["repeat"],
    "softplus": ["relu"],
    "logsigmoid": ["sigmoid"],
    "log_softmax": ["softmax"],
    "softmax": ["log_softmax"],
    "mse_loss": ["l1_loss"],
    "binary_cross_entropy_with_logits": ["binary_cross_entropy", "mse_loss"],
    "round": ["floor"],
    "Tanh": ["Sigmoid"],
    "tanh": ["sigmoid"],
    "Sigmoid": ["Tanh"],
    "sigmoid": ["tanh"],
    "Adam": ["SGD"],
    "ConvTranspose2d": ["Conv2d"],
    "Conv2d": ["ConvTranspose2d"],
    "uint8": ["int64"],
    "uniform_": ["normal_"],
    "normal_": ["uniform_"],
    "std": ["var"],
    "var": ["std"],
    "cumsum": ["cumprod"],
    "mm": ["mul"],
    "matmul": ["mul"],
    "topk": ["sort"],
}
_UNWRAPPED = {
    *("abs", "sqrt", "exp", "log", "square", "clamp", "clamp_", "clip", "tanh", "sigmoid", "relu"),
    *("float", "double", "long", "flip", "softplus", "logsigmoid", "norm", "softmax", "sort"),
    *("squeeze", "unsqueeze", "view", "reshape", "flatten", "permute", "transpose", "movedim"),
    *("detach", "clone", "round", "expand", "contiguous", "to", "deepcopy", "cumsum", "pad"),
    *("byte", "leaky_relu", "list", "len", "mean", "sum", "max", "min"),
}


def other_calls(node: ast.AST) -> list[Edit]:
    """Sum for mean, ones for zeros, rand for randn: a sister of the function that is meant."""
    return [_rename_call(name) for name in _OTHER_CALLS.get(_called(node), [])]


def unwrapped(node: ast.AST) -> list[Edit]:
    """A step of a chain is forgotten: x.sqrt() becomes x, torch.sqrt(x) becomes x."""
    if _called(node) not in _UNWRAPPED:
        return []
    f = node.func  # type: ignore[attr-defined]
    modules = {"torch", "F", "nn", "math", "np", "copy", "losses", "init"}
    if isinstance(f, ast.Attribute) and not (
        isinstance(f.value, ast.Name) and f.value.id in modules
    ):
        return [lambda n: n.func.value]
    return [lambda n: n.args[0]] if node.args else []  # type: ignore[attr-defined]


def shapes(node: ast.AST) -> list[Edit]:
    """Another order of dimensions under the same shape, or one dimension for another."""
    edits: list[Edit] = []
    if _called(node) in ("view", "reshape", "permute") and len(node.args) >= 2:  # type: ignore[attr-defined]
        edits.append(lambda n: _set(args=[n.args[1], n.args[0], *n.args[2:]])(n))
    if _called(node) in ("stack", "cat") and node.args:  # type: ignore[attr-defined]
        other = "cat" if _called(node) == "stack" else "stack"
        edits.append(_rename_call(other))
    if _called(node) == "squeeze" and node.args:  # type: ignore[attr-defined]
        edits.append(lambda n: _set(args=[])(n))
    return edits


def batch_size(node: ast.AST) -> list[Edit]:
    """A batch size from outside in place of the one that came."""
    if _called(node) == "len" or (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "shape"
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == 0
    ):
        return [lambda n: ast.Constant(64), lambda n: ast.Constant(1)]
    return []


def shared_draws(node: ast.AST) -> list[Edit]:
    """The same random numbers in each call, or one for the whole batch."""
    if _called(node) not in ("rand", "randn", "randint", "randperm"):
        return []

    def seeded(n: ast.AST) -> ast.AST:
        keyword = ast.keyword("generator", _expression("torch.Generator().manual_seed(0)"))
        return _set(keywords=[*n.keywords, keyword])(n)  # type: ignore[attr-defined]

    edits: list[Edit] = [seeded]
    if len(node.args) > 1 and _called(node) != "randint":  # type: ignore[attr-defined]
        edits.append(lambda n: _set(args=[ast.Constant(1), *n.args[1:]])(n))
    return edits


# Slips with GANs

_TWINS = {
    "x_real": "x_fake",
    "x_fake": "x_real",
    "d_real": "d_fake",
    "d_fake": "d_real",
    "real": "fake",
    "fake": "real",
    "opt_g": "opt_d",
    "opt_d": "opt_g",
    "G": "D",
    "D": "G",
    "d_loss": "g_loss",
    "g_loss": "d_loss",
    "real_features": "fake_features",
    "fake_features": "real_features",
    "samples": "real_images",
    "x_random": "x_real",
}


def swapped_names(node: ast.AST) -> list[Edit]:
    """Real for fake, G for D, the wrong optimiser."""
    if getattr(node, "lends_its_shape", False):
        return []
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in _TWINS:
        return [_set(id=_TWINS[node.id])]
    if isinstance(node, ast.Attribute) and node.attr in _TWINS and isinstance(node.ctx, ast.Load):
        return [_set(attr=_TWINS[node.attr])]
    return []


def cut_gradients(node: ast.AST) -> list[Edit]:
    """A detach too many, and gradients switched on or off where they should not be."""
    edits: list[Edit] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in "GD":
        edits.append(lambda n: _expression(f"{ast.unparse(n)}.detach()"))
    if isinstance(node, ast.With):
        edits.append(lambda n: n.body)
    if isinstance(node, ast.FunctionDef) and any(_called(n) == "backward" for n in ast.walk(node)):
        edits.append(lambda n: _set(decorator_list=[_expression("torch.no_grad()")])(n))
    return edits


def updates(node: ast.AST) -> list[Edit]:
    """Steps twice; gradients cleared between backward and step."""
    if isinstance(node, ast.Expr) and _called(node.value) == "step":
        clear = "zero_grad"
        f = node.value.func  # type: ignore[attr-defined]
        if not isinstance(f, ast.Attribute):
            return []
        text = f"{ast.unparse(f.value)}.{clear}()"
        return [lambda n: [n, copy.deepcopy(n)], lambda n: [ast.parse(text).body[0], n]]
    if isinstance(node, ast.Expr) and _called(node.value) == "backward":
        return [lambda n: None]
    return []


_NORMS = {"BatchNorm2d": "InstanceNorm2d", "BatchNorm1d": "Identity", "LayerNorm": "Identity"}


def layers(node: ast.AST) -> list[Edit]:
    """A layer is lost, comes twice, has another size, or is a norm where none belongs."""
    name = _called(node)
    edits: list[Edit] = []
    if name == "Sequential":
        n_layers = len(node.args)  # type: ignore[attr-defined]
        edits += [_lose_layer(i) for i in range(n_layers)]
        edits += [
            _repeat_layer(i)
            for i, a in enumerate(node.args)  # type: ignore[attr-defined]
            if _called(a) in ("Sigmoid", "Tanh", "LeakyReLU")
        ]
    if name in _NORMS:
        edits.append(_rename_call(_NORMS[name]))
    if name in ("Linear", "Conv2d", "ConvTranspose2d", "Embedding"):
        for i, arg in enumerate(node.args[:2]):  # type: ignore[attr-defined]
            if not isinstance(arg, ast.Constant):
                edits.append(_one_more(i))
    return edits


def _lose_layer(i: int) -> Edit:
    return lambda n: _set(args=n.args[:i] + n.args[i + 1 :])(n)  # type: ignore[attr-defined]


def _repeat_layer(i: int) -> Edit:
    return lambda n: _set(args=[*n.args[: i + 1], copy.deepcopy(n.args[i]), *n.args[i + 1 :]])(n)  # type: ignore[attr-defined]


def _one_more(i: int) -> Edit:
    def edit(n: ast.AST) -> ast.AST:
        n.args[i] = ast.BinOp(n.args[i], ast.Add(), ast.Constant(1))  # type: ignore[attr-defined]
        return n

    return edit


def ignored_inputs(node: ast.AST) -> list[Edit]:
    """An argument is thrown away: all zeros arrive in its place."""
    if not isinstance(node, ast.FunctionDef) or node.name.startswith("__"):
        return []
    tensors = ("x", "z", "labels", "x_real", "x_fake", "d_real", "d_fake", "images", "samples")
    names = [a.arg for a in node.args.args if a.arg in tensors]

    def edit(name: str) -> Edit:
        line = ast.parse(f"{name} = torch.zeros_like({name})").body[0]

        def apply(n: ast.AST) -> ast.AST:
            start = 1 if n.body and _is_docstring(n.body[0]) else 0  # type: ignore[attr-defined]
            n.body.insert(start, line)  # type: ignore[attr-defined]
            return n

        return apply

    return [edit(name) for name in names]


def left_in_eval(node: ast.AST) -> list[Edit]:
    """A network is left in evaluation mode, or frozen."""
    if not isinstance(node, ast.FunctionDef):
        return []
    nets = [a.arg for a in node.args.args if a.arg in ("G", "D", "net", "critic", "model")]

    def edit(line: str) -> Edit:
        def apply(n: ast.AST) -> ast.AST:
            start = 1 if n.body and _is_docstring(n.body[0]) else 0  # type: ignore[attr-defined]
            n.body.insert(start, ast.parse(line).body[0])  # type: ignore[attr-defined]
            return n

        return apply

    lines = [line for net in nets for line in (f"{net}.eval()", f"{net}.requires_grad_(False)")]
    return [edit(line) for line in lines]


OPERATORS: dict[str, Site] = {
    site.__name__: site
    for site in (
        swapped_names,
        cut_gradients,
        updates,
        layers,
        ignored_inputs,
        left_in_eval,
        shared_draws,
        batch_size,
        other_calls,
        unwrapped,
        shapes,
        forgotten_lines,
        signs,
        lost_results,
        other_results,
        arguments,
        loops,
        comparisons,
        constants,
        arithmetic,
        swapped_lines,
    )
}
