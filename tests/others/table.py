"""The requests that are sent to all implementations."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.bundle.models import ROWS
from tests.others.package import KEY, ORIGIN
from tests.others.sending import Asked

_KEY = ("x-api-key", KEY)
_JSON, _TEXT = ("Content-Type", "application/json"), ("Content-Type", "text/plain")
_BYTES = ("Content-Type", "application/octet-stream")
_BINARY = b"\x00\xff\x80\x81"
_BYTES_REPLY = {"statusCode": 200, "body": base64.b64encode(_BINARY).decode(), "isBase64Encoded": True}
_CSV = b"age,income,home town\n20,1.5,Bonn\n40,,Bonn\n"
_COLUMNS = {"columns": ["age", "income", "home town"], "data": [[20.0, 1.5, "Bonn"], [40.0, None, "Bonn"]]}
_TENSORS = [
    {"name": "age", "shape": [1], "datatype": "FP64", "data": [20.0]},
    {"name": "income", "shape": [1], "datatype": "FP64", "data": [1.5]},
    {"name": "home town", "shape": [1], "datatype": "BYTES", "data": ["Bonn"]},
]


def _post(name: str, path: str, body: Any, *headers: tuple[str, str], key: bool = True) -> Asked:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    first = (_KEY,) if key else ()
    return Asked(name, "POST", path, (*first, *(headers or (_JSON,))), data)


def _reply(name: str, reply: Any, *headers: tuple[str, str]) -> Asked:
    """As text: serverless-offline reads JSON, and gives the function what it made of it."""
    return _post(name, "/reply", reply, _TEXT, *headers, key=False)


GOOD = (
    _post("a row", "/predict", ROWS[0]),
    _post("rows", "/predict", ROWS),
    _post("rows of a named model", "/api/models/towns/predict", {"data": ROWS}),
    _post("a row at the root", "/", ROWS[0]),
    Asked("a row in the query", "GET", "/predict?age=20&income=1.5&home%20town=K%C3%B6ln", (_KEY,)),
    _post("CSV", "/predict", _CSV, ("Content-Type", "text/csv")),
    _post("invocations", "/invocations", {"dataframe_split": _COLUMNS}),
    _post("invocations in CSV", "/invocations", _CSV, ("Content-Type", "text/csv")),
    _post("tensors", "/v2/models/towns/infer", {"id": "1", "inputs": _TENSORS}),
    Asked("metadata of tensors", "GET", "/v2/models/towns", (_KEY,)),
    Asked("metadata", "GET", "/api/models/towns", (_KEY,)),
    Asked("a key with another name's case", "GET", "/api/models", (("X-API-KEY", KEY),)),
    Asked("alive", "GET", "/livez"),
    Asked("a slash at the end", "GET", "/livez/"),
    Asked("head", "HEAD", "/livez"),
)

WRONG = (
    Asked("without a key", "GET", "/api/models"),
    Asked("a wrong key", "GET", "/api/models", (("x-api-key", "another-key-of-twenty-characters"),)),
    Asked("an unknown path", "GET", "/nothing/there", (_KEY,)),
    Asked("a wrong method", "DELETE", "/predict", (_KEY,)),
    Asked("an unknown model", "GET", "/api/models/none", (_KEY,)),
    _post("a row that does not fit", "/predict", {**ROWS[0], "age": "old"}),
    _post("malformed JSON", "/predict", b'{"age": '),
    _post("malformed JSON as text", "/predict", b'{"age": ', _TEXT),
    _post("an empty body", "/predict", b""),
    _post("JSON of a wrong type", "/v2/models/towns/infer", [1]),
    _post("an empty object", "/invocations", {}),
    _post("NaN", "/predict", b'{"age": NaN, "income": null, "home town": "Bonn"}'),
    Asked("preflight", "OPTIONS", "/predict", (("Origin", ORIGIN), ("Access-Control-Request-Method", "POST"))),
    Asked("preflight of an unknown path", "OPTIONS", "/nothing/there", (("Origin", ORIGIN),)),
    Asked("the function fails", "GET", "/raise"),
    Asked("the function ends", "GET", "/exit"),
    Asked("an answer of seven megabytes", "GET", "/large"),
    _post("an event of seven megabytes", "/echo", b"x" * 7_000_000, _TEXT, key=False),
    _post("eleven megabytes", "/echo", b"x" * 11_000_000, _TEXT, key=False),
)

REPLIES = (
    _reply("an empty object as reply", {}),
    _reply("a text as reply", "text"),
    _reply("a list as reply", [1]),
    _reply("null as reply", None),
    _reply("status alone", {"statusCode": 204}),
    _reply("status as text", {"statusCode": "201", "body": "made"}),
    _reply("status as words", {"statusCode": "test", "body": "made"}),
    _reply("status out of range", {"statusCode": 1000, "body": "made"}),
    _reply("no status", {"headers": {"a": "b"}, "body": "made"}),
    _reply("another key", {"statusCode": 200, "body": "made", "other": 1}),
    _reply("body that is no text", {"statusCode": 200, "body": {"a": 1}}),
    _reply("body null", {"statusCode": 200, "body": None}),
    _reply("headers null", {"statusCode": 200, "headers": None, "body": "made"}),
    _reply("header true", {"statusCode": 200, "headers": {"a": True}, "body": "made"}),
    _reply("header a number", {"statusCode": 200, "headers": {"a": 1}, "body": "made"}),
    _reply("header a list", {"statusCode": 200, "headers": {"a": ["b"]}, "body": "made"}),
    _reply("header of content", {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "made"}),
    _reply("headers of many values", {"statusCode": 200, "multiValueHeaders": {"a": ["b", "c"]}, "body": "made"}),
    _reply("headers of many values, one of them none", {"statusCode": 200, "multiValueHeaders": {"a": "b"}}),
    _reply("cookies", {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}, "body": "made"}),
    _reply("bytes that are asked for", {**_BYTES_REPLY, "headers": dict([_BYTES])}, ("Accept", _BYTES[1])),
    _reply("bytes that are not asked for", _BYTES_REPLY, ("Accept", "*/*")),
    _reply("base64 that is none", {**_BYTES_REPLY, "body": "%"}, ("Accept", _BYTES[1])),
)  # fmt: skip

_CLIENT = (("Accept", "*/*"), ("User-Agent", "tests"))


def _shown(name: str, path: str, *headers: tuple[str, str]) -> Asked:
    return Asked(name, "GET", path, (*_CLIENT, *headers))


def _carried(name: str, body: bytes, *headers: tuple[str, str]) -> Asked:
    return Asked(name, "POST", "/echo", (*_CLIENT, *headers), body)


EVENTS = (
    _shown("of nothing", "/echo"),
    Asked("of a client that says nothing of itself", "GET", "/echo"),
    _shown("of a path", "/echo/x%20y%2Fz+%C3%B6"),
    _shown("of a query", "/echo?a=1&b=2&a=3&empty=&alone&plus=a+b&encoded=%26%3D"),
    _shown("of headers", "/echo", ("X-One", "1"), ("x-many", "1"), ("X-Many", "2")),
    _shown("of cookies", "/echo", ("Cookie", "a=1; b=2"), ("Cookie", "c=3")),
    _carried("of JSON", b'{"a": "\\u00f6"}', _JSON),
    _carried("of text", "schön".encode(), ("Content-Type", "text/plain; charset=utf-8")),
    _carried("of bytes", _BINARY, _BYTES),
    _carried("of bytes that are none", _BINARY, _TEXT),
    _carried("of no type", b"a=1"),
    _carried("of an empty body", b"", _JSON),
    _shown("of a key", "/keyed", _KEY),
    _shown("of a key that nobody asked for", "/echo", _KEY),
)

TABLE = (*GOOD, *WRONG, *REPLIES)
