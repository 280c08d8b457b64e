"""What the lowering knows of constants: the embedded JSON that an expression stands for.

A specialiser asks `known(emitter, node)`; it gets the JSON with its type and place, or None when the value is
only known at run time. Reading the JSON instead of the decoded value keeps big models out of memory twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.data import Key
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.types import Array, Map, Record, Type


@dataclass(frozen=True)
class Known:
    """Embedded data: `key` is the cell or pool it is (part of), `path` the steps from there to it."""

    key: Key
    path: tuple[str | int, ...]
    type: Type
    json: Any
    place: str


def known(emitter: Emitter, node: t.Typed) -> Known | None:
    """The embedded data that `node` always is, if it is a constant cell, an item of a constant pool, or a part."""
    match node:
        case t.CellGet():
            return _from_state(emitter, ("cell", node.name), node.steps)
        case t.PoolGet():
            state = emitter.context.document.document.pools[node.name]
            first = t.Step(Map(state.type), state.type, None, node.item)
            return _from_state(emitter, ("pool", node.name), (first, *node.steps))
        case t.Get():
            found = emitter.known.get(node.name)
            return found if isinstance(found, Known) else None
    return None


def _from_state(emitter: Emitter, key: Key, steps: t.Steps) -> Known | None:
    data = emitter.context.data
    if key not in data.constants:
        return None
    found: Known | None = Known(key, (), data.type(key), data.raw(key), data.place(key))
    for step in steps:
        if step.field is not None:
            index: Any = step.field
        elif isinstance(step.index, t.Constant):
            index = step.index.value
        else:
            return None
        found = part(found, index) if found is not None else None
    return found


def part(whole: Known, index: str | int) -> Known | None:
    """A part of embedded data, or None where there is none."""
    json = whole.json
    match whole.type:
        case Array(items=inner) if isinstance(index, int) and isinstance(json, list) and 0 <= index < len(json):
            return Known(whole.key, (*whole.path, index), inner, json[index], f"{whole.place}[{index}]")
        case Map(values=inner) if isinstance(json, dict) and index in json and index != "@":
            return Known(whole.key, (*whole.path, index), inner, json[index], f"{whole.place}.{index}")
        case Record() if isinstance(index, str) and isinstance(json, dict) and index in json:
            kind = whole.type.field(index)
            if kind is not None:
                return Known(whole.key, (*whole.path, index), kind, json[index], f"{whole.place}.{index}")
    return None
