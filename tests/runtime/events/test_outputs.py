"""Results arrive in queues, streams and buckets; what does not is told by its record's id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import boto3
import pytest

from scorelet.errors import EventError
from scorelet.runtime.connections import Connections
from scorelet.runtime.events.outputs import Objects, Result, output_of
from scorelet.signed.caller import Caller
from tests.signed.conftest import KEYS

NAMES = count(1)
RESULTS = [Result(f"record-{i}", "towns", "0123456789ab", f'{{"record":"record-{i}"}}'.encode()) for i in range(12)]
LINES = [one.line for one in RESULTS]


class Aws:
    """AWS on this machine, and ours to reach it."""

    def __init__(self, host: str, port: int) -> None:
        self.url = f"http://{host}:{port}"
        self.connections = Connections({**KEYS, "AWS_ENDPOINT_URL": self.url})
        self.name = f"results-{next(NAMES)}"
        self._clients: list[Any] = []

    def client(self, service: str) -> Any:
        session: Any = boto3.session.Session("AKIDEXAMPLE", "example", region_name="eu-west-1")
        self._clients.append(session.client(service, endpoint_url=self.url))
        return self._clients[-1]

    def close(self) -> None:
        self.connections.close()
        for client in self._clients:
            client.close()


@pytest.fixture
def aws(moto: tuple[str, int]) -> Iterator[Aws]:
    found = Aws(*moto)
    yield found
    found.close()


def bodies(client: Any, queue: str) -> list[bytes]:
    found: list[bytes] = []
    while more := client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        found += [each["Body"].encode() for each in more]
        for each in more:
            client.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    return found


def test_a_queue_gets_a_message_for_each(aws: Aws) -> None:
    client = aws.client("sqs")
    queue = client.create_queue(QueueName=aws.name)["QueueUrl"]
    assert aws.connections.output(queue).send(RESULTS) == set()
    assert sorted(bodies(client, queue)) == sorted(LINES)


def test_a_fifo_queue_gets_them_in_order_and_once(aws: Aws) -> None:
    client = aws.client("sqs")
    queue = client.create_queue(QueueName=f"{aws.name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    output = aws.connections.output(queue)
    assert (output.send(RESULTS), output.send(RESULTS)) == (set(), set())
    assert bodies(client, queue) == LINES


def test_a_stream_gets_a_line_for_each(aws: Aws) -> None:
    client = aws.client("kinesis")
    client.create_stream(StreamName=aws.name, ShardCount=1)
    assert aws.connections.output(f"kinesis://{aws.name}").send(RESULTS) == set()
    shard = client.describe_stream(StreamName=aws.name)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = client.get_shard_iterator(StreamName=aws.name, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    found = client.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert [each["Data"] for each in found] == [line + b"\n" for line in LINES]


@pytest.mark.parametrize("sent", [RESULTS, RESULTS[:1]])
def test_a_bucket_gets_an_object_for_each_and_a_second_time_the_same(aws: Aws, sent: list[Result]) -> None:
    client = aws.client("s3")
    client.create_bucket(Bucket=aws.name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    output = aws.connections.output(f"s3://{aws.name}/predictions/")
    assert (output.send(sent), output.send(sent)) == (set(), set())
    keys = [each["Key"] for each in client.list_objects_v2(Bucket=aws.name)["Contents"]]
    assert sorted(keys) == sorted(f"predictions/towns/0123456789ab/{one.id}.json" for one in sent)
    found = client.get_object(Bucket=aws.name, Key=keys[0])
    assert (json.loads(found["Body"].read()), found["ContentType"]) == ({"record": "record-0"}, "application/json")


def test_an_id_that_is_no_text_is_kept_as_all_others_are(aws: Aws) -> None:
    client = aws.client("s3")
    client.create_bucket(Bucket=aws.name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    odd = [*RESULTS[:2], Result("\ud800", "towns", "0123456789ab", rb'{"record":"\ud800"}')]
    assert aws.connections.output(f"s3://{aws.name}/predictions").send(odd) == set()
    assert len(client.list_objects_v2(Bucket=aws.name)["Contents"]) == 3


@pytest.mark.parametrize("to", ["{url}/123456789012/nowhere", "kinesis://nowhere", "s3://nowhere-at-all/prefix"])
def test_what_cannot_be_sent_is_told_by_id(aws: Aws, to: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert aws.connections.output(to.format(url=aws.url)).send(RESULTS) == {one.id for one in RESULTS}
    assert capsys.readouterr().err.startswith("scorelet: cannot ")


def key(record: str) -> str:
    return Objects("s3://bucket", Caller()).key(Result(record, "towns", "", b""))


def test_keys_are_plain_and_differ_where_ids_do() -> None:
    assert key("rows-0-15") == "towns/none/rows-0-15.json"
    ids = [
        "a/b",
        "a_b",
        "a b",
        "..",
        ".",
        "ä",
        "é",
        "x" * 300,
        "x" * 301,
        "\ud800",
        "\ud801",
        "shardId-000000000006:49590338",
    ]
    keys = [key(record) for record in ids]
    assert len(set(keys)) == len(ids)
    assert keys[0] == "towns/none/a_b-c14cddc033f64b9d.json"
    assert all(part not in ("", ".", "..") for one in keys for part in one.split("/"))
    assert max(map(len, keys)) < 300


def test_an_output_that_is_none_is_told_so() -> None:
    with pytest.raises(EventError) as caught:
        output_of("ftp://x", Caller())
    assert str(caught.value) == (
        "expected an SQS queue's URL, kinesis://stream or s3://bucket/prefix as an output, got 'ftp://x'"
    )


def test_files_are_fetched_and_kept(aws: Aws, tmp_path: Any) -> None:
    client = aws.client("s3")
    client.create_bucket(Bucket=aws.name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    bucket, path = aws.connections.bucket(aws.name), tmp_path / "rows"
    path.write_bytes(b"a,b\n")
    bucket.keep("in/büro rows.csv", str(path))
    assert bucket.fetch("in/büro rows.csv", str(tmp_path / "again"))
    assert (tmp_path / "again").read_bytes() == b"a,b\n"
    assert not bucket.fetch("nothing", str(tmp_path / "nothing"))
    assert aws.connections.fetch(aws.name, "in/büro rows.csv") == b"a,b\n"
