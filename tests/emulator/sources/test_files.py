"""Files of records: read at once, brought as the real source would, and what was given up is written beside them."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.aws.event_mappings import event_mapping
from scorelet.emulator.sources.dead_letters import write_dead_letters
from scorelet.emulator.sources.file_lines import read_lines
from scorelet.emulator.sources.files import FileRun, Setting, file_run
from scorelet.emulator.sources.values import Ended, Trouble
from scorelet.errors import UsageError
from scorelet.service.values import EventSource
from tests.emulator.sources.functions import FUNCTION, Function, Raised, bodies, failures, replies
from tests.emulator.sources.shapes import shape, without
from tests.emulator.sources.virtual_time import VirtualClock, run, run_for
from tests.runtime.events.recorded import event

PLACE = "eu-west-1:123456789012"
QUEUE = EventSource("sqs", f"arn:aws:sqs:{PLACE}:rows", batch=2)
FIFO = EventSource("sqs", f"arn:aws:sqs:{PLACE}:rows.fifo")
STREAM = EventSource("kinesis", f"arn:aws:kinesis:{PLACE}:stream/rows", retries=1)
TOPIC = EventSource("kafka", event("kafka_msk")["eventSourceArn"], topics=("rows",), retries=1)
ROWS = '{"age": 20.0}\n\n[{"age": 1}]\r\nno json\n'


def brought(source: EventSource, path: Path | str, reply: Any = None) -> Function:
    """The function, after it was brought the whole file."""
    function = Function(reply or replies(), VirtualClock())
    started(source, path, function, whole=True)
    return function


def started(source: EventSource, path: Path | str, function: Function, *, whole: bool) -> None:
    async def main() -> None:
        running = file_run(event_mapping(source), str(path), setting(function))
        await (running.run() if whole else run_for(1, running.run()))

    run(main())


def setting(function: Function) -> Setting:
    return Setting(function.world, FUNCTION, 10)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text(ROWS)
    return path


def test_messages_of_a_queue(rows: Path) -> None:
    function = brought(QUEUE, rows)
    assert [[record["body"] for record in event["Records"]] for _, event in function.asked] == [
        ['{"age": 20.0}', '[{"age": 1}]'],
        ["no json"],
    ]
    assert function.told[-1] == Ended("sqs rows", 3, 0, "")
    assert function.qualifiers == {"live"}


def test_an_event_of_sqs_is_aws_own(rows: Path) -> None:
    [(_, made), *_] = brought(QUEUE, rows).asked
    real = without(
        event("sqs"),
        "Records.0.attributes.AWSTraceHeader",
        "Records.0.messageAttributes.kind",
        "Records.0.md5OfMessageAttributes",
    )
    assert shape(made) == shape(real)
    assert made["Records"][0] == {
        "messageId": "id-1",
        "receiptHandle": "id-1#1",
        "body": '{"age": 20.0}',
        "attributes": {
            "ApproximateFirstReceiveTimestamp": "1700000000000",
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1700000000000",
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
        },
        "messageAttributes": {},
        "md5OfBody": "2710b06077ecd9d6f19b2923da1987ad",
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE.arn,
        "awsRegion": "eu-west-1",
    }


def test_an_event_of_a_fifo_queue_is_aws_own(rows: Path) -> None:
    [(_, made)] = brought(FIFO, rows).asked
    real = without(
        event("sqs_fifo"),
        "Records.0.attributes.AWSTraceHeader",
        "Records.0.messageAttributes.kind",
        "Records.0.md5OfMessageAttributes",
    )
    assert shape(made) == shape(real)
    assert made["Records"][0]["attributes"]["MessageGroupId"] == "rows"


def test_an_event_of_kinesis_is_aws_own(rows: Path) -> None:
    [(_, made)] = brought(STREAM, rows).asked
    assert shape(made) == shape(event("kinesis"))
    assert [b64decode(record["kinesis"]["data"]) for record in made["Records"]] == [
        b'{"age": 20.0}',
        b'[{"age": 1}]',
        b"no json",
    ]
    assert made["Records"][0] == {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "rows",
            "sequenceNumber": "49590338271490256608559692538361571095921575989136588899",
            "data": "eyJhZ2UiOiAyMC4wfQ==",
            "approximateArrivalTimestamp": 1700000000.0,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": "shardId-000000000000:49590338271490256608559692538361571095921575989136588899",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::123456789012:role/scorelet",
        "awsRegion": "eu-west-1",
        "eventSourceARN": STREAM.arn,
    }


def test_an_event_of_kafka_is_aws_own(rows: Path) -> None:
    [(_, made)] = brought(TOPIC, rows).asked
    real = without(event("kafka_msk"), "records.rows-1", "records.rows-0.0.headers.0")
    real["records"]["rows-0"][0]["key"] = None
    assert shape(made) == shape(real)
    assert made["records"]["rows-0"][1] == {
        "topic": "rows",
        "partition": 0,
        "offset": 2,
        "timestamp": 1700000000000,
        "timestampType": "CREATE_TIME",
        "key": None,
        "value": "W3siYWdlIjogMX1d",
        "headers": [],
    }


@pytest.mark.parametrize(
    ("source", "name"), [(QUEUE._replace(batch=10), "sqs"), (FIFO, "sqs_fifo"), (STREAM, "kinesis")], ids=str
)
def test_recorded_records_are_brought_as_they_were(source: EventSource, name: str, tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in event(name)["Records"]))
    real = event(name)
    if name != "kinesis":
        for number, record in enumerate(real["Records"], 1):
            record["receiptHandle"] = f"{record['messageId']}#{number}"
            record["attributes"]["ApproximateFirstReceiveTimestamp"] = "1700000000000"
            record["md5OfBody"] = made_md5(record["body"])
            del record["md5OfMessageAttributes"]
    [(_, made)] = brought(source, path).asked
    assert made == real


def made_md5(body: str) -> str:
    return md5(body.encode(), usedforsecurity=False).hexdigest()


def test_recorded_records_of_kafka_are_brought_by_partition(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    partitions = event("kafka_msk")["records"]
    path.write_text("\n".join(json.dumps(record) for some in partitions.values() for record in some))
    made = [event["records"] for _, event in brought(TOPIC, path).asked]
    assert made == [{name: partition} for name, partition in partitions.items()]


def test_dead_messages_are_written_and_can_be_fed_again(rows: Path) -> None:
    def reply(event: Any) -> Any:
        return failures(*[record["messageId"] for record in event["Records"] if record["body"] == "no json"])

    function = brought(QUEUE._replace(batch=10), rows, reply)
    dead = rows.with_name("rows.jsonl.dead.jsonl")
    assert function.told[-1] == Ended("sqs rows", 3, 1, str(dead))
    assert [record["body"] for record in map(json.loads, dead.read_text().splitlines())] == ["no json"]
    assert function.times == [0, 10, 20, 30]
    assert brought(QUEUE, dead).batches == [["id-3"]]


@pytest.mark.parametrize("source", [STREAM, TOPIC], ids=lambda source: source.source)
def test_dead_records_of_a_stream_are_told_without_what_was_in_them(source: EventSource, rows: Path) -> None:
    function = brought(source, rows, lambda event: Raised() if len(bodies(event)) != 1 else failures("x"))
    dead = [json.loads(line) for line in rows.with_name("rows.jsonl.dead.jsonl").read_text().splitlines()]
    assert function.told[-1] == Ended(f"{source.source} rows", 3, 3, str(rows) + ".dead.jsonl")
    info = "KinesisBatchInfo" if source is STREAM else "KafkaBatchInfo"
    keys = {"requestContext", "responseContext", "version", "timestamp", info}
    assert [letter.keys() for letter in dead] == [keys] * 3


def test_what_kafka_tells_of_dead_records(rows: Path) -> None:
    brought(TOPIC._replace(retries=0), rows, lambda event: failures("x"))
    [letter] = [json.loads(line) for line in rows.with_name("rows.jsonl.dead.jsonl").read_text().splitlines()]
    assert letter["KafkaBatchInfo"] == {
        "batchSize": 3,
        "eventSourceArn": TOPIC.arn,
        "bootstrapServers": (
            "b-1.rows.a1b2c3.c1.kafka.eu-west-1.amazonaws.com:9098,"
            "b-2.rows.a1b2c3.c1.kafka.eu-west-1.amazonaws.com:9098"
        ),
        "payloadSize": 734,
        "recordsInfo": {
            "rows-0": {
                "firstRecordOffset": "0",
                "lastRecordOffset": "3",
                "firstRecordTimestamp": "2023-11-14T22:13:20.000Z",
                "lastRecordTimestamp": "2023-11-14T22:13:20.000Z",
            }
        },
    }


def test_what_is_dead_is_written_when_it_is_stopped_too(rows: Path) -> None:
    function = Function(lambda event: failures("x"), VirtualClock())
    started(STREAM._replace(retries=0, batch=1), rows, function, whole=False)
    assert function.told[-1] == Ended("kinesis rows", 3, 3, str(rows) + ".dead.jsonl")


def test_dead_letters_that_cannot_be_written_end_nothing(rows: Path) -> None:
    Path(str(rows) + ".dead.jsonl").mkdir()
    told = brought(STREAM._replace(retries=0), rows, lambda event: failures("x")).told
    message = f"cannot write the 1 dead letters to {rows}.dead.jsonl: is a directory\nmake room there"
    assert told[-2:] == [Trouble("kinesis rows", message), Ended("kinesis rows", 3, 3, "")]
    assert sorted(path.name for path in rows.parent.iterdir()) == ["rows.jsonl", "rows.jsonl.dead.jsonl"]


def test_dead_letters_replace_those_of_the_last_time(tmp_path: Path) -> None:
    path = str(tmp_path / "rows")
    assert write_dead_letters(path, []) == ""
    write_dead_letters(path, [{"a": 1}, {"b": 2}])
    assert write_dead_letters(path, [{"c": "é\ud800"}]) == f"{path}.dead.jsonl"
    assert [file.name for file in tmp_path.iterdir()] == ["rows.dead.jsonl"]
    assert Path(f"{path}.dead.jsonl").read_text() == '{"c":"\\u00e9\\ud800"}\n'


@pytest.mark.parametrize("source", [QUEUE, FIFO, STREAM, TOPIC], ids=lambda source: name_of(source))
def test_an_empty_file_ends_at_once(source: EventSource, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_text("\n\n")
    function = brought(source, path)
    assert [told[1:] for told in function.told] == [(0, 0, "")]
    assert function.asked == []


def name_of(source: EventSource) -> str:
    return source.arn.split(":")[5]


WRONG = [
    (QUEUE, b"ok\n\xff", "expected text in UTF-8, got the byte 0xff - at FILE:2\nwrite the file in UTF-8"),
    (
        STREAM,
        b"x" * 1_048_577,
        "expected at most 1048576 bytes in a message, got 1048577 - at FILE:1\nput its rows into several lines",
    ),
    (
        TOPIC,
        b'{"topic": "other", "partition": 0, "offset": 1, "value": null}',
        (
            "expected a record of rows, got one of 'other' - at FILE:1\nname its topic among the 'topics' of the event "
            "source"
        ),
    ),
]


@pytest.mark.parametrize(("source", "content", "message"), WRONG, ids=lambda value: getattr(value, "source", ""))
def test_what_is_wrong_with_a_file(source: EventSource, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(content)
    with pytest.raises(UsageError) as raised:
        brought(source, path)
    assert str(raised.value) == message.replace("FILE", str(path))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("-", "expected a file of records, got '-'\nwrite them into a file, which can be read again"),
        ("/nowhere", "cannot read the records in /nowhere: no such file or directory\nname a JSON Lines file"),
        ("/", "cannot read the records in /: is a directory\nname a JSON Lines file"),
        ("a\0b", "cannot read the records in a\0b: embedded null byte\nname a JSON Lines file"),
    ],
)
def test_what_is_no_file(path: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        brought(QUEUE, path)
    assert str(raised.value) == message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = ["messageId", "body", "attributes", "messageAttributes", "kinesis", "eventID", "topic", "partition", "offset"]
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(KEYS, JSON),
        "messageId": st.text(max_size=3),
        "body": st.text(max_size=3),
        "eventID": st.text(max_size=3),
        "topic": st.just("rows"),
        "partition": st.integers(),
        "offset": st.integers(),
        "timestamp": JSON,
        "value": st.none() | st.text(max_size=4),
        "kinesis": st.fixed_dictionaries(
            {"sequenceNumber": st.text(max_size=3), "data": st.text(max_size=3)},
            optional={"approximateArrivalTimestamp": JSON},
        ),
    },
)
LINES = st.lists(st.binary(max_size=20) | NEARLY.map(lambda value: json.dumps(value).encode()), max_size=5)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(source=st.sampled_from([QUEUE, FIFO, STREAM, TOPIC]), lines=LINES)
def test_any_file_is_brought_or_refused(
    tmp_path_factory: pytest.TempPathFactory, source: EventSource, lines: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(b"\n".join(lines))
    try:
        function = brought(source, path)
    except UsageError as error:
        place = str(error).partition("\n")[0].rpartition(":")[0]
        if not place.endswith(f" - at {path}"):
            raise
        return
    size = len(list(read_lines(str(path), source.source)))
    assert [told[1:] for told in function.told if isinstance(told, Ended)] == [(size, 0, "")]
    assert sum(len(batch) for batch in function.batches) == size


def test_the_parts_of_a_run_have_names(rows: Path) -> None:
    function = Function(replies(), VirtualClock())

    async def made() -> FileRun:
        return file_run(event_mapping(STREAM), str(rows), setting(function))

    assert run(made()).name == "kinesis rows"
