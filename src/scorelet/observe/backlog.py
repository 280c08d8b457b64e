"""What waits to be written: first in, first out, bounded in records and in bytes.

Who offers is answering a request: one lock is taken for some instructions, and nothing is waited for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple

from scorelet.observe.recent import Recent

REMEMBERED = 10_000
"""So many of the last requests are not logged again."""

_ENTRY = 200
"""Bytes that an entry takes beside what it holds: its tuple, its numbers, its place in the queue."""


class Entry(NamedTuple):
    """The records of one request, in the form in which they wait. size: bytes."""

    records: int
    size: int
    held: Any


class Batching(NamedTuple):
    """A batch is written when so many records or bytes are there, or so many seconds after the last one."""

    records: int = 1000
    bytes: int = 1 << 20
    age: float = 1.0


class Bounds(NamedTuple):
    """What may wait."""

    records: int = 20_000
    bytes: int = 32 << 20


BATCHING = Batching()
BOUNDS = Bounds()


class Backlog:
    """Thread-safe. `awake` is called where who writes should look: at the first entry, and when a batch is there.

    `records`, `bytes`: what waits; `repeated`: records of requests that were here a moment ago.
    """

    def __init__(self, batching: Batching, bounds: Bounds, awake: Callable[[], object]) -> None:
        self._batching = batching
        self._bounds = bounds
        self._awake = awake
        self._lock = Lock()
        self._entries: deque[Entry] = deque()
        self._recent = Recent(REMEMBERED)
        self._closed = False
        self.records = 0
        self.bytes = 0
        self.repeated = 0

    def has_room(self, records: int) -> bool:
        """A quick look, so that nothing is prepared in vain; `offer` decides."""
        return not self._closed and self.records + records <= self._bounds.records and self.bytes < self._bounds.bytes

    def offer(self, key: Hashable, entry: Entry) -> bool:
        """Whether there is room for it. It is left out where `key` (None: no key) was taken a moment ago."""
        size = entry.size + _ENTRY
        with self._lock:
            if key is not None and key in self._recent:
                self.repeated += entry.records
                return True
            records, total = self.records + entry.records, self.bytes + size
            if self._closed or records > self._bounds.records or total > self._bounds.bytes:
                return False
            if key is not None:
                self._recent.add(key)
            first = not self._entries
            self._entries.append(entry)
            self.records, self.bytes = records, total
        if first or self.is_batch():
            self._awake()
        return True

    def is_batch(self) -> bool:
        """Whether there is enough for a batch."""
        return self.records >= self._batching.records or self.bytes >= self._batching.bytes

    def take(self) -> list[Entry]:
        """The oldest entries, up to one batch; at least one where there is any."""
        taken: list[Entry] = []
        records = size = 0
        with self._lock:
            while self._entries and records < self._batching.records and size < self._batching.bytes:
                entry = self._entries.popleft()
                taken.append(entry)
                records += entry.records
                size += entry.size + _ENTRY
            self.records -= records
            self.bytes -= size
        return taken

    def close(self) -> None:
        """Take nothing more."""
        with self._lock:
            self._closed = True

    def abandon(self) -> int:
        """Forget what waits; how many records that was."""
        with self._lock:
            left = self.records
            self._entries.clear()
            self.records = self.bytes = 0
        return left
