"""Histogram gradient boosting against scikit-learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn._loss.link import HalfLogitLink
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import Table, classes, numbers, table

SMALL: dict[str, Any] = {"max_iter": 6, "min_samples_leaf": 3, "random_state": 0}
SPECIAL = [[math.nan] * 3, [math.inf] * 3, [-math.inf] * 3, [1e308, -1e308, 0.0]]


@pytest.mark.parametrize("labels", [(0, 1), ("a", "b"), ("a", "b", "c")], ids=str)
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_classifiers(labels: tuple[Any, ...], missing: float) -> None:
    x = table(90, 3, ties=True, missing=missing)
    model = HistGradientBoostingClassifier(**SMALL).fit(x, classes(x, labels))
    assert_parity(model, [*x, *SPECIAL, *table(60, 3, seed=1, missing=0.3), *edges(model, x, most=100)])


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "gamma", "poisson", "quantile"])
def test_regressors(loss: Any) -> None:
    x = table(90, 3, missing=0.1)
    model = HistGradientBoostingRegressor(loss=loss, quantile=0.7, **SMALL)
    model.fit(x, np.abs(numbers(x)) + 0.1)
    assert_parity(model, [*x, *SPECIAL, *edges(model, x, most=100)])


@pytest.mark.parametrize(
    "parameters",
    [{"monotonic_cst": [1, 0, -1]}, {"max_depth": 1}, {"max_bins": 4}, {"early_stopping": True}, {"max_leaf_nodes": 3}],
    ids=str,
)
def test_parameters(parameters: dict[str, Any]) -> None:
    x = table(90, 3)
    model = HistGradientBoostingRegressor(**SMALL, **parameters).fit(x, numbers(x))
    assert_parity(model, [*x, *SPECIAL, *edges(model, x, most=100)])


def test_a_split_of_missing_from_all_other_values() -> None:
    """Its threshold is infinite, and so may the values be."""
    x = np.array([[1.0]] * 20 + [[math.nan]] * 20)
    model = HistGradientBoostingClassifier(**SMALL).fit(x, [0] * 20 + [1] * 20)
    assert np.isinf(model._predictors[0][0].nodes["num_threshold"][0])
    assert_parity(model, [[1.0], [math.nan], [math.inf], [-math.inf], [1.7e308]])


def test_one_leaf() -> None:
    x = np.zeros((30, 1))
    assert_parity(HistGradientBoostingRegressor(**SMALL).fit(x, numbers(table(30, 1))), [[0.0], [math.nan]])


def test_one_class() -> None:
    x = table(30, 2)
    with pytest.raises(NotConvertibleError) as caught:
        convert(HistGradientBoostingClassifier(**SMALL).fit(x, ["a"] * 30))
    assert str(caught.value) == (
        "HistGradientBoostingClassifier: it was trained on one class, and answers with the probabilities of two"
    )


def test_another_link() -> None:
    x = table(30, 2)
    model = HistGradientBoostingRegressor(**SMALL).fit(x, numbers(x))
    model._loss.link = HalfLogitLink()
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == (
        "HistGradientBoostingRegressor: the parameter loss='squared_error' has the link HalfLogitLink,"
        " which is not known"
    )


# --------------------------------------------------------------------------------------------- categories


def with_categories(rows: int, *, seed: int = 0, missing: float = 0.1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "size of it": rng.choice([1, 2, 3, 5, 8], rows).astype(float),
            "number": rng.normal(size=rows),
            "colour": rng.choice(["red", "green", "blue", "a b"], rows).astype(object),
        }
    )
    for name in frame:
        frame.loc[rng.random(rows) < missing, name] = None if name == "colour" else math.nan
    return frame


def target(frame: pd.DataFrame) -> Table:
    colour = frame["colour"].map({"red": 2.0, "blue": -1.0}).fillna(0.5)
    found: Table = (colour + (frame["size of it"] == 3) * 3 + frame["number"].fillna(1.0)).to_numpy()
    return found


ODD: list[list[Any]] = [
    [4.0, 0.0, "violet"], [math.nan, math.nan, None], [-1.0, 0.0, ""], [3.5, 0.0, "red"], [math.inf, 1.0, "blue"],
]  # fmt: skip


@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("named", [["colour", "size of it"], ["colour"]], ids=str)
def test_categories_by_name(named: list[str], missing: float) -> None:
    frame = with_categories(100, missing=missing)
    model = HistGradientBoostingRegressor(categorical_features=named, **SMALL).fit(frame, target(frame))
    converted = assert_parity(model, [*frame.to_numpy().tolist(), *ODD])
    colour = next(field for field in converted.fields if field.name == "colour")
    assert (colour.kind, colour.strict, colour.missing) == ("string", False, True)
    assert set(colour.categories or ()) == {"red", "green", "blue", "a b"}


def test_categories_from_the_type_of_a_column() -> None:
    frame = with_categories(100)
    frame["colour"] = frame["colour"].astype("category")
    model = HistGradientBoostingClassifier(categorical_features="from_dtype", **SMALL)
    model.fit(frame, np.digitize(target(frame), [0.0, 2.0]))
    assert_parity(model, [*frame.to_numpy().tolist(), *ODD])


def test_categories_of_whole_numbers_and_flags() -> None:
    """scikit-learn makes numbers of flags."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"level": rng.integers(0, 5, 90), "flag": rng.random(90) > 0.5, "n": rng.normal(size=90)})
    y = (frame["level"] == 3) * 2.0 + frame["flag"] + frame["n"]
    frame = frame.astype({"level": "category", "flag": "category"})
    model = HistGradientBoostingRegressor(**SMALL).fit(frame, y)
    rows = [[a, b, 0.0] for a in (0.0, 3.0, 7.0, math.nan) for b in (0.0, 1.0, 2.0, math.nan)]
    assert_parity(model, rows)


