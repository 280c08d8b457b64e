"""A call becomes an event of payload 1.0, as a REST API with Lambda proxy integration makes it.

Recorded on AWS by LocalStack (tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json) and by AWS for
aws-lambda-dotnet (HttpContextTestCases):

- `path` and `pathParameters` are as they were sent, the query is decoded, with `+` for a blank;
- names of headers are as they were written, but for Authorization and User-Agent; some headers are left out;
- of several values the last one is in the maps of single values; empty maps are null;
- `requestContext.path` has the stage, `path` has not; `identity` has a key only where the method asks for one.

A body that is no UTF-8, and none of the API's binary media types, is damaged: what cannot be read becomes U+FFFD
(https://github.com/HHS/simpler-grants-gov/pull/7648, among many). The caller is always told to have come by HTTPS, as
on AWS.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from re import compile as pattern
from time import gmtime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from scorelet.emulator.gateway.api_keys import Key
from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.identifiers import Identifiers
from scorelet.emulator.gateway.media_types import is_among
from scorelet.emulator.gateway.resources import Found

Json = Any
Maps = tuple[dict[str, str] | None, dict[str, list[str]] | None]

DROPPED = frozenset(
    {
        *("connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "server"),
        *("te", "trailer", "transfer-encoding", "upgrade", "www-authenticate"),
    }
)
"""Headers that do not reach the function (LocalStack, header_utils.py)."""
_REPLACED = frozenset({"host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"})
_SPELLED: Mapping[str, str] = {"authorization": "Authorization", "user-agent": "User-Agent"}
_PORT = pattern(r":[0-9]*$")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOBODY: Mapping[str, None] = dict.fromkeys(
    (
        *("cognitoIdentityPoolId", "cognitoIdentityId", "principalOrgId", "cognitoAuthenticationType", "userArn"),
        *("accountId", "caller", "accessKey", "cognitoAuthenticationProvider", "user"),
    )
)
"""What is known of a caller who has signed nothing."""


class Api(NamedTuple):
    """What every event of an API says. resources: the ids of its paths; domain: where no Host was sent."""

    id: str
    account: str
    stage: str
    deployment: str
    domain: str
    resources: Mapping[str, str]
    binary: Sequence[str]


class Moment(NamedTuple):
    """What is of one request only. now: seconds since 1970; path: without the stage; key: where the method has one."""

    ids: Identifiers
    now: float
    path: str
    found: Found
    key: Key | None


def event(api: Api, call: Call, moment: Moment) -> dict[str, Json]:
    """The event."""
    host = call.header("host") or api.domain
    headers, many = _headers(call, moment.ids, host)
    query, many_queries = _query(call.query)
    body, base64 = _body(call, api.binary)
    return {
        "resource": moment.found.resource.path,
        "path": moment.path,
        "httpMethod": call.method,
        "headers": headers,
        "multiValueHeaders": many,
        "queryStringParameters": query,
        "multiValueQueryStringParameters": many_queries,
        "pathParameters": moment.found.parts or None,
        "stageVariables": None,
        "requestContext": _context(api, call, moment, host),
        "body": body,
        "isBase64Encoded": base64,
    }


def _context(api: Api, call: Call, moment: Moment, host: str) -> dict[str, Json]:
    domain = domain_of(host)
    return {
        "resourceId": api.resources[moment.found.resource.path],
        "resourcePath": moment.found.resource.path,
        "httpMethod": call.method,
        "extendedRequestId": moment.ids.extended,
        "requestTime": request_time(moment.now),
        "path": call.path,
        "accountId": api.account,
        "protocol": "HTTP/1.1",
        "stage": api.stage,
        "domainPrefix": domain.partition(".")[0],
        "requestTimeEpoch": int(moment.now * 1000),
        "requestId": moment.ids.request,
        "identity": _identity(call, moment.key),
        "domainName": domain,
        "deploymentId": api.deployment,
        "apiId": api.id,
    }


def _identity(call: Call, key: Key | None) -> dict[str, str | None]:
    known: dict[str, str | None] = {**_NOBODY, "userAgent": call.header("user-agent"), "sourceIp": call.source}
    return known if key is None else {**known, "apiKey": call.header("x-api-key"), "apiKeyId": key.id}


def domain_of(host: str) -> str:
    """A host without its port; of IPv6 it stays in brackets."""
    return _PORT.sub("", host)


def request_time(now: float) -> str:
    """ "14/Nov/2023:22:13:20 +0000": names of months are English everywhere."""
    at = gmtime(now)
    day = f"{at.tm_mday:02}/{_MONTHS[at.tm_mon - 1]}/{at.tm_year}"
    return f"{day}:{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02} +0000"


def _headers(call: Call, ids: Identifiers, host: str) -> Maps:
    """Names that differ in their letters' case are one: as the first of them was written."""
    spelled: dict[str, str] = {}
    lines = []
    for name, value in call.headers:
        low = name.lower()
        if low not in DROPPED and low not in _REPLACED:
            lines.append((spelled.setdefault(low, _SPELLED.get(low, name)), value))
    before = [value for name, value in call.headers if name.lower() == "x-forwarded-for"]
    lines += (
        ("Host", host),
        ("X-Amzn-Trace-Id", ids.root),
        ("X-Forwarded-For", ", ".join((*before, call.source))),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    )
    return _maps(lines)


def _query(query: str) -> Maps:
    return _maps(parse_qsl(query, keep_blank_values=True)) if query else (None, None)


def _maps(pairs: Sequence[tuple[str, str]]) -> Maps:
    """The last value of each name, and all of them."""
    many: dict[str, list[str]] = {}
    for name, value in pairs:
        many.setdefault(name, []).append(value)
    return (dict(pairs), many) if many else (None, None)


def _body(call: Call, binary: Sequence[str]) -> tuple[str | None, bool]:
    """The body's text, and whether it is base64."""
    if not call.body:
        return None, False
    if is_among(call.header("content-type"), binary):
        return b2a_base64(call.body, newline=False).decode(), True
    return call.body.decode("utf-8", "replace"), False
