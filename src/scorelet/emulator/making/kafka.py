"""Kafka, in MSK: a record for each row, over two partitions of a topic, each of which counts its own offsets."""

from __future__ import annotations

from scorelet.emulator.making.bodies import base64, one, text
from scorelet.emulator.making.order import Json, Order

PARTITIONS = 2
PORT = 9098
"""Where brokers ask for IAM's credentials."""


def records(order: Order) -> Json:
    topic = next(iter(order.source.topics), "rows")
    first = order.random.getrandbits(16)
    partitions: dict[str, list[Json]] = {}
    for place, row in enumerate(order.rows):
        partition, behind = place % PARTITIONS, place // PARTITIONS
        record = _record(order, row, {"topic": topic, "partition": partition, "offset": first + behind})
        partitions.setdefault(f"{topic}-{partition}", []).append(record)
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": order.source.arn,
        "bootstrapServers": _servers(order),
        "records": partitions,
    }


def _record(order: Order, row: Json, place: dict[str, Json]) -> Json:
    return {
        **place,
        "timestamp": order.milliseconds,
        "timestampType": "CREATE_TIME",
        "key": base64(order.model.encode()),
        "value": base64(text(one(row)).encode()),
        "headers": [{"model": list(order.model.encode())}],
    }


def _servers(order: Order) -> str:
    cluster = order.resource.split("/")[1]
    domain = f"{cluster}.{order.digits(6)}.c1.kafka.{order.region}.amazonaws.com:{PORT}"
    return ",".join(f"b-{number}.{domain}" for number in (1, 2))
