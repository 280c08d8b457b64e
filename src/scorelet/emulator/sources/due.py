"""When a schedule is due next. Times are seconds since 1970; calendars are UTC's."""

from __future__ import annotations

import time
from calendar import monthrange, timegm, weekday
from collections.abc import Callable, Iterator, Mapping

from scorelet.service.schedules import Cron, Days, Rate

SATURDAY = 5
"""As Python counts the days of a week, from Monday at 0."""


def next_due(schedule: Rate | Cron, last: float) -> float | None:
    """The first time after `last`, when it was due before or began; None where it never is again."""
    if isinstance(schedule, Rate):
        return last + schedule.seconds
    return next((moment for moment in _moments(schedule, last) if moment > last), None)


def _moments(cron: Cron, start: float) -> Iterator[float]:
    """All of its times from the beginning of the day of `start`."""
    begin = time.gmtime(start)
    first = (begin.tm_year, begin.tm_mon, begin.tm_mday)
    for year in sorted(year for year in cron.years if year >= begin.tm_year):
        for month in sorted(cron.months):
            for day in days_of(cron.days, year, month) if (year, month) >= first[:2] else ():
                if (year, month, day) >= first:
                    yield from _of_day(cron, timegm((year, month, day, 0, 0, 0)))


def _of_day(cron: Cron, midnight: int) -> Iterator[float]:
    for hour in sorted(cron.hours):
        for minute in sorted(cron.minutes):
            yield float(midnight + hour * 3600 + minute * 60)


def days_of(days: Days, year: int, month: int) -> list[int]:
    """Which days of a month, in order."""
    return _DAYS[days.kind](days, year, month)


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _plain(days: Days, year: int, month: int) -> list[int]:
    return sorted(day for day in days.numbers if day <= _length(year, month))


def _last(days: Days, year: int, month: int) -> list[int]:
    return [_length(year, month)]


def _last_weekday(days: Days, year: int, month: int) -> list[int]:
    return [_nearest_weekday(_length(year, month), year, month)]


def _nearest(days: Days, year: int, month: int) -> list[int]:
    return [_nearest_weekday(day, year, month) for day in _plain(days, year, month)]


def _nearest_weekday(day: int, year: int, month: int) -> int:
    """Monday to Friday next to a day, never in another month: Friday before a Saturday, Monday after a Sunday."""
    at = weekday(year, month, day)
    if at < SATURDAY:
        return day
    if at == SATURDAY:
        return day - 1 if day > 1 else day + 2
    return day + 1 if day < _length(year, month) else day - 2


def _weekdays(days: Days, year: int, month: int) -> list[int]:
    return [day for day in range(1, _length(year, month) + 1) if _number(year, month, day) in days.numbers]


def _last_of_weekday(days: Days, year: int, month: int) -> list[int]:
    return _weekdays(days, year, month)[-1:]


def _nth_of_weekday(days: Days, year: int, month: int) -> list[int]:
    return _weekdays(days, year, month)[days.nth - 1 : days.nth]


def _number(year: int, month: int, day: int) -> int:
    """Sunday is 1, Saturday 7."""
    return (weekday(year, month, day) + 1) % 7 + 1


_DAYS: Mapping[str, Callable[[Days, int, int], list[int]]] = {
    "days": _plain,
    "last": _last,
    "last weekday": _last_weekday,
    "nearest weekday": _nearest,
    "weekdays": _weekdays,
    "last of weekday": _last_of_weekday,
    "nth of weekday": _nth_of_weekday,
}
