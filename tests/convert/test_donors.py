"""Missing values from the nearest rows against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.impute import KNNImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table

X = table(40, 4, missing=0.2)
ROWS = np.vstack([table(40, 4, seed=1, missing=0.4), X[:10], np.full((1, 4), np.nan)])
NEVER = X.copy()
NEVER[:, 2] = np.nan


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("count", [1, 3, 100])
def test_imputed(count: int, weights: Any) -> None:
    assert_parity(KNNImputer(n_neighbors=count, weights=weights).fit(X), ROWS)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("indicator", [True, False])
def test_a_column_without_values(indicator: bool, keep: bool) -> None:
    model = KNNImputer(n_neighbors=2, keep_empty_features=keep, add_indicator=indicator)
    assert_parity(model.fit(NEVER), ROWS)
    assert_parity(make_pipeline(model, Ridge()).fit(NEVER, numbers(X)), ROWS)


@pytest.mark.parametrize("indicator", [True, False])
def test_another_missing_value(indicator: bool) -> None:
    model = KNNImputer(n_neighbors=2, missing_values=-1.0, add_indicator=indicator)
    assert_parity(model.fit(np.nan_to_num(X, nan=-1.0)), np.nan_to_num(ROWS, nan=-1.0))


MODEL = KNNImputer(n_neighbors=3, weights="distance").fit(np.vstack([X, X[:5] + 1.0]))


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.lists(st.lists(st.floats(-9, 9) | st.just(float("nan")), min_size=4, max_size=4), min_size=1, max_size=4))
def test_any_rows(rows: list[list[float]]) -> None:
    assert_parity(MODEL, rows)


@pytest.mark.parametrize("parameter", ["metric", "weights"])
def test_functions_of_yours(parameter: str) -> None:
    def mine(*args: Any, **kwargs: Any) -> float:
        return 1.0

    parameters: dict[str, Any] = {parameter: mine}
    with pytest.raises(NotConvertibleError) as caught:
        convert(KNNImputer(**parameters).fit(X))
    assert str(caught.value) == f"KNNImputer: the parameter {parameter} is a function of yours"
