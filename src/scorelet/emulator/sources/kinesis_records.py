"""Kinesis: records as they stand in an event, and what an on-failure destination is told of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from scorelet.emulator.sources.batches import size_of
from scorelet.emulator.sources.streams import GivenUp, StreamRecord
from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import Json, account_of, region_of

FIRST_SHARD = "shardId-000000000000"
FIRST_NUMBER = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898
"""Sequence numbers have 56 digits."""


def of_data(data: bytes, key: str, number: str, arrived: float, shard: str, arn: str) -> StreamRecord:
    made = record(data, key, number, arrived, shard, arn)
    return StreamRecord(number, number, arrived, made, size_of(made))


def record(data: bytes, key: str, number: str, arrived: float, shard: str, arn: str) -> Json:
    """A record as it stands in an event."""
    return {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": key,
            "sequenceNumber": number,
            "data": b64encode(data).decode(),
            "approximateArrivalTimestamp": round(arrived, 3),
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"{shard}:{number}",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": f"arn:aws:iam::{account_of(arn)}:role/scorelet",
        "awsRegion": region_of(arn),
        "eventSourceARN": arn,
    }


def of_record(given: Json, arn: str, arrived: float) -> StreamRecord:
    """A record as it stands in an event, which is sent again: its age is that of this sending."""
    made = {**given, "eventSource": "aws:kinesis", "eventSourceARN": arn, "awsRegion": region_of(arn)}
    number = given["kinesis"]["sequenceNumber"]
    return StreamRecord(number, number, arrived, made, size_of(made))


def event(records: Sequence[StreamRecord]) -> Json:
    return {"Records": [one.record for one in records]}


def batch_info(given_up: GivenUp, arn: str) -> Json:
    """Which records were given up; not what was in them."""
    first, last = given_up.records[0], given_up.records[-1]
    return {
        "KinesisBatchInfo": {
            "shardId": given_up.shard,
            "startSequenceNumber": first.number,
            "endSequenceNumber": last.number,
            "approximateArrivalOfFirstRecord": iso(first.arrived),
            "approximateArrivalOfLastRecord": iso(last.arrived),
            "batchSize": len(given_up.records),
            "streamArn": arn,
        }
    }
