"""Granian, set up: it speaks HTTP, starts workers, replaces those that die, and ends them when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server import Server

from scorelet.serve.worker import Work, worker

if TYPE_CHECKING:
    from granian.log import LogLevels

HEAD_SECONDS = 10
"""So long may a client take to send the head of a request."""
AGAIN = 0.5
"""Seconds before a worker that died is replaced."""
QUIET = "error"
"""Of what Granian tells only what went wrong: the rest is told in our own words."""
LISTENING = 30.0
"""Seconds until its first worker listens, at most."""


def run(work: Work, host: str, port: int, started: Callable[[], None]) -> int:
    """Answers until a signal says to end; gives the exit code. `started` is called once it listens."""
    settings = work.settings
    server = Server(
        "scorelet",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=settings.workers,
        loop=Loops.uvloop,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000),
        log_level=_level(),
        respawn_failed_workers=True,
        respawn_interval=AGAIN,
        workers_kill_timeout=round(settings.grace),
    )
    ending = Ending(server)
    server.on_startup(ending.listen)
    server.on_startup(lambda: _once_it_listens(host, port, started))
    server.serve(target_loader=partial(worker, work))
    return 0 if ending.signals < 2 else 1


def _once_it_listens(host: str, port: int, started: Callable[[], None]) -> None:
    """Granian starts its workers after this, and does not say when they listen."""

    def look() -> None:
        until = time.monotonic() + LISTENING
        while time.monotonic() < until:
            try:
                socket.create_connection((host, port), 1.0).close()
            except OSError:
                time.sleep(0.01)
            else:
                started()
                return

    threading.Thread(target=look, name="scorelet-started", daemon=True).start()


class Ending:
    """The first signal lets all be answered that has begun, as Granian has it; the second ends the workers at once.

    A worker inherits this until it listens: till then it has nothing to answer, and just ends.
    """

    def __init__(self, server: Any) -> None:
        self.signals = 0
        self._server = server
        self._own = os.getpid()

    def listen(self) -> None:
        """In place of Granian's own handlers."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)

    def _handle(self, number: int, frame: Any) -> None:
        if os.getpid() != self._own:
            os._exit(0)
        self.signals += 1
        if self.signals == 1:
            self._server.signal_handler_interrupt()
        else:
            for process in self._server.wrks:
                process.kill()


def _level() -> LogLevels:
    from granian.log import LogLevels

    return LogLevels(QUIET)
