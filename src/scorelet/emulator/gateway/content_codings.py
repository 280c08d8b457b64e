"""A packed body is unpacked before anything else is done with it, as every REST API does.

The event has the plain body, and Content-Encoding as it was sent (measured by who met it:
https://github.com/dougmoscrop/serverless-http/issues/194). What is packed otherwise, or is not what it says, is a 415
(https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html).
That a body must not be longer unpacked than one that comes as it is, and that it is packed in one piece, is assumed.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.rest_errors import LARGEST_BODY, GatewayError

_WINDOWS: Mapping[str, int] = {"gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_AS_IT_IS = ("", "identity")


def unpacked(call: Call) -> Call:
    """The call with its body as it is. Raises GatewayError."""
    coding = (call.header("content-encoding") or "").strip().lower()
    if coding in _AS_IT_IS or not call.body:
        return call
    if coding not in _WINDOWS:
        raise GatewayError("coding", f"expected a body in {' or '.join(_WINDOWS)}, got {coding[:50]!r}")
    return call._replace(body=_body(call.body, coding))


def _body(packed: bytes, coding: str) -> bytes:
    reader = zlib.decompressobj(_WINDOWS[coding])
    try:
        body = reader.decompress(packed, LARGEST_BODY + 1)
    except zlib.error:
        raise GatewayError("coding", f"the body is no {coding}, as its Content-Encoding says") from None
    if len(body) > LARGEST_BODY:
        raise GatewayError("too long", f"the unpacked body has more than {LARGEST_BODY} bytes")
    if not reader.eof or reader.unused_data:
        raise GatewayError("coding", f"the body in {coding} ends too {'late' if reader.eof else 'early'}")
    return body
