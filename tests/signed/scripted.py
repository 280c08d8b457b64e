"""A small HTTP server that answers byte for byte as a test says, also with what no server should answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import BinaryIO, NamedTuple


class Reply(NamedTuple):
    """`data` as it goes out, in pieces with `pause` seconds between them; then the connection closes, or not.

    With `hold` it stays open without a word until the server closes.
    """

    data: bytes = b""
    close: bool = False
    pause: float = 0.0
    hold: bool = False


class Seen(NamedTuple):
    """A request; `connection` counts them from 0."""

    connection: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


def ok(body: bytes = b"", status: str = "200 OK", headers: str = "", *, close: bool = False) -> Reply:
    """An answer as it should be."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return Reply(head.encode() + body, close=close)


class Scripted:
    """Answers the requests of all connections with `replies`, one after another; with an empty 200 when they end."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.seen: list[Seen] = []
        self.connections = 0
        self.closing = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self) -> None:
        while not self.closing.is_set():
            with suppress(OSError):
                connection, _ = self._listener.accept()
                self.connections += 1
                Thread(target=self._answer, args=(connection, self.connections - 1), daemon=True).start()

    def close(self) -> None:
        self.closing.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()  # wakes accept()
        self._listener.close()

    def _answer(self, connection: socket.socket, number: int) -> None:
        with connection, connection.makefile("rb") as file, suppress(OSError):
            while (seen := _request(file, number)) is not None:
                self.seen.append(seen)
                reply = self.replies.pop(0) if self.replies else ok()
                pieces = [reply.data] if not reply.pause else [bytes([byte]) for byte in reply.data]
                for piece in pieces:
                    connection.sendall(piece)
                    self.closing.wait(reply.pause)
                if reply.hold:
                    self.closing.wait(30)
                if reply.close or reply.hold:
                    return


def _request(file: BinaryIO, number: int) -> Seen | None:
    line = file.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers = {}
    while (header := file.readline().decode("latin-1").strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    body = file.read(int(headers.get("content-length", 0)))
    return Seen(number, line[0], line[1], headers, body)


@contextmanager
def scripted_server() -> Iterator[Scripted]:
    server = Scripted()
    thread = Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
