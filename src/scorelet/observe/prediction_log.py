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
import threading
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple, Protocol

from scorelet.observe.backlog import BATCHING, BOUNDS, Backlog, Batching, Bounds, Entry
from scorelet.observe.losses import Losses, described
from scorelet.observe.observation import Observation
from scorelet.observe.records import Record, count, is_logged, records
from scorelet.observe.sampling import sampler
from scorelet.observe.sinks.sink import Sink
from scorelet.observe.world import WORLD, World
from scorelet.observe.writer import Writer

AT_THE_END = 5.0
"""Seconds that closing may take."""

_GRACE = 0.5
"""Seconds more for a thread that is just about to end."""


class Counts(NamedTuple):
    """Records so far.

    written    the sink took them
    no_room    too many waited already
    unwritten  the sink did not take them, or JSON cannot say them
    repeated   left out: their request was logged a moment ago
    """

    written: int
    no_room: int
    unwritten: int
    repeated: int


Hold = Callable[[int, Observation], Entry]
"""Makes what waits of an observation with so many records."""
Unpack = Callable[[Entry], Iterable[Record]]
"""Makes records of what waited."""


class Thread(Protocol):
    """What is used of a thread."""

    def join(self, timeout: float | None = None) -> None: ...

    def is_alive(self) -> bool: ...


def _daemon(run: Callable[[], None]) -> Thread:
    thread = threading.Thread(target=run, name="scorelet-prediction-log", daemon=True)
    thread.start()
    return thread


class PredictionLog:
    """An Observer that writes what it is given to `sink`.

    sample   which part of the requests is logged, 0 to 1
    inputs   whether their rows are
    lost     is told how many records were lost, each time; it must be quick
    """

    def __init__(
        self,
        sink: Sink,
        *,
        sample: float = 1.0,
        inputs: bool = True,
        batching: Batching = BATCHING,
        bounds: Bounds = BOUNDS,
        lost: Callable[[int], object] | None = None,
        thread: bool = True,
        start: Callable[[Callable[[], None]], Thread] = _daemon,
        world: World = WORLD,
    ) -> None:
        self._sink = sink
        self._chosen = sampler(sample)
        self._inputs = inputs
        self._hold, self._unpack = _pickling(inputs) if thread else _recording(inputs)
        self.batching = batching
        self._bounds = bounds
        self._lost = lost
        self._threaded = thread
        self._start = start
        self._world = world
        self._begin()
        _LOGS.add(self)

    def _begin(self) -> None:
        """With nothing that waits. In the child of a fork too: its parent's threads may have held any of the locks."""
        self._backlog = Backlog(self.batching, self._bounds, self._awake)
        self._losses = Losses(self._sink.where, self._world, self._lost)
        self._writer = Writer(self._backlog, self._sink, self._unpack, self.batching, self._losses, self._world)
        self._starting = threading.Lock()
        self._thread: Thread | None = None

    def __call__(self, observation: Observation) -> None:
        """Log it, if it is a prediction and in the sample. Never waits, never raises."""
        try:
            if is_logged(observation) and self._chosen(observation.request_id):
                self._take(observation if self._inputs else observation._replace(inputs=()))
        except Exception as error:  # the gate: an answer is under way, which no log may stop
            self._losses.unwritten(max(1, observation.rows), described(error))

    def _take(self, observation: Observation) -> None:
        rows = count(observation)
        # The same id with another status is another record: a try that failed, and the one that did not.
        key = (observation.request_id, observation.status) if observation.request_id else None
        if not self._backlog.has_room(rows) or not self._backlog.offer(key, self._hold(rows, observation)):
            self._losses.no_room(rows)

    def _awake(self) -> None:
        if not self._threaded:
            return
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = self._start(self._writer.run)
        self._writer.awake()

    @property
    def counts(self) -> Counts:
        return Counts(self._writer.delivery.written, *self._losses.lost, self._backlog.repeated)

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


def _pickling(inputs: bool) -> tuple[Hold, Unpack]:
    """Observations wait as pickles."""
    from pickle import HIGHEST_PROTOCOL, dumps, loads

    def hold(rows: int, observation: Observation) -> Entry:
        pickled = dumps(tuple(observation), HIGHEST_PROTOCOL)
        return Entry(rows, len(pickled), pickled)

    def unpack(entry: Entry) -> Iterable[Record]:
        return list(records(Observation(*loads(entry.held)), inputs=inputs))

    return hold, unpack


def _recording(inputs: bool) -> tuple[Hold, Unpack]:
    """What waits are records already."""

    def hold(rows: int, observation: Observation) -> Entry:
        made = tuple(records(observation, inputs=inputs))
        return Entry(rows, sum(len(record.line) for record in made), made)

    def unpack(entry: Entry) -> Iterable[Record]:
        made: tuple[Record, ...] = entry.held
        return made

    return hold, unpack


_LOGS: weakref.WeakSet[PredictionLog] = weakref.WeakSet()


def _renew_all() -> None:
    for log in tuple(_LOGS):
        log.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
