"""What can be told of an event's source by its keys, and what answers it: one row per source.

A row names the places that every event of its source has, and no event of another. All rows are held against each
event: none is told by coming first. What fits none is taken for rows, sent as they are (`direct`); what fits two is
from nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.shapes import Json, reached
from scorelet.runtime.routes import resolved

Mark = type | frozenset[str]


class Source(NamedTuple):
    """name: for people; marks: by path, a type or the texts that may be there; answer: "module:function"."""

    name: str
    marks: Mapping[str, Mark]
    answer: str


def _is(*texts: str) -> frozenset[str]:
    return frozenset(texts)


SOURCES: tuple[Source, ...] = (
    Source("API Gateway REST", {"httpMethod": str, "resource": str, "requestContext": dict}, "events.rest:answer"),
    Source("API Gateway HTTP", {"version": _is("2.0"), "requestContext.http": dict}, "events.http_api:answer"),
    Source("load balancer", {"httpMethod": str, "requestContext.elb": dict}, "events.alb:answer"),
    Source("SQS", {"Records.0.eventSource": _is("aws:sqs")}, "events.sqs:answer"),
    Source("SNS", {"Records.0.EventSource": _is("aws:sns")}, "events.sns:answer"),
    Source("Kinesis", {"Records.0.eventSource": _is("aws:kinesis")}, "events.kinesis:answer"),
    Source("Kafka", {"eventSource": _is("aws:kafka", "SelfManagedKafka"), "records": dict}, "events.kafka:answer"),
    Source("S3", {"Records.0.eventSource": _is("aws:s3")}, "events.s3:answer"),
    Source("S3 test", {"Service": _is("Amazon S3"), "Event": _is("s3:TestEvent")}, "events.schedule:answer"),
    Source(
        "schedule",
        {"detail-type": _is("Scheduled Event"), "source": _is("aws.events", "aws.scheduler")},
        "events.schedule:answer",
    ),
    Source("ping", {"scorelet": _is("ping")}, "events.schedule:answer"),
    Source("warm-up plugin", {"source": _is("serverless-plugin-warmup")}, "events.schedule:answer"),
)


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """The reply to an event. Raises EventError; RequestError where rows were sent as they are."""
    fitting = matching(event)
    name = fitting[0].answer if len(fitting) == 1 else "events.direct:refuse" if fitting else "events.direct:answer"
    return resolved(name)(event, context, setting)


def matching(event: Json) -> list[Source]:
    """The sources that the event may be of."""
    if type(event) is not dict:
        return []
    return [source for source, marks in _MARKS if all(_fits(reached(event, keys), mark) for keys, mark in marks)]


def _fits(value: Json, mark: Mark) -> bool:
    return type(value) is mark if isinstance(mark, type) else isinstance(value, str) and value in mark


_MARKS = [(source, [(at.split("."), mark) for at, mark in source.marks.items()]) for source in SOURCES]
"""The table, as each event is held against it."""
