"""Records of a shard: base64, in order."""

from __future__ import annotations

import json
from base64 import b64decode

from tests.bundle.models import ROWS
from tests.emulator.making.services import make

STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/rows"


def test_records_of_a_shard_are_in_order() -> None:
    records = make("kinesis", 3)["Records"]
    numbers = [record["kinesis"]["sequenceNumber"] for record in records]
    assert [int(number) - int(numbers[0]) for number in numbers] == [0, 1, 2]
    assert {len(number) for number in numbers} == {56}
    assert [record["eventID"] for record in records] == [f"shardId-000000000000:{number}" for number in numbers]
    assert [json.loads(b64decode(record["kinesis"]["data"])) for record in records] == [*ROWS, ROWS[0]]
    assert records[0]["kinesis"]["approximateArrivalTimestamp"] == 1700000000.123
    assert {(record["eventSourceARN"], record["awsRegion"]) for record in records} == {(STREAM, "eu-west-1")}
