"""Which failure is worth another try, and when.

The pauses double, and each is shortened by chance: callers that failed together must not come back together
(https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). An upstream that says how long to
wait (Retry-After, RFC 9110, 10.2.3) is heard.
"""

from __future__ import annotations

from scorelet.runtime.features.client.answer import Answer, Broken, Outcome

PASSING = frozenset([429, 502, 503, 504])
"""Statuses of failures that pass."""

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0


def passing(outcome: Outcome) -> bool:
    """Another try may bring something else."""
    return not outcome.final if isinstance(outcome, Broken) else outcome.status in PASSING


def pause(outcome: Outcome, tries: int, chance: float, now: float) -> float:
    """Seconds to wait after so many tries; `chance` is in [0, 1), `now` in seconds since 1970."""
    asked = None if isinstance(outcome, Broken) else _asked(outcome, now)
    return asked if asked is not None else min(FIRST_PAUSE * 2.0 ** (tries - 1), LONGEST_PAUSE) * (1 - chance / 2)


def _asked(answer: Answer, now: float) -> float | None:
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    return None if not text else _until(text, now)


def _until(text: str, now: float) -> float | None:
    """Seconds until an HTTP date."""
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
