"""Canonical values become plain Python, by type: unions tagged, containers copied."""

from __future__ import annotations

from typing import Any

from scorelet.pfa.types import BYTES, DOUBLE, FLOAT, Array, Fixed, Map, Record, Type, Union
from scorelet.pfa.values.canonical import Step, boxed, class_of, over_items, over_values, same


def encoder(t: Type, *, json: bool = False) -> Step:
    """The function that makes plain Python of canonical values: containers are copies, unions are tagged.

    With `json`, the result can be written as strict JSON: bytes as strings of characters up to U+00FF,
    NaN and the infinities by name.
    """
    return _Encoders(json).of(t) or same


class _Encoders:
    """None stands for the identity, so that containers of simple values are copied in one go."""

    def __init__(self, json: bool) -> None:
        self.json = json
        self.records: dict[str, Step] = {}

    def of(self, t: Type) -> Step | None:
        match t:
            case Array():
                item = self.of(t.items)
                return list if item is None else over_items(item)
            case Map():
                item = self.of(t.values)
                return dict if item is None else over_values(item)
            case Record():
                return self.record(t)
            case Union():
                return self.union(t)
        if self.json and (t is BYTES or isinstance(t, Fixed)):
            return _latin
        return _named_float if self.json and t in (FLOAT, DOUBLE) else None

    def record(self, t: Record) -> Step:
        if t.name in self.records:
            records = self.records
            return lambda value: records[t.name](value)
        self.records[t.name] = same
        fields = [(f.name, self.of(f.type) or same) for f in t.fields]

        def encode(value: Any) -> dict[str, Any]:
            return {name: item(value[name]) for name, item in fields}

        self.records[t.name] = encode
        return encode

    def union(self, t: Union) -> Step:
        boxes = boxed(t)
        steps = {m.tag: self.of(m) or same for m in t.types}
        by_class = {class_of(m): m.tag for m in t.types if m.tag not in boxes}

        def encode(value: Any) -> Any:
            if value is None:
                return None
            tag, inner = value if type(value) is tuple else (by_class[type(value)], value)
            return {tag: steps[tag](inner)}

        return encode


def _latin(value: bytes) -> str:
    return value.decode("latin-1")


def _named_float(value: float) -> float | str:
    if value - value == 0.0:
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
