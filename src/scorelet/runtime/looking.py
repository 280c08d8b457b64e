"""Aliases are looked at between invocations, since nothing else runs in AWS Lambda (see `following`).

An invocation that finds that it is time starts a look beside itself and waits for it two seconds at most. If that was
not enough, the old version answers, and the look goes on for as long as invocations do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorelet.runtime.following import Follower

PATIENCE = 2.0
"""Seconds that an invocation waits for a look."""


class Looking:
    """Called by each invocation. At first everything is due: the package may be weeks old."""

    def __init__(self, follower: Follower, clock: Callable[[], float] = time.monotonic) -> None:
        self._follower = follower
        self._clock = clock
        self._under_way = Lock()
        self.expire()

    def expire(self) -> None:
        """Everything is due."""
        self._follower.expire()
        self._due = float("-inf")

    def __call__(self, patience: float = PATIENCE) -> None:
        """Looks at what is due, and waits so many seconds for that."""
        if self._clock() < self._due or not self._under_way.acquire(blocking=False):
            return
        thread = Thread(target=self._look, name="scorelet-looking", daemon=True)
        thread.start()
        thread.join(patience)

    def _look(self) -> None:
        try:
            self._due = self._clock() + self._follower.look()
        finally:
            self._under_way.release()
