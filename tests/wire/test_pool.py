from __future__ import annotations

import io
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Answer, Message, NoAnswer, Origin, Reason, Taken
from scorelet.wire.pool import IDLE, KEPT, Pool
from tests.wire.server import Server, http, then_closed

GET = Message("GET", "/x", {"host": "models"})
PUT = Message("PUT", "/x?y", {"host": "models", "a": "b"}, b"12345")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Wall:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def pool(wall: Wall) -> Iterator[Pool]:
    found = Pool(wall, connect=2, read=2)
    yield found
    found.close()


def asked(pool: Pool, server: Server, message: Message = GET, taken: Taken | None = None, seconds: float = 5) -> Answer:
    origin = Origin("http", "127.0.0.1", server.port)
    return pool.exchange(origin, message, Deadline.after(seconds, time.monotonic), taken or Taken(100))


def reason(pool: Pool, origin: Origin | Server, message: Message = GET, seconds: float = 5) -> Reason:
    origin = Origin("http", "127.0.0.1", origin.port) if isinstance(origin, Server) else origin
    with pytest.raises(NoAnswer) as caught:
        pool.exchange(origin, message, Deadline.after(seconds, time.monotonic), Taken(100))
    return caught.value.reason


def test_what_goes_out_and_comes_in(pool: Pool, server: Server) -> None:
    server.says(http(200, b"hello", X_A="1", x_a="2"), http())
    assert asked(pool, server, PUT) == Answer(200, {"content-length": "5", "x-a": "1, 2"}, b"hello")
    assert asked(pool, server) == Answer(200, {"content-length": "0"}, b"")
    put, get = server.seen
    assert (put.method, put.target, put.headers["host"], put.headers["a"], put.body) == (
        "PUT", "/x?y", "models", "b", b"12345",
    )  # fmt: skip
    assert (get.method, get.body, "content-length" in get.headers) == ("GET", b"", False)


def test_a_connection_is_kept(pool: Pool, server: Server, wall: Wall) -> None:
    for _ in range(3):
        asked(pool, server)
    wall.now += IDLE - 1
    asked(pool, server)
    assert server.connections == 1
    wall.now += IDLE + 1
    asked(pool, server)
    wall.now -= 1
    asked(pool, server)
    assert server.connections == 3, "it lay too long, and then in the future"


def test_another_process_has_its_own(pool: Pool, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(pool, server)
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)
    asked(pool, server)
    pool.close()
    monkeypatch.undo()
    assert server.connections == 2


def test_a_server_that_closes_after_each_answer(pool: Pool, server: Server) -> None:
    server.says(
        then_closed(http(200, b"1")), then_closed(http(200, b"2")), then_closed(http(200, b"3", Connection="close"))
    )
    assert [asked(pool, server).body for _ in range(4)] == [b"1", b"2", b"3", b"3"]
    assert [seen.connection for seen in server.seen] == [0, 1, 2, 3]


def test_a_kept_connection_that_breaks_is_replaced_at_once(pool: Pool, server: Server) -> None:
    server.says(http(200, b"1"), then_closed(), http(200, b"2"))
    assert [asked(pool, server).body for _ in range(2)] == [b"1", b"2"]
    assert [seen.connection for seen in server.seen] == [0, 0, 1]


def test_what_may_not_be_there_twice_is_not_sent_again(pool: Pool, server: Server) -> None:
    message = PUT._replace(repeatable=False)
    server.says(then_closed(http()), http(), then_closed(), http())
    for _ in range(2):
        asked(pool, server, message)
        time.sleep(0.01)  # the first connection's end comes: found out before anything is sent
    assert reason(pool, server, message) is Reason.UNANSWERED
    assert [seen.connection for seen in server.seen] == [0, 1, 1]


def test_a_new_connection_that_breaks_is_not_tried_again(pool: Pool, server: Server) -> None:
    server.says(then_closed(), http(200, b"1"))
    assert reason(pool, server) is Reason.UNANSWERED
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Reason.UNANSWERED),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Reason.BROKEN_OFF),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", Reason.BROKEN_OFF),
        (CHUNKED + b"5\r\n123", Reason.BROKEN_OFF),
        (CHUNKED + b"zz\r\n123", Reason.BROKEN_OFF),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", Reason.NOT_HTTP),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", Reason.NOT_HTTP),
        (b"HTTP/1.1 99999 OK\r\n\r\n", Reason.NOT_HTTP),
        (b"HTTP/1.1 200 " + b"x" * 100_000, Reason.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1000 + b"\r\n", Reason.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", Reason.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 101, Reason.TOO_LARGE),
        (b"HTTP/1.1 500 OK\r\n\r\n" + b"x" * 101, Reason.TOO_LARGE),
    ],
)
def test_answers_that_are_none(data: bytes, why: Reason, pool: Pool, server: Server) -> None:
    server.says(then_closed(data), http())
    assert reason(pool, server) is why
    assert asked(pool, server).status == 200, "what broke is not kept"


