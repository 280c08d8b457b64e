"""Reading parts of an array (``a.len`` to ``a.init``).

PFA's indexes and slices are Python's: negative ones count from the right, slices beyond the ends are cut.
"""

from __future__ import annotations

from typing import Any

from scorelet.pfa.library.registry import failure, function

EMPTY = "empty array"


@function("a.len", "(a: array of any A) -> int", inline="len(a)", specialise="scorelet.pfa.lower.tallies:length")
def length(a: list[Any]) -> int:
    return len(a)


@function("a.subseq", "(a: array of any A, start: int, end: int) -> array of A", inline="a[start:end]")
def subseq(a: list[Any], start: int, end: int) -> list[Any]:
    return a[start:end]


@function("a.head", "(a: array of any A) -> A", errors={15020: EMPTY})
def head(a: list[Any]) -> Any:
    if not a:
        raise failure("a.head", 15020)
    return a[0]


@function("a.tail", "(a: array of any A) -> array of A", errors={15030: EMPTY})
def tail(a: list[Any]) -> list[Any]:
    if not a:
        raise failure("a.tail", 15030)
    return a[1:]


@function("a.last", "(a: array of any A) -> A", errors={15040: EMPTY})
def last(a: list[Any]) -> Any:
    if not a:
        raise failure("a.last", 15040)
    return a[-1]


@function("a.init", "(a: array of any A) -> array of A", errors={15050: EMPTY})
def init(a: list[Any]) -> list[Any]:
    if not a:
        raise failure("a.init", 15050)
    return a[:-1]
