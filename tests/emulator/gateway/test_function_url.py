from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from hypothesis import given, settings

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.function_url import FunctionUrlGateway
from scorelet.emulator.values import RefusedError
from scorelet.runtime.events.sources import matching
from tests.emulator.functions import Function, StillClock
from tests.emulator.gateway.calls import CALLS

ENDPOINT = Endpoint("url", "iris-dev", "$default", timeout=900.0)
TRACE = "Root=1-65536a00-0123456789abcdef01234567"
CALL = Call(
    "GET",
    "/api/models/towns%40prod/predict",
    "age=20",
    (("Host", "u1.example.org"), ("User-Agent", "curl/8.5.0"), ("X-Amzn-Trace-Id", TRACE)),
)


def answer(function: Function, call: Call = CALL, *, late: bool = False, cors: tuple[str, ...] = ()) -> Answer:
    async def ask() -> Answer:
        gateway = FunctionUrlGateway(ENDPOINT._replace(cors=cors), function, clock=StillClock(late=late))
        return await gateway(call)

    return asyncio.run(ask())


def test_the_event() -> None:
    function = Function()
    response = answer(function).response
    event, (asked,) = function.event, function.asked
    request_id = event["requestContext"].pop("requestId")
    assert UUID(request_id).version == 4
    assert (asked.qualifier, asked.request_id, asked.trace) == ("live", request_id, TRACE)
    assert (response.header("x-amzn-requestid"), response.header("x-amzn-trace-id")) == (request_id, TRACE)
    assert event == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/api/models/towns%40prod/predict",
        "rawQueryString": "age=20",
        "headers": {
            "host": "u1.example.org",
            "user-agent": "curl/8.5.0",
            "x-amzn-trace-id": TRACE,
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "queryStringParameters": {"age": "20"},
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "b046714b47a2e7afd4f62cb2678ffc09",
            "domainName": "u1.example.org",
            "domainPrefix": "u1",
            "http": {
                "method": "GET",
                "path": "/api/models/towns%40prod/predict",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "curl/8.5.0",
            },
            "routeKey": "$default",
            "stage": "$default",
            "time": "14/Nov/2023:22:13:20 +0000",
            "timeEpoch": 1_700_000_000_500,
        },
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize(
    ("function", "late", "status", "kind", "body"),
    [
        (Function(b'{"statusCode": 201, "body": "x"}'), False, 201, "application/json", b"x"),
        (Function(b'"hello"'), False, 200, "application/json", b"hello"),
        (Function(b"{}", error="Unhandled"), False, 502, "text/plain; charset=utf-8", b"Internal Server Error"),
        (Function(b'{"statusCode": 7}'), False, 502, "text/plain; charset=utf-8", b"Internal Server Error"),
        (
            Function(raises=RefusedError(429, "K", "m")),
            False,
            429,
            "application/json",
            b'{"message":"Rate Exceeded."}',
        ),
        (
            Function(raises=RefusedError(413, "K", "m")),
            False,
            413,
            "application/json",
            b'{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
        ),
        (Function(), True, 502, "text/plain; charset=utf-8", b"Internal Server Error"),
    ],
)
def test_answers(function: Function, late: bool, status: int, kind: str, body: bytes) -> None:
    if late:
        function.answers.clear()
    response = answer(function, late=late).response
    assert (response.status, response.header("content-type"), response.body) == (status, kind, body)


def test_it_answers_browsers_by_itself() -> None:
    function = Function()
    lines = (("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"))
    preflight = answer(function, Call("OPTIONS", "/predict", headers=lines), cors=("*",)).response
    assert (preflight.status, preflight.header("access-control-allow-origin"), function.asked) == (204, "*", [])


@given(CALLS)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_each_call_becomes_an_event_that_the_runtime_knows(call: Call) -> None:
    function = Function()
    answer(function, call)
    assert [source.name for source in matching(function.event)] == ["API Gateway HTTP"]
