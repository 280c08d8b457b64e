"""Values that no datatype says: texts of JSON."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.bundle.fields import InputSpec
from scorelet.runtime.app import App
from tests.runtime.dialects.models import ask, model, record
from tests.runtime.services import app_of

Json = Any
POINT = record("Point", x="double")


def echo(taken: Json) -> App:
    """A document that gives what it takes."""
    spec = InputSpec("datum", type=taken)
    return app_of(model("echo", spec, taken, taken, "input", outputs=("value",)))


def sent(app: App, *inputs: tuple[str, list[int], str, list[Any]]) -> tuple[int, Json]:
    tensors = [{"name": name, "shape": shape, "datatype": t, "data": data} for name, shape, t, data in inputs]
    status, body = ask(app, "/v2/models/echo/infer", {"inputs": tensors})
    return status, body["outputs"][0]["data"] if status == 200 else body["error"]


def test_a_row_of_json() -> None:
    app = echo({"type": "map", "values": "double"})
    assert ask(app, "/v2/models/echo", method="GET")[1]["inputs"] == [
        {"name": "input", "datatype": "BYTES", "shape": [-1], "parameters": {"content_type": "json"}}
    ]
    assert sent(app, ("input", [2], "BYTES", ['{"a": 1}', "{}"])) == (200, ['{"a":1.0}', "{}"])
    assert sent(app, ("input", [1], "BYTES", [" x"])) == (
        400,
        "the text is no JSON: Expecting value (line 1, column 2) - at /inputs/0/data/0",
    )
    assert sent(app, ("a", [2], "FP64", [1, 2]), ("b", [2, 1], "INT8", [3, 4])) == (
        200,
        ['{"a":1.0,"b":3.0}', '{"a":2.0,"b":4.0}'],
    )
    assert sent(app, ("input", [1], "FP64", [1])) == (200, ['{"input":1.0}'])


def test_a_row_that_is_an_array_is_one_tensor() -> None:
    app = echo({"type": "array", "items": "double"})
    assert sent(app, ("a", [1, 1], "FP64", [1]), ("b", [1, 1], "FP64", [1])) == (
        400,
        "expected one tensor 'input', got 2 - at /inputs",
    )


@pytest.mark.parametrize(("data", "said"), [([1.5, 2], [1.5, 2.0]), ([[1.5], [2]], [1.5, 2.0])])
def test_a_row_that_is_one_number(data: list[Any], said: list[float]) -> None:
    assert sent(echo("double"), ("any", [2, 1], "FP64", data)) == (200, said)


def test_arrays_are_rows_of_a_tensor() -> None:
    app = echo({"type": "array", "items": "int"})
    assert sent(app, ("any", [2, 3], "INT32", [1, 2, 3, 4, 5, 6])) == (200, [1, 2, 3, 4, 5, 6])
    assert sent(app, ("any", [3], "INT32", [1, 2, 3])) == (
        400,
        "expected tensor 'any' of the shape [n, k], got [3] - at /inputs/0",
    )


def test_records_within_records_are_json() -> None:
    app = echo(record("Pair", a=POINT, b="Point"))
    whole = ("a", [1], "BYTES", ['{"x": 1}']), ("b", [1], "BYTES", ['{"x": 2}'])
    assert sent(app, *whole) == (200, ['{"a":{"x":1.0},"b":{"x":2.0}}'])
    status, error = sent(app, whole[0])
    assert (status, error) == (
        422,
        "model 'echo' refuses the row: expected record Pair with field 'b', got an object with 'a' - at /rows/0",
    )


def test_one_tensor_is_a_record_of_numbers() -> None:
    app = echo(record("Pair", a="double", b="double"))
    assert sent(app, ("any", [2, 2], "FP64", [1, 2, 3, 4])) == (
        200,
        ['{"a":1.0,"b":2.0}', '{"a":3.0,"b":4.0}'],
    )
    assert sent(app, ("any", [1, 3], "FP64", [1, 2, 3])) == (
        400,
        "expected a tensor [n, 2], got [1, 3] - at /inputs/0",
    )


def test_a_record_of_one_field_takes_a_tensor_of_any_name() -> None:
    assert sent(echo(POINT), ("any", [2], "FP64", [1, 2])) == (200, ['{"x":1.0}', '{"x":2.0}'])
    arrays = record("Arrays", x={"type": "array", "items": "double"})
    assert sent(echo(arrays), ("any", [1, 2], "FP64", [1, 2])) == (200, ['{"x":[1.0,2.0]}'])


def test_one_tensor_may_be_one_of_the_columns_only() -> None:
    app = echo(record("B", prices={"type": "array", "items": "double"}, count="int"))
    refused = (
        "model 'echo' refuses the row: expected record B with field 'count', got an object with 'prices' - at /rows/0"
    )
    assert sent(app, ("prices", [1, 2], "FP64", [1, 2])) == (422, refused)
