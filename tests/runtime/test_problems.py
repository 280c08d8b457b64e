"""What errors tell: no more than they may, and never much."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.runtime.messages import Request
from scorelet.service.values import Limits
from tests.runtime.dialects.models import ask
from tests.runtime.services import ID, app_of

Json = Any
BONN = {"age": 20, "income": 1.5, "home town": "Bonn"}
CSV = {"content_type": "text/csv"}
MARKER = "geheim"


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/predict", {MARKER: 1}, {}),
        ("/predict", {**BONN, "age": MARKER}, {}),
        ("/predict", {**BONN, "age": {MARKER: 1}}, {}),
        ("/predict", [BONN, {**BONN, "home town": {MARKER: MARKER}}], {}),
        ("/predict", {"data": [{MARKER: MARKER}]}, {}),
        ("/predict", MARKER, {}),
        ("/predict", b'{"a": ' + MARKER.encode(), {}),
        ("/predict", f"age,income,home town\n{MARKER},1,2\n".encode(), CSV),
        ("/predict", f"{MARKER},income,home town\n1,1,2\n".encode(), CSV),
        ("/predict", f'age,income,home town\n1,1,"{MARKER}\n'.encode(), CSV),
        ("/predict", b"", {"content_type": MARKER}),
        ("/predict", b"", {"content_encoding": MARKER}),
        (f"/api/models/{MARKER}/predict", {}, {}),
        (f"/{MARKER}", {}, {}),
        ("/invocations", {MARKER: 1}, {}),
        ("/invocations", {"inputs": [{MARKER: MARKER}], "params": {MARKER: 1}}, {}),
        ("/invocations", {"dataframe_split": {"columns": [MARKER], "data": [[MARKER]]}}, {}),
        ("/v2/models/towns/infer", {"inputs": [{"name": MARKER, "shape": [MARKER]}]}, {}),
        (
            "/v2/models/towns/infer",
            {"inputs": [{"name": MARKER, "shape": [1], "datatype": "BYTES", "data": [MARKER]}]},
            {},
        ),
    ],
)
def test_a_terse_service_tells_neither_names_nor_values(path: str, body: Json, headers: dict[str, str]) -> None:
    """Neither what was sent nor what the model's features are called."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    app = app_of(limits=Limits(errors="terse"))
    response = app(Request("POST", path, headers=lines, body=sent, id=ID))
    assert 400 <= response.status < 500
    told = f"{response.headers} {response.body.decode()}".replace("x-model-version", "")
    for name in (MARKER, "income", "home", "Bonn"):
        assert name not in told


def test_a_terse_problem_says_which_rows_are_wrong() -> None:
    app = app_of(limits=Limits(errors="terse"))
    assert ask(app, "/predict", {"data": [BONN, {**BONN, "age": "x", "income": "y"}, [1]]}) == (
        422,
        {
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "instance": f"urn:request:{ID}",
            "errors": [{"pointer": "/data/1"}, {"pointer": "/data/2"}],
        },
    )


@pytest.mark.parametrize(
    "body",
    [
        {**BONN, "age": "x" * 1_000_000},
        {**BONN, "x" * 1_000_000: 1},
        {"x" * 1_000_000: BONN},
        {**BONN, "age": {"x" * 1_000_000: 1}},
        {**BONN, "age": {str(i): 1 for i in range(10_000)}},
        {**BONN, "age": [[1]] * 10_000},
        "x" * 1_000_000,
        [["x" * 10_000] * 3] * 60,
        b'{"age": ' + b"9" * 4000 + b"}",
    ],
)
def test_errors_stay_small(body: Json) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = app_of()(Request("POST", "/predict", body=sent, id=ID))
    assert response.status in (400, 422)
    assert len(response.body) < 25_000
