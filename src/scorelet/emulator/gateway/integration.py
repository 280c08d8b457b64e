"""The function is asked in the gateway's name, and waited for as long as the gateway waits.

A function that takes longer goes on, as it does on AWS: only nobody hears of its answer.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.values import Asked, Invoke, Outcome, RefusedError
from scorelet.errors import ScoreletError
from scorelet.runtime.messages import Response

Reading = Callable[[bytes], Response]
"""Makes an answer of the function's reply. Raises ReplyError."""


class ReplyError(ScoreletError):
    """The function's reply makes no answer; the message says why."""


class LateError(Exception):
    """The function took longer than the gateway waits."""


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
    """Asks the function, and says in the gateway's words what went wrong.

    seconds  so long it waits
    """

    def __init__(self, invoke: Invoke, failures: Failures, seconds: float, clock: Clock) -> None:
        self._invoke = invoke
        self._failures = failures
        self._seconds = seconds
        self._clock = clock
        self._left: set[asyncio.Future[Outcome]] = set()
        self._by_status = {413: failures.too_large, 429: failures.throttled}

    async def __call__(self, asked: Asked, read: Reading) -> Answer:
        failures = self._failures
        try:
            outcome = await self._outcome(asked)
        except LateError:
            return Answer(failures.late, error=f"the function took longer than the {self._seconds:g} s of the gateway")
        except RefusedError as error:
            response = self._by_status.get(error.status, failures.refused)
            return Answer(response, error=f"{error.kind}: {error.message}")
        if outcome.error:
            return Answer(failures.failed, report=outcome.report, error=said(outcome.payload), log=outcome.log)
        try:
            return Answer(read(outcome.payload), report=outcome.report)
        except ReplyError as error:
            return Answer(failures.failed, report=outcome.report, error=str(error), log=outcome.log)

    async def _outcome(self, asked: Asked) -> Outcome:
        """Raises LateError, and RefusedError."""
        running = asyncio.ensure_future(self._invoke(asked))
        limit = asyncio.ensure_future(self._clock.sleep(self._seconds))
        try:
            await asyncio.wait((running, limit), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            running.cancel()
            raise
        finally:
            limit.cancel()
        if running.done():
            return running.result()
        self._left.add(running)  # a task that nobody keeps may vanish
        running.add_done_callback(self._let_go)
        raise LateError

    def _let_go(self, running: asyncio.Future[Outcome]) -> None:
        self._left.discard(running)
        if not running.cancelled():
            running.exception()  # nobody waits for it


def said(payload: bytes) -> str:
    """A function's error object in a line: "ValueError: no such town"."""
    try:
        error: Any = json.loads(payload)
    except ValueError:
        error = None
    if not isinstance(error, dict):
        return "the function failed"
    parts = (error.get("errorType"), error.get("errorMessage"))
    return ": ".join(part for part in parts if isinstance(part, str) and part) or "the function failed"
