"""The known differences between answers. The tests demand that they are exactly those that occur.

Sources: [lambda] LocalStack's recordings on AWS, tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json;
[common] the same of test_apigateway_common; [types] AWS's list of gateway responses,
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from unittest.mock import ANY

from tests.bundle.models import packed
from tests.others.comparing import Difference
from tests.others.target import LOCALSTACK, SERVERLESS

Json = dict[str, Any]

_JSON, _PROBLEM = {"kind": "application/json"}, {"kind": "application/problem+json"}
_INVALID: Json = {"body": {"message": "Invalid request body"}, "error_type": "BadRequestException"}
_FAILED: Json = {"body": {"message": "Internal server error"}, "error_type": "InternalServerErrorException"}
_NO_ROUTE: Json = {
    "status": 403,
    "body": {"message": "Missing Authentication Token"},
    "error_type": "MissingAuthenticationTokenException",
}
_NO_JSON: Json = {"body": ANY, "error_type": "", **_PROBLEM}
_BAD_GATEWAY = {"status": 502, **_FAILED}
_NOTHING: Json = {"body": "", "error_type": ""}

_TWO_ROWS = {
    "model": "towns",
    "version": packed().short_version,
    "prediction": ["young", "Bonn"],
    "score": [1.5, None],
}
_NO_TEXT = {
    "type": "about:blank",
    "title": "Unsupported Media Type",
    "status": 415,
    "detail": "expected a body of application/json or text/csv, got 'text/plain'",
    "instance": "urn:request:ID",
}

_BY_TYPE = (
    "a body is validated only where its Content-Type is that of a model "
    "(https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html; "
    "LocalStack has confirmed it: https://github.com/orgs/localstack/discussions/65)"
)
_NO_NUMBER = "NaN is no JSON (RFC 8259, 6), and what is no JSON fits no model"
_ANY_SHAPE = "what is no reply of the gateway's shape is a 502 with this body [lambda]"
_KEYS_OF_REPLY = "an object without any of the keys, or with any other, is a 502 [lambda]"
_HEADER_VALUES = (
    "values of headers are texts or booleans, those of multiValueHeaders are lists, or it is a 502 [lambda]"
)
_STATUS = "a status that is no number of HTTP is a 502 [lambda: 'test']"
_TEXT_BODY = "the body must be a text (https://repost.aws/knowledge-center/malformed-502-api-gateway)"
_BASE64 = "nothing was recorded; INTEGRATION_FAILURE and API_CONFIGURATION_ERROR are 500 [types]"
_ROUTES = "an unknown path or method is a 403 [common], also of OPTIONS and HEAD where there is no such method"
_VALIDATION = "a body that fits no model gets these words [common]"
_CRASH = "a function that fails or ends is a 502 with this body [common]"
_LARGE = "Lambda carries 6,291,556 bytes back; the gateway makes a 502 of Function.ResponseSizeTooLarge"
_EVENT = "Lambda takes 6 MB; users have seen these words (https://github.com/koki-develop/lgtm-generator/issues/10)"
_REQUEST = "the gateway takes 10 MB: REQUEST_TOO_LARGE is a 413 [types]; its words are users' reports"
_ACCEPT = "isBase64Encoded is decoded only where Accept names one of binaryMediaTypes [lambda]"
_MOCK = "the status of a mock integration is its author's; serverless-offline has one of its own"
_MOCK_TYPE = "nothing was recorded of a 204's Content-Type, and such an answer has no content"

_ON_LOCALSTACK = (
    (
        "CSV",
        {"status": 400, **_INVALID},
        {"status": 200, "body": _TWO_ROWS, "error_type": ""},
        _BY_TYPE,
    ),
    (
        "invocations in CSV",
        {"status": 400, **_INVALID},
        {"status": 200, "body": {"predictions": ["young", "Bonn"]}, "error_type": ""},
        _BY_TYPE,
    ),
    (
        "malformed JSON as text",
        {"status": 400, **_INVALID, **_JSON},
        {"status": 415, "body": _NO_TEXT, "error_type": "", **_PROBLEM},
        _BY_TYPE,
    ),
    ("NaN", _NO_JSON, {**_INVALID, **_JSON}, _NO_NUMBER),
    ("preflight", _JSON, {"kind": ""}, _MOCK_TYPE),
    (
        "an event of seven megabytes",
        _BAD_GATEWAY,
        {"status": 413, "body": {"message": "Request Too Long"}, "error_type": "BadRequestException"},
        _EVENT,
    ),
    (
        "eleven megabytes",
        {**_BAD_GATEWAY, **_JSON},
        {"status": 413, "body": "HTTP content length exceeded 10485760 bytes.", "error_type": "", "kind": "text"},
        _REQUEST,
    ),
    ("an empty object as reply", {"status": 200, **_NOTHING}, _BAD_GATEWAY, _KEYS_OF_REPLY),
    (
        "null as reply",
        {"status": 500, "body": ANY, "error_type": "", "kind": "text/plain"},
        {**_BAD_GATEWAY, **_JSON},
        _ANY_SHAPE,
    ),
    (
        "status out of range",
        {"status": 0, "body": "an answer that is no HTTP", "error_type": "", "kind": ""},
        {**_BAD_GATEWAY, **_JSON},
        _STATUS,
    ),
    ("body that is no text", {"status": 200, "body": "a", "error_type": ""}, _BAD_GATEWAY, _TEXT_BODY),
    ("base64 that is none", {"status": 200, **_NOTHING}, {"status": 500, **_FAILED}, _BASE64),
)

_ON_SERVERLESS = (
    ("an unknown path", {"status": 404, "body": ANY, "error_type": ""}, _NO_ROUTE, _ROUTES),
    ("a wrong method", {"status": 404, "body": ANY, "error_type": ""}, _NO_ROUTE, _ROUTES),
    ("preflight of an unknown path", {"status": 200, "body": ANY, "error_type": ""}, _NO_ROUTE, _ROUTES),
    ("preflight", {"status": 200}, {"status": 204}, _MOCK),
    ("malformed JSON", _NO_JSON, {**_INVALID, **_JSON}, _VALIDATION),
    ("NaN", _NO_JSON, {**_INVALID, **_JSON}, _NO_NUMBER),
    ("JSON of a wrong type", {"body": ANY, "error_type": ""}, _INVALID, _VALIDATION),
    ("an empty object", {"body": ANY, "error_type": ""}, _INVALID, _VALIDATION),
    ("the function fails", {"status": 504, **_NOTHING}, _BAD_GATEWAY, _CRASH),
    ("the function ends", {"status": 504, **_NOTHING}, _BAD_GATEWAY, _CRASH),
    ("an answer of seven megabytes", {"status": 200, "body": ANY, "error_type": ""}, _BAD_GATEWAY, _LARGE),
    (
        "an event of seven megabytes",
        {"status": 200, "body": ANY, "error_type": ""},
        {"status": 413, "body": {"message": "Request Too Long"}, "error_type": "BadRequestException"},
        _EVENT,
    ),
    (
        "eleven megabytes",
        {"body": ANY, **_JSON},
        {"body": "HTTP content length exceeded 10485760 bytes.", "kind": "text"},
        _REQUEST,
    ),
    ("an empty object as reply", {"status": 200, **_NOTHING}, _BAD_GATEWAY, _KEYS_OF_REPLY),
    ("another key", {"status": 200, "body": "made", "error_type": ""}, _BAD_GATEWAY, _KEYS_OF_REPLY),
    ("a text as reply", {"status": 200, "body": "text", "error_type": ""}, _BAD_GATEWAY, _ANY_SHAPE),
    ("a list as reply", {"status": 200, **_NOTHING}, _BAD_GATEWAY, _ANY_SHAPE),
    ("null as reply", {"status": 504, **_NOTHING}, _BAD_GATEWAY, _ANY_SHAPE),
    ("status as words", {"status": 500, "body": ANY, "error_type": ""}, _BAD_GATEWAY, _STATUS),
    ("status out of range", {"status": 500, "body": ANY, "error_type": ""}, _BAD_GATEWAY, _STATUS),
    ("body that is no text", {"body": ANY, "error_type": ""}, _FAILED, _TEXT_BODY),
    ("header a number", {"status": 200, "body": "made", "error_type": ""}, _BAD_GATEWAY, _HEADER_VALUES),
    ("header a list", {"status": 200, "body": "made", "error_type": ""}, _BAD_GATEWAY, _HEADER_VALUES),
    ("headers of many values, one of them none", {"status": 200, **_NOTHING}, _BAD_GATEWAY, _HEADER_VALUES),
    ("bytes that are not asked for", {"body": b"\x00\xff\x80\x81"}, {"body": "AP+AgQ=="}, _ACCEPT),
    ("base64 that is none", {"status": 200, **_NOTHING}, {"status": 500, **_FAILED}, _BASE64),
)


def _rows(who: str, rows: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any], str]]) -> tuple[Difference, ...]:
    return tuple(Difference(who, *row) for row in rows)


DIFFERENCES = (*_rows(LOCALSTACK, _ON_LOCALSTACK), *_rows(SERVERLESS, _ON_SERVERLESS))
