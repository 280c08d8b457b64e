"""map.argmax, map.argmin and their kin: the keys of the highest or lowest values.

Among equal values the key that comes first in lexicographic order counts first. So keys are sorted once, and
everything after that is stable. NaN is higher than every other number.

A `lessThan` of the document's own need not be a consistent order; each function asks it about the candidate that
comes later in the order of keys against the best one so far, and a tie leaves the earlier key in place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.ordering import sort_key
from scorelet.pfa.types import DOUBLE, FLOAT, Type

Values = dict[str, Any]
LessThan = Callable[[Any, Any], bool]
Ranking = Callable[[Values], Callable[[str], Any]]
"""From a map to the function that says, for a key of it, where the key's value stands."""


def _ranking(t: Type) -> Ranking:
    key = sort_key(t)
    if key is None:
        return lambda m: m.__getitem__
    if t in (FLOAT, DOUBLE):
        # A sum is NaN whenever an item is: most maps have none, and their numbers rank by themselves.
        return lambda m: m.__getitem__ if _no_nan(sum(m.values())) else lambda k: key(m[k])
    return lambda m: lambda k: key(m[k])


def _no_nan(x: float) -> bool:
    return x == x


def _first(m: Values, n: int, by: Callable[[str], Any], highest: bool) -> list[str]:
    return sorted(sorted(m), key=by, reverse=highest)[:n]


def _by(m: Values, less_than: LessThan) -> Callable[[str], Any]:
    """Sorting only ever asks whether one item is less than another."""

    def compare(a: str, b: str) -> int:
        return -1 if less_than(m[a], m[b]) else 0

    return cmp_to_key(compare)


# -------------------------------------------------------------------------------------- by Avro's sort order


@function(
    "map.argmax",
    "(m: map of any A) -> string",
    errors={26120: "empty map"},
    typed=True,
    specialise="scorelet.pfa.lower.entries:argmax",
)
def argmax(call: Call) -> Callable[[Values], str]:
    ranking = _ranking(call.labels["A"])

    def run(m: Values) -> str:
        if not m:
            raise failure("map.argmax", 26120)
        return max(sorted(m), key=ranking(m))

    return run


@function("map.argmin", "(m: map of any A) -> string", errors={26130: "empty map"}, typed=True)
def argmin(call: Call) -> Callable[[Values], str]:
    ranking = _ranking(call.labels["A"])

    def run(m: Values) -> str:
        if not m:
            raise failure("map.argmin", 26130)
        return min(sorted(m), key=ranking(m))

    return run


@function(
    "map.argmaxN",
    "(m: map of any A, n: int) -> array of string",
    errors={26160: "empty map", 26161: "n < 0"},
    typed=True,
)
def argmax_n(call: Call) -> Callable[[Values, int], list[str]]:
    ranking = _ranking(call.labels["A"])

    def run(m: Values, n: int) -> list[str]:
        if not m:
            raise failure("map.argmaxN", 26160)
        if n < 0:
            raise failure("map.argmaxN", 26161)
        return _first(m, n, ranking(m), highest=True)

    return run


@function(
    "map.argminN",
    "(m: map of any A, n: int) -> array of string",
    errors={26170: "empty map", 26171: "n < 0"},
    typed=True,
)
def argmin_n(call: Call) -> Callable[[Values, int], list[str]]:
    ranking = _ranking(call.labels["A"])

    def run(m: Values, n: int) -> list[str]:
        if not m:
            raise failure("map.argminN", 26170)
        if n < 0:
            raise failure("map.argminN", 26171)
        return _first(m, n, ranking(m), highest=False)

    return run


# ---------------------------------------------------------------------------------- by the document's function


@function(
    "map.argmaxLT",
    "(m: map of any A, lessThan: function (A, A) -> boolean) -> string",
    errors={26140: "empty map"},
)
def argmax_lt(m: Values, less_than: LessThan) -> str:
    if not m:
        raise failure("map.argmaxLT", 26140)
    best, *others = sorted(m)
    for k in others:
        if less_than(m[best], m[k]):
            best = k
    return best


@function(
    "map.argminLT",
    "(m: map of any A, lessThan: function (A, A) -> boolean) -> string",
    errors={26150: "empty map"},
)
def argmin_lt(m: Values, less_than: LessThan) -> str:
    if not m:
        raise failure("map.argminLT", 26150)
    best, *others = sorted(m)
    for k in others:
        if less_than(m[k], m[best]):
            best = k
    return best


@function(
    "map.argmaxNLT",
    "(m: map of any A, n: int, lessThan: function (A, A) -> boolean) -> array of string",
    errors={26180: "empty map", 26181: "n < 0"},
)
def argmax_n_lt(m: Values, n: int, less_than: LessThan) -> list[str]:
    if not m:
        raise failure("map.argmaxNLT", 26180)
    if n < 0:
        raise failure("map.argmaxNLT", 26181)
    return _first(m, n, _by(m, less_than), highest=True)


@function(
    "map.argminNLT",
    "(m: map of any A, n: int, lessThan: function (A, A) -> boolean) -> array of string",
    errors={26190: "empty map", 26191: "n < 0"},
)
def argmin_n_lt(m: Values, n: int, less_than: LessThan) -> list[str]:
    if not m:
        raise failure("map.argminNLT", 26190)
    if n < 0:
        raise failure("map.argminNLT", 26191)
    return _first(m, n, _by(m, less_than), highest=False)
