"""Ids and moments, as AWS writes them."""

from __future__ import annotations

import re
from base64 import b64decode
from random import Random
from uuid import UUID

import pytest

from scorelet.emulator.making.order import Order
from scorelet.service.values import EventSource
from tests.emulator.making.services import SERVICE


def order(arn: str = "", now: float = 0.0) -> Order:
    return Order([{}], "towns", SERVICE, EventSource("sqs", arn), now, Random(1))


@pytest.mark.parametrize(
    ("arn", "region", "account"),
    [
        ("arn:aws:sqs:eu-west-1:111122223333:rows", "eu-west-1", "111122223333"),
        ("arn:aws:s3:::bucket/prefix", "us-east-1", "123456789012"),
        ("arn:aws:kinesis:eu-west-1:111122223333:stream/a:b", "eu-west-1", "111122223333"),
        ("", "us-east-1", "123456789012"),
    ],
)
def test_places_are_the_sources(arn: str, region: str, account: str) -> None:
    found = order(arn)
    assert (found.region, found.account) == (region, account)


@pytest.mark.parametrize(
    ("now", "iso"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.0006, "2023-11-14T22:13:20.001Z"),
        (1_700_000_000.9996, "2023-11-14T22:13:21.000Z"),
    ],
)
def test_moments_are_rounded_to_milliseconds(now: float, iso: str) -> None:
    assert order(now=now).iso == iso


def test_ids() -> None:
    given = order(now=1_700_000_000.9)
    assert UUID(given.uuid()).version == 4
    assert re.fullmatch("[0-9a-f]{3}", given.digits(3))
    assert len(b64decode(given.token(11))) == 11
    assert re.fullmatch("Root=1-6553f100-[0-9a-f]{24}", given.trace())
