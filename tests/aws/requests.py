"""Requests as API Gateway's REST API brings them: to every path that is answered, and in every dialect."""

from __future__ import annotations

import json
from typing import Any

from scorelet.runtime.routes import ROUTES
from tests.bundle.models import ROWS, packed
from tests.runtime.events.recorded import event

Json = Any
_INFER = {
    "inputs": [
        {"name": "age", "datatype": "FP64", "shape": [1], "data": [20.0]},
        {"name": "income", "datatype": "FP64", "shape": [1], "data": [1.5]},
        {"name": "home town", "datatype": "BYTES", "shape": [1], "data": ["Bonn"]},
    ]
}
_SPLIT = {"columns": ["age", "income", "home town"], "data": [[20.0, 1.5, "Bonn"]]}


def request(method: str, path: str, body: str = "", kind: str = "application/json", **query: str) -> Json:
    """An event of one request."""
    headers = {"Content-Type": kind}
    found: dict[str, Json] = event("rest")
    found["requestContext"] |= {"path": path, "stage": "prod", "httpMethod": method}
    return found | {
        "resource": "/{proxy+}",
        "pathParameters": {"proxy": path.strip("/")},
        "httpMethod": method,
        "path": path,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "body": body or None,
        "isBase64Encoded": False,
    }


def _body(path: str) -> Json:
    return _INFER if path.startswith("/v2") else {"dataframe_split": _SPLIT} if path == "/invocations" else ROWS[0]


def every_route() -> list[Json]:
    """A request for each path and method, with rows where they are posted."""
    version = packed().short_version
    found = []
    for route in ROUTES:
        path = route.path.replace("{model}", "towns").replace("{version}", version)
        for method in route.methods:
            query = {"age": "20", "income": "1.5", "home_town": "Bonn"} if path.endswith("predict") else {}
            found.append(
                request("POST", path, json.dumps(_body(path))) if method == "POST" else request("GET", path, **query)
            )
    return found


def every_form() -> list[Json]:
    """Rows in all the forms that callers send, right and wrong ones."""
    csv = "age,income,home town\n20,1.5,Bonn\n40,,Köln\n"
    bodies: list[tuple[str, Json]] = [
        ("/predict", ROWS),
        ("/predict", {"data": [list(row.values()) for row in ROWS]}),
        ("/predict", {"age": "old"}),
        ("/invocations", {"dataframe_records": ROWS}),
        ("/invocations", {"instances": ROWS}),
        ("/invocations", {"inputs": ROWS}),
        ("/invocations", {"nothing": 1}),
        ("/v2/models/towns/infer", {"inputs": []}),
        ("/v2/models/none/infer", _INFER),
        ("/api/models/none/predict", ROWS[0]),
        ("/nowhere", {}),
    ]
    return [
        request("POST", "/predict", csv, "text/csv"),
        request("POST", "/invocations", csv, "text/csv"),
        request("DELETE", "/predict"),
        request("OPTIONS", "/predict"),
        *(request("POST", path, json.dumps(body)) for path, body in bodies),
    ]
