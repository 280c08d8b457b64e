"""SQS: a message for each row. A FIFO queue's messages are of one group, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import md5

from scorelet.emulator.making.bodies import one, text
from scorelet.emulator.making.order import Json, Order

TRANSIT = 5
"""Milliseconds between a message's sending and its receipt."""
FIRST_NUMBER = 18_849_496_460_467_696_128
"""About where the numbers of a FIFO queue begin; each queue counts from there."""


def messages(order: Order) -> Json:
    return {"Records": [_message(order, row, {}) for row in order.rows]}


def fifo_messages(order: Order) -> Json:
    first = FIRST_NUMBER + order.random.getrandbits(40)
    numbered = enumerate(order.rows, start=first)
    return {"Records": [_message(order, row, _place(order, number)) for number, row in numbered]}


def _message(order: Order, row: Json, more: Mapping[str, str]) -> Json:
    body = text(one(row))
    return {
        "messageId": order.uuid(),
        "receiptHandle": f"AQEB{order.token(192)}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "AWSTraceHeader": order.trace(),
            "SentTimestamp": str(order.milliseconds),
            "SenderId": f"AIDA{order.capitals(17)}",
            "ApproximateFirstReceiveTimestamp": str(order.milliseconds + TRANSIT),
            **more,
        },
        "messageAttributes": {
            "model": {"stringValue": order.model, "stringListValues": [], "binaryListValues": [], "dataType": "String"}
        },
        "md5OfBody": _md5(body.encode()),
        "md5OfMessageAttributes": _md5(_parts("model", "String") + b"\x01" + _parts(order.model)),
        "eventSource": "aws:sqs",
        "eventSourceARN": order.source.arn,
        "awsRegion": order.region,
    }


def _place(order: Order, number: int) -> Mapping[str, str]:
    """An id of each message's own: the queue would drop a second one of the same body."""
    return {"SequenceNumber": str(number), "MessageGroupId": order.model, "MessageDeduplicationId": order.uuid()}


def _parts(*texts: str) -> bytes:
    """As SQS digests attributes: each text behind its length. A byte before the value tells that it is a text."""
    return b"".join(len(data).to_bytes(4, "big") + data for data in (each.encode() for each in texts))


def _md5(data: bytes) -> str:
    return md5(data, usedforsecurity=False).hexdigest()
