"""What is done to each item of an array that is spelled out: see `spelled`.

The functions here come in pairs for the table VECTORS: the length, and the items.
"""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa.library.registry import Call
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.calls import apply_library, apply_user
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.forest import is_vector
from scorelet.pfa.lower.spelled import Items, Vector, affordable, again, items_of, length_of, lengths_of
from scorelet.pfa.types import DOUBLE

# ------------------------------------------------------------------------------------ a.map and its kin


def mapped_length(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """a.map, a.mapWithIndex, a.zipmap, a.zipmapWithIndex"""
    *arrays, function = node.args
    length = lengths_of(emitter, tuple(arrays))
    size = _size(emitter, function)
    return length if length is not None and size is not None and affordable(emitter, size, length) else None


def _size(emitter: Emitter, function: t.Typed) -> int | None:
    """How many parts the function's body has; None where it cannot be written out once for each item."""
    match function:
        case t.Lambda():
            return sum(1 for _ in t.walk(function.body)) if all(map(emitter.once, function.params)) else None
        case t.UserFunction() | t.LibraryFunctionValue():
            return 1
    return None


def mapped(emitter: Emitter, node: t.LibraryCall) -> Items:
    return _mapped(emitter, node, indexed=False)


def mapped_with_index(emitter: Emitter, node: t.LibraryCall) -> Items:
    return _mapped(emitter, node, indexed=True)


def _mapped(emitter: Emitter, node: t.LibraryCall, *, indexed: bool) -> Items:
    *arrays, function = node.args
    columns = [items_of(emitter, array) for array in arrays]
    found: Items = []
    for i, items in enumerate(zip(*columns, strict=True)):
        args = [b.constant(i), *items] if indexed else [*items]
        found.append(_kept(emitter, _applied(emitter, function, args), node.at))
    emitter.context.spelled += len(found) * (_size(emitter, function) or 0)
    return found


def _kept(emitter: Emitter, value: ast.expr, at: str, wish: str = "x") -> ast.expr:
    return emitter.kept(b.placed(value, emitter.program.line(at)), wish)


def _applied(emitter: Emitter, function: t.Typed, args: Items) -> ast.expr:
    """The function's value for stable arguments; its statements, if any, are emitted."""
    match function:
        case t.UserFunction():
            return apply_user(emitter, function.name, args)
        case t.LibraryFunctionValue():
            return apply_library(emitter, function.function, function.call, [*args], function.at)
        case t.Lambda():
            inner = emitter.branch_off(emitter.variables)
            inner.out = emitter.out
            for param, arg in zip(function.params, args, strict=True):
                inner.alias(param, arg)
            return inner.expr(function.body)
    raise TypeError(f"no function of items: {function}")


# ---------------------------------------------------------------------------------------- la.* and m.link.*


def pair_length(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """la.add and la.sub of arrays"""
    return lengths_of(emitter, node.args) if is_vector(node.args[0].type) else None


def added(emitter: Emitter, node: t.LibraryCall) -> Items:
    return _pairs(emitter, node, ast.Add())


def subtracted(emitter: Emitter, node: t.LibraryCall) -> Items:
    return _pairs(emitter, node, ast.Sub())


def _pairs(emitter: Emitter, node: t.LibraryCall, operator: ast.operator) -> Items:
    x, y = (items_of(emitter, arg) for arg in node.args)
    return [_kept(emitter, ast.BinOp(one, operator, two), node.at) for one, two in zip(x, y, strict=True)]


def first_length(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """la.scale and the links: as long as the first argument, an array of numbers"""
    return lengths_of(emitter, node.args[:1]) if is_vector(node.args[0].type) else None


def scaled(emitter: Emitter, node: t.LibraryCall) -> Items:
    x, factor = node.args
    items = items_of(emitter, x)
    by = emitter.kept(emitter.expr(factor), "factor")
    return [_kept(emitter, ast.BinOp(item, ast.Mult(), again(by)), node.at) for item in items]


def linked(emitter: Emitter, node: t.LibraryCall) -> Items:
    """A link function of each item"""
    call = Call(node.function.name, node.call.params, (DOUBLE,), DOUBLE, {})
    items = items_of(emitter, node.args[0])
    return [_kept(emitter, apply_library(emitter, node.function, call, [item], node.at), node.at) for item in items]


# -------------------------------------------------------------------------------------------- side by side


def flattened_length(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """a.flatten of arrays side by side"""
    (arrays,) = node.args
    if not isinstance(arrays, t.MakeArray):
        return None
    lengths = [length_of(emitter, part) for part in arrays.items]
    known = [length for length in lengths if length is not None]
    return sum(known) if len(known) == len(lengths) else None


def flattened(emitter: Emitter, node: t.LibraryCall) -> Items:
    (arrays,) = node.args
    assert isinstance(arrays, t.MakeArray)
    return [item for part in arrays.items for item in items_of(emitter, part)]


LINKS = ("logit", "probit", "cloglog", "loglog", "cauchit", "softplus", "relu", "tanh")
ITEMWISE = {
    "a.map": Vector(mapped_length, mapped),
    "a.mapWithIndex": Vector(mapped_length, mapped_with_index),
    "a.zipmap": Vector(mapped_length, mapped),
    "a.zipmapWithIndex": Vector(mapped_length, mapped_with_index),
    "a.flatten": Vector(flattened_length, flattened),
    "la.add": Vector(pair_length, added),
    "la.sub": Vector(pair_length, subtracted),
    "la.scale": Vector(first_length, scaled),
    **{f"m.link.{name}": Vector(first_length, linked) for name in LINKS},
}
