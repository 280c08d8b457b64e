"""The environments of one version."""

from __future__ import annotations

import asyncio
from collections import deque

from scorelet.emulator.environment.environment import Environment, State

CLOSE_BY = 0.05
"""Seconds that an invocation waits for an environment that has answered already. A caller on AWS is further away than
the moment that a runtime needs to ask for its next event; one on this machine is not."""


class Pool:
    """free: those that wait for an event, the one that was free last at the end."""

    def __init__(self) -> None:
        self.all: set[Environment] = set()
        self.free: list[Environment] = []
        self._waiting: deque[asyncio.Future[Environment | None]] = deque()

    async def nearly_free(self) -> Environment | None:
        """One that has answered, as soon as it is free; None where none is, soon, or where one is free already."""
        if self.free or len(self._waiting) >= sum(one.state is State.ANSWERED for one in self.all):
            return None
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Environment | None] = loop.create_future()
        self._waiting.append(waiting)
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

    def take_back(self, environment: Environment) -> None:
        """It is free: for who waits, or it stands still until it is needed."""
        if not self._hand(environment):
            environment.freeze()
            self.free.append(environment)

    def remove(self, environment: Environment) -> None:
        """It takes no invocation any more. Who waits for it need not."""
        self.all.discard(environment)
        if environment in self.free:
            self.free.remove(environment)
        else:
            self._hand(None)

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
