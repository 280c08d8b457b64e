from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import RequestError
from scorelet.observe.observation import Observation
from scorelet.runtime.messages import Request, Response
from scorelet.serve.connection import FORGOTTEN, HEAD_LIMIT, Patience
from scorelet.serve.door import Door
from scorelet.service.values import Limits
from tests.runtime.services import app_of
from tests.serve.transports import HOST, ROW, Client, body, headers, post, status, statuses


def problem(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body(answer))
    return found


def test_an_answer_in_full() -> None:
    answer = Client().send(post(more=b"x-request-id: abc\r\n"))
    said = headers(answer)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    del said["date"], said["x-model-version"]
    assert said == {
        "content-type": "application/json",
        "x-request-id": "abc",
        "content-length": str(len(body(answer))),
        "server": "scorelet",
    }
    assert problem(answer)["prediction"] == "young"


def test_one_connection_brings_many_requests() -> None:
    client = Client()
    assert [status(client.send(post())) for _ in range(3)] == [200, 200, 200]
    assert client.done == []


def test_requests_sent_ahead_are_answered_in_order() -> None:
    answers = Client().send(post() + b"GET /nowhere HTTP/1.1\r\n" + HOST + b"\r\n" + post())
    assert statuses(answers) == [200, 404, 200]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 40), max_size=12))
def test_it_does_not_matter_how_bytes_are_cut(cuts: list[int]) -> None:
    data, pieces = post(more=b"x-request-id: a\r\n") + post(b"{", more=b"x-request-id: b\r\n"), []
    for cut in cuts:
        pieces.append(data[:cut])
        data = data[cut:]
    assert statuses(Client().send(*filter(None, [*pieces, data]))) == [200, 400]


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from([b"", b"POST /predict HTTP/1.1\r\nhost: x\r\n", post()[:-3]]))
def test_no_bytes_break_it(data: bytes, before: bytes) -> None:
    client = Client()
    answers = client.send(before + data)
    assert set(statuses(answers)) <= {200, 400, 403, 404, 405, 413, 415, 422, 431}


def test_chunks_are_one_body() -> None:
    data = b"POST /predict HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (ROW[:7], ROW[7:]))
    assert status(Client().send(data, chunks, b"0\r\ntrailer: x\r\n\r\n")) == 200


def test_half_a_body_is_never_scored() -> None:
    seen: list[Observation] = []
    client = Client(app=app_of(seen=seen))
    assert client.send(post()[:-1]) == b""
    client.connection.eof_received()
    client.connection.connection_lost(None)
    assert (seen, client.door.connections) == ([], set())


def test_broken_chunks_are_no_body() -> None:
    seen: list[Observation] = []
    client = Client(app=app_of(seen=seen))
    answer = client.send(
        b"POST /predict HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"
    )
    assert (status(answer), [one.status for one in seen], [one.rows for one in seen]) == (400, [400], [0])


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"NONSENSE\r\n\r\n", "the request is no HTTP/1.1: Invalid method encountered"),
        (b"GET /predict HTTP/1.1\r\n\r\n", "expected a header 'host'"),
        (b"GET ftp://x/ HTTP/1.1\r\n" + HOST + b"\r\n", "expected a URL whose path begins with '/'"),
        (b"GET /%ff HTTP/1.1\r\n" + HOST + b"\r\n", "the path of the URL is no UTF-8, or its query no ASCII"),
    ],
)  # fmt: skip
def test_what_is_no_request(data: bytes, detail: str) -> None:
    answer = Client().send(data)
    assert (status(answer), problem(answer)["detail"]) == (400, detail)


@pytest.mark.parametrize(
    "lengths",
    [
        b"content-length: 3\r\ntransfer-encoding: chunked\r\n",
        b"content-length: 3\r\ncontent-length: 4\r\n",
        b"content-length: -3\r\n",
        b"content-length: 99999999999999999999999\r\n",
    ],
)
def test_what_smugglers_use_ends_the_connection(lengths: bytes) -> None:
    client = Client()
    answer = client.send(b"POST /predict HTTP/1.1\r\n" + HOST + lengths + b"\r\n0\r\n\r\n" + post())
    assert (statuses(answer), client.done) == ([400], ["write_eof", "resume"])


def test_a_head_has_its_bounds() -> None:
    client = Client()
    answer = client.send(b"GET / HTTP/1.1\r\n" + HOST, *[b"a%d: %s\r\n" % (i, b"x" * 1000) for i in range(70)])
    assert (status(answer), problem(answer)["detail"]) == (
        431,
        f"expected a head of at most {HEAD_LIMIT} bytes, got more",
    )


