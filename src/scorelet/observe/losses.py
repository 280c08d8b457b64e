"""What the prediction log loses: counted exactly, and told on standard error in one line a minute at most:

scorelet: prediction log to s3://logs/sonar: 1240 records lost (240 found no room to wait, 1000 not written:
AwsCallError: 503 SlowDown)
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from scorelet.observe.world import World

QUIET = 60.0
"""Seconds between two lines."""

_SHOWN = 200
"""So much of a foreign error's text is told."""


class Lost(NamedTuple):
    """Records. no_room: too many waited already; unwritten: the sink did not take them, or JSON cannot say them."""

    no_room: int = 0
    unwritten: int = 0


class Losses:
    """Thread-safe where it counts. `hear` is told how many records each loss was, for metrics."""

    def __init__(self, where: str, world: World, hear: Callable[[int], object] | None) -> None:
        self._where = where
        self._world = world
        self._hear = hear
        self._lock = Lock()
        self._told = Lost()
        self._next = float("-inf")
        self._reason = ""
        self.lost = Lost()

    def no_room(self, records: int) -> None:
        with self._lock:
            self.lost = Lost(self.lost.no_room + records, self.lost.unwritten)
        if self._hear is not None:
            self._hear(records)

    def unwritten(self, records: int, reason: str) -> None:
        with self._lock:
            self.lost = Lost(self.lost.no_room, self.lost.unwritten + records)
            self._reason = reason
        if self._hear is not None:
            self._hear(records)

    @property
    def is_news(self) -> bool:
        """Whether something was lost since it was last told."""
        return self.lost != self._told

    def report(self, *, now: bool = False) -> None:
        """Tell what was lost, unless something was told a moment ago (`now`: all the same)."""
        clock, lost = self._world.clock(), self.lost
        if lost == self._told or (clock < self._next and not now):
            return
        news = Lost(lost.no_room - self._told.no_room, lost.unwritten - self._told.unwritten)
        self._told, self._next = lost, clock + QUIET
        self._world.tell(f"scorelet: prediction log to {self._where}: {_sentence(news, self._reason)}")


def _sentence(lost: Lost, reason: str) -> str:
    total = sum(lost)
    parts = []
    if lost.no_room:
        parts.append(f"{lost.no_room} found no room to wait")
    if lost.unwritten:
        parts.append(f"{lost.unwritten} not written: {reason}")
    return f"{total} record{'s' * (total != 1)} lost ({', '.join(parts)})"


def described(error: Exception) -> str:
    """An error in a line."""
    text = "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
    return f"{type(error).__name__}: {text:.{_SHOWN}}" if text else type(error).__name__
