"""A function that answers without a process, and what it says of each invocation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from scorelet.emulator.values import Asked, Outcome, Report


def outcome(
    payload: bytes = b'{"ok":true}', *, cold: bool = False, duration: float = 0.002, error: str = "", log: bytes = b""
) -> Outcome:
    init = 0.03 if cold else None
    billed = 33 if cold else 3
    return Outcome(payload, error, "1", Report("id", "1", duration, billed, 512, 38, init), log)


class Answering:
    """Answers with these outcomes, one after the other; keeps what it was asked."""

    def __init__(self, outcomes: Iterable[Outcome | Exception]) -> None:
        self._outcomes = iter(outcomes)
        self.asked: list[Asked] = []
        self.ended = False

    @asynccontextmanager
    async def starting(self) -> AsyncIterator[Any]:
        try:
            yield self
        finally:
            self.ended = True

    async def invoke(self, asked: Asked, *, tail: bool = False) -> Outcome:
        assert tail
        self.asked.append(asked)
        found = next(self._outcomes)
        if isinstance(found, Exception):
            raise found
        return found
