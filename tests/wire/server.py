"""A server that says what a test wants it to say, down to the byte and the second, also what no server should."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import BinaryIO, NamedTuple

Script = bytes | Callable[[socket.socket], None]
"""What answers one request: bytes, after which the connection stays open, or something that does as it likes."""


def http(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """An answer; underscores in the names of headers are hyphens."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def then_closed(data: bytes = b"") -> Script:
    """So many bytes of an answer, then the end of the connection."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError  # what came in the meantime is not read

    return answer


class Seen(NamedTuple):
    """A request; `connection` counts them from 0, `headers` have lower-case names."""

    connection: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Server:
    """Answers the requests it gets with its scripts, in order; the last one answers all further requests."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.seen: list[Seen] = []
        self.connections = 0
        self.stopped = Event()
        self._scripts: list[Script] = [http()]
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._lock = Lock()
        self.port: int = self._listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.host}"

    def says(self, *scripts: Script) -> None:
        self._scripts = list(scripts)

    def held(self, data: bytes = b"") -> Script:
        """So many bytes of an answer, and nothing more."""
        return self.dripping(data, b"", 60)

    def dripping(self, head: bytes, piece: bytes = b"x", pause: float = 0.02) -> Script:
        """The beginning of an answer, and then a piece now and then, for ever."""

        def answer(connection: socket.socket) -> None:
            connection.sendall(head)
            while not self.stopped.wait(pause):
                connection.sendall(piece)

        return answer

    @contextmanager
    def running(self) -> Iterator[Server]:
        self._start(Thread(target=self._accept, daemon=True))
        try:
            yield self
        finally:
            self.stopped.set()
            for each in (self._listener, *self._open):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            for thread in self._threads:
                thread.join()

    def _start(self, thread: Thread) -> None:
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                number, self.connections = self.connections, self.connections + 1  # counted before it is answered
                self._start(Thread(target=self._serve, args=(connection, number), daemon=True))

    def _serve(self, bare: socket.socket, number: int) -> None:
        with suppress(OSError), bare, self._secured(bare) as connection, connection.makefile("rb") as lines:
            while (seen := _request(lines, number)) is not None:
                with self._lock:
                    self.seen.append(seen)
                    script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)

    def _secured(self, bare: socket.socket) -> socket.socket:
        return bare if self._tls is None else self._tls.wrap_socket(bare, server_side=True)


def _request(lines: BinaryIO, number: int) -> Seen | None:
    """None at the end."""
    line = lines.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers = {}
    while (header := lines.readline().decode("latin-1").strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Seen(number, line[0], line[1], headers, lines.read(int(headers.get("content-length", 0))))
