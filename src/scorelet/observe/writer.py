"""What waits becomes batches, and batches go to the sink: in a thread of its own, or whenever someone has time.

    wait until something is due -> take a batch -> make its lines -> deliver -> tell what was lost -> again

The thread gives way: it shares the interpreter with whoever answers, and CPython lets a busy thread run on for 5 ms.
So after each few records it pauses for an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event, Lock

from scorelet.observe.backlog import Backlog, Batching, Entry
from scorelet.observe.delivery import Delivery
from scorelet.observe.losses import QUIET, Losses, described
from scorelet.observe.records import Record
from scorelet.observe.sinks.sink import Sink
from scorelet.observe.world import World

TURN = 8
"""Records that are made before others get their turn."""

GIVE_WAY = 0.0001
"""Seconds for which others get it."""

AT_THE_END = 0.25
"""Seconds between two tries at most, once the process is to end."""

_NO_TIME = "no time was left"


class Writer:
    """`unpack` makes an entry's records; it may raise for what cannot be said in JSON."""

    def __init__(
        self,
        backlog: Backlog,
        sink: Sink,
        unpack: Callable[[Entry], Iterable[Record]],
        batching: Batching,
        losses: Losses,
        world: World,
    ) -> None:
        self._backlog = backlog
        self._sink = sink
        self._unpack = unpack
        self._age = batching.age
        self._world = world
        self._losses = losses
        self.delivery = Delivery(sink, losses)
        self._wake = Event()
        self._closing = Event()
        self._writing = Lock()
        self._deadline = float("inf")
        self._last = float("-inf")

    def awake(self) -> None:
        """There is something to look at."""
        self._wake.set()

    def run(self) -> None:
        """The thread: write until told to end, then what is left."""
        while not self._closing.is_set():
            self._world.wait(self._wake, self._idle())
            self._wake.clear()
            self.write_due(wait=True)
        self.finish()

    def _idle(self) -> float | None:
        """For how many seconds nothing is due; None: until there is something."""
        if self._backlog.records:
            return self._due_in()
        return QUIET if self._losses.is_news else None

    def _due_in(self) -> float:
        return 0.0 if self._backlog.is_batch() else max(0.0, self._last + self._age - self._world.clock())

    def write_due(self, *, wait: bool, deadline: float = float("inf")) -> None:
        """Write what is due.

        Where the sink fails: `wait` and try again, or leave it for the next time. `deadline`: the clock's time after
        which nothing more is begun.
        """
        with self._writing:
            while not self._closing.is_set() and self._world.clock() < deadline and self._next_batch(everything=False):
                if not self._deliver(wait):
                    break
                self._losses.report()
            self._losses.report()

    def end(self, deadline: float) -> None:
        """Tell the thread to write what is left until `deadline`, and to end."""
        self._deadline = deadline
        self._closing.set()
        self._wake.set()

    def finish(self) -> None:
        """Write what is left, in the time that is left. What remains is lost."""
        with self._writing:
            while self._world.clock() < self._deadline and self._next_batch(everything=True):
                self._deliver(wait=True)
            self.abandon()
            with suppress(OSError):
                self._sink.close()

    def abandon(self) -> None:
        """Give up what is left: under way (it may arrive all the same) and waiting."""
        self.delivery.give_up()
        if left := self._backlog.abandon():
            self._losses.unwritten(left, _NO_TIME)
        self._losses.report(now=True)

    def _next_batch(self, *, everything: bool) -> bool:
        """Whether there is a batch to deliver: the one that is under way, or a new one if it is due."""
        while not self.delivery.is_busy and self._backlog.records:
            if not everything and self._due_in() > 0.0:
                return False
            self._last = self._world.clock()
            self.delivery.take_on(self._made(self._backlog.take()))
        return self.delivery.is_busy

    def _deliver(self, wait: bool) -> bool:
        """Whether the batch is dealt with: written, or lost."""
        while (pause := self.delivery.attempt()) is not None:
            if not wait:
                return False
            if not self._pause(pause):
                self.delivery.give_up()
                break
        return True

    def _pause(self, seconds: float) -> bool:
        """Wait, not so long once the process is to end; whether there is time for another try."""
        if not self._world.wait(self._closing, seconds):
            return True
        left = self._deadline - self._world.clock()
        if left > 0.0:
            self._world.pause(min(seconds, left, AT_THE_END))
        return self._world.clock() < self._deadline

    def _made(self, entries: Iterable[Entry]) -> tuple[Record, ...]:
        made: list[Record] = []
        turn = TURN
        for entry in entries:
            try:
                made.extend(self._unpack(entry))
            except Exception as error:  # the gate: callers send what they like, and only one request may suffer
                self._losses.unwritten(entry.records, described(error))
            if len(made) >= turn and not self._closing.is_set():
                turn = len(made) + TURN
                self._world.pause(GIVE_WAY)
        return tuple(made)
