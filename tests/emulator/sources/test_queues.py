"""Queues: what the function answers -> what is deleted, comes again, is dead; all in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.aws.event_mappings import EventMapping
from scorelet.emulator.sources.memory_queue import MemoryQueue
from scorelet.emulator.sources.queues import Message, QueuePoller
from scorelet.emulator.sources.values import Batch, Json
from scorelet.emulator.values import RefusedError
from tests.emulator.sources.functions import Function, Raised, bodies, failures, replies, throttled
from tests.emulator.sources.virtual_time import VirtualClock, run, run_for

ARN = "arn:aws:sqs:eu-west-1:123456789012:rows"
MAPPING = EventMapping("sqs", ARN, (), 10, 0, 2, None, False)
VISIBILITY = 30.0


def record(id: str, group: str = "", body: str = "1") -> Json:
    attributes = {"ApproximateReceiveCount": "0"} | ({"MessageGroupId": group} if group else {})
    return {"messageId": id, "body": body, "attributes": attributes}


class NotingQueue(MemoryQueue):
    """Remembers what was deleted."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.deleted: list[str] = []

    async def delete(self, messages: Sequence[Message]) -> None:
        before = set(self._out)
        await super().delete(messages)
        self.deleted += [message.id for message in messages if message.handle in before]


class Try:
    """A queue and its poller."""

    def __init__(
        self,
        ids: Sequence[str],
        reply: Callable[[Json], Any],
        *,
        mapping: EventMapping = MAPPING,
        groups: Sequence[str] = (),
        seconds: float = 0.0,
        pollers: int = 1,
        body: str = "1",
    ) -> None:
        clock = VirtualClock()
        self.function = Function(reply, clock, seconds)
        records = [record(id, group, body) for id, group in zip(ids, groups or [""] * len(ids), strict=True)]
        self.queue = NotingQueue(
            records, fifo=mapping.fifo, visibility=VISIBILITY, receives=mapping.receives, clock=clock
        )
        self.poller = QueuePoller(mapping, self.queue, self.function.world, pollers)

    def to_the_end(self) -> Try:
        run(self.poller.run())
        return self

    @property
    def dead(self) -> list[str]:
        return [letter["messageId"] for letter in self.queue.dead]


NOTHING_FAILED: list[Any] = [
    None,
    b"",
    "",
    {},
    [],
    {"batchItemFailures": []},
    {"batchItemFailures": None},
    {"other": 1},
]


@pytest.mark.parametrize("reply", NOTHING_FAILED, ids=repr)
def test_what_went_well_is_deleted(reply: Any) -> None:
    tried = Try("abc", lambda event: reply).to_the_end()
    assert tried.function.batches == [["a", "b", "c"]]
    assert tried.function.outcomes == [("done", 3, (), "")]
    assert tried.dead == []


UNKNOWN = "batchItemFailures names a record that is not in the batch"
ALL_FAILED = [
    (Raised("ValueError", "no\nmore"), "ValueError: no"),
    (Raised("", "\nno town"), "no town"),
    (Raised("", "\n"), "the function failed"),
    (failures(""), UNKNOWN),
    (failures(None), UNKNOWN),
    (failures("a", "x"), UNKNOWN),
    ({"batchItemFailures": [{"itemId": "a"}]}, UNKNOWN),
    ({"batchItemFailures": ["a"]}, UNKNOWN),
    ({"batchItemFailures": {"itemIdentifier": "a"}}, "batchItemFailures is no list"),
    ("done", "the reply is no object with the key 'batchItemFailures'"),
    (b"{", "the reply is no JSON"),
]


@pytest.mark.parametrize(("reply", "why"), ALL_FAILED, ids=repr)
def test_a_whole_batch_that_failed_comes_again(reply: Any, why: str) -> None:
    tried = Try("abc", replies(reply)).to_the_end()
    assert tried.function.batches == [["a", "b", "c"]] * 2
    assert tried.function.times == [0, VISIBILITY]
    assert tried.function.outcomes == [("failed", 3, (), why), ("done", 3, (), "")]


