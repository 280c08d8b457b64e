from __future__ import annotations

import io
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scorelet.signed.deadline import Deadline
from scorelet.signed.endpoints import Origin
from scorelet.signed.retries import Timing
from scorelet.signed.wire import IDLE, KEPT, Answer, Message, NoAnswer, Taken, Wire
from tests.signed.scripted import Reply, Scripted, ok

GET = Message("GET", "/x", {"host": "models"})
PUT = Message("PUT", "/x?y", {"host": "models", "a": "b"}, b"12345")
BROKEN_OFF = "the connection broke off"
NO_HTTP = "what answers there does not speak HTTP"
NO_CONNECTION = "no connection"


class Wall:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def wire(wall: Wall) -> Iterator[Wire]:
    found = Wire(Timing(connect=2, read=2), wall)
    yield found
    found.close()


def asked(
    wire: Wire, server: Scripted, message: Message = GET, taken: Taken | None = None, seconds: float = 5
) -> Answer:
    origin = Origin("http", "127.0.0.1", server.port)
    return wire.exchange(origin, message, Deadline(seconds, time.monotonic), taken or Taken(100))


def why(wire: Wire, server: Scripted, message: Message = GET, seconds: float = 5) -> tuple[str, bool]:
    with pytest.raises(NoAnswer) as caught:
        asked(wire, server, message, seconds=seconds)
    return caught.value.why, caught.value.again


def test_what_goes_out_and_comes_in(wire: Wire, server: Scripted) -> None:
    server.replies = [ok(b"hello", headers="X-A: 1\r\n")]
    assert asked(wire, server, PUT) == Answer(200, {"content-length": "5", "x-a": "1"}, b"hello")
    assert asked(wire, server) == Answer(200, {"content-length": "0"}, b"")
    put, get = server.seen
    assert (put.method, put.target, put.headers["host"], put.headers["a"], put.body) == (
        "PUT", "/x?y", "models", "b", b"12345",
    )  # fmt: skip
    assert (get.method, get.body, "content-length" in get.headers) == ("GET", b"", False)


def test_a_connection_is_kept(wire: Wire, server: Scripted, wall: Wall) -> None:
    for _ in range(3):
        asked(wire, server)
    wall.now += IDLE - 1
    asked(wire, server)
    assert server.connections == 1
    wall.now += IDLE + 1
    asked(wire, server)
    wall.now -= 1
    asked(wire, server)
    assert server.connections == 3, "it lay too long, and then in the future"


def test_another_process_has_its_own(wire: Wire, server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(wire, server)
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)
    asked(wire, server)
    wire.close()
    monkeypatch.undo()
    assert server.connections == 2


def test_a_server_that_closes_after_each_answer(wire: Wire, server: Scripted) -> None:
    """A kept connection turns out to be closed: the request goes out again at once, on a new one."""
    server.replies = [ok(b"1", close=True), ok(b"2", close=True), ok(b"3", headers="Connection: close\r\n", close=True)]
    assert [asked(wire, server).body for _ in range(4)] == [b"1", b"2", b"3", b""]
    assert [seen.connection for seen in server.seen] == [0, 1, 2, 3]


def test_a_new_connection_that_breaks_is_not_tried_again(wire: Wire, server: Scripted) -> None:
    server.replies = [Reply(close=True), ok(b"1")]
    assert why(wire, server) == (BROKEN_OFF, True)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", (BROKEN_OFF, True)),
        (b"HTTP/1.1 200 OK\r\nContent-Le", (BROKEN_OFF, True)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", (BROKEN_OFF, True)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123", (BROKEN_OFF, True)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n123", (BROKEN_OFF, True)),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", (NO_HTTP, True)),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", (NO_HTTP, True)),
        (b"HTTP/1.1 200 " + b"x" * 100_000, (NO_HTTP, True)),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1000 + b"\r\n", (NO_HTTP, True)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", ("the answer has more than 100 bytes", False)),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 101, ("the answer has more than 100 bytes", False)),
        (b"HTTP/1.1 500 OK\r\n\r\n" + b"x" * 101, ("the answer has more than 100 bytes", False)),
    ],
)
def test_answers_that_are_none(data: bytes, said: tuple[str, bool], wire: Wire, server: Scripted) -> None:
    server.replies = [Reply(data, close=True)]
    assert why(wire, server) == said
    assert asked(wire, server).status == 200, "what broke is not kept"


