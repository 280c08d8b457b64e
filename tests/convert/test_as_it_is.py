"""What is known of a model that no document can say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from scorelet.convert.as_it_is import taken_as_it_is
from scorelet.convert.converted import Converted
from scorelet.errors import NotConvertibleError, UsageError
from tests.convert.tables import classes, frame, numbers, records, table

X = table(30, 3)
NOTHING: dict[str, Any] = {"form": None, "columns": []}


class Own:
    """A model that knows nothing of its rows."""

    def predict(self, rows: Any) -> Any:
        return rows


def taken(model: Any, sketch: dict[str, Any] | None = None, *outputs: str) -> Converted:
    return taken_as_it_is(model, sketch or NOTHING, outputs)


def fields(found: Converted) -> list[tuple[str, str, str | None]]:
    return [(field.name, field.source, field.kind) for field in found.fields]


def test_a_classifier() -> None:
    found = taken(LogisticRegression().fit(X, classes(X, ["a", "b"])))
    assert (found.task, found.classes) == ("classification", ("a", "b"))
    assert (found.outputs, found.offered) == (("label", "probabilities"), ("label", "probabilities", "decision"))
    assert (found.form, found.named) == ("record", False)
    assert fields(found) == [("x0", "x0", "number"), ("x1", "x1", "number"), ("x2", "x2", "number")]
    assert (found.document, found.tables) == ({}, {})


def test_a_regressor_of_named_columns() -> None:
    rows = frame(records(30))[["size", "count"]].rename(columns={"size": "size (cm)"})
    sketch = {"form": "record", "columns": [["target", "number"], ["count", "boolean"]]}
    found = taken(LinearRegression().fit(rows, numbers(X)), sketch)
    assert (found.task, found.classes, found.outputs) == ("regression", (), ("value",))
    assert found.named
    assert fields(found) == [("size_cm", "size (cm)", "number"), ("count", "count", "boolean")]


def test_several_targets() -> None:
    found = taken(DecisionTreeClassifier().fit(X, np.column_stack([X[:, 0] > 0, X[:, 1] > 0])))
    assert (found.classes, found.outputs, found.offered) == ((), ("values",), ("values",))


def test_outputs_that_are_wished_for() -> None:
    model = LogisticRegression().fit(X, classes(X, ["a", "b"]))
    assert taken(model, None, "decision").outputs == ("decision",)
    with pytest.raises(UsageError) as caught:
        taken(model, None, "transform")
    assert str(caught.value) == "expected outputs among label, probabilities, decision, got 'transform'"


@pytest.mark.parametrize(
    ("sketch", "form", "named", "expected"),
    [
        ({"form": "text", "columns": []}, "text", False, []),
        (
            {"form": "record", "columns": [["a b", "string"], ["a_b", "boolean"]]},
            "record",
            True,
            [("a_b", "a b", "string"), ("a_b_2", "a_b", "boolean")],
        ),
        (
            {"form": "array", "columns": [["x0", "string"], ["x1", "number"]]},
            "record",
            False,
            [("x0", "x0", "string"), ("x1", "x1", "number")],
        ),
    ],
)
def test_sample_rows_say_what_a_row_is(sketch: dict[str, Any], form: str, named: bool, expected: Any) -> None:
    found = taken(Own(), sketch)
    assert (found.form, found.named, fields(found)) == (form, named, expected)


def test_a_model_of_which_nothing_is_known() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        taken(Own())
    assert str(caught.value) == "Own: it does not say what a row of it is: give sample rows (--samples)"


def test_what_does_not_predict() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        taken(make_pipeline(StandardScaler()).fit(X))
    assert str(caught.value) == "Pipeline: it has no method 'predict'"


def test_a_booster_that_takes_no_rows() -> None:
    import xgboost

    booster = xgboost.train({"nthread": 1}, xgboost.DMatrix(X, label=numbers(X), nthread=1), 1)
    with pytest.raises(NotConvertibleError) as caught:
        taken(booster)
    assert str(caught.value) == (
        "Booster: its predict takes a DMatrix: pack the XGBClassifier or XGBRegressor that it is from"
    )


def test_classes_that_are_no_plain_values() -> None:
    class Odd(Own):
        classes_ = ((1, 2), (3, 4))

    assert taken(Odd(), {"form": "text", "columns": []}).classes == ()
