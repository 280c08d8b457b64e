"""A request of the table is sent as it is written, and its answer reduced to what is compared."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.others.target import Target

TIME = 30.0
_SHOWN = 200
"""Of a long body the beginning is compared, and the size."""
_VARYING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=:)\d{12}(?=:)|(?<=AmazonAPIGateway_)\w+")
"""What another answer to the same request has otherwise: ids, and numbers of accounts."""


class Asked(NamedTuple):
    """One request. path: behind the stage, as it stands in the URL; headers: lines in their order, names as written."""

    name: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


class Answered(NamedTuple):
    """What is compared of an answer. error_type: the header x-amzn-ErrorType; kind: the media type alone."""

    status: int
    body: Any
    error_type: str
    kind: str


class Raw(NamedTuple):
    """An answer as it came; headers: by lower-case name, lines in a list."""

    status: int
    headers: Mapping[str, list[str]]
    body: bytes


def send(target: Target, asked: Asked) -> Raw:
    parts = urlsplit(target.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIME)
    try:
        connection.putrequest(asked.method, parts.path + asked.path, skip_accept_encoding=True)
        for name, value in asked.headers:
            connection.putheader(name, value)
        if asked.body is not None:
            connection.putheader("Content-Length", str(len(asked.body)))
        with suppress(BrokenPipeError, ConnectionResetError):  # of a server that has heard enough
            connection.endheaders(asked.body)
        response = connection.getresponse()
        headers: dict[str, list[str]] = {}
        for name, value in response.getheaders():
            headers.setdefault(name.lower(), []).append(value)
        return Raw(response.status, headers, response.read())
    except http.client.BadStatusLine:
        return Raw(0, {}, b"an answer that is no HTTP")
    finally:
        connection.close()


def compared(raw: Raw) -> Answered:
    body = gzip.decompress(raw.body) if "gzip" in raw.headers.get("content-encoding", ()) else raw.body
    kind = raw.headers.get("content-type", [""])[0].partition(";")[0]
    error_type = raw.headers.get("x-amzn-errortype", [""])[0].partition(":")[0]
    return Answered(raw.status, _body(body), error_type, kind)


def _body(body: bytes) -> Any:
    """JSON as what it says; else text, or bytes, or the beginning and size of what is long."""
    if len(body) > 100_000:
        return f"{body[:20]!r}... of {len(body)} bytes"
    try:
        return steady(json.loads(body))
    except ValueError:
        pass
    try:
        return steady(body.decode()[:_SHOWN])
    except UnicodeDecodeError:
        return body[:_SHOWN]


def steady(value: Any) -> Any:
    """JSON with "ID" where answers to the same request vary."""
    if isinstance(value, dict):
        return {key: "..." if key == "load_seconds" else steady(item) for key, item in value.items()}
    if isinstance(value, list):
        return [steady(item) for item in value]
    return _VARYING.sub("ID", value) if isinstance(value, str) else value