def test_an_answer_without_a_length(wire: Wire, server: Scripted) -> None:
    server.replies = [
        Reply(b"HTTP/1.0 200 OK\r\n\r\nall", close=True),
        Reply(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nal\r\n1\r\nl\r\n0\r\n\r\n"),
    ]
    assert [asked(wire, server).body for _ in range(2)] == [b"all", b"all"]


def test_a_server_that_says_nothing(server: Scripted) -> None:
    server.replies = [Reply(hold=True), Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12", hold=True)]
    wire = Wire(Timing(read=0.05), time.time)
    for _ in range(2):
        assert why(wire, server) == ("no answer in time", True)


@pytest.mark.parametrize("data", [b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 90, ok(b"x" * 90).data])
def test_an_answer_that_drips(data: bytes, wire: Wire, server: Scripted) -> None:
    """Each byte comes in time, and all of them would not."""
    server.replies = [Reply(data, pause=0.02)]
    began = time.monotonic()
    assert why(wire, server, seconds=0.2) == ("no answer in time", True)
    assert time.monotonic() - began < 0.4


def test_no_time_is_left(wire: Wire, server: Scripted) -> None:
    assert why(wire, server, seconds=0) == ("no answer in time", True)
    assert server.seen == []


@pytest.mark.parametrize("message", [GET._replace(headers={"a": "b\r\nc: d"}), GET._replace(headers={"a": "é→"})])
def test_what_http_cannot_say(message: Message, wire: Wire, server: Scripted) -> None:
    assert why(wire, server, message) == ("it cannot be said in HTTP", False)
    assert server.seen == []


def test_nobody_listens(wire: Wire) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        origin = Origin("http", "127.0.0.1", bound.getsockname()[1])
        with pytest.raises(NoAnswer) as caught:
            wire.exchange(origin, GET, Deadline(5, time.monotonic), Taken(1))
    assert (caught.value.why, caught.value.again) == (NO_CONNECTION, True)


def test_a_host_that_is_not_there(wire: Wire) -> None:
    with pytest.raises(NoAnswer) as caught:
        wire.exchange(Origin("http", "no.invalid", 80), GET, Deadline(5, time.monotonic), Taken(1))
    assert caught.value.why == NO_CONNECTION


@pytest.mark.parametrize("text", [None, "", "no certificate"])
def test_authorities_that_are_none(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text)
    wire = Wire(Timing(), time.time, authorities=str(path))
    with pytest.raises(NoAnswer) as caught:
        wire.exchange(Origin("https", "127.0.0.1", 1), GET, Deadline(2, time.monotonic), Taken(100))
    assert (caught.value.next_step, caught.value.again) == ("look at AWS_CA_BUNDLE", False)


def test_a_body_into_a_file(wire: Wire, server: Scripted) -> None:
    server.replies = [ok(b"whole"), ok(b"no", "404 Not Found")]
    file = io.BytesIO(b"what an answer left that broke off")
    assert asked(wire, server, taken=Taken(100, file)).body == b""
    assert asked(wire, server, taken=Taken(100, file)).body == b"no"
    assert file.getvalue() == b"whole"


class FullDisk(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk(wire: Wire, server: Scripted) -> None:
    server.replies = [ok(b"whole")]
    with pytest.raises(NoAnswer) as caught:
        asked(wire, server, taken=Taken(100, FullDisk()))
    assert (caught.value.why, caught.value.again) == ("what comes cannot be kept: no space left on device", False)


def test_many_threads(wire: Wire, server: Scripted) -> None:
    server.replies = [ok(str(number).encode()) for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        bodies = list(pool.map(lambda _: asked(wire, server).body, range(200)))
    assert sorted(bodies) == sorted(str(number).encode() for number in range(200))
    assert server.connections <= 16 + 200 - KEPT
