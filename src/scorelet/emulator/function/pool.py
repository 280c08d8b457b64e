"""The environments of one version."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from scorelet.emulator.environment.environment import Environment, State, Version

CLOSE_BY = 0.05
"""Seconds that an invocation waits for an environment that has answered already. A caller on AWS is further away than
the moment that a runtime needs to ask for its next event; one on this machine is not."""


class Pool:
    """ended  called with an environment that is not in the pool any more, and is to be closed

    free     those that wait for an event, the one that was free last at the end
    closing  how many have left the pool, and are not gone yet
    is_over  whether the version is not what its number means any more: then what is free ends
    """

    def __init__(self, version: Version, ended: Callable[[Environment], None], *, is_over: bool = False) -> None:
        self.version = version
        self.is_over = is_over
        self.all: set[Environment] = set()
        self.free: list[Environment] = []
        self.closing = 0
        self._asking = 0
        self._ended = ended
        self._waiting: deque[asyncio.Future[Environment | None]] = deque()

    @property
    def busy(self) -> int:
        """How many have an invocation, or are for somebody who has."""
        return len(self.all) - len(self.free)

    @property
    def is_needed(self) -> bool:
        return bool(self.all) or self.closing > 0 or self._asking > 0

    async def nearly_free(self) -> Environment | None:
        """One that has answered, as soon as it is free; None where none is, soon, or where one is free already."""
        if self.free or len(self._waiting) >= sum(one.state is State.ANSWERED for one in self.all):
            return None
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Environment | None] = loop.create_future()
        self._waiting.append(waiting)
        self._asking += 1
        late = loop.call_later(CLOSE_BY, self._give_up, waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            self._give_up(waiting)
            environment = None if waiting.cancelled() else waiting.result()
            if environment is not None:
                self.take_back(environment)
            raise
        finally:
            late.cancel()
            self._asking -= 1

    def take_back(self, environment: Environment) -> None:
        """It is free: it ends, or is for who waits, or stands still until it is needed."""
        if self.is_over or self.version.configuration.cold:
            self.end(environment)
        elif not self._hand(environment):
            environment.freeze()
            self.free.append(environment)

    def end(self, environment: Environment) -> None:
        """It takes no invocation any more. Who waits for it need not."""
        self.all.discard(environment)
        if environment in self.free:
            self.free.remove(environment)
        else:
            self._hand(None)
        self.closing += 1
        self._ended(environment)

    def finish(self) -> None:
        """The version is over: what is free ends now, and the others when they are."""
        self.is_over = True
        for environment in list(self.free):
            self.end(environment)

    def _hand(self, environment: Environment | None) -> bool:
        """To the first who waits."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(environment)
                return True
        return False

    def _give_up(self, waiting: asyncio.Future[Environment | None]) -> None:
        if waiting in self._waiting:
            self._waiting.remove(waiting)
        if not waiting.done():
            waiting.set_result(None)
