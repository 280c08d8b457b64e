"""Comparison (specification 8.2): cmp == != < <= > >= max min

Two values of one type are compared in Avro's sort order (`scorelet.pfa.ordering`), in which NaN comes last and
is like itself. Two floating-point numbers alone are compared by IEEE 754, where NaN is neither less than, nor
equal to, nor greater than anything. `cmp`, `max` and `min`, which must say something, always take Avro's order.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.ordering import comparator, equality, sort_key
from scorelet.pfa.types import DOUBLE, FLOAT

_FLOATS = (FLOAT, DOUBLE)
_SIGNATURE = "(x: any A, y: A) -> boolean"

Relation = Callable[[Any, Any], bool]


def _ordered_by_python(call: Call) -> bool:
    """Whether Python's ``<`` and its kin are right for the two values as they are."""
    compared = call.labels["A"]
    return compared in _FLOATS or sort_key(compared) is None


def _equal_by_python(call: Call) -> bool:
    return equality(call.labels["A"]) is operator.eq


def _where(holds: Callable[[Call], bool], text: str) -> Callable[[Call], str | None]:
    """The template `text`, where Python's operators say it all."""
    return lambda call: text if holds(call) else None


def _relation(call: Call, relation: Relation) -> Relation:
    """`relation` between the values themselves where Python orders them, else between `cmp` and zero."""
    if _ordered_by_python(call):
        return relation
    compare = comparator(call.labels["A"])
    return lambda x, y: relation(compare(x, y), 0)


@function(
    "cmp",
    "(x: any A, y: A) -> int",
    typed=True,
    inline=lambda call: "((a := x) > (b := y)) - (a < b)" if sort_key(call.labels["A"]) is None else None,
)
def cmp(call: Call) -> Callable[[Any, Any], int]:
    return comparator(call.labels["A"])


# ------------------------------------------------------------------------------------------------- relations


@function("==", _SIGNATURE, typed=True, inline=_where(_equal_by_python, "x == y"))
def equal(call: Call) -> Relation:
    if _equal_by_python(call):
        return operator.eq
    compare = comparator(call.labels["A"])
    return lambda x, y: compare(x, y) == 0


@function("!=", _SIGNATURE, typed=True, inline=_where(_equal_by_python, "x != y"))
def not_equal(call: Call) -> Relation:
    if _equal_by_python(call):
        return operator.ne
    compare = comparator(call.labels["A"])
    return lambda x, y: compare(x, y) != 0


@function("<", _SIGNATURE, typed=True, inline=_where(_ordered_by_python, "x < y"))
def less(call: Call) -> Relation:
    return _relation(call, operator.lt)


@function("<=", _SIGNATURE, typed=True, inline=_where(_ordered_by_python, "x <= y"))
def less_or_equal(call: Call) -> Relation:
    return _relation(call, operator.le)


@function(">", _SIGNATURE, typed=True, inline=_where(_ordered_by_python, "x > y"))
def greater(call: Call) -> Relation:
    return _relation(call, operator.gt)


@function(">=", _SIGNATURE, typed=True, inline=_where(_ordered_by_python, "x >= y"))
def greater_or_equal(call: Call) -> Relation:
    return _relation(call, operator.ge)


# ------------------------------------------------------------------------------------------- the larger, the less


def _max_text(call: Call) -> str | None:
    if call.labels["A"] in _FLOATS:
        return "a if (a := x) >= (b := y) or a != a else b"
    return "a if (a := x) >= (b := y) else b" if _ordered_by_python(call) else None


def _min_text(call: Call) -> str | None:
    if call.labels["A"] in _FLOATS:
        return "a if (a := x) < (b := y) or b != b else b"
    return "a if (a := x) < (b := y) else b" if _ordered_by_python(call) else None


@function("max", "(x: any A, y: A) -> A", typed=True, inline=_max_text)
def maximum(call: Call) -> Callable[[Any, Any], Any]:
    compare = comparator(call.labels["A"])
    return lambda x, y: x if compare(x, y) >= 0 else y


@function("min", "(x: any A, y: A) -> A", typed=True, inline=_min_text)
def minimum(call: Call) -> Callable[[Any, Any], Any]:
    compare = comparator(call.labels["A"])
    return lambda x, y: x if compare(x, y) < 0 else y
