"""An event as what is compared of it: its leaves, by their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

VARYING = frozenset(
    {
        "accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "requestId",
        "requestTime", "requestTimeEpoch", "resourceId", "apiKeyId", "Host", "X-Amzn-Trace-Id", "X-Forwarded-Port",
    }
)  # fmt: skip
"""Keys whose values are of one implementation, or of one request: only their types are compared."""


def leaves(event: Any, place: str = "", varies: bool = False) -> dict[str, Any]:
    """The values in an event by their places; of one that varies, its type. Empty lists and objects are values."""
    items: Iterable[tuple[str, Any]] = ()
    if isinstance(event, dict):
        items = event.items()
    elif isinstance(event, list):
        items = ((str(number), item) for number, item in enumerate(event))
    found: dict[str, Any] = {}
    for key, item in items:
        found |= leaves(item, f"{place}.{key}".lstrip("."), varies or key in VARYING)
    if found:
        return found
    return {place: type(event).__name__ if varies and event is not None else event}
