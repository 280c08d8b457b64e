"""Over the wire: requests, and clients that are no libraries."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from scorelet.emulator.door import LIMITS, Door
from scorelet.emulator.front import listening
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.runtime.messages import Response
from scorelet.serve.address import bound
from tests.emulator.fronts import TIME, Front

MIB = 1024 * 1024


async def echo(call: Call) -> Answer:
    """Tells what it got; at /slow it takes a while."""
    if call.path == "/slow":
        await asyncio.sleep(0.3)
    if call.path == "/stuck":
        await asyncio.sleep(60)
    said = {"path": call.path, "query": call.query, "headers": call.headers, "length": len(call.body)}
    return Answer(Response(200, (("content-type", "application/json"),), json.dumps(said).encode()))


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    with Front() as running:
        running.begin(Door(echo, listener=running.served.append))
        yield running


def received(sock: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    pieces = []
    while piece := sock.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def exchanged(front: Front, *pieces: bytes) -> bytes:
    with front.connect() as sock:
        for piece in pieces:
            sock.sendall(piece)
        return received(sock)


def test_headers_arrive_as_they_were_written(front: Front) -> None:
    answer = exchanged(
        front, b"GET /a%2Fb?x=%20 HTTP/1.1\r\nHOST: h\r\nX-Api-KEY: 1 \t\r\nx-api-key: 2\r\nConnection: close\r\n\r\n"
    )
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {
        "path": "/a%2Fb",
        "query": "x=%20",
        "headers": [["HOST", "h"], ["X-Api-KEY", "1"], ["x-api-key", "2"], ["Connection", "close"]],
        "length": 0,
    }


def test_requests_on_one_connection_keep_their_own_headers(front: Front) -> None:
    two = b"GET /1 HTTP/1.1\r\nA: 1\r\n\r\nGET /2 HTTP/1.1\r\nB: 2\r\nConnection: close\r\n\r\n"
    answer = exchanged(front, two)
    assert [b'[["A", "1"]]' in answer, b'[["B", "2"], ["Connection", "close"]]' in answer] == [True, True]


def test_who_asks_for_another_protocol_gets_this_one(front: Front) -> None:
    head = b"POST /1 HTTP/1.1\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nab"
    answer = exchanged(front, head)
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["length"] == 2


def test_head(front: Front) -> None:
    answer = requests.head(front.url + "/predict", timeout=TIME)
    assert (answer.status_code, answer.content, int(answer.headers["content-length"]) > 0) == (200, b"", True)


def test_bodies_of_all_kinds(front: Front) -> None:
    whole = requests.post(front.url, data=b"x" * (10 * MIB), timeout=TIME)
    pieces = requests.post(front.url, data=iter([b"x"] * 5), timeout=TIME)
    assert (whole.json()["length"], pieces.json()["length"]) == (10 * MIB, 5)


@pytest.mark.parametrize("said", [True, False], ids=["said", "found out"])
def test_a_body_of_more_than_10_mb(front: Front, said: bool) -> None:
    body = b"x" * (10 * MIB + 1)
    answer = requests.post(front.url, data=body if said else iter([body]), timeout=TIME)
    assert (answer.status_code, answer.text) == (413, "HTTP content length exceeded 10485760 bytes.")
    assert answer.headers["content-type"] == "text; charset=utf-8"


def test_a_client_that_leaves_is_let_go(front: Front) -> None:
    with front.connect() as sock:
        sock.sendall(b"POST /half HTTP/1.1\r\nContent-Length: 9\r\n\r\nab")
    with front.connect() as sock:
        sock.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
    assert requests.get(front.url + "/next", timeout=TIME).json()["path"] == "/next"
    assert "/half" not in {served.path for served in front.served}


def test_a_slow_client_is_told() -> None:
    with Front() as front:
        front.begin(Door(echo, body_seconds=0.05))
        with front.connect() as sock:
            sock.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab")
            assert sock.recv(65536).startswith(b"HTTP/1.1 408 ")


def test_the_listener_is_told_of_each_answer(front: Front) -> None:
    requests.get(front.url + "/told", timeout=TIME)
    until = time.monotonic() + TIME
    while front.served[-1].path != "/told" and time.monotonic() < until:
        time.sleep(0.005)
    served = front.served[-1]
    assert (served.method, served.path, served.status, served.answer.response.status) == ("GET", "/told", 200, 200)


# --- the end ---------------------------------------------------------------------------------------------------------


def test_what_is_under_way_is_answered_before_it_ends() -> None:
    with Front() as front:
        front.begin(Door(echo))
        with front.connect() as sock:
            sock.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
            time.sleep(0.1)
            front.end()
            assert received(sock).startswith(b"HTTP/1.1 200 ")


def test_what_is_stuck_does_not_hold_up_the_end() -> None:
    with Front(grace=0) as front:
        front.begin(Door(echo))
        with front.connect() as sock:
            sock.sendall(b"GET /stuck HTTP/1.1\r\n\r\n")
            time.sleep(0.1)
            began = time.monotonic()
            front.end()
            assert time.monotonic() - began < 2
            assert b"200" not in received(sock)


def test_it_shares_a_loop_and_leaves_nothing_in_it() -> None:
    async def run() -> tuple[int, int]:
        before = len(asyncio.all_tasks())
        async with listening(Door(echo, limit=LIMITS["http"]), sock):
            answers = [await asyncio.to_thread(requests.get, url, timeout=TIME) for _ in range(2)]
            assert threading.current_thread() is threading.main_thread()
        return answers[1].status_code, len(asyncio.all_tasks()) - before

    sock = bound("127.0.0.1", 0)
    url = "http://{}:{}".format(*sock.getsockname())
    assert asyncio.run(run()) == (200, 0)


def test_a_socket_that_cannot_listen_says_so() -> None:
    async def run() -> None:
        async with listening(Door(echo), sock):
            raise AssertionError

    sock = bound("127.0.0.1", 0)
    sock.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        asyncio.run(run())
