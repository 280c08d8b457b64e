"""One connection to one host: a request, its answer, and the next.

`http.client` waits for each piece of an answer anew, so an upstream that sends a byte a second would keep it for hours.
Here the socket is told before every piece how long is left: `TimedSocket` is what `http.client` takes for its socket,
and all of connecting, sending and reading ends at one point in time. Looking a name up cannot be told; it happens in a
thread that is left alone when it takes too long.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from typing import Any

from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.broken import Broken
from scorelet.runtime.features.client.sending import Origin, Sent

Clock = Callable[[], float]

_PIECE = 65536


class TimedSocket:
    """A socket whose every operation ends before `until`; all that `http.client` asks of a socket."""

    def __init__(self, bare: socket.socket, clock: Clock, until: float) -> None:
        self.bare = bare
        self.until = until
        self._clock = clock

    def timed(self) -> socket.socket:
        self.bare.settimeout(left(self.until, self._clock))
        return self.bare

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:  # TLS's own `sendall` waits anew for every piece
            view = view[self.timed().send(view[:_PIECE]) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """`http.client` closes its socket before an answer is read that ends with the connection."""


class _Reader(io.RawIOBase):
    def __init__(self, timed: TimedSocket) -> None:
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.timed().recv_into(buffer)


class Connection:
    """An open connection. `exchange` raises Broken, OSError or HTTPException; the connection is then of no use."""

    def __init__(self, origin: Origin, clock: Clock, until: float, tls: Callable[[], ssl.SSLContext]) -> None:
        self.origin = origin
        scheme, host, port = origin
        self._bare = connected(host, port, clock, until)
        if scheme == "https":
            self._bare = _secured(self._bare, host, tls())
        self._timed = TimedSocket(self._bare, clock, until)
        self._http = HTTPConnection(host, port)
        self._http.auto_open = 0
        self.reusable = True

    def exchange(self, sent: Sent, until: float, limit: int) -> Answer:
        """An answer of at most `limit` bytes."""
        self._timed.until = until
        self._http.sock = self._timed
        self._http.request(sent.method, sent.target, sent.body, dict(sent.headers))
        response = self._http.getresponse()
        with response:
            content = _content(response, limit)
            self.reusable = not response.will_close
        headers = {name.lower(): ", ".join(response.headers.get_all(name, [])) for name in response.headers}
        return Answer(response.status, headers, _unpacked(content, headers, limit), sent.upstream)

    def quiet(self) -> bool:
        """Nothing came since the last answer: what is readable on an idle connection is its end."""
        self._bare.settimeout(0)
        try:
            self._bare.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        self._bare.close()


def left(until: float, clock: Clock) -> float:
    """Seconds. Raises TimeoutError where none are left."""
    seconds = until - clock()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def connected(
    host: str, port: int, clock: Clock, until: float, look_up: Callable[..., list[Any]] = socket.getaddrinfo
) -> socket.socket:
    """A socket to the first address that answers; all but the last get a part of the time only."""
    addresses = _addresses(host, port, left(until, clock), look_up)
    for i, (family, kind, protocol, _, address) in enumerate(addresses):
        bare = socket.socket(family, kind, protocol)
        try:
            bare.settimeout(left(until, clock) / (len(addresses) - i))
            bare.connect(address)
            bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return bare
        except OSError:
            bare.close()
            if i == len(addresses) - 1:
                raise
    raise socket.gaierror


def _addresses(host: str, port: int, seconds: float, look_up: Callable[..., list[Any]]) -> list[Any]:
    found: list[list[Any]] = []

    def ask() -> None:
        try:
            found.append(look_up(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):  # UnicodeError: a name with an empty or too long label
            found.append([])

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TimeoutError
    return found[0]


def _secured(bare: socket.socket, host: str, context: ssl.SSLContext) -> socket.socket:
    try:
        return context.wrap_socket(bare, server_hostname=host)
    except OSError:
        bare.close()
        raise


def _content(response: HTTPResponse, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise Broken(f"answers with more than {limit} bytes", final=True)
    if response.length:
        raise IncompleteRead(b"", response.length)
    return b"".join(pieces)


def _unpacked(content: bytes, headers: dict[str, str], limit: int) -> bytes:
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing == "identity" or not content:
        return content
    if packing not in ("gzip", "x-gzip"):
        raise Broken("compressed its answer in a way that was not asked for", final=True)
    reader = zlib.decompressobj(31)
    try:
        whole = reader.decompress(content, limit + 1)
    except zlib.error:
        raise Broken("answered with damaged gzip") from None
    if len(whole) > limit:
        raise Broken(f"answers with more than {limit} bytes", final=True)
    if not reader.eof:
        raise Broken("broke off its answer")
    return whole