def test_only_what_failed_comes_again_and_is_dead_after_its_last_time() -> None:
    tried = Try("abcd", lambda event: failures(*[id for id in bodies(event) if id in "bd"])).to_the_end()
    assert tried.function.batches == [["a", "b", "c", "d"], ["b", "d"], ["b", "d"]]
    assert tried.function.times == [0, VISIBILITY, 2 * VISIBILITY]
    assert tried.function.outcomes == [
        ("partial", 4, ("b", "d"), ""),
        ("failed", 2, ("b", "d"), ""),
        ("failed", 2, ("b", "d"), ""),
    ]
    assert tried.dead == ["b", "d"]


def test_receives_are_counted() -> None:
    tried = Try("a", replies(Raised())).to_the_end()
    assert [event["Records"][0] for _, event in tried.function.asked] == [
        {
            "messageId": "a",
            "body": "1",
            "attributes": {
                "ApproximateFirstReceiveTimestamp": "1700000000000",
                "ApproximateReceiveCount": str(number),
            },
            "receiptHandle": f"a#{number}",
        }
        for number in (1, 2)
    ]


def test_without_item_failures_a_reply_says_nothing() -> None:
    mapping = MAPPING._replace(report_batch_item_failures=False)
    tried = Try("ab", lambda event: failures("a"), mapping=mapping).to_the_end()
    assert tried.function.outcomes == [("done", 2, (), "")]


def test_a_function_without_room_is_asked_again_while_its_messages_are_hidden() -> None:
    tried = Try("ab", replies(throttled(), throttled(), failures("b"), Raised(), throttled())).to_the_end()
    assert tried.function.outcomes == [
        ("throttled", 2, (), "Rate Exceeded."),
        ("throttled", 2, (), "Rate Exceeded."),
        ("partial", 2, ("b",), ""),
        ("failed", 1, (), "ValueError: no"),
        ("throttled", 1, (), "Rate Exceeded."),
        ("done", 1, (), ""),
    ]
    assert tried.function.times == [3, 30, 61]
    assert tried.dead == []


def test_messages_without_room_come_back_when_their_time_is_over_and_were_received_once_more() -> None:
    """Five waits are 31 seconds, and longer than the messages are hidden."""
    tried = Try("ab", replies(*[throttled()] * 6), pollers=3).to_the_end()
    assert (tried.function.batches, tried.function.times, tried.dead) == ([["a", "b"]], [31], [])
    counts = [one["attributes"]["ApproximateReceiveCount"] for one in tried.function.asked[-1][1]["Records"]]
    assert counts == ["2", "2"]


@pytest.mark.parametrize("arn", [ARN, f"{ARN}.fifo"])
def test_messages_that_never_had_room_are_dead(arn: str) -> None:
    tried = Try("ab", lambda event: throttled(), mapping=MAPPING._replace(arn=arn)).to_the_end()
    assert (tried.function.batches, tried.dead) == ([], ["a", "b"])
    assert [outcome for outcome, *_ in tried.function.outcomes] == ["throttled"] * 15


def test_where_something_failed_the_functions_lines_are_told() -> None:
    tried = Try("ab", replies(failures("b"), Raised(), then=None)).to_the_end()
    logs = [(told.outcome, told.log) for told in tried.function.told if isinstance(told, Batch)]
    assert logs == [("partial", b"lines of id-1"), ("failed", b"lines of id-2"), ("done", b"")]


def test_what_lambda_refuses_otherwise_failed() -> None:
    tried = Try("a", replies(RefusedError(413, "RequestTooLargeException", "too large"))).to_the_end()
    assert tried.function.outcomes == [("failed", 1, (), "RequestTooLargeException: too large"), ("done", 1, (), "")]


def test_batches() -> None:
    tried = Try("abcdefg", replies(), mapping=MAPPING._replace(batch=3)).to_the_end()
    assert tried.function.batches == [["a", "b", "c"], ["d", "e", "f"], ["g"]]


MEGABYTE = "x" * 1_000_000


def test_a_batch_that_is_larger_than_an_event_is_invoked_in_parts() -> None:
    tried = Try("abcdefgh", replies(), body=MEGABYTE).to_the_end()
    assert tried.function.batches == [list("abcdef"), list("gh")]


