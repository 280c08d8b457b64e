"""The value in the middle of an array, at a fraction of it, and the most common one.

All three look at the array in sorted order (`array_order.keys_of`). Between two items, a number of type
float or double is interpolated; every other type takes the left one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isnan
from typing import Any

from scorelet.pfa.library.array_order import EMPTY, keys_of, ranks, sort_by
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.types import DOUBLE, FLOAT

Values = list[Any]


def _is_continuous(call: Call) -> bool:
    return call.labels["A"] in (FLOAT, DOUBLE)


def _center(ordered: Values, continuous: bool) -> Any:
    left = ordered[(len(ordered) - 1) // 2]
    if len(ordered) % 2 == 1 or not continuous:
        return left
    return (left + ordered[len(ordered) // 2]) / 2.0


@function("a.median", "(a: array of any A) -> A", errors={15450: EMPTY}, typed=True)
def median(call: Call) -> Callable[[Values], Any]:
    sort, continuous = sort_by(keys_of(call.labels["A"])), _is_continuous(call)

    def run(a: Values) -> Any:
        if not a:
            raise failure("a.median", 15450)
        return _center(sort(a), continuous)

    return run


@function(
    "a.ntile",
    "(a: array of any A, p: double) -> A",
    errors={15460: EMPTY, 15461: "p not a number"},
    typed=True,
)
def ntile(call: Call) -> Callable[[Values, float], Any]:
    sort, continuous = sort_by(keys_of(call.labels["A"])), _is_continuous(call)

    def run(a: Values, p: float) -> Any:
        if not a:
            raise failure("a.ntile", 15460)
        if isnan(p):
            raise failure("a.ntile", 15461)
        return _at(sort(a), min(max(p, 0.0), 1.0), continuous)

    return run


def _at(ordered: Values, p: float, continuous: bool) -> Any:
    """The value at the fraction `p` of the way from the first to the last item."""
    place = p * (len(ordered) - 1)
    left = floor(place)
    above = place - left
    if above == 0.0 or not continuous:
        return ordered[left]
    return ordered[left] * (1.0 - above) + ordered[left + 1] * above


@function("a.mode", "(a: array of any A) -> A", errors={15470: EMPTY}, typed=True)
def mode(call: Call) -> Callable[[Values], Any]:
    keys, continuous = keys_of(call.labels["A"]), _is_continuous(call)

    def run(a: Values) -> Any:
        if not a:
            raise failure("a.mode", 15470)
        counted = _counted(a, keys(a))
        most = max(times for times, _ in counted)
        return _center([x for times, x in counted if times == most], continuous)

    return run


def _counted(a: Values, keys: Values) -> list[tuple[int, Any]]:
    """How often each different item occurs, and the item, in sorted order."""
    order = ranks(keys)
    starts = [n for n, i in enumerate(order) if n == 0 or keys[order[n - 1]] < keys[i]]
    ends = [*starts[1:], len(order)]
    return [(end - start, a[order[start]]) for start, end in zip(starts, ends, strict=True)]
