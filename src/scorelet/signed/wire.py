"""One exchange over HTTP or HTTPS, on a connection that is kept for the next one.

Imported by the first call and not before: `http.client` and `ssl` take 15 ms.

**A kept connection may be dead.** The other side closes it after a while, and Lambda freezes a function between two
events for as long as it likes. So a connection that lay still for IDLE seconds of the wall clock is not used again
(also after a restored snapshot), and where a kept one breaks before an answer begins, the request goes out at once on
a new one.

**No exchange outlasts its deadline.** The timeout of a socket counts from byte to byte; an answer that drips would
never end. So the time that is left is set before each read. (Only the look-up of a host's name has the system's own
limits.)

The gate: what the system, TLS and `http.client` raise becomes NoAnswer.
"""

from __future__ import annotations

import io
import os
import socket
import ssl
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from threading import Lock
from typing import Any, BinaryIO, NamedTuple, cast

from scorelet.signed.deadline import Deadline
from scorelet.signed.endpoints import Origin
from scorelet.signed.retries import Timing

IDLE = 15.0
"""Seconds."""
KEPT = 8
"""Connections that are kept for one origin at most."""
PIECE = 1024 * 1024


class Message(NamedTuple):
    """A request as it goes out; `target` is the path with the query, percent-encoded."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


class Answer(NamedTuple):
    """`headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Taken(NamedTuple):
    """What of an answer is taken: so many bytes at most; of one with status 200 or 206, into a file if there is one."""

    most: int
    file: BinaryIO | None = None


class NoAnswer(Exception):
    """No answer came, or not a whole one. `again`: the next time it may."""

    def __init__(self, why: str, next_step: str, again: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.next_step = next_step
        self.again = again


_NETWORK = "look at the network, and at AWS_ENDPOINT_URL when it is set"
SILENCES: tuple[tuple[type[Exception], str, str, bool], ...] = (
    (TimeoutError, "no answer in time", "look at the network, then try again", True),
    (ssl.SSLCertVerificationError, "the server's certificate does not hold", "look at AWS_CA_BUNDLE", False),
    (ssl.SSLError, "the connection broke off", "try again", True),
    (socket.gaierror, "no connection", _NETWORK, True),
    (ConnectionRefusedError, "no connection", _NETWORK, True),
    (ConnectionError, "the connection broke off", "try again", True),
    (OSError, "no connection", _NETWORK, True),
    (IncompleteRead, "the connection broke off", "try again", True),
    (HTTPException, "what answers there does not speak HTTP", "look at AWS_ENDPOINT_URL", True),
    (ValueError, "it cannot be said in HTTP", "look for control characters in what is asked", False),
)
"""By exception, the first that fits: why, what to do, and whether it may go better the next time."""

FOREIGN = (OSError, HTTPException, ValueError)


def _no_answer(error: Exception) -> NoAnswer:
    _, why, next_step, again = next(row for row in SILENCES if isinstance(error, row[0]))
    return NoAnswer(why, next_step, again)


class Wire:
    """Connections by origin, for any number of threads. `now` is the wall clock; `authorities` a file of CAs, or ""."""

    def __init__(self, timing: Timing, now: Callable[[], float], authorities: str = "") -> None:
        self._timing = timing
        self._now = now
        self._authorities = authorities
        self._lock = Lock()
        self._kept: dict[tuple[int, Origin], list[tuple[HTTPConnection, float]]] = {}
        self._context: ssl.SSLContext | None = None

    def exchange(self, origin: Origin, message: Message, deadline: Deadline, taken: Taken) -> Answer:
        """The whole answer to `message`; raises NoAnswer."""
        try:
            connection, used = self._connection(origin, deadline)
            try:
                return self._exchanged(connection, origin, message, deadline, taken)
            except _NothingCame:
                if not used:
                    raise
            self.close()  # what lay beside it is as old
            return self._exchanged(self._opened(origin, deadline), origin, message, deadline, taken)
        except FOREIGN as error:
            raise _no_answer(error) from None

    def close(self) -> None:
        """Close what is kept; exchanges under way go on."""
        with self._lock:
            kept = [connection for each in self._kept.values() for connection, _ in each]
            self._kept.clear()
        for connection in kept:
            connection.close()

    def _connection(self, origin: Origin, deadline: Deadline) -> tuple[HTTPConnection, bool]:
        """A connection, and whether it was used before."""
        while (kept := self._last_kept(origin)) is not None:
            connection, since = kept
            if 0 <= self._now() - since < IDLE:
                return connection, True
            connection.close()
        return self._opened(origin, deadline), False

    def _opened(self, origin: Origin, deadline: Deadline) -> HTTPConnection:
        connection = HTTPConnection(origin.host, origin.port)
        connection.auto_open = 0  # it would speak plain HTTP to an HTTPS server
        context = self._tls() if origin.scheme == "https" else None
        opened = _connected(origin, deadline, self._timing.connect)
        try:
            connection.sock = context.wrap_socket(opened, server_hostname=origin.host) if context else opened
        except BaseException:
            opened.close()
            raise
        return connection

    def _last_kept(self, origin: Origin) -> tuple[HTTPConnection, float] | None:
        """Those of a process that has forked are its own."""
        with self._lock:
            kept = self._kept.get((os.getpid(), origin))
            return kept.pop() if kept else None

    def _keep(self, origin: Origin, connection: HTTPConnection) -> None:
        with self._lock:
            kept = self._kept.setdefault((os.getpid(), origin), [])
            if len(kept) < KEPT:
                kept.append((connection, self._now()))
                return
        connection.close()

    def _tls(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                try:
                    self._context = ssl.create_default_context(cafile=self._authorities or None)
                except OSError:
                    raise NoAnswer("the file of authorities cannot be read", "look at AWS_CA_BUNDLE", False) from None
            return self._context

    def _exchanged(
        self, connection: HTTPConnection, origin: Origin, message: Message, deadline: Deadline, taken: Taken
    ) -> Answer:
        whole = False
        try:
            with _begun(connection, message, deadline, self._timing.read) as response:
                headers = {name.lower(): value for name, value in response.getheaders()}
                body = _body(response, taken)
                whole = not response.will_close
            return Answer(response.status, headers, body)
        finally:
            if whole:
                self._keep(origin, connection)
            else:
                connection.close()


def _connected(origin: Origin, deadline: Deadline, seconds: float) -> socket.socket:
    """A connection to the first of the host's addresses that answers, each of which gets so many seconds."""
    failure = OSError("the host has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM):
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(deadline.at_most(seconds))
            opened.connect(address)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return opened
        except OSError as error:
            opened.close()
            failure = error
    raise failure


class _NothingCame(ConnectionError):
    """The connection broke before an answer began."""


def _begun(connection: HTTPConnection, message: Message, deadline: Deadline, read: float) -> HTTPResponse:
    connection.response_class = cast("type[HTTPResponse]", partial(_TimedResponse, partial(deadline.at_most, read)))
    connection.sock.settimeout(deadline.at_most(read))
    try:
        connection.request(message.method, message.target, message.body or None, dict(message.headers))
        return connection.getresponse()
    except (ConnectionError, ssl.SSLEOFError) as error:
        raise _NothingCame from error


def _body(response: HTTPResponse, taken: Taken) -> bytes:
    into = taken.file if response.status in (200, 206) else None
    pieces: list[bytes] = []
    keep = pieces.append if into is None else _writer(into)
    if (response.length or 0) > taken.most:
        raise _too_large(taken.most)
    size = 0
    while piece := response.read(PIECE):
        size += len(piece)
        if size > taken.most:
            raise _too_large(taken.most)
        keep(piece)
    if response.length:
        raise ConnectionError
    return b"".join(pieces)


def _too_large(most: int) -> NoAnswer:
    return NoAnswer(f"the answer has more than {most} bytes", "look at what is asked", again=False)


def _writer(file: BinaryIO) -> Callable[[bytes], object]:
    """Writes to `file`, which may hold the beginning of an answer that broke off."""

    def write(piece: bytes) -> None:
        try:
            file.write(piece)
        except OSError as error:
            why = (error.strerror or "it fails").lower()
            raise NoAnswer(f"what comes cannot be kept: {why}", "look at the disk", again=False) from None

    file.seek(0)
    file.truncate()
    return write


class _TimedResponse(HTTPResponse):
    """A response each of whose reads gets the time that is left, and whose headers come to an end."""

    def __init__(self, timeout: Callable[[], float], sock: socket.socket, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        self._timed = _Timed(cast(Any, self.fp).detach(), sock, timeout)
        self.fp = io.BufferedReader(self._timed)

    def begin(self) -> None:
        """`http.client` takes headers that break off for whole ones, and an answer without a length for empty."""
        super().begin()
        if self._timed.ended:
            raise ConnectionError


class _Timed(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, timeout: Callable[[], float]) -> None:
        self._raw = raw
        self._socket = sock
        self._timeout = timeout
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._timeout())
        size = cast("int | None", cast(Any, self._raw).readinto(buffer))
        self.ended = size == 0
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()
