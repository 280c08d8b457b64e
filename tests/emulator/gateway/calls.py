"""Calls of all kinds, also such as no HTTP server lets through, and gateways of payload 2.0 that answer them."""

from __future__ import annotations

import asyncio

from hypothesis import strategies as st

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.forwarding import ForwardingGateway
from scorelet.emulator.gateway.function_url import FUNCTION_URL
from scorelet.emulator.gateway.http_api import HTTP_API
from scorelet.emulator.values import Asked, Invoke, Outcome
from tests.emulator.clocks import Hands
from tests.emulator.gateway.gateways import SECRET, counted

_TEXTS = st.text(max_size=20)
_NAMES = st.sampled_from(["Host", "cookie", "Content-Type", "x-forwarded-for", "X-Amzn-Trace-Id", "origin", "x-a"])
_TYPES = st.sampled_from(["application/json", "text/plain; charset=utf-8", "image/png", "", ";"])
_LINES = st.tuples(_NAMES | _TEXTS, _TEXTS | _TYPES)

CALLS = st.builds(
    Call,
    st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "DELETE"]) | _TEXTS,
    st.sampled_from(["/", "/predict", "/a%2Fb", "/%ff", "//", "*"]) | _TEXTS,
    st.sampled_from(["", "a=1&a=2", "a", "%zz=%ff&=&&"]) | _TEXTS,
    st.lists(_LINES, max_size=6).map(tuple),
    st.binary(max_size=40) | st.just(b'{"a": 1}'),
)

_REST_NAMES = st.sampled_from(["Host", "x-api-key", "Content-Type", "Accept", "Origin", "X-Amzn-Trace-Id"])
_REST_TEXTS = st.sampled_from([SECRET, "application/json", "application/octet-stream", "\ud800", "*/*", "Root=1"])
_REST_PATHS = st.sampled_from(["/dev/predict", "/dev/api/models/%zz/predict", "/dev/livez", "/dev", "", "//"])

REST_CALLS = st.builds(
    Call,
    st.sampled_from(["GET", "POST", "OPTIONS"]) | st.text(max_size=9),
    _REST_PATHS | st.text(),
    st.sampled_from(["a=%ff&a", "&&;=", "\udcff=%"]) | st.text(),
    st.lists(st.tuples(_REST_NAMES | st.text(max_size=8), _REST_TEXTS | st.text()), max_size=6).map(tuple),
    st.sampled_from([b"", b"{}", b"[" * 5000, b"9" * 5000, b"\xff"]) | st.binary(max_size=50),
    st.text(max_size=9),
)
"""With paths and keys of a REST API in them."""


def answer_of(endpoint: Endpoint, invoke: Invoke, call: Call, seconds: float = 0.0) -> Answer:
    """What is answered. seconds: so much time passes after the function was asked."""
    kind = HTTP_API if endpoint.kind == "http" else FUNCTION_URL

    async def ask() -> Answer:
        clock = Hands()
        gateway = ForwardingGateway(kind, endpoint, invoke, clock=clock, random=counted)
        task = asyncio.create_task(gateway(call))
        await clock.go(0.0)
        await clock.go(seconds)
        found = await task
        await gateway.close()
        return found

    return asyncio.run(ask())


async def stuck(asked: Asked) -> Outcome:
    """A function that never answers."""
    await asyncio.Event().wait()
    raise AssertionError(asked)
