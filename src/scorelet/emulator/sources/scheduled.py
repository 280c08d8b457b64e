"""Schedules: an event of EventBridge whenever one is due, by the emulator's clock.

A rate begins when the emulator does. What was due while nobody looked (a laptop that slept) comes once, not many times.
"""

from __future__ import annotations

import asyncio

from scorelet.aws.event_mappings import AsynchronousInvocation
from scorelet.emulator.sources.asking import World
from scorelet.emulator.sources.asynchronous import Events
from scorelet.emulator.sources.due import next_due
from scorelet.emulator.sources.times import iso_seconds
from scorelet.emulator.sources.values import Json
from scorelet.emulator.values import ACCOUNT, REGION
from scorelet.service.schedules import parse_schedule

LONGEST_SLEEP = 30.0
"""The clock may be set, so it is looked at now and then."""


class Scheduled:
    """Brings a schedule's events to the function. rule: the name of its rule."""

    def __init__(self, schedule: str, rule: str, invocation: AsynchronousInvocation, world: World) -> None:
        self.name = f"schedule {schedule}"
        self._schedule = parse_schedule(schedule)
        self._rule = rule
        self._world = world
        self._events = Events(invocation, world, self.name)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            events = group.create_task(self._events.run())
            due = next_due(self._schedule, self._world.clock.time())
            while due is not None:
                await self._until(due)
                self._events.offer(scheduled_event(self._rule, due, self._world.new_id()), iso_seconds(due))
                due = self._next(due)
            await events

    def _next(self, last: float) -> float | None:
        now = self._world.clock.time()
        due = next_due(self._schedule, last)
        return due if due is None or due > now else next_due(self._schedule, now)

    async def _until(self, due: float) -> None:
        while (left := due - self._world.clock.time()) > 0:
            await self._world.clock.sleep(min(left, LONGEST_SLEEP))


def scheduled_event(rule: str, moment: float, id: str) -> Json:
    return {
        "version": "0",
        "id": id,
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": iso_seconds(moment),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{rule}"],
        "detail": {},
    }
