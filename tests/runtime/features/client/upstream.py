"""A server that says what a test wants it to say, down to the byte and the second."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO

Script = bytes | Callable[[socket.socket], None]
"""What answers one request: bytes, after which the connection stays open, or something that does as it likes."""


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer; underscores in the names of headers are hyphens."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def close(connection: socket.socket) -> None:
    """Without an answer."""
    connection.shutdown(socket.SHUT_RDWR)


class Upstream:
    """Answers the requests it gets with its scripts, in order; the last one answers all further requests."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.scripts: list[Script] = [http(200, b"{}")]
        self.requests: list[str] = []
        self.connections = 0
        self.stopped = threading.Event()
        self._tls = tls
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.getsockname()[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/now"

    def says(self, *scripts: Script) -> None:
        self.scripts = list(scripts)

    def drip(self, connection: socket.socket) -> None:
        """A byte now and then, for ever."""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not self.stopped.wait(0.02):
            connection.sendall(b"x")

    def hang(self, connection: socket.socket) -> None:
        self.stopped.wait()

    @contextmanager
    def running(self) -> Iterator[Upstream]:
        self._run(self._accept)
        try:
            yield self
        finally:
            self.stopped.set()
            for each in (self._server, *self._open):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            self._server.close()
            for thread in self._threads:
                thread.join()

    def _run(self, job: Callable[[], None]) -> None:
        thread = threading.Thread(target=job, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                self.connections += 1
                self._open.append(connection)
                self._run(partial(self._serve, connection))

    def _serve(self, bare: socket.socket) -> None:
        with suppress(OSError), bare, self._secured(bare) as connection, connection.makefile("rb") as lines:
            while request := _request(lines):
                with self._lock:
                    self.requests.append(request)
                    script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)

    def _secured(self, bare: socket.socket) -> socket.socket:
        return bare if self._tls is None else self._tls.wrap_socket(bare, server_side=True)


def _request(lines: BinaryIO) -> str:
    """One request: its head, and its body if it has one; "" at the end."""
    head = ""
    while (line := lines.readline().decode("latin-1")) not in ("\r\n", ""):
        head += line
    length = next((line[15:] for line in head.lower().splitlines() if line.startswith("content-length:")), "0")
    body = lines.read(int(length))
    return head + ("\r\n" + body.decode("latin-1") if body else "")
