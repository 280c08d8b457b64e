"""HTTP as a function's process speaks it to Lambda's own APIs: one request after the other, answered now or much later.

A runtime asks for its next event and is left waiting, for days if need be. So an answer is a callback that is kept, and
neither a task nor a queue stands between a request and it: a warm invocation is two requests, and every layer is paid
for twice (an ASGI application under the same parser costs 0.1 ms for each).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple, cast

import httptools

from scorelet.emulator.values import LARGEST_RESPONSE

Headers = tuple[tuple[str, str], ...]
Reply = Callable[[int, bytes, Headers], None]
"""Answers a request, once: status, body (JSON unless the headers say another type), headers."""

LONGEST_HEAD = 2 * 1024 * 1024
"""Bytes. A runtime tells the cause of an error in a header, of up to 1 MB."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_BAD = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
_NO_LINE_ENDS = {ord(character): " " for character in "\r\n\0"}


class Request(NamedTuple):
    """headers: by lower-case name. A body above LARGEST_RESPONSE is not kept: `too_large`."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    too_large: bool = False


Answer = Callable[[Request, Reply], None]


class Connection(asyncio.Protocol):
    """One connection; `answer` is given each request and how to answer it."""

    def __init__(self, answer: Answer, open_ones: set[Connection]) -> None:
        self._answer = answer
        self._open_ones = open_ones
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._answering = False
        self._waiting = 0  # bytes that came since the last that were of use
        self.on_message_begin()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is not one of asyncio's classes
        self._open_ones.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._open_ones.discard(self)

    def data_received(self, data: bytes) -> None:
        self._waiting += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._end()
        else:
            if self._waiting > LONGEST_HEAD:
                self._end()

    def _end(self) -> None:
        if self._transport is not None:
            self._transport.write(_BAD)
            self._transport.close()

    # What the parser finds.

    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._body_size = 0

    def on_url(self, url: bytes) -> None:
        if self._answering:
            raise ValueError("a runtime waits for its answer")
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._waiting = 0
        if self._transport is not None and self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        self._waiting = 0
        self._body_size += len(body)
        if self._body_size > LARGEST_RESPONSE:
            self._body.clear()
        else:
            self._body.append(body)

    def on_message_complete(self) -> None:
        self._waiting = 0
        self._answering = True
        body, too_large = b"".join(self._body), self._body_size > LARGEST_RESPONSE
        method, path = self._parser.get_method().decode("latin-1"), self._url.decode("latin-1")
        self._answer(Request(method, path, self._headers, body, too_large), self._reply)

    def _reply(self, status: int, body: bytes, headers: Headers) -> None:
        """Whoever asked may be gone: then nobody is answered."""
        self._answering = False
        if self._transport is None:
            return
        named = {"Content-Type": "application/json", **dict(headers)}
        lines = "".join(f"{name}: {value.translate(_NO_LINE_ENDS)}\r\n" for name, value in named.items())
        self._transport.write(f"{_LINES[status]}{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        if not self._parser.should_keep_alive():
            self._transport.close()


class Listener:
    """Connections to one address of this machine."""

    def __init__(self, server: asyncio.Server, open_ones: set[Connection]) -> None:
        self._server = server
        self._open_ones = open_ones
        host, port = server.sockets[0].getsockname()[:2]
        self.address = f"{host}:{port}"

    def close(self) -> None:
        """No connection is taken any more, and those that are open end."""
        self._server.close()
        for connection in list(self._open_ones):
            connection.close()


async def listen(answer: Answer) -> Listener:
    """At a port that is free."""
    open_ones: set[Connection] = set()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answer, open_ones), "127.0.0.1", 0)
    return Listener(server, open_ones)
