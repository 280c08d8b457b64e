"""How many requests of a key there were in a day, a week or a month.

Periods are UTC's (https://stackoverflow.com/questions/54136076: "from 12am until 11:59pm UTC"); a week begins on Sunday
(AWS SDK for Ruby, Aws::APIGateway::Types::QuotaSettings: an offset of 0 "starts on Sunday"). Every request counts that
was let in, whatever became of it behind the gateway; what the gateway refused does not count
(https://dev.classmethod.jp/articles/tsnote-api-gateway-why-is-there-a-difference-between-api-gateways-count-and-usage-plan-usage-values-en).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import gmtime, strftime
from typing import NamedTuple

from scorelet.service.values import Quota

_DAY = 86_400
_SUNDAY = 4
"""1970 began on a Thursday: so many days after a Sunday."""


class Used(NamedTuple):
    """period: such as "day 2026-11-20"; requests: how many in it."""

    period: str
    requests: int


def _day(now: float) -> str:
    return strftime("%Y-%m-%d", gmtime(now))


def _week(now: float) -> str:
    """The Sunday with which it began."""
    days = int(now // _DAY)
    return _day((days - (days + _SUNDAY) % 7) * _DAY)


def _month(now: float) -> str:
    return strftime("%Y-%m", gmtime(now))


_BEGINS: Mapping[str, Callable[[float], str]] = {"day": _day, "week": _week, "month": _month}


def period_of(kind: str, now: float) -> str:
    """The period in which `now` (seconds since 1970) lies: "week 2026-11-15"."""
    return f"{kind} {_BEGINS[kind](now)}"


class Usage:
    """What keys have used of a quota. used: what is known from before, by the keys' ids."""

    def __init__(self, quota: Quota | None, used: Mapping[str, Used] | None = None) -> None:
        self.quota = quota
        self.used: dict[str, Used] = dict(used or {})

    def left(self, key: str, now: float) -> bool:
        """Whether one more may come in."""
        if self.quota is None:
            return True
        known = self.used.get(key)
        return (
            known is None or known.requests < self.quota.requests or known.period != period_of(self.quota.period, now)
        )

    def count(self, key: str, now: float) -> None:
        """One has come in."""
        if self.quota is None:
            return
        period = period_of(self.quota.period, now)
        known = self.used.get(key)
        self.used[key] = Used(period, known.requests + 1 if known is not None and known.period == period else 1)
