"""Kafka, in MSK: a record for each row, over two partitions of a topic, each of which counts its own offsets."""

from __future__ import annotations

from scorelet.emulator.making.bodies import base64, one, text
from scorelet.emulator.making.order import Json, Order
from scorelet.emulator.sources.kafka_records import event_of, record

PARTITIONS = 2


def records(order: Order) -> Json:
    first = order.random.getrandbits(16)
    return event_of([_record(order, row, place, first) for place, row in enumerate(order.rows)], order.source.arn)


def _record(order: Order, row: Json, place: int, first: int) -> Json:
    topic = next(iter(order.source.topics), "rows")
    made = record(text(one(row)).encode(), topic, place % PARTITIONS, first + place // PARTITIONS, order.now)
    return {**made, "key": base64(order.model.encode()), "headers": [{"model": list(order.model.encode())}]}
