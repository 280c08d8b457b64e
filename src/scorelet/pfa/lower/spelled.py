"""Arrays and records that are spelled out: their items are known one by one while compiling.

What is done to such an array is done to each item, without the array:

    let z = a.zipmap(x, mean, scale, (x, m, s) -> (x - m) / s)      z_0 = (x0 - 5.1) / 0.4;  z_1 = ...
    model.reg.linear(z, {coeff, const})                              2.5 * z_0 + -1.0 * z_1 + 0.3

`length_of` looks first, without emitting anything; `items_of` then gives the items as stable expressions. VECTORS
(in scorelet.pfa.lower) says for which library functions both are known. Whoever needs the array after all gets a
list of the items; where nobody does, `unused` leaves it out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.known import known
from scorelet.pfa.types import Array, Record
from scorelet.pfa.values import PLAIN

MAX_ITEMS = 64
"""Longer arrays are not spelled out where something is to be done to each item."""
MAX_SPELLED = 10_000
"""So many parts of expressions may come of spelling out in one document: code takes time to compile."""
MAX_FIELDS = 500
"""A constant or an array in the document of more items is an array."""

Items = list[ast.expr]


@dataclass(frozen=True)
class Vector:
    """How a library function's result is spelled out: its length, where that is known, and its items.

    `length` emits nothing; `items` is asked only where that gave a length.
    """

    length: Callable[[Emitter, t.LibraryCall], int | None]
    items: Callable[[Emitter, t.LibraryCall], Items]


# ------------------------------------------------------------------------------------------------- arrays


def spelled_out(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """The specialiser of functions in VECTORS: a list of the items."""
    return None if length_of(emitter, node) is None else ast.List(items_of(emitter, node), ast.Load())


def length_of(emitter: Emitter, node: t.Typed) -> int | None:
    """How many items the array has that `node` is, where they are known; nothing is emitted."""
    if not isinstance(node.type, Array):
        return None
    match node:
        case t.Get():
            return len(emitter.items[node.name]) if node.name in emitter.items else None
        case t.MakeArray():
            return len(node.items) if len(node.items) <= MAX_FIELDS else None
        case t.CellGet() | t.PoolGet():
            return _constant_length(emitter, node)
        case t.If():
            lengths = {length_of(emitter, branch) for branch in _branches(node)}
            return lengths.pop() if len(lengths) == 1 else None
        case t.LibraryCall() if not emitter.context.timed:
            vector = emitter.context.vectors.get(node.function.name)
            return None if vector is None else vector.length(emitter, node)
    return None


def items_of(emitter: Emitter, node: t.Typed) -> Items:
    """The items as stable expressions; only where `length_of` knows how many there are."""
    match node:
        case t.Get():
            return [again(item) for item in emitter.items[node.name]]
        case t.MakeArray():
            return [emitter.kept(item, "x") for item in emitter.all(node.items)]
        case t.CellGet() | t.PoolGet():
            return [b.constant(item) for item in _constant_items(emitter, node)]
        case t.If():
            return _of_branches(emitter, node)
        case t.LibraryCall():
            vector: Vector = emitter.context.vectors[node.function.name]
            return vector.items(emitter, node)
    raise TypeError(f"the items of {type(node).__name__} are not known")


def lengths_of(emitter: Emitter, nodes: tuple[t.Typed, ...]) -> int | None:
    """The one length of several arrays, short enough for something to be done to each item."""
    lengths = {length_of(emitter, node) for node in nodes}
    (length, *others) = lengths
    return length if not others and length is not None and length <= MAX_ITEMS else None


def affordable(emitter: Emitter, size: int, times: int) -> bool:
    """Whether so many copies of an expression of `size` parts may be spelled out."""
    return emitter.context.spelled + size * times <= MAX_SPELLED


def again(value: ast.expr) -> ast.expr:
    """A stable expression once more: a node of `ast` has one place."""
    return b.load(value.id) if isinstance(value, ast.Name) else value


def _constant_length(emitter: Emitter, node: t.Typed) -> int | None:
    constant = known(emitter, node)
    if constant is None or not isinstance(constant.type, Array) or constant.type.items not in PLAIN:
        return None
    return len(constant.json) if isinstance(constant.json, list) and len(constant.json) <= MAX_FIELDS else None


def _constant_items(emitter: Emitter, node: t.Typed) -> list[Any]:
    constant = known(emitter, node)
    assert constant is not None
    found: list[Any] = emitter.context.data.decoded(constant.type, constant.json, constant.place)
    return found


def _branches(node: t.If) -> list[t.Typed]:
    return [*(body for _, body in node.cases), node.otherwise]


def _of_branches(emitter: Emitter, node: t.If) -> Items:
    """One variable for each item, set in each branch."""
    length = length_of(emitter, node)
    assert length is not None
    names = [emitter.program.name("x") for _ in range(length)]

    def spell(branch: t.Typed) -> list[ast.stmt]:
        with emitter.captured() as statements:
            found = items_of(emitter, branch)
            if names:
                emitter.add(b.assign_all(names, found), branch.at)
        return statements

    _choose(emitter, node, 0, spell)
    return [b.load(name) for name in names]


def _choose(emitter: Emitter, node: t.If, i: int, spell: Callable[[t.Typed], list[ast.stmt]]) -> None:
    if i == len(node.cases):
        emitter.out += spell(node.otherwise)
        return
    test, body = node.cases[i]
    given = emitter.expr(test)
    then = spell(body)
    with emitter.captured() as otherwise:
        _choose(emitter, node, i + 1, spell)
    emitter.add(ast.If(given, b.block(then), otherwise), node.at)


# ------------------------------------------------------------------------------------------------ records


def fields_of(emitter: Emitter, node: t.Typed) -> dict[str, ast.expr] | None:
    """The fields of a record that is spelled out, as stable expressions."""
    match node:
        case t.Get():
            known_fields = emitter.records.get(node.name)
            return None if known_fields is None else {name: again(value) for name, value in known_fields.items()}
        case t.MakeObject() if isinstance(node.type, Record):
            values = emitter.all(tuple(value for _, value in node.members))
            return {name: emitter.kept(v, name) for (name, _), v in zip(node.members, values, strict=True)}
    return None
