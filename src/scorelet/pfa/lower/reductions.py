"""What is made of all items of an array that is spelled out (see `spelled`): sums, extremes, softmax.

a.argmax(p)     best, top = 0, p0
                if top == top and not p1 <= top: best, top = 1, p1
                ...
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from math import inf

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.forest import is_vector
from scorelet.pfa.lower.spelled import Items, again, items_of, length_of, lengths_of
from scorelet.pfa.types import DOUBLE, INT, LONG, Array

MAX_RANKED = 20
"""The extremes of more items are looked for by the library."""
RANKED = (INT, LONG, DOUBLE)
ADDED_AT_ONCE = 20
"""So many terms make one expression: CPython's compiler recurses over long sums."""

Better = Callable[[ast.expr, ast.expr], ast.expr]
Candidates = list[tuple[ast.expr, ast.expr]]
"""(name, value) pairs."""


# ---------------------------------------------------------------------------------------------------- sums


def total(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.sum: from left to right from 0.0, as the library adds"""
    if not is_vector(node.args[0].type) or lengths_of(emitter, node.args) is None:
        return None
    return sum_of(emitter, [b.constant(0.0), *items_of(emitter, node.args[0])], node.at)


def sum_of(emitter: Emitter, terms: list[ast.expr], at: str) -> ast.expr:
    """The terms added from left to right."""
    found = terms[0]
    for i, term in enumerate(terms[1:], 1):
        found = ast.BinOp(found, ast.Add(), term)
        if i % ADDED_AT_ONCE == 0:
            found = emitter.saved(b.placed(found, emitter.program.line(at)), "total")
    return found


# ------------------------------------------------------------------------------------------------ extremes


def higher(value: ast.expr, top: ast.expr) -> ast.expr:
    """``top == top and not value <= top``: higher, or the first NaN."""
    below = b.compare(again(value), ast.LtE(), again(top))
    return b.all_of([b.compare(again(top), ast.Eq(), again(top)), b.negation(below)])


def lower(value: ast.expr, top: ast.expr) -> ast.expr:
    """``value == value and not value >= top``: lower than what is a number, or than a NaN."""
    above = b.compare(again(value), ast.GtE(), again(top))
    return b.all_of([b.compare(again(value), ast.Eq(), again(value)), b.negation(above)])


def argmax(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    return _place(emitter, node, higher)


def argmin(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    return _place(emitter, node, lower)


def greatest(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    return _extreme(emitter, node, higher)


def least(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    return _extreme(emitter, node, lower)


def _place(emitter: Emitter, node: t.LibraryCall, better: Better) -> ast.expr | None:
    if not _ranked(emitter, node.args[0]):
        return None
    places: Candidates = [(b.constant(i), item) for i, item in enumerate(items_of(emitter, node.args[0]))]
    found = best_of(emitter, node.at, places, better)
    if isinstance(found, ast.Name):
        emitter.context.places.add(found.id)
    return found


def _extreme(emitter: Emitter, node: t.LibraryCall, better: Better) -> ast.expr | None:
    if not _ranked(emitter, node.args[0]):
        return None
    first, *rest = items_of(emitter, node.args[0])
    top = emitter.program.name("top")
    emitter.add(b.assign(top, first), node.at)
    for item in rest:
        emitter.add(ast.If(better(item, b.load(top)), [b.assign(top, again(item))], []), node.at)
    return b.load(top)


def _ranked(emitter: Emitter, node: t.Typed) -> bool:
    """Whether the items are few numbers, and at least one."""
    length = length_of(emitter, node)
    return isinstance(node.type, Array) and node.type.items in RANKED and 0 < (length or 0) <= MAX_RANKED


def best_of(emitter: Emitter, at: str, candidates: Candidates, better: Better) -> ast.expr:
    """The name of the best candidate, the first one of equals."""
    (name, value), *rest = candidates
    if not rest:
        return name
    if len(rest) == 1:
        return ast.IfExp(better(rest[0][1], value), rest[0][0], name)
    found, top = emitter.program.name("best"), emitter.program.name("top")
    emitter.add(b.assign_all([found, top], [name, value]), at)
    for name, value in rest:
        improve = b.assign_all([found, top], [name, again(value)])
        emitter.add(ast.If(better(value, b.load(top)), [improve], []), at)
    return b.load(found)


# ------------------------------------------------------------------------------------------------- softmax


def softmax_length(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """m.link.softmax of an array with at least one item"""
    length = lengths_of(emitter, node.args) if is_vector(node.args[0].type) else None
    return length if length is not None and 0 < length <= MAX_RANKED else None


def softmax(emitter: Emitter, node: t.LibraryCall) -> Items:
    """As the library: shifted by the greatest number; infinity is left to it."""
    items = items_of(emitter, node.args[0])
    program = emitter.program
    function = node.function.run.__module__
    greatest = b.call("max", *items) if len(items) > 1 else items[0]
    top = emitter.saved(b.placed(greatest, program.line(node.at)), "highest")
    weights = [program.name("weight") for _ in items]
    found = [program.name("p") for _ in items]
    exp = b.load(program.bind("exp", "module", "math", "exp"))
    shifted = [
        b.assign(name, b.call(exp, ast.BinOp(again(item), ast.Sub(), again(top))))
        for name, item in zip(weights, items, strict=True)
    ]
    with emitter.captured() as usual:
        for statement in shifted:
            emitter.add(statement, node.at)
        whole = emitter.saved(sum_of(emitter, [b.load(name) for name in weights], node.at), "total")
        for name, weight in zip(found, weights, strict=True):
            emitter.add(b.assign(name, ast.BinOp(b.load(weight), ast.Div(), again(whole))), node.at)
    edge = b.call(program.bind("softmax", "module", function, "softmax_with_infinity"), _list(items))
    unpack = ast.Assign([ast.List([b.store(name) for name in found], ast.Store())], edge)
    test = b.compare(again(top), ast.NotEq(), b.constant(inf))
    emitter.add(ast.If(test, usual, [unpack]), node.at)
    return [b.load(name) for name in found]


def _list(items: Items) -> ast.expr:
    return ast.List([again(item) for item in items], ast.Load())
