"""Connections that are kept for the next exchange, by origin.

**A kept connection may be dead.** The other side closes it after a while, load balancers forget it without a word, and
Lambda freezes a function between two events for as long as it likes. So one that lay still for IDLE seconds of the wall
clock is not used again (also after a restored snapshot), nor one whose end can be read already; and where a kept one
breaks before an answer begins, the message goes out at once on a new one, unless it may not be there twice.

The gate: what the system, TLS and `http.client` raise becomes NoAnswer.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPException, IncompleteRead
from math import inf
from threading import Lock

from scorelet.wire.connection import Connection, Unanswered
from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Answer, Message, NoAnswer, Origin, Reason, Taken
from scorelet.wire.opening import LookUp, opened

IDLE = 15.0
"""Seconds."""
KEPT = 8
"""Connections that are kept for one origin at most."""

FOREIGN = (OSError, HTTPException, ValueError)

REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (TimeoutError, Reason.LATE),
    (ssl.SSLCertVerificationError, Reason.CERTIFICATE),
    (ssl.SSLError, Reason.TLS),
    (socket.gaierror, Reason.UNKNOWN_HOST),
    (ConnectionRefusedError, Reason.REFUSED),
    (Unanswered, Reason.UNANSWERED),
    (ConnectionError, Reason.CLOSED),
    (OSError, Reason.UNREACHABLE),
    (IncompleteRead, Reason.BROKEN_OFF),
    (HTTPException, Reason.NOT_HTTP),
    (ValueError, Reason.UNSAYABLE),
)
"""By exception; the first that fits."""


class Pool:
    """Exchanges, from any number of threads.

    wall     seconds since 1970
    connect  seconds for each step to a connection, at most; read: for the next bytes to go out or come in
    tls      which certificates are trusted; asked when it is first needed
    look_up  a host and a port -> addresses
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        *,
        connect: float = inf,
        read: float = inf,
        tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        look_up: LookUp = socket.getaddrinfo,
    ) -> None:
        self._wall = wall
        self._connect = connect
        self._read = read
        self._tls = tls
        self._look_up = look_up
        self._lock = Lock()
        self._kept: dict[tuple[int, Origin], list[tuple[Connection, float]]] = {}
        self._context: ssl.SSLContext | None = None

    def exchange(self, origin: Origin, message: Message, deadline: Deadline, taken: Taken) -> Answer:
        """The whole answer to `message`; raises NoAnswer."""
        try:
            kept = self._last_kept(origin)
            if kept is not None:
                try:
                    return self._exchanged(kept, message, deadline, taken)
                except Unanswered:
                    if not message.repeatable:
                        raise
            return self._exchanged(self._opened(origin, deadline), message, deadline, taken)
        except FOREIGN as error:
            raise NoAnswer(next(reason for kind, reason in REASONS if isinstance(error, kind))) from None

    def close(self) -> None:
        """Close what is kept; exchanges under way go on."""
        with self._lock:
            kept = [connection for each in self._kept.values() for connection, _ in each]
            self._kept.clear()
        for connection in kept:
            connection.close()

    def _exchanged(self, connection: Connection, message: Message, deadline: Deadline, taken: Taken) -> Answer:
        try:
            answer = connection.exchange(message, partial(deadline.at_most, self._read), taken)
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return answer

    def _opened(self, origin: Origin, deadline: Deadline) -> Connection:
        context = self._trust() if origin.scheme == "https" else None
        return Connection(origin, opened(origin, deadline, self._connect, context, self._look_up))

    def _trust(self) -> ssl.SSLContext:
        """Reading certificates takes milliseconds."""
        with self._lock:
            if self._context is None:
                try:
                    self._context = self._tls()
                except OSError:
                    raise NoAnswer(Reason.AUTHORITIES) from None
            return self._context

    def _last_kept(self, origin: Origin) -> Connection | None:
        """The one that was used last, so that older ones grow too old; those of a process that forked are its own."""
        while True:
            with self._lock:
                kept = self._kept.get((os.getpid(), origin))
                if not kept:
                    return None
                connection, since = kept.pop()
            if 0 <= self._wall() - since < IDLE and connection.quiet():
                return connection
            connection.close()

    def _keep(self, connection: Connection) -> None:
        with self._lock:
            kept = self._kept.setdefault((os.getpid(), connection.origin), [])
            keep = connection.reusable and len(kept) < KEPT
            if keep:
                kept.append((connection, self._wall()))
        if not keep:
            connection.close()
