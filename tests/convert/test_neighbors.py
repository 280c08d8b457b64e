"""Nearest neighbours against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

X = table(80, 3)
ROWS = np.vstack([table(30, 3, seed=1), X[:5]])


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("algorithm", ["kd_tree", "ball_tree", "brute"])
def test_classifier(algorithm: Any, weights: Any) -> None:
    model = KNeighborsClassifier(4, algorithm=algorithm, weights=weights, leaf_size=5)
    assert_parity(model.fit(X, classes(X, ("a", "b", "c"))), ROWS)


@pytest.mark.parametrize("targets", [1, 2])
@pytest.mark.parametrize("weights", ["uniform", "distance"])
def test_regressor(weights: Any, targets: int) -> None:
    y = numbers(X) if targets == 1 else np.column_stack([numbers(X), numbers(X, seed=1)])
    assert_parity(KNeighborsRegressor(3, weights=weights).fit(X, y), ROWS)


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("algorithm", ["kd_tree", "brute"])
def test_classifier_of_several_targets(algorithm: Any, weights: Any) -> None:
    y = np.column_stack([classes(X, ("a", "b", "c")), classes(X, ("d", "e"), seed=1)])
    assert_parity(KNeighborsClassifier(4, algorithm=algorithm, weights=weights).fit(X, y), ROWS)


def test_columns_named_like_what_the_document_is_made_of() -> None:
    named = pd.DataFrame(X, columns=["Neighbor", "Found", "neighbors"])
    rows = [dict(zip(named.columns, row, strict=True)) for row in ROWS.tolist()]
    assert_parity(KNeighborsRegressor(3, algorithm="kd_tree").fit(named, numbers(X)), rows)


METRICS = ["euclidean", "l2", "manhattan", "chebyshev", "cosine", "canberra", "braycurtis", "hamming", "sqeuclidean"]


@pytest.mark.parametrize("metric", METRICS)
def test_metrics(metric: str) -> None:
    model = KNeighborsRegressor(3, metric=metric, algorithm="brute", weights="distance")
    assert_parity(model.fit(X, numbers(X)), ROWS)


@pytest.mark.parametrize("algorithm", ["kd_tree", "brute"])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3])
def test_minkowski(p: float, algorithm: Any) -> None:
    assert_parity(KNeighborsRegressor(3, p=p, algorithm=algorithm).fit(X, numbers(X)), ROWS)


def test_rows_equally_far_away_are_taken_in_the_order_of_the_tree() -> None:
    """Of many duplicates and ties, those that the source's search meets first. Rows in which a tie lies within the
    heap of the source when a nearer row comes are decided by the heap's inner order; these rows have none."""
    x = np.array([[i % 4, i // 4 % 4] for i in range(48)], dtype=float)
    model = KNeighborsClassifier(1, algorithm="kd_tree", leaf_size=4).fit(x, classes(x, ("a", "b", "c")))
    assert_parity(model, [[a / 2, b / 2] for a in range(8) for b in range(8)])


def test_all_rows_are_neighbors() -> None:
    assert_parity(KNeighborsClassifier(5).fit(X[:5], [0, 1, 0, 1, 2]), ROWS)


def test_a_function_of_yours_is_not_converted() -> None:
    model = KNeighborsRegressor(3, weights=lambda distances: distances).fit(X, numbers(X))
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "KNeighborsRegressor: the parameter weights is a function of yours"
