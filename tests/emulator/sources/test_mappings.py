"""The event sources of a service become what runs, or it is said why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.emulator.sources.files import FileRun
from scorelet.emulator.sources.mappings import mappings
from scorelet.emulator.sources.queues import QueuePoller
from scorelet.emulator.sources.s3_endpoint import BucketPoller
from scorelet.emulator.sources.scheduled import Scheduled
from scorelet.emulator.sources.streams import StreamPoller
from scorelet.emulator.sources.values import Ended, Origin, Running
from scorelet.errors import UsageError
from scorelet.service.values import EventSource, Model, Service
from tests.emulator.sources.functions import FUNCTION, Function, failures, replies
from tests.emulator.sources.virtual_time import VirtualClock, run

PLACE = "eu-west-1:123456789012"
QUEUE, OTHER = EventSource("sqs", f"arn:aws:sqs:{PLACE}:rows"), EventSource("sqs", f"arn:aws:sqs:{PLACE}:others")
STREAM = EventSource("kinesis", f"arn:aws:kinesis:{PLACE}:stream/rows")
TOPIC = EventSource("kafka", f"arn:aws:kafka:{PLACE}:cluster/lines/uuid", topics=("rows",))
BUCKET, TOPIC_OF_SNS = EventSource("s3", "arn:aws:s3:::bucket/in"), EventSource("sns", f"arn:aws:sns:{PLACE}:rows")
SCHEDULE = EventSource("schedule", schedule="rate(1 hour)")
LOCAL = "http://127.0.0.1:5000"


def made(events: tuple[EventSource, ...], origin: Origin, function: Function | None = None) -> list[Running]:
    function = function or Function(replies(), VirtualClock())

    async def main() -> list[Running]:
        service = Service("iris", (Model("iris"),), events=events)
        return mappings(service, FUNCTION, function.invoke, origin, function.clock, function.told.append)

    return run(main())


def test_each_source_is_brought_in_its_own_way(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_text("1\n")
    events = (QUEUE, STREAM, TOPIC, BUCKET, TOPIC_OF_SNS, SCHEDULE, OTHER)
    runnings = made(events, Origin({"kafka": str(file), OTHER.arn: str(file)}, f"{LOCAL}/"))
    assert [(type(running), running.name) for running in runnings] == [
        (QueuePoller, "sqs rows"),
        (StreamPoller, "kinesis rows"),
        (FileRun, "kafka lines"),
        (BucketPoller, "s3 bucket/in"),
        (Scheduled, "schedule rate(1 hour)"),
        (FileRun, "sqs others"),
    ]


def test_what_the_user_did_not_name_is_never_asked() -> None:
    runnings = made((QUEUE, STREAM, TOPIC, BUCKET, TOPIC_OF_SNS, SCHEDULE), Origin())
    assert [running.name for running in runnings] == ["schedule rate(1 hour)"]


def test_what_stream_records_are_told_of_by_name(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_text("1\n")
    function = Function(lambda event: failures("x"), VirtualClock())
    [running] = made((STREAM._replace(retries=0),), Origin({"kinesis": str(file)}), function)
    run(running.run())
    assert function.told[-1] == Ended("kinesis rows", 1, 1, f"{file}.dead.jsonl")
    assert (
        '"functionArn":"arn:aws:lambda:us-east-1:123456789012:function:iris:live"'
        in (tmp_path / "rows.dead.jsonl").read_text()
    )


ARNS = f"sqs {QUEUE.arn}, sqs {OTHER.arn}"
WRONG = [
    (
        (TOPIC,),
        Origin(endpoint=LOCAL),
        (
            f"records of Kafka come from a file here, and none is named for {TOPIC.arn}: no broker is asked\n"
            "name a JSON Lines file for the source 'kafka', or take the source out"
        ),
    ),
    (
        (QUEUE, OTHER),
        Origin({"sqs": "rows"}),
        f"several event sources of the service are called 'sqs'; there are: {ARNS}\nname one by its kind or its ARN",
    ),
    (
        (BUCKET,),
        Origin({"s3": "rows"}),
        (
            "no event source of the service that reads files is called 's3'; there are: none\n"
            "name one by its kind or its ARN"
        ),
    ),
    (
        (),
        Origin(endpoint="https://sqs.eu-west-1.amazonaws.com"),
        (
            "the endpoint sqs.eu-west-1.amazonaws.com is AWS itself, which the emulator never asks: it would take "
            "messages from those who wait for them\nname a local endpoint, such as http://127.0.0.1:5000 of moto_server"
        ),
    ),
    ((), Origin(endpoint="localhost:5000"), "expected an endpoint such as http://127.0.0.1:5000, got 'localhost:5000'"),
    (
        (),
        Origin(endpoint="http://user:secret@host"),
        "expected an endpoint such as http://127.0.0.1:5000, got one with a user",
    ),
    (
        (),
        Origin(endpoint="http://a_b:1"),
        "expected an endpoint such as http://127.0.0.1:5000, got 'http://a_b:1'",
    ),
    (
        (),
        Origin(endpoint="http://host:port"),
        "expected an endpoint such as http://127.0.0.1:5000, got 'http://host:port'",
    ),
]


@pytest.mark.parametrize(("events", "origin", "message"), WRONG)
def test_what_cannot_be_brought(events: tuple[EventSource, ...], origin: Origin, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        made(events, origin)
    assert str(raised.value) == message
