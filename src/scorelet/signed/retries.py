"""What may go better the next time, and when that is.

Pauses have full jitter: a random part of a span that doubles, so that many who were refused at once do not come back
at once. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

PASSING = frozenset({429, 500, 502, 503, 504})
"""HTTP statuses of what passes by itself."""

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "KMSThrottlingException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
"""AWS's words for "not now", which come with 400 as well. A RequestTimeout is the network's: the request came too
slowly."""


class Timing(NamedTuple):
    """How long a call may take, in seconds, and how often it is tried.

    connect  to get a connection
    read     for the next bytes of an answer
    budget   for everything: all tries with the pauses between them
    tries    the first one included
    first    the longest first pause; the next ones may take twice as long each, up to `longest`
    """

    connect: float = 3.0
    read: float = 10.0
    budget: float = 30.0
    tries: int = 4
    first: float = 0.1
    longest: float = 5.0


def passes(status: int, code: str) -> bool:
    """Whether what was answered may pass by itself."""
    return status in PASSING or code in THROTTLED


def pause(timing: Timing, failures: int, chance: Callable[[], float]) -> float:
    """Seconds to wait after so many failures; `chance` gives a number from 0 to 1."""
    return chance() * min(timing.longest, timing.first * 2.0 ** (failures - 1))


def chance() -> float:
    """From the system: the state of `random` would be the same in each function restored from one snapshot."""
    return int.from_bytes(os.urandom(6), "big") / 2**48
