"""Each recorded event is of exactly one source; what is of none is told without its data."""

from __future__ import annotations

import pytest

from scorelet.errors import EventError
from scorelet.runtime.events.sources import SOURCES, Source, matching
from scorelet.runtime.routes import resolved
from tests.runtime.events.recorded import NAMES, VERSION, event, reply

KNOWN = {
    "alb": "load balancer",
    "alb_health_check": "load balancer",
    "alb_multi_value": "load balancer",
    "dynamodb": None,
    "function_url": "API Gateway HTTP",
    "http_api": "API Gateway HTTP",
    "http_api_payload_1": "API Gateway REST",
    "kafka_msk": "Kafka",
    "kafka_own": "Kafka",
    "kinesis": "Kinesis",
    "rest": "API Gateway REST",
    "rest_console_test": "API Gateway REST",
    "rest_custom_domain": "API Gateway REST",
    "s3": "S3",
    "s3_test": "S3 test",
    "schedule": "schedule",
    "scheduler": "schedule",
    "sns": "SNS",
    "sqs": "SQS",
    "sqs_fifo": "SQS",
}


def test_each_recorded_event_is_of_one_source() -> None:
    found = {name: [source.name for source in matching(event(name))] for name in NAMES}
    assert found == {name: [] if source is None else [source] for name, source in KNOWN.items()}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_each_source_has_its_module(source: Source) -> None:
    assert callable(resolved(source.answer))


@pytest.mark.parametrize("name", ["schedule", "scheduler", "s3_test"])
def test_pings_are_answered_at_once(name: str) -> None:
    assert reply(name) == {"warm": True, "models": {"towns": VERSION}}


NEXT = (
    "\nevents of API Gateway, function URLs, load balancers, SQS, SNS, Kinesis, Kafka, S3 and schedules are answered, "
    "and rows of a model"
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (event("dynamodb"), "expected an event or rows, got an object with the keys 'Records', of aws:dynamodb"),
        ({"b": "secret", "a": 1}, "expected an event or rows, got an object with the keys 'a', 'b'"),
        ({"Records": []}, "expected an event or rows, got an object with the keys 'Records'"),
        (None, "expected an event or rows, got nothing"),
        (7, "expected an event or rows, got a number"),
        (True, "expected an event or rows, got true or false"),
        (
            {f"{i:03}": i for i in range(100)},
            "expected an event or rows, got an object with the keys "
            + ", ".join(f"'{i:03}'" for i in range(20))
            + " and 80 more",
        ),
        (event("rest") | {"requestContext": {"elb": {}}}, None),
    ],
)
def test_what_is_of_no_source_is_refused_without_its_data(given: object, message: str | None) -> None:
    with pytest.raises(EventError) as caught:
        reply(given)
    text = str(caught.value)
    assert message is None or text == message + NEXT
    assert "sesame" not in text
    assert "Bonn" not in text
