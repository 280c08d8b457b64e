"""Functions that are `async def` run in one event loop, in a thread of its own.

So it does not matter in which thread a request is answered, nor whether that has a loop of its own; what a function
keeps open between requests (a client, a pool) stays usable; and a function that never ends is left behind. One that
waits without `await` (`time.sleep`) stops the whole loop: then the loop is left behind with it, and the next request
gets a new one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Executor

Job = Callable[[], Coroutine[Any, Any, Any]]

STUCK = 0.25
"""Seconds after which a loop that does not stir is left."""
ENDING = 1.0
"""Seconds that a loop may take to end."""
THREADS = 32
"""So many calls of async functions wait side by side."""


class Loop:
    """Started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._executor: Executor | None = None

    def run(self, jobs: Sequence[Job], seconds: float) -> list[Any]:
        """Their results, in order; raises what one of them raises, or TimeoutError, and cancels the others."""
        import asyncio

        loop = self._started()
        future = asyncio.run_coroutine_threadsafe(_together(jobs), loop)
        try:
            return future.result(max(seconds, 0.0))
        except TimeoutError:
            future.cancel()
            self._leave_if_stuck(loop)
            raise
        except BaseException:
            future.cancel()
            raise

    def executor(self) -> Executor:
        """Threads for what cannot be awaited."""
        with self._lock:
            if self._executor is None:
                from concurrent.futures import ThreadPoolExecutor

                self._executor = ThreadPoolExecutor(THREADS, "scorelet-http")
            return self._executor

    def close(self) -> None:
        """Waits for nobody."""
        with self._lock:
            if self._loop is not None and self._thread is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join(ENDING)
            if self._executor is not None:
                self._executor.shutdown(wait=False, cancel_futures=True)
            self._loop = self._thread = self._executor = None

    def _leave_if_stuck(self, loop: asyncio.AbstractEventLoop) -> None:
        stirs = threading.Event()
        with suppress(RuntimeError):  # it was closed meanwhile
            loop.call_soon_threadsafe(stirs.set)
        if stirs.wait(STUCK):
            return
        with self._lock:
            if self._loop is loop:
                loop.call_soon_threadsafe(loop.stop)
                self._loop = self._thread = None

    def _started(self) -> asyncio.AbstractEventLoop:
        import asyncio

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="scorelet-async", daemon=True)
                self._thread.start()
            return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """The loop's thread: until it is stopped, which may be long after it was left."""
    import asyncio

    loop.run_forever()
    if left := asyncio.all_tasks(loop):
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.wait(left, timeout=ENDING))
    loop.close()


async def _together(jobs: Sequence[Job]) -> list[Any]:
    import asyncio

    tasks = [asyncio.ensure_future(job()) for job in jobs]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
