"""Schedules as EventBridge takes them: `rate(5 minutes)`, `cron(0 8 ? * MON-FRI *)`. Times are UTC.

    cron(minutes hours day-of-month month day-of-week year)

    field          values             beside , - * /
    minutes        0-59
    hours          0-23
    day-of-month   1-31               ? L LW 15W
    month          1-12, JAN-DEC
    day-of-week    1-7, SUN-SAT       ? L 5L 3#2
    year           1970-2199

One of the two days is `?`, and the other says which. `L` is the month's last day, or Saturday; `5L` the month's last
Thursday; `15W` the weekday next to the 15th, in the same month; `LW` the month's last weekday; `3#2` the second
Tuesday. Each of these stands alone. A range may go round (`FRI-MON`).

From https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html; when a schedule is due next is
counted where it is needed, by the emulator.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from scorelet.errors import UsageError

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
UNITS = {"minute": 60, "hour": 3600, "day": 86_400}

_RATE = re.compile(r"rate\(([1-9][0-9]{0,5}) (minute|hour|day)(s?)\)")
_CRON = re.compile(r"cron\((\S+(?: \S+){5})\)")
_ITEM = re.compile(r"(?:(\*)|([0-9A-Z]{1,4})(?:-([0-9A-Z]{1,4}))?)(?:/([0-9]{1,4}))?")
_NEAREST = re.compile(r"([0-9]{1,2})W")
_LAST_OF = re.compile(r"([0-9A-Z]{1,3})L")
_NTH = re.compile(r"([0-9A-Z]{1,3})#([1-5])")


class Rate(NamedTuple):
    """So many seconds between two."""

    seconds: int


class Days(NamedTuple):
    """Which days of a month.

    kind     "days" (of the month), "last", "last weekday", "nearest weekday" (to a day of the month),
             "weekdays" (1 is Sunday), "last of weekday", "nth of weekday"
    numbers  days of the month, or weekdays; nth: which of them
    """

    kind: str
    numbers: frozenset[int] = frozenset()
    nth: int = 0


class Cron(NamedTuple):
    """When all of it fits."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: Days
    months: frozenset[int]
    years: frozenset[int]


class _Field(NamedTuple):
    low: int
    high: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        """None where it is none of the field's values."""
        if text in self.names:
            return self.names.index(text) + 1
        return int(text) if text.isdigit() and self.low <= int(text) <= self.high else None


_MINUTES, _HOURS, _YEARS = _Field(0, 59), _Field(0, 23), _Field(1970, 2199)
_MONTHS, _DAYS, _WEEKDAYS = _Field(1, 12, MONTHS), _Field(1, 31), _Field(1, 7, WEEKDAYS)


def parse_schedule(text: str) -> Rate | Cron:
    """Raises UsageError."""
    schedule = _rate(text) or _cron(text)
    if schedule is None:
        raise UsageError(f'expected a schedule such as "rate(5 minutes)" or "cron(0 8 * * ? *)", got {text[:200]!r}')
    return schedule


def is_schedule(text: str) -> bool:
    """Whether EventBridge takes it."""
    return (_rate(text) or _cron(text)) is not None


def _rate(text: str) -> Rate | None:
    found = _RATE.fullmatch(text)
    if found is None or (found[1] == "1") is not (found[3] == ""):
        return None
    return Rate(int(found[1]) * UNITS[found[2]])


def _cron(text: str) -> Cron | None:
    found = _CRON.fullmatch(text)
    if found is None or not found[1].isascii():
        return None
    minute, hour, day, month, weekday, year = found[1].upper().split(" ")
    if (day == "?") is (weekday == "?"):
        return None
    days = _days_of_month(day) if weekday == "?" else _days_of_week(weekday)
    minutes, hours, months = _numbers(minute, _MINUTES), _numbers(hour, _HOURS), _numbers(month, _MONTHS)
    years = _numbers(year, _YEARS)
    if minutes is None or hours is None or days is None or months is None or years is None:
        return None
    return Cron(minutes, hours, days, months, years)


def _days_of_month(text: str) -> Days | None:
    if text in ("L", "LW"):
        return Days("last" if text == "L" else "last weekday")
    nearest = _NEAREST.fullmatch(text)
    if nearest is None:
        return _plain("days", text, _DAYS)
    day = _DAYS.number(nearest[1])
    return None if day is None else Days("nearest weekday", frozenset([day]))


def _days_of_week(text: str) -> Days | None:
    if text == "L":
        return Days("weekdays", frozenset([7]))
    last, nth = _LAST_OF.fullmatch(text), _NTH.fullmatch(text)
    if last is None and nth is None:
        return _plain("weekdays", text, _WEEKDAYS)
    weekday = _WEEKDAYS.number((last or nth or "")[1])
    if weekday is None:
        return None
    if nth:
        return Days("nth of weekday", frozenset([weekday]), int(nth[2]))
    return Days("last of weekday", frozenset([weekday]))


def _plain(kind: str, text: str, field: _Field) -> Days | None:
    numbers = _numbers(text, field)
    return None if numbers is None else Days(kind, numbers)


def _numbers(text: str, field: _Field) -> frozenset[int] | None:
    """All values of a list such as `1,5-7,10/5`; None where one of its items is none."""
    items = [_item(item, field) for item in text.split(",")]
    return None if None in items else frozenset(number for item in items for number in item or ())


def _item(text: str, field: _Field) -> list[int] | None:
    found = _ITEM.fullmatch(text)
    if found is None:
        return None
    step = int(found[4] or 1)
    first = field.low if found[1] else field.number(found[2])
    last = field.number(found[3]) if found[3] else field.high if found[1] or found[4] else first
    if first is None or last is None or not 1 <= step <= field.high:
        return None
    size = field.high - field.low + 1
    end = last if first <= last else last + size
    return [(number - field.low) % size + field.low for number in range(first, end + 1, step)]
