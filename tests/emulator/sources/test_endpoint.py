"""Queues, streams and buckets at a local endpoint that answers as AWS does, asked for real."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Callable
from itertools import chain, count
from typing import Any
from urllib.parse import quote_plus

import boto3
import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from scorelet.aws.event_mappings import event_mapping
from scorelet.emulator.clock import Clock
from scorelet.emulator.sources import endpoint
from scorelet.emulator.sources.endpoint_errors import Place, translated
from scorelet.emulator.sources.kinesis_endpoint import KinesisStream
from scorelet.emulator.sources.mappings import mappings
from scorelet.emulator.sources.s3_endpoint import Put, notification
from scorelet.emulator.sources.sqs_endpoint import SqsQueue
from scorelet.emulator.sources.streams import StreamPoller
from scorelet.emulator.sources.values import Batch, Json, Origin, Reached, Trouble
from scorelet.service.values import EventSource, Lambda, Model, Service
from tests.emulator.sources.functions import FUNCTION, Function, Raised, bodies, failures, replies
from tests.emulator.sources.shapes import shape, without
from tests.runtime.events.recorded import event
from tests.wire.server import Server, http

NAMES = (f"emulated-{number}" for number in count(1))
PLACE = "us-east-1:123456789012"
PATIENCE = 20.0


class Hasty(Clock):
    """The machine's clock, for somebody who waits a tenth as long."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 10)


def client(service: str, url: str) -> Any:
    session: Any = boto3.session.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1"
    )
    return session.client(service, endpoint_url=url)


@pytest.fixture
def url(moto: tuple[str, int]) -> str:
    return f"http://{moto[0]}:{moto[1]}"


