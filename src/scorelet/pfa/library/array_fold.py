"""A document's function that gathers the items of an array: tallies, prefixes, quantifiers, groups."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import count, dropwhile, takewhile
from typing import Any

from scorelet.pfa.library.array_access import EMPTY
from scorelet.pfa.library.registry import failure, function

Values = list[Any]
Predicate = Callable[..., bool]
Step = Callable[[Any, Any], Any]


# --------------------------------------------------------------------------------------------------- tallies


@function(
    "a.reduce",
    "(a: array of any A, fcn: function (A, A) -> A) -> A",
    errors={15670: EMPTY},
    specialise="scorelet.pfa.lower.tallies:reduced",
)
def reduce_left(a: Values, fcn: Step) -> Any:
    if not a:
        raise failure("a.reduce", 15670)
    return reduce(fcn, a)


@function("a.reduceRight", "(a: array of any A, fcn: function (A, A) -> A) -> A", errors={15680: EMPTY})
def reduce_right(a: Values, fcn: Step) -> Any:
    if not a:
        raise failure("a.reduceRight", 15680)
    return reduce(lambda tally, x: fcn(x, tally), reversed(a))


@function("a.fold", "(a: array of any A, zero: any B, fcn: function (B, A) -> B) -> B")
def fold(a: Values, zero: Any, fcn: Step) -> Any:
    return reduce(fcn, a, zero)


@function("a.foldRight", "(a: array of any A, zero: any B, fcn: function (A, B) -> B) -> B")
def fold_right(a: Values, zero: Any, fcn: Step) -> Any:
    return reduce(lambda tally, x: fcn(x, tally), reversed(a), zero)


# -------------------------------------------------------------------------------------------------- prefixes


@function("a.takeWhile", "(a: array of any A, fcn: function (A) -> boolean) -> array of A")
def take_while(a: Values, fcn: Predicate) -> Values:
    return list(takewhile(fcn, a))


@function("a.dropWhile", "(a: array of any A, fcn: function (A) -> boolean) -> array of A")
def drop_while(a: Values, fcn: Predicate) -> Values:
    return list(dropwhile(fcn, a))


# ----------------------------------------------------------------------------------------------- quantifiers


@function(
    "a.any",
    "(a: array of any A, fcn: function (A) -> boolean) -> boolean",
    inline="any(fcn(x) for x in a)",
)
def any_item(a: Values, fcn: Predicate) -> bool:
    return any(map(fcn, a))


@function(
    "a.all",
    "(a: array of any A, fcn: function (A) -> boolean) -> boolean",
    inline="all(fcn(x) for x in a)",
)
def all_items(a: Values, fcn: Predicate) -> bool:
    return all(map(fcn, a))


@function("a.corresponds", "(a: array of any A, b: array of any B, fcn: function (A, B) -> boolean) -> boolean")
def corresponds(a: Values, b: Values, fcn: Predicate) -> bool:
    return len(a) == len(b) and all(map(fcn, a, b))


@function(
    "a.correspondsWithIndex",
    "(a: array of any A, b: array of any B, fcn: function (int, A, B) -> boolean) -> boolean",
)
def corresponds_with_index(a: Values, b: Values, fcn: Predicate) -> bool:
    return len(a) == len(b) and all(map(fcn, count(), a, b))


# ---------------------------------------------------------------------------------------------------- groups


@function("a.groupby", "(a: array of any A, fcn: function (A) -> string) -> map of array of A")
def groupby(a: Values, fcn: Callable[[Any], str]) -> dict[str, Values]:
    groups: dict[str, Values] = {}
    for x in a:
        groups.setdefault(fcn(x), []).append(x)
    return groups
