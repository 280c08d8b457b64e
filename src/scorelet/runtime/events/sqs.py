"""SQS: each message holds a row or a list of rows.

What failed is reported by messageId, and becomes visible again; the queue's redrive policy says how often, and which
queue it goes to then. A FIFO queue is in order: the first message that failed and all behind it are reported, so that
none overtakes another.
"""

from __future__ import annotations

from typing import Any

from scorelet.runtime.events.records import Record, Way, process, source_of
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.shapes import Json, needed, objects


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"batchItemFailures": [{"itemIdentifier": messageId}, ...]}"""
    arn = needed(event, "Records.0.eventSourceARN", str)
    source = source_of(setting, "sqs", arn)
    fifo = arn.endswith(".fifo")
    records = [
        Record(needed(record, "messageId", str), needed(record, "body", str).encode(errors="surrogatepass"))
        for record in objects(event, "Records")
    ]
    failed = process(records, Way(source, ordered=fifo, passes=fifo and bool(source.to)), context, setting)
    return {"batchItemFailures": [{"itemIdentifier": records[number].id} for number in failed]}
