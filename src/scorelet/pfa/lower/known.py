"""What the lowering knows of constants: the embedded JSON that an expression stands for.

A specialiser asks `known(emitter, node)`; it gets the JSON with its type and place, or None when the value is
only known at run time. Reading the JSON instead of the decoded value keeps big models out of memory twice. Data from
an Avro file is a canonical value from the start; its JSON is made where a specialiser asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.data import Key
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.types import Array, Map, Record, Type
from scorelet.pfa.values import encoder


@dataclass(frozen=True)
class Known:
    """Embedded data: `key` is the cell or pool it is (part of), `path` the steps from there to it."""

    key: Key
    path: tuple[str | int, ...]
    type: Type
    raw: Any
    place: str
    canonical: bool = False
    """Whether `raw` is the canonical value, not JSON."""

    @property
    def json(self) -> Any:
        return encoder(self.type, json=True)(self.raw) if self.canonical else self.raw


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


def canonical(emitter: Emitter, constant: Known) -> Any:
    """The canonical value. Raises PfaSemanticError with the place of what does not fit the type."""
    if constant.canonical:
        return constant.raw
    return emitter.context.data.decoded(constant.type, constant.raw, constant.place)


def _from_state(emitter: Emitter, key: Key, steps: t.Steps) -> Known | None:
    data = emitter.context.data
    if key not in data.constants:
        return None
    found: Known | None = Known(key, (), data.type(key), data.raw(key), data.place(key), data.is_table(key))
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
    raw, inner, step = whole.raw, None, f".{index}"
    match whole.type:
        case Array(items=items) if isinstance(index, int) and isinstance(raw, list) and 0 <= index < len(raw):
            inner, step = items, f"[{index}]"
        case Map(values=values) if isinstance(raw, dict) and index in raw and (index != "@" or whole.canonical):
            inner = values
        case Record() if isinstance(index, str) and isinstance(raw, dict) and index in raw:
            inner = whole.type.field(index)
    if inner is None:
        return None
    return Known(whole.key, (*whole.path, index), inner, raw[index], whole.place + step, whole.canonical)
