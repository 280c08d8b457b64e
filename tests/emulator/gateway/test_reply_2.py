from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.emulator.gateway.integration import ReplyError
from scorelet.emulator.gateway.reply_2 import response_of
from scorelet.runtime.messages import Response

JSON = ("content-type", "application/json")
PLAIN = ("content-type", "text/plain")


def response(reply: Any, method: str = "GET") -> Response:
    return response_of(json.dumps(reply).encode(), "text/plain", method)


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        ({"hello": "wörld"}, '{"hello":"wörld"}'.encode()),
        ({"body": "no status"}, b'{"body":"no status"}'),
        (["hello", 3, True], b'["hello",3,true]'),
        ("hello", b"hello"),
        (3.1, b"3.1"),
        (True, b"true"),
        (None, b"null"),
        ({}, b"{}"),
        ("\ud800", b"?"),
    ],
)
def test_what_has_no_status_is_the_body(reply: Any, body: bytes) -> None:
    assert response(reply) == Response(200, (JSON,), body)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"statusCode": 204}, Response(204)),
        ({"statusCode": "418", "body": "teapot"}, Response(418, (PLAIN,), b"teapot")),
        ({"statusCode": 200, "body": "YQ==", "isBase64Encoded": True}, Response(200, (PLAIN,), b"a")),
        ({"statusCode": 200, "body": "YQ==", "isBase64Encoded": False}, Response(200, (PLAIN,), b"YQ==")),
        ({"statusCode": 200, "body": None, "headers": None, "cookies": None}, Response(200)),
        (
            {"statusCode": 200, "headers": {"Content-Type": "a/b", "X-N": 1, "X-B": True}, "body": "x"},
            Response(200, (("content-type", "a/b"), ("x-n", "1"), ("x-b", "true")), b"x"),
        ),
        (
            {"statusCode": 200, "cookies": ["a=1", "b=2"], "headers": {"set-cookie": "c=3"}},
            Response(200, (("set-cookie", "c=3"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))),
        ),
        ({"statusCode": 200, "headers": {"Content-Length": "9", "Connection": "close"}}, Response(200)),
        ({"statusCode": 200, "multiValueHeaders": {"a": ["1"]}, "more": 1}, Response(200)),
    ],
)
def test_what_has_a_status_is_an_answer(reply: Any, expected: Response) -> None:
    assert response(reply) == expected


def test_to_head_it_may_say_how_long_the_body_would_be() -> None:
    assert response({"statusCode": 200, "headers": {"Content-Length": "9"}}, "HEAD").headers == (
        ("content-length", "9"),
    )


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"statusCode": "ok"}, "expected a status of 200 to 599 at statusCode of the reply, got 'ok'"),
        ({"statusCode": 100}, "expected a status of 200 to 599 at statusCode of the reply, got 100"),
        ({"statusCode": 200.5}, "expected a status of 200 to 599 at statusCode of the reply, got 200.5"),
        ({"statusCode": True}, "expected a status of 200 to 599 at statusCode of the reply, got True"),
        ({"statusCode": None}, "expected a status of 200 to 599 at statusCode of the reply, got None"),
        ({"statusCode": 200, "body": {"a": 1}}, "expected a text at body of the reply; make it one with json.dumps"),
        (
            {"statusCode": 200, "body": "?", "isBase64Encoded": True},
            "expected base64 at body of the reply, which isBase64Encoded says it is",
        ),
        ({"statusCode": 200, "headers": []}, "expected an object at headers of the reply"),
        ({"statusCode": 200, "headers": {"a b": "1"}}, "'a b' at headers of the reply is no name of a header"),
        ({"statusCode": 200, "headers": {"a": ["1"]}}, "expected a text at headers.a of the reply"),
        (
            {"statusCode": 200, "headers": {"a": "1\r\nb: 2"}},
            "headers.a of the reply has a character that no header may have",
        ),
        ({"statusCode": 200, "cookies": "a=1"}, "expected an array at cookies of the reply"),
        ({"statusCode": 200, "cookies": [None]}, "expected a text at cookies of the reply"),
    ],
)
def test_what_makes_no_answer(reply: Any, said: str) -> None:
    with pytest.raises(ReplyError) as caught:
        response(reply)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"{", "the reply is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"[NaN]", "the reply is no JSON: NaN is no JSON number"),
        (b"", "the reply is no JSON: Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_what_is_no_json(payload: bytes, said: str) -> None:
    with pytest.raises(ReplyError) as caught:
        response_of(payload, "text/plain")
    assert str(caught.value) == said


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_REPLIES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("statusCode", "headers", "cookies", "body", "isBase64Encoded"), _ANY)
)


@given(st.binary() | (_ANY | _REPLIES).map(lambda reply: json.dumps(reply).encode()))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_no_reply_does_more_than_to_be_refused(payload: bytes) -> None:
    try:
        answer = response_of(payload, "text/plain")
    except ReplyError:
        return
    assert answer.status in range(200, 600)
