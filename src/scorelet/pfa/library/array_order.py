"""Sorting an array, and its extremes: the greatest and least items or their places, by type or less-than.

By type, items are ordered as `ordering.sort_key` says. Its keys for float and double exist only for NaN's
sake, so an array of numbers without one is ordered without keys, by Python itself.

A less-than function is asked as seldom as possible: once for each item by an extreme, and by a sort only the
one question ("is this less than that?") that Python's sort is built on.

Ties keep the order of the array; the n greatest come greatest first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from math import isnan
from typing import Any

from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.ordering import sort_key
from scorelet.pfa.types import DOUBLE, FLOAT, Type

Values = list[Any]
LessThan = Callable[[Any, Any], bool]
Keys = Callable[[Values], Values]

EMPTY = "empty array"
NEGATIVE = "n < 0"

BEST = "(a: array of any A) -> A"
BEST_LT = "(a: array of any A, lessThan: function (A, A) -> boolean) -> A"
TOP = "(a: array of any A, n: int) -> array of A"
TOP_LT = "(a: array of any A, n: int, lessThan: function (A, A) -> boolean) -> array of A"
BEST_AT = "(a: array of any A) -> int"
BEST_LT_AT = "(a: array of any A, lessThan: function (A, A) -> boolean) -> int"
TOP_AT = "(a: array of any A, n: int) -> array of int"
TOP_LT_AT = "(a: array of any A, n: int, lessThan: function (A, A) -> boolean) -> array of int"


def keys_of(t: Type) -> Keys:
    """What turns an array of `t` into one, item for item, that Python orders as `t` is ordered."""
    key = sort_key(t)
    if key is None:
        return lambda a: a
    if t in (FLOAT, DOUBLE):
        return lambda a: list(map(key, a)) if any(map(isnan, a)) else a
    return lambda a: list(map(key, a))


def ranks(keys: Values, reverse: bool = False) -> list[int]:
    """The places of an array's items in the order of their keys."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)


def sort_by(keys: Keys) -> Callable[[Values], Values]:
    """Sorting by keys (ascending)."""

    def run(a: Values) -> Values:
        found = keys(a)
        return sorted(a) if found is a else [a[i] for i in ranks(found)]

    return run


def _wrapped(a: Values, less: LessThan) -> Values:
    """The items as keys that compare by `less`. They have nothing but ``<``, all that a sort asks for."""
    return list(map(cmp_to_key(lambda x, y: -1 if less(x, y) else 0), a))


# -------------------------------------------------------------------------------------------------- sorting


@function(
    "a.sort",
    "(a: array of any A) -> array of A",
    typed=True,
    inline=lambda call: "sorted(a)" if sort_key(call.labels["A"]) is None else None,
)
def sort(call: Call) -> Callable[[Values], Values]:
    return sort_by(keys_of(call.labels["A"]))


@function("a.sortLT", "(a: array of any A, lessThan: function (A, A) -> boolean) -> array of A")
def sort_lt(a: Values, less: LessThan) -> Values:
    return [a[i] for i in ranks(_wrapped(a, less))]


# ------------------------------------------------------------------------------------------ how to pick one


def _place(call: Call, code: int, pick: Callable[[Values], Any]) -> Callable[[Values], int]:
    """The place of the first item that `pick` (max or min) chooses."""
    name, keys = call.name, keys_of(call.labels["A"])

    def run(a: Values) -> int:
        if not a:
            raise failure(name, code)
        found = keys(a)
        return found.index(pick(found))

    return run


def _place_lt(name: str, code: int, a: Values, better: LessThan) -> int:
    if not a:
        raise failure(name, code)
    best = 0
    for i in range(1, len(a)):
        if better(a[i], a[best]):
            best = i
    return best


def _item(call: Call, code: int, pick: Callable[[Values], Any]) -> Callable[[Values], Any]:
    place = _place(call, code, pick)
    return lambda a: a[place(a)]


def _item_lt(name: str, code: int, a: Values, better: LessThan) -> Any:
    return a[_place_lt(name, code, a, better)]


# -------------------------------------------------------------------------------------- how to pick several


def _refuse(name: str, code: int, a: Values, n: int) -> None:
    """Raise `code` for an empty array and the one after it for a negative number."""
    if not a:
        raise failure(name, code)
    if n < 0:
        raise failure(name, code + 1)


def _places(call: Call, code: int, reverse: bool) -> Callable[[Values, int], list[int]]:
    name, keys = call.name, keys_of(call.labels["A"])

    def run(a: Values, n: int) -> list[int]:
        _refuse(name, code, a, n)
        return ranks(keys(a), reverse)[:n]

    return run