def test_a_window_collects() -> None:
    """A full batch goes at once; another when its time is over."""
    mapping = MAPPING._replace(batch=4, window=25)
    tried = Try("abcdef", replies(failures("a")), mapping=mapping).to_the_end()
    assert tried.function.batches == [["a", "b", "c", "d"], ["e", "f"], ["a"]]
    assert tried.function.times == [0, 25, 55]


def test_a_group_waits_for_its_first_message_and_no_other_group_does() -> None:
    fifo = MAPPING._replace(arn=f"{ARN}.fifo", batch=2)
    tried = Try("abcdef", replies(failures("a", "b")), mapping=fifo, groups="xxxyyx").to_the_end()
    assert tried.function.batches == [["a", "b"], ["d", "e"], ["a", "b"], ["c", "f"]]
    assert tried.function.times == [0, 0, VISIBILITY, VISIBILITY]


def test_a_dead_message_of_a_group_lets_the_others_by() -> None:
    fifo = MAPPING._replace(arn=f"{ARN}.fifo", batch=1)
    tried = Try("abc", lambda event: failures(*set(bodies(event)) & {"a"}), mapping=fifo, groups="xxx").to_the_end()
    assert tried.function.batches == [["a"], ["a"], ["a"], ["b"], ["c"]]
    assert tried.dead == ["a"]


def test_a_fifo_batch_that_is_too_large_ends_with_its_first_failure() -> None:
    fifo = MAPPING._replace(arn=f"{ARN}.fifo")
    tried = Try("abcdefgh", replies(failures("b", "c")), mapping=fifo, groups="xxxxxxxx", body=MEGABYTE).to_the_end()
    assert tried.function.batches == [list("abcdef"), list("bcgh")]


def test_what_is_stopped_anywhere_is_not_lost() -> None:
    """Stopped in the middle of the invocation: the same messages come again."""
    tried = Try("abc", replies(), seconds=5.0)

    async def twice() -> None:
        await run_for(3.0, tried.poller.run())
        await tried.poller.run()

    run(twice())
    assert tried.function.batches == [["a", "b", "c"]] * 2
    assert tried.function.outcomes == [("done", 3, (), "")]


def test_pollers_work_at_the_same_time() -> None:
    tried = Try("abcd", replies(), mapping=MAPPING._replace(batch=1), seconds=5.0, pollers=4).to_the_end()
    assert tried.function.times == [0, 0, 0, 0]


# --- whatever the function answers -----------------------------------------------------------------------------------

ANSWERS = st.one_of(
    st.sampled_from([None, Raised(), failures("none of them")]),
    st.lists(st.integers(0, 9), max_size=4).map(tuple),
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    groups=st.lists(st.sampled_from("xyz"), max_size=12),
    answers=st.lists(ANSWERS, max_size=12),
    fifo=st.booleans(),
    pollers=st.integers(1, 3),
    batch=st.integers(1, 5),
    stops=st.lists(st.floats(0.5, 40), max_size=3),
)
def test_nothing_is_lost_and_no_message_overtakes_another_of_its_group(
    groups: list[str], answers: list[Any], fifo: bool, pollers: int, batch: int, stops: list[float]
) -> None:
    ids = [f"{number:02d}" for number in range(len(groups))]
    lines = {group: [id for id, its in zip(ids, groups, strict=True) if its == group] for group in groups}
    left = iter(answers)

    def reply(event: Json) -> Any:
        asked = bodies(event)
        gone = {*tried.queue.deleted, *tried.dead}
        for line in lines.values() if fifo else ():
            mine = [id for id in asked if id in line]
            assert mine == [id for id in line if id not in gone][: len(mine)]
        answer = next(left, None)
        return failures(*(asked[place % len(asked)] for place in answer)) if type(answer) is tuple else answer

    mapping = MAPPING._replace(arn=f"{ARN}.fifo" if fifo else ARN, batch=batch)
    tried = Try(ids, reply, mapping=mapping, groups=groups, pollers=pollers, seconds=1.0)

    async def stopped_and_run_again() -> None:
        for seconds in stops:
            await run_for(seconds, tried.poller.run())
        await tried.poller.run()

    run(stopped_and_run_again())
    assert sorted(tried.queue.deleted + tried.dead) == ids
