"""Application Load Balancer. Alike to payload 1.0, but:

- a target group either has multi-value headers or not; it sends the one form, and takes no other;
- the query is not decoded;
- there is no stage, no request id and no key;
- the reply says its status in words, too, and carries 1 MiB at most;
- the balancer asks for itself whether the function is well, at a path that somebody has once typed in.
"""

from __future__ import annotations

from typing import Any

from scorelet.runtime.events.http import MIB, answered, body_of, carried, unquoted
from scorelet.runtime.events.rest import headers_of
from scorelet.runtime.events.setting import Setting, deadline_of, invocation_id
from scorelet.runtime.events.shapes import Json, needed, optional, text_lists, texts
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.problems import TITLES

HEALTH_CHECKER = "ELB-HealthChecker/"
LARGEST_REPLY = MIB - 16 * 1024


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"statusCode", "statusDescription", "headers" or "multiValueHeaders", "body", "isBase64Encoded"}."""
    request = _request(event, context, setting)
    if request.headers.get("user-agent", "").startswith(HEALTH_CHECKER):
        request = request._replace(method="GET", path="/readyz", query="", body=b"")
    return _reply(answered(setting.app, request, LARGEST_REPLY), many=_has_many(event))


def _request(event: Json, context: Any, setting: Setting) -> Request:
    return Request(
        needed(event, "httpMethod", str).upper(),
        unquoted(optional(event, "path", "/")),
        _query(event),
        headers_of(event),
        body_of(event),
        invocation_id(context),
        None,
        deadline_of(context, setting),
    )


def _query(event: Json) -> str:
    if _has_many(event):
        many = text_lists(event, "multiValueQueryStringParameters")
        return "&".join(f"{name}={value}" for name, values in many.items() for value in values)
    return "&".join(f"{name}={value}" for name, value in texts(event, "queryStringParameters").items())


def _has_many(event: Json) -> bool:
    return event.get("multiValueHeaders") is not None


def _reply(response: Response, *, many: bool) -> Json:
    body, base64 = carried(response)
    status = response.status
    reply: dict[str, Any] = {
        "statusCode": status,
        "statusDescription": f"{status} {_WORDS.get(status) or TITLES.get(status, 'Unknown')}",
        "body": body,
        "isBase64Encoded": base64,
    }
    lines: dict[str, list[str]] = {}
    for name, value in response.headers:
        lines.setdefault(name, []).append(value)
    if many:
        reply["multiValueHeaders"] = lines
    else:
        # Of cookies only the last can be said in this form: the target group should have multi-value headers.
        reply["headers"] = {n: values[-1] if n == "set-cookie" else ", ".join(values) for n, values in lines.items()}
    return reply


_WORDS = {200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 302: "Found", 304: "Not Modified"}
