"""A connection as uvicorn keeps it, with three things that it leaves open.

**What a client sends before it has asked for anything is kept in memory**, and uvicorn takes any amount of it: one
connection could fill a machine within seconds. Here a head, the lines behind a body in chunks, and whatever else is
no body have LONGEST_HEAD bytes.

**It waits for a head as long as a client likes.** Here for HEAD seconds, also for what still comes of a body that was
answered already. (For a body that is waited for, the door has a time.)

**A client may ask for another protocol** (`Upgrade: h2c`, as curl's --http2 and Java's own client do), which a server
may ignore (RFC 9110, 7.8). The parser stops there, and takes the body for words of that protocol. So the same head is
read again, without the question.
"""

from __future__ import annotations

import asyncio

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024
"""Bytes; a little more may pass, for the system hands them over in pieces."""

HEAD = 10.0
"""Seconds that a client may take to send the head of a request."""

BLANKS = b" \t"
"""Behind a header's value they are no part of it (RFC 9110, 5.5); the parser leaves them there."""

_INVALID = "Invalid HTTP request received."
_TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 47\r\nconnection: close\r\n\r\n"
    b"The head of the request is longer than 64 KiB.\n"
)
_ASKS = frozenset({b"upgrade", b"http2-settings"})


class Protocol(HttpToolsProtocol):
    """One connection."""

    head_seconds = HEAD
    _late: asyncio.TimerHandle | None = None
    _waiting = 0
    """Bytes that came since the last of a body, or the end of a head."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._waiting += len(data)
        try:
            self._read(data)
        except httptools.HttpParserError:
            self.send_400_response(_INVALID)
            return
        if self._waiting > LONGEST_HEAD:
            self._end()
        elif self._late is None and self._is_idle():
            self._watch()

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) > LONGEST_HEAD // 32:  # short ones take more room than their bytes
            raise ValueError("too many headers")
        super().on_header(name, value.rstrip(BLANKS))

    def on_headers_complete(self) -> None:
        self._came()
        self._waiting = 0
        if not self._asks():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._waiting = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._waiting = 0
        if not self._asks():
            super().on_message_complete()

    def _asks(self) -> bool:
        """Whether it asks for another protocol. CONNECT does, too, and is refused as it always was."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def _read(self, data: bytes) -> None:
        rest = memoryview(data)
        while True:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as upgrade:
                rest = rest[upgrade.args[0] :]
                head = self._head_again()
                self.parser = httptools.HttpRequestParser(self)  # the other one may take it for the end
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
                self.parser.feed_data(head)
            else:
                return

    def _head_again(self) -> bytes:
        """The head that was just read, without what asks for another protocol."""
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())]
        for name, value in self.headers:
            if name == b"connection":
                value = b",".join(token for token in value.split(b",") if token.strip().lower() not in _ASKS)
            if name not in _ASKS:
                lines.append(b"%s: %s" % (name, value))
        return b"\r\n".join([*lines, b"", b""])

    def _end(self) -> None:
        """With an answer, unless one is under way."""
        if self._is_idle():
            self.transport.write(_TOO_LONG)
        self.transport.close()

    def _is_idle(self) -> bool:
        """Whether nothing is being answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # None at first

    def _watch(self) -> None:
        self._late = self.loop.call_later(self.head_seconds, self.transport.close)

    def _came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
