"""What all requests of a service share when they call others: connections, kept answers, the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.cache import Cache
from scorelet.runtime.features.client.client import Client
from scorelet.runtime.features.client.sending import Sent
from scorelet.service.values import Upstream
from scorelet.signed.retries import chance
from scorelet.wire.deadline import Deadline

if TYPE_CHECKING:
    from scorelet.wire.pool import Pool

Exchange = Callable[[Sent, float], Answer]

LARGEST_ANSWER = 16 * 1024 * 1024


class Network:
    """The world outside.

    rules     seconds and tries
    exchange  sends once, until a point in time, and answers or raises Broken; None: over the network
    clock     seconds, monotonic; wall: seconds since 1970
    largest   bytes of an answer
    """

    def __init__(
        self,
        rules: Upstream | None = None,
        *,
        exchange: Exchange | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = chance,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        self.rules = rules or Upstream()
        self.clock = clock
        self.wall = wall
        self.sleep = sleep
        self.chance = chance
        self.cache = Cache(clock)
        self._exchange = exchange
        self._largest = largest
        self._lock = threading.Lock()
        self._pool: Pool | None = None

    def client(self, deadline: float | None = None) -> Client:
        """The client of one request: all of its calls together end within the budget, and before the deadline."""
        until = self.clock() + self.rules.budget
        return Client(self, until if deadline is None else min(until, deadline))

    def exchange(self, sent: Sent, until: float) -> Answer:
        """Raises Broken."""
        if self._exchange is not None:
            return self._exchange(sent, until)
        from scorelet.runtime.features.client.exchange import exchanged

        return exchanged(self._connections(), sent, Deadline(until, self.clock), self._largest)

    def prepare(self) -> None:
        """Imports what the first exchange needs."""
        if self._exchange is None:
            import scorelet.runtime.features.client.exchange  # noqa: F401

    def close(self) -> None:
        """Closes idle connections; new ones may be opened."""
        if self._pool is not None:
            self._pool.close()

    def _connections(self) -> Pool:
        with self._lock:  # threads that come at the same time share one pool
            if self._pool is None:
                from scorelet.wire.pool import Pool

                self._pool = Pool(self.wall)
            return self._pool
