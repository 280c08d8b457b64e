"""uvicorn in an event loop that already runs other things: the emulator's HTTP server.

It catches no signals, and ends when it is told to: what is under way has GRACE seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn

from scorelet.emulator.door import WRITTEN, Door
from scorelet.serve.protocol import BLANKS, Protocol
from scorelet.serve.server import UVICORN

GRACE = 5
"""Seconds that what is being answered may take when the server ends."""


@contextlib.asynccontextmanager
async def listening(door: Door, sock: socket.socket, *, grace: int = GRACE) -> AsyncIterator[None]:
    """Answers at the socket, which it takes, within a `with`."""
    server = Server(door, grace)
    task = asyncio.create_task(server.serve(sockets=[sock]))
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait((task, ready), return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if task.done():
        await task  # it says why
    try:
        yield
    finally:
        server.end()
        await task


class WrittenProtocol(Protocol):
    """A connection that keeps the names of headers as they were written."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._lines: list[tuple[bytes, bytes]] = []
        self.scope["extensions"] = {WRITTEN: {"lines": self._lines}}

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._lines.append((name, value.rstrip(BLANKS)))


class Server(uvicorn.Server):
    """A server for one door."""

    def __init__(self, door: Door, grace: int) -> None:
        super().__init__(
            uvicorn.Config(
                door,
                http=WrittenProtocol,
                lifespan="off",
                log_level="critical",
                timeout_graceful_shutdown=grace,
                **UVICORN,
            )
        )
        self.ready = asyncio.Event()
        self._ended = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are for whoever runs the loop."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """As uvicorn has it, but it ends at once."""
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864_000
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            transport: Any = connection.transport
            transport.abort()  # of who had their time

    def end(self) -> None:
        self.should_exit = True
        self._ended.set()
