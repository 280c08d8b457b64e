"""One connection of HTTP/1.1: bytes -> Request, Response -> bytes.

    waiting ──first byte──> head ──blank line──> body ──last byte──> answering ──> waiting
                              └──── refused: answered at once, and what still comes is thrown away ────> ending

Parsing is httptools' (llhttp, as in Node.js), which is strict about what smugglers use: two lengths, a length beside
chunks, line ends within headers. The parser calls the `on_` methods from within `feed_data`.

One request at a time is answered, for answers must leave in the order of their requests; what a client sends ahead
waits in a queue, and reading pauses. Each phase has its time (`Patience`), which `Door` looks at now and then: a timer
for each request would cost more than most models.

A refusal that leaves while the client still sends must not be followed by a reset, which would take it from the
client's hands. So the writing side is closed alone, and the rest of the body is read and forgotten, up to a bound.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import httptools

from scorelet.errors import RequestError
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.problems import too_large
from scorelet.serve.targets import path_and_query
from scorelet.serve.wire import CONTINUE

if TYPE_CHECKING:
    from scorelet.serve.door import Door

NEVER = float("inf")
HEAD_LIMIT = 64 * 1024
"""Bytes of a request's first line and headers."""
SMALL_BODY = 64 * 1024
"""Bytes: of a refused request so much is read before the answer, and the connection goes on."""
FORGOTTEN = 64 * 1024 * 1024
"""Bytes of a refused body that are read and thrown away, before the connection is cut."""

WAITING, HEAD, BODY, ANSWERING, ENDING = range(5)


class Patience(NamedTuple):
    """Seconds that a client may take: for the head, the body, between requests, to take an answer, to end."""

    head: float = 10.0
    body: float = 30.0
    idle: float = 75.0
    taking: float = 30.0
    ending: float = 10.0


class Arrived(NamedTuple):
    """A request that is complete, or refused before it was. keep: the connection goes on; old: HTTP/1.0."""

    request: Request
    refused: RequestError | None
    keep: bool
    old: bool


