"""How much time is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Deadline(NamedTuple):
    """Seconds of `clock` at which everything ends."""

    until: float
    clock: Callable[[], float]

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float]) -> Deadline:
        """So many seconds from now on."""
        return cls(clock() + seconds, clock)

    def left(self) -> float:
        """Seconds; not above zero when time is up."""
        return self.until - self.clock()

    def at_most(self, seconds: float) -> float:
        """A timeout of `seconds`, or what is left; raises TimeoutError when nothing is."""
        left = self.left()
        if left <= 0:
            raise TimeoutError
        return min(seconds, left)
