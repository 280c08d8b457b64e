"""The known differences between events. The tests demand that they are exactly those that occur.

[lambda] LocalStack's recordings on AWS, tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.others.comparing import ABSENT, EVERY, Difference
from tests.others.target import LOCALSTACK, SERVERLESS

_HTTPS = "callers come by HTTPS [lambda]"
_LAST = (
    "of several values the last one is in `headers` "
    "(https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html)"
)
_ONE_NAME = "names of headers that differ in their case only are one header (RFC 9110, 5.1)"
_BINARY = (
    "only a body of binaryMediaTypes is base64; others are read as UTF-8, and damaged where they are none "
    "(https://github.com/HHS/simpler-grants-gov/pull/7648)"
)
_SILENT = "nothing was recorded of a client that sends neither; LocalStack sends on what other integrations send"
_FORWARDED = "the gateway adds these [lambda]"
_CONTEXT = "recorded so of callers who sign nothing; a key is there only where the method asks for one [lambda]"
_PATHS = "requestContext.path has the stage, resourcePath has not [lambda]"
_ENCODED = "path parameters stay as they were sent [lambda: test%2Balias@gmail.com]"
_LENGTH = "Content-Length does not reach the function [lambda: the POST of params-encoding-multi]"
_TYPE = "a Content-Type that nobody sent is not there; nothing was recorded, and LocalStack says the same"
_AGENT = "nothing was recorded of a client without User-Agent; LocalStack says null, too"


def _headers(**values: str) -> dict[str, str]:
    """A header, in both of its maps."""
    return {
        f"{place}.{name.replace('_', '-')}{end}": value
        for name, value in values.items()
        for place, end in (("headers", ""), ("multiValueHeaders", ".0"))
    }


def _absent(parts: Mapping[str, Any]) -> dict[str, str]:
    return dict.fromkeys(parts, ABSENT)


def _identity(value: str | None, *names: str) -> dict[str, str | None]:
    """offlineContext_user, ... or None."""
    return {f"requestContext.identity.{name}": value and f"{value}_{name}" for name in names}


_SIGNERS = (
    *("caller", "user", "userArn", "cognitoIdentityId", "cognitoIdentityPoolId"),
    *("cognitoAuthenticationProvider", "cognitoAuthenticationType"),
)
_ADDED = _headers(
    X_Amzn_Trace_Id="str", X_Forwarded_For="127.0.0.1", X_Forwarded_Port="str", X_Forwarded_Proto="https"
) | {"requestContext.deploymentId": "str"}
_ACCOUNT, _KEY, _KEY_ID = (f"requestContext.identity.{name}" for name in ("accountId", "apiKey", "apiKeyId"))
_PATH, _RESOURCE = "requestContext.path", "requestContext.resourcePath"
_LENGTHS = {
    "of JSON": "15",
    "of text": "6",
    "of bytes": "4",
    "of bytes that are none": "4",
    "of no type": "3",
    "of an empty body": "0",
}
_GENERIC = _headers(Accept="application/json", User_Agent="AmazonAPIGateway_ID")

DIFFERENCES = (
    Difference(LOCALSTACK, EVERY, _headers(X_Forwarded_Proto="HTTP"), _headers(X_Forwarded_Proto="https"), _HTTPS),
    Difference(LOCALSTACK, "of headers", {"headers.x-many": "1"}, {"headers.x-many": "2"}, _LAST),
    Difference(LOCALSTACK, "of cookies", {"headers.Cookie": "a=1; b=2"}, {"headers.Cookie": "c=3"}, _LAST),
    Difference(LOCALSTACK, "of a client that says nothing of itself", _GENERIC, _absent(_GENERIC), _SILENT),
    Difference(
        LOCALSTACK, "of bytes that are none",
        {"body": "AP+AgQ==", "isBase64Encoded": True}, {"body": "\x00\ufffd\ufffd\ufffd", "isBase64Encoded": False},
        _BINARY,
    ),
    Difference(SERVERLESS, EVERY, _absent(_ADDED), _ADDED, _FORWARDED),
    Difference(
        SERVERLESS, EVERY,
        {**_identity("offlineContext", *_SIGNERS), _ACCOUNT: "str", _KEY: "offlineContext_apiKey", _KEY_ID: "str"},
        {**_identity(None, *_SIGNERS), _ACCOUNT: None, _KEY: ABSENT, _KEY_ID: ABSENT},
        _CONTEXT,
    ),
    Difference(
        SERVERLESS, EVERY,
        {_PATH: "/echo", _RESOURCE: "/test/echo"}, {_PATH: "/test/echo", _RESOURCE: "/echo"}, _PATHS,
    ),
    Difference(
        SERVERLESS, "of a key",
        {_PATH: "/keyed", _RESOURCE: "/test/keyed", _KEY: "offlineContext_apiKey", _KEY_ID: "str"},
        {_PATH: "/test/keyed", _RESOURCE: "/keyed", _KEY: "a-key-of-twenty-characters-or-more", _KEY_ID: "str"},
        _CONTEXT,
    ),
    Difference(
        SERVERLESS, "of a path",
        {_PATH: "/echo/x%20y%2Fz+%C3%B6", _RESOURCE: "/test/echo/{part}", "pathParameters.part": "x y/z+ö"},
        {
            _PATH: "/test/echo/x%20y%2Fz+%C3%B6", _RESOURCE: "/echo/{part}",
            "pathParameters.part": "x%20y%2Fz+%C3%B6",
        },
        _ENCODED,
    ),
    Difference(
        SERVERLESS, "of headers",
        {"headers.x-many": "1", "headers.X-Many": "2", "multiValueHeaders.X-Many.0": "2"},
        {"headers.x-many": "2", "multiValueHeaders.x-many.1": "2"},
        _ONE_NAME,
    ),
    Difference(
        SERVERLESS, "of a client that says nothing of itself",
        {"requestContext.identity.userAgent": ""}, {"requestContext.identity.userAgent": None}, _AGENT,
    ),
    Difference(SERVERLESS, "of no type", {"headers.Content-Type": "application/json"}, {}, _TYPE),
    *(
        Difference(SERVERLESS, asked, _headers(Content_Length=length), _absent(_headers(Content_Length="")), _LENGTH)
        for asked, length in _LENGTHS.items()
    ),
)  # fmt: skip
