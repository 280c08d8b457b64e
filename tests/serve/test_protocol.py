"""What one connection may send, byte by byte."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from scorelet.serve.protocol import LONGEST_HEAD, Protocol
from tests.bundle.models import packed
from tests.serve.messages import HOST, ROW, post
from tests.serve.servers import Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")

PIECE = 1_000_000
ASKS = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAA\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "towns.scorelet").write_bytes(packed().data)
    with Server(folder, "towns.scorelet") as started:
        yield started


class Quick(Protocol):
    """It has less time."""

    head_seconds = 0.1


async def closed_after(*pieces: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """What is answered to the pieces, and after how long the connection is closed."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    loop = asyncio.get_running_loop()
    config = uvicorn.Config(app, http=Quick, ws="none", lifespan="off", log_config=None, log_level="error")
    listening = await loop.create_server(lambda: Quick(config, ServerState(), {}, loop), "127.0.0.1", 0)
    async with listening:
        reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
        began = loop.time()
        try:
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(pause)
            return await asyncio.wait_for(reader.read(), 1), loop.time() - began
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


GET = b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.mark.parametrize(
    ("pieces", "answers"),
    [
        ([], 0),
        ([b"G"], 0),
        ([GET[:20], b"a: b\r\n", b"c: d\r\n"], 0),
        ([GET, GET[:5]], 1),
        ([GET + GET[:5], b"x"], 1),
        ([post(said=1000), b"x", b"x"], 1),
    ],
    ids=["nothing", "one letter", "dripping headers", "a second head", "with the first", "a body that was answered"],
)
def test_a_head_has_its_time(pieces: list[bytes], answers: int) -> None:
    answer, seconds = asyncio.run(closed_after(*pieces, pause=0.03))
    assert answer.count(b"HTTP/1.1 204 No Content") == answers
    assert seconds < 1.0


def test_who_is_answered_is_not_hurried() -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(closed_after(GET, GET, GET))


def kept(server: Server) -> int:
    """Bytes of memory of the worker."""
    (pid,) = server.workers()
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def flood(connection: socket.socket, piece: bytes) -> None:
    """Send without an end, until the other side does not take it any more."""
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        connection.sendall(piece * 100)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"GET /", b"x" * PIECE),
        (b"GET /livez HTTP/1.1\r\n" + HOST, b"a: b\r\n" * (PIECE // 6)),
        (b"GET /livez HTTP/1.1\r\n" + HOST + b"a: ", b"b" * PIECE),
        (b"POST /predict HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n" * (PIECE // 6)),
        (b"POST /predict HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n0\r\na: ", b"b" * PIECE),
    ],
    ids=["path", "headers", "header", "trailers", "trailer"],
)
def test_who_sends_no_body_for_ever_is_stopped(server: Server, start: bytes, piece: bytes) -> None:
    before = kept(server)
    with server.connect() as connection:
        connection.sendall(start)
        flood(connection, piece)
    assert kept(server) - before < 10 * PIECE
    assert server.ask("GET", "/livez").status_code == 200


def test_a_long_head_is_told(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\n" + HOST + b"a: " + b"b" * (LONGEST_HEAD + 1))
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert body == b"The head of the request is longer than 64 KiB.\n"
    assert b"content-length: %d" % len(body) in head


def test_a_head_may_be_nearly_as_long(server: Server) -> None:
    assert server.ask("GET", "/livez", headers={"a": "b" * (LONGEST_HEAD - 500)}).status_code == 200


def test_a_body_may_be_as_long_as_it_likes(server: Server) -> None:
    rows = b"[" + b",".join([ROW] * 5000) + b"]"
    assert len(json.loads(server.ask("POST", "/predict", data=rows).content)["prediction"]) == 5000


@pytest.mark.parametrize("late", [False, True])
def test_who_asks_for_another_protocol_is_answered_in_this_one(server: Server, late: bool) -> None:
    asked = post(more=ASKS)
    with server.connect() as connection:
        for piece in (asked[: -len(ROW)], asked[-len(ROW) :]) if late else (asked + asked,):
            connection.sendall(piece)
        answer = b""
        while answer.count(b'"prediction":"young"') < (1 if late else 2):
            answer += connection.recv(4096)
    assert answer.count(b"HTTP/1.1 200 OK") == (1 if late else 2)


def test_another_protocol_and_the_end_of_the_connection(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(more=b"connection: close, upgrade\r\nupgrade: websocket\r\n"))
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close\r\n" in answer


def test_blanks_behind_a_value_are_no_part_of_it(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post(more=b"connection: close\r\nx-request-id: r1 \t\r\n"))
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"\r\nx-request-id: r1\r\n" in answer
