"""A message of a topic: one, whatever number of rows is in it."""

from __future__ import annotations

import json

from tests.bundle.models import ROWS
from tests.emulator.making.services import make

TOPIC = "arn:aws:sns:eu-west-1:123456789012:rows"


def test_a_message() -> None:
    (record,) = make("sns")["Records"]
    message = record["Sns"]
    assert json.loads(message["Message"]) == ROWS[0]
    assert (message["TopicArn"], message["Timestamp"]) == (TOPIC, "2023-11-14T22:13:20.123Z")
    assert record["EventSubscriptionArn"].startswith(f"{TOPIC}:")
    assert message["UnsubscribeUrl"].endswith(record["EventSubscriptionArn"])
    assert message["SigningCertUrl"].startswith("https://sns.eu-west-1.amazonaws.com/")


def test_several_rows_are_a_list_in_it() -> None:
    (record,) = make("sns", 3)["Records"]
    assert json.loads(record["Sns"]["Message"]) == [*ROWS, ROWS[0]]
