"""A request as ASGI brings it -> Request, who may come in, Response -> its answer.

ASGI (https://asgi.readthedocs.io) hands over the head of a request, and its body in pieces (see `receiving`).
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from math import ceil
from os import urandom
from threading import local
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from scorelet.errors import RequestError
from scorelet.observe.observation import Observation
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.pages import BROWSED
from scorelet.runtime.problems import too_large
from scorelet.serve.rate import EVERYBODY
from scorelet.serve.receiving import (
    BODY_SECONDS,
    GoneError,
    LateError,
    Receive,
    Scope,
    Send,
    TooLargeError,
    forget,
    received,
)

if TYPE_CHECKING:
    from scorelet.observe.prometheus import Metrics
    from scorelet.runtime.app import App
    from scorelet.serve.access_log import AccessLog
    from scorelet.serve.keys import Keys
    from scorelet.serve.rate import Rate

OPEN = frozenset({"/livez", "/readyz", "/healthz", "/ping", "/v2/health/live", "/v2/health/ready"})
"""Who watches over a server has no key, and is never held up."""
METRICS = "/metrics"
THREADS = 32
"""That answer what takes long; feature functions mostly wait for others."""
WAITERS = 1024
"""Requests that such threads have before them; more are sent away."""
_READ = frozenset({408, 413})
"""Refusals of a body: there is nothing more to read of it."""
NO_CONTENT = 204

_ID = re.compile(r"[A-Za-z0-9._~:/+=@-]{1,128}")
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Witness(local):
    """An Observer that remembers the last observation of its thread, for the access log."""

    last: Observation | None = None

    def __call__(self, observation: Observation) -> None:
        self.last = observation


class Door:
    """What the server calls in one worker: an application of ASGI, for HTTP.

    app      answers; `witness` is among its observers
    keys     callers need one of them; None: nobody does
    rate     how often each may call; None: as often as they like
    metrics  are told at /metrics
    """

    def __init__(
        self,
        app: App,
        metrics: Metrics,
        witness: Witness,
        *,
        keys: Keys | None = None,
        rate: Rate | None = None,
        log: AccessLog | None = None,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._witness = witness
        self._keys = keys
        self._rate = rate
        self._log = log
        self._body_limit = app.service.limits.body
        self._body_seconds = body_seconds
        self._threads = ThreadPoolExecutor(THREADS, "scorelet-answer")
        self._waiting = 0
        self._start = urandom(8).hex()
        self._count = count()
        self._loop: asyncio.AbstractEventLoop

    def begin(self) -> None:
        """The loop runs that will ask. It is kept, for asking for it again costs a call of the system."""
        self._loop = asyncio.get_running_loop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        headers = joined(scope["headers"])
        method, path = scope["method"], scope["path"]
        body, key_id, refused = b"", None, None
        try:
            if "%" in path or "\ufffd" in path:
                path = decoded(scope["raw_path"])
            if path not in OPEN and method != "OPTIONS":  # browsers ask by OPTIONS, before they send keys
                if self._keys is not None:
                    key_id = self._keys.name_of(headers, page=method != "POST" and path in BROWSED)
                self._hold_back(key_id or EVERYBODY)
            if "content-length" in headers or "transfer-encoding" in headers:
                body = await self._body(receive, headers)
        except RequestError as error:
            refused = error
            if error.status not in _READ:
                await self._forget(receive, headers)
        except GoneError:
            return  # half a request is none
        query = scope["query_string"].decode("latin-1")
        asked = request_id(headers) or f"{self._start}{next(self._count):08x}"  # quicker than random ones
        request = Request(method, path, query, headers, body, asked, key_id)
        if refused is None and (path == METRICS or self._app.waits(request)):
            response, seen = await self._later(request)
        else:
            response, seen = self._answered(request, refused)
        await send({"type": "http.response.start", "status": response.status, "headers": written(response, method)})
        await send({"type": "http.response.body", "body": response.body})
        if self._log is not None:
            self._log(request, response, seen, time.perf_counter() - started)

    # --- coming in ---------------------------------------------------------------------------------------------------

    def _hold_back(self, caller: str) -> None:
        """Raises RequestError (429) for a caller who calls too often."""
        if self._rate is not None and (seconds := self._rate.wait(caller)):
            after = str(ceil(seconds))
            raise RequestError(429, f"too many requests; try again in {after} s", headers=[("retry-after", after)])

    async def _body(self, receive: Receive, headers: Mapping[str, str]) -> bytes:
        """The whole body. Raises RequestError (408, 413), and GoneError."""
        length = int(headers.get("content-length", 0))
        try:
            return await received(receive, length, self._body_limit, self._body_seconds, self._loop)
        except TooLargeError as error:
            raise too_large(self._body_limit, error.length) from None
        except LateError:
            raise RequestError(408, f"the body did not come within {self._body_seconds:g} s") from None

    async def _forget(self, receive: Receive, headers: Mapping[str, str]) -> None:
        if "content-length" in headers or "transfer-encoding" in headers:
            await forget(receive, self._body_seconds)

    # --- answers -----------------------------------------------------------------------------------------------------

    async def _later(self, request: Request) -> tuple[Response, Observation | None]:
        """By a thread; at once where too many wait already."""
        if self._waiting >= WAITERS:
            busy = RequestError(503, "too many requests wait already; try again", headers=[("retry-after", "1")])
            return self._answered(request, busy)
        self._waiting += 1
        try:
            return await self._loop.run_in_executor(self._threads, self._answered, request, None)
        finally:
            self._waiting -= 1

    def _answered(self, request: Request, refused: RequestError | None) -> tuple[Response, Observation | None]:
        """The answer, and what was observed of it, in any thread."""
        if request.path == METRICS and request.method in ("GET", "HEAD") and refused is None:
            kind, body = self._metrics.render()
            return Response(200, (("content-type", kind),), body), None
        self._metrics.begin()
        try:
            return self._app(request, refused), self._witness.last
        finally:
            self._metrics.end()


def joined(given: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name; the lines of a repeated one are joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in given:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def decoded(path: bytes) -> str:
    """A path that the server could not make sense of. Raises RequestError (400) where nobody can."""
    if _BROKEN.search(path):
        raise RequestError(400, "the path of the URL has a '%' that two hexadecimal digits do not follow")
    try:
        return unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        raise RequestError(400, "the path of the URL is no UTF-8") from None


def request_id(headers: Mapping[str, str]) -> str:
    """The id that the caller gave the request; "" for none, or one that is no id."""
    given = headers.get("x-request-id", "")
    return given if given and _ID.fullmatch(given) else ""


def written(response: Response, method: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, as they go out; to HEAD it has the length that GET's has, which the app has said."""
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    if method != "HEAD" and response.status != NO_CONTENT:
        headers.append((b"content-length", b"%d" % len(response.body)))
    return headers
