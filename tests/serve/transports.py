"""A connection without a network: what it is sent, and what it answers."""

from __future__ import annotations

import asyncio
from typing import Any

from scorelet.serve.connection import Connection
from scorelet.serve.door import Door
from tests.runtime.services import app_of

HOST = b"host: x\r\n"
ROW = b'{"age": 20.0, "income": null, "home_town": "Bonn"}'


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Transport(asyncio.Transport):
    """Remembers what was done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.done: list[str] = []
        self.unsent = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += bytes(data)

    def is_closing(self) -> bool:
        return "close" in self.done or "abort" in self.done

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def _does(self, what: str) -> None:
        self.done.append(what)

    def close(self) -> None:
        self._does("close")

    def abort(self) -> None:
        self._does("abort")

    def write_eof(self) -> None:
        self._does("write_eof")

    def pause_reading(self) -> None:
        self._does("pause")

    def resume_reading(self) -> None:
        self._does("resume")


class Client:
    """One client of one door."""

    def __init__(self, door: Door | None = None, **how: Any) -> None:
        self.clock = Clock()
        self.door = door or Door(how.pop("app", None) or app_of(), clock=self.clock, **how)
        self.transport = Transport()
        self.connection = Connection(self.door)
        self.connection.connection_made(self.transport)

    def send(self, *pieces: bytes) -> bytes:
        """Gives what was answered to these bytes."""
        before = len(self.transport.sent)
        for piece in pieces:
            self.connection.data_received(piece)
        return self.transport.sent[before:]

    def wait(self, seconds: float) -> bytes:
        """Time passes, and the door looks at it. Gives what the client is told."""
        before = len(self.transport.sent)
        self.clock.now += seconds
        self.door.look_at_the_time()
        return self.transport.sent[before:]

    @property
    def done(self) -> list[str]:
        """What became of the connection, since one last asked."""
        done, self.transport.done = self.transport.done, []
        return done


def post(body: bytes = ROW, path: str = "/predict", more: bytes = b"") -> bytes:
    """A request that scores a row."""
    return b"POST %s HTTP/1.1\r\n%s%scontent-length: %d\r\n\r\n%s" % (path.encode(), HOST, more, len(body), body)


def status(answer: bytes) -> int:
    """Of the first answer in these bytes; 0 for none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def statuses(answers: bytes) -> list[int]:
    return [int(part.split(b" ", 1)[0]) for part in answers.split(b"HTTP/1.1 ")[1:]]


def body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def headers(answer: bytes) -> dict[str, str]:
    lines = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return dict(line.split(": ", 1) for line in lines)
