from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.http_api import HttpApiGateway
from scorelet.emulator.values import RefusedError
from scorelet.runtime.events.sources import matching
from tests.emulator.functions import Function, StillClock
from tests.emulator.gateway.calls import CALLS

ENDPOINT = Endpoint("http", "iris-dev", "$default", timeout=30.0)
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


def answer(function: Function, call: Call = CALL, *, late: bool = False, cors: tuple[str, ...] = ()) -> Answer:
    async def ask() -> Answer:
        gateway = HttpApiGateway(ENDPOINT._replace(cors=cors), function, clock=StillClock(late=late))
        return await gateway(call)

    return asyncio.run(ask())


def without_ids(event: Any) -> Any:
    assert re.fullmatch("[A-Za-z0-9_-]{15}=", event["requestContext"].pop("requestId"))
    return event


def test_the_event() -> None:
    function = Function()
    answer(function)
    assert without_ids(function.event) == {
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
            "apiId": "b046714b47",
            "domainName": "localhost",
            "domainPrefix": "localhost",
            "http": {
                "method": "POST",
                "path": "/api/models/towns@prod/predict",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.10",
                "userAgent": "curl/8.5.0",
            },
            "routeKey": "$default",
            "stage": "$default",
            "time": "14/Nov/2023:22:13:20 +0000",
            "timeEpoch": 1_700_000_000_500,
        },
        "body": '{"age": 20}',
        "isBase64Encoded": False,
    }


def test_it_asks_the_alias() -> None:
    function = Function()
    answer(function)
    (asked,) = function.asked
    assert (asked.qualifier, asked.trace, len(asked.request_id)) == ("live", TRACE, 36)


def test_a_path_ends_at_a_question_mark_that_was_in_it() -> None:
    function = Function()
    answer(function, Call("GET", "/a%3Fb"))
    assert function.event["rawPath"] == "/a"


@pytest.mark.parametrize(
    ("function", "late", "status", "body"),
    [
        (Function(b'{"statusCode": 201, "body": "x"}'), False, 201, b"x"),
        (Function(b'{"errorType": "E"}', error="Unhandled"), False, 500, b'{"message":"Internal Server Error"}'),
        (Function(b'{"statusCode": 7}'), False, 500, b'{"message":"Internal Server Error"}'),
        (Function(raises=RefusedError(429, "K", "m")), False, 503, b'{"message":"Service Unavailable"}'),
        (Function(raises=RefusedError(404, "K", "m")), False, 500, b'{"message":"Internal Server Error"}'),
        (Function(raises=RefusedError(413, "K", "m")), False, 413, b'{"message":"Request Entity Too Large"}'),
        (Function(), True, 503, b'{"message":"Service Unavailable"}'),
    ],
)
def test_answers(function: Function, late: bool, status: int, body: bytes) -> None:
    if late:
        function.answers.clear()
    response = answer(function, late=late).response
    kind = "text/plain; charset=utf-8" if status == 201 else "application/json"
    assert (response.status, response.body, response.header("content-type")) == (status, body, kind)
    assert re.fullmatch("[A-Za-z0-9_-]{15}=", response.header("apigw-requestid") or "")


def test_it_answers_browsers_by_itself() -> None:
    function = Function()
    lines = (("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"))
    preflight = answer(function, Call("OPTIONS", "/predict", headers=lines), cors=("*",)).response
    assert (preflight.status, preflight.header("access-control-allow-origin"), function.asked) == (204, "*", [])
    failed = answer(Function(b"{", error="Unhandled"), Call("GET", "/", headers=lines), cors=("*",)).response
    assert (failed.status, failed.header("access-control-allow-origin")) == (500, "*")


@given(CALLS)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_each_call_becomes_an_event_that_the_runtime_knows(call: Call) -> None:
    function = Function(json.dumps({"statusCode": 200}).encode())
    found = answer(function, call)
    assert [source.name for source in matching(function.event)] == ["API Gateway HTTP"]
    assert found.response.status == 200
