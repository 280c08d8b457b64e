"""What a deployment's mappings are made of: the service's values, capped to what AWS takes of each source."""

from __future__ import annotations

import pytest

from scorelet.aws.event_mappings import (
    AsynchronousInvocation,
    EventMapping,
    asynchronous_invocation,
    event_mapping,
    visibility_timeout,
)
from scorelet.service.values import EventSource

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:rows"
STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/rows"
CLUSTER = "arn:aws:kafka:eu-west-1:123456789012:cluster/rows/uuid"
DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead"


@pytest.mark.parametrize(
    ("source", "mapping"),
    [
        (EventSource("sqs", QUEUE), EventMapping("sqs", QUEUE, (), 10, 0, 3, None, False)),
        (EventSource("sqs", QUEUE, batch=11), EventMapping("sqs", QUEUE, (), 11, 1, 3, None, False)),
        (EventSource("sqs", QUEUE, batch=20_000, window=9), EventMapping("sqs", QUEUE, (), 10_000, 9, 3, None, False)),
        (
            EventSource("sqs", f"{QUEUE}.fifo", batch=100, window=5, retries=5000),
            EventMapping("sqs", f"{QUEUE}.fifo", (), 10, 0, 999, None, False),
        ),
        (
            EventSource("kinesis", STREAM, batch=500, window=400, age=9),
            EventMapping("kinesis", STREAM, (), 500, 300, 3, 60, True, DEAD, "LATEST"),
        ),
        (
            EventSource("kafka", CLUSTER, topics=("a", "b"), age=10**9),
            EventMapping("kafka", CLUSTER, ("a", "b"), 10, 0, 3, 604_800, True, DEAD, "LATEST", provisioned=True),
        ),
    ],
    ids=str,
)
def test_mappings(source: EventSource, mapping: EventMapping) -> None:
    assert event_mapping(source, on_failure=DEAD) == mapping


@pytest.mark.parametrize(
    ("source", "invocation"),
    [
        (EventSource("s3", "arn:aws:s3:::rows"), AsynchronousInvocation("s3", "arn:aws:s3:::rows", 2, 3600)),
        (EventSource("sns", "arn", retries=1, age=10**6), AsynchronousInvocation("sns", "arn", 1, 21_600)),
        (EventSource("schedule", schedule="rate(1 hour)"), AsynchronousInvocation("schedule", "", 2, 3600)),
    ],
    ids=str,
)
def test_asynchronous_invocations(source: EventSource, invocation: AsynchronousInvocation) -> None:
    assert asynchronous_invocation(source) == invocation


def test_what_a_queue_needs() -> None:
    mapping = event_mapping(EventSource("sqs", QUEUE, window=20))
    assert (mapping.receives, visibility_timeout(mapping, 10)) == (4, 80)
