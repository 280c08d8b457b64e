"""Queues (SQS): batches are received, the function is invoked, and what it did not fail is deleted.

    receive -> collect for the window -> event -> function -> delete what went well
                                                           -> leave the rest: it is visible again when its time is over

What failed is not put back: the queue hides it until its visibility timeout is over, counts how often it was received,
and moves it to the dead-letter queue after its last time. So nothing can be lost here: a poller that is stopped
anywhere has deleted nothing that was not done.

Where the function has no room, it is asked again for as long as the messages are hidden. Then they are others' to
receive, and were received once more: where room is scarce, good messages become dead letters without having been tried
(seen on AWS: https://zaccharles.medium.com/reproducing-the-sqs-trigger-and-lambda-concurrency-limit-issue-f4c09d384a18).

A batch is received by one of several pollers. Of a FIFO queue, the queue itself lets out no message while another of
its group is being worked on; a batch that is larger than an event is invoked in parts, and ends with the first that has
a failure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from scorelet.aws.event_mappings import EventMapping
from scorelet.emulator.event_json import encoded
from scorelet.emulator.sources.asking import World, answered, insisted, told
from scorelet.emulator.sources.batches import fitting
from scorelet.emulator.sources.replies import Verdict, all_failed, text_id, verdict
from scorelet.emulator.sources.values import DONE, FAILED, PARTIAL, Json, name_of

POLLERS = 5
"""Lambda begins with as many."""
PATIENCE = 1.0
"""Seconds that a poller waits for a first message."""


class Message(NamedTuple):
    """One message as it was received.

    record  as it stands in an event; handle: by which it is deleted
    until   when it is visible again, by the clock's `monotonic`
    """

    id: str
    handle: str
    record: Json
    size: int
    until: float


class Queue(Protocol):
    """A queue. All raise SourceError where it cannot be asked now."""

    async def receive(self, most: int, seconds: float) -> Sequence[Message] | None:
        """At most so many messages, after so many seconds at most: none for now, or None when none will ever come."""
        ...

    async def delete(self, messages: Sequence[Message]) -> None: ...


class QueuePoller:
    """Brings the messages of a queue to the function, until there will be no more."""

    def __init__(self, mapping: EventMapping, queue: Queue, world: World, pollers: int = POLLERS) -> None:
        self.name = f"{mapping.source} {name_of(mapping.arn)}"
        self._mapping = mapping
        self._queue = queue
        self._world = world
        self._pollers = pollers

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(self._pollers):
                group.create_task(self._poll())

    async def _poll(self) -> None:
        while (messages := await self._collected()) is not None:
            rest = list(messages)
            while rest:
                count = fitting(rest, self._mapping.batch)
                failed = await self._invoked(rest[:count])
                rest = [] if failed and self._mapping.fifo else rest[count:]

    async def _collected(self) -> list[Message] | None:
        """A batch: what is there, and what comes within the window after the first message; None at the end."""
        first = await self._received(self._mapping.batch, PATIENCE)
        if not first:
            return None if first is None else []
        clock, batch = self._world.clock, list(first)
        end = clock.monotonic() + self._mapping.window
        while fitting(batch, self._mapping.batch) == len(batch) < self._mapping.batch:
            left = end - clock.monotonic()
            more = await self._received(self._mapping.batch - len(batch), left) if left > 0 else None
            if more is None:
                break
            batch += more
        return batch

    async def _received(self, most: int, seconds: float) -> Sequence[Message] | None:
        return await insisted(self._world, self.name, lambda: self._queue.receive(most, seconds))

    async def _invoked(self, messages: Sequence[Message]) -> bool:
        """Whether something failed, or was not tried."""
        payload = encoded({"Records": [message.record for message in messages]})
        patience = min(message.until for message in messages) - self._world.clock.monotonic()
        answer = await answered(self._world, self.name, payload, len(messages), patience=patience)
        if answer.throttled:
            return True
        found = all_failed(len(messages), answer.error) if answer.error else self._verdict(answer.payload, messages)
        failed = frozenset(found.failed)
        done = [message for place, message in enumerate(messages) if place not in failed]
        if done:
            await insisted(self._world, self.name, lambda: self._queue.delete(done))
        outcome = (FAILED if len(failed) == len(messages) else PARTIAL) if failed else DONE
        ids = () if found.whole else tuple(messages[place].id for place in found.failed)
        self._world.told(told(answer._replace(error=found.why), self.name, len(messages), outcome, ids))
        return bool(failed)

    def _verdict(self, reply: bytes, messages: Sequence[Message]) -> Verdict:
        if not self._mapping.report_batch_item_failures:
            return Verdict()
        return verdict(reply, [message.id for message in messages], text_id)
