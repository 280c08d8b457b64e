"""A gateway waits for the function, but not for ever. The function is not stopped by that: it goes on, unheard."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.rest_errors import GatewayError
from scorelet.emulator.values import Asked, Invoke, Outcome

T = TypeVar("T")


class Waiting:
    """Invokes, and waits for `timeout` seconds."""

    def __init__(self, invoke: Invoke, clock: Clock, timeout: float) -> None:
        self._invoke = invoke
        self._clock = clock
        self._timeout = timeout
        self._running: set[asyncio.Task[Any]] = set()

    async def outcome(self, asked: Asked) -> Outcome:
        """What came of it. Raises GatewayError ("late"), and what `invoke` raises."""
        answer = self._started(self._invoked(asked))
        timer = self._started(self._clock.sleep(self._timeout))
        try:
            await asyncio.wait((answer, timer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        if not answer.done():
            raise GatewayError("late", f"the function did not answer within {self._timeout:g} s; it goes on")
        if answer.cancelled():
            raise GatewayError("refused", "the emulator is closing")
        return answer.result()

    async def close(self) -> None:
        """Ask no longer."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)

    async def _invoked(self, asked: Asked) -> Outcome:
        return await self._invoke(asked)

    def _started(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # seen: nobody waits for it any more, or somebody who raises it
