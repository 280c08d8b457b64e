"""The prediction log: an observer in front, a writer behind, bounded memory between.

    who answers   observation -> in the sample? -> pickled -> Backlog         microseconds
    who writes    Backlog -> batch -> records (JSON lines) -> Sink            whenever it is due

Pickled, because that takes a twelfth of the time of JSON, shows at once how many bytes are kept, leaves the garbage
collector nothing to walk through, and lets go of values that someone might still change. These pickles never leave
the process that makes them.

Without a thread (`thread=False`), as in AWS Lambda, whose machines stand still between two events, records are made at
once, and `flush` writes them when the caller has time. Both ways follow the same rules for batches.

A process that forks takes its log along: the child begins with nothing waiting, its own thread and its own files.
"""

from __future__ import annotations

import os
import pickle
import threading
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple, Protocol

from scorelet.observe.backlog import BATCHING, BOUNDS, Backlog, Batching, Bounds, Entry
from scorelet.observe.delivery import WORLD, World, described
from scorelet.observe.observation import Observation
from scorelet.observe.records import Record, count, is_logged, records
from scorelet.observe.sampling import sampler
from scorelet.observe.sinks.sink import Sink
from scorelet.observe.writer import Writer

AT_THE_END = 5.0
"""Seconds that closing may take."""

_GRACE = 0.5
"""Seconds more for a thread that is just about to end."""


class Counts(NamedTuple):
    """Records so far.

    written    the sink took them
    full       there was no room for them to wait
    unwritten  the sink did not take them, or JSON cannot say them
    repeated   left out: their request was logged a moment ago
    """

    written: int
    full: int
    unwritten: int
    repeated: int

    @property
    def dropped(self) -> int:
        return self.full + self.unwritten


class Thread(Protocol):
    """What is used of a thread."""

    def join(self, timeout: float | None = None) -> None: ...

    def is_alive(self) -> bool: ...


def _daemon(run: Callable[[], None]) -> Thread:
    thread = threading.Thread(target=run, name="scorelet-prediction-log", daemon=True)
    thread.start()
    return thread


class PredictionLog:
    """An Observer. `sample`: which part of the requests is logged (0 to 1); `inputs`: whether their rows are."""

    def __init__(
        self,
        sink: Sink,
        *,
        sample: float = 1.0,
        inputs: bool = True,
        batching: Batching = BATCHING,
        bounds: Bounds = BOUNDS,
        thread: bool = True,
        start: Callable[[Callable[[], None]], Thread] = _daemon,
        world: World = WORLD,
    ) -> None:
        self._sink = sink
        self._chosen = sampler(sample)
        self._inputs = inputs
        self._batching = batching
        self._bounds = bounds
        self._threaded = thread
        self._start = start
        self._world = world
        self._begin()
        _LOGS.add(self)

    def _begin(self) -> None:
        """With nothing that waits. In the child of a fork too: its parent's threads may have held any of the locks."""
        self._backlog = Backlog(self._batching, self._bounds)
        unpack = self._unpickled if self._threaded else _as_they_are
        self._writer = Writer(self._backlog, self._sink, unpack, self._batching, self._world)
        self._starting = threading.Lock()
        self._thread: Thread | None = None

    def __call__(self, observation: Observation) -> None:
        """Log it, if it is a prediction and in the sample. Never waits, never raises."""
        try:
            if is_logged(observation) and self._chosen(observation.request_id):
                self._take(observation if self._inputs else observation._replace(inputs=()))
        except Exception as error:  # the gate: an answer is under way, which no log may stop
            self._writer.losses.add(1, described(error))

    def _take(self, observation: Observation) -> None:
        rows = count(observation)
        if not self._backlog.has_room(rows):
            return
        # The same id with another status is another record: a try that failed, and the one that did not.
        key = (observation.request_id, observation.status) if observation.request_id else None
        entry = self._pickled(rows, observation) if self._threaded else self._recorded(rows, observation)
        if self._backlog.offer(key, entry) and self._threaded:
            self._awake()

    def _pickled(self, rows: int, observation: Observation) -> Entry:
        pickled = pickle.dumps(tuple(observation), pickle.HIGHEST_PROTOCOL)
        return Entry(rows, len(pickled), pickled)

    def _unpickled(self, entry: Entry) -> Iterable[Record]:
        return list(records(Observation(*pickle.loads(entry.held)), inputs=self._inputs))

    def _recorded(self, rows: int, observation: Observation) -> Entry:
        made = tuple(records(observation, inputs=self._inputs))
        return Entry(rows, sum(len(record.line) for record in made), made)

    def _awake(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = self._start(self._writer.run)
        self._writer.awake()

    @property
    def counts(self) -> Counts:
        writer, backlog = self._writer, self._backlog
        return Counts(writer.delivery.written, backlog.full, writer.losses.unwritten, backlog.repeated)

    @property
    def dropped(self) -> int:
        """Records that were lost."""
        return self.counts.dropped

    def flush(self, deadline: float = float("inf")) -> None:
        """Without a thread: write what is due, beginning nothing after `deadline` (of `time.monotonic()`).

        A batch that the sink does not take is brought again by the next flush: nothing is waited for here.
        """
        if not self._threaded:
            self._writer.write_due(wait=False, deadline=deadline)

    def close(self, within: float = AT_THE_END) -> None:
        """Write what is left, for so many seconds at most; what remains then is lost. Nothing is logged any more."""
        self._backlog.close()
        self._writer.end(self._world.clock() + within)
        if self._thread is None:
            self._writer.finish()
            return
        self._thread.join(within + _GRACE)
        if self._thread.is_alive():  # the sink does not return
            self._writer.abandon()

    def renew(self) -> None:
        """In the child of a fork: begin anew. What waited is its parent's to write."""
        with suppress(OSError):
            self._sink.close()
        self._begin()


def _as_they_are(entry: Entry) -> Iterable[Record]:
    made: tuple[Record, ...] = entry.held
    return made


_LOGS: weakref.WeakSet[PredictionLog] = weakref.WeakSet()


def _renew_all() -> None:
    for log in tuple(_LOGS):
        log.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
