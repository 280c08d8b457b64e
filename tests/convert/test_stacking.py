"""Stacking against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier, StackingClassifier, StackingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron, RidgeClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

PARTS = [
    ("tree", DecisionTreeClassifier(max_depth=3, random_state=0)),
    ("ridge", RidgeClassifier()),
    ("logistic", LogisticRegression()),
]


@pytest.mark.parametrize("passthrough", [False, True])
@pytest.mark.parametrize("method", ["auto", "predict"])
@pytest.mark.parametrize("labels", [(0, 1), ("a", "b", "c")], ids=str)
@pytest.mark.parametrize("final", [None, RandomForestClassifier(3, random_state=0), Perceptron()], ids=str)
def test_classifiers(labels: tuple[Any, ...], method: Any, passthrough: bool, final: Any) -> None:
    x = table(60, 3, ties=True)
    model = StackingClassifier(PARTS, final, stack_method=method, passthrough=passthrough, cv=2)
    model.fit(x, classes(x, labels))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=60)])


def test_a_dropped_part() -> None:
    x = table(60, 3)
    model = StackingClassifier([*PARTS, ("line", Perceptron())], cv=2).set_params(ridge="drop")
    assert_parity(model.fit(x, classes(x, ("a", "b"))), x)


@pytest.mark.parametrize("passthrough", [False, True])
def test_regressors(passthrough: bool) -> None:
    x = table(60, 3)
    parts = [("line", LinearRegression()), ("tree", DecisionTreeRegressor(max_depth=3, random_state=0))]
    model = StackingRegressor(parts, DecisionTreeRegressor(max_depth=5), passthrough=passthrough, cv=2)
    model.fit(x, numbers(x))
    assert_parity(model, [*x, *edges(model, x, most=60)])


def test_parts_fitted_before() -> None:
    x = table(60, 3)
    y = classes(x, (4, 2, 9))
    parts = [(name, part.fit(x, y)) for name, part in PARTS]
    model = StackingClassifier(parts, cv="prefit", stack_method="predict").fit(x, y)
    assert_parity(model, x)


def test_parts_that_answer_with_texts() -> None:
    x = table(60, 3)
    y = classes(x, ("a", "b"))
    model = StackingClassifier(PARTS, cv=2, stack_method="predict").fit(x, y)
    model.estimators_[0].classes_ = np.array(["a", "b"])
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == (
        "StackingClassifier: the parameter stack_method: a part answers with labels that are no numbers"
    )


def test_several_labels() -> None:
    x = table(60, 3)
    y = np.column_stack([classes(x, (0, 1)), classes(x, (0, 1), seed=1)])
    parts = [("tree", DecisionTreeClassifier(max_depth=2, random_state=0))]
    model = StackingClassifier(parts, DecisionTreeClassifier(random_state=0), cv=2).fit(x, y)
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "StackingClassifier: it was trained on several labels for a row"
