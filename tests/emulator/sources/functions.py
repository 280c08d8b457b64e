"""Functions that answer as a test says, and remember what they were asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

from scorelet.emulator.clock import Clock
from scorelet.emulator.sources.asking import World
from scorelet.emulator.sources.values import Batch, Ended, Json, Told, Trouble
from scorelet.emulator.values import Asked, Outcome, RefusedError, Report

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:iris:live"


class Raised(NamedTuple):
    """The function raised."""

    kind: str = "ValueError"
    message: str = "no"


def throttled() -> RefusedError:
    return RefusedError(429, "TooManyRequestsException", "Rate Exceeded.", "ReservedFunctionConcurrentInvocationLimit")


def failures(*ids: Any) -> Json:
    return {"batchItemFailures": [{"itemIdentifier": id} for id in ids]}


class Function:
    """`reply` makes what it answers of an event: JSON, bytes, Raised, or an error that Lambda refuses with.

    asked: (seconds since the start, event) of each invocation that it took; told: what was told of the sources
    """

    def __init__(self, reply: Callable[[Json], Any], clock: Clock, seconds: float = 0.0) -> None:
        self.asked: list[tuple[float, Json]] = []
        self.qualifiers: set[str] = set()
        self.told: list[Told] = []
        self.clock = clock
        self._reply = reply
        self._seconds = seconds
        self._ids = (f"id-{number}" for number in count(1))

    async def invoke(self, asked: Asked) -> Outcome:
        event = json.loads(asked.payload)
        reply = self._reply(event)
        if isinstance(reply, RefusedError):
            raise reply
        self.asked.append((self.clock.monotonic(), event))
        self.qualifiers.add(asked.qualifier)
        await self.clock.sleep(self._seconds)
        report = Report(asked.request_id, "7", self._seconds, 1, 512, 60)
        if isinstance(reply, Raised):
            error = {"errorMessage": reply.message, "errorType": reply.kind, "stackTrace": []}
            return Outcome(json.dumps(error).encode(), "Unhandled", "7", report)
        return Outcome(reply if isinstance(reply, bytes) else json.dumps(reply).encode(), "", "7", report)

    @property
    def world(self) -> World:
        return World(self.invoke, self.clock, self.told.append, lambda: next(self._ids))

    @property
    def batches(self) -> list[list[Any]]:
        """What stood in the records of each invocation."""
        return [bodies(event) for _, event in self.asked]

    @property
    def times(self) -> list[float]:
        return [round(moment, 3) for moment, _ in self.asked]

    @property
    def outcomes(self) -> list[tuple[Any, ...]]:
        """What was told, in short."""
        return [_short(told) for told in self.told]


def bodies(event: Json) -> list[Any]:
    """The ids of messages, the sequence numbers or offsets of records."""
    records: Any = (
        event["Records"] if "Records" in event else [one for some in event["records"].values() for one in some]
    )
    return [_body(record) for record in records]


def _body(record: Json) -> Any:
    if "kinesis" in record:
        return record["kinesis"]["sequenceNumber"]
    return record["messageId"] if "messageId" in record else record["offset"]


def _short(told: Told) -> tuple[Any, ...]:
    if isinstance(told, Batch):
        return (told.outcome, told.size, told.failed, told.why)
    if isinstance(told, Trouble):
        return ("trouble", told.message)
    return ("ended", told.records, told.dead) if isinstance(told, Ended) else ("reached",)


def replies(*answers: Any, then: Any = None) -> Callable[[Json], Any]:
    """These, one after another, and then always the last."""
    given: Iterator[Any] = iter(answers)
    return lambda event: next(given, then)
