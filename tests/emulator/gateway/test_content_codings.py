"""What a REST API unpacks, and what it refuses."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.content_codings import unpacked
from scorelet.emulator.gateway.rest_errors import LARGEST_BODY, GatewayError
from tests.emulator.gateway.gateways import Function, answered, gateway, post

ROWS = b"[[1, 2]]"
GZIP = gzip.compress(ROWS, mtime=0)


def packed(body: bytes, coding: str) -> Call:
    return post(body, ("Content-Type", "application/json"), ("Content-Encoding", coding))


@pytest.mark.parametrize(
    ("body", "coding"), [(GZIP, "gzip"), (GZIP, " GZip"), (zlib.compress(ROWS), "deflate"), (ROWS, "identity")]
)
def test_the_function_gets_the_plain_body_and_the_header_as_it_was(body: bytes, coding: str) -> None:
    function = Function()
    assert asyncio.run(gateway(function)(packed(body, coding))).response.status == 200
    (event,) = function.events
    assert (event["body"], event["isBase64Encoded"]) == (ROWS.decode(), False)
    assert event["headers"]["Content-Encoding"] == coding


@pytest.mark.parametrize(
    ("body", "coding", "why"),
    [
        (ROWS, "br", "expected a body in gzip or deflate, got 'br'"),
        (GZIP, "gzip, gzip", "expected a body in gzip or deflate, got 'gzip, gzip'"),
        (ROWS, "gzip", "the body is no gzip, as its Content-Encoding says"),
        (GZIP[:-3], "gzip", "the body in gzip ends too early"),
        (GZIP + b"!", "gzip", "the body in gzip ends too late"),
    ],
)
def test_what_cannot_be_unpacked_is_refused(body: bytes, coding: str, why: str) -> None:
    answer = answered(packed(body, coding))
    assert (answer.response.status, answer.response.body) == (415, b'{"message":"Unsupported Media Type"}')
    assert answer.error == why


def test_a_small_body_does_not_become_a_large_one() -> None:
    answer = answered(packed(gzip.compress(bytes(LARGEST_BODY + 1), 1), "gzip"))
    assert (answer.response.status, answer.error) == (413, f"the unpacked body has more than {LARGEST_BODY} bytes")


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.binary(max_size=60) | st.binary(max_size=20).map(gzip.compress), st.sampled_from(["gzip", "deflate", "br"]))
def test_nothing_else_is_raised(body: bytes, coding: str) -> None:
    try:
        said = type(unpacked(packed(body, coding)).body).__name__
    except GatewayError as error:
        said = error.case
    assert said in ("bytes", "coding")
