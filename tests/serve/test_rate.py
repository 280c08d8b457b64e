from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scorelet.serve.rate import EVERYBODY, Rate, shared_rate

NOW = 1000.0


class Clock:
    """Time that passes when it is told to."""

    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "buckets"
    path.write_bytes(bytes(16))
    return path


def test_a_burst_and_then_the_rate(file: Path) -> None:
    clock = Clock()
    rate = Rate(2.0, 3, (EVERYBODY,), file, clock)
    assert [rate.wait("") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    clock.now += 0.5
    assert [rate.wait(""), rate.wait("")] == [0.0, 0.5]
    clock.now += 1000
    assert [rate.wait("") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_without_a_burst_a_second_of_the_rate_may_come_at_once(file: Path) -> None:
    rate = Rate(2.0, None, (EVERYBODY,), file, Clock())
    assert [rate.wait("") for _ in range(3)] == [0.0, 0.0, 0.5]


def test_who_may_call_seldom_may_call_once(file: Path) -> None:
    assert Rate(0.1, None, (EVERYBODY,), file, Clock()).wait("") == 0.0


def test_callers_have_a_bucket_each(file: Path) -> None:
    rate = Rate(1.0, 1, ("web", "app"), file, Clock())
    assert [rate.wait("web"), rate.wait("app"), rate.wait("web")] == [0.0, 0.0, 1.0]


def test_who_takes_it_to_another_process_goes_on_with_the_same_numbers(file: Path) -> None:
    rate = Rate(1.0, 1, (EVERYBODY,), file, Clock())
    other: Rate = pickle.loads(pickle.dumps(rate))
    assert [rate.wait(""), other.wait("")] == [0.0, 1.0]


def test_the_file_goes_with_the_server() -> None:
    with shared_rate(1.0, 1) as rate:
        assert rate is not None
        assert [rate.wait("") > 0.0 for _ in range(2)] == [False, True]
    with shared_rate(None, None) as rate:
        assert rate is None
