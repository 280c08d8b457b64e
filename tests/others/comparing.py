"""What differs between two answers to one request, and which fact decides who is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from unittest.mock import ANY

Parts = Mapping[str, Any]

ABSENT = "(absent)"
"""Stands for what one side has not."""
EVERY = "every"
"""Stands for all requests of a table."""


class Difference(NamedTuple):
    """A difference that is known. Only what differs is told of.

    who     the other implementation
    asked   the name of the request, or EVERY
    theirs  parts of the answer, or places in the event; ANY for words of its own
    ours    the same of the emulator's
    fact    why ours is right: from AWS's documentation, or recorded on AWS; or that nobody knows
    """

    who: str
    asked: str
    theirs: Parts
    ours: Parts
    fact: str


class Differing(NamedTuple):
    """What differs, with its values on each side."""

    theirs: Parts
    ours: Parts


def differing(theirs: Parts, ours: Parts) -> Differing:
    """What is not the same, or on one side only."""
    parts = dict.fromkeys([*theirs, *ours])
    pairs = {part: (theirs.get(part, ABSENT), ours.get(part, ABSENT)) for part in parts}
    found = {part: pair for part, pair in pairs.items() if ANY is pair[0] or pair[0] != pair[1]}
    return Differing(*({part: pair[side] for part, pair in found.items()} for side in (0, 1)))


def known(differences: Iterable[Difference], who: str, asked: str) -> Differing:
    """What is known of a request; it goes before what is known of EVERY."""
    rows = [one for one in differences if one.who == who and one.asked in (EVERY, asked)]
    rows.sort(key=lambda one: one.asked != EVERY)
    theirs: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for row in rows:
        theirs |= {part: row.theirs.get(part, ABSENT) for part in row.ours} | dict(row.theirs)
        ours |= {part: row.ours.get(part, ABSENT) for part in row.theirs} | dict(row.ours)
    return differing(theirs, ours)