def brought(
    source: EventSource,
    url: str,
    reply: Callable[[Json], Any],
    until: Callable[[Function], bool],
    *,
    start: str = "LATEST",
    after: type[Reached] | type[Trouble] | None = None,
    then: Callable[[], Any] = lambda: None,
) -> Function:
    """The function, after the source ran until something is so; `then` is done after such a thing was told."""
    function = Function(reply, Hasty())

    async def seen(is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                await asyncio.sleep(0.02)

    async def main() -> None:
        service = Service("iris", (Model("iris"),), events=(source,), function=Lambda(timeout=1))
        origin = Origin({}, url, start)
        [running] = mappings(service, FUNCTION, function.invoke, origin, function.clock, function.told.append)
        task = asyncio.create_task(running.run())
        await seen(lambda: after is None or any(isinstance(told, after) for told in function.told))
        await asyncio.to_thread(then)
        await seen(lambda: until(function))
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    asyncio.run(main())
    return function


def queue(url: str, *bodies: str, **attributes: str) -> tuple[EventSource, str]:
    """A queue with messages, and its URL."""
    sqs, name = client("sqs", url), next(NAMES) + (".fifo" if attributes.get("FifoQueue") else "")
    address = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    for number, body in enumerate(bodies):
        more = {"MessageGroupId": body[0], "MessageDeduplicationId": str(number)} if "FifoQueue" in attributes else {}
        sqs.send_message(QueueUrl=address, MessageBody=body, **more)
    return EventSource("sqs", f"arn:aws:sqs:{PLACE}:{name}"), address


def lying(url: str, address: str) -> tuple[int, int]:
    """Messages of a queue: those that can be seen, and those that are hidden."""
    said = client("sqs", url).get_queue_attributes(QueueUrl=address, AttributeNames=["All"])["Attributes"]
    return int(said["ApproximateNumberOfMessages"]), int(said["ApproximateNumberOfMessagesNotVisible"])


def said_bodies(function: Function) -> list[list[str]]:
    return [[record["body"] for record in event["Records"]] for _, event in function.asked]


def test_what_failed_of_a_queue_comes_again(url: str) -> None:
    source, address = queue(url, "1", VisibilityTimeout="1")
    function = brought(source, url, replies(failures("x")), lambda function: len(function.told) == 2)
    assert [event["Records"][0]["attributes"]["ApproximateReceiveCount"] for _, event in function.asked] == ["1", "2"]
    assert lying(url, address) == (0, 0)


def test_what_failed_too_often_is_in_the_dead_letter_queue(url: str) -> None:
    _, dead = queue(url)
    arn = client("sqs", url).get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    source, address = queue(url, "good", "bad", VisibilityTimeout="1", RedrivePolicy=redrive)

    def reply(event: Json) -> Any:
        return failures(*[record["messageId"] for record in event["Records"] if record["body"] == "bad"])

    function = brought(source, url, reply, lambda function: lying(url, dead) == (1, 0))
    assert sorted(chain(*said_bodies(function))) == ["bad", "good"]
    assert lying(url, address) == (0, 0)
    [letter] = client("sqs", url).receive_message(QueueUrl=dead)["Messages"]
    assert letter["Body"] == "bad"


def test_an_event_of_a_real_queue_is_aws_own(url: str) -> None:
    source, address = queue(url)
    attributes = {
        "kind": {"DataType": "String", "StringValue": "row"},
        "b": {"DataType": "Binary", "BinaryValue": b"1"},
    }
    client("sqs", url).send_message(QueueUrl=address, MessageBody="1", MessageAttributes=attributes)
    function = brought(source, url, replies(), lambda function: bool(function.told))
    [(_, made)] = function.asked
    [record] = made["Records"]
    assert record["messageAttributes"].pop("b") == {
        "binaryValue": "MQ==",
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": "Binary",
    }
    assert shape(made) == shape(without(event("sqs"), "Records.0.attributes.AWSTraceHeader"))
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert function.outcomes == [("done", 1, (), "")]


def test_a_fifo_queue_is_in_order_by_group(url: str) -> None:
    attributes = {"FifoQueue": "true", "VisibilityTimeout": "1"}
    source, address = queue(url, "a1", "b1", "a2", "a3", **attributes)
    function = brought(source._replace(batch=1), url, replies(), lambda function: lying(url, address) == (0, 0))
    order = list(chain(*said_bodies(function)))
    assert [body for body in order if body[0] == "a"] == ["a1", "a2", "a3"]
    assert sorted(order) == ["a1", "a2", "a3", "b1"]


def stream(url: str, shards: int = 1) -> tuple[EventSource, Any, str]:
    kinesis, name = client("kinesis", url), next(NAMES)
    kinesis.create_stream(StreamName=name, ShardCount=shards)
    return EventSource("kinesis", f"arn:aws:kinesis:{PLACE}:stream/{name}", batch=3), kinesis, name


def put(kinesis: Any, name: str, *data: str) -> None:
    for one in data:
        kinesis.put_record(StreamName=name, Data=one.encode(), PartitionKey="towns")


def data(function: Function) -> list[list[str]]:
    return [[b64decode(one["kinesis"]["data"]).decode() for one in event["Records"]] for _, event in function.asked]


def test_a_stream_is_read_from_its_beginning(url: str) -> None:
    source, kinesis, name = stream(url)
    put(kinesis, name, *"12345")
    function = brought(source, url, replies(), lambda function: "5" in chain(*data(function)), start="TRIM_HORIZON")
    assert data(function) == [["1", "2", "3"], ["4", "5"]]
    assert shape(function.asked[0][1]) == shape(event("kinesis"))


def test_a_stream_goes_on_where_the_function_failed(url: str) -> None:
    source, kinesis, name = stream(url, 2)
    put(kinesis, name, "before")
    function = brought(
        source._replace(window=1),
        url,
        lambda event: failures(bodies(event)[1]) if len(bodies(event)) == 3 else None,
        lambda function: "4" in chain(*data(function)),
        after=Reached,
        then=lambda: put(kinesis, name, *"1234"),
    )
    assert data(function) == [["1", "2", "3"], ["2", "3"], ["4"]]


def test_a_stream_that_gives_up_tells_the_destination(url: str) -> None:
    source, kinesis, name = stream(url)
    put(kinesis, name, "1", "2")
    dead_source, dead = queue(url)
    function = Function(lambda event: Raised(), Hasty())
    mapping = event_mapping(source._replace(retries=0), on_failure=dead_source.arn)._replace(bisect=False)

    async def main() -> None:
        asked = endpoint.Service("kinesis", mapping.arn, url)
        queue = SqsQueue(mapping.on_failure, url, function.clock)
        stream = KinesisStream(
            mapping.arn, asked, "TRIM_HORIZON", queue, lambda given_up: {"gave up": given_up.attempts}
        )
        task = asyncio.create_task(StreamPoller(mapping, stream, function.world).run())
        while not any(isinstance(told, Batch) and told.outcome == "given up" for told in function.told):
            await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(main())
    [letter] = client("sqs", url).receive_message(QueueUrl=dead)["Messages"]
    assert letter["Body"] == '{"gave up":1}'


def bucket(url: str) -> tuple[EventSource, Any, str]:
    s3, name = client("s3", url), next(NAMES)
    s3.create_bucket(Bucket=name)
    return EventSource("s3", f"arn:aws:s3:::{name}/in/"), s3, name


def test_what_is_put_into_a_bucket_is_told(url: str) -> None:
    source, s3, name = bucket(url)
    s3.put_object(Bucket=name, Key="in/old.csv", Body=b"old")

    def then() -> None:
        s3.put_object(Bucket=name, Key="out/other.csv", Body=b"1")
        s3.put_object(Bucket=name, Key="in/büro rows.csv", Body=b"12")
        s3.put_object(Bucket=name, Key="in/old.csv", Body=b"new")

    function = brought(source, url, replies(), lambda function: len(function.asked) == 2, after=Reached, then=then)
    records = [event["Records"][0] for _, event in function.asked]
    assert sorted(record["s3"]["object"]["key"] for record in records) == ["in/b%C3%BCro+rows.csv", "in/old.csv"]
    assert {record["s3"]["bucket"]["name"] for record in records} == {name}
    assert {record["s3"]["object"]["size"] for record in records} == {2, 3}


def test_an_event_of_s3_is_aws_own() -> None:
    real = event("s3")
    put = Put("in/büro rows.csv", "d41d8cd98f00b204e9800998ecf8427e", 1024, 1_700_000_000.0)
    made = notification(put, "rows", "eu-west-1", 1, "a-b")
    assert shape(made) == shape(without(real, "Records.0.s3.object.versionId"))
    for path in ("eventTime", "eventName", "eventVersion", "awsRegion"):
        assert made["Records"][0][path] == real["Records"][0][path]
    assert made["Records"][0]["s3"]["object"]["key"] == real["Records"][0]["s3"]["object"]["key"]
    assert quote_plus("in/a+b", safe="/") == "in/a%2Bb"


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            EventSource("sqs", f"arn:aws:sqs:{PLACE}:none"),
            (
                "cannot ask the queue 'none' at URL: there is no such queue\n"
                "make it: aws --endpoint-url URL sqs create-queue --queue-name none"
            ),
        ),
        (
            EventSource("kinesis", f"arn:aws:kinesis:{PLACE}:stream/none"),
            (
                "cannot ask the stream 'none' at URL: there is no such stream\n"
                "make it: aws --endpoint-url URL kinesis create-stream --stream-name none --shard-count 1"
            ),
        ),
        (
            EventSource("s3", "arn:aws:s3:::none/in"),
            "cannot ask the bucket 'none' at URL: there is no such bucket\nmake it: aws --endpoint-url URL s3 mb s3://none",
        ),
    ],
    ids=lambda value: getattr(value, "source", ""),
)
def test_what_is_not_there_is_told_once_and_asked_again(source: EventSource, message: str, url: str) -> None:
    function = brought(source, url, replies(), lambda function: bool(function.told))
    assert {told.message for told in function.told if isinstance(told, Trouble)} == {message.replace("URL", url)}


