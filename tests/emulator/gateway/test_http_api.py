from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.gateway.call import Call
from scorelet.emulator.values import RefusedError
from scorelet.runtime.events.sources import matching
from tests.emulator.gateway.calls import CALLS, answer_of, stuck
from tests.emulator.gateway.gateways import Function

ENDPOINT = Endpoint("http", "iris-dev", "$default", timeout=30.0)
PAGES = ENDPOINT._replace(cors=("*",))
TRACE = "Root=1-65536a00-0123456789abcdef01234567"
CALL = Call(
    "POST",
    "/api/models/towns%40prod/predict",
    "age=20&age=21&home%20town=Bonn",
    (
        ("Host", "localhost:8000"),
        ("User-Agent", "curl/8.5.0"),
        ("Accept", "*/*"),
        ("Content-Type", "application/json"),
        ("Cookie", "session=1; theme=dark"),
        ("X-Amzn-Trace-Id", TRACE),
    ),
    b'{"age": 20}',
    "192.0.2.10",
)


def test_the_event() -> None:
    function = Function()
    answer_of(ENDPOINT, function, CALL)
    assert function.events[-1] == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/api/models/towns@prod/predict",
        "rawQueryString": "age=20&age=21&home%20town=Bonn",
        "cookies": ["session=1", "theme=dark"],
        "headers": {
            "accept": "*/*",
            "content-length": "11",
            "content-type": "application/json",
            "host": "localhost:8000",
            "user-agent": "curl/8.5.0",
            "x-amzn-trace-id": TRACE,
            "x-forwarded-for": "192.0.2.10",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "queryStringParameters": {"age": "20,21", "home town": "Bonn"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "vyze5tq57k",
            "domainName": "localhost",
            "domainPrefix": "localhost",
            "http": {
                "method": "POST",
                "path": "/api/models/towns@prod/predict",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.10",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "ICEiIyQlJicoKSo=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "14/Nov/2023:22:13:20 +0000",
            "timeEpoch": 1_700_000_000_000,
        },
        "body": '{"age": 20}',
        "isBase64Encoded": False,
    }


def test_it_asks_the_alias() -> None:
    function = Function()
    answer_of(ENDPOINT, function, CALL)
    (asked,) = function.asked
    assert (asked.qualifier, asked.request_id) == ("live", "10111213-1415-4617-8819-1a1b1c1d1e1f")
    assert asked.trace.startswith(f"{TRACE};Parent=")


def test_a_path_ends_at_a_question_mark_that_was_in_it() -> None:
    function = Function()
    answer_of(ENDPOINT, function, Call("GET", "/a%3Fb"))
    assert function.events[-1]["rawPath"] == "/a"


@pytest.mark.parametrize(
    ("function", "late", "status", "body"),
    [
        (Function(b'{"statusCode": 201, "body": "x"}'), False, 201, b"x"),
        (Function(b'{"errorType": "E"}', error="Unhandled"), False, 500, b'{"message":"Internal Server Error"}'),
        (Function(b'{"statusCode": 7}'), False, 500, b'{"message":"Internal Server Error"}'),
        (Function(RefusedError(429, "K", "m")), False, 503, b'{"message":"Service Unavailable"}'),
        (Function(RefusedError(404, "K", "m")), False, 500, b'{"message":"Internal Server Error"}'),
        (Function(RefusedError(413, "K", "m")), False, 413, b'{"message":"Request Entity Too Large"}'),
        (Function(), True, 503, b'{"message":"Service Unavailable"}'),
    ],
)
def test_answers(function: Function, late: bool, status: int, body: bytes) -> None:
    response = answer_of(ENDPOINT, stuck if late else function, CALL, 30.0 if late else 0.0).response
    kind = "text/plain; charset=utf-8" if status == 201 else "application/json"
    assert (response.status, response.body, response.header("content-type")) == (status, body, kind)
    assert response.header("apigw-requestid") == "ICEiIyQlJicoKSo="


def test_it_answers_browsers_by_itself() -> None:
    function = Function()
    lines = (("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"))
    preflight = answer_of(PAGES, function, Call("OPTIONS", "/predict", headers=lines)).response
    assert (preflight.status, preflight.header("access-control-allow-origin"), function.asked) == (204, "*", [])
    failed = answer_of(PAGES, Function(b"{", error="Unhandled"), Call("GET", "/", headers=lines)).response
    assert (failed.status, failed.header("access-control-allow-origin")) == (500, "*")


@given(CALLS)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_each_call_becomes_an_event_that_the_runtime_knows(call: Call) -> None:
    function = Function(json.dumps({"statusCode": 200}).encode())
    found = answer_of(ENDPOINT, function, call)
    assert [source.name for source in matching(function.events[-1])] == ["API Gateway HTTP"]
    assert found.response.status == 200
