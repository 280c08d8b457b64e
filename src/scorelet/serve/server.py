"""uvicorn, set up: it speaks HTTP in each worker, and starts workers, watches over them and ends them."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from scorelet.serve.protocol import Protocol
from scorelet.serve.worker import Work, worker

KEPT = 75
"""Seconds that a connection is kept without a request."""
HEAD = 10.0
"""Seconds that a client may take to send the head of a request."""
STUCK = 60
"""Seconds after which a worker that gives no sign of life is replaced."""
STARTING = 60.0
"""Seconds until a worker listens, at most."""
SPARE = 5.0
"""Seconds beyond the grace: workers keep to it by themselves."""


def run(work: Work, sock: socket.socket, started: Callable[[], None]) -> int:
    """Answers until a signal says to end; gives the exit code. `started` is called once it listens."""
    config = uvicorn.Config(
        partial(worker, work),
        factory=True,
        interface="asgi3",
        workers=work.settings.workers,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEPT,
        timeout_graceful_shutdown=round(work.settings.grace),
        timeout_worker_healthcheck=STUCK,
    )
    supervisor = Supervisor(config, sock, started)
    supervisor.run()
    return 0 if supervisor.signals < 2 else 1


class Server(uvicorn.Server):
    """uvicorn's, which waits for the head of a request as long as a client likes: here for HEAD seconds."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._slow: dict[object, float] = {}

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:
            self._look_at_heads(asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    def _look_at_heads(self, now: float) -> None:
        """A connection that is neither answered nor waits for a further request has a head under way."""
        under_way = [one for one in self.server_state.connections if _sends_its_head(one)]
        self._slow = {one: self._slow.get(one, now) for one in under_way}
        for connection, since in self._slow.items():
            if now - since > HEAD:
                connection.transport.close()  # type: ignore[attr-defined]


def _sends_its_head(connection: object) -> bool:
    cycle = connection.cycle  # type: ignore[attr-defined]
    idle = cycle is None or cycle.response_complete
    return bool(idle and connection.timeout_keep_alive_task is None)  # type: ignore[attr-defined]


class Worker(Process):
    """A worker's process, with our server in it."""

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = Server(config=self.config)
        return self._server


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
        until = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + SPARE
        for process in self.processes:
            process.process.join(max(until - time.monotonic(), 0.0))
            process.process.kill()
            process.process.join()
