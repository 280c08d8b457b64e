"""Times as AWS writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: float) -> str:
    """2023-11-14T22:13:20.123Z"""
    seconds, milliseconds = divmod(round(moment * 1000), 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"


def iso_seconds(moment: float) -> str:
    """2023-11-14T22:13:20Z"""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%S}Z"
