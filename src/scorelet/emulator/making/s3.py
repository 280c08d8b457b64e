"""S3: a file was put. Its size and digest are those of the rows as JSON Lines, but the file itself has to be there."""

from __future__ import annotations

from hashlib import md5

from scorelet.emulator.making.bodies import text
from scorelet.emulator.making.order import Json, Order
from scorelet.emulator.sources.s3_records import Put, notification
from scorelet.emulator.sources.values import name_of


def put(order: Order) -> Json:
    bucket, _, prefix = name_of(order.source.arn).partition("/")
    data = lines(order)
    key, digest = f"{prefix.rstrip('*')}{order.model}.jsonl", md5(data, usedforsecurity=False).hexdigest()
    event = notification(Put(key, digest, len(data), order.now), bucket, order.region, 1, order.uuid())
    event["Records"][0]["s3"]["object"]["versionId"] = order.token(24)
    return event


def lines(order: Order) -> bytes:
    """The file that is meant."""
    return "".join(f"{text(row)}\n" for row in order.rows).encode()
