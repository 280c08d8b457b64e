"""Voting ensembles against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier, VotingClassifier, VotingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.edges import edges
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

CLASSIFIERS = [
    ("scaled", make_pipeline(StandardScaler(), LogisticRegression())),
    ("tree", DecisionTreeClassifier(max_depth=2, random_state=0)),
    ("forest", RandomForestClassifier(3, random_state=0)),
    ("stump", DecisionTreeClassifier(max_depth=1, random_state=0)),
]


@pytest.mark.parametrize("weights", [None, [1, 2, 3, 4], [0.1, 0.2, 0.3, 0.0]], ids=str)
@pytest.mark.parametrize("voting", ["hard", "soft"])
@pytest.mark.parametrize("labels", [(0, 1), ("a", "b", "c")], ids=str)
def test_classifiers(labels: tuple[Any, ...], voting: Any, weights: list[float] | None) -> None:
    x = table(60, 3, ties=True)
    model = VotingClassifier(CLASSIFIERS, voting=voting, weights=weights).fit(x, classes(x, labels))
    assert_parity(model, [*x, *table(30, 3, seed=1), *edges(model, x, most=60)])


def test_ties_go_to_the_first_class() -> None:
    """Two parts that always disagree."""
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    parts = [("up", DecisionTreeClassifier()), ("down", DecisionTreeClassifier())]
    model = VotingClassifier(parts).fit(x, ["b", "b", "c", "c"])
    model.estimators_[1].fit(x, [1, 1, 0, 0])
    assert_parity(model, x)


def test_a_dropped_part() -> None:
    x = table(60, 3)
    model = VotingClassifier([*CLASSIFIERS, ("line", Perceptron())], weights=[5, 4, 3, 2, 1])
    model.set_params(tree="drop").fit(x, classes(x, (0, 1, 2)))
    assert_parity(model, x)


def test_negative_votes() -> None:
    x = table(60, 3)
    model = VotingClassifier(CLASSIFIERS, weights=[1, 1, 1, -1]).fit(x, classes(x, (0, 1, 2)))
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == ("VotingClassifier: the parameter weights=[1, 1, 1, -1] has votes of less than nothing")


@pytest.mark.parametrize("weights", [None, [0.5, 0.25, 3.0]], ids=str)
def test_regressors(weights: list[float] | None) -> None:
    x = table(60, 3)
    parts = [
        ("line", LinearRegression()),
        ("tree", DecisionTreeRegressor(max_depth=3, random_state=0)),
        ("boosted", HistGradientBoostingRegressor(max_iter=3, min_samples_leaf=5)),
    ]
    model = VotingRegressor(parts, weights=weights).fit(x, numbers(x))
    assert_parity(model, [*x, *edges(model, x, most=60)])
