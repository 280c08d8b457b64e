"""Asynchronous invocations, as S3, SNS and EventBridge make them: Lambda keeps the event and tries it again itself.

A function that raised is tried again after one minute, and after two more; one that is throttled until the event is too
old, which costs none of these tries. Events do not wait for one another.
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import NamedTuple

from scorelet.aws.event_mappings import AsynchronousInvocation
from scorelet.emulator.asynchronous import RETRIES
from scorelet.emulator.sources.asking import Answered, World, answered, told
from scorelet.emulator.sources.batches import encoded
from scorelet.emulator.sources.values import DONE, FAILED, GIVEN_UP, Json

OLD, EXHAUSTED = "the event is older than {age} seconds", "it failed {tries} times"


class _Kept(NamedTuple):
    """An event that is not done. since: seconds since 1970; ids: what is told of it."""

    number: int
    payload: bytes
    since: float
    ids: tuple[str, ...]


class Events:
    """Events that Lambda keeps until they are done or given up; they outlive a `run` that is stopped."""

    def __init__(self, invocation: AsynchronousInvocation, world: World, name: str) -> None:
        self._invocation = invocation
        self._world = world
        self._name = name
        self._kept: list[_Kept] = []
        self._new = asyncio.Event()
        self._numbers = count()

    def offer(self, event: Json, *ids: str) -> None:
        self._kept.append(_Kept(next(self._numbers), encoded(event), self._world.clock.time(), ids))
        self._new.set()

    @property
    def waiting(self) -> int:
        """How many are not done."""
        return len(self._kept)

    async def run(self) -> None:
        started: set[int] = set()
        async with asyncio.TaskGroup() as group:
            while True:
                self._new.clear()
                for kept in self._kept:
                    if kept.number not in started:
                        group.create_task(self._carried(kept))
                started = {kept.number for kept in self._kept}
                await self._new.wait()

    async def _carried(self, kept: _Kept) -> None:
        """Until it is done or given up."""
        for tries in range(1, self._invocation.retries + 2):
            left = kept.since + self._invocation.age - self._world.clock.time()
            answer = await self._tried(kept, left) if left > 0 else None
            if answer is None or answer.throttled:
                self._give_up(kept, OLD.format(age=self._invocation.age))
                break
            if not answer.error:
                break
            if tries > self._invocation.retries:
                self._give_up(kept, EXHAUSTED.format(tries=tries))
                break
            await self._world.clock.sleep(RETRIES[tries - 1])
        self._kept.remove(kept)

    async def _tried(self, kept: _Kept, patience: float) -> Answered:
        answer = await answered(self._world, self._name, kept.payload, 1, patience=patience)
        if not answer.throttled:
            self._world.told(told(answer, self._name, 1, FAILED if answer.error else DONE, kept.ids))
        return answer

    def _give_up(self, kept: _Kept, why: str) -> None:
        self._world.told(told(Answered(b"", 0.0, why), self._name, 1, GIVEN_UP, kept.ids))
