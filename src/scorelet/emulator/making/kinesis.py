"""Kinesis: a record for each row, all of one shard, as a batch is."""

from __future__ import annotations

from scorelet.emulator.making.bodies import one, text
from scorelet.emulator.making.order import Json, Order
from scorelet.emulator.sources.kinesis_records import FIRST_NUMBER, FIRST_SHARD, record


def records(order: Order) -> Json:
    first = FIRST_NUMBER + order.random.getrandbits(100)
    return {"Records": [_record(order, row, str(number)) for number, row in enumerate(order.rows, start=first)]}


def _record(order: Order, row: Json, number: str) -> Json:
    return record(text(one(row)).encode(), order.model, number, order.now, FIRST_SHARD, order.source.arn)
