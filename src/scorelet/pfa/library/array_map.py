"""A document's function applied to every item: map, filter, filterMap, flatMap, zipmap, and each with the index.

Nearly all are written as the comprehension that stands in place of the call in compiled code, so that the
document's function is expanded inside the loop. The Python function beside it does the same for callables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, count
from typing import Any

from scorelet.pfa.library.registry import Call, failure, function

Values = list[Any]
Fcn = Callable[..., Any]

MISALIGNED = "misaligned arrays"


@function(
    "a.map",
    "(a: array of any A, fcn: function (A) -> any B) -> array of B",
    inline="[fcn(x) for x in a]",
    specialise="scorelet.pfa.lower.ensembles:map_ensemble",
)
def map_items(a: Values, fcn: Fcn) -> Values:
    return list(map(fcn, a))


@function(
    "a.mapWithIndex",
    "(a: array of any A, fcn: function (int, A) -> any B) -> array of B",
    inline="[fcn(i, x) for i, x in enumerate(a)]",
    specialise="scorelet.pfa.lower.spelled:spelled_out",
)
def map_with_index(a: Values, fcn: Fcn) -> Values:
    return list(map(fcn, count(), a))


@function(
    "a.filter",
    "(a: array of any A, fcn: function (A) -> boolean) -> array of A",
    inline="[x for x in a if fcn(x)]",
)
def filter_items(a: Values, fcn: Fcn) -> Values:
    return list(filter(fcn, a))


@function(
    "a.filterWithIndex",
    "(a: array of any A, fcn: function (int, A) -> boolean) -> array of A",
    inline="[x for i, x in enumerate(a) if fcn(i, x)]",
)
def filter_with_index(a: Values, fcn: Fcn) -> Values:
    return [x for i, x in enumerate(a) if fcn(i, x)]


@function(
    "a.filterMap",
    "(a: array of any A, fcn: function (A) -> union {any B, null}) -> array of B",
    inline="[y for y in [fcn(x) for x in a] if y is not None]",
)
def filter_map(a: Values, fcn: Fcn) -> Values:
    return [y for y in map(fcn, a) if y is not None]


@function(
    "a.filterMapWithIndex",
    "(a: array of any A, fcn: function (int, A) -> union {any B, null}) -> array of B",
    inline="[y for y in [fcn(i, x) for i, x in enumerate(a)] if y is not None]",
)
def filter_map_with_index(a: Values, fcn: Fcn) -> Values:
    return [y for y in map(fcn, count(), a) if y is not None]


@function(
    "a.flatMap",
    "(a: array of any A, fcn: function (A) -> array of any B) -> array of B",
    inline="[y for x in a for y in fcn(x)]",
)
def flat_map(a: Values, fcn: Fcn) -> Values:
    return list(chain.from_iterable(map(fcn, a)))


@function(
    "a.flatMapWithIndex",
    "(a: array of any A, fcn: function (int, A) -> array of any B) -> array of B",
    inline="[y for i, x in enumerate(a) for y in fcn(i, x)]",
)
def flat_map_with_index(a: Values, fcn: Fcn) -> Values:
    return list(chain.from_iterable(map(fcn, count(), a)))


@function(
    "a.flatten",
    "(a: array of array of any A) -> array of A",
    inline="[y for x in a for y in x]",
    specialise="scorelet.pfa.lower.spelled:spelled_out",
)
def flatten(a: list[Values]) -> Values:
    return list(chain.from_iterable(a))


# ---------------------------------------------------------------------------------------------------- zipmap


def rows(*arrays: Values) -> Iterator[tuple[Any, ...]]:
    """The rows of `a.zipmap`."""
    return zip(*_aligned("a.zipmap", 15650, arrays), strict=True)


def rows_with_index(*arrays: Values) -> Iterator[tuple[Any, ...]]:
    """The rows of `a.zipmapWithIndex`, each starting with its index."""
    return zip(count(), *_aligned("a.zipmapWithIndex", 15660, arrays), strict=False)


def _aligned(name: str, code: int, arrays: tuple[Values, ...]) -> tuple[Values, ...]:
    if any(len(array) != len(arrays[0]) for array in arrays):
        raise failure(name, code)
    return arrays


ZIPMAP = {
    3: "[fcn(x, y) for x, y in rows(a, b)]",
    4: "[fcn(x, y, z) for x, y, z in rows(a, b, c)]",
    5: "[fcn(x, y, z, w) for x, y, z, w in rows(a, b, c, d)]",
}
ZIPMAP_WITH_INDEX = {
    3: "[fcn(i, x, y) for i, x, y in rows_with_index(a, b)]",
    4: "[fcn(i, x, y, z) for i, x, y, z in rows_with_index(a, b, c)]",
    5: "[fcn(i, x, y, z, w) for i, x, y, z, w in rows_with_index(a, b, c, d)]",
}
"""The inline text, by the number of arguments."""


def _zipmap(call: Call) -> str:
    return ZIPMAP[len(call.args)]


def _zipmap_with_index(call: Call) -> str:
    return ZIPMAP_WITH_INDEX[len(call.args)]


@function(
    "a.zipmap",
    "(a: array of any A, b: array of any B, fcn: function (A, B) -> any Z) -> array of Z",
    "(a: array of any A, b: array of any B, c: array of any C, fcn: function (A, B, C) -> any Z) -> array of Z",
    "(a: array of any A, b: array of any B, c: array of any C, d: array of any D, "
    "fcn: function (A, B, C, D) -> any Z) -> array of Z",
    errors={15650: MISALIGNED},
    inline=_zipmap,
    specialise="scorelet.pfa.lower.spelled:spelled_out",
)
def zipmap(*args: Any) -> Values:
    *arrays, fcn = args
    return [fcn(*row) for row in rows(*arrays)]


@function(
    "a.zipmapWithIndex",
    "(a: array of any A, b: array of any B, fcn: function (int, A, B) -> any Z) -> array of Z",
    "(a: array of any A, b: array of any B, c: array of any C, fcn: function (int, A, B, C) -> any Z) -> array of Z",
    "(a: array of any A, b: array of any B, c: array of any C, d: array of any D, "
    "fcn: function (int, A, B, C, D) -> any Z) -> array of Z",
    errors={15660: MISALIGNED},
    inline=_zipmap_with_index,
    specialise="scorelet.pfa.lower.spelled:spelled_out",
)
def zipmap_with_index(*args: Any) -> Values:
    *arrays, fcn = args
    return [fcn(*row) for row in rows_with_index(*arrays)]
