"""Bytes, seconds and moments as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

BYTES = ("bytes", "kB", "MB", "GB")
SECONDS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
DIGITS = 12
AGES = ((60, "minute"), (3600, "hour"), (86400, "day"))
"""Seconds, and what so many are called."""


def bytes_said(count: float) -> str:
    """``7606`` -> ``7.6 kB``."""
    for unit in BYTES[:-1]:
        if count < 1000:
            return f"{_short(count)} {unit}"
        count /= 1000
    return f"{_short(count)} {BYTES[-1]}"


def seconds_said(seconds: float | None) -> str:
    """``2.4e-06`` -> ``2.4 µs``; None is not known."""
    if seconds is None:
        return "not known"
    scale, unit = next((known for known in SECONDS if seconds >= known[0]), SECONDS[-1])
    return f"{_short(seconds / scale)} {unit}"


def ratio_said(before: float | None, after: float | None) -> str:
    """How many times faster it became; "" where that is not known."""
    return f"{_short(before / after)} times faster" if before and after and before > after else ""


def moment_said(moment: datetime) -> str:
    """The local time."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def age_said(moment: datetime, now: datetime | None = None) -> str:
    """How long ago it was; of more than a month the local date."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    scale, unit = next(age for age in reversed(AGES) if seconds >= age[0])
    count = int(seconds // scale)
    if unit == "day" and count > 31:
        return moment.astimezone().strftime("%Y-%m-%d")
    return f"{count} {unit}{'s' if count > 1 else ''} ago"


def version_said(digest: str | None) -> str:
    """The digits by which people tell a version; - for none."""
    return "-" if digest is None else digest[:DIGITS]


def _short(number: float) -> str:
    """Two digits, or all of a whole number: 2.4, 24, 240."""
    if number >= 9.95 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 0.095 else f"{number:.2g}"
