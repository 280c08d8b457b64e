"""Events, whole, and beside one that AWS has sent."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.payload_1 import request_time
from scorelet.runtime.events.sources import matching
from tests.emulator.gateway.gateways import SECRET, Function, gateway, post

RECORDED = Path(__file__).parents[2] / "runtime" / "events" / "rest.json"
UUID = "00010203-0405-4607-8809-0a0b0c0d0e0f"
TRACE = "Root=1-6553f100-2b2c2d2e2f30313233343536"


def event(call: Call) -> Any:
    function = Function()

    async def run() -> None:
        await gateway(function)(call)

    asyncio.run(run())
    return function.events[0]


def test_an_event_has_everything() -> None:
    headers = (
        ("Host", "localhost:8000"),
        ("X-API-Key", SECRET),
        ("tEsT", "1"),
        ("Test", "2"),
        ("Content-Type", "application/json"),
        ("user-agent", "curl/8.5.0"),
        ("Content-Length", "9"),
        ("X-Forwarded-For", "192.0.2.1"),
    )
    call = Call(
        "POST", "/dev/api/models/my%20iris/predict/", "a=1&a=2&b=x+%26y&c", headers, b'["\xc3\xa9"]', "192.0.2.9"
    )
    assert event(call) == {
        "resource": "/api/models/{model}/predict",
        "path": "/api/models/my%20iris/predict/",
        "httpMethod": "POST",
        "headers": {
            "X-API-Key": SECRET,
            "tEsT": "2",
            "Content-Type": "application/json",
            "User-Agent": "curl/8.5.0",
            "Host": "localhost:8000",
            "X-Amzn-Trace-Id": TRACE,
            "X-Forwarded-For": "192.0.2.1, 192.0.2.9",
            "X-Forwarded-Port": "443",
            "X-Forwarded-Proto": "https",
        },
        "multiValueHeaders": {
            "X-API-Key": [SECRET],
            "tEsT": ["1", "2"],
            "Content-Type": ["application/json"],
            "User-Agent": ["curl/8.5.0"],
            "Host": ["localhost:8000"],
            "X-Amzn-Trace-Id": [TRACE],
            "X-Forwarded-For": ["192.0.2.1, 192.0.2.9"],
            "X-Forwarded-Port": ["443"],
            "X-Forwarded-Proto": ["https"],
        },
        "queryStringParameters": {"a": "2", "b": "x &y", "c": ""},
        "multiValueQueryStringParameters": {"a": ["1", "2"], "b": ["x &y"], "c": [""]},
        "pathParameters": {"model": "my%20iris"},
        "stageVariables": None,
        "requestContext": {
            "resourceId": "inyx5j",
            "resourcePath": "/api/models/{model}/predict",
            "httpMethod": "POST",
            "extendedRequestId": "ICEiIyQlJicoKSo=",
            "requestTime": "14/Nov/2023:22:13:20 +0000",
            "path": "/dev/api/models/my%20iris/predict/",
            "accountId": "123456789012",
            "protocol": "HTTP/1.1",
            "stage": "dev",
            "domainPrefix": "localhost",
            "requestTimeEpoch": 1_700_000_000_000,
            "requestId": UUID,
            "identity": {
                "cognitoIdentityPoolId": None,
                "cognitoIdentityId": None,
                "apiKey": SECRET,
                "principalOrgId": None,
                "cognitoAuthenticationType": None,
                "userArn": None,
                "apiKeyId": "ra6ye5j6sg",
                "userAgent": "curl/8.5.0",
                "accountId": None,
                "caller": None,
                "sourceIp": "192.0.2.9",
                "accessKey": None,
                "cognitoAuthenticationProvider": None,
                "user": None,
            },
            "domainName": "localhost",
            "deploymentId": "80hguc",
            "apiId": "vyze5tq57k",
        },
        "body": '["é"]',
        "isBase64Encoded": False,
    }


def test_it_has_the_keys_of_a_recorded_one() -> None:
    recorded = json.loads(RECORDED.read_text())
    sent = tuple((name, value) for name, value in recorded["headers"].items() if not name.startswith("X-Forwarded"))
    sent = tuple((name, SECRET if name == "x-api-key" else value) for name, value in sent)
    made = event(Call("POST", "/dev/api/models/towns/predict", "", sent, recorded["body"].encode()))
    recorded["pathParameters"] = {"model": "towns"}  # its API has one path for all
    assert keys(made) == keys(recorded)
    assert made["headers"]["X-Amzn-Trace-Id"] == recorded["headers"]["X-Amzn-Trace-Id"]


def test_a_method_without_a_key_tells_of_none() -> None:
    made = event(Call("GET", "/dev/livez", "", (("x-api-key", SECRET),)))
    assert not {"apiKey", "apiKeyId"} & made["requestContext"]["identity"].keys()


def test_empty_maps_are_null() -> None:
    made = event(Call("GET", "/dev/livez"))
    names = ("pathParameters", "queryStringParameters", "multiValueQueryStringParameters", "body", "stageVariables")
    assert [made[name] for name in names] == [None] * 5
    assert made["headers"]["Host"] == "vyze5tq57k.execute-api.us-east-1.amazonaws.com"
    assert made["requestContext"]["identity"]["userAgent"] is None


BODIES = [
    ("application/octet-stream", b"\x00\xff", "AP8=", True),
    ("Application/GZIP; x=1", b"\x1f\x8b", "H4s=", True),
    ("application/octet-stream", b"", None, False),
    ("text/csv", b"a\n1", "a\n1", False),
    ("text/csv", b"\x1f\x8b\xff", "\x1f\ufffd\ufffd", False),
]


@pytest.mark.parametrize(("kind", "sent", "body", "base64"), BODIES)
def test_a_body_is_text_or_base64(kind: str, sent: bytes, body: str | None, base64: bool) -> None:
    made = event(post(sent, ("Content-Type", kind)))
    assert (made["body"], made["isBase64Encoded"]) == (body, base64)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Self=1-aa;Root=1-65536a00-0123456789abcdef01234567;Sampled=1", "Root=1-65536a00-0123456789abcdef01234567"),
        ("Root=1-65536a00-0123456789abcdef01234567\r\nx: y", TRACE),
        ("nonsense", TRACE),
    ],
)
def test_a_trace_goes_on(given: str, kept: str) -> None:
    assert event(post(b"", ("x-amzn-trace-id", given)))["headers"]["X-Amzn-Trace-Id"] == kept


@pytest.mark.parametrize("host", ["[::1]:8000", "[::1]"])
def test_an_address_of_ipv6_is_a_domain_too(host: str) -> None:
    context = event(Call("GET", "/dev/livez", "", (("Host", host),)))["requestContext"]
    assert (context["domainName"], context["domainPrefix"]) == ("[::1]", "[::1]")


def test_months_are_english() -> None:
    assert request_time(0.0) == "01/Jan/1970:00:00:00 +0000"


def test_the_runtime_knows_it_for_a_rest_event() -> None:
    assert [source.name for source in matching(event(post()))] == ["API Gateway REST"]


def keys(value: Any) -> Any:
    return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None