def test_a_queue_that_comes_later_is_found(url: str) -> None:
    name = next(NAMES)
    source = EventSource("sqs", f"arn:aws:sqs:{PLACE}:{name}")

    def then() -> None:
        sqs = client("sqs", url)
        sqs.send_message(QueueUrl=sqs.create_queue(QueueName=name)["QueueUrl"], MessageBody="1")

    function = brought(source, url, replies(), lambda function: bool(function.asked), after=Trouble, then=then)
    assert said_bodies(function) == [["1"]]


def test_a_queue_that_hides_messages_for_too_short_a_time_is_not_asked(url: str) -> None:
    source, address = queue(url, "1", VisibilityTimeout="0")
    name, more = source.arn.rpartition(":")[2], {"VisibilityTimeout": "1"}
    function = brought(
        source,
        url,
        replies(),
        lambda function: bool(function.asked),
        after=Trouble,
        then=lambda: client("sqs", url).set_queue_attributes(QueueUrl=address, Attributes=more),
    )
    message = (
        f"the queue {name!r} hides messages for 0 s, and the function may take 1 s: Lambda takes no such queue\n"
        "set its VisibilityTimeout to 6"
    )
    assert function.told[0] == Trouble(f"sqs {name}", message)


def test_an_endpoint_that_does_not_answer_is_told() -> None:
    nowhere = "http://127.0.0.1:9"
    function = brought(SOURCES["queue"], nowhere, replies(), lambda function: bool(function.told))
    message = f"cannot ask the queue 'rows' at {nowhere}: nothing answers there\nstart it, or name another endpoint"
    assert function.told[0] == Trouble("sqs rows", message)


