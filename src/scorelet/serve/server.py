"""Granian, set up: it speaks HTTP, starts workers, replaces those that die, and ends them when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

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
    server.on_startup(started)
    server.serve(target_loader=partial(worker, work))
    return 0


def _level() -> LogLevels:
    from granian.log import LogLevels

    return LogLevels(QUIET)
