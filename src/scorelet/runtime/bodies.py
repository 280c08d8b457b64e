"""Bodies of requests -> what they hold, by their media type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorelet.errors import RequestError
from scorelet.runtime.problems import too_large
from scorelet.runtime.strict_json import parse

if TYPE_CHECKING:
    from scorelet.runtime.messages import Request
    from scorelet.runtime.turn import Turn

JSON_TYPE = "application/json"
JSON_HEADERS = (("content-type", JSON_TYPE),)
CSV_TYPE = "text/csv"
FORM_TYPE = "application/x-www-form-urlencoded"
"""Of HTML forms, and of what curl sends unless it is told: mostly JSON whose header was forgotten."""
_MEMBERS = 1000
"""Of a body in gzip, at most: each is another copy of what follows it."""


def media_type(request: Request) -> str:
    """The media type in small letters, without parameters; JSON's for its relatives, and where none was named."""
    named = request.headers.get("content-type", JSON_TYPE)
    if named == JSON_TYPE:
        return JSON_TYPE
    kind = named.partition(";")[0].strip().lower()
    return JSON_TYPE if not kind or kind.endswith("+json") else kind


def unsupported(request: Request, taken: Sequence[str]) -> RequestError:
    """415 for a media type that is none of those."""
    named = request.headers.get("content-type", "")
    wanted = " or ".join(taken)
    hint = "; curl says that of all data: add -H 'content-type: application/json'" if named == FORM_TYPE else ""
    return RequestError(
        415, f"expected a body of {wanted}, got {named[:100]!r}{hint}", headers=[("accept", ", ".join(taken))]
    )


def read_json(turn: Turn) -> Any:
    """The JSON of a body. Raises RequestError: 400, 413, 415."""
    return parse(content(turn))


def content(turn: Turn) -> bytes:
    """The body, unpacked where it came compressed. Raises RequestError: 400, 413, 415."""
    request = turn.request
    encoding = request.headers.get("content-encoding")
    if encoding is None or encoding.strip().lower() in ("", "identity"):
        return request.body
    if encoding.strip().lower() != "gzip":
        raise RequestError(
            415, f"expected a body as it is or in gzip, got {encoding[:50]!r}", headers=[("accept-encoding", "gzip")]
        )
    return _unpacked(request.body, turn.app.service.limits.body)


def _unpacked(body: bytes, limit: int) -> bytes:
    """At most `limit` bytes: a small body may unpack to a very large one.

    What is packed may be in several members, one behind the other (RFC 1952, 2.2).
    """
    import zlib

    pieces: list[bytes] = []
    left, members = limit, 0
    while body or not members:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            pieces.append(reader.decompress(body, left + 1))
        except zlib.error:
            raise RequestError(400, "the body is no gzip, as its content-encoding says") from None
        left, members = left - len(pieces[-1]), members + 1
        if left < 0 or members > _MEMBERS:
            raise too_large(limit)
        if not reader.eof:
            raise RequestError(400, "the body in gzip ends too early")
        body = reader.unused_data
    return b"".join(pieces)
