"""Predictions for people: unions without their tags ({"double": 1.5} is 1.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import Array, Map, Record, Type, Union

Step = Callable[[Any], Any]


def untagger(output_type: Any) -> Step | None:
    """The function that removes the tags from predictions of this Avro type; None where there are none."""
    return None if output_type is None else _Untaggers().of(read_schema(output_type))


class _Untaggers:
    """None stands for "nothing to do here". A record inside itself is always looked into."""

    def __init__(self) -> None:
        self.open: dict[str, list[Step]] = {}
        self.done: dict[str, Step | None] = {}

    def of(self, t: Type) -> Step | None:
        match t:
            case Union():
                return self.union(t)
            case Record():
                return self.record(t)
            case Array():
                items = self.of(t.items)
                return None if items is None else lambda value: [items(inner) for inner in value]
            case Map():
                values = self.of(t.values)
                return None if values is None else lambda value: {key: values(inner) for key, inner in value.items()}
        return None

    def union(self, t: Union) -> Step:
        steps = {member.tag: self.of(member) for member in t.types}

        def untag(value: Any) -> Any:
            if value is None:
                return None
            ((tag, inner),) = value.items()
            step = steps[tag]
            return inner if step is None else step(inner)

        return untag

    def record(self, t: Record) -> Step | None:
        if t.name in self.done:
            return self.done[t.name]
        if t.name in self.open:
            later = self.open[t.name]
            return lambda value: later[0](value)
        self.open[t.name] = []
        steps = {field.name: step for field in t.fields if (step := self.of(field.type)) is not None}

        def untag(value: dict[str, Any]) -> dict[str, Any]:
            return {**value, **{name: step(value[name]) for name, step in steps.items()}}

        self.open[t.name].append(untag)
        self.done[t.name] = untag if steps else None
        return self.done[t.name]
