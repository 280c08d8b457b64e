"""One event on its way through an environment: what is known of it so far, and what is told of it in the end."""

from __future__ import annotations

import asyncio
import os

from scorelet.emulator.environment import lines
from scorelet.emulator.environment.failures import TOO_LARGE, Failure, type_of
from scorelet.emulator.environment.runtime_api import Answered, Event
from scorelet.emulator.values import Asked, Configuration, Outcome, Report


class Invocation:
    """tail: the caller wants the lines, and so waits for the last of them.

    began     when its time began to run, on the monotonic clock; None before
    init      seconds of the environment's start, where that was not a part of the invocation
    restore   seconds of going on from a snapshot
    restarted whether a process was started within it
    """

    def __init__(self, asked: Asked, configuration: Configuration, version: str, *, tail: bool = False) -> None:
        self.asked = asked
        self.version = version
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.log = lines.Log()
        self.has_started = False
        self.began: float | None = None
        self.init: float | None = None
        self.restore: float | None = None
        self.restarted = False
        self._configuration = configuration
        self._tail = tail
        self._answer: tuple[bytes, str, Report] | None = None

    def event(self, now: float) -> Event:
        """now: when its time began to run, in seconds since 1970."""
        qualifier = f":{self.asked.qualifier}" if self.asked.qualifier else ""
        deadline = now + self._configuration.timeout
        trace = self.asked.trace or _trace(now)
        arn = f"{self._configuration.arn}{qualifier}"
        return Event(self.asked.request_id, self.asked.payload, deadline, arn, trace, self.asked.client_context)

    def started(self, early: bytes) -> None:
        """early: what was written before, since the last invocation."""
        self.has_started = True
        if early:
            self.log.add(early)
        self.log.add_line(lines.start(self.asked.request_id, self.version))

    def answered(self, answered: Answered, now: float, used: int) -> None:
        """The caller gets the function's answer, unless it wants the lines, too."""
        payload = TOO_LARGE if answered.too_large else answered.payload
        kind = (type_of(payload) or "Unhandled") if answered.is_error else ""
        report = self._report(now, used, "error" if kind else "", kind)
        self._answer = (payload, "Unhandled" if kind else "", report)
        if not self._tail:
            self._tell(*self._answer, self.log.text() if kind else b"")

    def finished(self, now: float, used: int, failure: Failure | None) -> tuple[Report, bytes]:
        """The last lines are written. failure: why the environment ended. Returns what is told of it."""
        answer = self._answer
        status, kind = (failure.status, failure.in_report) if failure else ("", "")
        if not failure and answer:
            status, kind = answer[2].status, answer[2].error_type
        report = self._report(now, used, status, kind)
        self.log.add_line(lines.end(self.asked.request_id))
        self.log.add(lines.report(report, is_fatal=failure is not None))
        text = self.log.text()
        if answer:
            self._tell(*answer, text)
        elif failure:
            self._tell(failure.payload(self.asked.request_id), "Unhandled", report, text)
        return report, text

    def _report(self, now: float, used: int, status: str, kind: str) -> Report:
        duration = 0.0 if self.began is None else max(0.0, now - self.began)
        if status == "timeout" and self.began is not None:  # and not before, when it went on from a snapshot
            duration = self._configuration.timeout
        return Report(
            self.asked.request_id,
            self.version,
            duration,
            lines.billed(duration + (self.init or 0.0) + (self.restore or 0.0)),
            self._configuration.memory,
            used,
            self.init,
            status,
            kind,
            self.restore,
            self.restarted,
        )

    def _tell(self, payload: bytes, error: str, report: Report, log: bytes) -> None:
        """Unless it is done, or nobody waits any more."""
        if not self.outcome.done():
            self.outcome.set_result(Outcome(payload, error, self.version, report, log))


def _trace(now: float) -> str:
    """A trace that nobody follows."""
    return f"Root=1-{int(now):08x}-{os.urandom(12).hex()};Parent={os.urandom(8).hex()};Sampled=0"