class Connection(asyncio.Protocol):
    """See the top of the file. `due` is the moment at which the client's time is up."""

    def __init__(self, door: Door) -> None:
        self.due = NEVER
        self._door = door
        self._phase = HEAD
        self._fed = 0
        self._forgotten = 0
        self._busy = False
        self._ended = False
        self._queue: deque[Arrived] = deque()
        self.on_message_begin()

    # --- what the transport says -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # of a stream, as the server's are
        self._parser = httptools.HttpRequestParser(self)
        self._wait(self._door.patience.head)
        self._door.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """What was still to come is never answered, nor counted."""
        self._door.connections.discard(self)
        self._queue.clear()
        self._phase, self.due = ENDING, NEVER

    def data_received(self, data: bytes) -> None:
        before = self._phase
        if before == ENDING:
            self._forget(len(data))
            return
        if before == WAITING:
            self._phase = HEAD
            self._wait(self._door.patience.head)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return  # the request is complete, and its answer the last: see `on_headers_complete`
        except httptools.HttpParserCallbackError:
            raise  # a mistake of ours
        except httptools.HttpParserError as error:
            self._refuse(RequestError(400, f"the request is no HTTP/1.1: {error}"))
        self._fed += len(data)
        if before == HEAD == self._phase and self._fed > HEAD_LIMIT:
            self._refuse(RequestError(431, f"expected a head of at most {HEAD_LIMIT} bytes, got more"))

    def eof_received(self) -> bool:
        """The client sends no more, but may still wait for an answer."""
        self._ended = True
        return self._busy

    def pause_writing(self) -> None:
        """The client does not take its answers; so it may ask no more."""
        self._transport.pause_reading()
        self.due = self._door.time() + self._door.patience.taking

    def resume_writing(self) -> None:
        self._transport.resume_reading()
        self._wait(self._door.patience.idle)

    # --- what the parser says ----------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._target = b""
        self._headers: dict[str, str] = {}
        self._request = Request("", "")
        self._refused: RequestError | None = None
        self._keep = self._old = False
        self._parts: list[bytes] = []
        self._size = 0
        self._fed = 0
        if self._phase != ENDING:
            self._phase = HEAD

    def on_url(self, target: bytes) -> None:
        self._target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._phase == BODY:
            return  # trailers say nothing to us
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers = self._headers
        headers[key] = f"{headers[key]}, {text}" if key in headers else text

    def on_headers_complete(self) -> None:
        if self._phase == ENDING:
            return
        parser, headers = self._parser, self._headers
        method = parser.get_method().decode("ascii")
        self._old = parser.get_http_version() == "1.0"
        self._keep = parser.should_keep_alive() and not parser.should_upgrade()
        path, query, key_id = "", "", None
        try:
            path, query = path_and_query(self._target)
            key_id = self._door.admit(method, path, headers, old=self._old)
        except RequestError as error:
            self._refused = error
        self._request = Request(method, path, query, headers, b"", self._door.request_id(headers), key_id)
        if "content-length" in headers or "transfer-encoding" in headers:
            self._expect_body(headers)

    def _expect_body(self, headers: dict[str, str]) -> None:
        self._phase = BODY
        self._wait(self._door.patience.body)
        length = int(headers.get("content-length", SMALL_BODY + 1))
        asks = headers.get("expect", "").lower() == "100-continue"
        if self._refused is not None:
            if asks or length > SMALL_BODY:
                self._leave()
        elif asks and not self._busy:
            self._transport.write(CONTINUE)

    def on_body(self, data: bytes) -> None:
        if self._refused is not None:
            return
        self._size += len(data)
        self._parts.append(data)
        if self._size > self._door.body_limit:  # nobody said how long it is
            self._refused = too_large(self._door.body_limit)
            self._leave()

    def on_message_complete(self) -> None:
        if self._phase == ENDING:
            return
        self._phase, self.due = ANSWERING, NEVER
        request = self._request
        if self._parts:
            body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            request = Request(*request[:4], body, *request[5:])
        self._take(Arrived(request, self._refused, self._keep, self._old))

    # --- answers -----------------------------------------------------------------------------------------------------

    def _refuse(self, error: RequestError) -> None:
        """The request is answered as far as it is known, and the connection ends."""
        if self._phase != ENDING:
            self._refused = error
            self._leave()

    def _leave(self) -> None:
        """What has been refused is answered before it has arrived; what still comes is forgotten."""
        self._phase, self._parts = ENDING, []
        self._take(Arrived(self._request, self._refused, False, self._old))

    def _take(self, arrived: Arrived) -> None:
        if self._busy:
            self._queue.append(arrived)
            self._transport.pause_reading()
        else:
            self._answer(arrived)

    def _answer(self, arrived: Arrived) -> None:
        request, refused = arrived.request, arrived.refused
        if refused is None and self._door.waits(request):
            self._busy, self.due = True, NEVER
            self._door.later(request).add_done_callback(partial(self._answered, arrived))
        else:
            self._send(arrived, self._door.answer(request, refused))

    def _answered(self, arrived: Arrived, answer: asyncio.Future[Response]) -> None:
        """A thread has the answer; those who waited behind it are next."""
        self._busy = False
        self._send(arrived, answer.result())
        while self._queue and not self._busy:
            self._answer(self._queue.popleft())
        if not self._busy and not self._transport.is_closing():
            self._transport.resume_reading()

    def _send(self, arrived: Arrived, response: Response) -> None:
        if self._transport.is_closing():
            return  # the client has gone
        last = not arrived.keep or self._ended or self._door.closing
        head = arrived.request.method == "HEAD"
        self._transport.write(self._door.wire.bytes_of(response, head=head, close=last, old=arrived.old))
        if last:
            self._end()
        elif not self._queue:
            if self._phase == ANSWERING:
                self._phase = WAITING
            self._wait(self._door.patience.idle)

    # --- the end -----------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        """No further answer. Where the client still sends, see the top of the file."""
        self._queue.clear()
        if self._phase != ENDING or self._ended:
            self._phase = ENDING
            self._transport.close()
        else:
            self._transport.write_eof()
            self._transport.resume_reading()
            self._wait(self._door.patience.ending)

    def _forget(self, count: int) -> None:
        self._forgotten += count
        if self._forgotten > FORGOTTEN:
            self._transport.abort()

    def _wait(self, seconds: float) -> None:
        if not self._busy:
            self.due = self._door.time() + seconds

    def overdue(self) -> None:
        """The client's time is up."""
        self.due = NEVER
        if self._transport.get_write_buffer_size() or self._phase == ENDING:
            self._transport.abort()
        elif self._phase == WAITING or (self._phase == HEAD and not self._fed):
            self._transport.close()
        else:
            what = "head" if self._phase == HEAD else "body"
            self._refuse(RequestError(408, f"the {what} of the request did not come in time"))

    def stop(self) -> None:
        """The server ends: what has begun is answered, and nothing else begins."""
        if not self._busy and (self._phase == WAITING or (self._phase == HEAD and not self._fed)):
            self._transport.close()
