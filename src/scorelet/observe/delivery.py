"""A batch goes to a sink: tried again where that fails, given up in the end, and every loss is counted and told.

Losses are told on standard error, in one line a minute at most:

    scorelet: prediction log to s3://logs/sonar: 1240 records lost (240 found no room to wait, 1000 not written:
    AwsCallError: 503 SlowDown)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import NamedTuple

from scorelet.observe.records import Record
from scorelet.observe.sinks.sink import Sink

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds to wait before each further try; after the last, the batch is given up."""

QUIET = 60.0
"""Seconds between two lines about losses."""

_SHOWN = 200
"""So much of a foreign error's text is told."""


def _to_standard_error(line: str) -> None:
    if sys.stderr is not None:  # a service without a console has none
        sys.stderr.write(line + "\n")


class World(NamedTuple):
    """What is outside: passed in, so that tests need not wait.

    clock  seconds that only go forward
    wait   waits until an event, so many seconds at most (None: for ever); whether it came
    pause  waits so many seconds
    tell   says a line to whoever runs this
    """

    clock: Callable[[], float] = time.monotonic
    wait: Callable[[Event, float | None], bool] = Event.wait
    pause: Callable[[float], object] = time.sleep
    tell: Callable[[str], object] = _to_standard_error


WORLD = World()


class Losses:
    """Counts what could not be written, and tells now and then what was lost. Thread-safe where it adds."""

    def __init__(self, where: str, world: World) -> None:
        self._where = where
        self._world = world
        self._lock = Lock()
        self._told = (0, 0)
        self._next = float("-inf")
        self._reason = ""
        self.unwritten = 0

    def add(self, records: int, reason: str) -> None:
        with self._lock:
            self.unwritten += records
            self._reason = reason

    def is_news(self, full: int) -> bool:
        """Whether something was lost since it was last told. `full`: how many found no room so far."""
        return (full, self.unwritten) != self._told

    def report(self, full: int, *, now: bool = False) -> None:
        """Tell what was lost, unless something was told a moment ago (`now`: all the same)."""
        clock = self._world.clock()
        if not self.is_news(full) or (clock < self._next and not now):
            return
        no_room, unwritten = full - self._told[0], self.unwritten - self._told[1]
        self._told, self._next = (full, self.unwritten), clock + QUIET
        self._world.tell(f"scorelet: prediction log to {self._where}: {_sentence(no_room, unwritten, self._reason)}")


def _sentence(no_room: int, unwritten: int, reason: str) -> str:
    total = no_room + unwritten
    parts = []
    if no_room:
        parts.append(f"{no_room} found no room to wait")
    if unwritten:
        parts.append(f"{unwritten} not written: {reason}")
    return f"{total} record{'s' * (total != 1)} lost ({', '.join(parts)})"


class Delivery:
    """One batch at a time on its way to `sink`. `written`: records so far."""

    def __init__(self, sink: Sink, losses: Losses, pauses: Sequence[float] = PAUSES) -> None:
        self._sink = sink
        self._losses = losses
        self._pauses = tuple(pauses)
        self._batch: Sequence[Record] = ()
        self._failed = 0
        self._reason = ""
        self.written = 0

    @property
    def is_busy(self) -> bool:
        """Whether a batch is under way."""
        return bool(self._batch)

    def take_on(self, batch: Sequence[Record]) -> None:
        self._batch, self._failed, self._reason = batch, 0, "no time was left"

    def attempt(self) -> float | None:
        """Try to write it. None: it is written, or lost; else the seconds to wait before the next attempt."""
        batch = self._batch
        try:
            self._sink.write(batch)
        except Exception as error:  # the gate: whatever goes wrong at a sink is a loss, and never more than that
            self._reason = described(error)
        else:
            if self._batch is batch:  # not given up meanwhile by someone who could not wait for this
                self.written += len(batch)
                self._batch = ()
            return None
        self._failed += 1
        if self._failed <= len(self._pauses):
            return self._pauses[self._failed - 1]
        self.give_up()
        return None

    def give_up(self) -> None:
        """What is under way is lost."""
        batch, self._batch = self._batch, ()
        if batch:
            self._losses.add(len(batch), self._reason)


def described(error: Exception) -> str:
    """An error in a line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text:.{_SHOWN}}" if text else type(error).__name__
