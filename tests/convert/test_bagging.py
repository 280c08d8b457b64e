"""Bagging against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import BaggingClassifier, BaggingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

from scorelet.convert import convert
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

SOME = {"max_features": 0.6, "max_samples": 0.7, "random_state": 0}


@pytest.mark.parametrize("labels", [(0, 1), ("a", "b", "c")], ids=str)
@pytest.mark.parametrize("sampling", [{"random_state": 0}, SOME, {**SOME, "bootstrap_features": True}], ids=str)
@pytest.mark.parametrize(
    "part",
    [
        None,
        ExtraTreeClassifier(max_depth=3),
        LogisticRegression(),
        LinearSVC(random_state=0),
        make_pipeline(StandardScaler(), LogisticRegression()),
    ],
    ids=lambda part: type(part).__name__,
)
def test_classifiers(labels: tuple[Any, ...], sampling: dict[str, Any], part: Any) -> None:
    x = table(60, 4, ties=True)
    model = BaggingClassifier(part, n_estimators=4, **sampling).fit(x, classes(x, labels))
    assert_parity(model, [*x, *table(30, 4, seed=1), *edges(model, x, most=60)])


@pytest.mark.parametrize("part", [LogisticRegression(), LinearSVC(), DecisionTreeClassifier()], ids=str)
def test_parts_that_saw_some_classes_only(part: Any) -> None:
    """Only parts that take no weights do: they are given the rows that were drawn."""
    x = table(40, 2)
    y = np.array(["a"] * 18 + ["b"] * 20 + ["c"] * 2)
    model = BaggingClassifier(make_pipeline(part), n_estimators=5, max_samples=0.3, random_state=1).fit(x, y)
    assert {len(each.classes_) for each in model.estimators_} == {2, 3}
    converted = assert_parity(model, x, ("label", "probabilities"))
    assert "decision" not in converted.offered


def test_trees_that_saw_some_classes_only() -> None:
    x = table(40, 2)
    model = BaggingClassifier(n_estimators=3, random_state=0).fit(x, classes(x, ("a", "b", "c")))
    model.estimators_[1].fit(x[:20], np.arange(20) % 2 + 1)
    assert_parity(model, x)


@pytest.mark.parametrize("sampling", [{"random_state": 0}, SOME], ids=str)
@pytest.mark.parametrize("targets", [1, 2])
@pytest.mark.parametrize("part", [None, LinearRegression()], ids=str)
def test_regressors(sampling: dict[str, Any], targets: int, part: Any) -> None:
    x = table(60, 4)
    y = np.column_stack([numbers(x, seed=seed) for seed in range(targets)])
    model = BaggingRegressor(part, n_estimators=4, **sampling).fit(x, y if targets > 1 else y[:, 0])
    assert_parity(model, [*x, *table(30, 4, seed=1), *edges(model, x, most=60)])


def test_missing_values_are_what_the_parts_take() -> None:
    x = table(60, 3, missing=0.2)
    model = BaggingRegressor(DecisionTreeRegressor(max_depth=4), n_estimators=3, **SOME).fit(x, np.arange(60.0))
    assert_parity(model, [*x, *table(30, 3, seed=1, missing=0.5)])
    refusing = BaggingRegressor(LinearRegression(), n_estimators=3, random_state=0).fit(np.nan_to_num(x), x[:, 0] > 0)
    assert not any(field.missing or field.infinite for field in convert(refusing).fields)


@settings(derandomize=True, deadline=None, max_examples=20)
@given(st.data())
def test_any_bagging(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 3))
    cell = st.sampled_from([0.0, 0.1, 1.0, 2.0, np.nan])
    x = np.array(data.draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=4, max_size=12)))
    y = np.array([data.draw(st.integers(0, 3)) for _ in x])
    kind = data.draw(st.sampled_from([BaggingClassifier, BaggingRegressor]))
    model = kind(n_estimators=data.draw(st.integers(1, 4)), max_features=data.draw(st.sampled_from([0.5, 1.0])))
    model.set_params(random_state=data.draw(st.integers(0, 9))).fit(x, y)
    assert_parity(model, [*x, *edges(model, x, most=60)])
