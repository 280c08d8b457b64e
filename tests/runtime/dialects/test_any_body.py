"""Whatever is sent to whatever takes a body: the answer is JSON in the dialect's shape, and never a failure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.runtime.messages import Request, Response
from scorelet.runtime.routes import ROUTES
from scorelet.service.values import Limits
from tests.runtime.dialects.models import every
from tests.runtime.services import app_of

Json = Any
MODELS = every()
APPS = [app_of(*MODELS, default=one.name) for one in MODELS]
TERSE = app_of(*MODELS, default="towns", limits=Limits(body=200, rows=2, errors="terse"))
PATHS = [
    route.path.replace("{model}", one.name).replace("{version}", one.short_version)
    for route in ROUTES
    if "POST" in route.methods
    for one in (MODELS if "{" in route.path else MODELS[:1])
]
MEDIA_TYPES = (None, "application/json", "text/csv", "text/csv; header=absent", "application/octet-stream", "x")


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def is_native(status: int, body: dict[str, Json]) -> bool:
    if status == 200:
        return body.keys() >= {"model", "version", "prediction"}
    return body.keys() >= {"type", "title", "status", "instance"} and bool(body["status"] == status)


def is_oip(status: int, body: dict[str, Json]) -> bool:
    if status == 200:
        return body.keys() >= {"model_name", "model_version", "outputs"}
    return body.keys() == {"error"} and isinstance(body["error"], str)


def is_mlflow(status: int, body: dict[str, Json]) -> bool:
    return body.keys() == ({"predictions"} if status == 200 else {"error_code", "message"})


def shape_of(path: str) -> Callable[[int, Json], bool]:
    return is_oip if path.startswith("/v2") else is_mlflow if path == "/invocations" else is_native


def hold(response: Response, path: str) -> None:
    body = json.loads(response.body, parse_constant=no_constant)
    assert response.status in (200, 400, 413, 415, 422)
    assert shape_of(path)(response.status, body)


NAMES = [
    "age",
    "income",
    "home town",
    "home_town",
    "x0",
    "x1",
    "a",
    "the b",
    "review",
    "prices",
    "size",
    "count",
    "gift",
]
WORDS = ["data", "Input", "inputs", "instances", "dataframe_split", "dataframe_records", "columns", "params", "outputs",
         "name", "shape", "datatype", "parameters", "id", "FP64", "BYTES", "BOOL", "base64", "content_type", "S",
         "double", "string"]  # fmt: skip
KEYS = st.sampled_from([*NAMES, *WORDS]) | st.text(max_size=4)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | KEYS
    | st.sampled_from([10**400, -(2**63), 1e308, "\ud800"])
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
TENSOR = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "shape": st.lists(st.integers(0, 3), max_size=3),
        "datatype": st.sampled_from(["FP64", "INT64", "BYTES", "BOOL"]),
        "data": st.lists(LEAVES, max_size=4) | st.lists(st.lists(LEAVES, max_size=2), max_size=2),
    }
)
ALMOST = (
    st.fixed_dictionaries({"inputs": st.lists(TENSOR, max_size=3)})
    | st.fixed_dictionaries({"inputs": st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3)})
    | st.fixed_dictionaries(
        {"dataframe_split": st.fixed_dictionaries({"columns": st.lists(KEYS, max_size=3), "data": JSON})}
    )
    | st.fixed_dictionaries({"instances": st.lists(JSON, max_size=3)})
    | st.fixed_dictionaries({"data": st.lists(JSON, max_size=3)})
    | st.dictionaries(st.sampled_from(NAMES), LEAVES, max_size=4)
    | st.lists(st.dictionaries(st.sampled_from(NAMES), LEAVES, max_size=4), max_size=3)
)
TABLE = st.lists(st.lists(st.sampled_from([*NAMES, "1", "", '"', "NA", "x", "[1]", "é"]), max_size=4), max_size=4).map(
    lambda rows: "\n".join(map(",".join, rows)).encode()
)


def sent(path: str, body: bytes, headers: Mapping[str, str]) -> None:
    for app in (*APPS, TERSE) if path == "/invocations" else (APPS[0], TERSE):
        hold(app(Request("POST", path, headers=headers, body=body, id="1")), path)


@pytest.mark.parametrize("path", PATHS)
@settings(derandomize=True, deadline=None, max_examples=30)
@given(JSON | ALMOST)
def test_any_json(path: str, body: Json) -> None:
    sent(path, json.dumps(body).encode(), {})


@pytest.mark.parametrize("path", PATHS)
@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.binary(max_size=60) | TABLE, st.sampled_from(MEDIA_TYPES), st.none() | st.text("0123456789x", max_size=3))
def test_any_bytes(path: str, body: bytes, kind: str | None, length: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    sent(path, body, headers if length is None else {**headers, "inference-header-content-length": length})
