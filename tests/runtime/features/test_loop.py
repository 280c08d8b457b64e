"""The loop in which async functions run, and what happens when one of them stops it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from scorelet.runtime.features.loop import Loop


async def quick() -> str:
    await asyncio.sleep(0)
    return "answered"


def test_a_function_that_stops_the_loop_stops_nobody_else() -> None:
    loop, go_on = Loop(), threading.Event()

    async def waits() -> None:
        go_on.wait(5)

    with pytest.raises(TimeoutError):
        loop.run([waits], 0.01)
    assert loop.run([quick, quick], 1.0) == ["answered", "answered"]
    go_on.set()
    loop.close()


def test_a_function_that_only_takes_long_leaves_the_loop_where_it_is() -> None:
    loop = Loop()
    seen = []

    async def waits() -> None:
        seen.append(asyncio.get_running_loop())
        await asyncio.sleep(5)

    for _ in range(2):
        with pytest.raises(TimeoutError):
            loop.run([waits], 0.01)
    loop.close()
    assert seen[0] is seen[1]
    assert seen[0].is_closed()
