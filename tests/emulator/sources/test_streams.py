"""Streams: what the function answers -> where the checkpoint stands, what comes again, what is given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.aws.event_mappings import EventMapping
from scorelet.emulator.sources import kinesis_records
from scorelet.emulator.sources.memory_stream import MemoryShard, MemoryStream
from scorelet.emulator.sources.on_failure import letter
from scorelet.emulator.sources.replies import offset_id, text_id
from scorelet.emulator.sources.streams import ShardReader, Stream, StreamPoller, StreamRecord
from scorelet.emulator.sources.values import Json
from tests.emulator.sources.functions import FUNCTION, Function, Raised, bodies, failures, replies, throttled
from tests.emulator.sources.virtual_time import START, VirtualClock, run, run_for

ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/rows"
MAPPING = EventMapping("kinesis", ARN, (), 10, 0, 2, 3600, bisect=False)
BISECTING = MAPPING._replace(bisect=True)


def record(number: str, shard: str = "shard-0", arrived: float = START) -> StreamRecord:
    return kinesis_records.of_data(b"1", "key", number, arrived, shard, ARN)


class Try:
    """A stream and its poller. shards: name -> the sequence numbers of its records."""

    def __init__(
        self,
        shards: Mapping[str, Sequence[str]] | str,
        reply: Callable[[Json], Any],
        *,
        mapping: EventMapping = MAPPING,
        ages: Sequence[float] = (),
        seconds: float = 0.0,
    ) -> None:
        shards = {"shard-0": shards} if isinstance(shards, str) else shards
        clock = VirtualClock()
        self.function = Function(reply, clock, seconds)
        made = [
            MemoryShard(
                name, [record(n, name, START - age) for n, age in zip(ns, ages or [0.0] * len(ns), strict=True)]
            )
            for name, ns in shards.items()
        ]
        info = partial(kinesis_records.batch_info, arn=ARN)
        self.stream = MemoryStream(made, text_id, kinesis_records.event, partial(letter, FUNCTION, clock, info))
        self.poller = StreamPoller(mapping, self.stream, self.function.world)

    def to_the_end(self) -> Try:
        run(self.poller.run())
        return self

    @property
    def given_up(self) -> list[tuple[str, str, str, int]]:
        return [
            (
                letter["requestContext"]["condition"],
                letter["KinesisBatchInfo"]["startSequenceNumber"],
                letter["KinesisBatchInfo"]["endSequenceNumber"],
                letter["requestContext"]["approximateInvokeCount"],
            )
            for letter in self.stream.dead
        ]


@pytest.mark.parametrize("reply", [None, b"", "", {}, [], {"batchItemFailures": []}], ids=repr)
def test_what_went_well_is_done(reply: Any) -> None:
    tried = Try("1234", lambda event: reply, mapping=MAPPING._replace(batch=3)).to_the_end()
    assert tried.function.batches == [["1", "2", "3"], ["4"]]
    assert tried.function.outcomes == [("done", 3, (), ""), ("done", 1, (), "")]


@pytest.mark.parametrize("reply", [failures("3"), failures("4", "3"), failures("5", "4", "3")], ids=repr)
def test_it_goes_on_at_the_lowest_number_that_failed(reply: Any) -> None:
    tried = Try("12345", replies(reply)).to_the_end()
    assert tried.function.batches == [["1", "2", "3", "4", "5"], ["3", "4", "5"]]
    assert tried.function.times == [0, 1]


def test_after_its_retries_what_is_left_of_a_batch_is_given_up_and_the_shard_goes_on() -> None:
    def reply(event: Json) -> Any:
        return failures("3") if "3" in bodies(event) else None

    tried = Try("123456", reply, mapping=MAPPING._replace(batch=5)).to_the_end()
    assert tried.function.batches == [["1", "2", "3", "4", "5"], ["3", "4", "5"], ["3", "4", "5"], ["6"]]
    assert tried.function.times == [0, 1, 3, 3]
    assert tried.function.outcomes == [
        ("partial", 5, ("3",), ""),
        ("failed", 3, ("3",), ""),
        ("failed", 3, ("3",), ""),
        ("given up", 3, ("3", "4", "5"), ""),
        ("done", 1, (), ""),
    ]
    assert tried.given_up == [("RetryAttemptsExhausted", "3", "5", 3)]


def test_what_is_left_of_a_batch_has_no_new_retries() -> None:
    tried = Try("1234", replies(failures("2"), failures("3"), failures("4"))).to_the_end()
    assert tried.function.batches == [["1", "2", "3", "4"], ["2", "3", "4"], ["3", "4"]]
    assert tried.given_up == [("RetryAttemptsExhausted", "4", "4", 3)]


def test_a_batch_that_raised_is_tried_again_whole() -> None:
    tried = Try("12", lambda event: Raised()).to_the_end()
    assert tried.function.batches == [["1", "2"]] * 3
    assert tried.function.outcomes[-1] == ("given up", 2, ("1", "2"), "ValueError: no")


def test_bisecting_finds_the_record_that_raises_and_costs_no_retries() -> None:
    def reply(event: Json) -> Any:
        return Raised() if "3" in bodies(event) else None

    tried = Try("123456", reply, mapping=BISECTING).to_the_end()
    assert ["".join(batch) for batch in tried.function.batches] == [
        "123456",
        "123",
        "1",
        "23",
        "2",
        "3",
        "3",
        "3",
        "456",
    ]
    assert tried.given_up == [("RetryAttemptsExhausted", "3", "3", 3)]


@pytest.mark.parametrize("reply", [failures("1"), failures("x"), b"{"], ids=repr)
def test_only_what_raises_is_bisected(reply: Any) -> None:
    tried = Try("12", replies(reply), mapping=BISECTING).to_the_end()
    assert tried.function.batches == [["1", "2"], ["1", "2"]]


def test_old_records_are_given_up_without_a_try() -> None:
    tried = Try("123", replies(), ages=[3601, 3600.5, 3599]).to_the_end()
    assert tried.function.batches == [["3"]]
    assert tried.given_up == [("RecordAgeExpired", "1", "2", 0)]
    assert tried.function.outcomes[0] == ("given up", 2, ("1", "2"), "they are older than 3600 seconds")


def test_records_grow_old_while_they_are_tried() -> None:
    mapping = MAPPING._replace(retries=100, age=60)
    tried = Try("1", lambda event: Raised(), mapping=mapping).to_the_end()
    assert tried.function.times == [0, 1, 3, 7, 15, 31]
    assert tried.given_up == [("RecordAgeExpired", "1", "1", 6)]


def test_what_is_left_when_the_first_records_are_old_has_no_new_retries() -> None:
    tried = Try("12", lambda event: Raised(), mapping=MAPPING._replace(age=60), ages=[58, 0]).to_the_end()
    assert tried.function.batches == [["1", "2"], ["1", "2"], ["2"]]
    assert tried.given_up == [("RecordAgeExpired", "1", "1", 2), ("RetryAttemptsExhausted", "2", "2", 3)]


def test_a_function_without_room_is_asked_again_which_costs_nothing() -> None:
    mapping = MAPPING._replace(retries=0)
    tried = Try("12", replies(*[throttled()] * 4), mapping=mapping).to_the_end()
    assert tried.function.times == [15]
    assert tried.function.outcomes == [("throttled", 2, (), "Rate Exceeded.")] * 4 + [("done", 2, (), "")]


def test_a_function_that_never_has_room_is_asked_until_records_are_old() -> None:
    mapping = MAPPING._replace(age=60)
    tried = Try("12", lambda event: throttled(), mapping=mapping, ages=[40, 0]).to_the_end()
    assert tried.given_up == [("RecordAgeExpired", "1", "1", 0), ("RecordAgeExpired", "2", "2", 0)]


def test_shards_do_not_wait_for_one_another() -> None:
    def reply(event: Json) -> Any:
        return Raised() if "1" in bodies(event) else None

    tried = Try({"shard-0": "12", "shard-1": "34"}, reply, mapping=MAPPING._replace(batch=1)).to_the_end()
    assert sorted(tried.function.batches[:2]) == [["1"], ["3"]]
    assert tried.function.times == [0, 0, 0, 1, 3, 3]


def test_an_event_is_no_larger_than_lambda_takes() -> None:
    large = [kinesis_records.of_data(b"x" * 900_000, "key", number, START, "s", ARN) for number in "123456"]
    function = Function(replies(), VirtualClock())
    stream = MemoryStream([MemoryShard("s", large)], text_id, kinesis_records.event, lambda given_up: {})
    run(StreamPoller(MAPPING, stream, function.world).run())
    assert function.batches == [["1", "2", "3", "4", "5"], ["6"]]


class SlowShard(MemoryShard):
    """One record in each two looks."""

    def __init__(self, records: Sequence[StreamRecord]) -> None:
        super().__init__("slow", records)
        self._looks = 0

    async def read(self, most: int) -> Sequence[StreamRecord] | None:
        self._looks += 1
        return await super().read(1) if self._looks % 2 else ()


def test_a_window_collects() -> None:
    function = Function(replies(), VirtualClock())
    stream = MemoryStream([], text_id, kinesis_records.event, lambda given_up: {})
    shard = SlowShard([record(number) for number in "12345"])
    run(ShardReader(MAPPING._replace(window=2), stream, shard, function.world, "kinesis rows").run())
    assert function.batches == [["1", "2"], ["3", "4"], ["5"]]
    assert function.times == [2, 4, 5]


class Parted(MemoryStream):
    """A shard that was split while it was read: its children are told from the second look on."""

    grows = True

    def __init__(self) -> None:
        parent, child = (MemoryShard(name, [record(n, name) for n in ns]) for name, ns in (("p", "12"), ("c", "34")))
        child.parents = ["p", "gone long ago"]
        super().__init__([child, parent], text_id, kinesis_records.event, lambda given_up: {})


def test_a_shard_comes_after_its_parents() -> None:
    function = Function(replies(Raised(), Raised()), VirtualClock())
    stream: Stream = Parted()
    run(run_for(60, StreamPoller(MAPPING, stream, function.world).run()))
    assert function.batches == [["1", "2"], ["1", "2"], ["1", "2"], ["3", "4"]]


def test_the_on_failure_destination_is_told_which_and_not_what() -> None:
    tried = Try("12", lambda event: Raised()).to_the_end()
    assert tried.stream.dead == [
        {
            "requestContext": {
                "requestId": "id-3",
                "functionArn": FUNCTION,
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 3,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "7", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": "2023-11-14T22:13:23.000Z",
            "KinesisBatchInfo": {
                "shardId": "shard-0",
                "startSequenceNumber": "1",
                "endSequenceNumber": "2",
                "approximateArrivalOfFirstRecord": "2023-11-14T22:13:20.000Z",
                "approximateArrivalOfLastRecord": "2023-11-14T22:13:20.000Z",
                "batchSize": 2,
                "streamArn": ARN,
            },
        }
    ]


@pytest.mark.parametrize(
    ("said", "id"),
    [
        ({"partition": "rows-0", "offset": 5}, ("rows-0", 5)),
        ({"partition": "rows-0", "offset": "5"}, None),
        ({"partition": "rows-0", "offset": True}, None),
        ({"offset": 5}, None),
        ("rows-0-5", None),
    ],
)
def test_how_kafka_names_what_failed(said: Any, id: Any) -> None:
    assert offset_id(said) == id


# --- whatever the function answers -----------------------------------------------------------------------------------

ANSWERS = st.one_of(
    st.sampled_from([None, Raised(), failures("none of them")]),
    st.lists(st.integers(0, 9), max_size=3).map(tuple),
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    shards=st.lists(st.integers(0, 6), min_size=1, max_size=3),
    answers=st.lists(ANSWERS, max_size=12),
    batch=st.integers(1, 5),
    retries=st.integers(0, 3),
    bisect=st.booleans(),
    stops=st.lists(st.floats(0.5, 10), max_size=3),
)
def test_nothing_is_lost_and_no_record_overtakes_another_of_its_shard(
    shards: list[int], answers: list[Any], batch: int, retries: int, bisect: bool, stops: list[float]
) -> None:
    numbers = {f"shard-{n}": [f"{n}{place}" for place in range(size)] for n, size in enumerate(shards)}
    checkpoints = dict.fromkeys(numbers, 0)
    left = iter(answers)

    def reply(event: Json) -> Any:
        asked = bodies(event)
        answer = next(left, None)
        shard = event["Records"][0]["eventID"].partition(":")[0]
        start = numbers[shard].index(asked[0])
        assert start >= checkpoints[shard]
        checkpoints[shard] = start
        assert asked == numbers[shard][start : start + len(asked)]
        return failures(*(asked[place % len(asked)] for place in answer)) if type(answer) is tuple else answer

    mapping = MAPPING._replace(batch=batch, retries=retries, bisect=bisect)
    tried = Try(numbers, reply, mapping=mapping, seconds=1.0)

    async def stopped_and_run_again() -> None:
        for seconds in stops:
            await run_for(seconds, tried.poller.run())
        await tried.poller.run()

    run(stopped_and_run_again())
    asked = {number for some in tried.function.batches for number in some}
    given_up = [info for one in tried.stream.dead for info in [one["KinesisBatchInfo"]]]
    assert asked == {number for some in numbers.values() for number in some}
    assert sum(info["batchSize"] for info in given_up) == tried.stream.lost
    readers = tried.poller.readers
    assert {name: readers[name].checkpoint for name in numbers} == {
        name: (ns or [""])[-1] for name, ns in numbers.items()
    }
