"""Times as AWS writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

END = 253_402_300_800
"""The end of the year 9999, behind which no date is written."""


def moment(said: Any, otherwise: float) -> float:
    """Seconds since 1970 that somebody says; `otherwise` where they are none."""
    return float(said) if type(said) in (int, float) and 0 <= said < END else otherwise


def iso(moment: float) -> str:
    """2023-11-14T22:13:20.123Z"""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%S}.{int(moment * 1000) % 1000:03d}Z"


def iso_seconds(moment: float) -> str:
    """2023-11-14T22:13:20Z"""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%S}Z"
