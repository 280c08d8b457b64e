"""What differs between two answers to one request, and which fact decides who is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tests.others.invoking import Invoked
from tests.others.sending import Answered

ABSENT = "(absent)"
"""Stands for what one side has not."""

Found = dict[str, tuple[Any, Any]]
"""What differs: theirs and ours, by its part."""


class Difference(NamedTuple):
    """A difference that is known.

    who    the other implementation
    asked  the name of the request; EVERY: of all requests of the table
    part   of the answer, or the place in the event
    fact   why ours is right: from AWS's documentation, or recorded on AWS; or why neither can be held to one
    """

    who: str
    asked: str
    part: str
    theirs: Any
    ours: Any
    fact: str


EVERY = "every"


def answers_differ(theirs: Answered, ours: Answered) -> Found:
    """By the names of the fields."""
    return _differ(theirs._asdict(), ours._asdict())


def invocations_differ(theirs: Invoked, ours: Invoked) -> Found:
    """By the names of the fields."""
    return _differ(theirs._asdict(), ours._asdict())


def events_differ(theirs: Any, ours: Any) -> Found:
    """By the places of the leaves."""
    return _differ(leaves(theirs), leaves(ours))


def _differ(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Found:
    parts = dict.fromkeys([*theirs, *ours])
    pairs = {part: (theirs.get(part, ABSENT), ours.get(part, ABSENT)) for part in parts}
    return {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}


def expected(differences: Iterable[Difference], who: str, asked: str) -> Found:
    """The known differences of a request. What is known of the request itself goes before what holds for every."""
    known = [one for one in differences if one.who == who and one.asked in (asked, EVERY)]
    known.sort(key=lambda one: one.asked != EVERY)
    pairs = {one.part: (one.theirs, one.ours) for one in known}
    return {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}


# ------------------------------------------------------------------------------------------- events

VARYING = frozenset(
    {
        "accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "requestId",
        "requestTime", "requestTimeEpoch", "resourceId", "apiKeyId", "Host", "X-Amzn-Trace-Id", "X-Forwarded-Port",
    }
)  # fmt: skip
"""Keys of events whose values are of one implementation, or one request: only their types are compared."""


def leaves(event: Any, place: str = "", varies: bool = False) -> dict[str, Any]:
    """The values in an event by their places; of one that varies, its type. Empty lists and objects are values."""
    items: Iterable[tuple[str, Any]] = ()
    if isinstance(event, dict):
        items = event.items()
    elif isinstance(event, list):
        items = ((str(number), item) for number, item in enumerate(event))
    found: dict[str, Any] = {}
    for key, item in items:
        found |= leaves(item, f"{place}.{key}".lstrip("."), varies or key in VARYING)
    if found:
        return found
    return {place: type(event).__name__ if varies and event is not None else event}
