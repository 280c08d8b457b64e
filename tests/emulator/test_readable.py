"""Replies as people read them."""

from __future__ import annotations

import json

import pytest

from scorelet.emulator.readable import readable, said


def test_a_reply_is_indented() -> None:
    assert readable(b'{"a":[1,"K\\u00f6ln"]}') == '{\n  "a": [\n    1,\n    "Köln"\n  ]\n}'


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ({"statusCode": 200, "body": '{"a": 1}'}, {"statusCode": 200, "body": {"a": 1}}),
        ({"statusCode": 200, "body": "[1]"}, {"statusCode": 200, "body": [1]}),
        ({"statusCode": 200, "body": "<p>"}, None),
        ({"statusCode": 200, "body": "7"}, None),
        ({"statusCode": 200, "body": "e30=", "isBase64Encoded": True}, None),
        ({"statusCode": 200, "body": "[" * 100_000}, None),
        ({"statusCode": 204, "body": None}, None),
        ({"body": "{}"}, None),
        (["{}"], None),
        (None, None),
    ],
)
def test_a_body_of_json_is_shown_as_that(reply: object, shown: object) -> None:
    assert json.loads(readable(json.dumps(reply).encode())) == (reply if shown is None else shown)


def test_what_a_terminal_would_obey_is_escaped() -> None:
    said = "\x1b[2J\x9b\ud800\u202e\U000e0001"
    shown = readable(json.dumps(said).encode())
    assert shown == '"\\u001b[2J\\u009b\\ud800\\u202e\\udb40\\udc01"'
    assert json.loads(shown) == said


@pytest.mark.parametrize(
    ("payload", "shown"),
    [(b"<html>", "<html>"), (b"\xff\x1b", "\\xff\\u001b"), (b"", ""), (b"[" * 100_000, "[" * 100_000)],
)
def test_what_is_no_json_is_shown_as_it_is(payload: bytes, shown: str) -> None:
    assert readable(payload) == shown


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b'{"errorType": "E", "errorMessage": "m"}', "E: m"),
        (b'{"errorMessage": "m"}', "m"),
        (b'{"errorType": 1}', "the function failed"),
        (b"[]", "the function failed"),
        (b"{", "the function failed"),
    ],
)
def test_an_error_object_in_words(payload: bytes, words: str) -> None:
    assert said(payload) == words
