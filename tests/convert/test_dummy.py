"""Estimators that look at nothing, against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

X = table(30, 2)


@pytest.mark.parametrize("parameters", [{}, {"strategy": "most_frequent"}, {"strategy": "constant"}], ids=str)
@pytest.mark.parametrize("labels", [("a", "b", "c"), (0, 1), (7,)], ids=str)
def test_classifiers(parameters: dict[str, Any], labels: tuple[Any, ...]) -> None:
    if parameters.get("strategy") == "constant":
        parameters = {**parameters, "constant": labels[-1]}
    assert_parity(DummyClassifier(**parameters).fit(X, classes(X, labels)), X[:3])


def test_several_targets_of_classes() -> None:
    y = np.column_stack([classes(X, (1, 2)), classes(X, (5, 6, 7), seed=1)])
    assert_parity(DummyClassifier().fit(X, y), X[:3])
    assert_parity(DummyClassifier(strategy="constant", constant=[2, 6]).fit(X, y), X[:3])


@pytest.mark.parametrize("strategy", ["uniform", "stratified"])
def test_random_answers(strategy: Any) -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(DummyClassifier(strategy=strategy, random_state=0).fit(X, classes(X, (0, 1))))
    assert str(caught.value) == f"DummyClassifier: the parameter strategy='{strategy}' answers at random"


@pytest.mark.parametrize(
    "parameters",
    [{}, {"strategy": "median"}, {"strategy": "quantile", "quantile": 0.2}, {"strategy": "constant", "constant": 3}],
    ids=str,
)
def test_regressors(parameters: dict[str, Any]) -> None:
    assert_parity(DummyRegressor(**parameters).fit(X, numbers(X)), X[:3])


def test_several_targets() -> None:
    assert_parity(DummyRegressor().fit(X, np.column_stack([numbers(X), numbers(X, seed=1)])), X[:3])


def test_any_row_will_do() -> None:
    model = DummyRegressor().fit(X, numbers(X))
    assert_parity(model, [[np.nan, np.inf], [0.0, -np.inf]])
