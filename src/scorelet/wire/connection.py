"""One exchange on an open connection, and the next.

**No exchange outlasts its deadline.** The timeout of a socket counts from byte to byte: an answer that drips would
never end. So the socket is told before each piece, out or in, how long is left; `TimedSocket` is what `http.client`
takes for its socket.

**What ends before its end is no answer.** `http.client` takes headers that break off for whole ones, and a body that
does for what was said; both are found out here.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from typing import Any, BinaryIO

from scorelet.wire.messages import PORTS, Answer, Message, NoAnswer, Origin, Reason, Taken

PIECE_OUT = 64 * 1024
PIECE_IN = 1024 * 1024

Timeout = Callable[[], float]
"""Seconds for what comes next; raises TimeoutError when none are left."""


class Unanswered(ConnectionError):
    """The connection was closed before an answer began."""


class Connection:
    """An open connection. It raises OSError, HTTPException, ValueError or NoAnswer, and is then of no use."""

    def __init__(self, origin: Origin, bare: socket.socket) -> None:
        self.origin = origin
        self.reusable = True
        self._bare = bare
        self._http = HTTPConnection(origin.host, origin.port)
        self._http.auto_open = 0  # it would speak plain HTTP to an HTTPS server
        self._http.default_port = PORTS[origin.scheme]  # the Host header leaves it out

    def exchange(self, message: Message, timeout: Timeout, taken: Taken) -> Answer:
        timed = self._http.sock = TimedSocket(self._bare, timeout)
        try:
            self._http.request(message.method, message.target, message.body or None, dict(message.headers))
            response = self._http.getresponse()
        except (ConnectionError, ssl.SSLEOFError) as error:
            raise Unanswered from error
        with response:
            if timed.ended:
                raise IncompleteRead(b"")
            headers = {name.lower(): ", ".join(response.headers.get_all(name, ())) for name in response.headers}
            body = _body(response, taken)
            self.reusable = not response.will_close
        return Answer(response.status, headers, body)

    def quiet(self) -> bool:
        """Nothing came since the last answer: what can be read from an idle connection is its end."""
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


class TimedSocket:
    """A socket each of whose operations gets the time that is left; all that `http.client` asks of one."""

    def __init__(self, bare: socket.socket, timeout: Timeout) -> None:
        self.ended = False
        self._bare = bare
        self._timeout = timeout

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:  # a socket's own `sendall` has one timeout for everything, and TLS's one for each piece
            view = view[self._timed().send(view[:PIECE_OUT]) :]

    def recv_into(self, buffer: Any) -> int:
        size = self._timed().recv_into(buffer)
        self.ended = size == 0
        return size

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """`http.client` closes its socket before it reads an answer that ends with the connection."""

    def _timed(self) -> socket.socket:
        self._bare.settimeout(self._timeout())
        return self._bare


class _Reader(io.RawIOBase):
    def __init__(self, timed: TimedSocket) -> None:
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.recv_into(buffer)


def _body(response: HTTPResponse, taken: Taken) -> bytes:
    into = taken.file if response.status == 200 else None
    pieces: list[bytes] = []
    keep = pieces.append if into is None else _writer(into)
    too_large = NoAnswer(Reason.TOO_LARGE, str(taken.most))
    if (response.length or 0) > taken.most:
        raise too_large
    size = 0
    while piece := response.read(PIECE_IN):
        size += len(piece)
        if size > taken.most:
            raise too_large
        keep(piece)
    if response.length:
        raise IncompleteRead(b"", response.length)
    return b"".join(pieces)


def _writer(file: BinaryIO) -> Callable[[bytes], object]:
    """Writes to `file`, which may hold the beginning of an answer that broke off."""

    def write(piece: bytes) -> None:
        try:
            file.write(piece)
        except OSError as error:
            raise NoAnswer(Reason.DISK, (error.strerror or "it fails").lower()) from None

    file.seek(0)
    file.truncate()
    return write
