"""Gradient boosting against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import HuberRegressor, LogisticRegression
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

STARTS = [None, "zero", DummyClassifier(strategy="most_frequent"), DecisionTreeClassifier(max_depth=1)]


@pytest.mark.parametrize("init", STARTS, ids=str)
@pytest.mark.parametrize(
    ("labels", "loss"),
    [((0, 1), "log_loss"), (("a", "b"), "exponential"), (("a", "b", "c"), "log_loss")],
    ids=str,
)
def test_classifiers(labels: tuple[Any, ...], loss: Any, init: Any) -> None:
    x = table(60, 3, ties=True)
    model = GradientBoostingClassifier(n_estimators=8, loss=loss, init=init, random_state=0)
    model.fit(x, classes(x, labels))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=100)])


@pytest.mark.parametrize("labels", [(0, 1), (0, 1, 2)], ids=str)
def test_a_start_from_a_forest(labels: tuple[Any, ...]) -> None:
    x = table(60, 3)
    model = GradientBoostingClassifier(n_estimators=8, init=RandomForestClassifier(3, random_state=0), random_state=0)
    assert_parity(model.fit(x, classes(x, labels)), [*x, *edges(model, x, most=100)])


def test_a_start_that_calculates_in_32_bits() -> None:
    x = table(60, 3)
    model = GradientBoostingClassifier(n_estimators=2, init=LogisticRegression(), random_state=0)
    with pytest.raises(NotConvertibleError) as caught:
        convert(model.fit(x, classes(x, (0, 1))))
    assert str(caught.value) == (
        "GradientBoostingClassifier: the parameter init=LogisticRegression() calculates in 32 bits"
    )


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "huber", "quantile"])
@pytest.mark.parametrize("init", [None, "zero", DummyRegressor(strategy="median"), DecisionTreeRegressor()], ids=str)
def test_regressors(loss: Any, init: Any) -> None:
    x = table(60, 3)
    model = GradientBoostingRegressor(n_estimators=8, loss=loss, init=init, subsample=0.8, random_state=0)
    model.fit(x, numbers(x))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=100)])


def test_a_regressor_that_starts_from_a_line() -> None:
    x = table(60, 3)
    model = GradientBoostingRegressor(n_estimators=8, init=HuberRegressor(), random_state=0)
    converted = assert_parity(model.fit(x, numbers(x)), x)
    assert converted.precision == "float32"


def test_rows_between_two_classes() -> None:
    """A sum of exactly zero is the second class."""
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    model = GradientBoostingClassifier(n_estimators=1, max_depth=1, init="zero").fit(x, [0, 1, 0, 1])
    model.estimators_[0, 0].tree_.value[:] = 0.0
    assert_parity(model, x)


def test_the_sum_starts_with_the_start() -> None:
    """Added up in any other order, the one would not be lost."""
    x = np.array([[0.0], [1.0]])
    start = DummyRegressor(strategy="constant", constant=-1e16)
    model = GradientBoostingRegressor(n_estimators=2, learning_rate=1.0, init=start).fit(x, [0.0, 1.0])
    for tree, value in zip(model.estimators_[:, 0], (1.0, 1e16), strict=True):
        tree.tree_.value[:] = value
    assert model.predict(x).tolist() == [0.0, 0.0]
    assert_parity(model, x)


def test_a_start_at_random() -> None:
    x = table(20, 2)
    model = GradientBoostingClassifier(n_estimators=2, init=DummyClassifier(strategy="stratified", random_state=0))
    with pytest.raises(NotConvertibleError) as caught:
        convert(model.fit(x, classes(x, (0, 1))))
    assert str(caught.value) == ("GradientBoostingClassifier: the parameter strategy='stratified' answers at random")


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.data())
def test_any_boosting(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 3))
    cell = st.sampled_from([0.0, 0.1, 1.0, 2.0, 1e30])
    x = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=6, max_size=12)))
    y = np.arange(len(x)) % data.draw(st.integers(2, 4))
    model = GradientBoostingClassifier(
        n_estimators=data.draw(st.integers(1, 4)),
        learning_rate=data.draw(st.sampled_from([0.1, 1.0, 0.3])),
        max_depth=data.draw(st.integers(1, 3)),
        random_state=0,
    )
    model.fit(x, y)
    assert_parity(model, [*x, *edges(model, x, most=60)])
