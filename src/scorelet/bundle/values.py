"""One value of a row -> what the document takes, or why not.

Callers send Python's own values, NumPy's scalars (by their `item()`) and what pandas writes for a missing value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.bundle.fields import Field
from scorelet.pfa.numbers import LONG_MAX, LONG_MIN
from scorelet.pfa.schemas import describe, short

_PANDAS_MISSING = ("NAType", "NaTType")


class Unfit(Exception):
    """A value that the feature does not take; the message is a sentence."""


def fitted(field: Field, value: Any) -> Any:
    """The value for the document: float, int, bool, str, or None where it is missing. Raises Unfit."""
    value = bare(value)
    if type(value) is dict:
        value = _without_tag(field, value)
    if value is None or (isinstance(value, float) and value != value):
        if field.missing:
            return None
        raise Unfit(f"feature {short(field.shown)} may not be missing, got {shown(value)}")
    value = _KINDS[field.kind](value)
    if value in (_INFINITY, -_INFINITY) and not field.infinite:
        raise Unfit(f"expected a finite number, got {shown(value)}")
    if field.strict and field.categories is not None and value not in field.categories:
        raise Unfit(f"expected one of {_listed(field.categories)}, got {shown(value)}")
    return value


_INFINITY = float("inf")
_TAGS: Mapping[str, frozenset[str]] = {
    "number": frozenset(["double", "float", "int", "long"]),
    "integer": frozenset(["int", "long"]),
    "boolean": frozenset(["boolean"]),
    "string": frozenset(["string"]),
}


def _without_tag(field: Field, value: dict[Any, Any]) -> Any:
    """A value may come as Avro's JSON encoding of a union writes it: {"double": 1.5}."""
    return next(iter(value.values())) if len(value) == 1 and not _TAGS[field.kind].isdisjoint(value) else value


def bare(value: Any) -> Any:
    """NumPy's scalars as Python's, pandas' marks of a missing value as None, everything else as it is."""
    if type(value) in (float, int, str, bool) or value is None:
        return value
    if type(value).__name__ in _PANDAS_MISSING:
        return None
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def _number(value: Any) -> float:
    if not isinstance(value, float | int) or isinstance(value, bool):
        raise Unfit(f"expected a number, got {shown(value)}")
    try:
        return float(value)
    except OverflowError:
        raise Unfit("expected a number in the range of a double, got one beyond that") from None


def _integer(value: Any) -> int:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if not whole or isinstance(value, bool):
        raise Unfit(f"expected a whole number, got {shown(value)}")
    if not LONG_MIN <= value <= LONG_MAX:
        raise Unfit("expected a whole number of at most 64 bits, got one beyond that")
    return int(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(f"expected true or false, got {shown(value)}")
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(f"expected a string, got {shown(value)}")
    return str(value)


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "string": _string,
}


def shown(value: Any) -> str:
    """A value in a message; of what is no JSON only the class, since its text may be anything."""
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return describe(value)
    return f"a value of class {type(value).__name__}"


def _listed(categories: tuple[Any, ...]) -> str:
    listed = ", ".join(short(value) if isinstance(value, str) else str(value) for value in categories[:8])
    return listed + (", ..." if len(categories) > 8 else "")
