"""A clock for tests: time passes when they say so, and nobody waits."""

from __future__ import annotations

import asyncio

from scorelet.emulator.clock import Clock

NOW = 1_700_000_000.0
"""Tuesday, 14 November 2023, 22:13:20 UTC."""


class Hands(Clock):
    """A clock that goes when it is told to."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now
        self._sleeping: list[tuple[float, asyncio.Future[None]]] = []

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now - NOW

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleeping.append((self.now + seconds, future))
        await future

    async def go(self, seconds: float) -> None:
        """Time passes; whoever has slept enough goes on."""
        self.now += seconds
        for until, future in self._sleeping:
            if until <= self.now and not future.done():
                future.set_result(None)
        for _ in range(5):
            await asyncio.sleep(0)
