"""A request of Granian's -> Request, who may come in, Response -> its answer.

RSGI is Granian's own interface (https://github.com/emmett-framework/granian, docs/spec/RSGI.md): a scope with the head
of the request, and a protocol that gives its body and takes the answer.

A refusal that left while the client still sends would be followed by a reset, which takes it from the client's hands.
So the body of a refused request is read and forgotten first, up to a bound.

Granian decodes the path, with U+FFFD for what is no UTF-8. And a body that is read in pieces ends in the same way
whether it is complete or its client has gone: so its length is held against the header, or, where it came in chunks, it
must be JSON, which tells its own end.
"""

from __future__ import annotations

import asyncio
import re
import time
from base64 import b64decode
from collections.abc import Awaitable, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from threading import local
from typing import TYPE_CHECKING, Any

from granian.rsgi import ProtocolClosed

from scorelet.errors import RequestError
from scorelet.observe.observation import Observation
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.pages import BROWSED
from scorelet.runtime.problems import too_large
from scorelet.serve.rate import EVERYBODY

if TYPE_CHECKING:
    from granian.rsgi import HTTPProtocol, Scope

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
BODY_SECONDS = 30.0
"""So long may a client take to send a body."""
SMALL_BODY = 64 * 1024
"""Bytes that arrive in one piece or two."""
LATE = "the body is late"
FORGOTTEN = 64 * 1024 * 1024
"""Bytes of a refused body that are read and thrown away."""

_ID = re.compile(r"[A-Za-z0-9._~:/+=@-]{1,128}")


class Witness(local):
    """An Observer that remembers the last observation of its thread, for the access log."""

    last: Observation | None = None

    def __call__(self, observation: Observation) -> None:
        self.last = observation


class Door:
    """What Granian calls in one worker.

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

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        started = time.perf_counter()
        headers = joined(scope.headers.items())
        method, path = scope.method, scope.path
        body, key_id, refused = b"", None, None
        try:
            if "\ufffd" in path:
                raise RequestError(400, "the path of the URL is no UTF-8")
            if path not in OPEN and method != "OPTIONS":  # browsers ask by OPTIONS, before they send keys
                if self._keys is not None:
                    key_id = _name(self._keys, headers, page=method != "POST" and path in BROWSED)
                self._hold_back(key_id or EVERYBODY)
            if "content-length" in headers or "transfer-encoding" in headers:
                body = await self._body(protocol, headers)
        except RequestError as error:
            refused = error
            await self._forget(protocol, headers)
        except ProtocolClosed:
            return  # the client has gone: half a request is none
        request = Request(method, path, scope.query_string, headers, body, request_id(headers), key_id)
        if refused is None and (path == METRICS or self._app.waits(request)):
            response, seen = await self._later(request)
        else:
            response, seen = self._answered(request, refused)
        send(protocol, response, method)
        if self._log is not None:
            self._log(request, response, seen, time.perf_counter() - started)

    # --- coming in ---------------------------------------------------------------------------------------------------

    def _hold_back(self, caller: str) -> None:
        """Raises RequestError (429) for a caller who calls too often."""
        if self._rate is not None and (seconds := self._rate.wait(caller)):
            after = str(ceil(seconds))
            raise RequestError(429, f"too many requests; try again in {after} s", headers=[("retry-after", after)])

    async def _body(self, protocol: HTTPProtocol, headers: Mapping[str, str]) -> bytes:
        """The whole body. Raises RequestError: 408, 413."""
        length = int(headers["content-length"]) if "content-length" in headers else None
        if length is None and not _tells_its_end(headers):
            raise RequestError(411, "expected a content-length: only JSON may come in chunks")
        if length is not None and length > self._body_limit:
            raise too_large(self._body_limit, length)
        if length is not None and length <= SMALL_BODY:
            return await self._in_time(protocol())
        body = await self._in_time(self._in_pieces(protocol))
        if length is not None and len(body) < length:
            raise ProtocolClosed
        return body

    async def _in_time(self, reading: Awaitable[bytes]) -> bytes:
        """As within `asyncio.timeout`, which every request would pay 5 microseconds for. Raises RequestError (408)."""
        task = asyncio.current_task()
        assert task is not None
        timer = asyncio.get_running_loop().call_later(self._body_seconds, task.cancel, LATE)
        try:
            return await reading
        except asyncio.CancelledError as error:
            if error.args != (LATE,):
                raise
            task.uncancel()
            raise RequestError(408, f"the body did not come within {self._body_seconds:g} s") from None
        finally:
            timer.cancel()

    async def _in_pieces(self, protocol: HTTPProtocol) -> bytes:
        pieces, size = [], 0
        async for piece in protocol:
            pieces.append(piece)
            size += len(piece)
            if size > self._body_limit:  # nobody said how long it is
                raise too_large(self._body_limit)
        return b"".join(pieces)

    async def _forget(self, protocol: HTTPProtocol, headers: Mapping[str, str]) -> None:
        """Read what still comes, in the time and up to the size that is left to it."""
        if "content-length" not in headers and "transfer-encoding" not in headers:
            return
        size = 0
        try:
            async with asyncio.timeout(self._body_seconds):
                async for piece in protocol:
                    size += len(piece)
                    if size > FORGOTTEN:
                        return
        except (TimeoutError, ProtocolClosed, RuntimeError):  # RuntimeError: the body is being read already
            return

    # --- answers -----------------------------------------------------------------------------------------------------

    async def _later(self, request: Request) -> tuple[Response, Observation | None]:
        """By a thread; at once where too many wait already."""
        if self._waiting >= WAITERS:
            busy = RequestError(503, "too many requests wait already; try again", headers=[("retry-after", "1")])
            return self._answered(request, busy)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._answered, request, None)
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


def joined(items: list[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; the lines of a repeated one are joined."""
    headers = dict(items)
    if len(headers) < len(items):
        headers = {}
        for name, value in items:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _tells_its_end(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "json").partition(";")[0].strip().lower()
    return kind.endswith("json")


def request_id(headers: Mapping[str, str]) -> str:
    """The id that the caller gave the request; "" for none, or one that is no id."""
    given = headers.get("x-request-id", "")
    return given if given and _ID.fullmatch(given) else ""


def _name(keys: Keys, headers: Mapping[str, str], *, page: bool) -> str:
    """Whose key came. Else 403, as the gateway answers; for a page 401, so that browsers ask for a key."""
    secret = headers.get("x-api-key") or _password(headers.get("authorization", ""))
    name = None if secret is None else keys.name_of(secret)
    if name is not None:
        return name
    said = "expected an API key" if secret is None else "none of this service's is the API key"
    if page:
        asks = [("www-authenticate", 'Basic realm="the password is an API key", charset="UTF-8"')]
        raise RequestError(401, f"{said} as the password, or in the header x-api-key", headers=asks)
    raise RequestError(403, f"{said} in the header x-api-key")


def _password(authorization: str) -> str | None:
    """The password of HTTP's Basic scheme (RFC 7617), with any name: what people type into a browser's dialog."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(credentials).decode().partition(":")[2]
    except ValueError:  # no Base64, or no UTF-8
        return None


def send(protocol: HTTPProtocol, response: Response, method: str) -> None:
    """The answer to HEAD has the length that GET's has, and nothing else has a length without a body."""
    headers: list[Any] = list(response.headers)
    if response.body:
        protocol.response_bytes(response.status, headers, response.body)
    else:
        protocol.response_empty(response.status, headers)
