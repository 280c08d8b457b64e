"""Arrays as sets.

Items are the same when `ordering.equality` says so, hence a NaN is never the same as anything. Where items can
be hashed, Python's sets do the work; else Python's search of lists where its ``==`` is right; else each item is
compared with each.

The results of `a.diff` and `a.symdiff` keep the duplicates of the arrays they come from. So does
`a.intersection`, which lists what `b` shares after what `a` shares: so Titus, an earlier PFA engine, answers,
and as a set it is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import eq
from typing import Any

from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.ordering import equality
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Enum, Fixed, Type

Values = list[Any]
Test = Callable[[Any], bool]
Binary = Callable[[Values, Values], Values]
Relation = Callable[[Values, Values], bool]

COMBINE = "(a: array of any A, b: array of A) -> array of A"
COMPARE = "(a: array of any A, b: array of A) -> boolean"


def _hashes(t: Type) -> bool:
    """Whether Python's sets know the values of type `t` apart (for numbers: all but NaN)."""
    return isinstance(t, Enum | Fixed) or t in (NULL, BOOLEAN, INT, LONG, STRING, BYTES)


def _membership(t: Type) -> Callable[[Values], Test]:
    """What turns an array of `t` into a test of whether a value is in it."""
    if _hashes(t):
        return lambda a: set(a).__contains__
    if t in (FLOAT, DOUBLE):
        return _member_of_numbers
    same = equality(t)
    if same is eq:
        return lambda a: a.__contains__
    return lambda a: lambda x: any(same(x, y) for y in a)


def _member_of_numbers(a: list[float]) -> Test:
    found = set(a)
    return lambda x: x == x and x in found


def _distinct(t: Type) -> Callable[[Values], Values]:
    if _hashes(t):
        return lambda a: list(dict.fromkeys(a))
    same = equality(t)
    if t in (FLOAT, DOUBLE):
        return _distinct_numbers

    def run(a: Values) -> Values:
        kept: Values = []
        for x in a:
            if not any(same(x, y) for y in kept):
                kept.append(x)
        return kept

    return run


def _distinct_numbers(a: list[float]) -> list[float]:
    found: dict[object, float] = {}
    for x in a:
        # An object is a key that equals no other: every NaN stays.
        found.setdefault(x if x == x else object(), x)
    return list(found.values())


# ------------------------------------------------------------------------------------------------ new arrays


@function("a.distinct", "(a: array of any A) -> array of A", typed=True)
def distinct(call: Call) -> Callable[[Values], Values]:
    return _distinct(call.labels["A"])


@function("a.union", COMBINE, typed=True)
def union(call: Call) -> Binary:
    keep = _distinct(call.labels["A"])
    return lambda a, b: keep(a + b)


@function("a.intersection", COMBINE, typed=True)
def intersection(call: Call) -> Binary:
    membership = _membership(call.labels["A"])

    def run(a: Values, b: Values) -> Values:
        return [*filter(membership(b), a), *filter(membership(a), b)]

    return run


@function("a.diff", COMBINE, typed=True)
def diff(call: Call) -> Binary:
    return _diff(call.labels["A"])


@function("a.symdiff", COMBINE, typed=True)
def symdiff(call: Call) -> Binary:
    minus = _diff(call.labels["A"])
    return lambda a, b: minus(a, b) + minus(b, a)


def _diff(t: Type) -> Binary:
    membership = _membership(t)

    def run(a: Values, b: Values) -> Values:
        in_b = membership(b)
        return [x for x in a if not in_b(x)]

    return run


# ------------------------------------------------------------------------------------------------ comparisons


@function("a.seteq", COMPARE, typed=True)
def seteq(call: Call) -> Relation:
    within = _within(call.labels["A"])
    return lambda a, b: within(a, b) and within(b, a)


@function("a.subset", "(little: array of any A, big: array of A) -> boolean", typed=True)
def subset(call: Call) -> Relation:
    return _within(call.labels["A"])


@function("a.disjoint", COMPARE, typed=True)
def disjoint(call: Call) -> Relation:
    membership = _membership(call.labels["A"])
    return lambda a, b: not any(map(membership(b), a))


def _within(t: Type) -> Relation:
    membership = _membership(t)
    return lambda little, big: all(map(membership(big), little))
