"""An invocation that nobody waits for, with the attempts that Lambda makes.

What fails is tried twice more, after one minute and after two; what finds no free environment, again and again for six
hours, with longer and longer pauses. Source: AWS, "How Lambda handles errors and retries with asynchronous invocation".
"""

from __future__ import annotations

from collections.abc import Callable

from scorelet.emulator.clock import Clock
from scorelet.emulator.values import Asked, Invoke, Outcome, RefusedError

Failed = Callable[[Asked, Outcome | RefusedError, int], None]
"""Told of an invocation that failed for good: what came of it last, and how often it was run."""

RETRIES = (60.0, 120.0)
"""Seconds before each."""

OLDEST = 6 * 3600.0
"""Seconds that an event may wait for a free environment."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0


async def attempts(asked: Asked, invoke: Invoke, clock: Clock, failed: Failed | None) -> None:
    """Until one succeeds, or there is no further one."""
    came = clock.monotonic()
    for count, pause in enumerate((*RETRIES, None), 1):
        said = await _admitted(asked, invoke, clock, came + OLDEST)
        if isinstance(said, RefusedError):
            _tell(failed, asked, said, count - 1)
            return
        if not said.error:
            return
        if pause is None:
            _tell(failed, asked, said, count)
            return
        await clock.sleep(pause)


async def _admitted(asked: Asked, invoke: Invoke, clock: Clock, until: float) -> Outcome | RefusedError:
    """What comes of it once there is an environment for it, or why there never was."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return await invoke(asked)
        except RefusedError as error:
            if error.status != 429 or clock.monotonic() + pause > until:
                return error
        await clock.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _tell(failed: Failed | None, asked: Asked, said: Outcome | RefusedError, count: int) -> None:
    if failed is not None:
        failed(asked, said, count)
