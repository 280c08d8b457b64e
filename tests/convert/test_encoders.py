"""Encoders of categories against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import preprocessing
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.tree import DecisionTreeRegressor

from scorelet.convert import convert
from tests.convert.parity import assert_parity

LETTERS = ["a", "b", "b", "c", "c", "c", "d", "d", "d", "d", ""]
ASKED = [*LETTERS, "e", "A", " a", "null", None]


def column(values: list[Any]) -> Any:
    return np.array([[value] for value in values], dtype=object)


def one_hot(**parameters: Any) -> Any:
    return preprocessing.OneHotEncoder(sparse_output=False, **parameters)


@pytest.mark.parametrize("unknown", ["error", "ignore", "infrequent_if_exist", "warn"])
@pytest.mark.parametrize("drop", [None, "first", "if_binary", ["c"]])
@pytest.mark.parametrize("frequency", [{}, {"min_frequency": 2}, {"max_categories": 3}, {"max_categories": 1}])
def test_one_hot(unknown: str, drop: Any, frequency: dict[str, Any]) -> None:
    if drop == ["c"] and frequency:
        drop = ["d"] if frequency != {"max_categories": 1} else None
    model = one_hot(handle_unknown=unknown, drop=drop, **frequency)
    assert_parity(model.fit(column(LETTERS)), column(ASKED))


@pytest.mark.parametrize("drop", [None, "first", "if_binary"])
@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 2, 5],
        [0.5, -0.0, 1e300, np.nan],
        [True, False, False],
        [True],
        ["only"],
        ["a", None, "b"],
        ["a", np.nan, "b"],
        [None, None],
        [7.0, None],
    ],
    ids=repr,
)
def test_one_hot_of_any_values(values: list[Any], drop: Any) -> None:
    model = one_hot(handle_unknown="ignore", drop=drop).fit(column(values))
    strings = any(isinstance(value, str) for value in values) or values == [None, None]
    other = ["x", ""] if strings else [] if isinstance(values[0], bool) else [3.0, 2.0, np.nan]
    assert_parity(model, column([*values, *other, *([None] if np.nan not in values else [])]))


def test_one_hot_of_plain_arrays() -> None:
    x = np.array([[1, 10], [2, 20], [3, 10]])
    assert_parity(one_hot(handle_unknown="ignore").fit(x), [[1, 20], [2, 10], [4, 10], [3, 15], [np.nan, 10]])
    flags = np.array([[True, False], [False, False]])
    converted = assert_parity(one_hot(drop="if_binary").fit(flags), [[True, False], [False, False]])
    assert [(field.kind, field.categories) for field in converted.fields] == [
        ("boolean", (False, True)),
        ("boolean", (False,)),
    ]


@pytest.mark.parametrize("parameters", [{"categories": [["z", "a", "m"]]}, {"dtype": np.int8}])
def test_one_hot_with_given_categories(parameters: dict[str, Any]) -> None:
    model = one_hot(handle_unknown="ignore", **parameters).fit(column(["a", "z", "m"]))
    assert_parity(model, column(["a", "m", "z", "q"]))


def test_weights_sums_and_trees_of_categories() -> None:
    rng = np.random.default_rng(0)
    x = rng.choice(["a", "b", "c", "d"], size=(60, 2)).astype(object)
    y = rng.normal(size=60)
    rows = [[a, b] for a in ("a", "b", "c", "d", "?") for b in ("a", "d", None)]
    encoder = preprocessing.OneHotEncoder(handle_unknown="ignore")
    assert_parity(make_pipeline(encoder, Ridge()).fit(x, y), rows)
    assert_parity(make_pipeline(encoder, MaxAbsScaler(), Ridge()).fit(x, y), rows)
    assert_parity(make_pipeline(encoder, DecisionTreeRegressor(random_state=0)).fit(x, y), rows)
    for labels in (("no", "yes"), ("p", "q", "r")):
        model = make_pipeline(encoder, LogisticRegression()).fit(x, np.array(labels)[rng.integers(0, len(labels), 60)])
        assert_parity(model, rows)


# ---------------------------------------------------------------------------------------------- ordinal


@pytest.mark.parametrize("absent", [None, np.nan])
@pytest.mark.parametrize("unknown", [{}, {"unknown_value": -1}, {"unknown_value": np.nan}, {"unknown_value": 99}])
@pytest.mark.parametrize("frequency", [{}, {"min_frequency": 2}, {"max_categories": 3}])
@pytest.mark.parametrize("encoded", [{}, {"encoded_missing_value": -7}])
def test_ordinal(absent: Any, unknown: dict[str, Any], frequency: dict[str, Any], encoded: dict[str, Any]) -> None:
    handle = {"handle_unknown": "use_encoded_value"} if unknown else {}
    model = preprocessing.OrdinalEncoder(**handle, **unknown, **frequency, **encoded)
    model.fit(column([*LETTERS, absent, absent]))
    assert_parity(model, column([*LETTERS, "zz", None]))


def test_ordinal_of_numbers() -> None:
    x = np.array([[1.0, 3.0], [2.5, np.nan], [7.0, 4.0]])
    model = preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    assert_parity(model.fit(x), [[1, 3], [2.5, np.nan], [7, 4], [2, 5], [np.nan, 3]])


def test_missing_values_that_stay_missing_are_refused_by_what_reads_them() -> None:
    x = column(["a", "b", np.nan] * 10)
    y = np.arange(30.0)
    encoder = preprocessing.OrdinalEncoder(encoded_missing_value=-1)
    assert convert(make_pipeline(encoder, Ridge()).fit(x, y)).fields[0].missing
    nan = preprocessing.OrdinalEncoder().fit(x)
    model = make_pipeline(nan, Ridge()).fit(x[:2], y[:2])
    model.steps[0] = ("ordinalencoder", nan)
    assert not convert(model).fields[0].missing


# ---------------------------------------------------------------------------------------------- by target


@pytest.mark.parametrize("labels", [(0, 1), ("no", "yes"), ("a", "b", "c"), None])
@pytest.mark.parametrize("smooth", ["auto", 5.0])
def test_target(labels: Any, smooth: Any) -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.choice(["u", "v", "w"], 90), rng.integers(0, 5, 90)]).astype(object)
    x[:, 1] = x[:, 1].astype(float)
    y = rng.normal(size=90) if labels is None else np.array(labels)[rng.integers(0, len(labels), 90)]
    model = preprocessing.TargetEncoder(smooth=smooth).fit(x, y)
    assert_parity(model, [["u", 1.0], ["w", 4.0], ["x", 0.0], [None, 9.0], ["v", np.nan], ["", 2.5]])


# ---------------------------------------------------------------------------------------------- at random

values = st.sampled_from(["a", "b", "ab", "", "é", "a b", "0"])


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    st.lists(values, min_size=1, max_size=12),
    st.sampled_from([None, "first", "if_binary"]),
    st.sampled_from(["error", "ignore", "infrequent_if_exist"]),
    st.sampled_from([{}, {"min_frequency": 2}, {"max_categories": 2}]),
)
def test_any_strings(trained: list[str], drop: Any, unknown: str, frequency: dict[str, Any]) -> None:
    model = one_hot(drop=drop, handle_unknown=unknown, **frequency).fit(column(trained))
    if model.transform(column(trained[:1])).shape[1]:
        assert_parity(model, column([*trained, "a", "?", None]))


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.floats(-5, 5) | st.integers(-3, 3) | st.just(np.nan), min_size=1, max_size=12), st.booleans())
def test_any_numbers(trained: list[float], strict: bool) -> None:
    handle = {} if strict else {"handle_unknown": "use_encoded_value", "unknown_value": -2}
    model = preprocessing.OrdinalEncoder(**handle).fit(np.array([[float(x)] for x in trained]))
    assert_parity(model, [[float(x)] for x in [*trained, 0.0, -0.0, 1.0, 6.0]])
