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
    server.on_startup(lambda: _end_at_once_when_told_twice(server))
    server.on_startup(lambda: _once_it_listens(host, port, started))
    server.serve(target_loader=partial(worker, work))
    return 0


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


def _end_at_once_when_told_twice(server: Any) -> None:
    """The first signal lets all be answered that has begun, as Granian has it; the second ends the workers too."""
    signals = 0

    def handle(number: int, frame: Any) -> None:
        nonlocal signals
        signals += 1
        if signals == 1:
            server.signal_handler_interrupt()
            return
        for process in server.wrks:
            process.kill()
        os._exit(1)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)


def _level() -> LogLevels:
    from granian.log import LogLevels

    return LogLevels(QUIET)
