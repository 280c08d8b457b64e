"""Quick ways for the rows that come most: records whose fields all have one simple type.

Doubles may come as whole numbers, and nullable values tagged, as Avro's JSON encoding writes them. What a quick way
does not know it leaves to the decoder, with None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.types import DOUBLE, NULL, Record, Type, Union, members
from scorelet.pfa.values.canonical import class_of, ready_class

WHOLE_OR_DOUBLE = frozenset([int, float])


def one_tag(t: Type) -> tuple[str, type] | None:
    """The tag and class of all fields of a record, where all are one simple type, or that or null."""
    kinds = {f.type for f in t.fields} if isinstance(t, Record) else set()
    others = [m for m in members(kinds.pop()) if m is not NULL] if len(kinds) == 1 else []
    return (others[0].tag, class_of(others[0])) if len(others) == 1 and ready_class(others[0]) else None


def quickly(t: Record) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    """The quick way to decode records of this type."""
    kinds = {f.type for f in t.fields}
    kind = kinds.pop() if len(kinds) == 1 else None
    names = [f.name for f in t.fields]
    if kind is DOUBLE:
        return lambda value: _whole_as_double(value, names)
    found = one_tag(t)
    if found is None or not isinstance(kind, Union):
        return lambda value: None
    tag, kind_of_value = found

    def untag(value: dict[str, Any]) -> dict[str, Any] | None:
        try:
            given = [value[name] for name in names]
            inner = [v[tag] for v in given if v is not None and len(v) == 1]
        except (KeyError, TypeError):
            return None
        if len(inner) + given.count(None) < len(given) or not {kind_of_value}.issuperset(map(type, inner)):
            return None
        left = iter(inner)
        return {name: None if v is None else next(left) for name, v in zip(names, given, strict=True)}

    return untag


def _whole_as_double(value: dict[str, Any], names: list[str]) -> dict[str, Any] | None:
    if not WHOLE_OR_DOUBLE.issuperset(map(type, value.values())):
        return None
    try:
        return {name: float(value[name]) for name in names}
    except (KeyError, OverflowError):
        return None
