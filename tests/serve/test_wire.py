from __future__ import annotations

import pytest

from scorelet.runtime.messages import Response
from scorelet.serve.wire import Wire, http_date

OK = "HTTP/1.1 200 OK\r\n"
NONE = "content-length: 0\r\n"
SHARED = "server: scorelet\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"
AT = 784111777.5


@pytest.mark.parametrize(
    ("response", "how", "written"),
    [
        (Response(200, (("a", "b"),), b"xy"), {}, f"{OK}a: b\r\ncontent-length: 2\r\n{SHARED}xy"),
        (Response(204), {}, f"HTTP/1.1 204 No Content\r\n{SHARED}"),
        (Response(200, (("content-length", "2"),)), {"head": True}, f"{OK}content-length: 2\r\n{SHARED}"),
        (Response(299), {"close": True}, f"HTTP/1.1 299 \r\ncontent-length: 0\r\nconnection: close\r\n{SHARED}"),
        (Response(404), {"old": True}, f"HTTP/1.1 404 Not Found\r\n{NONE}connection: keep-alive\r\n{SHARED}"),
    ],
)  # fmt: skip
def test_what_is_written(response: Response, how: dict[str, bool], written: str) -> None:
    assert Wire(lambda: AT).bytes_of(response, **how) == written.encode()


def test_the_date_moves() -> None:
    now = [AT]
    wire = Wire(lambda: now[0])
    first = wire.bytes_of(Response(204))
    now[0] += 1
    assert (b":37 GMT" in first, b":38 GMT" in wire.bytes_of(Response(204))) == (True, True)


def test_dates_are_in_english() -> None:
    assert http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT"
