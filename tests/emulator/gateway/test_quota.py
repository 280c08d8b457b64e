"""When a day, a week and a month end, and what counts."""

from __future__ import annotations

from calendar import timegm
from time import strptime

import pytest

from scorelet.emulator.gateway.quota import Usage, Used, period_of
from scorelet.service.values import Quota


def at(text: str) -> float:
    return timegm(strptime(text, "%Y-%m-%d %H:%M:%S"))


TURNS = [
    ("day", "2026-11-20 23:59:59", "day 2026-11-20", "day 2026-11-21"),
    ("week", "2026-11-21 23:59:59", "week 2026-11-15", "week 2026-11-22"),  # a Saturday and a Sunday
    ("week", "1970-01-03 23:59:59", "week 1969-12-28", "week 1970-01-04"),
    ("month", "2026-12-31 23:59:59", "month 2026-12", "month 2027-01"),
    ("month", "2028-02-29 23:59:59", "month 2028-02", "month 2028-03"),
]


@pytest.mark.parametrize(("kind", "moment", "before", "after"), TURNS)
def test_a_period_turns_at_midnight_utc(kind: str, moment: str, before: str, after: str) -> None:
    now = at(moment)
    assert (period_of(kind, now + 0.999), period_of(kind, now + 1)) == (before, after)


@pytest.mark.parametrize(("kind", "moment", "before", "after"), TURNS)
def test_a_quota_begins_anew(kind: str, moment: str, before: str, after: str) -> None:
    usage, now = Usage(Quota(2, kind)), at(moment)
    for _ in range(2):
        usage.count("k", now)
    assert [usage.left("k", now), usage.left("other", now), usage.left("k", now + 1)] == [False, True, True]
    usage.count("k", now + 1)
    assert usage.used == {"k": Used(after, 1)}


def test_what_was_used_before_counts() -> None:
    now = at("2026-11-20 12:00:00")
    usage = Usage(Quota(2, "day"), {"k": Used("day 2026-11-20", 2), "l": Used("week 2026-11-15", 2)})
    assert [usage.left("k", now), usage.left("l", now)] == [False, True]


def test_without_a_quota_nothing_is_counted() -> None:
    usage = Usage(None)
    usage.count("k", 0.0)
    assert (usage.left("k", 0.0), usage.used) == (True, {})
