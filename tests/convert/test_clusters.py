"""Clusterings against scikit-learn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from sklearn.cluster import (
    AffinityPropagation,
    Birch,
    BisectingKMeans,
    FeatureAgglomeration,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

X = table(70, 3)
ROWS = table(40, 3, seed=1)
CLUSTERINGS = [
    KMeans(4, n_init=2, random_state=0),
    KMeans(1, n_init=1, random_state=0),
    MiniBatchKMeans(3, n_init=2, random_state=0),
    MeanShift(),
    AffinityPropagation(random_state=0),
    Birch(n_clusters=3),
]


@pytest.mark.parametrize("model", CLUSTERINGS, ids=str)
def test_clusterings(model: Any) -> None:
    assert_parity(model.fit(X), ROWS)


def test_distances_as_features() -> None:
    model = make_pipeline(KMeans(4, n_init=2, random_state=0), LogisticRegression())
    assert_parity(model.fit(X, classes(X, ("a", "b"))), ROWS)


@pytest.mark.parametrize("model", [BisectingKMeans(6, random_state=0), BisectingKMeans(1)], ids=str)
def test_bisecting(model: Any) -> None:
    assert_parity(model.fit(X), [*ROWS, *X, *model.cluster_centers_])


def test_a_row_between_two_halves_is_in_the_first() -> None:
    model = BisectingKMeans(2, random_state=0).fit([[-1.0], [1.0]])
    assert_parity(model, [[0.0], [5e-324], [-5e-324], [math.ulp(1.0)], [-math.ulp(1.0)]], ("label",))


@pytest.mark.parametrize("pooled", [np.mean, np.median, np.max, np.min])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_clusters_of_features(pooled: Any, count: int) -> None:
    assert_parity(FeatureAgglomeration(count, pooling_func=pooled).fit(X), ROWS)


def test_a_pooling_function_of_yours_is_not_converted() -> None:
    def mine(x: Any, axis: int) -> Any:
        return x.sum(axis=axis)

    with pytest.raises(NotConvertibleError) as caught:
        convert(FeatureAgglomeration(2, pooling_func=mine).fit(X))
    assert str(caught.value) == (
        "FeatureAgglomeration: the parameter pooling_func=mine;"
        " converted are numpy's mean, median, max, amax, min, amin"
    )
