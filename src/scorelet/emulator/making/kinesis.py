"""Kinesis: a record for each row, all of one shard, as a batch is."""

from __future__ import annotations

from scorelet.emulator.making.bodies import base64, one, text
from scorelet.emulator.making.order import Json, Order

SHARD = "shardId-000000000000"
FIRST_NUMBER = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_800
"""Sequence numbers have 56 digits, which begin with 49."""


def records(order: Order) -> Json:
    first = FIRST_NUMBER + order.random.getrandbits(100)
    return {"Records": [_record(order, row, number) for number, row in enumerate(order.rows, start=first)]}


def _record(order: Order, row: Json, number: int) -> Json:
    return {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": order.model,
            "sequenceNumber": str(number),
            "data": base64(text(one(row)).encode()),
            "approximateArrivalTimestamp": order.milliseconds / 1000,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"{SHARD}:{number}",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": f"arn:aws:iam::{order.account}:role/{order.service.name}",
        "awsRegion": order.region,
        "eventSourceARN": order.source.arn,
    }
