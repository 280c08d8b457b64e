"""An HTTP API of API Gateway with one route and one stage, which have no name: everything goes to the function.

    200 .. 599                                 what the function says
    413  {"message":"Request Entity Too Large"}
    500  {"message":"Internal Server Error"}   the function failed, ran out of time, or said what is no answer
    503  {"message":"Service Unavailable"}     it took longer than 30 s, or there was no environment for it

The path comes decoded, and ends at a question mark that was in it: measured, see
https://github.com/middleapi/standard-server/pull/93. 503 after 30 s: https://github.com/cortexlabs/cortex/issues/1225;
500 for the function's own timeout: https://github.com/denoland/deno_registry2/issues/87.
"""

from __future__ import annotations

from urllib.parse import unquote

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.forwarding import Json, Kind
from scorelet.emulator.gateway.identifiers import Identifiers, stable
from scorelet.emulator.gateway.integration import Failures
from scorelet.emulator.gateway.payload_2 import Seen, event_of
from scorelet.emulator.values import ACCOUNT
from scorelet.runtime.messages import Headers, Response

LARGEST_BODY = 10 * 1024 * 1024
"""Bytes that it takes from callers."""
TEXT = "text/plain; charset=utf-8"
"""The type of a body of which the function says none."""


def _said(status: int, message: str) -> Response:
    return Response(status, (("content-type", "application/json"),), f'{{"message":"{message}"}}'.encode())


TOO_LARGE = _said(413, "Request Entity Too Large")
_FAILED = _said(500, "Internal Server Error")
_UNAVAILABLE = _said(503, "Service Unavailable")
FAILURES = Failures(_FAILED, late=_UNAVAILABLE, throttled=_UNAVAILABLE, too_large=TOO_LARGE, refused=_FAILED)


def _api(name: str) -> str:
    return stable(10, "api", name)


def _event(call: Call, api: str, ids: Identifiers, now: float) -> dict[str, Json]:
    path = unquote(call.path).partition("?")[0]
    event = event_of(call, Seen(ACCOUNT, api, path, ids.extended, ids.root, now))
    event["headers"].setdefault("content-length", str(len(call.body)))  # it says of each how long it is
    return event


def _told(ids: Identifiers) -> Headers:
    return (("apigw-requestid", ids.extended),)


HTTP_API = Kind(FAILURES, TEXT, _api, _event, _told)
