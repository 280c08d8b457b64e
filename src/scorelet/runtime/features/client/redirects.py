"""Where an answer points to, and whether we go there.

Never from https to http. Headers go along to the same host only: any of them may be a key.
"""

from __future__ import annotations

from urllib.parse import urljoin

from scorelet.errors import UsageError
from scorelet.runtime.features.client.answer import Answer, Broken
from scorelet.runtime.features.client.sending import Sent, address

MOST = 5
_SAME_METHOD = frozenset([307, 308])
_TO_GET = frozenset([301, 302, 303])
_HARMLESS = frozenset(["accept", "accept-encoding", "accept-language", "content-type", "user-agent"])


def redirected(sent: Sent, answer: Answer) -> Sent | None:
    """The next request; None where the answer points nowhere. Raises Broken where we do not go."""
    location = answer.headers.get("location")
    if location is None or answer.status not in _SAME_METHOD | _TO_GET:
        return None
    try:
        origin, target = address(urljoin(f"{sent.origin.scheme}://{sent.upstream}{sent.target}", location))
    except (UsageError, ValueError):
        raise Broken("redirects to what is no address", final=True) from None
    if sent.origin.scheme == "https" and origin.scheme == "http":
        raise Broken("redirects from https to http", final=True)
    there = sent._replace(origin=origin, target=target)
    if origin != sent.origin:
        there = there._replace(headers=tuple(header for header in sent.headers if header[0] in _HARMLESS))
    if answer.status in _TO_GET and sent.method not in ("GET", "HEAD"):
        headers = tuple(header for header in there.headers if header[0] != "content-type")
        there = there._replace(method="GET", headers=headers, body=None)
    return there
