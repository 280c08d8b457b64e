"""What a function asks for becomes what is safe to send."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import UsageError
from scorelet.runtime.features.client.sending import Sent, address, sent
from scorelet.wire.messages import Origin


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://api.example.com", (Origin("https", "api.example.com", 443), "/")),
        (
            "HTTP://API.example.com:8080/a b?q=ä&x=%20#part",
            (Origin("http", "api.example.com", 8080), "/a%20b?q=%C3%A4&x=%20"),
        ),
        ("http://[::1]:80/é", (Origin("http", "::1", 80), "/%C3%A9")),
        ("https://bücher.example/?", (Origin("https", "xn--bcher-kva.example", 443), "/")),
    ],
)
def test_addresses(url: str, found: tuple[Origin, str]) -> None:
    assert address(url) == found


def test_params_join_the_query() -> None:
    params = {"q": "a b&c", "n": 1, "yes": True, "none": None, "many": ["x", 2]}
    assert address("http://h/p?a=1", params)[1] == "/p?a=1&q=a+b%26c&n=1&yes=true&many=x&many=2"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a file": ({"url": "file:///etc/passwd"}, "http expects an address that begins with https:// or http://"),
    "no scheme": ({"url": "api.example.com/now"}, "http expects an address that begins with https:// or http://"),
    "no host": ({"url": "https:///now"}, "http expects an address that begins with https:// or http://"),
    "port": ({"url": "https://h:99999/"}, "http cannot read the address it was given"),
    "bracket": ({"url": "https://[::1/"}, "http cannot read the address it was given"),
    "host": ({"url": "https://a b/"}, "http cannot read the address it was given"),
    "label": ({"url": "https://ä" + "a" * 99 + "/"}, "http cannot read the address it was given"),
    "user": (
        {"url": "https://me:s3cret@h/"},
        "http takes no address with a user or password in it; send the header 'authorization'",
    ),
    "method": ({"method": "GET /x"}, "http expects a method such as GET or POST"),
    "header line": (
        {"headers": {"X-Key": "a\r\nb: c"}},
        "http was given a value for the header 'x-key' that holds a line break or is not Latin-1",
    ),
    "header letter": (
        {"headers": {"X-Key": "香"}},
        "http was given a value for the header 'x-key' that holds a line break or is not Latin-1",
    ),
    "header name": (
        {"headers": {"X Key": "a"}},
        "http was given a header whose name holds other characters than letters, digits and -",
    ),
    "our header": ({"headers": {"Host": "other"}}, "http sets the header 'host' itself"),
    "two bodies": ({"json": [1], "data": b"1"}, "http expects json or data, got both"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_sent(name: str) -> None:
    wrong, message = BAD[name]
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        sent(**{"method": "GET", "url": "https://h/", **wrong})


def test_bodies_and_their_types() -> None:
    bodies: list[tuple[dict[str, Any], str]] = [
        ({"json": {"a": 1}}, "application/json"),
        ({"data": "é"}, "text/plain; charset=utf-8"),
    ]
    bodies += [
        ({"data": {"a": "b c"}}, "application/x-www-form-urlencoded"),
        ({"data": b"1"}, "application/octet-stream"),
    ]
    found = [sent("post", "http://h/", **body) for body, _ in bodies]
    assert [dict(each.headers)["content-type"] for each in found] == [kind for _, kind in bodies]
    assert [each.body for each in found] == [b'{"a": 1}', "é".encode(), b"a=b+c", b"1"]
    assert [each.repeatable for each in found] == [False] * 4


def test_the_upstream_is_shown_without_secrets() -> None:
    shown = [Sent("GET", *address(url)).upstream for url in ("https://h/?k=s", "http://h:8080/", "http://[::1]:1/")]
    assert shown == ["h", "h:8080", "[::1]:1"]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(), st.text(), st.text())
def test_whatever_callers_send_ends_no_line(path: str, name: str, value: str) -> None:
    """Surrogates cannot be sent at all."""
    try:
        target = address(f"https://h/{path}", {name: value})[1]
    except (UsageError, UnicodeEncodeError):
        return
    assert re.fullmatch(r"[!-~]+", target)
