"""The journey of rows that nobody sends over HTTP: from a file, a queue and a clock, through the emulator."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.bundle.models import ROWS, packed
from tests.emulator.emulators import Emulator

ARN = "arn:aws:sqs:us-east-1:123456789012:{}"
POISONED = '{"age": "old"}'
LINES = [json.dumps(ROWS[0]), POISONED, json.dumps(ROWS[1])]


@pytest.fixture
def url(moto: tuple[str, int]) -> str:
    return f"http://{moto[0]}:{moto[1]}"


def queues(url: str) -> Any:
    return boto3.client(
        "sqs", endpoint_url=url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


def service(folder: Path, events: str) -> Path:
    (folder / "towns.scorelet").write_bytes(packed().data)
    (folder / "scorelet.toml").write_text(f'name = "towns"\n[[models]]\nfile = "towns.scorelet"\n{events}')
    return folder


def source(name: str, more: str = "") -> str:
    return f'[[events]]\nsource = "sqs"\narn = "{ARN.format(name)}"\nretries = 0\n{more}'


def credentials(url: str) -> dict[str, str]:
    """Of the function: it writes its predictions itself."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }


def received(client: Any, queue: str, count: int) -> list[Any]:
    """So many messages, as JSON."""
    found: list[Any] = []
    until = time.monotonic() + 10
    while len(found) < count and time.monotonic() < until:
        messages = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        found += [json.loads(message["Body"]) for message in messages]
        time.sleep(0.02)
    return found


def labels(predictions: list[Any]) -> list[str]:
    return sorted(re.findall(r"young|Köln", json.dumps(predictions, ensure_ascii=False)))


def test_rows_of_a_file(tmp_path: Path, url: str) -> None:
    """What can never be scored ends beside the file; the predictions of all others in the queue."""
    client = queues(url)
    to = client.create_queue(QueueName="predicted-of-file")["QueueUrl"]
    folder = service(tmp_path, source("rows", f'to = "{to}"\n'))
    (folder / "rows.jsonl").write_text("".join(f"{line}\n" for line in LINES))
    with Emulator(folder, "--timeout", 1, "--events", "sqs=rows.jsonl", environment=credentials(url)) as emulator:
        ended = emulator.wait_for(r"(?m)^sqs rows: all 3 records are done.*$").group()
        predictions = received(client, to, 2)
        assert emulator.end() == 0
    assert ended == "sqs rows: all 3 records are done, of which 1 were given up: rows.jsonl.dead.jsonl"
    (dead,) = [json.loads(line) for line in (folder / "rows.jsonl.dead.jsonl").read_text().splitlines()]
    assert dead["body"] == POISONED
    assert labels(predictions) == ["Köln", "young"]


def test_rows_of_a_queue(tmp_path: Path, url: str) -> None:
    client = queues(url)
    rows, to = (client.create_queue(QueueName=name)["QueueUrl"] for name in ("asked", "predicted"))
    with Emulator(
        service(tmp_path, source("asked", f'to = "{to}"\n')), "--events", url, environment=credentials(url)
    ) as emulator:
        client.send_message_batch(
            QueueUrl=rows, Entries=[{"Id": str(i), "MessageBody": json.dumps(row)} for i, row in enumerate(ROWS)]
        )
        predictions = received(client, to, 2)
        emulator.wait_for(r"(?m)^sqs asked +done ")
        assert emulator.end() == 0
    assert labels(predictions) == ["Köln", "young"]
    left = client.get_queue_attributes(QueueUrl=rows, AttributeNames=["All"])["Attributes"]
    assert (left["ApproximateNumberOfMessages"], left["ApproximateNumberOfMessagesNotVisible"]) == ("0", "0")


def test_a_schedule_waits_for_its_time(tmp_path: Path) -> None:
    folder = service(tmp_path, '[[events]]\nsource = "schedule"\nschedule = "rate(1 minute)"\n')
    with Emulator(folder) as emulator:
        assert emulator.ask("POST", "/predict", json=ROWS).status_code == 200
        started = emulator.processes()
        assert emulator.end() == 0
        assert emulator.leaves_nothing(started)
