from __future__ import annotations

import json

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.batches import Refused
from scorelet.signed.caller import Caller
from scorelet.signed.kinesis import Record, put_records
from tests.signed.conftest import MakeClient, Time
from tests.store.saying import says
from tests.wire.server import Server, http

ARN = "arn:aws:kinesis:us-west-2:1234:stream/rows"
RECORD = Record(b"\xff\0", "k")
TAKEN: dict[str, object] = {"SequenceNumber": "1", "ShardId": "s"}
BUSY: dict[str, object] = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}


def told(*records: object) -> bytes:
    return json.dumps({"FailedRecordCount": 1, "Records": records}).encode()


@pytest.mark.parametrize("by_arn", [False, True])
def test_records_arrive_in_order(by_arn: bool, aws: Caller, make_client: MakeClient, name: str) -> None:
    client = make_client("kinesis")
    client.create_stream(StreamName=name, ShardCount=1)
    told = client.describe_stream(StreamName=name)["StreamDescription"]
    records = [Record(f"row {number}".encode(), "k") for number in range(501)]
    assert put_records(aws, told["StreamARN"] if by_arn else name, records) == ()
    shard = told["Shards"][0]["ShardId"]
    iterator = client.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    found = client.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert [each["Data"] for each in found] == [record.data for record in records]


def test_a_stream_that_is_not_there(aws: Caller, name: str) -> None:
    what = f"AWS says ResourceNotFoundException (400): Stream {name} under account 123456789012 not found."
    with says(AwsCallError, f"cannot put records into {name}: {what}\nlook at its name, and at the region (eu-west-1)"):
        put_records(aws, name, [RECORD])


def test_what_a_shard_refuses_is_put_again(caller: Caller, server: Server, time: Time) -> None:
    server.says(*(http(200, told(*each)) for each in ((TAKEN, BUSY, BUSY), (BUSY, TAKEN), (BUSY,))))
    refused = put_records(caller, ARN, [RECORD] * 3)
    assert refused == (Refused(1, "ProvisionedThroughputExceededException", "Rate exceeded"),)
    asked = [json.loads(seen.body) for seen in server.seen]
    assert [len(each["Records"]) for each in asked] == [3, 2, 1, 1]
    assert asked[3] == {"StreamARN": ARN, "Records": [{"Data": "/wA=", "PartitionKey": "k"}]}
    assert "/us-west-2/kinesis/" in server.seen[0].headers["authorization"]
    assert time.slept == [0.1, 0.2, 0.4]


@pytest.mark.parametrize("body", [b"{}", told(), told(TAKEN, TAKEN), told(None), b'{"Records": {"a": 1}}'])
def test_an_answer_that_does_not_tell_of_each(body: bytes, caller: Caller, server: Server) -> None:
    server.says(http(200, body))
    what = "what answers there does not speak AWS's language"
    with says(AwsCallError, f"cannot put records into rows: {what}\nlook at AWS_ENDPOINT_URL"):
        put_records(caller, "rows", [RECORD])
