"""MLflow's own reading of each form is the reference: the rows that it makes are ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlflow.utils import proto_json_utils

from scorelet.runtime.dialects.mlflow_forms import rows_of
from scorelet.runtime.served import Served
from tests.runtime.dialects.models import plane, ratio, words
from tests.runtime.services import served

Json = Any
mlflow_json: Any = proto_json_utils
NAMES = {"towns": ["age", "income", "home town"], "plane": ["x0", "x1"], "ratio": ["a", "the b"], "words": ["review"]}


def of_mlflow(body: Json) -> Any:
    """What MLflow's scoring server hands to `predict`: a frame, an array, or arrays by name."""
    ((form, json),) = body.items()
    if form.startswith("dataframe_"):
        return mlflow_json.dataframe_from_parsed_json(json, pandas_orient=form.removeprefix("dataframe_"))
    parsed = mlflow_json.parse_tf_serving_input(body)
    if not isinstance(parsed, dict):
        return parsed
    if len(parsed) == 1 and (only := next(iter(parsed.values()))).ndim == 2 and only.shape[1] > 1:
        return only  # one tensor of whole rows
    return pd.DataFrame({name: np.ravel(values) for name, values in parsed.items()})


def forms(names: list[str], rows: list[list[Any]]) -> list[Json]:
    """The same rows in each form."""
    records = [dict(zip(names, row, strict=True)) for row in rows]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    found: list[Json] = [
        {"dataframe_split": {"columns": names[::-1], "data": [row[::-1] for row in rows]}},
        {"dataframe_split": {"columns": names, "index": [*range(len(rows))], "data": rows}},
        {"dataframe_records": records},
        {"instances": records},
        {"inputs": columns},
        {"inputs": {name: [[value] for value in values] for name, values in columns.items()}},
    ]
    same_kind = len({type(value) for row in rows for value in row}) == 1
    return [*found, {"instances": rows}, {"inputs": rows}] if same_kind else found


NUMBER = st.floats(-1e6, 1e6)
ROWS: dict[str, Any] = {
    "towns": st.tuples(NUMBER, st.none() | NUMBER, st.sampled_from(["Bonn", "Köln", ""])),
    "plane": st.tuples(NUMBER, NUMBER),
    "ratio": st.tuples(NUMBER, st.none() | NUMBER),
    "words": st.tuples(st.text(max_size=8)),
}


@pytest.mark.parametrize("model", [served(), plane(), ratio(), words()], ids=lambda model: model.name)
@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.data())
def test_predictions_are_those_of_the_rows_that_mlflow_reads(model: Served, data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROWS[model.name].map(list), min_size=1, max_size=4))
    for body in forms(NAMES[model.name], rows):
        ours, at = rows_of(body, model)
        assert at.removesuffix("/data").lstrip("/") in body
        predict = model.predictor.predict
        assert repr(predict(ours)) == repr(predict(of_mlflow(body)))
