"""A schedule's ping."""

from __future__ import annotations

from tests.emulator.making.services import make


def test_a_ping() -> None:
    event = make("schedule")
    assert event.pop("id")[14] == "4"
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2023-11-14T22:13:20Z",
        "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/towns-warm"],
        "detail": {},
    }
