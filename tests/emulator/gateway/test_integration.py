from __future__ import annotations

import asyncio

import pytest

from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.gateway.integration import Failures, Integration, ReplyError, said
from scorelet.emulator.values import Asked, RefusedError
from scorelet.runtime.messages import Response
from tests.emulator.functions import REPORT, Function, StillClock

FAILURES = Failures(*(Response(status) for status in (500, 504, 429, 413, 400)))
LOG = b"START\nEND\n"


def read(payload: bytes) -> Response:
    if payload == b"bad":
        raise ReplyError("bad")
    return Response(200, (), payload)


def answer(function: Function, *, late: bool = False) -> Answer:
    async def ask() -> Answer:
        return await Integration(function, FAILURES, 30.0, StillClock(late=late))(Asked(b"{}"), read)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (Function(b"fine"), Answer(Response(200, (), b"fine"), report=REPORT)),
        (Function(b"bad"), Answer(FAILURES.failed, report=REPORT, error="bad", log=LOG)),
        (
            Function(b'{"errorType": "ValueError", "errorMessage": "no"}', error="Unhandled"),
            Answer(FAILURES.failed, report=REPORT, error="ValueError: no", log=LOG),
        ),
        (
            Function(raises=RefusedError(429, "TooManyRequestsException", "Rate Exceeded.")),
            Answer(FAILURES.throttled, error="TooManyRequestsException: Rate Exceeded."),
        ),
        (Function(raises=RefusedError(413, "K", "m")), Answer(FAILURES.too_large, error="K: m")),
        (Function(raises=RefusedError(404, "K", "m")), Answer(FAILURES.refused, error="K: m")),
    ],
)
def test_what_comes_of_it(function: Function, expected: Answer) -> None:
    assert answer(function) == expected


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("raises", [None, RefusedError(429, "K", "m")])
def test_a_function_that_is_late_goes_on(raises: RefusedError | None) -> None:
    function = Function(raises=raises)
    clock = StillClock(late=True)
    function.answers.clear()

    async def ask() -> Answer:
        integration = Integration(function, FAILURES, 30.0, clock)
        found = await integration(Asked(b"{}"), read)
        function.answers.set()
        await asyncio.sleep(0.01)
        return found

    expected = Answer(FAILURES.late, error="the function took longer than the 30 s of the gateway")
    assert (asyncio.run(ask()), clock.slept) == (expected, [30.0])


def test_a_call_that_is_ended_ends_the_invocation() -> None:
    function = Function()
    function.answers.clear()

    async def ask() -> int:
        integration = Integration(function, FAILURES, 30.0, StillClock())
        task = asyncio.create_task(integration(Asked(b"{}"), read))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert asyncio.run(ask()) == 1


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b'{"errorType": "E", "errorMessage": "m"}', "E: m"),
        (b'{"errorMessage": "m"}', "m"),
        (b'{"errorType": 1}', "the function failed"),
        (b"[]", "the function failed"),
        (b"{", "the function failed"),
    ],
)
def test_an_error_object_in_words(payload: bytes, words: str) -> None:
    assert said(payload) == words
