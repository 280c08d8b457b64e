"""The records that `stat.sample.` functions keep: which optional fields one has, and how to write into it."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, inf
from operator import or_
from typing import Any

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.registry import Call
from scorelet.pfa.numbers import float32
from scorelet.pfa.types import DOUBLE, FLOAT, Array, Map, Record, Type

State = dict[str, Any]
Rounding = Callable[[Any], Any]


def divide(x: float, y: float) -> float:
    """x / y as IEEE 754 has it: never an exception."""
    if y:
        return x / y
    return x * copysign(inf, y)


def record_of(call: Call) -> Record:
    """The state's type: what the label `A` stands for."""
    found = call.labels["A"]
    if not isinstance(found, Record):
        raise PfaSemanticError(f"{call.name} expects a record as its state, got {found}")
    return found


def has(call: Call, field: str, expected: Type) -> bool:
    """Whether the state has this optional field; where it has, its type must be `expected`."""
    given = record_of(call).field(field)
    if given is not None and given != expected:
        raise PfaSemanticError(f"{call.name} expects field {field!r} to be {expected}, got {given}")
    return given is not None


def writer(call: Call, *fields: str) -> Callable[[State, State], State]:
    """The function of a state and new values for `fields` that gives the new state.

    The values are made of doubles; where a field has `float` they are rounded. A field of integers cannot hold
    them at all.
    """
    record = record_of(call)
    roundings: dict[str, Rounding] = {}
    for field in fields:
        t = record.by_name[field].type
        if not _holds_fractions(t):
            raise PfaSemanticError(f"{call.name} cannot write fractions into field {field!r}, which is {t}")
        rounding = _rounding(t)
        if rounding is not None:
            roundings[field] = rounding
    if not roundings:
        return or_

    def write(state: State, values: State) -> State:
        return {**state, **values, **{f: rounding(values[f]) for f, rounding in roundings.items() if f in values}}

    return write


def _holds_fractions(t: Type) -> bool:
    match t:
        case Array():
            return _holds_fractions(t.items)
        case Map():
            return _holds_fractions(t.values)
    return t in (FLOAT, DOUBLE)


def _rounding(t: Type) -> Rounding | None:
    match t:
        case Array():
            item = _rounding(t.items)
            return None if item is None else lambda x: [item(v) for v in x]
        case Map():
            value = _rounding(t.values)
            return None if value is None else lambda x: {k: value(v) for k, v in x.items()}
    return float32 if t is FLOAT else None
