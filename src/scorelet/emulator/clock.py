"""Time, as the emulator is given it: tests give it another one."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """The machine's own clocks."""

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds, for differences."""
        return time.perf_counter()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
