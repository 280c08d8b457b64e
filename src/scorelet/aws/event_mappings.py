"""What else than HTTP calls the function, as data: a deployment's event source mappings and the emulator's pollers are
made of it.

    sqs, kinesis, kafka   an EventMapping: Lambda asks the source, and invokes the function with batches
    s3, sns, schedule     an AsynchronousInvocation: the source tells Lambda, which invokes, and tries again by itself

The service's values hold for every kind of source, and AWS does not take all of them everywhere: they are capped here.
Retries are always bounded: AWS's own default for streams is to try until a record expires, while its shard waits.
"""

from __future__ import annotations

from typing import NamedTuple

from scorelet.service.event_sources import SOURCES
from scorelet.service.values import EventSource

FIFO_BATCH = 10
UNHURRIED_BATCH = 10
"""Of a queue without a window."""
VISIBILITY_TIMEOUTS = 6
"""A queue's visibility timeout in timeouts of the function, as AWS advises."""


class EventMapping(NamedTuple):
    """An event source mapping.

    source      "sqs", "kinesis" or "kafka"
    arn         of the queue, stream or cluster
    topics      of Kafka
    batch       records at most; window: seconds that it may wait to fill
    retries     further tries of what failed: of a stream MaximumRetryAttempts; of a queue its redrive policy's
    age         seconds after which a stream's record is given up; None for queues
    bisect      a stream's batch whose function raised is split in two
    on_failure  the ARN of a queue that is told of what a stream gave up; "" for none
    start       where a stream is read from at first: "LATEST" or "TRIM_HORIZON"; "" for queues
    report_batch_item_failures  the function says which records failed
    provisioned                 Kafka gives up only where the mapping has pollers of its own
    """

    source: str
    arn: str
    topics: tuple[str, ...]
    batch: int
    window: int
    retries: int
    age: int | None
    bisect: bool
    on_failure: str = ""
    start: str = ""
    report_batch_item_failures: bool = True
    provisioned: bool = False

    @property
    def fifo(self) -> bool:
        return self.arn.endswith(".fifo")

    @property
    def receives(self) -> int:
        """maxReceiveCount of a queue's redrive policy."""
        return self.retries + 1


class AsynchronousInvocation(NamedTuple):
    """How often an event is tried again (MaximumRetryAttempts), and seconds after which it is given up."""

    source: str
    arn: str
    retries: int
    age: int


POLLED = frozenset({"sqs", "kinesis", "kafka"})


def event_mapping(source: EventSource, *, on_failure: str = "") -> EventMapping:
    """Of one of POLLED."""
    stream = source.source != "sqs"
    batch, window = _batch(source)
    return EventMapping(
        source.source,
        source.arn,
        source.topics,
        batch,
        window,
        _capped(source, "retries"),
        _capped(source, "age") if stream else None,
        bisect=stream,
        on_failure=on_failure if stream else "",
        start="LATEST" if stream else "",
        provisioned=source.source == "kafka",
    )


def asynchronous_invocation(source: EventSource) -> AsynchronousInvocation:
    """Of any other source. A schedule has no values of its own: it takes those of the function's invocations."""
    limits = source if "retries" in SOURCES[source.source].ranges else EventSource("s3")
    return AsynchronousInvocation(source.source, source.arn, _capped(limits, "retries"), _capped(limits, "age"))


def visibility_timeout(mapping: EventMapping, timeout: int) -> int:
    """Seconds for which a queue should hide what the function works on."""
    return VISIBILITY_TIMEOUTS * timeout + mapping.window


def _batch(source: EventSource) -> tuple[int, int]:
    """Batch and window: a FIFO queue has no window, and another queue needs one for a large batch."""
    batch, window = _capped(source, "batch"), _capped(source, "window")
    if source.source != "sqs":
        return batch, window
    if source.arn.endswith(".fifo"):
        return min(batch, FIFO_BATCH), 0
    return batch, window or int(batch > UNHURRIED_BATCH)


def _capped(source: EventSource, key: str) -> int:
    low, high = SOURCES[source.source].ranges[key]
    return int(min(max(getattr(source, key), low), high))