NO_AWS = "what answers there does not speak AWS's protocols\nname another endpoint"
SOURCES = {
    "queue": EventSource("sqs", f"arn:aws:sqs:{PLACE}:rows"),
    "stream": EventSource("kinesis", f"arn:aws:kinesis:{PLACE}:stream/rows"),
    "bucket": EventSource("s3", "arn:aws:s3:::rows"),
}


@pytest.mark.parametrize("said", [b"{}", b"<html>", b"[1]", b"null", b""], ids=repr)
@pytest.mark.parametrize("kind", ["queue", "stream"])
def test_what_is_no_aws_ends_nothing(said: bytes, kind: str, server: Server) -> None:
    server.says(http(200, said))
    function = brought(SOURCES[kind], server.url, replies(), lambda function: bool(function.told))
    assert function.outcomes[0] == ("trouble", f"cannot ask the {kind} 'rows' at {server.url}: {NO_AWS}")


def test_what_is_no_s3_ends_nothing(server: Server) -> None:
    """The SDK says 500 of an answer that is no XML."""
    server.says(http(200, b"<html>"))
    function = brought(SOURCES["bucket"], server.url, replies(), lambda function: bool(function.told))
    message = f"cannot ask the bucket 'rows' at {server.url}: it says 500\nlook at the endpoint's log"
    assert function.outcomes[0] == ("trouble", message)


QUEUE = Place("queue", "rows", "http://127.0.0.1:5000")


def answer(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "AKIASECRET"}}, "ReceiveMessage")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (answer("AccessDenied"), "access is denied\nlet the user 'test' read there, or turn the endpoint's checks off"),
        (answer("ThrottlingException"), "it is asked too much, or answers too late\nwait; it is asked again"),
        (answer("We{ird}\n"), "it says We{ird}\nlook at the endpoint's log"),
        (EndpointConnectionError(endpoint_url="x"), "nothing answers there\nstart it, or name another endpoint"),
        (ConnectTimeoutError(endpoint_url="x"), "nothing answers there\nstart it, or name another endpoint"),
        (NoCredentialsError(), "it says NoCredentialsError\nlook at the endpoint's log"),
        (BotoCoreError(), "it says BotoCoreError\nlook at the endpoint's log"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_said_of_errors(error: Exception, words: str) -> None:
    assert str(translated(error, QUEUE)) == f"cannot ask the queue 'rows' at http://127.0.0.1:5000: {words}"
