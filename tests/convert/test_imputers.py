"""Missing values filled and marked, against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.compose import make_column_transformer
from sklearn.experimental import enable_iterative_imputer  # noqa: F401 (what makes it importable)
from sklearn.impute import IterativeImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table

NAN = float("nan")


@pytest.mark.parametrize("indicator", [False, True])
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    "strategy",
    [
        {"strategy": "mean"},
        {"strategy": "median"},
        {"strategy": "most_frequent"},
        {"strategy": "constant", "fill_value": -3.5},
        {"strategy": "constant"},
    ],
    ids=str,
)
def test_numbers(strategy: dict[str, Any], keep: bool, indicator: bool) -> None:
    x = table(40, 5, missing=0.3, ties=True)
    x[:, 2] = np.nan
    x[:, 3] = 1.5
    model = SimpleImputer(keep_empty_features=keep, add_indicator=indicator, **strategy).fit(x)
    assert_parity(model, np.vstack([table(20, 5, seed=1, missing=0.3), np.full((1, 5), np.nan)]))


@pytest.mark.parametrize("marker", [-1.0, 0.0])
@pytest.mark.parametrize("indicator", [False, True])
def test_a_number_that_means_missing(marker: float, indicator: bool) -> None:
    x = np.array([[1.0, marker], [2.0, 5.0], [marker, 6.0]])
    model = SimpleImputer(missing_values=marker, add_indicator=indicator).fit(x)
    converted = assert_parity(model, [[1.0, 2.0], [marker, 3.0], [-0.0, marker], [4.0, 4.0]])
    assert not any(field.missing for field in converted.fields)


MARKS = [(NAN, NAN), (None, None), ("?", "?")]


@pytest.mark.parametrize("indicator", [False, True])
@pytest.mark.parametrize(("marker", "absent"), MARKS, ids=repr)
@pytest.mark.parametrize("strategy", [{"strategy": "most_frequent"}, {"strategy": "constant", "fill_value": "none"}])
def test_strings(strategy: dict[str, Any], marker: Any, absent: Any, indicator: bool) -> None:
    x = np.array([["a", "u"], ["b", "v"], [absent, "v"], ["b", absent]], dtype=object)
    encoder = OneHotEncoder(handle_unknown="ignore")
    alone = make_pipeline(SimpleImputer(missing_values=marker, **strategy), encoder).fit(x)
    rows = [["a", "v"], [absent, "u"], ["b", absent], ["c", "?"], ["", absent]]
    converted = assert_parity(alone, rows)
    assert [field.missing for field in converted.fields] == [absent != "?"] * 2
    assert converted.fields[0].absent == {"?": None, "None": "none", "nan": "nan"}[str(absent)]
    if indicator:
        marked = make_union(alone, MissingIndicator(missing_values=marker, features="all")).fit(x)
        assert_parity(marked, rows)


def test_strings_and_numbers_side_by_side() -> None:
    x = np.array([["a", 1.0], ["b", NAN], [NAN, 2.0], ["b", 2.0]], dtype=object)
    model = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), [0, 1])
    ).fit(x)
    assert_parity(model, [["a", 2.0], [NAN, NAN], ["c", 1.0], ["b", 3.0]])


def test_none_among_numbers() -> None:
    frame = pd.DataFrame({"n": [1.0, None, 3.0, 3.0]}, dtype=object)
    model = SimpleImputer(missing_values=None, strategy="most_frequent").fit(frame)
    assert_parity(model, [{"n": 2.0}, {"n": None}, {"n": 3.0}])


@pytest.mark.parametrize("features", ["missing-only", "all"])
@pytest.mark.parametrize("error", [True, False])
def test_indicator(features: str, error: bool) -> None:
    x = np.array([[1.0, NAN, 3.0], [NAN, 1.0, 2.0], [1.0, 2.0, 3.0]])
    model = MissingIndicator(features=features, error_on_new=error).fit(x)
    converted = assert_parity(model, [[1.0, 2.0, 3.0], [NAN, NAN, 3.0], [1.0, NAN, 1.0], [NAN, NAN, NAN]])
    refused = features == "missing-only" and error
    assert [field.missing for field in converted.fields] == [True, True, not refused]


def test_what_comes_after_may_not_be_missing() -> None:
    x = table(40, 3, missing=0.2)
    y = numbers(x)
    filled = assert_parity(make_pipeline(SimpleImputer(), StandardScaler(), Ridge()).fit(x, y), x[:10])
    assert all(field.missing for field in filled.fields)
    assert not any(field.infinite for field in filled.fields)
    late = make_pipeline(StandardScaler(), SimpleImputer(), Ridge()).fit(x, y)
    assert all(field.missing for field in assert_parity(late, x[:10]).fields)


def test_a_column_of_nothing_has_no_value_to_take() -> None:
    x = np.array([[None], [None], ["a"]], dtype=object)
    with pytest.raises(NotConvertibleError, match="SimpleImputer: the value most frequent in a column is None"):
        convert(SimpleImputer(strategy="most_frequent").fit(x))


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    st.lists(st.lists(st.floats(-1e3, 1e3) | st.just(NAN), min_size=3, max_size=3), min_size=2, max_size=8),
    st.sampled_from(["mean", "median", "most_frequent", "constant"]),
    st.booleans(),
    st.booleans(),
)
def test_any_numbers(x: list[list[float]], strategy: str, keep: bool, indicator: bool) -> None:
    model = SimpleImputer(strategy=strategy, keep_empty_features=keep, add_indicator=indicator).fit(np.array(x))
    if keep or any(value == value for value in model.statistics_):
        assert_parity(model, [*x, [NAN] * 3, [0.0] * 3])


# ---------------------------------------------------------------------------------------------- in rounds


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"estimator": Ridge(), "max_iter": 1},
        {"max_iter": 0},
        {"min_value": -1.0, "max_value": 2.0, "imputation_order": "roman"},
        {"n_nearest_features": 2, "initial_strategy": "median"},
        {"keep_empty_features": True, "add_indicator": True},
        {"skip_complete": True},
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore:Skipping features")
def test_imputed_in_rounds(parameters: dict[str, Any]) -> None:
    x = table(40, 4, missing=0.2)
    x[:, 1] = np.nan_to_num(x[:, 1])
    x = np.column_stack([x, np.full(40, np.nan)])
    model = IterativeImputer(random_state=0, tol=1e9, **{"max_iter": 2, **parameters}).fit(x)
    assert_parity(model, [*table(15, 5, seed=1, missing=0.4), [NAN] * 5, [0.0] * 5])


def test_values_drawn_at_random() -> None:
    x = table(20, 2, missing=0.2)
    with pytest.raises(NotConvertibleError) as caught:
        convert(IterativeImputer(sample_posterior=True, max_iter=1, tol=1e9).fit(x))
    assert str(caught.value) == "IterativeImputer: the parameter sample_posterior=True: its answers are random"
