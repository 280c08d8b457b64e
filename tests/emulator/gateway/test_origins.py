from __future__ import annotations

import pytest

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.origins import Origins
from scorelet.runtime.messages import Headers, Response

OURS = ("https://a.example",)
ALLOWED = (("access-control-allow-origin", "https://a.example"), ("vary", "origin"))
TERMS = (
    ("access-control-allow-methods", "*"),
    ("access-control-allow-headers", "*"),
    ("access-control-max-age", "600"),
)
EXPOSED = ("access-control-expose-headers", "x-request-id,x-model-version")


def call(method: str = "OPTIONS", origin: str = "https://a.example", asks: str = "POST") -> Call:
    lines = [("Origin", origin), ("Access-Control-Request-Method", asks)]
    return Call(method, "/", headers=tuple(line for line in lines if line[1]))


@pytest.mark.parametrize(
    ("allowed", "asked", "answer"),
    [
        (OURS, call(), Response(204, (*ALLOWED, *TERMS))),
        (("*",), call(), Response(204, (("access-control-allow-origin", "*"), *TERMS))),
        (OURS, call(origin="https://b.example"), Response(204)),
        (OURS, call(asks=""), None),
        (OURS, call(origin=""), None),
        (OURS, call("GET"), None),
        ((), call(), None),
    ],
)
def test_a_preflight(allowed: tuple[str, ...], asked: Call, answer: Response | None) -> None:
    assert Origins(allowed).preflight(asked) == answer


@pytest.mark.parametrize(
    ("allowed", "origin", "headers"),
    [
        (OURS, "https://a.example", (("x-a", "1"), *ALLOWED, EXPOSED)),
        (("*",), "https://c.example", (("x-a", "1"), ("access-control-allow-origin", "*"), EXPOSED)),
        (OURS, "https://b.example", (("x-a", "1"),)),
        (OURS, "", (("x-a", "1"),)),
        ((), "https://a.example", (("x-a", "1"), ("access-control-allow-origin", "of the function"))),
    ],
)
def test_the_gateway_says_who_may_read_not_the_function(
    allowed: tuple[str, ...], origin: str, headers: Headers
) -> None:
    given = Response(200, (("x-a", "1"), ("access-control-allow-origin", "of the function")))
    assert Origins(allowed).dressed(given, call("GET", origin)).headers == headers
