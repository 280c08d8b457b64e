"""Calls of all kinds, also such as no HTTP server lets through, and gateways of payload 2.0 that answer them."""

from __future__ import annotations

import asyncio

from hypothesis import strategies as st

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.function_url import FunctionUrlGateway
from scorelet.emulator.gateway.http_api import HttpApiGateway
from scorelet.emulator.values import Asked, Invoke, Outcome
from tests.emulator.gateway.gateways import Hands, counted

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


def answer_of(endpoint: Endpoint, invoke: Invoke, call: Call, seconds: float = 0.0) -> Answer:
    """What is answered. seconds: so much time passes after the function was asked."""
    kind = HttpApiGateway if endpoint.kind == "http" else FunctionUrlGateway

    async def ask() -> Answer:
        clock = Hands()
        gateway = kind(endpoint, invoke, clock=clock, random=counted)
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
