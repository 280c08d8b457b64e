"""A function URL: Lambda's own door, which waits as long as the function may run.

    200 .. 599                                  what the function says
    413  {"Message":"Request must be ..."}      the event has more than 6 MB
    429  {"message":"Rate Exceeded."}           there was no environment for it
    502  Internal Server Error                  the function failed, ran out of time, or said what is no answer

What a reply makes, and 502: recorded on AWS in LocalStack's validated tests (TestLambdaURL of test_lambda.py). The path
comes as it was sent: https://github.com/middleapi/standard-server/pull/93. The body of a throttle:
https://github.com/huntharo/lambda-provisioned-throttling.
"""

from __future__ import annotations

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.forwarding import Json, Kind
from scorelet.emulator.gateway.identifiers import Identifiers, stable
from scorelet.emulator.gateway.integration import Failures
from scorelet.emulator.gateway.payload_2 import Seen, event_of
from scorelet.emulator.values import LARGEST_REQUEST, REGION
from scorelet.runtime.messages import Headers, Response

LARGEST_BODY = LARGEST_REQUEST
"""Bytes that it takes from callers."""
JSON = "application/json"
ANYBODY = "anonymous"
"""Whose account it is told that a caller has who did not sign."""


def _said(status: int, kind: str, body: bytes) -> Response:
    return Response(status, (("content-type", JSON), ("x-amzn-errortype", kind)), body)


TOO_LARGE = _said(
    413,
    "RequestEntityTooLargeException",
    b'{"Message":"Request must be smaller than %d bytes for the InvokeFunction operation"}' % LARGEST_REQUEST,
)
_FAILED = Response(502, (("content-type", "text/plain; charset=utf-8"),), b"Internal Server Error")
_THROTTLED = _said(429, "ThrottlingException", b'{"message":"Rate Exceeded."}')
FAILURES = Failures(_FAILED, late=_FAILED, throttled=_THROTTLED, too_large=TOO_LARGE, refused=_FAILED)


def _api(name: str) -> str:
    return stable(32, "url", name)


def _event(call: Call, api: str, ids: Identifiers, now: float) -> dict[str, Json]:
    domain = f"{api}.lambda-url.{REGION}.on.aws"
    return event_of(call, Seen(ANYBODY, api, call.path, ids.invoked, ids.root, now, domain))


def _told(ids: Identifiers) -> Headers:
    return (("x-amzn-requestid", ids.invoked), ("x-amzn-trace-id", ids.trace))


FUNCTION_URL = Kind(FAILURES, JSON, _api, _event, _told)
