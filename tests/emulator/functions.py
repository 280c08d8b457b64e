"""A function that answers what a test says, and a clock that stands still."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from scorelet.emulator.clock import Clock
from scorelet.emulator.values import Asked, Outcome, RefusedError, Report

NOW = 1_700_000_000.5
REPORT = Report("r", "3", 0.002, 2, 512, 41)


class StillClock(Clock):
    """sleep: ends at once where `late`, never otherwise. What was slept is kept."""

    def __init__(self, now: float = NOW, late: bool = False) -> None:
        self.now = now
        self.late = late
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0 if self.late else 3600)


class Function:
    """An Invoke: gives its payload, fails with an error object, raises what it is told to, or never answers."""

    def __init__(self, payload: bytes = b"null", *, error: str = "", raises: RefusedError | None = None) -> None:
        self.payload = payload
        self.error = error
        self.raises = raises
        self.asked: list[Asked] = []
        self.answers = asyncio.Event()
        self.answers.set()

    async def __call__(self, asked: Asked) -> Outcome:
        self.asked.append(asked)
        await self.answers.wait()
        if self.raises is not None:
            raise self.raises
        return Outcome(self.payload, self.error, "3", REPORT, b"START\nEND\n")

    @property
    def event(self) -> Any:
        """The last event."""
        return json.loads(self.asked[-1].payload)
