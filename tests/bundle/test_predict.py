"""Rows in, predictions out."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor
from scorelet.errors import PfaRuntimeError, RowError
from tests.bundle.models import ANSWERS, EVERY, MANIFEST, NUMBERS, ROWS, TEXT, packed

PREDICTOR = Predictor.of(packed())

PFA = {"number": "double", "integer": "long", "boolean": "boolean", "string": "string"}


def echo(spec: InputSpec, *, input_type: Any = None) -> Predictor:
    """A model whose prediction is its row."""
    if spec.form == "record":
        types = [["null", PFA[f.kind]] if f.missing else PFA[f.kind] for f in spec.fields]
        fields = [{"name": f.name, "type": t} for f, t in zip(spec.fields, types, strict=True)]
        input_type = {"type": "record", "name": "Input", "fields": fields}
    document = {"input": input_type, "output": input_type, "action": "input"}
    manifest = MANIFEST._replace(input=spec, output_type=input_type)
    return Predictor.of(PackedModel.of(manifest, json.dumps(document).encode()))


ECHO_EVERY = echo(EVERY)
ECHO = echo(NUMBERS)
ECHO_TEXT = echo(TEXT, input_type="string")
A_TO_D = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}


# ------------------------------------------------------------------------------------------- shapes


@pytest.mark.parametrize(
    "row",
    [
        A_TO_D,
        [1, 2, 3, 4],
        (1.0, 2.0, 3.0, 4.0),
        np.array([1, 2, 3, 4]),
        [np.float32(1), 2, 3, 4],
        pd.Series(A_TO_D),
        pd.Series([1, 2, 3, 4]),
        pd.DataFrame([A_TO_D]).iloc[0],
    ],
)
def test_one_row_gives_one_prediction(row: Any) -> None:
    assert ECHO.predict(row) == A_TO_D


@pytest.mark.parametrize(
    "rows",
    [
        [A_TO_D, [1, 2, 3, 4]],
        ((1, 2, 3, 4), A_TO_D),
        [np.array([1, 2, 3, 4]), A_TO_D],
        np.array([[1, 2, 3, 4], [1, 2, 3, 4]]),
        pd.DataFrame([A_TO_D, A_TO_D])[["d", "b", "a", "c"]],
        pd.DataFrame([[1, 2, 3, 4]] * 2),
        pd.DataFrame([[1, 2, 3, 4]] * 2, columns=["p", "q", "r", "s"]),
    ],
)
def test_many_rows_give_many_predictions(rows: Any) -> None:
    assert ECHO.predict(rows) == [A_TO_D, A_TO_D]


@pytest.mark.parametrize("rows", [[], (), np.zeros((0, 4)), pd.DataFrame(columns=list("abcd"))])
def test_no_rows_give_no_predictions(rows: Any) -> None:
    assert ECHO.predict(rows) == []


def test_texts() -> None:
    assert ECHO_TEXT.predict("one") == "one"
    for texts in (["one", "two"], [["one"], ("two",)], np.array(["one", "two"]), pd.Series(["one", "two"])):
        assert ECHO_TEXT.predict(texts) == ["one", "two"]
    assert ECHO_TEXT.predict(pd.DataFrame({"whatever": ["one", "two"]})) == ["one", "two"]
    assert ECHO_TEXT.predict(["one"]) == ["one"]


def test_documents_with_other_inputs_take_them_as_they_are() -> None:
    array = {"type": "array", "items": "double"}
    lists = echo(InputSpec("datum", type=array), input_type=array)
    assert lists.predict([1, 2]) == [1.0, 2.0]
    assert lists.predict([[1, 2], [3]]) == [[1.0, 2.0], [3.0]]
    numbers = echo(InputSpec("datum", type="double"), input_type="double")
    assert numbers.predict([1, 2.5]) == numbers.predict(np.array([1, 2.5])) == [1.0, 2.5]
    assert numbers.predict([1.5]) == [1.5]
    assert numbers.predict(1.5) == 1.5
    assert lists.predict([]) == []
    with pytest.raises(RowError) as caught:
        numbers.predict([1, "x"])
    assert str(caught.value) == "model 'towns' refuses the row: expected double, got string 'x' - at /1"


def test_a_frame_with_missing_values_and_categories() -> None:
    frame = pd.DataFrame(
        {
            "home town": pd.Categorical(["Bonn", "Köln", "Bonn"]),
            "age": [20, 40, 50],
            "income": pd.array([1.5, None, 2], dtype="Float64"),
        }
    )
    bonn = {"label": "Bonn", "score": 2.0}
    assert PREDICTOR.predict(frame) == [*ANSWERS, bonn]
    assert PREDICTOR.predict(frame.astype({"income": float})) == [*ANSWERS, bonn]


# ------------------------------------------------------------------------------------------- predictions


def test_unions_are_untagged() -> None:
    assert PREDICTOR.predict(ROWS) == ANSWERS
    assert PREDICTOR.predict(ROWS[0]) == ANSWERS[0]


def test_columns_of_no_feature() -> None:
    extra = Predictor(MANIFEST._replace(input=MANIFEST.input._replace(extra=True)), PREDICTOR.engine)
    frame = pd.DataFrame([{**ROWS[0], "target": 1}])
    assert extra.predict(frame) == extra.predict([{**ROWS[0], "target": 1}]) == [ANSWERS[0]]
    with pytest.raises(RowError) as caught:
        PREDICTOR.predict(frame)
    assert str(caught.value) == "model 'towns' has no feature 'target' - at /target"


def test_nothing_changes_the_row() -> None:
    row = {"age": 20, "income": np.float64("nan"), "home town": "Bonn"}
    before = dict(row)
    assert PREDICTOR.predict(row) == {"label": "young", "score": None}
    assert {key: repr(value) for key, value in row.items()} == {key: repr(value) for key, value in before.items()}


# ------------------------------------------------------------------------------------------- errors


WRONG_COLUMNS = (
    "model 'towns' has no feature 'incom'; did you mean 'income'? - at /incom\n"
    "model 'towns' needs 2 more features: 'income', 'home town'"
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (3, "model 'towns' expects a row, or rows as an array, got int 3"),
        (None, "model 'towns' expects a row, or rows as an array, got null"),
        ({"age": True, "income": None, "home town": "x"}, "expected a number, got true - at /age"),
        (
            [[20, None, "x"], [20, False, 3]],
            "expected a number, got false - at /1/1\nexpected a string, got int 3 - at /1/2",
        ),
        ([ROWS[0], ROWS[0], [1]], "model 'towns' expects 3 features, got 1 - at /2"),
        ([ROWS[0], None], "model 'towns' expects a row as an object or an array of 3 values, got null - at /1"),
        (pd.DataFrame({"age": [1.0], "incom": [2.0]}), WRONG_COLUMNS),
        (
            pd.DataFrame({"age": [1.0, math.nan], "income": [2.0, 3.0], "home_town": ["x", "y"]}),
            "feature 'age' may not be missing, got float nan - at /1/age",
        ),
    ],
)
def test_all_problems_are_said(data: Any, message: str) -> None:
    with pytest.raises(RowError) as caught:
        PREDICTOR.predict(data)
    assert str(caught.value) == message


def test_whole_numbers_beyond_the_document_s_type() -> None:
    """Kind "integer" has 64 bits; this document says int."""
    spec = InputSpec("record", (Field("n", "integer"),))
    types = {"type": "record", "name": "Input", "fields": [{"name": "n", "type": "int"}]}
    document = json.dumps({"input": types, "output": "int", "action": "input.n"}).encode()
    predictor = Predictor.of(PackedModel.of(MANIFEST._replace(input=spec, output_type="int"), document))
    assert predictor.predict([3]) == 3
    with pytest.raises(RowError) as caught:
        predictor.predict([2**40])
    assert str(caught.value) == (
        "model 'towns' refuses the row: expected int (-2147483648 to 2147483647), got int 1099511627776 - at $.n"
    )


def test_what_the_model_refuses_is_its_own_error() -> None:
    array = {"type": "array", "items": "double"}
    document = json.dumps({"input": array, "output": "double", "action": {"a.head": "input"}}).encode()
    manifest = MANIFEST._replace(input=InputSpec("datum", type=array), output_type="double")
    predictor = Predictor.of(PackedModel.of(manifest, document))
    with pytest.raises(PfaRuntimeError):
        predictor.score([])


# ------------------------------------------------------------------------------------------- the two ways agree

VALUES = (
    st.floats()
    | st.integers()
    | st.none()
    | st.booleans()
    | st.sampled_from(["x", "y", "z", "", "1", 0.0, 1.0, 1, 2, 1e308, -1e308, 10**400])
    | st.sampled_from([np.float64("nan"), np.float64(0.0), np.float64(1.5), np.int64(3), np.bool_(True), []])
)
FITTING = {
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-10, 10),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "string": st.sampled_from(["x", "y"]),
}


def outcome(action: Any, row: Any) -> Any:
    try:
        return repr(action(row))
    except RowError as error:
        return error.problems


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.sampled_from([ECHO, ECHO_EVERY]), st.booleans(), st.data())
def test_the_quick_way_and_the_thorough_way_agree(predictor: Predictor, named: bool, data: st.DataObject) -> None:
    """The same predictions, to the last bit and class, and the same problems, for rows of mostly fitting values."""
    spec = predictor.manifest.input
    odd = data.draw(st.sets(st.integers(0, len(spec.fields) - 1), max_size=2))
    row: Any = [data.draw(VALUES if i in odd else FITTING[f.kind]) for i, f in enumerate(spec.fields)]
    if named:
        row = dict(zip([field.shown for field in spec.fields], row, strict=True))

    def thoroughly(row: Any) -> Any:
        found = predictor.engine.action(predictor.reader.thorough(row))
        return found if predictor._untag is None else predictor._untag(found)

    assert outcome(predictor.score, row) == outcome(thoroughly, row)
