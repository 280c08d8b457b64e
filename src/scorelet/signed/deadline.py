"""How much time is left."""

from __future__ import annotations

from collections.abc import Callable


class Deadline:
    """`seconds` from now on, by `clock`."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds; not above zero when time is up."""
        return self._end - self._clock()

    def at_most(self, seconds: float) -> float:
        """A timeout of `seconds`, or what is left; raises TimeoutError when nothing is."""
        left = self.left()
        if left <= 0:
            raise TimeoutError
        return min(seconds, left)
