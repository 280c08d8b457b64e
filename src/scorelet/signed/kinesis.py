"""Records to a Kinesis stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.signed.batches import Limits, Refused, sent
from scorelet.signed.json_calls import json_call
from scorelet.signed.refusals import Subject, senseless

if TYPE_CHECKING:
    from scorelet.signed.caller import Caller
    from scorelet.wire.deadline import Deadline

LIMITS = Limits(items=500, size=5 * 1024 * 1024)


class Record(NamedTuple):
    """`key` chooses the shard; it has 1 to 256 characters."""

    data: bytes
    key: str


def put_records(caller: Caller, stream: str, records: Sequence[Record]) -> tuple[Refused, ...]:
    """Put any number of records into the stream, which is named or given as an ARN; those refused, by index, in order.

    What the stream could not take at this moment (its shards take a megabyte a second each) is put again before that,
    and then comes after later records. Raises AwsCallError when a call fails.
    """
    region = stream.split(":")[3] if stream.startswith("arn:") and stream.count(":") >= 5 else ""
    named = {"StreamARN" if stream.startswith("arn:") else "StreamName": stream}
    endpoint = caller.endpoint("kinesis", region)
    subject = Subject.of("put records into", "kinesis:PutRecords", stream)

    def send(batch: Sequence[int], deadline: Deadline) -> Mapping[int, Refused]:
        fields = {**named, "Records": [_entry(records[index]) for index in batch]}
        answer = json_call(caller, endpoint, "Kinesis_20131202.PutRecords", fields, subject, deadline)
        told = answer.get("Records")
        if not isinstance(told, list) or len(told) != len(batch) or not all(isinstance(each, dict) for each in told):
            raise senseless(subject)
        pairs = zip(batch, told, strict=True)
        return {index: _refused(index, each) for index, each in pairs if each.get("ErrorCode")}

    return sent(caller, [len(record.data) + len(record.key.encode()) for record in records], LIMITS, send)


def _entry(record: Record) -> dict[str, str]:
    from base64 import b64encode

    return {"Data": b64encode(record.data).decode(), "PartitionKey": record.key}


def _refused(index: int, told: Mapping[str, Any]) -> Refused:
    return Refused(index, str(told["ErrorCode"]), str(told.get("ErrorMessage", "")))
