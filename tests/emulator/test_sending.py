"""An event is sent to one environment, as often as is wanted, and what it took is told."""

from __future__ import annotations

import asyncio

import pytest

from scorelet.emulator.sending import Sent, Timing, quantile, send
from scorelet.emulator.values import Asked, Outcome, RefusedError
from tests.emulator.outcomes import Answering, outcome

EVENT = b'{"a":1}'
COLD, WARM = outcome(cold=True), outcome(b"2", duration=0.001)
FAILED = outcome(b'{"errorType":"EventError"}', error="Unhandled", duration=0.004)


def sent(function: Answering, times: int = 1) -> Sent:
    return asyncio.run(send(EVENT, function.starting(), times))


def test_an_event_is_sent_once_and_the_function_ends() -> None:
    function = Answering([COLD])
    assert sent(function) == Sent(COLD, (COLD.report,), 0)
    assert function.asked == [Asked(EVENT)]
    assert function.ended


def test_several_times_are_one_after_the_other() -> None:
    function = Answering([COLD, WARM, WARM])
    assert sent(function, 3) == Sent(WARM, (COLD.report, WARM.report, WARM.report), 0)
    assert function.asked == [Asked(EVENT)] * 3


def test_the_first_failure_is_looked_at() -> None:
    second = FAILED._replace(payload=b"{}")
    assert sent(Answering([COLD, FAILED, second, WARM]), 4) == Sent(
        FAILED, (COLD.report, FAILED.report, second.report, WARM.report), 2
    )


def test_what_is_refused_is_raised_and_the_function_ends() -> None:
    function = Answering([RefusedError(413, "RequestTooLargeException", "too large")])
    with pytest.raises(RefusedError):
        sent(function)
    assert function.ended


def test_timings_are_of_cold_and_of_warm_invocations() -> None:
    slow = outcome(duration=0.009)
    outcomes: list[Outcome] = [COLD, *[WARM] * 97, slow, slow]
    found = sent(Answering(outcomes), 100).timings
    assert found == (
        Timing(True, 1, 0.032, 0.032, 0.032, 33),
        Timing(False, 99, 0.001, 0.009, 0.009, 297),
    )
    assert [timing.cold for timing in sent(Answering([WARM])).timings] == [False]


@pytest.mark.parametrize(
    ("part", "expected"), [(0.0, 1.0), (0.25, 1.0), (0.5, 2.0), (0.51, 3.0), (0.99, 4.0), (1.0, 4.0)]
)
def test_quantiles_are_numbers_that_are_there(part: float, expected: float) -> None:
    assert quantile([1.0, 2.0, 3.0, 4.0], part) == expected
