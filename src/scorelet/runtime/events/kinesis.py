"""Kinesis: each record's data holds a row or a list of rows.

The records of a batch are those of one shard, in order. The sequence number of the first that failed is reported: there
the shard goes on. Records that the Kinesis Producer Library has put together are not taken apart: they are poison, and
their error says so.
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from typing import Any

from scorelet.runtime.events.records import Record, Way, process, source_of
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.shapes import Json, needed, objects

AGGREGATED = b"\xf3\x89\x9a\xc2"
"""How aggregated records begin."""


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"batchItemFailures": [{"itemIdentifier": sequenceNumber}]}, or an empty list."""
    source = source_of(setting, "kinesis", needed(event, "Records.0.eventSourceARN", str))
    given = objects(event, "Records")
    numbers = [needed(record, "kinesis.sequenceNumber", str) for record in given]
    records = [_record(record) for record in given]
    failed = process(records, Way(source, ordered=True, passes=True), context, setting)
    return {"batchItemFailures": [{"itemIdentifier": numbers[number]} for number in failed[:1]]}


def _record(record: Json) -> Record:
    name = needed(record, "eventID", str)
    try:
        data = a2b_base64(needed(record, "kinesis.data", str))
    except (Error, ValueError):
        return Record(name, b"", "the record's data is no base64")
    if data.startswith(AGGREGATED):
        return Record(
            name, b"", "the record was aggregated by the Kinesis Producer Library; turn AggregationEnabled off"
        )
    return Record(name, data)
