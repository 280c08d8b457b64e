"""Functions of a few lines, run by AWS's own runtime client, and what comes of their invocations."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType
from typing import Any

from scorelet.emulator.clock import Clock
from scorelet.emulator.function.function import Function
from scorelet.emulator.processes.processes import Processes
from scorelet.emulator.values import Asked, Configuration, Outcome, Report

NONE: Mapping[str, str] = MappingProxyType({})
ID = "8f507cfc-0000-4697-b07a-ac58fc914c95"

_TIMES = re.compile(r"\d+(\.\d\d)? ms")
_MEMORY = re.compile(r"Max Memory Used: \d+ MB")
_INIT = "Init Duration: <t> ms\t"
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class FakeClock(Clock):
    """Time that only a test lets pass; who sleeps wakes when it has."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self._sleeping: list[tuple[float, asyncio.Event]] = []

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleeping.append((self.now + seconds, woken))
        await woken.wait()

    async def passes(self, seconds: float) -> None:
        self.now += seconds
        for until, woken in self._sleeping:
            if until <= self.now:
                woken.set()
        self._sleeping = [one for one in self._sleeping if not one[1].is_set()]
        await asyncio.sleep(0)


class Told:
    """What was told of invocations."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.logs: list[str] = []

    def __call__(self, report: Report, log: bytes) -> None:
        self.reports.append(report)
        self.logs.append(plain(log))


def plain(log: bytes) -> str:
    """Lines without what is never twice the same: durations, memory, the time of a logging line."""
    text = _SECOND.sub("<time>", _MEMORY.sub("Max Memory Used: <m> MB", _TIMES.sub("<t> ms", log.decode())))
    return text.replace(ID, "<id>")


def report_line(*, init: bool = False, status: str = "", memory: int = 512) -> str:
    """The REPORT line, as `plain` leaves it."""
    start = f"REPORT RequestId: <id>\tDuration: <t> ms\tBilled Duration: <t> ms\tMemory Size: {memory} MB\t"
    return f"{start}Max Memory Used: <m> MB\t{_INIT if init else ''}{status}\n"


def framed(lines: str = "", *, version: str = "$LATEST", **report: Any) -> str:
    """An invocation's log with the function's own lines."""
    return f"START RequestId: <id> Version: {version}\n{lines}END RequestId: <id>\n{report_line(**report)}"


def write(folder: Path, code: str) -> Path:
    """A package with the module `app`."""
    folder.mkdir(exist_ok=True)
    (folder / "app.py").write_text(dedent(code))
    return folder


@asynccontextmanager
async def function(
    folder: Path,
    code: str,
    *,
    told: Callable[[Report, bytes], None] | None = None,
    clock: Clock | None = None,
    **configuration: Any,
) -> AsyncIterator[Function]:
    """A function of this code, whose handler is `app.handler`."""
    async with Processes(write(folder / "package", code), work=folder / "work") as processes:
        configured = Configuration("towns", **{"handler": "app.handler", **configuration})
        draw = random.Random(7).random
        async with Function(configured, processes, clock=clock, told=told, draw=draw) as made:
            yield made


def asked(payload: bytes = b"{}", qualifier: str = "", **more: str) -> Asked:
    return Asked(payload, qualifier, ID, **more)


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    """In a loop of its own, with an end."""

    async def limited() -> Any:
        return await asyncio.wait_for(work(), 20)

    return asyncio.run(limited())


def once(folder: Path, code: str, payload: bytes = b"{}", **configuration: Any) -> tuple[Outcome, str]:
    """What comes of one invocation, with all its lines."""

    async def invoked() -> Outcome:
        async with function(folder, code, **configuration) as made:
            return await made.invoke(asked(payload), tail=True)

    outcome: Outcome = run(invoked)
    return outcome, plain(outcome.log)


async def until(happened: Callable[[], bool]) -> None:
    while not happened():
        await asyncio.sleep(0.002)
