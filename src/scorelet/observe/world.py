"""What is outside of the prediction log: passed in, so that tests need not wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Event
from typing import NamedTuple


def _to_standard_error(line: str) -> None:
    if sys.stderr is not None:  # a service without a console has none
        sys.stderr.write(line + "\n")


class World(NamedTuple):
    """Times are seconds.

    clock  only goes forward
    wait   waits until an event, so long at most (None: for ever); whether it came
    pause  waits so long
    tell   says a line to whoever runs this
    """

    clock: Callable[[], float] = time.monotonic
    wait: Callable[[Event, float | None], bool] = Event.wait
    pause: Callable[[float], object] = time.sleep
    tell: Callable[[str], object] = _to_standard_error


WORLD = World()
