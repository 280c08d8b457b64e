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

from functools import partial
from os import urandom

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.identifiers import Identifiers, Random, identifiers, stable
from scorelet.emulator.gateway.integration import Failures, Integration
from scorelet.emulator.gateway.origins import Origins
from scorelet.emulator.gateway.payload_2 import Seen, encoded, event_of
from scorelet.emulator.gateway.reply_2 import response_of
from scorelet.emulator.values import LARGEST_REQUEST, LIVE, REGION, Asked, Invoke
from scorelet.runtime.messages import Response

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


class FunctionUrlGateway:
    """A Gateway. random: gives so many bytes, for ids."""

    def __init__(
        self,
        endpoint: Endpoint,
        invoke: Invoke,
        *,
        clock: Clock | None = None,
        random: Random = urandom,
    ) -> None:
        self._clock = clock or Clock()
        self._ask = Integration(invoke, FAILURES, endpoint.timeout, self._clock)
        self._origins = Origins(endpoint.cors)
        self._random = random
        self._api = stable(32, "url", endpoint.name)

    async def __call__(self, call: Call) -> Answer:
        now = self._clock.time()
        ids = identifiers(self._random, now, call.header("x-amzn-trace-id"))
        preflight = self._origins.preflight(call)
        answer = Answer(preflight) if preflight else await self._asked(call, ids, now)
        response = preflight or self._origins.dressed(answer.response, call)
        told = (("x-amzn-requestid", ids.invoked), ("x-amzn-trace-id", ids.trace))
        return answer._replace(response=response._replace(headers=(*response.headers, *told)))

    async def close(self) -> None:
        """Functions that are still asked are asked no longer."""
        await self._ask.close()

    async def _asked(self, call: Call, ids: Identifiers, now: float) -> Answer:
        domain = f"{self._api}.lambda-url.{REGION}.on.aws"
        event = event_of(call, Seen(ANYBODY, self._api, call.path, ids.invoked, ids.root, now, domain))
        asked = Asked(encoded(event), LIVE, ids.invoked, ids.trace)
        return await self._ask(asked, partial(response_of, usual=JSON, method=call.method))
