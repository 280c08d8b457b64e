"""Payload 2.0: a Call -> the event of an HTTP API or a function URL.

Headers have lower-case names, lines of one name joined by commas; cookies have a list of their own, parameters of the
query too are joined. A body is text only where its type says so: what has no type, and forms, come in base64
(measured: https://github.com/ministackorg/ministack/issues/766). Keys without anything in them are left out.

The host is the one that the caller used, as a custom domain would have it; the caller is always told to have come by
HTTPS, as on AWS.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.payload_1 import request_time

Json = Any

ROUTE = "$default"
STAGE = "$default"

_TEXTS = frozenset({"application/json", "application/xml", "application/javascript"})
HOPS = frozenset({"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"})
"""Headers that are about one connection, which ends at a gateway (RFC 9110, 7.6.1)."""
_LEFT_OUT = HOPS | {"cookie", "expect", "http2-settings"}
_PORT = re.compile(r":[0-9]*$")


class Seen(NamedTuple):
    """What the gateway knows of a call besides what stands in it.

    account     an account's number, or "anonymous"
    api         the id of the API
    path        as the gateway hands it on
    request_id  of the gateway
    trace       X-Amzn-Trace-Id: its root
    at          seconds since 1970
    domain      of a function URL, which has no other; "": the host that the caller used
    """

    account: str
    api: str
    path: str
    request_id: str
    trace: str
    at: float
    domain: str = ""


def event_of(call: Call, seen: Seen) -> dict[str, Json]:
    """The event of a call."""
    headers, cookies = _headers(call, seen.trace)
    query = _query(call.query)
    body, base64 = _body(call.body, headers.get("content-type", ""))
    domain = seen.domain or _PORT.sub("", headers.get("host", ""))
    event: dict[str, Json] = {
        "version": "2.0",
        "routeKey": ROUTE,
        "rawPath": seen.path,
        "rawQueryString": call.query,
        "headers": dict(sorted(headers.items())),
        "requestContext": {
            "accountId": seen.account,
            "apiId": seen.api,
            "domainName": domain,
            "domainPrefix": domain.partition(".")[0],
            "http": {
                "method": call.method,
                "path": seen.path,
                "protocol": "HTTP/1.1",
                "sourceIp": call.source,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": seen.request_id,
            "routeKey": ROUTE,
            "stage": STAGE,
            "time": request_time(seen.at),
            "timeEpoch": int(seen.at * 1000),
        },
        "isBase64Encoded": base64,
    }
    parts: dict[str, Json] = {"cookies": cookies, "queryStringParameters": query, "body": body}
    event.update((key, part) for key, part in parts.items() if part)
    return event


def encoded(event: dict[str, Json]) -> bytes:
    """As it is handed to the function."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _headers(call: Call, trace: str) -> tuple[dict[str, str], list[str]]:
    """Headers by name, and the cookies."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for written, value in call.headers:
        name = written.lower()
        if name not in _LEFT_OUT:
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        elif name == "cookie":
            cookies += [cookie for part in value.split(";") if (cookie := part.strip())]
    sent = headers.get("x-forwarded-for")
    headers["x-forwarded-for"] = f"{sent},{call.source}" if sent else call.source
    headers["x-forwarded-port"] = "443"
    headers["x-forwarded-proto"] = "https"
    headers["x-amzn-trace-id"] = trace
    return headers, cookies


def _query(query: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return parameters


def _body(body: bytes, content_type: str) -> tuple[str, bool]:
    """The text of a body, and whether it is base64."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _TEXTS or kind.startswith("text/"):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass  # packed, or in another charset
    return b64encode(body).decode(), bool(body)
