"""One worker: it loads the models, answers, follows what changes, and writes what it remembers when it ends."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from scorelet import __version__
from scorelet.bundle.images import Images
from scorelet.errors import ScoreletError
from scorelet.observe.observers import prediction_log
from scorelet.observe.prometheus import Metrics, bury_dead
from scorelet.runtime.app import App
from scorelet.runtime.following import Follower, load_all
from scorelet.runtime.loading import Loader
from scorelet.runtime.served import Shelf
from scorelet.serve.access_log import AccessLog
from scorelet.serve.door import Door, Witness
from scorelet.serve.receiving import Receive, Scope, Send
from scorelet.serve.settings import Settings
from scorelet.store import open_store

if TYPE_CHECKING:
    from scorelet.observe.observation import Observer
    from scorelet.serve.keys import Keys
    from scorelet.serve.rate import Rate
    from scorelet.service.values import Service

AGAIN = 2.0
"""Seconds before a worker that could not be loaded is started again."""
ORPHANED = 1.0
"""Seconds between two looks whether the server is still there."""


class Work(NamedTuple):
    """What a worker does: it is pickled on its way into a new process."""

    service: Service
    settings: Settings
    keys: Keys | None
    rate: Rate | None
    server: int
    """The process that started it."""


def worker(work: Work) -> Worker:
    """What the server calls in each new process, for an application of ASGI.

    One that cannot be loaded now (the store is away) may be the next time: the server tries again, and not at once.
    """
    try:
        return Worker(work)
    except ScoreletError as error:
        to_stderr(f"a worker cannot start: {error}")
        time.sleep(AGAIN)
        sys.exit(1)


def loader_of(service: Service, settings: Settings) -> Loader:
    return Loader(service, lambda: open_store(service.store or None), images=Images(own=settings.images))


class Worker:
    """A service that answers: an application of ASGI, with its lifespan."""

    def __init__(self, work: Work) -> None:
        service, settings = work.service, work.settings
        loader = loader_of(service, settings)
        loaded = load_all(loader)
        shelf = Shelf([served for served, _ in loaded], service.default)
        bury_dead()
        metrics, witness = Metrics(__version__), Witness()
        for served in shelf.served:
            metrics.loaded(served.name, served.version, served.seconds)
        self._ended = threading.Event()
        self._predictions = prediction_log(service.log, lost=metrics.lost)
        self._accesses = AccessLog(self._soon) if settings.access_log else None
        observers: list[Observer] = [witness, metrics, *([] if self._predictions is None else [self._predictions])]
        self._door = Door(
            App(service, shelf, observers), metrics, witness, keys=work.keys, rate=work.rate, log=self._accesses
        )
        self._follower = Follower(
            loader,
            shelf,
            loaded,
            watch=settings.watch,
            tell=to_stderr,
            changed=lambda served: metrics.loaded(served.name, served.version, served.seconds),
        )
        self._server = work.server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._door(scope, receive, send)
            return
        await receive()
        self._begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._end()
        await send({"type": "lifespan.shutdown.complete"})

    def _begin(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._door.begin()
        gc.collect()
        gc.freeze()  # models are never garbage while they answer: what looks for garbage need not look at them
        if self._follower:
            self._in_thread(self._follower.look)
        self._in_thread(self._look_for_the_server)

    def _end(self) -> None:
        """All is answered, and nothing more comes."""
        self._ended.set()
        if self._accesses is not None:
            self._accesses.flush()
        if self._predictions is not None:
            self._predictions.close()

    def _soon(self, flush: Callable[[], None]) -> None:
        self._loop.call_later(0.5, flush)

    def _in_thread(self, look: Callable[[], float]) -> None:
        """`look` again and again, after the seconds that it says: stores may be slow, and answers go on meanwhile."""

        def keep_looking() -> None:
            pause = look()
            while not self._ended.wait(pause):
                pause = look()

        threading.Thread(target=keep_looking, name="scorelet-look", daemon=True).start()

    def _look_for_the_server(self) -> float:
        """A worker whose server was killed ends too: nobody else would ever tell it to."""
        if os.getppid() != self._server:
            os.kill(os.getpid(), signal.SIGKILL if self._ended.is_set() else signal.SIGTERM)
        return ORPHANED


def to_stderr(text: str) -> None:
    """A line for the operator, whole even where several workers write."""
    try:
        os.write(2, f"scorelet: {text}\n".encode())
    except OSError:  # whoever read it has gone
        return
