"""A function's reply becomes an answer, by the rules of Lambda proxy integration.

The gateway tells callers nothing of what is wrong with a reply ("Internal server error"); here the emulator's user is
told. The rules were recorded on AWS by LocalStack (test_apigateway_lambda) and by AWS for aws-lambda-dotnet
(ApiGatewayResponseTestCases): no other keys than those of KEYS, none of which has to be there, but not none at all;
values of headers are texts or booleans; lines of `multiValueHeaders` go before those of `headers`, and a line that is
in both is there once. What has no source is marked as assumed.
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from collections.abc import Callable, Mapping
from re import compile as pattern
from types import MappingProxyType
from typing import Any, NamedTuple

from scorelet.emulator.gateway.media_types import JSON
from scorelet.emulator.gateway.rest_errors import GatewayError
from scorelet.errors import RequestError
from scorelet.runtime.messages import Headers
from scorelet.runtime.strict_json import parse

Json = Any

REMAPPED = frozenset({"connection", "content-length", "date", "server", "authorization", "www-authenticate"})
"""Headers that reach the caller as x-amzn-remapped-...: the first four by LocalStack, all by
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, which names more that "may"
be (the last two were seen by users)."""
OWN = frozenset({"x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id"})
"""What the gateway says itself: the function's are remapped, too."""
LEFT_OUT = frozenset({"transfer-encoding"})

_NAME = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.1
_BROKEN = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
_SHOWN = 60


class Reply(NamedTuple):
    """headers: in lower case; body: bytes, as the caller gets them."""

    status: int
    headers: Headers
    body: bytes


def reply_of(answer: bytes, *, decoded: bool) -> Reply:
    """What a function's answer says. `decoded`: the caller takes bytes. Raises GatewayError."""
    try:
        value = parse(answer)
    except RequestError as error:
        raise GatewayError("reply", f"the function's reply: {error.detail}") from None
    if type(value) is not dict or not value:
        raise GatewayError("reply", f"expected an object with statusCode, headers and body, got {_shown(value)}")
    for key, given in value.items():
        check = KEYS.get(key)
        complaint = check(given) if check is not None else f"no such key; there are {', '.join(KEYS)}"
        if complaint:
            raise GatewayError("reply", f"{key[:_SHOWN]!r} of the function's reply: {complaint}")
    return Reply(_status(value), _headers(value), _body(value, decoded=decoded))


def _status(value: Mapping[str, Json]) -> int:
    given = value.get("statusCode")
    return 200 if given is None else int(given)


def _headers(value: Mapping[str, Json]) -> Headers:
    lines = [(name, line) for name, many in (value.get("multiValueHeaders") or {}).items() for line in many]
    lines += (value.get("headers") or {}).items()
    written = dict.fromkeys((_renamed(name.lower()), _line(line)) for name, line in lines)
    headers = tuple((name, line) for name, line in written if name not in LEFT_OUT)
    return headers if any(name == "content-type" for name, _ in headers) else (("content-type", JSON), *headers)


def _renamed(name: str) -> str:
    return f"x-amzn-remapped-{name}" if name in REMAPPED or name in OWN else name


def _line(line: str | bool) -> str:
    """A header's value; what is not ASCII goes as UTF-8 (assumed)."""
    if isinstance(line, bool):
        return "true" if line else "false"
    return line if line.isascii() else line.encode("utf-8", "replace").decode("latin-1")


def _body(value: Mapping[str, Json], *, decoded: bool) -> bytes:
    text: str = value.get("body") or ""
    if not (decoded and value.get("isBase64Encoded")):
        return text.encode("utf-8", "replace")
    try:
        return a2b_base64(text, strict_mode=True)
    except (Error, ValueError):
        raise GatewayError("base64", "the body of the function's reply is no base64, as isBase64Encoded says") from None


# --- what each key may be: "", or what is wrong with it ---------------------------------------------------------------


def _wrong_status(given: Json) -> str:
    """A number, or a text of one; null (assumed) is as if it were not there. 1xx is no final status (assumed)."""
    if given is None:
        return ""
    digits = given if isinstance(given, str) else str(given) if type(given) is int else ""
    fine = len(digits) == 3 and digits.isascii() and digits.isdigit() and "200" <= digits <= "599"
    return "" if fine else f"expected a status from 200 to 599, got {_shown(given)}"


def _wrong_headers(given: Json) -> str:
    if given is None:
        return ""
    if type(given) is not dict:
        return f"expected an object of texts, got {_shown(given)}"
    return next(filter(None, (_wrong_line(name, line) for name, line in given.items())), "")


def _wrong_many(given: Json) -> str:
    if given is None:
        return ""
    if type(given) is not dict:
        return f"expected an object of arrays of texts, got {_shown(given)}"
    for name, lines in given.items():
        if type(lines) is not list:
            return f"expected an array of texts for {name[:_SHOWN]!r}, got {_shown(lines)}"
        if complaint := next(filter(None, (_wrong_line(name, line) for line in lines)), ""):
            return complaint
    return ""


def _wrong_line(name: str, line: Json) -> str:
    if not _NAME.fullmatch(name):
        return f"{name[:_SHOWN]!r} is no name of a header"
    if not isinstance(line, str | bool):
        return f"expected a text for {name[:_SHOWN]!r}, got {_shown(line)}"
    if isinstance(line, str) and _BROKEN.search(line):
        return f"the value of {name[:_SHOWN]!r} has control characters"
    return ""


def _wrong_body(given: Json) -> str:
    return "" if given is None or isinstance(given, str) else f"expected a text, got {_shown(given)}"


def _wrong_flag(given: Json) -> str:
    return "" if given is None or isinstance(given, bool) else f"expected true or false, got {_shown(given)}"


KEYS: Mapping[str, Callable[[Json], str]] = MappingProxyType(
    {
        "statusCode": _wrong_status,
        "headers": _wrong_headers,
        "multiValueHeaders": _wrong_many,
        "body": _wrong_body,
        "isBase64Encoded": _wrong_flag,
    }
)
"""All keys that a reply may have, and what each may be."""


def _shown(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
