"""Kafka: records as they stand in an event, and what an on-failure destination is told of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from scorelet.emulator.event_json import encoded
from scorelet.emulator.sources.batches import size_of
from scorelet.emulator.sources.streams import GivenUp, StreamRecord
from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import Json, name_of, region_of


def of_value(value: bytes, topic: str, partition: int, offset: int, arrived: float) -> StreamRecord:
    return of_record(record(value, topic, partition, offset, arrived), arrived)


def record(value: bytes, topic: str, partition: int, offset: int, arrived: float) -> Json:
    """A record as it stands in an event, without a key and headers."""
    return {
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "timestamp": round(arrived * 1000),
        "timestampType": "CREATE_TIME",
        "key": None,
        "value": b64encode(value).decode(),
        "headers": [],
    }


def of_record(given: Json, arrived: float) -> StreamRecord:
    """A record as it stands in an event, which is sent again: its age is that of this sending."""
    name = partition_of(given)
    return StreamRecord((name, given["offset"]), str(given["offset"]), arrived, given, size_of(given))


def partition_of(given: Json) -> str:
    return f"{given['topic']}-{given['partition']}"


def event(records: Sequence[StreamRecord], arn: str) -> Json:
    """Of some records of one partition."""
    return event_of([one.record for one in records], arn)


def event_of(records: Sequence[Json], arn: str) -> Json:
    """Records stand under their partitions."""
    partitions: dict[str, list[Json]] = {}
    for one in records:
        partitions.setdefault(partition_of(one), []).append(one)
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": arn,
        "bootstrapServers": servers(arn),
        "records": partitions,
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
