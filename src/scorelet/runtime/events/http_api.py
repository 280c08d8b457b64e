"""API Gateway HTTP and function URLs, payload 2.0.

Header lines of one name come joined, cookies in a list of their own. The query stands as it came. `rawPath` begins with
the stage unless that is "$default"; a route with a pattern also tells its path without what a custom domain puts
before it. Bodies that are not JSON, XML, JavaScript or text/* arrive in base64, also forms and those that name no type.

An HTTP API has decoded its path, and a function URL has not (live captures, told of in
https://github.com/middleapi/standard-server/pull/93; aws/aws-lambda-dotnet#1901 says the same of parameters). Decoding
twice would let `%252F` pass for a slash behind whatever looks at paths in front.
"""

from __future__ import annotations

from typing import Any

from scorelet.runtime.events.http import answered, body_of, replied, rooted, unquoted
from scorelet.runtime.events.rest import path_of
from scorelet.runtime.events.setting import Setting, deadline_of, invocation_id
from scorelet.runtime.events.shapes import Json, needed, optional, text_list, texts
from scorelet.runtime.messages import Request

_FUNCTION_URL = ".lambda-url."
"""In the domain of one; they have no other."""


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"statusCode", "headers", "body", "isBase64Encoded"}, and "cookies" where there are any."""
    reply, cookies = replied(answered(setting.app, _request(event, context, setting)))
    return {**reply, "cookies": cookies} if cookies else reply


def _request(event: Json, context: Any, setting: Setting) -> Request:
    path = _path(event)
    headers = {name.lower(): value for name, value in texts(event, "headers").items()}
    if cookies := text_list(event, "cookies"):
        headers["cookie"] = "; ".join(cookies)
    return Request(
        needed(event, "requestContext.http.method", str).upper(),
        unquoted(path) if _FUNCTION_URL in optional(event, "requestContext.domainName", "") else rooted(path),
        optional(event, "rawQueryString", ""),
        headers,
        body_of(event),
        optional(event, "requestContext.requestId", "") or invocation_id(context),
        None,  # HTTP APIs have no keys
        deadline_of(context, setting),
    )


def _path(event: Json) -> str:
    path = optional(event, "rawPath", "/")
    stage = optional(event, "requestContext.stage", "$default")
    if path == f"/{stage}" or path.startswith(f"/{stage}/"):
        path = path[len(stage) + 1 :]
    pattern = optional(event, "routeKey", "$default").partition(" ")[2]
    if not pattern:
        return path
    return path_of({"resource": pattern, "pathParameters": optional(event, "pathParameters", {}), "path": path})
