"""When a schedule is due: examples of AWS's own page, and a second way of counting, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.emulator.sources.due import days_of, next_due
from scorelet.emulator.sources.times import iso_seconds
from scorelet.service.schedules import Cron, Days, parse_schedule


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def following(schedule: str, start: str, count: int) -> list[str]:
    """When it is due after `start`, without the seconds."""
    moment, found = at(start), []
    for _ in range(count):
        due = next_due(parse_schedule(schedule), moment)
        if due is None:
            break
        moment = due
        found.append(iso_seconds(due)[:16].replace("T", " "))
    return found


@pytest.mark.parametrize(
    ("schedule", "start", "due"),
    [
        ("rate(5 minutes)", "2026-01-01 10:02:00", ["2026-01-01 10:07", "2026-01-01 10:12"]),
        ("cron(15 10 ? * 6L 2019-2022)", "2019-01-01 00:00:00", ["2019-01-25 10:15", "2019-02-22 10:15"]),
        ("cron(0/15 * * * ? *)", "2026-01-01 23:50:00", ["2026-01-02 00:00", "2026-01-02 00:15"]),
        ("cron(0 18 ? * MON-FRI *)", "2026-01-02 18:00:00", ["2026-01-05 18:00", "2026-01-06 18:00"]),
        ("cron(0 8 1 * ? *)", "2026-12-01 08:00:00", ["2027-01-01 08:00", "2027-02-01 08:00"]),
        ("cron(0 0 L * ? *)", "2028-01-31 00:00:01", ["2028-02-29 00:00", "2028-03-31 00:00"]),
        ("cron(0 0 LW * ? *)", "2026-01-01 00:00:00", ["2026-01-30 00:00", "2026-02-27 00:00"]),
        ("cron(0 0 1W * ? *)", "2026-08-01 00:00:00", ["2026-08-03 00:00", "2026-09-01 00:00"]),
        ("cron(0 0 31W * ? *)", "2026-05-01 00:00:00", ["2026-05-29 00:00", "2026-07-31 00:00"]),
        ("cron(0 0 ? * 3#2 *)", "2026-01-01 00:00:00", ["2026-01-13 00:00", "2026-02-10 00:00"]),
        ("cron(0 0 ? * 1#5 *)", "2026-01-01 00:00:00", ["2026-03-29 00:00", "2026-05-31 00:00"]),
        ("cron(0 0 29 2 ? *)", "2026-01-01 00:00:00", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ("cron(0 0 30 2 ? *)", "2026-01-01 00:00:00", []),
        ("cron(59 23 31 12 ? 2199)", "2026-01-01 00:00:00", ["2199-12-31 23:59"]),
        ("cron(0 0 1 1 ? 2020)", "2026-01-01 00:00:00", []),
    ],
)
def test_when_it_is_due(schedule: str, start: str, due: list[str]) -> None:
    assert following(schedule, start, 2) == due


def test_it_is_due_after_a_moment_and_never_at_it() -> None:
    cron = parse_schedule("cron(0 8 * * ? *)")
    eight = at("2026-01-01 08:00:00")
    assert next_due(cron, eight - 0.001) == eight
    assert next_due(cron, eight) == eight + 86_400


def fits(days: Days, day: date) -> bool:
    """Whether a day is one of them, by looking at it and the days around it."""
    number = day.isoweekday() % 7 + 1
    same_month = [day + timedelta(step) for step in range(-31, 32) if (day + timedelta(step)).month == day.month]
    month = [other for other in same_month if abs((other - day).days) < 31]
    same = [other for other in month if other.isoweekday() == day.isoweekday()]
    working = [other for other in month if other.isoweekday() < 6]
    match days.kind:
        case "days":
            return day.day in days.numbers
        case "weekdays":
            return number in days.numbers
        case "last":
            return day == month[-1]
        case "last weekday":
            return day == working[-1]
        case "last of weekday":
            return number in days.numbers and day == same[-1]
        case "nth of weekday":
            return number in days.numbers and same.index(day) == days.nth - 1
        case _:
            [wanted] = days.numbers
            return wanted <= len(month) and day == min(working, key=lambda other: abs(other.day - wanted))


DAY = st.sampled_from(["*", "1", "31", "29-31", "1/7", "L", "LW", "1W", "15W", "30W", "31W"]).map(
    lambda day: (day, "?")
)
WEEKDAY = st.sampled_from(["*", "SUN", "2-6", "FRI-MON", "L", "1L", "7L", "2#1", "3#5", "7#4"]).map(
    lambda day: ("?", day)
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(DAY | WEEKDAY, st.integers(1970, 2199), st.integers(1, 12))
def test_days_of_any_month(fields: tuple[str, str], year: int, month: int) -> None:
    cron = parse_schedule(f"cron(0 0 {fields[0]} * {fields[1]} *)")
    assert isinstance(cron, Cron)
    first = date(year, month, 1)
    month_days = [day for step in range(31) if (day := first + timedelta(step)).month == month]
    assert days_of(cron.days, year, month) == [day.day for day in month_days if fits(cron.days, day)]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.sampled_from(["0", "*", "0/7", "5,50"]),
    st.sampled_from(["*", "3", "22-2", "0/5"]),
    DAY | WEEKDAY,
    st.integers(1_700_000_000, 1_900_000_000),
)
def test_no_minute_is_left_out(minute: str, hour: str, days: tuple[str, str], start: int) -> None:
    """The next time, and none of the minutes of two days before it."""
    cron = parse_schedule(f"cron({minute} {hour} {days[0]} * {days[1]} *)")
    assert isinstance(cron, Cron)
    due = next_due(cron, start)
    assert due is not None
    moments = [datetime.fromtimestamp(due - 60 * step, UTC) for step in range(2880) if due - 60 * step > start]
    fitting = [
        moment
        for moment in moments
        if moment.minute in cron.minutes and moment.hour in cron.hours and fits(cron.days, moment.date())
    ]
    assert fitting == [datetime.fromtimestamp(due, UTC)]
