"""Events that are made are AWS's own in their fields, are told by them, and are answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scorelet.emulator.making.kinds import KINDS, made
from scorelet.emulator.making.order import Order
from scorelet.emulator.making.s3 import lines
from scorelet.errors import UsageError
from scorelet.runtime.events.sources import answer, matching
from scorelet.runtime.served import Served
from scorelet.service.values import Api, EventSource
from tests.bundle.models import ROWS
from tests.emulator.clocks import Hands
from tests.emulator.making.services import NOW, SERVICE, make
from tests.runtime.dialects import models
from tests.runtime.events.recorded import VERSION, Context, Files, event, reply, setting
from tests.runtime.services import app_of

RECORDED = {
    "rest": ("rest", "API Gateway REST"),
    "http": ("function_url", "API Gateway HTTP"),
    "url": ("function_url", "API Gateway HTTP"),
    "alb": ("alb", "load balancer"),
    "sqs": ("sqs", "SQS"),
    "sqs-fifo": ("sqs_fifo", "SQS"),
    "sns": ("sns", "SNS"),
    "kinesis": ("kinesis", "Kinesis"),
    "kafka": ("kafka_msk", "Kafka"),
    "s3": ("s3", "S3"),
    "schedule": ("schedule", "schedule"),
}
"""The file of tests/runtime/events that a kind is alike, and the source that it is told to be of."""

NAMED_BY_USERS = frozenset(
    {"headers", "multiValueHeaders", "pathParameters", "messageAttributes", "MessageAttributes", "records"}
)
WITH_KEYS = SERVICE._replace(api=Api(keys=True))


def shape(value: Any, name: str = "") -> Any:
    """The keys of a value, and of what is in it; of maps whose keys are users' own only what is in them."""
    if isinstance(value, list):
        return sorted({json.dumps(shape(item, name)) for item in value})
    if not isinstance(value, dict):
        return "number" if isinstance(value, int | float) else "text"
    if name in NAMED_BY_USERS:
        return shape([*value.values()])
    return {key: shape(inner, key) for key, inner in sorted(value.items())}


@pytest.mark.parametrize("kind", RECORDED)
def test_an_event_has_the_fields_of_a_recorded_one(kind: str) -> None:
    recorded = event(RECORDED[kind][0])
    if RECORDED[kind][0] == "function_url":  # recorded of a GET, whose query stands where a POST has its body
        recorded["body"] = recorded.pop("queryStringParameters")["age"]
    assert shape(make(kind, 2 if KINDS[kind].most else 1, service=WITH_KEYS)) == shape(recorded)


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_is_of_its_own_source_only(kind: str) -> None:
    source = RECORDED.get(kind, ("", None))[1]
    assert [found.name for found in matching(make(kind))] == ([] if source is None else [source])


ONE = {"model": "towns", "version": VERSION, "prediction": "young", "score": 1.5}
THREE = {
    "model": "towns",
    "version": VERSION,
    "prediction": ["young", "Köln", "young"],
    "score": [1.5, None, 1.5],
}
NONE_FAILED: dict[str, Any] = {"batchItemFailures": []}


@pytest.mark.parametrize("kind", ["rest", "http", "url", "alb"])
@pytest.mark.parametrize(("count", "said"), [(1, ONE), (3, THREE)])
def test_requests_are_answered(kind: str, count: int, said: Any) -> None:
    answered = reply(make(kind, count))
    assert (answered["statusCode"], json.loads(answered["body"])) == (200, said)


@pytest.mark.parametrize("kind", ["sqs", "sqs-fifo", "kinesis", "kafka"])
def test_records_are_answered(kind: str) -> None:
    told: list[str] = []
    assert reply(make(kind, 5), setting(told=told)) == NONE_FAILED
    assert told == []


def test_what_else_is_answered(tmp_path: Path) -> None:
    assert reply(make("sns", 3)) == {"records": 1}
    assert reply(make("schedule")) == {"warm": True, "models": {"towns": VERSION}}
    assert reply(make("direct")) == ONE
    assert reply(make("direct", 3)) == THREE


def test_a_file_that_is_put_as_the_event_says_is_scored(tmp_path: Path) -> None:
    put = make("s3", 3)
    order = Order([*ROWS, ROWS[0]], "towns", SERVICE, EventSource(""), NOW, Random())
    assert put["Records"][0]["s3"]["object"]["size"] == len(lines(order))
    (done,) = reply(put, setting(files=Files({"rows/towns.jsonl": lines(order)}), folder=tmp_path))["files"]
    assert (done["file"], done["rows"], done["failed"]) == ("s3://rows/towns.jsonl", 3, 0)


@pytest.mark.parametrize(
    ("served", "rows"),
    [
        (models.words, ["good", "Köln\n\ud83d\ude00"]),
        (models.doubled, [[1.0, 2.0], []]),
        (models.orders, [{"prices": [1.0], "size": "S", "count": 1, "gift": False}]),
        (models.ratio, [{"a": 1.0, "the b": None}, [1.0, 2.0]]),
    ],
)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_rows_of_all_forms_are_answered(served: Callable[[], Served], rows: list[Any], count: int) -> None:
    app, told = app_of(served(), events=SERVICE.events), list[str]()
    name, given = app.shelf.served[0].name, setting(app=app, told=told)
    replies = {
        kind: answer(make(kind, count, rows, app.service, name), Context(), given)
        for kind in KINDS
        if kind not in ("s3", "schedule")
    }
    assert [replies[kind]["statusCode"] for kind in ("rest", "http", "url", "alb")] == [200] * 4
    assert [replies[kind] for kind in ("sqs", "sqs-fifo", "kinesis", "kafka")] == [NONE_FAILED] * 4
    assert told == []  # streams pass over what can never be scored, and tell it
    assert replies["sns"] == {"records": 1}
    assert replies["direct"]["model"] == name


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_order_makes_the_same_event(kind: str) -> None:
    assert make(kind) == make(kind)
    ids = {json.dumps(made(kind, ROWS, "towns", SERVICE, 1, Hands(NOW), Random(seed))) for seed in range(3)}
    assert len(ids) == (1 if kind == "direct" else 3)


@pytest.mark.parametrize(
    ("kind", "count", "message"),
    [
        ("sqs", 0, "an event of kind 'sqs' has 1 to 10000 rows, got 0"),
        ("kinesis", 10_001, "an event of kind 'kinesis' has 1 to 10000 rows, got 10001"),
        ("sqs-fifo", 11, "an event of kind 'sqs-fifo' has 1 to 10 rows, got 11"),
        ("schedule", 2, "an event of kind 'schedule' brings no rows, got 2\nleave -n out"),
        (
            "sqs_fifo",
            1,
            "no events of kind 'sqs_fifo' are made\ndid you mean 'sqs-fifo'?\nthere are " + ", ".join(KINDS),
        ),
        ("dynamodb", 1, "no events of kind 'dynamodb' are made\nthere are " + ", ".join(KINDS)),
    ],
)
def test_what_cannot_be_made(kind: str, count: int, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        make(kind, count)
    assert str(caught.value) == message


def test_an_event_that_lambda_would_not_take() -> None:
    with pytest.raises(UsageError) as caught:
        make("direct", 7, ["x" * 1_000_000])
    assert str(caught.value) == (
        "7 rows make an event of 7000045 bytes, and Lambda takes 6291456\nask for fewer of them: -n"
    )
