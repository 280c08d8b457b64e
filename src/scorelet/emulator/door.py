"""A request as ASGI brings it -> Call -> a gateway or Lambda's own API -> its answer, which somebody is told of.

    /2015-03-31/functions...   Lambda's API
    anything else              the gateway

Names of headers are handed on as they were written: payload 1.0 shows them so. ASGI has them in lower case; the other
ones stand in the scope's extensions (`Protocol` of front.py puts them there).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from scorelet.emulator.gateway import function_url, http_api, rest_errors
from scorelet.emulator.gateway.call import Answer, Call, Gateway
from scorelet.emulator.lambda_api.api import PREFIX
from scorelet.runtime.messages import Response
from scorelet.serve.receiving import (
    BODY_SECONDS,
    GoneError,
    LateError,
    Receive,
    Scope,
    Send,
    TooLargeError,
    received,
)

WRITTEN = "scorelet.written"
"""The extension of a scope that has the headers as they were written: {"lines": ...}."""
LARGEST_PACKAGE = 70_167_211
"""Bytes of a request to Lambda's API, with a package in base64 (recorded on AWS)."""

_JSON = (("content-type", "application/json"),)
_FAILED = Response(500, _JSON, b'{"message":"Internal server error"}')
_SLOW = Response(408, _JSON, b'{"message":"Request Timeout"}')
_STRANGER = Response(403, (*_JSON, ("x-amzn-errortype", "AccessDeniedException")), b'{"Message":"Forbidden"}')
_HERE = frozenset({"127.0.0.1", "::1"})
_NO_BODY = frozenset({204, 304})


class Limit(NamedTuple):
    """bytes: of a body, at most; refusal: of a larger one."""

    bytes: int
    refusal: Response


LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "rest": Limit(rest_errors.LARGEST_BODY, rest_errors.TOO_LARGE),
        "http": Limit(http_api.LARGEST_BODY, http_api.TOO_LARGE),
        "url": Limit(function_url.LARGEST_BODY, function_url.TOO_LARGE),
    }
)
"""By the kind of endpoint."""
_PACKAGES = Limit(LARGEST_PACKAGE, function_url.TOO_LARGE)


class Served(NamedTuple):
    """What is told of a request when its answer has left. path: as it stood in the URL; seconds: from its head on."""

    method: str
    path: str
    status: int
    seconds: float
    answer: Answer


Listener = Callable[[Served], None]


class Door:
    """An application of ASGI, for HTTP.

    gateway   answers; functions: answers at Lambda's API, this machine only; None: the gateway does
    limit     of bodies for the gateway
    listener  is told of each answer
    """

    def __init__(
        self,
        gateway: Gateway,
        functions: Gateway | None = None,
        *,
        limit: Limit = LIMITS["rest"],
        listener: Listener | None = None,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._gateway = gateway
        self._functions = functions
        self._limit = limit
        self._listener = listener
        self._body_seconds = body_seconds
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        self._loop = self._loop or asyncio.get_running_loop()  # asking for it costs a call of the system
        call = call_of(scope)
        gateway, limit = self._gateway, self._limit
        if self._functions is not None and _is_lambdas(call.path):
            gateway, limit = (self._functions, _PACKAGES) if is_of_this_machine(call) else (_refuse, limit)
        try:
            call, refusal = await self._whole(call, receive, limit)
        except GoneError:
            return  # half a request is none
        answer = refusal or await self._answered(gateway, call)
        await self._send(answer.response, call.method, send)
        if self._listener is not None:
            seconds = time.perf_counter() - started
            self._listener(Served(call.method, call.path, answer.response.status, seconds, answer))

    async def _whole(self, call: Call, receive: Receive, limit: Limit) -> tuple[Call, Answer | None]:
        """With its body; an answer where that cannot be had. Raises GoneError."""
        length = call.header("content-length")
        if length is None and call.header("transfer-encoding") is None:
            return call, None
        try:
            body = await received(receive, int(length or 0), limit.bytes, self._body_seconds, self._loop)
        except TooLargeError:
            return call, Answer(limit.refusal, error=f"the body has more than {limit.bytes} bytes")
        except LateError:
            return call, Answer(_SLOW, error=f"the body did not come within {self._body_seconds:g} s")
        return call._replace(body=body), None

    async def _answered(self, gateway: Gateway, call: Call) -> Answer:
        try:
            return await gateway(call)
        except Exception as error:  # a gate: whatever is wrong in here, callers get an answer and the emulator lives on
            return Answer(_FAILED, error=f"the emulator failed: {type(error).__name__}: {error}")

    async def _send(self, response: Response, method: str, send: Send) -> None:
        body = b"" if method == "HEAD" or response.status in _NO_BODY else response.body
        head = {"type": "http.response.start", "status": response.status, "headers": written(response, method)}
        await send(head)
        await send({"type": "http.response.body", "body": body})


def call_of(scope: Scope) -> Call:
    """A request without its body."""
    lines = scope["extensions"][WRITTEN]["lines"]
    client = scope["client"]
    return Call(
        scope["method"],
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in lines]),
        source=client[0] if client else "127.0.0.1",
    )


def written(response: Response, method: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, as they go out. To HEAD it may tell the length that GET's has."""
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    told = method == "HEAD" and response.header("content-length") is not None
    if not told and response.status not in _NO_BODY:
        headers.append((b"content-length", b"%d" % len(response.body)))
    return headers


def is_of_this_machine(call: Call) -> bool:
    """Whether it comes from here, and was meant to: a page may have a name of its own lead here (DNS rebinding).

    Lambda's API is given code, which it runs.
    """
    host = (call.header("host") or "").rpartition("@")[2]
    name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return call.source in _HERE and name.lower() in {"localhost", *_HERE}


async def _refuse(call: Call) -> Answer:
    return Answer(_STRANGER, error="Lambda's API answers this machine only, under localhost or 127.0.0.1")


def _is_lambdas(path: str) -> bool:
    return path == PREFIX or path.startswith(PREFIX + "/")
