from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.batches import Refused
from scorelet.signed.caller import Caller
from scorelet.signed.sqs import Message, send_messages
from tests.signed.conftest import MakeClient, Time
from tests.store.saying import says
from tests.wire.server import Server, http

QUEUE = "https://sqs.us-west-2.amazonaws.com/1234/rows"
MESSAGE = Message("hello")


def received(client: Any, queue: str) -> list[Any]:
    found: list[Any] = []
    while more := client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["All"]).get(
        "Messages"
    ):
        found += more
        for each in more:  # a group's next messages come when these are gone
            client.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    return found


def told(failed: list[dict[str, object]], *successful: int) -> bytes:
    return json.dumps({"Failed": failed, "Successful": [{"Id": str(each)} for each in successful]}).encode()


def test_messages_arrive(aws: Caller, make_client: MakeClient, name: str) -> None:
    client = make_client("sqs")
    queue = client.create_queue(QueueName=name)["QueueUrl"]
    messages = [Message(f"ü {number}\n") for number in range(23)]
    assert send_messages(aws, queue, messages) == ()
    assert {each["Body"] for each in received(client, queue)} == {message.body for message in messages}


def test_a_fifo_queue_keeps_the_order_and_drops_doubles(aws: Caller, make_client: MakeClient, name: str) -> None:
    client = make_client("sqs")
    queue = client.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    messages = [Message(str(number), group="g", unique=f"u{number % 12}") for number in range(15)]
    assert send_messages(aws, queue, messages) == ()
    found = received(client, queue)
    assert [each["Body"] for each in found] == [str(number) for number in range(12)]
    assert {each["Attributes"]["MessageGroupId"] for each in found} == {"g"}


def test_a_queue_that_is_not_there(aws: Caller, make_client: MakeClient, name: str) -> None:
    queue = f"{make_client('sqs').meta.endpoint_url}/123456789012/{name}"
    what = "AWS says AWS.SimpleQueueService.NonExistentQueue (400): The specified queue does not exist."
    with says(AwsCallError, f"cannot send to {queue}: {what}\nlook at its name, and at the region (eu-west-1)"):
        send_messages(aws, queue, [MESSAGE])


def test_what_a_queue_refuses(caller: Caller, server: Server, time: Time) -> None:
    ill = {"Id": "0", "Code": "InvalidMessageContents", "Message": "no", "SenderFault": True}
    busy = {"Id": "2", "Code": "InternalError", "SenderFault": False}
    server.says(http(200, told([ill, busy], 1)), http(200, told([], 2)))
    assert send_messages(caller, QUEUE, [MESSAGE] * 3) == (Refused(0, "InvalidMessageContents", "no", final=True),)
    entries = [[entry["Id"] for entry in json.loads(seen.body)["Entries"]] for seen in server.seen]
    assert entries == [["0", "1", "2"], ["2"]]
    assert time.slept == [0.1]


def test_the_region_is_the_queues(caller: Caller, server: Server) -> None:
    server.says(http(200, told([], 0)))
    send_messages(caller, QUEUE, [MESSAGE])
    assert "/us-west-2/sqs/" in server.seen[0].headers["authorization"]
    assert json.loads(server.seen[0].body) == {"QueueUrl": QUEUE, "Entries": [{"Id": "0", "MessageBody": "hello"}]}


def test_large_messages_go_alone(caller: Caller, server: Server) -> None:
    server.says(http(200, told([], 0)), http(200, told([], 1, 2)))
    assert send_messages(caller, QUEUE, [Message("x" * 262_000), Message("y" * 500), MESSAGE]) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"Successful": 1}',
        b'{"Successful": ["0"]}',
        told([]),
        told([], 1),
        told([], 0, 0),
        told([{"Id": None}]),
        told([{"Code": "x"}], 0),
    ],
)
def test_an_answer_that_does_not_tell_of_each(body: bytes, caller: Caller, server: Server) -> None:
    server.says(http(200, body))
    what = "what answers there does not speak AWS's language"
    with says(AwsCallError, f"cannot send to {QUEUE}: {what}\nlook at AWS_ENDPOINT_URL"):
        send_messages(caller, QUEUE, [MESSAGE])
