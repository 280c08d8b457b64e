"""The target of a request, as its first line has it -> path and query."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from scorelet.errors import RequestError

_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ABSOLUTE = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)


def path_and_query(target: bytes) -> tuple[str, str]:
    """The path, percent-decoded, and the query as it stands. Raises RequestError (400)."""
    path, _, query = target.partition(b"?")
    try:
        if not path.startswith(b"/"):
            path = _origin_form(path)
        if b"%" in path:
            path = _decoded(path)
        return path.decode(), query.decode("ascii")
    except UnicodeDecodeError:
        raise RequestError(400, "the path of the URL is no UTF-8, or its query no ASCII") from None


def _origin_form(path: bytes) -> bytes:
    """Proxies are sent the whole URL; OPTIONS may ask about "*"."""
    found = _ABSOLUTE.match(path)
    if path != b"*" and found is None:
        raise RequestError(400, "expected a URL whose path begins with '/'")
    return path if found is None else path[found.end() :] or b"/"


def _decoded(path: bytes) -> bytes:
    if _BROKEN.search(path):
        raise RequestError(400, "the path of the URL has a '%' that two hexadecimal digits do not follow")
    return unquote_to_bytes(path)
