"""The paths of the Open Inference Protocol: whole bodies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scorelet.service.values import Limits
from tests.runtime.dialects.models import ask, doubled, of_town, orders, plane, ratio, words
from tests.runtime.services import app_of, served

Json = Any
TOWNS, PLANE = served().short_version, plane().short_version
ROWS = {"name": "input", "shape": [2, 2], "datatype": "FP64", "data": [1, 2, 2, 1]}


def fp64(name: str, *data: float | None) -> Json:
    return {"name": name, "shape": [len(data)], "datatype": "FP64", "data": list(data)}


def texts(name: str, *data: str) -> Json:
    return {"name": name, "shape": [len(data)], "datatype": "BYTES", "data": list(data)}


def test_the_server() -> None:
    app = app_of()
    assert ask(app, "/v2", method="GET") == (200, {"name": "scorelet", "version": "0.1.0", "extensions": []})
    assert ask(app, "/v2/health/live", method="GET") == (200, {"live": True})
    assert ask(app, "/v2/health/ready", method="GET") == (200, {"live": True, "ready": True})


@pytest.mark.parametrize("version", ["", f"/versions/{TOWNS}"])
def test_a_model_with_names(version: str) -> None:
    app = app_of()
    assert ask(app, f"/v2/models/towns{version}/ready", method="GET") == (200, {"name": "towns", "ready": True})
    assert ask(app, f"/v2/models/towns{version}", method="GET") == (
        200,
        {
            "name": "towns",
            "versions": [TOWNS],
            "platform": "scorelet_pfa",
            "inputs": [
                {"name": "age", "datatype": "FP64", "shape": [-1]},
                {"name": "income", "datatype": "FP64", "shape": [-1]},
                {"name": "home town", "datatype": "BYTES", "shape": [-1]},
            ],
            "outputs": [
                {"name": "label", "datatype": "BYTES", "shape": [-1]},
                {"name": "score", "datatype": "FP64", "shape": [-1]},
            ],
        },
    )
    inputs = [fp64("age", 20, 40), texts("home town", "Bonn", "Köln"), fp64("income", 1.5, None)]
    assert ask(app, f"/v2/models/towns{version}/infer", {"id": "a", "inputs": inputs}) == (
        200,
        {
            "model_name": "towns",
            "model_version": TOWNS,
            "id": "a",
            "outputs": [
                {"name": "label", "shape": [2], "datatype": "BYTES", "data": ["young", "Köln"]},
                {"name": "score", "shape": [2], "datatype": "FP64", "data": [1.5, None]},
            ],
        },
    )


def test_probabilities_and_the_outputs_that_are_asked_for() -> None:
    probabilities = {
        "name": "probabilities",
        "shape": [2, 2],
        "datatype": "FP64",
        "parameters": {"classes": '["0","1"]'},
        "data": [0.25, 0.75, 1.0, 0.0],
    }
    wanted = [{"name": "probabilities", "parameters": {"binary_data": True}}, {"name": "probabilities"}]
    assert ask(app_of(plane()), "/v2/models/plane/infer", {"inputs": [ROWS], "outputs": wanted}) == (
        200,
        {"model_name": "plane", "model_version": PLANE, "outputs": [probabilities]},
    )


@pytest.mark.parametrize(
    ("inputs", "labels"),
    [
        ([ROWS], [1, 0]),
        ([{**ROWS, "data": [[1, 2], [2, 1]]}], [1, 0]),
        ([{**ROWS, "name": "x0"}], [1, 0]),
        ([fp64("x1", 2, 1), fp64("x0", 1, 2)], [1, 0]),
        ([fp64("width", 1, 2), fp64("height", 2, 1)], [1, 0]),
        ([{**fp64("x0", 1, 2), "shape": [2, 1]}, {**fp64("x1", 2, 1), "data": [[2], [1]]}], [1, 0]),
        ([fp64("row", 1, 2)], [1]),
        ([{**ROWS, "shape": [0, 2], "data": []}], []),
        ([fp64("x0"), fp64("x1")], []),
    ],
)
def test_rows_in_each_shape(inputs: Json, labels: list[int]) -> None:
    status, body = ask(app_of(plane()), "/v2/models/plane/infer", {"inputs": inputs})
    assert (status, body["outputs"][0]["data"], body["outputs"][0]["shape"]) == (200, labels, [len(labels)])
    assert body["outputs"][1]["shape"] == [len(labels), 2]


def test_texts_as_they_are_and_in_base64() -> None:
    app = app_of(words())
    encoded = {**texts("review", "YWJjZGVm", "w7w="), "parameters": {"content_type": "base64"}}
    for tensor in (texts("anything", "abcdef", "ü"), {**texts("t", "abcdef", "ü"), "shape": [2, 1]}, encoded):
        _, body = ask(app, "/v2/models/words/infer", {"inputs": [tensor]})
        assert body["outputs"] == [{"name": "label", "shape": [2], "datatype": "BYTES", "data": ["long", "short"]}]


def test_what_is_no_number_leaves_as_null() -> None:
    inputs = [fp64("a", 0, 1, 6), fp64("the b", 0, 0, 2)]
    _, body = ask(app_of(ratio()), "/v2/models/ratio/infer", {"inputs": inputs})
    assert body["outputs"] == [{"name": "value", "shape": [3], "datatype": "FP64", "data": [None, None, 3.0]}]


def test_arrays_are_rows_of_a_tensor_and_json_where_they_differ() -> None:
    app = app_of(doubled())
    _, same = ask(app, "/v2/models/doubled/infer", {"inputs": [ROWS]})
    assert same["outputs"] == [{"name": "value", "shape": [2, 2], "datatype": "FP64", "data": [2.0, 4.0, 4.0, 2.0]}]


def test_a_document_takes_and_gives_records() -> None:
    app = app_of(orders())
    inputs = [
        {"name": "prices", "shape": [2, 1], "datatype": "FP64", "data": [1.5, 2.5]},
        texts("size", "S", "L"),
        {"name": "count", "shape": [2], "datatype": "INT32", "data": [1, 2]},
        {"name": "gift", "shape": [2], "datatype": "BOOL", "data": [True, 0]},
    ]
    said = [
        '{"prices":[1.5],"size":"S","count":1,"gift":true}',
        '{"prices":[2.5],"size":"L","count":2,"gift":false}',
    ]
    status, body = ask(app, "/v2/models/orders/infer", {"inputs": inputs})
    assert (status, body["outputs"]) == (
        200,
        [
            {
                "name": "value",
                "shape": [2],
                "datatype": "BYTES",
                "parameters": {"content_type": "json"},
                "data": said,
            }
        ],
    )


def test_a_feature_function_takes_its_parameters(tmp_path: Path) -> None:
    app = app_of(of_town(tmp_path))
    assert ask(app, "/v2/models/towns", method="GET")[1]["inputs"] == [
        {"name": "town", "datatype": "BYTES", "shape": [-1]},
        {"name": "bonus", "datatype": "FP64", "shape": [-1]},
    ]
    asked = {"inputs": [texts("town", "Köln", "Bonn"), fp64("bonus", 2, 3)], "outputs": [{"name": "label"}]}
    labels = [{"name": "label", "shape": [2], "datatype": "BYTES", "data": ["young", "Bonn"]}]
    assert ask(app, "/v2/models/towns/infer", asked)[1]["outputs"] == labels
    status, body = ask(app, "/v2/models/towns/infer", {"inputs": [fp64("town", 1), fp64("bonus", 2)]})
    assert (status, body) == (422, {"error": "expected a string, got int 1 - at /rows/0/town"})


@pytest.mark.parametrize(
    ("status", "error", "body"),
    [
        (400, "the body is no JSON: Expecting value (line 1, column 1)", b"x"),
        (400, "expected an object with inputs, an array of tensors; got an array of 0", []),
        (400, "expected an object with inputs, an array of tensors; got an empty object", {}),
        (400, "expected the request's id as a string, got int 1 - at /id", {"inputs": [], "id": 1}),
        (400, "expected a tensor as an object, got int 1 - at /inputs/0", {"inputs": [1]}),
        (422, "model 'plane' needs 2 more features: 'x0', 'x1' - at /inputs", {"inputs": []}),
        (422, "column 'x' is given twice - at /inputs/x", {"inputs": [fp64("x", 1), fp64("x", 1)]}),
        (
            422,
            "feature 'x0' is given twice - at /inputs/x0; model 'plane' needs the feature 'x1' - at /inputs",
            {"inputs": [fp64("x0", 1), fp64("x0", 1)]},
        ),
        (
            400,
            "expected tensors of as many rows each, got 'x0' 1, 'x1' 2 - at /inputs",
            {"inputs": [fp64("x0", 1), fp64("x1", 1, 2)]},
        ),
        (
            422,
            "model 'plane' has no feature 'x2' - at /inputs/x2; model 'plane' needs the feature 'x1' - at /inputs",
            {"inputs": [fp64("x0", 1), fp64("x2", 1)]},
        ),
        (
            422,
            "feature 'x1' may not be missing, got null - at /rows/0/x1; expected a number, got true - at /rows/1/x1",
            {"inputs": [fp64("x0", 1, 1), {"name": "x1", "shape": [2], "datatype": "BOOL", "data": [None, True]}]},
        ),
        (
            422,
            "model 'plane' expects 2 features, got 3 - at /rows/0",
            {"inputs": [{**ROWS, "shape": [1, 3], "data": [1, 2, 3]}]},
        ),
        (
            400,
            "expected a shape of one or two dimensions, got [1, 2, 2] - at /inputs/0",
            {"inputs": [{**ROWS, "shape": [1, 2, 2]}]},
        ),
        (
            400,
            "expected tensor 'x1' of the shape [n] or [n, 1], got [1, 2] - at /inputs/1",
            {"inputs": [fp64("x0", 1), {**fp64("x1", 1, 2), "shape": [1, 2]}]},
        ),
        (400, "expected outputs as an array of objects with a name - at /outputs/0", {"inputs": [ROWS], "outputs": {}}),
        (
            400,
            "the model gives 'label', 'probabilities', and no output 'value' - at /outputs/0",
            {"inputs": [ROWS], "outputs": [{"name": "value"}]},
        ),
        (
            413,
            "expected at most 3 rows in a request, got 4",
            {"inputs": [fp64("x0", *range(4)), fp64("x1", *range(4))]},
        ),
    ],
)
def test_errors(status: int, error: str, body: Json) -> None:
    app = app_of(plane(), limits=Limits(rows=3))
    assert ask(app, "/v2/models/plane/infer", body) == (status, {"error": error})


def test_errors_outside_of_bodies() -> None:
    app = app_of(plane(), limits=Limits(body=100))
    infer = "/v2/models/plane/infer"
    assert ask(app, "/v2/models/plan/infer", {}) == (
        404,
        {"error": "there is no model 'plan'; did you mean 'plane'?"},
    )
    assert ask(app, "/v2/models/plane/versions/9/ready", method="GET")[0] == 404
    assert ask(app, "/v2/nothing", method="GET") == (
        404,
        {"error": "there is nothing at '/v2/nothing'; /docs says what there is"},
    )
    assert ask(app, infer, method="GET") == (405, {"error": f"'{infer}' takes POST, OPTIONS, got 'GET'"})
    assert ask(app, infer, {}, content_type="text/csv") == (
        415,
        {"error": "expected a body of application/json, got 'text/csv'"},
    )
    assert ask(app, infer, b" " * 101) == (413, {"error": "expected a body of at most 100 bytes, got 101"})


def test_a_terse_service_says_only_of_which_kind_an_error_is() -> None:
    app = app_of(plane(), limits=Limits(errors="terse"))
    assert ask(app, "/v2/models/marker", method="GET") == (404, {"error": "Not Found"})
    marked = {"inputs": [texts("marker", "marker"), fp64("x1", 1)]}
    assert ask(app, "/v2/models/plane/infer", marked) == (422, {"error": "Unprocessable Content"})
