"""AdaBoost against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table


@pytest.mark.parametrize("labels", [(0, 1), ("a", "b", "c"), (3, 1, 2, 7)], ids=str)
@pytest.mark.parametrize(
    "part", [None, DecisionTreeClassifier(max_depth=2), ExtraTreeClassifier(max_depth=3), LogisticRegression()], ids=str
)
def test_classifiers(labels: tuple[Any, ...], part: Any) -> None:
    x = table(60, 3, ties=True)
    model = AdaBoostClassifier(part, n_estimators=6, learning_rate=0.7, random_state=0).fit(x, classes(x, labels))
    assert len(model.estimators_) > 1
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=60)])


def test_a_perfect_first_part() -> None:
    """The boosting stops, and the weights of the parts that were never made are zero."""
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    model = AdaBoostClassifier(n_estimators=5).fit(x, [0, 0, 1, 1])
    assert len(model.estimators_) == 1
    assert_parity(model, [*x, *edges(model, x)])


def test_one_class() -> None:
    x = table(10, 2)
    assert_parity(AdaBoostClassifier(n_estimators=2).fit(x, ["a"] * 10), x)


@pytest.mark.parametrize("loss", ["linear", "square", "exponential"])
@pytest.mark.parametrize("part", [None, DecisionTreeRegressor(max_depth=1), LinearRegression()], ids=str)
def test_regressors(loss: Any, part: Any) -> None:
    x = table(60, 3)
    model = AdaBoostRegressor(part, n_estimators=9, loss=loss, random_state=0).fit(x, numbers(x))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=60)])


@pytest.mark.parametrize(
    "weights", [[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], [5.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 2.0]]
)
def test_medians(weights: list[float]) -> None:
    """With half of the weight on either side, it is the lower one."""
    x = table(60, 2)
    model = AdaBoostRegressor(n_estimators=4, random_state=0).fit(x, numbers(x))
    model.estimator_weights_ = np.array(weights)
    assert_parity(model, x)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.data())
def test_any_boosting(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 2))
    cell = st.sampled_from([0.0, 0.1, 1.0, 2.0])
    x = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=6, max_size=12)))
    kind = data.draw(st.sampled_from([AdaBoostClassifier, AdaBoostRegressor]))
    model = kind(n_estimators=data.draw(st.integers(1, 4)), random_state=data.draw(st.integers(0, 9)))
    y = (x[:, 0] * 2).astype(int) + (np.arange(len(x)) % 5 == 0)
    model.fit(x, y)
    assert_parity(model, [*x, *edges(model, x, most=60)])


def test_pipelines_inside() -> None:
    x = table(40, 3)
    part = make_pipeline(StandardScaler(), LinearRegression())
    assert_parity(AdaBoostRegressor(part, n_estimators=3, random_state=0).fit(x, numbers(x)), x)
