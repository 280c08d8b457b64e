"""A function's reply in payload 2.0 -> the answer that it makes.

A reply that has no statusCode is the body of an answer, whatever JSON it is; a string is the body as it stands.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, NoReturn

from scorelet.emulator.gateway.integration import ReplyError
from scorelet.emulator.gateway.payload_2 import HOPS
from scorelet.runtime.messages import Response

Json = Any

_LEFT_OUT = HOPS | {"content-length"}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
_STATUSES = range(200, 600)


def response_of(payload: bytes, usual: str, method: str = "GET") -> Response:
    """The answer that a reply makes; `usual` is the content type where it names none. Raises ReplyError."""
    reply = _parsed(payload)
    if not isinstance(reply, dict) or "statusCode" not in reply:
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
        return Response(200, (("content-type", "application/json"),), text.encode(errors="replace"))
    status = _status(reply["statusCode"])
    headers = [*_lines(reply.get("headers"), method), *_cookies(reply.get("cookies"))]
    body = _reply_body(reply.get("body"), reply.get("isBase64Encoded"))
    if body and not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", usual))
    return Response(status, tuple(headers), body)


def _parsed(payload: bytes) -> Json:
    try:
        return json.loads(payload, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReplyError(f"the reply is no JSON: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _status(status: Json) -> int:
    """A text does, too: recorded on AWS (LocalStack's validated test_lambda_url_headers_and_status)."""
    number = int(status) if isinstance(status, str) and re.fullmatch("[0-9]{3}", status, re.ASCII) else status
    if type(number) is not int or number not in _STATUSES:
        raise ReplyError(f"expected a status of 200 to 599 at statusCode of the reply, got {status!r:.40}")
    return number


def _lines(headers: Json, method: str) -> Iterator[tuple[str, str]]:
    """Raises ReplyError where HTTP cannot carry them."""
    if not isinstance(headers, dict | None):
        raise ReplyError("expected an object at headers of the reply")
    for written, value in (headers or {}).items():
        name = written.lower()
        if not _NAME.fullmatch(name):
            raise ReplyError(f"{written!r:.80} at headers of the reply is no name of a header")
        if name not in _LEFT_OUT or (name == "content-length" and method == "HEAD"):
            yield name, _value(value, f"headers.{name}")


def _cookies(cookies: Json) -> Iterator[tuple[str, str]]:
    if not isinstance(cookies, list | None):
        raise ReplyError("expected an array at cookies of the reply")
    for cookie in cookies or ():
        yield "set-cookie", _value(cookie, "cookies")


def _value(value: Json, place: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise ReplyError(f"expected a text at {place} of the reply")
    text = str(value)
    if not _VALUE.fullmatch(text):
        raise ReplyError(f"{place} of the reply has a character that no header may have")
    return text


def _reply_body(body: Json, base64: Json) -> bytes:
    if body is None:
        return b""
    if not isinstance(body, str):
        raise ReplyError("expected a text at body of the reply; make it one with json.dumps")
    if not base64:
        return body.encode(errors="replace")
    try:
        return b64decode(body, validate=True)
    except ValueError:
        raise ReplyError("expected base64 at body of the reply, which isBase64Encoded says it is") from None
