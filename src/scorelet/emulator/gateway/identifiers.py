"""Ids, as API Gateway writes them: of one request, at random; of an API and its parts, the same at every start."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from re import compile as pattern
from typing import NamedTuple

Random = Callable[[int], bytes]

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_ROOT = pattern(r"(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?=;|$)")
_UUID, _EXTENDED, _TRACE, _PARENT, _LINEAGE = 16, 11, 12, 8, 4


class Identifiers(NamedTuple):
    """Of one request.

    request   requestContext.requestId, x-amzn-RequestId
    extended  requestContext.extendedRequestId, x-amz-apigw-id
    root      of the trace, as the event's header X-Amzn-Trace-Id has it
    trace     the whole of it, as the function and the caller get it
    invoked   the invocation's id, which is another
    """

    request: str
    extended: str
    root: str
    trace: str
    invoked: str


def identifiers(random: Random, now: float, given: str | None) -> Identifiers:
    """Of a new request; `given`: the caller's header X-Amzn-Trace-Id, whose root is kept where it is one."""
    data = random(2 * _UUID + _EXTENDED + _TRACE + _PARENT + _LINEAGE)
    request, data = data[:_UUID], data[_UUID:]
    invoked, data = data[:_UUID], data[_UUID:]
    extended, data = data[:_EXTENDED], data[_EXTENDED:]
    found = _ROOT.search(given) if given else None
    root = f"Root={found[1] if found else f'1-{int(now):08x}-{data[:_TRACE].hex()}'}"
    rest = data[_TRACE:].hex()
    trace = f"{root};Parent={rest[: 2 * _PARENT]};Sampled=0;Lineage=1:{rest[2 * _PARENT :]}:0"
    return Identifiers(_uuid(request), urlsafe_b64encode(extended).decode(), root, trace, _uuid(invoked))


def stable(length: int, *parts: str) -> str:
    """An id of letters and digits that tells nothing of what it was made of, and is the same for the same parts."""
    number = int.from_bytes(sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest())
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)


def _uuid(data: bytes) -> str:
    """A UUID of version 4 (RFC 9562, 5.4)."""
    text = data.hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[data[8] >> 6]}{text[17:20]}-{text[20:]}"
