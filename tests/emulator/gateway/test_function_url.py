from __future__ import annotations

import pytest
from hypothesis import given, settings

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.gateway.call import Call
from scorelet.emulator.values import RefusedError
from scorelet.runtime.events.sources import matching
from tests.emulator.gateway.calls import CALLS, answer_of, stuck
from tests.emulator.gateway.gateways import Function

ENDPOINT = Endpoint("url", "iris-dev", "$default", timeout=900.0)
PAGES = ENDPOINT._replace(cors=("*",))
TRACE = "Root=1-65536a00-0123456789abcdef01234567"
REQUEST = "10111213-1415-4617-8819-1a1b1c1d1e1f"
CALL = Call(
    "GET",
    "/api/models/towns%40prod/predict",
    "age=20",
    (("Host", "u1.example.org"), ("User-Agent", "curl/8.5.0"), ("X-Amzn-Trace-Id", TRACE)),
)


def test_the_event() -> None:
    function = Function()
    response = answer_of(ENDPOINT, function, CALL).response
    (asked,) = function.asked
    ids = (asked.request_id, response.header("x-amzn-requestid"), asked.trace)
    assert (asked.qualifier, ids) == ("live", (REQUEST, REQUEST, response.header("x-amzn-trace-id")))
    assert function.events[-1] == {
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
            "apiId": "cvjryjyon5151clxsugrl493bj5n1cwj",
            "domainName": "cvjryjyon5151clxsugrl493bj5n1cwj.lambda-url.us-east-1.on.aws",
            "domainPrefix": "cvjryjyon5151clxsugrl493bj5n1cwj",
            "http": {
                "method": "GET",
                "path": "/api/models/towns%40prod/predict",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "curl/8.5.0",
            },
            "requestId": REQUEST,
            "routeKey": "$default",
            "stage": "$default",
            "time": "14/Nov/2023:22:13:20 +0000",
            "timeEpoch": 1_700_000_000_000,
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
            Function(RefusedError(429, "K", "m")),
            False,
            429,
            "application/json",
            b'{"message":"Rate Exceeded."}',
        ),
        (
            Function(RefusedError(413, "K", "m")),
            False,
            413,
            "application/json",
            b'{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
        ),
        (Function(), True, 502, "text/plain; charset=utf-8", b"Internal Server Error"),
    ],
)
def test_answers(function: Function, late: bool, status: int, kind: str, body: bytes) -> None:
    response = answer_of(ENDPOINT, stuck if late else function, CALL, 901.0 if late else 0.0).response
    assert (response.status, response.header("content-type"), response.body) == (status, kind, body)


def test_it_answers_browsers_by_itself() -> None:
    function = Function()
    lines = (("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"))
    preflight = answer_of(PAGES, function, Call("OPTIONS", "/predict", headers=lines)).response
    assert (preflight.status, preflight.header("access-control-allow-origin"), function.asked) == (204, "*", [])


@given(CALLS)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_each_call_becomes_an_event_that_the_runtime_knows(call: Call) -> None:
    function = Function()
    answer_of(ENDPOINT, function, call)
    assert [source.name for source in matching(function.events[-1])] == ["API Gateway HTTP"]
