"""Checks of durations, sizes and quotas: a number in the base unit, or text with a unit."""

from __future__ import annotations

from typing import Any

from scorelet.service.checks import Check, Reading
from scorelet.service.places import Path
from scorelet.service.quantities import bytes_of, seconds_of


def seconds(low: float, high: float) -> Check:
    """Seconds, as a float."""
    what = f'seconds or a duration such as "60s" or "5m", from {low:g} to {high:g} seconds'

    def check(value: Any, at: Path, reading: Reading) -> Any:
        amount: Any = seconds_of(value) if isinstance(value, str) else value
        known = type(amount) in (int, float) and low <= amount <= high
        return float(amount) if known else reading.expected(what, value, at)

    return check


def whole_seconds(low: int, high: int) -> Check:
    """Seconds without a fraction, as an int."""
    what = f'whole seconds or a duration such as "60s" or "5m", from {low} to {high} seconds'

    def check(value: Any, at: Path, reading: Reading) -> Any:
        amount: Any = seconds_of(value) if isinstance(value, str) else value
        known = type(amount) in (int, float) and low <= amount <= high and amount == int(amount)
        return int(amount) if known else reading.expected(what, value, at)

    return check


def size(low: int, high: int) -> Check:
    """Bytes."""
    what = f'bytes or a size such as "6 MB" or "512 kB", from {low} to {high} bytes'

    def check(value: Any, at: Path, reading: Reading) -> Any:
        amount: Any = bytes_of(value) if isinstance(value, str) else value
        known = type(amount) is int and low <= amount <= high
        return amount if known else reading.expected(what, value, at)

    return check
