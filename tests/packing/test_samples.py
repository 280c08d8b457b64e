"""Sample rows as the model takes them: columns by name, or in order where the model knows no names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.errors import UsageError
from scorelet.packing.given import Given, given_rows
from scorelet.packing.samples import fitted_samples, sketched
from tests.bundle import models

ARRAY = InputSpec("record", (Field("x0"), Field("x1", missing=True)))


def cells(*rows: dict[str, str]) -> Given:
    return Given(rows, cells=True)


def refusal(given: Given, spec: InputSpec) -> str:
    with pytest.raises(UsageError) as caught:
        fitted_samples(given, spec, "m")
    return str(caught.value)


def test_columns_by_name_and_those_that_are_no_features() -> None:
    given = cells({"id": "7", "": "0", "home town": "Bonn", "age": "20", "income": ""})
    assert fitted_samples(given, models.SPEC, "m") == (
        ({"age": 20.0, "income": None, "home_town": "Bonn"},),
        ("id", ""),
    )


def test_columns_in_order_of_an_array_without_names() -> None:
    expected = ({"x0": 1.0, "x1": 2.0}, {"x0": 3.0, "x1": None})
    assert fitted_samples(cells({"a": "1", "b": "2"}, {"a": "3", "b": "NA"}), ARRAY, "m") == (expected, ())
    assert fitted_samples(Given([{"x1": 2, "x0": 1}, [3, None]]), ARRAY, "m") == (expected, ())
    assert fitted_samples(given_rows(pd.DataFrame([[1, 2], [3, np.nan]])), ARRAY, "m") == (expected, ())
    assert fitted_samples(given_rows(np.array([[1, 2], [3, np.nan]])), ARRAY, "m") == (expected, ())
    assert fitted_samples(Given([{"x1": 2, "x0": 1, "y": 5}]), ARRAY, "m") == (expected[:1], ("y",))


def test_columns_that_are_too_many_to_be_taken_in_order() -> None:
    assert refusal(cells({"a": "1", "b": "2", "c": "3"}), ARRAY) == (
        "sample row 1: model 'm' knows no column names: expected 2 columns in its order, or x0, x1, ...; got 3"
    )


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (Field("f"), "1.5", 1.5),
        (Field("f"), " -2e3 ", -2000.0),
        (Field("f", missing=True), "", None),
        (Field("f", missing=True), "NA", None),
        (Field("f", missing=True), "nan", None),
        (Field("f", "integer"), "7", 7),
        (Field("f", "integer"), "7.0", 7),
        (Field("f", "boolean"), "True", True),
        (Field("f", "boolean"), "0", False),
        (Field("f", "string"), "", ""),
        (Field("f", "string"), "NA", "NA"),
        (Field("f", "string", missing=True), "", None),
    ],
)
def test_a_cell(field: Field, cell: str, value: Any) -> None:
    (row,), _ = fitted_samples(cells({"f": cell}), InputSpec("record", (field,)), "m")
    assert row == {"f": value}
    assert type(row["f"]) is type(value)


@pytest.mark.parametrize(
    ("field", "cell", "said"),
    [
        (Field("f"), "five", "expected a number, got string 'five' - at /f"),
        (Field("f"), "1,5", "expected a number, got string '1,5' - at /f"),
        (Field("f"), "", "feature 'f' may not be missing, got null - at /f"),
        (Field("f"), "inf", "expected a finite number, got float inf - at /f"),
        (Field("f", "integer"), "--5", "expected a whole number, got string '--5' - at /f"),
        (Field("f", "integer"), "²", "expected a whole number, got string '²' - at /f"),
        (Field("f", "boolean"), "maybe", "expected true or false, got string 'maybe' - at /f"),
        (Field("f", "string", categories=("a",), strict=True), "b", "expected one of 'a', got string 'b' - at /f"),
    ],
)
def test_a_cell_of_another_kind(field: Field, cell: str, said: str) -> None:
    good = {"f": {"number": "1", "integer": "1", "boolean": "true", "string": "a"}[field.kind]}
    assert refusal(cells(good, {"f": cell}), InputSpec("record", (field,))) == f"sample row 2: {said}"


def test_text_is_no_number_but_in_a_csv_file() -> None:
    assert refusal(Given([{"x0": "1", "x1": 2}]), ARRAY).startswith("sample row 1: expected a number, got ")


def test_a_row_that_is_none() -> None:
    assert refusal(Given([1.5]), ARRAY) == (
        "sample row 1: model 'm' expects a row as an object or an array of 2 values, got float 1.5"
    )


def test_texts() -> None:
    spec = InputSpec("text", (Field("text", "string"),))
    assert fitted_samples(Given(["a", ["b"], {"review": "c"}]), spec, "m") == (("a", "b", "c"), ())
    assert fitted_samples(cells({"text": "a", "label": "x"}), spec, "m") == (("a",), ("label",))
    assert refusal(cells({"review": "a", "label": "x"}), spec) == (
        "sample row 1: model 'm' takes a text: expected one column, or one 'text', got review, label"
    )


def test_documents_take_rows_as_they_are() -> None:
    assert fitted_samples(Given([[1, 2]]), InputSpec("datum", type={"type": "array", "items": "int"}), "m") == (
        ([1, 2],),
        (),
    )
    assert fitted_samples(Given(), ARRAY, "m") == ((), ())


# --------------------------------------------------------------------------------------------- what rows are


@pytest.mark.parametrize(
    ("given", "sketch"),
    [
        (Given(), {"form": None, "columns": []}),
        (Given(["a"]), {"form": "text", "columns": []}),
        (
            Given([[1, "x", True]]),
            {"form": "array", "columns": [["x0", "number"], ["x1", "string"], ["x2", "boolean"]]},
        ),
        (Given([(1, None), (2, "x")]), {"form": "array", "columns": [["x0", "number"], ["x1", "string"]]}),
        (Given([{"a": None}, {"a": 2.5}]), {"form": "record", "columns": [["a", "number"]]}),
        (
            cells({"a": "1.5", "b": "x", "c": ""}, {"a": "", "b": "2", "c": "NA"}),
            {"form": "record", "columns": [["a", "number"], ["b", "string"], ["c", "number"]]},
        ),
        (given_rows(np.array([[True]])), {"form": "array", "columns": [["x0", "boolean"]]}),
        (given_rows(pd.DataFrame({"a": ["x"]})), {"form": "record", "columns": [["a", "string"]]}),
    ],
)
def test_what_rows_are(given: Given, sketch: dict[str, Any]) -> None:
    assert sketched(given) == sketch
