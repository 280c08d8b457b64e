"""What comes of asking the function, in the words of a gateway that takes payload 2.0."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.gateway.rest_errors import GatewayError
from scorelet.emulator.gateway.waiting import Waiting
from scorelet.emulator.readable import said
from scorelet.emulator.values import Asked, Invoke, Outcome, RefusedError
from scorelet.errors import ScoreletError
from scorelet.runtime.messages import Response

Reading = Callable[[bytes], Response]
"""Makes an answer of the function's reply. Raises ReplyError."""


class ReplyError(ScoreletError):
    """The function's reply makes no answer; the message says why."""


class Failures(NamedTuple):
    """What callers see when it goes wrong.

    failed     the function failed, or its reply makes no answer
    late       it took longer than the gateway waits
    throttled  there are as many environments as there may be
    too_large  the event is larger than Lambda takes
    refused    Lambda took it for another reason not
    """

    failed: Response
    late: Response
    throttled: Response
    too_large: Response
    refused: Response


class Integration:
    """Asks the function, and says what went wrong. seconds: so long it waits."""

    def __init__(self, invoke: Invoke, failures: Failures, seconds: float, clock: Clock) -> None:
        self._failures = failures
        self._waiting = Waiting(invoke, clock, seconds)
        self._by_status = {413: failures.too_large, 429: failures.throttled}

    async def __call__(self, asked: Asked, read: Reading) -> Answer:
        failures = self._failures
        try:
            outcome = await self._waiting.outcome(asked)
        except GatewayError as error:
            return Answer(failures.late if error.case == "late" else failures.refused, error=error.why)
        except RefusedError as error:
            response = self._by_status.get(error.status, failures.refused)
            return Answer(response, error=f"{error.kind}: {error.message}")
        return self._answered(outcome, read)

    async def close(self) -> None:
        """Functions that are still asked are asked no longer."""
        await self._waiting.close()

    def _answered(self, outcome: Outcome, read: Reading) -> Answer:
        failed = Answer(self._failures.failed, report=outcome.report, log=outcome.log)
        if outcome.error:
            return failed._replace(error=said(outcome.payload))
        try:
            return Answer.of(read(outcome.payload), outcome)
        except ReplyError as error:
            return failed._replace(error=str(error))
