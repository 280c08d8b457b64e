"""Neighbours within a radius against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.neighbors import RadiusNeighborsClassifier, RadiusNeighborsRegressor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

X = table(60, 2, ties=True)
FAR = [[1e3, 1e3]]
ROWS = np.vstack([table(30, 2, seed=1), table(30, 2, seed=2, ties=True), FAR])
LABELS = classes(X, ("a", "b", "c"))
pytestmark = pytest.mark.filterwarnings(
    "ignore:One or more samples have no neighbors:UserWarning", "ignore:invalid value encountered:RuntimeWarning"
)


@pytest.mark.parametrize("outlier", [None, "b", "most_frequent"])
@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("algorithm", ["kd_tree", "ball_tree", "brute"])
def test_classifier(algorithm: Any, weights: Any, outlier: str | None) -> None:
    """Rows of whole numbers have training rows at the radius itself."""
    model = RadiusNeighborsClassifier(2.0, algorithm=algorithm, weights=weights, outlier_label=outlier)
    assert_parity(model.fit(X, LABELS), ROWS)


def test_classifier_of_several_targets() -> None:
    y = np.column_stack([LABELS, classes(X, ("b", "d"), seed=1)])
    assert_parity(RadiusNeighborsClassifier(2.0, outlier_label="b").fit(X, y), ROWS)


@pytest.mark.parametrize("weights", ["uniform", "distance"])
@pytest.mark.parametrize("targets", [1, 2])
def test_regressor(targets: int, weights: Any) -> None:
    y = numbers(X) if targets == 1 else np.column_stack([numbers(X), numbers(X, seed=1)])
    assert_parity(RadiusNeighborsRegressor(2.0, weights=weights).fit(X, y), ROWS)


def test_targets_that_are_whole_numbers() -> None:
    """Where there is no neighbour the source answers with what NumPy makes of NaN: the least 64-bit number."""
    assert_parity(RadiusNeighborsRegressor(2.0).fit(X, np.round(numbers(X)).astype(np.int64)), FAR)


def test_outliers_that_are_of_none_of_the_classes() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(RadiusNeighborsClassifier(outlier_label="z").fit(X, LABELS))
    assert str(caught.value) == "RadiusNeighborsClassifier: the parameter outlier_label='z' is none of the classes"
