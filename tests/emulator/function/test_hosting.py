"""A zip becomes a function, and newer zips become its code."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from scorelet.aws.zipping import zipped
from scorelet.emulator.function.hosting import Hosted, hosted
from scorelet.emulator.processes import descent
from scorelet.emulator.values import Asked, Configuration
from scorelet.errors import UsageError
from tests.emulator.functions import run, until

CONFIGURATION = Configuration("towns", handler="app.handler")


def code(number: int) -> bytes:
    return f"import time\ndef handler(event, context):\n    time.sleep(event)\n    return {number}\n".encode()


def package(number: int) -> bytes:
    return zipped({"app.py": code(number)})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where packages are unpacked."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


async def answer(host: Hosted, qualifier: str = "", event: bytes = b"0") -> bytes:
    return (await host.function(Asked(event, qualifier))).payload


def test_code_that_nothing_can_run_any_more_is_gone(folder: Path) -> None:
    """With the program that starts its processes: not so what is published, or still at work."""

    async def work() -> None:
        async with hosted(package(1), CONFIGURATION) as host:
            await host.update(package(2))
            await answer(host)
            working = asyncio.ensure_future(answer(host, event=b"0.5"))
            await until(lambda: host.function.busy == 1)
            for number in (3, 4, 5):
                await host.update(package(number))
            assert [await working, await answer(host), await answer(host, "live")] == [b"2", b"5", b"1"]
            await until(lambda: len(list(folder.iterdir())) == len(descent.children(os.getpid())) == 2)
            assert [await answer(host), await answer(host, "live")] == [b"5", b"1"]

    run(work)
    assert list(folder.iterdir()) == []


def test_the_newest_code_is_that_which_came_last(folder: Path) -> None:
    files = {f"{number}.txt": b"" for number in range(2000)}

    async def work() -> None:
        async with hosted(package(1), CONFIGURATION) as host:
            slow = zipped({"app.py": code(2), **files})
            await asyncio.gather(*(host.update(data) for data in (slow, package(3))))
            assert await answer(host) == b"3"

    run(work)


def test_newer_code_that_is_none(folder: Path) -> None:
    async def work() -> None:
        async with hosted(package(1), CONFIGURATION) as host:
            with pytest.raises(UsageError, match=r"^this is no zip"):
                await host.update(b"no zip")
            assert (await answer(host), len(list(folder.iterdir()))) == (b"1", 1)

    run(work)
    assert list(folder.iterdir()) == []
