"""Schedules as EventBridge takes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import UsageError
from scorelet.service.schedules import Cron, Days, Rate, is_schedule, parse_schedule

ALL_MINUTES, ALL_HOURS = frozenset(range(60)), frozenset(range(24))
ALL_MONTHS, ALL_YEARS = frozenset(range(1, 13)), frozenset(range(1970, 2200))


@pytest.mark.parametrize(
    ("text", "rate"),
    [("rate(1 minute)", 60), ("rate(5 minutes)", 300), ("rate(1 hour)", 3600), ("rate(2 days)", 172_800)],
)
def test_rates(text: str, rate: int) -> None:
    assert parse_schedule(text) == Rate(rate)


def numbers(*given: int) -> frozenset[int]:
    return frozenset(given)


@pytest.mark.parametrize(
    ("text", "cron"),
    [
        (
            "cron(0 8 * * ? *)",
            Cron(numbers(0), numbers(8), Days("days", numbers(*range(1, 32))), ALL_MONTHS, ALL_YEARS),
        ),
        (
            "cron(0/20 9-17 ? JAN,jul-SEP MON-FRI 2026)",
            Cron(
                numbers(0, 20, 40),
                numbers(*range(9, 18)),
                Days("weekdays", numbers(2, 3, 4, 5, 6)),
                numbers(1, 7, 8, 9),
                numbers(2026),
            ),
        ),
        (
            "cron(*/30 22-2 ? 11-2/2 FRI-MON 2198/1)",
            Cron(
                numbers(0, 30),
                numbers(22, 23, 0, 1, 2),
                Days("weekdays", numbers(6, 7, 1, 2)),
                numbers(11, 1),
                numbers(2198, 2199),
            ),
        ),
        ("cron(5,7-9 0 L * ? *)", Cron(numbers(5, 7, 8, 9), numbers(0), Days("last"), ALL_MONTHS, ALL_YEARS)),
    ],
)
def test_crons(text: str, cron: Cron) -> None:
    assert parse_schedule(text) == cron


@pytest.mark.parametrize(
    ("day", "weekday", "days"),
    [
        ("1,15", "?", Days("days", numbers(1, 15))),
        ("LW", "?", Days("last weekday")),
        ("15W", "?", Days("nearest weekday", numbers(15))),
        ("?", "L", Days("weekdays", numbers(7))),
        ("?", "5L", Days("last of weekday", numbers(5))),
        ("?", "THUL", Days("last of weekday", numbers(5))),
        ("?", "3#2", Days("nth of weekday", numbers(3), 2)),
        ("?", "TUE#5", Days("nth of weekday", numbers(3), 5)),
        ("?", "*", Days("weekdays", numbers(*range(1, 8)))),
    ],
)
def test_days(day: str, weekday: str, days: Days) -> None:
    assert parse_schedule(f"cron(0 0 {day} * {weekday} *)") == Cron(numbers(0), numbers(0), days, ALL_MONTHS, ALL_YEARS)


WRONG = [
    "rate(1 hours)",
    "rate(5 minute)",
    "rate(0 minutes)",
    "rate(5 seconds)",
    "rate(5  minutes)",
    "5 minutes",
    "",
    "cron(0 8 * * *)",
    "cron(0 8 * * ? * *)",
    "cron(0 8 * * * *)",
    "cron(0 8 ? * ? *)",
    "cron(60 8 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 8 0 * ? *)",
    "cron(0 8 32 * ? *)",
    "cron(0 8 * 13 ? *)",
    "cron(0 8 ? * 0 *)",
    "cron(0 8 ? * 8 *)",
    "cron(0 8 * * ? 1969)",
    "cron(0 8 * * ? 2200)",
    "cron(0/0 8 * * ? *)",
    "cron(0/60 8 * * ? *)",
    "cron(1- 8 * * ? *)",
    "cron(,1 8 * * ? *)",
    "cron(*-5 8 * * ? *)",
    "cron(0 8 * MON ? *)",
    "cron(0 8 L,15 * ? *)",
    "cron(0 8 32W * ? *)",
    "cron(0 8 1-5W * ? *)",
    "cron(0 8 ? * 3#6 *)",
    "cron(0 8 ? * 3#1,6#3 *)",
    "cron(0 8 ? * 8L *)",
    "cron(? 8 * * ? *)",
    "cron(٣ 8 * * ? *)",
    "cron(0 8 * * ? *)\n",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_schedule(text: str) -> None:
    assert not is_schedule(text)
    message = f'expected a schedule such as "rate(5 minutes)" or "cron(0 8 * * ? *)", got {text!r}'
    with pytest.raises(UsageError, match=re.escape(message)):
        parse_schedule(text)


PART = st.text(alphabet="0123456789*?,-/LW#MONFRIJA", max_size=6)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.lists(PART, min_size=5, max_size=7).map(" ".join) | st.text(max_size=20))
def test_any_text_is_a_schedule_or_none(text: str) -> None:
    if is_schedule(f"cron({text})"):
        cron = parse_schedule(f"cron({text})")
        assert isinstance(cron, Cron)
        assert all([cron.minutes <= ALL_MINUTES, cron.hours <= ALL_HOURS, cron.months <= ALL_MONTHS])
        assert all([cron.minutes, cron.hours, cron.months, cron.years, cron.years <= ALL_YEARS])
