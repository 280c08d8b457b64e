"""A batch goes to a sink: tried again where that fails, given up in the end."""

from __future__ import annotations

from collections.abc import Sequence

from scorelet.observe.losses import Losses, described
from scorelet.observe.records import Record
from scorelet.observe.sinks.sink import Sink

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds to wait before each further try; after the last, the batch is given up."""


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
            self._losses.unwritten(len(batch), self._reason)
