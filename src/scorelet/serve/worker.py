"""One worker: it loads the models, tells of them, answers until it is told to end, and ends when all is answered."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import uvloop

from scorelet import __version__
from scorelet.bundle.images import Images
from scorelet.errors import ScoreletError
from scorelet.observe.observers import prediction_log
from scorelet.observe.prometheus import Metrics
from scorelet.runtime.app import App
from scorelet.runtime.following import Follower, load_all
from scorelet.runtime.loading import Loader
from scorelet.runtime.served import Served, Shelf
from scorelet.runtime.strict_json import write
from scorelet.serve.access_log import AccessLog
from scorelet.serve.connection import Connection
from scorelet.serve.door import Door, Witness
from scorelet.serve.settings import ModelFacts, Settings
from scorelet.store import Store, open_store

if TYPE_CHECKING:
    from scorelet.observe.observation import Observer
    from scorelet.serve.keys import Keys
    from scorelet.serve.rate import Rate
    from scorelet.serve.supervisor import Report
    from scorelet.service.values import Service

BACKLOG = 1024
"""Connections that wait to be taken."""
TICK = 0.5
"""Seconds between two looks at the time, and between two writings of the access log."""
LONGEST_SAMPLE = 4000
"""Characters of a row that is shown."""


class Shared(NamedTuple):
    """What was made before the workers, for all of them."""

    sock: socket.socket
    keys: Keys | None
    rate: Rate | None


class Worker:
    """A service that answers at a socket. `tell` is given lines for the operator."""

    def __init__(self, service: Service, settings: Settings, shared: Shared, tell: Callable[[str], object]) -> None:
        self._service = service
        self._settings = settings
        self._shared = shared
        self._tell = tell
        self._ended = threading.Event()

    def work(self, report: Report, lifeline: int) -> int:
        """Gives the exit code; see `Supervisor`."""
        loader = Loader(self._service, self._store, images=Images(own=self._settings.images))
        try:
            loaded = load_all(loader)
        except ScoreletError as error:
            report({"error": str(error)})
            return 2
        shelf = Shelf([served for served, _ in loaded], self._service.default)
        metrics = Metrics(__version__)
        log = prediction_log(self._service.log, lost=metrics.lost)
        for served in shelf.served:
            metrics.loaded(served.name, served.version, served.seconds)
        witness = Witness()
        observers: list[Observer] = [witness, metrics, *([] if log is None else [log])]
        self._follow(
            Follower(
                loader,
                shelf,
                loaded,
                watch=self._settings.watch,
                tell=self._tell,
                changed=lambda served: metrics.loaded(served.name, served.version, served.seconds),
            )
        )
        gc.collect()
        gc.freeze()  # models are never garbage while they answer: what looks for garbage need not look at them
        uvloop.run(self._listen(App(self._service, shelf, observers), witness, metrics, report, lifeline))
        self._ended.set()
        if log is not None:
            log.close()
        return 0

    def _store(self) -> Store:
        return open_store(self._service.store or None)

    def _follow(self, follower: Follower) -> None:
        """In a thread: the store may be slow, and answers go on meanwhile."""
        if follower:
            threading.Thread(target=self._keep_looking, args=(follower,), name="scorelet-follow", daemon=True).start()

    def _keep_looking(self, follower: Follower) -> None:
        pause = follower.look()
        while not self._ended.wait(pause):
            pause = follower.look()

    # --- listening ---------------------------------------------------------------------------------------------------

    async def _listen(self, app: App, witness: Witness, metrics: Metrics, report: Report, lifeline: int) -> None:
        loop = asyncio.get_running_loop()
        log = AccessLog(lambda flush: loop.call_later(TICK, flush)) if self._settings.access_log else None
        shared, patience = self._shared, self._settings.patience
        door = Door(
            app, keys=shared.keys, rate=shared.rate, metrics=metrics, log=log, witness=witness, patience=patience
        )
        stop = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, stop.set)
        loop.add_reader(lifeline, stop.set)
        server = await loop.create_server(lambda: Connection(door), sock=shared.sock, backlog=BACKLOG)
        report({"models": [tuple(facts_of(served)) for served in app.shelf.served]})
        while not stop.is_set():
            door.look_at_the_time()
            try:
                await asyncio.wait_for(stop.wait(), TICK)
            except TimeoutError:
                continue
        loop.remove_reader(lifeline)
        server.close()
        await self._finish(door)
        if log is not None:
            log.flush()

    async def _finish(self, door: Door) -> None:
        """Until all connections have ended, or the grace has."""
        door.close()
        until = time.monotonic() + self._settings.grace
        while door.connections and time.monotonic() < until:
            door.look_at_the_time()
            await asyncio.sleep(0.02)
        if door.connections:
            self._tell(f"{len(door.connections)} connections had no answer within {self._settings.grace:g} s")


def facts_of(served: Served) -> ModelFacts:
    """What people are told of a model."""
    samples = served.packed.samples
    sample = write(samples[0]).decode() if samples else ""
    manifest = served.manifest
    return ModelFacts(
        served.name,
        served.alias,
        served.short_version,
        manifest.kind,
        served.verified,
        served.seconds,
        sample if len(sample) <= LONGEST_SAMPLE else "",
    )


def to_stderr(text: str) -> None:
    """A line for the operator, whole even where several workers write."""
    try:
        os.write(sys.stderr.fileno(), f"scorelet: {text}\n".encode())
    except (OSError, ValueError):  # whoever read it has gone
        return
