"""An event is sent to a function that is started for it: once, or several times to the same environment.

The function is passed in as what starts and ends it, so that nothing here knows how that is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from math import ceil
from typing import NamedTuple, Protocol

from scorelet.emulator.values import Asked, Outcome, Report


class Function(Protocol):
    """A function that has been started."""

    async def invoke(self, asked: Asked, *, tail: bool = False) -> Outcome:
        """With `tail`, the outcome has all lines of the log. Raises RefusedError."""
        ...


class Sent(NamedTuple):
    """What came of an event that was sent.

    shown     the outcome to look at: the first that failed, or the last
    reports   of all, in the order of sending
    failures  how many times the function failed
    """

    shown: Outcome
    reports: tuple[Report, ...]
    failures: int

    @property
    def timings(self) -> tuple[Timing, ...]:
        """Of those that started an environment, and of those that found one."""
        by_start = {cold: [report for report in self.reports if report.cold is cold] for cold in (True, False)}
        return tuple(Timing.of(cold, reports) for cold, reports in by_start.items() if reports)


class Timing(NamedTuple):
    """How long invocations took: seconds, a cold one's start included. billed: milliseconds of all together."""

    cold: bool
    times: int
    p50: float
    p99: float
    slowest: float
    billed: int

    @staticmethod
    def of(cold: bool, reports: Sequence[Report]) -> Timing:
        seconds = sorted((report.init or 0.0) + report.duration for report in reports)
        billed = sum(report.billed for report in reports)
        return Timing(cold, len(seconds), quantile(seconds, 0.5), quantile(seconds, 0.99), seconds[-1], billed)


def quantile(ascending: Sequence[float], part: float) -> float:
    """The least of the numbers that so large a part of them do not exceed (nearest rank)."""
    return ascending[max(ceil(part * len(ascending)), 1) - 1]


async def send(event: bytes, starting: AbstractAsyncContextManager[Function], times: int = 1) -> Sent:
    """Starts the function, sends the event `times` times, one after the other, and ends it.

    A function that fails is an Outcome; what keeps an event from being sent raises ScoreletError.
    """
    async with starting as function:
        return await _sent(Asked(event), function, times)


async def _sent(asked: Asked, function: Function, times: int) -> Sent:
    """With the whole log, which is whole once the environment is free again: the next invocation finds it warm."""
    failed: Outcome | None = None
    reports, failures = [], 0
    for _ in range(times):
        outcome = await function.invoke(asked, tail=True)
        reports.append(outcome.report)
        if outcome.error:
            failures += 1
            failed = failed or outcome
    return Sent(failed or outcome, tuple(reports), failures)
