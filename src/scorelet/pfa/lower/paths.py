"""Paths, cells and pools.

A cell or pool that no expression writes is a constant: a path into it with constant steps is looked up now,
and what is left is a plain subscript. Errors cost nothing while all goes well: a failed subscript raises
Python's own KeyError or IndexError on a line that stands for the PFA error (see support.translated).
"""

from __future__ import annotations

import ast
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.types import Array, Map, Type

ATTR, ATTR_TO = (2000, 2001), (2002, 2003)
CELL, CELL_TO = (2004, 2005), (2006, 2007)
POOL, POOL_TO = (2008, 2009), (2010, 2011)


def path(emitter: Emitter, node: t.Path) -> ast.expr:
    first = node.steps[0].field
    if first is not None and emitter.input_field is not None and is_input(emitter, node.of):
        indexes = emitter.all(_indexes(node.steps))
        return follow(emitter, emitter.input_field(first), node.steps[1:], indexes, node.at, ATTR)
    spelled = _spelled(emitter, node)
    if spelled is not None:
        rest = node.steps[1:]
        return follow(emitter, spelled, rest, emitter.all(_indexes(rest)), node.at, ATTR)
    of, *indexes = emitter.all((node.of, *_indexes(node.steps)))
    return follow(emitter, of, node.steps, indexes, node.at, ATTR)


def _spelled(emitter: Emitter, node: t.Path) -> ast.expr | None:
    """What the first step leads to, in a variable that is spelled out."""
    step, of = node.steps[0], node.of
    if not isinstance(of, t.Get):
        return None
    if step.field is not None:
        found = emitter.records.get(of.name, {}).get(step.field)
    elif not isinstance(step.index, t.Constant):
        found = None
    elif isinstance(step.into, Array):
        found = dict(enumerate(emitter.items.get(of.name, ()))).get(step.index.value)
    else:
        found = emitter.entries.get(of.name, {}).get(step.index.value)
    return b.load(found.id) if isinstance(found, ast.Name) else found


def is_input(emitter: Emitter, node: t.Typed) -> bool:
    """Whether the node is the action's input itself."""
    if not isinstance(node, t.Get):
        return False
    found, datum = emitter.variables.get(node.name), emitter.variables.get("input")
    return isinstance(found, ast.Name) and isinstance(datum, ast.Name) and found.id == datum.id


def _indexes(steps: t.Steps) -> tuple[t.Typed, ...]:
    return tuple(step.index for step in steps if step.index is not None)


def follow(
    emitter: Emitter, value: ast.expr, steps: t.Steps, indexes: list[ast.expr], at: str, codes: tuple[int, int]
) -> ast.expr:
    """`value[step][step]...`, a negative index refused. All indexes are evaluated before the first look-up."""
    if not all(map(b.stable, indexes[1:])):
        value = emitter.saved(value, "value")
        indexes = [emitter.saved(index, "i") for index in indexes]
    left = list(indexes)
    for step in steps:
        if step.field is not None:
            value = b.subscript(value, b.constant(step.field))
        else:
            index = left.pop(0)
            value = _item(emitter, value, index, codes) if isinstance(step.into, Array) else b.subscript(value, index)
        emitter.on_line(value, at, ("path", *codes))
    return value


def _item(emitter: Emitter, array: ast.expr, index: ast.expr, codes: tuple[int, int]) -> ast.expr:
    """``array[i if i >= 0 else refuse]``: Python would count a negative index from the end."""
    if _at_least_zero(emitter, index):
        return b.subscript(array, index)
    again: ast.expr = index
    if not b.stable(index):
        again = b.load(emitter.program.name("i"))
        index = b.walrus(again.id, index)
    elif isinstance(index, ast.Name):
        again = b.load(index.id)
    refused = b.call(emitter.program.helper("negative_index"), b.constant(codes[0]))
    return b.subscript(array, ast.IfExp(b.compare(index, ast.GtE(), b.constant(0)), again, refused))


def _at_least_zero(emitter: Emitter, index: ast.expr) -> bool:
    match index:
        case ast.Constant(value=int(number)):
            return number >= 0
        case ast.Name(id=name):
            return name in emitter.context.places
        case ast.IfExp(body=body, orelse=orelse):
            return _at_least_zero(emitter, body) and _at_least_zero(emitter, orelse)
    return False