@pytest.mark.parametrize("which", [[True, False, True], [0, 2]], ids=str)
def test_categories_by_place(which: Any) -> None:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.choice([2.0, 4.0, 7.5, np.nan], 90), rng.normal(size=90), rng.integers(0, 30, 90)])
    model = HistGradientBoostingRegressor(categorical_features=which, **SMALL).fit(x, (x[:, 2] % 3) + x[:, 1])
    rows = [[a, b, c] for a in (2.0, 3.0, -1.0, np.nan, np.inf) for b in (0.0, np.nan) for c in (0.0, 3.0, 31.0, 0.5)]
    assert_parity(model, [*x, *rows])


def test_categories_of_many_kinds() -> None:
    frame = pd.DataFrame({"c": pd.Series([1, 2.5, "three"] * 10, dtype=object)})
    model = HistGradientBoostingRegressor(categorical_features=["c"], **SMALL)
    frame["c"] = frame["c"].astype(str)
    model.fit(frame, numbers(table(30, 1)))
    model._preprocessor.named_transformers_["encoder"].categories_[0] = np.array([1, 2.5, "three"], dtype=object)
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == (
        "HistGradientBoostingRegressor: column 'c' has categories of type float, int, str;"
        " expected str, int, float or bool"
    )


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.data())
def test_any_boosting(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 3))
    cell = st.sampled_from([0.0, -0.0, 0.1, 1.0, 2.0, 3.0, 1e300, math.nan, math.inf, -math.inf])
    rows = st.lists(st.lists(cell, min_size=width, max_size=width), min_size=6, max_size=20)
    x = np.array(data.draw(rows))
    y = np.arange(len(x)) % data.draw(st.integers(2, 3))
    model = HistGradientBoostingClassifier(
        max_iter=data.draw(st.integers(1, 3)), min_samples_leaf=1, early_stopping=False, random_state=0
    )
    model.fit(x, y)
    assert_parity(model, [*x, *edges(model, x, most=60), *data.draw(rows)])