# --- bodies that are too large ---------------------------------------------------------------------------------------


def small() -> Client:
    return Client(app=app_of(limits=Limits(body=100)))


def test_a_large_body_is_refused_before_it_comes() -> None:
    client = small()
    answer = client.send(b"POST /predict HTTP/1.1\r\n" + HOST + b"content-length: 20000000\r\n\r\n")
    assert (status(answer), headers(answer)["connection"]) == (413, "close")
    assert problem(answer)["detail"] == "expected a body of at most 100 bytes, got 20000000"
    assert client.done == ["write_eof", "resume"]  # no reset: the answer must arrive


def test_the_rest_of_a_refused_body_is_forgotten_up_to_a_bound() -> None:
    client = small()
    client.send(b"POST /predict HTTP/1.1\r\n" + HOST + b"content-length: 9000000000\r\n\r\n")
    assert (client.done, client.send(bytes(FORGOTTEN)), client.done) == (["write_eof", "resume"], b"", [])
    assert (client.send(b"x"), client.done) == (b"", ["abort"])


def test_a_small_refused_body_does_not_end_the_connection() -> None:
    client = small()
    answer = client.send(post(bytes(101)) + b"GET /nowhere HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (statuses(answer), client.done) == ([413, 404], [])


def test_a_body_of_unknown_length_is_refused_when_it_is_too_large() -> None:
    client = small()
    head = b"POST /predict HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n"
    chunk = b"40\r\n" + bytes(64) + b"\r\n"
    assert client.send(head, chunk) == b""
    answer = client.send(chunk, chunk)
    assert (status(answer), problem(answer)["detail"]) == (413, "expected a body of at most 100 bytes, got more")


def test_who_asks_before_sending_is_told() -> None:
    asks = b"POST /predict HTTP/1.1\r\n" + HOST + b"expect: 100-continue\r\ncontent-length: %d\r\n\r\n"
    client = Client()
    assert client.send(asks % len(ROW)) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert status(client.send(ROW)) == 200
    assert status(small().send(asks % 101)) == 413


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "seconds", "detail"),
    [
        (b"POST /predict HTTP/1.1\r\n", 11, "the head of the request did not come in time"),
        (post()[:-1], 31, "the body of the request did not come in time"),
    ],
)
def test_a_slow_client_is_told(data: bytes, seconds: float, detail: str) -> None:
    client = Client()
    client.send(data)
    assert client.wait(seconds - 2) == b""
    answer = client.wait(2)
    assert (status(answer), problem(answer)["detail"], headers(answer)["connection"]) == (408, detail, "close")
    assert (client.done, client.wait(11), client.done) == (["write_eof", "resume"], b"", ["abort"])


def test_a_client_that_says_nothing_is_hung_up_on() -> None:
    silent, idle = Client(), Client()
    idle.send(post())
    assert (silent.wait(11), silent.done) == (b"", ["close"])
    assert (idle.wait(70), idle.done, idle.wait(10), idle.done) == (b"", [], b"", ["close"])


def test_a_client_that_takes_no_answer_is_cut_off() -> None:
    client = Client()
    client.transport.unsent = 1
    client.connection.pause_writing()
    assert (client.wait(31), client.done) == (b"", ["pause", "abort"])


def test_a_client_that_takes_its_answer_at_last_goes_on() -> None:
    client = Client()
    client.connection.pause_writing()
    client.connection.resume_writing()
    assert (client.wait(31), client.done) == (b"", ["pause", "resume"])


# --- how connections end ---------------------------------------------------------------------------------------------


def test_the_last_request_of_a_connection() -> None:
    client = Client()
    answer = client.send(post(more=b"connection: close\r\n"))
    assert (status(answer), headers(answer)["connection"], client.done) == (200, "close", ["close"])


def test_an_old_client_keeps_its_connection_where_it_asks_to() -> None:
    once, again = Client(), Client()
    answer = once.send(b"GET /nowhere HTTP/1.0\r\n\r\n")
    assert (status(answer), headers(answer)["connection"], once.done) == (404, "close", ["close"])
    answer = again.send(b"GET /nowhere HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")
    assert (status(answer), headers(answer)["connection"], again.done) == (404, "keep-alive", [])


