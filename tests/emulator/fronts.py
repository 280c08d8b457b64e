"""The emulator's HTTP server, in a thread of the test's process."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType

import uvloop

from scorelet.emulator.door import Door, Served
from scorelet.emulator.front import listening
from scorelet.serve.address import bound, url_of

TIME = 10.0
"""Seconds that starting and ending may take."""


class Front:
    """Answers within a `with`. served: what the listener was told, where `listener` is given to the door."""

    def __init__(self, *, grace: int = 2) -> None:
        self.served: list[Served] = []
        self._sock = bound("127.0.0.1", 0)
        self.address = self._sock.getsockname()
        self.url = url_of(self._sock)
        self._grace = grace
        self._ready = threading.Event()

    def begin(self, door: Door) -> None:
        self._thread = threading.Thread(target=lambda: uvloop.run(self._run(door)), daemon=True)
        self._thread.start()
        assert self._ready.wait(TIME)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(TIME)
        assert not self._thread.is_alive()

    def __enter__(self) -> Front:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._thread.is_alive():
            self.end()

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, TIME)

    async def _run(self, door: Door) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with listening(door, self._sock, grace=self._grace):
            self._ready.set()
            await self._end.wait()
