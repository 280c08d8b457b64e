"""Kafka: records as they stand in an event, and what an on-failure destination is told of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from scorelet.emulator.sources.batches import encoded, size_of
from scorelet.emulator.sources.streams import GivenUp, StreamRecord
from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import Json, name_of, region_of


def of_value(value: bytes, topic: str, partition: int, offset: int, arrived: float) -> StreamRecord:
    return of_record(
        {
            "topic": topic,
            "partition": partition,
            "offset": offset,
            "timestamp": int(arrived * 1000),
            "timestampType": "CREATE_TIME",
            "key": None,
            "value": b64encode(value).decode(),
            "headers": [],
        },
        arrived,
    )


def of_record(record: Json, arrived: float) -> StreamRecord:
    """A record as it stands in an event, which is sent again: its age is that of this sending."""
    name = partition_of(record)
    return StreamRecord((name, record["offset"]), str(record["offset"]), arrived, record, size_of(record))


def partition_of(record: Json) -> str:
    return f"{record['topic']}-{record['partition']}"


def event(records: Sequence[StreamRecord], arn: str) -> Json:
    """The records of one partition."""
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": arn,
        "bootstrapServers": servers(arn),
        "records": {partition_of(records[0].record): [one.record for one in records]},
    }


def servers(arn: str) -> str:
    """Such addresses as MSK gives a cluster; nothing answers there."""
    place = f"{name_of(arn)}.a1b2c3.c1.kafka.{region_of(arn)}.amazonaws.com:9098"
    return f"b-1.{place},b-2.{place}"


def batch_info(given_up: GivenUp, arn: str) -> Json:
    """Which records were given up; not what was in them."""
    first, last = given_up.records[0], given_up.records[-1]
    info = {
        "firstRecordOffset": first.number,
        "lastRecordOffset": last.number,
        "firstRecordTimestamp": iso(first.arrived),
        "lastRecordTimestamp": iso(last.arrived),
    }
    return {
        "KafkaBatchInfo": {
            "batchSize": len(given_up.records),
            "eventSourceArn": arn,
            "bootstrapServers": servers(arn),
            "payloadSize": len(encoded(event(given_up.records, arn))),
            "recordsInfo": {given_up.shard: info},
        }
    }
