"""Messages to an SQS queue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.signed.batches import Limits, Refused, sent
from scorelet.signed.json_calls import json_call
from scorelet.signed.refusals import Subject, senseless

if TYPE_CHECKING:
    from scorelet.signed.caller import Caller
    from scorelet.wire.deadline import Deadline

LIMITS = Limits(items=10, size=256 * 1024)
"""A queue may take up to 1 MiB at once; each took 256 KiB from the beginning."""

_HOST = re.compile(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/")


class Message(NamedTuple):
    """`group` and `unique` (the deduplication id) are for FIFO queues, which need the first one."""

    body: str
    group: str = ""
    unique: str = ""


def send_messages(caller: Caller, queue: str, messages: Sequence[Message]) -> tuple[Refused, ...]:
    """Send any number of messages to the queue with the URL `queue`; those that it refused, by index, in order.

    What the queue could not take at this moment is sent again before that: a message of a FIFO group may then come
    after a later one of its group, where the service had a failure. Raises AwsCallError when a call fails.
    """
    region = _HOST.match(queue)
    endpoint = caller.endpoint("sqs", region[1] if region else "")
    subject = Subject.of("send to", "sqs:SendMessage", queue)

    def send(batch: Sequence[int], deadline: Deadline) -> Mapping[int, Refused]:
        fields = {"QueueUrl": queue, "Entries": [_entry(index, messages[index]) for index in batch]}
        answer = json_call(caller, endpoint, "AmazonSQS.SendMessageBatch", fields, subject, deadline)
        told = [*_list(answer, "Successful"), *_list(answer, "Failed")]
        if sorted(str(each.get("Id")) for each in told) != sorted(map(str, batch)):
            raise senseless(subject)
        return {refused.place: refused for refused in map(_refused, _list(answer, "Failed"))}

    return sent(caller, [_size(message) for message in messages], LIMITS, send)


def _entry(index: int, message: Message) -> dict[str, str]:
    entry = {"Id": str(index), "MessageBody": message.body}
    if message.group:
        entry["MessageGroupId"] = message.group
    if message.unique:
        entry["MessageDeduplicationId"] = message.unique
    return entry


def _size(message: Message) -> int:
    return len(message.body.encode("utf-8", "surrogatepass"))


def _list(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = answer.get(name) or []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _refused(told: Mapping[str, Any]) -> Refused:
    final = told.get("SenderFault") is True
    return Refused(int(told["Id"]), str(told.get("Code", "")), str(told.get("Message", "")), final)
