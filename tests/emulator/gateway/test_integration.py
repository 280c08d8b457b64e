from __future__ import annotations

import asyncio

import pytest

from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.gateway.integration import Failures, Integration, ReplyError
from scorelet.emulator.values import Asked, Outcome, RefusedError
from scorelet.runtime.messages import Response
from tests.emulator.clocks import Hands
from tests.emulator.gateway.gateways import REPORT, Function

FAILURES = Failures(*(Response(status) for status in (500, 504, 429, 413, 400)))
LOG = b"END"


def read(payload: bytes) -> Response:
    if payload == b"bad":
        raise ReplyError("bad")
    return Response(503 if payload == b"broken" else 200, (), payload)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (Function(b"fine"), Answer(Response(200, (), b"fine"), report=REPORT)),
        (Function(b"broken"), Answer(Response(503, (), b"broken"), report=REPORT, log=LOG)),
        (Function(b"bad"), Answer(FAILURES.failed, report=REPORT, error="bad", log=LOG)),
        (
            Function({"errorType": "ValueError", "errorMessage": "no"}, error="Unhandled"),
            Answer(FAILURES.failed, report=REPORT, error="ValueError: no", log=LOG),
        ),
        (
            Function(RefusedError(429, "TooManyRequestsException", "Rate Exceeded.")),
            Answer(FAILURES.throttled, error="TooManyRequestsException: Rate Exceeded."),
        ),
        (Function(RefusedError(413, "K", "m")), Answer(FAILURES.too_large, error="K: m")),
        (Function(RefusedError(404, "K", "m")), Answer(FAILURES.refused, error="K: m")),
    ],
)
def test_what_comes_of_it(function: Function, expected: Answer) -> None:
    async def ask() -> Answer:
        return await Integration(function, FAILURES, 30.0, Hands())(Asked(b"{}"), read)

    assert asyncio.run(ask()) == expected


def waited(seconds: float) -> tuple[Answer, bool]:
    """The answer where the function takes for ever, and the integration is closed after so long; and whether the
    function was ended then."""

    async def ask() -> tuple[Answer, bool]:
        ended = asyncio.Event()

        async def stuck(asked: Asked) -> Outcome:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            raise AssertionError(asked)

        clock = Hands()
        integration = Integration(stuck, FAILURES, 30.0, clock)
        task = asyncio.create_task(integration(Asked(b"{}"), read))
        await asyncio.sleep(0.01)
        await clock.go(seconds)
        before = ended.is_set()
        await integration.close()
        return await task, ended.is_set() and not before

    return asyncio.run(ask())


def test_a_function_that_is_late_goes_on() -> None:
    error = "the function did not answer within 30 s; it goes on"
    assert waited(30.0) == (Answer(FAILURES.late, error=error), True)


def test_the_end_ends_what_runs() -> None:
    assert waited(29.9) == (Answer(FAILURES.refused, error="the emulator is closing"), True)
