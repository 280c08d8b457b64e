"""Canonical values of one type become those of a wider one."""

from __future__ import annotations

from typing import Any

from scorelet.pfa.acceptance import accepts
from scorelet.pfa.numbers import float32
from scorelet.pfa.types import DOUBLE, FLOAT, INT, LONG, Array, Map, Type, Union
from scorelet.pfa.values.canonical import Step, boxed, class_of, over_items, over_values, same


def converter(given: Type, wanted: Type) -> Step:
    """The function from canonical values of `given` to those of `wanted`, which accepts it."""
    return convert_step(given, wanted) or same


def convert_step(given: Type, wanted: Type) -> Step | None:
    """The same, or None where both types represent the value alike."""
    if given == wanted:
        return None
    match given, wanted:
        case Union(), _:
            return _from_union(given, wanted)
        case _, Union():
            return _into_union(given, wanted)
        case Array(items=a), Array(items=b):
            item = convert_step(a, b)
            return None if item is None else over_items(item)
        case Map(values=a), Map(values=b):
            item = convert_step(a, b)
            return None if item is None else over_values(item)
    if wanted is DOUBLE and given in (INT, LONG):
        return float
    return _whole_to_float if wanted is FLOAT else None


def _whole_to_float(value: int) -> float:
    return float32(float(value))


def _into_union(given: Type, wanted: Union) -> Step | None:
    member = next((m for m in wanted.types if m == given), None) or next(m for m in wanted.types if accepts(m, given))
    step = convert_step(given, member)
    if member.tag not in boxed(wanted):
        return step
    tag = member.tag
    return (lambda value: (tag, value)) if step is None else (lambda value: (tag, step(value)))


def _from_union(given: Union, wanted: Type, boxes: frozenset[str] | None = None) -> Step | None:
    boxes = boxed(given) if boxes is None else boxes
    steps = {m.tag: convert_step(m, wanted) for m in given.types}
    if not boxes and not any(steps.values()):
        return None
    by_class = {class_of(m): steps[m.tag] or same for m in given.types if m.tag not in boxes}

    def convert(value: Any) -> Any:
        if type(value) is tuple:
            return (steps[value[0]] or same)(value[1])
        return by_class[type(value)](value)

    return convert


def narrower(union: Union, wanted: Type) -> Step:
    """Canonical values of `union`, which are of members that `wanted` accepts, as values of `wanted`."""
    return _from_union(Union(m for m in union.types if accepts(wanted, m)), wanted, boxed(union)) or same
