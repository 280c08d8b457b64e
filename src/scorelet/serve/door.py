"""Who may come in, and how a request gets its answer: at once, or by a thread."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from threading import local
from typing import TYPE_CHECKING

from scorelet.errors import RequestError
from scorelet.observe.observation import Observation
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.problems import too_large
from scorelet.serve.connection import Connection, Patience
from scorelet.serve.rate import EVERYBODY
from scorelet.serve.wire import Wire

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

_ID = re.compile(r"[A-Za-z0-9._~:/+=@-]{1,128}")


class Witness(local):
    """An Observer that remembers the last observation of its thread, for the access log."""

    last: Observation | None = None

    def __call__(self, observation: Observation) -> None:
        self.last = observation


class Door:
    """What the connections of one worker share.

    app      answers; `witness` is among its observers where there is an access log
    keys     callers need one of them; None: nobody does
    rate     how often each may call; None: as often as they like
    metrics  are told at /metrics; None: nowhere
    """

    def __init__(
        self,
        app: App,
        *,
        keys: Keys | None = None,
        rate: Rate | None = None,
        metrics: Metrics | None = None,
        log: AccessLog | None = None,
        witness: Witness | None = None,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.patience = patience or Patience()
        self.connections: set[Connection] = set()
        self.closing = False
        self.wire = Wire()
        self.time = clock
        self.body_limit = app.service.limits.body
        self._app = app
        self._keys = keys
        self._rate = rate
        self._metrics = metrics
        self._log = log
        self._witness = witness or Witness()
        self._threads = ThreadPoolExecutor(THREADS, "scorelet-answer")
        self._waiting = 0

    # --- coming in ---------------------------------------------------------------------------------------------------

    def admit(self, method: str, path: str, headers: Mapping[str, str], *, old: bool) -> str | None:
        """The name of the caller's key. Raises RequestError for a request that goes no further."""
        if "host" not in headers and not old:  # RFC 9112, 3.2
            raise RequestError(400, "expected a header 'host'")
        length = int(headers.get("content-length", 0))
        if length > self.body_limit:
            raise too_large(self.body_limit, length)
        if path in OPEN or method == "OPTIONS":  # browsers ask by OPTIONS, before they send keys
            return None
        name = None if self._keys is None else self._name(self._keys, headers)
        if self._rate is not None and (seconds := self._rate.wait(name or EVERYBODY)):
            after = str(ceil(seconds))
            raise RequestError(429, f"too many requests; try again in {after} s", headers=[("retry-after", after)])
        return name

    @staticmethod
    def _name(keys: Keys, headers: Mapping[str, str]) -> str:
        """403 for none and for a wrong one, as the gateway answers."""
        secret = headers.get("x-api-key")
        if secret is None:
            raise RequestError(403, "expected an API key in the header x-api-key")
        name = keys.name_of(secret)
        if name is None:
            raise RequestError(403, "the API key in the header x-api-key is none of this service")
        return name

    @staticmethod
    def request_id(headers: Mapping[str, str]) -> str:
        """The id that the caller gave the request; "" for none, or one that is no id."""
        given = headers.get("x-request-id", "")
        return given if given and _ID.fullmatch(given) else ""

    # --- answers -----------------------------------------------------------------------------------------------------

    def waits(self, request: Request) -> bool:
        """Whether `later` has the answer rather than `answer`."""
        return request.path == METRICS or self._app.waits(request)

    def answer(self, request: Request, refused: RequestError | None = None) -> Response:
        """At once."""
        started = time.perf_counter()
        response, seen = self._asked(request, refused)
        if self._log is not None:
            self._log(request, response, seen, time.perf_counter() - started)
        return response

    def later(self, request: Request) -> asyncio.Future[Response]:
        """By a thread; at once where too many wait already."""
        loop = asyncio.get_running_loop()
        if self._waiting >= WAITERS:
            busy = RequestError(503, "too many requests wait already; try again", headers=[("retry-after", "1")])
            refusal: asyncio.Future[Response] = loop.create_future()
            refusal.set_result(self.answer(request, busy))
            return refusal
        self._waiting += 1
        return loop.create_task(self._awaited(request))

    async def _awaited(self, request: Request) -> Response:
        started = time.perf_counter()
        try:
            response, seen = await asyncio.get_running_loop().run_in_executor(self._threads, self._asked, request, None)
        finally:
            self._waiting -= 1
        if self._log is not None:
            self._log(request, response, seen, time.perf_counter() - started)
        return response

    def _asked(self, request: Request, refused: RequestError | None) -> tuple[Response, Observation | None]:
        """The answer, and what was observed of it, in any thread."""
        metrics = self._metrics
        if metrics is None:
            return self._app(request, refused), self._witness.last
        if request.path == METRICS and request.method == "GET" and refused is None:
            kind, body = metrics.render()
            return Response(200, (("content-type", kind),), body), None
        metrics.begin()
        try:
            return self._app(request, refused), self._witness.last
        finally:
            metrics.end()

    # --- time and the end --------------------------------------------------------------------------------------------

    def look_at_the_time(self) -> None:
        """Clients whose time is up are told."""
        now = self.time()
        for connection in [one for one in self.connections if one.due < now]:
            connection.overdue()

    def close(self) -> None:
        """What has begun is answered; then the connections end."""
        self.closing = True
        for connection in tuple(self.connections):
            connection.stop()
