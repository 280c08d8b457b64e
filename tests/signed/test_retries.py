from __future__ import annotations

from botocore.retries.standard import ThrottledRetryableChecker

from scorelet.signed.retries import THROTTLED, Timing, chance, passes, pause


def test_what_passes_by_itself() -> None:
    assert [status for status in range(200, 600) if passes(status, "")] == [429, 500, 502, 503, 504]
    assert passes(400, "ThrottlingException")
    assert not passes(400, "ValidationException")


def test_the_sdk_knows_no_other_word_for_throttling() -> None:
    assert set(vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"]) <= THROTTLED


def test_pauses_grow_to_a_limit() -> None:
    timing = Timing(first=0.1, longest=1.0)
    assert [pause(timing, failures, lambda: 1.0) for failures in range(1, 7)] == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]
    assert pause(timing, 3, lambda: 0.5) == 0.2


def test_chance_is_a_part_of_one() -> None:
    found = [chance() for _ in range(100)]
    assert len(set(found)) == 100
    assert all(0 <= each < 1 for each in found)
