"""Windows, combinations and permutations of an array.

Their results grow far beyond their arguments, so the size is computed first. A result that is too big to be
held would, by the specification, run into the document's timeout: that is raised at once, or, where there is
no timeout, an error without a code.
"""

from __future__ import annotations

import itertools
from math import comb, factorial
from typing import Any, Protocol

from scorelet.errors import PfaRuntimeError, PfaTimeoutError
from scorelet.pfa.library.registry import failure, function

Values = list[Any]

MOST_ITEMS = 10_000_000
"""How many items a result may have, counted in all its arrays."""


class Context(Protocol):
    """What is used of the engine's context here: the running routine's timeout, in milliseconds."""

    @property
    def timeout(self) -> int | None: ...


def _refuse_beyond(name: str, context: Context, arrays: int, size: int) -> None:
    items = arrays * size
    if items <= MOST_ITEMS:
        return
    if context.timeout is not None:
        raise PfaTimeoutError(context.timeout)
    raise PfaRuntimeError(f"result of {items} items exceeds the limit of {MOST_ITEMS}", code=None, function=name)


@function(
    "a.slidingWindow",
    "(a: array of any A, size: int, step: int) -> array of array of A",
    errors={15770: "size < 1", 15771: "step < 1"},
    engine=True,
)
def sliding_window(context: Context, a: Values, size: int, step: int) -> list[Values]:
    if size < 1:
        raise failure("a.slidingWindow", 15770)
    if step < 1:
        raise failure("a.slidingWindow", 15771)
    starts = range(0, len(a) - size + 1, step)
    _refuse_beyond("a.slidingWindow", context, len(starts), size)
    return [a[i : i + size] for i in starts]


@function(
    "a.combinations",
    "(a: array of any A, size: int) -> array of array of A",
    errors={15780: "size < 1"},
    engine=True,
)
def combinations(context: Context, a: Values, size: int) -> list[Values]:
    if size < 1:
        raise failure("a.combinations", 15780)
    _refuse_beyond("a.combinations", context, comb(len(a), size), size)
    return list(map(list, itertools.combinations(a, size)))


@function("a.permutations", "(a: array of any A) -> array of array of A", engine=True)
def permutations(context: Context, a: Values) -> list[Values]:
    # Nobody needs the exact number of arrangements of a long array.
    _refuse_beyond("a.permutations", context, factorial(min(len(a), 20)), len(a))
    return list(map(list, itertools.permutations(a)))
