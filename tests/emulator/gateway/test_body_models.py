"""Which bodies come through."""

from __future__ import annotations

import sys

import pytest
from jsonschema import Draft4Validator

from scorelet.aws.endpoint import MODELS
from scorelet.emulator.gateway.body_models import BodyModels
from scorelet.emulator.gateway.rest_errors import GatewayError
from tests.emulator.gateway.gateways import post

CHECKED = BodyModels(MODELS)
JSON, CSV = "application/json", "text/csv"

GOOD = [
    ("Rows", JSON, b"[[1]]"),
    ("Rows", JSON, b""),  # counts as {}
    ("Rows", "", b"1.5"),
    ("Rows", CSV, b"a,b\n1,2"),
    ("Rows", "application/vnd.x+json", b"{"),
    ("InferRequest", JSON, b'{"inputs": [{"name": "x"}]}'),
    ("InferRequest", "Application/JSON; charset=utf-8", b'\xef\xbb\xbf{"inputs": []}'),
]


@pytest.mark.parametrize(("model", "kind", "body"), GOOD)
def test_a_body_comes_through(model: str, kind: str, body: bytes) -> None:
    CHECKED.check(model, post(body, *((("content-type", kind),) if kind else ())))


@pytest.mark.parametrize("model", MODELS)
def test_models_are_of_draft_4(model: str) -> None:
    Draft4Validator.check_schema(dict(MODELS[model]))


DIGITS = "the body has a number of too many digits"
TYPES = "'object', 'array', 'string', 'number', 'boolean'"
BAD = [
    ("Rows", JSON, b"null", f"at $: None is not of type {TYPES} (model Rows)"),
    ("Rows", JSON, b"NaN", "the body is no JSON: NaN is no JSON number; a missing value is null"),
    ("Rows", "", b"\xff", "the body is no UTF-8: byte 0 is 0xff"),
    ("Rows", JSON, b"[" * 100_000, "the body nests too deeply"),
    ("Rows", JSON, b"9" * 5000, DIGITS),
    ("InferRequest", JSON, b"", "at $: 'inputs' is a required property (model InferRequest)"),
    ("InferRequest", JSON, b'{"inputs": 3}', "at $.inputs: 3 is not of type 'array' (model InferRequest)"),
    ("Invocation", JSON, b"{}", "at $: {} should be non-empty (model Invocation)"),
]


@pytest.mark.parametrize(("model", "kind", "body", "why"), BAD)
def test_a_body_does_not_fit(model: str, kind: str, body: bytes, why: str) -> None:
    with pytest.raises(GatewayError) as caught:
        CHECKED.check(model, post(body, *((("content-type", kind),) if kind else ())))
    assert (caught.value.case, caught.value.why) == ("body", why)


def test_of_many_mistakes_the_first_is_told() -> None:
    many = BodyModels({"Many": {"type": "array", "items": {"type": "object", "required": ["name"]}}})
    with pytest.raises(GatewayError) as caught:
        many.check("Many", post(b'[{"name": 1}, {}, 0]'))
    assert caught.value.why == "at $[1]: 'name' is a required property (model Many)"


def test_what_is_too_deep_to_be_shown_does_not_fit() -> None:
    for depth in range(700, sys.getrecursionlimit()):
        with pytest.raises(GatewayError) as caught:
            CHECKED.check("InferRequest", post(b'{"inputs": {"a": %s}}' % (b"[" * depth + b"]" * depth)))
        assert caught.value.case == "body"