def test_an_answer_without_a_length(pool: Pool, server: Server) -> None:
    server.says(then_closed(b"HTTP/1.0 200 OK\r\n\r\nall"), CHUNKED + b"2\r\nal\r\n1\r\nl\r\n0\r\n\r\n")
    assert [asked(pool, server).body for _ in range(3)] == [b"all"] * 3
    assert server.connections == 2


def test_a_server_that_says_nothing(server: Server) -> None:
    server.says(server.held(), server.held(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12"))
    for _ in range(2):
        assert reason(Pool(read=0.05), server) is Reason.LATE


@pytest.mark.parametrize("head", [b"HTT", b"HTTP/1.1 200 OK\r\nx: ", http(200, b"x" * 90)[:-90]])
def test_an_answer_that_drips(head: bytes, pool: Pool, server: Server) -> None:
    """Each byte comes in time, and all of them would not."""
    server.says(server.dripping(head))
    began = time.monotonic()
    assert reason(pool, server, seconds=0.2) is Reason.LATE
    assert time.monotonic() - began < 0.4


def test_sending_ends_in_time(pool: Pool) -> None:
    """Somebody who accepts a connection and never reads."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        origin = Origin("http", "127.0.0.1", deaf.getsockname()[1])
        assert reason(pool, origin, PUT._replace(body=b"0" * 20_000_000), seconds=0.1) is Reason.LATE


def test_no_time_is_left(pool: Pool, server: Server) -> None:
    assert reason(pool, server, seconds=0) is Reason.LATE
    assert server.seen == []


@pytest.mark.parametrize("headers", [{"a": "b\r\nc: d"}, {"a": "é→"}])
def test_what_http_cannot_say(headers: dict[str, str], pool: Pool, server: Server) -> None:
    assert reason(pool, server, GET._replace(headers=headers)) is Reason.UNSAYABLE
    assert server.seen == []


def test_nobody_listens(pool: Pool) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert reason(pool, Origin("http", "127.0.0.1", bound.getsockname()[1])) is Reason.REFUSED


@pytest.mark.parametrize("host", ["no.invalid", "a..b", "a" * 70 + ".invalid"])
def test_a_host_that_is_not_there(host: str, pool: Pool) -> None:
    assert reason(pool, Origin("http", host, 80)) is Reason.UNKNOWN_HOST


def test_a_body_into_a_file(pool: Pool, server: Server) -> None:
    server.says(http(200, b"whole"), http(404, b"no"))
    file = io.BytesIO(b"what an answer left that broke off")
    assert asked(pool, server, taken=Taken(100, file)).body == b""
    assert asked(pool, server, taken=Taken(100, file)).body == b"no"
    assert file.getvalue() == b"whole"


class FullDisk(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk(pool: Pool, server: Server) -> None:
    server.says(http(200, b"whole"))
    with pytest.raises(NoAnswer) as caught:
        asked(pool, server, taken=Taken(100, FullDisk()))
    assert (caught.value.reason, caught.value.detail) == (Reason.DISK, "no space left on device")


def test_many_threads(pool: Pool, server: Server) -> None:
    server.says(*(http(200, str(number).encode()) for number in range(200)))
    with ThreadPoolExecutor(16) as threads:
        bodies = list(threads.map(lambda _: asked(pool, server).body, range(200)))
    assert sorted(bodies) == sorted(str(number).encode() for number in range(200))
    assert server.connections <= 16 + 200 - KEPT


HEADS = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", CHUNKED])
LINES = st.sampled_from(
    [b"Content-Length: -1\r\n", b"Content-Length: 9\r\n\r\n", b"ffffffffff\r\n", b"\r\n", b"1\r\nx\r\n"]
)


@settings(
    derandomize=True, deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(head=HEADS, rest=st.lists(LINES | st.binary(max_size=30), max_size=5))
def test_whatever_a_server_says(head: bytes, rest: list[bytes], server: Server) -> None:
    """It is an answer, or NoAnswer, and nothing else."""
    server.says(then_closed(head + b"".join(rest)))
    pool = Pool()
    with suppress(NoAnswer):
        assert len(asked(pool, server).body) <= 100
    pool.close()
