"""A Response -> the bytes of HTTP/1.1."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

from scorelet.runtime.messages import Response

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
_BODILESS = frozenset({204, 304})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Wire:
    """Writes answers; keeps the date, which all answers of a second share."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._second = -1
        self._shared = ""

    def bytes_of(self, response: Response, *, head: bool = False, close: bool = False, old: bool = False) -> bytes:
        """`head`: the request was HEAD; `close`: this is the connection's last answer; `old`: the client speaks 1.0."""
        second = int(self._clock())
        if second != self._second:
            self._second, self._shared = second, f"server: scorelet\r\ndate: {http_date(second)}\r\n"
        status, headers, body = response
        lines = [_LINES.get(status) or f"HTTP/1.1 {status} \r\n"]
        for name, value in headers:
            lines.append(f"{name}: {value}\r\n")
        if not head and status not in _BODILESS:
            lines.append(f"content-length: {len(body)}\r\n")
        if close:
            lines.append("connection: close\r\n")
        elif old:
            lines.append("connection: keep-alive\r\n")
        lines.append(self._shared)
        lines.append("\r\n")
        data = "".join(lines).encode("latin-1", "replace")
        return data if head else data + body


def http_date(seconds: float) -> str:
    """RFC 9110, 5.6.7; in English, whatever the locale."""
    at = time.gmtime(seconds)
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"{_DAYS[at.tm_wday]}, {at.tm_mday:02} {_MONTHS[at.tm_mon - 1]} {at.tm_year} {clock} GMT"
