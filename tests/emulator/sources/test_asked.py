"""What is asked of Kinesis and S3 where no endpoint here answers so: pages, shards that come and go, old iterators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from scorelet.aws.event_mappings import AsynchronousInvocation, EventMapping
from scorelet.emulator.sources.endpoint_errors import Place, translated
from scorelet.emulator.sources.kinesis_endpoint import KinesisStream
from scorelet.emulator.sources.s3_endpoint import BucketPoller
from scorelet.emulator.sources.streams import StreamPoller
from tests.emulator.sources.functions import Function, replies
from tests.emulator.sources.virtual_time import START, VirtualClock, run, run_for

ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/rows"
MAPPING = EventMapping("kinesis", ARN, (), 10, 0, 2, 3600, bisect=True)
MOMENT = datetime.fromtimestamp(START, UTC)
Answer = Callable[[str, dict[str, Any]], Any]


class Asked:
    """Answers calls as a test says, and remembers them."""

    def __init__(self, kind: str, name: str, answer: Answer) -> None:
        self.place = Place(kind, name, "http://127.0.0.1:5000")
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._answer = answer

    async def ask(self, call: str, **arguments: Any) -> Any:
        self.calls.append((call, arguments))
        answer = self._answer(call, arguments)
        if isinstance(answer, ClientError):
            raise translated(answer, self.place) from answer
        return answer

    def arguments(self, call: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == call]


def shard(name: str, parent: str = "") -> dict[str, str]:
    return {"ShardId": name} | ({"ParentShardId": parent} if parent else {})


def records(*numbers: str) -> list[dict[str, Any]]:
    return [
        {"SequenceNumber": n, "PartitionKey": "k", "Data": b"1", "ApproximateArrivalTimestamp": MOMENT} for n in numbers
    ]


def read(answer: Answer, seconds: float) -> tuple[Function, Asked]:
    function, asked = Function(replies(), VirtualClock()), Asked("stream", "rows", answer)
    stream = KinesisStream(ARN, asked, "LATEST", None, lambda given_up: {})
    run(run_for(seconds, StreamPoller(MAPPING, stream, function.world).run()))
    return function, asked


def test_shards_that_come_later_are_read_from_their_beginning_after_their_parents() -> None:
    listed: Iterator[Any] = iter(
        [
            {"Shards": [shard("a")], "NextToken": "more"},
            {"Shards": [shard("b")]},
            {"Shards": [shard("a"), shard("c", "a")]},
        ]
    )

    def answer(call: str, arguments: dict[str, Any]) -> Any:
        if call == "list_shards":
            return next(listed)
        if call == "get_shard_iterator":
            return {"ShardIterator": arguments["ShardId"]}
        name = arguments["ShardIterator"]
        return {"Records": records(f"{name}1")}  # and no next iterator: the shard is closed

    function, asked = read(answer, 15)
    assert [(one["ShardId"], one["ShardIteratorType"]) for one in asked.arguments("get_shard_iterator")] == [
        ("a", "LATEST"),
        ("b", "LATEST"),
        ("c", "TRIM_HORIZON"),
    ]
    assert asked.arguments("list_shards")[1] == {"NextToken": "more"}
    assert function.batches == [["a1"], ["b1"], ["c1"]]


def test_an_iterator_that_is_too_old_is_made_anew_behind_what_was_read() -> None:
    expired = ClientError({"Error": {"Code": "ExpiredIteratorException"}}, "GetRecords")
    got: Iterator[Any] = iter(
        [{"Records": records("1"), "NextShardIterator": "old"}, expired, {"Records": records("2")}]
    )

    def answer(call: str, arguments: dict[str, Any]) -> Any:
        if call == "list_shards":
            return {"Shards": [shard("a")]}
        return {"ShardIterator": "new"} if call == "get_shard_iterator" else next(got)

    function, asked = read(answer, 5)
    assert function.batches == [["1"], ["2"]]
    assert asked.arguments("get_shard_iterator")[1] == {
        "StreamName": "rows",
        "ShardId": "a",
        "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
        "StartingSequenceNumber": "1",
    }
    assert [told for told in function.outcomes if told[0] == "trouble"] == []


def test_trouble_with_a_stream_is_told_once_and_when_it_is_over() -> None:
    slow = ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "GetRecords")
    got: Iterator[Any] = iter([slow, slow, {"Records": records("1")}])

    def answer(call: str, arguments: dict[str, Any]) -> Any:
        if call == "list_shards":
            return {"Shards": [shard("a")]}
        return {"ShardIterator": "new"} if call == "get_shard_iterator" else next(got)

    function, _ = read(answer, 5)
    message = (
        "cannot ask the stream 'rows' at http://127.0.0.1:5000: it is asked too much, or answers too late\n"
        "wait; it is asked again"
    )
    assert function.outcomes == [("reached",), ("trouble", message), ("reached",), ("done", 1, (), "")]


def listed(*keys: str) -> list[dict[str, Any]]:
    return [{"Key": key, "ETag": '"e"', "Size": 1, "LastModified": MOMENT} for key in keys]


def test_all_pages_of_a_bucket_are_read() -> None:
    pages: Iterator[Any] = iter(
        [
            {"Contents": listed("in/a"), "IsTruncated": True, "NextContinuationToken": "more"},
            {"Contents": listed("in/b")},
            {"Contents": listed("in/b", "in/a", "in/c")},
        ]
    )
    asked = Asked("bucket", "rows", lambda call, arguments: next(pages))
    function = Function(replies(), VirtualClock())
    invocation = AsynchronousInvocation("s3", "arn:aws:s3:::rows/in/*", 2, 3600)
    run(run_for(1.5, BucketPoller(invocation, asked, function.world).run()))
    assert asked.arguments("list_objects_v2") == [
        {"Bucket": "rows", "Prefix": "in/"},
        {"Bucket": "rows", "Prefix": "in/", "ContinuationToken": "more"},
        {"Bucket": "rows", "Prefix": "in/"},
    ]
    assert [event["Records"][0]["s3"]["object"]["key"] for _, event in function.asked] == ["in/c"]
