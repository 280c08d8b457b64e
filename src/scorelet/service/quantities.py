"""Durations, sizes and quotas, as people write them.

A reader gives None for a text that it does not know. A check takes a number in the base unit, or text with a unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.service.checks import Check, Reading
from scorelet.service.places import Path
from scorelet.service.values import Quota

SECONDS: Mapping[str, float] = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
BYTES: Mapping[str, int] = {
    "B": 1,
    "kB": 1000,
    "KB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KiB": 1024,
    "MiB": 1024**2,
    "GiB": 1024**3,
}
PERIODS = ("day", "week", "month")

_AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?) ?([A-Za-z]+)")
_QUOTA = re.compile(r"([0-9]{1,15}) ?/ ?([a-z]+)")


def seconds_of(text: str) -> float | None:
    """`"60s"`, `"5 m"`, `"250ms"`, `"1.5h"` in seconds."""
    return _amount(text, SECONDS)


def bytes_of(text: str) -> int | None:
    """`"6 MB"` (6,000,000), `"512 kB"`, `"6 MiB"` (6 * 1024 * 1024) in bytes; a part of a byte is no size."""
    count = _amount(text, BYTES)
    return int(count) if count is not None and count.is_integer() else None


def quota_of(text: str) -> Quota | None:
    """`"1000/day"`."""
    found = _QUOTA.fullmatch(text)
    if found is None or found[2] not in PERIODS or int(found[1]) == 0:
        return None
    return Quota(int(found[1]), found[2])


def _amount(text: str, units: Mapping[str, float]) -> float | None:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or found[2] not in units:
        return None
    return round(float(found[1]) * units[found[2]], 6)  # 1.005 MB are 1005000 bytes, and not one less


def seconds(low: float, high: float) -> Check:
    """Seconds, as a float."""
    what = f'seconds or a duration such as "60s" or "5m", from {low:g} to {high:g} seconds'
    return _within(low, high, what, seconds_of, float)


def whole_seconds(low: int, high: int) -> Check:
    """Seconds without a fraction, as an int."""
    what = f'whole seconds or a duration such as "60s" or "5m", from {low} to {high} seconds'
    return _within(low, high, what, seconds_of, int)


def size(low: int, high: int) -> Check:
    """Bytes."""
    what = f'bytes or a size such as "6 MB" or "512 kB", from {low} to {high} bytes'
    return _within(low, high, what, bytes_of, int, kinds=(int,))


def _within(
    low: float,
    high: float,
    what: str,
    read: Callable[[str], float | None],
    make: Callable[[Any], Any],
    kinds: tuple[type, ...] = (int, float),
) -> Check:
    def check(value: Any, at: Path, reading: Reading) -> Any:
        amount: Any = read(value) if isinstance(value, str) else value
        known = type(amount) in kinds and low <= amount <= high and make(amount) == amount
        return make(amount) if known else reading.expected(what, value, at)

    return check
