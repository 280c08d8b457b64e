"""Records of a topic: base64, in order within each partition."""

from __future__ import annotations

import json
from base64 import b64decode

from tests.bundle.models import ROWS
from tests.emulator.making.services import make

CLUSTER = "arn:aws:kafka:eu-west-1:123456789012:cluster/rows/751d2973-a626-431c-9d4e-d7975eb44dd7-2"


def test_each_partition_of_a_topic_counts_by_itself() -> None:
    event = make("kafka", 3)
    assert event["eventSourceArn"] == CLUSTER
    assert list(event["records"]) == ["rows-0", "rows-1"]
    even, odd = event["records"].values()
    assert [json.loads(b64decode(record["value"])) for record in (*even, *odd)] == [ROWS[0], ROWS[0], ROWS[1]]
    assert [record["offset"] - even[0]["offset"] for record in (*even, *odd)] == [0, 1, 0]
    assert (b64decode(even[0]["key"]), bytes(even[0]["headers"][0]["model"])) == (b"towns", b"towns")
    assert event["bootstrapServers"].startswith("b-1.rows.")
    assert event["bootstrapServers"].endswith(".c1.kafka.eu-west-1.amazonaws.com:9098")
