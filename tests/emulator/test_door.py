from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from scorelet.emulator.door import LIMITS, WRITTEN, Door, Limit, Served
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.lambda_api.api import PREFIX
from scorelet.runtime.messages import Response
from tests.serve.clients import NEVER, Client

LIMIT = Limit(10, Response(413, (("x-limit", "1"),), b"too large"))


class Gateway:
    """Answers what it is told to."""

    def __init__(self, response: Response, raises: Exception | None = None) -> None:
        self.answer = Answer(response)
        self.calls: list[Call] = []
        self.raises = raises

    async def __call__(self, call: Call) -> Answer:
        self.calls.append(call)
        if self.raises is not None:
            raise self.raises
        return self.answer


LOCAL = [("Host", "localhost:8000")]
FINE = Response(200, (("content-type", "a/b"),), b"fine")


def asked(
    gateway: Gateway,
    *pieces: Any,
    method: str = "POST",
    path: str = "/a%20b",
    lines: Sequence[tuple[str, str]] = (),
    functions: Gateway | None = None,
    told: list[Served] | None = None,
    source: str = "192.0.2.1",
) -> tuple[Any, ...]:
    """Status, headers and body of the answer; () for none."""
    client = Client(pieces)
    scope = {
        "type": "http",
        "method": method,
        "raw_path": path.encode(),
        "query_string": b"a=%20",
        "client": (source, 4000),
        "extensions": {WRITTEN: {"lines": [(name.encode(), value.encode()) for name, value in lines]}},
    }
    listener = None if told is None else told.append
    door = Door(gateway, functions, limit=LIMIT, listener=listener, body_seconds=0.05)
    asyncio.run(door(scope, client.receive, client.send))
    return (client.status, client.headers, client.body) if client.status else ()


def test_a_call_and_its_answer() -> None:
    gateway, told = Gateway(FINE), list[Served]()
    lines = [("X-Api-KEY", "k"), ("Content-Length", "3"), ("x-api-key", "l")]
    answer = asked(gateway, b"ab", b"c", lines=lines, told=told)
    assert answer == (200, {"content-type": "a/b", "content-length": "4"}, b"fine")
    assert gateway.calls == [Call("POST", "/a%20b", "a=%20", tuple(lines), b"abc", "192.0.2.1")]
    assert [one._replace(seconds=0.0) for one in told] == [Served("POST", "/a%20b", 200, 0.0, Answer(FINE))]
    assert 0 < told[0].seconds < 5


@pytest.mark.parametrize(
    ("method", "response", "expected"),
    [
        ("HEAD", FINE, (200, {"content-type": "a/b", "content-length": "4"}, b"")),
        ("HEAD", Response(200, (("content-length", "9"),)), (200, {"content-length": "9"}, b"")),
        ("GET", Response(204), (204, {}, b"")),
        ("GET", Response(304, (), b"lost"), (304, {}, b"")),
        ("GET", Response(200, (("a", "→"),)), (200, {"a": "?", "content-length": "0"}, b"")),
    ],
)
def test_lengths(method: str, response: Response, expected: tuple[Any, ...]) -> None:
    assert asked(Gateway(response), method=method) == expected


@pytest.mark.parametrize(
    "lines", [[("content-length", "11")], [("Transfer-Encoding", "chunked")]], ids=["said", "found out"]
)
def test_a_large_body_is_read_and_refused(lines: list[tuple[str, str]]) -> None:
    gateway, told = Gateway(FINE), list[Served]()
    assert asked(gateway, b"x" * 6, b"x" * 5, lines=lines, told=told) == (
        413,
        {"x-limit": "1", "content-length": "9"},
        b"too large",
    )
    assert (gateway.calls, told[0].status, told[0].answer.error) == ([], 413, "the body has more than 10 bytes")


def test_a_body_of_the_limit_goes_through() -> None:
    gateway = Gateway(FINE)
    asked(gateway, b"x" * 10, lines=[("content-length", "10")])
    assert [call.body for call in gateway.calls] == [b"x" * 10]


def test_a_slow_client_is_told() -> None:
    told: list[Served] = []
    answer = asked(Gateway(FINE), b"a", NEVER, b"b", lines=[("content-length", "9")], told=told)
    assert (answer[0], answer[2]) == (408, b'{"message":"Request Timeout"}')
    assert told[0].answer.error == "the body did not come within 0.05 s"


def test_half_a_request_is_none() -> None:
    gateway, told = Gateway(FINE), list[Served]()
    assert asked(gateway, b"a", None, lines=[("content-length", "9")], told=told) == ()
    assert (gateway.calls, told) == ([], [])


def test_a_fault_of_the_emulator_is_an_answer_too() -> None:
    told: list[Served] = []
    answer = asked(Gateway(FINE, KeyError("x")), told=told)
    assert (answer[0], answer[2]) == (500, b'{"message":"Internal server error"}')
    assert told[0].answer.error == "the emulator failed: KeyError: 'x'"


@pytest.mark.parametrize(
    ("path", "lambdas"),
    [
        ("/2015-03-31/functions", True),
        ("/2015-03-31/functions/iris/invocations", True),
        ("/2015-03-31/functionsandmore", False),
        ("/prod/2015-03-31/functions", False),
    ],
)
def test_paths_of_lambda_go_to_its_api(path: str, lambdas: bool) -> None:
    gateway, functions = Gateway(FINE), Gateway(FINE)
    lines = [*LOCAL, ("content-length", "11")]
    asked(gateway, b"x" * 11, path=path, lines=lines, functions=functions, source="127.0.0.1")
    assert (len(gateway.calls), len(functions.calls)) == (0, int(lambdas))  # more than the gateway's limit
    asked(gateway, path=path)
    assert len(gateway.calls) == 1


def test_each_kind_of_endpoint_has_a_limit_and_words_for_it() -> None:
    said = {kind: (limit.bytes, limit.refusal.status, limit.refusal.body) for kind, limit in LIMITS.items()}
    assert said == {
        "rest": (10485760, 413, b"HTTP content length exceeded 10485760 bytes."),
        "http": (10485760, 413, b'{"message":"Request Entity Too Large"}'),
        "url": (
            6291456,
            413,
            b'{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
        ),
    }


HERE = [
    ("127.0.0.1", "127.0.0.1:8000", True),
    ("127.0.0.1", "LOCALHOST", True),
    ("::1", "[::1]:8000", True),
    ("192.0.2.1", "127.0.0.1:8000", False),
    ("127.0.0.1", "evil.example:8000", False),
    ("127.0.0.1", "localhost.evil.example", False),
    ("127.0.0.1", "", False),
]


@pytest.mark.parametrize(("source", "host", "is_answered"), HERE)
def test_lambdas_api_is_of_this_machine(source: str, host: str, is_answered: bool) -> None:
    functions, told = Gateway(FINE), list[Served]()
    status, _, body = asked(
        Gateway(FINE), path=PREFIX, lines=[("Host", host)], functions=functions, told=told, source=source
    )
    assert bool(functions.calls) is is_answered
    if not is_answered:
        assert (status, body) == (403, b'{"Message":"Forbidden"}')
        assert told[0].answer.error == "Lambda's API answers this machine only, under localhost or 127.0.0.1"
