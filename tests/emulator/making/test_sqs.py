"""Messages of a queue: digests are right, and each message has ids of its own."""

from __future__ import annotations

import re
from hashlib import md5

import boto3
import pytest

from tests.bundle.models import ROWS
from tests.emulator.making.services import SERVICE, make

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_messages() -> None:
    first, second, third = make("sqs", 3)["Records"]
    assert (first["body"], second["body"]) == (
        '{"age":20.0,"income":1.5,"home_town":"Bonn"}',
        '{"age":40.0,"income":null,"home_town":"K\\u00f6ln"}',
    )
    assert third["body"] == first["body"]
    assert [md5(one["body"].encode()).hexdigest() for one in (first, second)] == [
        one["md5OfBody"] for one in (first, second)
    ]
    ids = {one["messageId"] for one in (first, second, third)}
    assert len(ids) == 3
    assert all(map(UUID.fullmatch, ids))
    assert (first["eventSourceARN"], first["awsRegion"]) == ("arn:aws:sqs:eu-west-1:123456789012:rows", "eu-west-1")
    assert first["attributes"]["SentTimestamp"] == "1700000000123"


def test_digests_are_those_of_a_queue(moto: tuple[str, int]) -> None:
    (made,) = make("sqs")["Records"]
    queues = boto3.client(
        "sqs", "eu-west-1", endpoint_url="http://{}:{}".format(*moto), aws_access_key_id="x", aws_secret_access_key="x"
    )
    url = queues.create_queue(QueueName="digests")["QueueUrl"]
    sent = queues.send_message(
        QueueUrl=url,
        MessageBody=made["body"],
        MessageAttributes={"model": {"DataType": "String", "StringValue": "towns"}},
    )
    assert (sent["MD5OfMessageBody"], sent["MD5OfMessageAttributes"]) == (
        made["md5OfBody"],
        made["md5OfMessageAttributes"],
    )
    assert made["messageAttributes"]["model"]["stringValue"] == "towns"


def test_a_fifo_queues_messages_are_in_order_and_none_is_a_second_one() -> None:
    places = [one["attributes"] for one in make("sqs-fifo", 3, ROWS[:1])["Records"]]
    numbers = [int(place["SequenceNumber"]) for place in places]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert [len(place["SequenceNumber"]) for place in places] == [20] * 3
    assert {place["MessageGroupId"] for place in places} == {"towns"}
    assert len({place["MessageDeduplicationId"] for place in places}) == 3


@pytest.mark.parametrize(("kind", "name"), [("sqs", "rows"), ("sqs-fifo", "rows.fifo")])
def test_a_service_without_a_queue_gets_one_like_it(kind: str, name: str) -> None:
    (made,) = make(kind, service=SERVICE._replace(events=()))["Records"]
    assert made["eventSourceARN"] == f"arn:aws:sqs:us-east-1:123456789012:{name}"