def _items(call: Call, code: int, reverse: bool) -> Callable[[Values, int], Values]:
    places = _places(call, code, reverse)
    return lambda a, n: [a[i] for i in places(a, n)]


def _places_lt(name: str, code: int, a: Values, n: int, less: LessThan, reverse: bool) -> list[int]:
    _refuse(name, code, a, n)
    return ranks(_wrapped(a, less), reverse)[:n]


def _items_lt(name: str, code: int, a: Values, n: int, less: LessThan, reverse: bool) -> Values:
    return [a[i] for i in _places_lt(name, code, a, n, less, reverse)]


# -------------------------------------------------------------------------------------------------- extremes


@function("a.max", BEST, errors={15240: EMPTY}, typed=True, specialise="scorelet.pfa.lower.reductions:greatest")
def greatest(call: Call) -> Callable[[Values], Any]:
    return _item(call, 15240, max)


@function("a.min", BEST, errors={15250: EMPTY}, typed=True, specialise="scorelet.pfa.lower.reductions:least")
def least(call: Call) -> Callable[[Values], Any]:
    return _item(call, 15250, min)


@function("a.maxLT", BEST_LT, errors={15260: EMPTY})
def greatest_lt(a: Values, less: LessThan) -> Any:
    return _item_lt("a.maxLT", 15260, a, lambda x, y: less(y, x))


@function("a.minLT", BEST_LT, errors={15270: EMPTY})
def least_lt(a: Values, less: LessThan) -> Any:
    return _item_lt("a.minLT", 15270, a, less)


@function("a.maxN", TOP, errors={15280: EMPTY, 15281: NEGATIVE}, typed=True)
def n_greatest(call: Call) -> Callable[[Values, int], Values]:
    return _items(call, 15280, reverse=True)


@function("a.minN", TOP, errors={15290: EMPTY, 15291: NEGATIVE}, typed=True)
def n_least(call: Call) -> Callable[[Values, int], Values]:
    return _items(call, 15290, reverse=False)


@function("a.maxNLT", TOP_LT, errors={15300: EMPTY, 15301: NEGATIVE})
def n_greatest_lt(a: Values, n: int, less: LessThan) -> Values:
    return _items_lt("a.maxNLT", 15300, a, n, less, reverse=True)


@function("a.minNLT", TOP_LT, errors={15310: EMPTY, 15311: NEGATIVE})
def n_least_lt(a: Values, n: int, less: LessThan) -> Values:
    return _items_lt("a.minNLT", 15310, a, n, less, reverse=False)


# ---------------------------------------------------------------------------------------- places of extremes


@function("a.argmax", BEST_AT, errors={15320: EMPTY}, typed=True, specialise="scorelet.pfa.lower.reductions:argmax")
def argmax(call: Call) -> Callable[[Values], int]:
    return _place(call, 15320, max)


@function("a.argmin", BEST_AT, errors={15330: EMPTY}, typed=True, specialise="scorelet.pfa.lower.reductions:argmin")
def argmin(call: Call) -> Callable[[Values], int]:
    return _place(call, 15330, min)


@function("a.argmaxLT", BEST_LT_AT, errors={15340: EMPTY})
def argmax_lt(a: Values, less: LessThan) -> int:
    return _place_lt("a.argmaxLT", 15340, a, lambda x, y: less(y, x))


@function("a.argminLT", BEST_LT_AT, errors={15350: EMPTY})
def argmin_lt(a: Values, less: LessThan) -> int:
    return _place_lt("a.argminLT", 15350, a, less)


@function("a.argmaxN", TOP_AT, errors={15360: EMPTY, 15361: NEGATIVE}, typed=True)
def n_argmax(call: Call) -> Callable[[Values, int], list[int]]:
    return _places(call, 15360, reverse=True)


@function("a.argminN", TOP_AT, errors={15370: EMPTY, 15371: NEGATIVE}, typed=True)
def n_argmin(call: Call) -> Callable[[Values, int], list[int]]:
    return _places(call, 15370, reverse=False)


@function("a.argmaxNLT", TOP_LT_AT, errors={15380: EMPTY, 15381: NEGATIVE})
def n_argmax_lt(a: Values, n: int, less: LessThan) -> list[int]:
    return _places_lt("a.argmaxNLT", 15380, a, n, less, reverse=True)


@function("a.argminNLT", TOP_LT_AT, errors={15390: EMPTY, 15391: NEGATIVE})
def n_argmin_lt(a: Values, n: int, less: LessThan) -> list[int]:
    return _places_lt("a.argminNLT", 15390, a, n, less, reverse=False)
