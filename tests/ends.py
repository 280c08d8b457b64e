"""Ends of processes, as tests wait for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

TIME = 10.0
"""Seconds that starting and ending may take."""


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within seconds: ends of processes are seen some microseconds later."""
    until = time.monotonic() + TIME
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    return condition()


def is_gone(pid: int) -> bool:
    """Ended, be it that its parent has not looked yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"
