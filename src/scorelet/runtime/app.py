"""Request -> Response: the whole path of a request, once, for every door.

    app = App(service, shelf)
    app(Request("POST", "/predict", body=b'{"data": [[6.2, 3.4]]}'))

It knows no transport. Every exception ends here, in the shape of the dialect that the path speaks.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from os import urandom
from typing import TYPE_CHECKING, Any

from scorelet.errors import RequestError
from scorelet.observe.observation import Observation, Observer
from scorelet.runtime.messages import Headers, Request, Response
from scorelet.runtime.problems import too_large, translated
from scorelet.runtime.routes import Found, Table, refusal
from scorelet.runtime.turn import Turn

if TYPE_CHECKING:
    from scorelet.runtime.served import Shelf
    from scorelet.service.values import Service

LONG_BODY = 64 * 1024
"""Bytes: what takes longer than a moment to score is scored beside the server's loop."""


class App:
    """A service that answers: called with a Request, gives a Response, and never raises.

    service    its limits and rules
    shelf      its models
    observers  are given an Observation of each request
    """

    def __init__(
        self,
        service: Service,
        shelf: Shelf,
        observers: Sequence[Observer] = (),
        *,
        clock: Callable[[], float] = time.time,
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.service = service
        self.shelf = shelf
        self.observers = tuple(observers)
        self.terse = service.limits.errors == "terse"
        self.pages: dict[str, Any] = {}
        """What was made of the shelf when somebody asked for it; see `pages.described`."""
        self._clock = clock
        self._stopwatch = stopwatch
        self._table = Table()
        self._origins = frozenset(service.api.cors)

    def __call__(self, request: Request, refused: RequestError | None = None) -> Response:
        """`refused`: why a door lets the request no further; that is answered and observed like everything else."""
        started = self._stopwatch()
        turn = Turn(self, request, request.id or new_id())
        try:
            if refused is not None:
                raise refused
            response = self._answered(turn)
        except Exception as error:  # the gate: whatever went wrong, the caller gets an answer
            response = refusal(request.path)(translated(error, turn), turn)
        response = self._dressed(response, turn)
        if self.observers:
            self._observe(turn, response.status, self._stopwatch() - started)
        return response

    def waits(self, request: Request) -> bool:
        """Whether the answer may take a while: a server gives it to a thread, and goes on."""
        packed = "content-encoding" in request.headers  # into few bytes
        return packed or len(request.body) > LONG_BODY or (self.shelf.waits and self._asks_who_waits(request))

    def _asks_who_waits(self, request: Request) -> bool:
        """Whether the path leads to a model whose answers take a while; other models answer at once beside it."""
        try:
            parts = self._found(request).parts
            return self.shelf.find(parts.get("model", ""), parts.get("version", "")).waits
        except RequestError:  # it leads nowhere, which is soon said
            return False

    def _answered(self, turn: Turn) -> Response:
        request = turn.request
        if len(request.body) > self.service.limits.body:
            raise too_large(self.service.limits.body, len(request.body))
        if request.method == "OPTIONS":
            return self._options(request)
        found = self._found(request)
        turn.parts = found.parts
        return found.answer(turn)

    def _found(self, request: Request) -> Found:
        """What answers the request. Raises RequestError: 404, 405."""
        return self._table.find("GET" if request.method == "HEAD" else request.method, request.path)

    def _options(self, request: Request) -> Response:
        """What a path takes; browsers ask before they call from another origin."""
        try:
            self._table.find("", request.path)
        except RequestError as error:
            if error.status != 405:
                raise
            allow = dict(error.headers)["allow"]
        if "access-control-request-method" not in request.headers:
            return Response(204, (("allow", allow),))
        asked = request.headers.get("access-control-request-headers", "content-type, x-api-key")
        preflight = (
            ("access-control-allow-methods", allow),
            ("access-control-allow-headers", asked),
            ("access-control-max-age", "600"),
        )
        return Response(204, preflight if self._origin(request) else ())

    def _origin(self, request: Request) -> str:
        """The origin that may read the answer; "" for none."""
        origin = request.headers.get("origin", "")
        if not origin or not self._origins:
            return ""
        return "*" if "*" in self._origins else origin if origin in self._origins else ""

    def _dressed(self, response: Response, turn: Turn) -> Response:
        """With the headers that every answer has."""
        headers: Headers = (*response.headers, ("x-request-id", turn.id))
        if turn.served is not None:
            headers += (("x-model-version", turn.served.short_version),)
        if self._origins and (origin := self._origin(turn.request)):
            exposed = ("access-control-expose-headers", "x-request-id, x-model-version")
            headers += (("access-control-allow-origin", origin), exposed)
            if origin != "*":
                headers += (("vary", "origin"),)
        if turn.request.method == "HEAD":
            return Response(response.status, (*headers, ("content-length", str(len(response.body)))))
        return Response(response.status, headers, response.body)

    def _observe(self, turn: Turn, status: int, seconds: float) -> None:
        served, answers = turn.served, turn.answers
        observation = Observation(
            self._clock(),
            turn.id,
            "" if served is None else served.name,
            "" if served is None else served.version,
            status,
            seconds,
            0 if answers is None else len(answers.rows),
            () if answers is None else answers.rows,
            () if answers is None else answers.predictions,
            turn.request.key_id,
            () if answers is None else answers.names,
        )
        for observe in self.observers:
            observe(observation)

    def report(self, request_id: str, error: Exception, hidden: Callable[[str], str] = str) -> None:
        """An unforeseen failure, for the operator: on standard error, never in an answer. `hidden`: without secrets."""
        from traceback import format_exception

        text = hidden("".join(format_exception(error)))
        try:
            print(f"request {request_id} failed\n{text}", end="", file=sys.stderr, flush=True)
        except (OSError, ValueError):  # whoever read it has gone; the caller gets an answer
            return


def new_id() -> str:
    """An id for a request that came without. Of the system's random bytes, which no snapshot repeats."""
    return urandom(12).hex()
