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

from functools import partial
from os import urandom
from urllib.parse import unquote

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.identifiers import Identifiers, Random, identifiers, stable
from scorelet.emulator.gateway.integration import Failures, Integration
from scorelet.emulator.gateway.origins import Origins
from scorelet.emulator.gateway.payload_2 import Seen, encoded, event_of
from scorelet.emulator.gateway.reply_2 import response_of
from scorelet.emulator.values import ACCOUNT, LIVE, Asked, Invoke
from scorelet.runtime.messages import Response

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


class HttpApiGateway:
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
        self._api = stable(10, "api", endpoint.name)

    async def __call__(self, call: Call) -> Answer:
        now = self._clock.time()
        ids = identifiers(self._random, now, call.header("x-amzn-trace-id"))
        preflight = self._origins.preflight(call)
        answer = Answer(preflight) if preflight else await self._asked(call, ids, now)
        response = preflight or self._origins.dressed(answer.response, call)
        return answer._replace(
            response=response._replace(headers=(*response.headers, ("apigw-requestid", ids.extended)))
        )

    async def close(self) -> None:
        """Functions that are still asked are asked no longer."""
        await self._ask.close()

    async def _asked(self, call: Call, ids: Identifiers, now: float) -> Answer:
        path = unquote(call.path).partition("?")[0]
        event = event_of(call, Seen(ACCOUNT, self._api, path, ids.extended, ids.root, now))
        event["headers"].setdefault("content-length", str(len(call.body)))  # it says of each how long it is
        asked = Asked(encoded(event), LIVE, ids.invoked, ids.trace)
        return await self._ask(asked, partial(response_of, usual=TEXT, method=call.method))
