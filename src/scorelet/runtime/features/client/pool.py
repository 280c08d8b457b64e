"""Connections that are kept open, by host; the gate where the network's exceptions become Broken.

A connection that was closed while it was idle is found out in one of two ways: its end can be read already, or the next
request on it fails. Then the request goes out again at once on a new connection, unless it may not be sent twice.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.exchange import Clock, Connection
from scorelet.runtime.features.client.failures import CLOSED, RAISED, broken
from scorelet.runtime.features.client.sending import Origin, Sent

if TYPE_CHECKING:
    import ssl

IDLE_SECONDS = 30.0
"""Load balancers forget idle connections without a word, and a request on one waits for its whole time. Counted by the
wall clock: Lambda stops a function between two requests, and with it the monotonic one."""
IDLE_OF_HOST = 8


class Pool:
    """Connections of all requests; threads may share it. `limit` is the size of an answer, in bytes."""

    def __init__(self, clock: Clock, wall: Clock, limit: int, context: ssl.SSLContext | None = None) -> None:
        self._clock = clock
        self._wall = wall
        self._limit = limit
        self._context = context
        self._lock = threading.Lock()
        self._idle: dict[Origin, list[tuple[float, Connection]]] = {}

    def exchange(self, sent: Sent, until: float) -> Answer:
        """Raises Broken."""
        try:
            connection = self._taken(sent.origin)
            if connection is not None:
                try:
                    return self._on(connection, sent, until)
                except CLOSED:
                    if not sent.repeatable:
                        raise
            return self._on(Connection(sent.origin, self._clock, until, self._tls), sent, until)
        except RAISED as error:
            raise broken(error) from None

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, {}
        for connections in idle.values():
            for _, connection in connections:
                connection.close()

    def _on(self, connection: Connection, sent: Sent, until: float) -> Answer:
        try:
            answer = connection.exchange(sent, until, self._limit)
        except BaseException:
            connection.close()
            raise
        self._given_back(connection)
        return answer

    def _taken(self, origin: Origin) -> Connection | None:
        """The connection that was used last: the older ones get a chance to grow too old."""
        while True:
            with self._lock:
                idle = self._idle.get(origin)
                if not idle:
                    return None
                since, connection = idle.pop()
            if 0 <= self._wall() - since < IDLE_SECONDS and connection.quiet():
                return connection
            connection.close()

    def _given_back(self, connection: Connection) -> None:
        with self._lock:
            idle = self._idle.setdefault(connection.origin, [])
            keep = connection.reusable and len(idle) < IDLE_OF_HOST
            if keep:
                idle.append((self._wall(), connection))
        if not keep:
            connection.close()

    def _tls(self) -> ssl.SSLContext:
        """Certificates are verified, always; reading those that are trusted takes milliseconds, so it is done once."""
        if self._context is None:
            import ssl

            self._context = ssl.create_default_context()
        return self._context
