"""API Gateway REST: Lambda proxy integration, payload 1.0. HTTP APIs that are told to can send it, too, with its
`version`, and with a path that is decoded (http_api.py).

The gateway has decoded the query, and tells how it came to this function: `resource` is the route's pattern, and
`pathParameters` what stood in its places. Put together they are the path as the API has it, without the stage and
without what a custom domain puts before it, both of which `path` may have.

It has unpacked the body, too, and leaves Content-Encoding as it was
(https://github.com/dougmoscrop/serverless-http/issues/194).

The reply has no keys but those below: any other makes the gateway answer 502. Values of headers are texts.
"""

from __future__ import annotations

from typing import Any

from scorelet.runtime.events.http import answered, body_of, replied, rooted, unquoted
from scorelet.runtime.events.setting import Setting, deadline_of, invocation_id
from scorelet.runtime.events.shapes import Json, needed, optional, text_lists, texts
from scorelet.runtime.messages import Request

_UNPACKED = ("gzip", "deflate")
_GZIP = b"\x1f\x8b"
"""How it begins (RFC 1952, 2.3.1): an HTTP API, which can send this payload too, hands bodies on as they are."""


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"statusCode", "headers", "body", "isBase64Encoded"}, and "multiValueHeaders" for cookies."""
    reply, cookies = replied(answered(setting.app, _request(event, context, setting)))
    return {**reply, "multiValueHeaders": {"set-cookie": cookies}} if cookies else reply


def _request(event: Json, context: Any, setting: Setting) -> Request:
    path, headers, body = path_of(event), headers_of(event), body_of(event)
    if headers.get("content-encoding", "").strip().lower() in _UNPACKED and not body.startswith(_GZIP):
        del headers["content-encoding"]
    key_id = optional(event, "requestContext.identity.apiKeyId", "") or None
    if key_id is not None:
        headers.pop("x-api-key", None)  # the gateway has looked at it, and it goes no further
    return Request(
        needed(event, "httpMethod", str).upper(),
        rooted(path) if "version" in event else unquoted(path),
        _query(event),
        headers,
        body,
        optional(event, "requestContext.requestId", "") or invocation_id(context),
        key_id,
        deadline_of(context, setting),
    )


def path_of(event: Json) -> str:
    """The route's pattern, filled in."""
    given = texts(event, "pathParameters")
    steps = []
    for step in needed(event, "resource", str).split("/"):
        name = step[1:-1].removesuffix("+") if step.startswith("{") and step.endswith("}") else None
        if name is not None and name not in given:
            return optional(event, "path", "/")
        steps.append(step if name is None else given[name])
    return "/".join(steps)


def headers_of(event: Json) -> dict[str, str]:
    """By lower-case name, lines of one name joined. One map may be null where the other is not."""
    many = text_lists(event, "multiValueHeaders")
    if not many:
        return {name.lower(): value for name, value in texts(event, "headers").items()}
    return {name.lower(): ("; " if name.lower() == "cookie" else ", ").join(values) for name, values in many.items()}


def _query(event: Json) -> str:
    many = text_lists(event, "multiValueQueryStringParameters")
    pairs = [(name, value) for name, values in many.items() for value in values]
    pairs = pairs or list(texts(event, "queryStringParameters").items())
    if not pairs:
        return ""
    from urllib.parse import urlencode

    return urlencode(pairs, errors="replace")
