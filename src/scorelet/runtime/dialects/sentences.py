"""An error in one line, for dialects whose errors are a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorelet.runtime.problems import title_of

if TYPE_CHECKING:
    from scorelet.errors import RequestError
    from scorelet.runtime.turn import Turn

_SHOWN = 10
"""So many problems are spelled out."""


def sentence(error: RequestError, turn: Turn) -> str:
    """What is wrong, and where; only of which kind it is where the service is terse."""
    if turn.terse:
        return title_of(error.status)
    if not error.problems:
        return error.detail
    said = [f"{what} - at {at}" if at else what for at, what in error.problems[:_SHOWN]]
    more = len(error.problems) - len(said)
    return "; ".join([*said, f"and {more} more"] if more else said)
