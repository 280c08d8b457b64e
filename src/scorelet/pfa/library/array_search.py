"""Finding items in an array, runs of items, or what a predicate accepts.

Each function but the last two takes three kinds of needle: an array (a run of items to be found), an item, or
a predicate. Which one it is follows from the types of the call alone: a run has the haystack's own type. As the
signature for runs comes first, an array needle is a run wherever it can be one, even in an array of arrays.

Items are equal as `ordering.equality` says. Where that is Python's ``==``, Python's own search is used; it
looks at identity first, so a NaN (which equals nothing) is sorted out before.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import eq
from typing import Any

from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.ordering import Equality, equality
from scorelet.pfa.types import DOUBLE, FLOAT, Function

Search = Callable[[list[Any], Any], int]
Test = Callable[[list[Any], Any], bool]

PLACE = (
    "(haystack: array of any A, needle: array of A) -> int",
    "(haystack: array of any A, needle: A) -> int",
    "(haystack: array of any A, needle: function (A) -> boolean) -> int",
)
CONTAINS = (
    "(haystack: array of any A, needle: array of A) -> boolean",
    "(haystack: array of any A, needle: A) -> boolean",
    "(haystack: array of any A, needle: function (A) -> boolean) -> boolean",
)


def _takes_predicate(call: Call) -> bool:
    return isinstance(call.args[1], Function)


def _takes_run(call: Call) -> bool:
    return call.args[0] == call.args[1]


def _takes_simple_item(call: Call) -> bool:
    """Whether the needle is an item that Python's own search finds."""
    if _takes_predicate(call) or _takes_run(call):
        return False
    item = call.labels["A"]
    return item not in (FLOAT, DOUBLE) and equality(item) is eq


def _inline(simple: str, predicate: str) -> Callable[[Call], str | None]:
    def text(call: Call) -> str | None:
        if _takes_predicate(call):
            return predicate
        return simple if _takes_simple_item(call) else None

    return text


# ----------------------------------------------------------------------------------------------- contains


@function(
    "a.contains",
    *CONTAINS,
    typed=True,
    inline=_inline("needle in haystack", "any(needle(x) for x in haystack)"),
)
def contains(call: Call) -> Test:
    if _takes_predicate(call):
        return lambda haystack, accepts: any(map(accepts, haystack))
    find = _find(call)
    return lambda haystack, needle: find(haystack, needle) >= 0


# -------------------------------------------------------------------------------------------------- count


@function(
    "a.count",
    *PLACE,
    typed=True,
    inline=_inline("haystack.count(needle)", "sum([1 for x in haystack if needle(x)])"),
    specialise="scorelet.pfa.lower.tallies:count",
)
def count(call: Call) -> Search:
    if _takes_predicate(call):
        return lambda haystack, accepts: sum(map(accepts, haystack))
    same = equality(call.args[1])
    if _takes_run(call):
        return lambda haystack, needle: _count_run(haystack, needle, same)
    if same is eq:
        return lambda haystack, needle: haystack.count(needle) if needle == needle else 0
    return lambda haystack, needle: sum(same(x, needle) for x in haystack)


def _count_run(haystack: list[Any], needle: list[Any], same: Equality) -> int:
    """How often the run is found, overlaps included; an empty one never."""
    size = len(needle)
    if not size:
        return 0
    return sum(same(haystack[i : i + size], needle) for i in range(len(haystack) - size + 1))


# ---------------------------------------------------------------------------------------- index and rindex


@function("a.index", *PLACE, typed=True)
def index(call: Call) -> Search:
    return _find(call)


@function("a.rindex", *PLACE, typed=True)
def rindex(call: Call) -> Search:
    if _takes_predicate(call):
        return lambda haystack, accepts: _last(haystack, accepts)
    same = equality(call.args[1])
    if _takes_run(call):
        return lambda haystack, needle: _find_run(haystack, needle, same, backwards=True)
    return lambda haystack, needle: _last(haystack, lambda x: same(x, needle))


def _find(call: Call) -> Search:
    """The search for the first place of what this call looks for; -1 when there is none."""
    if _takes_predicate(call):
        return _first
    same = equality(call.args[1])
    if _takes_run(call):
        return lambda haystack, needle: _find_run(haystack, needle, same)
    if same is eq:
        return _find_simple
    return lambda haystack, needle: _first(haystack, lambda x: same(x, needle))


def _find_simple(haystack: list[Any], needle: Any) -> int:
    if needle != needle:
        return -1
    try:
        return haystack.index(needle)
    except ValueError:
        return -1


def _find_run(haystack: list[Any], needle: list[Any], same: Equality, backwards: bool = False) -> int:
    size = len(needle)
    places = range(len(haystack) - size + 1)
    for i in reversed(places) if backwards else places:
        if same(haystack[i : i + size], needle):
            return i
    return -1


def _first(haystack: list[Any], accepts: Callable[[Any], bool]) -> int:
    return next((i for i, x in enumerate(haystack) if accepts(x)), -1)


def _last(haystack: list[Any], accepts: Callable[[Any], bool]) -> int:
    return next((i for i in range(len(haystack) - 1, -1, -1) if accepts(haystack[i])), -1)


# --------------------------------------------------------------------------------- startswith and endswith


@function("a.startswith", *CONTAINS[:2], typed=True)
def startswith(call: Call) -> Test:
    same = equality(call.args[1])
    if _takes_run(call):
        return lambda haystack, needle: same(haystack[: len(needle)], needle)
    return lambda haystack, needle: bool(haystack) and same(haystack[0], needle)


@function("a.endswith", *CONTAINS[:2], typed=True)
def endswith(call: Call) -> Test:
    same = equality(call.args[1])
    if _takes_run(call):
        return lambda haystack, needle: same(haystack[max(0, len(haystack) - len(needle)) :], needle)
    return lambda haystack, needle: bool(haystack) and same(haystack[-1], needle)
