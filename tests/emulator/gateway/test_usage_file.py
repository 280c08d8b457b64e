"""Quotas over a restart, and what becomes of them where the file or the disk is not well."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.aws.endpoint import Plan
from scorelet.emulator.gateway.api_keys import ApiKeys
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.quota import Used
from scorelet.emulator.gateway.usage_file import used_in, written
from scorelet.runtime.messages import Response
from scorelet.service.values import Quota
from tests.emulator.clocks import NOW, Hands
from tests.emulator.gateway.gateways import KEYS, Function, gateway, planned, post, statuses, usage

ENDPOINT = planned(Plan(quota=Quota(3, "day")))
DAY = "day 2023-11-14"


def once(folder: Path, calls: int, now: float = NOW, **more: Any) -> list[int]:
    """The statuses of calls between a start and an end."""

    async def run() -> list[int]:
        opened = gateway(Function(), ENDPOINT, folder=folder, clock=Hands(now), **more)
        found = await statuses(calls, opened, post())
        await opened.close()
        return found

    return asyncio.run(run())


def test_a_quota_goes_on_after_a_restart(tmp_path: Path) -> None:
    assert [once(tmp_path, 2), once(tmp_path, 2)] == [[200, 200], [200, 429]]
    (used,) = usage(tmp_path)["used"].values()
    assert used == {"period": DAY, "requests": 3}
    assert once(tmp_path, 1, NOW + 86_400) == [200]


def test_limit_exceeded() -> None:
    async def run() -> Answer:
        opened = gateway(Function(), planned(Plan(quota=Quota(1, "week"))))
        await opened(post())
        return await opened(post())

    headers = (
        ("content-type", "application/json"),
        ("x-amzn-requestid", "00010203-0405-4607-8809-0a0b0c0d0e0f"),
        ("x-amz-apigw-id", "ICEiIyQlJicoKSo="),
        ("x-amzn-errortype", "LimitExceededException"),
    )
    response = Response(429, headers, b'{"message":"Limit Exceeded"}')
    assert asyncio.run(run()) == Answer(response, "ada", None, "the key 'ada' has used its quota of 1/week")


def test_what_is_refused_does_not_count(tmp_path: Path) -> None:
    async def run() -> list[int]:
        endpoint = planned(Plan(1.0, 1, Quota(2, "month")))
        clock = Hands()
        opened = gateway(Function(), endpoint, folder=tmp_path, clock=clock)
        wrong = [post(path="/dev/no"), post(key="no"), Call("GET", "/dev/livez"), post(), post(), post()]
        found = [(await opened(call)).response.status for call in wrong]
        await clock.go(1.0)
        found += await statuses(1, opened, post(b"null"))  # it came in; its body fits no model
        await clock.go(1.0)
        found += await statuses(1, opened, post())
        await opened.close()
        return found

    assert asyncio.run(run()) == [403, 403, 200, 200, 429, 429, 400, 429]


def test_it_is_written_once_a_second(tmp_path: Path) -> None:
    file = tmp_path / "usage.json"

    async def run() -> list[int]:
        clock, found = Hands(), []
        opened = gateway(Function(), planned(Plan(quota=Quota(99, "day"))), folder=tmp_path, clock=clock)
        await opened(post())
        await clock.go(0.9)
        found.append(requests(file))
        await opened(post())
        await clock.go(0.1)
        async with asyncio.timeout(5):
            while not file.exists():  # a thread writes it
                await asyncio.sleep(0.001)
        found.append(requests(file))
        await opened(post())
        await clock.go(0.9)
        found.append(requests(file))
        await opened.close()
        return [*found, requests(file)]

    assert asyncio.run(run()) == [0, 2, 2, 3]


def requests(file: Path) -> int:
    return sum(one["requests"] for one in usage(file.parent)["used"].values()) if file.exists() else 0


def test_no_key_is_in_the_file(tmp_path: Path) -> None:
    once(tmp_path, 1)
    (key, _) = ApiKeys(KEYS)
    assert usage(tmp_path) == {"format": 1, "used": {key.id: {"period": DAY, "requests": 1}}}


DAMAGED = [
    (b"{", "it is no JSON"),
    (b"[]", 'expected {"format": 1, "used": {...}}'),
    (b'{"format": 2, "used": {}}', 'expected {"format": 1, "used": {...}}'),
    (b'{"format": 1, "used": {"k": {"period": "x"}}}', "expected a period and requests for the key 'k'"),
    (
        b'{"format": 1, "used": {"k": {"period": "x", "requests": -1}}}',
        "expected a period and requests for the key 'k'",
    ),
]


@pytest.mark.parametrize(("data", "why"), DAMAGED)
def test_a_damaged_file_is_told_and_replaced(tmp_path: Path, data: bytes, why: str) -> None:
    file, told = tmp_path / "usage.json", list[str]()
    file.write_bytes(data)
    assert once(tmp_path, 1, tell=told.append) == [200]
    assert told == [f"{str(file)!r} is damaged: {why}; quotas begin anew, and it will be replaced"]
    assert len(usage(tmp_path)["used"]) == 1


def test_a_disk_that_takes_nothing_is_told_once(tmp_path: Path) -> None:
    told: list[str] = []
    folder = tmp_path / "gone"
    assert once(folder, 4, tell=told.append) == [200, 200, 200, 429]
    why = f"cannot write {str(folder / 'usage.json')!r}: No such file or directory"
    assert told == [f"{why}: what is counted for quotas will be lost at the end"]


@settings(derandomize=True, deadline=None, max_examples=50)
@given(used=st.dictionaries(st.text(), st.builds(Used, st.text(), st.integers(0, 10**9)), max_size=4))
def test_what_is_written_is_read(used: dict[str, Used]) -> None:
    assert used_in(written(used)) == used


@settings(derandomize=True, deadline=None, max_examples=100)
@given(data=st.binary() | st.sampled_from([b'{"format":1,"used":{"k":null}}', b"[" * 9999, b'{"format":1,"used":[]}']))
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no JSON|expected"):
        used_in(data)
