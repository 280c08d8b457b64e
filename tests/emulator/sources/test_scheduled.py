"""Schedules and asynchronous invocations, in virtual time."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.aws.event_mappings import AsynchronousInvocation
from scorelet.emulator.sources.asynchronous import Events
from scorelet.emulator.sources.scheduled import Scheduled
from scorelet.emulator.sources.values import Batch
from scorelet.emulator.values import REGION
from tests.emulator.sources.functions import Function, Raised, replies, throttled
from tests.emulator.sources.shapes import shape
from tests.emulator.sources.virtual_time import VirtualClock, run, run_for
from tests.runtime.events.recorded import event

INVOCATION = AsynchronousInvocation("schedule", "", 2, 3600)


def scheduled(schedule: str, seconds: float, reply: Any = None) -> Function:
    function = Function(reply or replies(), VirtualClock())
    running = Scheduled(schedule, "iris-1", INVOCATION, function.world)
    run(run_for(seconds, running.run()))
    return function


def test_an_event_of_eventbridge_is_aws_own() -> None:
    [(moment, made)] = scheduled("cron(0 8 * * ? *)", 86_400).asked
    assert shape(made) == shape(event("schedule"))
    assert made == {
        "version": "0",
        "id": "id-1",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2023-11-15T08:00:00Z",
        "region": REGION,
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/iris-1"],
        "detail": {},
    }
    assert moment == 35_200


def test_a_rate_begins_when_it_is_started() -> None:
    assert scheduled("rate(5 minutes)", 1000).times == [300, 600, 900]


def test_a_schedule_that_is_never_due_again_waits() -> None:
    assert scheduled("cron(0 8 * * ? 2020)", 1e6).asked == []


class Sleepy(VirtualClock):
    """A laptop that sleeps for an hour after the first five minutes."""

    def time(self) -> float:
        return super().time() + (3600 if self.monotonic() > 301 else 0)


def test_what_was_due_while_nobody_looked_comes_once() -> None:
    function = Function(replies(), Sleepy())
    running = Scheduled("rate(5 minutes)", "iris-1", INVOCATION, function.world)
    run(run_for(700, running.run()))
    assert function.times == [300, 330, 630]


def invoked(reply: Any, invocation: AsynchronousInvocation = INVOCATION) -> Function:
    function = Function(reply, VirtualClock())

    async def main() -> None:
        events = Events(invocation, function.world, "s3 rows")
        events.offer({"a": 1}, "a.csv")
        await run_for(10_000, events.run())

    run(main())
    return function


def test_an_event_is_tried_again_after_a_minute_and_after_two() -> None:
    function = invoked(lambda event: Raised())
    assert function.times == [0, 60, 180]
    assert function.outcomes == [
        ("failed", 1, ("a.csv",), "ValueError: no"),
        ("failed", 1, ("a.csv",), "ValueError: no"),
        ("failed", 1, ("a.csv",), "ValueError: no"),
        ("given up", 1, ("a.csv",), "it failed 3 times"),
    ]


def test_what_goes_well_is_done() -> None:
    function = invoked(replies(Raised()))
    assert function.times == [0, 60]
    [_, told] = function.told
    assert isinstance(told, Batch)
    assert (told.outcome, told.report is not None) == ("done", True)


def test_an_old_event_is_given_up() -> None:
    function = invoked(lambda event: Raised(), INVOCATION._replace(age=100))
    assert function.times == [0, 60]
    assert function.outcomes[-1] == ("given up", 1, ("a.csv",), "the event is older than 100 seconds")


def test_no_room_costs_none_of_the_tries() -> None:
    function = invoked(replies(throttled(), throttled(), Raised(), throttled(), Raised(), then=None))
    assert function.times == [3, 64, 184]
    assert [outcome for outcome, *_ in function.outcomes] == [
        "throttled", "throttled", "failed", "throttled", "failed", "done",
    ]  # fmt: skip


def test_a_function_that_never_has_room_is_asked_until_the_event_is_old() -> None:
    function = invoked(lambda event: throttled(), INVOCATION._replace(age=100))
    assert [outcome for outcome, *_ in function.outcomes] == ["throttled"] * 8 + ["given up"]
    assert function.outcomes[-1] == ("given up", 1, ("a.csv",), "the event is older than 100 seconds")


@pytest.mark.parametrize("seconds", [0.5, 30, 61])
def test_an_event_outlives_a_run_that_is_stopped(seconds: float) -> None:
    function = Function(lambda event: Raised(), VirtualClock(), 1.0)

    async def main() -> Events:
        events = Events(INVOCATION, function.world, "s3 rows")
        events.offer({"a": 1})
        events.offer({"b": 2})
        await run_for(seconds, events.run())
        assert events.waiting == 2
        await run_for(1000, events.run())
        return events

    assert run(main()).waiting == 0
    assert [batch for _, batch in function.asked[-2:]] == [{"a": 1}, {"b": 2}]
