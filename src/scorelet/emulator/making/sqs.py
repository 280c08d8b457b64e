"""SQS: a message for each row. A FIFO queue's messages are of one group, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import md5

from scorelet.emulator.making.bodies import one, text
from scorelet.emulator.making.order import Json, Order
from scorelet.emulator.sources.sqs_records import FIRST_NUMBER, SENDER, record

TRANSIT = 5
"""Milliseconds between a message's sending and its receipt."""


def messages(order: Order) -> Json:
    return {"Records": [_message(order, row, {}) for row in order.rows]}


def fifo_messages(order: Order) -> Json:
    first = FIRST_NUMBER + order.random.getrandbits(40)
    numbered = enumerate(order.rows, start=first)
    return {"Records": [_message(order, row, _place(order, number)) for number, row in numbered]}


def _message(order: Order, row: Json, more: Mapping[str, str]) -> Json:
    attributes = {
        "ApproximateReceiveCount": "1",
        "AWSTraceHeader": order.trace(),
        "SentTimestamp": str(order.milliseconds),
        "SenderId": SENDER,
        "ApproximateFirstReceiveTimestamp": str(order.milliseconds + TRANSIT),
        **more,
    }
    own = {"model": {"stringValue": order.model, "stringListValues": [], "binaryListValues": [], "dataType": "String"}}
    return {
        **record(order.uuid(), text(one(row)), attributes, own, order.source.arn),
        "receiptHandle": f"AQEB{order.token(192)}",
        "md5OfMessageAttributes": _md5(_parts("model", "String") + b"\x01" + _parts(order.model)),
    }


def _place(order: Order, number: int) -> Mapping[str, str]:
    """An id of each message's own: the queue would drop a second one of the same body."""
    return {"SequenceNumber": str(number), "MessageGroupId": order.model, "MessageDeduplicationId": order.uuid()}


def _parts(*texts: str) -> bytes:
    """As SQS digests attributes: each text behind its length. A byte before the value tells that it is a text."""
    return b"".join(len(data).to_bytes(4, "big") + data for data in (each.encode() for each in texts))


def _md5(data: bytes) -> str:
    return md5(data, usedforsecurity=False).hexdigest()
