"""POST /invocations and GET /ping: whole bodies, and MLflow's own client."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scorelet.runtime.dialects.invocations import CODES, as_csv
from scorelet.runtime.messages import Request
from scorelet.service.values import Limits
from tests.runtime.dialects.models import ask, doubled, of_town, orders, plane, ratio, words
from tests.runtime.http_door import served_at
from tests.runtime.services import app_of, served

Json = Any
PLANE = {"predictions": [1, 0]}
CSV = {"content_type": "text/csv"}


def test_ping() -> None:
    response = app_of()(Request("GET", "/ping"))
    assert (response.status, response.body) == (200, b"{}\n")
    assert app_of()(Request("HEAD", "/ping")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"dataframe_split": {"columns": ["x1", "x0"], "index": [7, 8], "data": [[2, 1], [1, 2]]}},
        {"dataframe_split": {"columns": ["width", "height"], "data": [[1, 2], [2, 1]]}},
        {"dataframe_split": {"columns": [0, 1], "data": [[1, 2], [2, 1]]}},
        {"dataframe_split": {"data": [[1, 2], [2, 1]]}},
        {"dataframe_records": [{"x0": 1, "x1": 2}, {"x1": 1, "x0": 2}]},
        {"instances": [{"x0": 1, "x1": 2}, {"x1": 1, "x0": 2}]},
        {"instances": [[1, 2], [2, 1]], "signature_name": "serving_default"},
        {"inputs": [[1, 2], [2, 1]], "params": {}},
        {"inputs": [{"x0": 1, "x1": 2}, {"x1": 1, "x0": 2}], "params": None},
        {"inputs": {"x1": [2, 1], "x0": [1, 2]}},
        {"inputs": {"x1": [[2], [1]], "x0": [[1], [2]]}},
        {"inputs": {"dense_input": [[1, 2], [2, 1]]}},
        {"instances": {"x1": [2, 1], "x0": [1, 2]}},
    ],
)
def test_each_form_of_rows(body: Json) -> None:
    assert ask(app_of(plane()), "/invocations", body) == (200, PLANE)


@pytest.mark.parametrize(
    ("body", "predictions"),
    [
        ({"inputs": {"x0": 1, "x1": 2}}, [1]),
        ({"inputs": []}, []),
        ({"instances": []}, []),
        ({"dataframe_records": []}, []),
        ({"dataframe_split": {"columns": ["x0", "x1"], "data": []}}, []),
    ],
)
def test_one_row_and_none(body: Json, predictions: list[int]) -> None:
    assert ask(app_of(plane()), "/invocations", body) == (200, {"predictions": predictions})


@pytest.mark.parametrize(
    "body",
    [
        {"inputs": ["a", "abcdef"]},
        {"instances": ["a", "abcdef"]},
        {"inputs": [["a"], ["abcdef"]]},
        {"inputs": {"anything": ["a", "abcdef"]}},
        {"dataframe_split": {"columns": ["text"], "data": [["a"], ["abcdef"]]}},
    ],
)
def test_texts(body: Json) -> None:
    assert ask(app_of(words()), "/invocations", body) == (200, {"predictions": ["short", "long"]})
    assert ask(app_of(words()), "/invocations", {"inputs": "abcdef"}) == (200, {"predictions": ["long"]})


def test_what_is_missing_and_what_is_no_number() -> None:
    body = {"dataframe_split": {"columns": ["the b", "a"], "data": [[None, 3], [0, 1], [2, 6]]}}
    assert ask(app_of(ratio()), "/invocations", body) == (200, {"predictions": [3.0, None, 3.0]})


def test_predictions_are_the_notebooks_of_several_outputs_and_whole_without_a_first() -> None:
    row = {"age": 20, "income": 1, "home town": "Bonn"}
    assert ask(app_of(), "/invocations", {"inputs": [row]}) == (200, {"predictions": ["young"]})
    order = {"prices": [1], "size": "S", "count": 1, "gift": True}
    assert ask(app_of(orders()), "/invocations", {"inputs": [order]}) == (200, {"predictions": [order]})
    assert ask(app_of(doubled()), "/invocations", {"inputs": [[1, 2], [3]]}) == (
        200,
        {"predictions": [[2.0, 4.0], [6.0]]},
    )


def test_columns_of_an_array_are_its_values() -> None:
    split = {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}}
    assert ask(app_of(doubled()), "/invocations", split) == (200, {"predictions": [[2.0, 4.0], [6.0, 8.0]]})


def test_a_feature_function_takes_its_parameters(tmp_path: Path) -> None:
    app = app_of(of_town(tmp_path))
    for body in (
        {"dataframe_split": {"columns": ["town"], "data": [["Köln"], ["Bonn"]]}},
        {"dataframe_records": [{"town": "Köln", "bonus": 1}, {"town": "Bonn"}]},
        {"inputs": {"town": ["Köln", "Bonn"]}},
        {"instances": [["Köln", 1], ["Bonn"]]},
        {"instances": ["Köln", "Bonn"]},
    ):
        assert ask(app, "/invocations", body) == (200, {"predictions": ["young", "Bonn"]})


FORMS = "dataframe_split, dataframe_records, instances, inputs"


@pytest.mark.parametrize(
    ("message", "body"),
    [
        ("the body is no JSON: NaN is no JSON number; a missing value is null", b'{"inputs": [[NaN, 1]]}'),
        (f"expected an object with exactly one of {FORMS}; got an array of 0", []),
        (f"expected an object with exactly one of {FORMS}; got an object with 'data'", {"data": []}),
        (
            f"expected an object with exactly one of {FORMS}; got dataframe_records and inputs",
            {"inputs": [], "dataframe_records": []},
        ),
        ("model 'plane' takes no params, got 'temperature' - at /params", {"inputs": [], "params": {"temperature": 1}}),
        ("model 'plane' takes no params, got an array of 0 - at /params", {"inputs": [], "params": []}),
        ("expected an array, got null - at /inputs", {"inputs": None}),
        ("expected an array, got int 1 - at /inputs/x1", {"inputs": {"x0": [1], "x1": 1}}),
        ("expected columns of the same length, got [1, 2] - at /inputs", {"inputs": {"x0": [1], "x1": [1, 2]}}),
        ("expected columns of the same length, got [] - at /inputs", {"inputs": {}}),
        ("expected an array, got an object with 'x0' - at /dataframe_records", {"dataframe_records": {"x0": [1]}}),
        ("expected a record, got an array of 2 - at /dataframe_records/0", {"dataframe_records": [[1, 2]]}),
        (
            "expected an object with data, columns and index, got an array of 0 - at /dataframe_split",
            {"dataframe_split": []},
        ),
        (
            "expected an object with data, columns and index, got an object with 'data', 'rows' - at /dataframe_split",
            {"dataframe_split": {"data": [], "rows": []}},
        ),
        (
            "expected 2 values for the columns, got 1 values - at /dataframe_split/data/1",
            {"dataframe_split": {"columns": ["x0", "x1"], "data": [[1, 2], [1]]}},
        ),
        (
            "expected the name of a column, got an array of 0 - at /dataframe_split/columns/1",
            {"dataframe_split": {"columns": ["x0", []], "data": [[1, 2]]}},
        ),
    ],
)
def test_what_is_none_of_the_forms(message: str, body: Json) -> None:
    assert ask(app_of(plane()), "/invocations", body) == (400, {"error_code": "BAD_REQUEST", "message": message})


@pytest.mark.parametrize(
    ("message", "body"),
    [
        ("expected a number, got string 'a' - at /instances/1/1", {"instances": [[1, 2], [1, "a"]]}),
        ("feature 'x1' may not be missing, got null - at /inputs/0/x1", {"inputs": {"x0": [1], "x1": [None]}}),
        ("model 'plane' expects 2 features, got 1 - at /instances/0", {"instances": [1]}),
        (
            "model 'plane' has no feature 'x2' - at /inputs/x2; model 'plane' needs the feature 'x1' - at /inputs",
            {"inputs": {"x0": [1] * 500, "x2": [1] * 500}},
        ),
        (
            "; ".join(f"feature 'x0' may not be missing, got null - at /instances/{i}/0" for i in range(10))
            + "; and 2 more",
            {"instances": [[None, 1]] * 12},
        ),
    ],
)
def test_rows_that_the_model_does_not_take(message: str, body: Json) -> None:
    refused = {"error_code": "INVALID_PARAMETER_VALUE", "message": message}
    assert ask(app_of(plane()), "/invocations", body) == (400, refused)


def test_errors_outside_of_bodies() -> None:
    app = app_of(plane(), words(), limits=Limits(body=100))
    assert ask(app, "/invocations", {"inputs": []}) == (
        404,
        {
            "error_code": "ENDPOINT_NOT_FOUND",
            "message": "there is no default among 2 models; name one: /api/models/NAME/predict, or set a default",
        },
    )
    for path, method, status, message in [
        ("/invocations", "PUT", 405, "'/invocations' takes POST, OPTIONS, got 'PUT'"),
        ("/ping", "POST", 405, "'/ping' takes GET, HEAD, OPTIONS, got 'POST'"),
        ("/invocations", "POST", 413, "expected a body of at most 100 bytes, got 101"),
    ]:
        assert ask(app, path, b" " * 101 if status == 413 else b"", method) == (
            status,
            {"error_code": "BAD_REQUEST", "message": message},
        )
    assert ask(app_of(), "/invocations", b"", content_type="application/x-npy") == (
        415,
        {
            "error_code": "BAD_REQUEST",
            "message": "expected a body of application/json or text/csv, got 'application/x-npy'",
        },
    )


def test_a_terse_service_says_only_of_which_kind_an_error_is() -> None:
    app = app_of(plane(), limits=Limits(errors="terse"))
    refused = {"error_code": "INVALID_PARAMETER_VALUE", "message": "Unprocessable Content"}
    assert ask(app, "/invocations", {"inputs": {"marker": ["marker"]}}) == (400, refused)
    assert ask(app, "/invocations", b"marker\n1", **CSV) == (400, refused)


# --------------------------------------------------------------------------------------------- CSV


@pytest.mark.parametrize(
    "body", ["x0,x1\n1,2\n2,1\n", "x1,x0\r\n2,1\r\n1,2", "1,2\n2,1\n", "\ufeff1,2\n2,1", "a,b\n1,2\n2,1"]
)
def test_csv_with_a_header_and_without(body: str) -> None:
    app = app_of(plane())
    assert ask(app, "/invocations", body.encode(), **CSV) == (200, PLANE)
    response = app(
        Request("POST", "/invocations", headers={"content-type": "text/csv", "accept": "text/csv"}, body=body.encode())
    )
    assert (response.status, response.header("content-type"), response.body) == (
        200,
        "text/csv; charset=utf-8",
        b"1\n0\n",
    )


def test_csv_for_json() -> None:
    headers = {"accept": "text/csv; q=1"}
    for app, body, said in [
        (app_of(words()), b'{"inputs": ["abcdef", "a"]}', b"long\nshort\n"),
        (app_of(ratio()), b'{"inputs": [[3, null], [1, 0]]}', b'3.0\n""\n'),
        (app_of(doubled()), b'{"inputs": [[3, 1], []]}', b"6.0,2.0\n\n"),
    ]:
        assert app(Request("POST", "/invocations", headers=headers, body=body)).body == said


def test_a_first_line_of_the_wrong_length_is_no_header() -> None:
    refused = "line 1: model 'plane' expects 2 columns, got 3 and no header - at /0"
    assert ask(app_of(plane()), "/invocations", b"1,2,3\n", **CSV) == (
        400,
        {"error_code": "INVALID_PARAMETER_VALUE", "message": refused},
    )


# --------------------------------------------------------------------------------------------- MLflow


@pytest.mark.filterwarnings("ignore:.*Any type hint is inferred as AnyType:UserWarning")
def test_mlflows_own_client() -> None:
    from mlflow.pyfunc.scoring_server import client as mlflow_client

    client_of: Any = mlflow_client.ScoringServerClient
    frame = pd.DataFrame({"home town": ["Bonn", "Köln"], "age": [20, 40], "income": [1.5, 2.5]})
    with served_at(app_of(served(), plane(), default="towns")) as url:
        client = client_of("127.0.0.1", url.rpartition(":")[2])
        client.ping()
        assert client.invoke(frame).get_predictions().to_dict("list") == {0: ["young", "Köln"]}
        assert client.invoke(frame.to_dict("records")).get_predictions("ndarray").tolist() == ["young", "Köln"]
        with pytest.raises(Exception, match=r"error code 400, response: .*INVALID_PARAMETER_VALUE.*'ages'"):
            client.invoke(frame.rename(columns={"age": "ages"}))
    with served_at(app_of(plane())) as url:
        client = client_of("127.0.0.1", url.rpartition(":")[2])
        assert client.invoke(np.array([[1, 2], [2, 1]])).get_predictions("ndarray").tolist() == [1, 0]


def test_errors_are_those_of_mlflow() -> None:
    from mlflow import exceptions

    of_answer: Any = exceptions.RestException
    statuses = exceptions.ERROR_CODE_TO_HTTP_STATUS
    app = app_of(plane(), words())
    status, body = ask(app, "/invocations", {"inputs": []})
    error = of_answer(body)
    assert (status, error.error_code, str(error)) == (
        404,
        "ENDPOINT_NOT_FOUND",
        "ENDPOINT_NOT_FOUND: there is no default among 2 models; name one: /api/models/NAME/predict, or set a default",
    )
    assert {code: statuses[code] for code in CODES.values()} == {
        code: {422: 400, 502: 503}.get(status, status) for status, code in CODES.items()
    }


@pytest.mark.parametrize(
    ("predictions", "lines"),
    [
        ([], b""),
        ([1, 2.5, 1e-9], b"1\n2.5\n1e-09\n"),
        (["a", 'b,"c"', "d\ne", "ü"], 'a\n"b,""c"""\n"d\ne"\nü\n'.encode()),
        ([True, None, float("nan"), float("inf")], b'true\n""\n""\n""\n'),
        ([[1.0, None], ["a", True]], b"1.0,\na,true\n"),
        ([{"a": 1}, [[1, 2], {"b": float("nan")}]], b'"{""a"":1}"\n"[1,2]","{""b"":null}"\n'),
        (["\ud800"], b"\\ud800\n"),
    ],
)
def test_each_prediction_is_a_line_of_csv(predictions: list[Any], lines: bytes) -> None:
    assert as_csv(predictions) == lines
    assert len(list(csv.reader(StringIO(lines.decode())))) == len(predictions)
