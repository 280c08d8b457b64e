from __future__ import annotations

from typing import Any

import pytest

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.payload_2 import Seen, event_of

SEEN = Seen("1", "api", "/p", "r", "Root=1-0-0", 1_700_000_000.25)


def part(key: str, call: Call) -> Any:
    return event_of(call, SEEN).get(key)


def call(*headers: tuple[str, str], query: str = "", body: bytes = b"") -> Call:
    return Call("POST", "/p", query, headers, body)


def test_headers_are_joined_in_lower_case_and_those_of_the_connection_end() -> None:
    headers = part(
        "headers",
        call(
            ("X-A", "1"),
            ("Host", "localhost:8000"),
            ("x-a", "2"),
            ("Connection", "keep-alive"),
            ("Transfer-Encoding", "chunked"),
            ("X-Forwarded-For", "192.0.2.1"),
        ),
    )
    assert headers == {
        "host": "localhost:8000",
        "x-a": "1,2",
        "x-amzn-trace-id": "Root=1-0-0",
        "x-forwarded-for": "192.0.2.1,127.0.0.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    assert list(headers) == sorted(headers)


def test_cookies_have_a_list_of_their_own() -> None:
    event = event_of(call(("Cookie", "a=1; b=2"), ("cookie", "c=3;")), SEEN)
    assert (event["cookies"], "cookie" in event["headers"]) == (["a=1", "b=2", "c=3"], False)


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("", None),
        ("a=1&b=%20x&a=2", {"a": "1,2", "b": " x"}),
        ("a&b=", {"a": "", "b": ""}),
        ("home+town=S%C3%A3o", {"home town": "São"}),
    ],
)
def test_a_query(query: str, parameters: dict[str, str] | None) -> None:
    event = event_of(call(query=query), SEEN)
    assert (event["rawQueryString"], event.get("queryStringParameters")) == (query, parameters)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", b'{"a": 1}', ('{"a": 1}', False)),
        ("Application/JSON; charset=utf-8", b"{}", ("{}", False)),
        ("text/csv", b"a,b", ("a,b", False)),
        ("application/xml", b"<a/>", ("<a/>", False)),
        ("application/javascript", b"1", ("1", False)),
        ("application/vnd.rows+json", b"{}", ("e30=", True)),
        ("application/x-www-form-urlencoded", b"a=1", ("YT0x", True)),
        ("application/octet-stream", b"\xff", ("/w==", True)),
        ("text/plain", b"\xff", ("/w==", True)),
        (None, b"a", ("YQ==", True)),
        ("application/json", b"", (None, False)),
        (None, b"", (None, False)),
    ],
)
def test_a_body_is_text_where_its_type_says_so(
    kind: str | None, body: bytes, expected: tuple[str | None, bool]
) -> None:
    event = event_of(call(*([] if kind is None else [("Content-Type", kind)]), body=body), SEEN)
    assert (event.get("body"), event["isBase64Encoded"]) == expected


@pytest.mark.parametrize(
    ("host", "domain", "prefix"),
    [
        ("a1.example.org", "a1.example.org", "a1"),
        ("localhost:8000", "localhost", "localhost"),
        ("[::1]:8000", "[::1]", "[::1]"),
        ("", "", ""),
    ],
)
def test_the_domain_is_the_one_that_the_caller_used(host: str, domain: str, prefix: str) -> None:
    context = part("requestContext", call(("Host", host)))
    assert (context["domainName"], context["domainPrefix"]) == (domain, prefix)
