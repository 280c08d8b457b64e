"""A bucket of tokens."""

from __future__ import annotations

import pytest

from scorelet.aws.endpoint import Plan
from scorelet.emulator.gateway.throttle import Bucket

CASES = [
    (Plan(), [0.0] * 5, "yyyyy"),
    (Plan(1.0, 2), [0.0, 0.0, 0.0, 1.0, 1.0], "yynyn"),
    (Plan(10.0, 1), [0.0, 0.05, 0.1, 0.2, 0.3], "ynyyy"),
    (Plan(2.0, 3), [0.0, 0.0, 0.0, 100.0, 100.0, 100.0, 100.0], "yyyyyyn"),
    (Plan(5.0), [0.0] * 6, "yyyyyn"),
    (Plan(0.5, 0), [0.0, 1.9, 2.0], "yny"),
    (Plan(1.0, 1), [5.0, 4.0, 6.0], "yny"),
]


@pytest.mark.parametrize(("plan", "times", "taken"), CASES)
def test_a_bucket(plan: Plan, times: list[float], taken: str) -> None:
    bucket, found = Bucket(plan), ""
    for now in times:
        has_one = bucket.has_one(now)
        found += "y" if has_one else "n"
        if has_one:
            bucket.take()
    assert found == taken
