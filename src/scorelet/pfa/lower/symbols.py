"""let and set: variables, and what is known of their values while compiling."""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Target, storing
from scorelet.pfa.lower.entries import entries_of, keys_of
from scorelet.pfa.lower.spelled import MAX_ITEMS, Items, again, fields_of, items_of, length_of
from scorelet.pfa.lower.tallies import tally
from scorelet.pfa.types import Record


def bind_into(emitter: Emitter, node: t.Bind, target: Target) -> None:
    if len(node.values) == 1:
        ((variable, value),) = node.values
        if isinstance(value, t.MakeArray) and emitter.once(variable):
            _bind_array(emitter, variable, value)
        elif isinstance(value, t.MakeObject) and isinstance(value.type, Record) and emitter.once(variable):
            _bind_record(emitter, variable, value)
        elif isinstance(value, t.LibraryCall | t.If) and emitter.once(variable) and _spelled(emitter, value):
            _bind_items(emitter, variable, items_of(emitter, value), node.at)
        elif emitter.once(variable) and not isinstance(value, t.Get | t.CellGet) and keys_of(emitter, value):
            _bind_map(emitter, variable, value)
        elif isinstance(value, t.LibraryCall):
            _bind_call(emitter, variable, value)
        else:
            emitter.into(value, storing(emitter.declare(variable)))
    else:
        found = emitter.all(tuple(value for _, value in node.values))
        names = [emitter.declare(variable) for variable, _ in node.values]
        emitter.add(b.assign_all(names, found), node.at)
    emitter.add(target(b.constant(None)), node.at)


def _bind_array(emitter: Emitter, variable: str, node: t.MakeArray) -> None:
    """An array that is spelled out: what reads single items of it can do without the array."""
    items = emitter.all(node.items)
    if all(map(b.stable, items)) or len(items) <= MAX_ITEMS:
        _bind_items(emitter, variable, [emitter.kept(item, "x") for item in items], node.at)
    else:
        emitter.add(b.assign(emitter.declare(variable), ast.List(items, ast.Load())), node.at)


def _spelled(emitter: Emitter, node: t.Typed) -> bool:
    length = length_of(emitter, node)
    return length is not None and length <= MAX_ITEMS


def _bind_items(emitter: Emitter, variable: str, items: Items, at: str) -> None:
    emitter.items[variable] = items
    whole = ast.List([again(item) for item in items], ast.Load())
    emitter.add(b.assign(emitter.declare(variable), whole), at)


def _bind_record(emitter: Emitter, variable: str, node: t.MakeObject) -> None:
    """A record that is spelled out: what reads single fields of it can do without the record."""
    fields = fields_of(emitter, node) or {}
    emitter.records[variable] = fields
    whole = ast.Dict([b.constant(name) for name in fields], [again(value) for value in fields.values()])
    emitter.add(b.assign(emitter.declare(variable), whole), node.at)


def _bind_call(emitter: Emitter, variable: str, node: t.LibraryCall) -> None:
    """A call whose specialiser may spell an array out: an ensemble's scores. Some are only tallied."""
    if tally(emitter, node, variable):
        return
    value = emitter.expr(node)
    if isinstance(value, ast.List) and all(map(b.stable, value.elts)) and emitter.once(variable):
        emitter.items[variable] = value.elts
    emitter.add(b.assign(emitter.declare(variable), value), node.at)


def _bind_map(emitter: Emitter, variable: str, node: t.Typed) -> None:
    """A map whose keys are known: what reads its values can do without the map."""
    entries = emitter.entries[variable] = entries_of(emitter, node)
    whole = ast.Dict([b.constant(key) for key in entries], list(entries.values()))
    emitter.add(b.assign(emitter.declare(variable), whole), node.at)
