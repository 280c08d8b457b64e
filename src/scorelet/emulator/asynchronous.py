"""An invocation that nobody waits for, with the attempts that Lambda makes.

What fails is tried twice more, after one minute and after two; what finds no free environment, again and again for six
hours, with longer and longer pauses. Source: AWS, "How Lambda handles errors and retries with asynchronous invocation".
"""

from __future__ import annotations

from scorelet.emulator.clock import Clock
from scorelet.emulator.values import Asked, Invoke, Outcome, RefusedError

RETRIES = (60.0, 120.0)
"""Seconds before each."""

OLDEST = 6 * 3600.0
"""Seconds that an event may wait for a free environment."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0


async def attempts(asked: Asked, invoke: Invoke, clock: Clock) -> None:
    """Until one succeeds, or there is no further one: what failed for good is told to nobody."""
    came = clock.monotonic()
    for pause in (*RETRIES, None):
        said = await _admitted(asked, invoke, clock, came + OLDEST)
        if isinstance(said, RefusedError) or not said.error or pause is None:
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
