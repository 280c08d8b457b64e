from __future__ import annotations

import os

from scorelet.serve.rate import Rate
from tests.serve.transports import Clock


def test_a_burst_and_then_the_rate() -> None:
    clock = Clock()
    rate = Rate(2.0, 3, clock=clock)
    assert [rate.wait("") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    clock.now += 0.5
    assert [rate.wait(""), rate.wait("")] == [0.0, 0.5]
    clock.now += 1000
    assert [rate.wait("") for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_without_a_burst_a_second_of_the_rate_may_come_at_once() -> None:
    rate = Rate(2.0, None, clock=Clock())
    assert [rate.wait("") for _ in range(3)] == [0.0, 0.0, 0.5]
    assert Rate(0.1, None, clock=Clock()).wait("") == 0.0


def test_callers_have_a_bucket_each() -> None:
    rate = Rate(1.0, 1, ("web", "app"), clock=Clock())
    assert [rate.wait("web"), rate.wait("app"), rate.wait("web")] == [0.0, 0.0, 1.0]


def test_processes_share_the_buckets() -> None:
    rate = Rate(1.0, 1, clock=Clock())
    pid = os.fork()
    if pid == 0:
        rate.wait("")
        os._exit(0)
    os.waitpid(pid, 0)
    assert rate.wait("") == 1.0
