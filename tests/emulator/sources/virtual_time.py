"""An event loop whose time goes on when nothing else can happen: hours pass at once, and always in the same way."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from scorelet.emulator.clock import Clock
from tests.emulator.clocks import NOW

T = TypeVar("T")


class _Selector(selectors.SelectSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everyone waits, and nothing will ever happen")
        self.now += timeout
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.virtual = _Selector()
        super().__init__(self.virtual)

    def time(self) -> float:
        return self.virtual.now


class VirtualClock(Clock):
    """Time inside of `run`."""

    def time(self) -> float:
        return NOW + self.monotonic()

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


def run(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)


async def run_for(seconds: float, running: Coroutine[Any, Any, None]) -> None:
    """Runs something that has no end for so long."""
    try:
        async with asyncio.timeout(seconds):
            await running
    except TimeoutError:
        pass
