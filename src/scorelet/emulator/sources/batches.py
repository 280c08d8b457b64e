"""Records become events: so many that an event stays within what Lambda takes (6 MB)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from scorelet.emulator.event_json import encoded
from scorelet.emulator.sources.values import Json
from scorelet.emulator.values import LARGEST_REQUEST

ENVELOPE = 4096
"""Bytes that are left for what stands around the records."""


class Sized(Protocol):
    @property
    def size(self) -> int: ...


S = TypeVar("S", bound=Sized)


def size_of(record: Json) -> int:
    """Bytes of a record in an event, with its comma."""
    return len(encoded(record)) + 1


def fitting(records: Sequence[S], most: int, limit: int = LARGEST_REQUEST - ENVELOPE) -> int:
    """How many of the records, from the first, are one event's. One that is too large goes alone: Lambda refuses it."""
    total = 0
    for count, record in enumerate(records[:most]):
        total += record.size
        if total > limit and count:
            return count
    return min(most, len(records))
