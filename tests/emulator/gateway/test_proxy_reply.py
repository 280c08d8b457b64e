"""What a function may reply, as it was recorded on AWS, and what becomes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.emulator.gateway.proxy_reply import Reply, reply_of
from scorelet.emulator.gateway.rest_errors import GatewayError
from scorelet.runtime.messages import Headers

JSON = (("content-type", "application/json"),)
KEYS = "statusCode, headers, multiValueHeaders, body, isBase64Encoded"
SHAPE = "expected an object with statusCode, headers and body, got "
OF_REPLY = "of the function's reply: "
STATUS = f"'statusCode' {OF_REPLY}expected a status from 200 to 599, got "


def read(reply: Any, *, decoded: bool = False) -> Reply:
    return reply_of(reply if isinstance(reply, bytes) else json.dumps(reply).encode(), decoded=decoded)


GOOD: list[tuple[Any, Reply]] = [
    ({"statusCode": 201, "body": "é"}, Reply(201, JSON, "é".encode())),
    ({"statusCode": "201"}, Reply(201, JSON, b"")),
    ({"headers": {"x": "1"}}, Reply(200, (*JSON, ("x", "1")), b"")),
    ({"statusCode": 200, "headers": None, "multiValueHeaders": None, "body": None}, Reply(200, JSON, b"")),
    ({"headers": {"X-Y": True, "X-N": False}}, Reply(200, (*JSON, ("x-y", "true"), ("x-n", "false")), b"")),
    ({"headers": {"Content-Type": "text/csv"}, "body": "a"}, Reply(200, (("content-type", "text/csv"),), b"a")),
    (
        {"headers": {"A": "3", "b": "1"}, "multiValueHeaders": {"a": ["1", "2"], "b": ["1"]}},
        Reply(200, (*JSON, ("a", "1"), ("a", "2"), ("b", "1"), ("a", "3")), b""),
    ),
    ({"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}, Reply(200, JSON, b"AP8=")),
    ({"statusCode": 200, "headers": {"x": "é\t€"}}, Reply(200, (*JSON, ("x", "é\t€".encode().decode("latin-1"))), b"")),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "answer"), GOOD)
def test_a_reply_is_taken(reply: Any, answer: Reply) -> None:
    assert read(reply) == answer


def test_base64_is_decoded_for_callers_that_take_bytes() -> None:
    assert read({"body": "AP8=", "isBase64Encoded": True}, decoded=True).body == b"\x00\xff"
    assert read({"body": "AP8="}, decoded=True).body == b"AP8="


REMAPPED: list[tuple[str, Headers]] = [
    ("Connection", (("x-amzn-remapped-connection", "v"),)),
    ("Content-Length", (("x-amzn-remapped-content-length", "v"),)),
    ("DATE", (("x-amzn-remapped-date", "v"),)),
    ("server", (("x-amzn-remapped-server", "v"),)),
    ("Authorization", (("x-amzn-remapped-authorization", "v"),)),
    ("WWW-Authenticate", (("x-amzn-remapped-www-authenticate", "v"),)),
    ("x-amzn-RequestId", (("x-amzn-remapped-x-amzn-requestid", "v"),)),
    ("Transfer-Encoding", ()),
]


@pytest.mark.parametrize(("name", "headers"), REMAPPED)
def test_some_headers_reach_callers_under_another_name(name: str, headers: Headers) -> None:
    assert read({"headers": {name: "v"}}).headers == (*JSON, *headers)
    assert read({"multiValueHeaders": {name: ["v"]}}).headers == (*JSON, *headers)


BAD: list[tuple[Any, str]] = [
    ({}, f"{SHAPE}{{}}"),
    ("text", f"{SHAPE}'text'"),
    (None, f"{SHAPE}None"),
    ([1], f"{SHAPE}[1]"),
    (b"", "the function's reply: expected a JSON body, got an empty one"),
    (b'{"body": NaN}', "the function's reply: the body is no JSON: NaN is no JSON number; a missing value is null"),
    (b"\xff", "the function's reply: the body is no UTF-8: byte 0 is 0xff"),
    ({"statusCode": 200, "cookies": []}, f"'cookies' {OF_REPLY}no such key; there are {KEYS}"),
    ({"statusCode": "test"}, f"{STATUS}'test'"),
    ({"statusCode": 0}, f"{STATUS}0"),
    ({"statusCode": 101}, f"{STATUS}101"),
    ({"statusCode": 600}, f"{STATUS}600"),
    ({"statusCode": True}, f"{STATUS}True"),
    ({"statusCode": "²00"}, f"{STATUS}'²00'"),
    ({"statusCode": [1] * 99}, f"{STATUS}[{'1, ' * 19}1,..."),
    ({"headers": []}, f"'headers' {OF_REPLY}expected an object of texts, got []"),
    ({"headers": {"x": 1}}, f"'headers' {OF_REPLY}expected a text for 'x', got 1"),
    ({"headers": {"x": ["1"]}}, f"'headers' {OF_REPLY}expected a text for 'x', got ['1']"),
    ({"headers": {"x": None}}, f"'headers' {OF_REPLY}expected a text for 'x', got None"),
    ({"headers": {"x y": "1"}}, f"'headers' {OF_REPLY}'x y' is no name of a header"),
    ({"headers": {"x": "1\r\ny: 2"}}, f"'headers' {OF_REPLY}the value of 'x' has control characters"),
    ({"multiValueHeaders": []}, f"'multiValueHeaders' {OF_REPLY}expected an object of arrays of texts, got []"),
    ({"multiValueHeaders": {"x": "1"}}, f"'multiValueHeaders' {OF_REPLY}expected an array of texts for 'x', got '1'"),
    ({"multiValueHeaders": {"x": [1]}}, f"'multiValueHeaders' {OF_REPLY}expected a text for 'x', got 1"),
    ({"body": {"a": 1}}, f"'body' {OF_REPLY}expected a text, got {{'a': 1}}"),
    ({"isBase64Encoded": "true"}, f"'isBase64Encoded' {OF_REPLY}expected true or false, got 'true'"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "why"), BAD)
def test_a_reply_of_another_shape_is_none(reply: Any, why: str) -> None:
    with pytest.raises(GatewayError) as caught:
        read(reply)
    assert (caught.value.case, caught.value.why) == ("reply", why)


def test_base64_that_is_none_is_an_error_of_its_own() -> None:
    with pytest.raises(GatewayError) as caught:
        read({"body": "%", "isBase64Encoded": True}, decoded=True)
    why = "the body of the function's reply is no base64, as isBase64Encoded says"
    assert (caught.value.case, caught.value.why) == ("base64", why)