def path_to(emitter: Emitter, node: t.PathTo) -> ast.expr:
    of, *rest = emitter.all((node.of, *_indexes(node.steps), node.to))
    update = emitter.program.helper("updated")
    return b.call(update, of, *_update_arguments(node.steps, rest[:-1], node.to, rest[-1]), b.constant(ATTR_TO))


def _update_arguments(steps: t.Steps, indexes: list[ast.expr], to: t.Typed, value: ast.expr) -> list[ast.expr]:
    """(steps, what each leads into, function or None, value): see support.updated."""
    left = list(indexes)
    keys = [b.constant(step.field) if step.field is not None else left.pop(0) for step in steps]
    kinds = "".join(_kind(step.into) for step in steps)
    by_function = isinstance(to, t.FunctionValue)
    function, plain = (value, b.constant(None)) if by_function else (b.constant(None), value)
    return [b.tuple_of(keys), b.constant(kinds), function, plain]


def _kind(into: Type) -> str:
    return "a" if isinstance(into, Array) else "m" if isinstance(into, Map) else "r"


# ------------------------------------------------------------------------------------------- cells, pools


def cell_get(emitter: Emitter, node: t.CellGet) -> ast.expr:
    return _state_get(emitter, node, "cell", node.name, node.steps, CELL)


def pool_get(emitter: Emitter, node: t.PoolGet) -> ast.expr:
    state = emitter.context.document.document.pools[node.name]
    first = t.Step(Map(state.type), state.type, None, node.item)
    return _state_get(emitter, node, "pool", node.name, (first, *node.steps), POOL)


def _state_get(
    emitter: Emitter, node: t.Typed, kind: str, name: str, steps: t.Steps, codes: tuple[int, int]
) -> ast.expr:
    indexes = emitter.all(_indexes(steps))
    if (kind, name) in emitter.context.data.constants:
        value = emitter.context.data.value((kind, name))
        found, steps, indexes = _folded(value, steps, indexes)
        base = _constant(emitter, found, name)
        return follow(emitter, base, steps, indexes, node.at, codes)
    variable = emitter.context.states[(kind, name)]
    base = b.attribute(b.load(variable), "value" if kind == "cell" else "items")
    return follow(emitter, base, steps, indexes, node.at, codes)


def _folded(value: Any, steps: t.Steps, indexes: list[ast.expr]) -> tuple[Any, t.Steps, list[ast.expr]]:
    """As far as the steps are constant and lead somewhere, follow them now."""
    left = list(indexes)
    for i, step in enumerate(steps):
        index: Any = step.field
        if index is None:
            if not isinstance(left[0], ast.Constant):
                return value, steps[i:], left
            index = left[0].value
        found = 0 <= index < len(value) if isinstance(value, list) else index in value
        if not found:
            return value, steps[i:], left
        value = value[index]
        left = left if step.field is not None else left[1:]
    return value, (), left


def _constant(emitter: Emitter, value: Any, wish: str) -> ast.expr:
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return b.constant(value)
    return b.load(emitter.program.constant(value, wish))


def cell_to(emitter: Emitter, node: t.CellTo) -> ast.expr:
    *indexes, value = emitter.all((*_indexes(node.steps), node.to))
    method = b.attribute(b.load(emitter.context.states[("cell", node.name)]), "update")
    return b.call(method, *_update_arguments(node.steps, indexes, node.to, value))


def pool_to(emitter: Emitter, node: t.PoolTo) -> ast.expr:
    item, init, *indexes, value = emitter.all((node.item, node.init, *_indexes(node.steps), node.to))
    method = b.attribute(b.load(emitter.context.states[("pool", node.name)]), "update")
    return b.call(method, item, init, *_update_arguments(node.steps, indexes, node.to, value))


def pool_del(emitter: Emitter, node: t.PoolDel) -> ast.expr:
    item = emitter.expr(node.item)
    return b.call(b.attribute(b.load(emitter.context.states[("pool", node.name)]), "delete"), item)
