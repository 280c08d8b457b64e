"""uvicorn, set up: it speaks HTTP in each worker, and starts workers, watches over them and ends them."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType, MappingProxyType
from typing import Any

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess

from scorelet.serve.protocol import Protocol
from scorelet.serve.worker import Work, worker

KEPT = 75
"""Seconds that a connection is kept without a request."""
UVICORN: Mapping[str, Any] = MappingProxyType(
    {
        "interface": "asgi3",
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "timeout_keep_alive": KEPT,
    }
)
"""How it is set up wherever it serves: HTTP alone, and nothing said by itself."""
STUCK = 60
"""Seconds after which a worker that gives no sign of life is replaced."""
STARTING = 60.0
"""Seconds until a worker listens, at most."""
GRACE = 30
"""Seconds that what is being answered may take when the server ends."""
SPARE = 5.0
"""Seconds beyond that: workers keep to it by themselves."""


def run(work: Work, sock: socket.socket, started: Callable[[], None]) -> int:
    """Answers until a signal says to end; gives the exit code. `started` is called once it listens."""
    config = uvicorn.Config(
        partial(worker, work),
        factory=True,
        workers=work.settings.workers,
        loop="uvloop",
        http=Protocol,
        lifespan="on",
        log_level="error",
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=STUCK,
        **UVICORN,
    )
    supervisor = Supervisor(config, sock, started)
    supervisor.run()
    return 0 if supervisor.signals < 2 else 1


class Supervisor(Multiprocess):
    """Starts workers and replaces those that die. One signal lets what has begun be answered; a second one does not."""

    def __init__(self, config: uvicorn.Config, sock: socket.socket, started: Callable[[], None]) -> None:
        super().__init__(config, [sock])
        self.signals = 0
        self._started = started
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1
        self.should_exit.set()
        if self.signals > 1:
            for process in self.processes:
                process.process.kill()

    def init_processes(self) -> None:
        super().init_processes()
        if self.processes[0].wait_until_ready(STARTING, self.should_exit):
            self._started()

    def join_all(self) -> None:
        until = time.monotonic() + GRACE + SPARE
        for process in self.processes:
            process.process.join(max(until - time.monotonic(), 0.0))
            process.process.kill()
            process.process.join()
