"""Items that a service takes a few at a time, and of which it may refuse some and take the others.

    items -> batches within the service's limits -> a call for each -> those that may go better are sent again

What is sent twice because an answer was lost is there twice: the services deliver at least once, and so do we.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from scorelet.signed.caller import Caller
    from scorelet.wire.deadline import Deadline


class Refused(NamedTuple):
    """An item that was not taken: its place among those that were given, AWS's code and sentence.

    `final`: it would be refused again, as it is.
    """

    place: int
    code: str
    message: str
    final: bool = False


class Limits(NamedTuple):
    """Of one call: items, and bytes of all of them."""

    items: int
    size: int


Send = Callable[[Sequence[int], "Deadline"], Mapping[int, Refused]]
"""Indices of items, which fit into one call -> those that were refused, by index."""


def sent(caller: Caller, sizes: Sequence[int], limits: Limits, send: Send) -> tuple[Refused, ...]:
    """Send all items, whose sizes in bytes are given; those that were refused to the last, in order.

    All calls and pauses together take the caller's budget at most. Raises AwsCallError when a whole call fails: what
    lay in earlier batches has been sent then.
    """
    deadline = caller.deadline()
    left: Sequence[int] = range(len(sizes))
    final: dict[int, Refused] = {}
    passing: dict[int, Refused] = {}
    for _ in caller.tries(deadline):
        passing = {}
        for batch in _batches(left, sizes, limits):
            for index, refused in send(batch, deadline).items():
                (final if refused.final else passing)[index] = refused
        left = sorted(passing)
        if not left:
            break
    found = final | passing
    return tuple(found[index] for index in sorted(found))


def _batches(indices: Sequence[int], sizes: Sequence[int], limits: Limits) -> Iterator[list[int]]:
    """In order; an item that is too large by itself is a batch, and the service says so."""
    batch: list[int] = []
    size = 0
    for index in indices:
        if batch and (len(batch) == limits.items or size + sizes[index] > limits.size):
            yield batch
            batch, size = [], 0
        batch.append(index)
        size += sizes[index]
    if batch:
        yield batch
