"""Kafka, in MSK or self-managed: each record's value holds a row or a list of rows.

Records come by partition, in order within each. The first that failed of each partition is reported, and there that
partition goes on; the others are not held up. A record without a value (a tombstone of a compacted topic) has nothing
to score.
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from typing import Any

from scorelet.errors import EventError
from scorelet.runtime.events.records import Record, Way, process, source_of
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.shapes import Json, needed, objects, optional
from scorelet.service.values import EventSource


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"batchItemFailures": [{"itemIdentifier": {"partition": "topic-0", "offset": 5}}, ...]}"""
    source = _source(setting, event)
    failures = []
    for partition in needed(event, "records", dict):
        given = [one for one in _of_partition(event, partition) if one.get("value") is not None]
        records = [_record(one) for one in given]
        failed = process(records, Way(source, ordered=True, passes=True), context, setting)
        failures += [{"partition": partition, "offset": needed(given[number], "offset", int)} for number in failed[:1]]
    return {"batchItemFailures": [{"itemIdentifier": failure} for failure in failures]}


def _source(setting: Setting, event: Json) -> EventSource:
    """A cluster of one's own has no ARN: the only source without one is meant."""
    return source_of(setting, "kafka", optional(event, "eventSourceArn", ""))


def _of_partition(event: Json, partition: str) -> list[dict[str, Any]]:
    try:
        return objects({"records": event["records"][partition]}, "records")
    except EventError as error:
        raise EventError(f"{error}, in one of its partitions") from None


def _record(record: Json) -> Record:
    place = (needed(record, "topic", str), needed(record, "partition", int), needed(record, "offset", int))
    name = "-".join(map(str, place))
    try:
        return Record(name, a2b_base64(needed(record, "value", str)))
    except (Error, ValueError):
        return Record(name, b"", "the record's value is no base64")