def test_head_has_no_body() -> None:
    answer = Client().send(b"HEAD /nowhere HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (status(answer), body(answer)) == (404, b"")
    assert int(headers(answer)["content-length"]) > 0


def test_an_upgrade_is_not_taken_up() -> None:
    client = Client()
    answer = client.send(b"GET /nowhere HTTP/1.1\r\n" + HOST + b"connection: Upgrade\r\nupgrade: h2c\r\n\r\n")
    assert (status(answer), headers(answer)["connection"], client.done) == (404, "close", ["close"])


def test_lines_of_one_header_are_joined() -> None:
    seen: list[Request] = []
    door = Door(app_of())

    def answer(request: Request, refused: RequestError | None = None) -> Response:
        seen.append(request)
        return Response(204)

    door.answer = answer  # type: ignore[method-assign]
    Client(door).send(b"GET /a%20b?c=%20d HTTP/1.1\r\n" + HOST + b"X-A: 1\r\nx-a: 2\r\n\r\n")
    assert seen == [Request("GET", "/a b", "c=%20d", {"host": "x", "x-a": "1, 2"})]


# --- answers that take a while ---------------------------------------------------------------------------------------


class Slow(Door):
    """Every answer takes until it is let go."""

    def __init__(self, **how: Any) -> None:
        super().__init__(app_of(), **how)
        self.gates: list[asyncio.Future[Response]] = []

    def waits(self, request: Request) -> bool:
        return True

    def later(self, request: Request) -> asyncio.Future[Response]:
        self.gates.append(asyncio.get_running_loop().create_future())
        return self.gates[-1]


async def _let(door: Slow, place: int) -> None:
    door.gates[place].set_result(Response(200, (), b"%d" % place))
    await asyncio.sleep(0)


def test_slow_answers_keep_their_order_and_nothing_is_read_meanwhile() -> None:
    async def run() -> None:
        door = Slow()
        client = Client(door)
        assert client.send(post(), post()) == b""
        assert (client.done, len(door.gates)) == (["pause"], 1)
        await _let(door, 0)
        assert (body(client.transport.sent), client.done, len(door.gates)) == (b"0", [], 2)
        await _let(door, 1)
        assert (statuses(client.transport.sent), client.done) == ([200, 200], ["resume"])

    asyncio.run(run())


def test_a_slow_answer_does_not_hurry_the_client() -> None:
    async def run() -> None:
        door = Slow(patience=Patience(), clock=(clock := Client().clock))
        client = Client(door)
        client.send(post())
        clock.now += 1000
        door.look_at_the_time()
        await _let(door, 0)
        assert (status(client.transport.sent), client.done) == (200, ["resume"])

    asyncio.run(run())


def test_a_client_that_is_gone_gets_no_answer() -> None:
    async def run() -> None:
        door = Slow()
        client = Client(door)
        client.send(post(), post())
        client.transport.close()
        client.connection.connection_lost(None)
        await _let(door, 0)
        assert (client.transport.sent, len(door.gates), client.done) == (b"", 1, ["pause", "close"])

    asyncio.run(run())


def test_a_client_may_close_its_half_and_wait() -> None:
    async def run() -> None:
        door = Slow()
        client = Client(door)
        client.send(post())
        assert client.connection.eof_received()
        await _let(door, 0)
        assert (status(client.transport.sent), client.done) == (200, ["close"])

    asyncio.run(run())


def test_a_refusal_waits_for_the_answer_before_it() -> None:
    async def run() -> None:
        door = Slow()
        client = Client(door)
        assert client.send(post(), b"NONSENSE\r\n\r\n") == b""
        await _let(door, 0)
        assert (statuses(client.transport.sent), client.done) == (
            [200, 400],
            ["pause", "write_eof", "resume", "resume"],
        )

    asyncio.run(run())


def test_the_end_of_the_server() -> None:
    """Connections without a request end at once; what has begun is answered, and says that it was the last."""

    async def run() -> None:
        door = Slow()
        fresh, busy, half = Client(door), Client(door), Client(door)
        busy.send(post())
        half.send(post()[:-1])
        door.close()
        assert (fresh.done, busy.done, half.done) == (["close"], [], [])
        await _let(door, 0)
        assert (headers(busy.transport.sent)["connection"], busy.done) == ("close", ["close"])
        half.send(post()[-1:])
        await _let(door, 1)
        assert (headers(half.transport.sent)["connection"], half.done) == ("close", ["close"])

    asyncio.run(run())


def test_a_refused_request_is_observed_too() -> None:
    seen: list[Observation] = []
    app = app_of(seen=seen)
    app(Request("POST", "/predict", id="a"), RequestError(403, "no"))
    assert [(one.request_id, one.status) for one in seen] == [("a", 403)]
